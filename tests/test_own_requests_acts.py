"""One reminder and one withdrawal for a request of any kind, so that a list has one button each."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from models import clock
from models.notices import Notice
from resolvers import ids
from tests import applying, registering, reviewing, shared, steps, support_steps
from tests.conftest import Ask

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

ANSWER = """__typename ... on Request { id status reminders version }
  ... on Problem { code message field }
  ... on NotPending { request { id status } }"""
REMIND = f"""mutation($input: SendReminderInput!) {{ sendReminder(input: $input) {{ {ANSWER}
  ... on ReminderTooSoon {{ availableAt }} }} }}"""
WITHDRAW = f"""mutation($input: WithdrawRequestInput!) {{ withdrawRequest(input: $input) {{
  {ANSWER} ... on WrongStage {{ registration {{ id stage }} }} }} }}"""
Answer = dict[str, Any]
# What leaves something pending: who asked, and its id.
Opened = tuple[str, str]


async def entering(ask: Ask) -> Opened:
    """A request to enter an account."""
    return "rita", await steps.pending(ask)


async def supported(ask: Ask) -> Opened:
    """A request for support access."""
    await support_steps.north()
    return "walt", await support_steps.pending(ask)


async def applied(ask: Ask) -> Opened:
    """An application for a new account, which an operator reviews."""
    await applying.cast()
    return "nora", await applying.to_review(ask)


async def forwarded(ask: Ask) -> Opened:
    """A registration that the company's administrators decide."""
    root, _, _ = await registering.rivers()
    await reviewing.administrator("dana", root)
    return "rita", await registering.forwarded(ask)


KINDS = {
    "AccessRequest": (entering, "ACCESS_REMINDER"),
    "SupportAccessRequest": (supported, "SUPPORT_REMINDER"),
    "AccountApplication": (applied, "APPLICATION_UNDER_REVIEW"),
    "Registration": (forwarded, "ONBOARDING_REMINDER"),
}
each_kind = pytest.mark.parametrize(
    ("kind", "opened", "mail"), [(kind, *rest) for kind, rest in KINDS.items()]
)
Open = Callable[[Ask], Awaitable[Opened]]


async def remind(ask: Ask, by: str, request: str, **given: Any) -> Answer:
    """Remind of a request of any kind."""
    answer: Answer = await ask(REMIND, by=by, input={"request": request, **given})
    return answer


async def withdraw(ask: Ask, by: str, request: str, **given: Any) -> Answer:
    """Take a request of any kind back."""
    answer: Answer = await ask(WITHDRAW, by=by, input={"request": request, **given})
    return answer


@each_kind
async def test_one_reminder_serves_every_kind_once_in_a_day(
    ask: Ask, kind: str, opened: Open, mail: str
) -> None:
    who, request = await opened(ask)
    before = len(await steps.mailed(mail))

    done = await remind(ask, who, request)
    again = await remind(ask, who, request)
    clock.clock.advance(hours=24)
    later = await remind(ask, who, request)

    assert (done["__typename"], done["id"], done["reminders"]) == (kind, request, 1)
    assert (again["code"], bool(again["availableAt"])) == ("REMINDER_TOO_SOON", True)
    assert later["reminders"] == 2
    assert len(await steps.mailed(mail)) > before


@each_kind
async def test_one_withdrawal_serves_every_kind_and_ends_it_once(
    ask: Ask, kind: str, opened: Open, mail: str
) -> None:
    who, request = await opened(ask)

    done = await withdraw(ask, who, request)
    told = await Notice.filter(kind="REQUEST_WITHDRAWN").count()
    again = await withdraw(ask, who, request)
    late = await remind(ask, who, request)

    assert (done["__typename"], done["id"], done["status"]) == (kind, request, "CANCELLED")
    assert again["code"] == ("WRONG_STAGE" if kind == "Registration" else "NOT_PENDING")
    assert (again.get("request") or again["registration"])["id"] == request
    assert (late["code"], late["request"]["status"]) == ("NOT_PENDING", "CANCELLED")
    assert await Notice.filter(kind="REQUEST_WITHDRAWN").count() == told > 0


@each_kind
@pytest.mark.parametrize("act", [remind, withdraw])
async def test_with_the_same_key_it_is_done_once_and_answered_the_same(
    ask: Ask, act: Callable[..., Awaitable[Answer]], kind: str, opened: Open, mail: str
) -> None:
    who, request = await opened(ask)

    first = await act(ask, who, request, idempotencyKey="k")
    told = await Notice.all().count()
    second = await act(ask, who, request, idempotencyKey="k")
    other = await act(ask, who, steps.unknown(kind), idempotencyKey="k")

    assert first == second and first["__typename"] == kind
    assert other["code"] == "REPEAT_MISMATCH"
    assert await Notice.all().count() == told


@each_kind
@pytest.mark.parametrize("act", [remind, withdraw])
async def test_a_foreign_request_reads_as_one_that_is_missing(
    ask: Ask, act: Callable[..., Awaitable[Answer]], kind: str, opened: Open, mail: str
) -> None:
    who, request = await opened(ask)

    foreign = await act(ask, "uma", request)
    missing = await act(ask, "uma", steps.unknown(kind))

    assert (foreign["__typename"], foreign["code"]) == ("NotFound", "NOT_FOUND")
    assert foreign == missing
    assert (await remind(ask, who, request))["reminders"] == 1, "it still waits, untouched"


@pytest.mark.parametrize("act", [remind, withdraw])
async def test_what_is_no_request_is_not_found(
    ask: Ask, act: Callable[..., Awaitable[Answer]]
) -> None:
    for id in ("garbage", ids.of(await steps.user("rita")), await steps.acme_id()):
        refused = await act(ask, "rita", id)
        assert (refused["code"], refused["field"]) == ("NOT_FOUND", ["request"])


async def test_an_ended_registration_does_not_take_the_current_one_with_it(ask: Ask) -> None:
    who, ended = await forwarded(ask)
    await withdraw(ask, who, ended)
    current = await registering.forwarded(ask)

    refused = await withdraw(ask, who, ended)

    assert refused["registration"] == {"id": ended, "stage": "CANCELLED"}
    assert (await ask(registering.MINE, by=who))["registration"]["id"] == current != ended
    assert (await withdraw(ask, who, current))["status"] == "CANCELLED"


async def test_who_has_the_next_step_reminds_nobody(ask: Ask) -> None:
    await applying.cast()
    mine = await applying.applied(ask)

    assert (await remind(ask, "nora", mine))["code"] == "FORBIDDEN"
