"""Server-sent events on the wire: `graphql-sse` in distinct connections mode."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from models import clock
from tests.web import running
from tests.web.tiny import Tiny

pytestmark = pytest.mark.asyncio(loop_scope="module")
services = running.services

EVENTS = "text/event-stream"
TICKS = "subscription{ticks}"
COMPLETE = ("complete", None)
Event = tuple[str, Any]


class Streams:
    """Opens event streams of a service."""

    def __init__(self, tiny: Tiny, address: str, http: httpx2.AsyncClient) -> None:
        self.tiny = tiny
        self.address = address
        self.http = http

    @asynccontextmanager
    async def open(
        self, query: str, accept: str = EVENTS, user: str = "", **rest: Any
    ) -> AsyncIterator[tuple[httpx2.Response, AsyncIterator[Event]]]:
        """A response and its events."""
        headers = {"Accept": accept, **({"Authorization": f"Bearer {user}"} if user else {})}
        content = {"query": query, **rest}
        async with (
            asyncio.timeout(10),
            self.http.stream("POST", "/graphql", json=content, headers=headers) as response,
        ):
            yield response, events(response)

    async def all(self, query: str, **rest: Any) -> list[Event]:
        """Every event of an operation that ends."""
        async with self.open(query, **rest) as (_, stream):
            return [event async for event in stream]


async def events(response: httpx2.Response) -> AsyncIterator[Event]:
    """Events as they come; comments are events named ''."""
    name = ""
    async for line in response.aiter_lines():
        field, _, value = line.partition(":")
        if line.startswith(":"):
            yield "", None
        elif field == "event":
            name = value.strip()
        elif field == "data":
            yield name, json.loads(value) if value.strip() else None


def told(found: list[Event]) -> list[Event]:
    """Without heartbeats."""
    return [event for event in found if event[0]]


@pytest_asyncio.fixture(loop_scope="module")
async def streams(
    services: running.Services, request: pytest.FixtureRequest
) -> AsyncIterator[Streams]:
    tiny, address = await services.get(getattr(request, "param", {}))
    async with httpx2.AsyncClient(base_url=address, timeout=10, verify=False) as http:
        yield Streams(tiny, address, http)


def settings(**given: Any) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("streams", [given], indirect=True)


async def test_a_subscription_streams_and_completes(streams: Streams) -> None:
    found = await streams.all("subscription($n:Int!){count(to:$n)}", variables={"n": 2})

    assert told(found) == [
        ("next", {"data": {"count": 0}}),
        ("next", {"data": {"count": 1}}),
        COMPLETE,
    ]


async def test_queries_and_mutations_too_come_as_events(streams: Streams) -> None:
    assert told(await streams.all("{who}", user="rita")) == [
        ("next", {"data": {"who": "rita"}}),
        COMPLETE,
    ]
    assert told(await streams.all("mutation{add}")) == [("next", {"data": {"add": 1}}), COMPLETE]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription{nope}", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription A{ticks} subscription B{ticks}", "OPERATION_AMBIGUOUS"),
        ("mutation{" + "add " * 6 + "}", "TOO_COSTLY"),
        ("subscription{stale}", "RESYNC_REQUIRED"),
        ("{__typename @skip(if:$x)}", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_errors_too_come_as_events(streams: Streams, query: str, code: str) -> None:
    async with streams.open(query) as (response, stream):
        found = [event async for event in stream]

    *_, (name, payload), end = found
    assert (response.status_code, name, end) == (200, "next", COMPLETE)
    assert "data" not in payload
    assert payload["errors"][0]["extensions"]["code"] == code
    assert streams.tiny.hub.ran == 0


async def test_crashes_are_masked(streams: Streams) -> None:
    *_, (_, payload), end = await streams.all("subscription{breaks}")

    assert payload["errors"][0]["message"] == "Something went wrong on our side"
    assert end == COMPLETE


async def test_a_request_that_is_no_operation_is_refused_with_a_status(streams: Streams) -> None:
    for content, content_type, status in (
        (b"[]", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b" " * 200_000, "application/json", 413),
    ):
        headers = {"Accept": EVENTS, "Content-Type": content_type}
        response = await streams.http.post("/graphql", content=content, headers=headers)

        assert response.status_code == status


async def test_a_client_that_takes_both_gets_subscriptions_as_events(streams: Streams) -> None:
    both = f"application/graphql-response+json, application/json, {EVENTS}, multipart/mixed"

    assert told(await streams.all("subscription{count(to:1)}", accept=both))[-1] == COMPLETE
    async with streams.open("{who}", accept=both) as (response, _):
        assert response.headers["content-type"].startswith("application/graphql-response+json")


async def test_streams_are_neither_cached_nor_buffered(streams: Streams) -> None:
    async with streams.open("{who}") as (response, _):
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-accel-buffering"] == "no"


@settings(heartbeat_seconds=0.05)
async def test_a_silent_stream_has_heartbeats_and_loses_nothing_to_them(streams: Streams) -> None:
    async with streams.open(TICKS) as (_, stream):
        for number in range(3):
            for _ in range(2):
                assert (await anext(stream))[0] == ""
            streams.tiny.hub.publish(number)
            event = await anext(stream)
            while not event[0]:
                event = await anext(stream)
            assert event == ("next", {"data": {"ticks": number}})


async def test_a_client_that_goes_releases_its_stream(streams: Streams) -> None:
    async with streams.open(TICKS):
        await streams.tiny.hub.subscribers(1)
    await streams.tiny.hub.subscribers(0)


@settings(stuck_seconds=0.3)
async def test_a_client_that_does_not_read_is_given_up(streams: Streams) -> None:
    body = b'{"query":"subscription{large}"}'
    head = f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {EVENTS}\r\n"
    more = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    async with running.raw(streams.address, (head + more).encode() + body):
        await streams.tiny.hub.subscribers(1)
        await streams.tiny.hub.subscribers(0)


@settings(sockets_per_user=2)
async def test_streams_count_like_sockets(streams: Streams) -> None:
    rita = {"authorization": "Bearer rita"}
    async with streams.open(TICKS, user="rita"), running.talking(streams.address, rita):
        async with streams.open(TICKS, user="rita") as (response, _):
            refused = json.loads(await response.aread())
        async with streams.open(TICKS, user="ada") as (welcome, _):
            pass

    assert (response.status_code, welcome.status_code) == (429, 200)
    assert refused["errors"][0]["extensions"]["code"] == "RATE_LIMITED"


async def test_when_the_session_ends_the_stream_says_so_and_completes(streams: Streams) -> None:
    async with streams.open(TICKS, user="rita") as (_, stream):
        await streams.tiny.hub.subscribers(1)
        streams.tiny.connections.close("rita", reason="Signed out")
        found = told([event async for event in stream])

    [(_, payload), end] = found
    assert payload["errors"][0] == {
        "message": "Signed out",
        "extensions": {"code": "UNAUTHENTICATED"},
    }
    assert end == COMPLETE
    await streams.tiny.hub.subscribers(0)


async def test_a_stream_ends_when_its_session_expires(streams: Streams) -> None:
    streams.tiny.expires_at = clock.now() + timedelta(seconds=0.2)

    found = told(await streams.all(TICKS, user="rita"))

    assert found[0][1]["errors"][0]["message"] == "Session expired"


async def test_nothing_is_left_of_a_stream(streams: Streams) -> None:
    await streams.all("subscription{count(to:1)}", user="rita")

    async with streams.open(TICKS):
        assert [kind for kind, _ in streams.tiny.connections.seats] == ["address"]
        assert streams.tiny.connections.count() == 1


@settings(production=True)
async def test_production_streams_but_does_not_explore(streams: Streams) -> None:
    [(_, payload), _] = told(await streams.all("{__schema{queryType{name}}}"))

    assert payload["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
