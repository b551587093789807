"""What is due at a time: rows that the workers pick up, each done once by one of them.

A timer is set in the transaction of what causes it, and taken away in the transaction of what it
does: a crash in between leaves it to be done again, and of several workers one finds it.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from models import database, keys

log = logging.getLogger("admit.timers")

BATCH = 100
PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)

Act = Callable[[UUID], Awaitable[None]]
ACTS: dict[str, Act] = {}


def on(name: str) -> Callable[[Act], Act]:
    """Let this function do what a timer of this name is about; it runs in a transaction."""

    def register(act: Act) -> Act:
        ACTS[name] = act
        return act

    return register


async def put(name: str, thing_id: UUID, due_at: datetime) -> None:
    """Have the act done to a thing at a time; an earlier timer of the same is moved."""
    await put_all([(name, thing_id, due_at)])


async def put_all(wanted: Sequence[tuple[str, UUID, datetime]]) -> None:
    """The same for many acts: name, thing and time of each."""
    for some in (wanted[n : n + BATCH] for n in range(0, len(wanted), BATCH)):
        await database.fetch(
            "INSERT INTO timer (id, act, thing_id, due_at, tries) VALUES"
            f" {', '.join(['(?, ?, ?, ?, 0)'] * len(some))}"
            " ON CONFLICT (act, thing_id) DO UPDATE SET due_at = excluded.due_at, tries = 0",
            *(value for timer in some for value in (keys.uuid7(), *timer)),
        )


async def drop(thing_id: UUID, *names: str) -> None:
    """Take timers of a thing away: all of them where none is named."""
    only = f" AND act IN ({', '.join('?' * len(names))})" if names else ""
    # One that a worker holds is being done, and finds that it is too late: whoever waited for it
    # here, while it waits for what is decided here, would wait for ever.
    free = " FOR UPDATE SKIP LOCKED" if database.on_postgres() else ""
    found = f"SELECT id FROM timer WHERE thing_id = ?{only}{free}"
    await database.change(f"DELETE FROM timer WHERE id IN ({found})", thing_id, *names)


async def run_due(now: datetime) -> bool:
    """Do what is due, each in a transaction of its own; whether there may be more."""
    due = await database.fetch(
        "SELECT id, act FROM timer WHERE due_at <= ? ORDER BY due_at LIMIT ?", now, BATCH
    )
    for row in due:
        key = UUID(str(row["id"]))
        try:
            await _fire(key, now)
        except Exception:
            log.exception("what was due failed: %s; it is tried again", row["act"])
            await _later(key, now)
    return len(due) == BATCH


@database.transaction
async def _fire(timer_id: UUID, now: datetime) -> None:
    """The deletion's row count says whether it is this worker that does it."""
    free = " FOR UPDATE SKIP LOCKED" if database.on_postgres() else ""
    found = f"SELECT id FROM timer WHERE id = ? AND due_at <= ?{free}"
    taken = await database.fetch(
        f"DELETE FROM timer WHERE id IN ({found}) RETURNING act, thing_id", timer_id, now
    )
    for row in taken:
        await ACTS[row["act"]](UUID(str(row["thing_id"])))


@database.transaction
async def _later(timer_id: UUID, now: datetime) -> None:
    rows = await database.fetch("SELECT tries FROM timer WHERE id = ?", timer_id)
    for row in rows:
        pause = min(PAUSE * 2 ** min(int(row["tries"]), 10), LONGEST_PAUSE)
        await database.fetch(
            "UPDATE timer SET due_at = ?, tries = tries + 1 WHERE id = ?", now + pause, timer_id
        )


async def late_by(now: datetime) -> timedelta:
    """For how long the oldest due act has been waiting: how late the workers are."""
    rows = await database.fetch(
        "SELECT due_at FROM timer WHERE due_at <= ? ORDER BY due_at LIMIT 1", now
    )
    due = [row["due_at"] for row in rows]
    read = [d if isinstance(d, datetime) else datetime.fromisoformat(d) for d in due]
    return now - read[0] if read else timedelta()
