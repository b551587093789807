"""Who is calling: by bearer token, by connection_init, or by cookie from our own pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from weakref import WeakValueDictionary

from starlette.requests import HTTPConnection

from models import problems, sessions
from models.sessions import Session
from models.users import User
from web import demo
from web.graphql.origins import Origins
from web.settings import Settings

COOKIE = "admit_session"
DEMO = "demo:"


@dataclass(frozen=True)
class Principal:
    """Whoever calls. Nobody is signed in where `user` is None; demo people have no session."""

    user: User | None = None
    session: Session | None = None

    @property
    def user_id(self) -> UUID | None:
        """The signed-in user."""
        return self.user.id if self.user else None

    @property
    def session_id(self) -> UUID | None:
        """The session or token that signed them in."""
        return self.session.id if self.session else None

    @property
    def expires_at(self) -> datetime | None:
        """When the session ends by itself."""
        return self.session.expires_at if self.session else None

    async def now(self) -> "Principal":
        """The same caller as of now, for a socket that was opened a while ago."""
        if self.session:
            now = await _by_session(await sessions.by_id(self.session.id))
            # As a rule nothing has changed, and a socket need not keep two copies.
            return self if now.reads_as(self) else now
        if self.user:
            return Principal(await User.get_or_none(id=self.user.id, active=True))
        return self

    def reads_as(self, other: "Principal") -> bool:
        """Whether nothing is different."""
        sessions = vars(self.session) == vars(other.session)
        return sessions and vars(self.user) == vars(other.user)


class Authenticator:
    """Finds out who is calling. A wrong token is refused; a wrong cookie counts as none."""

    def __init__(self, settings: Settings, origins: Origins) -> None:
        self.settings = settings
        self.origins = origins
        self.on_sockets: WeakValueDictionary[UUID, Principal] = WeakValueDictionary()

    async def __call__(
        self, connection: HTTPConnection, init_payload: Mapping[str, Any] | None
    ) -> Principal:
        """The caller, by the first of: connection_init, the Authorization header, the cookie."""
        found = await self._caller(connection, init_payload)
        return self._kept_once(found) if connection.scope["type"] == "websocket" else found

    def _kept_once(self, found: Principal) -> Principal:
        """What a session's other sockets know already: somebody's tabs need no copy each."""
        if found.session is None:
            return found
        known = self.on_sockets.get(found.session.id)
        if known is None or not known.reads_as(found):
            known = self.on_sockets[found.session.id] = found
        return known

    async def _caller(
        self, connection: HTTPConnection, init_payload: Mapping[str, Any] | None
    ) -> Principal:
        given = _authorization(init_payload) or connection.headers.get("authorization")
        if given:
            return await self._by_token(given)
        cookie = connection.cookies.get(COOKIE)
        if not cookie or not self.origins.own(connection):
            return Principal()
        session = await sessions.find(cookie)
        return await self._used(session) if session else Principal()

    async def _by_token(self, authorization: str) -> Principal:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise problems.Unauthenticated("Send `Authorization: Bearer` and a token.")
        token = token.strip()
        if token.startswith(DEMO) and demo.is_open(self.settings):
            user = await User.get_or_none(username=token.removeprefix(DEMO), active=True)
            if user:
                return Principal(user)
        elif session := await sessions.find(token):
            return await self._used(session)
        raise problems.Unauthenticated("This token signs nobody in.")

    async def _used(self, session: Session) -> Principal:
        await sessions.touch(session, self.settings.session_days)
        return Principal(session.user, session)


async def _by_session(session: Session | None) -> Principal:
    if session is None:
        raise problems.Unauthenticated("You were signed out.")
    return Principal(session.user, session)


def _authorization(payload: Mapping[str, Any] | None) -> str | None:
    """`authorization` of a connection_init payload, in whatever letter case clients write it."""
    for name, value in (payload or {}).items():
        if name.lower() == "authorization" and isinstance(value, str):
            return value
    return None
