"""Signing in and out, and personal access tokens."""

from dataclasses import dataclass
from datetime import timedelta

import strawberry

from models import keys, limits, sessions, users
from models.sessions import Session, SessionKind
from models.users import User
from resolvers import ids, pages
from resolvers.context import Info
from resolvers.pages import After, Before, First, Last, Order, Page, Slice


@dataclass(frozen=True)
class NewToken:
    """A token's secret, shown this once."""

    token: Session
    secret: str


@strawberry.input(description="Sign in with a password.")
class SignInInput:
    username: str = strawberry.field(description="Username or verified e-mail address.")
    password: str = strawberry.field(description="The password.")


@strawberry.input(description="Make a personal access token for a program.")
class CreatePersonalAccessTokenInput:
    name: str = strawberry.field(description="What it is for, 1 to 120 characters.")
    days: int | None = strawberry.field(
        default=90, description="Days that it lives, 1 to 366; null: until revoked."
    )


@strawberry.input(description="Revoke a personal access token.")
class RevokePersonalAccessTokenInput:
    token: strawberry.ID = strawberry.field(description="The token's id.")


async def sign_in(info: Info, input: SignInInput) -> User:
    """Sign in with a password; the answer sets the session's cookie. Tries are limited per
    username."""
    context, before = info.context, info.context.session
    context.limits.check_passwords()
    window = timedelta(minutes=5)
    # A user's name and address are one subject: else each would have tries of its own.
    user = await users.find(input.username)
    subject = str(user.id) if user else keys.digest(input.username.strip().lower())
    await limits.count("sign in from", context.address, context.limits.sign_ins_per_address, window)
    await limits.count("sign in", subject, context.limits.sign_ins_per_5_minutes, window)
    context.viewer, context.cookie = await sessions.sign_in(
        input.username, input.password, context.limits.session_days, context.address
    )
    if before and before.kind == SessionKind.BROWSER:
        await sessions.end(before.user, before.id)
    context.renew()
    return context.viewer


async def sign_out(info: Info) -> User:
    """End this session: its open streams close at once."""
    user, session = info.context.signed_in, info.context.session
    if session:
        await sessions.end(user, session.id)
    info.context.cookie = ""
    return user


async def create_token(info: Info, input: CreatePersonalAccessTokenInput) -> NewToken:
    """Make a personal access token; its secret is shown this once."""
    token, secret = await sessions.create_token(info.context.signed_in, input.name, input.days)
    return NewToken(token, secret)


async def revoke_token(info: Info, input: RevokePersonalAccessTokenInput) -> Session:
    """Revoke a personal access token, at once."""
    key = ids.key(input.token, "Session", "token")
    return await sessions.end(info.context.signed_in, key)


async def tokens(
    root: strawberry.Parent[User],
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page[Session]:
    """The viewer's personal access tokens that are not revoked."""
    mine = Session.filter(user_id=root.id, kind=SessionKind.TOKEN, ended_at__isnull=True)
    return await pages.cut(mine, Order("id"), Slice(first, after, last, before))
