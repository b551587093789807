"""What is told live about support access: to the requester, and to those who may decide."""

from typing import Any

import pytest

from models import clock, notices
from models.entitlements import ContractAdministrator
from tests import entitled, shared, steps
from tests import support_steps as support
from tests.conftest import Ask, Served

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

CURSOR = "query { viewer { noticeCursor } }"
MINE = """subscription($after: String) { viewerNotices(after: $after) {
  cursor number kind outcome message actedAt accountName requesterName roles reason requestVersion
  actedBy { username } account { name }
  about { id status version ... on SupportAccessRequest { grantedLevel viewerCanDecide {
    allowed } } } } }"""
PAST = "query { viewer { notices { nodes { kind number } } } }"


async def cursor(ask: Ask, who: str) -> str:
    """Where somebody's stream stands."""
    return str((await ask(CURSOR, by=who))["noticeCursor"])


async def told(served: Served, who: str, count: int, after: str) -> list[Any]:
    """The next notices that somebody is told."""
    async with served.client(who).watch(MINE, after=after) as watch:
        return await watch.some(count)


def kinds(heard: list[Any]) -> list[str]:
    return [notice["kind"] for notice in heard]


async def test_each_step_is_told_to_the_administrators_and_the_requester(
    ask: Ask, served: Served
) -> None:
    await support.north()
    after = {who: await cursor(ask, who) for who in ("ann", "abe", "walt")}
    for end in (support.deny, support.withdraw, support.approve):
        request = await support.pending(ask)
        await support.remind(ask, request)
        await end(ask, request)

    ends = ["REQUEST_ACTED_UPON", "REQUEST_WITHDRAWN", "REQUEST_ACTED_UPON"]
    expected = [kind for end in ends for kind in ("REQUEST_SUBMITTED", "REQUEST_REMINDED", end)]
    for who, position in after.items():
        heard = await told(served, who, 9, position)
        assert kinds(heard) == expected
        assert [n["number"] for n in heard] == list(range(1, 10))
        assert [n["outcome"] for n in heard[2::3]] == ["DECLINED", "CANCELLED", "APPROVED"]
        assert [n["requestVersion"] for n in heard] == [1, 2, 3] * 3
        past = (await ask(PAST, by=who))["notices"]["nodes"]
        assert sorted(n["number"] for n in past) == list(range(1, 10))


async def test_a_decision_reaches_the_other_administrators_open_page(
    ask: Ask, served: Served
) -> None:
    await support.north()
    after = await cursor(ask, "abe")
    async with served.client("abe").watch(MINE, after=after) as watch:
        request = await support.pending(ask)
        asked = await watch.next()
        assert asked["about"]["viewerCanDecide"] == {"allowed": True}
        done = await support.approve(ask, request, level="DOWNLOADS_ONLY")
        acted = await watch.next()

    assert acted["actedBy"] == {"username": "ann"} and acted["actedAt"] == done["actedAt"]
    assert (acted["accountName"], acted["account"]) == ("Contract N100", None)
    assert (acted["requesterName"], acted["roles"]) == ("Walt", ["Downloads only"])
    assert acted["message"] == "Ann approved downloads only for Walt"
    assert acted["about"] == {
        "id": request,
        "status": "APPROVED",
        "version": 2,
        "grantedLevel": "DOWNLOADS_ONLY",
        "viewerCanDecide": {"allowed": False},
    }


async def test_what_waits_for_support_is_told_to_agents_and_not_to_administrators(
    ask: Ask, served: Served
) -> None:
    north = await support.north()
    await entitled.contract("N200", north.site)
    after = {who: await cursor(ask, who) for who in ("olaf", "opal", "ann", "walt")}
    desk = await support.pending(ask, key="N200")
    await support.deny(ask, desk, "olaf", reason="Unknown to us.")
    request = await support.pending(ask)

    for who in ("olaf", "opal"):
        heard = await told(served, who, 2, after[who])
        assert kinds(heard) == ["REQUEST_SUBMITTED", "REQUEST_ACTED_UPON"]
        assert heard[1]["reason"] == "Unknown to us."
    (only,) = await told(served, "ann", 1, after["ann"])
    assert only["about"]["id"] == request
    assert len(await told(served, "walt", 3, after["walt"])) == 3


