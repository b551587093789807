"""Input objects by functions that know their fields: Strawberry's own way finds out anew for every
value of every call of what type it is.

Through the hook that Strawberry has for types that build their own values.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from typing import Any, NamedTuple

import strawberry
from graphql import GraphQLInputObjectType
from strawberry.scalars import is_scalar
from strawberry.types.arguments import InputContext
from strawberry.types.base import StrawberryObjectDefinition, StrawberryOptional
from strawberry.types.enum import StrawberryEnumDefinition, has_enum_definition

Build = Callable[[type, Mapping[str, Any], InputContext], Any]


class Part(NamedTuple):
    """A field of an input: its two names, its type, and whether its values stay as they are."""

    name: str
    attribute: str
    type: Any
    plain: bool


def quicken(schema: strawberry.Schema) -> None:
    """Have the schema's inputs built so."""
    for kind in schema._schema.type_map.values():
        if not isinstance(kind, GraphQLInputObjectType):
            continue
        definition = kind.extensions.get("strawberry-definition")
        if isinstance(definition, StrawberryObjectDefinition) and not definition.from_input:
            definition.from_input = _builder(definition, schema)


def _builder(definition: StrawberryObjectDefinition, schema: strawberry.Schema) -> Build:
    optional = [
        field.python_name
        for field in definition.fields
        if field.default_value is MISSING and field.default_factory is MISSING
    ]
    parts = [_part(field, definition, schema) for field in definition.fields]

    def build(kind: type, value: Mapping[str, Any], context: InputContext) -> Any:
        given: dict[str, Any] = dict.fromkeys(optional)
        for name, attribute, type_, plain in parts:
            if name in value:
                part = value[name]
                given[attribute] = part if plain else context.convert(part, type_, name)
        return kind(**given)

    return build


def _part(field: Any, definition: StrawberryObjectDefinition, schema: strawberry.Schema) -> Part:
    type_ = field.resolve_type(type_definition=definition)
    name = schema.config.name_converter.from_field(field)
    return Part(name, field.python_name, type_, _plain(type_, schema))


def _plain(type_: Any, schema: strawberry.Schema) -> bool:
    """Whether GraphQL's value is the resolver's, too: a scalar, an enum, or none of them."""
    if type(type_) is StrawberryOptional:
        type_ = type_.of_type
    if isinstance(type_, StrawberryEnumDefinition) or has_enum_definition(type_):
        return True
    scalar = is_scalar(type_, schema.schema_converter.scalar_registry)
    return scalar and type_ is not strawberry.relay.GlobalID
