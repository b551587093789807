"""Large lists: many requests are walked page by page, and the last costs what the first did."""

import asyncio
import statistics
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from resolvers import ids
from tests import services
from tests.bench import data, filling
from tests.client import Client
from tests.conftest import FULL, ON_POSTGRES, Served, serving
from tests.test_statements import counted
from web.settings import Settings

REQUESTS = 100_000 if FULL else 10_000 if ON_POSTGRES else 20_000
SIZE = data.Size(accounts=1, requests=REQUESTS, busy=1.0)
ACCOUNT = ids.encode("SmartAccount", data.key("account", 0))
PAGE = """query($account: ID!, $after: String) { smartAccount(id: $account) {
  accessRequests(first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { id lastActivityAt requester { username } currentRoles { role } } } } }"""
BACK = """query($account: ID!, $before: String!) { smartAccount(id: $account) {
  accessRequests(last: 100, before: $before) { nodes { id } } } }"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.prove,
    pytest.mark.timeout(280),
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def large(
    tmp_path_factory: pytest.TempPathFactory, postgres: str | None
) -> AsyncIterator[Served]:
    """The service with one account, which has all these requests."""
    url = f"sqlite://{tmp_path_factory.mktemp('large')}/large.db"
    if postgres:
        url = await services.fresh_database(postgres)
    await filling.fill(url, SIZE)
    async with serving(Settings(database_url=url, worker_in_server=False)) as served:
        yield served
    if postgres:
        await services.drop_database(url)


async def page(client: Client, after: str | None) -> dict[str, Any]:
    """One page of the account's requests."""
    answer = await client.ask(PAGE, account=ACCOUNT, after=after)
    found: dict[str, Any] = answer["accessRequests"]
    return found


async def test_many_requests_are_walked_without_a_gap_at_a_constant_cost(large: Served) -> None:
    client = large.client(token=data.token(0))
    seen: list[str] = []
    times: list[str] = []
    statements: list[int] = []
    seconds: list[float] = []
    clock = asyncio.get_running_loop().time
    cursor, more = None, True
    while more:
        began = clock()
        with counted() as found:
            part = await page(client, cursor)
        seconds.append(clock() - began)
        statements.append(len(found))
        seen += [node["id"] for node in part["nodes"]]
        times += [node["lastActivityAt"] for node in part["nodes"]]
        cursor, more = part["pageInfo"]["endCursor"], part["pageInfo"]["hasNextPage"]

    assert len(seen) == len(set(seen)) == REQUESTS
    assert times == sorted(times, reverse=True)
    assert set(statements) == {statements[0]}
    first, last = statistics.median(seconds[:50]), statistics.median(seconds[-50:])
    print(
        f"{statements[0]} statements a page; {first * 1000:.1f} ms first, {last * 1000:.1f} ms last"
    )
    assert last < 3 * first  # an offset would cost a hundredfold


async def test_the_way_back_is_the_way_there(large: Served) -> None:
    client = large.client(token=data.token(0))
    first = await page(client, None)
    second = await page(client, first["pageInfo"]["endCursor"])
    third = await page(client, second["pageInfo"]["endCursor"])

    end = second["pageInfo"]["endCursor"]
    answer = await client.ask(BACK, account=ACCOUNT, before=end)

    assert [n["id"] for n in answer["accessRequests"]["nodes"]] == [
        n["id"] for n in [first["nodes"][-1], *second["nodes"][:-1]]
    ]
    assert third["nodes"][0]["id"] not in {n["id"] for n in second["nodes"]}
