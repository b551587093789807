"""A stage for the walks of one module, on a database of its own."""

import asyncio
import shutil
from collections.abc import Iterator

import pytest

from tests import services
from tests.walks import stage as stages
from tests.walks.stage import Stage


@pytest.fixture(scope="module")
def stage(
    cast: str, postgres: str | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """The real schema on a copy of the cast."""
    if postgres:
        url = asyncio.run(services.fresh_database(postgres, template=cast.rpartition("/")[2]))
    else:
        path = tmp_path_factory.mktemp("walk") / "admit.db"
        shutil.copy(cast.removeprefix("sqlite://"), path)
        url = f"sqlite://{path}"
    with stages.stage(url) as made:
        yield made
    if postgres:
        asyncio.run(services.drop_database(url))
