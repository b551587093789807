"""What makes an object of a row's columns: Python that is written once for each model.

A call and a look-up for every value is what made it slow; times and keys are read by the standard
library, and whatever else a field does to its values is kept.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, cast
from uuid import UUID

from tortoise import fields
from tortoise.fields.data import CharEnumFieldInstance
from tortoise.models import Model

AS_THEY_ARE = (fields.CharField, fields.TextField, fields.IntField, fields.BigIntField)
# What Tortoise notes about an object that it has read.
NOTED = (
    "'_partial': False, '_saved_in_db': True, '_custom_generated_pk': True, "
    "'_await_when_save': {}, "
)
SOURCE = """
def make(values):
    {names}, = values
    made = new(m0)
    put(made, '__dict__', {items})
    return made
"""
LIST = """
def read(rows):
    found = []
    {known}
    for {names}, in rows:
        o0 = new(m0)
        put(o0, '__dict__', d := {items})
        found.append(o0)
{joined}    return found
"""
# One object for each key, however many rows it is joined to.
JOINED = """
        o{n} = k{n}.get({key})
        if o{n} is None and {key} is not None:
            o{n} = k{n}[{key}] = new(m{n})
            put(o{n}, '__dict__', {items})
        d[{attribute!r}] = o{n}
"""

Make = Callable[[Any], Model]
Read = Callable[[Any], list[Any]]
# A model, its columns in a row, and the attribute for it in what it is joined to.
Side = tuple[type[Model], tuple[str, ...], str]


@cache
def maker(model: type[Model], columns: tuple[str, ...]) -> Make:
    """Makes an object of the values of these columns."""
    written = Written()
    items = written.items(model, columns)
    return cast(Make, written.function("make", SOURCE.format(names=written.names, items=items)))


def reader(
    model: type[Model], columns: tuple[str, ...], sides: list[Side], noted: str = NOTED
) -> Read:
    """Makes the objects of rows, each with those that are joined to it."""
    written, joined, known = Written(noted), "", "pass"
    items = written.items(model, columns)
    for n, (side, its, attribute) in enumerate(sides, 1):
        key = f"v{written.count + its.index(side._meta.db_pk_column)}"
        made = written.items(side, its)
        joined += JOINED.format(n=n, key=key, items=made, attribute=attribute).lstrip("\n")
        known = "; ".join(f"k{number} = {{}}" for number in range(1, n + 1))
    text = LIST.format(known=known, names=written.names, items=items, joined=joined)
    return cast(Read, written.function("read", text))


class Written:
    """Python in the making: so many values, and what it has to know."""

    def __init__(self, noted: str = NOTED) -> None:
        self.noted = noted
        self.count = self.models = 0
        self.known: dict[str, Any] = {"new": object.__new__, "put": object.__setattr__}
        self.known |= {"text": str, "parsed": _parsed, "moment": _moment}

    @property
    def names(self) -> str:
        """The variables of all the values."""
        return ", ".join(f"v{n}" for n in range(self.count))

    def items(self, model: type[Model], columns: tuple[str, ...]) -> str:
        """What is in an object of the next values."""
        meta = model._meta
        self.known[f"m{self.models}"] = model
        self.models += 1
        names = [meta.fields_db_projection_reverse[column] for column in columns]
        items = [f"{name!r}: {self._value(meta.fields_map[name])}" for name in names]
        return f"{{{self.noted}{', '.join(items)}}}"

    def _value(self, field: Any) -> str:
        value, convert = f"v{self.count}", f"c{self.count}"
        self.count += 1
        if isinstance(field, fields.UUIDField):
            return f"parsed({value}) if type({value}) is text else {value}"
        if isinstance(field, fields.DatetimeField):
            return f"None if {value} is None else moment({value})"
        self.known[convert] = _converter(field)
        if self.known[convert] is None:
            return value
        return f"None if {value} is None else {convert}({value})"

    def function(self, name: str, text: str) -> Any:
        """The function, compiled."""
        exec(text, self.known)
        return self.known[name]


def _converter(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, fields.DatetimeField):
        return _moment
    if isinstance(field, fields.BooleanField):
        return bool
    if isinstance(field, CharEnumFieldInstance):
        return field.enum_type._value2member_map_.__getitem__
    if isinstance(field, AS_THEY_ARE):
        return None
    return field.to_python_value  # type: ignore[no-any-return]


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value) if type(value) is str else value
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


@lru_cache(10_000)
def _parsed(text: str) -> UUID:
    return UUID(text)
