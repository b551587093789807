"""Nobody gives more than was theirs to give: every giver, role and scope, and ways around it."""

from datetime import timedelta
from itertools import product

import pytest

from models import clock
from models.accounts import SmartAccount, VirtualAccount
from models.roles import Right, Rights, Role
from models.users import User
from resolvers import ids
from tests import giving, shared
from tests.conftest import Ask
from tests.giving import Place

service, served, acme = shared.service, shared.served, giving.acme
pytestmark = pytest.mark.asyncio(loop_scope="module")

SCOPES = [(), ("Lab",), ("Lab Annex",), ("Office",), ("Lab", "Office")]
ADMIN, PART = "SMART_ACCOUNT_ADMIN", "VIRTUAL_ACCOUNT_USER"
BELOW_LAB = {"Lab", "Lab Annex"}


def may(giver: Role, given: Role, scope: tuple[str, ...]) -> bool:
    """Whether this gift is the giver's to make, whose role is over Lab if not over everything."""
    if given.account_wide == bool(scope):
        return False
    if giver == Role.SMART_ACCOUNT_ADMIN:
        return given != Role.SMART_ACCOUNT_APPROVER  # the receiver's address is of another domain
    return giver == Role.VIRTUAL_ACCOUNT_ADMIN and bool(scope) and set(scope) <= BELOW_LAB


async def reach(who: str) -> set[tuple[str, str]]:
    """Everything that somebody may do, as (right, virtual account or * for the whole account)."""
    rights = await Rights.of(await User.get(username=who))
    account = await SmartAccount.get(name="ACME")
    parts = await VirtualAccount.filter(account_id=account.id)
    whole = {(r, "*") for r in Right if rights.everywhere(r, account.id)}
    return whole | {(r, p.name) for r in Right for p in parts if rights.over(r, account.id, [p])}


@pytest.mark.parametrize("way", ["grant", "approve"])
@pytest.mark.parametrize("giver", list(Role))
async def test_no_gift_exceeds_the_givers_own_rights(acme: Place, giver: Role, way: str) -> None:
    await acme.let_part_administrators_decide()
    await giving.person("ida", "acme.example")
    await acme.grant("ada", "ida", giver, *(() if giver.account_wide else ("Lab",)))
    own = await reach("ida")
    request = None
    for given, scope in product(Role, SCOPES):
        if way == "approve":
            request = request or await acme.request("rita", PART, "Lab")
            answer = await acme.approve("ida", request, given, *scope)
            request = request if "code" in answer else None
        else:
            answer = await acme.grant("ida", "rita", given, *scope)

        assert ("code" not in answer) == may(giver, given, scope), (given, scope, answer)
        assert "code" in answer or await reach("rita") <= own, (given, scope)
        for assignment in await acme.held("rita"):
            await acme.revoke("ada", ids.of(assignment), mail=False)


async def test_a_role_of_another_time_does_not_lift_its_holder(acme: Place) -> None:
    later = (clock.now() + timedelta(days=1)).isoformat()
    soon = (clock.now() + timedelta(hours=1)).isoformat()
    coming = (await acme.grant("ada", "vera", ADMIN, startsAt=later))["id"]
    over = (await acme.grant("ada", "rita", ADMIN, endsAt=soon))["id"]
    await acme.grant("ada", "rita", "VIRTUAL_ACCOUNT_ADMIN", "Lab")
    clock.clock.advance(hours=2)

    assert (await acme.change("vera", coming, ADMIN))["code"] in ("FORBIDDEN", "INHERITED_ACCESS")
    assert (await acme.change("rita", over, ADMIN))["code"] == "ROLE_ENDED"
    assert await acme.admins() == {"ada", "ben"}


async def test_a_part_administrator_does_not_touch_what_is_held_elsewhere(acme: Place) -> None:
    soon = (clock.now() + timedelta(hours=1)).isoformat()
    await acme.grant("ada", "rita", PART, "Office", endsAt=soon)
    await acme.grant("ada", "dana", PART, "Office")

    await acme.grant("vera", "rita", PART, "Lab")
    await acme.grant("vera", "dana", PART, "Lab", endsAt=soon)

    clock.clock.advance(hours=2)
    assert await acme.in_words("rita") == ["Virtual Account User (Lab)"]
    assert await acme.in_words("dana") == ["Virtual Account User (Office)"]


async def test_one_changes_only_what_one_may_take_into_what_one_may_give(acme: Place) -> None:
    office = (await acme.grant("ada", "rita", PART, "Office"))["id"]
    lab = (await acme.grant("ada", "dana", PART, "Lab"))["id"]
    own = await acme.held_id("vera")

    refusals = [
        await acme.change("vera", office, PART, "Lab"),
        await acme.change("vera", lab, PART, "Office"),
        await acme.change("vera", lab, "SMART_ACCOUNT_VIEWER"),
        await acme.change("vera", own, ADMIN),
        await acme.change("vera", own, "VIRTUAL_ACCOUNT_ADMIN", "Lab", "Office"),
        await acme.change("uma", await acme.held_id("uma"), ADMIN),
    ]

    assert [refusal["code"] for refusal in refusals] == ["FORBIDDEN"] * 6
    assert (await acme.change("vera", lab, "VIRTUAL_ACCOUNT_ADMIN", "Lab Annex"))["version"] == 1


async def test_a_role_in_one_account_is_none_in_another(ask: Ask, acme: Place) -> None:
    rivers = await giving.place(ask, "Rivers Ltd")
    held = await rivers.held_id("dana")

    for answer in (
        await rivers.grant("ada", "ada", ADMIN),
        await rivers.change("ada", held, "SMART_ACCOUNT_USER"),
        await rivers.revoke("ada", held),
        await rivers.remove("ada", "dana"),
        await acme.grant("dana", "dana", ADMIN),
    ):
        assert answer["code"] == "NOT_FOUND"
    assert await rivers.admins() == {"dana"}
