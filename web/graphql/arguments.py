"""A field's arguments as its resolver takes them: Strawberry converts those that are new.

Its conversion works out anew, for every call, what each argument's type is, and that takes longer
than many a resolver. Most calls of a field are given what an earlier one was given. Resolvers
leave their arguments as they are.
"""

import inspect
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, cast

from graphql import GraphQLResolveInfo
from strawberry.permission import BasePermission, PermissionExtension
from strawberry.schema import BaseSchema
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

KEPT, LONGEST = 100, 400  # different arguments of a field, and the characters that they may have

Resolve = Callable[..., Any]


def direct(declared: StrawberryField, layered: Resolve) -> Resolve | None:
    """What calls the field's function as Strawberry would, once its permissions have all said yes.

    Of other extensions it knows nothing; whoever may not gets the answer of the layers.
    """
    resolver, permissions = declared.base_resolver, _permissions(declared)
    if resolver is None or permissions is None:
        return None
    if resolver.self_parameter or declared.is_subscription:
        return None
    function, known = cast(Resolve, resolver.wrapped_func), Known(declared)
    parent = resolver.parent_parameter or resolver.root_parameter
    thing = parent and parent.name
    told = resolver.info_parameter and resolver.info_parameter.name

    def resolve(source: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
        converted = known.converted(given, info) if given else {}
        arguments, details = {**converted}, Info(_raw_info=info, _field=declared)
        for permission in permissions:
            if permission.has_permission(source, details, **arguments) is not True:
                return layered(source, info, **given)
        if thing:
            arguments[thing] = source
        if told:
            arguments[told] = details
        return function(**arguments)

    return resolve


def _permissions(declared: StrawberryField) -> list[BasePermission] | None:
    """Those that the field asks, if it has nothing else and none of them has to be awaited."""
    found: list[BasePermission] = []
    for extension in declared.extensions:
        if type(extension) is not PermissionExtension:
            return None
        found += extension.permissions
    waits = any(inspect.iscoroutinefunction(each.has_permission) for each in found)
    return None if waits else found


class Known:
    """The arguments that a field was lately given."""

    def __init__(self, declared: StrawberryField) -> None:
        self.declared = declared
        self.lately: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def converted(self, given: dict[str, Any], info: GraphQLResolveInfo[Any]) -> dict[str, Any]:
        """The arguments by the names that the resolver has for them."""
        key = repr(given)  # tells all that there is to tell of scalars, enums, lists and objects
        found = self.lately.get(key)
        if found is None:
            found = self._convert(given, info)
            if len(key) <= LONGEST:
                self.lately[key] = found
            if len(self.lately) > KEPT:
                self.lately.popitem(last=False)
        return found

    def _convert(self, given: dict[str, Any], info: GraphQLResolveInfo[Any]) -> dict[str, Any]:
        schema: BaseSchema = info.schema._strawberry_schema  # type: ignore[attr-defined]
        return convert_arguments(
            given,
            self.declared.arguments,
            config=schema.config,
            scalar_registry=schema.schema_converter.scalar_registry,
        )
