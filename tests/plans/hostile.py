"""A small schema whose resolvers do everything that resolvers can do, the same way twice.

What happens at a place depends on a number, the place and its arguments alone: so two executions
of one operation meet the same fate.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.pyutils import Undefined

SDL = """
interface Node { id: ID! label(loud: Boolean = false, words: [String!] = ["x"]): String }
interface Deep implements Node {
  id: ID! label(loud: Boolean = false, words: [String!] = ["x"]): String deep: Node }
enum Mood { HAPPY SAD ODD }
scalar Moment
input Filter { words: [String!], least: Int = 1, mood: Mood, deep: Filter, when: Moment }
input Exactly @oneOf { word: String, number: Int }
type Alpha implements Node & Deep {
  id: ID! label(loud: Boolean = false, words: [String!] = ["x"]): String deep: Node
  count: Int! size: Float on: Boolean! mood: Mood moment: Moment! text: String!
  next: Alpha must: Beta! many: [Beta!]! some: [Alpha] grid: [[Int!]]! cubes: [[[Alpha!]]!]
  either: Either eithers: [Either!]! nodes(first: Int! = 2, filter: Filter): [Node]
  pick(mood: Mood! = HAPPY, exactly: Exactly, at: Moment): [Deep!] }
type Beta implements Node {
  id: ID! label(loud: Boolean = false, words: [String!] = ["x"]): String
  count: Int! size: Float text: String! moods: [Mood!]
  next: Alpha must: Beta! either: Either moments: [Moment] }
type Gamma implements Node & Deep {
  id: ID! label(loud: Boolean = false, words: [String!] = ["x"]): String deep: Node
  on: Boolean! must: Beta! }
union Either = Alpha | Beta | Gamma
type Query {
  alpha: Alpha must: Beta! node(id: ID!): Node either: Either all: [Node!]! text: String! }
