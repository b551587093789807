"""Support access requests: somebody asks for support by contract, bill-to ID or serial number."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models import channels, database, entitlements, problems
from models.cases import AccessType, Case, Deciders, RequestStatus
from models.channels import Channel, ChannelKind, Followed, Following
from models.entitlements import (
    KEY_LENGTH,
    AccessLevel,
    Contract,
    ContractAdministrator,
    KeyKind,
)
from models.mail import EmailMessage
from models.requests import EndCause
from models.users import Staff, User

WAITS = timedelta(weeks=4)
EXPLANATION_LENGTH = 300
CANCEL = "support.cancel"
SYSTEM = "the system"

KEYS = {
    KeyKind.CONTRACT: "contract",
    KeyKind.BILL_TO: "bill-to ID",
    KeyKind.SERIAL_NUMBER: "serial number",
}
LEVELS = {
    AccessLevel.FULL_SUPPORT: "Full support",
    AccessLevel.DOWNLOADS_ONLY: "Downloads only",
}
# What each level includes.
COVERS = {
    AccessLevel.FULL_SUPPORT: set(AccessLevel),
    AccessLevel.DOWNLOADS_ONLY: {AccessLevel.DOWNLOADS_ONLY},
}


class SupportAccessRequest(Case):
    """One user's request for support access; answered at once where it can be."""

    JOINED: ClassVar[tuple[str, ...]] = ("requester", "acted_by", "contract")

    status = fields.CharEnumField(RequestStatus, max_length=10, default=RequestStatus.PENDING)
    key_kind = fields.CharEnumField(KeyKind, max_length=20)
    key_text = fields.CharField(max_length=KEY_LENGTH)
    level = fields.CharEnumField(AccessLevel, max_length=20)
    granted_level = fields.CharEnumField(AccessLevel, max_length=20, null=True)
    contract: fields.ForeignKeyNullableRelation[Contract] = fields.ForeignKeyField(
        "models.Contract", related_name=False, null=True
    )
    contract_id: UUID | None
    waits_for = fields.CharEnumField(Deciders, max_length=30)
    reason = fields.CharField(max_length=1000, default="")
    explanation = fields.CharField(max_length=EXPLANATION_LENGTH, default="")
    end_cause = fields.CharEnumField(EndCause, max_length=30, null=True)

    class Meta:
        table = "support_access_request"

    @classmethod
    async def visible_to(cls, viewer: User) -> QuerySet["SupportAccessRequest"]:
        """The viewer's own, and those about contracts administered; all of them for staff."""
        if viewer.staff:
            return cls.all()
        administered = await administered_by(viewer)
        return cls.filter(Q(requester_id=viewer.id) | Q(contract_id__in=list(administered)))

    @property
    def key(self) -> str:
        """The contract number, bill-to ID or serial number."""
        return self.key_text

    @property
    def access_type(self) -> AccessType:
        """What kind of access it is for."""
        return AccessType(self.level)

    @property
    def deciders(self) -> Deciders:
        """Who decides it: the contract's administrators, or Support while there are none."""
        return self.waits_for

    @property
    def deadline(self) -> datetime | None:
        """When it is cancelled unless somebody decides before; None once it has ended."""
        return self.submitted_at + WAITS if self.pending else None

    async def place(self) -> Channel:
        """The contract's channel, or that of the desk, locked."""
        if self.contract and self.waits_for == Deciders.CONTRACT_ADMINISTRATORS:
            return await channel_of(self.contract)
        return await channels.desk()

    async def check_decidable(self, by: User) -> None:
        """Raise unless this user may decide it at this moment."""
        try:
            self.check_decider(by, await administrators(self.contract_id))
        except problems.NotFound:
            # Who was asked about it knows of it, and is told that it is theirs no longer.
            if await EmailMessage.filter(request_id=self.id, user_id=by.id).exists():
                raise problems.Forbidden() from None
            raise

    def check_decider(self, by: User, administrators: list[User]) -> None:
        """The same, where it is known who administers the contract now."""
        may = self._decides(by, administrators)
        same_person = by.email_verified and by.email.lower() == self.requester.email.lower()
        if self.requester_id == by.id or (same_person and may):
            raise problems.SelfDecision()
        if not may:
            raise problems.Forbidden() if by.staff else problems.NotFound()

    def _decides(self, by: User, administrators: list[User]) -> bool:
        if by.id in {administrator.id for administrator in administrators}:
            return True
        return by.staff == Staff.SUPPORT_AGENT and self.for_support(administrators)

    def for_support(self, administrators: list[User]) -> bool:
        """Whether agents may decide it: it waits for them, or nobody else is left who could."""
        others = [one for one in administrators if one.id != self.requester_id]
        return self.waits_for == Deciders.SUPPORT or not others

    async def askable(self) -> list[User]:
        """Who could decide it now: the contract's administrators, or the support agents."""
        found = await administrators(self.contract_id)
        people = await agents() if self.for_support(found) else found
        return [person for person in people if person.id != self.requester_id]

    def facts(self) -> dict[str, Any]:
        """What a notice about it tells, so that it can be shown without another query."""
        granted = [LEVELS[self.granted_level]] if self.granted_level else []
        return {
            **super().facts(),
            "key_kind": self.key_kind,
            "key": self.key,
            "level": self.level,
            "reason": self.reason,
            "explanation": self.explanation,
            "roles": granted,
        }

    def in_words(self) -> str:
        """What it is for, as mails and notices say it."""
        return named(self.key_kind, self.key)


