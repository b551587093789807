"""Connections to PostgreSQL that are lost in the middle of a transaction."""

from collections.abc import AsyncIterator
from contextlib import suppress

import asyncpg
import pytest

from models import database, keys, problems
from tests.conftest import ON_POSTGRES

pytestmark = pytest.mark.skipif(not ON_POSTGRES, reason="SQLite has no connections to lose")


@pytest.fixture
async def connected(database_url: str) -> AsyncIterator[str]:
    """The address of the database that is open in this process."""
    await database.connect(database_url)
    yield database_url
    await database.close()


async def lose(url: str) -> None:
    """Have the server end the connection of the present transaction."""
    (own,) = await database.fetch("SELECT pg_backend_pid() AS pid")
    other = await asyncpg.connect(url)
    assert await other.fetchval("SELECT pg_terminate_backend($1, 5000)", own["pid"])
    await other.close()


@database.transaction
async def refused(url: str) -> None:
    """Write, and refuse it when the connection is gone."""
    await write()
    await lose(url)
    raise problems.SelfDecision()


@database.transaction
async def kept(url: str) -> None:
    """Write, and find the connection gone when it is to be committed."""
    await write()
    await lose(url)


async def write() -> None:
    """One row more."""
    await database.change(
        "INSERT INTO rate_limit (purpose, subject, since, used) VALUES ('kept', ?, 0, 1)",
        str(keys.uuid7()),
    )


async def written() -> int:
    """How many rows there are; a pool may have to notice first what it has lost."""
    with suppress(*database.FAILURES):
        await database.fetch("SELECT 1 AS one")
    (row,) = await database.fetch("SELECT COUNT(*) AS n FROM rate_limit")
    return int(row["n"])


async def test_who_is_refused_is_told_why_though_the_connection_is_lost(connected: str) -> None:
    with pytest.raises(problems.SelfDecision):
        await refused(connected)

    assert await written() == 0


async def test_nobody_is_told_of_a_commit_that_was_lost(connected: str) -> None:
    with pytest.raises(database.FAILURES):
        await kept(connected)

    assert await written() == 0
