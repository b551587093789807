"""The one clock: everything that asks for the time asks here, so that tests can move it."""

import math
from datetime import UTC, datetime, timedelta


class Clock:
    """Wall time in UTC, plus whatever a test has added to it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        """The moment, aware and in UTC."""
        return datetime.now(UTC) + self.ahead

    def advance(self, **by: float) -> None:
        """Move the clock, e.g. `advance(hours=24)`."""
        self.ahead += timedelta(**by)

    def reset(self) -> None:
        """Back to wall time."""
        self.ahead = timedelta()


clock = Clock()


def now() -> datetime:
    """The moment, aware and in UTC."""
    return clock.now()


def hours(span: timedelta) -> int:
    """How many hours have begun of this time: 1 in the last hour that is left, and -1 in the first
    that is overdue."""
    begun = math.ceil(abs(span) / timedelta(hours=1))
    return begun if span > timedelta() else -begun


def written_out(moment: datetime) -> str:
    """A moment as mails print it: `22 November 2026, 14:05:30 UTC`."""
    return moment.astimezone(UTC).strftime("%-d %B %Y, %H:%M:%S UTC")
