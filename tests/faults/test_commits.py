"""What is committed together on SQLite: each transaction is undone alone, and none is told of a
commit before it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest

from models import database, keys
from tests.conftest import ON_POSTGRES

pytestmark = pytest.mark.skipif(ON_POSTGRES, reason="PostgreSQL has a connection for each")
AT_ONCE = 20


class Refused(Exception):
    """What a rule of the domain would raise."""


@pytest.fixture
async def connected(database_url: str) -> AsyncIterator[str]:
    """The file of the database that is open in this process."""
    await database.connect(database_url)
    yield database_url.removeprefix("sqlite://")
    await database.close()


def found(file: str) -> int:
    """How many rows somebody else finds, which are those that were committed."""
    with closing(sqlite3.connect(file)) as other:
        (number,) = other.execute("SELECT COUNT(*) FROM rate_limit").fetchone()
    return int(number)


async def write() -> None:
    """One row more."""
    await database.change(
        "INSERT INTO rate_limit (purpose, subject, since, used) VALUES ('kept', ?, 0, 1)",
        str(keys.uuid7()),
    )


@database.transaction
async def kept() -> None:
    """Written."""
    await write()


@database.transaction
async def refused() -> None:
    """Written, and undone."""
    await write()
    raise Refused


@database.transaction
async def impossible() -> None:
    """What the database refuses only when it is to be committed."""
    await database.change("PRAGMA defer_foreign_keys = ON")
    await database.change(
        "INSERT INTO role_assignment_virtual_account (role_assignment_id, virtual_account_id)"
        " VALUES (?, ?)",
        str(keys.uuid7()),
        str(keys.uuid7()),
    )


async def test_of_many_at_once_each_is_undone_alone(connected: str) -> None:
    works = [refused() if n % 3 == 0 else kept() for n in range(AT_ONCE)]
    ends = await asyncio.gather(*works, return_exceptions=True)

    assert [isinstance(end, Refused) for end in ends] == [n % 3 == 0 for n in range(AT_ONCE)]
    assert found(connected) == ends.count(None)


async def test_whoever_has_an_answer_finds_it_in_the_file(connected: str) -> None:
    answered = 0

    async def one() -> None:
        nonlocal answered
        await kept()
        answered += 1
        assert found(connected) >= answered

    await asyncio.gather(*(one() for _ in range(AT_ONCE)))

    assert found(connected) == answered == AT_ONCE


async def test_where_the_commit_fails_nobody_is_told_otherwise(connected: str) -> None:
    works = [kept(), impossible(), *(refused() if n % 2 else kept() for n in range(4))]
    ends = await asyncio.gather(*works, return_exceptions=True)
    assert [isinstance(end, database.FAILURES) for end in ends] == [True] * len(works)
    assert found(connected) == 0

    await kept()

    assert found(connected) == 1


async def test_a_statement_outside_of_transactions_waits_for_their_commit(connected: str) -> None:
    async def outside() -> tuple[int, int]:
        touched = await database.fetch("UPDATE rate_limit SET used = used + 1 RETURNING subject")
        return len(touched), found(connected)

    works = [work() for _ in range(AT_ONCE) for work in (kept, outside, refused)]
    ends = await asyncio.gather(*works, return_exceptions=True)

    told = [end for end in ends if isinstance(end, tuple)]
    assert len(told) == found(connected) == AT_ONCE
    assert all(touched <= seen for touched, seen in told)
    (row,) = await database.fetch("SELECT SUM(used) AS used FROM rate_limit")
    assert row["used"] == AT_ONCE + sum(touched for touched, _ in told)


async def test_another_process_that_writes_is_waited_for(connected: str) -> None:
    with closing(sqlite3.connect(connected, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.gather(kept(), kept())
        for _ in range(50):
            await asyncio.sleep(0)
        assert not waiting.done()
        other.execute("COMMIT")
        await waiting

    assert found(connected) == 2
