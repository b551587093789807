"""Wake-ups over PostgreSQL's LISTEN and NOTIFY: no service beside the database.

NOTIFY is not part of the writing transactions. It would make the commits of a whole database wait
for each other, one sync to disk after the other (of sixteen writers, a third of the commits was
left), and cost each a further round trip while it holds its rows. Said right afterwards, it may be
lost with the process that dies in between; the poll is there for that.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from web.buses.relay import Dial, Line, Received

CHANNEL = "admit"
CONNECT_SECONDS = 5
CLOSE_SECONDS = 1
# What it says is not worth waiting for a disk.
SESSION = {"application_name": "admit bus", "synchronous_commit": "off"}


def over(url: str) -> Dial:
    """Lines over this database, each a connection of its own: a pooled one would not be heard."""
    address = urlsplit(url)._replace(query="").geturl()  # as the pool reads it

    @asynccontextmanager
    async def dial(received: Received) -> AsyncIterator[Line]:
        connection = await asyncpg.connect(
            address, timeout=CONNECT_SECONDS, server_settings=SESSION
        )
        try:
            yield await _Session.begin(connection, received)
        finally:
            await _close(connection)

    return dial


class _Session:
    """A connection that listens."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.ended = asyncio.Event()

    @classmethod
    async def begin(cls, connection: Any, received: Received) -> "_Session":
        """Listen from now on."""
        session = cls(connection)
        connection.add_termination_listener(lambda _: session.ended.set())
        await connection.add_listener(CHANNEL, lambda *told: received(told[3]))
        return session

    async def say(self, payloads: list[str]) -> None:
        """Tell everybody who listens to this database."""
        await self.connection.execute(
            "SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload", CHANNEL, payloads
        )

    async def hear(self) -> None:
        """The library calls by itself; here is only the end."""
        await self.ended.wait()
        raise ConnectionError("PostgreSQL ended the connection")


async def _close(connection: Any) -> None:
    try:
        await connection.close(timeout=CLOSE_SECONDS)
    except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        connection.terminate()
