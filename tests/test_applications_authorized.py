"""A new account for someone else: the link, who may use it, and what becomes of it unused."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from models import application_steps, clock, timers
from models.accounts import SmartAccount
from models.applications import AccountApplication
from models.mail import EmailMessage
from tests import applying, shared, steps
from tests.conftest import Ask, Served

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

BY_TOKEN = """query($token: String!) { accountApplicationByToken(token: $token) {
  id stage viewerCanAuthorize { allowed } } }"""


@pytest_asyncio.fixture(loop_scope="module")
async def nova(served: Served) -> None:
    """Nora and Noel are there."""
    await applying.cast()


async def status(id: str) -> str:
    """The account's state."""
    return str((await applying.account_of(id)).status)


async def test_the_nominee_is_mailed_a_link(nova: None, ask: Ask) -> None:
    made = await applying.apply(ask, nomineeEmail="Noel@nova.example", reason="You asked me to.")

    assert (made["stage"], made["deciders"]) == ("PENDING_AUTHORIZATION", "NOMINEE")
    assert (made["forSomeoneElse"], made["nomineeEmail"]) == (True, "Noel@nova.example")
    assert (made["nominee"], made["key"]) == (None, "nova.example")
    mail = await EmailMessage.get()
    assert (mail.kind, mail.to_address) == ("APPLICATION_AUTHORIZE", "noel@nova.example")
    assert mail.letter["quote"] == {"by": "Nora", "text": "You asked me to."}
    stored = await applying.row(made["id"])
    assert len(await applying.secret()) == 43
    assert stored.link_hash and await applying.secret() not in stored.link_hash
    assert await applying.noticed("noel", made["id"]) == [("REQUEST_SUBMITTED", None)]


async def test_ones_own_address_nominates_nobody_else(nova: None, ask: Ask) -> None:
    made = await applying.apply(ask, nomineeEmail="NORA@nova.example")

    assert (made["stage"], made["forSomeoneElse"]) == ("PENDING_SETUP", False)


async def test_the_identifier_is_that_of_the_nominees_address(nova: None, ask: Ask) -> None:
    made = await applying.apply(ask, "pia", nomineeEmail="noel@nova.example")
    other = await applying.apply(
        ask, "pia", nomineeEmail="noel@nova.example", domainIdentifier="pines.example"
    )

    assert (made["key"], made["stage"]) == ("nova.example", "PENDING_AUTHORIZATION")
    assert (other["key"], other["stage"]) == ("pines.example", "PENDING_DOMAIN_REVIEW")


async def test_the_nominee_authorises_it_and_is_to_set_it_up(nova: None, ask: Ask) -> None:
    id = await applying.for_noel(ask)

    done = await applying.authorize(ask, await applying.secret())

    assert (done["stage"], done["status"], done["version"]) == ("PENDING_SETUP", "PENDING", 2)
    assert (done["nominee"], done["actedBy"]) == ({"username": "noel"}, {"username": "noel"})
    assert done["viewerCanSetUp"]["allowed"]
    assert await status(id) == "PENDING"
    assert await steps.mailed("APPLICATION_SET_UP") == ["noel"]
    assert await steps.mailed("APPLICATION_AUTHORIZE", status="CANCELLED") == ["noel"]
    told = [("REQUEST_SUBMITTED", None), ("REQUEST_CHANGED", None)]
    assert await applying.noticed("nora", id) == await applying.noticed("noel", id) == told
    seen = await applying.read(ask, id, "nora")
    assert seen and not seen["viewerCanSetUp"]["allowed"]


async def test_the_nominee_declines_it_and_the_applicant_is_mailed(nova: None, ask: Ask) -> None:
    id = await applying.for_noel(ask)

    done = await applying.authorize(
        ask, await applying.secret(), accept=False, reason="We have one."
    )

    assert (done["stage"], done["status"]) == ("DECLINED", "DECLINED")
    assert (done["decisionReason"], done["actedBy"]) == ("We have one.", {"username": "noel"})
    assert await status(id) == "INACTIVE"
    letter = (await steps.letter("APPLICATION_DECLINED", "nora")).letter
    assert letter["quote"] == {"by": "Noel", "text": "We have one."}
    assert await steps.mailed("APPLICATION_DECLINED") == ["nora"]
    assert (await applying.noticed("nora", id))[-1] == ("REQUEST_ACTED_UPON", "DECLINED")


async def test_mail_scanners_that_open_the_link_spend_nothing(
    nova: None, served: Served, ask: Ask
) -> None:
    id = await applying.for_noel(ask)
    path = f"/activate/{await applying.secret()}"

    pages = [await served.client(who).http.get(path) for who in (None, "rita", "noel", "noel")]
    heads = await served.client().http.head(path)

    assert {page.status_code for page in pages} == {200} and heads.status_code == 200
    assert all("nova.example" in page.text and "Authorise" in page.text for page in pages)
    assert (await applying.row(id)).stage == "PENDING_AUTHORIZATION"
    assert (await applying.row(id)).version == 1


