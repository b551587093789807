"""Delegated administrators: naming others, associating users, portal roles, and stepping down."""

import asyncio
from typing import Any

import pytest

from models import clock
from models.administrators import DelegatedAdministrator
from models.entitlements import CompanyAssociation
from models.mail import EmailMessage
from models.portal import PortalRoleAssignment
from resolvers import ids
from tests import registering, shared, steps
from tests.conftest import Ask
from tests.registering import do

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")


async def administered(ask: Ask) -> tuple[Any, Any, str]:
    """Rivers, its site, and the appointment of Dana, its first administrator."""
    root, site, _ = await registering.rivers("rita", "dana")
    return root, site, await registering.founded(ask, root)


async def assign(ask: Ask, company: Any, who: str, role: str | None, by: str = "dana") -> Any:
    """Give somebody a portal role."""
    user = ids.of(await steps.user(who))
    given = {"company": ids.of(company), "user": user, "portalRole": role}
    return await do(ask, "assignPortalRole", by, **given)


async def test_a_nominee_administers_once_the_terms_are_accepted(ask: Ask) -> None:
    root, _, _ = await administered(ask)

    named = await do(
        ask, "nominateAdministrator", "dana", company=ids.of(root), user="ada@acme.example"
    )

    assert (named["status"], named["isFirst"]) == ("PENDING_AGREEMENT", False)
    assert named["nominatedBy"] == {"username": "dana"}
    assert await steps.mailed("ADMINISTRATOR_NOMINATED") == ["ada"]
    (hers,) = (await ask(registering.COMPANIES, by="ada"))["administeredCompanies"]["nodes"]
    assert hers["viewerCanManage"] == {
        "allowed": False,
        "because": "Accept the administrator's terms first.",
    }
    await do(ask, "acceptAdministratorTerms", "ada", administrator=named["id"])
    (hers,) = (await ask(registering.COMPANIES, by="ada"))["administeredCompanies"]["nodes"]
    assert hers["viewerCanManage"]["allowed"]
    role = await PortalRoleAssignment.get(user__username="ada")
    assert role.role == "CUSTOMER_ADMINISTRATOR"


async def test_nobody_is_nominated_twice(ask: Ask) -> None:
    root, _, _ = await administered(ask)
    given = {"company": ids.of(root), "user": "ada"}

    answers = await asyncio.gather(
        *(do(ask, "nominateAdministrator", "dana", **given) for _ in range(10))
    )

    assert [a["__typename"] for a in answers].count("DelegatedAdministrator") == 1
    assert [a.get("code") for a in answers].count("ALREADY_HELD") == 9
    assert await steps.mailed("ADMINISTRATOR_NOMINATED") == ["ada"]


async def test_strangers_and_unknown_people_and_companies_read_as_missing(ask: Ask) -> None:
    root, _, _ = await administered(ask)
    company = {"company": ids.of(root)}
    await steps.person("newcomer", email_verified_at=None)

    unknown = await do(ask, "nominateAdministrator", "dana", user="nobody", **company)
    unverified = await do(ask, "associateUser", "dana", user="newcomer", **company)
    nowhere = await do(ask, "associateUser", "dana", user="rita", company=steps.unknown("Company"))
    stranger = await do(ask, "associateUser", "ada", user="rita", **company)
    agent = await do(ask, "associateUser", "olaf", user="rita", **company)

    assert (unknown["code"], unknown["field"]) == ("NOT_FOUND", ["user"])
    assert (unverified["code"], unverified["field"]) == ("NOT_FOUND", ["user"])
    assert (nowhere["code"], nowhere["field"]) == ("NOT_FOUND", ["company"])
    assert stranger == nowhere
    assert agent["code"] == "FORBIDDEN"


async def test_a_role_comes_after_the_association(ask: Ask) -> None:
    root, _, _ = await administered(ask)
    early = await assign(ask, root, "rita", "CUSTOMER_USER")

    associated = await do(ask, "associateUser", "dana", company=ids.of(root), user="rita")
    again = await do(ask, "associateUser", "dana", company=ids.of(root), user="rita")
    given = await assign(ask, root, "rita", "CUSTOMER_USER")

    assert (early["code"], early["field"]) == ("NOT_ASSOCIATED", ["user"])
    assert associated["id"] == again["id"] == given["id"]
    assert associated["portalRole"] is None
    assert given["portalRole"] == {"role": "CUSTOMER_USER", "grantedBy": {"username": "dana"}}
    assert [associated["version"], again["version"], given["version"]] == [1, 1, 2]
    assert await steps.mailed("PORTAL_ROLE_CHANGED") == ["rita"]
    portal = (await ask(registering.PORTAL, by="rita"))["portal"]
    assert (portal["access"], len(portal["roles"])) == ("ACTIVE", 1)


