"""The seams of the live streams: old cursors, late commits, lost wake-ups, rights that change."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from gql.transport.exceptions import TransportQueryError

from models import (
    bus,
    clock,
    database,
    deciding,
    grants,
    notices,
    problems,
    revocations,
    streams,
)
from models.accounts import SmartAccount
from models.roles import Role
from models.users import User
from tests.conftest import ON_POSTGRES, Ask, Served
from tests.faults import servers, stage


async def decide(count: int, by: str = "ben") -> list[str]:
    """Decide so many requests to enter ACME, in this process; their global ids."""
    account, ben = await stage.acme(), await User.get(username=by)
    guests = await User.filter(username__startswith="guest").count()
    made = await stage.waiting(account, count, since=guests)
    for id in made:
        await deciding.decline(ben, stage.request_key(id), "")
    return made


async def cursor(ask: Ask, by: str) -> str:
    """Where this person's notices stand."""
    return str((await ask(stage.CURSOR, by=by))["noticeCursor"])


async def test_a_cursor_older_than_what_is_kept_is_told_to_resync(served: Served, ask: Ask) -> None:
    ada, account = served.client("ada"), stage.account_id(await stage.acme())
    old = await cursor(ask, "ada")
    await decide(3)
    kept = await cursor(ask, "ada")
    await notices.purge(clock.now())
    await decide(1)

    async with ada.watch(stage.ACTED, account=account, after=old) as watch:
        assert await refusal(watch.next()) == "RESYNC_REQUIRED"
    async with ada.watch(stage.MINE, after=old) as watch:
        assert await refusal(watch.next()) == "RESYNC_REQUIRED"
    async with ada.watch(stage.ACTED, account=account, after=kept) as watch:
        assert (await watch.next())["number"] == 4


@pytest.mark.parametrize("made_up", ["", "!", "x", "YTE", "YWJjZA", "a" * 5000, "💥", "dTAwMDA"])
async def test_a_made_up_cursor_is_bad_input(served: Served, made_up: str) -> None:
    account = stage.account_id(await stage.acme())
    async with served.client("ada").watch(stage.ACTED, account=account, after=made_up) as watch:
        told = asyncio.ensure_future(watch.next(5))
        if made_up:
            assert await refusal(told) == "BAD_USER_INPUT"
        else:  # an empty one is none
            await following(served, account)
            await decide(1)
            assert (await told)["number"] == 1


async def test_where_the_database_fails_no_cursor_leads_past_what_could_not_be_told(
    served: Served, ask: Ask
) -> None:
    ada, account = served.client("ada"), stage.account_id(await stage.acme())
    before = await cursor(ask, "ada")
    await decide(1)

    await database.fetch("ALTER TABLE access_request RENAME TO access_request_away")
    try:
        async with ada.watch(stage.ACTED, account=account, after=before) as watch:
            with pytest.raises(TransportQueryError) as failed:
                await watch.next()
        streamed = await events(served, account=account, after=before)
    finally:
        await database.fetch("ALTER TABLE access_request_away RENAME TO access_request")
    async with ada.watch(stage.ACTED, account=account, after=before) as watch:
        told = await watch.next()

    assert failed.value.data is None
    assert [(e["errors"][0]["extensions"]["code"], "data" in e) for e in streamed] == [
        ("INTERNAL", False)
    ]
    assert told["number"] == 1 and told["request"]


async def events(served: Served, **variables: str) -> list[dict[str, Any]]:
    """What an event stream of Ada's tells until it ends."""
    asked = {"query": stage.ACTED, "variables": variables}
    accept = {"Accept": "text/event-stream"}
    stream = served.client("ada").http.stream("POST", "/graphql", json=asked, headers=accept)
    async with stream as opened:
        told = [line.removeprefix("data: ") async for line in opened.aiter_lines()]
    return [orjson.loads(line) for line in told if line.startswith("{")]


async def following(served: Served, account: str) -> None:
    """Wait until somebody follows the account."""
    topic = notices.account_topic((await stage.acme()).id)
    await servers.until(lambda: topic in served.service.hub.tails)


async def refusal(coming: Any) -> str:
    """The code with which a stream ended."""
    with pytest.raises(TransportQueryError) as refused:
        await coming
    assert refused.value.errors
    return str(refused.value.errors[0]["extensions"]["code"])


