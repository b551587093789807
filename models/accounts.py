"""Smart accounts and the virtual accounts in them."""

from enum import StrEnum
from typing import Self
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models import clock, database, keys, problems, rows


class AccountType(StrEnum):
    """Whose account it is."""

    CUSTOMER = "CUSTOMER"
    HOLDING = "HOLDING"


class AccountStatus(StrEnum):
    """Whether the account can be entered."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class SmartAccount(Model):
    """The account of a company, which others ask to enter."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    name = fields.CharField(max_length=120)
    domain_identifier = fields.CharField(max_length=253)
    type = fields.CharEnumField(AccountType, max_length=10, default=AccountType.CUSTOMER)
    status = fields.CharEnumField(AccountStatus, max_length=10, default=AccountStatus.ACTIVE)
    virtual_account_admins_may_decide = fields.BooleanField(default=False)
    listed = fields.BooleanField(default=True)
    needs_admin = fields.BooleanField(default=False)
    remind_admins_after_days = fields.IntField(null=True, default=3)
    escalate_after_days = fields.IntField(null=True, default=7)
    expire_after_days = fields.IntField(null=True)
    decline_reason_required = fields.BooleanField(default=False)
    seq = fields.BigIntField(default=0)
    oldest_seq = fields.BigIntField(default=1)
    audit_seq = fields.BigIntField(default=0)
    audit_hash = fields.CharField(max_length=64, default="")
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "smart_account"

    @classmethod
    async def locked(cls, account_id: UUID) -> Self:
        """The account, its row locked until the transaction ends.

        Whoever decides, grants or revokes in an account passes here, one after the other: so
        notices are numbered without gaps in the order of their commits, and a right that is
        checked after this call is the right that holds at the commit.
        """
        # SQLite needs no lock of its own: its transactions begin with the only write lock.
        # PostgreSQL's stronger lock would wait for rows that only refer to the account: two that
        # had inserted one each would wait for each other.
        lock = " FOR NO KEY UPDATE" if database.on_postgres() else ""
        found = await rows.select(cls, f"id = ?{lock}", account_id)
        if not found:
            raise problems.NotFound()
        return found[0]

    def check_active(self) -> None:
        """Raise AccountNotActive unless people may enter."""
        if self.status != AccountStatus.ACTIVE:
            raise problems.AccountNotActive()


class VirtualAccount(Model):
    """A part of a smart account. They nest; `path` lists the ids from the top down to this one."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    account: fields.ForeignKeyRelation[SmartAccount] = fields.ForeignKeyField(
        "models.SmartAccount", related_name=False
    )
    account_id: UUID
    parent_id = fields.UUIDField(null=True)
    path = fields.CharField(max_length=800)
    name = fields.CharField(max_length=120)
    is_default = fields.BooleanField(default=False)
    restricted = fields.BooleanField(default=False)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "virtual_account"

    @property
    def lineage(self) -> set[UUID]:
        """This virtual account and those above it: a role over any of them covers this one."""
        return {UUID(part) for part in self.path.split("/") if part}


async def make_virtual_account(
    account: SmartAccount, name: str, parent: VirtualAccount | None = None, is_default: bool = False
) -> VirtualAccount:
    """Add a virtual account below `parent`, or at the top."""
    made = VirtualAccount(account_id=account.id, name=name, is_default=is_default)
    made.parent_id = parent.id if parent else None
    made.path = f"{parent.path if parent else ''}/{made.id}"
    await made.save(force_create=True)
    return made


async def with_domain(domain: str) -> list[SmartAccount]:
    """Every account with this identifier, customer accounts first."""
    return await SmartAccount.filter(domain_identifier=domain).order_by("type", "name", "id")


async def chosen(account: SmartAccount, ids: list[UUID]) -> list[VirtualAccount]:
    """These virtual accounts of this account, or NotFound if one is not among them."""
    found = await VirtualAccount.filter(account_id=account.id, id__in=ids) if ids else []
    if len(found) != len(set(ids)):
        raise problems.NotFound(field=["virtualAccounts"])
    return found
