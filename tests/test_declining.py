"""Accounts that let nobody decline without a reason."""

import asyncio
from typing import Any

import pytest

from models.accounts import SmartAccount
from models.mail import EmailMessage
from tests import automating, shared, steps
from tests.conftest import Ask

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

REQUIRE = """mutation($input: UpdateSmartAccountInput!) { updateSmartAccount(input: $input) {
  __typename ... on SmartAccount { settings { declineReasonRequired } }
  ... on Problem { code } } }"""
WANTED = "query($id: ID!) { accessRequest(id: $id) { status version reasonRequiredToDecline } }"
REASON = "You work elsewhere."


async def require(ask: Ask, by: str = "ada", required: bool = True) -> Any:
    """Have ACME want a reason for declining, or no longer."""
    given = {"account": await steps.acme_id(), "declineReasonRequired": required}
    return await ask(REQUIRE, by=by, input=given)


async def test_by_default_no_reason_is_needed(ask: Ask) -> None:
    request = await steps.pending(ask)

    assert (await ask(WANTED, by="ada", id=request))["reasonRequiredToDecline"] is False
    assert (await steps.decline(ask, request))["status"] == "DECLINED"


@pytest.mark.parametrize("reason", ["", "   ", "Too short"])
async def test_declining_without_a_reason_is_refused_and_changes_nothing(
    ask: Ask, reason: str
) -> None:
    assert (await require(ask))["settings"] == {"declineReasonRequired": True}
    request = await steps.pending(ask)
    before = await ask(WANTED, by="ada", id=request)
    noticed, mails = await steps.noticed(), await EmailMessage.all().count()

    refused = await steps.decline(ask, request, reason=reason)

    assert (refused["code"], refused["field"]) == ("REASON_TOO_SHORT", ["reason"])
    assert before == {"status": "PENDING", "version": 1, "reasonRequiredToDecline": True}
    assert await ask(WANTED, by="ben", id=request) == before
    assert (await steps.noticed(), await EmailMessage.all().count()) == (noticed, mails)
    assert not await EmailMessage.filter(status="CANCELLED").count()
    declined = await steps.decline(ask, request, reason=REASON)
    assert (declined["status"], declined["decisionReason"]) == ("DECLINED", REASON)


async def test_who_comes_too_late_is_told_that_and_not_of_the_reason(ask: Ask) -> None:
    await require(ask)
    request = await steps.pending(ask)

    answers = await asyncio.gather(
        steps.decline(ask, request, "ada", reason=REASON), steps.decline(ask, request, "ben")
    )

    assert answers[0]["status"] == "DECLINED"
    assert answers[1]["code"] in ("ALREADY_ACTED_UPON", "REASON_TOO_SHORT")
    assert (await steps.decline(ask, request, "ben"))["code"] == "ALREADY_ACTED_UPON"


async def test_only_who_decides_requests_sets_it(ask: Ask) -> None:
    assert (await require(ask, "vera"))["code"] == "FORBIDDEN"
    assert (await require(ask, "paul"))["code"] == "NOT_FOUND"
    assert not (await steps.acme()).decline_reason_required


async def test_rules_that_decline_need_a_reason_too(ask: Ask) -> None:
    await require(ask)
    silent, open_one = automating.rule("No", "DECLINE"), automating.rule("Ask", "LEAVE")

    refused = await automating.set_rules(ask, open_one, silent)

    assert (refused["code"], refused["field"]) == ("REASON_TOO_SHORT", ["rules", "1", "reason"])
    previewed = {"account": await steps.acme_id(), "rules": [silent]}
    assert (await ask(automating.PREVIEW, by="ada", input=previewed))["code"] == "REASON_TOO_SHORT"
    accepted = await automating.set_rules(ask, open_one, {**silent, "reason": REASON})
    assert accepted["__typename"] == "SmartAccount"


async def test_a_rule_without_a_reason_is_skipped_once_one_is_required(ask: Ask) -> None:
    await automating.set_rules(ask, automating.rule("No", "DECLINE"))
    assert (await automating.shown_rules(ask))[0]["flaw"] is None
    await require(ask)

    request = await steps.submit(ask)

    assert request["status"] == "PENDING"
    flaw = (await automating.shown_rules(ask))[0]["flaw"]
    assert flaw == "The account wants a reason for declining: the rule is skipped."
    assert len(await automating.logged("rule_skipped")) == 1
    await SmartAccount.filter(name="ACME").update(decline_reason_required=False)
    assert (await automating.shown_rules(ask))[0]["flaw"] is None
