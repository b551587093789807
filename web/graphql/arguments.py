"""A field's arguments as its resolver takes them: Strawberry converts those that are new.

Its conversion works out anew, for every call, what each argument's type is, and that takes longer
than many a resolver. Most calls of a field are given what an earlier one was given. Resolvers
leave their arguments as they are.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, cast

from graphql import GraphQLResolveInfo
from strawberry.schema import BaseSchema
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

KEPT, LONGEST = 100, 400  # different arguments of a field, and the characters that they may have

Resolve = Callable[..., Any]


def direct(declared: StrawberryField) -> Resolve | None:
    """What calls the field's function as Strawberry would, for a field without extensions."""
    resolver = declared.base_resolver
    if resolver is None or resolver.self_parameter or declared.is_subscription:
        return None
    function, known = cast(Resolve, resolver.wrapped_func), Known(declared)
    names = [
        None if parameter is None else parameter.name
        for parameter in (
            resolver.parent_parameter or resolver.root_parameter,
            resolver.info_parameter,
        )
    ]
    thing, told = names

    def resolve(source: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
        arguments = {**known.converted(given, info)}
        if thing:
            arguments[thing] = source
        if told:
            arguments[told] = Info(_raw_info=info, _field=declared)
        return function(**arguments)

    return resolve


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
