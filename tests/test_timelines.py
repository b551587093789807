"""The timeline of a request: what happened to it, told to whom it concerns, at any length."""

from typing import Any

import pytest

from models import clock, mail, request_events
from models.audit import AuditEvent
from models.mail import EmailMessage
from models.notices import Notice
from models.roles import RoleAssignment
from resolvers import ids
from tests import applying, automating, registering, reviewing, shared, steps
from tests import support_steps as support
from tests.conftest import Ask, Served
from tests.test_statements import statements

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

EVENTS = "timeline { at kind actor { username } actorName message reason outcome }"
READ = f"query($id: ID!) {{ node(id: $id) {{ ... on Request {{ {EVENTS} }} }} }}"
REVOKE = """mutation($input: RevokeRoleInput!) { revokeRole(input: $input) { __typename
  ... on Problem { code } } }"""
MINE = f"""query {{ viewer {{ requests(first: 50) {{ nodes {{ {EVENTS} }} }} }} }}"""
OF_ACME = f"""query($id: ID!) {{ smartAccount(id: $id) {{
  accessRequests(first: 50) {{ nodes {{ {EVENTS} }} }} }} }}"""
QUEUE = f"""query {{ reviewQueue(first: 50) {{ nodes {{ {EVENTS}
  review {{ triedPairs {{ contractNumber problem }} }} }} }} }}"""

Event = dict[str, Any]


async def timeline(ask: Ask, id: str, by: str) -> list[Event]:
    """What somebody is told of what happened to a request."""
    told: list[Event] = (await ask(READ, by=by, id=id))["timeline"]
    assert [event["at"] for event in told] == sorted(event["at"] for event in told)
    return told


async def kinds(ask: Ask, id: str, by: str) -> list[str]:
    """The same by kind alone."""
    return [event["kind"] for event in await timeline(ask, id, by)]


def actors(told: list[Event]) -> list[str | None]:
    """Who did it, by username; None where no user did."""
    return [event["actor"] and event["actor"]["username"] for event in told]


async def pass_days(days: int) -> None:
    """Let days go by, and the workers do what is due."""
    clock.clock.advance(days=days, seconds=1)
    await steps.due()


async def sent(kind: str) -> None:
    """Let the mails of a kind go out."""
    clock.clock.advance(seconds=5)
    for row in await EmailMessage.filter(kind=kind):
        await mail.mark_sent(row.id, clock.now())


async def test_a_request_is_followed_from_its_sending_to_the_end_of_the_role(ask: Ask) -> None:
    await automating.periods(ask, remind=4)
    request = await steps.pending(ask)
    await sent("ACCESS_REQUESTED")
    clock.clock.advance(minutes=1)
    await steps.remind(ask, request)
    await pass_days(4)
    await pass_days(3)
    await steps.approve(ask, request, "ben")
    clock.clock.advance(days=1)
    (given,) = await RoleAssignment.filter(request_id__isnull=False)
    revoked = await ask(REVOKE, by="ada", input={"roleAssignment": ids.of(given)})
    assert revoked["__typename"] == "RoleAssignment"

    told = await timeline(ask, request, "rita")

    assert [event["kind"] for event in told] == [
        "SENT", "MAILED", "REMINDED", "REMINDED", "ESCALATED", "ACTED_UPON", "REVOKED",
    ]  # fmt: skip
    assert actors(told) == ["rita", None, "rita", None, None, "ben", "ada"]
    assert told[0]["reason"] == steps.REASON
    assert told[1]["message"] == "2 people were mailed and asked to answer"
    assert told[3]["actorName"] == "the system"
    assert [event["outcome"] for event in told] == [None] * 5 + ["APPROVED", None]
    assert told[5]["message"].endswith("approved Smart Account User for Rita Request")
    assert told[6]["message"].endswith("ended the role Smart Account User")
    assert await timeline(ask, request, "ada") == told


async def test_history_does_not_go_with_the_notices(ask: Ask) -> None:
    request = await steps.pending(ask)
    await steps.decline(ask, request, reason="We do not know you.")
    told = await timeline(ask, request, "rita")

    await Notice.all().delete()

    assert await timeline(ask, request, "rita") == told
    assert [(event["kind"], event["reason"]) for event in told[1:]] == [
        ("ACTED_UPON", "We do not know you.")
    ]


