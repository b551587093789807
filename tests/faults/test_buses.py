"""What wakes other processes: it comes at once, breaks, comes back, and hides nothing."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import AsyncExitStack

import asyncpg
import httpx2
import pytest
from redis.asyncio import Redis
from websockets.exceptions import ConnectionClosed

from models.bus import EVERYTHING
from tests import services
from tests.conftest import ON_POSTGRES
from tests.faults import servers, stage
from tests.faults.servers import Listener
from web.buses import postgres, redis, relay
from web.buses.relay import Relay

NEVER = 3600  # seconds between looks at the table: only the bus can have told
BUSES = ["postgres", "redis"] if ON_POSTGRES else ["redis"]

Breaking = Callable[[], Awaitable[None]]

TOKEN = """mutation { createPersonalAccessToken(input: {name: "Watch"}) {
  ... on NewPersonalAccessToken { secret token { id } } } }"""
SIGN_IN = """mutation { signIn(input: {username: "ada", password: "wrong"}) { __typename } }"""
REVOKE = """mutation($id: ID!) { revokePersonalAccessToken(input: {token: $id}) { __typename } }"""


@pytest.fixture(scope="module")
def redis_server() -> Iterator[services.RedisServer]:
    """A Redis of this file's own."""
    with services.redis_server() as server:
        yield server


@pytest.fixture(params=BUSES)
def bus_url(request: pytest.FixtureRequest, database_url: str) -> str:
    """Each kind of bus that reaches other processes."""
    if request.param == "postgres":
        return database_url
    server: services.RedisServer = request.getfixturevalue("redis_server")
    return server.url


@pytest.fixture
def cut(bus_url: str) -> Breaking:
    """Cuts every connection of the bus."""

    async def in_postgres() -> None:
        connection = await asyncpg.connect(bus_url)
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'admit bus' AND datname = current_database()"
        )
        await connection.close()

    async def in_redis() -> None:
        async with Redis.from_url(bus_url) as client:
            await client.client_kill_filter(skipme=True)

    return in_redis if bus_url.startswith("redis") else in_postgres


class Ear:
    """Somebody who listens, and remembers."""

    def __init__(self, bus: Relay) -> None:
        self.heard: list[str] = []
        bus.listen(self._hear)

    def _hear(self, topics: Iterable[str]) -> None:
        self.heard += topics

    async def hears(self, *topics: str) -> None:
        """Wait for these."""
        await servers.until(lambda: set(topics) <= set(self.heard))


@pytest.fixture
async def two(bus_url: str) -> AsyncIterator[tuple[Relay, Relay]]:
    """Two ends of a bus, both connected."""
    dial = (redis if bus_url.startswith("redis") else postgres).over(bus_url)
    async with Relay(dial).running() as one, Relay(dial).running() as other:
        await servers.until(lambda: one.connected and other.connected)
        yield one, other


async def test_everybody_hears_each_wake_up_once(two: tuple[Relay, Relay]) -> None:
    ears = [Ear(end) for end in two]

    for n in range(50):
        two[n % 2].wake([f"user:{n}"])
    for ear in ears:
        await ear.hears(*(f"user:{n}" for n in range(50)))

    assert [len(ear.heard) for ear in ears] == [50, 50]


async def test_however_many_topics_there_are_they_come(two: tuple[Relay, Relay]) -> None:
    topics = [f"user:00000000-0000-7000-8000-{n:012}" for n in range(3_000)]
    ear = Ear(two[1])

    two[0].wake(topics)

    await ear.hears(*topics)


async def test_whoever_was_cut_off_looks_at_everything_and_hears_again(
    two: tuple[Relay, Relay], cut: Breaking
) -> None:
    ears = [Ear(end) for end in two]

    await cut()
    for ear in ears:
        await ear.hears(EVERYTHING)
    two[0].wake(["user:1"])

    await ears[1].hears("user:1")


async def test_when_a_broker_that_was_away_is_back_everybody_looks_at_everything(
    redis_server: services.RedisServer,
) -> None:
    dial = redis.over(redis_server.url)
    async with Relay(dial).running() as one, Relay(dial).running() as other:
        await servers.until(lambda: one.connected and other.connected)
        ear = Ear(other)
        redis_server.stop()
        await servers.until(lambda: not one.connected and not other.connected)
        one.wake(["user:1"])
        redis_server.start()

        await ear.hears(EVERYTHING)


