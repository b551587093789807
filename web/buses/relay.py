"""A bus between processes: this one is woken at once, the others over a line that may break.

What happens while it is broken is told when it is whole again, and then everybody looks at
everything once. So a broker that restarts, or is away for an hour, costs moments and no notice.
"""

import asyncio
import logging
import random
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Protocol

from models.bus import EVERYTHING, Heard, InProcessBus

log = logging.getLogger("admit.bus")

PAYLOAD_BYTES = 7_900  # PostgreSQL takes less than 8,000
MOST_TOPICS = 10_000  # kept for the others while the line is broken
HEARTBEAT_SECONDS = 10.0
PATIENCE_SECONDS = 5.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
FAREWELL_SECONDS = 1.0

Received = Callable[[str], None]


class Line(Protocol):
    """A way to all processes, this one included."""

    async def say(self, payloads: list[str]) -> None:
        """Tell everybody, or raise."""

    async def hear(self) -> None:
        """Pass on what comes in, and raise when the line is broken."""


# Opens a line that passes on what it hears, or raises where it cannot.
Dial = Callable[[Received], AbstractAsyncContextManager[Line]]


class Relay:
    """Wakes the listeners of this process, and those of all others that are on the line."""

    def __init__(self, dial: Dial) -> None:
        self.dial = dial
        self.here = InProcessBus()
        self.name = secrets.token_hex(8)
        self.connected = False
        self.ending = False
        self._untold: set[str] = set()
        self._news = asyncio.Event()
        self._echo = asyncio.Event()

    def wake(self, topics: Iterable[str]) -> None:
        """Wake this process now, and the others as soon as the line is free."""
        told = set(topics)
        self.here.wake(told)
        self._untold |= told
        if len(self._untold) > MOST_TOPICS:
            self._untold = {EVERYTHING}
        self._news.set()

    def listen(self, heard: Heard) -> Callable[[], None]:
        """Add a listener of this process."""
        return self.here.listen(heard)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Relay"]:
        """Keep the line until the block ends; what was not told yet has a moment for it then."""
        task = asyncio.create_task(self._keep(), name="bus")
        try:
            yield self
        finally:
            self.ending = True
            self._news.set()
            await asyncio.wait({task}, timeout=FAREWELL_SECONDS if self.connected else 0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _keep(self) -> None:
        """Dial again and again, in pauses that grow and that no two processes share."""
        tries = 0
        while not self.ending:
            try:
                return await self._talk()
            except Exception as error:
                tries = 1 if self.connected else tries + 1
                if tries == 1:
                    log.warning("the bus is broken; the tables are polled: %r", _cause(error))
            self.connected = False
            await asyncio.sleep(random.uniform(0.5, 1) * pause(tries))

    async def _talk(self) -> None:
        async with self.dial(self._received) as line, asyncio.TaskGroup() as both:
            hearing = both.create_task(line.hear())
            await self._prove(line)
            self.connected = True
            log.info("the bus is connected")
            self.here.wake([EVERYTHING])
            while self._untold or not self.ending:
                await self._speak(line)
            hearing.cancel()

    async def _speak(self, line: Line) -> None:
        """Tell what is new, all of it at once; in long silence, see whether the line is whole."""
        with suppress(TimeoutError):
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await self._news.wait()
        self._news.clear()
        if not self._untold:
            return await self._prove(line)
        told, self._untold = self._untold, set()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await line.say([f"{self.name} {topics}" for topics in packed(told)])
        except BaseException:
            self._untold |= told
            raise

    async def _prove(self, line: Line) -> None:
        """Say something, and hear it: nothing less shows that the line is whole, both ways."""
        self._echo.clear()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await line.say([self.name])
            await self._echo.wait()

    def _received(self, payload: str) -> None:
        speaker, _, topics = payload.partition(" ")
        if speaker != self.name:
            self.here.wake(topics.split())
        elif not topics:
            self._echo.set()


def packed(topics: Iterable[str]) -> Iterator[str]:
    """The topics, parted by blanks, in pieces that a line can take."""
    piece = ""
    for topic in topics:
        if piece and len(piece) + len(topic) >= PAYLOAD_BYTES:
            yield piece
            piece = ""
        piece = f"{piece} {topic}".lstrip()
    if piece:
        yield piece


def pause(tries: int) -> float:
    """How long to wait at the most before dialling again."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(tries, 10))


def _cause(error: BaseException) -> str:
    """What broke the line; the exceptions of its two directions come as a group."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"
