"""Account applications: somebody asks for a new account, for their own organisation or for
someone else's."""

from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models import channels, database, domains, lookalikes, problems, users
from models.accounts import AccountType, SmartAccount
from models.cases import AccessType, Case, Deciders, RequestStatus
from models.notices import Place
from models.users import User


class ApplicationStage(StrEnum):
    """Where an application stands."""

    SUBMITTED = "SUBMITTED"
    PENDING_DOMAIN_REVIEW = "PENDING_DOMAIN_REVIEW"
    PENDING_AUTHORIZATION = "PENDING_AUTHORIZATION"
    PENDING_SETUP = "PENDING_SETUP"
    ACTIVE = "ACTIVE"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"


class DomainReviewCause(StrEnum):
    """Why an operator looks at the domain."""

    OTHER_DOMAIN = "OTHER_DOMAIN"
    LOOK_ALIKE = "LOOK_ALIKE"


Stage = ApplicationStage
STATUSES = {
    Stage.ACTIVE: RequestStatus.APPROVED,
    Stage.DECLINED: RequestStatus.DECLINED,
    Stage.CANCELLED: RequestStatus.CANCELLED,
}


class AccountApplication(Case):
    """One user's request for a new account, with the profile as it was when it was sent."""

    STATE: ClassVar[str] = "stage"
    OPEN: ClassVar[tuple[str, ...]] = (
        Stage.PENDING_DOMAIN_REVIEW,
        Stage.PENDING_AUTHORIZATION,
        Stage.PENDING_SETUP,
    )
    JOINED: ClassVar[tuple[str, ...]] = ("account", "requester", "nominee", "acted_by")

    account: fields.ForeignKeyRelation[SmartAccount] = fields.ForeignKeyField(
        "models.SmartAccount", related_name=False
    )
    account_id: UUID
    stage = fields.CharEnumField(ApplicationStage, max_length=30)
    reason = fields.CharField(max_length=1000, default="")
    review_cause = fields.CharEnumField(DomainReviewCause, max_length=30, null=True)
    nominee_email = fields.CharField(max_length=254, default="")
    nominee_key = fields.CharField(max_length=254, default="")
    nominee: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    nominee_id: UUID | None
    link_hash = fields.CharField(max_length=64, null=True, unique=True)
    link_sent_at = fields.DatetimeField(null=True)
    link_expires_at = fields.DatetimeField(null=True)

    class Meta:
        table = "account_application"

    @classmethod
    def of(cls, viewer: User) -> QuerySet["AccountApplication"]:
        """What the viewer has asked for, and what the viewer is or was to authorise."""
        mine = Q(requester_id=viewer.id) | Q(nominee_id=viewer.id)
        if viewer.email_verified:
            invited = Q(nominee_id__isnull=True, link_sent_at__isnull=False)
            mine |= Q(invited, nominee_key=viewer.email.lower())
        return cls.filter(mine)

    @classmethod
    def visible_to(cls, viewer: User) -> QuerySet["AccountApplication"]:
        """The viewer's own, and all of them for operators."""
        return cls.all() if viewer.is_operator else cls.of(viewer)

    @property
    def status(self) -> RequestStatus:
        """Where it stands, in the words that all kinds share."""
        return STATUSES.get(self.stage, RequestStatus.PENDING)

    @property
    def key(self) -> str:
        """The domain identifier that was asked for."""
        return self.account.domain_identifier

    @property
    def access_type(self) -> AccessType:
        """What kind of access it is for."""
        return AccessType.NEW_ACCOUNT

    @property
    def deciders(self) -> Deciders:
        """Who has the next step."""
        if self.review_pending:
            return Deciders.OPERATORS
        return Deciders.NOMINEE if self.for_someone_else else Deciders.REQUESTER

    @property
    def account_name(self) -> str:
        """The name of the account that was asked for."""
        return self.account.name

    @property
    def account_type(self) -> AccountType:
        """Whose account it is to be."""
        return self.account.type

    @property
    def domain_identifier(self) -> str:
        """The domain identifier that was asked for."""
        return self.account.domain_identifier

    @property
    def displayed_domain(self) -> str:
        """How the identifier is shown: both forms where they differ."""
        return domains.display_domain(self.account.domain_identifier)

    @property
    def for_someone_else(self) -> bool:
        """Whether another person is to authorise it and to set it up."""
        return bool(self.nominee_email)

    @property
    def review_pending(self) -> bool:
        """Whether an operator has the next step."""
        return self.stage == Stage.PENDING_DOMAIN_REVIEW

    @property
    def invited(self) -> bool:
        """Whether that person has heard of it."""
        return self.link_sent_at is not None

    @property
    def creator_id(self) -> UUID | None:
        """Who is to set it up and becomes its administrator; None until somebody authorised it."""
        return self.nominee_id if self.for_someone_else else self.requester_id

    async def place(self) -> Place:
        """The operators' channel, locked."""
        return await channels.operations()

    def facts(self) -> dict[str, Any]:
        """What a notice about it tells, so that it can be shown without another query."""
        about = {"account": self.account.name, "domain": self.key, "stage": self.stage}
        return {**super().facts(), **about}

    def is_nominee(self, user: User) -> bool:
        """Whether the account is for this user to authorise: the verified address says so."""
        if self.nominee_id:
            return self.nominee_id == user.id
        return user.email_verified and self.nominee_key == user.email.lower()

    async def nominated(self) -> User | None:
        """The user for whom it was initiated, once told of it, where there is one."""
        if not (self.for_someone_else and self.invited):
            return None
        if self.nominee_id:
            return await User.get(id=self.nominee_id)
        return await users.find(self.nominee_key)

    async def check_decidable(self, by: User) -> None:
        """Raise unless this user may review its domain: operators, but not for themselves."""
        same_person = by.email_verified and by.email.lower() == self.email.lower()
        if self.requester_id == by.id or (by.is_operator and (same_person or self.is_nominee(by))):
            raise problems.SelfDecision()
        if not by.is_operator:
            self.hide_from(by)
            raise problems.Forbidden("Only operators may do this.")

    def check_nominee(self, by: User) -> None:
        """Raise unless this user may authorise it."""
        if self.requester_id == by.id:
            raise problems.SelfDecision()
        if not self.is_nominee(by):
            raise problems.Forbidden(
                "Only the person to whom the link was mailed may: verify that address first."
            )

    def check_creator(self, by: User) -> None:
        """Raise unless this user may set the account up."""
        if self.creator_id == by.id:
            return
        self.hide_from(by)
        raise problems.Forbidden("Only the person who is to administer the account may.")

    def hide_from(self, user: User) -> None:
        """Raise NotFound unless this user may know of it."""
        invited = self.invited and self.is_nominee(user)
        if not (user.is_operator or invited or self.requester_id == user.id):
            raise problems.NotFound()


async def by_link(link_hash: str) -> AccountApplication | None:
    """The application that an authorisation link leads to, while it waits for that."""
    waiting = AccountApplication.filter(
        link_hash=link_hash, stage=ApplicationStage.PENDING_AUTHORIZATION
    )
    return await waiting.select_related(*AccountApplication.JOINED).first()


async def look_alikes(identifiers: list[str]) -> list[list[str]]:
    """For each of these: the identifiers of other accounts that it could be taken for."""
    taken = await database.fetch(
        "SELECT DISTINCT domain_identifier FROM smart_account WHERE status <> 'INACTIVE'"
        " ORDER BY domain_identifier"
    )
    others = [str(row["domain_identifier"]) for row in taken]
    return [lookalikes.look_alike(identifier, others) for identifier in identifiers]
