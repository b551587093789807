"""Delegated administrators: how registrations come to them, and how exactly one of them decides."""

import asyncio
from typing import Any

import pytest

from models import clock
from models.administrators import DelegatedAdministrator
from models.entitlements import CompanyAssociation
from models.mail import EmailMessage
from models.onboarding import Registration
from models.portal import PortalRoleAssignment
from models.users import User
from resolvers import ids
from tests import entitled, registering, shared, steps
from tests.conftest import Ask
from tests.registering import do

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")


USER = {"approve": True, "portalRole": "CUSTOMER_USER"}


async def administered(ask: Ask, accept: bool = True) -> tuple[Any, Any]:
    """Rivers, of which Dana is the first administrator, and its site."""
    root, site, _ = await registering.rivers("rita", "dana")
    await registering.founded(ask, root, accept=accept)
    return root, site


async def decide(ask: Ask, registration: str, by: str = "dana", **given: Any) -> Any:
    """Approve as a Customer User, unless something else is given; deny where that has no role."""
    wanted = {"approve": "portalRole" in given, **given} if given else USER
    return await do(ask, "decideRegistration", by, registration=registration, **wanted)


async def test_where_an_administrator_is_the_registration_goes_there(ask: Ask) -> None:
    await administered(ask)
    at = await registering.verified(ask)
    assert at["stage"] == "CONFIRMING_FORWARD"
    assert (await do(ask, "chooseCompany", noneOfTheAbove=True))["code"] == "WRONG_STAGE"

    sent = await do(ask, "confirmForward")

    assert (sent["stage"], sent["deciders"]) == ("FORWARDED_TO_DA", "DELEGATED_ADMINISTRATORS")
    assert sent["administratorName"] == "Dana Delegate"
    letter = await steps.letter("ONBOARDING_FORWARDED", "dana")
    assert letter.letter["links"][0]["path"] == f"/companies/registrations/{sent['id']}"


async def test_back_from_the_confirmation_tries_another_pair(ask: Ask) -> None:
    await administered(ask)
    await registering.verified(ask)

    assert (await do(ask, "chooseCompany", back=True))["stage"] == "VERIFYING_ENTITLEMENT"


async def test_the_first_of_the_list_is_mailed_and_the_others_see_it_too(ask: Ask) -> None:
    root, site = await administered(ask)
    await registering.second(ask, site, "ada")
    await registering.second(ask, root, "ben")

    registration = await registering.forwarded(ask)

    # The nearest node comes first.
    assert await steps.mailed("ONBOARDING_FORWARDED") == ["ada"]
    for who in ("ada", "dana", "ben"):
        shown = await ask(registering.READ, by=who, id=registration)
        assert shown["viewerCanDecide"]["allowed"], who
        # Which contract and device it was is nobody else's.
        assert (shown["contractNumber"], shown["serialNumber"]) == (None, None)
        assert shown["offeredCompanies"] == []
    assert await ask(registering.READ, by="uma", id=registration) is None


async def test_an_administrator_of_another_part_of_the_tree_has_no_say(ask: Ask) -> None:
    root, _ = await administered(ask)
    south = await entitled.company("RIVERS-SOUTH", root)
    await registering.second(ask, south, "ada")
    registration = await registering.forwarded(ask)

    assert (await decide(ask, registration, "ada"))["code"] == "NOT_FOUND"
    assert await ask(registering.READ, by="ada", id=registration) is None


async def test_where_the_administrator_is_gone_meanwhile_the_company_is_to_be_chosen(
    ask: Ask,
) -> None:
    await administered(ask)
    await registering.verified(ask)
    await DelegatedAdministrator.all().update(status="ENDED", ended_at=clock.now())

    shown = await do(ask, "confirmForward")

    assert (shown["stage"], len(shown["offeredCompanies"])) == ("CHOOSING_COMPANY", 2)


async def test_who_chose_a_company_that_has_an_administrator_by_now_is_forwarded(
    ask: Ask,
) -> None:
    root, site, _ = await registering.rivers("rita", "dana")
    await registering.chosen(ask, site)
    await registering.founded(ask, root)

    went = await registering.confirm(ask)

    assert (went["stage"], went["administratorName"]) == ("FORWARDED_TO_DA", "Dana Delegate")
    assert await DelegatedAdministrator.all().count() == 1


async def test_granting_a_role_starts_the_syncing_and_mails_the_user(ask: Ask) -> None:
    await administered(ask)
    registration = await registering.forwarded(ask)

    done = await decide(ask, registration)

    assert (done["stage"], done["portalRole"], done["actedBy"]) == (
        "SYNCING",
        "CUSTOMER_USER",
        {"username": "dana"},
    )
    letter = await steps.letter("ONBOARDING_APPROVED", "rita")
    assert "Dana Delegate" in str(letter.letter)
    role = await PortalRoleAssignment.get(user__username="rita")
    assert role.role == "CUSTOMER_USER"
    assert await CompanyAssociation.filter(user__username="rita").exists()
    assert (await EmailMessage.get(kind="ONBOARDING_FORWARDED")).status == "CANCELLED"
    clock.clock.advance(hours=24)
    await steps.due()
    assert await registering.stage_of("rita") == ["ACTIVE"]


