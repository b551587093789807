"""Audiences: those who are at the same place, ask the same and may see the same, told as one.

What they are told is made once and handed to each. An audience promises nothing: whoever is not
where the others are, whose rights have changed, whom the notice is about, or who does not take it
at once, falls out unharmed and goes on alone from the own position.
"""

import asyncio
import logging
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, Protocol
from uuid import UUID

from models import clock, problems
from models.notices import Notice
from models.streams import Tail
from models.users import User

log = logging.getLogger("admit.streams")

SENDS = 100  # before others have their turn


class Alike(IntEnum):
    """To whom an answer looks the same: what it depends on besides the thing that it is about."""

    TO_ALL = 0
    TO_DECIDERS = 1  # of the same parts of the same account
    TO_NOBODY_ELSE = 2


class Unshareable(Exception):
    """There is no answer for all."""


class Listener(Protocol):
    """What is asked, by whom, and the line to them."""

    @property
    def alike(self) -> Alike:
        """Who else gets the same answer."""

    @property
    def key(self) -> Hashable:
        """Equal for all who ask the same."""

    async def prepare(self, notice: Notice) -> Any:
        """What to hand to each; raises Unshareable where that would not do."""

    def take(self, prepared: Any, positions: dict[str, int]) -> bool:
        """Hand it over, with the positions behind it; False if that cannot be done at once."""


class Member(Protocol):
    """A follower, as its audiences know it."""

    viewer: User
    positions: dict[str, int]

    def outdated(self, now: datetime) -> bool:
        """Whether the viewer must be looked at again."""

    def wants(self, topic: str, notice: Notice) -> bool:
        """Whether the notice is for the viewer."""

    def fall_out(self) -> None:
        """Go on alone."""


@dataclass(eq=False, slots=True)
class Audience:
    """Followers of one topic who are told as one."""

    tail: Tail
    key: Hashable
    position: int
    members: dict[Member, Listener] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None

    @classmethod
    def of(cls, tail: Tail, key: Hashable) -> "Audience":
        """The audience for this answer, begun where there is none."""
        return tail.audiences.get(key) or tail.audiences.setdefault(key, cls(tail, key, tail.last))

    def join(self, member: Member, listener: Listener) -> None:
        """Be told with the others from now on; only for who has heard all that there is."""
        self.members[member] = listener

    def leave(self, member: Member) -> None:
        """No longer be told; an audience of nobody is forgotten."""
        self.members.pop(member, None)
        if not self.members and self.tail.audiences.get(self.key) is self:
            del self.tail.audiences[self.key]

    def nudge(self) -> None:
        """Tell the news, unless that is being done."""
        if self.task is None:
            self.task = asyncio.create_task(self._tell_all())

    async def _tell_all(self) -> None:
        try:
            while self.members and (news := await self.tail.since(self.position)):
                for notice in news:
                    await self._tell(notice)
        except (Unshareable, problems.Fault):
            self._go_apart()
        except Exception:
            log.exception("could not tell an audience; each goes on alone")
            self._go_apart()
        finally:
            self.task = None

    def _go_apart(self) -> None:
        """Alone, each meets its own failure and tells its own client."""
        for member in list(self.members):
            member.fall_out()

    async def _tell(self, notice: Notice) -> None:
        prepared = await self._prepared(notice)
        self.position = number = self.tail.number(notice)
        subject = notice.subject_id if self.tail.table != "user" else None
        members = list(self.members.items())
        for start in range(0, len(members), SENDS):
            now = clock.now()
            for member, listener in members[start : start + SENDS]:
                self._hand(member, listener, number, prepared, subject, now)
            await asyncio.sleep(0)

    async def _prepared(self, notice: Notice) -> Any:
        """What all are told; None where it is for none of them."""
        topic, now = self.tail.topic, clock.now()
        for member, listener in self.members.items():
            if not member.outdated(now) and not self._is_about(member, notice):
                wanted = member.wants(topic, notice)
                return await listener.prepare(notice) if wanted else None
        return None  # everybody falls out

    def _is_about(self, member: Member, notice: Notice) -> bool:
        return self.tail.table != "user" and notice.subject_id == member.viewer.id

    def _hand(
        self,
        member: Member,
        listener: Listener,
        number: int,
        prepared: Any,
        subject: UUID | None,
        now: datetime,
    ) -> None:
        """Tell this member, if it is where the others are and takes it at once."""
        topic, positions = self.tail.topic, member.positions
        if member not in self.members or positions[topic] >= number:
            return  # has left, or has heard it
        behind = positions[topic] != number - 1
        if behind or member.viewer.id == subject or member.outdated(now):
            member.fall_out()
            return
        positions[topic] = number
        if prepared is not None and not listener.take(prepared, positions):
            positions[topic] = number - 1
            member.fall_out()
