"""Access requests: a person asks to enter an account, and exactly one administrator answers."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.expressions import F, Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models import clock, keys, problems, roles, rows
from models.accounts import SmartAccount, VirtualAccount
from models.roles import Right, Rights, Role, RoleAssignment
from models.users import User

REMIND_EVERY = timedelta(hours=24)


class RequestStatus(StrEnum):
    """Where a request stands. It leaves PENDING once and never returns."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


class EndCause(StrEnum):
    """Why a request was cancelled."""

    WITHDRAWN = "WITHDRAWN"
    ACCOUNT_DEACTIVATED = "ACCOUNT_DEACTIVATED"
    USER_DEACTIVATED = "USER_DEACTIVATED"


class AccessRequest(Model):
    """One user's request to enter one account, with the profile as it was when it was sent."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    account: fields.ForeignKeyRelation[SmartAccount] = fields.ForeignKeyField(
        "models.SmartAccount", related_name=False
    )
    account_id: UUID
    requester: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False
    )
    requester_id: UUID
    status = fields.CharEnumField(RequestStatus, max_length=10, default=RequestStatus.PENDING)
    reason = fields.CharField(max_length=1000)
    proposed_role = fields.CharEnumField(Role, max_length=30, null=True)
    proposed_virtual_accounts: Any = fields.JSONField[list[dict[str, str]]](default=list)
    proposed_paths = fields.TextField(default="")
    username = fields.CharField(max_length=64)
    full_name = fields.CharField(max_length=120)
    email = fields.CharField(max_length=254)
    phone = fields.CharField(max_length=40)
    company_name = fields.CharField(max_length=120)
    submitted_at = fields.DatetimeField()
    activity_at = fields.DatetimeField()
    reminded_at = fields.DatetimeField(null=True)
    reminders = fields.IntField(default=0)
    acted_at = fields.DatetimeField(null=True)
    acted_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    acted_by_id: UUID | None
    decision_reason = fields.CharField(max_length=1000, default="")
    granted: Any = fields.JSONField[list[dict[str, Any]]](null=True)
    end_cause = fields.CharEnumField(EndCause, max_length=30, null=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "access_request"

    @classmethod
    def visible_to(cls, viewer: User, rights: Rights) -> QuerySet["AccessRequest"]:
        """The viewer's own requests, and those that the viewer may decide."""
        seen = Q(requester_id=viewer.id) | Q(account_id__in=rights.accounts(Right.DECIDE_REQUESTS))
        for account_id in {a.account_id for a in rights.assignments}:
            for part in rights.covered(Right.DECIDE_REQUESTS, account_id):
                seen |= Q(account_id=account_id, proposed_paths__contains=str(part))
        return cls.filter(seen)

    @classmethod
    async def whole(cls, request_id: UUID) -> "AccessRequest":
        """The request with its account, requester and whoever acted upon it."""
        joined = ("account", "requester", "acted_by")
        found = await rows.select(cls, "access_request.id = ?", request_id, joined=joined)
        if not found:
            raise problems.NotFound()
        return found[0]

    @property
    def pending(self) -> bool:
        """Whether nobody has acted upon it."""
        return self.status == RequestStatus.PENDING

    @property
    def remindable_at(self) -> datetime | None:
        """From when on the next reminder is possible; None for at once."""
        return self.reminded_at + REMIND_EVERY if self.reminded_at else None

    @property
    def lineages(self) -> list[list[str]]:
        """For each proposed virtual account: its id and those above it."""
        return [
            [part for part in path.split("/") if part]
            for path in self.proposed_paths.split("|")
            if path
        ]

    def decidable_with(self, rights: Rights) -> bool:
        """Whether these rights allow to see and decide it."""
        if rights.everywhere(Right.DECIDE_REQUESTS, self.account_id):
            return True
        covered = {str(part) for part in rights.covered(Right.DECIDE_REQUESTS, self.account_id)}
        return any(covered & set(lineage) for lineage in self.lineages)

    def granted_in_words(self) -> list[str]:
        """The roles that were assigned, as mails print them."""
        return [grant["words"] for grant in self.granted or []]

    async def settle(self, changes: dict[str, Any], *, not_by: User | None = None) -> bool:
        """Leave PENDING, exactly once: the conditional update's row count is the verdict."""
        pending = AccessRequest.filter(id=self.id, status=RequestStatus.PENDING)
        if not_by:
            pending = pending.exclude(requester_id=not_by.id)
        now = clock.now()
        return bool(
            await pending.update(acted_at=now, activity_at=now, version=F("version") + 1, **changes)
        )


def proposal(role: Role | None, parts: list[VirtualAccount]) -> dict[str, Any]:
    """The columns that note which role and virtual accounts the requester would like."""
    return {
        "proposed_role": role,
        "proposed_virtual_accounts": [{"id": str(v.id), "name": v.name} for v in parts],
        "proposed_paths": "|".join(v.path for v in parts),
    }


async def roles_of_pairs(
    pairs: list[tuple[UUID, UUID]],
) -> dict[tuple[UUID, UUID], list[RoleAssignment]]:
    """The roles that users hold now in accounts, by (account, user)."""
    accounts, people = {str(account) for account, _ in pairs}, {user for _, user in pairs}
    # As text, which has no index: both databases then start from these few users, and not from
    # all the roles of the account.
    held = await roles.currently(
        f"CAST(account_id AS TEXT) IN ({', '.join('?' * len(accounts))})"
        f" AND user_id IN ({', '.join('?' * len(people))})",
        *accounts,
        *people,
    )
    found: dict[tuple[UUID, UUID], list[RoleAssignment]] = {}
    for assignment in await roles.with_parts(held):
        found.setdefault((assignment.account_id, assignment.user_id), []).append(assignment)
    return found
