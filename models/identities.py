"""Identities: users as providers of sign-ins know them, by issuer and subject and nothing else."""

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tortoise import fields
from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from models import audit, clock, database, domains, keys, names, problems, profiles
from models.users import User

TRIES = 5
STEM_LENGTH = 50  # a username's, so that a number still fits behind it


class Identity(Model):
    """One person at one provider, and whom that signs in here."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    issuer = fields.CharField(max_length=500)
    subject = fields.CharField(max_length=255)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False
    )
    user_id: UUID
    # The address that the provider vouched for last; empty if it never did.
    email = fields.CharField(max_length=254, default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "identity"
        unique_together = (("issuer", "subject"),)


class SpentState(Model):
    """The state of a sign-in that came back, kept until the cookie that knows it has expired."""

    state_hash = fields.CharField(max_length=64, primary_key=True)
    expires_at = fields.DatetimeField()

    class Meta:
        table = "spent_state"


@dataclass(frozen=True)
class Told:
    """What a provider tells of a person. Only issuer and subject say who it is."""

    issuer: str
    subject: str
    username: str = ""
    full_name: str = ""
    email: str = ""
    email_verified: bool = False

    def proven_email(self) -> str:
        """The address, if the provider vouches for it and it can be used."""
        return _or_nothing(names.clean_email, self.email) if self.email_verified else ""


@database.transaction
async def spend_state(state: str, life: timedelta) -> None:
    """Use a sign-in's state up: it counts once, in whichever process it comes back."""
    now = clock.now()
    await SpentState.filter(expires_at__lt=now).delete()
    try:
        await SpentState.create(state_hash=keys.digest(state), expires_at=now + life)
    except IntegrityError as error:
        raise problems.LinkUsed("This sign-in was used already. Start again.") from error


async def enter(told: Told, address: str = "") -> User:
    """The user of this identity, made at the first sign-in.

    An address never leads to a user who exists: it may be somebody else's at another provider.
    """
    for _ in range(TRIES - 1):
        try:
            return await _enter(told, address)
        except IntegrityError:
            # Another process was faster with this identity, or with the username: look again.
            continue
    return await _enter(told, address)


@database.transaction
async def _enter(told: Told, address: str) -> User:
    identity = await Identity.get_or_none(issuer=told.issuer, subject=told.subject)
    return await _known(identity, told) if identity else await _new(told, address)


async def _known(identity: Identity, told: Told) -> User:
    user = await User.select_for_update().get(id=identity.user_id)
    if not user.active:
        raise problems.Forbidden("Your sign-in here was closed.")
    email = told.proven_email()
    # A user may have proved another address here since: only the provider's news count.
    if email and email != identity.email:
        identity.email = email
        await identity.save(update_fields=["email"])
        if email != user.email or not user.email_verified:
            await profiles.take_address(user, email)
    return user


async def _new(told: Told, address: str) -> User:
    email = _or_nothing(names.clean_email, told.email)
    if not email:
        raise problems.InvalidInput("Your provider did not tell your e-mail address.", ["email"])
    username = await _free_username(told)
    now = clock.now()
    user = await User.create(
        username=username,
        email=email,
        email_domain=domains.domain_of(email),
        email_verified_at=now if told.email_verified else None,
        full_name=_or_nothing(names.clean_name, told.full_name) or username,
        created_at=now,
    )
    await Identity.create(
        issuer=told.issuer,
        subject=told.subject,
        user_id=user.id,
        email=told.proven_email(),
        created_at=now,
    )
    if not told.email_verified:
        await profiles.send_link(user, email)
    await audit.record(
        "user.registered",
        actor=user,
        thing=user.id,
        message=f"registered through {told.issuer}",
        address=address,
    )
    return user


async def _free_username(told: Told) -> str:
    for username in _usernames(told):
        if not await User.exists(username=username):
            return username
    raise AssertionError("the last ones are random")


def _usernames(told: Told) -> Iterator[str]:
    stem = _stem(told.username) or _stem(told.email) or "user"
    yield stem
    yield from (f"{stem}-{number}" for number in range(2, 10))
    yield from (f"{stem}-{secrets.token_hex(4)}" for _ in range(TRIES))


def _stem(wish: str) -> str:
    """What is left of a wish within the rules for usernames; nothing if that is too little."""
    local = wish.partition("@")[0].lower()
    stem = re.sub(r"[^a-z0-9._-]+", "-", local)[:STEM_LENGTH].strip("._-")
    return _or_nothing(names.clean_username, stem)


def _or_nothing(clean: Callable[[str], str], value: str) -> str:
    try:
        return clean(value)
    except ValueError:
        return ""
