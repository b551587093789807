"""Requests that nobody answers: reminders, the operators, and the end."""

import asyncio
from datetime import datetime, timedelta

import pytest

from models import clock, database, timers
from models.mail import EmailMessage
from models.roles import Role
from tests import automating, shared, steps
from tests.conftest import Ask, Served

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

VIEWED = """query($id: ID!) { accessRequest(id: $id) { status version automaticReminders
  escalatedAt escalationCause viewerCanRemind { allowed } } }"""
NOTICES = """subscription($after: String) { viewerNotices(after: $after) {
  kind message about { ... on Request { id status viewerCanDecide { allowed } } } } }"""


async def pass_days(*days: int) -> None:
    """Let days go by, and the workers do at the end of each span what is due."""
    for some in days:
        clock.clock.advance(days=some, seconds=1)
        await steps.due()


async def waiting_timers() -> int:
    """How many acts are planned."""
    return int((await database.fetch("SELECT COUNT(*) AS n FROM timer"))[0]["n"])


async def test_after_some_days_without_a_decision_the_administrators_are_reminded(
    ask: Ask,
) -> None:
    request = await steps.pending(ask)

    await pass_days(2)
    assert await steps.mailed("ACCESS_REMINDER") == []
    await pass_days(1)

    assert await steps.mailed("ACCESS_REMINDER") == ["ada", "ben"]
    assert await steps.noticed() == ["REQUEST_SUBMITTED", "REQUEST_REMINDED"]
    assert await automating.logged("request_reminded") == [
        "the system: The system reminded the administrators"
    ]
    viewed = await ask(VIEWED, by="rita", id=request)
    assert (viewed["status"], viewed["version"], viewed["automaticReminders"]) == ("PENDING", 2, 1)
    assert viewed["viewerCanRemind"]["allowed"], "the requester's own reminder is another one"


async def test_automatic_reminders_repeat_three_times_at_most(ask: Ask) -> None:
    await automating.periods(ask, remind=2, escalate=None)
    await steps.pending(ask)

    counts = []
    for _ in range(6):
        await pass_days(2)
        counts.append(len(await steps.mailed("ACCESS_REMINDER")))

    assert counts == [2, 4, 6, 6, 6, 6]
    assert await waiting_timers() == 0


@pytest.mark.parametrize("end", ["approve", "decline", "withdraw"])
async def test_nothing_more_comes_of_a_request_that_has_ended(ask: Ask, end: str) -> None:
    await automating.periods(ask, expire=20)
    request = await steps.pending(ask)
    await {"approve": steps.approve, "decline": steps.decline, "withdraw": steps.withdraw}[end](
        ask, request
    )

    assert await waiting_timers() == 0
    noticed = await steps.noticed()
    await pass_days(3, 4, 13)

    assert await steps.noticed() == noticed
    assert await steps.mailed("ACCESS_REMINDER") == []
    assert await steps.mailed("ACCESS_ESCALATED") == []


async def test_a_timer_that_comes_late_does_nothing_to_a_request_that_has_ended(ask: Ask) -> None:
    request = await steps.pending(ask)
    await steps.decline(ask, request)
    key = (await automating.row(request)).id
    for act in ("access.remind", "access.escalate", "access.expire"):
        await timers.put(act, key, clock.now())

    await steps.due()

    assert await waiting_timers() == 0
    assert (await automating.row(request)).status == "DECLINED"
    assert await steps.noticed() == ["REQUEST_SUBMITTED", "REQUEST_ACTED_UPON"]


async def test_a_request_that_nobody_answers_is_shown_to_operators(ask: Ask) -> None:
    request = await steps.pending(ask)
    assert await automating.escalated(ask) == []

    await pass_days(7)

    (shown,) = await automating.escalated(ask)
    assert (shown["id"], shown["reason"]) == (request, steps.REASON)
    assert shown["escalationCause"] == "NO_ANSWER"
    assert clock.now() - datetime.fromisoformat(shown["escalatedAt"]) < timedelta(minutes=1)
    assert (shown["account"]["needsAdmin"], shown["account"]["administrators"]) == (False, 2)
    assert shown["account"]["viewerCanAppointAdministrator"]["allowed"]
    assert not shown["viewerCanDecide"]["allowed"]
    assert await steps.mailed("ACCESS_ESCALATED") == ["opal", "rita"]
    assert (await steps.noticed())[-1] == "REQUEST_ESCALATED"
    assert await automating.operations() == ["ACME: nobody has answered Rita Request"]
    assert await automating.logged("request_escalated") == [
        "the system: The system told the operators that nobody answers"
    ]
    for other in ("ada", "rita", "olaf"):
        assert await automating.escalated(ask, other) is None
    viewed = await ask(VIEWED, by="rita", id=request)
    assert viewed["escalationCause"] == "NO_ANSWER"


