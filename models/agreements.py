"""The account agreement: which version is in force, and who accepted which for an account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models import clock, database, keys, notices, problems
from models.accounts import SmartAccount
from models.notices import NoticeKind
from models.roles import Right, Rights
from models.users import User


@dataclass(frozen=True)
class Terms:
    """The agreement in force, as the deploying company publishes it."""

    version: str = "1"
    url: str = ""
    name: str = "Smart Account agreement"


_terms = Terms()


def use(terms: Terms) -> None:
    """Make this the agreement in force."""
    global _terms
    _terms = terms


def in_force() -> Terms:
    """The agreement in force."""
    return _terms


class AgreementAcceptance(Model):
    """Who accepted a version of the agreement for an account, and when."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    account: fields.ForeignKeyRelation[SmartAccount] = fields.ForeignKeyField(
        "models.SmartAccount", related_name=False
    )
    account_id: UUID
    version = fields.CharField(max_length=40)
    name = fields.CharField(max_length=120)
    url = fields.CharField(max_length=500)
    accepted_by: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False
    )
    accepted_by_id: UUID
    accepted_at = fields.DatetimeField()

    class Meta:
        table = "agreement_acceptance"


@dataclass(frozen=True)
class Agreement:
    """A version of the agreement, and its acceptance for an account if there is one."""

    version: str
    name: str
    url: str
    accepted_by_id: UUID | None = None
    accepted_at: datetime | None = None


async def of_account(account_id: UUID) -> list[Agreement]:
    """The agreement in force, then the earlier ones that were accepted, newest first."""
    found = AgreementAcceptance.filter(account_id=account_id)
    accepted = [_accepted(row) for row in await found.order_by("-accepted_at", "-id")]
    now = in_force()
    current = [a for a in accepted if a.version == now.version]
    earlier = [a for a in accepted if a.version != now.version]
    return [*(current or [of_terms(now)]), *earlier]


def of_terms(terms: Terms) -> Agreement:
    """An agreement that is still to be accepted."""
    return Agreement(terms.version, terms.name, terms.url)


def _accepted(row: AgreementAcceptance) -> Agreement:
    return Agreement(row.version, row.name, row.url, row.accepted_by_id, row.accepted_at)


async def accept(account: SmartAccount, user: User) -> Agreement:
    """Record in the current transaction that `user` accepts the agreement in force for the locked
    account.

    The first acceptance of a version stands: a second one changes nothing, and tells nobody.
    """
    terms = in_force()
    fresh = await database.fetch(
        "INSERT INTO agreement_acceptance"
        " (id, account_id, version, name, url, accepted_by_id, accepted_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, version) DO NOTHING RETURNING id",
        keys.uuid7(),
        account.id,
        terms.version,
        terms.name,
        terms.url,
        user.id,
        clock.now(),
    )
    if fresh:
        await notices.tell(
            NoticeKind.ACCOUNT_CHANGED,
            account,
            actor=user,
            message=f"{user.full_name} accepted the {terms.name}, version {terms.version}",
        )
    return _accepted(await AgreementAcceptance.get(account_id=account.id, version=terms.version))


@database.transaction
async def accept_version(by: User, account_id: UUID, version: str) -> Agreement:
    """Accept the agreement in force, which must be the version that was read."""
    account = await SmartAccount.locked(account_id)
    rights = await Rights.of(by)
    if not rights.anywhere(Right.VIEW_ACCOUNT, account_id):
        raise problems.NotFound()
    if not rights.everywhere(Right.ACCEPT_AGREEMENTS, account_id):
        raise problems.Forbidden()
    check_in_force(version)
    return await accept(account, by)


def check_in_force(version: str) -> None:
    """Raise unless this is the version in force: nobody accepts what they have not read."""
    if version != in_force().version:
        raise problems.InvalidInput(
            "This is not the version in force. Read that one, then accept it.", ["agreement"]
        )
