"""Clients who never finish and never read keep nobody waiting, least of all the server's end."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from models import deciding
from models.accounts import SmartAccount
from models.requests import AccessRequest
from models.users import User
from tests.faults import servers, stage
from tests.faults.servers import Line, Listener

SECONDS = 6
PATIENCE = 5  # for an answer while others misbehave, on a busy machine
LISTENERS = 20
# Nothing but the end ends a client's slowness.
PATIENT = dict.fromkeys(["request_seconds", "stuck_seconds", "body_seconds", "ws_init_seconds"], 60)
HISTORY = 60
LARGE = """subscription($account: ID!, $after: String) {
  requestActedUpon(accountId: $account, after: $after) {
    cursor number id message accountName requesterName reason roles actedAt actedBy {
      id username fullName preferredName email companyName kind } } }"""


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("mail_server", ["none", "hangs"])
async def test_whatever_clients_do_others_are_answered_and_sigterm_ends_all_in_six_seconds(
    hosts: servers.Servers, mail_server: str
) -> None:
    chance = servers.seeded("shutdown", listeners=LISTENERS, seconds=SECONDS)
    async with stage.opened(hosts.database_url) as account, AsyncExitStack() as stack:
        admins = await stage.hire(account, 10)
        waiting = await stage.waiting(account, 400)
        await _history(account, waiting[:HISTORY])
        server = await hosts.start(**PATIENT, **_mail(stack, mail_server))
        await _misbehave(stack, server.address, account)
        listeners = [
            Listener(
                server.address, by, stage.MINE, after=await stage.beginning(account, by, HISTORY)
            )
            for by in [chance.choice(admins) for _ in range(LISTENERS)]
        ]
        await stack.enter_async_context(servers.listening(*listeners))
        await _answered(server.address, waiting[100])

        acting = [
            asyncio.create_task(_act(Line(server.address, by), waiting[110 + n :: len(admins)]))
            for n, by in enumerate(admins)
        ]
        await asyncio.sleep(chance.uniform(0.1, 0.4))
        closing = [asyncio.create_task(listener.close_code()) for listener in listeners]
        took = await server.stop()
        closed = await asyncio.gather(*closing)
        acknowledged = [id for done in await asyncio.gather(*acting) for id in done]

        assert took <= SECONDS and server.code == 0
        assert closed == [1012] * LISTENERS
        keys = [stage.request_key(id) for id in acknowledged]
        kept = await AccessRequest.filter(id__in=keys, status="DECLINED").count()
        assert kept == len(acknowledged) > 0
        await stage.check_whole(account)
        print(f"shutdown: {took:.2f} s, {kept} acknowledged acts kept, {LISTENERS} sockets 1012")


def _mail(stack: AsyncExitStack, mail_server: str) -> dict[str, Any]:
    """Settings with no worker, or with a mail server that takes connections and says nothing."""
    if mail_server == "none":
        return {}
    silent = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    return {"worker_in_server": True, "smtp_url": f"smtp://127.0.0.1:{silent.getsockname()[1]}"}


async def _history(account: SmartAccount, requests: list[str]) -> None:
    ben = await User.get(username="ben")
    for id in requests:
        await deciding.decline(ben, stage.request_key(id), "No. " * 200)


async def _misbehave(stack: AsyncExitStack, address: str, account: SmartAccount) -> None:
    """Clients who never end their headers, never end their body, or never read."""
    host = urlsplit(address).netloc
    whole = servers.post(host, "ada", stage.CURSOR, {})
    after = await stage.beginning(account, "ada")
    wanted = {"account": stage.account_id(account), "after": after}
    stream = servers.post(host, "ada", LARGE, wanted, "Accept: text/event-stream")
    for data in [b"", whole[:30], whole[:-5], stream]:
        for _ in range(3):
            await stack.enter_async_context(servers.raw(address, data))
    for _ in range(2):
        await stack.enter_async_context(servers.raw(address, stream, receive_buffer=1024))
        await stack.enter_async_context(_not_reading(address, wanted))


@asynccontextmanager
async def _not_reading(address: str, wanted: dict[str, Any]) -> AsyncIterator[None]:
    """A socket with many large subscriptions, of which nothing is ever read."""
    reader = Listener(address, "ada", LARGE, receive_buffer=4096, **wanted)
    await reader.open()
    assert reader.connection
    for n in range(2, 21):
        payload = {"query": LARGE, "variables": wanted}
        await reader.say(type="subscribe", id=str(n), payload=payload)
    reader.connection.transport.pause_reading()
    try:
        yield
    finally:
        reader.cut()


async def _answered(address: str, id: str) -> None:
    """A decision and some queries, all in time."""
    async with servers.lines((address, "ben")) as (ben,), asyncio.timeout(PATIENCE):
        assert (await ben.ask(stage.DECLINE, id=id))["__typename"] == "AccessRequest"
        for _ in range(5):
            assert await ben.ask(stage.CURSOR)


async def _act(line: Line, waiting: list[str]) -> list[str]:
    """Decide until the server goes; what it acknowledged."""
    acknowledged = []
    try:
        for id in waiting:
            answer = await line.answer(stage.DECLINE, id=id)
            if "errors" not in answer:
                acknowledged.append(id)
    except (OSError, EOFError):
        pass
    finally:
        line.hang_up()
    return acknowledged
