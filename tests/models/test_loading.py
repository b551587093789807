"""Writing a file's rows when other transactions are in the way."""

from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from models import database, imports
from models.imports import BadRow, Report, Row
from models.users import User


class Files:
    """A kind of file of usernames, whose second batch loses a race the first time."""

    columns: tuple[str, ...] = ("username",)
    required: tuple[str, ...] = columns
    batch: int = 2

    def __init__(self, whole: bool) -> None:
        self.whole = whole
        self.batches = 0

    async def write(self, rows: list[Row], report: Report) -> None:
        """Note in the users' phones that they were there."""
        self.batches += 1
        names = [row.values["username"] for row in rows]
        report.updated += await User.filter(username__in=names).update(phone="+1 555 0199")
        if self.batches == 2:
            raise asyncpg.DeadlockDetectedError


@pytest.fixture
async def connected(database_url: str) -> AsyncIterator[None]:
    """A database with the cast."""
    await database.connect(database_url)
    yield
    await database.close()


def rows() -> Iterator[Row]:
    """Two batches, which can be read once."""
    for line, name in enumerate(("ada", "ben", "rita", "dana"), 2):
        yield Row(line, {"username": name})


def refuse(line: int, bad: BadRow) -> None:
    """No row is bad."""
    raise AssertionError(line)


async def changed() -> int:
    """How many were written."""
    return await User.filter(phone="+1 555 0199").count()


async def test_a_batch_that_lost_a_race_is_written_the_second_time_and_counted_once(
    connected: None,
) -> None:
    report = await imports.load(Files(whole=False), rows(), refuse, strict=False, dry=False)

    assert (report.updated, await changed()) == (4, 4)


async def test_a_whole_file_that_lost_a_race_is_not_there_by_half(connected: None) -> None:
    with pytest.raises(imports.InTheWay):
        await imports.load(Files(whole=True), rows(), refuse, strict=False, dry=False)

    assert await changed() == 0
