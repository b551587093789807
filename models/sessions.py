"""Sessions: who is signed in, in a browser by cookie or in a program by personal access token."""

from collections.abc import Hashable, Iterable
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models import audit, clock, database, keys, names, notices, passwords, problems, rows, users
from models.users import User

TOUCH_EVERY = timedelta(minutes=1)


class SessionKind(StrEnum):
    """A browser's cookie, or a program's token."""

    BROWSER = "BROWSER"
    TOKEN = "TOKEN"


class Session(Model):
    """One sign-in. Only the token's hash is stored."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False
    )
    user_id: UUID
    kind = fields.CharEnumField(SessionKind, max_length=10)
    token_hash = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=120, default="")
    created_at = fields.DatetimeField()
    last_used_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "session"

    @property
    def live(self) -> bool:
        """Whether it still signs somebody in."""
        return self.ended_at is None and (self.expires_at is None or self.expires_at > clock.now())


async def sign_in(username: str, password: str, days: int, address: str = "") -> tuple[User, str]:
    """A new browser session and its token; WrongCredentials tells nobody what was wrong."""
    user = await users.find(username)
    if not await passwords.matches(password, user.password_hash if user else None) or user is None:
        raise problems.WrongCredentials()
    return user, await open_session(user, days, address)


@database.transaction
async def open_session(user: User, days: int, address: str = "") -> str:
    """Sign this user in without asking for a password; the token is returned, never stored."""
    secret = keys.new_secret()
    now = clock.now()
    session = await Session.create(
        user_id=user.id,
        kind=SessionKind.BROWSER,
        token_hash=keys.digest(secret),
        created_at=now,
        last_used_at=now,
        expires_at=now + timedelta(days=days),
    )
    await audit.record(
        "session.opened", actor=user, thing=session.id, message="signed in", address=address
    )
    return secret


async def find(secret: str) -> Session | None:
    """The live session that this token opens, its user loaded and active."""
    hashed = keys.digest(secret)
    return _live(await rows.select(Session, "token_hash = ?", hashed, joined=("user",)))


async def by_id(session_id: UUID) -> Session | None:
    """A session that still signs somebody in, its user loaded."""
    return _live(await rows.select(Session, "session.id = ?", session_id, joined=("user",)))


def _live(found: list[Session]) -> Session | None:
    return next((session for session in found if session.live and session.user.active), None)


async def touch(session: Session, days: int) -> None:
    """Note the use, at most once a minute; a browser's session then ends `days` from now."""
    now = clock.now()
    if session.last_used_at and now - session.last_used_at < TOUCH_EVERY:
        return
    session.last_used_at = now
    if session.kind == SessionKind.BROWSER:
        session.expires_at = now + timedelta(days=days)
    await session.save(update_fields=["last_used_at", "expires_at"])


@database.transaction
async def create_token(user: User, name: str, days: int | None) -> tuple[Session, str]:
    """A personal access token, shown this once."""
    try:
        name = names.clean_name(name, "name")
    except ValueError as error:
        raise problems.InvalidInput(str(error), field=["name"]) from error
    if days is not None and not 1 <= days <= 366:
        raise problems.InvalidInput("A token lives for 1 to 366 days.", field=["days"])
    secret = "admit_" + keys.new_secret()
    token = await Session.create(
        user_id=user.id,
        kind=SessionKind.TOKEN,
        token_hash=keys.digest(secret),
        name=name,
        created_at=clock.now(),
        expires_at=clock.now() + timedelta(days=days) if days else None,
    )
    await audit.record("token.created", actor=user, thing=token.id, message=f"created token {name}")
    return token, secret


@database.transaction
async def end(user: User, session_id: UUID) -> Session:
    """Sign a session out, or revoke a token, at once and everywhere."""
    session = await Session.get_or_none(id=session_id, user_id=user.id)
    if session is None:
        raise problems.NotFound()
    await Session.filter(id=session_id, ended_at__isnull=True).update(ended_at=clock.now())
    await session.refresh_from_db()
    await notices.changed(user.id)
    await audit.record("session.ended", actor=user, thing=session.id, message="signed out")
    return session


async def ended(session_ids: Iterable[Hashable]) -> list[UUID]:
    """Those of these sessions that were signed out, whose open connections must close."""
    over = Session.filter(id__in=list(session_ids), ended_at__isnull=False)
    return [session.id for session in await over.only("id")]
