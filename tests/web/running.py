"""Runs a tiny service for real: in this loop, or in a process of its own."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest_asyncio
from websockets.asyncio.client import ClientConnection, connect

from tests.web.tiny import Tiny
from web import server

SOCKET = "graphql-transport-ws"


@asynccontextmanager
async def running(**settings: Any) -> AsyncIterator[tuple[Tiny, str]]:
    """A tiny service and its address."""
    tiny = Tiny(**settings)
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    listener = server.listen("127.0.0.1", 0)
    configuration = server.configuration(tiny.app, tiny.settings)
    uvicorn = server.Server(configuration, address.set_result, tiny.connections.stop)
    serving = asyncio.create_task(uvicorn._serve([listener]))
    try:
        yield tiny, await address
    finally:
        tiny.hub.never.set()
        uvicorn.should_exit = True
        await serving


class Services:
    """Tiny services by their settings, each started when it is first asked for."""

    def __init__(self) -> None:
        self.stack = AsyncExitStack()
        self.started: dict[str, tuple[Tiny, str]] = {}

    async def get(self, settings: dict[str, Any]) -> tuple[Tiny, str]:
        """The service with these settings, as good as new."""
        key = json.dumps(settings, sort_keys=True)
        if key not in self.started:
            self.started[key] = await self.stack.enter_async_context(running(**settings))
        tiny, address = self.started[key]
        tiny.hub.ran = 0
        tiny.expires_at = None
        return tiny, address


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def services() -> AsyncIterator[Services]:
    """A module's services: import it beside the tests that use it."""
    services = Services()
    async with services.stack:
        yield services


@dataclass
class Process:
    """A service in a process of its own."""

    process: asyncio.subprocess.Process
    address: str

    async def stop(self) -> float:
        """Ask it to end; how many seconds it took."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        self.process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(self.process.wait(), 20)
        return loop.time() - began

    async def log(self) -> str:
        """All that it wrote, once it has ended."""
        assert self.process.stderr
        return (await self.process.stderr.read()).decode()


@asynccontextmanager
async def process(**settings: Any) -> AsyncIterator[Process]:
    """A tiny service in a process of its own."""
    command = [sys.executable, "-m", "tests.web.tiny", json.dumps(settings)]
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    assert child.stdout
    try:
        yield Process(child, (await child.stdout.readline()).decode().strip())
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


@asynccontextmanager
async def raw(
    address: str, data: bytes = b""
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A bare TCP connection, with something said."""
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(data)
        await writer.drain()
        yield reader, writer
    finally:
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()


async def said(reader: asyncio.StreamReader, seconds: float = 5) -> bytes:
    """Everything until the server closes."""
    return await asyncio.wait_for(reader.read(), seconds)


def socket(address: str, path: str = "", **options: Any) -> connect:
    """A WebSocket to the API."""
    url = address.replace("http", "ws", 1) + "/graphql" + path
    return connect(url, **{"subprotocols": [SOCKET], **options})


async def tell(connection: ClientConnection, type_: str, **message: Any) -> None:
    """Send one message."""
    await connection.send(json.dumps({"type": type_, **message}))


async def hear(connection: ClientConnection) -> dict[str, Any]:
    """Receive one message."""
    message: dict[str, Any] = json.loads(await asyncio.wait_for(connection.recv(), 5))
    return message


@asynccontextmanager
async def talking(
    address: str, payload: dict[str, Any] | None = None, **options: Any
) -> AsyncIterator[ClientConnection]:
    """A WebSocket that is initialised."""
    async with socket(address, **options) as connection:
        await tell(connection, "connection_init", **({"payload": payload} if payload else {}))
        assert (await hear(connection))["type"] == "connection_ack"
        yield connection
