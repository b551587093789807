"""How many SQL statements an operation takes: the same, however many rows there are."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from models.roles import Role
from tests import shared, steps
from tests.bench import work
from tests.client import Client
from tests.conftest import ON_POSTGRES, Ask, Served

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The SQL statements that run meanwhile."""
    found: list[str] = []
    log = logging.getLogger("tortoise.db_client")

    class Counter(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    counter, level = Counter(), log.level
    log.addHandler(counter)
    log.setLevel(logging.DEBUG)
    try:
        yield found
    finally:
        log.removeHandler(counter)
        log.setLevel(level)


W1 = """query($id: ID!) { smartAccount(id: $id) {
  accessRequests(first: 50, filter: {status: [PENDING]}) { nodes {
    id status reason submittedAt profile { fullName company: companyName }
    account { name type } requester { username fullName email } actedBy { username }
    currentRoles { role virtualAccounts { name } } viewerCanDecide { allowed because } } } } }"""
W2 = """query { viewer { accessRequests(first: 50) { nodes {
  id status submittedAt lastActivityAt account { name domainIdentifier type }
  actedBy { fullName } grantedRoles { description } currentRoles { role }
  viewerCanRemind { allowed } viewerCanWithdraw { allowed } } } } }"""
APPROVE = """mutation($id: ID!) {
  approveAccessRequest(input: {request: $id, role: SMART_ACCOUNT_USER}) {
  ... on AccessRequest { id status version actedBy { username } currentRoles { role }
    account { name } requester { username } } } }"""
# Sign-in, rights, the list and what its items refer to; of a decision everything that it leaves.
BOUNDS = {"W1": 6, "W2": 4, "approve": 18 + ON_POSTGRES}
# What is measured, by the same documents: the caller's sign-in, then what must be read. PostgreSQL
# locks the account by a statement.
MEASURED = {work.PENDING: 4, work.PAGE: 3, work.MINE: 2, work.APPROVE: 16 + ON_POSTGRES}


async def statements(client: Client, document: str, **variables: Any) -> int:
    """How many statements an operation takes, the caller's sign-in among them."""
    with counted() as found:
        await client.ask(document, **variables)
    return len(found)


async def asked(ask: Ask, count: int, since: int = 0) -> list[str]:
    """The ids of this many pending requests by different people, some of whom hold roles."""
    office, made = await steps.part("Office"), []
    for n in range(since, count):
        await steps.person(f"asker{n}")
        if n % 2:
            await steps.appoint(f"asker{n}", Role.VIRTUAL_ACCOUNT_USER, office)
        made.append(await steps.pending(ask, f"asker{n}"))
    return made


async def test_a_list_of_pending_requests_takes_the_same_statements_at_any_length(
    ask: Ask, served: Served
) -> None:
    ada, acme = served.client("ada"), await steps.acme_id()
    await asked(ask, 5)
    few = await statements(ada, W1, id=acme)

    await asked(ask, 50, since=5)
    shown = (await ada.ask(W1, id=acme))["accessRequests"]["nodes"]
    many = await statements(ada, W1, id=acme)

    assert len(shown) == 50 and [] not in [n["account"] for n in shown]
    assert 1 < few == many <= BOUNDS["W1"]


async def test_ones_own_requests_take_the_same_statements_at_any_number(
    ask: Ask, served: Served
) -> None:
    rita, counts = served.client("rita"), []
    for more in (5, 45):
        for _ in range(more):
            await steps.decline(ask, await steps.pending(ask))
        counts.append(await statements(rita, W2))

    shown = (await rita.ask(W2))["accessRequests"]["nodes"]
    assert len(shown) == 50
    assert 1 < counts[0] == counts[1] <= BOUNDS["W2"]


async def test_an_approval_takes_the_same_statements_however_many_requests_there_are(
    ask: Ask, served: Served
) -> None:
    ada = served.client("ada")
    first = await asked(ask, 5)
    few = await statements(ada, APPROVE, id=first[0])

    await asked(ask, 50, since=5)
    many = await statements(ada, APPROVE, id=first[2])

    assert 1 < few == many <= BOUNDS["approve"]


async def test_what_is_measured_takes_as_few_statements_as_it_was_made_to(
    ask: Ask, served: Served
) -> None:
    ada, rita = served.client("ada"), served.client("rita")
    acme, request = await steps.acme_id(), await steps.pending(ask)

    counts = {
        work.PENDING: await statements(ada, work.PENDING, account=acme),
        work.PAGE: await statements(ada, work.PAGE, account=acme, after=None),
        work.MINE: await statements(rita, work.MINE),
        work.APPROVE: await statements(ada, work.APPROVE, request=request),
    }

    assert counts == MEASURED
