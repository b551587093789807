"""One winner, a loser who is told who, when and what, and everyone else told live."""

import asyncio
from typing import Any

import pytest

from models.mail import EmailMessage
from models.roles import RoleAssignment
from tests.conftest import Ask, Served

LOOKUP = """query($domain: String!) { smartAccounts(domainIdentifier: $domain) {
  ... on SmartAccountMatches { accounts { id name type } } ... on Problem { code } } }"""
REQUEST = """mutation($input: RequestAccessInput!) { requestAccess(input: $input) {
  __typename ... on AccessRequest { id status } ... on Problem { code message field } } }"""
APPROVE = """mutation($id: ID!) {
  approveAccessRequest(input: {request: $id, role: SMART_ACCOUNT_USER}) {
    __typename
    ... on AccessRequest { id status actedBy { username } }
    ... on Problem { code message }
    ... on AlreadyActedUpon { outcome actedAt actedBy { username } request { status version } }
  } }"""
CURSOR = "query { viewer { noticeCursor } }"
ACTED = """subscription($account: ID!, $after: String) {
  requestActedUpon(accountId: $account, after: $after) {
    cursor number kind outcome actedBy { username } roles request { status version } } }"""
MINE = """subscription($after: String) { viewerNotices(after: $after) {
  cursor kind outcome accountName actedBy { username } } }"""


@pytest.fixture
async def acme(ask: Ask) -> str:
    """The id of the account ACME."""
    found = await ask(LOOKUP, by="rita", domain="acme.example")
    return next(str(a["id"]) for a in found["accounts"] if a["type"] == "CUSTOMER")


@pytest.fixture
async def pending(ask: Ask, acme: str) -> str:
    """The id of Rita's pending request to enter ACME."""
    return await request(ask, acme, "rita")


async def request(ask: Ask, account: str, by: str) -> str:
    """Ask to enter an account; the request's id."""
    wanted = {"domainIdentifier": "acme.example", "account": account}
    made: dict[str, Any] = await ask(
        REQUEST, by=by, input={**wanted, "reason": "I work on it daily."}
    )
    return str(made["id"])


async def test_of_two_administrators_the_slower_is_told_who_acted(ask: Ask, pending: str) -> None:
    answers = await asyncio.gather(*(ask(APPROVE, by=who, id=pending) for who in ("ada", "ben")))

    won, lost = sorted(answers, key=lambda a: a["__typename"])
    winner = won["actedBy"]["username"]
    assert (won["__typename"], lost["__typename"]) == ("AccessRequest", "AlreadyActedUpon")
    assert (lost["code"], lost["outcome"]) == ("ALREADY_ACTED_UPON", "APPROVED")
    assert lost["actedBy"]["username"] == winner
    assert lost["request"] == {"status": "APPROVED", "version": 2}
    assert await RoleAssignment.filter(user__username="rita", ended_at__isnull=True).count() == 1
    results = EmailMessage.filter(kind="ACCESS_APPROVED", to_address="rita@rivers.example")
    assert await results.count() == 1


async def test_the_other_administrators_and_the_requester_are_told_live(
    served: Served, ask: Ask, acme: str, pending: str
) -> None:
    ben, rita = served.client("ben"), served.client("rita")
    since = [(await client.ask(CURSOR))["noticeCursor"] for client in (ben, rita)]
    async with (
        ben.watch(ACTED, account=acme, after=since[0]) as acted,
        rita.watch(MINE, after=since[1]) as mine,
    ):
        await ask(APPROVE, by="ada", id=pending)
        told, own = await acted.next(), await mine.next()

    assert told["kind"] == own["kind"] == "REQUEST_ACTED_UPON"
    assert told["outcome"] == "APPROVED" and told["actedBy"] == {"username": "ada"}
    assert told["roles"] == ["Smart Account User"]
    assert told["request"] == {"status": "APPROVED", "version": 2}
    assert own["accountName"] == "ACME"