async def test_the_end_after_four_weeks_and_grants_are_told_too(ask: Ask, served: Served) -> None:
    await support.north()
    after = {who: await cursor(ask, who) for who in ("abe", "walt")}
    await support.pending(ask)
    clock.clock.advance(weeks=4)
    await steps.due()
    await support.grant(ask, "walt")
    await support.revoke(ask, await support.access_id(ask, "walt"), "walt")

    for who, position in after.items():
        _, over, given, ended = await told(served, who, 4, position)
        assert (over["kind"], over["outcome"]) == ("REQUEST_EXPIRED", "CANCELLED")
        assert over["actedBy"] is None and "four weeks" in over["message"]
        assert given["message"] == "Ann gave Walt full support by the contract N100"
        assert ended["message"] == "Walt ended full support by the contract N100"
        assert (given["about"], given["outcome"]) == (None, None)


async def test_denied_at_once_is_told_to_nobody(ask: Ask, served: Served) -> None:
    await support.north()
    after = {who: await cursor(ask, who) for who in ("olaf", "ann")}
    await support.submit(ask, "walt", "GUESS")

    for who, position in after.items():
        assert (await cursor(ask, who)) == position
        assert (await ask(PAST, by=who))["notices"]["nodes"] == []


async def test_nobody_else_hears_of_it(ask: Ask, served: Served) -> None:
    await support.north()
    others = ("nora", "nell", "ada", "olaf")
    after = {who: await cursor(ask, who) for who in others}
    await support.approve(ask, await support.pending(ask))

    for who in others:
        assert await cursor(ask, who) == after[who]
        assert (await ask(PAST, by=who))["notices"]["nodes"] == []


async def test_a_revoked_administrator_is_told_nothing_more(ask: Ask, served: Served) -> None:
    north = await support.north()
    after = await cursor(ask, "ann")
    async with served.client("ann").watch(MINE, after=after) as watch:
        first = await support.pending(ask)
        assert (await watch.next())["about"]["id"] == first
        await ContractAdministrator.filter(user__username="ann").delete()
        await notices.changed((await steps.user("ann")).id)
        await support.deny(ask, first, "abe")
        own = await support.submit(ask, "ann")

        heard = await watch.next()

    # Of the denial in between, which only abe and walt are told, not a word.
    assert (heard["about"]["id"], heard["number"]) == (own["id"], 3)
    assert await support.noticed(north.contract) == [
        "REQUEST_SUBMITTED",
        "REQUEST_ACTED_UPON",
        "REQUEST_SUBMITTED",
    ]


async def test_a_new_administrator_hears_from_the_appointment_on(ask: Ask, served: Served) -> None:
    north = await support.north()
    await support.deny(ask, await support.pending(ask))
    after = await cursor(ask, "nora")
    async with served.client("nora").watch(MINE, after=after) as watch:
        await entitled.administers("nora", north.contract)
        await notices.changed((await steps.user("nora")).id)
        request = await support.pending(ask)

        heard = await watch.next()

    assert (heard["number"], heard["about"]["id"]) == (3, request)


async def test_an_administrator_hears_of_an_own_request_once(ask: Ask, served: Served) -> None:
    await support.north(locked=True)
    after = await cursor(ask, "ann")
    own = await support.pending(ask, "ann")
    await support.deny(ask, own, "abe")
    await support.pending(ask)

    heard = await told(served, "ann", 3, after)

    assert [n["number"] for n in heard if n["about"]["id"] == own] == [1, 2]
    assert sorted(n["number"] for n in heard) == [1, 2, 3]
