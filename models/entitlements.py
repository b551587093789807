"""What people are entitled to: companies, their contracts, the devices on these, and who has which.

Companies nest as virtual accounts do: a root is a whole organisation, a leaf one site.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models import clock, keys, problems
from models.users import User

NUMBER_LENGTH, KEY_LENGTH = 40, 60
DEEPEST = 12
_KEY = re.compile(r"[A-Z0-9._/-]+")

# Each tells, for one reason more, whether a user may see a company; other concepts add theirs.
Sees = Callable[[User, "Company"], Awaitable[bool]]
REASONS: list[Sees] = []


class ServiceType(StrEnum):
    """What a contract is for."""

    SMART_NET_TOTAL_CARE = "SMART_NET_TOTAL_CARE"
    SP_BASE = "SP_BASE"
    TELEPRESENCE = "TELEPRESENCE"
    ESSENTIAL_OPERATE = "ESSENTIAL_OPERATE"
    SOLUTION_SUPPORT = "SOLUTION_SUPPORT"
    PRODUCT_WARRANTY = "PRODUCT_WARRANTY"
    SOFTWARE_SUPPORT = "SOFTWARE_SUPPORT"
    PARTNER_SUPPORT = "PARTNER_SUPPORT"
    OTHER = "OTHER"

    @property
    def smart_entitled(self) -> bool:
        """Whether such a contract opens the service portal."""
        return self in SMART_ENTITLED

    @property
    def title(self) -> str:  # type: ignore[override]
        """The service in words, as mails and pages print it."""
        return TITLES[self]


TITLES = {
    ServiceType.SMART_NET_TOTAL_CARE: "Smart Net Total Care",
    ServiceType.SP_BASE: "SP Base",
    ServiceType.TELEPRESENCE: "TelePresence",
    ServiceType.ESSENTIAL_OPERATE: "Essential Operate",
    ServiceType.SOLUTION_SUPPORT: "Solution Support",
    ServiceType.PRODUCT_WARRANTY: "Product Warranty",
    ServiceType.SOFTWARE_SUPPORT: "Software Support",
    ServiceType.PARTNER_SUPPORT: "Partner Support",
    ServiceType.OTHER: "Other",
}
SMART_ENTITLED = {
    ServiceType.SMART_NET_TOTAL_CARE,
    ServiceType.SP_BASE,
    ServiceType.TELEPRESENCE,
    ServiceType.ESSENTIAL_OPERATE,
    ServiceType.SOLUTION_SUPPORT,
}


class KeyKind(StrEnum):
    """What somebody has support access by."""

    CONTRACT = "CONTRACT"
    BILL_TO = "BILL_TO"
    SERIAL_NUMBER = "SERIAL_NUMBER"


class AccessLevel(StrEnum):
    """How much somebody may ask of support."""

    FULL_SUPPORT = "FULL_SUPPORT"
    DOWNLOADS_ONLY = "DOWNLOADS_ONLY"


class Company(Model):
    """A node of an organisation tree; `path` lists the ids from the root down to this one."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    number = fields.CharField(max_length=NUMBER_LENGTH, unique=True)
    name = fields.CharField(max_length=120)
    address = fields.CharField(max_length=300, default="")
    country = fields.CharField(max_length=60, default="")
    domain = fields.CharField(max_length=253, default="")
    parent_id = fields.UUIDField(null=True)
    root_id = fields.UUIDField()
    path = fields.CharField(max_length=800)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "company"

    @classmethod
    async def locked(cls, company_id: UUID) -> Self:
        """The company, its row locked until the transaction ends."""
        company = await cls.select_for_update(no_key=True).get_or_none(id=company_id)
        if company is None:
            raise problems.NotFound()
        return company

    @property
    def lineage(self) -> list[UUID]:
        """The ids from the root down to this node."""
        return [UUID(part) for part in self.path.split("/") if part]


class Contract(Model):
    """What the vendor owes a company for a time, by number."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    number = fields.CharField(max_length=NUMBER_LENGTH, unique=True)
    service_type = fields.CharEnumField(ServiceType, max_length=30)
    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "models.Company", related_name=False
    )
    company_id: UUID
    starts_on = fields.DatetimeField()
    ends_on = fields.DatetimeField()
    bill_to_id = fields.CharField(max_length=NUMBER_LENGTH, default="")
    locked = fields.BooleanField(default=False)
    partner_branded = fields.BooleanField(default=False)
    blocked = fields.BooleanField(default=False)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "contract"

    def active_at(self, now: datetime) -> bool:
        """Whether the contract runs at this moment."""
        return self.starts_on <= now < self.ends_on

    @property
    def active(self) -> bool:
        """Whether the contract runs."""
        return self.active_at(clock.now())

    @property
    def entitles(self) -> bool:
        """Whether it opens the service portal: of such a service, and running."""
        return self.service_type.smart_entitled and self.active


class ContractAdministrator(Model):
    """A user who decides who else may use a contract."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    contract: fields.ForeignKeyRelation[Contract] = fields.ForeignKeyField(
        "models.Contract", related_name=False
    )
    contract_id: UUID
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False
    )
    user_id: UUID
    since = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "contract_administrator"


