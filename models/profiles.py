"""Profiles: registering, proving an address, and changing what administrators see."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from tortoise import fields
from tortoise.exceptions import IntegrityError
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models import (
    application_steps,
    audit,
    clock,
    database,
    departures,
    domains,
    keys,
    letters,
    names,
    passwords,
    problems,
    revocations,
    support_ends,
)
from models.roles import RoleAssignment
from models.users import User

LINK_LIFE = timedelta(hours=24)


class EmailLink(Model):
    """A single-use link that proves an address. Opening it spends nothing; confirming does."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False
    )
    user_id: UUID
    purpose = fields.CharField(max_length=20)
    email = fields.CharField(max_length=254)
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "email_link"


async def register(
    *, username: str, password: str, email: str, full_name: str, address: str = ""
) -> User:
    """Make a user whose address is still to be verified; the link goes by mail."""
    user = User(
        username=checked("username", names.clean_username, username),
        email=checked("email", names.clean_email, email),
        full_name=checked("fullName", names.clean_name, full_name),
        created_at=clock.now(),
    )
    user.email_domain = domains.domain_of(user.email)
    passwords.check_strength(password, user.username)
    # Hashed before the transaction, which must not wait for anything slow.
    user.password_hash = await passwords.hashed(password)
    return await _register(user, address)


@database.transaction
async def _register(user: User, address: str) -> User:
    try:
        await user.save(force_create=True)
    except IntegrityError as error:
        raise problems.UsernameTaken(field=["username"]) from error
    await send_link(user, user.email)
    await audit.record(
        "user.registered", actor=user, thing=user.id, message="registered", address=address
    )
    return user


def checked(field: str, clean: Callable[[str], str], value: str) -> str:
    """A cleaned value, or InvalidInput naming the field."""
    try:
        return clean(value)
    except ValueError as error:
        raise problems.InvalidInput(str(error), field=[field]) from error


async def send_link(user: User, email: str) -> None:
    """Mail a fresh link that proves `email`, and void the older ones."""
    await void_links(user)
    secret = keys.new_secret()
    await EmailLink.create(
        user_id=user.id,
        purpose="VERIFY_EMAIL",
        email=email,
        token_hash=keys.digest(secret),
        created_at=clock.now(),
        expires_at=clock.now() + LINK_LIFE,
    )
    await letters.verify_address(user, email, secret)


async def void_links(user: User) -> None:
    """Make every link that is still open useless."""
    await EmailLink.filter(user_id=user.id, used_at__isnull=True).update(used_at=clock.now())


@database.transaction
async def resend_link(user: User, allowed: int) -> User:
    """Mail the link again, at most `allowed` mails in six hours; each voids the older ones."""
    user = await User.select_for_update().get(id=user.id)
    await check_may_mail(user, allowed)
    await send_link(user, user.new_email or user.email)
    await audit.record(
        "user.link_resent", actor=user, thing=user.id, message="asked for the link again"
    )
    return user


async def check_may_mail(user: User, allowed: int) -> None:
    """Raise ResendTooSoon after `allowed` links in six hours: nobody bombs a mailbox with them."""
    window = timedelta(hours=6)
    recent = EmailLink.filter(user_id=user.id, created_at__gt=clock.now() - window)
    if await recent.count() >= allowed:
        oldest = await recent.order_by("created_at").first()
        raise problems.ResendTooSoon((oldest.created_at if oldest else clock.now()) + window)


@database.transaction
async def spend_link(user: User, secret: str) -> User:
    """Use a link up, exactly once, and take its address as the user's verified one.

    Only the user it was made for can: else whoever opens a stranger's link would vouch for them.
    An address on another domain ends every role that was granted under the old one.
    """
    now = clock.now()
    mine = EmailLink.filter(token_hash=keys.digest(secret), user_id=user.id)
    if not await mine.filter(used_at__isnull=True, expires_at__gt=now).update(used_at=now):
        link = await mine.first()
        expired = link is not None and link.used_at is None
        raise problems.LinkExpired() if expired else problems.LinkUsed()
    link = await mine.get()
    user = await User.select_for_update().get(id=user.id)
    await take_address(user, link.email)
    return user


async def take_address(user: User, email: str) -> None:
    """Make a proven address the locked user's own; roles under another domain end."""
    await void_links(user)  # they would still move the address
    old_domain = user.email_domain
    user.email, user.email_domain = email, domains.domain_of(email)
    user.email_verified_at, user.new_email = clock.now(), None
    user.version += 1
    await user.save(
        update_fields=["email", "email_domain", "email_verified_at", "new_email", "version"]
    )
    if user.email_domain != old_domain:
        await revocations.end_all_of_domain(user, old_domain)
        await application_steps.domain_left(user, old_domain)
        await support_ends.end_strange(user)
        await departures.end_elsewhere(user)
    await audit.record(
        "user.email_verified", actor=user, thing=user.id, message=f"verified {user.email}"
    )


def ending_with(user: User, email: str) -> QuerySet[RoleAssignment] | None:
    """The roles that would end if this became the user's address; None where none would, as with
    what is no address."""
    try:
        domain = domains.domain_of(names.clean_email(email))
    except ValueError:
        return None
    left = domain != user.email_domain
    return revocations.under_domain(user, user.email_domain) if left else None


def clean_optional(value: str) -> str:
    """A name, or nothing."""
    return names.clean_name(value, "text") if value.strip() else ""


def clean_optional_phone(value: str) -> str:
    """A phone number, or nothing."""
    return names.clean_phone(value) if value.strip() else ""


def clean_country(value: str) -> str:
    """A country's name, or nothing."""
    country = clean_optional(value)
    if len(country) > 60:
        raise names.TooLong("The country may have at most 60 characters.")
    return country


PROFILE_FIELDS: dict[str, Callable[[str], str]] = {
    "full_name": names.clean_name,
    "preferred_name": clean_optional,
    "phone": clean_optional_phone,
    "company_name": clean_optional,
    "country": clean_country,
    "site_address": clean_optional,
}


@database.transaction
async def update_profile(
    user: User, changes: dict[str, str], email: str | None, allowed: int
) -> User:
    """Change profile fields; a new address counts only once it is verified.

    It takes one of the `allowed` verification mails of six hours.
    """
    user = await User.select_for_update().get(id=user.id)
    for name, value in changes.items():
        setattr(user, name, checked(_camel(name), PROFILE_FIELDS[name], value))
    user.version += 1
    if email is not None:
        await _ask_for_new_email(user, checked("email", names.clean_email, email), allowed)
    await user.save(update_fields=[*changes, "new_email", "version"])
    await audit.record(
        "user.profile_changed", actor=user, thing=user.id, message=", ".join(changes) or "email"
    )
    return user


async def _ask_for_new_email(user: User, email: str, allowed: int) -> None:
    if email != user.email:
        await check_may_mail(user, allowed)
        await send_link(user, email)
        user.new_email = email
    elif user.new_email:
        await void_links(user)  # they would still move the address
        user.new_email = None


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)
