"""Rows into objects, at a fifth of what Tortoise takes for it: the cost of every list.

What is converted is found out once per model and not per value; a row that is joined to many
others, such as the account of fifty requests, becomes one object; times are read by the standard
library. Whatever is not whole rows of models goes Tortoise's own way.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, TypeVar, cast
from uuid import UUID

from tortoise import fields
from tortoise.backends.base.executor import BaseExecutor
from tortoise.fields.data import CharEnumFieldInstance
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models import database

M = TypeVar("M", bound=Model)
AS_THEY_ARE = (fields.CharField, fields.TextField, fields.IntField, fields.BigIntField)
Convert = Callable[[Any], Any]
# Attribute and, unless the driver's value is right already, what makes it.
Plan = list[tuple[str, Convert | None]]
Path = tuple[Any, ...]
# Tortoise's own list: model, number of columns, ..., path.
Joined = list[Any]


async def select(model: type[M], where: str, *values: Any, joined: tuple[str, ...] = ()) -> list[M]:
    """Objects by a hand-written condition with `?` placeholders, and what they refer to.

    For what every request asks: building such a query anew takes longer than running it. The
    tables go by the model's name in the database and by the names in `joined`.
    """
    return await _objects(
        model, *database.fitted(_selection(model, joined) + where, values), joined
    )


async def whole(query: QuerySet[M], order: str, joined: tuple[str, ...]) -> list[M]:
    """The objects that a query finds, in this order of columns, and what they refer to.

    Tortoise writes the condition alone: naming all the columns is what takes it long.
    """
    keys = query.only("id")
    keys._choose_db_if_not_chosen()
    keys._make_query()
    condition, values = keys.query.get_parameterized_sql()
    table = query.model._meta.db_table
    sql = f'"{table}".id IN ({condition}) ORDER BY {order}'
    return await _objects(query.model, _selection(query.model, joined) + sql, values, joined)


async def _objects(model: type[M], sql: str, values: list[Any], joined: tuple[str, ...]) -> list[M]:
    _, rows = await database.connection().execute_query(sql, values)
    found: Joined = [_alone(model)]
    for name in joined:
        related = _related(model, name)
        found.append((related, len(related._meta.db_fields), None, None, (None, name)))
    parts = _parts(found, list(rows[0].keys())) if rows else []
    return [cast(M, _read(row, parts)) for row in rows]


@cache
def _selection(model: type[Model], joined: tuple[str, ...]) -> str:
    table = model._meta.db_table
    columns = [f'"{table}"."{column}"' for column in model._meta.db_fields]
    joins = ""
    for name in joined:
        related = _related(model, name)._meta
        columns += [f'"{name}"."{column}" AS "{name}.{column}"' for column in related.db_fields]
        joins += f' LEFT JOIN "{related.db_table}" AS "{name}"'
        joins += f' ON "{name}".id = "{table}".{name}_id'
    return f'SELECT {", ".join(columns)} FROM "{table}"{joins} WHERE '


def _related(model: type[Model], name: str) -> type[Model]:
    field: Any = model._meta.fields_map[name]
    return field.related_model  # type: ignore[no-any-return]


class QuickExecutor(BaseExecutor):
    """Mixed into the executors of both databases."""

    async def execute_select(
        self,
        sql: str,
        values: list[Any] | None = None,
        custom_fields: list[str] | None = None,
    ) -> list[Any]:
        """The objects of a query, with those that were joined to them."""
        joined: Joined = self.select_related_idx or [_alone(self.model)]
        if custom_fields or any(count != len(model._meta.db_fields) for model, count, *_ in joined):
            return await super().execute_select(sql, values, custom_fields)
        _, rows = await self.db.execute_query(sql, values)
        parts = _parts(joined, list(rows[0].keys())) if rows else []
        found = [_read(row, parts) for row in rows]
        await self._execute_prefetch_queries(found)
        return found


class Part:
    """The columns of one model in a joined row, and where its objects belong."""

    def __init__(self, model: type[Model], columns: list[str], start: int, path: Path) -> None:
        self.model = model
        self.plan = _plan(model, tuple(columns))
        self.start, self.end = start, start + len(columns)
        self.key = start + columns.index(model._meta.db_pk_column)
        self.path, self.parent, self.attribute = path, path[:-1], f"_{path[-1]}"
        self.known: dict[Any, Model] = {}

    def object(self, row: Any) -> Model | None:
        """The object in these columns; None where the join found nothing."""
        key = row[self.key]
        if key is not None and key not in self.known:
            self.known[key] = self._made(row)
        return self.known.get(key)

    def _made(self, row: Any) -> Model:
        made = self.model.__new__(self.model)
        values = made.__dict__
        values.update(
            _partial=False, _saved_in_db=True, _custom_generated_pk=True, _await_when_save={}
        )
        for (name, convert), value in zip(self.plan, row[self.start : self.end], strict=True):
            values[name] = value if convert is None or value is None else convert(value)
        return made


def _alone(model: type[Model]) -> Any:
    return model, len(model._meta.db_fields), None, None, (None,)


def _parts(joined: Joined, names: list[str]) -> list[Part]:
    columns = [name.rpartition(".")[2] for name in names]
    parts: list[Part] = []
    for model, count, *_, path in joined:
        start = parts[-1].end if parts else 0
        parts.append(Part(model, columns[start : start + count], start, tuple(path)))
    return parts


def _read(row: Any, parts: list[Part]) -> Model:
    whole = parts[0].object(row)
    assert whole is not None
    objects: dict[Any, Model | None] = {parts[0].path: whole}
    for part in parts[1:]:
        parent, found = objects.get(part.parent), part.object(row)
        objects[part.path] = found
        if parent is not None:
            parent.__dict__[part.attribute] = found
    return whole


@cache
def _plan(model: type[Model], columns: tuple[str, ...]) -> Plan:
    meta = model._meta
    names = [meta.fields_db_projection_reverse[column] for column in columns]
    return [(name, _converter(meta.fields_map[name])) for name in names]


def _converter(field: Any) -> Convert | None:
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
    return (value if isinstance(value, datetime) else datetime.fromisoformat(value)).astimezone(UTC)


def _key(value: Any) -> UUID:
    return value if isinstance(value, UUID) else _parsed(value)


@lru_cache(10_000)
def _parsed(text: str) -> UUID:
    return UUID(text)
