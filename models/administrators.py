"""Delegated administrators: who manages portal access for a company node and all below it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models import associations, channels, clock, entitlements, keys
from models.channels import Channel, ChannelKind, Followed, Following
from models.entitlements import Company
from models.onboarding_problems import PartnerNotEligible
from models.users import User, UserKind


class AdministratorStatus(StrEnum):
    """How far a delegated administrator has come."""

    PENDING_AGREEMENT = "PENDING_AGREEMENT"
    ACTIVE = "ACTIVE"
    ENDED = "ENDED"


class DelegatedAdministrator(Model):
    """A user manages portal access for a company; `is_first`: became it by registering."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "models.Company", related_name=False
    )
    company_id: UUID
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False
    )
    user_id: UUID
    status = fields.CharEnumField(
        AdministratorStatus, max_length=20, default=AdministratorStatus.PENDING_AGREEMENT
    )
    is_first = fields.BooleanField(default=False)
    since = fields.DatetimeField(default=clock.now)
    from_seq = fields.BigIntField(default=0)
    accepted_at = fields.DatetimeField(null=True)
    terms_version = fields.CharField(max_length=40, default="")
    nominated_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    nominated_by_id: UUID | None
    registration_id = fields.UUIDField(null=True)
    ended_at = fields.DatetimeField(null=True)
    ended_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    ended_by_id: UUID | None
    end_reason = fields.CharField(max_length=1000, default="")
    version = fields.IntField(default=1)

    class Meta:
        table = "delegated_administrator"

    @classmethod
    def standing(cls) -> QuerySet["DelegatedAdministrator"]:
        """Those that have not ended."""
        return cls.filter(ended_at__isnull=True)


async def covering(company: Company) -> list[DelegatedAdministrator]:
    """The administrators of this node and of those above it, with their users.

    The nearest node first, and there who became it first.
    """
    above = company.lineage
    found = DelegatedAdministrator.standing().filter(company_id__in=above, user__active=True)
    read = await found.select_related("user", "company").order_by("since", "id")
    return sorted(read, key=lambda row: -above.index(row.company_id))


async def covering_now(company: Company) -> list[DelegatedAdministrator]:
    """The same under the locks of the organisation: who steps down, or becomes the first, waits
    until this transaction ends, and then finds what it has written."""
    await Company.locked(company.root_id)
    await organisation(company.root_id)
    return await covering(company)


async def covering_by(user: User, company: Company) -> DelegatedAdministrator | None:
    """By which appointment this user administers the company: an accepted one before others."""
    mine = [row for row in await covering(company) if row.user_id == user.id]
    accepted = [row for row in mine if row.status == AdministratorStatus.ACTIVE]
    return next(iter([*accepted, *mine]), None)


async def of_user(user: User) -> list[DelegatedAdministrator]:
    """The user's standing appointments with their companies, the first of them first."""
    mine = DelegatedAdministrator.standing().filter(user_id=user.id)
    return await mine.select_related("company").order_by("since", "id")


async def organisation(root_id: UUID) -> Channel:
    """The channel of an organisation's administrators, locked."""
    root = await Company.get(id=root_id)
    return await Channel.locked(root.id, ChannelKind.ORGANISATION, root.name)


async def _of_administrators(user: User) -> Followed:
    """The organisations of which the user administers a part, and which parts of them."""
    found: Followed = {}
    for row in await of_user(user):
        known = found.get(row.company.root_id, Following(row.from_seq, frozenset()))
        found[row.company.root_id] = Following(
            min(known.from_seq, row.from_seq),
            (known.nodes or frozenset()) | {row.company_id},
        )
    return found


channels.REASONS.append(_of_administrators)


async def _sees(user: User, company: Company) -> bool:
    """Administrators see their companies, all below these, and those above up to the root."""
    return any(entitlements.related(row.company, company) for row in await of_user(user))


entitlements.REASONS.append(_sees)


async def may_administer(user: User, companies: Iterable[Company]) -> bool:
    """Whether the user could administer one of these: a partner only in its own organisation."""
    if user.kind != UserKind.PARTNER:
        return True
    own = await associations.own_companies(user)
    return any(entitlements.related(mine, company) for company in companies for mine in own)


async def check_may_administer(user: User, company: Company) -> None:
    """Raise PartnerNotEligible for a partner anywhere but in an organisation of its own."""
    if not await may_administer(user, [company]):
        raise PartnerNotEligible()


async def end_inactive(company: Company) -> None:
    """End the appointments of people who were deactivated: they would keep others out."""
    standing = DelegatedAdministrator.standing().filter(company_id=company.id, user__active=False)
    gone = await standing.values_list("id", flat=True)
    await DelegatedAdministrator.filter(id__in=gone).update(**ended(None, "deactivated"))


def ended(by: User | None, reason: str) -> dict[str, Any]:
    """The columns of an appointment that ends now."""
    return {
        "status": AdministratorStatus.ENDED,
        "ended_at": clock.now(),
        "ended_by_id": by.id if by else None,
        "end_reason": reason,
        "version": F("version") + 1,
    }
