"""Live streams: every notice once and in order, to those who may see it at that moment.

One `Hub` per process reads each topic's news once, however many follow it, and keeps the last few
in a ring. Each `Follower` holds nothing but its own position per topic: where the ring no longer
reaches back to it, it reads the table. So a slow or stuck client costs no memory, and catching up
after a reconnect is the same act as falling behind.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from models import bus, channels, clock, cursors, notices, problems
from models.channels import Followed
from models.notices import Notice
from models.roles import Right, Rights, RoleAssignment
from models.users import User

log = logging.getLogger("admit.streams")

RING = 256
PAGE = 100
CHUNK = 500
CHECK_EVERY = timedelta(seconds=60)
TABLES = {"account": "smart_account", "channel": "channel", "user": "user"}
SOURCES = {
    "smart_account": notices.of_account,
    "channel": notices.of_channel,
    "user": notices.of_user,
}


@dataclass(frozen=True)
class Told:
    """A notice on its way to one follower, with the cursor that resumes after it."""

    notice: Notice
    cursor: str


@dataclass
class Tail:
    """What this process has lately read of one topic, and who waits for more."""

    topic: str
    last: int
    epoch: int
    ring: deque[Notice] = field(default_factory=lambda: deque(maxlen=RING))
    followers: set[asyncio.Event] = field(default_factory=set)
    changes: int = 0

    @property
    def table(self) -> str:
        """Whose news it is: an account's, a channel's or a user's."""
        return TABLES[self.topic.partition(":")[0]]

    @property
    def key(self) -> UUID:
        """The account's, channel's or user's id."""
        return UUID(self.topic.partition(":")[2])

    def number(self, notice: Notice) -> int:
        """The notice's number in this topic."""
        return notice.subject_seq or 0 if self.table == "user" else notice.seq

    def add(self, news: list[Notice]) -> None:
        """Take up what was read of the table."""
        self.ring.extend(n for n in news if self.number(n) > self.last)
        self.last = max(self.last, self.number(news[-1])) if news else self.last

    def nudge(self) -> None:
        """Wake everyone who follows."""
        for event in self.followers:
            event.set()

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
        followed = self.tails.keys() & set(topics)
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
        rights of before: the revocation's epoch was readable when the notice was.
        """
        news = [(tail, await self._news_of(tail)) for tail in await self._behind(tails)]
        changed = await self._changed(self._readers(tails, [tail for tail, _ in news]))
        for tail, found in news:
            tail.add(found)
            if len(found) == RING:
                self._heard([tail.topic])  # there may be more
            for notice in found:
                self._mark(notice)
        for tail in {id(t): t for t in [*changed, *(t for t, _ in news)]}.values():
            tail.nudge()

    async def _behind(self, tails: list[Tail]) -> list[Tail]:
        return [tail for tail, row in await self._counters(tails) if int(row["seq"]) > tail.last]

    async def _news_of(self, tail: Tail) -> list[Notice]:
        return await tail.read(tail.last, RING)

    def _readers(self, tails: list[Tail], news: list[Tail]) -> list[Tail]:
        """The users among these topics, and all users who are about to be told the news."""
        told = set[asyncio.Event]().union(*(tail.followers for tail in news))
        looked_at = {tail.topic for tail in tails}
        users = [tail for tail in self.tails.values() if tail.table == "user"]
        return [u for u in users if u.topic in looked_at or not u.followers.isdisjoint(told)]

    async def _changed(self, tails: list[Tail]) -> list[Tail]:
        changed = [
            (t, int(r["epoch"])) for t, r in await self._counters(tails) if r["epoch"] != t.epoch
        ]
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
            by_key = {str(t.key): t for t in tails if t.table == table}
            keys = [t.key for t in by_key.values()]
            for start in range(0, len(keys), CHUNK):
                rows = await notices.counters(table, keys[start : start + CHUNK])
                found += [(by_key[str(row["id"])], row) for row in rows]
        return found

    async def tail(self, topic: str, event: asyncio.Event) -> Tail:
        """Follow a topic; its position is that of the table now."""
        if topic not in self.tails:
            fresh = Tail(topic, last=0, epoch=0)
            row = (await notices.counters(fresh.table, [fresh.key]))[0]
            fresh.last, fresh.epoch = int(row["seq"]), int(row["epoch"])
            self.tails.setdefault(topic, fresh)
            self._heard([topic])  # a wake-up may have passed while nobody followed
        self.tails[topic].followers.add(event)
        return self.tails[topic]

    def leave(self, tail: Tail, event: asyncio.Event) -> None:
        """Stop following; a topic that nobody follows is forgotten."""
        tail.followers.discard(event)
        if not tail.followers and self.tails.get(tail.topic) is tail:
            del self.tails[tail.topic]


@dataclass
class Follower:
    """One open stream of one viewer: `only` one account's notices, or all that concern the
    viewer."""

    hub: Hub
    viewer: User
    still_signed_in: Callable[[], Awaitable[bool]]
    only: UUID | None = None
    positions: dict[str, int] = field(default_factory=dict)
    event: asyncio.Event = field(default_factory=asyncio.Event)
    tails: dict[str, Tail] = field(default_factory=dict)
    rights: Rights = field(default_factory=lambda: Rights([]))
    followed: Followed = field(default_factory=dict)
    known: set[UUID] = field(default_factory=set)
    seen: int = 0
    opened: bool = False
    check_again: datetime = field(default_factory=clock.now)

    @property
    def me(self) -> Tail:
        """The viewer's own topic, which also tells when the viewer's rights change."""
        return self.tails[notices.user_topic(self.viewer.id)]

    async def stream(self, after: str | None) -> AsyncIterator[Told]:
        """Everything after the cursor, then what happens, until the viewer may no longer see it."""
        try:
            await self._open(cursors.decode(after) if after else None)
            self.opened = True
            while True:
                self.event.clear()
                sent = False
                for topic in list(self.tails):
                    async for told in self._news(topic):
                        sent = True
                        yield told
                if not sent:
                    await self._wait()
        finally:
            for tail in self.tails.values():
                self.hub.leave(tail, self.event)

    async def _open(self, resumed: dict[str, int] | None) -> None:
        await self._follow(notices.user_topic(self.viewer.id))
        await self._check()
        if resumed is None:
            return
        if set(resumed).isdisjoint(self.tails) or (not self.only and self.me.topic not in resumed):
            raise problems.BadInput("This cursor belongs to another stream.")
        for topic in self.positions:
            self.positions[topic] = max(resumed.get(topic, -1), self._entitled_from(topic))
            await self._check_kept(self.tails[topic])

    def _entitled_from(self, topic: str) -> int:
        # What happened before the viewer was appointed is not theirs to hear.
        if topic == self.me.topic:
            return 0
        if self.tails[topic].table == "channel":
            return self.followed[self.tails[topic].key].from_seq
        return min((a.from_seq for a in self._deciding(self.tails[topic].key)), default=0)

    def _deciding(self, account_id: UUID) -> list[RoleAssignment]:
        held = self.rights.in_account(account_id)
        return [a for a in held if Rights([a]).anywhere(Right.DECIDE_REQUESTS, account_id)]

    async def _check_kept(self, tail: Tail) -> None:
        row = (await notices.counters(tail.table, [tail.key]))[0]
        position = self.positions[tail.topic]
        if not int(row["oldest_seq"]) - 1 <= position <= int(row["seq"]):
            raise problems.ResyncRequired()

    async def _follow(self, topic: str) -> None:
        tail = await self.hub.tail(topic, self.event)
        self.tails[topic] = tail
        if not (self.only and topic.startswith("user:")):
            self.positions.setdefault(topic, tail.last)

    async def _check(self) -> None:
        """Look at who the viewer is now, and follow exactly what they may see."""
        self.seen = self.me.changes
        if not await self.still_signed_in():
            raise problems.StreamForbidden("You were signed out.")
        self.known = {a.id for a in self.rights.assignments}
        self.rights = await Rights.of(self.viewer)
        again = clock.now() + CHECK_EVERY
        self.check_again = min(self.rights.until() or again, again)
        wanted = {a.account_id for a in self.rights.assignments if self._decides(a.account_id)}
        if self.only:
            if self.only not in wanted:
                raise problems.StreamForbidden("You do not administer this account, or no longer.")
            wanted = {self.only}
        self.followed = {} if self.only else await channels.followed_by(self.viewer)
        await self._follow_places(
            {notices.account_topic(account) for account in wanted}
            | {notices.channel_topic(channel) for channel in self.followed}
        )

    async def _follow_places(self, topics: set[str]) -> None:
        for topic in [t for t in self.tails if t != self.me.topic and t not in topics]:
            self.hub.leave(self.tails.pop(topic), self.event)
            self.positions.pop(topic, None)
        for topic in topics - self.tails.keys():
            await self._follow(topic)
            if self.opened:
                self._begin_at_appointment(topic)

    def _begin_at_appointment(self, topic: str) -> None:
        # After the appointment somebody may have acted faster than this stream heard of it.
        if self.tails[topic].table == "channel":
            appointed = self.followed[self.tails[topic].key].from_seq
            self.positions[topic] = min(self.positions[topic], appointed)
            return
        roles = self._deciding(self.tails[topic].key)
        if not any(a.id in self.known or a.starts_at for a in roles):
            appointed = min(a.from_seq for a in roles)
            self.positions[topic] = min(self.positions[topic], appointed)

    def _decides(self, account_id: UUID) -> bool:
        return self.rights.anywhere(Right.DECIDE_REQUESTS, account_id)

    def _stale(self) -> bool:
        return self.me.changes != self.seen or clock.now() >= self.check_again

    async def _news(self, topic: str) -> AsyncIterator[Told]:
        tail = self.tails[topic]
        if topic not in self.positions:
            if self._stale():
                await self._check()
            return
        for notice in await tail.since(self.positions[topic]):
            if self._stale() or (notice.changes_rights and notice.subject_id == self.viewer.id):
                await self._check()
            if topic not in self.positions:
                return
            self.positions[topic] = tail.number(notice)
            if self._wanted(topic, notice):
                yield Told(notice, cursors.encode(self.positions))

    def _wanted(self, topic: str, notice: Notice) -> bool:
        if topic == self.me.topic:
            return True
        # What is about the viewer comes on the viewer's own topic, and must not come twice.
        if not self.only and notice.subject_id == self.viewer.id:
            return False
        if self.only and notice.kind != notices.NoticeKind.REQUEST_ACTED_UPON:
            return False
        if notice.account_id is None:
            return self._concerned(self.tails[topic].key, notice)
        return self.rights.everywhere(Right.DECIDE_REQUESTS, notice.account_id) or self._covers(
            notice
        )

    def _covers(self, notice: Notice) -> bool:
        account = notice.account_id
        covered = self.rights.covered(Right.DECIDE_REQUESTS, account) if account else set()
        # One part is enough, as it is for seeing and deciding a request.
        parts = {str(part) for part in covered}
        return any(parts & set(lineage) for lineage in notice.facts.get("lineages") or [])

    def _concerned(self, channel: UUID, notice: Notice) -> bool:
        nodes = self.followed[channel].nodes
        return nodes is None or any(node.hex in notice.paths for node in nodes)

    async def _wait(self) -> None:
        pause = (self.check_again - clock.now()).total_seconds()
        # Not wait_for, which may lose a cancellation that comes together with the event.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self.event.wait()
        if self._stale():
            await self._check()
