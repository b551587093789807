"""A dry run of rules, and requests that a role given by hand answers."""

from typing import Any

import pytest

from models import clock, database
from models.automation import AutomationRule
from models.requests import AccessRequest
from tests import automating, giving, shared, steps
from tests.automating import rule
from tests.conftest import Ask
from tests.giving import Place

service, served, acme = shared.service, shared.served, giving.acme
pytestmark = pytest.mark.asyncio(loop_scope="module")

USER: dict[str, Any] = {"role": "SMART_ACCOUNT_USER"}
RIVERS: dict[str, Any] = {"match": "EMAIL_DOMAIN_IN", "domains": ["rivers.example"]}


async def preview(ask: Ask, *rules: dict[str, Any], by: str = "ada") -> dict[str, Any]:
    """Try rules; ACME's own where none are given."""
    wanted = {"account": await steps.acme_id(), "rules": list(rules) or None}
    answer: dict[str, Any] = await ask(automating.PREVIEW, by=by, input=wanted)
    return answer


async def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row that a dry run could touch."""
    tables = ["access_request", "role_assignment", "notice", "email_message", "audit_event",
              "automation_rule", "smart_account", "timer"]  # fmt: skip
    return {name: await database.fetch(f"SELECT * FROM {name} ORDER BY id") for name in tables}


async def test_a_dry_run_shows_what_rules_would_have_done_and_writes_nothing(ask: Ask) -> None:
    await steps.person("cleo", "acme.example")
    made = {who: await steps.pending(ask, who) for who in ("paul", "cleo", "rita")}
    await steps.decline(ask, made["paul"])
    before = await everything()

    shown = await preview(
        ask,
        rule("Rivers", "APPROVE", **RIVERS, **USER),
        rule("ACME", "DECLINE", "ACCOUNT_DOMAIN"),
    )

    assert shown["tally"] == {"approved": 1, "declined": 1, "left": 1}
    assert shown["capped"] is False
    found = {
        row["request"]["requester"]["username"]: (row["rule"], row["outcome"])
        for row in shown["requests"]
    }
    assert found == {
        "rita": ("Rivers", "APPROVE"),
        "cleo": ("ACME", "DECLINE"),
        "paul": (None, "LEAVE"),
    }
    assert shown["requests"][0]["request"]["id"] == made["rita"]
    assert await everything() == before


async def test_a_dry_run_looks_back_90_days(ask: Ask) -> None:
    old = await steps.pending(ask, "paul")
    clock.clock.advance(days=89)
    new = await steps.pending(ask)
    assert len((await preview(ask, rule("All", "LEAVE")))["requests"]) == 2

    clock.clock.advance(days=2)
    shown = await preview(ask, rule("All", "LEAVE"))

    assert [row["request"]["id"] for row in shown["requests"]] == [new] != [old]


async def test_a_dry_run_without_rules_tries_the_accounts_own(ask: Ask) -> None:
    await steps.pending(ask)
    await automating.set_rules(ask, rule("Rivers", "APPROVE", **RIVERS, **USER))

    assert (await preview(ask))["requests"][0]["rule"] == "Rivers"


async def test_a_dry_run_refuses_what_setting_refuses(ask: Ask) -> None:
    refused = await preview(ask, rule("A", "APPROVE", role="SMART_ACCOUNT_ADMIN"))

    assert (refused["code"], refused["field"]) == ("ROLE_SCOPE_MISMATCH", ["rules", "0", "role"])
    assert (await preview(ask, rule("A", "LEAVE"), by="uma"))["code"] == "FORBIDDEN"
    assert (await preview(ask, rule("A", "LEAVE"), by="rita"))["code"] == "NOT_FOUND"


async def test_a_dry_run_looks_at_the_newest_thousand(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    rita, account = await steps.user("rita"), await steps.acme()
    first = await automating.row(await steps.pending(ask))
    await AccessRequest.bulk_create(
        AccessRequest(
            account_id=account.id, requester_id=rita.id, status="DECLINED", reason=steps.REASON,
            username="rita", full_name="Rita", email=rita.email, phone=rita.phone,
            company_name="Rivers", submitted_at=clock.now(), activity_at=clock.now(),
        )
        for _ in range(1000)
    )  # fmt: skip

    shown = await preview(ask, rule("Rivers", "DECLINE", **RIVERS))

    assert shown["capped"] and len(shown["requests"]) == 1000
    assert shown["tally"]["declined"] == 1000
    assert first.id not in [row["request"]["id"] for row in shown["requests"]]
    assert await AutomationRule.all().count() == 0


async def test_a_role_given_by_hand_answers_the_pending_request(ask: Ask, acme: Place) -> None:
    request = await steps.pending(ask)

    given = await acme.grant("ada", "rita", "SMART_ACCOUNT_USER")

    assert given["__typename"] == "RoleAssignment"
    read = await steps.read(ask, request, "rita")
    assert read and (read["status"], read["actedBy"]) == ("APPROVED", {"username": "ada"})
    assert read["grantedRoles"][0]["description"] == "Smart Account User"
    assert await steps.mailed("ACCESS_APPROVED") == ["ben", "rita"]
    assert await steps.mailed("ROLE_GRANTED") == []
    assert await steps.mailed("ACCESS_REQUESTED", status="QUEUED") == []
    assert (await steps.noticed())[-2:] == ["ROLE_GRANTED", "REQUEST_ACTED_UPON"]
    assert (await steps.approve(ask, request, by="ben"))["code"] == "ALREADY_ACTED_UPON"


async def test_a_bulk_add_answers_the_pending_requests_of_those_it_adds(
    ask: Ask, acme: Place
) -> None:
    requests = [await steps.pending(ask, who) for who in ("rita", "dana", "paul")]

    await acme.add("ada", ["rita", "dana"], "SMART_ACCOUNT_VIEWER")

    found = [(await automating.row(request)).status for request in requests]
    assert found == ["APPROVED", "APPROVED", "PENDING"]


async def test_a_role_that_is_not_what_was_proposed_leaves_the_request(
    ask: Ask, acme: Place
) -> None:
    both = [await steps.part_id("Lab"), await steps.part_id("Office")]
    proposed: dict[str, Any] = {"role": "VIRTUAL_ACCOUNT_USER", "virtualAccounts": both}
    request = await steps.pending(ask, **proposed)

    await acme.grant("ada", "rita", "VIRTUAL_ACCOUNT_VIEWER", "Lab", "Office")
    await acme.grant("ada", "rita", "VIRTUAL_ACCOUNT_USER", "Lab")
    assert (await automating.row(request)).status == "PENDING"
    await acme.grant("ada", "rita", "VIRTUAL_ACCOUNT_USER", "Office")
    assert (await automating.row(request)).status == "APPROVED"


async def test_a_role_whose_time_has_not_come_leaves_the_request(ask: Ask, acme: Place) -> None:
    request = await steps.pending(ask)

    await acme.grant("ada", "rita", "SMART_ACCOUNT_USER", startsAt="2999-01-01T00:00:00+00:00")

    assert (await automating.row(request)).status == "PENDING"


async def test_nobody_answers_their_own_request_by_giving_themselves_a_role(
    ask: Ask, acme: Place
) -> None:
    request = await steps.pending(ask, "ada")

    await acme.grant("ada", "ada", "SMART_ACCOUNT_USER")

    assert (await automating.row(request)).status == "PENDING"
