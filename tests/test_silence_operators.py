"""Accounts in which nobody can act, and the operators who appoint an administrator."""

import asyncio
from datetime import timedelta

import pytest

from models import clock
from models.accounts import AccountStatus, SmartAccount
from models.mail import EmailMessage
from models.roles import Role, RoleAssignment
from resolvers import ids
from tests import automating, shared, steps
from tests.conftest import Ask

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

ACCOUNT = """query($id: ID!) { smartAccount(id: $id) { needsAdmin administrators
  viewerCanAppointAdministrator { allowed because } } }"""


async def orphaned(ask: Ask) -> None:
    """ACME loses both its administrators."""
    await automating.close(ask, "ada", "ben")


async def test_where_nobody_can_act_a_request_is_escalated_at_once(ask: Ask) -> None:
    await orphaned(ask)
    assert await steps.mailed("ACCESS_ESCALATED") == ["opal"]

    request = await steps.pending(ask)

    (shown,) = await automating.escalated(ask)
    assert (shown["id"], shown["escalationCause"]) == (request, "NO_ADMINISTRATOR")
    assert (shown["account"]["needsAdmin"], shown["account"]["administrators"]) == (True, 0)
    assert await steps.mailed("ACCESS_ESCALATED") == ["opal", "opal", "rita"]
    assert (await steps.noticed())[-2:] == ["REQUEST_SUBMITTED", "REQUEST_ESCALATED"]


async def test_an_account_whose_administrators_roles_ran_out_is_flagged_when_somebody_asks(
    ask: Ask,
) -> None:
    soon = clock.now() + timedelta(days=1)
    await RoleAssignment.filter(role="SMART_ACCOUNT_ADMIN").update(ends_at=soon)
    clock.clock.advance(days=2)

    await steps.pending(ask)

    assert len(await automating.escalated(ask)) == 1
    listed = await ask(automating.WITHOUT, by="opal")
    assert listed["nodes"] == [{"name": "ACME", "administrators": 0}]
    assert await ask(automating.WITHOUT, by="uma") is None


async def test_losing_the_last_administrator_escalates_what_waits_with_one_mail(ask: Ask) -> None:
    people = ["rita", "dana", "paul"]
    for who in people:
        await steps.pending(ask, who)

    await orphaned(ask)

    assert sorted(r["requester"]["username"] for r in await automating.escalated(ask)) == sorted(
        people
    )
    mails = await EmailMessage.filter(kind="ACCESS_ESCALATED", to_address__startswith="opal")
    assert [mail.subject for mail in mails] == ["Account without administrator - ACME"]
    assert await automating.operations() == ["ACME has no administrator who can act"]
    assert (await steps.noticed()).count("REQUEST_ESCALATED") == 3
    assert len(await automating.logged("request_escalated")) == 3
    clock.clock.advance(days=8)
    await steps.due()
    assert (await steps.noticed()).count("REQUEST_ESCALATED") == 3
    assert await steps.mailed("ACCESS_REMINDER") == []


async def test_an_operator_appoints_an_administrator_and_everybody_concerned_is_told(
    ask: Ask,
) -> None:
    request = await steps.pending(ask)
    await orphaned(ask)

    done = await automating.appoint(ask, "uma")

    assert done["role"] == "SMART_ACCOUNT_ADMIN"
    assert (done["user"], done["grantedBy"]) == ({"username": "uma"}, {"username": "opal"})
    shown = await ask(ACCOUNT, by="uma", id=await steps.acme_id())
    assert (shown["needsAdmin"], shown["administrators"]) == (False, 1)
    assert await automating.escalated(ask) == []
    assert await automating.logged("administrator_appointed") == [
        "Opal Operator: Opal Operator appointed Uma User: Nobody else is left."
    ]
    letter = await steps.letter("ROLE_GRANTED", "uma")
    assert letter.letter.get("quote") == {"by": "Opal Operator", "text": "Nobody else is left."}
    assert "An administrator was appointed" in [
        mail.letter["heading"] for mail in await EmailMessage.filter(to_address__startswith="rita@")
    ]
    assert "REQUEST_CHANGED" in await steps.noticed()
    assert await automating.operations() == [
        "ACME has no administrator who can act",
        "Opal Operator appointed an administrator of ACME",
    ]
    assert (await steps.approve(ask, request, by="uma"))["status"] == "APPROVED"


