"""Writes how values are completed: what is usual in a line or two, and a loop for each list."""

from collections.abc import Callable
from dataclasses import dataclass

from graphql import (
    GraphQLAbstractType,
    GraphQLBoolean,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLString,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetails

from web.graphql.plans.complete import AbstractCompletion, LeafCompletion, Thing, ThingCompletion
from web.graphql.plans.hints import Hints
from web.graphql.plans.source import Function, Source
from web.graphql.plans.spots import Spot

# Values that are written as they are, and how to know them.
AS_THEY_ARE: dict[str, tuple[GraphQLLeafType, str]] = {
    "String": (GraphQLString, "type({v}) is str"),
    "ID": (GraphQLID, "type({v}) is str"),
    "Int": (GraphQLInt, "type({v}) is int and -2147483648 <= {v} <= 2147483647"),
    "Float": (GraphQLFloat, "type({v}) is float and {v} - {v} == 0.0"),
    "Boolean": (GraphQLBoolean, "type({v}) is bool"),
}

# The name of a function that answers what these fields select of a thing of this type.
Below = Callable[[GraphQLObjectType, list[FieldDetails]], str]
Known = dict[str, set[type]]


@dataclass(frozen=True)
class Place:
    """Where a value is completed: its variable, and the words for what else a line needs."""

    value: str
    spot: Spot
    name: str  # of the spot
    path: str
    info: str
    key: str


class Values:
    """Writes the completion of values, and tells each spot what is unusual there."""

    def __init__(
        self,
        source: Source,
        hints: Hints | None,
        known: Known,
        below: Below,
        write: Callable[[GraphQLObjectType, list[FieldDetails]], Thing],
    ) -> None:
        self.source = source
        self.hints = hints
        self.known = known  # by object type: Python classes that are surely of it
        self.below = below
        self.write = write

    def complete(self, body: Function, at: Place) -> None:
        """Have the value at a place completed."""
        required, kind = is_non_null_type(at.spot.type), get_nullable_type(at.spot.type)
        otherwise = "else:" if required else f"elif {at.value} is not None:"
        if is_list_type(kind):
            self._list(body, at, kind, otherwise)
        elif is_leaf_type(kind):
            self._leaf(body, at, kind, required, otherwise)
        elif is_abstract_type(kind):
            self._abstract(body, at, kind, otherwise)
        else:
            assert isinstance(kind, GraphQLObjectType)
            self._thing(body, at, kind, otherwise)

    def _leaf(
        self, body: Function, at: Place, kind: GraphQLLeafType, required: bool, otherwise: str
    ) -> None:
        at.spot.complete = LeafCompletion(at.spot, kind)
        own, test = AS_THEY_ARE.get(kind.name, (None, ""))
        written = self.hints.write(kind) if self.hints else None
        if own is kind:
            present = "" if required else f" and {at.value} is not None"
            with body.under(f"if not ({test.format(v=at.value)}){present}:"):
                self._unusual(body, at)
        elif written:
            of, how = (self.source.bind("q", part) for part in written)
            with body.under(f"if type({at.value}) is {of}:"):
                body.line(f"{at.value} = {how}({at.value})")
            with body.under(otherwise):
                self._unusual(body, at)
        else:
            with body.under("if True:" if required else f"if {at.value} is not None:"):
                self._unusual(body, at)

    def _thing(self, body: Function, at: Place, kind: GraphQLObjectType, otherwise: str) -> None:
        below = self.below(kind, at.spot.details)
        known = self.known.setdefault(kind.name, set())
        telling = self.hints.by_class if self.hints else None
        completion = ThingCompletion(at.spot, kind, known, telling)
        at.spot.complete = completion
        self.source.tell(f"{self.source.bind('m', completion)}.thing = {below}")
        classes = self.source.bind("k", known)
        with body.under(f"if type({at.value}) in {classes}:"):
            body.line(f"{at.value} = {below}(x, {at.value}, {at.path})")
            self._begun(body, at, "dict")
        with body.under(otherwise):
            self._unusual(body, at)

    def _abstract(
        self, body: Function, at: Place, kind: GraphQLAbstractType, otherwise: str
    ) -> None:
        known: dict[type, Thing] = {}
        details = at.spot.details
        telling = self.hints.by_class if self.hints else None
        at.spot.complete = AbstractCompletion(
            at.spot, kind, lambda it: self.write(it, details), known, telling
        )
        things, thing = self.source.bind("k", known), self.source.name("t")
        body.line(f"{thing} = {things}.get(type({at.value}))")
        with body.under(f"if {thing} is not None:"):
            body.line(f"{at.value} = {thing}(x, {at.value}, {at.path})")
            self._begun(body, at, "dict")
        with body.under(otherwise):
            self._unusual(body, at)

    def _list(
        self,
        body: Function,
        at: Place,
        kind: GraphQLList[GraphQLOutputType],
        otherwise: str,
    ) -> None:
        loop = self._loop(at, kind)
        self.source.tell(f"{at.name}.complete = {loop}")
        with body.under(f"if type({at.value}) is list:"):
            body.line(f"{at.value} = {loop}(x, {at.value}, {at.path}, {at.info})")
            self._begun(body, at, "list")
        with body.under(otherwise):
            self._unusual(body, at)

    def _loop(self, at: Place, kind: GraphQLList[GraphQLOutputType]) -> str:
        """The name of a function that completes a list, whatever is given for one."""
        name, source = self.source.name("c"), self.source
        item = Spot(kind.of_type, at.spot.field, at.spot.details, at.spot.parent)
        spot, whole = source.bind("S", item), source.bind("T", kind)
        body = Function(f"def {name}(x, v, p, i):")
        with body.under("if type(v) is not list:"):
            body.line("if isinstance(v, Exception): raise v")
            body.line(f"if v is None or v is Undefined: return {at.name}.null()")
            with body.under("if x.is_async_iterable(v) or not is_iterable(v):"):
                body.line(f"return x.complete_list_value({whole}, {spot}.details, i, p, v, None)")
        if is_list_type(get_nullable_type(kind.of_type)):
            body.line(f"i = i or {spot}.info(x, real(p))")
        body.line("r, w, n, items = [], None, 0, iter(v)")
        with body.under("try:"), body.under("for e in items:"):
            with body.under("try:"):
                self.complete(body, Place("e", item, spot, "(p, n, None)", "i", "n"))
            with body.under("except Exception as error:"):
                body.line(f"e = {spot}.failed(x, error, (p, n, None))")
            body.line("r.append(e)")
            body.line("n += 1")
        with body.under("except Exception:"):
            body.line("abandon(x, w, items)")
            body.line("raise")
        body.line("return r if w is None else gathered(r, w)")
        source.add(body)
        return name

    def _unusual(self, body: Function, at: Place) -> None:
        if at.info == "i":
            body.line(f"i = i or {at.name}.info(x, real(p))")
        body.line(f"{at.value} = {at.name}.finish(x, {at.value}, {at.path}, {at.info})")
        with body.under(f"if type({at.value}) not in settled and x.is_awaitable({at.value}):"):
            body.wait(at.key, at.value)

    def _begun(self, body: Function, at: Place, done: str) -> None:
        """What was completed by a function of the plan may have to wait for something below."""
        with body.under(f"if type({at.value}) is not {done}:"):
            body.line(f"{at.value} = {at.name}.waited(x, {at.value}, {at.path})")
            body.wait(at.key, at.value)