async def test_what_is_said_last_is_heard(bus_url: str) -> None:
    dial = (redis if bus_url.startswith("redis") else postgres).over(bus_url)
    async with Relay(dial).running() as other:
        ear = Ear(other)
        async with Relay(dial).running() as one:
            await servers.until(lambda: one.connected and other.connected)
            one.wake(["user:1"])

        await ear.hears("user:1")


async def test_a_bus_out_of_reach_wakes_its_own_process_and_keeps_nobody_waiting() -> None:
    async with asyncio.timeout(5), Relay(redis.over("redis://127.0.0.1:1/0")).running() as alone:
        ear = Ear(alone)
        alone.wake(["user:1"])

        assert (ear.heard, alone.connected) == (["user:1"], False)
        alone.wake(f"user:{n}" for n in range(relay.MOST_TOPICS + 1))
        assert alone._untold == {EVERYTHING}


async def test_a_notice_is_on_other_processes_long_before_they_would_look(
    hosts: servers.Servers, bus_url: str, cut: Breaking
) -> None:
    async with stage.opened(hosts.database_url) as account:
        waiting = await stage.waiting(account, 6)
        given = {"bus_url": bus_url, "poll_seconds": NEVER}
        first, second = await hosts.start(**given), await hosts.start(**given)
        after = await stage.beginning(account, "ada")
        ada = Listener(
            second.address, "ada", stage.ACTED, account=stage.account_id(account), after=after
        )
        async with servers.listening(ada), servers.lines((first.address, "ben")) as (ben,):
            for number, id in enumerate(waiting, 1):
                if number == 4:
                    await cut()
                await ben.ask(stage.DECLINE, id=id)
                assert (await ada.next())["number"] == number


async def test_ready_tells_whether_the_bus_is_connected_and_is_ready_without_it(
    hosts: servers.Servers, bus_url: str
) -> None:
    for url, connected in ((bus_url, True), ("redis://127.0.0.1:1/0", False)):
        server = await hosts.start(bus_url=url)

        assert await ready(server.address, connected) == 200


async def ready(address: str, connected: bool) -> int:
    """The status of `/ready`, once it tells this of the bus."""
    async with httpx2.AsyncClient(verify=False) as client, asyncio.timeout(20):
        while True:
            told = await client.get(f"{address}/ready")
            if told.json().get("busConnected") is connected:
                return told.status_code
            await asyncio.sleep(0.05)


async def test_a_token_revoked_on_one_process_closes_its_sockets_on_all(
    hosts: servers.Servers,
) -> None:
    bus = {"bus_url": hosts.database_url} if ON_POSTGRES else {"poll_seconds": 0.1}
    async with stage.opened(hosts.database_url) as account, AsyncExitStack() as stack:
        first, second = await hosts.start(**bus), await hosts.start(**bus)
        (ada,) = await stack.enter_async_context(servers.lines((first.address, "ada")))
        made = await ada.ask(TOKEN)
        after = await stage.beginning(account, "ada")
        sockets = [
            Listener(server.address, "ada", stage.MINE, after=after) for server in (first, second)
        ]
        for socket in sockets:
            socket.authorization = f"Bearer {made['secret']}"
        await stack.enter_async_context(servers.listening(*sockets))

        await ada.ask(REVOKE, id=made["token"]["id"])

        for socket in sockets:
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    await asyncio.wait_for(socket.hear(), 20)
            assert closed.value.rcvd and closed.value.rcvd.code == 4403


async def test_a_limit_counts_over_all_processes(hosts: servers.Servers) -> None:
    addresses = [(await hosts.start(sign_ins_per_5_minutes=3)).address for _ in range(2)]
    async with servers.lines(*((address, "rita") for address in addresses)) as lines:
        answers = [(await line.ask(SIGN_IN))["__typename"] for line in lines * 3]

    assert Counter(answers[:3]) == {"WrongCredentials": 3}
    assert Counter(answers[3:]) == {"RateLimited": 3}
