"""Tortoise's asyncpg engine, giving its pooled connection back however a transaction's start ends,
and at once.

The stock one keeps the connection for ever when the BEGIN fails or is cancelled; a few such
cancellations empty the pool. The module's name must contain "asyncpg": Tortoise picks its
dialect by it.
"""

import asyncio
import contextlib
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

from models.rows import QuickExecutor


class Connection(asyncpg.Connection):  # type: ignore[misc]
    """One that goes back into the pool as it is: we set nothing, lock and listen in transactions or
    on connections outside the pool. To reset it took as long as most statements."""

    __slots__ = ()

    def get_reset_query(self) -> str:
        """Nothing; what has begun is rolled back nevertheless."""
        return ""


class Executor(QuickExecutor, AsyncpgExecutor):
    """Makes objects of rows quickly."""


class AsyncpgTransaction(stock.TransactionWrapper):
    """A transaction that reads as the client does."""

    executor_class = Executor


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
        finally:
            # Cancelled while it gives the connection back, the stock one would forget this.
            with contextlib.suppress(ValueError):  # it has not
                get_connections().reset(self.token)


class AsyncpgClient(stock.AsyncpgDBClient):
    """A pool of connections whose transactions are safe to cancel."""

    executor_class = Executor
    connection_class = Connection

    def _in_transaction(self) -> TransactionContext:
        return AsyncpgTransactionContext(AsyncpgTransaction(self), self._pool_init_lock)


client_class = AsyncpgClient