async def test_a_reader_that_falls_behind_what_is_kept_is_told_so_too(served: Served) -> None:
    account = await stage.acme()
    tail = streams.Tail(notices.account_topic(account.id), last=0, epoch=0)
    await decide(3)
    tail.last = 3
    await notices.purge(clock.now())

    with pytest.raises(problems.ResyncRequired):
        await tail.since(0)


async def test_a_reader_never_gets_ahead_of_the_look_at_rights(served: Served) -> None:
    account = await stage.acme()
    tail = streams.Tail(notices.account_topic(account.id), last=0, epoch=0)
    await decide(3)
    tail.last = 2

    assert [notice.seq for notice in await tail.since(0)] == [1, 2]


@database.transaction
async def slowly(by: User, id: str, begun: asyncio.Event, go_on: asyncio.Event) -> None:
    """A decision whose commit is late."""
    await deciding.decline(by, stage.request_key(id), "")
    begun.set()
    await go_on.wait()


@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite has one writer at a time")
async def test_a_reader_waits_for_a_late_commit_instead_of_skipping_it(
    served: Served, ask: Ask
) -> None:
    account, ben = await stage.acme(), await User.get(username="ben")
    first, second = await stage.waiting(account, 2)
    begun, go_on = asyncio.Event(), asyncio.Event()
    after = await cursor(ask, "ada")
    late = asyncio.create_task(slowly(ben, first, begun, go_on))
    await begun.wait()
    soon = asyncio.create_task(deciding.decline(ben, stage.request_key(second), ""))
    watching = served.client("ada").watch(
        stage.ACTED, account=stage.account_id(account), after=after
    )
    async with watching as watch:
        # Whoever would read now could see the second before the first: nobody can.
        assert await _blocked() == 1
        assert not soon.done()
        go_on.set()
        told = await watch.some(2)
        await asyncio.gather(late, soon)

    assert stage.numbers(told) == [1, 2]


async def _blocked() -> int:
    """How many wait for a lock; looks until somebody does."""
    sql = "SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    while True:
        if found := int((await database.fetch(sql + " AND datname = current_database()"))[0]["n"]):
            return found


@database.transaction
async def hesitating(by: User, id: str, seconds: float) -> None:
    """A decision that takes its time before and after."""
    await asyncio.sleep(seconds)
    await deciding.decline(by, stage.request_key(id), "")
    await asyncio.sleep(seconds)


@pytest.mark.parametrize("decisions", servers.counts(40, 100, 4_000))
async def test_however_commits_overtake_each_other_no_reader_skips_one(
    served: Served, ask: Ask, decisions: int
) -> None:
    chance = servers.seeded("late commits", decisions=decisions, writers=10)
    account, ben = await stage.acme(), await User.get(username="ben")
    waiting = iter(await stage.waiting(account, decisions))
    after = await cursor(ask, "ada")

    async def write() -> None:
        for id in waiting:
            await hesitating(ben, id, chance.random() / 200)

    watching = served.client("ada").watch(
        stage.ACTED, account=stage.account_id(account), after=after
    )
    async with watching as watch:
        _, told = await asyncio.gather(
            asyncio.gather(*(write() for _ in range(10))), watch.some(decisions)
        )

    assert stage.numbers(told) == list(range(1, decisions + 1))


class Deaf(bus.InProcessBus):
    """A bus that drops every wake-up."""

    def wake(self, topics: Iterable[str]) -> None:
        """Lose it."""


@pytest.fixture
def no_wake_ups(served: Served) -> None:
    """From now on nobody is woken."""
    bus.use(Deaf())


async def test_a_notice_whose_wake_up_was_lost_comes_by_the_next_look(
    served: Served, ask: Ask, no_wake_ups: None
) -> None:
    account, after = stage.account_id(await stage.acme()), await cursor(ask, "ada")
    async with served.client("ada").watch(stage.ACTED, account=account, after=after) as watch:
        await decide(3)

        assert stage.numbers(await watch.some(3, seconds=3)) == [1, 2, 3]


async def test_a_lost_wake_up_is_made_good_however_busy_other_accounts_are(
    served: Served, ask: Ask, no_wake_ups: None
) -> None:
    account, after = stage.account_id(await stage.acme()), await cursor(ask, "ada")
    busy = notices.user_topic((await User.get(username="ada")).id)
    async with (
        served.client("ada").watch(stage.ACTED, account=account, after=after) as watch,
        _waking(served, busy),
    ):
        await decide(1)

        assert (await watch.next(3))["number"] == 1


