"""Short ways to what most fields are: an attribute, or a function of its thing.

Strawberry calls every resolver through layers for arguments, permissions and extensions. A field
without any of them is called directly here: the same answer for a third of the time.
"""

import inspect
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

Resolver = Callable[..., Any]


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
        return _attribute(declared.python_name) if declared.is_basic_field else None
    function: Resolver = declared.base_resolver.wrapped_func
    takes = list(inspect.signature(function).parameters)
    if declared.base_resolver.is_async or takes not in (["root"], ["root", "info"]):
        return None
    return _of_root(function) if takes == ["root"] else _of_root_and_info(function, declared)


def _attribute(name: str) -> Resolver:
    read = attrgetter(name)
    return lambda root, _info: read(root)


def _of_root(function: Resolver) -> Resolver:
    return lambda root, _info: function(root)


def _of_root_and_info(function: Resolver, declared: StrawberryField) -> Resolver:
    return lambda root, info: function(root, Info(_raw_info=info, _field=declared))
