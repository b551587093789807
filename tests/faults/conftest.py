"""What the fault tests share: servers in processes of their own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.faults import servers
from tests.faults.nursery import Nursery


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """The parent of all servers."""
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture
async def hosts(
    nursery: Nursery, database_url: str, tmp_path: Path
) -> AsyncIterator[servers.Servers]:
    """Servers on the test's own database."""
    async with servers.on(nursery, database_url, tmp_path) as hosts:
        yield hosts
