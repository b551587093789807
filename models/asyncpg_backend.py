"""Tortoise's asyncpg engine, giving its pooled connection back however a transaction's start ends,
and at once.

The stock one keeps the connection for ever when the BEGIN fails or is cancelled; a few such
cancellations empty the pool. The module's name must contain "asyncpg": Tortoise picks its
dialect by it.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any

import asyncpg
from tortoise.backends.asyncpg import client as stock
from tortoise.backends.asyncpg.executor import AsyncpgExecutor
from tortoise.backends.base.client import (
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError

from models.rows import QuickExecutor

LOST = (asyncpg.InterfaceError, asyncpg.PostgresError, OSError)


class Connection(asyncpg.Connection):  # type: ignore[misc]
    """One that goes back into the pool as it is: we set nothing, lock and listen in transactions or
    on connections outside the pool. To reset it took as long as most statements."""

    __slots__ = ()

    def get_reset_query(self) -> str:
        """Nothing; what has begun is rolled back nevertheless."""
        return ""


class Executor(QuickExecutor, AsyncpgExecutor):
    """Makes objects of rows quickly."""


class QuickStatements(stock.AsyncpgDBClient):
    """A client that hands statements on: the stock one reads all of each to see what it is."""

    async def fetched(self, sql: str, values: Sequence[Any]) -> list[Any]:
        """The rows of a statement."""
        try:
            async with self.acquire_connection() as connection:
                rows: list[Any] = await connection.fetch(sql, *values)
                return rows
        except (asyncpg.SyntaxOrAccessError, asyncpg.DataError) as error:
            raise OperationalError(error) from error
        except asyncpg.IntegrityConstraintViolationError as error:
            raise IntegrityError(error) from error
        except asyncpg.InvalidTransactionStateError as error:
            raise TransactionManagementError(error) from error

    async def execute_query(
        self, query: str, values: list[Any] | None = None
    ) -> tuple[int, list[Any]]:
        """The number of rows, and the rows."""
        if not query.startswith("SELECT"):
            return await super().execute_query(query, values)  # type: ignore[no-any-return]
        self.log.debug("%s: %s", query, values)
        rows = await self.fetched(query, values or ())
        return len(rows), rows

    async def execute_query_dict(
        self, query: str, values: list[Any] | None = None
    ) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        self.log.debug("%s: %s", query, values)
        return list(map(dict, await self.fetched(query, values or ())))


class AsyncpgTransaction(QuickStatements, stock.TransactionWrapper):
    """A transaction that reads as the client does."""

    executor_class = Executor

    async def change(self, sql: str, values: list[Any]) -> list[Any]:
        """Change a few rows by their key; the rows that this returns."""
        self.log.debug("%s: %s", sql, values)
        return await self.fetched(sql, values)


class AsyncpgTransactionContext(TransactionContextPooled):
    """Returns the connection to the pool, rolled back, when the transaction never opened."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        pool = self.client._parent._pool
        self.client._connection = await pool.acquire()
        token = None
        try:
            token = get_connections().set(self.connection_name, self.client)
            await self.client.begin()
        except BaseException:
            get_connections().reset(token)
            # This resets the connection, which ends a transaction that did begin.
            await asyncio.shield(pool.release(self.client._connection))
            raise
        self.token = token
        return self.client

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        try:
            await super().__aexit__(exc_type, exc_val, exc_tb)
        except LOST:
            # What is to be undone is undone by the loss of the connection, too: the reason stands.
            if exc_type is None:
                raise
        finally:
            # Cancelled while it gives the connection back, the stock one would forget this.
            with contextlib.suppress(ValueError):  # it has not
                get_connections().reset(self.token)


class AsyncpgClient(QuickStatements):
    """A pool of connections whose transactions are safe to cancel."""

    executor_class = Executor
    connection_class = Connection

    def _in_transaction(self) -> TransactionContext:
        return AsyncpgTransactionContext(AsyncpgTransaction(self), self._pool_init_lock)


client_class = AsyncpgClient
