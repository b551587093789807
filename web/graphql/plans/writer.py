"""Writes a plan's Python: a function for each object of an answer.

In what is written x is the executor, s the thing, p its path, i a resolver's info, w what is
waited for, and a letter with a number whatever else a line needs to know.
"""

from typing import Any, cast

from graphql import GraphQLField, GraphQLObjectType
from graphql.execution.collect_fields import FieldDetails

from web.graphql.plans.complete import Thing
from web.graphql.plans.fields import Collector, Grouped, takes_variables
from web.graphql.plans.hints import Hints, Short
from web.graphql.plans.source import Function, Source
from web.graphql.plans.spots import Spot
from web.graphql.plans.values import Known, Place, Values


class Writer:
    """Writes what one operation asks for."""

    def __init__(self, collector: Collector, hints: Hints | None, known: Known) -> None:
        self.collector = collector
        self.hints = hints
        self.source = Source()
        self.values = Values(self.source, hints, known, self._below, self.below)

    def root(self, kind: GraphQLObjectType) -> Thing:
        """A function that answers the whole operation."""
        return self._compiled(self._thing(kind, self.collector.root(kind)))

    def roots(self, kind: GraphQLObjectType) -> list[Thing]:
        """A function for each of the operation's own fields, which run one after the other."""
        grouped = self.collector.root(kind)
        names = [self._thing(kind, {key: details}) for key, details in grouped.items()]
        return [self._compiled(name) for name in names]

    def below(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> Thing:
        """A function that answers what these fields select of a thing of this type."""
        return self._compiled(self._below(kind, details))

    def _compiled(self, name: str) -> Thing:
        self.source.compile()
        return cast(Thing, self.source.names[name])

    def _below(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> str:
        return self._thing(kind, self.collector.below(kind, details))

    def _thing(self, kind: GraphQLObjectType, grouped: Grouped) -> str:
        name = self.source.name("o")
        body = Function(f"def {name}(x, s, p):")
        body.line("p = real(p)" if self._tells_paths(kind, grouped) else "pass")
        body.line("w = None")
        with body.under("try:"):
            parts = [self._field(body, kind, key, details) for key, details in grouped.items()]
            body.line("pass")
        with body.under("except Exception:"):
            body.line("abandon(x, w)")
            body.line("raise")
        body.line(f"r = {{{', '.join(part for part in parts if part)}}}")
        body.line("return r if w is None else gathered(r, w)")
        self.source.add(body)
        return name

    def _field(
        self, body: Function, parent: GraphQLObjectType, key: str, details: list[FieldDetails]
    ) -> str:
        """Write how a field is answered; what stands for it in the object."""
        called = details[0].node.name.value
        field = self.collector.asked.schema.get_field(parent, called)
        if field is None:
            return ""
        if called == "__typename":
            return f"{key!r}: {parent.name!r}"
        value, path = self.source.name("v"), f"(p, {key!r}, {parent.name!r})"
        if called.startswith("__"):
            self._by_executor(body, value, parent, details, key)
        else:
            with body.under("try:"):
                spot = Spot(field.type, field, details, parent)
                name = self.source.bind("S", spot)
                at = Place(value, spot, name, path, "None", repr(key))
                self.values.complete(body, self._resolve(body, at, self._short(field, details)))
            with body.under("except Exception as error:"):
                body.line(f"{value} = {name}.failed(x, error, {path})")
        return f"{key!r}: {value}"

    def _resolve(self, body: Function, at: Place, short: Short | None) -> Place:
        if short is None:
            return self._by_resolver(body, at)
        if short.attribute and short.attribute.isidentifier():
            body.line(f"{at.value} = s.{short.attribute}")
            return at
        call = self.source.bind("R", short.call)
        info = ""
        if short.info:
            info = f", {self.source.bind('I', short.info)}(x, {at.name}, {at.path})"
        if short.kept is None:
            body.line(f"{at.value} = {call}(s{info})")
            return at
        body.line(f"{at.value} = s.__dict__.get({short.kept!r})")
        body.line(f"if {at.value} is None: {at.value} = {call}(s{info})")
        return at

    def _by_resolver(self, body: Function, at: Place) -> Place:
        spot, path, info = at.spot, self.source.name("q"), self.source.name("i")
        spot.takes_variables = takes_variables(spot.details)
        resolve = "x.field_resolver"
        called = (self.hints and self.hints.resolver(spot.field)) or spot.field.resolve
        if called:
            resolve = self.source.bind("R", called)
        given = ""
        if spot.field.args or spot.nodes[0].arguments:
            given = f", **{at.name}.arguments(x)"
        body.line(f"{path} = Path{at.path}")
        body.line(f"{info} = {at.name}.info(x, {path})")
        body.line(f"{at.value} = {resolve}(s, {info}{given})")
        return Place(at.value, spot, at.name, path, info, at.key)

    def _by_executor(
        self,
        body: Function,
        value: str,
        parent: GraphQLObjectType,
        details: list[FieldDetails],
        key: str,
    ) -> None:
        """What is asked of the schema itself is nothing to be quick about."""
        of, what = self.source.bind("T", parent), self.source.bind("d", details)
        path = f"Path(real(p), {key!r}, {parent.name!r})"
        body.line(f"{value} = x.execute_field({of}, s, {what}, {path}, None)")
        with body.under(f"if x.is_awaitable({value}):"):
            body.wait(repr(key), value)

    def _short(self, field: GraphQLField, details: list[FieldDetails]) -> Short | None:
        if self.hints is None or field.args or details[0].node.arguments:
            return None
        return self.hints.short(field)

    def _tells_paths(self, parent: GraphQLObjectType, grouped: Grouped) -> bool:
        """Whether resolvers are told where they are."""
        schema: Any = self.collector.asked.schema
        fields = [
            (schema.get_field(parent, details[0].node.name.value), details)
            for details in grouped.values()
        ]
        return any(field and self._short(field, details) is None for field, details in fields)
