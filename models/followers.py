"""Followers: one open stream of one viewer, alone or among others who are told the same."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from typing import Protocol

from models import clock, cursors, notices, problems
from models.audiences import Audience, Listener
from models.notices import Notice
from models.roles import Rights
from models.streams import Tail
from models.viewpoints import Viewpoint


@dataclass(frozen=True, slots=True)
class Told:
    """A notice on its way to one follower, with the cursor that resumes after it."""

    notice: Notice
    cursor: str


class Surroundings(Protocol):
    """What is read to show a notice."""

    def renew(self, rights: Rights | None = None) -> None:
        """Forget what was read for the last one; these are the viewer's rights by now."""


@dataclass(eq=False, slots=True, kw_only=True)
class Follower(Viewpoint):
    """One open stream of one viewer: `only` one account's notices, or all that concern the
    viewer; everything after the cursor, then what happens, until the viewer may no longer see it.

    Whoever iterates over it is told alone. Whoever can tell many at once opens it, asks for what
    is `due` and then waits among others, again and again.
    """

    surroundings: Surroundings
    after: str | None = None
    audiences: list[Audience] = field(default_factory=list)
    news: bool = False  # that may be there, or other rights
    waiter: asyncio.Future[None] | None = None

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
        self.me = await self.follow(mine, known)
        await self.check()
        if resumed is not None:
            await self._resume(resumed)
        self.opened = True

    async def _resume(self, resumed: dict[str, int]) -> None:
        if set(resumed).isdisjoint(self.tails) or (not self.only and self.me.topic not in resumed):
            raise problems.BadInput("This cursor belongs to another stream.")
        for topic in self.positions:
            self.positions[topic] = max(resumed.get(topic, -1), self.entitled_from(topic))
            await self.check_kept(self.tails[topic])

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
            await self.check()

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
                await self.check()
            return
        tail = self.tails[topic]
        for notice in await tail.since(self.positions[topic]):
            changed = notice.changes_rights and notice.subject_id == self.viewer.id
            if changed or self.outdated(clock.now()):
                await self.check()
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
                key = (listener.key, self.only is None, self.sight(tail, listener.alike))
                self.audiences.append(audience := Audience.of(tail, key))
                audience.join(self, listener)
        try:
            await self._woken()
        finally:
            self._part()
        if self.outdated(clock.now()):
            await self.check()

    def _caught_up(self) -> bool:
        behind = any(at < self.tails[topic].last for topic, at in self.positions.items())
        return not (behind or self.news or self.outdated(clock.now()))

    def fall_out(self) -> None:
        """Go on alone from the own position."""
        self._part()
        self._wake()

    def _part(self) -> None:
        for audience in self.audiences:
            audience.leave(self)
        self.audiences.clear()
