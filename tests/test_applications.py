"""Asking for a new account: what holds a domain, who is told, and what is refused."""

import asyncio
from typing import Any

import pytest
import pytest_asyncio

from models.accounts import SmartAccount
from models.applications import AccountApplication
from models.mail import EmailMessage
from models.notices import Notice
from models.users import User
from resolvers import ids
from tests import applying, shared, steps
from tests.conftest import Ask, Served

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

SUGGESTED = "query { viewer { suggestedDomainIdentifier } }"
MINE = "query { viewer { accountApplications { totalCount nodes { id stage } } } }"
DEACTIVATE = "mutation($id: ID!) { deactivateUser(input: {user: $id}) { __typename } }"


@pytest_asyncio.fixture(loop_scope="module")
async def nova(served: Served) -> None:
    """Nora and Noel are there."""
    await applying.cast()


async def accounts_on(domain: str) -> list[str]:
    """The states of the accounts on a domain."""
    found = await SmartAccount.filter(domain_identifier=domain).order_by("created_at")
    return sorted(str(account.status) for account in found)


async def test_ones_own_domain_needs_nobody_elses_leave(nova: None, ask: Ask) -> None:
    made = await applying.apply(ask, reason="We begin.")

    assert (made["status"], made["stage"], made["version"]) == ("PENDING", "PENDING_SETUP", 1)
    assert (made["key"], made["accessType"], made["deciders"]) == (
        "nova.example", "NEW_ACCOUNT", "REQUESTER",
    )  # fmt: skip
    assert (made["accountName"], made["accountType"]) == ("Nova", "CUSTOMER")
    assert made["account"] is None and made["viewerCanSetUp"] == {"allowed": True, "because": None}
    assert await accounts_on("nova.example") == ["PENDING"]
    assert await steps.mailed("APPLICATION_SET_UP") == ["nora"]
    assert await EmailMessage.all().count() == 1
    assert await applying.noticed("nora", made["id"]) == [("REQUEST_SUBMITTED", None)]
    assert await applying.in_operations(made["id"]) == ["REQUEST_SUBMITTED"]


async def test_the_identifier_is_suggested_by_the_verified_address(nova: None, ask: Ask) -> None:
    await steps.person("gil", "gmail.com")
    await steps.person("una", "unproved.example", email_verified_at=None)

    suggested = {who: await ask(SUGGESTED, by=who) for who in ("nora", "gil", "una")}
    assert {who: v["suggestedDomainIdentifier"] for who, v in suggested.items()} == {
        "nora": "nova.example", "gil": None, "una": None,
    }  # fmt: skip


async def test_another_identifier_is_reviewed_by_the_operators(nova: None, ask: Ask) -> None:
    made = await applying.apply(ask, domainIdentifier=" Nova-Group.EXAMPLE. ")

    assert (made["stage"], made["reviewCause"]) == ("PENDING_DOMAIN_REVIEW", "OTHER_DOMAIN")
    assert (made["key"], made["deciders"]) == ("nova-group.example", "OPERATORS")
    assert await steps.mailed("APPLICATION_UNDER_REVIEW") == ["nora", "opal", "otto"]
    assert await EmailMessage.all().count() == 3


@pytest.mark.parametrize("domain", ["acrne.example", "ac\u043ce.example", "rivers\u0435.example"])
async def test_a_look_alike_of_an_accounts_domain_is_reviewed_or_refused(
    nova: None, ask: Ask, domain: str
) -> None:
    await steps.account("Riverse", "riverse.example")
    await steps.person("lola", "acrne.example")

    made = await applying.apply(ask, "lola", domainIdentifier=domain)

    mixed = domain != "acrne.example"
    assert made.get("code") == ("INVALID_INPUT" if mixed else None)
    assert made.get("reviewCause") == (None if mixed else "LOOK_ALIKE")
    assert made.get("stage") == (None if mixed else "PENDING_DOMAIN_REVIEW")


