"""Tortoise's SQLite engine with the two faults mended that hurt a server, and with short reads.

Stock transactions BEGIN deferred, so that two processes which read before they write fail with
"database is locked" whatever the busy timeout; and a failure or cancellation while a transaction
opens leaks the connection's lock, after which every later query of the process hangs.
Reads have a connection of their own: they wait neither for a transaction nor for a thread.
The module's name must contain "sqlite": Tortoise picks its dialect by it.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from typing import Any

import aiosqlite
from tortoise.backends.base.client import (
    ConnectionWrapper,
    TransactionalDBClient,
    TransactionContext,
)
from tortoise.backends.sqlite import client as stock
from tortoise.backends.sqlite.executor import SqliteExecutor
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError

from models.rows import QuickExecutor
from models.sqlite_commits import BetweenTransactions, Commits
from models.sqlite_moments import Moments

CONNECT_TRIES, CONNECT_PAUSE = 100, 0.1
STATEMENTS = 500  # that a connection keeps prepared
CACHE = -16_000  # kilobytes of the file that reads keep at hand


class Executor(QuickExecutor, SqliteExecutor):
    """Makes objects of rows quickly."""


class QuickReads(stock.SqliteClient):
    """A client that reads at once what takes a moment."""

    moments: Moments | None = None

    @property
    def at_hand(self) -> Moments | None:
        """The connection to read by, while nothing stands in the way of it."""
        return self.moments

    async def execute_query(
        self, query: str, values: list[Any] | None = None
    ) -> tuple[int, Sequence[Any]]:
        """The number of rows, and the rows."""
        if self.at_hand and (rows := self.at_hand.read(query, values)) is not None:
            self.log.debug("%s: %s", query, values)
            return len(rows), rows
        return await super().execute_query(query, values)  # type: ignore[no-any-return]

    async def execute_query_dict(
        self, query: str, values: list[Any] | None = None
    ) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        if self.at_hand and (rows := self.at_hand.read(query, values)) is not None:
            self.log.debug("%s: %s", query, values)
            return list(map(dict, rows))
        return await super().execute_query_dict(query, values)  # type: ignore[no-any-return]


class SqliteTransaction(QuickReads, stock.SqliteTransactionWrapper):
    """A transaction that takes the write lock at once, so that waiting happens here only."""

    executor_class = Executor
    in_thread = False

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        """The connection for a statement in its thread."""
        self.in_thread = True
        return super().acquire_connection()

    def _in_transaction(self) -> TransactionContext:
        self.in_thread = True
        return super()._in_transaction()

    @property
    def at_hand(self) -> Moments | None:
        """The transaction's own connection, unless a statement runs in its thread."""
        return None if self._lock.locked() else self.moments

    async def change(self, sql: str, values: list[Any]) -> list[Any]:
        """Change a few rows by their key, at once; the rows that this returns."""
        at_hand = self.at_hand
        if at_hand is None:
            return list((await super().execute_query(sql, values))[1])
        self.log.debug("%s: %s", sql, values)
        try:
            return at_hand.write(sql, values)
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error
        except sqlite3.IntegrityError as error:
            raise IntegrityError(error) from error


class SqliteTransactionContext(stock.SqliteTransactionContext):
    """Gives the connection back however the transaction opens or ends."""

    __slots__ = ("commits",)

    def __init__(self, connection: SqliteTransaction, commits: Commits) -> None:
        super().__init__(connection, commits.lock)
        self.commits = commits

    async def __aenter__(self) -> TransactionalDBClient:
        await self.commits.turn(together=True)
        token = None
        try:
            await self.ensure_connection()
            token = get_connections().set(self.connection_name, self.connection)
            await self.commits.begin(self.connection._connection)
        except BaseException as error:
            get_connections().reset(token)
            await asyncio.shield(self.commits.abandon(self.connection._connection))
            if isinstance(error, sqlite3.OperationalError):
                raise OperationalError(error) from error
            raise
        self.connection.moments = self.connection._parent.written
        self.token = token
        return self.connection  # type: ignore[no-any-return]

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        ours, self.connection._finalized = self.connection, True
        get_connections().reset(self.token)
        keep, in_thread = exc_type is None, ours.in_thread
        end = self.commits.end(ours._connection, keep=keep, in_thread=in_thread)
        # Without the thread nothing is waited for, and nobody can be cancelled.
        told = await (asyncio.shield(end) if in_thread else end)
        await told


class SqliteClient(QuickReads):
    """One connection per process that writes, and one that reads; transactions are immediate and
    safe to cancel."""

    executor_class = Executor
    written: Moments | None = None

    def __init__(self, file_path: str, **kwargs: Any) -> None:
        super().__init__(file_path, **kwargs)
        self.commits = Commits()
        self._lock = self.commits.lock

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        """The connection, when no transaction is open on it."""
        return BetweenTransactions(self, self.commits)

    async def create_connection(self, with_db: bool) -> None:
        """Connect; try again while another process is switching the file to its journal.

        SQLite answers "database is locked" to that at once, whatever the busy timeout.
        """
        tries = CONNECT_TRIES
        while self._connection is None:
            tries -= 1
            try:
                await self._connect()
            except sqlite3.OperationalError as error:
                await self.close()
                if "locked" not in str(error) or not tries:
                    raise
                await asyncio.sleep(CONNECT_PAUSE)

    async def _connect(self) -> None:
        options: Any = {"isolation_level": None, "cached_statements": STATEMENTS}
        # Statements that take a moment run outside the thread that made the connection.
        self._connection = await aiosqlite.connect(
            self.filename, check_same_thread=False, **options
        )
        self._connection._conn.row_factory = sqlite3.Row
        for pragma, value in self.pragmas.items():
            await self._connection.execute_fetchall(f"PRAGMA {pragma}={value}")
        await self._post_connect()
        self.written = Moments(self._connection._conn)
        reading = sqlite3.connect(self.filename, timeout=0, **options)
        reading.row_factory = sqlite3.Row
        for pragma in ("query_only=ON", f"cache_size={CACHE}"):
            reading.execute(f"PRAGMA {pragma}")
        self.moments = Moments(reading)

    async def close(self) -> None:
        """Close both connections."""
        if self.moments:
            self.moments.connection.close()
        self.moments = self.written = None
        await super().close()

    def _in_transaction(self) -> TransactionContext:
        return SqliteTransactionContext(SqliteTransaction(self), self.commits)


client_class = SqliteClient
