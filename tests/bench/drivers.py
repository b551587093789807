"""The drivers that Admit uses, bare: aiosqlite with one connection, asyncpg with a pool."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import aiosqlite
import asyncpg

from models import database

# Rows of a statement with `?` placeholders.
Use = Callable[..., Awaitable[Any]]


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
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            await self.connection.execute_fetchall(f"PRAGMA {pragma}")

    async def close(self) -> None:
        """Disconnect."""
        await self.connection.close()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Use]:
        """The connection."""
        async with self.one:
            yield self._use

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Use]:
        """The connection, in a transaction."""
        async with self.one:
            await self._use("BEGIN IMMEDIATE")
            try:
                yield self._use
            except BaseException:
                await self._use("ROLLBACK")
                raise
            await self._use("COMMIT")

    async def _use(self, sql: str, *values: Any) -> Any:
        return await self.connection.execute_fetchall(sql, values)

    def key(self, key: UUID) -> Any:
        """Text."""
        return str(key)

    def time(self, moment: datetime) -> Any:
        """Text."""
        return moment.isoformat(" ")


class Postgres:
    """PostgreSQL."""

    lock = "FOR UPDATE"

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
            yield _use(connection)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Use]:
        """A connection of the pool, in a transaction."""
        async with self.pool.acquire() as connection, connection.transaction():
            yield _use(connection)

    def key(self, key: UUID) -> Any:
        """Itself."""
        return key

    def time(self, moment: datetime) -> Any:
        """Itself."""
        return moment


def _use(connection: Any) -> Use:
    async def use(sql: str, *values: Any) -> Any:
        return await connection.fetch(database.numbered(sql), *values)

    return use
