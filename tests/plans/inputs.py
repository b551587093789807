"""Arguments as operations write them: literals, variables, defaults, and values that do not fit."""

import json
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)

from tests.plans.drawing import Dice

DEPTH = 2
WORDS = ["a", "", 'quote " and \\', "ünïcode 🙂"]
NUMBERS = [1, 0, -3, 2_147_483_647]
BAD: list[Any] = [None, "no", 2_147_483_648, 1.5, True, [], [[None]], {}, {"unknown": 1}]

# Values worth trying, by scalar, or by name and scalar of an argument: `Int`, `account: ID`.
Pools = dict[str, list[Any]]


@dataclass
class Variables:
    """The variables of an operation: how they are declared, and what is sent."""

    declared: dict[str, str] = field(default_factory=dict)
    sent: dict[str, Any] = field(default_factory=dict)


class Inputs:
    """Draws arguments for one operation."""

    def __init__(self, dice: Dice, pools: Pools, wild: bool) -> None:
        self.dice = dice
        self.wild = wild  # now and then a variable's value that does not fit
        self.pools = pools
        self.variables = Variables()

    def arguments(self, declared: dict[str, GraphQLArgument]) -> str:
        """The arguments of a field, with their parentheses."""
        written = [
            f"{name}: {self.value(argument.type, 0, argument, name)}"
            for name, argument in declared.items()
            if is_required_argument(argument) or self.dice.chance(40)
        ]
        return f"({', '.join(written)})" if written else ""

    def switch(self) -> str:
        """A `@skip` or an `@include`, or both, or mostly nothing."""
        return "".join(
            f" @{name}(if: {self._boolean()})"
            for name in ("include", "skip")
            if self.dice.chance(8)
        )

    def value(
        self,
        kind: GraphQLInputType,
        depth: int,
        of: GraphQLArgument | GraphQLInputField,
        called: str,
    ) -> str:
        """A literal of a type, or a variable."""
        if self.dice.chance(25):
            return self._variable(kind, of, called)
        if is_non_null_type(kind):
            return self._literal(kind.of_type, depth, called)
        return "null" if self.dice.chance(10) else self._literal(kind, depth, called)

    def fitting(self, kind: Any, called: str) -> Any:
        """A value of this type as JSON."""
        return self._json(kind, 0, called, good=True)

    def _boolean(self) -> str:
        if self.dice.chance(60):
            name = f"b{self.dice.below(3)}"
            self.variables.declared[name] = "Boolean = true" if name == "b2" else "Boolean!"
            if name == "b2" and self.dice.chance(30):
                self.variables.sent.setdefault(name, None)
            elif name != "b2" or self.dice.chance(50):
                self.variables.sent.setdefault(name, not self.dice.chance(50))
            return f"${name}"
        return self.dice.pick(["true", "false"])

    def _variable(self, kind: Any, of: Any, called: str) -> str:
        name, written = f"v{len(self.variables.declared)}", str(kind)
        optional = not is_non_null_type(kind)
        default = ""
        if optional and self.dice.chance(20):
            written += "!"
        elif self.dice.chance(30):
            default = f" = {self._constant(get_nullable_type(kind), called)}"
            written = str(get_nullable_type(kind))
        self.variables.declared[name] = written + default
        if not self.dice.chance(15):
            self.variables.sent[name] = self._json(kind, 0, called)
        return f"${name}"

    def _constant(self, kind: Any, called: str) -> str:
        return _written(self.fitting(kind, called), kind)

    def _literal(self, kind: Any, depth: int, called: str) -> str:
        if is_list_type(kind):
            items = [self._item(kind.of_type, depth, called) for _ in range(self.dice.below(3))]
            return f"[{', '.join(items)}]"
        if isinstance(kind, GraphQLInputObjectType) and kind.is_one_of:
            name = self.dice.pick(list(kind.fields))
            inner = get_nullable_type(kind.fields[name].type)
            return f"{{{name}: {self._literal(inner, depth, name)}}}"
        if isinstance(kind, GraphQLInputObjectType):
            fields = [
                f"{name}: {self.value(field.type, depth + 1, field, name)}"
                for name, field in kind.fields.items()
                if is_required_input_field(field) or (depth < DEPTH and self.dice.chance(40))
            ]
            return f"{{{', '.join(fields)}}}"
        return _written(self._leaf(kind, called), kind)

    def _item(self, kind: Any, depth: int, called: str) -> str:
        # A variable that may be null may not stand where null must not, so none stands here.
        if not is_non_null_type(kind) and self.dice.chance(10):
            return "null"
        return self._literal(get_nullable_type(kind), depth, called)

    def _json(self, kind: Any, depth: int, called: str, good: bool = False) -> Any:
        """A variable's value as JSON, now and then one that does not fit."""
        if self.wild and not good and self.dice.chance(4):
            return self.dice.pick(BAD)
        if is_non_null_type(kind):
            return self._json(kind.of_type, depth, called, good)
        if not good and self.dice.chance(8):
            return None
        if is_list_type(kind):
            count = self.dice.below(3)
            return [self._json(kind.of_type, depth, called, good) for _ in range(count)]
        if isinstance(kind, GraphQLInputObjectType) and kind.is_one_of and good:
            name = self.dice.pick(list(kind.fields))
            inner = get_nullable_type(kind.fields[name].type)
            return {name: self._json(inner, depth, name, good)}
        if isinstance(kind, GraphQLInputObjectType):
            return {
                name: self._json(field.type, depth + 1, name, good)
                for name, field in kind.fields.items()
                if is_required_input_field(field) or (depth < DEPTH and self.dice.chance(40))
            }
        return self._leaf(kind, called)

    def _leaf(self, kind: Any, called: str) -> Any:
        if isinstance(kind, GraphQLEnumType):
            return self.dice.pick(list(kind.values))
        named = self.pools.get(f"{called}: {kind.name}") or self.pools.get(kind.name)
        return self.dice.pick(named or STANDARD[kind.name])


STANDARD: Pools = {
    "String": WORDS,
    "ID": ["a", 7],
    "Int": NUMBERS,
    "Float": [*NUMBERS, 0.5],
    "Boolean": [True, False],
}


def _written(value: Any, kind: Any) -> str:
    """A JSON value as a GraphQL literal."""
    kind = get_nullable_type(kind)
    if isinstance(kind, GraphQLEnumType):
        return str(value) if value is not None else "null"
    if isinstance(value, dict):
        fields = kind.fields
        return f"{{{', '.join(f'{k}: {_written(v, fields[k].type)}' for k, v in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_written(item, kind.of_type) for item in value)}]"
    return json.dumps(value, ensure_ascii=False)
