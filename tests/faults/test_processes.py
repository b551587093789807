"""`admit serve --workers`: one address, several processes, and a parent that keeps them alive."""

import asyncio
import os
import signal
from collections import Counter
from contextlib import AsyncExitStack

import pytest

from tests.faults import servers, stage
from tests.faults.servers import Listener, Server
from tests.nursery import Nursery

SECONDS = 6


async def processes(server: Server, count: int) -> list[int]:
    """Wait until it has had so many."""
    await servers.until(lambda: len(server.born()) >= count, 30)
    return server.born()


@pytest.fixture
async def server(hosts: servers.Servers) -> Server:
    """Two processes at one address."""
    server = await hosts.start(workers=2, worker_in_server=True)
    await processes(server, 2)
    return server


@pytest.mark.slow
async def test_a_process_that_dies_is_replaced_and_the_address_stays(
    hosts: servers.Servers, server: Server
) -> None:
    async with stage.opened(hosts.database_url) as account:
        for number, id in enumerate(await stage.waiting(account, 4), 1):
            os.kill((await processes(server, 1 + number))[-1], signal.SIGKILL)
            answer = await servers.tried(lambda: server.address, "ben", stage.DECLINE, id=id)
            assert answer["__typename"] == "AccessRequest"

        await processes(server, 6)
        assert (await stage.check_whole(account))["REQUEST_ACTED_UPON"] == 4


@pytest.mark.slow
async def test_sigterm_ends_all_processes_in_time_and_tells_their_clients(
    hosts: servers.Servers, server: Server
) -> None:
    async with stage.opened(hosts.database_url) as account, AsyncExitStack() as stack:
        after = await stage.beginning(account, "ada")
        listeners = [Listener(server.address, "ada", stage.MINE, after=after) for _ in range(16)]
        await stack.enter_async_context(servers.listening(*listeners))
        for said in (b"", b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1"):
            for _ in range(4):
                await stack.enter_async_context(servers.raw(server.address, said))

        took = await server.stop()
        codes = Counter([await listener.close_code() for listener in listeners])

    assert took <= SECONDS and server.code == 0
    assert codes == {1012: 16}
    assert not server.living()


@pytest.mark.slow
async def test_who_loses_the_parent_ends_too(server: Server) -> None:
    await server.kill()

    await servers.until(lambda: not server.living(), 2 * SECONDS)


@pytest.mark.slow
async def test_what_keeps_the_first_process_from_starting_ends_the_parent_with_its_code(
    nursery: Nursery, database_url: str
) -> None:
    given = {"DATABASE_URL": database_url, "WORKERS": "2", "SMTP_URL": "ftp://nowhere"}
    environment = {f"ADMIT_{name}": value for name, value in given.items()}

    done = await asyncio.to_thread(nursery.run, "serve", "--port", "0", **environment)

    assert (done.code, done.said) == (3, "")
    assert "ADMIT_SMTP_URL must be" in done.errors
