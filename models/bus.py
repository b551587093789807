"""The bus only wakes: it says which topics have news, and the tables say what the news is.

A wake-up that gets lost costs a moment, never a notice: see the poll in `models/streams.py`.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Protocol

log = logging.getLogger("admit.bus")

# Wake-ups may have been lost: whoever hears of this topic looks at whatever it follows.
EVERYTHING = "*"

Heard = Callable[[Iterable[str]], None]


class Bus(Protocol):
    """Carries the names of topics between whoever commits and whoever has listeners."""

    @property
    def connected(self) -> bool:
        """Whether the other processes hear at once what happens here, and are heard."""

    def wake(self, topics: Iterable[str]) -> None:
        """Say that these topics have news. Called after the commit; must not block or raise."""

    def listen(self, heard: Heard) -> Callable[[], None]:
        """Call `heard` with the topics of every wake-up, until the returned function is called."""


class InProcessBus:
    """The bus of a single process."""

    connected = True

    def __init__(self) -> None:
        self._listeners: list[Heard] = []

    def wake(self, topics: Iterable[str]) -> None:
        """Tell every listener of this process, whatever becomes of the others."""
        for heard in list(self._listeners):
            try:
                heard(topics)
            except Exception:
                log.exception("a listener failed")

    def listen(self, heard: Heard) -> Callable[[], None]:
        """Add a listener."""
        self._listeners.append(heard)
        return lambda: self._listeners.remove(heard)


_bus: Bus = InProcessBus()


def use(bus: Bus) -> None:
    """Send wake-ups over this bus from now on; the composition root calls it once."""
    global _bus
    _bus = bus


def wake(*topics: str) -> None:
    """Say that these topics have news."""
    _bus.wake(topics)


def listen(heard: Heard) -> Callable[[], None]:
    """Hear of news on the bus in use."""
    return _bus.listen(heard)


def connected() -> bool:
    """Whether the bus in use reaches the other processes."""
    return _bus.connected
