"""The work that is measured: GraphQL operations, and who sends them about what."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from resolvers import ids
from tests.bench import data

PENDING = """query Pending($account: ID!) { smartAccount(id: $account) {
  accessRequests(first: 50, filter: {status: [PENDING]}) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id version reason submittedAt
      requester { id username fullName email }
      account { id name }
      currentRoles { id role }
    } } } }"""
MINE = """query Mine { viewer { accessRequests(first: 20) {
  pageInfo { hasNextPage endCursor }
  nodes { id status version reason submittedAt actedAt
    account { id name domainIdentifier } actedBy { id fullName } } } } }"""
APPROVE = """mutation Approve($request: ID!) {
  approveAccessRequest(input: {request: $request, role: SMART_ACCOUNT_USER}) {
    __typename
    ... on AccessRequest { id status version actedBy { id username } }
    ... on AlreadyActedUpon { code actedBy { id username } } } }"""
PAGE = """query Page($account: ID!, $after: String) { smartAccount(id: $account) {
  accessRequests(first: 50, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { id status version reason submittedAt
      requester { id username fullName } } } } }"""


# So many ask at the same time.
CONNECTIONS = 16


@dataclass(frozen=True)
class Call:
    """One request to one of the servers; the floor answers it at `/<name>`."""

    name: str
    query: str
    variables: dict[str, Any]
    person: int


def pending() -> Iterator[Call]:
    """W1: the first 50 pending requests of the busy account, with people and their roles."""
    account = ids.encode("SmartAccount", data.key("account", 0))
    yield from itertools.repeat(Call("pending", PENDING, {"account": account}, 0))


def mine(size: data.Size) -> Iterator[Call]:
    """W2: somebody's own requests."""
    asked = size.askers[: int(size.requests * size.busy)]  # those whom the busy account knows
    people = itertools.cycle(asked[-1_000:])
    yield from (Call("mine", MINE, {}, person) for person in people)


def approve() -> Iterator[Call]:
    """W3: approve one pending request of the busy account after the other."""
    for number in itertools.count(0, 10):
        yield Call("approve", APPROVE, _request(number), number // 10 % 2)


def race(size: data.Size, rounds: int) -> Iterator[list[Call]]:
    """W5: all administrators of the crowded account approve the same request."""
    first = int(size.requests * size.busy)
    for number in range(first, first + 10 * rounds, 10):
        yield [Call("approve", APPROVE, _request(number), person) for person in size.crowd]


def page(after: str | None) -> Iterator[Call]:
    """W6: a page of all requests of the busy account, the first or one behind a cursor."""
    account = ids.encode("SmartAccount", data.key("account", 0))
    yield from itertools.repeat(Call("page", PAGE, {"account": account, "after": after}, 0))


def _request(number: int) -> dict[str, Any]:
    return {"request": ids.encode("AccessRequest", data.key("request", number))}
