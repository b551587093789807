"""A revoked role stops at once: the next query sees it, and every open stream."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest
from gql.transport.exceptions import TransportQueryError

from models import clock
from models.notices import Notice
from models.roles import RoleAssignment
from tests import giving, shared
from tests.client import Watch
from tests.conftest import Ask, Served
from tests.giving import Place

service, served, acme = shared.service, shared.served, giving.acme
pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMIN, WHOLE, PART = "SMART_ACCOUNT_ADMIN", "SMART_ACCOUNT_USER", "VIRTUAL_ACCOUNT_USER"
CURSOR = "query { viewer { noticeCursor } }"
ACTED = """subscription($account: ID!, $after: String) {
  requestActedUpon(accountId: $account, after: $after) { number kind requesterName } }"""
MINE = """subscription($after: String) { viewerNotices(after: $after) {
  number kind accountName message roles reason } }"""
ACCOUNT = "query($id: ID!) { smartAccount(id: $id) { accessRequests { totalCount } } }"


async def cursor(ask: Ask, who: str) -> str:
    """Where this person's notices stand."""
    return str((await ask(CURSOR, by=who))["noticeCursor"])


async def ending(watch: Watch) -> tuple[list[dict[str, Any]], str]:
    """What the stream still told, and the code that ended it."""
    told = []
    while True:
        try:
            told.append(await watch.next())
        except TransportQueryError as error:
            (reason,) = error.errors or []
            return told, reason["extensions"]["code"]


async def test_a_revoked_administrators_stream_ends_with_a_reason_within_a_second(
    served: Served, ask: Ask, acme: Place
) -> None:
    first, second = await acme.request("rita"), await acme.request("dana")
    after = await cursor(ask, "ada")
    async with served.client("ada").watch(ACTED, account=acme.id, after=after) as watch:
        await acme.approve("ben", first, WHOLE)
        assert (await watch.next())["requesterName"] == "Rita Request"
        await acme.revoke("ben", await acme.held_id("ada"))
        began = time.monotonic()
        await acme.approve("ben", second, WHOLE)

        told, code = await ending(watch)

    assert (told, code) == ([], "FORBIDDEN")
    assert time.monotonic() - began < 1
    assert await ask(ACCOUNT, by="ada", id=acme.id) is None


async def test_nothing_of_after_the_revocation_is_told(
    served: Served, ask: Ask, acme: Place
) -> None:
    people = [f"person{n}" for n in range(12)]
    for name in people:
        await giving.person(name, "many.example")
    requests = [await acme.request(name) for name in people]
    held = await acme.held_id("ada")
    after = await cursor(ask, "ada")
    async with served.client("ada").watch(ACTED, account=acme.id, after=after) as watch:
        acts = [acme.approve("ben", request, WHOLE) for request in requests]
        acts.insert(6, acme.revoke("ben", held))
        await asyncio.gather(*acts)

        told, code = await ending(watch)

    revoked = await RoleAssignment.get(user__username="ada", account_id=acme.row.id)
    assert code == "FORBIDDEN" and revoked.ended_at
    notice = await notice_of_the_end(acme)
    assert all(t["number"] < notice for t in told), (told, notice)


async def notice_of_the_end(acme: Place) -> int:
    """The number of the notice of Ada's revocation."""
    return int((await Notice.get(account_id=acme.row.id, kind="ROLE_REVOKED")).seq)


async def test_an_own_stream_goes_on_without_the_account(
    served: Served, ask: Ask, acme: Place
) -> None:
    rivers = await giving.place(ask, "Rivers Ltd")
    first, second = await acme.request("rita"), await acme.request("paul")
    after = await cursor(ask, "ada")
    async with served.client("ada").watch(MINE, after=after) as watch:
        await acme.approve("ben", first, WHOLE)
        assert (await watch.next())["kind"] == "REQUEST_ACTED_UPON"
        await acme.revoke("ben", await acme.held_id("ada"))
        assert (await watch.next())["kind"] == "ROLE_REVOKED"
        await acme.approve("ben", second, WHOLE)
        await rivers.grant("dana", "ada", ADMIN)
        assert (await watch.next())["accountName"] == "Rivers Ltd"
        third = await rivers.request("paul")

        told = await watch.next()

    assert (told["kind"], told["accountName"]) == ("REQUEST_SUBMITTED", "Rivers Ltd"), third


async def test_a_role_that_ends_by_itself_ends_the_stream_by_itself(
    served: Served, ask: Ask, acme: Place
) -> None:
    soon = clock.now() + timedelta(seconds=1.5)
    await acme.grant("ada", "rita", ADMIN, endsAt=soon.isoformat())
    after = await cursor(ask, "rita")
    async with served.client("rita").watch(ACTED, account=acme.id, after=after) as watch:
        told, code = await ending(watch)

    assert (told, code) == ([], "FORBIDDEN")
    assert timedelta() <= clock.now() - soon < timedelta(seconds=1)


async def test_a_changed_role_ends_the_stream_too(served: Served, ask: Ask, acme: Place) -> None:
    after = await cursor(ask, "ada")
    async with served.client("ada").watch(ACTED, account=acme.id, after=after) as watch:
        await acme.change("ben", await acme.held_id("ada"), WHOLE)

        assert await ending(watch) == ([], "FORBIDDEN")


async def test_who_loses_one_part_of_several_hears_of_the_rest(
    served: Served, ask: Ask, acme: Place
) -> None:
    await acme.let_part_administrators_decide()
    await acme.grant("ada", "vera", "VIRTUAL_ACCOUNT_ADMIN", "Office")
    after = await cursor(ask, "vera")
    async with served.client("vera").watch(ACTED, account=acme.id, after=after) as watch:
        for who, part in (("rita", "Lab"), ("dana", "Office"), ("paul", "Lab")):
            request = await acme.request(who, PART, part)
            await acme.approve("ada", request, PART, part)
            if who == "rita":
                assert (await watch.next())["requesterName"] == "Rita Request"
                await acme.revoke("ada", await acme.held_id("vera"), "Lab")
        assert (await watch.next())["requesterName"] == "Dana Delegate"
        await acme.revoke("ada", await acme.held_id("vera"))

        assert await ending(watch) == ([], "FORBIDDEN")


async def test_a_request_for_several_parts_reaches_who_may_decide_it(
    served: Served, ask: Ask, acme: Place
) -> None:
    await acme.let_part_administrators_decide()
    after = await cursor(ask, "vera")
    async with served.client("vera").watch(ACTED, account=acme.id, after=after) as watch:
        request = await acme.request("rita", PART, "Lab", "Office")
        assert (await ask(ACCOUNT, by="vera", id=acme.id))["accessRequests"]["totalCount"] == 1
        await acme.approve("ada", request, PART, "Lab", "Office")

        assert (await watch.next())["requesterName"] == "Rita Request"
