"""Asking for support access: what it comes to at once, for whom it waits, when it is refused."""

from datetime import timedelta
from typing import Any

import pytest

from models import clock
from models.audit import AuditEvent
from models.entitlements import CompanyAssociation, Contract, SupportAccess
from models.mail import EmailMessage
from models.support import SupportAccessRequest
from models.users import User
from tests import entitled, shared, steps
from tests import support_steps as support
from tests.conftest import Ask, Served

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

OVER: dict[str, Any] = {
    "starts_on": clock.now() - timedelta(days=400),
    "ends_on": clock.now() - timedelta(days=35),
}


async def nothing_came_of_it(who: str) -> None:
    """A refusal leaves no request, no access and no mail."""
    assert not await SupportAccessRequest.filter(requester__username=who).count()
    assert not await SupportAccess.filter(user__username=who).count()
    assert not await EmailMessage.filter(kind__startswith="SUPPORT").count()


@pytest.mark.parametrize("level", ["FULL_SUPPORT", "DOWNLOADS_ONLY"])
async def test_who_is_of_the_contracts_organisation_is_added_at_once(ask: Ask, level: str) -> None:
    north = await support.north()

    made = await support.submit(ask, "nora", " n 100 ", level=level)

    assert (made["status"], made["key"], made["accessType"]) == ("APPROVED", "N100", level)
    assert (made["actedBy"], made["grantedLevel"], made["deadline"]) == (None, level, None)
    assert made["contract"] == {"number": "N100"}
    assert await support.held(ask, "nora") == [("CONTRACT", "N100", level)]
    assert await steps.mailed("SUPPORT_APPROVED") == ["nora"]
    assert await steps.mailed("SUPPORT_SUBMITTED") == []
    assert await support.noticed(north.contract) == ["REQUEST_ACTED_UPON"]
    event = await AuditEvent.get(channel_id=north.contract.id)
    assert event.message == "The system added Nora by the contract N100"


async def test_a_company_below_the_contracts_and_an_association_count_too(ask: Ask) -> None:
    north = await support.north()
    below = await entitled.company("CELLAR", north.site, domain="cellar.example")
    await steps.person("cleo", "cellar.example")
    walt = await steps.user("walt")
    await CompanyAssociation.create(company=below, user=walt)

    assert (await support.submit(ask, "cleo"))["status"] == "APPROVED"
    assert (await support.submit(ask, "walt"))["status"] == "APPROVED"


async def test_a_site_beside_the_contracts_is_not_its_company(ask: Ask) -> None:
    north = await support.north()
    await entitled.company("ANNEX", north.root, domain="annex.example")
    await steps.person("cleo", "annex.example")

    assert (await support.submit(ask, "cleo"))["status"] == "PENDING"


async def test_an_address_that_is_not_verified_makes_nobody_of_the_company(ask: Ask) -> None:
    await support.north()
    await User.filter(username="nora").update(email_verified_at=None)

    refused = await support.submit(ask, "nora")

    assert (refused["code"], refused["missing"]) == ("PROFILE_INCOMPLETE", ["emailVerified"])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (OVER, "ended on"),
        ({"starts_on": clock.now() + timedelta(days=7)}, "begins on"),
        ({"blocked": True}, "blocked"),
        ({"blocked": True, "locked": True}, "blocked"),
    ],
)
async def test_a_contract_that_is_over_or_blocked_is_denied_with_an_explanation(
    ask: Ask, changes: dict[str, Any], told: str
) -> None:
    north = await support.north(**changes)

    made = await support.submit(ask, "nora")

    assert (made["status"], made["actedBy"]) == ("DECLINED", None)
    assert told in made["explanation"] and made["decisionReason"] == made["explanation"]
    assert await support.held(ask, "nora") == []
    assert await steps.mailed("SUPPORT_DENIED") == ["nora"]
    letter = (await steps.letter("SUPPORT_DENIED", "nora")).letter
    assert letter["quote"] == {"by": "the system", "text": made["explanation"]}
    assert await support.noticed(north.contract) == [] == await support.noticed(None)
    event = await AuditEvent.get(action="support.denied")
    assert "N100" in event.message and event.channel_id is None


