"""Idempotency keys: a call that is repeated is answered the same and done once."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from models import clock
from models.accounts import SmartAccount
from models.mail import EmailMessage
from models.requests import AccessRequest
from models.roles import RoleAssignment
from models.users import User
from tests import shared, steps
from tests.conftest import Ask, Served

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

ACTS = {
    "remind": (steps.remind, "rita"),
    "withdraw": (steps.withdraw, "rita"),
    "approve": (steps.approve, "ada"),
    "decline": (steps.decline, "ada"),
}
acts = pytest.mark.parametrize(("act", "who"), ACTS.values(), ids=ACTS)


async def traces() -> tuple[int, int, list[str]]:
    """How much has been written."""
    requests, mails = await AccessRequest.all().count(), await EmailMessage.all().count()
    return requests, mails, await steps.noticed()


@acts
async def test_a_repeated_act_is_answered_the_same_and_done_once(
    ask: Ask, act: Callable[..., Any], who: str
) -> None:
    request = await steps.pending(ask)

    first = await act(ask, request, who, idempotencyKey="one")
    after_one = await traces()
    clock.clock.advance(minutes=1)
    second = await act(ask, request, who, idempotencyKey="one")

    assert first["__typename"] == "AccessRequest" and second == first
    assert await traces() == after_one


async def test_a_repeated_request_is_answered_with_the_first_one(ask: Ask) -> None:
    first = await steps.submit(ask, idempotencyKey="😀" * 100)

    second = await steps.submit(ask, idempotencyKey="😀" * 100)

    assert first["status"] == "PENDING" and second == first
    assert await traces() == (1, 2, ["REQUEST_SUBMITTED"])


async def test_a_repeat_is_answered_even_where_the_call_would_be_refused_now(
    ask: Ask, served: Served
) -> None:
    shared.limit(served, requests_per_hour=1)
    first = await steps.submit(ask, idempotencyKey="one")
    await SmartAccount.filter(name="ACME").update(listed=False)
    await User.filter(username="rita").update(phone="")

    second = await steps.submit(ask, idempotencyKey="one")

    assert second.get("id") == first["id"], second


@acts
async def test_twins_that_come_at_once_are_one_act(
    ask: Ask, act: Callable[..., Any], who: str
) -> None:
    request = await steps.pending(ask)

    answers = await asyncio.gather(*(act(ask, request, who, idempotencyKey="1") for _ in range(8)))

    assert answers == [answers[0]] * 8
    assert answers[0]["__typename"] == "AccessRequest" and answers[0]["version"] == 2
    assert len(await steps.noticed()) == 2
    assert await RoleAssignment.filter(user__username="rita").count() == (act is steps.approve)


async def test_twin_requests_that_come_at_once_are_one_request(ask: Ask) -> None:
    answers = await asyncio.gather(*(steps.submit(ask, idempotencyKey="1") for _ in range(8)))

    assert answers == [answers[0]] * 8 and answers[0]["status"] == "PENDING"
    assert await traces() == (1, 2, ["REQUEST_SUBMITTED"])


async def test_a_key_stands_for_one_call_only(ask: Ask) -> None:
    request = await steps.pending(ask, idempotencyKey="one")
    done = await steps.approve(ask, request, idempotencyKey="two")

    other_reason = await steps.submit(ask, reason="Another reason.", idempotencyKey="one")
    other_act = await steps.withdraw(ask, request, idempotencyKey="one")
    other_role = await steps.approve(ask, request, role="SMART_ACCOUNT_ADMIN", idempotencyKey="two")
    of_somebody_else = await steps.approve(ask, request, "ben", idempotencyKey="two")

    assert done["status"] == "APPROVED"
    for answer in (other_reason, other_act, other_role):
        assert (answer["code"], answer["field"]) == ("REPEAT_MISMATCH", ["idempotencyKey"])
    assert of_somebody_else["code"] == "ALREADY_ACTED_UPON"


async def test_a_refused_call_leaves_its_key_free(ask: Ask) -> None:
    request = await steps.pending(ask)
    key = {"idempotencyKey": "one"}

    refused = await steps.approve(ask, request, role="VIRTUAL_ACCOUNT_USER", **key)
    done = await steps.approve(ask, request, **key)

    assert refused["code"] == "VIRTUAL_ACCOUNT_REQUIRED"
    assert done["status"] == "APPROVED"


@pytest.mark.parametrize("key", ["", "x" * 101, "\0"])
async def test_a_key_has_1_to_100_characters(ask: Ask, key: str) -> None:
    refused = await steps.submit(ask, idempotencyKey=key)

    assert (refused["code"], refused["field"]) == ("INVALID_INPUT", ["idempotencyKey"])
    assert not await AccessRequest.all().count()
