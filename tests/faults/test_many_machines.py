"""Many machines: servers and workers die, the database crashes, the broker goes away.

One administrator wins each request, everybody is told of it once and in order, every mail leaves.
"""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from models import database
from models.mail import EmailMessage
from tests import services
from tests.conftest import FULL, ON_POSTGRES
from tests.faults import servers, stage
from tests.faults.servers import BROKEN, Listener, Server, Servers

ADMINS = 50
SERVERS, WORKERS = 3, 2
KINDS = ["postgres", "redis"] if ON_POSTGRES else ["processes"]
# What a server logs of a database that was away, and nothing else.
AWAY = (
    "asyncpg.exceptions.", "ConnectionRefusedError", "ConnectionResetError", "OSError",
    "ConnectionError", "TimeoutError", "tortoise.exceptions.DBConnectionError",
    "tortoise.exceptions.OperationalError",
)  # fmt: skip

Disaster = Callable[[], Awaitable[None]]


class Machines:
    """Servers and workers on one PostgreSQL, and what befalls them; clients go to any server."""

    def __init__(self, hosts: Servers, chance: random.Random, settings: dict[str, Any]) -> None:
        self.hosts = hosts
        self.chance = chance
        self.settings = settings
        self.serving: list[Server] = []
        self.working: list[Server] = []
        self.data = ""

    async def start(self) -> None:
        """Start them all."""
        self.data = await services.data_of(self.hosts.database_url)
        self.hosts.excused = AWAY
        for _ in range(SERVERS):
            self.serving.append(await self.hosts.start(**self.settings))
        for _ in range(WORKERS):
            self.working.append(await self.hosts.employ(**self.settings))

    def pick(self) -> str:
        """Any server, as a load balancer does that remembers nobody."""
        return self.chance.choice(self.serving).address

    def disasters(self) -> dict[str, Disaster]:
        """What may happen."""
        return {
            "server": self._kill_server, "worker": self._kill_worker, "database": self._crash,
        }  # fmt: skip

    async def _kill_server(self) -> None:
        victim = self.serving.pop(self.chance.randrange(len(self.serving)))
        await victim.kill()
        self.serving.append(await self.hosts.start(**self.settings))

    async def _kill_worker(self) -> None:
        victim = self.working.pop(self.chance.randrange(len(self.working)))
        await victim.kill()
        self.working.append(await self.hosts.employ(**self.settings))

    async def _crash(self) -> None:
        await asyncio.to_thread(services.restart_postgres, self.data)


class WithRedis(Machines):
    """The same with Redis as the bus, which may be away for a while."""

    def __init__(self, hosts: Servers, chance: random.Random, redis: services.RedisServer) -> None:
        super().__init__(hosts, chance, {"bus_url": redis.url})
        self.redis = redis

    def disasters(self) -> dict[str, Disaster]:
        """What may happen."""
        return {**super().disasters(), "broker": self._part_or_return}

    async def _part_or_return(self) -> None:
        if self.redis.process:
            self.redis.stop()
        else:
            await asyncio.to_thread(self.redis.start)


class Processes(Machines):
    """One address, and two processes behind it that do everything."""

    async def start(self) -> None:
        """Start them."""
        server = await self.hosts.start(workers=2, worker_in_server=True)
        await servers.until(lambda: len(server.living()) == 2, 30)
        self.serving.append(server)

    def disasters(self) -> dict[str, Disaster]:
        """What may happen."""
        return {"process": self._kill_process}

    async def _kill_process(self) -> None:
        (server,) = self.serving
        victim = self.chance.choice(server.living())
        os.kill(victim, signal.SIGKILL)
        await servers.until(lambda: len(set(server.living()) - {victim}) == 2, 30)


class Administrator(Listener):
    """Somebody who listens all the time: somewhere else, where it breaks, and from there on."""

    async def hear(self) -> Any:
        """The next message; one that lacks something, as the database was away, counts as none."""
        message = await super().hear()
        told = message.get("payload") or {}
        errors = told if message["type"] == "error" else told.get("errors", [])
        if {error["extensions"]["code"] for error in errors} == {"INTERNAL"}:
            raise ConnectionError(errors)
        return message

    async def follow(self, pick: Callable[[], str], count: int) -> None:
        """Hear of so many acts."""
        while len(self.told) < count:
            self.url = pick().replace("http", "ws", 1) + "/graphql"
            try:
                await self.open()
                await self.until(count, 120)
            except BROKEN:
                await asyncio.sleep(0.05)
            finally:
                self.cut()


