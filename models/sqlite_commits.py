"""Transactions on SQLite's one connection: in turn, and those that wait for it committed together.

To commit is to wait for the disk; ten that wait one after the other wait ten times. Each is a
savepoint, so that it is undone alone, and none has ended before the commit: what a transaction
read of one before it, even only to refuse, must be there to stay.
"""

import asyncio
import contextlib
import sqlite3
import time
from typing import Any

import aiosqlite
from tortoise.backends.base.client import BaseDBAsyncClient, ConnectionWrapper
from tortoise.exceptions import OperationalError

BUSY = 10_000  # milliseconds that a transaction waits for other processes
LONGEST = 0.02  # seconds that a group takes newcomers in
AT_ONCE = f"PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; PRAGMA busy_timeout = {BUSY}"
PATIENT = f"PRAGMA busy_timeout = {BUSY}"


class Group:
    """Transactions that are committed together; the first that ends has the commit wait in line."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.lost = False  # SQLite has undone all of it, as where the disk is full
        self.commit: asyncio.Task[None] | None = None
        self.ended: list[asyncio.Future[None]] = []  # of each whether it has come to be

    @property
    def closed(self) -> bool:
        """Whether it takes nobody in any more."""
        return self.lost or time.monotonic() - self.begun > LONGEST

    def tell(self, failure: Exception | None) -> None:
        """Let those go on who wait for the commit."""
        for told in self.ended:
            if told.done():  # nobody waits for it any more
                continue
            if failure:
                told.set_exception(failure)
                told.exception()  # not to be lamented where nobody asks
            else:
                told.set_result(None)


class Commits:
    """Who has the connection, and which transactions on it wait for their commit."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.group: Group | None = None
        # A statement that nobody waits for any more may still be on its way to the thread.
        self.astray = False

    async def turn(self, *, together: bool) -> None:
        """Wait for the connection: between two groups, or `together` with one that is open."""
        while True:
            await self.lock.acquire()
            group = self.group
            if group is None or (together and not group.closed):
                return
            self.lock.release()
            assert group.commit  # as one of them has ended: none of them has the lock
            await asyncio.wait({group.commit})

    async def begin(self, connection: aiosqlite.Connection) -> None:
        """Open a transaction, whose turn it is."""
        if self.group is None and (self.astray or not _at_once(connection._conn)):
            await connection.execute("BEGIN IMMEDIATE")
            self.astray = False
        connection._conn.execute("SAVEPOINT act")
        self.group = self.group or Group()

    async def abandon(self, connection: aiosqlite.Connection | None) -> None:
        """Give the turn back where a transaction has not come to open."""
        # The BEGIN may have run although its await was cancelled: the thread finishes it.
        try:
            if connection and self.group is None:
                await connection.rollback()
        finally:
            self.lock.release()

    async def end(
        self, connection: aiosqlite.Connection, *, keep: bool, in_thread: bool
    ) -> asyncio.Future[None]:
        """End a transaction and give the turn on; it has come to be when what this gives is done.

        A statement that was cancelled may still wait for the thread: then so does the end.
        """
        group = self.group
        assert group
        statements = ["RELEASE act"] if keep else ["ROLLBACK TO act", "RELEASE act"]
        try:
            for statement in statements:
                if in_thread:
                    await connection.execute(statement)
                else:
                    connection._conn.execute(statement)
        except sqlite3.Error:
            group.lost = True
        finally:
            if group.commit is None:
                group.commit = asyncio.create_task(self._commit(group, connection))
            self.lock.release()
        told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        group.ended.append(told)
        return told

    async def _commit(self, group: Group, connection: aiosqlite.Connection) -> None:
        await self.lock.acquire()
        failure: Exception | None = OperationalError("undone with what failed beside it")
        try:
            if not group.lost:
                await connection.commit()
                failure = None
        except sqlite3.Error as error:
            failure = OperationalError(error)
        finally:
            if failure:
                with contextlib.suppress(sqlite3.Error):
                    await connection.rollback()
            self.group = None
            self.lock.release()
            group.tell(failure)


class BetweenTransactions(ConnectionWrapper[Any]):
    """The connection for a statement that is no part of a transaction."""

    __slots__ = ("commits",)

    def __init__(self, client: BaseDBAsyncClient, commits: Commits) -> None:
        super().__init__(commits.lock, client)
        self.commits = commits

    async def __aenter__(self) -> Any:
        await self.commits.turn(together=False)
        await self.ensure_connection()
        return self.connection

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        self.commits.astray |= exc_type is asyncio.CancelledError
        await super().__aexit__(exc_type, exc_val, exc_tb)


def _at_once(connection: sqlite3.Connection) -> bool:
    """Take the write lock here and now, unless another process has it."""
    try:
        connection.executescript(AT_ONCE)
    except sqlite3.Error:
        connection.executescript(PATIENT)
        return False
    return True
