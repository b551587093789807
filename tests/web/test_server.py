"""The server itself: clients that never finish, never read, or stay; and the end."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import httpx2
import pytest
from uvicorn.server import ServerState
from websockets.exceptions import ConnectionClosed

from models import keys
from tests.web import running
from tests.web.running import said, tell
from tests.web.tiny import Tiny
from web import protocols, server
from web.settings import Settings

GET = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
HANDSHAKE = (
    b"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


def ask(query: str, accept: str = "*/*") -> bytes:
    body = f'{{"query":"{query}"}}'.encode()
    return POST + f"Accept: {accept}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@asynccontextmanager
async def wire(
    data: bytes, **settings: Any
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A service, and a bare connection to it that has said something."""
    async with (
        running.running(**settings) as (_, address),
        running.raw(address, data) as connection,
    ):
        yield connection


# Requests that never end


@pytest.mark.parametrize(
    "data",
    [b"", b"POST", b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ", b"\r\n"],
    ids=["nothing", "half a line", "half a header", "an empty line"],
)
async def test_headers_that_never_end_are_closed(data: bytes) -> None:
    async with wire(data, request_seconds=0.3) as (reader, _):
        assert (await said(reader)).startswith(b"HTTP/1.1 408 ")


async def test_trickling_buys_no_time() -> None:
    async with wire(GET, request_seconds=0.3) as (reader, writer):
        closing = asyncio.create_task(said(reader))
        while not closing.done():
            writer.write(b"X: y\r\n")
            await asyncio.wait({closing}, timeout=0.05)

        with suppress(ConnectionResetError):  # what trickled in after the end
            assert closing.result().startswith(b"HTTP/1.1 408 ")


async def test_the_next_requests_headers_must_end_too() -> None:
    async with wire(GET + b"\r\n", request_seconds=0.3) as (reader, writer):
        await reader.readuntil(b"ok")
        writer.write(b"GET /health HTTP/1.1\r\nX: ")

        assert (await said(reader)).startswith(b"HTTP/1.1 408 ")


async def test_a_body_that_nobody_reads_is_closed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocols, "LINGER_SECONDS", 0.1)
    body = b"Content-Length: 100\r\n\r\nx"
    async with wire(GET.replace(b"GET", b"POST") + body, request_seconds=0.3) as (reader, _):
        assert (await said(reader)).startswith(b"HTTP/1.1 200 ")


async def test_a_half_read_body_is_closed_even_if_the_app_would_wait() -> None:
    body = b"Content-Length: 100\r\n\r\n{"
    async with wire(POST + body, request_seconds=0.3, body_seconds=60) as (reader, _):
        assert await said(reader) == b""


async def test_endless_headers_are_refused() -> None:
    async with wire(GET) as (reader, writer):
        with suppress(ConnectionError):  # it may be closed already
            for _ in range(100):
                writer.write(b"X: " + b"y" * 5_000 + b"\r\n")
                await writer.drain()
            assert (await said(reader)).startswith(b"HTTP/1.1 431 ")
        assert reader.at_eof() or reader.exception()


async def test_a_connection_is_used_again_and_again() -> None:
    async with wire(b"", request_seconds=0.3) as (reader, writer):
        for _ in range(20):
            writer.write(GET + b"\r\n")
            answer = await asyncio.wait_for(reader.readuntil(b"ok"), 5)
            assert answer.startswith(b"HTTP/1.1 200 ")


async def test_a_slow_operation_is_no_slow_request() -> None:
    limits = {"request_seconds": 0.1, "operation_seconds": 0.4}
    request = ask("{never}").replace(b"Accept", b"Connection: close\r\nAccept")
    async with wire(request, **limits) as (reader, _):
        assert b"TOO_COSTLY" in await said(reader)


@pytest.mark.parametrize(
    "data",
    [
        HANDSHAKE.replace(b"dGhlIHNhbXBsZSBub25jZQ==", b"short") + b"\r\n",
        HANDSHAKE.replace(b"Version: 13", b"Version: 12") + b"\r\n",
        HANDSHAKE.replace(b"Connection: Upgrade", b"Connection: close") + b"\r\n",
        HANDSHAKE + b"X: " + b"y" * 20_000 + b"\r\n\r\n",
        HANDSHAKE + b"X: y\r\n" * 300 + b"\r\n",
        HANDSHAKE.replace(b"GET", b"POST") + b"Content-Length: 5\r\n\r\nhello",
        HANDSHAKE.replace(b"/graphql", b"/graphql\xff?\xfe") + b"\r\n",
        HANDSHAKE.replace(b"websocket", b"h2c").replace(b"n: U", b"n: close, U") + b"\r\n",
        b"NONSENSE\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=["key", "version", "connection", "long header", "many headers", "POST", "path", "h2c",
         "nonsense", "TLS"],
)  # fmt: skip
async def test_a_malformed_handshake_is_refused_without_a_traceback(
    data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with wire(data, request_seconds=0.5) as (reader, _):
        answer = await said(reader, 8)

    assert not answer or answer.startswith(b"HTTP/1.1 4"), answer
    assert not [record for record in caplog.records if record.levelno > logging.WARNING]


# Clients that do not read


async def test_a_socket_whose_client_does_not_read_is_given_up() -> None:
    async with (
        running.running(stuck_seconds=0.3) as (tiny, address),
        running.talking(address) as connection,
    ):
        connection.transport.pause_reading()
        await tell(connection, "subscribe", id="1", payload={"query": "subscription{large}"})
        await tiny.hub.subscribers(1)
        await tiny.hub.subscribers(0)
        connection.transport.abort()


def test_the_kernel_gives_up_clients_that_vanished() -> None:
    with server.listen("127.0.0.1", 0) as listener:
        timeout = listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)

    assert timeout == 10_000


