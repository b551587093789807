"""Dates and times as files write them: ISO 8601 dates, or RFC 3339 times. All in UTC."""

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = r"[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
_TIME = re.compile(_DATE.pattern + _CLOCK)
HOW = "Write a date such as 2026-12-31, or a time such as 2026-12-31T12:00:00Z."
EARLIEST = 1900  # before it, and close to the year 10000, other zones' times cannot be told in UTC


@lru_cache(4096)  # files name the same few days again and again
def clean_start(value: str) -> datetime:
    """A moment; of a date, its first."""
    return _moment(value, time.min)


@lru_cache(4096)
def clean_end(value: str) -> datetime:
    """A moment; of a date, its last: what ends on a day still holds on it."""
    return _moment(value, time.max)


def _moment(value: str, of_day: time) -> datetime:
    text = value.strip()
    try:
        if _DATE.fullmatch(text):
            moment = datetime.combine(date.fromisoformat(text), of_day, UTC)
        elif _TIME.fullmatch(text):
            moment = datetime.fromisoformat(text.upper()).astimezone(UTC)
        else:
            raise ValueError(HOW)
    except (ValueError, OverflowError) as error:
        raise ValueError(HOW) from error
    if moment.year < EARLIEST:
        raise ValueError(f"It lies before {EARLIEST}.")
    return moment
