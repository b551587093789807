"""Limits on how often somebody may do something, counted in the database for all processes."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from models import clock, database, problems


async def count(purpose: str, subject: UUID | str, allowed: int, window: timedelta) -> None:
    """Count one try, or raise RateLimited with the time when the next one counts.

    The count stands even when the act that it guards is refused, so call it before a transaction.
    """
    seconds = int(window.total_seconds())
    since = int(clock.now().timestamp()) // seconds * seconds
    rows = await database.fetch(
        "INSERT INTO rate_limit (purpose, subject, since, used) VALUES (?, ?, ?, 1)"
        " ON CONFLICT (purpose, subject, since) DO UPDATE SET used = rate_limit.used + 1"
        " RETURNING used",
        purpose,
        str(subject),
        since,
    )
    if rows[0]["used"] > allowed:
        raise problems.RateLimited(datetime.fromtimestamp(since + seconds, UTC))


async def give_back(purpose: str, subject: UUID | str, window: timedelta) -> None:
    """Take a counted try back that turned out not to count."""
    seconds = int(window.total_seconds())
    since = int(clock.now().timestamp()) // seconds * seconds
    await database.fetch(
        "UPDATE rate_limit SET used = used - 1"
        " WHERE purpose = ? AND subject = ? AND since = ? AND used > 0",
        purpose,
        str(subject),
        since,
    )


async def forget_old() -> None:
    """Drop counts of windows that ended a day ago."""
    await database.fetch(
        "DELETE FROM rate_limit WHERE since < ?", int(clock.now().timestamp()) - 86_400
    )