async def test_an_escalated_request_is_no_longer_reminded_of_by_itself(ask: Ask) -> None:
    await automating.periods(ask, remind=3, escalate=2)
    await steps.pending(ask)

    await pass_days(2, 3, 3)

    assert await steps.mailed("ACCESS_REMINDER") == []
    assert (await steps.noticed())[1:] == ["REQUEST_SUBMITTED", "REQUEST_ESCALATED"]


async def test_operators_never_decide(ask: Ask) -> None:
    request = await steps.pending(ask)
    before = await steps.approve(ask, request, by="opal")
    await pass_days(7)

    approved = await steps.approve(ask, request, by="opal")
    declined = await steps.decline(ask, request, by="opal")

    assert before["code"] == "NOT_FOUND", "operators do not even know of it until it is escalated"
    assert [approved["code"], declined["code"]] == ["FORBIDDEN", "FORBIDDEN"]
    assert (await automating.row(request)).status == "PENDING"


async def test_administrators_still_decide_what_was_escalated(ask: Ask) -> None:
    request = await steps.pending(ask)
    await pass_days(7)

    done = await steps.approve(ask, request)

    assert done["status"] == "APPROVED"
    assert await automating.escalated(ask) == []
    assert await steps.mailed("ACCESS_ESCALATED", status="QUEUED") == []
    assert await automating.operations() == [
        "ACME: nobody has answered Rita Request",
        "ACME: Ada Admin approved Smart Account User for Rita Request",
    ]


async def test_operators_learn_live_of_what_is_escalated_and_of_its_end(
    ask: Ask, served: Served
) -> None:
    request = await steps.pending(ask)
    cursor = (await ask("{ viewer { noticeCursor } }", by="opal"))["noticeCursor"]

    async with served.client("opal").watch(NOTICES, after=cursor) as watch:
        await pass_days(7)
        told = await watch.next()
        assert told["kind"] == "REQUEST_ESCALATED"
        assert told["about"] == {
            "id": request,
            "status": "PENDING",
            "viewerCanDecide": {"allowed": False},
        }
        await steps.decline(ask, request)
        told = await watch.next()
        assert told["kind"] == "REQUEST_ACTED_UPON"
        assert told["about"]["status"] == "DECLINED"


async def test_a_request_expires_where_the_account_says_so_and_both_sides_are_told(
    ask: Ask,
) -> None:
    await automating.periods(ask, remind=None, escalate=None, expire=10)
    request = await steps.pending(ask)

    await pass_days(9)
    assert (await automating.row(request)).status == "PENDING"
    await pass_days(1)

    read = await steps.read(ask, request, "rita")
    assert read and (read["status"], read["actedBy"], read["version"]) == ("EXPIRED", None, 2)
    assert await steps.mailed("ACCESS_EXPIRED") == ["ada", "ben", "rita"]
    assert await steps.mailed("ACCESS_REQUESTED", status="QUEUED") == []
    assert (await steps.noticed())[-1] == "REQUEST_EXPIRED"
    assert len(await automating.logged("request_expired")) == 1
    late = await steps.approve(ask, request)
    assert (late["code"], late["outcome"], late["actedBy"]) == (
        "ALREADY_ACTED_UPON",
        "EXPIRED",
        None,
    )
    assert await steps.pending(ask) != request


async def test_expiry_is_off_by_default(ask: Ask) -> None:
    request = await steps.pending(ask)

    await pass_days(7, 365)

    assert (await automating.row(request)).status == "PENDING"


async def test_of_an_expiry_and_a_decision_at_once_exactly_one_wins(ask: Ask) -> None:
    await automating.periods(ask, remind=None, escalate=None, expire=1)
    asking = [f"asker{n}" for n in range(8)]
    for who in asking:
        await steps.person(who)
    requests = [await steps.pending(ask, who) for who in asking]
    clock.clock.advance(days=1, seconds=1)

    answers, _ = await asyncio.gather(
        asyncio.gather(*(steps.decline(ask, request) for request in requests)), steps.due()
    )

    ended = {request: (await automating.row(request)).status for request in requests}
    for request, answer in zip(requests, answers, strict=True):
        won = answer["__typename"] == "AccessRequest"
        assert (ended[request] == "DECLINED") == won
        assert won or (answer["code"], answer["outcome"]) == ("ALREADY_ACTED_UPON", "EXPIRED")
    assert set(ended.values()) <= {"DECLINED", "EXPIRED"}
    kinds = await steps.noticed()
    assert kinds.count("REQUEST_ACTED_UPON") + kinds.count("REQUEST_EXPIRED") == len(requests)
    assert await EmailMessage.filter(
        kind__in=["ACCESS_EXPIRED", "ACCESS_DECLINED"], to_address__startswith="asker"
    ).count() == len(requests)


