"""Starting: twice at once, on changed or unreachable databases; and being ready or not."""

import asyncio
import json
import os
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from models import database
from tests import services
from tests.conftest import ON_POSTGRES
from tests.faults import servers, stage
from tests.nursery import ROOT, Nursery

LONGEST = 40  # seconds until a start has failed, Python's imports on a busy machine included


@pytest.fixture
async def empty_url(postgres: str | None, tmp_path: Path) -> AsyncIterator[str]:
    """A database with nothing in it."""
    if not postgres:
        yield f"sqlite://{tmp_path / 'empty.db'}"
        return
    url = await services.fresh_database(postgres)
    yield url
    await services.drop_database(url)


class Started:
    """`python -m web serve`, the real thing."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said: list[str] = []

    async def address(self) -> str:
        """Where it answers, as it says itself."""
        assert self.process.stdout
        async with asyncio.timeout(LONGEST):
            return (await self.process.stdout.readline()).decode().rpartition(" ")[2].strip()

    async def stop(self) -> tuple[int, str]:
        """End it politely: the exit code and the log."""
        self.process.terminate()
        async with asyncio.timeout(15):
            _, err = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, err.decode()


@asynccontextmanager
async def starting(url: str, **settings: object) -> AsyncIterator[Started]:
    """A server that starts in a process of its own."""
    given = {"database_url": url, "worker_in_server": False, **settings}
    environment = {f"ADMIT_{name.upper()}": str(value) for name, value in given.items()}
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "web", "serve", "--port", "0"],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    try:
        yield Started(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def refusal(nursery: Nursery, url: str) -> str:
    """What a server says instead of starting; fails if it starts or hangs."""
    done = await asyncio.to_thread(nursery.run, "serve", "--port", "0", ADMIT_DATABASE_URL=url)
    assert done.code > 0 and "Admit answers" not in done.said, done
    return done.errors


async def get(address: str, path: str) -> tuple[int, Any]:
    """Status and body."""
    async with httpx2.AsyncClient(timeout=20, verify=False) as client:
        response = await client.get(address + path)
        return response.status_code, response.json()


@pytest.mark.slow
async def test_two_processes_that_start_at_once_migrate_once_and_both_serve(empty_url: str) -> None:
    async with starting(empty_url, demo=True) as one, starting(empty_url, demo=True) as two:
        addresses = await asyncio.gather(one.address(), two.address())
        for address in addresses:
            assert (await get(address, "/ready"))[0] == 200
            async with servers.lines((address, "ada")) as (ada,):
                assert await ada.ask(stage.CURSOR)
        ended = [await one.stop(), await two.stop()]

    logs = [log for _, log in ended]
    assert [code for code, _ in ended] == [0, 0], logs
    assert not any("Traceback" in log for log in logs), logs
    names = [file.name for file in database._migrations()]
    assert [sum(log.count(f"Applied {name}") for log in logs) for name in names] == [1] * len(names)


@pytest.mark.parametrize("rounds", servers.counts(2, 8, 200))
async def test_however_close_the_starts_the_tables_are_made_once(
    hosts: servers.Servers, postgres: str | None, tmp_path: Path, rounds: int
) -> None:
    servers.seeded("starts", rounds=rounds, processes=3)
    programs = [
        await asyncio.create_subprocess_exec(
            *[sys.executable, "-c", MIGRATE], stdin=-1, stdout=-1, stderr=-1, cwd=ROOT
        )
        for _ in range(3)
    ]
    for program in programs:  # all is imported
        assert await _line(program) == "ready"
    for n in range(rounds):
        url = await services.fresh_database(postgres) if postgres else f"sqlite://{tmp_path}/{n}.db"
        for program in programs:
            assert program.stdin
            program.stdin.write(f"{url}\n".encode())
        answers = await asyncio.gather(*(_line(program) for program in programs))
        applied = [name for answer in answers for name in json.loads(answer)]
        assert sorted(applied) == [file.name for file in database._migrations()]
    ended = await asyncio.gather(*(program.communicate(b"") for program in programs))
    assert not any(errors for _, errors in ended), ended


async def _line(program: asyncio.subprocess.Process) -> str:
    assert program.stdout and program.stderr
    line = (await program.stdout.readline()).decode().strip()
    assert line, (await program.stderr.read()).decode()
    return line


MIGRATE = """
import asyncio, json, sys
from models import database, demo

async def start(url):
    await database.connect(url)
    try:
        done = await database.migrate()
        await demo.load()
    finally:
        await database.close()
    return done

print("ready", flush=True)
for line in sys.stdin:
    print(json.dumps(asyncio.run(start(line.strip()))), flush=True)
"""


@pytest.mark.slow
async def test_a_migration_that_was_changed_is_refused(nursery: Nursery, database_url: str) -> None:
    await database.connect(database_url)
    await database.fetch("UPDATE schema_migration SET checksum = ?", "0" * 64)
    await database.close()

    said = await refusal(nursery, database_url)

    assert "was changed after it had been applied" in said and "Traceback" not in said


@pytest.mark.slow
async def test_without_its_database_the_server_refuses_to_start_and_says_why(
    nursery: Nursery, tmp_path: Path
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        urls = {
            f"postgres://admit@127.0.0.1:{port}/admit": "Connect call failed",
            f"sqlite://{tmp_path}/nowhere/admit.db": "unable to open database file",
        }
        for url, reason in urls.items():
            said = await refusal(nursery, url)
            assert reason in said
            assert "Traceback" not in said, said


@pytest.mark.slow
async def test_a_database_that_never_answers_does_not_hang_the_start(nursery: Nursery) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgres://admit@127.0.0.1:{silent.getsockname()[1]}/admit"
        said = await refusal(nursery, url)

    assert "database" in said.lower() and "Traceback" not in said, said


async def test_a_server_whose_database_is_gone_is_not_ready_but_alive(
    nursery: Nursery, database_url: str, tmp_path: Path
) -> None:
    async with servers.on(nursery, database_url, tmp_path) as hosts:
        server = await hosts.start()
        assert (await get(server.address, "/ready"))[0] == 200
        async with _taken_away(database_url):
            status, body = await get(server.address, "/ready")
            assert (status, body["ready"]) == (503, False)
            assert (await get(server.address, "/health"))[0] == 200
        if not ON_POSTGRES:
            assert (await get(server.address, "/ready"))[0] == 200


@asynccontextmanager
async def _taken_away(url: str) -> AsyncIterator[None]:
    if ON_POSTGRES:
        await services.drop_database(url)
        yield
        base, _, name = url.rpartition("/")
        await services._administer(base, f'CREATE DATABASE "{name}"')  # for the fixture to drop
        return
    other = sqlite3.connect(url.removeprefix("sqlite://"), isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        other.close()
