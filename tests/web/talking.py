"""Talks to a tiny service over WebSockets."""

import asyncio
from typing import Any

import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.web import running
from tests.web.running import hear, tell
from tests.web.tiny import Tiny

TICKS = {"query": "subscription{ticks}"}
Service = tuple[Tiny, str]


@pytest_asyncio.fixture(loop_scope="module")
async def service(services: running.Services, request: pytest.FixtureRequest) -> Service:
    return await services.get(getattr(request, "param", {}))


def settings(**given: Any) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("service", [given], indirect=True)


async def closed(connection: ClientConnection) -> tuple[int, str]:
    """How the server closed, after whatever it still said."""
    async with asyncio.timeout(5):
        with pytest.raises(ConnectionClosed):
            while True:
                await connection.recv()
    assert connection.close_code is not None
    return connection.close_code, connection.close_reason or ""


async def answer(connection: ClientConnection, query: str, **rest: Any) -> list[Any]:
    """All messages of one operation."""
    await tell(connection, "subscribe", id="1", payload={"query": query, **rest})
    messages = [await hear(connection)]
    while messages[-1]["type"] == "next":
        messages.append(await hear(connection))
    return messages