@asynccontextmanager
async def _waking(served: Served, topic: str) -> AsyncIterator[None]:
    async def wake() -> None:
        while True:
            served.service.hub._heard([topic])
            await asyncio.sleep(0.01)

    task = asyncio.create_task(wake())
    try:
        yield
    finally:
        task.cancel()


async def test_who_is_appointed_while_listening_hears_all_that_follows(
    served: Served, ask: Ask, no_wake_ups: None
) -> None:
    account, ben = await stage.acme(), await User.get(username="ben")
    after = await cursor(ask, "uma")
    await decide(2)
    async with served.client("uma").watch(stage.MINE, after=after) as watch:
        await servers.until(lambda: bool(served.service.hub.tails))
        uma = await User.get(username="uma")
        await grants.grant_role(ben, account.id, uma, Role.SMART_ACCOUNT_ADMIN, [], None, None)
        await decide(2)
        told = await watch.some(3)

    assert [t["kind"] for t in told] == ["ROLE_GRANTED", *["REQUEST_ACTED_UPON"] * 2]
    assert stage.numbers(told)[1:] == [4, 5]


async def test_who_becomes_administrator_while_away_hears_nothing_of_before(
    served: Served, ask: Ask
) -> None:
    account, ben = await stage.acme(), await User.get(username="ben")
    after = await cursor(ask, "uma")
    await decide(2)
    uma = await User.get(username="uma")
    await grants.grant_role(ben, account.id, uma, Role.SMART_ACCOUNT_ADMIN, [], None, None)
    await decide(1)
    async with served.client("uma").watch(stage.MINE, after=after) as watch:
        told = await watch.some(2)

    assert sorted(t["kind"] for t in told) == ["REQUEST_ACTED_UPON", "ROLE_GRANTED"]
    assert 4 in stage.numbers(told)


@pytest.mark.parametrize("rounds", servers.counts(3, 25, 250))
@pytest.mark.parametrize("woken", [True, False])
async def test_after_a_revocation_nothing_more_is_delivered(
    served: Served, ask: Ask, rounds: int, woken: bool
) -> None:
    servers.seeded("revocations", rounds=rounds, woken=woken)
    account, ben = await stage.acme(), await User.get(username="ben")
    uma = await User.get(username="uma")
    if not woken:
        bus.use(Deaf())
    for _ in range(rounds):
        given = await grants.grant_role(
            ben, account.id, uma, Role.SMART_ACCOUNT_ADMIN, [], None, None
        )
        after = await cursor(ask, "uma")
        watching = served.client("uma").watch(
            stage.ACTED, account=stage.account_id(account), after=after
        )
        async with watching as watch:
            await decide(2)
            last = (await SmartAccount.get(id=account.id)).seq
            await revocations.revoke_role(ben, given.id, [], False)
            await decide(2)
            heard = await _all(watch)

        assert all(number <= last for number in heard)


async def _all(watch: Any) -> list[int]:
    heard: list[int] = []
    try:
        while True:
            heard.append((await watch.next())["number"])
    except TransportQueryError as ended:
        assert ended.errors and ended.errors[0]["extensions"]["code"] == "FORBIDDEN"
        return heard


async def test_nothing_is_left_of_streams_that_were_cut_off(served: Served, ask: Ask) -> None:
    account, after = stage.account_id(await stage.acme()), await cursor(ask, "ada")
    hub, tasks = served.service.hub, len(asyncio.all_tasks())
    for _ in range(20):
        listener = servers.Listener(served.url, "ada", stage.ACTED, account=account, after=after)
        await listener.open()
        await decide(1)
        await listener.next()
        listener.cut()
        del listener

    await servers.until(lambda: not hub.tails and len(asyncio.all_tasks()) <= tasks)


async def test_what_runs_after_a_commit_is_no_part_of_it(served: Served) -> None:
    seen: list[Any] = []

    @database.transaction
    async def work() -> str:
        database.after_commit(broken)
        database.after_commit(lambda: seen.append(database._after.get()))
        return "done"

    def broken() -> None:
        raise RuntimeError("a listener that fails")

    assert await work() == "done"
    assert seen == [None]
