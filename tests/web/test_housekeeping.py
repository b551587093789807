"""What is old is thrown away once an hour, by one of the workers."""

from collections.abc import AsyncIterator

import pytest

from models import clock, database
from web.housekeeping import Housekeeping
from web.settings import Settings

OLD = "INSERT INTO rate_limit (purpose, subject, since, used) VALUES ('old', 'one', 0, 1)"
LEFT = "SELECT purpose FROM rate_limit WHERE purpose = 'old'"


@pytest.fixture(autouse=True)
async def tables(database_url: str) -> AsyncIterator[None]:
    """The database, open in this process."""
    await database.connect(database_url)
    yield
    await database.close()
    clock.clock.reset()


async def tidy(worker: Housekeeping) -> bool:
    """Let a worker come round; whether something old was there before, and is gone."""
    await database.fetch(OLD + " ON CONFLICT DO NOTHING")
    assert await worker(clock.now()) is False
    return not await database.fetch(LEFT)


async def test_of_several_workers_one_throws_away_what_is_old_each_hour() -> None:
    workers = [Housekeeping(Settings()) for _ in range(3)]

    done = [await tidy(worker) for worker in workers]
    clock.clock.advance(hours=1)
    later = [await tidy(worker) for worker in workers]

    assert (done, later) == ([True, False, False], [True, False, False])
