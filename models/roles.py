"""Roles, and what they allow: the rights table as data, in this one place."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models import clock, keys, rows
from models.accounts import SmartAccount, VirtualAccount
from models.users import User

if TYPE_CHECKING:
    from models.requests import AccessRequest


class Role(StrEnum):
    """What a user is in an account: for all of it, or for chosen virtual accounts."""

    SMART_ACCOUNT_ADMIN = "SMART_ACCOUNT_ADMIN"
    SMART_ACCOUNT_APPROVER = "SMART_ACCOUNT_APPROVER"
    SMART_ACCOUNT_USER = "SMART_ACCOUNT_USER"
    SMART_ACCOUNT_VIEWER = "SMART_ACCOUNT_VIEWER"
    VIRTUAL_ACCOUNT_ADMIN = "VIRTUAL_ACCOUNT_ADMIN"
    VIRTUAL_ACCOUNT_USER = "VIRTUAL_ACCOUNT_USER"
    VIRTUAL_ACCOUNT_VIEWER = "VIRTUAL_ACCOUNT_VIEWER"

    @property
    def account_wide(self) -> bool:
        """Whether it covers the whole account."""
        return self.startswith("SMART_ACCOUNT")

    @property
    def title(self) -> str:  # type: ignore[override]
        """The role in words, as mails and pages print it."""
        return TITLES[self]


TITLES = {
    Role.SMART_ACCOUNT_ADMIN: "Smart Account Administrator",
    Role.SMART_ACCOUNT_APPROVER: "Smart Account Approver",
    Role.SMART_ACCOUNT_USER: "Smart Account User",
    Role.SMART_ACCOUNT_VIEWER: "Smart Account Viewer",
    Role.VIRTUAL_ACCOUNT_ADMIN: "Virtual Account Administrator",
    Role.VIRTUAL_ACCOUNT_USER: "Virtual Account User",
    Role.VIRTUAL_ACCOUNT_VIEWER: "Virtual Account Viewer",
}


class Right(StrEnum):
    """Something that a role may allow."""

    VIEW_ACCOUNT = "VIEW_ACCOUNT"
    EDIT_PROPERTIES = "EDIT_PROPERTIES"
    ACCEPT_AGREEMENTS = "ACCEPT_AGREEMENTS"
    VIEW_EVENTS = "VIEW_EVENTS"
    VIEW_USERS = "VIEW_USERS"
    MANAGE_USERS = "MANAGE_USERS"
    MANAGE_VIRTUAL_ACCOUNTS = "MANAGE_VIRTUAL_ACCOUNTS"
    RESTRICT_VIRTUAL_ACCOUNTS = "RESTRICT_VIRTUAL_ACCOUNTS"
    DECIDE_REQUESTS = "DECIDE_REQUESTS"
    SET_AUTOMATION = "SET_AUTOMATION"


# Y everywhere in the account, * in the virtual accounts that the role covers, s the same but only
# while the account's setting lets virtual account administrators decide, - not at all.
COLUMNS = list(Role)
RIGHTS = {
    #                                SA: admin appr. user view.  VA: admin user view.
    Right.VIEW_ACCOUNT:              "Y Y Y Y * * *",
    Right.EDIT_PROPERTIES:           "Y Y - - - - -",
    Right.ACCEPT_AGREEMENTS:         "Y Y - - - - -",
    Right.VIEW_EVENTS:               "Y Y - Y * - -",
    Right.VIEW_USERS:                "Y Y - Y * - -",
    Right.MANAGE_USERS:              "Y - - - * - -",
    Right.MANAGE_VIRTUAL_ACCOUNTS:   "Y - - - * - -",
    Right.RESTRICT_VIRTUAL_ACCOUNTS: "Y - - - * - -",
    Right.DECIDE_REQUESTS:           "Y - - - s - -",
    Right.SET_AUTOMATION:            "Y - - - - - -",
}  # fmt: skip
TABLE = {
    (role, right): cell
    for right, row in RIGHTS.items()
    for role, cell in zip(COLUMNS, row.split(), strict=True)
}


class EndReason(StrEnum):
    """Why a role ended."""

    REVOKED = "REVOKED"
    REPLACED = "REPLACED"
    EXPIRED = "EXPIRED"
    LEFT_EMPLOYER = "LEFT_EMPLOYER"
    EMAIL_DOMAIN_CHANGED = "EMAIL_DOMAIN_CHANGED"
    USER_DEACTIVATED = "USER_DEACTIVATED"


class Origin(StrEnum):
    """How a role came about."""

    REQUEST = "REQUEST"
    RULE = "RULE"
    PERSON = "PERSON"
    SYSTEM = "SYSTEM"


class RoleAssignment(Model):
    """A user's role in an account, over all of it or over chosen virtual accounts."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    account: fields.ForeignKeyRelation[SmartAccount] = fields.ForeignKeyField(
        "models.SmartAccount", related_name=False
    )
    account_id: UUID
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False
    )
    user_id: UUID
    role = fields.CharEnumField(Role, max_length=30)
    granted_domain = fields.CharField(max_length=253)
    granted_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    granted_by_id: UUID | None
    granted_at = fields.DatetimeField()
    request: fields.ForeignKeyNullableRelation["AccessRequest"] = fields.ForeignKeyField(
        "models.AccessRequest", related_name=False, null=True
    )
    request_id: UUID | None
    starts_at = fields.DatetimeField(null=True)
    ends_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    ended_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    ended_by_id: UUID | None
    end_reason = fields.CharEnumField(EndReason, max_length=30, null=True)
    from_seq = fields.BigIntField()
    version = fields.IntField(default=1)
    virtual_accounts: fields.ManyToManyRelation[VirtualAccount] = fields.ManyToManyField(
        "models.VirtualAccount",
        through="role_assignment_virtual_account",
        forward_key="virtual_account_id",
        backward_key="role_assignment_id",
        related_name="assignments",
    )

    class Meta:
        table = "role_assignment"

    @classmethod
    def current(cls, at: datetime | None = None) -> QuerySet["RoleAssignment"]:
        """Assignments that hold at this moment: no job has to run for an expired one to stop."""
        moment = at or clock.now()
        started = Q(starts_at__isnull=True) | Q(starts_at__lte=moment)
        lasting = Q(ends_at__isnull=True) | Q(ends_at__gt=moment)
        return cls.filter(started, lasting, ended_at__isnull=True)

    @classmethod
    def standing(cls) -> QuerySet["RoleAssignment"]:
        """Assignments that hold, or that will when their time comes."""
        lasting = Q(ends_at__isnull=True) | Q(ends_at__gt=clock.now())
        return cls.filter(lasting, ended_at__isnull=True)

    @property
    def origin(self) -> Origin:
        """How it came about."""
        if self.request_id:
            return Origin.REQUEST if self.granted_by_id else Origin.RULE
        return Origin.PERSON if self.granted_by_id else Origin.SYSTEM

    @property
    def in_its_time(self) -> bool:
        """Whether this moment lies between its start and its end."""
        begun = self.starts_at is None or self.starts_at <= clock.now()
        return begun and (self.ends_at is None or self.ends_at > clock.now())

    @property
    def stands(self) -> bool:
        """Whether it holds, or will when its time comes."""
        return self.ended_at is None and (self.ends_at is None or self.ends_at > clock.now())

    @property
    def scope(self) -> list[VirtualAccount]:
        """The virtual accounts it covers, by name; empty for a role over the whole account."""
        return sorted(self.virtual_accounts, key=lambda v: v.name)

    def in_words(self) -> str:
        """`Virtual Account User (Lab, Office)`"""
        covered = ", ".join(v.name for v in self.scope)
        return f"{self.role.title} ({covered})" if covered else self.role.title


