"""Which bus there is: the scheme of its URL says it, or else the database does."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from models import bus
from web.buses import postgres, redis
from web.buses.relay import Dial, Relay
from web.settings import Settings

LINES: dict[str, Callable[[str], Dial]] = {
    "postgres": postgres.over,
    "postgresql": postgres.over,
    "redis": redis.over,
    "rediss": redis.over,
    "valkey": redis.over,
    "valkeys": redis.over,
}


def url_of(settings: Settings) -> str:
    """The bus's URL: as it was set, or the database's where that can wake its clients."""
    if settings.bus_url:
        return settings.bus_url
    database = settings.database_url
    return "memory://" if database.startswith("sqlite:") else database


@asynccontextmanager
async def in_use(settings: Settings) -> AsyncIterator[None]:
    """Have wake-ups go over the bus of these settings until the block ends."""
    url = url_of(settings)
    line = LINES.get(urlsplit(url).scheme)
    if line is None:
        bus.use(bus.InProcessBus())
        yield
        return
    async with Relay(line(url)).running() as relay:
        bus.use(relay)
        try:
            yield
        finally:
            bus.use(bus.InProcessBus())
