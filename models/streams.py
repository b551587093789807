"""Live streams: every notice once and in order, to those who may see it at that moment.

One `Hub` per process reads each topic's news once, however many follow it, and keeps the last few
in a ring. Each follower holds nothing but its own position per topic: where the ring no longer
reaches back to it, it reads the table. So a slow or stuck client costs no memory, and catching up
after a reconnect is the same act as falling behind.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Hashable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from uuid import UUID
from weakref import WeakValueDictionary

from models import bus, notices, problems
from models.accounts import SmartAccount
from models.notices import Notice

if TYPE_CHECKING:
    from models.audiences import Audience

log = logging.getLogger("admit.streams")

RING = 256
PAGE = 100
CHUNK = 500
TABLES = {"account": "smart_account", "channel": "channel", "user": "user"}
SOURCES = {
    "smart_account": notices.of_account,
    "channel": notices.of_channel,
    "user": notices.of_user,
}


class Ear(Protocol):
    """Whoever follows a topic."""

    def nudge(self) -> None:
        """There is news, or the reader's rights have changed."""


@dataclass
class Tail:
    """What this process has lately read of one topic, and who waits for more.

    `table` says whose news it is, an account's, a channel's or a user's, and `key` is its id.
    """

    topic: str
    last: int
    epoch: int
    ring: deque[Notice] = field(default_factory=lambda: deque(maxlen=RING))
    followers: set[Ear] = field(default_factory=set)
    audiences: dict[Hashable, "Audience"] = field(default_factory=dict)
    changes: int = 0
    table: str = field(init=False)
    key: UUID = field(init=False)

    def __post_init__(self) -> None:
        kind, _, key = self.topic.partition(":")
        self.table, self.key = TABLES[kind], UUID(key)

    def number(self, notice: Notice) -> int:
        """The notice's number in this topic."""
        return notice.subject_seq or 0 if self.table == "user" else notice.seq

    def add(self, news: list[Notice]) -> None:
        """Take up what was read of the table."""
        self.ring.extend(n for n in news if self.number(n) > self.last)
        self.last = max(self.last, self.number(news[-1])) if news else self.last

    def nudge(self) -> None:
        """Wake everyone who follows."""
        for audience in self.audiences.values():
            audience.nudge()
        for follower in self.followers:
            follower.nudge()

    async def read(self, after: int, limit: int) -> list[Notice]:
        """Read the table after this number."""
        return await SOURCES[self.table](self.key, after, limit)

    async def since(self, position: int) -> list[Notice]:
        """The news after a position: from the ring, or from the table where that is too short.

        Never more than the hub has looked at, which looks at the readers' rights, too. Numbers
        have no gaps: where one is missing it was deleted, and the reader must fetch afresh.
        """
        last = self.last
        if position >= last:
            return []
        if self.ring and self.number(self.ring[0]) <= position + 1:
            return [n for n in self.ring if self.number(n) > position]
        found = await self.read(position, min(PAGE, last - position))
        if not found or self.number(found[0]) != position + 1:
            raise problems.ResyncRequired()
        return found


