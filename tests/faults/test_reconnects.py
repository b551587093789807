"""A subscriber that is cut off again and again has each notice once, and in order."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest

from tests.faults import servers, stage
from tests.faults.servers import Line, Listener

DECIDERS = 2


@pytest.mark.parametrize("cuts", servers.counts(10, 40, 2_000, seconds=150))
async def test_a_subscriber_that_is_cut_off_and_resumes_has_each_notice_once_and_in_order(
    hosts: servers.Servers, cuts: int
) -> None:
    decisions = 5 * cuts
    chance = servers.seeded("reconnects", cuts=cuts, decisions=decisions)
    async with deciding(hosts, decisions) as (address, decide, first_cursor):
        reader = Listener(address, "ada", stage.ACTED, None, **first_cursor)

        async def read() -> None:
            for sofar in _stops(chance, decisions, cuts):
                await reader.open()
                await reader.until(sofar)
                reader.cut()

        await asyncio.gather(decide, read())
        again = Listener(address, "ada", stage.ACTED, None, **first_cursor)
        async with servers.listening(again):
            await again.until(decisions)

    assert stage.numbers(reader.told) == list(range(1, decisions + 1))
    assert [told["request"] for told in again.told] == [told["request"] for told in reader.told]
    print(f"reconnects: {decisions} notices over {cuts} cuts, 0 missed, 0 twice, 0 out of order")


@pytest.mark.parametrize("cuts", servers.counts(4, 15, 250))
async def test_over_an_event_stream_it_is_the_same(hosts: servers.Servers, cuts: int) -> None:
    decisions = 5 * cuts
    chance = servers.seeded("event streams", cuts=cuts, decisions=decisions)
    async with deciding(hosts, decisions) as (address, decide, first_cursor):
        told: list[int] = []

        async def read() -> None:
            variables = dict(first_cursor)
            for sofar in _stops(chance, decisions, cuts):
                async with _events(address, "ada", variables) as events:
                    while len(told) < sofar:
                        notice = (await anext(events))["data"]["requestActedUpon"]
                        variables["after"] = notice["cursor"]
                        told.append(notice["number"])

        await asyncio.gather(decide, read())

    assert told == list(range(1, decisions + 1))


def _stops(chance: random.Random, total: int, cuts: int) -> Iterable[int]:
    """After how many notices in all the reader is cut off; sometimes after none."""
    return [*sorted(chance.randrange(total) for _ in range(cuts)), total]


Variables = dict[str, str]


@asynccontextmanager
async def deciding(
    hosts: servers.Servers, decisions: int
) -> AsyncIterator[tuple[str, "asyncio.Future[list[None]]", Variables]]:
    """A server, its administrators at work, and where a reader who misses nothing begins."""
    async with stage.opened(hosts.database_url) as account:
        admins = await stage.hire(account, DECIDERS)
        waiting = iter(await stage.waiting(account, decisions))
        server = await hosts.start()
        wanted = [(server.address, admin) for admin in admins]
        async with servers.lines((server.address, "ada"), *wanted) as (ada, *lines):
            cursor = (await ada.ask(stage.CURSOR))["noticeCursor"]
            work = asyncio.gather(*(_decide(line, waiting) for line in lines))
            yield server.address, work, {"account": stage.account_id(account), "after": cursor}
        await stage.check_whole(account)


async def _decide(line: Line, waiting: Iterable[str]) -> None:
    for id in waiting:
        answer = await line.ask(stage.DECLINE, id=id)
        assert answer["__typename"] == "AccessRequest", answer


@asynccontextmanager
async def _events(address: str, by: str, variables: Variables) -> AsyncIterator[AsyncIterator[Any]]:
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    accept = "Accept: text/event-stream"
    writer.write(servers.post(parts.netloc, by, stage.ACTED, dict(variables), accept))

    async def events() -> AsyncIterator[Any]:
        while line := await reader.readline():
            if line.startswith(b"data: {"):
                yield orjson.loads(line.removeprefix(b"data: "))
        raise EOFError("the server ended the stream")

    try:
        yield events()
    finally:
        writer.transport.abort()
