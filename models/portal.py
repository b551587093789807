"""Portal roles: what a user may do in the service portal for one company."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models import associations, clock, keys, problems
from models.entitlements import Company
from models.users import User, UserKind


class PortalRole(StrEnum):
    """What a user may do in the service portal for a company."""

    CUSTOMER_ADMINISTRATOR = "CUSTOMER_ADMINISTRATOR"
    CUSTOMER_USER = "CUSTOMER_USER"
    RESELLER_ADMINISTRATOR = "RESELLER_ADMINISTRATOR"
    RESELLER_USER = "RESELLER_USER"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The role in words, as mails and pages print it."""
        return self.replace("_", " ").title()

    @property
    def for_partners(self) -> bool:
        """Whether only partners can hold it."""
        return self in (PortalRole.RESELLER_ADMINISTRATOR, PortalRole.RESELLER_USER)


class PortalRoleAssignment(Model):
    """A user has a role in the portal for a company; one at a time for each."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "models.Company", related_name=False
    )
    company_id: UUID
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False
    )
    user_id: UUID
    role = fields.CharEnumField(PortalRole, max_length=40)
    granted_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    granted_by_id: UUID | None
    granted_at = fields.DatetimeField(default=clock.now)
    registration_id = fields.UUIDField(null=True)
    ended_at = fields.DatetimeField(null=True)
    ended_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    ended_by_id: UUID | None
    version = fields.IntField(default=1)

    class Meta:
        table = "portal_role_assignment"

    @classmethod
    def standing(cls) -> QuerySet["PortalRoleAssignment"]:
        """Those that have not ended."""
        return cls.filter(ended_at__isnull=True)


def administrator_role(user: User) -> PortalRole:
    """What a delegated administrator is in the portal, by the user's kind."""
    partner = user.kind == UserKind.PARTNER
    return PortalRole.RESELLER_ADMINISTRATOR if partner else PortalRole.CUSTOMER_ADMINISTRATOR


def check_role(user: User, role: PortalRole) -> None:
    """Raise unless a user of this kind can hold the role."""
    if role.for_partners and user.kind != UserKind.PARTNER:
        raise problems.InvalidInput("Only partners hold reseller roles.", field=["portalRole"])


async def give(
    company_id: UUID,
    user: User,
    role: PortalRole,
    by: User | None,
    registration_id: UUID | None = None,
) -> PortalRoleAssignment:
    """Assign a role in place of the one that the user has for this company."""
    # The association first, as where it ends: two who change both wait for each other in one order.
    await associations.changed(user.id, company_id)
    await _end(company_id, user.id, by)
    return await PortalRoleAssignment.create(
        company_id=company_id,
        user_id=user.id,
        role=role,
        granted_by_id=by.id if by else None,
        registration_id=registration_id,
    )


async def take(company_id: UUID, user_id: UUID, by: User | None) -> bool:
    """End the user's role for this company; whether there was one."""
    held = PortalRoleAssignment.standing().filter(company_id=company_id, user_id=user_id)
    if not await held.exists():
        return False
    await associations.changed(user_id, company_id)
    return await _end(company_id, user_id, by)


async def _end(company_id: UUID, user_id: UUID, by: User | None) -> bool:
    standing = PortalRoleAssignment.standing().filter(company_id=company_id, user_id=user_id)
    ended_by = by.id if by else None
    return bool(
        await standing.update(ended_at=clock.now(), ended_by_id=ended_by, version=F("version") + 1)
    )


async def has_any(user_id: UUID) -> bool:
    """Whether the user has a role for any company."""
    return await PortalRoleAssignment.standing().filter(user_id=user_id).exists()


async def of_pairs(
    pairs: list[tuple[UUID, UUID]],
) -> list[PortalRoleAssignment | None]:
    """The standing roles of these (company, user) pairs."""
    standing = PortalRoleAssignment.standing().filter(
        company_id__in={company for company, _ in pairs}, user_id__in={user for _, user in pairs}
    )
    found = {(row.company_id, row.user_id): row for row in await standing}
    return [found.get(pair) for pair in pairs]