async def test_a_rule_is_named_as_who_answered(ask: Ask) -> None:
    await automating.set_rules(ask, automating.rule("Nobody", "DECLINE", reason="Ask by phone."))

    made = await steps.submit(ask)
    told = await timeline(ask, made["id"], "rita")

    assert [event["kind"] for event in told] == ["SENT", "ACTED_UPON"]
    answered = told[1]
    assert (answered["actor"], answered["actorName"]) == (None, "the rule 'Nobody'")
    assert (answered["outcome"], answered["reason"]) == ("DECLINED", "Ask by phone.")


async def test_what_the_operators_are_told_is_told_once(ask: Ask) -> None:
    await automating.periods(ask, remind=4)
    request = await steps.pending(ask)
    await pass_days(4)
    await pass_days(3)
    await automating.appoint(ask, "olaf")
    await steps.withdraw(ask, request)

    assert await kinds(ask, request, "rita") == [
        "SENT", "REMINDED", "ESCALATED", "ADMINISTRATOR_APPOINTED", "WITHDRAWN",
    ]  # fmt: skip


async def test_support_access_is_followed_until_it_is_taken_away(ask: Ask) -> None:
    await support.north()
    request = await support.pending(ask)
    clock.clock.advance(days=2)
    await support.remind(ask, request)
    await support.approve(ask, request)
    await support.revoke(ask, await support.access_id(ask, "walt"), "ann")

    told = await timeline(ask, request, "ann")

    assert [event["kind"] for event in told] == ["SENT", "REMINDED", "ACTED_UPON", "REVOKED"]
    assert actors(told) == ["walt", "walt", "ann", "ann"]
    assert await timeline(ask, request, "walt") == told
    assert await ask(READ, by="rita", id=request) is None


async def test_support_access_that_is_denied_at_once_was_denied_by_the_system(ask: Ask) -> None:
    await support.north()
    denied = await support.submit(ask, "walt", key="NONE-1")
    assert denied["status"] == "DECLINED"

    told = await timeline(ask, denied["id"], "walt")

    assert [event["kind"] for event in told] == ["SENT", "ACTED_UPON"]
    assert (told[1]["actor"], told[1]["actorName"]) == (None, "the system")
    assert (told[1]["outcome"], told[1]["reason"]) == ("DECLINED", denied["decisionReason"])


async def test_an_application_is_followed_by_applicant_operator_and_nominee(ask: Ask) -> None:
    await applying.cast()
    application = await applying.for_noel(ask, domainIdentifier="nova-group.example")
    assert await ask(READ, by="noel", id=application) is None
    await applying.review(ask, application)
    await applying.authorize(ask, await applying.secret(), accept=False, reason="Not for me.")

    told = await timeline(ask, application, "nora")

    assert [event["kind"] for event in told] == ["SENT", "STEP_TAKEN", "ACTED_UPON"]
    assert actors(told) == ["nora", "opal", "noel"]
    assert (told[2]["outcome"], told[2]["reason"]) == ("DECLINED", "Not for me.")
    for who in ("opal", "noel"):
        assert await timeline(ask, application, who) == told


async def test_every_question_of_the_desk_stays_readable_with_its_answer(ask: Ask) -> None:
    _, north = await reviewing.organisation()
    registration = await reviewing.review("rita", north)
    for asked, answered in (("Which site is yours?", "North."), ("Who sent you there?", "Dana.")):
        clock.clock.advance(minutes=1)
        await reviewing.question(ask, registration, question=asked)
        clock.clock.advance(minutes=1)
        await reviewing.answer(ask, registration, answer=answered)
    clock.clock.advance(minutes=1)
    await reviewing.act(ask, "claimReview", "olaf", registration)
    await reviewing.reject(ask, registration)

    told = await timeline(ask, ids.of(registration), "rita")

    assert [(event["kind"], event["reason"]) for event in told] == [
        ("SENT", None),
        ("REVIEW_BEGUN", None),
        ("QUESTION_ASKED", "Which site is yours?"),
        ("QUESTION_ANSWERED", "North."),
        ("QUESTION_ASKED", "Who sent you there?"),
        ("QUESTION_ANSWERED", "Dana."),
        ("ACTED_UPON", reviewing.REASON),
    ]
    assert actors(told)[2:] == ["olaf", "rita", "olaf", "rita", "olaf"]
    for who in ("olaf", "opal"):
        assert await timeline(ask, ids.of(registration), who) == told