class Device(Model):
    """A serial number on a contract, until the end of its line there."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    serial_number = fields.CharField(max_length=KEY_LENGTH)
    contract: fields.ForeignKeyRelation[Contract] = fields.ForeignKeyField(
        "models.Contract", related_name=False
    )
    contract_id: UUID
    ends_on = fields.DatetimeField()

    class Meta:
        table = "device"


class SupportAccess(Model):
    """What a user has: a contract, all contracts of a bill-to ID, or one device."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False
    )
    user_id: UUID
    key_kind = fields.CharEnumField(KeyKind, max_length=20)
    key = fields.CharField(max_length=KEY_LENGTH)
    contract: fields.ForeignKeyNullableRelation[Contract] = fields.ForeignKeyField(
        "models.Contract", related_name=False, null=True
    )
    contract_id: UUID | None
    level = fields.CharEnumField(AccessLevel, max_length=20, default=AccessLevel.FULL_SUPPORT)
    granted_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    granted_by_id: UUID | None
    granted_at = fields.DatetimeField(default=clock.now)
    request_id = fields.UUIDField(null=True)
    ended_at = fields.DatetimeField(null=True)
    ended_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    ended_by_id: UUID | None
    version = fields.IntField(default=1)

    class Meta:
        table = "support_access"

    @classmethod
    def standing(cls) -> QuerySet["SupportAccess"]:
        """What has not ended."""
        return cls.filter(ended_at__isnull=True)


class CompanyAssociation(Model):
    """A user belongs to a company although the address does not say so."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "models.Company", related_name=False
    )
    company_id: UUID
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False
    )
    user_id: UUID
    since = fields.DatetimeField(default=clock.now)
    by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    by_id: UUID | None
    ended_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "company_association"


def normalise_key(text: str, longest: int = KEY_LENGTH) -> str:
    """The one spelling of a contract number, bill-to ID or serial number: upper case, unspaced."""
    key = "".join(text.split())
    # Asked first: some letters of other scripts have capitals among ours.
    if not key.isascii() or not _KEY.fullmatch(key.upper()):
        raise ValueError("Write letters A to Z, digits, and . _ / - only.")
    if len(key) > longest:
        raise ValueError(f"It may have at most {longest} characters.")
    return key.upper()


async def administrators_of(contract_id: UUID) -> list[User]:
    """The active users who administer the contract, the first of them first."""
    found = ContractAdministrator.filter(contract_id=contract_id, user__active=True)
    return [row.user for row in await found.select_related("user").order_by("since", "id")]


async def contract_by_number(number: str) -> Contract | None:
    """The contract with this number, however it is typed, with its company."""
    try:
        wanted = normalise_key(number, NUMBER_LENGTH)
    except ValueError:
        return None
    return await Contract.filter(number=wanted).select_related("company").first()


async def by_bill_to(bill_to: str) -> list[Contract]:
    """The contracts with this bill-to ID, with their companies, by number."""
    try:
        wanted = normalise_key(bill_to, NUMBER_LENGTH)
    except ValueError:
        return []
    return await Contract.filter(bill_to_id=wanted).select_related("company").order_by("number")


async def covered(contract: Contract, serial: str) -> bool:
    """Whether a line of the contract covers the serial number now."""
    return any(found.id == contract.id for found in await covering_contracts(serial))


async def covering_contracts(serial: str) -> list[Contract]:
    """The contracts with a line that covers the serial number now, with their companies."""
    try:
        wanted = normalise_key(serial)
    except ValueError:
        return []
    lines = Device.filter(serial_number=wanted, ends_on__gt=clock.now())
    found = await lines.select_related("contract__company").order_by("contract__number")
    return [device.contract for device in found]


async def on_profile(user: User) -> QuerySet[Contract]:
    """The contracts of the user's access by contract and by bill-to ID, to be read on."""
    standing = SupportAccess.standing().filter(user_id=user.id)
    return Contract.filter(_of(await standing.exclude(key_kind=KeyKind.SERIAL_NUMBER)))


async def visible_to(viewer: User) -> QuerySet[Contract]:
    """The contracts that the viewer has any access to or administers; all of them for staff."""
    if viewer.staff:
        return Contract.all()
    access = _of(await SupportAccess.standing().filter(user_id=viewer.id))
    administered = await ContractAdministrator.filter(user_id=viewer.id)
    return Contract.filter(access | Q(id__in=[row.contract_id for row in administered]))


def _of(rows: list[SupportAccess]) -> Q:
    contracts = [row.contract_id for row in rows if row.contract_id]
    bill_tos = [row.key for row in rows if row.key_kind == KeyKind.BILL_TO]
    return Q(id__in=contracts) | Q(bill_to_id__in=bill_tos)


async def may_see(viewer: User, company: Company) -> bool:
    """Whether a company of the viewer, or of a contract visible to the viewer, is this or below,
    or there is another reason."""
    if viewer.staff or any(company.id in own.lineage for own in await companies_of(viewer)):
        return True
    below = Q(company_id=company.id) | Q(company__path__startswith=f"{company.path}/")
    if await (await visible_to(viewer)).filter(below).exists():
        return True
    return any([await sees(viewer, company) for sees in REASONS])


async def contracts_on_profile(user: User) -> list[Contract]:
    """The contracts of the user's access by contract and by bill-to ID, by number."""
    return await (await on_profile(user)).select_related("company").order_by("number")


async def companies_of(user: User) -> list[Company]:
    """The companies of the user's verified address, and those that the user is associated with."""
    joined = CompanyAssociation.filter(user_id=user.id, ended_at__isnull=True)
    ids = [row.company_id for row in await joined]
    domain = [user.email_domain] if user.email_verified and user.email_domain else []
    return await Company.filter(Q(id__in=ids) | Q(domain__in=domain)).order_by("path")


def related(one: Company, other: Company) -> bool:
    """Whether they are the same, or one lies above the other."""
    return one.id in other.lineage or other.id in one.lineage


async def tree_to(company: Company) -> list[Company]:
    """The companies from the root down to this one."""
    found = {node.id: node for node in await Company.filter(id__in=company.lineage)}
    return [found[key] for key in company.lineage]