class Rights:
    """What one user may do at one moment: the union of the roles that hold."""

    def __init__(self, assignments: Iterable[RoleAssignment]) -> None:
        self.assignments = list(assignments)
        self._everywhere: dict[tuple[Right, UUID], bool] = {}

    def add(self, assignment: RoleAssignment) -> None:
        """Count this one, too."""
        self.assignments.append(assignment)
        self._everywhere.clear()

    @classmethod
    async def of(cls, user: User) -> "Rights":
        """Read the roles of this user that hold now."""
        found = await currently("user_id = ? AND account.status = ?", user.id, "ACTIVE")
        return cls(await with_parts(found))

    def in_account(self, account_id: UUID) -> list[RoleAssignment]:
        """The roles in one account."""
        return [a for a in self.assignments if a.account_id == account_id]

    def everywhere(self, right: Right, account_id: UUID) -> bool:
        """Whether a role allows this in the whole account."""
        known = self._everywhere.get((right, account_id))
        if known is None:  # a list asks this for every item
            known = any(TABLE[a.role, right] == "Y" for a in self.in_account(account_id))
            self._everywhere[right, account_id] = known
        return known

    def covered(self, right: Right, account_id: UUID) -> set[UUID]:
        """The virtual accounts over which a role allows this; those below them are covered too."""
        return {
            v.id
            for a in self.in_account(account_id)
            if _partly(a, right)
            for v in a.virtual_accounts
        }

    def over(self, right: Right, account_id: UUID, parts: Iterable[VirtualAccount]) -> bool:
        """Whether this is allowed over every one of these virtual accounts, or everywhere."""
        if self.everywhere(right, account_id):
            return True
        covered = self.covered(right, account_id)
        lineages = [part.lineage for part in parts]
        return bool(lineages) and all(lineage & covered for lineage in lineages)

    def anywhere(self, right: Right, account_id: UUID) -> bool:
        """Whether this is allowed in the account or in some part of it."""
        return self.everywhere(right, account_id) or bool(self.covered(right, account_id))

    def accounts(self, right: Right) -> set[UUID]:
        """The accounts in all of which this is allowed."""
        return {a.account_id for a in self.assignments if TABLE[a.role, right] == "Y"}

    def until(self) -> datetime | None:
        """When the first of these roles ends by itself, if one does."""
        return min((a.ends_at for a in self.assignments if a.ends_at), default=None)