async def test_the_existing_administrators_learn_who_was_appointed(ask: Ask) -> None:
    await steps.pending(ask)
    clock.clock.advance(days=8)
    await steps.due()

    done = await automating.appoint(ask, "uma")

    assert done["role"] == "SMART_ACCOUNT_ADMIN"
    assert await steps.mailed("ROLE_GRANTED") == ["ada", "ben", "uma"]


async def test_after_an_appointment_the_waiting_begins_anew(ask: Ask) -> None:
    request = await steps.pending(ask)
    clock.clock.advance(days=8)
    await steps.due()
    await automating.appoint(ask, "uma")
    assert (await automating.row(request)).escalated_at is None

    clock.clock.advance(days=6)
    await steps.due()
    assert await automating.escalated(ask) == []
    assert "uma" in await steps.mailed("ACCESS_REMINDER")
    clock.clock.advance(days=1, seconds=1)
    await steps.due()
    assert len(await automating.escalated(ask)) == 1


async def test_operators_appoint_nobody_where_the_administrators_answer(ask: Ask) -> None:
    await steps.pending(ask)

    refused = await automating.appoint(ask, "uma")

    assert (refused["code"], refused["message"]) == (
        "FORBIDDEN",
        "The administrators of this account answer.",
    )
    shown = await ask(ACCOUNT, by="opal", id=await steps.acme_id())
    assert not shown["viewerCanAppointAdministrator"]["allowed"]


@pytest.mark.parametrize(
    ("by", "given", "code"),
    [
        ("uma", {}, "FORBIDDEN"),
        ("olaf", {}, "FORBIDDEN"),
        ("opal", {"user": "opal"}, "FORBIDDEN"),
        ("opal", {"user": "nobody"}, "NOT_FOUND"),
        ("opal", {"reason": "Because"}, "REASON_TOO_SHORT"),
        ("opal", {"reason": "x" * 1001}, "REASON_TOO_LONG"),
    ],
)
async def test_an_appointment_is_refused(
    ask: Ask, by: str, given: dict[str, str], code: str
) -> None:
    await orphaned(ask)

    refused = await automating.appoint(ask, **{"user": "uma", "by": by, **given})

    assert refused["code"] == code
    assert await RoleAssignment.current().filter(user__username="uma").count() == 1


async def test_nobody_is_appointed_twice_or_without_a_verified_address(ask: Ask) -> None:
    await steps.person("new", email_verified_at=None)
    await steps.pending(ask)
    clock.clock.advance(days=8)
    await steps.due()

    assert (await automating.appoint(ask, "ada"))["code"] == "ALREADY_HELD"
    assert (await automating.appoint(ask, "new"))["code"] == "INVALID_INPUT"


async def test_nobody_is_appointed_in_a_closed_account(ask: Ask) -> None:
    await orphaned(ask)
    await SmartAccount.filter(name="ACME").update(status=AccountStatus.INACTIVE)

    assert (await automating.appoint(ask, "uma"))["code"] == "ACCOUNT_NOT_ACTIVE"


async def test_of_two_operators_who_appoint_at_once_both_may_and_nothing_is_lost(ask: Ask) -> None:
    await steps.person("otto", "service.example", staff="OPERATOR", kind="INTERNAL")
    await orphaned(ask)

    answers = await asyncio.gather(
        automating.appoint(ask, "uma"), automating.appoint(ask, "vera", by="otto")
    )

    # The account has an administrator again when the second comes.
    assert sorted(answer["__typename"] for answer in answers) == ["Forbidden", "RoleAssignment"]


async def test_the_appointed_ones_own_request_ends_with_the_appointment(ask: Ask) -> None:
    request = await steps.pending(ask, "rita")
    await orphaned(ask)

    await automating.appoint(ask, "rita")

    row = await automating.row(request)
    assert (row.status, row.acted_by_id) == ("APPROVED", (await steps.user("opal")).id)


async def test_an_operators_own_hold_ends_nothing_else(ask: Ask) -> None:
    other = await steps.account("Other", "other.example")
    await steps.appoint("dana", Role.SMART_ACCOUNT_ADMIN, where=other)
    await orphaned(ask)

    refused = await automating.appoint(ask, "uma", account=ids.of(other))

    assert refused["code"] == "FORBIDDEN"
