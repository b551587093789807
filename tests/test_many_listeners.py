"""Everyone who listens is told: thousands of subscriptions to one account, each notice once."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from websockets.asyncio.client import ClientConnection

from tests import steps
from tests.conftest import Ask, Served
from tests.faults import servers
from tests.web import running

OPERATIONS = 20  # on each socket
DECISIONS = 5
CURSOR = "query { viewer { noticeCursor } }"
ACTED = """subscription($account: ID!, $after: String) {
  requestActedUpon(accountId: $account, after: $after) { number actedBy { username } } }"""
DECLINE = """mutation($id: ID!) { declineAccessRequest(input: {request: $id}) { __typename } }"""


@pytest.fixture
def settings() -> dict[str, object]:
    return {"ws_init_seconds": 60}


@pytest.mark.parametrize("subscribers", servers.counts(100, 1_000, 5_000))
async def test_each_of_many_subscribers_has_each_notice_once_and_in_order(
    served: Served, ask: Ask, subscribers: int
) -> None:
    account = await steps.acme_id()
    cursor = (await ask(CURSOR, by="ben"))["noticeCursor"]
    variables = {"account": account, "after": cursor}
    async with AsyncExitStack() as stack:
        sockets = [
            await stack.enter_async_context(_listening(served.url, variables))
            for _ in range(subscribers // OPERATIONS)
        ]
        hearing = [asyncio.create_task(_heard(socket)) for socket in sockets]
        for _ in range(DECISIONS):
            request = await steps.pending(ask)
            await ask(DECLINE, by="ada", id=request)
        heard = [told for task in hearing for told in (await task).values()]

    assert len(heard) == subscribers
    # Between the decisions lie the requests, which this subscription does not tell.
    assert all(told == [2 * n for n in range(1, DECISIONS + 1)] for told in heard)


@asynccontextmanager
async def _listening(url: str, variables: dict[str, str]) -> AsyncIterator[ClientConnection]:
    async with running.socket(url, open_timeout=60, ping_interval=None) as socket:
        payload = {"authorization": "Bearer demo:ben"}
        await running.tell(socket, "connection_init", payload=payload)
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        for n in range(OPERATIONS):
            await running.tell(
                socket, "subscribe", id=str(n), payload={"query": ACTED, "variables": variables}
            )
        yield socket


async def _heard(socket: ClientConnection) -> dict[str, list[int]]:
    """What each operation of a socket was told, until each was told of every decision."""
    told: dict[str, list[int]] = {str(n): [] for n in range(OPERATIONS)}
    for _ in range(OPERATIONS * DECISIONS):
        message = json.loads(await socket.recv())
        assert message["type"] == "next", message
        notice = message["payload"]["data"]["requestActedUpon"]
        assert notice["actedBy"] == {"username": "ada"}
        told[message["id"]].append(notice["number"])
    return told