async def test_denying_tells_why_and_the_user_may_ask_again(ask: Ask) -> None:
    await administered(ask)
    registration = await registering.forwarded(ask)

    done = await decide(ask, registration, reason="Not with us.")

    assert (done["stage"], done["status"], done["decisionReason"]) == (
        "DENIED",
        "DECLINED",
        "Not with us.",
    )
    assert "Not with us." in str((await steps.letter("ONBOARDING_DENIED", "rita")).letter)
    assert await registering.forwarded(ask) != registration


async def test_a_reason_has_at_most_1000_characters_and_belongs_to_a_denial(ask: Ask) -> None:
    await administered(ask)
    registration = await registering.forwarded(ask)

    long = await decide(ask, registration, reason="x" * 1001)
    odd = await decide(ask, registration, reason="Why?", portalRole="CUSTOMER_USER")

    assert (long["code"], odd["code"]) == ("REASON_TOO_LONG", "INVALID_INPUT")
    assert await registering.stage_of("rita") == ["FORWARDED_TO_DA"]


async def test_an_approval_grants_a_role_and_a_denial_none(ask: Ask) -> None:
    await administered(ask)
    registration = await registering.forwarded(ask)

    unset = await decide(ask, registration, approve=True)
    null = await decide(ask, registration, approve=True, portalRole=None)
    odd = await decide(ask, registration, approve=False, portalRole="CUSTOMER_USER")

    for refused in (unset, null, odd):
        assert (refused["code"], refused["field"]) == ("INVALID_INPUT", ["portalRole"])
    assert await registering.stage_of("rita") == ["FORWARDED_TO_DA"]
    assert (await decide(ask, registration, approve=False, portalRole=None))["stage"] == "DENIED"


async def test_of_twenty_administrators_at_once_one_wins(ask: Ask) -> None:
    root, _ = await administered(ask)
    names = [f"delegate{number}" for number in range(20)]
    for name in names:
        user = await steps.person(name)
        await DelegatedAdministrator.create(company_id=root.id, user_id=user.id, status="ACTIVE")
    registration = await registering.forwarded(ask)
    wishes: list[dict[str, Any]] = [USER, {"reason": "No."}]

    answers = await asyncio.gather(
        *(decide(ask, registration, name, **wishes[n % 2]) for n, name in enumerate(names))
    )

    (won,) = [answer for answer in answers if answer["__typename"] == "Registration"]
    lost = [answer for answer in answers if answer["__typename"] == "AlreadyActedUpon"]
    assert len(lost) == 19
    assert {answer["actedBy"]["username"] for answer in lost} == {won["actedBy"]["username"]}
    assert {answer["outcome"] for answer in lost} == {won["status"]}
    result = await EmailMessage.filter(kind__in=["ONBOARDING_APPROVED", "ONBOARDING_DENIED"])
    assert len(result) == 1


async def test_only_the_companys_administrators_decide(ask: Ask) -> None:
    root, _ = await administered(ask)
    await registering.second(ask, root, "ada")
    named = await do(ask, "nominateAdministrator", "dana", company=ids.of(root), user="ben")
    registration = await registering.forwarded(ask)
    await do(ask, "endAdministrator", "dana", administrator=named["id"])

    answers = {
        who: (await decide(ask, registration, who))["code"]
        for who in ("rita", "uma", "olaf", "opal", "ben")
    }

    assert answers == {
        "rita": "SELF_DECISION",
        "uma": "NOT_FOUND",
        "olaf": "FORBIDDEN",
        "opal": "FORBIDDEN",
        "ben": "FORBIDDEN",
    }
    # The same person by another username decides no own registration either.
    await User.filter(username="ada").update(email="Rita@rivers.example")
    assert (await decide(ask, registration, "ada"))["code"] == "SELF_DECISION"
    assert await registering.stage_of("rita") == ["FORWARDED_TO_DA"]


async def test_an_agent_who_reviewed_it_does_not_decide_for_the_administrators(ask: Ask) -> None:
    await administered(ask)
    registration = await registering.forwarded(ask)
    await Registration.filter(requester__username="rita").update(review_since=clock.now())

    assert (await decide(ask, registration, "olaf"))["code"] == "FORBIDDEN"
    assert await registering.stage_of("rita") == ["FORWARDED_TO_DA"]


