"""What asyncio has, for thousands of sockets at rest: its own takes kilobytes in each of them."""

import asyncio
from typing import Any


class Inbox:
    """What has come and was not read yet, by the only one who reads it."""

    __slots__ = ("messages", "reader")

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.reader: asyncio.Future[None] | None = None

    def put_nowait(self, message: Any) -> None:
        """Take it in."""
        self.messages.append(message)
        if self.reader and not self.reader.done():
            self.reader.set_result(None)

    def empty(self) -> bool:
        """Whether all is read."""
        return not self.messages

    async def get(self) -> Any:
        """The next one, as soon as it is there."""
        while not self.messages:
            self.reader = asyncio.get_running_loop().create_future()
            try:
                await self.reader
            finally:
                self.reader = None
        return self.messages.pop(0)


class Gate:
    """An event that is set nearly always."""

    __slots__ = ("opening",)

    def __init__(self) -> None:
        self.opening: asyncio.Event | None = None

    def is_set(self) -> bool:
        """Whether nobody has to wait."""
        return self.opening is None

    def clear(self) -> None:
        """From now on all wait."""
        self.opening = self.opening or asyncio.Event()

    def set(self) -> None:
        """From now on nobody waits."""
        if self.opening:
            self.opening.set()
            self.opening = None

    async def wait(self) -> None:
        """Until nobody has to wait."""
        while self.opening:
            await self.opening.wait()
