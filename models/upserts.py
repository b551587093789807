"""Many rows at once: what is not there is inserted, what differs is brought up to date."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, TypeVar
from uuid import UUID

from models import database

VALUES = 30_000  # what a statement may have, on either database
T = TypeVar("T")


@dataclass(frozen=True)
class Upsert:
    """How rows get into a table: on which unique index they meet, and what is then updated."""

    table: str
    unique: str
    changing: tuple[str, ...] = ()
    versioned: bool = False

    async def __call__(self, rows: Sequence[dict[str, Any]]) -> tuple[set[str], set[str]]:
        """Write rows of the same columns; the ids of the created ones and of the updated ones."""
        written: set[str] = set()
        for part in _parts(rows, VALUES // len(rows[0]) if rows else 1):
            values = chain.from_iterable(row.values() for row in part)
            written |= {str(row["id"]) for row in await database.fetch(self._sql(part), *values)}
        created = written & {str(row["id"]) for row in rows}
        return created, written - created

    def _sql(self, rows: Sequence[dict[str, Any]]) -> str:
        row = f"({', '.join('?' * len(rows[0]))})"
        return (
            f"INSERT INTO {self.table} ({', '.join(rows[0])})"
            f" VALUES {', '.join([row] * len(rows))}"
            f" ON CONFLICT {self.unique} DO {self._update()} RETURNING id"
        )

    def _update(self) -> str:
        if not self.changing:
            return "NOTHING"
        sets = [f"{name} = excluded.{name}" for name in self.changing]
        if self.versioned:
            sets.append(f"version = {self.table}.version + 1")
        differs = [f"{self.table}.{name} <> excluded.{name}" for name in self.changing]
        return f"UPDATE SET {', '.join(sets)} WHERE {' OR '.join(differs)}"


async def ids_by(
    table: str, column: str, values: Collection[str], where: str = "true"
) -> dict[str, UUID]:
    """The ids of rows by the values of a unique column."""
    found: dict[str, UUID] = {}
    for part in _parts(sorted(values), VALUES):
        rows = await database.fetch(
            f'SELECT id, {column} FROM "{table}"'
            f" WHERE {where} AND {column} IN ({', '.join('?' * len(part))})",
            *part,
        )
        found |= {row[column]: row["id"] for row in rows}
    return found


def _parts(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    remaining = iter(rows)
    while part := list(islice(remaining, size)):
        yield part
