"""Rows that every decision writes: put in, or changed by their key, by statements made once.

Tortoise makes an object field by field and each statement anew, which takes longer than the
database does. Validation is still the fields' own.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from tortoise import fields
from tortoise.models import Model

from models import database

M = TypeVar("M", bound=Model)
AS_THEY_ARE = (
    fields.DatetimeField, fields.UUIDField, fields.BooleanField, fields.IntField,
    fields.BigIntField,
)  # fmt: skip


def fresh(model: type[M], **given: Any) -> M:
    """A new object with these values and the defaults of the others, for `insert`."""
    made = object.__new__(model)
    values = {name: default() for name, default in _defaults(model) if name not in given}
    noted = {"_partial": False, "_saved_in_db": False, "_custom_generated_pk": True}
    object.__setattr__(made, "__dict__", {**noted, "_await_when_save": {}, **values, **given})
    return made


async def insert(*things: Model) -> None:
    """Write new rows of one table."""
    for thing in things:
        columns, names = _columns(type(thing))
        await database.change(columns, *_values(thing, names))
        thing.__dict__["_saved_in_db"] = True


async def save(thing: Model, *names: str) -> None:
    """Write these columns of a row that is there."""
    await database.change(_update(type(thing), names), *_values(thing, names), thing.pk)


async def change(model: type[Model], changes: dict[str, Any], where: str, *values: Any) -> bool:
    """Change columns where this holds, and say whether it did anywhere."""
    converted = [_converter(model, name)(value) for name, value in changes.items()]
    sets = ", ".join(f'"{name}" = ?' for name in changes)
    sql = f'UPDATE "{model._meta.db_table}" SET {sets} {where} RETURNING id'
    return bool(await database.change(sql, *converted, *values))


def _values(thing: Model, names: Sequence[str]) -> list[Any]:
    model, values = type(thing), thing.__dict__
    return [_converter(model, name)(values[name]) for name in names]


@cache
def _columns(model: type[Model]) -> tuple[str, list[str]]:
    """The statement that puts a row in, and the attributes that it takes."""
    names = list(model._meta.fields_db_projection)
    columns = ", ".join(f'"{model._meta.fields_db_projection[name]}"' for name in names)
    places = ", ".join("?" * len(names))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places})', names


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> str:
    sets = ", ".join(f'"{name}" = ?' for name in names)
    return f'UPDATE "{model._meta.db_table}" SET {sets} WHERE id = ?'


@cache
def _converter(model: type[Model], name: str) -> Callable[[Any], Any]:
    field = model._meta.fields_map[name]
    if isinstance(field, AS_THEY_ARE):
        return _itself
    return lambda value: field.to_db_value(value, model)


@cache
def _defaults(model: type[Model]) -> list[tuple[str, Callable[[], Any]]]:
    found: list[tuple[str, Callable[[], Any]]] = []
    for name in model._meta.fields_db_projection:
        default = model._meta.fields_map[name].default
        found.append((name, default if callable(default) else _always(default)))
    return found


def _always(value: Any) -> Callable[[], Any]:
    return lambda: value


def _itself(value: Any) -> Any:
    return value
