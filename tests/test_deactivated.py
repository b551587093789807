"""When a user is deactivated, nobody is asked any more to act on what the user had asked for."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from models import clock, database, mail
from models.mail import EmailMessage, EmailStatus
from models.onboarding import Registration
from resolvers import ids
from tests import applying, registering, reviewing, shared, steps, support_steps
from tests.conftest import Ask

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

DEACTIVATE = """mutation($user: ID!) { deactivateUser(input: {user: $user}) {
  __typename ... on Problem { code } } }"""
# Does what leaves something open: who asked, and the key of what was asked for.
Opened = tuple[str, UUID]


async def deactivate(ask: Ask, username: str) -> None:
    """Have an operator close a sign-in."""
    user = ids.of(await steps.user(username))
    assert (await ask(DEACTIVATE, by="opal", user=user))["__typename"] == "User"


def _key(id: str) -> UUID:
    parsed = ids.parse(id)
    assert parsed
    return parsed[1]


async def at_the_desk(ask: Ask) -> Opened:
    """A registration that an agent reviews."""
    return "rita", (await reviewing.review()).id


async def asked_back(ask: Ask) -> Opened:
    """A registration whose user was asked a question."""
    review = await reviewing.review()
    assert (await reviewing.question(ask, review))["stage"] == "INFORMATION_REQUESTED"
    return "rita", review.id


async def forwarded(ask: Ask) -> Opened:
    """A registration that administrators decide."""
    root, _, _ = await registering.rivers()
    await reviewing.administrator("dana", root)
    return "rita", _key(await registering.forwarded(ask))


async def applied(ask: Ask) -> Opened:
    """An application that its applicant is to set up."""
    await applying.cast()
    return "nora", _key(await applying.applied(ask))


async def initiated(ask: Ask) -> Opened:
    """An application that a nominee is to authorise."""
    await applying.cast()
    return "nora", _key(await applying.for_noel(ask))


async def supported(ask: Ask) -> Opened:
    """A request for support that the contract's administrators decide."""
    await support_steps.north()
    return "walt", _key(await support_steps.pending(ask))


async def requested(ask: Ask) -> Opened:
    """A request to enter an account, of which its administrators would be reminded."""
    change = """mutation($account: ID!) { updateSmartAccount(input: {account: $account,
      remindAdminsAfterDays: 2, escalateAfterDays: 5}) { __typename } }"""
    assert await ask(change, by="ada", account=await steps.acme_id())
    return "rita", _key(await steps.pending(ask))


async def waiting(key: UUID) -> tuple[int, int]:
    """How many unsent mails ask somebody to act on a thing, and how many timers it has."""
    unsent = EmailMessage.filter(request_id=key, status__in=[EmailStatus.QUEUED, EmailStatus.HELD])
    timers = await database.fetch("SELECT id FROM timer WHERE thing_id = ?", key)
    return await unsent.filter(kind__in=mail.PLEASE_ACT).count(), len(timers)


@pytest.mark.parametrize(
    ("opened", "timed"),
    [
        (at_the_desk, True), (asked_back, False), (forwarded, False), (applied, True),
        (initiated, True), (supported, True), (requested, True),
    ],
)  # fmt: skip
async def test_what_asks_others_to_act_is_taken_back_with_its_timers(
    ask: Ask, opened: Callable[[Ask], Awaitable[Opened]], timed: bool
) -> None:
    who, key = await opened(ask)
    mails, timers = await waiting(key)
    assert mails and bool(timers) == timed

    await deactivate(ask, who)

    assert await waiting(key) == (0, 0)


async def test_a_portal_that_is_being_set_up_becomes_ready_for_nobody(ask: Ask) -> None:
    root, _, _ = await registering.rivers("rita")
    await registering.chosen(ask, root)
    finished = await registering.confirm(ask)
    assert finished["stage"] == "SYNCING"

    await deactivate(ask, "rita")
    clock.clock.advance(hours=25)
    await steps.due()

    key = _key(finished["id"])
    assert await waiting(key) == (0, 0)
    assert (await Registration.get(id=key)).stage == "CANCELLED"
    assert await steps.mailed("ONBOARDING_READY") == []


async def test_only_the_new_assignee_is_asked_when_the_first_is_deactivated(ask: Ask) -> None:
    root, _, _ = await registering.rivers()
    await reviewing.administrator("dana", root)
    await reviewing.administrator("ada", root)
    await registering.forwarded(ask)
    assert await steps.mailed("ONBOARDING_FORWARDED", status="QUEUED") == ["dana"]

    await deactivate(ask, "dana")

    assert await steps.mailed("ONBOARDING_FORWARDED", status="QUEUED") == ["ada"]
    assert await steps.mailed("ONBOARDING_FORWARDED", status="CANCELLED") == ["dana"]
