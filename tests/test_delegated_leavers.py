"""Delegated administrators: what is left of a user whose address moves to another domain, and the
terms that they accept."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from models import administrator_terms, clock, onboarding
from models.administrators import DelegatedAdministrator
from models.entitlements import CompanyAssociation
from models.notices import Notice
from models.portal import PortalRoleAssignment
from resolvers import ids
from tests import entitled, registering, reviewing, shared, steps
from tests.conftest import Ask
from tests.registering import do

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

TERMS = """query($id: ID!) { node(id: $id) { ... on DelegatedAdministrator {
  version status acceptedTerms acceptedAt viewerCanManage { allowed }
  terms { name version url acceptedAt } } } }"""
MOVE = """mutation($email: String!) { updateProfile(input: {email: $email}) {
  __typename ... on Problem { code } } }"""
VERIFY = """mutation($token: String!) { verifyEmail(input: {token: $token}) {
  __typename ... on Profile { email } ... on Problem { code } } }"""


async def moves(ask: Ask, who: str, email: str) -> None:
    """Somebody's address changes, and is proven."""
    assert (await ask(MOVE, by=who, email=email))["__typename"] == "Profile"
    mail = await steps.letter("VERIFY_ADDRESS", email.partition("@")[0])
    token = mail.letter["links"][0]["path"].rpartition("/")[2]
    assert (await ask(VERIFY, by=who, token=token))["email"] == email


async def administered(ask: Ask) -> tuple[Any, Any, str]:
    """Rivers, its site, and the appointment of Dana, its first administrator."""
    root, site, _ = await registering.rivers("rita", "dana")
    return root, site, await registering.founded(ask, root)


async def test_an_administrator_whose_domain_changes_administers_no_more(ask: Ask) -> None:
    root, _, _ = await administered(ask)
    await registering.second(ask, root, "ada")
    await registering.forwarded(ask)

    await moves(ask, "dana", "dana.delegate@lakes.example")

    ended = await DelegatedAdministrator.get(user__username="dana")
    assert (ended.status, ended.end_reason) == ("ENDED", "the e-mail domain changed")
    assert not await PortalRoleAssignment.standing().filter(user__username="dana").exists()
    left = CompanyAssociation.filter(user__username="dana", ended_at__isnull=True)
    assert not await left.exists()
    assert await steps.mailed("ADMINISTRATOR_ENDED") == ["dana.delegate"]
    assert await steps.mailed("PORTAL_ROLE_CHANGED") == ["ada", "dana.delegate"]
    # Who waited for her waits for the next one.
    assert await steps.mailed("ONBOARDING_FORWARDED", status="CANCELLED") == ["dana"]
    assert await steps.mailed("ONBOARDING_FORWARDED", status="QUEUED") == ["ada"]
    shown = await registering.mine(ask)
    assert shown and shown["administratorName"] == (await steps.user("ada")).full_name
    told = await Notice.filter(channel_id=root.id, kind="ADMINISTRATOR_CHANGED").order_by("-seq")
    assert "The system ended the administration of Rivers" in told[0].facts["message"]
    late = await do(ask, "associateUser", "dana", company=ids.of(root), user="uma")
    assert late["code"] == "FORBIDDEN"


async def test_where_the_only_administrator_moves_an_agent_looks_at_who_waits(ask: Ask) -> None:
    await administered(ask)
    await registering.forwarded(ask)

    await moves(ask, "dana", "dana.delegate@lakes.example")

    assert await registering.stage_of("rita") == ["MANUAL_REVIEW"]
    assert await steps.mailed("ONBOARDING_REVIEW_WAITING") == ["olaf"]


async def test_who_is_looked_at_then_waits_as_long_as_the_deployment_says(ask: Ask) -> None:
    before = onboarding.in_force()
    onboarding.use(dataclasses.replace(before, review_hours=6))
    try:
        await administered(ask)
        registration = await registering.forwarded(ask)
        await moves(ask, "dana", "dana.delegate@lakes.example")
    finally:
        onboarding.use(before)

    review = """query($id: ID!) { registration(id: $id) { review { hoursLeft } } }"""
    shown = await ask(review, by="olaf", id=registration)
    assert shown["review"]["hoursLeft"] == 6


async def test_a_user_of_two_nodes_is_not_passed_on_to_themself(ask: Ask) -> None:
    root, site, _ = await administered(ask)
    await registering.second(ask, root, "ada")
    await reviewing.administrator("dana", site)
    await registering.forwarded(ask)

    await moves(ask, "dana", "dana.delegate@lakes.example")

    assert await steps.mailed("ONBOARDING_FORWARDED") == ["ada", "dana"]
    assert [row.user_id for row in await DelegatedAdministrator.standing()] == [
        (await steps.user("ada")).id
    ]


