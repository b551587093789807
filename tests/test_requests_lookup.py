"""Before asking: the profile that is sent along, and finding the account by its domain."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from models import clock
from models.accounts import AccountStatus
from models.requests import AccessRequest
from models.users import User
from resolvers import ids
from tests import shared, steps
from tests.conftest import Ask, Served

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

PROFILE = """query { viewer { profile {
  username fullName email emailVerified phone companyName missing version } } }"""
UPDATE = """mutation($input: UpdateProfileInput!) { updateProfile(input: $input) {
  ... on Profile { fullName version } ... on Problem { code field } } }"""


async def look(ask: Ask, domain: str, by: str = "rita") -> dict[str, Any]:
    found: dict[str, Any] = await ask(steps.LOOKUP, by=by, domain=domain)
    return found


async def test_the_profile_is_shown_copied_and_not_rewritten_by_later_edits(ask: Ask) -> None:
    shown = (await ask(PROFILE, by="rita"))["profile"]
    sent = await steps.submit(ask)

    changes = {"fullName": "Rita Renamed", "phone": "+1 555 0199", "companyName": "Elsewhere"}
    updated = await ask(UPDATE, by="rita", input=changes)

    assert updated == {"fullName": "Rita Renamed", "version": shown["version"] + 1}
    copied = {name: shown[name] for name in sent["profile"]}
    assert sent["profile"] == copied
    for who in ("rita", "ada"):
        read = await steps.read(ask, sent["id"], who)
        assert read and read["profile"] == copied


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"phone": ""}, ["phone"]),
        ({"company_name": ""}, ["companyName"]),
        ({"full_name": ""}, ["fullName"]),
        ({"email_verified_at": None}, ["emailVerified"]),
        (
            {"full_name": "", "email_verified_at": None, "phone": "", "company_name": ""},
            ["fullName", "emailVerified", "phone", "companyName"],
        ),
    ],
)
async def test_an_incomplete_profile_stops_the_request_and_names_the_fields(
    ask: Ask, changes: dict[str, Any], missing: list[str]
) -> None:
    await User.filter(username="rita").update(**changes)

    refused = await steps.submit(ask)
    shown = (await ask(PROFILE, by="rita"))["profile"]

    assert (refused["code"], refused["missing"]) == ("PROFILE_INCOMPLETE", missing)
    assert refused["field"] == shown["missing"] == missing
    assert not await AccessRequest.all().count()


async def test_only_a_verified_address_may_look_accounts_up(ask: Ask) -> None:
    await User.filter(username="rita").update(email_verified_at=None)

    refused = await look(ask, "acme.example")

    assert (refused["code"], refused["missing"]) == ("PROFILE_INCOMPLETE", ["emailVerified"])


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("acme.example", "ACME"),
        ("  ACME.Example\t\n", "ACME"),
        ("acme.example.", "ACME"),
        ("acme。example", "ACME"),
        ("ａｃｍｅ.example", "ACME"),
        ("MÜNCHEN.example", "Isar"),
        ("xn--mnchen-3ya.EXAMPLE", "Isar"),
        ("mu\u0308nchen.example", "Isar"),
    ],
)
async def test_an_account_is_found_by_any_spelling_of_its_domain(
    ask: Ask, typed: str, name: str
) -> None:
    await steps.account("Isar", "xn--mnchen-3ya.example")

    found = await look(ask, typed)
    sent = await steps.submit(ask, domainIdentifier=typed, account=found["accounts"][0]["id"])

    assert found["accounts"][0]["name"] == sent["account"]["name"] == name


@pytest.mark.parametrize(
    "typed",
    ["", " ", "acme", "acme.exampl", "cme.example", "www.acme.example", "%", "acme.%", "acme*",
     "acme_example", "acme.example acme.example", "acme.example\0", "\0", "a" * 300, "127.0.0.1",
     "rita@acme.example", "ácme.example", "' OR 1=1 --"],
)  # fmt: skip
async def test_anything_but_the_exact_domain_finds_nothing(ask: Ask, typed: str) -> None:
    found = await look(ask, typed)
    sent = await steps.submit(ask, domainIdentifier=typed, account=None)

    expected = {
        "__typename": "NoMatchingAccount",
        "code": "NO_MATCHING_ACCOUNT",
        "message": "No matching accounts found",
        "field": ["domainIdentifier"],
    }
    assert found == sent == expected


@pytest.mark.parametrize("status", [AccountStatus.PENDING, AccountStatus.INACTIVE])
async def test_only_active_accounts_are_found(ask: Ask, status: AccountStatus) -> None:
    await steps.account("Sleeper", "sleeper.example", status=status)

    found = await look(ask, "sleeper.example")
    sent = await steps.submit(ask, domainIdentifier="sleeper.example", account=None)

    assert found["code"] == sent["code"] == "NO_MATCHING_ACCOUNT"


async def test_several_accounts_on_a_domain_are_listed_with_domain_name_and_type(ask: Ask) -> None:
    found = await look(ask, "acme.example")

    listed = [(a["domainIdentifier"], a["name"], a["type"]) for a in found["accounts"]]
    assert listed == [
        ("acme.example", "ACME", "CUSTOMER"),
        ("acme.example", "ACME Partner Holding", "HOLDING"),
    ]


async def test_an_unlisted_account_reads_like_an_absent_one_to_others(
    ask: Ask, served: Served
) -> None:
    hidden = await steps.account("Hidden", "hidden.example", listed=False)
    await steps.person("heidi", "hidden.example")
    rita = served.client("rita")

    async def answer(document: str, **variables: Any) -> bytes:
        asked = {"query": document, "variables": variables}
        response = await rita.http.post("/graphql", json=asked)
        return response.content

    def wanted(domain: str, account: str | None) -> dict[str, Any]:
        return {"domainIdentifier": domain, "reason": steps.REASON, "account": account}

    request = steps.DOCUMENTS["requestAccess"]
    key = ids.of(hidden)
    absent = await answer(steps.LOOKUP, domain="absent.example")
    assert await answer(steps.LOOKUP, domain="hidden.example") == absent
    for account in (None, key):
        absent = await answer(request, input=wanted("absent.example", account))
        assert await answer(request, input=wanted("hidden.example", account)) == absent
    assert (await look(ask, "hidden.example", by="heidi"))["accounts"][0]["name"] == "Hidden"
    sent = await steps.submit(ask, "heidi", domainIdentifier="hidden.example", account=None)
    assert sent["status"] == "PENDING"


@pytest.mark.parametrize(
    ("limits", "domain", "last_free"),
    [
        ({"lookups_per_hour": 3}, "acme.example", "SmartAccountMatches"),
        ({"misses_per_hour": 3}, "absent.example", "NoMatchingAccount"),
    ],
)
async def test_lookups_and_misses_are_limited_for_each_user(
    ask: Ask, served: Served, limits: dict[str, int], domain: str, last_free: str
) -> None:
    shared.limit(served, **limits)

    answers = [(await look(ask, domain))["__typename"] for _ in range(3)]
    refused = await look(ask, domain)

    assert answers == [last_free] * 3
    assert refused["code"] == "RATE_LIMITED"
    wait = datetime.fromisoformat(refused["retryAt"]) - clock.now()
    assert timedelta() < wait <= timedelta(hours=1)
    assert (await look(ask, domain, by="dana"))["__typename"] == last_free
    clock.clock.advance(seconds=wait.total_seconds() + 1)
    assert (await look(ask, domain))["__typename"] == last_free


async def test_misses_count_however_they_are_made_and_hits_do_not(ask: Ask, served: Served) -> None:
    shared.limit(served, misses_per_hour=2)

    await look(ask, "absent.example")
    await steps.submit(ask, domainIdentifier="absent.example", account=None)
    missed = await steps.submit(ask, domainIdentifier="absent.example", account=None)
    found = await look(ask, "acme.example")

    assert missed["code"] == "RATE_LIMITED"
    assert found["__typename"] == "SmartAccountMatches"


async def test_requests_are_limited_for_each_user(ask: Ask, served: Served) -> None:
    shared.limit(served, requests_per_hour=2)

    answers = [await steps.submit(ask) for _ in range(3)]

    assert [a["__typename"] for a in answers] == [
        "AccessRequest",
        "DuplicatePending",
        "RateLimited",
    ]
    assert datetime.fromisoformat(answers[2]["retryAt"]) > clock.now()
    assert (await steps.submit(ask, "dana"))["status"] == "PENDING"


async def test_a_lookup_tells_nothing_but_id_name_domain_and_type(ask: Ask) -> None:
    shown = await ask('query { __type(name: "SmartAccountMatch") { fields { name } } }', by="rita")

    assert {f["name"] for f in shown["fields"]} == {"id", "name", "domainIdentifier", "type"}
    # A hit alone opens nothing of the account.
    found = (await look(ask, "acme.example"))["accounts"][0]
    account = "query($id: ID!) { smartAccount(id: $id) { name } }"
    assert await ask(account, by="rita", id=found["id"]) is None
