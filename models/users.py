"""Users: people with a sign-in, and the profile that administrators see of them."""

from collections.abc import Hashable, Iterable
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models import database, keys, names, problems


class UserKind(StrEnum):
    """How the user relates to the deploying company."""

    CUSTOMER = "CUSTOMER"
    PARTNER = "PARTNER"
    INTERNAL = "INTERNAL"


class Staff(StrEnum):
    """What the user may do beyond what roles give, as a member of the deploying company."""

    SUPPORT_AGENT = "SUPPORT_AGENT"
    OPERATOR = "OPERATOR"


class User(Model):
    """A person with a sign-in."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    username = fields.CharField(max_length=64, unique=True)
    email = fields.CharField(max_length=254)
    email_domain = fields.CharField(max_length=253)
    email_verified_at = fields.DatetimeField(null=True)
    new_email = fields.CharField(max_length=254, null=True)
    full_name = fields.CharField(max_length=120)
    preferred_name = fields.CharField(max_length=120, default="")
    phone = fields.CharField(max_length=40, default="")
    company_name = fields.CharField(max_length=120, default="")
    country = fields.CharField(max_length=60, default="")
    site_address = fields.CharField(max_length=300, default="")
    kind = fields.CharEnumField(UserKind, max_length=10, default=UserKind.CUSTOMER)
    staff = fields.CharEnumField(Staff, max_length=20, null=True)
    active = fields.BooleanField(default=True)
    password_hash = fields.CharField(max_length=200, null=True)
    seq = fields.BigIntField(default=0)
    oldest_seq = fields.BigIntField(default=1)
    epoch = fields.BigIntField(default=0)
    notices_read_up_to = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "user"

    @property
    def email_verified(self) -> bool:
        """Whether the address is known to be the user's."""
        return self.email_verified_at is not None

    @property
    def is_operator(self) -> bool:
        """Whether the user runs this deployment."""
        return self.staff == Staff.OPERATOR

    def missing(self) -> list[str]:
        """Profile fields that administrators need and that are not there yet."""
        needed = {
            "fullName": self.full_name,
            "email": self.email,
            "emailVerified": self.email_verified,
            "phone": self.phone,
            "companyName": self.company_name,
        }
        return [name for name, value in needed.items() if not value]

    def check_profile(self) -> None:
        """Raise ProfileIncomplete unless everything is there."""
        if missing := self.missing():
            raise problems.ProfileIncomplete(missing)

    def check_verified(self) -> None:
        """Raise ProfileIncomplete unless the address is known to be the user's."""
        if not self.email_verified:
            raise problems.ProfileIncomplete(["emailVerified"])


async def find(username_or_email: str) -> User | None:
    """The active user with this username, or with this verified address if only one has it."""
    wanted = username_or_email.strip()
    if not names.is_storable(wanted):
        return None
    if "@" not in wanted:
        if len(wanted) > 64:  # longer than any username, which the table would refuse to be asked
            return None
        return await User.filter(username=wanted.lower(), active=True).first()
    # An address is kept as it was typed once, and people type it otherwise later.
    rows = await database.fetch('SELECT id FROM "user" WHERE lower(email) = ?', wanted.lower())
    verified = User.filter(email_verified_at__isnull=False, active=True)
    found = await verified.filter(id__in=[row["id"] for row in rows]).limit(2) if rows else []
    return found[0] if len(found) == 1 else None


async def next_seq(user_id: UUID, *, new_rights: bool) -> int:
    """The next number of the notices about this user; locks the user's row."""
    rows = await database.change(
        'UPDATE "user" SET seq = seq + 1, epoch = epoch + ? WHERE id = ? RETURNING seq',
        int(new_rights),
        user_id,
    )
    return int(rows[0]["seq"])


async def active(user_ids: Iterable[Hashable]) -> set[Hashable]:
    """Those of these users who may still sign in."""
    return set(await User.filter(id__in=list(user_ids), active=True).values_list("id", flat=True))


async def check_still_active(user_id: UUID) -> None:
    """Raise Unauthenticated where the sign-in was closed meanwhile; locks the user's row, so that
    a closing which comes now waits, and then finds what this transaction has written."""
    found = await database.fetch(
        'UPDATE "user" SET seq = seq WHERE id = ? AND active RETURNING id', user_id
    )
    if not found:
        raise problems.Unauthenticated()


async def bump_epoch(user_id: UUID) -> None:
    """Note that something changed about who this user is, for every process that serves them."""
    await database.fetch('UPDATE "user" SET epoch = epoch + 1 WHERE id = ?', user_id)