async def test_operators_are_shown_what_a_domain_looks_like(nova: None, ask: Ask) -> None:
    id = await applying.applied(ask, domainIdentifier="acrne.example")
    document = "query($id: ID!) { accountApplication(id: $id) { reviewCause lookAlikes } }"

    seen = await ask(document, by="opal", id=id)

    assert seen == {"reviewCause": "OTHER_DOMAIN", "lookAlikes": ["acme.example"]}
    assert (await ask(document, by="nora", id=id))["lookAlikes"] is None
    letters = await EmailMessage.filter(kind="APPLICATION_UNDER_REVIEW")
    warned = {m.to_name: ["Looks like", "acme.example"] in rows_of(m) for m in letters}
    assert warned == {"Nora": False, "Opal Operator": True, "Otto": True}
    plain = await applying.applied(ask, domainIdentifier="plain.example")
    assert (await ask(document, by="opal", id=plain))["lookAlikes"] == []


def rows_of(mail: EmailMessage) -> list[Any]:
    """The rows of all of a letter's tables."""
    return [list(row) for block in mail.letter["blocks"] for row in block["rows"]]


@pytest.mark.parametrize("given", [{}, {"domainIdentifier": "gmail.com"}])
async def test_public_mail_domains_are_refused(nova: None, ask: Ask, given: Any) -> None:
    await steps.person("gil", "gmail.com")

    own = await applying.apply(ask, "gil", **given)
    nominated = await applying.apply(ask, nomineeEmail="someone@gmail.com", **given)

    assert [a["code"] for a in (own, nominated)] == ["PUBLIC_DOMAIN", "PUBLIC_DOMAIN"]
    assert own["field"] == ["domainIdentifier"]
    assert not await AccountApplication.all().count()


async def test_only_partners_ask_for_a_holding_account(nova: None, ask: Ask) -> None:
    refused = await applying.apply(ask, type="HOLDING")
    made = await applying.apply(ask, "pia", name="Pines Holding", type="HOLDING")
    beside = await applying.apply(ask, "pia", name="Pines")

    assert (refused["code"], refused["field"]) == ("NOT_A_PARTNER", ["type"])
    assert (made["stage"], made["accountType"]) == ("PENDING_SETUP", "HOLDING")
    assert (beside["stage"], beside["accountType"]) == ("PENDING_SETUP", "CUSTOMER")


async def test_a_taken_domain_offers_to_ask_for_access_instead(nova: None, ask: Ask) -> None:
    refused = await applying.apply(ask, domainIdentifier="acme.example")

    assert (refused["code"], refused["field"]) == ("DOMAIN_TAKEN", ["domainIdentifier"])
    offered = refused["account"]
    assert (offered["name"], offered["type"]) == ("ACME", "CUSTOMER")
    asked = await steps.submit(ask, "nora", account=offered["id"])
    assert asked["status"] == "PENDING"


async def test_a_taken_domain_names_no_unlisted_account_to_strangers(nova: None, ask: Ask) -> None:
    await SmartAccount.filter(name="ACME").update(listed=False)
    await steps.person("cleo", "acme.example")

    stranger = await applying.apply(ask, domainIdentifier="acme.example")
    colleague = await applying.apply(ask, "cleo")

    assert (stranger["code"], stranger["account"]) == ("DOMAIN_TAKEN", None)
    assert (colleague["code"], colleague["account"]["name"]) == ("DOMAIN_TAKEN", "ACME")


async def test_a_domain_that_somebody_has_asked_for_offers_nothing_to_enter(
    nova: None, ask: Ask
) -> None:
    await applying.applied(ask)

    refused = await applying.apply(ask, "noel")

    assert (refused["code"], refused["account"]) == ("DOMAIN_TAKEN", None)
    assert refused["message"] == (
        "Somebody has asked for an account with this domain identifier already. "
        "It can be entered once it is set up."
    )


async def test_of_two_applications_for_one_domain_at_once_one_holds_it(
    nova: None, ask: Ask
) -> None:
    made = await asyncio.gather(*(applying.apply(ask, who) for who in ("nora", "noel")))

    assert sorted(a["__typename"] for a in made) == ["AccountApplication", "DomainTaken"]
    assert await accounts_on("nova.example") == ["PENDING"]
    assert await AccountApplication.all().count() == 1
    assert len(await steps.mailed("APPLICATION_SET_UP")) == 1