@pytest.mark.parametrize(("rest", "stage"), [("", "PENDING_SETUP"), ("/decline", "DECLINED")])
async def test_the_pages_buttons_answer_once(
    nova: None, served: Served, ask: Ask, rest: str, stage: str
) -> None:
    id = await applying.for_noel(ask)
    path = f"/authorize/{await applying.secret()}"

    nobody = await served.client().http.post(path + rest)
    stranger = await served.client("rita").http.post(path + rest)
    foreign = await served.client("noel").http.post(
        path + rest, headers={"Origin": "https://evil.example"}
    )
    assert (nobody.status_code, stranger.status_code, foreign.status_code) == (401, 403, 401)
    assert (await applying.row(id)).stage == "PENDING_AUTHORIZATION"

    first, second = [await served.client("noel").http.post(path + rest) for _ in range(2)]

    assert (first.status_code, second.status_code) == (200, 410)
    assert (await applying.row(id)).stage == stage
    assert (await served.client().http.get(path)).status_code == 410


async def test_only_the_holder_of_the_verified_address_may_use_the_link(
    nova: None, ask: Ask
) -> None:
    id = await applying.for_noel(ask)
    secret = await applying.secret()
    # Whoever registers with the address has not proved it yet.
    await steps.person("noah", "nova.example", email="noel@nova.example", email_verified_at=None)

    refused = {
        who: (await applying.authorize(ask, secret, by=who))["code"]
        for who in ("rita", "opal", "noah", "nora")
    }

    assert refused == {
        "rita": "FORBIDDEN", "opal": "FORBIDDEN", "noah": "FORBIDDEN", "nora": "SELF_DECISION",
    }  # fmt: skip
    found = await applying.row(id)
    assert (found.stage, found.version, found.nominee_id) == ("PENDING_AUTHORIZATION", 1, None)
    assert await applying.in_operations(id) == ["REQUEST_SUBMITTED"]


async def test_a_nominee_who_is_no_user_yet_registers_and_then_answers(
    nova: None, ask: Ask
) -> None:
    id = await applying.applied(ask, nomineeEmail="nils@nova.example")
    mail = await EmailMessage.get(kind="APPLICATION_AUTHORIZE")
    assert (mail.to_address, mail.to_name, mail.user_id) == ("nils@nova.example", "", None)

    await steps.person("nils", "nova.example")
    done = await applying.authorize(ask, await applying.secret(), by="nils")

    assert (done["id"], done["stage"]) == (id, "PENDING_SETUP")


async def test_a_link_works_once(nova: None, ask: Ask) -> None:
    await applying.for_noel(ask)
    secret = await applying.secret()

    answers = await asyncio.gather(
        *(applying.authorize(ask, secret, accept=accept) for accept in (True, False))
    )

    refused = [answer["code"] for answer in answers if answer["__typename"] != "AccountApplication"]
    assert refused == ["LINK_USED"]
    assert (await applying.authorize(ask, secret))["code"] == "LINK_USED"
    assert (await applying.authorize(ask, "made-up"))["code"] == "LINK_USED"


async def test_a_link_expires_and_the_applicant_has_a_fresh_one_mailed(
    nova: None, ask: Ask
) -> None:
    id = await applying.for_noel(ask)
    old = await applying.secret()
    clock.clock.advance(days=14)

    assert (await applying.authorize(ask, old))["code"] == "LINK_EXPIRED"
    assert (await applying.resend(ask, id))["version"] == 2

    assert await applying.secret() != old
    assert (await applying.authorize(ask, old))["code"] == "LINK_USED"
    assert (await applying.authorize(ask, await applying.secret()))["stage"] == "PENDING_SETUP"


async def test_a_fresh_link_voids_the_old_one_and_is_mailed_once_an_hour(
    nova: None, ask: Ask
) -> None:
    id = await applying.for_noel(ask)
    sent_at = (await applying.row(id)).link_sent_at
    assert sent_at
    early = await applying.resend(ask, id)
    assert early["code"] == "RESEND_TOO_SOON"
    assert early["availableAt"] == (sent_at + timedelta(hours=1)).isoformat()
    old = await applying.secret()

    clock.clock.advance(hours=1)
    both = await asyncio.gather(*(applying.resend(ask, id) for _ in range(2)))

    assert sorted(a["__typename"] for a in both) == ["AccountApplication", "ResendTooSoon"]
    assert await steps.mailed("APPLICATION_AUTHORIZE", status="QUEUED") == ["noel"]
    assert (await applying.authorize(ask, old))["code"] == "LINK_USED"


