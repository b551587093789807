"""GraphQL over HTTP on the wire: bodies, well-formed or not."""

import asyncio
import gzip
import logging
from collections.abc import AsyncIterator

import pytest

from tests.web import asking, running
from tests.web.asking import JSON, RESPONSE, Client, code
from web import protocols

pytestmark = pytest.mark.asyncio(loop_scope="module")
services, client = running.services, asking.client


BODIES = {
    "empty": b"",
    "not JSON": b"{",
    "null": b"null",
    "a number": b"7",
    "a string": b'"x"',
    "true": b"true",
    "an array": b"[]",
    "a batch": b'[{"query":"{who}"}]',
    "bytes that are not UTF-8": b'{"query":"{who}\xff"}',
    "UTF-16": '{"query":"{who}"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"query":"{who}"}',
    "NaN": b'{"query":"{who}","variables":{"n":NaN}}',
    "Infinity": b'{"query":"{who}","variables":{"n":-Infinity}}',
    "a number of 5,000 digits": b'{"query":"{who}","variables":{"n":%s}}' % (b"1" * 5_000),
    "a number beyond all doubles": b'{"query":"{who}","variables":{"n":1e999}}',
    "deep arrays": b'{"query":"{who}","variables":{"n":%s%s}}' % (b"[" * 40_000, b"]" * 40_000),
    "deep objects": b'{"query":"{who}","variables":%s1%s}' % (b'{"a":' * 9_000, b"}" * 9_000),
    "65 levels": b'{"query":"{who}","variables":{"a":%s%s}}' % (b"[" * 63, b"]" * 63),
    "half a surrogate": b'{"query":"{who}","variables":{"n":"\\ud800"}}',
    "no query": b"{}",
    "a null query": b'{"query":null}',
    "a number for a query": b'{"query":7}',
    "an array for a query": b'{"query":["{who}"]}',
    "variables as a list": b'{"query":"{who}","variables":[7]}',
    "variables as a string": b'{"query":"{who}","variables":"{}"}',
    "a number for operationName": b'{"query":"{who}","operationName":7}',
    "extensions as a string": b'{"query":"{who}","extensions":"x"}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("accept", [JSON, RESPONSE])
async def test_a_body_that_is_no_operation_is_400(
    client: Client, body: bytes, accept: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = await client.post(body, accept)

    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    assert response.headers["content-type"].startswith(accept)
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


async def test_null_stands_for_absent_and_unknown_entries_are_left_alone(client: Client) -> None:
    response = await client.ask(
        "{who}", variables=None, operationName=None, extensions=None, later=1
    )

    assert response.json() == {"data": {"who": "stranger"}}


async def test_a_large_body_is_413_with_and_without_its_length(client: Client) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b" " * 10_000

    for content in (b" " * 300_000, chunks()):
        headers = {"Content-Type": JSON}
        response = await client.http.post("/graphql", content=content, headers=headers)

        assert (response.status_code, code(response)) == (413, "BAD_REQUEST")


async def test_a_content_length_of_gigabytes_is_refused_unread(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocols, "LINGER_SECONDS", 0.1)
    head = b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    length = b"Content-Length: 10000000000\r\n\r\n{"
    async with running.raw(client.address, head + length) as (reader, _):
        assert (await asyncio.wait_for(reader.readline(), 2)).startswith(b"HTTP/1.1 413 ")
        assert await running.said(reader, 4)  # and the connection is not held for the rest


async def test_a_compressed_body_is_415_however_large(client: Client) -> None:
    for size in (10, 50_000_000):
        body = gzip.compress(b'{"query":"{who}"}' + b" " * size)
        response = await client.post(body, headers={"Content-Encoding": "gzip"})

        assert (response.status_code, code(response)) == (415, "BAD_REQUEST")


@pytest.mark.parametrize("client", [{"body_seconds": 0.1}], indirect=True)
async def test_a_body_that_never_ends_is_408(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocols, "LINGER_SECONDS", 0.1)
    head = b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    async with running.raw(client.address, head + b"Content-Length: 100\r\n\r\n{") as (reader, _):
        assert (await running.said(reader)).startswith(b"HTTP/1.1 408 ")


async def test_a_client_that_goes_does_not_stop_what_it_began() -> None:
    async with running.running() as (tiny, address):
        body = b'{"query":"mutation{addSlowly}"}'
        head = b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        request = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
        async with running.raw(address, request):
            await tiny.hub.subscribers(1)
        tiny.hub.never.set()
        await tiny.hub.subscribers(0)

    assert tiny.hub.ran == 1