async def test_a_portal_role_ends_with_the_domain_and_the_user_may_register_again(
    ask: Ask,
) -> None:
    root, _, _ = await administered(ask)
    registration = await registering.forwarded(ask)
    given = {"registration": registration, "approve": True, "portalRole": "CUSTOMER_USER"}
    await do(ask, "decideRegistration", "dana", **given)

    await moves(ask, "rita", "rita.runner@lakes.example")

    assert not await PortalRoleAssignment.standing().filter(user__username="rita").exists()
    assert await steps.mailed("PORTAL_ROLE_CHANGED") == ["dana", "rita.runner"]
    told = await Notice.filter(channel_id=root.id, kind="PORTAL_ACCESS_CHANGED").order_by("-seq")
    assert "ended the portal access of" in told[0].facts["message"]
    assert await registering.stage_of("rita") == ["CANCELLED"]
    assert (await do(ask, "startRegistration"))["stage"] == "VERIFYING_ENTITLEMENT"


async def test_an_open_registration_ends_with_the_domain(ask: Ask) -> None:
    await administered(ask)
    registration = await registering.forwarded(ask)

    await moves(ask, "rita", "rita.runner@lakes.example")

    shown = await registering.mine(ask)
    assert shown and (shown["stage"], shown["decisionReason"]) == (
        "CANCELLED",
        "the e-mail domain changed",
    )
    assert await steps.mailed("ONBOARDING_FORWARDED", status="CANCELLED") == ["dana"]
    late = await do(ask, "decideRegistration", "dana", registration=registration, approve=False)
    assert (late["code"], late["outcome"]) == ("ALREADY_ACTED_UPON", "CANCELLED")


async def test_what_is_at_a_company_of_the_new_domain_stays(ask: Ask) -> None:
    root, _, _ = await administered(ask)
    lakes = await entitled.company("LAKES", name="Lakes", domain="lakes.example")
    await reviewing.administrator("dana", lakes)

    await moves(ask, "dana", "dana.delegate@lakes.example")

    (stays,) = await DelegatedAdministrator.standing()
    assert stays.company_id == lakes.id
    assert (await DelegatedAdministrator.get(company_id=root.id)).ended_at


async def test_a_move_within_the_domain_ends_nothing_in_the_portal(ask: Ask) -> None:
    await administered(ask)

    await moves(ask, "dana", "dana.delegate@rivers.example")

    assert await DelegatedAdministrator.standing().count() == 1
    assert await PortalRoleAssignment.standing().count() == 1
    assert await registering.stage_of("dana") == ["SYNCING"]


@pytest.fixture
def new_terms() -> Iterator[None]:
    """Another version of the terms than the tests' usual one comes into force in a test."""
    before = administrator_terms.in_force()
    yield
    administrator_terms.use(before.version, before.url)


async def test_the_version_that_was_read_is_the_one_that_is_accepted(
    ask: Ask, new_terms: None
) -> None:
    root, _, _ = await registering.rivers("dana")
    administrator_terms.use("7", "https://terms.example/7")
    row = await registering.founded(ask, root, accept=False)

    stale = await do(ask, "acceptAdministratorTerms", "dana", administrator=row, terms="6")
    assert (stale["code"], stale["field"]) == ("INVALID_INPUT", ["terms"])
    before = await ask(TERMS, by="dana", id=row)
    done = await do(ask, "acceptAdministratorTerms", "dana", administrator=row, terms="7")
    after = await ask(TERMS, by="dana", id=row)

    assert done["status"] == "ACTIVE"
    assert (before["acceptedTerms"], before["terms"]["acceptedAt"]) == (None, None)
    assert after["acceptedTerms"] == "7"
    assert after["terms"] == {
        "name": "Delegated Administrator's terms",
        "version": "7",
        "url": "https://terms.example/7",
        "acceptedAt": done["acceptedAt"],
    }
    letter = await steps.letter("ONBOARDING_TERMS", "dana")
    assert "https://terms.example/7" in str(letter.letter["blocks"])


async def test_new_terms_take_no_powers_away_and_show_as_not_accepted(
    ask: Ask, new_terms: None
) -> None:
    root, _, row = await administered(ask)
    first = await ask(TERMS, by="dana", id=row)

    administrator_terms.use("2", "")

    shown = await ask(TERMS, by="dana", id=row)
    assert (shown["acceptedTerms"], shown["terms"]["acceptedAt"]) == ("1", None)
    assert (shown["status"], shown["viewerCanManage"]) == ("ACTIVE", {"allowed": True})
    associated = await do(ask, "associateUser", "dana", company=ids.of(root), user="uma")
    assert associated["__typename"] == "CompanyAssociation"
    clock.clock.advance(hours=1)
    await do(ask, "acceptAdministratorTerms", "dana", administrator=row, terms="2")
    again = await ask(TERMS, by="dana", id=row)
    assert (again["acceptedTerms"], again["version"]) == ("2", first["version"] + 1)
    assert again["terms"]["acceptedAt"] > first["acceptedAt"]
    # The role that was given with the first acceptance is not given anew.
    assert await PortalRoleAssignment.all().count() == 1