async def test_a_pending_account_is_not_found_and_takes_no_requests(nova: None, ask: Ask) -> None:
    account = await applying.account_of(await applying.applied(ask))

    looked = await ask(steps.LOOKUP, by="rita", domain="nova.example")
    wanted = {"domainIdentifier": "nova.example", "account": ids.of(account)}
    asked = await steps.submit(ask, "rita", **wanted)

    assert looked["code"] == "NO_MATCHING_ACCOUNT"
    assert asked["code"] == "ACCOUNT_NOT_ACTIVE"


async def test_the_administrators_of_the_domain_above_are_told(nova: None, ask: Ask) -> None:
    await applying.applied(ask, domainIdentifier="lab.acme.example")

    assert await steps.mailed("APPLICATION_NEARBY") == ["ada", "ben", "paul"]
    assert await steps.noticed() == ["ACCOUNT_NEARBY"]
    notice = await Notice.get(account_id=(await steps.acme()).id)
    assert notice.facts["message"] == "Nora asked for an account for lab.acme.example"


async def test_a_domain_that_only_ends_alike_is_not_below(nova: None, ask: Ask) -> None:
    await applying.applied(ask, domainIdentifier="not-acme.example")

    assert await steps.mailed("APPLICATION_NEARBY") == []
    assert await steps.noticed() == []


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"name": " "}, "INVALID_INPUT", ["name"]),
        ({"domainIdentifier": "nova"}, "INVALID_INPUT", ["domainIdentifier"]),
        ({"nomineeEmail": "noel"}, "INVALID_INPUT", ["nomineeEmail"]),
        ({"reason": "x" * 1_001}, "REASON_TOO_LONG", ["reason"]),
    ],
)
async def test_what_cannot_be_used_is_named(
    nova: None, ask: Ask, given: Any, code: str, field: list[str]
) -> None:
    refused = await applying.apply(ask, **given)

    assert (refused["code"], refused["field"]) == (code, field)
    assert await accounts_on("nova.example") == []


async def test_an_incomplete_profile_stops_an_application(nova: None, ask: Ask) -> None:
    await User.filter(username="nora").update(phone="")

    refused = await applying.apply(ask)
    assert (refused["code"], refused["missing"]) == ("PROFILE_INCOMPLETE", ["phone"])


async def test_applications_of_one_user_are_limited(nova: None, served: Served, ask: Ask) -> None:
    shared.limit(served, applications_per_hour=1)
    await applying.applied(ask)

    refused = await applying.apply(ask, domainIdentifier="more.example")
    assert refused["code"] == "RATE_LIMITED" and refused["retryAt"]


async def test_an_application_repeated_with_its_key_is_made_once(nova: None, ask: Ask) -> None:
    made = [await applying.apply(ask, idempotencyKey="once") for _ in range(2)]

    assert made[0]["id"] == made[1]["id"]
    assert await AccountApplication.all().count() == 1


async def test_the_profile_is_kept_as_it_was(nova: None, ask: Ask) -> None:
    id = await applying.applied(ask)
    await User.filter(username="nora").update(full_name="Nora New")

    assert (await applying.row(id)).full_name == "Nora"


@pytest.mark.parametrize("make", [applying.applied, applying.to_review, applying.for_noel])
async def test_the_applicant_takes_it_back_at_any_stage_and_the_domain_is_free(
    nova: None, ask: Ask, make: Any
) -> None:
    id = await make(ask)
    domain = (await applying.row(id)).key

    done = await applying.cancel(ask, id)

    assert (done["status"], done["stage"], done["version"]) == ("CANCELLED", "CANCELLED", 2)
    assert done["actedBy"] == {"username": "nora"}
    assert await accounts_on(domain) == ["INACTIVE"]
    invited = make is applying.for_noel
    assert await steps.mailed("APPLICATION_CANCELLED") == (["noel"] if invited else [])
    assert (
        not await EmailMessage.filter(status="QUEUED").exclude(kind="APPLICATION_CANCELLED").count()
    )
    withdrawn = ("REQUEST_WITHDRAWN", "CANCELLED")
    assert (await applying.noticed("nora", id))[-1] == withdrawn
    assert (withdrawn in await applying.noticed("noel", id)) == invited
    assert (await applying.cancel(ask, id))["code"] == "NOT_PENDING"
    await make(ask)
    assert await accounts_on(domain) == ["INACTIVE", "PENDING"]


