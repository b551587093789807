"""An account keeps an administrator: whatever people do, at once or one after the other."""

import asyncio
from datetime import timedelta

import pytest

from models import clock, database, grants, revocations
from models.accounts import SmartAccount
from models.grants import Grant
from models.roles import Role, RoleAssignment
from models.users import User
from resolvers import ids
from tests import giving, shared
from tests.conftest import Ask
from tests.faults import servers
from tests.giving import Answer, Place

service, served, acme = shared.service, shared.served, giving.acme
pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMIN, WHOLE, PART = "SMART_ACCOUNT_ADMIN", "SMART_ACCOUNT_USER", "VIRTUAL_ACCOUNT_USER"
DEACTIVATE = """mutation($user: ID!) { deactivateUser(input: {user: $user}) {
  __typename ... on Problem { code } } }"""
NEEDS = "query($id: ID!) { smartAccount(id: $id) { needsAdmin } }"


async def test_the_last_administrator_stays(acme: Place) -> None:
    await acme.revoke("ada", await acme.held_id("ben"))
    held = await acme.held_id("ada")

    refusals = [
        await acme.revoke("ada", held),
        await acme.remove("ada", "ada"),
        await acme.change("ada", held, WHOLE),
        await acme.change("ada", held, PART, "Lab"),
        await acme.change("ada", held, ADMIN, startsAt="2999-01-01T00:00:00+00:00"),
    ]

    assert [refusal["code"] for refusal in refusals] == ["LAST_ADMIN"] * 5
    assert await acme.admins() == {"ada"}
    later = await acme.grant("ada", "ada", ADMIN, startsAt="2999-01-01T00:00:00+00:00")
    assert later["code"] == "ALREADY_HELD"
    assert await acme.admins() == {"ada"}


async def test_an_administrator_whose_time_has_not_come_or_is_over_does_not_count(
    acme: Place,
) -> None:
    await acme.revoke("ada", await acme.held_id("ben"))
    await acme.grant("ada", "rita", ADMIN, startsAt="2999-01-01T00:00:00+00:00")
    soon = clock.now() + timedelta(hours=1)
    await acme.grant("ada", "dana", ADMIN, endsAt=soon.isoformat())
    clock.clock.advance(hours=2)

    assert (await acme.revoke("ada", await acme.held_id("ada")))["code"] == "LAST_ADMIN"


async def test_a_deactivated_administrator_does_not_count(ask: Ask, acme: Place) -> None:
    ben = ids.of(await User.get(username="ben"))
    assert (await ask(DEACTIVATE, by="opal", user=ben))["__typename"] == "User"

    assert (await acme.revoke("ada", await acme.held_id("ada")))["code"] == "LAST_ADMIN"


async def test_replacing_roles_at_an_approval_leaves_the_approver(acme: Place) -> None:
    request = await acme.request("ben")

    await acme.approve("ada", request, WHOLE, replaceCurrentRoles=True)

    assert await acme.in_words("ben") == ["Smart Account User"]
    assert await acme.admins() == {"ada"}


async def test_others_may_leave_an_account_that_has_no_administrator(ask: Ask, acme: Place) -> None:
    for who in ("ada", "ben"):
        key = ids.of(await User.get(username=who))
        assert (await ask(DEACTIVATE, by="opal", user=key))["__typename"] == "User"

    assert (await ask(NEEDS, by="uma", id=acme.id))["needsAdmin"] is True
    for who in ("uma", "vera"):
        assert (await acme.revoke(who, await acme.held_id(who)))["endReason"] == "REVOKED"


async def test_an_account_needs_none_once_it_has_one_again(ask: Ask, acme: Place) -> None:
    for who in ("ada", "ben"):
        await ask(DEACTIVATE, by="opal", user=ids.of(await User.get(username=who)))

    await appoint(acme, "uma")

    assert (await ask(NEEDS, by="uma", id=acme.id))["needsAdmin"] is False


@database.transaction
async def appoint(acme: Place, who: str) -> None:
    """Make somebody an administrator and nothing else, as a test may."""
    account = await SmartAccount.locked(acme.row.id)
    user = await User.get(username=who)
    await revocations.replace_all(account, user, None)
    await grants.give(account, user, Grant(Role.SMART_ACCOUNT_ADMIN), None)


@pytest.mark.parametrize("races", servers.counts(24, 100, 300, on_postgres=100))
async def test_of_two_administrators_who_end_each_other_one_is_left(
    acme: Place, races: int
) -> None:
    left: dict[str, int] = {}
    for race in range(races):
        answers = await run_race(acme, race)

        admins = await acme.admins()
        assert len(admins) == 1, (race, answers)
        codes = sorted(answer.get("code", "") for answer in answers)
        assert codes[0] == "" and codes[1] in ("LAST_ADMIN", "FORBIDDEN", "NOT_FOUND"), answers
        left[codes[1]] = left.get(codes[1], 0) + 1
        await appoint(acme, "ben" if "ada" in admins else "ada")
    print(f"{races} races: {left}")
    assert await RoleAssignment.filter(role=ADMIN, account_id=acme.row.id).count() == 2 + races


async def run_race(acme: Place, race: int) -> tuple[Answer, Answer]:
    """Both at once: each takes the other's role, or one's own, in one of six ways."""
    ada, ben = await acme.held_id("ada"), await acme.held_id("ben")
    match race % 6:
        case 0 | 1:
            acts = acme.revoke("ada", ben), acme.revoke("ben", ada)
        case 2:
            acts = acme.revoke("ada", ada), acme.revoke("ben", ben)
        case 3:
            acts = acme.remove("ada", "ben"), acme.remove("ben", "ada")
        case 4:
            acts = acme.change("ada", ben, WHOLE), acme.change("ben", ada, WHOLE)
        case _:
            acts = acme.change("ada", ada, WHOLE), acme.remove("ben", "ben")
    return await asyncio.gather(*acts)
