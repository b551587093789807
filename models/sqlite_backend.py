"""Tortoise's SQLite engine with the two faults mended that hurt a server.

Stock transactions BEGIN deferred, so that two processes which read before they write fail with
"database is locked" whatever the busy timeout; and a failure or cancellation while a transaction
opens leaks the connection's lock, after which every later query of the process hangs.
The module's name must contain "sqlite": Tortoise picks its dialect by it.
"""

import asyncio
import sqlite3

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite import client as stock
from tortoise.backends.sqlite.executor import SqliteExecutor
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

from models.rows import QuickExecutor

CONNECT_TRIES, CONNECT_PAUSE = 100, 0.1


class Executor(QuickExecutor, SqliteExecutor):
    """Makes objects of rows quickly."""


class SqliteTransaction(stock.SqliteTransactionWrapper):
    """A transaction that takes the write lock at once, so that waiting happens here only."""

    executor_class = Executor

    async def begin(self) -> None:
        """BEGIN IMMEDIATE: wait for other processes up to the busy timeout."""
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error


class SqliteTransactionContext(stock.SqliteTransactionContext):
    """Gives the lock back however the opening of the transaction ends."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        token = None
        try:
            await self.ensure_connection()
            token = get_connections().set(self.connection_name, self.connection)
            await self.connection.begin()
        except BaseException:
            get_connections().reset(token)
            await asyncio.shield(self._abandon())
            raise
        self.token = token
        return self.connection  # type: ignore[no-any-return]

    async def _abandon(self) -> None:
        # The BEGIN may have run although its await was cancelled: the worker thread finishes it.
        try:
            if self.connection._connection:
                await self.connection._connection.rollback()
        finally:
            self._trxlock.release()


class SqliteClient(stock.SqliteClient):
    """One connection per process, its transactions immediate and safe to cancel."""

    executor_class = Executor

    async def create_connection(self, with_db: bool) -> None:
        """Connect; try again while another process is switching the file to its journal.

        SQLite answers "database is locked" to that at once, whatever the busy timeout.
        """
        tries = CONNECT_TRIES
        while True:
            tries -= 1
            try:
                return await super().create_connection(with_db)
            except sqlite3.OperationalError as error:
                await self.close()
                if "locked" not in str(error) or not tries:
                    raise
            await asyncio.sleep(CONNECT_PAUSE)

    def _in_transaction(self) -> TransactionContext:
        return SqliteTransactionContext(SqliteTransaction(self), self._lock)


client_class = SqliteClient
