"""A reason's length is counted by the server as the console counts it: one list for both."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ask

VECTORS = json.loads((Path(__file__).parent / "lengths.json").read_text("utf-8"))
LEAST, MOST = 10, 1000

ACCOUNTS = """query { smartAccounts(domainIdentifier: "acme.example") {
  ... on SmartAccountMatches { accounts { id type } } } }"""
REQUEST = """mutation($account: ID!, $reason: String!) { requestAccess(input: {
  account: $account, domainIdentifier: "acme.example", reason: $reason}) {
    __typename ... on AccessRequest { reason } } }"""


async def answered(ask: Ask, reason: str) -> str:
    found = (await ask(ACCOUNTS, by="rita"))["accounts"]
    acme = next(account["id"] for account in found if account["type"] == "CUSTOMER")
    return str((await ask(REQUEST, by="rita", account=acme, reason=reason))["__typename"])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["why"])
async def test_a_reason_is_too_short_exactly_below_the_least_length(
    ask: Ask, vector: dict[str, Any]
) -> None:
    expected = "AccessRequest" if vector["length"] >= LEAST else "ReasonTooShort"

    assert await answered(ask, vector["text"]) == expected


@pytest.mark.parametrize("over", [False, True])
async def test_a_reason_is_too_long_exactly_above_the_most(ask: Ask, over: bool) -> None:
    text = " 🚀" + "e\u0301" * (MOST - 3) + "\r\n" + "." * (1 - over) + "xx" * over

    assert await answered(ask, text) == ("ReasonTooLong" if over else "AccessRequest")
