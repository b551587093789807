"""Limits: counted in the database, for all processes, in windows that the clock cuts."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from models import clock, database, limits, problems

HOUR = timedelta(hours=1)


@pytest.fixture
async def connected(database_url: str) -> AsyncIterator[None]:
    """A database, and a clock that stands at the beginning of an hour."""
    await database.connect(database_url)
    left = 3600 - clock.now().timestamp() % 3600
    clock.clock.advance(seconds=left + 1)
    yield
    clock.clock.reset()
    await database.close()


async def tries(subject: str, count: int, purpose: str = "test") -> int:
    """How many of so many tries were allowed, of three in an hour."""
    done = (limits.count(purpose, subject, 3, HOUR) for _ in range(count))
    return [type(e) for e in await asyncio.gather(*done, return_exceptions=True)].count(type(None))


async def test_of_many_tries_at_once_so_many_count(connected: None) -> None:
    assert await tries("ada", 50) == 3


async def test_each_subject_and_purpose_has_its_own(connected: None) -> None:
    assert [await tries("ada", 5), await tries("ben", 5), await tries("ada", 5, "other")] == [3] * 3


async def test_the_next_window_begins_anew(connected: None) -> None:
    await tries("ada", 5)
    with pytest.raises(problems.RateLimited) as refused:
        await limits.count("test", "ada", 3, HOUR)

    wait = refused.value.retry_at - clock.now()
    assert timedelta(minutes=59) < wait <= HOUR
    clock.clock.advance(seconds=wait.total_seconds())
    assert await tries("ada", 5) == 3


async def test_a_try_counts_though_the_act_is_refused(connected: None) -> None:
    @database.transaction
    async def refused() -> None:
        raise problems.Forbidden()

    for _ in range(3):
        await limits.count("test", "ada", 3, HOUR)
        with pytest.raises(problems.Forbidden):
            await refused()
    with pytest.raises(problems.RateLimited):
        await limits.count("test", "ada", 3, HOUR)


async def test_old_counts_are_forgotten(connected: None) -> None:
    await tries("ada", 1)
    clock.clock.advance(hours=23)
    await limits.forget_old()
    assert len(await database.fetch("SELECT 1 AS one FROM rate_limit")) == 1

    clock.clock.advance(hours=3)
    await limits.forget_old()
    assert await database.fetch("SELECT 1 AS one FROM rate_limit") == []
