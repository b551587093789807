"""Servers to be hurt, and the light clients that hurt them."""

import asyncio
import os
import random
import re
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, WebSocketException
from websockets.typing import Subprotocol

from tests.conftest import FULL, LIFTED, ON_POSTGRES
from tests.nursery import Nursery

BROKEN = (OSError, EOFError, WebSocketException, InvalidHandshake)
STARTED = re.compile(r"Started server process \[(\d+)\]")
RAISED = re.compile(r"Traceback \(most recent call last\):\n(?:[ +|].*\n|\n)*(\S.*)")
SEED = int(os.environ.get("ADMIT_TEST_SEED", "20261122"))


def counts(
    few: int, many: int, full: int, seconds: int = 120, on_postgres: int | None = None
) -> list[Any]:
    """A count for `make check`, and a greater one for `make test`; on a grand scale the full one.

    On PostgreSQL half is done, unless told otherwise: the run on SQLite has done the whole.
    """
    if ON_POSTGRES:
        many = on_postgres or max(few, many // 2)
    marks = [
        pytest.mark.slow,
        pytest.mark.prove,
        pytest.mark.timeout(7200 if FULL else seconds),
    ]
    brief = pytest.param(few, marks=pytest.mark.brief)
    return [brief, pytest.param(full if FULL else many, marks=marks)]


def seeded(what: str, **counted: object) -> random.Random:
    """The test's own chance; what it prints is enough to run the same again."""
    told = ", ".join(f"{name} {value}" for name, value in counted.items())
    print(f"{what}: ADMIT_TEST_SEED={SEED}, {told}")
    return random.Random(f"{SEED} {what}")


async def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Look again and again until it holds."""
    async with asyncio.timeout(seconds):
        while True:
            if holds():
                return
            await asyncio.sleep(0.005)


def alive(pid: int) -> bool:
    """Whether it runs; one that nobody has buried yet does not."""
    try:
        with open(f"/proc/{pid}/stat") as told:
            return told.read().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


class Server:
    """A running server."""

    def __init__(self, hosts: "Servers", pid: int, address: str, log: Path) -> None:
        self.hosts = hosts
        self.pid = pid
        self.address = address
        self.log = log
        self.code: int | None = None

    def born(self) -> list[int]:
        """Those that have served in its log, as they say themselves."""
        return [int(pid) for pid in STARTED.findall(self.log.read_text())]

    def living(self) -> list[int]:
        """Those of them that still live."""
        return [pid for pid in self.born() if alive(pid)]

    async def kill(self) -> None:
        """Take its life, without a warning."""
        os.kill(self.pid, signal.SIGKILL)
        await self.end()

    async def stop(self) -> float:
        """Ask it to end; how many seconds it took."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        os.kill(self.pid, signal.SIGTERM)
        await self.end()
        return loop.time() - began

    async def end(self) -> None:
        """Wait for its end."""
        answer = await asyncio.to_thread(self.hosts.nursery.order, wait={"pid": self.pid})
        self.code = answer["code"]
        self.hosts.running.remove(self)


class Servers:
    """Servers on one database. Any traceback in a log fails the test, unless it is excused."""

    def __init__(self, nursery: Nursery, database_url: str, folder: Path) -> None:
        self.nursery = nursery
        self.database_url = database_url
        self.folder = folder
        self.running: list[Server] = []
        self.excused: tuple[str, ...] = ()

    async def start(self, **settings: object) -> Server:
        """Start one more server, with these settings."""
        server = await self._start("serve", "--port", "0", **settings)
        assert server.address.startswith("http"), server.log.read_text()
        return server

    async def employ(self, **settings: object) -> Server:
        """Start one more worker, with these settings."""
        return await self._start("worker", **settings)

    async def _start(self, *arguments: str, **settings: object) -> Server:
        given = {
            "database_url": self.database_url,
            "demo": True,
            "worker_in_server": False,
            **LIFTED,
            **settings,
        }
        environment = {f"ADMIT_{name.upper()}": str(value) for name, value in given.items()}
        log = self.folder / "servers.log"
        started = await asyncio.to_thread(
            self.nursery.order,
            start={"log": str(log), "environment": environment, "arguments": arguments},
        )
        server = Server(self, started["pid"], started["address"], log)
        self.running.append(server)
        return server

    def check_logs(self) -> None:
        """Fail on any traceback that does not end with what is excused."""
        for log in self.folder.glob("*.log"):
            text = log.read_text().replace("\\n", "\n")
            raised = RAISED.findall(text)
            assert len(raised) == text.count("Traceback"), text[-6000:]
            bad = [error for error in raised if not error.startswith(self.excused)]
            assert not bad, (bad, text[max(0, text.index(bad[0]) - 4000) :][:6000])


@asynccontextmanager
async def on(nursery: Nursery, database_url: str, folder: Path) -> AsyncIterator[Servers]:
    """Servers on this database, all ended at the end."""
    servers = Servers(nursery, database_url, folder)
    try:
        yield servers
        for server in list(servers.running):
            await server.stop()
        servers.check_logs()
    finally:
        for server in list(servers.running):
            await server.kill()


def post(host: str, by: str, document: str, variables: dict[str, Any], *headers: str) -> bytes:
    """A whole HTTP request."""
    body = orjson.dumps({"query": document, "variables": variables})
    head = [
        "POST /graphql HTTP/1.1",
        f"Host: {host}",
        f"Authorization: Bearer demo:{by}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *headers,
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


class Line:
    """One kept-alive connection of one person, as light as can be."""

    def __init__(self, address: str, by: str) -> None:
        self.address = address
        self.by = by
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, document: str, **variables: Any) -> Any:
        """The data of the only root field. A broken connection is an OSError or an EOFError."""
        answer = await self.answer(document, **variables)
        assert "errors" not in answer, answer
        (field,) = answer["data"].values()
        return field

    async def answer(self, document: str, **variables: Any) -> Any:
        """The whole answer."""
        parts = urlsplit(self.address)
        if self.streams is None:
            self.streams = await asyncio.open_connection(parts.hostname, parts.port)
        reader, writer = self.streams
        writer.write(post(parts.netloc, self.by, document, variables))
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
        if fields.get(b"connection") == b"close":
            self.hang_up()
        return orjson.loads(await reader.readexactly(int(fields[b"content-length"])))

    def hang_up(self) -> None:
        """Break the connection."""
        if self.streams:
            self.streams[1].transport.abort()
        self.streams = None


async def tried(pick: Callable[[], str], by: str, document: str, **variables: Any) -> Any:
    """Ask until there is an answer, each time at an address that is picked anew.

    Connections break, and a database that is away is an INTERNAL error.
    """
    while True:
        line = Line(pick(), by)
        try:
            answer = await line.answer(document, **variables)
            if "errors" not in answer:
                (field,) = answer["data"].values()
                return field
            assert {e["extensions"]["code"] for e in answer["errors"]} == {"INTERNAL"}, answer
        except BROKEN:
            pass
        finally:
            line.hang_up()
        await asyncio.sleep(0.05)


@asynccontextmanager
async def lines(*wanted: tuple[str, str]) -> AsyncIterator[list[Line]]:
    """Connections, one for each address and name."""
    opened = [Line(address, by) for address, by in wanted]
    try:
        yield opened
    finally:
        for line in opened:
            line.hang_up()


class Listener:
    """A WebSocket with one subscription, which remembers the last cursor."""

    def __init__(
        self,
        address: str,
        by: str,
        document: str,
        receive_buffer: int | None = None,
        **variables: Any,
    ) -> None:
        self.receive_buffer = receive_buffer
        self.url = address.replace("http", "ws", 1) + "/graphql"
        self.authorization = f"Bearer demo:{by}"
        self.document = document
        self.variables = variables
        self.told: list[dict[str, Any]] = []
        self.connection: ClientConnection | None = None

    async def open(self) -> None:
        """Connect, and resume behind the last thing told."""
        parts = urlsplit(self.url)
        self.connection = await connect(
            self.url,
            sock=await dial(parts.hostname, parts.port, self.receive_buffer),
            subprotocols=[Subprotocol("graphql-transport-ws")],
            compression=None,
            ping_interval=None,
            max_queue=None,  # pings are answered however late the test reads
        )
        await self.say(type="connection_init", payload={"authorization": self.authorization})
        assert (await self.hear())["type"] == "connection_ack"
        payload = {"query": self.document, "variables": self.variables}
        await self.say(type="subscribe", id="1", payload=payload)

    async def next(self, seconds: float = 20) -> dict[str, Any]:
        """The next thing told."""
        async with asyncio.timeout(seconds):
            message = await self.hear()
        assert message["type"] == "next" and "errors" not in message["payload"], message
        (told,) = message["payload"]["data"].values()
        self.variables["after"] = told["cursor"]
        self.told.append(told)
        return dict(told)

    async def until(self, count: int, seconds: float = 20) -> None:
        """Listen until so much was told in all."""
        while len(self.told) < count:
            await self.next(seconds)

    async def close_code(self) -> int | None:
        """Listen to the end; the code with which the server closes."""
        try:
            while True:
                await self.next(30)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None

    def cut(self) -> None:
        """Cut the connection."""
        if self.connection:
            self.connection.transport.abort()
            self.connection = None

    async def say(self, **message: Any) -> None:
        """Send one message."""
        assert self.connection
        await self.connection.send(orjson.dumps(message).decode())

    async def hear(self) -> Any:
        """Receive one message."""
        assert self.connection
        return orjson.loads(await self.connection.recv())


class Opened(Protocol):
    """Whatever is opened, and in the end cut."""

    async def open(self) -> None:
        """Open it."""

    def cut(self) -> None:
        """Cut it."""


@asynccontextmanager
async def listening(*listeners: Opened) -> AsyncIterator[None]:
    """Listeners, opened and in the end cut."""
    async with AsyncExitStack() as stack:
        for listener in listeners:
            stack.callback(listener.cut)
            await listener.open()
        yield


@asynccontextmanager
async def raw(
    address: str, data: bytes = b"", receive_buffer: int | None = None
) -> AsyncIterator[socket.socket]:
    """A bare TCP connection with something said, which reads nothing by itself."""
    parts = urlsplit(address)
    with await dial(parts.hostname, parts.port, receive_buffer) as bare:
        await asyncio.get_running_loop().sock_sendall(bare, data)
        yield bare


async def dial(
    host: str | None, port: int | None, receive_buffer: int | None = None
) -> socket.socket:
    """A connected socket, if need be with room for little."""
    dialled = socket.socket()
    try:
        dialled.setblocking(False)
        if receive_buffer:
            dialled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        await asyncio.get_running_loop().sock_connect(dialled, (host, port))
    except BaseException:
        dialled.close()
        raise
    return dialled
