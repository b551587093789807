"""Writing that database in bulk: the indexes come when the rows are there."""

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from models import database
from tests.bench import rows
from tests.bench.data import Size
from tests.bench.rows import Row, Table

BATCH = 20_000
# Those that belong to no constraint: dropped before and made again after.
SQLITE_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
POSTGRES_INDEXES = """SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE
    schemaname = 'public' AND indexname NOT IN (SELECT conname FROM pg_constraint)"""


async def fill(url: str, size: Size) -> None:
    """Make the tables in an empty database, and write everything."""
    await database.connect(url)
    try:
        await database.migrate()
    finally:
        await database.close()
    if url.startswith("sqlite:"):
        await asyncio.to_thread(_fill_sqlite, url.removeprefix("sqlite://"), size)
    else:
        await _fill_postgres(url, size)


def _fill_sqlite(path: str, size: Size) -> None:
    # SQLite plans without knowing sizes, as in production.
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # No journal: it would write everything twice, and nobody needs half of it.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        connection.execute("BEGIN")
        indexes = connection.execute(SQLITE_INDEXES).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        for table in rows.tables(size):
            places = ", ".join("?" * len(table.columns.split(",")))
            sql = f'INSERT INTO "{table.name}" ({table.columns}) VALUES ({places})'
            connection.executemany(sql, map(_as_text, table.rows))
        for _, made in indexes:
            connection.execute(made)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def _as_text(row: Row) -> Row:
    return tuple([str(v) if isinstance(v, UUID | datetime) else v for v in row])


async def _fill_postgres(url: str, size: Size) -> None:
    connection = await asyncpg.connect(url)
    try:
        indexes = await connection.fetch(POSTGRES_INDEXES)
        for index in indexes:
            await connection.execute(f"DROP INDEX {index['name']}")
        for table in rows.tables(size):
            await _copy(connection, table)
        for index in indexes:
            await connection.execute(index["sql"])
        # Bulk is not what a database expects; in production, autovacuum has done both by then.
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def _copy(connection: Any, table: Table) -> None:
    columns = [column.strip() for column in table.columns.split(",")]
    for batch in _batches(table.rows):
        await connection.copy_records_to_table(table.name, columns=columns, records=batch)


def _batches(all_rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in all_rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch
