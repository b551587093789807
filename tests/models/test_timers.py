"""What is due at a time is done once, by one of the workers, and not lost when it fails."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from models import clock, database, keys, limits, timers

DAY = timedelta(days=1)
ACT = "test.act"


class Acts:
    """Counts what was done, in the database and so only where it was committed."""

    failures = 0

    async def __call__(self, thing: UUID) -> None:
        """Count one act; fail first, after having counted, as often as wanted."""
        await limits.count("acts", thing, 1_000_000, timedelta(days=10_000))
        if self.failures:
            self.failures -= 1
            raise RuntimeError("half done")

    async def done(self, thing: UUID) -> int:
        """How often it was done to a thing."""
        rows = await database.fetch("SELECT used FROM rate_limit WHERE subject = ?", str(thing))
        return int(rows[0]["used"]) if rows else 0


@pytest.fixture
async def acts(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Acts]:
    """A database, and an act that can be put off."""
    await database.connect(database_url)
    made = Acts()
    monkeypatch.setitem(timers.ACTS, ACT, made)
    yield made
    clock.clock.reset()
    await database.close()


async def test_nothing_is_done_before_its_time(acts: Acts) -> None:
    thing = keys.uuid7()
    await timers.put(ACT, thing, clock.now() + DAY)

    clock.clock.advance(hours=23)
    await timers.run_due(clock.now())
    assert await acts.done(thing) == 0

    clock.clock.advance(hours=2)
    await timers.run_due(clock.now())
    assert await acts.done(thing) == 1


async def test_of_several_workers_one_does_it(acts: Acts) -> None:
    things = [keys.uuid7() for _ in range(20)]
    for thing in things:
        await timers.put(ACT, thing, clock.now())

    await asyncio.gather(*(timers.run_due(clock.now()) for _ in range(5)))

    assert [await acts.done(thing) for thing in things] == [1] * 20
    assert await database.fetch("SELECT id FROM timer") == []


async def test_what_fails_is_undone_and_tried_again_after_pauses_that_grow(acts: Acts) -> None:
    thing, acts.failures = keys.uuid7(), 2
    await timers.put(ACT, thing, clock.now())

    await timers.run_due(clock.now())
    assert await acts.done(thing) == 0
    clock.clock.advance(minutes=1)
    await timers.run_due(clock.now())
    clock.clock.advance(minutes=1)
    await timers.run_due(clock.now())
    assert await acts.done(thing) == 0

    clock.clock.advance(minutes=1)
    await timers.run_due(clock.now())
    assert await acts.done(thing) == 1


async def test_a_timer_of_the_same_act_and_thing_is_moved(acts: Acts) -> None:
    thing = keys.uuid7()
    await timers.put(ACT, thing, clock.now())
    await timers.put(ACT, thing, clock.now() + DAY)

    await timers.run_due(clock.now())

    assert await acts.done(thing) == 0
    assert len(await database.fetch("SELECT id FROM timer")) == 1


async def test_a_timer_that_was_taken_away_does_nothing(acts: Acts) -> None:
    thing = keys.uuid7()
    await timers.put(ACT, thing, clock.now())
    await timers.drop(thing, ACT)

    await timers.run_due(clock.now())

    assert await acts.done(thing) == 0


async def test_it_is_known_how_late_the_workers_are(acts: Acts) -> None:
    assert await timers.late_by(clock.now()) == timedelta()
    await timers.put(ACT, keys.uuid7(), clock.now())

    clock.clock.advance(hours=3)

    assert timedelta(hours=3) <= await timers.late_by(clock.now()) < timedelta(hours=4)