async def test_until_the_terms_are_accepted_nothing_can_be_managed(ask: Ask) -> None:
    root, _ = await administered(ask, accept=False)
    registration = await registering.forwarded(ask)
    rita = ids.of(await steps.user("rita"))
    company = {"company": ids.of(root)}

    answers = [
        await decide(ask, registration),
        await do(ask, "nominateAdministrator", "dana", user="ada", **company),
        await do(ask, "associateUser", "dana", user="rita", **company),
        await do(ask, "dissociateUser", "dana", user=rita, **company),
        await do(ask, "assignPortalRole", "dana", user=rita, **company),
    ]

    assert [answer["code"] for answer in answers] == ["AGREEMENT_PENDING"] * 5
    shown = await ask(registering.READ, by="dana", id=registration)
    assert shown["viewerCanDecide"] == {
        "allowed": False,
        "because": "Accept the administrator's terms first.",
    }
    row = await DelegatedAdministrator.get()
    other = await do(ask, "acceptAdministratorTerms", "ada", administrator=ids.of(row))
    assert other["code"] == "NOT_FOUND"
    accepted = await do(ask, "acceptAdministratorTerms", "dana", administrator=ids.of(row))
    again = await do(ask, "acceptAdministratorTerms", "dana", administrator=ids.of(row))
    assert (accepted["status"], accepted["version"]) == ("ACTIVE", 2)
    assert again["acceptedAt"] == accepted["acceptedAt"]
    assert (await decide(ask, registration))["stage"] == "SYNCING"


async def test_reseller_roles_are_for_partners(ask: Ask) -> None:
    await administered(ask)
    registration = await registering.forwarded(ask)

    refused = await decide(ask, registration, portalRole="RESELLER_USER")

    assert (refused["code"], refused["field"]) == ("INVALID_INPUT", ["portalRole"])
    assert await registering.stage_of("rita") == ["FORWARDED_TO_DA"]


async def test_the_registrant_reminds_all_administrators_once_a_day(ask: Ask) -> None:
    _, site = await administered(ask)
    await registering.second(ask, site, "ada")
    registration = await registering.forwarded(ask)
    shown = await registering.mine(ask)
    assert shown and shown["viewerCanRemind"]["allowed"]

    first = await do(ask, "remindRegistration", registration=registration)
    again = await do(ask, "remindRegistration", registration=registration)
    other = await do(ask, "remindRegistration", "dana", registration=registration)

    assert first["reminders"] == 1
    assert await steps.mailed("ONBOARDING_REMINDER") == ["ada", "dana"]
    assert (again["code"], other["code"]) == ("REMINDER_TOO_SOON", "NOT_FOUND")
    clock.clock.advance(hours=24)
    assert (await do(ask, "remindRegistration", registration=registration))["reminders"] == 2
    await decide(ask, registration)
    over = await do(ask, "remindRegistration", registration=registration)
    assert over["code"] == "NOT_PENDING"


async def test_a_withdrawn_registration_can_no_longer_be_decided(ask: Ask) -> None:
    await administered(ask)
    registration = await registering.forwarded(ask)

    await do(ask, "cancelRegistration")

    late = await decide(ask, registration)
    assert (late["code"], late["outcome"]) == ("ALREADY_ACTED_UPON", "CANCELLED")
    assert (await EmailMessage.get(kind="ONBOARDING_FORWARDED")).status == "CANCELLED"


async def test_the_page_of_an_administrator_shows_everything(ask: Ask) -> None:
    root, site = await administered(ask)
    registration = await registering.forwarded(ask)
    named = await do(ask, "nominateAdministrator", "dana", company=ids.of(site), user="ada")

    (shown,) = (await ask(registering.COMPANIES, by="dana"))["administeredCompanies"]["nodes"]

    since = clock.written_out((await DelegatedAdministrator.get(company_id=root.id)).since)
    assert shown["summary"] == f"You have been Delegated Administrator of Rivers since {since}."
    assert shown["registrations"] == {
        "totalCount": 1,
        "nodes": [
            {"id": registration, "stage": "FORWARDED_TO_DA", "requester": {"username": "rita"}}
        ],
    }
    users = [node["user"]["username"] for node in shown["associatedUsers"]["nodes"]]
    assert users == ["dana", "ada"]
    assert shown["associatedUsers"]["nodes"][0]["portalRole"]["role"] == "CUSTOMER_ADMINISTRATOR"
    assert shown["administrators"] == [{"user": {"username": "dana"}, "status": "ACTIVE"}]
    node = """query($id: ID!) { node(id: $id) { ... on DelegatedAdministrator {
      status registrations { totalCount } associatedUsers { totalCount }
      administrators { id } } } }"""
    seen = await ask(node, by="dana", id=named["id"])
    assert (seen["status"], seen["registrations"], seen["administrators"]) == (
        "PENDING_AGREEMENT",
        None,
        [],
    )
    assert await ask(node, by="rita", id=named["id"]) is None
    assert (await ask(registering.COMPANIES, by="rita"))["administeredCompanies"]["nodes"] == []
