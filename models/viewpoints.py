"""Viewpoints: what one viewer may be told at one moment, and where in the news they are."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from models import channels, clock, notices, problems
from models.audiences import Alike
from models.channels import Followed
from models.notices import Notice
from models.roles import Right, Rights, RoleAssignment
from models.streams import Hub, Tail
from models.users import User

CHECK_EVERY = timedelta(seconds=60)


@dataclass(eq=False, slots=True, kw_only=True)
class Viewpoint:
    """One viewer's: `only` one account's notices, or all that concern the viewer."""

    hub: Hub
    viewer: User
    still_signed_in: Callable[[], Awaitable[bool]]
    only: UUID | None = None
    positions: dict[str, int] = field(default_factory=dict)
    tails: dict[str, Tail] = field(default_factory=dict)
    rights: Rights = field(default_factory=lambda: Rights([]))
    followed: Followed = field(default_factory=dict)
    known: frozenset[UUID] = frozenset()
    me: Tail = field(init=False)  # the viewer's own topic; it tells when rights change, too
    seen: int = 0
    opened: bool = False
    check_again: datetime = field(default_factory=clock.now)

    def nudge(self) -> None:
        """There is news, or the viewer's rights have changed."""

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

    async def check(self) -> None:
        """Look at who the viewer is now, and follow exactly what they may see."""
        self.seen = self.me.changes
        # Who opens the stream was looked at a moment ago, with the epoch of that moment.
        known = not self.opened and self.me.epoch == self.viewer.epoch
        if not known and not await self.still_signed_in():
            raise problems.StreamForbidden("You were signed out.")
        self.known = frozenset(a.id for a in self.rights.assignments)
        self.rights = await Rights.of(self.viewer)
        for held in self.rights.assignments:
            held.account = self.hub.kept_once(held.account)
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

    def sight(self, tail: Tail, alike: Alike) -> Hashable:
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

    # What is followed, and from where on

    async def follow(self, topic: str, known: Tail | None = None) -> Tail:
        """Follow a topic from where it stands now."""
        tail = self.tails[topic] = await self.hub.tail(topic, self, known)
        if not (self.only and topic.startswith("user:")):
            self.positions.setdefault(topic, tail.last)
        return tail

    async def _follow_places(self, topics: set[str]) -> None:
        for topic in [t for t in self.tails if t != self.me.topic and t not in topics]:
            self.hub.leave(self.tails.pop(topic), self)
            self.positions.pop(topic, None)
        for topic in topics - self.tails.keys():
            await self.follow(topic)
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

    def entitled_from(self, topic: str) -> int:
        """What happened before the viewer was appointed is not theirs to hear."""
        if topic == self.me.topic:
            return 0
        if self.tails[topic].table == "channel":
            return self.followed[self.tails[topic].key].from_seq
        return min((a.from_seq for a in self._deciding(self.tails[topic].key)), default=0)

    async def check_kept(self, tail: Tail) -> None:
        """Raise unless what comes after the position is still there to be told."""
        row = (await notices.counters(tail.table, [tail.key]))[0]
        position = self.positions[tail.topic]
        if not int(row["oldest_seq"]) - 1 <= position <= int(row["seq"]):
            raise problems.ResyncRequired()