@pytest.mark.parametrize(
    ("who", "made", "code"),
    [
        ("noel", applying.for_noel, "NOT_FOUND"),
        ("nora", applying.to_review, "FORBIDDEN"),
        ("nora", applying.applied, "FORBIDDEN"),
    ],
)
async def test_a_link_is_mailed_again_for_the_applicant_while_it_is_waited_for(
    nova: None, ask: Ask, who: str, made: Any, code: str
) -> None:
    id = await made(ask)
    clock.clock.advance(hours=1)

    assert (await applying.resend(ask, id, by=who))["code"] == code
    await applying.cancel(ask, id)
    ended = await applying.resend(ask, id)
    assert ended["code"] == "NOT_PENDING"


async def test_a_reminder_brings_the_nominee_a_fresh_link(nova: None, ask: Ask) -> None:
    id = await applying.for_noel(ask)
    old = await applying.secret()

    assert (await applying.remind(ask, id))["reminders"] == 1

    assert await steps.mailed("APPLICATION_AUTHORIZE", status="QUEUED") == ["noel"]
    assert (await applying.authorize(ask, old))["code"] == "LINK_USED"
    told = [("REQUEST_SUBMITTED", None), ("REQUEST_REMINDED", None)]
    assert await applying.noticed("noel", id) == told
    assert (await applying.authorize(ask, await applying.secret()))["stage"] == "PENDING_SETUP"
    clock.clock.advance(days=1)
    await applying.remind(ask, id)
    assert await steps.mailed("APPLICATION_SET_UP", status="QUEUED") == ["noel"]


async def test_without_authorisation_it_ends_after_30_days_with_mails_to_both(
    nova: None, ask: Ask
) -> None:
    id = await applying.for_noel(ask)
    clock.clock.advance(days=20)
    await applying.resend(ask, id)
    secret = await applying.secret()
    await applying.pass_days(9.9)
    assert (await applying.row(id)).stage == "PENDING_AUTHORIZATION"

    await applying.pass_days(0.1)

    found = await applying.row(id)
    assert (found.stage, found.acted_by_id) == ("CANCELLED", None)
    assert found.decision_reason == "nobody authorised it within 30 days"
    assert await status(id) == "INACTIVE"
    assert await steps.mailed("APPLICATION_CANCELLED") == ["noel", "nora"]
    assert await steps.mailed("APPLICATION_AUTHORIZE", status="QUEUED") == []
    assert (await applying.noticed("noel", id))[-1] == ("REQUEST_WITHDRAWN", "CANCELLED")
    assert (await applying.authorize(ask, secret))["code"] == "LINK_USED"
    assert (await applying.apply(ask))["stage"] == "PENDING_SETUP"


async def test_an_authorised_application_waits_30_days_more(nova: None, ask: Ask) -> None:
    id = await applying.for_noel(ask)
    clock.clock.advance(days=20)
    await applying.resend(ask, id)
    await applying.authorize(ask, await applying.secret())

    await applying.pass_days(29)

    assert (await applying.row(id)).stage == "PENDING_SETUP"
    await applying.pass_days(1)
    assert (await applying.row(id)).stage == "CANCELLED"


async def test_a_timer_that_comes_too_late_ends_nothing_that_went_on(nova: None, ask: Ask) -> None:
    id = await applying.for_noel(ask)
    clock.clock.advance(days=30)
    await applying.resend(ask, id)
    await applying.authorize(ask, await applying.secret())

    # As if a worker had taken it up before the authorisation, and got to it only now.
    await timers.put(application_steps.CANCEL, (await applying.row(id)).id, clock.now())
    await steps.due()

    assert (await applying.row(id)).stage == "PENDING_SETUP"


async def test_a_holding_account_is_authorised_by_a_partner_alone(nova: None, ask: Ask) -> None:
    await applying.applied(ask, "pia", type="HOLDING", nomineeEmail="noel@nova.example")
    secret = await applying.secret()

    refused = await applying.authorize(ask, secret)

    assert refused["code"] == "NOT_A_PARTNER"
    assert (await AccountApplication.get()).stage == "PENDING_AUTHORIZATION"
    assert (await applying.authorize(ask, secret, accept=False))["stage"] == "DECLINED"
    assert not await SmartAccount.filter(status="PENDING").exists()


async def test_the_link_shows_the_application_to_its_nominee_alone(nova: None, ask: Ask) -> None:
    id = await applying.for_noel(ask)
    secret = await applying.secret()

    seen = {who: await ask(BY_TOKEN, by=who, token=secret) for who in ("noel", "rita", "opal")}

    assert seen["rita"] is None and seen["opal"] is None
    assert (seen["noel"]["id"], seen["noel"]["viewerCanAuthorize"]) == (id, {"allowed": True})
    assert await ask(BY_TOKEN, by="noel", token="made-up") is None
    await applying.authorize(ask, secret)
    assert await ask(BY_TOKEN, by="noel", token=secret) is None
