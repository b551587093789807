"""Rows that every decision writes: put in, or changed by their key, by statements made once.

Tortoise makes an object field by field and each statement anew, which takes longer than the
database does. Validation is still the fields' own.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from tortoise import fields
from tortoise.fields.data import CharEnumFieldInstance
from tortoise.models import Model

from models import database

M = TypeVar("M", bound=Model)
AS_THEY_ARE = (
    fields.DatetimeField, fields.UUIDField, fields.BooleanField, fields.IntField,
    fields.BigIntField,
)  # fmt: skip
AT_ONCE = 50  # rows in one statement

Convert = Callable[[Any], Any]
Columns = list[tuple[str, Convert | None]]


def fresh(model: type[M], **given: Any) -> M:
    """A new object with these values and the defaults of the others, for `insert`."""
    made = object.__new__(model)
    always, makers = _defaults(model)
    values = {name: make() for name, make in makers if name not in given}
    object.__setattr__(made, "__dict__", {**always, "_await_when_save": {}, **values, **given})
    return made


async def insert(*things: Model) -> None:
    """Write new rows of one table."""
    for some in (things[n : n + AT_ONCE] for n in range(0, len(things), AT_ONCE)):
        sql, columns = _insertion(type(some[0]), len(some))
        values = [value for thing in some for value in _values(thing, columns)]
        await database.change(sql, *values)
        for thing in some:
            thing.__dict__["_saved_in_db"] = True


async def save(thing: Model, *names: str) -> None:
    """Write these columns of a row that is there."""
    sql, columns = _update(type(thing), names)
    await database.change(sql, *_values(thing, columns), thing.pk)


async def change(model: type[Model], changes: dict[str, Any], where: str, *values: Any) -> bool:
    """Change columns where this holds, and say whether it did anywhere."""
    converted = [_converter(model, name)(value) for name, value in changes.items()]
    sets = ", ".join(f'"{name}" = ?' for name in changes)
    sql = f'UPDATE "{model._meta.db_table}" SET {sets} {where} RETURNING id'
    return bool(await database.change(sql, *converted, *values))


def _values(thing: Model, columns: Columns) -> list[Any]:
    values = thing.__dict__
    return [convert(values[name]) if convert else values[name] for name, convert in columns]


@cache
def _insertion(model: type[Model], rows: int) -> tuple[str, Columns]:
    """The statement that puts so many rows in, and the attributes that it takes of each."""
    stored = model._meta.fields_db_projection
    columns = ", ".join(f'"{column}"' for column in stored.values())
    row = f"({', '.join('?' * len(stored))})"
    sql = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES {", ".join([row] * rows)}'
    return sql, _converted(model, tuple(stored))


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> tuple[str, Columns]:
    sets = ", ".join(f'"{name}" = ?' for name in names)
    return f'UPDATE "{model._meta.db_table}" SET {sets} WHERE id = ?', _converted(model, names)


def _converted(model: type[Model], names: Sequence[str]) -> Columns:
    """These attributes, and what makes column values of theirs: nothing where they are that."""
    converters = [(name, _converter(model, name)) for name in names]
    return [(name, None if convert is _itself else convert) for name, convert in converters]


@cache
def _converter(model: type[Model], name: str) -> Convert:
    field = model._meta.fields_map[name]
    if isinstance(field, AS_THEY_ARE):
        return _itself
    if type(field) is fields.CharField:
        return _short(field, model)
    if isinstance(field, CharEnumFieldInstance):
        return _member(field, model)
    return lambda value: field.to_db_value(value, model)


def _member(field: CharEnumFieldInstance, model: type[Model]) -> Convert:
    """Knows its members' values; whatever else is the field's own affair."""
    members = {member: member.value for member in field.enum_type}
    return lambda value: members.get(value) or field.to_db_value(value, model)


def _short(field: fields.CharField[str], model: type[Model]) -> Convert:
    """Leaves a text alone that is short enough; whatever else is the field's own affair."""
    longest = field.max_length

    def convert(value: Any) -> Any:
        fits = type(value) is str and len(value) <= longest
        return value if fits else field.to_db_value(value, model)

    return convert


@cache
def _defaults(model: type[Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """What every new object has, and what is made for each."""
    always: dict[str, Any] = {
        "_partial": False, "_saved_in_db": False, "_custom_generated_pk": True,
    }  # fmt: skip
    makers: list[tuple[str, Callable[[], Any]]] = []
    for name in model._meta.fields_db_projection:
        default = model._meta.fields_map[name].default
        if callable(default):
            makers.append((name, default))
        else:
            always[name] = default
    return always, makers


def _itself(value: Any) -> Any:
    return value
