"""The audit log: append-only, written with what it tells, chained by hash for each account."""

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models import clock, keys, writing

if TYPE_CHECKING:
    from models.accounts import SmartAccount
    from models.channels import Channel
    from models.users import User


class AuditEvent(Model):
    """Who did what to which thing, when and from where."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    account: fields.ForeignKeyNullableRelation["SmartAccount"] = fields.ForeignKeyField(
        "models.SmartAccount", related_name=False, null=True
    )
    account_id: UUID | None
    channel: fields.ForeignKeyNullableRelation["Channel"] = fields.ForeignKeyField(
        "models.Channel", related_name=False, null=True
    )
    channel_id: UUID | None
    number = fields.BigIntField(null=True)
    action = fields.CharField(max_length=40)
    actor: fields.ForeignKeyNullableRelation["User"] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    actor_id: UUID | None
    actor_name = fields.CharField(max_length=120)
    thing = fields.CharField(max_length=80)
    message = fields.CharField(max_length=1500)
    address = fields.CharField(max_length=45)
    paths = fields.TextField(default="")
    occurred_at = fields.DatetimeField()
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "audit_event"

    def chained(self, previous: str) -> str:
        """The hash of this event after the one before it: any byte changed later breaks the
        chain."""
        told = [
            previous,
            str(self.id),
            str(self.account_id or self.channel_id),
            self.number,
            self.action,
            str(self.actor_id),
            self.actor_name,
            self.thing,
            self.message,
            self.address,
            self.paths,
            _instant(self.occurred_at),
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _instant(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


async def record(
    action: str,
    *,
    actor: "User | None",
    thing: object,
    message: str,
    place: "SmartAccount | Channel | None" = None,
    address: str = "",
    paths: str = "",
    actor_name: str | None = None,
) -> None:
    """Write one event in the current transaction; `place`'s row must be locked by it.

    `actor_name` says who acted where no user did, such as an automation rule.
    """
    event = writing.fresh(
        AuditEvent,
        action=action,
        actor_id=actor.id if actor else None,
        actor_name=actor.full_name if actor else actor_name or "the system",
        thing=str(thing),
        message=message,
        address=address,
        paths=paths,
        occurred_at=clock.now(),
    )
    if place:
        column = "account_id" if place._meta.db_table == "smart_account" else "channel_id"
        event.__dict__[column] = place.id
        place.audit_seq += 1
        event.number = place.audit_seq
    event.hash = event.chained(place.audit_hash if place else "")
    await writing.insert(event)
    if place:
        place.audit_hash = event.hash
        await writing.save(place, "seq", "audit_seq", "audit_hash")


async def broken_links(place: "SmartAccount | Channel") -> list[int]:
    """Numbers of this account's or channel's events that are missing or do not fit the chain."""
    previous, expected, broken = "", 1, []
    column = "account_id" if place._meta.db_table == "smart_account" else "channel_id"
    events: list[Any] = await AuditEvent.filter(**{column: place.id}).order_by("number")
    for event in events:
        if event.number != expected or event.chained(previous) != event.hash:
            broken.append(expected)
        previous, expected = event.hash, event.number + 1
    if previous != place.audit_hash:
        broken.append(expected)
    return broken
