"""Short ways to what most fields are: an attribute, or a function of its thing.

Strawberry calls every resolver through layers for arguments, permissions and extensions. A field
without any of them is called directly here: the same answer for a third of the time.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeGuard, cast

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_nullable_type,
    is_leaf_type,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info
from tortoise.models import Model

Resolver = Callable[..., Any]
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Leaf:
    """Resolves a scalar or an enum that needs nothing but its thing; `write` makes it JSON."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any]

    def __call__(self, root: Any, _info: Any) -> Any:
        """The value, as any resolver gives it."""
        return self.read(root)


class Execution(StrawberryGraphQLCoreExecutionContext):
    """An execution that waits only for what must be waited for, and asks leaves directly."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_awaitable = _is_awaitable

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Any,
        grouped_field_set: Any,
        position_context: Any,
    ) -> Any:
        """An object's part of the answer; whatever is unusual in it takes the usual way."""
        plain: dict[str, Any] = {}
        rest = {}
        for name, details in grouped_field_set.items():
            field = parent_type.fields.get(details[0].node.name.value)
            value = _leaf(field, source_value)
            if value is None:
                rest[name] = details
            else:
                plain[name] = value
        if not rest:
            return plain
        others = super().execute_fields(parent_type, source_value, path, rest, position_context)
        if not plain:
            return others
        if _is_awaitable(others):
            return _later(grouped_field_set, plain, others)
        return _merged(grouped_field_set, plain, cast(Answer, others))


def _leaf(field: GraphQLField | None, source: Any) -> Any:
    """A leaf's value as JSON; None, too, for whatever may have to become null or an error."""
    if field is None or type(field.resolve) is not Leaf:
        return None
    try:
        value = field.resolve.read(source)
        return None if value is None else field.resolve.write(value)
    except Exception:
        return None


def _merged(names: Iterable[str], plain: Answer, others: Answer) -> Answer:
    found = {**plain, **others}
    return {name: found[name] for name in names if name in found}


async def _later(names: Iterable[str], plain: Answer, others: Awaitable[Answer]) -> Answer:
    return _merged(names, plain, await others)


def _is_awaitable(value: Any) -> TypeGuard[Awaitable[Any]]:
    # Tortoise's models can be awaited, to no effect: that made a task of each of them.
    return hasattr(value, "__await__") and not isinstance(value, Model)


def take(schema: GraphQLSchema) -> None:
    """Let every field that is simple enough resolve the short way."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and kind is not schema.subscription_type:
            for field in kind.fields.values():
                field.resolve = _shortcut(field) or field.resolve


def _shortcut(field: GraphQLField) -> Resolver | None:
    declared = (field.extensions or {}).get("strawberry-definition")
    if not isinstance(declared, StrawberryField) or declared.extensions or field.args:
        return None
    if declared.base_resolver is None:
        return _of_root(attrgetter(declared.python_name), field)
    function = cast(Resolver, declared.base_resolver.wrapped_func)
    takes = list(inspect.signature(function).parameters)
    if declared.base_resolver.is_async or takes not in (["root"], ["root", "info"]):
        return None
    return _of_root(function, field) if takes == ["root"] else _of_root_and_info(function, declared)


def _of_root(function: Resolver, field: GraphQLField) -> Resolver:
    kind = get_nullable_type(field.type)
    if is_leaf_type(kind):
        return Leaf(function, kind.coerce_output_value)
    return lambda root, _info: function(root)


def _of_root_and_info(function: Resolver, declared: StrawberryField) -> Resolver:
    return lambda root, info: function(root, Info(_raw_info=info, _field=declared))