class Hub:
    """Reads the news of every followed topic, once per process."""

    def __init__(self, poll_seconds: float) -> None:
        self.poll_seconds = poll_seconds
        self.tails: dict[str, Tail] = {}
        self.accounts: WeakValueDictionary[UUID, SmartAccount] = WeakValueDictionary()
        self._woken: set[str] = set()
        self._news = asyncio.Event()
        self._look_at_all = 0.0

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["Hub"]:
        """Listen to the bus and look at the tables until the block ends."""
        stop = bus.listen(self._heard)
        task = asyncio.create_task(self._run())
        try:
            yield self
        finally:
            stop()
            task.cancel()
            await asyncio.wait({task})

    def _heard(self, topics: Iterable[str]) -> None:
        everything = bus.EVERYTHING in topics
        followed = set(self.tails) if everything else self.tails.keys() & set(topics)
        if followed:
            self._woken |= followed
            self._news.set()

    async def _run(self) -> None:
        while True:
            tails = await self._due()
            try:
                await self._look(tails)
            except Exception:
                log.exception("could not read the news; trying again")
                await asyncio.sleep(self.poll_seconds)

    async def _due(self) -> list[Tail]:
        """What to look at: the woken topics at once, and all of them at least once a pause.

        However busy some topics are, the others have their turn: the bus may lose messages.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(self._look_at_all):
                await self._news.wait()
        self._news.clear()
        topics, self._woken = self._woken, set()
        now = asyncio.get_running_loop().time()
        if now >= self._look_at_all:
            self._look_at_all = now + self.poll_seconds
            return list(self.tails.values())
        return [self.tails[topic] for topic in topics if topic in self.tails]

    async def _look(self, tails: list[Tail]) -> None:
        """Read what is new, then who of its readers changed, and only then tell anybody.

        In this order a reader cannot see a notice of after its revocation while believing in the
        rights of before: the revocation's epoch was readable when the notice was. Where there is
        no news, nothing can come too early: the first look has seen the epochs, too.
        """
        moved = await self._counters(tails)
        behind = [tail for tail, row in moved if int(row["seq"]) > tail.last]
        news = [(tail, await self._news_of(tail)) for tail in behind]
        readers = await self._counters(self._readers(tails, behind)) if news else moved
        changed = self._changed(readers)
        for tail, found in news:
            tail.add(found)
            if len(found) == RING:
                self._heard([tail.topic])  # there may be more
            for notice in found:
                self._mark(notice)
        for tail in {id(t): t for t in [*changed, *(t for t, _ in news)]}.values():
            tail.nudge()

    async def _news_of(self, tail: Tail) -> list[Notice]:
        return await tail.read(tail.last, RING)

    def _readers(self, tails: list[Tail], news: list[Tail]) -> list[Tail]:
        """The users among these topics, and all users who are about to be told the news."""
        told = set[Ear]().union(*(tail.followers for tail in news))
        looked_at = {tail.topic for tail in tails}
        users = [tail for tail in self.tails.values() if tail.table == "user"]
        return [u for u in users if u.topic in looked_at or not u.followers.isdisjoint(told)]

    def _changed(self, counters: list[tuple[Tail, dict[str, int]]]) -> list[Tail]:
        users = [(tail, int(row["epoch"])) for tail, row in counters if tail.table == "user"]
        changed = [(tail, epoch) for tail, epoch in users if epoch != tail.epoch]
        for tail, epoch in changed:
            tail.epoch, tail.changes = epoch, tail.changes + 1
        return [tail for tail, _ in changed]

    def _mark(self, notice: Notice) -> None:
        if notice.changes_rights and notice.subject_id:
            tail = self.tails.get(notices.user_topic(notice.subject_id))
            if tail:
                tail.changes += 1
                tail.nudge()

    async def _counters(self, tails: list[Tail]) -> list[tuple[Tail, dict[str, int]]]:
        found: list[tuple[Tail, dict[str, int]]] = []
        for table in SOURCES:
            those = [t for t in tails if t.table == table]
            for start in range(0, len(those), CHUNK):
                found += await _moved(table, those[start : start + CHUNK])
        return found

    async def tail(self, topic: str, follower: Ear, known: Tail | None = None) -> Tail:
        """Follow a topic; its position is that of the table now, or as it was `known` lately."""
        if topic not in self.tails:
            fresh = known or Tail(topic, last=0, epoch=0)
            if known is None:
                row = (await notices.counters(fresh.table, [fresh.key]))[0]
                fresh.last, fresh.epoch = int(row["seq"]), int(row["epoch"])
            self.tails.setdefault(topic, fresh)
            self._heard([topic])  # a wake-up may have passed while nobody followed
        self.tails[topic].followers.add(follower)
        return self.tails[topic]

    def kept_once(self, account: SmartAccount) -> SmartAccount:
        """The same account as others hold already: thousands may follow it."""
        known = self.accounts.get(account.id)
        if known is None or vars(known) != vars(account):
            known = self.accounts[account.id] = account
        return known

    def leave(self, tail: Tail, follower: Ear) -> None:
        """Stop following; a topic that nobody follows is forgotten."""
        tail.followers.discard(follower)
        if not tail.followers and self.tails.get(tail.topic) is tail:
            del self.tails[tail.topic]


async def _moved(table: str, tails: list[Tail]) -> list[tuple[Tail, dict[str, int]]]:
    """The counters of these tails; of none where nothing has moved: counters only grow, so two
    equal sums say so of hundreds."""
    known = sum(tail.last for tail in tails), sum(tail.epoch for tail in tails)
    if len(tails) > 1 and await notices.sums(table, [tail.key for tail in tails]) == known:
        return []
    by_key = {str(tail.key): tail for tail in tails}
    rows = await notices.counters(table, [tail.key for tail in tails])
    return [(by_key[str(row["id"])], row) for row in rows]
