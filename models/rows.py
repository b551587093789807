"""Rows into objects, at a fifth of what Tortoise takes for it: the cost of every list.

What is converted is found out once per model and not per value; a row that is joined to many
others, such as the account of fifty requests, becomes one object; times are read by the standard
library. Whatever is not whole rows of models goes Tortoise's own way.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from tortoise.backends.base.executor import BaseExecutor
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models import database
from models.makers import Make, Read, Side, maker, reader

M = TypeVar("M", bound=Model)
Path = tuple[Any, ...]
# Tortoise's own list: model, number of columns, ..., path.
Joined = list[Any]
# The columns that are read, as `reason` and `requester.email`; all of them where it is None.
Only = frozenset[str] | None


async def select(
    model: type[M],
    where: str,
    *values: Any,
    joined: tuple[str, ...] = (),
    only: Only = None,
) -> list[M]:
    """Objects by a hand-written condition with `?` placeholders, and what they refer to.

    For what every request asks: building such a query anew takes longer than running it. The
    tables go by the model's name in the database and by the names in `joined`. Objects of some
    columns are for whoever asks for nothing else: they lack the attributes of the others.
    """
    sql = _selection(model, joined, only) + where
    return await _objects(model, *database.fitted(sql, values), joined, only)


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


async def first(
    model: type[M],
    where: str,
    values: Sequence[Any],
    order: str,
    limit: int,
    joined: tuple[str, ...],
    only: Only = None,
) -> list[M]:
    """The same in this order of columns, and not more than so many."""
    where = f"{where} ORDER BY {order} LIMIT {limit}"
    return await select(model, where, *values, joined=joined, only=only)


async def _objects(
    model: type[M], sql: str, values: list[Any], joined: tuple[str, ...], only: Only = None
) -> list[M]:
    _, rows = await database.connection().execute_query(sql, values)
    return _reader(model, joined, only)(rows)


@cache
def _reader(model: type[Model], joined: tuple[str, ...], only: Only) -> Read:
    """Reads the rows that `_selection` selects."""
    sides: list[Side] = []
    for name in joined:
        side = _related(model, name)
        sides.append((side, tuple(_columns(side, f"{name}.", only)), f"_{name}"))
    columns = tuple(_columns(model, "", only))
    # Who reads some columns to show them does not save them.
    return reader(model, columns, sides) if only is None else reader(model, columns, sides, "")


def _columns(model: type[Model], prefix: str, only: Only) -> list[str]:
    """The columns that are read of a model; its key always is."""
    wanted = model._meta.db_fields
    return [c for c in wanted if only is None or c == "id" or prefix + c in only]


@cache
def _selection(model: type[Model], joined: tuple[str, ...], only: Only = None) -> str:
    table = model._meta.db_table
    columns = [f'"{table}"."{column}"' for column in _columns(model, "", only)]
    joins = ""
    for name in joined:
        related = _related(model, name)
        read = _columns(related, f"{name}.", only)
        columns += [f'"{name}"."{column}" AS "{name}.{column}"' for column in read]
        joins += f' LEFT JOIN "{related._meta.db_table}" AS "{name}"'
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
        divided = _divided(joined, list(rows[0].keys())) if rows else []
        parts = [Part(*made) for made in divided]
        found = [_read(row, parts) for row in rows]
        await self._execute_prefetch_queries(found)
        return found


class Part:
    """The columns of one model in a joined row, and where its objects belong."""

    def __init__(self, make: Make, key: int, start: int, end: int, path: Path) -> None:
        self.make, self.key = make, key
        self.start, self.end = start, end
        self.path, self.parent, self.attribute = path, path[:-1], f"_{path[-1]}"
        self.known: dict[Any, Model] = {}

    def object(self, row: Any) -> Model | None:
        """The object in these columns; None where the join found nothing."""
        key = row[self.key]
        made = self.known.get(key)
        if made is None and key is not None:
            made = self.known[key] = self.make(row[self.start : self.end])
        return made


def _alone(model: type[Model]) -> Any:
    return model, len(model._meta.db_fields), None, None, (None,)


def _divided(joined: Joined, names: list[str]) -> list[tuple[Make, int, int, int, Path]]:
    """For each model in these columns: what makes it, its key's column, its columns, its path."""
    columns = [name.rpartition(".")[2] for name in names]
    parts = []
    start = 0
    for model, count, *_, path in joined:
        own = columns[start : start + count]
        key = start + own.index(model._meta.db_pk_column)
        parts.append((maker(model, tuple(own)), key, start, start + count, tuple(path)))
        start += count
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
