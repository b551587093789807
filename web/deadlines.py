"""Deadlines of connections."""

import asyncio
from typing import Any


class Timer:
    """One deadline that can be set and cleared."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.handle: asyncio.TimerHandle | None = None

    def set(self, seconds: float, action: Any) -> None:
        """Act in so many seconds, unless cleared; an earlier deadline is forgotten."""
        self.clear()
        self.handle = self.loop.call_later(seconds, action)

    def clear(self) -> None:
        """No deadline."""
        if self.handle:
            self.handle.cancel()
            self.handle = None