async def test_a_role_takes_the_place_of_the_last_one_and_can_be_taken_away(ask: Ask) -> None:
    root, _, _ = await administered(ask)
    await do(ask, "associateUser", "dana", company=ids.of(root), user="rita")

    roles = [
        (await assign(ask, root, "rita", role))["portalRole"]
        for role in ("CUSTOMER_USER", "CUSTOMER_ADMINISTRATOR", None, None)
    ]

    assert [role and role["role"] for role in roles] == [
        "CUSTOMER_USER",
        "CUSTOMER_ADMINISTRATOR",
        None,
        None,
    ]
    held = PortalRoleAssignment.filter(user__username="rita")
    assert await held.filter(ended_at__isnull=True).count() == 0
    assert await held.count() == 2
    assert (await ask(registering.PORTAL, by="rita"))["portal"]["access"] == "NONE"


async def test_reseller_roles_are_given_to_partners_alone(ask: Ask) -> None:
    root, _, _ = await administered(ask)
    for who in ("rita", "paul"):
        await do(ask, "associateUser", "dana", company=ids.of(root), user=who)

    refused = await assign(ask, root, "rita", "RESELLER_USER")
    given = await assign(ask, root, "paul", "RESELLER_USER")

    assert (refused["code"], refused["field"]) == ("INVALID_INPUT", ["portalRole"])
    assert given["portalRole"]["role"] == "RESELLER_USER"


async def test_an_administrator_acts_for_the_node_and_all_below(ask: Ask) -> None:
    root, site, _ = await administered(ask)
    await registering.second(ask, site, "ada")

    below = await do(ask, "associateUser", "dana", company=ids.of(site), user="rita")
    above = await do(ask, "associateUser", "ada", company=ids.of(root), user="rita")

    assert below["company"] == {"name": "Rivers North"}
    assert above["code"] == "NOT_FOUND"


async def test_who_is_dissociated_loses_the_role(ask: Ask) -> None:
    root, _, _ = await administered(ask)
    await do(ask, "associateUser", "dana", company=ids.of(root), user="rita")
    await assign(ask, root, "rita", "CUSTOMER_USER")
    rita = ids.of(await steps.user("rita"))

    gone = await do(ask, "dissociateUser", "dana", company=ids.of(root), user=rita)
    again = await do(ask, "dissociateUser", "dana", company=ids.of(root), user=rita)

    assert gone["endedAt"] and gone["portalRole"] is None
    assert gone["version"] == 3
    assert again["code"] == "NOT_ASSOCIATED"
    assert (await assign(ask, root, "rita", "CUSTOMER_USER"))["code"] == "NOT_ASSOCIATED"
    assert await steps.mailed("PORTAL_ROLE_CHANGED") == ["rita", "rita"]
    back = await do(ask, "associateUser", "dana", company=ids.of(root), user="rita")
    assert (back["endedAt"], back["portalRole"]) == (None, None)
    assert await CompanyAssociation.filter(user__username="rita").count() == 2


async def test_an_administrator_is_removed_by_another_one(ask: Ask) -> None:
    root, site, dana = await administered(ask)
    ada = await registering.second(ask, site, "ada")
    ben = await registering.second(ask, root, "ben")

    from_below = await do(ask, "endAdministrator", "ada", administrator=dana)
    by_stranger = await do(ask, "endAdministrator", "rita", administrator=dana)
    long = await do(ask, "endAdministrator", "ben", administrator=dana, reason="x" * 1001)
    removed = await do(ask, "endAdministrator", "ben", administrator=dana, reason="Left us.")
    again = await do(ask, "endAdministrator", "ben", administrator=dana)
    late = await do(ask, "endAdministrator", "dana", administrator=ben)
    from_above = await do(ask, "endAdministrator", "ben", administrator=ada)

    codes = [refused["code"] for refused in (from_below, by_stranger, long, again, late)]
    # Who was an administrator once knows of the others, and is told that it is over.
    assert codes == ["NOT_FOUND", "NOT_FOUND", "REASON_TOO_LONG", "ROLE_ENDED", "FORBIDDEN"]
    assert (removed["status"], removed["endReason"]) == ("ENDED", "Left us.")
    assert from_above["status"] == "ENDED"
    assert await steps.mailed("ADMINISTRATOR_ENDED") == ["ada", "dana"]


