"""Closes connections whose sign-in has ended, whichever process it was that ended it."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Hashable, Iterable
from itertools import islice
from uuid import UUID

from models import bus, sessions, users
from web.graphql.connections import Connections

log = logging.getLogger("admit.doorkeeper")

CHUNK = 500


class Doorkeeper:
    """Looks at who holds a connection open: at once when woken, and at everybody now and then."""

    def __init__(self, connections: Connections, round_seconds: float) -> None:
        self.connections = connections
        self.round_seconds = round_seconds
        self._suspects: set[Hashable] = set()
        self._woken = asyncio.Event()
        self._round = 0.0

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Watch until the block ends."""
        unlisten = bus.listen(self._heard)
        task = asyncio.create_task(self._watch(), name="doorkeeper")
        try:
            yield
        finally:
            unlisten()
            task.cancel()
            await asyncio.wait({task})

    def _heard(self, topics: Iterable[str]) -> None:
        if bus.EVERYTHING in topics:
            self._round = 0.0
            self._woken.set()
        for kind, _, key in (topic.partition(":") for topic in topics):
            with contextlib.suppress(ValueError):  # others may be on the bus, too
                if kind == "user" and ("user", UUID(key)) in self.connections.seats:
                    self._suspects.add(UUID(key))
                    self._woken.set()

    async def _watch(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(self._round):
                    await self._woken.wait()
            self._woken.clear()
            suspects = iter(self._due())
            while chunk := set(islice(suspects, CHUNK)):
                await self._look(chunk)

    def _due(self) -> set[Hashable]:
        suspects, self._suspects = self._suspects, set()
        now = asyncio.get_running_loop().time()
        if now < self._round:
            return suspects
        self._round = now + self.round_seconds
        return self.connections.users()

    async def _look(self, suspects: set[Hashable]) -> None:
        """Close what these users may not hold any more; a database that is away is asked again."""
        try:
            staying = await users.active(suspects)
            ended = await sessions.ended(self.connections.sessions_of(suspects))
        except Exception as error:
            log.warning("could not see who is still signed in; trying again: %r", error)
            return
        for user_id in suspects - staying:
            self.connections.close(user_id)
        for session_id in ended:
            self.connections.close_session(session_id)
