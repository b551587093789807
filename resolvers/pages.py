"""Cursor connections, paged by key and never by offset: stable while rows arrive, flat in depth."""

import base64
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import orjson
import strawberry
from tortoise.expressions import Q
from tortoise.fields import DatetimeField, Field
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models import names, problems, rows
from resolvers import ids

DEFAULT, MAXIMUM = 20, 100

NOTHING = Q(id__in=[])

M = TypeVar("M", bound=Model)
N = TypeVar("N")

First = Annotated[
    int | None,
    strawberry.argument(
        description="How many, 1 to 100; 20 where neither this nor `last` is given."
    ),
]
After = Annotated[str | None, strawberry.argument(description="Only what comes after this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="How many from the end, 1 to 100.")]
Before = Annotated[
    str | None, strawberry.argument(description="Only what comes before this cursor.")
]


@dataclass(frozen=True)
class Slice:
    """Which part of a list is wanted."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None:
            raise problems.BadInput("Give `first` or `last`, not both.")
        if not 0 < self.size <= MAXIMUM:
            raise problems.BadInput(f"A page has 1 to {MAXIMUM} items.")

    @property
    def size(self) -> int:
        """How many items at the most."""
        if self.first is not None:
            return self.first
        return DEFAULT if self.last is None else self.last

    @property
    def backwards(self) -> bool:
        """Whether it is taken from the end."""
        return self.last is not None


@dataclass(frozen=True)
class Order:
    """The column that a list is sorted by; the key breaks ties in the same direction."""

    column: str
    descending: bool = False

    def sorted(self, query: QuerySet[M], backwards: bool) -> QuerySet[M]:
        """The rows in this order, or in the opposite one."""
        sign = "-" if self.descending != backwards else ""
        return query.order_by(*dict.fromkeys([sign + self.column, sign + "id"]))

    def words(self, model: type[Model], backwards: bool) -> str:
        """The same in SQL."""
        direction = "DESC" if self.descending != backwards else "ASC"
        columns = dict.fromkeys([self.column, "id"])
        return ", ".join(f'"{model._meta.db_table}"."{c}" {direction}' for c in columns)

    def beyond(self, model: type[Model], cursor: str, backwards: bool) -> Q:
        """The rows behind a cursor. The first condition is the one that an index answers."""
        value: Any
        key: Any
        value, key = self._decode(model, cursor)
        side = "lt" if self.descending != backwards else "gt"
        if self.column == "id":
            return Q(**{f"id__{side}": key})
        tie = Q(**{f"{self.column}__{side}": value}) | Q(**{f"id__{side}": key})
        return Q(**{f"{self.column}__{side}e": value}) & tie

    def behind(self, model: type[Model], cursor: str, backwards: bool) -> tuple[str, list[Any]]:
        """The same in SQL, and its values."""
        value, key = self._decode(model, cursor)
        side = "<" if self.descending != backwards else ">"
        table = model._meta.db_table
        column = f'"{table}"."{self.column}"'
        condition = f'{column} {side}= ? AND ({column} {side} ? OR "{table}".id {side} ?)'
        return condition, [value, value, key]

    def cursor(self, row: Model) -> str:
        """The position of a row."""
        value = getattr(row, self.column)
        text = value.isoformat() if isinstance(value, datetime) else str(value)
        parts = orjson.dumps([self.column, text, row.pk.hex])
        return base64.urlsafe_b64encode(parts).decode().rstrip("=")

    def _decode(self, model: type[Model], cursor: str) -> tuple[Any, UUID]:
        """Value and key in a cursor, or BadInput for one that was made up or is of another list."""
        try:
            text = base64.b64decode(
                cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True
            )
            column, value, key = orjson.loads(text)
            if column != self.column or not isinstance(value, str):
                raise ValueError(column)
            return _read(model._meta.fields_map[column], value), UUID(key)
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise problems.BadInput("This is no cursor of this list.") from error


def _read(field: Field[Any], text: str) -> Any:
    """A column's value as a cursor carries it, or ValueError."""
    if isinstance(field, DatetimeField):
        return datetime.fromisoformat(text).astimezone(UTC)
    if kind := getattr(field, "enum_type", None):
        return kind(text)
    # What the column cannot hold would be an error of the database.
    too_long = len(text) > getattr(field, "max_length", 20)
    if too_long or not names.is_storable(text) or _too_large(field.field_type, text):
        raise ValueError(text)
    return field.field_type(text)


def _too_large(kind: Any, text: str) -> bool:
    return kind is int and abs(int(text)) >= 1 << 63


def containing(text: str, *columns: str) -> Q:
    """Rows with this text somewhere in one of these columns."""
    return _where(text, [f"{column}__icontains" for column in columns])


def exactly(text: str, column: str, longest: int) -> Q:
    """Rows with this text in a column that holds texts of this length."""
    # Tortoise raises for a longer one, which simply no row has.
    return _where(text, [column]) if len(text) <= longest else NOTHING


def referring(id: str, kind: str, column: str) -> Q:
    """Rows that refer to the thing of this kind with this global id; none for any other id."""
    parsed = ids.parse(id)
    if parsed is None or parsed[0] != kind:
        return NOTHING
    where: Any = {column: parsed[1]}
    return Q(**where)


def _where(text: str, conditions: list[str]) -> Q:
    # No row has what cannot be stored, and the database must not be asked for it.
    if not names.is_storable(text):
        return NOTHING
    return Q(*(Q(**{condition: text}) for condition in conditions), join_type="OR")


class Cursors(Sequence[str]):
    """The positions of rows, worked out where they are looked at."""

    def __init__(self, order: Order, rows: Sequence[Model]) -> None:
        self.order, self.rows = order, rows

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Any) -> Any:
        return self.order.cursor(self.rows[index])


@dataclass
class Page(Generic[N]):
    """A part of a list, and how to count the whole."""

    nodes: Sequence[N]
    cursors: Sequence[str]
    has_next_page: bool
    has_previous_page: bool
    count: Callable[[], Awaitable[int]]

    @property
    def start_cursor(self) -> str | None:
        """The position of the first row."""
        return self.cursors[0] if self.cursors else None

    @property
    def end_cursor(self) -> str | None:
        """The position of the last row."""
        return self.cursors[-1] if self.cursors else None


async def cut(
    query: QuerySet[M], order: Order, part: Slice, joined: tuple[str, ...] | None = None
) -> Page[M]:
    """Read one page of a query: one statement, whatever the depth.

    For a list that many look at, say with `joined` what its rows refer to: that is read faster.
    """
    wanted = order.sorted(query, part.backwards).limit(part.size + 1)
    if part.after is not None:
        wanted = wanted.filter(order.beyond(query.model, part.after, False))
    if part.before is not None:
        wanted = wanted.filter(order.beyond(query.model, part.before, True))
    if joined is None:
        found = await wanted
    else:
        found = await rows.whole(wanted, order.words(query.model, part.backwards), joined)
    return _page(found, order, part, query.count)


async def cut_plain(
    model: type[M],
    equal: dict[str, Any],
    order: Order,
    part: Slice,
    joined: tuple[str, ...],
    only: rows.Only = None,
) -> Page[M]:
    """The same for the rows with these values in these columns, which an index gives in order: for
    the lists that everybody looks at."""
    table = model._meta.db_table
    where = [f'"{table}"."{column}" = ?' for column in equal]
    values = list(equal.values())
    for cursor, backwards in ((part.after, False), (part.before, True)):
        if cursor is not None:
            condition, more = order.behind(model, cursor, backwards)
            where.append(condition)
            values += more
    words, limit = order.words(model, part.backwards), part.size + 1
    found = await rows.first(model, " AND ".join(where), values, words, limit, joined, only)
    return _page(found, order, part, lambda: _count(model, equal))


async def _count(model: type[Model], equal: dict[str, Any]) -> int:
    return await model.filter(**equal).count()


def _page(
    found: Sequence[M], order: Order, part: Slice, count: Callable[[], Awaitable[int]]
) -> Page[M]:
    """The page in these rows, of which one more was read than is shown."""
    more = len(found) > part.size
    nodes = found[: part.size][::-1] if part.backwards else found[: part.size]
    after, before = part.after is not None, part.before is not None
    return Page(
        nodes,
        Cursors(order, nodes),
        has_next_page=before if part.backwards else more,
        has_previous_page=more if part.backwards else after,
        count=count,
    )


def map_page(page: Page[M], show: Callable[[M], N]) -> Page[N]:
    """The same page of something made from each row."""
    return Page(
        [show(node) for node in page.nodes],
        page.cursors,
        page.has_next_page,
        page.has_previous_page,
        page.count,
    )
