"""Wake-ups over Redis or Valkey, whose channels keep nothing: who is away, hears nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from web.buses.relay import Dial, Line, Received

CHANNEL = "admit"


def over(url: str) -> Dial:
    """Lines over this server."""
    address = url.replace("valkey", "redis", 1) if url.startswith("valkey") else url

    @asynccontextmanager
    async def dial(received: Received) -> AsyncIterator[Line]:
        # What the library tried again by itself would hide that something was missed.
        once = Retry(NoBackoff(), 0)
        client = Redis.from_url(address, retry=once, decode_responses=True)
        async with client, client.pubsub() as channel:
            await channel.subscribe(CHANNEL)
            yield _Channel(client, channel, received)

    return dial


class _Channel:
    """Two connections: one that listens, and one that speaks."""

    def __init__(self, client: Any, channel: Any, received: Received) -> None:
        self.client = client
        self.channel = channel
        self.received = received

    async def say(self, payloads: list[str]) -> None:
        """Tell everybody who listens to this server."""
        async with self.client.pipeline(transaction=False) as pipeline:
            for payload in payloads:
                pipeline.publish(CHANNEL, payload)
            await pipeline.execute()

    async def hear(self) -> None:
        """Pass on what comes."""
        async for message in self.channel.listen():
            if message["type"] == "message":
                self.received(message["data"])
        raise ConnectionError("Redis ended the subscription")