async def test_every_step_happens_once_however_many_workers_there_are(ask: Ask) -> None:
    for n in range(6):
        await steps.person(f"asker{n}")
        await steps.pending(ask, f"asker{n}")
    clock.clock.advance(days=7, seconds=1)

    await asyncio.gather(*(steps.due() for _ in range(4)))

    kinds = await steps.noticed()
    assert kinds.count("REQUEST_REMINDED") + kinds.count("REQUEST_ESCALATED") >= 6
    assert kinds.count("REQUEST_ESCALATED") == 6
    assert len(await automating.operations()) == 6
    assert (await steps.mailed("ACCESS_ESCALATED")).count("opal") == 6
    assert len(await automating.logged("request_escalated")) == 6


async def test_what_was_due_while_no_worker_ran_is_done_afterwards(ask: Ask) -> None:
    request = await steps.pending(ask)
    clock.clock.advance(days=100)

    await steps.due()

    assert (await automating.row(request)).escalated_at is not None


async def test_pending_requests_follow_changed_settings_at_once(ask: Ask) -> None:
    request = await steps.pending(ask)
    await automating.periods(ask, remind=None, escalate=None, expire=5)

    await pass_days(4)
    assert await steps.noticed() == ["REQUEST_SUBMITTED", "ACCOUNT_CHANGED"]
    await automating.periods(ask, escalate=4)
    await steps.due()
    assert (await automating.row(request)).escalated_at is not None
    await automating.periods(ask, expire=None)
    await pass_days(10)
    assert (await automating.row(request)).status == "PENDING"


async def test_periods_are_shown_and_set_by_who_decides_requests(ask: Ask) -> None:
    await steps.appoint("uma", Role.SMART_ACCOUNT_APPROVER)

    done = await automating.periods(ask, remind=1, escalate=365, expire=30)
    refused = await automating.periods(ask, by="uma", remind=2)

    assert done["settings"] == {
        "remindAdminsAfterDays": 1,
        "escalateAfterDays": 365,
        "expireAfterDays": 30,
    }
    assert refused["code"] == "FORBIDDEN"


@pytest.mark.parametrize("days", [0, -1, 366])
async def test_a_period_has_1_to_365_days(ask: Ask, days: int) -> None:
    refused = await automating.periods(ask, expire=days)

    assert (refused["code"], refused["field"]) == ("INVALID_INPUT", ["expireAfterDays"])


async def test_a_requesters_reminder_does_not_put_the_automatic_one_off(ask: Ask) -> None:
    request = await steps.pending(ask)
    clock.clock.advance(days=2)
    await steps.remind(ask, request)

    await pass_days(1)

    read = await ask(VIEWED, by="rita", id=request)
    assert read["automaticReminders"] == 1
    by_hand = (await automating.row(request)).reminded_at
    assert by_hand and clock.now() - by_hand > timedelta(days=1)


HANDLING = """query($id: ID!) { accessRequest(id: $id) { handling {
  administratorsTold remindersSent mailsFailed usualHours } } }"""


async def test_the_requester_is_told_in_numbers_how_far_a_request_has_come(ask: Ask) -> None:
    request = await steps.pending(ask)
    await steps.remind(ask, request)
    await pass_days(3)
    await EmailMessage.filter(to_address__startswith="ben@").update(status="FAILED")

    shown = (await ask(HANDLING, by="rita", id=request))["handling"]

    assert shown == {
        "administratorsTold": 2,
        "remindersSent": 2,
        "mailsFailed": 3,
        "usualHours": None,
    }
    assert (await ask(HANDLING, by="ada", id=request))["handling"] is None


async def test_right_after_the_sending_all_administrators_were_told(ask: Ask) -> None:
    told = """mutation($input: RequestAccessInput!) { requestAccess(input: $input) {
      ... on AccessRequest { id handling { administratorsTold } } } }"""
    wanted = {"domainIdentifier": "acme.example", "account": await steps.acme_id()}

    sent = await ask(told, by="rita", input={**wanted, "reason": steps.REASON})

    assert sent["handling"] == {"administratorsTold": 2}


async def test_the_requester_is_told_how_long_such_requests_usually_take(ask: Ask) -> None:
    for hours in (1, 2, 3, 10):
        decided = await steps.pending(ask, "dana")
        clock.clock.advance(hours=hours)
        await steps.decline(ask, decided)
    request = await steps.pending(ask)
    assert (await ask(HANDLING, by="rita", id=request))["handling"]["usualHours"] is None

    decided = await steps.pending(ask, "dana")
    clock.clock.advance(hours=4)
    await steps.decline(ask, decided)

    assert (await ask(HANDLING, by="rita", id=request))["handling"]["usualHours"] == 3.0