@pytest.mark.parametrize("kind", ["CONTRACT", "SERIAL_NUMBER", "BILL_TO"])
async def test_an_unknown_key_and_an_expired_one_of_a_stranger_read_the_same(
    ask: Ask, kind: str
) -> None:
    north = await support.north(**OVER, bill_to_id="B7")
    await entitled.device("S1", north.contract)
    key = {"CONTRACT": "N100", "SERIAL_NUMBER": "S1", "BILL_TO": "B7"}[kind]

    expired = await support.submit(ask, "petra", key, keyKind=kind)
    unknown = await support.submit(ask, "petra", f"{key}9", keyKind=kind)

    assert expired["status"] == unknown["status"] == "DECLINED"
    assert "in force" in expired["explanation"]
    for field in ("explanation", "decisionReason"):
        assert expired[field].replace(key, "K") == unknown[field].replace(f"{key}9", "K")
    hidden = {"id", "key", "explanation", "decisionReason", "actedAt", "submittedAt"}
    assert {k: v for k, v in expired.items() if k not in hidden} == {
        k: v for k, v in unknown.items() if k not in hidden
    }


@pytest.mark.parametrize(
    ("who", "changes", "told"),
    [
        ("nell", {}, "not known which company"),
        ("walt", {}, "nothing to do"),
        ("nora", {"locked": True}, "locked"),
    ],
)
async def test_an_undecidable_or_locked_contract_waits_for_its_administrators(
    ask: Ask, who: str, changes: dict[str, Any], told: str
) -> None:
    north = await support.north(**changes)

    made = await support.submit(ask, who, reason="We service their site.")

    assert (made["status"], made["deciders"]) == ("PENDING", "CONTRACT_ADMINISTRATORS")
    assert told in made["explanation"]
    assert (made["reason"], made["contract"]) == ("We service their site.", None)
    assert made["viewerCanDecide"]["because"] == "Nobody decides their own request."
    assert made["viewerCanRemind"]["allowed"] and made["viewerCanWithdraw"]["allowed"]
    assert await support.held(ask, who) == []
    assert await steps.mailed("SUPPORT_SUBMITTED") == ["abe", "ann"]
    mail = await steps.letter("SUPPORT_SUBMITTED", "ann")
    assert mail.letter["links"][0]["path"] == f"/support/requests/{made['id']}"
    assert mail.letter["quote"] == {"by": who.title(), "text": "We service their site."}
    assert await support.noticed(north.contract) == ["REQUEST_SUBMITTED"]


async def test_without_an_administrator_it_waits_for_support(ask: Ask) -> None:
    north = await support.north()
    await entitled.contract("N200", north.site)
    await User.filter(username__in=["ann", "abe"]).update(active=False)

    for key in ("N100", "N200"):
        made = await support.submit(ask, "walt", key)
        assert (made["status"], made["deciders"]) == ("PENDING", "SUPPORT")

    assert await steps.mailed("SUPPORT_SUBMITTED") == ["olaf", "olaf"]
    assert await support.noticed(None) == ["REQUEST_SUBMITTED"] * 2


async def test_the_only_administrator_waits_for_support_too(ask: Ask) -> None:
    north = await support.north()
    only = await entitled.contract("N300", north.site, locked=True)
    await entitled.administers("ann", only)

    made = await support.submit(ask, "ann", "N300")

    assert (made["status"], made["deciders"]) == ("PENDING", "SUPPORT")
    assert (await support.approve(ask, made["id"], "ann"))["code"] == "SELF_DECISION"
    assert (await support.approve(ask, made["id"], "olaf"))["status"] == "APPROVED"


@pytest.mark.parametrize(
    ("who", "status"), [("nora", "APPROVED"), ("walt", "PENDING"), ("nell", "PENDING")]
)
async def test_a_serial_number_counts_by_the_contract_that_covers_the_device(
    ask: Ask, who: str, status: str
) -> None:
    north = await support.north()
    await entitled.device("SN-1", north.contract)

    made = await support.submit(ask, who, "sn-1", keyKind="SERIAL_NUMBER")

    assert (made["status"], made["key"]) == (status, "SN-1")
    expected = [("SERIAL_NUMBER", "SN-1", "FULL_SUPPORT")] if status == "APPROVED" else []
    assert await support.held(ask, who) == expected
    if status == "PENDING":
        assert made["deciders"] == "CONTRACT_ADMINISTRATORS"
        mail = await steps.letter("SUPPORT_SUBMITTED", "ann")
        assert support.shown(mail, 0)["Contract number"] == "N100"


