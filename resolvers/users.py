"""The viewer: profile, and the ways to prove an address."""

import dataclasses
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import strawberry

from models import acquaintances, limits, operators, profiles, users
from models.roles import RoleAssignment
from models.users import User
from resolvers import ids
from resolvers.context import Info

HOUR = timedelta(hours=1)
Name = Annotated[
    str, strawberry.argument(description="The username, or the verified e-mail address.")
]


@strawberry.input(description="Become a user of this service.")
class RegisterInput:
    username: str = strawberry.field(
        description="3 to 64 lower-case letters, digits, dots, dashes, underscores."
    )
    password: str = strawberry.field(
        description="At least 12 characters, not containing the username."
    )
    email: str = strawberry.field(
        description="Your business address; a link sent there proves that it is yours."
    )
    full_name: str = strawberry.field(description="Your name, 1 to 120 characters.")


@strawberry.input(description="Change the profile. What is left out stays as it is.")
class UpdateProfileInput:
    full_name: str | None = strawberry.field(
        default=None, description="Your name, 1 to 120 characters."
    )
    preferred_name: str | None = strawberry.field(
        default=None, description="How you like to be called."
    )
    phone: str | None = strawberry.field(
        default=None, description="With country code, such as `+1 555 0100`."
    )
    company_name: str | None = strawberry.field(
        default=None, description="Your company or organisation."
    )
    country: str | None = strawberry.field(default=None, description="Your country.")
    site_address: str | None = strawberry.field(default=None, description="Your site's address.")
    email: str | None = strawberry.field(
        default=None,
        description="A new address. It counts once the link sent there is "
        "confirmed; another domain then ends your roles.",
    )


@strawberry.input(description="Confirm the link that was mailed.")
class VerifyEmailInput:
    token: str = strawberry.field(description="The secret part of the link.")


@strawberry.input(description="Close a user's sign-in; for operators.")
class DeactivateUserInput:
    user: strawberry.ID = strawberry.field(description="The user's id.")


def viewer(info: Info) -> User:
    """Who is signed in: the start of everything that concerns this person."""
    return info.context.signed_in


def itself(root: strawberry.Parent[User]) -> User:
    """The viewer's own profile."""
    return root


async def register(info: Info, input: RegisterInput) -> User:
    """Become a user of this service. A link is mailed that proves the address; sign in with
    `signIn`."""
    context = info.context
    context.limits.check_passwords()
    await limits.count("register", context.address, context.limits.registrations_per_hour, HOUR)
    return await profiles.register(
        username=input.username,
        password=input.password,
        email=input.email,
        full_name=input.full_name,
        address=context.address,
    )


async def update_profile(info: Info, input: UpdateProfileInput) -> User:
    """Change the viewer's profile; requests that were sent keep the one that was sent with them."""
    changes = {k: v for k, v in dataclasses.asdict(input).items() if v is not None and k != "email"}
    return await profiles.update_profile(
        info.context.signed_in,
        changes,
        input.email,
        info.context.limits.verifications_per_6_hours,
    )


async def verify_email(info: Info, input: VerifyEmailInput) -> User:
    """Spend a mailed link, once: its address becomes the user's verified one."""
    return await profiles.spend_link(info.context.signed_in, input.token)


async def resend_verification(info: Info) -> User:
    """Mail the link again; the older ones no longer work. Three times in six hours."""
    return await profiles.resend_link(
        info.context.signed_in, info.context.limits.verifications_per_6_hours
    )


async def deactivate(info: Info, input: DeactivateUserInput) -> User:
    """Close a user's sign-in: sessions and roles end at once. For operators."""
    return await operators.deactivate_user(
        info.context.signed_in, ids.key(input.user, "User", "user")
    )


async def by_name(info: Info, name: Name) -> User | None:
    """The active user behind a username or a verified address; null for all but operators."""
    return await users.find(name) if info.context.signed_in.is_operator else None


async def by_key(info: Info, key: UUID) -> User | None:
    """A user whom the viewer may know: oneself, and whoever is named by something that the viewer
    sees; anybody for operators."""
    viewer = info.context.signed_in
    known = key == viewer.id or viewer.is_operator
    if not known:
        known = await acquaintances.knows(viewer, await info.context.rights(), key)
    return await info.context.users.load(key) if known else None


def missing(root: strawberry.Parent[User]) -> list[str]:
    """Profile fields that must be filled in before asking for access, by name; empty when
    complete."""
    return root.missing()


NewEmail = Annotated[
    str, strawberry.argument(description="The e-mail address that the viewer thinks of.")
]


async def access_ending_with(
    root: strawberry.Parent[User], email: NewEmail
) -> list[RoleAssignment]:
    """The viewer's roles, also those whose time has not come, that would end if the verified
    address became this one: all that were granted under the present domain, where it is of
    another. Empty for what is no address. Portal and support access may end with them."""
    held = profiles.ending_with(root, email)
    if held is None:
        return []
    whole = held.select_related("user", "account", "granted_by", "ended_by")
    return await whole.prefetch_related("virtual_accounts").order_by("granted_at", "id")
