"""Whoever hangs up, at whatever instant, leaves nothing half done and nothing locked."""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from models import database, keys
from models.requests import AccessRequest
from models.users import User
from tests.client import Client
from tests.conftest import Served
from tests.faults import servers, stage
from tests.faults.servers import Line

AT_ONCE = 40
STEPS = 60


@pytest.fixture
async def connected(database_url: str) -> AsyncIterator[None]:
    """The database, open in this process with few connections: a leak shows at once."""
    await database.connect(database_url, pool=4)
    yield
    await database.close()


@pytest.mark.parametrize("cancellations", servers.counts(300, 1_500, 100_000, seconds=150))
async def test_after_cancellations_at_random_instants_the_database_answers(
    connected: None, cancellations: int
) -> None:
    chance = servers.seeded("cancellations", cancellations=cancellations)
    works = [pair, bare, failing, query, query, autocommit]
    cancelled = 0
    while cancelled < cancellations:
        tasks = [asyncio.create_task(chance.choice(works)()) for _ in range(AT_ONCE)]
        for task in chance.sample(tasks, len(tasks)):
            await _moment(chance)
            cancelled += task.cancel()
        await asyncio.wait(tasks)
    await check_intact()
    assert await _written("left") == await _written("right") > 0
    assert await _written("undone") == 0
    print(f"cancellations: {cancelled}, {await _written('left')} transactions committed")


@pytest.mark.parametrize("work", ["bare", "pair", "query"])
async def test_a_cancellation_at_any_step_gives_everything_back(connected: None, work: str) -> None:
    works = {"bare": bare, "pair": pair, "query": query}
    for step in [*range(STEPS)] * 4:
        task = asyncio.create_task(works[work]())
        for _ in range(step):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        await check_intact()
    assert await _written("left") == await _written("right")


async def test_a_second_cancellation_does_not_stop_the_first_from_cleaning_up(
    connected: None,
) -> None:
    for step in range(STEPS):
        task = asyncio.create_task(bare())
        for _ in range(step):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        await check_intact()


async def test_who_catches_the_cancellation_is_outside_of_the_transaction(connected: None) -> None:
    async def caught() -> object:
        try:
            await bare()
        except asyncio.CancelledError:
            return database.connection()
        return None

    outside = database.connection()
    seen = []
    for step in range(STEPS):
        task = asyncio.create_task(caught())
        for _ in range(step):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        seen += [] if task.cancelled() else [task.result()]

    assert {id(found) for found in seen if found} == {id(outside)}


async def _moment(chance: random.Random) -> None:
    if chance.random() < 0.3:
        await asyncio.sleep(chance.random() / 400)
    else:
        for _ in range(chance.randrange(6)):
            await asyncio.sleep(0)


async def check_intact() -> None:
    """Transactions and queries work, and every connection is back."""
    async with asyncio.timeout(10):
        while database._running:
            await asyncio.wait(set(database._running))
        await pair()
        await asyncio.gather(*(query() for _ in range(8)))
        if database.on_postgres():
            pool: Any = database.connection()._pool
            # What was cancelled may still be on its way back.
            await servers.until(lambda: pool.get_idle_size() == pool.get_size())


async def _note(purpose: str) -> None:
    await database.fetch(
        "INSERT INTO rate_limit (purpose, subject, since, used) VALUES (?, ?, 0, 1)",
        purpose,
        str(keys.uuid7()),
    )


async def _written(purpose: str) -> int:
    found = await database.fetch("SELECT count(*) AS n FROM rate_limit WHERE purpose = ?", purpose)
    return int(found[0]["n"])


@database.transaction
async def pair() -> None:
    """Two rows, or none."""
    await _note("left")
    await User.exists(username="ada")
    await _note("right")


async def bare() -> None:
    """The same without the shield: the backend's own way in and out."""
    async with in_transaction():
        await _note("left")
        await _note("right")


@database.transaction
async def failing() -> None:
    """Written, and undone."""
    await _note("undone")
    raise LookupError


async def query() -> None:
    """A look at the tables."""
    await User.filter(active=True).count()


async def autocommit() -> None:
    """One statement."""
    await _note("alone")


@pytest.mark.parametrize("sockets", servers.counts(20, 100, 3_000, seconds=150))
async def test_sockets_dropped_with_mutations_in_flight_leave_nothing_half_done(
    hosts: servers.Servers, sockets: int
) -> None:
    chance = servers.seeded("dropped sockets", sockets=sockets, mutations=3 * sockets)
    async with stage.opened(hosts.database_url) as account:
        server = await hosts.start()
        waiting = await stage.waiting(account, 3 * sockets)
        for n in range(0, sockets, 20):
            some = range(n, min(n + 20, sockets))
            await asyncio.gather(*(_drop(server, waiting[3 * k : 3 * k + 3], chance) for k in some))
        async with servers.lines((server.address, "ada")) as (ada,):
            last = await ada.ask(stage.DECLINE, id=waiting[-1])
            assert last["__typename"] in ("AccessRequest", "AlreadyActedUpon")
            assert await asyncio.wait_for(ada.ask(stage.CURSOR), 5)
        await hosts.running[0].stop()
        await stage.check_whole(account)
        decided = await AccessRequest.filter(status="DECLINED").count()
        print(f"dropped sockets: {sockets}, mutations {3 * sockets}, of them done {decided}")
        assert decided >= sockets // 2


async def _drop(server: servers.Server, requests: list[str], chance: random.Random) -> None:
    """Decide these requests over one socket, and hang up before or after the first answer."""
    listener = servers.Listener(server.address, "ben", stage.DECLINE, id=requests[0])
    await listener.open()
    for n, id in enumerate(requests[1:], 2):
        payload = {"query": stage.DECLINE, "variables": {"id": id}}
        await listener.say(type="subscribe", id=str(n), payload=payload)
    if chance.random() < 0.8:
        await listener.hear()
    for _ in range(chance.randrange(20)):
        await asyncio.sleep(0)
    listener.cut()


SIBLINGS = """query { viewer {
  noticeCursor
  accessRequests { nodes { id account { name } } }
  administeredAccounts { nodes { name roleAssignments { nodes { user { username } } } } }
  currentAccess(after: "made up") { nodes { id } }
  notices { nodes { id message } }
  personalAccessTokens { nodes { id } } } }"""


@pytest.mark.parametrize("queries", servers.counts(30, 100, 5_000))
async def test_queries_whose_siblings_are_cancelled_leave_the_service_answering(
    served: Served, queries: int
) -> None:
    servers.seeded("siblings", queries=queries)

    async def some(client: Client) -> None:
        for _ in range(queries // 10):
            answer = await client.answer(SIBLINGS)
            assert answer["data"] == {"viewer": None} and len(answer["errors"]) == 1

    async with asyncio.timeout(60):
        await asyncio.gather(*(some(served.client("ada")) for _ in range(10)))
        line = Line(served.url, "ben")
        assert await line.ask(stage.CURSOR)
        line.hang_up()
        await check_intact()
