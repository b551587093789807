"""Short ways to what most fields are: an attribute, or a function of its thing.

Strawberry calls every resolver through layers for arguments, permissions and extensions. A field
without any of them is asked directly by the compiled plans: the same answer for a fraction of the
time.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, TypeGuard, cast

import orjson
from graphql import (
    Executor,
    GraphQLEnumType,
    GraphQLField,
    GraphQLLeafType,
    GraphQLNamedType,
    get_named_type,
    is_union_type,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.base import get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info
from tortoise.models import Model

from web.graphql import arguments
from web.graphql.plans import Short, Spot

Resolver = Callable[..., Any]


class Execution(StrawberryGraphQLCoreExecutionContext):
    """An execution that waits only for what must be waited for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_awaitable = _is_awaitable


def _is_awaitable(value: Any) -> TypeGuard[Awaitable[Any]]:
    # Tortoise's models can be awaited, to no effect: that made a task of each of them.
    return hasattr(value, "__await__") and not isinstance(value, Model)


class LateInfo(Info[Any, Any]):
    """What a resolver is told, worked out when it looks: most want nothing but the context."""

    def __init__(self, executor: Executor[Any], spot: Spot, path: Any) -> None:
        self._executor = executor
        self._spot = spot
        self._path = path

    @property
    def context(self) -> Any:
        """The operation's context."""
        return self._executor.context_value

    def __getattr__(self, name: str) -> Any:
        """Whatever else Strawberry's info is made of."""
        if name == "_raw_info":
            self._raw_info = self._spot.info(self._executor, self._path)
            return self._raw_info
        if name == "_field":
            return _declared(self._spot.field)
        raise AttributeError(name)


class Shortcuts:
    """What is known of Admit's fields and types beyond their schema."""

    def short(self, field: GraphQLField) -> Short | None:
        """The attribute, or the function behind Strawberry's layers where they would do nothing."""
        declared = _declared(field)
        # A union's errors come from exceptions, by handlers in one of the layers.
        if declared is None or declared.extensions or is_union_type(get_named_type(field.type)):
            return None
        if declared.base_resolver is None:
            return Short(lambda root: getattr(root, declared.python_name), declared.python_name)
        function = cast(Resolver, declared.base_resolver.wrapped_func)
        takes = list(inspect.signature(function).parameters)
        if declared.base_resolver.is_async or declared.is_subscription:
            return None
        kept = getattr(function, "kept", None)
        if takes == ["root"]:
            return Short(function, kept=kept)
        return Short(function, info=LateInfo, kept=kept) if takes == ["root", "info"] else None

    def resolver(self, field: GraphQLField) -> Resolver | None:
        """The function behind Strawberry's layers, for a field with arguments or permissions."""
        declared = _declared(field)
        if declared is None or field.resolve is None or is_union_type(get_named_type(field.type)):
            return None
        return arguments.direct(declared, field.resolve)

    def write(self, leaf: GraphQLLeafType) -> tuple[type, Callable[[Any], Any]] | None:
        """Enums by a table, moments by their own method."""
        if leaf.name == "DateTime":
            return datetime, _instant
        members = getattr(leaf, "wrapped_cls", None)
        if isinstance(leaf, GraphQLEnumType) and isinstance(members, type(Enum)):
            names = {member: leaf.coerce_output_value(member) for member in members}
            return members, names.__getitem__
        return None

    def by_class(self, kind: GraphQLNamedType, found: type) -> bool:
        """Types are told by `isinstance`, except those of mappings and of generic types."""
        if issubclass(found, Model):
            return True
        definition = get_object_definition(found)
        generic = definition is not None and definition.is_graphql_generic
        unsure = issubclass(found, Exception | Mapping) or hasattr(found, "__await__")
        return not (generic or unsure)


def _instant(moment: datetime) -> str:
    """As `isoformat` has it, in a sixth of the time."""
    return orjson.dumps(moment)[1:-1].decode()


def _declared(field: GraphQLField) -> StrawberryField | None:
    declared = (field.extensions or {}).get("strawberry-definition")
    return declared if isinstance(declared, StrawberryField) else None