async def test_nobody_else_takes_it_back(nova: None, ask: Ask) -> None:
    id = await applying.for_noel(ask)

    refused = [await applying.cancel(ask, id, by=who) for who in ("noel", "opal", "rita")]
    assert {a["code"] for a in refused} == {"NOT_FOUND"}
    assert (await applying.row(id)).stage == "PENDING_AUTHORIZATION"


async def test_the_operators_are_reminded_once_a_day(nova: None, ask: Ask) -> None:
    id = await applying.to_review(ask)
    await EmailMessage.all().delete()

    reminded, again = await applying.remind(ask, id), await applying.remind(ask, id)

    assert (reminded["reminders"], again["code"]) == (1, "REMINDER_TOO_SOON")
    assert await steps.mailed("APPLICATION_UNDER_REVIEW") == ["opal", "otto"]
    assert await applying.in_operations(id) == ["REQUEST_SUBMITTED", "REQUEST_REMINDED"]
    await applying.pass_days(1)
    assert (await applying.remind(ask, id))["reminders"] == 2


async def test_who_has_the_next_step_has_nobody_to_remind(nova: None, ask: Ask) -> None:
    id = await applying.applied(ask)

    refused = await applying.remind(ask, id)

    assert refused["code"] == "FORBIDDEN"
    shown = await applying.read(ask, id, "nora")
    assert shown and not shown["viewerCanRemind"]["allowed"] and not shown["reminders"]


@pytest.mark.parametrize("leaver", ["nora", "noel"])
async def test_with_a_deactivated_user_goes_what_waits_for_them(
    nova: None, ask: Ask, leaver: str
) -> None:
    id = await applying.for_noel(ask)
    await applying.authorize(ask, await applying.secret())

    await ask(DEACTIVATE, by="opal", id=ids.of(await steps.user(leaver)))

    found = await applying.row(id)
    assert (found.stage, found.decision_reason) == ("CANCELLED", "the user was deactivated")
    assert await accounts_on("nova.example") == ["INACTIVE"]
    assert await steps.mailed("APPLICATION_CANCELLED") == ["noel", "nora"]


async def test_an_account_that_nobody_sets_up_frees_its_domain_after_30_days(
    nova: None, ask: Ask
) -> None:
    id = await applying.applied(ask)
    await applying.pass_days(29)
    assert (await applying.row(id)).stage == "PENDING_SETUP"

    await applying.pass_days(1)

    found = await applying.row(id)
    assert (found.stage, found.acted_by_id) == ("CANCELLED", None)
    assert found.decision_reason == "nobody set the account up within 30 days"
    assert await accounts_on("nova.example") == ["INACTIVE"]
    assert await steps.mailed("APPLICATION_CANCELLED") == ["nora"]


async def test_everybody_sees_their_own_applications(nova: None, ask: Ask) -> None:
    own = await applying.applied(ask, domainIdentifier="nova.example")
    noels = await applying.applied(
        ask, domainIdentifier="two.example", nomineeEmail="noel@nova.example"
    )
    seen = {who: await ask(MINE, by=who) for who in ("nora", "noel", "rita")}
    listed = {who: [n["id"] for n in s["accountApplications"]["nodes"]] for who, s in seen.items()}
    # Noel has not heard of it yet: its domain is still being reviewed.
    assert listed == {"nora": [noels, own], "noel": [], "rita": []}

    await applying.review(ask, noels)
    heard = await ask(MINE, by="noel")
    assert [n["id"] for n in heard["accountApplications"]["nodes"]] == [noels]
