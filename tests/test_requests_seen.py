"""Who is shown what of a request, what they may do with it, and which version they see."""

from typing import Any

import pytest

from models import clock
from models.accounts import SmartAccount
from models.roles import Role, RoleAssignment
from tests import managing, shared, steps
from tests.client import Refused
from tests.conftest import Ask

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

CAN = ("viewerCanDecide", "viewerCanRemind", "viewerCanWithdraw")
ACTED = "It has been acted upon."
NOT_ONES_OWN = "Nobody decides their own request."
NOT_MINE = "Only the requester may."
LISTS = """query($id: ID!) {
  smartAccount(id: $id) {
    name accessRequests { nodes { id } } roleAssignments { totalCount } events { totalCount }
    employeeAccess { totalCount } virtualAccounts { totalCount }
    viewerCanDecideRequests { allowed because } } }"""

MAY_REVOKE = """query($id: ID!) {
  accessRequest(id: $id) { currentRoles { viewerCanRevoke { allowed } } } }"""


async def may(ask: Ask, request: str, who: str) -> dict[str, str | None]:
    """Why somebody may not; None where they may."""
    read = await steps.read(ask, request, who)
    assert read is not None
    for name in CAN:
        assert read[name]["allowed"] == (read[name]["because"] is None)
    return {name.removeprefix("viewerCan"): read[name]["because"] for name in CAN}


async def test_requester_and_administrator_may_different_things(ask: Ask) -> None:
    request = await steps.pending(ask)

    own = await may(ask, request, "rita")
    admins = await may(ask, request, "ada")

    assert own == {"Decide": NOT_ONES_OWN, "Remind": None, "Withdraw": None}
    assert admins == {"Decide": None, "Remind": NOT_MINE, "Withdraw": NOT_MINE}


async def test_right_after_a_reminder_no_other_is_offered(ask: Ask) -> None:
    request = await steps.pending(ask)
    await steps.remind(ask, request)

    assert (await may(ask, request, "rita"))["Remind"] == "Once in 24 hours."
    clock.clock.advance(hours=24, seconds=1)
    assert (await may(ask, request, "rita"))["Remind"] is None


@pytest.mark.parametrize("end", [steps.approve, steps.decline, steps.withdraw])
async def test_when_it_is_acted_upon_nothing_more_is_offered(ask: Ask, end: Any) -> None:
    request = await steps.pending(ask)
    await end(ask, request)

    own = {"Decide": NOT_ONES_OWN, "Remind": ACTED, "Withdraw": ACTED}
    assert await may(ask, request, "rita") == own
    admins = {"Decide": ACTED, "Remind": NOT_MINE, "Withdraw": NOT_MINE}
    assert await may(ask, request, "ben") == admins


@pytest.mark.parametrize("who", ["dana", "uma", "vera", "olaf", "opal", "paul"])
async def test_nobody_else_is_shown_the_request(ask: Ask, who: str) -> None:
    request = await steps.pending(ask)

    assert await steps.read(ask, request, who) is None
    assert await steps.read(ask, steps.unknown("AccessRequest"), who) is None


async def test_without_signing_in_nothing_is_shown(ask: Ask) -> None:
    request = await steps.pending(ask)

    with pytest.raises(Refused) as refused:
        await ask(steps.READ, id=request)
    assert refused.value.codes == ["UNAUTHENTICATED"]


async def test_current_roles_are_shown_to_deciders_and_to_the_requester(ask: Ask) -> None:
    await steps.appoint("rita", Role.VIRTUAL_ACCOUNT_VIEWER, await steps.part("Lab"))
    await steps.appoint("rita", Role.SMART_ACCOUNT_USER, where=await other())
    await steps.appoint("rita", Role.SMART_ACCOUNT_VIEWER)
    await RoleAssignment.filter(user__username="rita", role="SMART_ACCOUNT_VIEWER").update(
        ended_at=clock.now()
    )
    request = await steps.pending(ask)

    for who in ("ada", "rita"):
        read = await steps.read(ask, request, who)
        assert read and read["currentRoles"] == [{"role": "VIRTUAL_ACCOUNT_VIEWER"}]


async def test_each_current_role_says_whether_the_viewer_may_take_it_away(ask: Ask) -> None:
    await steps.appoint("rita", Role.SMART_ACCOUNT_VIEWER)
    await steps.person("lotte", "acme.example")
    await steps.appoint("lotte", Role.VIRTUAL_ACCOUNT_ADMIN, await steps.part("Lab"))
    acme = await steps.acme_id()
    await managing.act(
        ask, "updateSmartAccount", "ada", account=acme, virtualAccountAdminsMayDecide=True
    )
    lab: dict[str, Any] = {
        "role": "VIRTUAL_ACCOUNT_USER",
        "virtualAccounts": [await steps.part_id("Lab")],
    }
    request = await steps.pending(ask, **lab)

    for who, allowed in (("ada", True), ("lotte", False), ("rita", True)):
        shown = await ask(MAY_REVOKE, by=who, id=request)
        assert shown["currentRoles"] == [{"viewerCanRevoke": {"allowed": allowed}}]


async def other() -> SmartAccount:
    return await SmartAccount.get(name="Rivers Ltd")


async def test_current_roles_are_null_for_who_may_no_longer_decide(ask: Ask) -> None:
    request = await steps.pending(ask)
    await steps.approve(ask, request, idempotencyKey="mine")
    await RoleAssignment.filter(user__username="ada").update(ended_at=clock.now())

    repeated = await steps.approve(ask, request, idempotencyKey="mine")

    assert repeated["status"] == "APPROVED" and repeated["currentRoles"] is None


async def test_who_has_asked_sees_the_accounts_name_and_nothing_inside(ask: Ask) -> None:
    acme = await steps.acme_id()
    assert await ask(LISTS, by="rita", id=acme) is None
    await steps.pending(ask)

    seen = await ask(LISTS, by="rita", id=acme)

    assert seen == {
        "name": "ACME",
        "accessRequests": None,
        "roleAssignments": None,
        "events": None,
        "employeeAccess": None,
        "virtualAccounts": {"totalCount": 0},
        "viewerCanDecideRequests": {"allowed": False, "because": "Your roles do not allow this."},
    }


async def test_every_change_raises_the_requests_version(ask: Ask) -> None:
    request = await steps.pending(ask)
    versions = [1]

    for hours in (0, 25):
        clock.clock.advance(hours=hours)
        versions.append((await steps.remind(ask, request))["version"])
    versions.append((await steps.decline(ask, request))["version"])
    refused = await steps.approve(ask, request)

    assert versions == [1, 2, 3, 4]
    assert refused["request"]["version"] == 4
    read = await steps.read(ask, request, "rita")
    assert read and read["version"] == 4


async def test_replacing_a_role_raises_its_version(ask: Ask) -> None:
    await steps.appoint("rita", Role.SMART_ACCOUNT_VIEWER)
    request = await steps.pending(ask)

    await steps.approve(ask, request, replaceCurrentRoles=True)

    replaced = await RoleAssignment.get(user__username="rita", role="SMART_ACCOUNT_VIEWER")
    assert replaced.version == 2
