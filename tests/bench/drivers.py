"""The drivers that Admit uses, bare: aiosqlite with one connection, asyncpg with a pool."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from functools import cache
from typing import Any, Protocol
from uuid import UUID

import aiosqlite
import asyncpg

from models import database


class Use(Protocol):
    """An open connection, for statements with `?` placeholders."""

    async def __call__(self, sql: str, *values: Any) -> Any:
        """The rows of a statement."""

    async def many(self, sql: str, rows: list[Any]) -> None:
        """The same statement with each of these values."""


class Driver(Protocol):
    """What the floors need of a database."""

    lock: str

    async def open(self) -> None:
        """Connect."""

    async def close(self) -> None:
        """Disconnect."""

    def reading(self) -> AbstractAsyncContextManager[Use]:
        """For statements that only read."""

    def writing(self) -> AbstractAsyncContextManager[Use]:
        """One transaction."""

    def key(self, key: UUID) -> Any:
        """A key as a parameter."""

    def time(self, moment: datetime) -> Any:
        """A moment as a parameter."""


def driver(url: str) -> Driver:
    """The one for this address."""
    if url.startswith("sqlite:"):
        return Sqlite(url.removeprefix("sqlite://"))
    return Postgres(url)


class Sqlite:
    """SQLite, as durable as Admit has it."""

    lock = ""

    def __init__(self, path: str) -> None:
        self.path = path
        self.one = asyncio.Lock()

    async def open(self) -> None:
        """Connect."""
        self.connection = await aiosqlite.connect(self.path, isolation_level=None)
        self.connection.row_factory = aiosqlite.Row
        kept = "cache_size=-16000"
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", kept):
            await self.connection.execute_fetchall(f"PRAGMA {pragma}")

    async def close(self) -> None:
        """Disconnect."""
        await self.connection.close()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Use]:
        """The connection."""
        async with self.one:
            yield UseSqlite(self.connection)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Use]:
        """The connection, in a transaction."""
        async with self.one:
            use = UseSqlite(self.connection)
            await use("BEGIN IMMEDIATE")
            try:
                yield use
            except BaseException:
                await use("ROLLBACK")
                raise
            await use("COMMIT")

    def key(self, key: UUID) -> Any:
        """Text."""
        return str(key)

    def time(self, moment: datetime) -> Any:
        """Text."""
        return moment.isoformat(" ")


class Postgres:
    """PostgreSQL."""

    lock = "FOR NO KEY UPDATE"

    def __init__(self, url: str) -> None:
        self.url = url

    async def open(self) -> None:
        """Connect."""
        self.pool = await asyncpg.create_pool(self.url, min_size=1, max_size=10)

    async def close(self) -> None:
        """Disconnect."""
        await self.pool.close()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Use]:
        """A connection of the pool."""
        async with self.pool.acquire() as connection:
            yield UsePostgres(connection)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Use]:
        """A connection of the pool, in a transaction."""
        async with self.pool.acquire() as connection, connection.transaction():
            yield UsePostgres(connection)

    def key(self, key: UUID) -> Any:
        """Itself."""
        return key

    def time(self, moment: datetime) -> Any:
        """Itself."""
        return moment


class UseSqlite:
    """Statements on SQLite."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self.connection = connection

    async def __call__(self, sql: str, *values: Any) -> Any:
        """One."""
        return await self.connection.execute_fetchall(sql, values)

    async def many(self, sql: str, rows: list[Any]) -> None:
        """Several."""
        await self.connection.executemany(sql, rows)


class UsePostgres:
    """Statements on PostgreSQL."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    async def __call__(self, sql: str, *values: Any) -> Any:
        """One."""
        return await self.connection.fetch(numbered(sql), *values)

    async def many(self, sql: str, rows: list[Any]) -> None:
        """Several."""
        await self.connection.executemany(numbered(sql), rows)


@cache
def numbered(sql: str) -> str:
    """The same with PostgreSQL's placeholders."""
    return database.numbered(sql)