@pytest.fixture(params=KINDS)
async def machines(request: pytest.FixtureRequest, hosts: Servers) -> AsyncIterator[Machines]:
    """Every kind of deployment."""
    chance = random.Random(f"{servers.SEED} machines {request.param}")
    if request.param == "redis":
        with services.redis_server() as redis:
            yield WithRedis(hosts, chance, redis)
    else:
        kind = Processes if request.param == "processes" else Machines
        yield kind(hosts, chance, {})


@pytest.mark.parametrize("rounds", servers.counts(3, 10, 1_000, seconds=150, on_postgres=10))
async def test_whatever_dies_one_wins_everybody_is_told_and_every_mail_leaves(
    machines: Machines, hosts: Servers, rounds: int
) -> None:
    kind = type(machines).__name__
    chance = servers.seeded(kind, rounds=rounds, administrators=ADMINS)
    async with stage.opened(hosts.database_url) as account:
        admins = await stage.hire(account, ADMINS)
        requests = await stage.waiting(account, rounds)
        await machines.start()
        everybody = [
            Administrator("", by, stage.ACTED, account=stage.account_id(account), after=after)
            for by in admins
            for after in [await stage.beginning(account, by)]
        ]
        async with following(everybody, machines.pick, rounds) as following_all:
            winners, happened = await play(machines, chance, admins, requests)
            await following_all

        for listener in everybody:
            assert stage.numbers(listener.told) == list(range(1, rounds + 1))
            assert [told["actedBy"]["username"] for told in listener.told] == winners
            assert [told["request"]["id"] for told in listener.told] == requests
        assert (await stage.check_whole(account))["REQUEST_ACTED_UPON"] == rounds
        mails = await sent()
        assert set(mails) == {"SENT"}
        print(f"{kind}: {rounds} winners, {rounds * ADMINS} notices told once and in order, "
              f"{mails['SENT']} mails sent; {dict(happened)}")  # fmt: skip


async def play(
    machines: Machines, chance: random.Random, admins: list[str], requests: list[str]
) -> tuple[list[str], Counter[str]]:
    """Let some decide about each request at once, in the midst of a disaster; who won."""
    disasters = machines.disasters()
    winners: list[str] = []
    happened: list[str] = []
    coming = 2 * list(disasters)
    for id in requests:
        name = coming.pop() if coming else chance.choice(list(disasters))
        some = chance.sample(admins, chance.choice([2, 5, 20]))
        winner, _ = await asyncio.gather(decide(machines, chance, some, id), disasters[name]())
        winners.append(winner)
        happened.append(name)
    return winners, Counter(happened)


async def decide(machines: Machines, chance: random.Random, some: list[str], id: str) -> str:
    """All of these decide at once, and again until they are answered; who won."""
    answers = await asyncio.gather(
        *(
            servers.tried(machines.pick, by, wish, id=id, key=f"{by} {id}")
            for by in some
            for wish in [chance.choice([stage.APPROVE, stage.DECLINE])]
        )
    )
    won = [n for n, answer in enumerate(answers) if answer["__typename"] == "AccessRequest"]
    assert len(won) == 1, answers
    lost = [answer for answer in answers if answer["__typename"] == "AlreadyActedUpon"]
    assert len(lost) == len(some) - 1, answers
    winner = some[won[0]]
    assert {answer["actedBy"]["username"] for answer in lost} == {winner}
    return winner


@asynccontextmanager
async def following(
    everybody: list[Administrator], pick: Callable[[], str], count: int
) -> AsyncIterator["asyncio.Future[list[None]]"]:
    """Everybody listens until all have heard of so many acts."""
    tasks = asyncio.gather(*(listener.follow(pick, count) for listener in everybody))
    try:
        yield tasks
    finally:
        tasks.cancel()
        with suppress(asyncio.CancelledError):
            await tasks


async def sent() -> Counter[str]:
    """What became of the mails, once none is waiting."""
    if not FULL:
        # What a killed worker held is due again in 90 seconds, which go by here.
        await database.fetch("UPDATE email_message SET locked_until = NULL")
    while True:
        mails = Counter(str(mail.status) for mail in await EmailMessage.all())
        if "QUEUED" not in mails:
            return mails
        await asyncio.sleep(0.2)
