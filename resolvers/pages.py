"""Cursor connections, paged by key and never by offset: stable while rows arrive, flat in depth."""

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import strawberry
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models import problems

DEFAULT, MAXIMUM = 20, 100

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
        return next((n for n in (self.first, self.last) if n is not None), DEFAULT)

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

    def beyond(self, cursor: str, backwards: bool) -> Q:
        """The rows behind a cursor. The first condition is the one that an index answers."""
        value: Any
        key: Any
        value, key = decode(cursor)
        side = "lt" if self.descending != backwards else "gt"
        if self.column == "id":
            return Q(**{f"id__{side}": key})
        tie = Q(**{f"{self.column}__{side}": value}) | Q(**{f"id__{side}": key})
        return Q(**{f"{self.column}__{side}e": value}) & tie

    def cursor(self, row: Model) -> str:
        """The position of a row."""
        value = getattr(row, self.column)
        text = value.isoformat() if isinstance(value, datetime) else str(value)
        parts = json.dumps([type(value).__name__[0], text, row.pk.hex])
        return base64.urlsafe_b64encode(parts.encode()).decode().rstrip("=")


def decode(cursor: str) -> tuple[Any, UUID]:
    """Value and key in a cursor, or BadInput for one that was made up."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        kind, value, key = json.loads(text)
        return (datetime.fromisoformat(value) if kind == "d" else str(value)), UUID(key)
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise problems.BadInput("This is no cursor of this list.") from error


@dataclass
class Page(Generic[N]):
    """A part of a list, and how to count the whole."""

    nodes: Sequence[N]
    cursors: Sequence[str]
    has_next_page: bool
    has_previous_page: bool
    count: Callable[[], Awaitable[int]]


async def cut(query: QuerySet[M], order: Order, part: Slice) -> Page[M]:
    """Read one page of a query: one statement, whatever the depth."""
    rows = order.sorted(query, part.backwards)
    if part.after:
        rows = rows.filter(order.beyond(part.after, False))
    if part.before:
        rows = rows.filter(order.beyond(part.before, True))
    found = await rows.limit(part.size + 1)
    more = len(found) > part.size
    nodes = found[: part.size][::-1] if part.backwards else found[: part.size]
    after, before = part.after is not None, part.before is not None
    return Page(
        nodes,
        [order.cursor(node) for node in nodes],
        has_next_page=before if part.backwards else more,
        has_previous_page=more if part.backwards else after,
        count=query.count,
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
