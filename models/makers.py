"""What makes an object of a row's columns: Python that is written once for each model.

A call and a look-up for every value is what made it slow; times and keys are read by the standard
library, and whatever else a field does to its values is kept.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.fields.data import CharEnumFieldInstance
from tortoise.models import Model

AS_THEY_ARE = (fields.CharField, fields.TextField, fields.IntField, fields.BigIntField)
# What Tortoise notes about an object that it has read.
NOTED = "'_partial': False, '_saved_in_db': True, '_custom_generated_pk': True, "
SOURCE = """
def make(values):
    {names}, = values
    made = new(model)
    put(made, '__dict__', {{{noted}'_await_when_save': {{}}, {items}}})
    return made
"""

Make = Callable[[Any], Model]


@cache
def maker(model: type[Model], columns: tuple[str, ...]) -> Make:
    """Makes an object of the values of these columns."""
    meta = model._meta
    names = [meta.fields_db_projection_reverse[column] for column in columns]
    known: dict[str, Any] = {"new": object.__new__, "put": object.__setattr__, "model": model}
    items = []
    for n, name in enumerate(names):
        convert = _converter(meta.fields_map[name])
        known[f"c{n}"] = convert
        value = f"v{n}" if convert is None else f"None if v{n} is None else c{n}(v{n})"
        items.append(f"{name!r}: {value}")
    listed = ", ".join(f"v{n}" for n in range(len(names)))
    exec(SOURCE.format(names=listed, noted=NOTED, items=", ".join(items)), known)
    make: Make = known["make"]
    return make


def _converter(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, fields.DatetimeField):
        return _moment
    if isinstance(field, fields.UUIDField):
        return _key
    if isinstance(field, fields.BooleanField):
        return bool
    if isinstance(field, CharEnumFieldInstance):
        return field.enum_type._value2member_map_.__getitem__
    if isinstance(field, AS_THEY_ARE):
        return None
    return field.to_python_value  # type: ignore[no-any-return]


def _moment(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def _key(value: Any) -> UUID:
    return value if isinstance(value, UUID) else _parsed(value)


@lru_cache(10_000)
def _parsed(text: str) -> UUID:
    return UUID(text)
