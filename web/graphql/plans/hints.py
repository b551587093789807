"""What a product may say of its fields and types, so that plans can take shorter ways."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import Executor, GraphQLField, GraphQLLeafType, GraphQLNamedType
from graphql.pyutils import Path

from web.graphql.plans.spots import Spot

LazyPath = tuple[Any, str | int, str | None] | Path | None


@dataclass(frozen=True, slots=True)
class Short:
    """A shorter way to a field's value than its resolver, for a field that takes no arguments.

    It is `attribute` of the thing, or else what `call` answers for the thing. Where `info` is
    given, `call` gets a second argument, made by `info(executor, spot, path)`: what a resolver
    would learn from its info, worked out only if looked at. Where the thing's own `__dict__` has
    something else than None under `kept`, it is that, and nothing is called.
    """

    call: Callable[..., Any]
    attribute: str | None = None
    info: Callable[[Executor[Any], Spot, LazyPath], Any] | None = None
    kept: str | None = None


class Hints(Protocol):
    """What is known of a schema besides the schema. Whatever is not certain is None or False."""

    def short(self, field: GraphQLField) -> Short | None:
        """A shorter way to what the field's resolver answers or raises."""

    def resolver(self, field: GraphQLField) -> Callable[..., Any] | None:
        """What to call instead of the field's resolver, with the same, for the same."""

    def write(self, leaf: GraphQLLeafType) -> tuple[type, Callable[[Any], Any]] | None:
        """A class and how its instances, and not those of its subclasses, are written: never as
        null or as something to wait for."""

    def by_class(self, kind: GraphQLNamedType, found: type) -> bool:
        """Whether all instances of this Python class are of one GraphQL type here, and none of
        them has to be awaited."""