# Settings of uvicorn's


def test_subscribers_do_not_eat_up_a_limit_of_connections() -> None:
    configuration = server.configuration(_no_app, Settings())

    assert configuration.limit_concurrency is None
    assert not configuration.ws_per_message_deflate
    assert (configuration.ws_ping_interval, configuration.ws_ping_timeout) == (20, 20)


async def test_the_access_log_has_no_query_strings() -> None:
    async with running.process() as service:
        async with httpx2.AsyncClient(base_url=service.address, verify=False) as http:
            await http.get("/graphql?query={who}&token=secret")
            await http.get("/health?/token=secret")
        async with running.socket(service.address, path="?token=secret"):
            pass
        await service.stop()
        log = await service.log()

    assert '"GET /graphql HTTP/1.1"' in log
    assert '"WebSocket /graphql" [accepted]' in log
    assert "secret" not in log


async def test_the_access_log_has_no_secret_of_a_link() -> None:
    secret, id = keys.new_secret(), keys.global_id("Registration", keys.uuid7())
    async with running.process() as service:
        async with httpx2.AsyncClient(base_url=service.address, verify=False) as http:
            for path in (f"/onboarding/confirm/{secret}", f"/authorize/{secret}/decline"):
                await http.get(path)
            await http.get(f"/requests/{id}")
        await service.stop()
        log = await service.log()

    assert '"GET /onboarding/confirm/... HTTP/1.1"' in log
    assert '"GET /authorize/.../decline HTTP/1.1"' in log
    assert f'"GET /requests/{id} HTTP/1.1"' in log
    assert secret not in log


async def _no_app(*_: object) -> None:
    pass


def test_proxies_are_named_and_never_everybody() -> None:
    with pytest.raises(ValueError, match="name the proxies"):
        server.configuration(_no_app, Settings(forwarded_allow_ips="*"))


async def test_what_uvicorn_notes_of_a_socket_has_its_slot() -> None:
    tiny = Tiny()
    config = server.configuration(tiny.app, tiny.settings)
    config.load()
    _, made = protocols.protocols(tiny.settings)

    assert not vars(made(config, ServerState(), {}))


# The end


async def test_sigterm_ends_everything_politely_and_at_once() -> None:
    async with running.process() as service, running.talking(service.address) as connection:
        await tell(connection, "subscribe", id="1", payload={"query": "subscription{ticks}"})
        events = ask("subscription{ticks}", "text/event-stream")
        async with running.raw(service.address, events) as (reader, _):
            await reader.readuntil(b":\n\n")
            seconds = await service.stop()
            rest = await said(reader)
        with pytest.raises(ConnectionClosed):
            await connection.recv()
        log = await service.log()

    assert connection.close_code == 1012
    assert b"complete" not in rest  # so that clients come back
    assert seconds < 3
    assert service.process.returncode == 0
    assert "every finally ran" in log
    assert "Traceback" not in log and "ERROR" not in log


async def test_sigterm_ends_within_six_seconds_whatever_clients_do() -> None:
    requests = [
        b"",
        b"POST",
        POST + b"Content-Length: 100\r\n\r\n{",
        HANDSHAKE + b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n",
        ask("subscription{large}", "text/event-stream"),
        ask("{never}"),
    ]
    async with AsyncExitStack() as clients:
        service = await clients.enter_async_context(running.process())
        for request in requests:
            await clients.enter_async_context(running.raw(service.address, request))
        async with running.talking(service.address) as connection:
            connection.transport.pause_reading()
            await tell(connection, "subscribe", id="1", payload={"query": "subscription{large}"})
            async with httpx2.AsyncClient(base_url=service.address, verify=False) as http:
                assert (await http.get("/health")).text == "ok"
            seconds = await service.stop()
            connection.transport.abort()
        log = await service.log()

    assert seconds < 6
    assert service.process.returncode == 0
    assert "Traceback" not in log
