"""Channels: where notices are numbered that belong to no account, and who follows them.

A contract's administrators, an organisation's delegated administrators, the support agents and
the operators each have one, which works as an account does for its administrators.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models import keys
from models.users import User

DESK = UUID("00000000-0000-7000-8000-00000000de5c")
OPERATIONS = UUID("00000000-0000-7000-8000-0000000009e7")


class ChannelKind(StrEnum):
    """Whose channel it is."""

    CONTRACT = "CONTRACT"
    ORGANISATION = "ORGANISATION"
    DESK = "DESK"
    OPERATIONS = "OPERATIONS"


class Channel(Model):
    """The numbering of one place's notices and of its log."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    kind = fields.CharEnumField(ChannelKind, max_length=20)
    name = fields.CharField(max_length=160)
    seq = fields.BigIntField(default=0)
    oldest_seq = fields.BigIntField(default=1)
    audit_seq = fields.BigIntField(default=0)
    audit_hash = fields.CharField(max_length=64, default="")

    class Meta:
        table = "channel"

    @classmethod
    async def locked(cls, id: UUID, kind: ChannelKind, name: str) -> Self:
        """The channel, made if it is not there, its row locked until the transaction ends."""
        await cls.bulk_create([cls(id=id, kind=kind, name=name[:160])], ignore_conflicts=True)
        return await cls.select_for_update(no_key=True).get(id=id)


async def desk() -> Channel:
    """The support agents' channel, locked."""
    return await Channel.locked(DESK, ChannelKind.DESK, "Support desk")


async def operations() -> Channel:
    """The operators' channel, locked."""
    return await Channel.locked(OPERATIONS, ChannelKind.OPERATIONS, "Operations")


@dataclass(frozen=True)
class Following:
    """That a user may follow a channel: since which number, and what of it.

    `nodes` are the parts that the user has to do with; None for the whole channel.
    """

    from_seq: int = 0
    nodes: frozenset[UUID] | None = None


Followed = dict[UUID, Following]
# Each finds the channels that a user may follow for one reason; other concepts add theirs.
REASONS: list[Callable[[User], Awaitable[Followed]]] = []


async def _of_staff(user: User) -> Followed:
    if user.is_operator:
        return {DESK: Following(), OPERATIONS: Following()}
    return {DESK: Following()} if user.staff else {}


REASONS.append(_of_staff)


async def followed_by(user: User) -> Followed:
    """The channels that this user may follow now."""
    found: Followed = {}
    for reason in REASONS:
        found |= await reason(user)
    return found