async def test_administrators_are_not_told_what_passed_between_registrant_and_desk(
    ask: Ask,
) -> None:
    root, north = await reviewing.organisation()
    registration = await reviewing.review("rita", north)
    await reviewing.question(ask, registration)
    await reviewing.answer(ask, registration)
    await reviewing.administrator("dana", root)
    await reviewing.resolve(ask, registration, north)
    key = ids.of(registration)

    assert await kinds(ask, key, "dana") == ["SENT", "FORWARDED"]
    whole = await kinds(ask, key, "rita")
    assert whole == [
        "SENT", "REVIEW_BEGUN", "QUESTION_ASKED", "QUESTION_ANSWERED", "FORWARDED", "ACTED_UPON",
    ]  # fmt: skip
    assert {event["outcome"] for event in await timeline(ask, key, "rita")} == {None}


async def test_a_registration_that_makes_an_administrator_ends_with_that(ask: Ask) -> None:
    root, *_ = await registering.rivers()
    await registering.chosen(ask, root)
    finished = await registering.confirm(ask)
    clock.clock.advance(hours=25)
    await steps.due()

    told = await timeline(ask, finished["id"], "rita")

    assert [event["kind"] for event in told] == [
        "SENT", "STEP_TAKEN", "STEP_TAKEN", "ADMINISTRATOR_APPOINTED", "READY",
    ]  # fmt: skip
    assert told[1]["message"] == f"Rita Request verified contract {registering.CONTRACT}"
    assert told[3]["outcome"] == "APPROVED"


async def test_a_registration_that_nobody_was_asked_about_ends_as_withdrawn(ask: Ask) -> None:
    await registering.rivers()
    await registering.verified(ask)
    ended = await registering.do(ask, "cancelRegistration")

    told = await timeline(ask, ended["id"], "rita")

    assert [event["kind"] for event in told] == ["SENT", "STEP_TAKEN", "WITHDRAWN"]
    assert told[2]["outcome"] == "CANCELLED"


async def test_a_hundred_events_are_the_most_and_the_first_is_the_sending(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_events, "LONGEST", 4)
    monkeypatch.setattr("models.timelines.LONGEST", 4)
    request = await steps.pending(ask)
    for _ in range(6):
        clock.clock.advance(hours=25)
        await steps.remind(ask, request)
    reminded = AuditEvent.filter(action="request_reminded", actor_id__isnull=False)
    assert await reminded.count() == 6

    told = await timeline(ask, request, "rita")

    assert [event["kind"] for event in told] == ["SENT", "REMINDED", "REMINDED", "REMINDED"]
    last = await reminded.order_by("-number").first()
    assert last and told[-1]["at"] == last.occurred_at.isoformat()


async def test_lists_with_timelines_take_the_same_statements_at_any_length(
    ask: Ask, served: Served
) -> None:
    acme = await steps.acme_id()
    counts: dict[str, list[int]] = {"rita": [], "ada": [], "olaf": []}
    for start, end in ((0, 3), (3, 15)):
        for number in range(start, end):
            await steps.decline(ask, await steps.pending(ask), reason="Not you.")
            await steps.person(f"asker{number}")
            await steps.remind(ask, await steps.pending(ask, f"asker{number}"), f"asker{number}")
            await reviewing.question(ask, await reviewing.review(f"asker{number}"))
        counts["rita"].append(await statements(served.client("rita"), MINE))
        counts["ada"].append(await statements(served.client("ada"), OF_ACME, id=acme))
        counts["olaf"].append(await statements(served.client("olaf"), QUEUE))

    (shown,) = (await served.client("ada").ask(OF_ACME, id=acme)).values()
    assert len(shown["nodes"]) == 30 and all(len(node["timeline"]) == 2 for node in shown["nodes"])
    for who, (few, many) in counts.items():
        assert 1 < few == many <= 14, (who, few, many)
