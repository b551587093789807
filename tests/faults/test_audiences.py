"""Those who ask the same are told as one, and nobody notices: each has all, in order, and only
what is the own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from models import cursors, deciding, grants, notices, requests, revocations
from models.accounts import SmartAccount, VirtualAccount
from models.requests import AccessRequest
from models.roles import Role
from models.users import User
from tests.conftest import Ask, Served
from tests.faults import servers, stage
from tests.faults.servers import Listener
from tests.test_statements import counted

MORE = """subscription($account: ID!, $after: String, $more: Boolean = false) {
  requestActedUpon(accountId: $account, after: $after) {
    cursor number kind @include(if: $more) request { id version status } } }"""
MAY = """subscription($account: ID!, $after: String) {
  requestActedUpon(accountId: $account, after: $after) {
    cursor number account { name viewerCanSetAutomation { allowed } } } }"""
OFTEN = " ".join(f"r{n}: reason" for n in range(29))
LARGE = f"""subscription($account: ID!, $after: String) {{
  requestActedUpon(accountId: $account, after: $after) {{ cursor number {OFTEN} }} }}"""
LONG = "Not for you. " * 75


@pytest.fixture
def settings() -> dict[str, object]:
    # Statements are counted: nobody looks at the tables without a reason.
    return {"poll_seconds": 60, "stuck_seconds": 60}


async def decide(count: int, why: str = "") -> None:
    """Decide so many requests to enter ACME, in this process."""
    account, ben = await stage.acme(), await User.get(username="ben")
    guests = await User.filter(username__startswith="guest").count()
    for id in await stage.waiting(account, count, since=guests):
        await deciding.decline(ben, stage.request_key(id), why)


async def decide_in_lab() -> None:
    """Decide a request to enter a part of ACME."""
    account = await stage.acme()
    lab = await VirtualAccount.get(account_id=account.id, name="Lab")
    key = stage.request_key((await stage.waiting(account, 1, since=50))[0])
    await AccessRequest.filter(id=key).update(**requests.proposal(None, [lab]))
    await deciding.decline(await User.get(username="ben"), key, "")


def position(account: SmartAccount) -> str:
    """The cursor of now."""
    return cursors.encode({notices.account_topic(account.id): account.seq})


async def here(**more: Any) -> dict[str, Any]:
    """The variables of who misses nothing from now on."""
    account = await stage.acme()
    return {"account": stage.account_id(account), "after": position(account), **more}


def sizes(served: Served) -> list[int]:
    """How many are told as one in each audience of an account."""
    tails = served.service.hub.tails.values()
    audiences = [a for tail in tails if tail.table != "user" for a in tail.audiences.values()]
    return sorted(len(audience.members) for audience in audiences)


async def gathered(served: Served, *wanted: int) -> None:
    """Wait until so many are together in each audience."""
    await servers.until(lambda: sizes(served) == sorted(wanted))


def numbers(listener: Listener) -> list[int]:
    """Which notices one was told."""
    return [told["number"] for told in listener.told]


@pytest.mark.parametrize("few, many", [(2, 30)])
async def test_however_many_ask_the_same_a_notice_takes_the_same_statements(
    served: Served, few: int, many: int
) -> None:
    taken = []
    for count in (few, many):
        listeners = [Listener(served.url, "ada", MORE, **await here()) for _ in range(count)]
        async with servers.listening(*listeners):
            await gathered(served, count)
            with counted() as statements:
                await decide(1)
                await asyncio.gather(*(listener.until(1) for listener in listeners))
            taken.append([s for s in statements if 'FROM "access_request"' in s])
            assert sizes(served) == [count]
        await servers.until(lambda: not served.service.hub.tails)

    assert 1 <= len(taken[0]) == len(taken[1])


async def test_each_is_told_what_was_asked_whatever_others_ask(served: Served) -> None:
    wanted = await here()
    asked = [(stage.ACTED, {}), (MORE, {}), (MORE, {"more": True}), (MORE, {"more": False})]
    listeners = [
        Listener(served.url, by, document, **wanted, **more)
        for document, more in asked
        for by in ("ada", "ben")
    ]
    async with servers.listening(*listeners):
        await gathered(served, 2, 2, 2, 2)
        await decide(2)
        await asyncio.gather(*(listener.until(2) for listener in listeners))
        assert sizes(served) == [2, 2, 2, 2]

    shown = [listener.told[1] for listener in listeners]
    assert shown[::2] == shown[1::2]
    assert [set(told) & {"kind", "outcome"} for told in shown[::2]] == [
        {"outcome"}, set(), {"kind"}, set(),
    ]  # fmt: skip
    assert {told["cursor"] for told in shown} == {position(await stage.acme())}


async def test_who_has_other_rights_is_in_another_audience_and_hears_of_the_own_parts_alone(
    served: Served,
) -> None:
    account = await stage.acme()
    await SmartAccount.filter(id=account.id).update(virtual_account_admins_may_decide=True)
    wanted = await here()
    listeners = [Listener(served.url, by, MORE, **wanted) for by in ("ada", "ben", "vera", "vera")]
    async with servers.listening(*listeners):
        await gathered(served, 2, 2)
        await decide(1)  # asks for no part: nothing of Vera's
        await decide_in_lab()
        await asyncio.gather(*(one.until(2) for one in listeners[:2]))
        await asyncio.gather(*(one.until(1) for one in listeners[2:]))
        assert sizes(served) == [2, 2]

    assert [numbers(one) for one in listeners] == [[1, 2], [1, 2], [2], [2]]
    assert listeners[2].told == listeners[0].told[1:]


async def test_what_depends_on_the_viewer_is_shared_with_no_other_viewer(served: Served) -> None:
    account = await stage.acme()
    await SmartAccount.filter(id=account.id).update(virtual_account_admins_may_decide=True)
    wanted = await here()
    listeners = [Listener(served.url, by, MAY, **wanted) for by in ("ada", "ada", "ben", "vera")]
    async with servers.listening(*listeners):
        await gathered(served, 2, 1, 1)
        await decide_in_lab()
        await asyncio.gather(*(one.until(1) for one in listeners))

    may = [one.told[0]["account"]["viewerCanSetAutomation"]["allowed"] for one in listeners]
    assert may == [True, True, True, False]


async def test_who_is_revoked_leaves_the_audience_at_once_and_the_others_stay(
    served: Served,
) -> None:
    account, ben = await stage.acme(), await User.get(username="ben")
    uma = await User.get(username="uma")
    given = await grants.grant_role(ben, account.id, uma, Role.SMART_ACCOUNT_ADMIN, [], None, None)
    wanted = await here()
    staying = [Listener(served.url, "ada", stage.ACTED, **wanted) for _ in range(10)]
    leaving = [Listener(served.url, "uma", stage.ACTED, **wanted) for _ in range(10)]
    async with servers.listening(*staying, *leaving):
        await gathered(served, 20)
        await decide(2)
        last = (await SmartAccount.get(id=account.id)).seq
        await revocations.revoke_role(ben, given.id, [], False)
        await decide(2)
        endings = await asyncio.gather(*(_ending(one) for one in leaving))
        await asyncio.gather(*(one.until(4) for one in staying))
        assert sizes(served) == [10]

    assert endings == ["FORBIDDEN"] * 10
    assert all(number <= last for one in leaving for number in numbers(one))
    assert all(len(set(numbers(one))) == 4 for one in staying)


async def _ending(listener: Listener) -> str:
    """Hear the stream to its end; the code that ended it."""
    while True:
        message = await listener.hear()
        if message["type"] == "error":
            return str(message["payload"][0]["extensions"]["code"])
        (told,) = message["payload"]["data"].values()
        listener.told.append(told)


@pytest.mark.parametrize("readers", servers.counts(10, 60, 1_000))
async def test_who_resumes_amid_the_news_joins_without_a_gap_or_a_repeat(
    served: Served, readers: int
) -> None:
    decisions = 60
    chance = servers.seeded("joining", readers=readers, decisions=decisions)
    wanted = await here()
    async with _deciding(decisions) as happened:
        listeners = []
        for _ in range(readers):
            reader = Listener(served.url, chance.choice(["ada", "ben"]), MORE, **wanted)
            listeners.append(reader)
            await reader.open()
            await reader.until(min(happened(), chance.randrange(3)))
        await asyncio.gather(*(reader.until(decisions) for reader in listeners))
        await gathered(served, readers)
        for reader in listeners:
            reader.cut()

    assert all(numbers(one) == list(range(1, decisions + 1)) for one in listeners)


@asynccontextmanager
async def _deciding(decisions: int) -> AsyncIterator[Any]:
    """Meanwhile requests are decided; how many were so far."""
    made = 0

    async def work() -> None:
        nonlocal made
        for _ in range(decisions):
            await decide(1)
            made += 1

    task = asyncio.create_task(work())
    yield lambda: made
    await task


async def test_sockets_that_break_amid_the_news_take_nothing_from_the_others(
    served: Served,
) -> None:
    chance, wanted = servers.seeded("breaking", sockets=30), await here()
    listeners = [Listener(served.url, "ada", MORE, **wanted) for _ in range(30)]
    async with servers.listening(*listeners), _deciding(40):
        for broken in chance.sample(listeners[10:], 20):
            await broken.until(len(broken.told) + chance.randrange(3))
            broken.cut()
        await asyncio.gather(*(one.until(40) for one in listeners[:10]))
        await gathered(served, 10)

    assert all(numbers(one) == list(range(1, 41)) for one in listeners[:10])
    await servers.until(lambda: not served.service.hub.tails)


async def test_who_does_not_read_falls_out_and_has_everything_in_the_end(served: Served) -> None:
    wanted = await here()
    slow = Listener(served.url, "ada", LARGE, receive_buffer=4096, **wanted)
    quick = [Listener(served.url, "ada", LARGE, **wanted) for _ in range(5)]
    async with servers.listening(slow, *quick):
        await gathered(served, 6)
        assert slow.connection
        slow.connection.transport.pause_reading()
        decided = 0
        while sizes(served) == [6]:
            await decide(20, LONG)
            decided += 20
            await asyncio.gather(*(one.until(decided) for one in quick))
        slow.connection.transport.resume_reading()
        await slow.until(decided)
        await gathered(served, 6)

    assert numbers(slow) == numbers(quick[0]) == list(range(1, decided + 1))


async def test_ones_own_stream_resumes_by_the_cursor_of_what_was_told_to_many(
    served: Served, ask: Ask
) -> None:
    heard = {}
    for by in ("ada", "ben"):
        after = (await ask(stage.CURSOR, by=by))["noticeCursor"]
        heard[by] = Listener(served.url, by, stage.MINE, after=after)
    async with servers.listening(*heard.values()):
        await servers.until(lambda: 2 in sizes(served))
        await decide(3)
        await asyncio.gather(*(one.until(3) for one in heard.values()))
    await decide(2)
    async with servers.listening(*heard.values()):
        await asyncio.gather(*(one.until(5) for one in heard.values()))

    third = [one.told[2]["cursor"] for one in heard.values()]
    assert third[0] != third[1]
    assert all(numbers(one) == list(range(1, 6)) for one in heard.values())


async def test_the_subject_of_a_notice_is_told_of_it_apart(served: Served, ask: Ask) -> None:
    account, ben = await stage.acme(), await User.get(username="ben")
    after = {by: (await ask(stage.CURSOR, by=by))["noticeCursor"] for by in ("ada", "ben")}
    heard = {by: Listener(served.url, by, stage.MINE, after=after[by]) for by in after}
    async with servers.listening(*heard.values()):
        await servers.until(lambda: 2 in sizes(served))
        ada = await User.get(username="ada")
        await grants.grant_role(ben, account.id, ada, Role.SMART_ACCOUNT_VIEWER, [], None, None)
        await decide(1)
        await asyncio.gather(*(one.until(2) for one in heard.values()))

    kinds = [[told["kind"] for told in one.told] for one in heard.values()]
    assert kinds == [["ROLE_GRANTED", notices.NoticeKind.REQUEST_ACTED_UPON]] * 2