async def test_a_device_whose_line_has_ended_is_denied(ask: Ask) -> None:
    north = await support.north()
    await entitled.device("SN-1", north.contract, ends_on=clock.now() - timedelta(days=1))

    own = await support.submit(ask, "nora", "SN-1", keyKind="SERIAL_NUMBER")
    strange = await support.submit(ask, "walt", "SN-1", keyKind="SERIAL_NUMBER")

    assert own["status"] == strange["status"] == "DECLINED"
    assert "covered until" in own["explanation"] and "in force" in strange["explanation"]


async def test_of_two_contracts_that_cover_a_device_the_better_one_counts(ask: Ask) -> None:
    north = await support.north(blocked=True)
    other = await entitled.contract("N200", north.site)
    for contract in (north.contract, other):
        await entitled.device("SN-1", contract)

    made = await support.submit(ask, "nora", "SN-1", keyKind="SERIAL_NUMBER")

    assert (made["status"], made["contract"]) == ("APPROVED", {"number": "N200"})


async def test_only_partners_ask_by_bill_to_id(ask: Ask) -> None:
    await support.north(bill_to_id="B7")

    for key in ("B7", "UNKNOWN"):
        made = await support.submit(ask, "nora", key, keyKind="BILL_TO")
        assert (made["status"], made["explanation"]) == (
            "DECLINED",
            "Only partners may ask by bill-to ID.",
        )


async def test_a_partner_is_added_by_bill_to_id_where_every_contract_is_near(ask: Ask) -> None:
    north = await support.north(bill_to_id="B7")
    await entitled.contract("N200", north.root, bill_to_id="B7")
    await User.filter(username="nora").update(kind="PARTNER")

    made = await support.submit(ask, "nora", "b7", keyKind="BILL_TO")

    assert (made["status"], made["contract"]) == ("APPROVED", None)
    assert await support.held(ask, "nora") == [("BILL_TO", "B7", "FULL_SUPPORT")]


@pytest.mark.parametrize("change", ["locked", "blocked", "foreign", "nobody"])
async def test_a_bill_to_id_that_is_undecidable_waits_for_support(ask: Ask, change: str) -> None:
    await support.north(bill_to_id="B7")
    await User.filter(username="nora").update(kind="PARTNER")
    if change == "nobody":
        await User.filter(username="nora").update(
            email="nora@nowhere.example", email_domain="nowhere.example"
        )
    elif change == "foreign":
        west = await entitled.company("WESTEND")
        await entitled.contract("W1", west, bill_to_id="B7")
    else:
        north = await Contract.get(number="N100").select_related("company")
        await entitled.contract("N2", north.company, bill_to_id="B7", **{change: True})

    made = await support.submit(ask, "nora", "B7", keyKind="BILL_TO")

    assert (made["status"], made["deciders"]) == ("PENDING", "SUPPORT")
    assert await steps.mailed("SUPPORT_SUBMITTED") == ["olaf"]


async def test_a_bill_to_id_of_blocked_or_ended_contracts_is_denied(ask: Ask) -> None:
    await support.north(bill_to_id="B7", blocked=True)
    await User.filter(username="nora").update(kind="PARTNER")

    blocked = await support.submit(ask, "nora", "B7", keyKind="BILL_TO")
    await Contract.filter(number="N100").update(**OVER)
    over = await support.submit(ask, "nora", "B7", keyKind="BILL_TO")

    assert blocked["status"] == over["status"] == "DECLINED"
    assert "blocked" in blocked["explanation"] and "ended on" in over["explanation"]


@pytest.mark.parametrize("field", ["full_name", "phone", "company_name"])
async def test_an_incomplete_profile_stops_the_request(ask: Ask, field: str) -> None:
    await support.north()
    await User.filter(username="nora").update(**{field: ""})

    assert (await support.submit(ask, "nora"))["code"] == "PROFILE_INCOMPLETE"
    await nothing_came_of_it("nora")


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"key": ""}, "INVALID_INPUT", ["key"]),
        ({"key": "N100'; --"}, "INVALID_INPUT", ["key"]),
        ({"key": "N\u0130100"}, "INVALID_INPUT", ["key"]),
        ({"key": "N\u0000"}, "INVALID_INPUT", ["key"]),
        ({"key": "N" * 41}, "INVALID_INPUT", ["key"]),
        ({"key": "N" * 61, "keyKind": "SERIAL_NUMBER"}, "INVALID_INPUT", ["key"]),
        ({"reason": "x" * 1001}, "REASON_TOO_LONG", ["reason"]),
        ({"reason": "a\u0007"}, "INVALID_INPUT", ["reason"]),
        ({"idempotencyKey": ""}, "INVALID_INPUT", ["idempotencyKey"]),
    ],
)
async def test_what_cannot_be_used_is_refused_by_field(
    ask: Ask, given: dict[str, Any], code: str, field: list[str]
) -> None:
    await support.north()

    refused = await support.submit(ask, "nora", **given)

    assert (refused["code"], refused["field"]) == (code, field)
    await nothing_came_of_it("nora")


