"""The vocabulary of this folder: types that show models, fields that name their resolver."""

from collections.abc import Callable
from enum import EnumType
from typing import Any, TypeVar, cast, dataclass_transform

import strawberry
from strawberry.permission import BasePermission

from models.audiences import Alike

C = TypeVar("C", bound=type)
E = TypeVar("E", bound=EnumType)

ARGUMENTS = {
    "input": "What to do, to what, and how.",
    "filter": "Which of them; all that the viewer may see where unset.",
    "order_by": "How they are sorted.",
    "id": "The global id.",
    "domain_identifier": "The whole domain identifier, such as `acme.example`; no wildcards.",
}


def first_paragraph(documented: object) -> str | None:
    """The public part of a docstring."""
    text = (documented.__doc__ or "").strip().split("\n\n")[0]
    return " ".join(text.split()) or None


@dataclass_transform(kw_only_default=True)
def shows(*sources: type) -> Callable[[C], C]:
    """A type whose plain fields are read off one of `sources`: resolvers return those, never
    this."""

    def declare(cls: C) -> C:
        public: Any = cls
        accepted: tuple[type, ...] = (cls, *sources)
        if "is_type_of" not in cls.__dict__:
            public.is_type_of = classmethod(lambda _, it, _info: isinstance(it, accepted))
        public.__shows__ = sources
        return strawberry.type(cls, description=first_paragraph(cls))

    return declare


def plain(description: str) -> Any:
    """A field that is an attribute of what the type shows."""
    return strawberry.field(description=description)


def resolved(
    by: Callable[..., Any], *allowed: type[BasePermission], alike: Alike | None = None
) -> Any:
    """A field that a resolver answers; the annotation beside it is the GraphQL type.

    `alike` declares that viewers who ask for the field of the same thing get the same answer.
    Nobody need declare it of a resolver which is given nothing but its thing.
    """
    field = strawberry.field(
        resolver=by,
        description=first_paragraph(by),
        permission_classes=list(allowed),
        metadata={} if alike is None else {"alike": alike},
    )
    return with_described_arguments(field)


def with_described_arguments(field: Any) -> Any:
    """Say what the arguments mean that mean the same everywhere."""
    for argument in field.base_resolver.arguments:
        argument.description = argument.description or ARGUMENTS[argument.python_name]
    return field


def streamed(by: Callable[..., Any], *allowed: type[BasePermission]) -> Any:
    """A subscription; the annotation beside it is an AsyncIterator of the GraphQL type."""
    return strawberry.subscription(
        resolver=by, description=first_paragraph(by), permission_classes=list(allowed)
    )


def described(enum: E, description: str, /, **values: str) -> E:
    """Make an enum of the models public; every value must be described."""
    if not hasattr(enum, "__strawberry_definition__"):
        strawberry.enum(enum)
    definition = cast(Any, enum).__strawberry_definition__
    definition.description = description
    for value in definition.values:
        value.description = values.pop(value.name)
    if values:
        raise TypeError(f"{enum.__name__} has no {', '.join(values)}")
    return enum
