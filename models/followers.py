"""Followers: one open stream of one viewer, alone or among others who are told the same."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from models import channels, clock, cursors, notices, problems
from models.audiences import Alike, Audience, Listener
from models.channels import Followed
from models.notices import Notice
from models.roles import Right, Rights, RoleAssignment
from models.streams import Hub, Tail
from models.users import User

CHECK_EVERY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Told:
    """A notice on its way to one follower, with the cursor that resumes after it."""

    notice: Notice
    cursor: str


class Surroundings(Protocol):
    """What is read to show a notice."""

    def renew(self, rights: Rights | None = None) -> None:
        """Forget what was read for the last one; these are the viewer's rights by now."""


@dataclass(eq=False, slots=True)
class Follower:
    """One open stream of one viewer: `only` one account's notices, or all that concern the
    viewer; everything after the cursor, then what happens, until the viewer may no longer see it.

    Whoever iterates over it is told alone. Whoever can tell many at once opens it, asks for what
    is `due` and then waits among others, again and again.
    """

    hub: Hub
    viewer: User
    still_signed_in: Callable[[], Awaitable[bool]]
    surroundings: Surroundings
    only: UUID | None = None
    after: str | None = None
    positions: dict[str, int] = field(default_factory=dict)
    news: bool = False  # that may be there, or other rights
    waiter: asyncio.Future[None] | None = None
    tails: dict[str, Tail] = field(default_factory=dict)
    audiences: list[Audience] = field(default_factory=list)
    rights: Rights = field(default_factory=lambda: Rights([]))
    followed: Followed = field(default_factory=dict)
    known: set[UUID] = field(default_factory=set)
    me: Tail = field(init=False)  # the viewer's own topic; it tells when rights change, too
    seen: int = 0
    opened: bool = False
    check_again: datetime = field(default_factory=clock.now)

    async def __aiter__(self) -> AsyncIterator[Told]:
        try:
            await self.open()
            while True:
                async for told in self.due():
                    self.surroundings.renew(self.rights)
                    yield told
                await self.wait()
        finally:
            self.close()

    async def open(self) -> None:
        """Find out who the viewer is, and where the stream begins."""
        resumed = cursors.decode(self.after) if self.after else None
        self.after = None
        mine = notices.user_topic(self.viewer.id)
        # The viewer was read a moment ago: the hub soon finds out what has changed since.
        known = Tail(mine, last=self.viewer.seq, epoch=self.viewer.epoch)
        self.me = await self._follow(mine, known)
        await self._check()
        if resumed is not None:
            await self._resume(resumed)
        self.opened = True

    async def _resume(self, resumed: dict[str, int]) -> None:
        if set(resumed).isdisjoint(self.tails) or (not self.only and self.me.topic not in resumed):
            raise problems.BadInput("This cursor belongs to another stream.")
        for topic in self.positions:
            self.positions[topic] = max(resumed.get(topic, -1), self._entitled_from(topic))
            await self._check_kept(self.tails[topic])

    def close(self) -> None:
        """Follow nothing any more."""
        self._part()
        for tail in self.tails.values():
            self.hub.leave(tail, self)

    # Alone

    async def due(self) -> AsyncGenerator[Told, None]:
        """What there is to tell now."""
        told_some = True
        while told_some:
            self.news = False
            told_some = False
            for topic in list(self.tails):
                async for told in self._news(topic):
                    told_some = True
                    yield told

    async def wait(self) -> None:
        """Until there may be something to tell."""
        await self._woken()
        if self.outdated(clock.now()):
            await self._check()

    async def _woken(self) -> None:
        if self.news:
            return
        # As little as can be: thousands wait here.
        loop = asyncio.get_running_loop()
        self.waiter = loop.create_future()
        pause = (self.check_again - clock.now()).total_seconds()
        timer = loop.call_later(max(0, pause), self._wake)
        try:
            await self.waiter
        finally:
            timer.cancel()
            self.waiter = None

    def _wake(self) -> None:
        self.news = True
        if self.waiter and not self.waiter.done():
            self.waiter.set_result(None)

    async def _news(self, topic: str) -> AsyncIterator[Told]:
        if topic not in self.positions:
            if self.outdated(clock.now()):
                await self._check()
            return
        tail = self.tails[topic]
        for notice in await tail.since(self.positions[topic]):
            changed = notice.changes_rights and notice.subject_id == self.viewer.id
            if changed or self.outdated(clock.now()):
                await self._check()
            if topic not in self.positions:
                return
            self.positions[topic] = tail.number(notice)
            if self.wants(topic, notice):
                yield Told(notice, cursors.encode(self.positions))

    def nudge(self) -> None:
        """There is news, or the viewer's rights have changed: among others, only that matters."""
        if not self.audiences or self.me.changes != self.seen:
            self._wake()

    # Among others

    async def wait_among_others(self, listener: Listener) -> None:
        """Until there may be something to tell to this viewer alone; meanwhile `listener` is
        handed what is told to all who ask and may see the same."""
        if self._caught_up():
            for topic in self.positions:
                tail = self.tails[topic]
                key = (listener.key, self.only is None, self._sight(tail, listener.alike))
                self.audiences.append(audience := Audience.of(tail, key))
                audience.join(self, listener)
        try:
            await self._woken()
        finally:
            self._part()
        if self.outdated(clock.now()):
            await self._check()

    def _caught_up(self) -> bool:
        behind = any(at < self.tails[topic].last for topic, at in self.positions.items())
        return not (behind or self.news or self.outdated(clock.now()))

    def _sight(self, tail: Tail, alike: Alike) -> Hashable:
        """Equal for those to whom this topic's notices, and what they show, look the same."""
        if alike is Alike.TO_NOBODY_ELSE or tail.table == "user":
            return self.viewer.id
        if tail.table == "channel":
            # Who follows the same channel may decide in quite different accounts.
            nodes = self.followed[tail.key].nodes
            return nodes if alike is Alike.TO_ALL else self.viewer.id
        if self.rights.everywhere(Right.DECIDE_REQUESTS, tail.key):
            return None
        return frozenset(self.rights.covered(Right.DECIDE_REQUESTS, tail.key))

    def fall_out(self) -> None:
        """Go on alone from the own position."""
        self._part()
        self._wake()

    def _part(self) -> None:
        for audience in self.audiences:
            audience.leave(self)
        self.audiences.clear()

    # What the viewer may see

    def outdated(self, now: datetime) -> bool:
        """Whether the viewer's rights have changed, or were not looked at for long."""
        return self.me.changes != self.seen or now >= self.check_again

    def wants(self, topic: str, notice: Notice) -> bool:
        """Whether the notice is for the viewer."""
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

    async def _check(self) -> None:
        """Look at who the viewer is now, and follow exactly what they may see."""
        self.seen = self.me.changes
        # Who opens the stream was looked at a moment ago, with the epoch of that moment.
        known = not self.opened and self.me.epoch == self.viewer.epoch
        if not known and not await self.still_signed_in():
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

    def _decides(self, account_id: UUID) -> bool:
        return self.rights.anywhere(Right.DECIDE_REQUESTS, account_id)

    def _deciding(self, account_id: UUID) -> list[RoleAssignment]:
        held = self.rights.in_account(account_id)
        return [a for a in held if Rights([a]).anywhere(Right.DECIDE_REQUESTS, account_id)]

    # What is followed, and from where on

    async def _follow(self, topic: str, known: Tail | None = None) -> Tail:
        tail = self.tails[topic] = await self.hub.tail(topic, self, known)
        if not (self.only and topic.startswith("user:")):
            self.positions.setdefault(topic, tail.last)
        return tail

    async def _follow_places(self, topics: set[str]) -> None:
        for topic in [t for t in self.tails if t != self.me.topic and t not in topics]:
            self.hub.leave(self.tails.pop(topic), self)
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

    def _entitled_from(self, topic: str) -> int:
        # What happened before the viewer was appointed is not theirs to hear.
        if topic == self.me.topic:
            return 0
        if self.tails[topic].table == "channel":
            return self.followed[self.tails[topic].key].from_seq
        return min((a.from_seq for a in self._deciding(self.tails[topic].key)), default=0)

    async def _check_kept(self, tail: Tail) -> None:
        row = (await notices.counters(tail.table, [tail.key]))[0]
        position = self.positions[tail.topic]
        if not int(row["oldest_seq"]) - 1 <= position <= int(row["seq"]):
            raise problems.ResyncRequired()