def named(kind: KeyKind, key: str) -> str:
    """A key with its kind, such as `contract K100`."""
    return f"{KEYS[kind]} {key}"


async def channel_of(contract: Contract) -> Channel:
    """The channel of a contract's administrators, locked."""
    return await Channel.locked(contract.id, ChannelKind.CONTRACT, f"Contract {contract.number}")


async def place_of(contract: Contract | None) -> Channel:
    """The channel of a contract, or of the desk where it is about none, locked."""
    return await channel_of(contract) if contract else await channels.desk()


async def agents() -> list[User]:
    """The active support agents."""
    return await User.filter(staff=Staff.SUPPORT_AGENT, active=True).order_by("id")


async def administrators(contract_id: UUID | None) -> list[User]:
    """The active administrators of a contract, if it is about one."""
    return await entitlements.administrators_of(contract_id) if contract_id else []


async def standing_administrators(contract_id: UUID) -> list[User]:
    """The same under the contract's lock: who leaves or is appointed meanwhile waits for it."""
    await Contract.select_for_update(no_key=True).get(id=contract_id)
    return await administrators(contract_id)


async def administrators_by_contract(ids: Collection[UUID]) -> dict[UUID, list[User]]:
    """The active administrators of several contracts."""
    found = ContractAdministrator.filter(contract_id__in=list(ids), user__active=True)
    people: dict[UUID, list[User]] = {}
    for row in await found.select_related("user").order_by("since", "id"):
        people.setdefault(row.contract_id, []).append(row.user)
    return people


async def administered_by(user: User) -> set[UUID]:
    """The contracts that a user administers."""
    return {row.contract_id for row in await ContractAdministrator.filter(user_id=user.id)}


async def check_administers(by: User, contract: Contract) -> None:
    """Raise unless this user administers the contract."""
    if by.id in {one.id for one in await administrators(contract.id)}:
        return
    known = (await entitlements.visible_to(by)).filter(id=contract.id)
    raise problems.Forbidden() if await known.exists() else problems.NotFound()


async def _of_administrator(user: User) -> Followed:
    """Administrators follow their contracts, from when on they administer them."""
    rows = await database.fetch(
        "SELECT a.contract_id, COALESCE((SELECT MAX(n.seq) FROM notice n"
        " WHERE n.channel_id = a.contract_id AND n.occurred_at < a.since), 0) AS before"
        " FROM contract_administrator a WHERE a.user_id = ?",
        user.id,
    )
    return {UUID(str(row["contract_id"])): Following(int(row["before"])) for row in rows}


channels.REASONS.append(_of_administrator)
