"""What is thrown away when its time is over: old notices, counts, and answers to repeated calls."""

from datetime import datetime, timedelta

from models import limits, notices, problems, repeats
from web.settings import Settings

EVERY = timedelta(hours=1)


class Housekeeping:
    """One more piece of due work for the worker, done once an hour."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.next: datetime | None = None

    async def __call__(self, now: datetime) -> bool:
        """Throw away what is old; never more of it at once than the tables hold."""
        if self.next and now < self.next:
            return False
        self.next = now + EVERY
        try:
            await limits.count("housekeeping", "all", 1, EVERY)
        except problems.RateLimited:  # another worker has seen to it
            return False
        await notices.purge(now - timedelta(days=self.settings.notice_days))
        await repeats.forget(now - timedelta(days=self.settings.repeat_days))
        await limits.forget_old()
        return False
