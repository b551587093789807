"""One service for one story: what its chapters do stays done until the story ends."""

from collections.abc import AsyncIterator

import pytest_asyncio

from models import clock
from tests import shared
from tests.shared import Service
from tests.stories.telling import Story

service = shared.service


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def story(service: Service) -> AsyncIterator[Story]:
    """The module's story: its tests are chapters, and run in the order of the file."""
    await service.forget()
    yield Story(service.served)
    await service.hang_up()
    clock.clock.reset()
