"""Everything that a person has asked for, of whatever kind, as one list."""

from collections.abc import Sequence
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models import rows
from models.applications import AccountApplication
from models.cases import AccessType, Case, Deciders, RequestStatus
from models.requests import AccessRequest
from models.support import SupportAccessRequest

KINDS: dict[str, type[Case]] = {
    kind.__name__: kind for kind in (AccessRequest, SupportAccessRequest, AccountApplication)
}


class OwnRequest(Model):
    """A row of a view over the tables of all kinds: what the list is filtered and sorted by."""

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharField(max_length=30)
    requester_id = fields.UUIDField()
    key = fields.CharField(max_length=253)
    access_type = fields.CharEnumField(AccessType, max_length=20)
    deciders = fields.CharEnumField(Deciders, max_length=30)
    status = fields.CharEnumField(RequestStatus, max_length=10)
    submitted_at = fields.DatetimeField()
    activity_at = fields.DatetimeField()

    class Meta:
        table = "own_request"


async def whole(found: Sequence[OwnRequest]) -> dict[UUID, Case]:
    """The requests themselves: one statement for each kind that is among them."""
    read: dict[UUID, Case] = {}
    for name, kind in KINDS.items():
        keys = [row.id for row in found if row.kind == name]
        if keys:
            where = f"{kind._meta.db_table}.id IN ({', '.join('?' * len(keys))})"
            read |= {c.id: c for c in await rows.select(kind, where, *keys, joined=kind.JOINED)}
    return read