type Mutation { alpha: Alpha must: Beta! change(filter: Filter!): Either text: String! }
type Subscription { alpha: Alpha must: Beta! text: String! }
"""


class Thing:
    """What fields are read off; each type has a class, and one class has no type."""

    def __init__(self, place: str, fates: "Fates") -> None:
        self._place = place
        self._fates = fates

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._fates.read(self, name)


class AlphaThing(Thing):
    """Is an Alpha."""


class BetaThing(Thing):
    """Is a Beta."""


class GammaThing(Thing):
    """Is a Gamma."""


class OtherThing:
    """Is nothing."""

    def __init__(self, place: str) -> None:
        self._place = place

    def __str__(self) -> str:
        return f"nothing at {self._place}"


CLASSES: dict[str, type[Thing]] = {"Alpha": AlphaThing, "Beta": BetaThing, "Gamma": GammaThing}


@dataclass
class Fates:
    """What happens where, for one number; `calm` of a hundred things are what they should be."""

    schema: GraphQLSchema
    number: int
    calm: int
    log: list[str]

    def field(self, kind: Any, place: str) -> Any:
        """What a resolver gives, raises or promises."""
        self.log.append(place)
        random = Random(f"{self.number}/{place}")
        if random.random() < 0.3:
            return self._promised(kind, place, random)
        return self._given(kind, place, random)

    def read(self, thing: Thing, name: str) -> Any:
        """The same for an attribute."""
        kind: Any = next(kind for kind, it in CLASSES.items() if type(thing) is it)
        return self.field(self.schema.type_map[kind].fields[name].type, f"{thing._place}.{name}")  # type: ignore

    async def _promised(self, kind: Any, place: str, random: Random) -> Any:
        for _ in range(random.randrange(4)):
            await asyncio.sleep(0)
        return self._given(kind, place, random)

    def _given(self, kind: Any, place: str, random: Random) -> Any:
        if random.randrange(100) >= self.calm:
            odd = random.choice(ODDITIES)
            return odd(place)
        return self._good(kind, place, random)

    def _good(self, kind: Any, place: str, random: Random) -> Any:
        if not is_non_null_type(kind) and random.random() < 0.1:
            return None
        kind = get_nullable_type(kind)
        if is_list_type(kind):
            return self._list(kind.of_type, place, random)
        if is_leaf_type(kind):
            return random.choice(LEAVES[kind.name])
        if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
            kind = random.choice(self.schema.get_possible_types(kind))
        return CLASSES[kind.name](place, self)

    def _list(self, kind: Any, place: str, random: Random) -> Any:
        items = [self._item(kind, f"{place}[{n}]", random) for n in range(random.randrange(4))]
        shape = random.randrange(12)
        if shape == 0:
            return tuple(items)
        if shape == 1:
            return _generated(items, place, random.randrange(6))
        if shape == 2:
            return _streamed(items, place, random.randrange(6))
        return items

    def _item(self, kind: Any, place: str, random: Random) -> Any:
        if random.random() < 0.2:
            return Promise(partial(self._promised, kind, place), random.random())
        try:
            return self._given(kind, place, random)
        except Exception as error:
            return error


def _generated(items: list[Any], place: str, breaks: int) -> Iterator[Any]:
    for n, item in enumerate(items):
        if n == breaks:
            raise ValueError(f"broken at {place}")
        yield item


async def _streamed(items: list[Any], place: str, breaks: int) -> AsyncIterator[Any]:
    for n, item in enumerate(items):
        if n == breaks:
            raise ValueError(f"broken at {place}")
        yield item


def _raise(place: str) -> Any:
    raise ValueError(f"raised at {place}")


def _refuse(place: str) -> Any:
    raise GraphQLError(f"refused at {place}", extensions={"code": place[-5:]})


class Promise:
    """Awaitable, though no coroutine; nothing is lost when nobody ever fetches it."""

    def __init__(self, fetch: Callable[[Random], Any], chance: float) -> None:
        self._fetch = fetch
        self._random = Random(chance)

    def __await__(self) -> Any:
        return self._fetch(self._random).__await__()


class Odd(str):
    """A str that is not quite one."""


class Feeling(str):
    """A mood that is surely one."""


ODDITIES: list[Callable[[str], Any]] = [
    _raise, _refuse, ValueError, GraphQLError, lambda place: None, lambda place: Undefined,
    lambda place: object, lambda place: 2**40, lambda place: float("nan"), lambda place: {"a": 1},
    lambda place: [], lambda place: [None], lambda place: "", lambda place: True, Odd,
    OtherThing,
]  # fmt: skip

LEAVES: dict[str, list[Any]] = {
    "ID": ["1", 2, Odd("three")],
    "String": ["text", "", Odd("odd"), 4, True, 1.5],
    "Int": [1, -5, 2.0, True, "7"],
    "Float": [0.5, 2, True, "1.5", float("inf")],
    "Boolean": [True, False, 1, 0],
    "Mood": ["HAPPY", "SAD", Feeling("SAD"), Feeling("ODD")],
    "Moment": ["now", "then", "never", "null", "later"],
}


def _moment(value: Any) -> Any:
    """A scalar that refuses, and that has no word for some values."""
    if value == "never":
        raise ValueError("there is no never")
    return None if value == "null" else f"at {value}"


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        raise GraphQLError("A moment is a text.")
    return [value]


def schema(told_by_class: bool) -> GraphQLSchema:
    """The schema; its types are told by class, or in ways that differ from thing to thing."""
    made = build_schema(SDL)
    for kind in made.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                read = told_by_class and not field.args and kind.name in CLASSES
                field.resolve = resolve
                if read and name != "must":
                    field.resolve = _reading(name)
                    field.extensions["attribute"] = name
            if kind.name in CLASSES:
                kind.is_type_of = _by_class(kind.name) if told_by_class else _moody(kind.name)
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType) and not told_by_class:
            kind.resolve_type = _moody_type if kind.name != "Deep" else None
        if isinstance(kind, GraphQLScalarType) and kind.name == "Moment":
            kind.coerce_output_value = _moment
            kind.coerce_input_value = _parsed
    return made


def resolve(root: Any, info: Any, **arguments: Any) -> Any:
    """What happens to be there."""
    path = ".".join(map(str, info.path.as_list()))
    told = (
        f"{info.parent_type}.{info.field_name}({arguments!r}) of {len(info.field_nodes)} at {path}"
    )
    if info.field_name == "label" and isinstance(root, Thing) and len(path) % 3 == 0:
        return told  # the arguments themselves
    return info.context.field(info.return_type, told)


def _reading(name: str) -> Callable[[Any, Any], Any]:
    return lambda thing, _info: getattr(thing, name)


def _by_class(name: str) -> Callable[[Any, Any], bool]:
    return lambda it, _info: type(it) is CLASSES[name]


def _moody(name: str) -> Callable[[Any, Any], Any]:
    def is_type_of(it: Any, info: Any) -> Any:
        fits = type(it) is CLASSES[name]
        mood = Random(f"{info.context.number}/{getattr(it, '_place', '')}/{name}").randrange(30)
        if mood == 0:
            raise ValueError(f"no idea whether {name}")
        return _soon(fits) if mood < 8 else fits and mood != 8

    return is_type_of


def _moody_type(it: Any, info: Any, kind: Any) -> Any:
    name = next((name for name, of in CLASSES.items() if type(it) is of), None)
    mood = Random(f"{info.context.number}/{getattr(it, '_place', '')}/{kind}").randrange(30)
    if mood == 0:
        raise ValueError(f"no idea which {kind}")
    odd = {1: "Nothing", 2: "Query", 3: "Node", 4: 7}.get(mood, name)
    return _soon(odd) if mood > 22 else odd


async def _soon(value: Any) -> Any:
    await asyncio.sleep(0)
    return value