async def currently(
    where: str, *values: Any, joined: tuple[str, ...] = ("account",), only: rows.Only = None
) -> list[RoleAssignment]:
    """Assignments that hold at this moment, oldest first, with their accounts; of each row `only`
    these columns, where they are given."""
    now = clock.now()
    lasting = "(starts_at IS NULL OR starts_at <= ?) AND (ends_at IS NULL OR ends_at > ?)"
    order = "ORDER BY granted_at, role_assignment.id"
    sql = f"{where} AND ended_at IS NULL AND {lasting} {order}"
    return await rows.select(RoleAssignment, sql, *values, now, now, joined=joined, only=only)


async def with_parts(held: list[RoleAssignment]) -> list[RoleAssignment]:
    """These assignments with the virtual accounts that they cover; most cover whole accounts, for
    which there is nothing to read."""
    for assignment in held:
        assignment.virtual_accounts._set_result_for_query([])
    if chosen := [a for a in held if not a.role.account_wide]:
        await RoleAssignment.fetch_for_list(chosen, "virtual_accounts")
    return held


def _partly(assignment: RoleAssignment, right: Right) -> bool:
    cell = TABLE[assignment.role, right]
    return cell == "*" or (cell == "s" and assignment.account.virtual_account_admins_may_decide)


async def active_admins(account_id: UUID) -> list[User]:
    """The account's administrators who can act now, in the order of their appointment."""
    where = 'account_id = ? AND role = ? AND "user".active'
    found = await currently(where, account_id, Role.SMART_ACCOUNT_ADMIN, joined=("user",))
    return list({a.user_id: a.user for a in found}.values())


async def count_admins(account_ids: list[UUID]) -> list[int]:
    """How many administrators can act now, in each of these accounts."""
    where = f'account_id IN ({", ".join("?" * len(account_ids))}) AND role = ? AND "user".active'
    found = await currently(where, *account_ids, Role.SMART_ACCOUNT_ADMIN, joined=("user",))
    pairs = {(a.account_id, a.user_id) for a in found}
    return [sum(account == key for account, _ in pairs) for key in account_ids]
