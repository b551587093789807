"""Onboarding: the company is chosen, the address proven, and the portal gets ready."""

from datetime import timedelta
from typing import Any

import pytest

from models import clock
from models.administrators import DelegatedAdministrator
from models.entitlements import Company, CompanyAssociation
from models.onboarding import Registration
from models.portal import PortalRoleAssignment
from resolvers import ids
from tests import entitled, registering, shared, steps
from tests.conftest import Ask, Served
from tests.registering import do
from web.settings import Settings

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_organisation_is_offered_from_the_whole_down_to_the_site(ask: Ask) -> None:
    root, site, _ = await registering.rivers()
    await entitled.company("RIVERS-SOUTH", root)
    deeper = await entitled.company("RIVERS-DEEP", site)

    shown = await registering.verified(ask)

    offered = [(company["name"], company["address"]) for company in shown["offeredCompanies"]]
    assert offered == [("Rivers", "1 River Road"), ("Rivers North", "2 Hill Road")]
    stranger = await entitled.company("OTHER")
    south = await Company.get(number="RIVERS-SOUTH")
    for wrong in (ids.of(stranger), ids.of(south), ids.of(deeper)):
        refused = await do(ask, "chooseCompany", company=wrong)
        assert (refused["code"], refused["field"]) == ("COMPANY_NOT_OFFERED", ["company"])
    missing = await do(ask, "chooseCompany", company=steps.unknown("Company"))
    assert missing["code"] == "COMPANY_NOT_OFFERED"
    assert await registering.stage_of("rita") == ["CHOOSING_COMPANY"]


async def test_a_choice_is_one_of_three(ask: Ask) -> None:
    root, _, _ = await registering.rivers()
    await registering.verified(ask)

    for given in (
        {},
        {"back": True, "noneOfTheAbove": True},
        {"company": ids.of(root), "back": True},
    ):
        assert (await do(ask, "chooseCompany", **given))["code"] == "INVALID_INPUT"


async def test_back_forgets_the_pair(ask: Ask) -> None:
    await registering.rivers()
    await registering.verified(ask)

    back = await do(ask, "chooseCompany", back=True)

    assert back["stage"] == "VERIFYING_ENTITLEMENT"
    assert (back["contractNumber"], back["serialNumber"], back["offeredCompanies"]) == (
        None,
        None,
        [],
    )


async def test_none_of_the_above_goes_to_the_agents(ask: Ask) -> None:
    await registering.rivers()
    await registering.verified(ask)

    sent = await do(ask, "chooseCompany", noneOfTheAbove=True)

    assert (sent["stage"], sent["status"]) == ("MANUAL_REVIEW", "PENDING")
    assert sent["reviewDueAt"] > (clock.now() + timedelta(hours=23)).isoformat()
    assert await steps.mailed("ONBOARDING_UNDER_REVIEW") == ["rita"]
    assert await steps.mailed("ONBOARDING_REVIEW_WAITING") == ["olaf"]


async def test_complete_makes_an_administrator_with_three_mails(ask: Ask) -> None:
    _, site, contract = await registering.rivers()
    await entitled.administers("dana", contract)
    await registering.chosen(ask, site)

    done = await registering.confirm(ask)

    assert (done["stage"], done["status"], done["syncingHoursLeft"]) == ("SYNCING", "APPROVED", 24)
    assert (done["company"]["name"], done["portalRole"]) == (
        "Rivers North",
        "CUSTOMER_ADMINISTRATOR",
    )
    row = await DelegatedAdministrator.get().select_related("user")
    assert (row.user.username, row.company_id, row.is_first) == ("rita", site.id, True)
    assert row.status == "PENDING_AGREEMENT"
    assert (await PortalRoleAssignment.get()).role == "CUSTOMER_ADMINISTRATOR"
    assert await CompanyAssociation.filter(user__username="rita", company_id=site.id).exists()
    welcome = await steps.letter("ONBOARDING_WELCOME", "rita")
    assert "upload" in str(welcome.letter)
    acted_at = (await Registration.get()).acted_at
    assert acted_at and clock.written_out(acted_at) in str(welcome.letter["blocks"])
    for kind in ("ONBOARDING_ADMINISTRATOR_GRANTED", "ONBOARDING_TERMS"):
        assert await steps.mailed(kind) == ["rita"]
    # Every existing contact hears of it: an impostor would be noticed.
    assert await steps.mailed("ADMINISTRATOR_APPOINTED") == ["dana"]


