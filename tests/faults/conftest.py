"""What the fault tests share: servers in processes of their own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults import servers
from tests.nursery import Nursery


@pytest.fixture
async def hosts(
    nursery: Nursery, database_url: str, tmp_path: Path
) -> AsyncIterator[servers.Servers]:
    """Servers on the test's own database."""
    async with servers.on(nursery, database_url, tmp_path) as hosts:
        yield hosts
