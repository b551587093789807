"""What tests of mails share: an outbox on either database, and a mail server."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP

from models import clock
from tests import services
from tests.web import outbox
from web.settings import Settings


@pytest.fixture(scope="session")
def outbox_postgres() -> Iterator[str]:
    """A PostgreSQL server."""
    with services.postgres_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
async def outbox_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database with an outbox in it, to which this process is connected."""
    if request.param == "sqlite":
        url = outbox.sqlite_url(tmp_path)
    else:
        url = await services.fresh_database(request.getfixturevalue("outbox_postgres"))
    async with outbox.opened(url):
        yield url
    clock.clock.reset()


@pytest.fixture
async def mail_server() -> AsyncIterator[outbox.MailServer]:
    """A mail server in this very loop."""
    handler = outbox.MailServer()
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: SMTP(handler, loop=loop), "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    handler.settings = Settings(smtp_url=f"smtp://127.0.0.1:{port}")
    try:
        yield handler
    finally:
        listening.close()
        await listening.wait_closed()
