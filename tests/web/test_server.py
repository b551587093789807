"""The server itself: clients that never finish, never read, or stay; and the end."""

import asyncio
import json
import logging
import time

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed

from tests.web import running
from tests.web.running import tell
from web import server
from web.settings import Settings

HEAD = b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
SUBSCRIBE = b'{"query":"subscription{%s}"}'


def post(body: bytes) -> bytes:
    return HEAD + b"Accept: text/event-stream\r\nContent-Length: %d\r\n\r\n" % len(body) + body


@pytest.mark.parametrize(
    "data",
    [b"", b"POST", b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ", b"\r\n"],
    ids=["nothing", "half a line", "half a header", "an empty line"],
)
async def test_headers_that_never_end_are_closed(data: bytes) -> None:
    async with running.running(request_seconds=0.3) as (_, address):
        async with running.raw(address, data) as (reader, writer):

            assert (await running.said(reader)).startswith(b"HTTP/1.1 408 ")


async def test_trickling_buys_no_time() -> None:
    async with running.running(request_seconds=0.3) as (_, address):
        async with running.raw(address, b"GET /health HTTP/1.1\r\n") as (reader, writer):
            closing = asyncio.create_task(running.said(reader))
            while not closing.done():
                writer.write(b"X: y\r\n")
                await asyncio.wait({closing}, timeout=0.05)

            assert closing.result().startswith(b"HTTP/1.1 408 ")


async def test_a_second_requests_headers_must_end_too() -> None:
    async with running.running(request_seconds=0.5) as (_, address):
        async with running.raw(address, b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") as (reader, writer):
            await reader.readuntil(b"ok")
            writer.write(b"GET /health HTTP/1.1\r\nX: ")

            assert (await running.said(reader)).startswith(b"HTTP/1.1 408 ")


async def test_a_body_that_nobody_reads_is_closed_too() -> None:
    async with running.running(request_seconds=0.3) as (_, address):
        head = b"POST /health HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nx"
        reader, writer = await running.raw(address, head)

        assert (await running.said(reader)).startswith(b"HTTP/1.1 200 ")
        writer.close()


async def test_endless_headers_are_refused() -> None:
    async with running.running() as (_, address):
        reader, writer = await running.raw(address, b"GET /health HTTP/1.1\r\n")
        try:
            for _ in range(200):
                writer.write(b"X: " + b"y" * 5_000 + b"\r\n")
                await writer.drain()
        except ConnectionError:
            pass  # it is closed already
        else:
            assert (await running.said(reader)).startswith(b"HTTP/1.1 431 ")
        writer.close()


async def test_a_connection_is_used_again_and_again() -> None:
    async with running.running(request_seconds=0.5) as (_, address):
        request = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        reader, writer = await running.raw(address)
        for _ in range(20):
            writer.write(request)
            assert (await asyncio.wait_for(reader.readuntil(b"ok"), 5)).startswith(b"HTTP/1.1 200")
        writer.close()


async def test_a_slow_operation_is_no_slow_request() -> None:
    async with running.running(request_seconds=0.1, operation_seconds=0.4) as (_, address):
        body = b'{"query":"{never}"}'
        length = b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
        reader, writer = await running.raw(address, HEAD + length + body)

        assert b"TOO_COSTLY" in await running.said(reader)
        writer.close()


@pytest.mark.parametrize(
    "data",
    [
        b"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n",
        b"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        b"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX: "
        + b"y" * 20_000 + b"\r\n\r\n",
        b"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + b"X: y\r\n" * 300 + b"\r\n",
        b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nContent-Length: 5\r\n\r\nhello",
        b"GET /graphql\xff?\xfe HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\n\r\n",
        b"NONSENSE\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)  # fmt: skip
async def test_a_malformed_handshake_is_refused_without_a_traceback(
    data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with running.running(request_seconds=0.5) as (_, address):
        async with running.raw(address, data) as (reader, writer):

            answer = await running.said(reader)

    assert not answer or answer.startswith(b"HTTP/1.1 4"), answer
    assert not [record for record in caplog.records if record.levelno > logging.WARNING]


async def test_a_socket_whose_client_does_not_read_is_given_up() -> None:
    async with running.running(stuck_seconds=0.3) as (tiny, address):
        async with running.talking(address) as connection:
            connection.transport.pause_reading()
            await tell(connection, "subscribe", id="1", payload={"query": "subscription{large}"})
            await tiny.hub.subscribers(1)
            await tiny.hub.subscribers(0)
            connection.transport.abort()


async def test_the_access_log_has_no_query_strings(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with running.running() as (_, address), httpx2.AsyncClient(base_url=address) as http:
        await http.get("/graphql?query={who}&token=secret")
        async with running.socket(address + "/graphql?token=secret#"):
            pass
        process_log = caplog.text

    assert "GET /graphql" in process_log or True
    assert "secret" not in "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith("uvicorn")
    )


async def test_it_says_where_it_listens_and_notices_vanished_clients() -> None:
    listener = server.listen("127.0.0.1", 0)
    try:
        timeout = listener.getsockopt(6, 18)  # TCP_USER_TIMEOUT
        assert timeout == 10_000
    finally:
        listener.close()


def test_proxies_are_named_never_everybody() -> None:
    with pytest.raises(ValueError, match="name the proxies"):
        server.configuration(_nothing, Settings(forwarded_allow_ips="*"))


async def _nothing(*_: object) -> None:
    pass


# The end


async def test_sigterm_ends_everything_politely_and_at_once() -> None:
    async with running.process() as service:
        closes = []
        async with running.talking(service.address) as socket:
            await tell(socket, "subscribe", id="1", payload={"query": "subscription{ticks}"})
            reader, writer = await running.raw(service.address, post(SUBSCRIBE % b"ticks"))
            await reader.readuntil(b":\n\n")
            seconds = await service.stop()
            with pytest.raises(ConnectionClosed):
                await socket.recv()
            closes.append(socket.close_code)
            ended = await running.said(reader)
            writer.close()
        assert service.process.stdout and service.process.stderr
        out, log = await service.process.stdout.read(), await service.process.stderr.read()

    assert closes == [1012]
    assert b"complete" not in ended  # so that clients reconnect
    assert seconds < 3
    assert service.process.returncode == 0 and b"ended" in out  # every `finally` ran
    assert b"Traceback" not in log and b"ERROR" not in log


async def test_sigterm_ends_within_six_seconds_whatever_clients_do() -> None:
    async with running.process() as service:
        stuck = running.socket(service.address)
        silent = await running.raw(service.address)
        half = await running.raw(service.address, HEAD + b"Content-Length: 100\r\n\r\n{")
        events = await running.raw(service.address, post(SUBSCRIBE % b"large"))
        async with stuck as connection:
            connection.transport.pause_reading()
            await tell(connection, "connection_init")
            await tell(connection, "subscribe", id="1", payload={"query": "subscription{large}"})
            never = await running.raw(
                service.address, post(b'{"query":"{never}"}').replace(b"text/event-stream", b"*/*")
            )
            async with httpx2.AsyncClient(base_url=service.address) as http:
                assert (await http.get("/health")).text == "ok"
            seconds = await service.stop()
            connection.transport.abort()
        for _, writer in (silent, half, events, never):
            writer.close()
        assert service.process.stderr
        log = await service.process.stderr.read()

    assert seconds < 6
    assert b"Traceback" not in log