async def test_the_last_administrator_stays(ask: Ask) -> None:
    root, site, dana = await administered(ask)
    ada = await registering.second(ask, site, "ada")
    await do(ask, "nominateAdministrator", "dana", company=ids.of(root), user="ben")

    assert (await do(ask, "endAdministrator", "dana", administrator=dana))["code"] == "LAST_ADMIN"
    assert (await do(ask, "endAdministrator", "ada", administrator=ada))["status"] == "ENDED"


async def test_of_two_who_step_down_at_once_one_stays(ask: Ask) -> None:
    root, _, dana = await administered(ask)
    ada = await registering.second(ask, root, "ada")

    answers = await asyncio.gather(
        do(ask, "endAdministrator", "dana", administrator=dana),
        do(ask, "endAdministrator", "ada", administrator=ada),
    )

    assert sorted(answer.get("code", "ENDED") for answer in answers) == ["ENDED", "LAST_ADMIN"]
    assert await DelegatedAdministrator.standing().count() == 1


async def test_who_waits_for_a_removed_administrator_goes_to_the_next(ask: Ask) -> None:
    _, site, _ = await administered(ask)
    ada = await registering.second(ask, site, "ada")
    registration = await registering.forwarded(ask)
    assert await steps.mailed("ONBOARDING_FORWARDED") == ["ada"]

    await do(ask, "endAdministrator", "ada", administrator=ada)

    shown = await registering.mine(ask)
    assert shown and (shown["id"], shown["administratorName"]) == (registration, "Dana Delegate")
    assert await steps.mailed("ONBOARDING_FORWARDED") == ["ada", "dana"]


async def test_where_no_administrator_is_left_an_agent_looks_at_who_waits(ask: Ask) -> None:
    root, _, _ = await registering.rivers("rita", "dana")
    dana = await registering.founded(ask, root, accept=False)
    await registering.forwarded(ask)

    # Who has not accepted the terms may decline to be the administrator.
    ended = await do(ask, "endAdministrator", "dana", administrator=dana)

    assert ended["status"] == "ENDED"
    shown = await registering.mine(ask)
    assert shown and (shown["stage"], shown["deciders"]) == ("MANUAL_REVIEW", "SUPPORT")
    assert (await EmailMessage.get(kind="ONBOARDING_FORWARDED")).status == "CANCELLED"
    assert await steps.mailed("ONBOARDING_REVIEW_WAITING") == ["olaf"]


async def test_after_the_first_administrator_is_gone_there_can_be_another(ask: Ask) -> None:
    root, _, _ = await registering.rivers("rita", "dana")
    dana = await registering.founded(ask, root, accept=False)
    await do(ask, "endAdministrator", "dana", administrator=dana)

    await registering.founded(ask, root, "rita")

    (row,) = await DelegatedAdministrator.standing().select_related("user")
    assert (row.user.username, row.is_first) == ("rita", True)


async def test_an_administrator_who_registers_gets_access_without_asking_anybody(
    ask: Ask,
) -> None:
    root, _, _ = await administered(ask)
    await registering.second(ask, root, "rita")

    at = await registering.verified(ask)
    await do(ask, "chooseCompany", company=ids.of(root))
    done = await registering.confirm(ask)

    assert (at["stage"], done["stage"]) == ("CHOOSING_COMPANY", "SYNCING")
    assert await DelegatedAdministrator.standing().count() == 2


async def test_a_deactivated_first_administrator_keeps_nobody_out(ask: Ask) -> None:
    root, _, _ = await administered(ask)
    dana = await steps.user("dana")
    # As old data may have it: inactive, and the appointment not ended.
    dana.active = False
    await dana.save()

    await registering.founded(ask, root, "rita")

    ended = await DelegatedAdministrator.get(user_id=dana.id)
    assert (ended.status, ended.end_reason) == ("ENDED", "deactivated")
    assert ended.ended_at and ended.ended_at <= clock.now()
