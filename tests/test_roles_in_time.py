"""Roles with a start or an end: the clock decides at each check, and no job has to run."""

from datetime import timedelta

import pytest

from models import clock
from models.roles import RoleAssignment
from tests import giving, shared
from tests.conftest import Ask
from tests.giving import Place

service, served, acme = shared.service, shared.served, giving.acme
pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMIN, PART = "SMART_ACCOUNT_ADMIN", "VIRTUAL_ACCOUNT_USER"
ACCOUNT = "query($id: ID!) { smartAccount(id: $id) { viewerCanManageUsers { allowed } } }"
MINE = "{ viewer { currentAccess { nodes { role account { name } } } } }"
USERS = """query($id: ID!) { smartAccount(id: $id) { roleAssignments(first: 100) { nodes {
  id user { username } startsAt } } } }"""


def later(**time: float) -> str:
    """A moment to come, as the API takes it."""
    return (clock.now() + timedelta(**time)).isoformat()


async def manages(ask: Ask, acme: Place, who: str) -> bool:
    """Whether this person may manage ACME's users now."""
    shown = await ask(ACCOUNT, by=who, id=acme.id)
    return bool(shown and shown["viewerCanManageUsers"]["allowed"])


async def test_a_role_works_from_its_start_to_its_end(ask: Ask, acme: Place) -> None:
    given = await acme.grant("ada", "rita", ADMIN, startsAt=later(hours=1), endsAt=later(hours=3))
    assert given["__typename"] == "RoleAssignment"

    seen = []
    for _ in range(4):
        mine = (await ask(MINE, by="rita"))["currentAccess"]["nodes"]
        seen.append((await manages(ask, acme, "rita"), len(mine)))
        clock.clock.advance(hours=1, seconds=1)

    assert seen == [(False, 0), (True, 1), (True, 1), (False, 0)]
    assert not await RoleAssignment.filter(user__username="rita", ended_at__isnull=False).exists()


async def test_mails_go_to_administrators_whose_time_it_is(acme: Place) -> None:
    await acme.grant("ada", "dana", ADMIN, startsAt=later(hours=1))
    await acme.grant("ada", "paul", ADMIN, endsAt=later(hours=1))

    await acme.request("rita")
    assert await giving.mails("ACCESS_REQUESTED") == ["ada", "ben", "paul"]

    clock.clock.advance(hours=2)
    await acme.request("olaf")
    assert (await giving.mails("ACCESS_REQUESTED")).count("dana") == 1
    assert (await giving.mails("ACCESS_REQUESTED")).count("paul") == 1


async def test_an_approval_may_end_by_itself(ask: Ask, acme: Place) -> None:
    request = await acme.request("rita")
    await acme.approve("ada", request, ADMIN, endsAt=later(hours=1))

    assert await manages(ask, acme, "rita")
    clock.clock.advance(hours=1, seconds=1)
    assert not await manages(ask, acme, "rita")


@pytest.mark.parametrize(("starts", "ends"), [(None, -1), (None, 0), (2, 1), (2, 2), (-2, -1)])
async def test_the_end_lies_after_the_start_and_in_the_future(
    acme: Place, starts: int | None, ends: int
) -> None:
    times = {"endsAt": later(hours=ends), "startsAt": later(hours=starts) if starts else None}

    refusals = [
        await acme.grant("ada", "rita", ADMIN, **times),
        await acme.change("ada", await acme.held_id("uma"), ADMIN, **times),
    ]

    assert [(r["code"], r["field"]) for r in refusals] == [("INVALID_INPUT", ["endsAt"])] * 2


async def test_a_role_to_come_is_listed_and_can_be_taken_back(ask: Ask, acme: Place) -> None:
    coming = (await acme.grant("ada", "rita", ADMIN, startsAt=later(hours=1)))["id"]

    listed = (await ask(USERS, by="ben", id=acme.id))["roleAssignments"]["nodes"]
    assert coming in [a["id"] for a in listed]
    assert (await acme.revoke("ben", coming))["endReason"] == "REVOKED"

    clock.clock.advance(hours=2)
    assert not await manages(ask, acme, "rita")


async def test_a_role_that_ended_by_itself_cannot_be_taken_or_changed(
    ask: Ask, acme: Place
) -> None:
    over = (await acme.grant("ada", "rita", PART, "Lab", endsAt=later(hours=1)))["id"]
    clock.clock.advance(hours=2)

    assert (await acme.revoke("ada", over))["code"] == "ROLE_ENDED"
    assert (await acme.change("ada", over, ADMIN))["code"] == "ROLE_ENDED"
    assert (await acme.remove("ada", "rita"))["code"] == "NOT_FOUND"
    listed = (await ask(USERS, by="ada", id=acme.id))["roleAssignments"]["nodes"]
    assert over not in [a["id"] for a in listed]
    assert await giving.mails("ROLE_REVOKED") == []
    again = await acme.grant("ada", "rita", PART, "Lab")
    assert again["__typename"] == "RoleAssignment"


async def test_a_role_for_another_time_stands_beside_the_one_that_is_held(acme: Place) -> None:
    await acme.grant("ada", "rita", PART, "Lab")

    shorter = await acme.grant("ada", "rita", PART, "Lab", endsAt=later(hours=1))
    beside = await acme.grant("ada", "rita", PART, "Office", endsAt=later(hours=1))
    longer = await acme.grant("ada", "rita", PART, "Office", endsAt=later(hours=3))

    assert shorter["code"] == "ALREADY_HELD"
    assert beside["id"] != longer["id"]
    clock.clock.advance(hours=2)
    assert await acme.in_words("rita") == [
        "Virtual Account User (Lab)",
        "Virtual Account User (Office)",
    ]
    clock.clock.advance(hours=2)
    assert await acme.in_words("rita") == ["Virtual Account User (Lab)"]


async def test_an_approval_keeps_the_roles_that_are_held_as_they_are(acme: Place) -> None:
    await acme.grant("ada", "rita", PART, "Lab")
    request = await acme.request("rita", PART, "Office")

    await acme.approve("ada", request, PART, "Office", endsAt=later(hours=1))

    clock.clock.advance(hours=2)
    assert await acme.in_words("rita") == ["Virtual Account User (Lab)"]
