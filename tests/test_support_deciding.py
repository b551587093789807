"""Deciding about support access: one winner, who may, and how a request ends otherwise."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from models import clock, timers
from models.entitlements import Contract, ContractAdministrator, SupportAccess
from models.mail import EmailMessage
from models.users import Staff, User
from resolvers import ids
from tests import entitled, shared, steps
from tests import support_steps as support
from tests.conftest import Ask

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

DEACTIVATE = """mutation($id: ID!) { deactivateUser(input: {user: $id}) { __typename
  ... on Problem { code } } }"""


async def untouched(request: str) -> None:
    """Nothing came of an attempt to decide."""
    row = await support.row(request)
    assert (row.status, row.version, row.acted_by_id) == ("PENDING", 1, None)
    assert not await SupportAccess.filter(request_id=row.id).count()
    assert not await EmailMessage.exclude(kind="SUPPORT_SUBMITTED").count()
    assert not await EmailMessage.filter(status="CANCELLED").count()


async def test_an_administrator_approves_and_everybody_is_told(ask: Ask) -> None:
    north = await support.north()
    request = await support.pending(ask)

    done = await support.approve(ask, request)

    assert (done["status"], done["version"]) == ("APPROVED", 2)
    assert done["actedBy"] == {"username": "ann"}
    assert (done["grantedLevel"], done["deadline"]) == ("FULL_SUPPORT", None)
    assert await support.held(ask, "walt") == [("CONTRACT", "N100", "FULL_SUPPORT")]
    assert await steps.mailed("SUPPORT_APPROVED") == ["abe", "walt"]
    assert await steps.mailed("SUPPORT_SUBMITTED", status="QUEUED") == []
    mail = await steps.letter("SUPPORT_APPROVED", "walt")
    assert support.shown(mail)["Approved by"] == "Ann"
    assert support.shown(mail)["Level"] == "Full support"
    assert [link["path"] for link in mail.letter["links"]] == [f"/requests/{request}"]
    assert await support.noticed(north.contract) == ["REQUEST_SUBMITTED", "REQUEST_ACTED_UPON"]


async def test_approving_may_lower_the_level_and_never_raises_it(ask: Ask) -> None:
    await support.north()
    high = await support.pending(ask)
    low = await support.pending(ask, "nell", level="DOWNLOADS_ONLY")

    refused = await support.approve(ask, low, level="FULL_SUPPORT")
    assert (refused["code"], refused["field"]) == ("INVALID_INPUT", ["level"])
    await untouched(low)
    done = await support.approve(ask, high, level="DOWNLOADS_ONLY")

    assert (done["level"], done["grantedLevel"]) == ("FULL_SUPPORT", "DOWNLOADS_ONLY")
    assert await support.held(ask, "walt") == [("CONTRACT", "N100", "DOWNLOADS_ONLY")]
    # The rest may be asked for again, and what is held stays the one row of this key.
    again = await support.pending(ask)
    await support.approve(ask, again)
    assert await support.held(ask, "walt") == [("CONTRACT", "N100", "FULL_SUPPORT")]


async def test_an_administrator_denies_with_a_reason(ask: Ask) -> None:
    await support.north()
    request = await support.pending(ask)

    done = await support.deny(ask, request, reason="Not a partner of ours.")

    assert (done["status"], done["decisionReason"]) == ("DECLINED", "Not a partner of ours.")
    assert await support.held(ask, "walt") == []
    assert await steps.mailed("SUPPORT_DENIED") == ["abe", "walt"]
    mail = await steps.letter("SUPPORT_DENIED", "walt")
    assert mail.letter["quote"] == {"by": "Ann", "text": "Not a partner of ours."}
    assert (await support.submit(ask, "walt"))["status"] == "PENDING"


@pytest.mark.parametrize(
    ("reason", "code"), [("x" * 1001, "REASON_TOO_LONG"), ("\u0007", "INVALID_INPUT")]
)
async def test_a_reason_that_cannot_be_used_leaves_it_pending(
    ask: Ask, reason: str, code: str
) -> None:
    await support.north()
    request = await support.pending(ask)

    assert (await support.deny(ask, request, reason=reason))["code"] == code
    await untouched(request)


@pytest.mark.parametrize("answer", [support.approve, support.deny])
@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("walt", "SELF_DECISION"),
        ("nora", "NOT_FOUND"),
        ("ada", "NOT_FOUND"),
        ("olaf", "FORBIDDEN"),
        ("opal", "FORBIDDEN"),
    ],
)
async def test_who_does_not_administer_the_contract_decides_nothing(
    ask: Ask, answer: Any, who: str, code: str
) -> None:
    await support.north()
    request = await support.pending(ask)

    assert (await answer(ask, request, who))["code"] == code
    await untouched(request)


@pytest.mark.parametrize("name", ["approveSupportAccess", "denySupportAccess"])
async def test_a_request_that_is_none_reads_as_missing(ask: Ask, name: str) -> None:
    for request in (steps.unknown("SupportAccessRequest"), steps.unknown("AccessRequest"), "x"):
        assert (await support.act(ask, name, "ada", request=request))["code"] == "NOT_FOUND"


async def test_an_administrator_with_the_requesters_address_is_the_requester(ask: Ask) -> None:
    await support.north()
    request = await support.pending(ask)
    await User.filter(username="ann").update(email="Walt@west.example")

    assert (await support.approve(ask, request))["code"] == "SELF_DECISION"
    await untouched(request)


async def test_agents_decide_what_waits_for_support_and_operators_look_on(ask: Ask) -> None:
    await support.north()
    await ContractAdministrator.all().delete()
    request = await support.pending(ask)

    seen = await support.read(ask, request, "opal")
    assert seen and not seen["viewerCanDecide"]["allowed"]
    assert (await support.approve(ask, request, "opal"))["code"] == "FORBIDDEN"
    seen = await support.read(ask, request, "olaf")
    assert seen and seen["viewerCanDecide"]["allowed"]
    assert (await support.approve(ask, request, "olaf"))["actedBy"] == {"username": "olaf"}
    assert await support.noticed(None) == ["REQUEST_SUBMITTED", "REQUEST_ACTED_UPON"]


async def test_agents_decide_too_once_the_contract_has_lost_its_administrators(ask: Ask) -> None:
    await support.north()
    request = await support.pending(ask)
    await User.filter(username="ann").update(active=False)
    assert (await support.deny(ask, request, "olaf"))["code"] == "FORBIDDEN"
    await ContractAdministrator.filter(user__username="abe").delete()

    assert (await support.deny(ask, request, "olaf"))["status"] == "DECLINED"


async def test_an_administrator_who_lost_the_contract_is_told_so(ask: Ask) -> None:
    await support.north()
    request = await support.pending(ask)
    await ContractAdministrator.filter(user__username="ann").delete()

    assert (await support.approve(ask, request))["code"] == "FORBIDDEN"
    assert await support.read(ask, request, "ann") is None
    await untouched(request)


@pytest.mark.parametrize(
    "changes", [{"blocked": True}, {"ends_on": clock.now() - timedelta(hours=1)}]
)
async def test_nobody_is_given_a_contract_that_was_blocked_or_ended_meanwhile(
    ask: Ask, changes: dict[str, Any]
) -> None:
    await support.north()
    request = await support.pending(ask)
    await Contract.filter(number="N100").update(**changes)

    assert (await support.approve(ask, request))["code"] == "FORBIDDEN"
    await untouched(request)
    assert (await support.deny(ask, request))["status"] == "DECLINED"


@pytest.mark.parametrize("first", ["approveSupportAccess", "denySupportAccess"])
@pytest.mark.parametrize("second", ["approveSupportAccess", "denySupportAccess"])
async def test_whoever_comes_second_learns_who_was_first_when_and_how(
    ask: Ask, first: str, second: str
) -> None:
    await support.north()
    request = await support.pending(ask)
    done = await support.act(ask, first, "ann", request=request)

    late = await support.act(ask, second, "abe", request=request)

    assert (late["code"], late["outcome"]) == ("ALREADY_ACTED_UPON", done["status"])
    assert (late["actedBy"], late["actedAt"]) == ({"username": "ann"}, done["actedAt"])
    assert late["request"] == {"id": request, "status": done["status"], "version": 2}
    assert "Ann" in late["message"]


async def test_of_twenty_administrators_who_answer_at_once_one_wins(ask: Ask) -> None:
    north = await support.north()
    names = [f"admin{n}" for n in range(20)]
    for name in names:
        await steps.person(name)
        await entitled.administers(name, north.contract)
    request = await support.pending(ask)

    answers = await asyncio.gather(
        *(
            support.approve(ask, request, name) if n % 2 else support.deny(ask, request, name)
            for n, name in enumerate(names)
        )
    )

    (won,) = [a for a in answers if a["__typename"] == "SupportAccessRequest"]
    lost = [a for a in answers if a["__typename"] == "AlreadyActedUpon"]
    assert len(lost) == 19
    assert {(a["outcome"], a["actedBy"]["username"]) for a in lost} == {
        (won["status"], won["actedBy"]["username"])
    }
    assert await support.noticed(north.contract) == ["REQUEST_SUBMITTED", "REQUEST_ACTED_UPON"]
    assert len(await support.held(ask, "walt")) == (won["status"] == "APPROVED")
    kind = "SUPPORT_APPROVED" if won["status"] == "APPROVED" else "SUPPORT_DENIED"
    assert (await steps.mailed(kind)).count("walt") == 1


async def test_the_requester_reminds_once_a_day(ask: Ask) -> None:
    north = await support.north()
    request = await support.pending(ask)

    done = await support.remind(ask, request)
    assert (done["reminders"], done["version"]) == (1, 2)
    assert await steps.mailed("SUPPORT_REMINDER") == ["abe", "ann"]
    soon = await support.remind(ask, request)
    assert (soon["code"], soon["availableAt"]) == ("REMINDER_TOO_SOON", done["remindableAt"])
    clock.clock.advance(hours=24)
    assert (await support.remind(ask, request))["reminders"] == 2
    assert await support.noticed(north.contract) == ["REQUEST_SUBMITTED"] + ["REQUEST_REMINDED"] * 2


async def test_the_requester_withdraws(ask: Ask) -> None:
    north = await support.north()
    request = await support.pending(ask)

    done = await support.withdraw(ask, request)

    assert (done["status"], done["endCause"]) == ("CANCELLED", "WITHDRAWN")
    assert await steps.mailed("SUPPORT_CANCELLED") == ["abe", "ann"]
    assert await steps.mailed("SUPPORT_SUBMITTED", status="QUEUED") == []
    assert await support.noticed(north.contract) == ["REQUEST_SUBMITTED", "REQUEST_WITHDRAWN"]
    for again in (support.withdraw, support.remind):
        late = await again(ask, request)
        assert (late["code"], late["request"]["status"]) == ("NOT_PENDING", "CANCELLED")
    assert (await support.approve(ask, request))["code"] == "ALREADY_ACTED_UPON"
    assert (await support.submit(ask, "walt"))["status"] == "PENDING"


@pytest.mark.parametrize("name", ["remindSupportAccess", "withdrawSupportAccess"])
@pytest.mark.parametrize("who", ["nora", "ann", "olaf"])
async def test_nobody_reminds_or_withdraws_for_another(ask: Ask, name: str, who: str) -> None:
    await support.north()
    request = await support.pending(ask)

    assert (await support.act(ask, name, who, request=request))["code"] == "NOT_FOUND"
    await untouched(request)


async def test_after_four_weeks_it_is_cancelled_with_a_mail_to_all_parties(ask: Ask) -> None:
    north = await support.north()
    request = await support.pending(ask)
    shown = await support.read(ask, request, "walt")
    assert shown
    waited = datetime.fromisoformat(shown["deadline"]) - datetime.fromisoformat(
        shown["submittedAt"]
    )
    assert waited == timedelta(weeks=4)

    clock.clock.advance(days=27, hours=23)
    await steps.due()
    await untouched(request)
    clock.clock.advance(hours=1)
    await steps.due()

    read = await support.read(ask, request, "walt")
    assert read and (read["status"], read["endCause"]) == ("CANCELLED", "NOT_ANSWERED")
    assert (read["version"], read["actedBy"], read["deadline"]) == (2, None, None)
    assert await steps.mailed("SUPPORT_CANCELLED") == ["abe", "ann", "walt"]
    for who, path in (("walt", "/requests/"), ("abe", "/support/requests/")):
        mail = await steps.letter("SUPPORT_CANCELLED", who)
        assert mail.letter["links"][0]["path"] == path + request
        assert "four weeks" in mail.letter["paragraphs"][0]
    assert await steps.mailed("SUPPORT_SUBMITTED", status="QUEUED") == []
    assert await support.noticed(north.contract) == ["REQUEST_SUBMITTED", "REQUEST_EXPIRED"]
    assert (await support.submit(ask, "walt"))["status"] == "PENDING"


async def test_what_waits_for_support_is_cancelled_with_a_mail_to_the_agents(ask: Ask) -> None:
    await support.north()
    await ContractAdministrator.all().delete()
    await support.pending(ask)

    clock.clock.advance(weeks=4)
    await steps.due()

    assert await steps.mailed("SUPPORT_CANCELLED") == ["olaf", "walt"]
    assert await support.noticed(None) == ["REQUEST_SUBMITTED", "REQUEST_EXPIRED"]


async def test_two_workers_cancel_it_once(ask: Ask) -> None:
    north = await support.north()
    await support.pending(ask)
    clock.clock.advance(weeks=5)

    await asyncio.gather(*(timers.run_due(clock.now()) for _ in range(4)))

    assert await support.noticed(north.contract) == ["REQUEST_SUBMITTED", "REQUEST_EXPIRED"]
    assert await steps.mailed("SUPPORT_CANCELLED") == ["abe", "ann", "walt"]


@pytest.mark.parametrize("end", [support.approve, support.deny, support.withdraw])
async def test_what_was_decided_in_time_is_not_cancelled_later(ask: Ask, end: Any) -> None:
    await support.north()
    request = await support.pending(ask)
    done = await end(ask, request)

    clock.clock.advance(weeks=5)
    await steps.due()

    read = await support.read(ask, request, "walt")
    assert read and (read["status"], read["version"]) == (done["status"], 2)


async def test_a_decision_and_the_deadline_at_once_make_one_end(ask: Ask) -> None:
    north = await support.north()
    request = await support.pending(ask)
    clock.clock.advance(weeks=4)

    answer, _ = await asyncio.gather(support.approve(ask, request), timers.run_due(clock.now()))

    row = await support.row(request)
    assert row.version == 2
    assert (answer["__typename"] == "SupportAccessRequest") == (row.status == "APPROVED")
    assert len(await support.noticed(north.contract)) == 2


async def test_the_requests_and_the_access_of_a_closed_user_end(ask: Ask) -> None:
    north = await support.north()
    await entitled.contract("N200", north.site)
    request = await support.pending(ask)
    await entitled.access("walt", await Contract.get(number="N200"))
    walt = await steps.user("walt")

    await ask(DEACTIVATE, by="opal", id=ids.of(walt))

    row = await support.row(request)
    assert (row.status, row.end_cause) == ("CANCELLED", "USER_DEACTIVATED")
    assert not await SupportAccess.standing().filter(user_id=walt.id).exists()
    assert await steps.mailed("SUPPORT_CANCELLED") == ["abe", "ann", "walt"]
    assert await support.noticed(north.contract) == ["REQUEST_SUBMITTED", "REQUEST_WITHDRAWN"]


async def test_every_agent_hears_of_the_answer_of_one(ask: Ask) -> None:
    await support.north()
    await ContractAdministrator.all().delete()
    await steps.person("olga", staff=Staff.SUPPORT_AGENT)
    request = await support.pending(ask)

    await support.deny(ask, request, "olga")

    assert await steps.mailed("SUPPORT_SUBMITTED") == ["olaf", "olga"]
    assert await steps.mailed("SUPPORT_DENIED") == ["olaf", "walt"]