async def test_one_pending_request_per_user_and_key(ask: Ask) -> None:
    await support.north()
    first = await support.pending(ask)

    again = await support.submit(ask, "walt", " n100", level="DOWNLOADS_ONLY")

    assert again["code"] == "DUPLICATE_PENDING"
    assert again["request"] == {"id": first, "status": "PENDING", "key": "N100"}
    assert (await support.submit(ask, "nell"))["status"] == "PENDING"
    await support.deny(ask, first)
    assert (await support.submit(ask, "walt"))["status"] == "PENDING"


async def test_what_is_held_already_is_not_asked_for_again(ask: Ask) -> None:
    await support.north()
    await support.submit(ask, "nora")

    for level in ("FULL_SUPPORT", "DOWNLOADS_ONLY"):
        refused = await support.submit(ask, "nora", level=level)
        assert (refused["code"], refused["field"]) == ("ALREADY_HELD", ["key"])
    assert await SupportAccessRequest.all().count() == 1


async def test_a_higher_level_replaces_the_one_that_is_held(ask: Ask) -> None:
    await support.north()
    await support.submit(ask, "nora", level="DOWNLOADS_ONLY")

    made = await support.submit(ask, "nora")

    assert made["status"] == "APPROVED"
    assert await support.held(ask, "nora") == [("CONTRACT", "N100", "FULL_SUPPORT")]
    ended = await SupportAccess.get(user__username="nora", ended_at__isnull=False)
    assert (ended.level, ended.version) == ("DOWNLOADS_ONLY", 2)


async def test_keys_cannot_be_guessed_for_long(ask: Ask, served: Served) -> None:
    await support.north()
    shared.limit(served, support_misses_per_hour=2)

    tried = [await support.submit(ask, "walt", f"GUESS{n}") for n in range(4)]

    assert [answer.get("status", answer.get("code")) for answer in tried] == [
        "DECLINED",
        "DECLINED",
        "RATE_LIMITED",
        "RATE_LIMITED",
    ]
    assert tried[-1]["retryAt"] > clock.now().isoformat()
    # Guesses that hit are no misses; those of others have their own count.
    assert (await support.submit(ask, "walt"))["status"] == "PENDING"
    assert (await support.submit(ask, "nell", "GUESS9"))["status"] == "DECLINED"
    clock.clock.advance(hours=1)
    assert (await support.submit(ask, "walt", "GUESS9"))["status"] == "DECLINED"


@pytest.mark.parametrize("limit", ["support_requests_per_hour", "support_requests_per_address"])
async def test_tries_are_limited_for_a_user_and_for_a_network_address(
    ask: Ask, served: Served, limit: str
) -> None:
    await support.north()
    shared.limit(served, **{limit: 2})

    for key in ("N100", ""):
        assert (await support.submit(ask, "walt", key)).get("code") != "RATE_LIMITED"
    assert (await support.submit(ask, "walt", "N200"))["code"] == "RATE_LIMITED"
    other = await support.submit(ask, "nell")
    assert (other.get("code") == "RATE_LIMITED") == (limit == "support_requests_per_address")


async def test_misses_are_limited_for_a_network_address(ask: Ask, served: Served) -> None:
    await support.north()
    shared.limit(served, support_misses_per_address=1)

    assert (await support.submit(ask, "walt", "GUESS1"))["status"] == "DECLINED"
    assert (await support.submit(ask, "nell", "GUESS2"))["code"] == "RATE_LIMITED"


async def test_a_repeat_with_the_same_key_is_answered_the_same_and_done_once(ask: Ask) -> None:
    await support.north()
    once = await support.submit(ask, "walt", idempotencyKey="a1")

    again = await support.submit(ask, "walt", idempotencyKey="a1")
    other = await support.submit(ask, "walt", "N200", idempotencyKey="a1")

    assert again == once
    assert (other["code"], other["field"]) == ("REPEAT_MISMATCH", ["idempotencyKey"])
    assert await SupportAccessRequest.all().count() == 1
    assert await steps.mailed("SUPPORT_SUBMITTED") == ["abe", "ann"]