async def test_the_portal_is_syncing_and_then_active(ask: Ask, served: Served) -> None:
    root, _, _ = await registering.rivers()
    shared.limit(served, support_url="https://help.example/")
    assert (await ask(registering.PORTAL, by="rita"))["portal"]["access"] == "NONE"
    await registering.chosen(ask, root)
    await registering.confirm(ask)

    at_first = (await ask(registering.PORTAL, by="rita"))["portal"]
    clock.clock.advance(hours=24)
    late = (await ask(registering.PORTAL, by="rita"))["portal"]
    waiting = await registering.mine(ask)
    await steps.due()
    at_last = (await ask(registering.PORTAL, by="rita"))["portal"]

    assert (at_first["access"], at_first["supportUrl"]) == ("SYNCING", None)
    assert at_first["message"] == "Your account set-up is in progress."
    assert (late["access"], late["supportUrl"]) == ("SYNCING", "https://help.example/")
    assert "ask" in late["message"]
    assert waiting and waiting["syncingHoursLeft"] == -1
    assert at_last["access"] == "ACTIVE"
    assert at_last["roles"] == [{"role": "CUSTOMER_ADMINISTRATOR", "company": {"name": "Rivers"}}]
    shown = await registering.mine(ask)
    assert shown and shown["stage"] == "ACTIVE" and shown["activeAt"]
    assert await steps.mailed("ONBOARDING_READY") == ["rita"]


async def test_without_hours_to_sync_the_portal_is_ready_at_once(ask: Ask, served: Served) -> None:
    root, _, _ = await registering.rivers()
    shared.limit(served, hours_to_sync=0)
    await registering.chosen(ask, root)

    assert (await registering.confirm(ask))["stage"] == "ACTIVE"
    assert await steps.mailed("ONBOARDING_READY") == ["rita"]


@pytest.mark.parametrize(
    "trigger", ["EMAIL_DOMAIN_DIFFERS", "PARTNER_BRANDED_SERVICE", "MANY_SITES"]
)
@pytest.mark.parametrize("on", [True, False])
async def test_settings_name_what_needs_an_assessment(
    ask: Ask, served: Served, trigger: str, on: bool
) -> None:
    root, _, contract = await registering.rivers()
    for number in range(2):
        await entitled.company(f"RIVERS-S{number}", root)
    if trigger == "EMAIL_DOMAIN_DIFFERS":
        await Company.all().update(domain="other.example")
    contract.partner_branded = trigger == "PARTNER_BRANDED_SERVICE"
    await contract.save()
    shared.limit(
        served,
        assess_email_domain=on,
        assess_partner_branded=on,
        assess_sites=2 if on and trigger == "MANY_SITES" else 0,
    )
    await registering.chosen(ask, root)

    went = await registering.confirm(ask)

    assert went["stage"] == ("MANUAL_REVIEW" if on else "SYNCING")
    row = await Registration.get()
    assert row.why_review == (trigger if on else None)
    assert await DelegatedAdministrator.all().count() == (0 if on else 1)


async def test_as_many_sites_as_allowed_need_no_assessment(ask: Ask, served: Served) -> None:
    root, _, _ = await registering.rivers()
    await entitled.company("RIVERS-S", root)
    shared.limit(served, assess_sites=2)
    await registering.chosen(ask, root)

    assert (await registering.confirm(ask))["stage"] == "SYNCING"


@pytest.mark.parametrize(
    ("given", "hours"),
    [({}, 24), ({"demo": True}, 0), ({"sync_hours": 3}, 3), ({"demo": True, "sync_hours": 3}, 3)],
)
async def test_the_portal_takes_24_hours_and_none_in_the_demo(
    given: dict[str, Any], hours: float
) -> None:
    assert Settings(**given).hours_to_sync == hours
