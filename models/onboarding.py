"""Registrations: a user's onboarding to the service portal for one company, stage by stage."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models import administrators, channels, entitlements, keys, problems
from models.administrators import AdministratorStatus, DelegatedAdministrator
from models.cases import AccessType, Case, Deciders, RequestStatus
from models.entitlements import Company, Contract
from models.notices import Place
from models.onboarding_problems import AgreementPending
from models.portal import PortalRole
from models.users import Staff, User


class RegistrationStage(StrEnum):
    """Where a registration stands."""

    VERIFYING_ENTITLEMENT = "VERIFYING_ENTITLEMENT"
    CONFIRMING_FORWARD = "CONFIRMING_FORWARD"
    CHOOSING_COMPANY = "CHOOSING_COMPANY"
    EMAIL_VERIFICATION = "EMAIL_VERIFICATION"
    FORWARDED_TO_DA = "FORWARDED_TO_DA"
    MANUAL_REVIEW = "MANUAL_REVIEW"
    INFORMATION_REQUESTED = "INFORMATION_REQUESTED"
    SYNCING = "SYNCING"
    ACTIVE = "ACTIVE"
    DENIED = "DENIED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"


class ReviewCause(StrEnum):
    """Why an agent looks at a registration."""

    NONE_OF_THE_ABOVE = "NONE_OF_THE_ABOVE"
    EMAIL_DOMAIN_DIFFERS = "EMAIL_DOMAIN_DIFFERS"
    PARTNER_BRANDED_SERVICE = "PARTNER_BRANDED_SERVICE"
    MANY_SITES = "MANY_SITES"
    TOO_MANY_FAILURES = "TOO_MANY_FAILURES"
    NO_ADMINISTRATOR_LEFT = "NO_ADMINISTRATOR_LEFT"
    ADMINISTRATOR_REVERSED = "ADMINISTRATOR_REVERSED"


Stage = RegistrationStage
STEPS = (
    Stage.VERIFYING_ENTITLEMENT,
    Stage.CONFIRMING_FORWARD,
    Stage.CHOOSING_COMPANY,
    Stage.EMAIL_VERIFICATION,
)
REVIEW = (Stage.MANUAL_REVIEW, Stage.INFORMATION_REQUESTED)
OPEN = (*STEPS, Stage.FORWARDED_TO_DA, *REVIEW)
ENDED = (Stage.DENIED, Stage.REJECTED, Stage.CANCELLED)
STATUSES = {
    Stage.SYNCING: RequestStatus.APPROVED,
    Stage.ACTIVE: RequestStatus.APPROVED,
    Stage.DENIED: RequestStatus.DECLINED,
    Stage.REJECTED: RequestStatus.DECLINED,
    Stage.CANCELLED: RequestStatus.CANCELLED,
}


@dataclass(frozen=True)
class Rules:
    """What a deployment sets of the onboarding."""

    link_hours: float = 24
    review_hours: float = 24
    sync_hours: float = 24
    assess_email_domain: bool = True
    assess_partner_branded: bool = True
    assess_sites: int = 0


_rules = Rules()


def use(rules: Rules) -> None:
    """Make these the rules of what the system does by itself."""
    global _rules
    _rules = rules


def in_force() -> Rules:
    """The rules of what the system does by itself: where nobody asks who brings them along."""
    return _rules


class Registration(Case):
    """One user's onboarding for one company, with the profile as it was at the start."""

    STATE: ClassVar[str] = "stage"
    OPEN: ClassVar[tuple[str, ...]] = (Stage.FORWARDED_TO_DA,)
    JOINED: ClassVar[tuple[str, ...]] = (
        "requester", "acted_by", "contract", "site", "company", "assignee", "claimed_by",
        "asked_by",
    )  # fmt: skip

    stage = fields.CharEnumField(RegistrationStage, max_length=30)
    contract: fields.ForeignKeyNullableRelation[Contract] = fields.ForeignKeyField(
        "models.Contract", related_name=False, null=True
    )
    contract_id: UUID | None
    serial_number = fields.CharField(max_length=60, default="")
    verified_at = fields.DatetimeField(null=True)
    site: fields.ForeignKeyNullableRelation[Company] = fields.ForeignKeyField(
        "models.Company", related_name=False, null=True
    )
    site_id: UUID | None
    company: fields.ForeignKeyNullableRelation[Company] = fields.ForeignKeyField(
        "models.Company", related_name=False, null=True
    )
    company_id: UUID | None
    root_id = fields.UUIDField(null=True)
    assignee: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    assignee_id: UUID | None
    forwarded_at = fields.DatetimeField(null=True)
    why_review = fields.CharEnumField(ReviewCause, max_length=40, null=True)
    review_since = fields.DatetimeField(null=True)
    review_due_at = fields.DatetimeField(null=True)
    claimed_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    claimed_by_id: UUID | None
    claimed_at = fields.DatetimeField(null=True)
    question = fields.CharField(max_length=1000, default="")
    answer = fields.CharField(max_length=2000, default="")
    asked_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    asked_by_id: UUID | None
    asked_at = fields.DatetimeField(null=True)
    answered_at = fields.DatetimeField(null=True)
    portal_role = fields.CharEnumField(PortalRole, max_length=40, null=True)
    synced_due_at = fields.DatetimeField(null=True)
    active_at = fields.DatetimeField(null=True)

    class Meta:
        table = "registration"

    @property
    def status(self) -> RequestStatus:
        """Where it stands, in the words that all kinds share."""
        return STATUSES.get(self.stage, RequestStatus.PENDING)

    @property
    def key(self) -> str:
        """The company's name, as far as it is known."""
        named = self.company or self.site
        return named.name if named else self.company_name

    @property
    def access_type(self) -> AccessType:
        """What kind of access it is for."""
        return AccessType.PORTAL

    @property
    def deciders(self) -> Deciders:
        """Who decides it."""
        if self.forwarded_at:
            return Deciders.DELEGATED_ADMINISTRATORS
        if self.review_since and self.stage != Stage.INFORMATION_REQUESTED:
            return Deciders.SUPPORT
        return Deciders.REQUESTER

    @property
    def decidable(self) -> bool:
        """Whether somebody else has the next step."""
        return self.stage in (*self.OPEN, *REVIEW)

    async def place(self) -> Place:
        """The organisation's channel once its administrators have to do with it, or the desk's."""
        if self.root_id is None or (self.review_since and not self.forwarded_at):
            return await channels.desk()
        return await administrators.organisation(self.root_id)

    async def check_decidable(self, by: User) -> DelegatedAdministrator | None:
        """By which appointment this user may decide it, None for an agent; or raise."""
        same_person = by.email_verified and by.email.lower() == self.requester.email.lower()
        agent = by.staff == Staff.SUPPORT_AGENT and self.review_since is not None
        appointed = await self.administered_by(by)
        if self.requester_id == by.id or (same_person and (agent or appointed)):
            raise problems.SelfDecision()
        if appointed and appointed.status == AdministratorStatus.PENDING_AGREEMENT:
            raise AgreementPending()
        if not (agent or appointed):
            raise problems.Forbidden() if await self.known_to(by) else problems.NotFound()
        return appointed

    async def check_reviewable(self, by: User) -> None:
        """Raise unless this user may decide it at the desk: agents alone, also where it was
        forwarded to administrators before."""
        same_person = by.email_verified and by.email.lower() == self.requester.email.lower()
        agent = by.staff == Staff.SUPPORT_AGENT and self.review_since is not None
        if self.requester_id == by.id or (same_person and agent):
            raise problems.SelfDecision()
        if not agent:
            raise problems.Forbidden() if await self.known_to(by) else problems.NotFound()

    async def administered_by(self, user: User) -> DelegatedAdministrator | None:
        """The user's appointment over the company that it was forwarded for, if there is one."""
        if self.forwarded_at is None or self.company is None:
            return None
        return await administrators.covering_by(user, self.company)

    async def known_to(self, user: User) -> bool:
        """Whether a user who may not decide it has, or had, to do with it."""
        if user.staff:
            return True
        if self.forwarded_at is None or self.company is None:
            return False
        past = DelegatedAdministrator.filter(user_id=user.id, company_id__in=self.company.lineage)
        return await past.exists()

    def facts(self) -> dict[str, Any]:
        """What a notice about it tells, so that it can be shown without another query."""
        about = {
            "company": self.key,
            "stage": self.stage,
            "assignee": self.assignee.full_name if self.assignee else None,
        }
        return {**super().facts(), **about, "lineages": self.lineages}

    @property
    def lineages(self) -> list[list[str]]:
        """The company that it is for and those above it, once administrators have to do with it."""
        return [[str(node) for node in self.company.lineage]] if self.company else []


async def _sees(user: User, company: Company) -> bool:
    """Registrants see the companies that their registrations are for, and those above."""
    mine = await Registration.filter(requester_id=user.id).select_related("site", "company")
    nodes = [node for own in mine for node in (own.site, own.company) if node]
    return any(company.id in node.lineage for node in nodes)


entitlements.REASONS.append(_sees)


class RegistrationLink(Model):
    """A single-use link that proves the registrant's address. Opening it spends nothing."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "models.Registration", related_name=False
    )
    registration_id: UUID
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "registration_link"


async def current(user: User) -> Registration | None:
    """The user's registration that has not ended."""
    mine = Registration.filter(requester_id=user.id).exclude(stage__in=list(ENDED))
    found = await mine.first()
    return await Registration.whole(found.id) if found else None


def review_from(now: datetime, cause: ReviewCause, rules: Rules) -> dict[str, Any]:
    """The columns of a registration that goes to the desk now."""
    return {
        "stage": Stage.MANUAL_REVIEW,
        "why_review": cause,
        "review_since": now,
        "review_due_at": now + timedelta(hours=rules.review_hours),
        "forwarded_at": None,
        "assignee_id": None,
        "claimed_by_id": None,
        "claimed_at": None,
    }
