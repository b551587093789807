"""SQLite without a thread, for what takes a moment: handing a statement to a thread and back takes
longer than most statements do."""

import sqlite3
import time
from collections.abc import Sequence
from typing import Any

# A read that takes more of the processor, or of everybody's time, ends and is made in the thread.
MOMENT, PATIENCE = 0.005, 0.05
STEPS = 16_000  # of SQLite's machine, between two looks at the clock


class Moments:
    """A connection that runs short statements here and now, in the event loop."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._until: tuple[float, float] | None = None
        connection.set_progress_handler(self._over, STEPS)

    def read(self, sql: str, values: Sequence[Any] | None) -> list[Any] | None:
        """The rows; None for whatever is no SELECT or takes longer, to be run in the thread."""
        if not sql.startswith("SELECT"):
            return None
        self._until = time.thread_time() + MOMENT, time.perf_counter() + PATIENCE
        try:
            return self.connection.execute(sql, values or ()).fetchall()
        except sqlite3.Error:  # the thread meets it again, if it was not the time
            return None
        finally:
            self._until = None

    def write(self, sql: str, values: Sequence[Any]) -> list[Any]:
        """The rows that a change of a few rows by their key returns: that is always short."""
        return self.connection.execute(sql, values).fetchall()

    def _over(self) -> bool:
        if self._until is None:
            return False
        return time.thread_time() > self._until[0] or time.perf_counter() > self._until[1]
