"""Valid operations over any schema: aliases, merged fields, fragments, variables, directives."""

import itertools
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_leaf_type,
)
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from tests.plans.drawing import Dice
from tests.plans.inputs import Inputs, Pools

FRAGMENTS = 4
CALM = (100, 97, 80)  # of a hundred values: those that are what they should be


@dataclass
class Drawn:
    """One operation with its variables, and whatever else a case needs to be repeated."""

    text: str
    variables: dict[str, Any]
    fate: int
    calm: int


@dataclass
class Fragment:
    """A named fragment."""

    on: Any
    text: str


@dataclass
class _Writing:
    """Draws one operation."""

    schema: GraphQLSchema
    dice: Dice
    inputs: Inputs
    depth: int
    keys: dict[str, str] = field(default_factory=dict)
    fragments: dict[str, Fragment] = field(default_factory=dict)
    left: int = 60  # fields, so that no operation grows without end

    def selection(self, on: Any, depth: int) -> str:
        """What is asked of a thing of a type."""
        parts = [self._part(on, depth) for _ in range(1 + self.dice.below(5))]
        return f"{{ {' '.join(part for part in parts if part) or '__typename'} }}"

    def one(self, on: Any, depth: int) -> str:
        """A single field, as a subscription has it."""
        name = self.dice.pick(list(on.fields))
        arguments, below = self.inputs.arguments(on.fields[name].args), on.fields[name].type
        composite = is_composite_type(get_named_type(below))
        selected = self.selection(get_named_type(below), depth - 1) if composite else ""
        return f"{{ {name}{arguments} {selected} }}"

    def _part(self, on: Any, depth: int) -> str:
        kind = self.dice.below(10)
        if kind < 7 or depth <= 0:
            return self._field(on, depth)
        if kind == 7:
            return f"...{self._condition(on)}"
        if kind == 8:
            inner = self._narrowed(on)
            named = "" if inner is on and self.dice.chance(50) else f" on {inner.name}"
            return f"...{named}{self.inputs.switch()} {self.selection(inner, depth - 1)}"
        return self._spread(on, depth)

    def _condition(self, on: Any) -> str:
        inner = self._narrowed(on)
        return f" on {inner.name}{self.inputs.switch()} {{ __typename }}"

    def _field(self, on: Any, depth: int) -> str:
        fields: dict[str, GraphQLField] = getattr(on, "fields", {})
        self.left -= 1
        open_ = {
            name: field
            for name, field in fields.items()
            if self.left > 0 and (depth > 0 or is_leaf_type(get_named_type(field.type)))
        }
        if not open_ or self.dice.chance(6):
            return f"{self._key('__typename', '', 'String!')}{self.inputs.switch()}"
        name = self.dice.pick(list(open_))
        asked = open_[name]
        key = self._key(name, self.inputs.arguments(asked.args), str(asked.type))
        below = get_named_type(asked.type)
        selected = self.selection(below, depth - 1) if is_composite_type(below) else ""
        return f"{key}{self.inputs.switch()} {selected}"

    def _key(self, name: str, arguments: str, kind: str) -> str:
        """A field under its own name or an alias; one name never means two things."""
        meaning = f"{name}{arguments} {kind}"
        wanted = f"{name}_{self.dice.below(2)}" if self.dice.chance(25) else name
        for key in itertools.chain([wanted], (f"{name}_{n}" for n in range(2, 100))):
            if self.keys.setdefault(key, meaning) == meaning:
                return f"{name}{arguments}" if key == name else f"{key}: {name}{arguments}"
        raise AssertionError("one field a hundred times")

    def _spread(self, on: Any, depth: int) -> str:
        fitting = [
            name
            for name, fragment in self.fragments.items()
            if fragment.on is on or fragment.on in _near(self.schema, on)
        ]
        if fitting and (self.dice.chance(60) or len(self.fragments) >= FRAGMENTS):
            return f"...{self.dice.pick(fitting)}{self.inputs.switch()}"
        inner = self._narrowed(on)
        text = self.selection(inner, depth - 1)
        name = f"F{len(self.fragments)}"
        self.fragments[name] = Fragment(inner, f"fragment {name} on {inner.name} {text}")
        return f"...{name}{self.inputs.switch()}"

    def _narrowed(self, on: Any) -> Any:
        """The type itself, or another that the same thing can be of."""
        return self.dice.pick([on, *_near(self.schema, on)])


@cache
def _near(schema: GraphQLSchema, on: Any) -> list[Any]:
    return [
        kind
        for kind in schema.type_map.values()
        if is_composite_type(kind)
        and not kind.name.startswith("__")
        and not _possible(schema, on).isdisjoint(_possible(schema, kind))
    ]


def _possible(schema: GraphQLSchema, kind: Any) -> set[str]:
    if is_abstract_type(kind):
        return {possible.name for possible in schema.get_possible_types(kind)}
    return {kind.name}


@composite
def operations(
    draw: DrawFn,
    schema: GraphQLSchema,
    pools: Pools,
    kinds: tuple[str, ...],
    depth: int,
    wild: bool = True,
) -> Drawn:
    """A valid operation of one of these kinds."""
    dice = Dice(draw)
    inputs = Inputs(dice, pools, wild)
    writing = _Writing(schema, dice, inputs, depth)
    kind = dice.pick(kinds)
    root = {
        "query": schema.query_type,
        "mutation": schema.mutation_type,
        "subscription": schema.subscription_type,
    }[kind]
    selected = (
        writing.one(root, depth) if kind == "subscription" else writing.selection(root, depth)
    )
    declared = ", ".join(f"${name}: {of}" for name, of in inputs.variables.declared.items())
    head = f"{kind} Drawn{f'({declared})' if declared else ''} {selected}"
    text = "\n".join([head, *(fragment.text for fragment in writing.fragments.values())])
    return Drawn(text, inputs.variables.sent, dice.below(1 << 30), dice.pick(CALM))


Operations = SearchStrategy[Drawn]
