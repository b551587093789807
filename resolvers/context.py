"""What an operation knows: who asks, from where, under which limits, and what it has read
already."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import strawberry
from strawberry.dataloader import DataLoader
from tortoise.models import Model

from models import problems, requests, rows, sessions
from models.accounts import SmartAccount
from models.requests import AccessRequest
from models.roles import Rights, RoleAssignment
from models.sessions import Session
from models.streams import Hub
from models.users import User

Pair = tuple[UUID, UUID]


@dataclass(frozen=True)
class Limits:
    """What may be done, and how often; the settings fill it."""

    local_passwords: bool = True
    lookups_per_hour: int = 20
    lookups_per_address: int = 60
    misses_per_hour: int = 10
    requests_per_hour: int = 20
    sign_ins_per_5_minutes: int = 10
    sign_ins_per_address: int = 100
    registrations_per_hour: int = 20
    verifications_per_6_hours: int = 3
    session_days: int = 14

    def check_passwords(self) -> None:
        """Raise PasswordsOff where people sign in through their organisation alone."""
        if not self.local_passwords:
            raise problems.PasswordsOff()


@dataclass
class Context:
    """One operation's own; a subscription renews what it has read before each notice."""

    viewer: User | None
    hub: Hub
    limits: Limits = field(default_factory=Limits)
    session: Session | None = None
    address: str = ""
    cookie: str | None = None  # a token to set as the browser's cookie, or "" to clear it

    def __post_init__(self) -> None:
        self.renew()

    async def still_signed_in(self) -> bool:
        """Whether the session that opened this operation still stands."""
        if self.session:
            return await sessions.by_id(self.session.id) is not None
        return self.viewer is not None and await User.exists(id=self.viewer.id, active=True)

    def renew(self) -> None:
        """Forget what was read: something has changed."""
        self._rights: Rights | None = None
        self.users = DataLoader(load_fn=_users)
        self.accounts = DataLoader(load_fn=_accounts)
        self.requests = DataLoader(load_fn=_requests)
        self.roles = DataLoader(load_fn=_roles)
        self.roles_at_hand: dict[Pair, list[RoleAssignment]] = {}

    @property
    def signed_in(self) -> User:
        """The viewer, or Unauthenticated."""
        if self.viewer is None:
            raise problems.Unauthenticated()
        return self.viewer

    async def rights(self) -> Rights:
        """What the viewer may do, read once."""
        if self._rights is None:
            self._rights = await Rights.of(self.viewer) if self.viewer else Rights([])
        return self._rights

    @property
    def rights_at_hand(self) -> Rights | None:
        """What the viewer may do, where it was read already: then a list's items need not wait."""
        return self._rights

    async def read_roles(self, pairs: list[Pair]) -> None:
        """Have at hand which roles these users hold in these accounts."""
        found = await requests.roles_of_pairs(pairs) if pairs else {}
        self.roles_at_hand.update((pair, found.get(pair, [])) for pair in pairs)


Info = strawberry.Info[Context, None]


def _among(keys: list[UUID]) -> str:
    return f"id IN ({', '.join('?' * len(keys))})"


async def _users(keys: list[UUID]) -> list[User | None]:
    found = {user.id: user for user in await rows.select(User, _among(keys), *keys)}
    return [found.get(key) for key in keys]


async def _accounts(keys: list[UUID]) -> list[SmartAccount | None]:
    read = await rows.select(SmartAccount, _among(keys), *keys)
    found = {account.id: account for account in read}
    return [found.get(key) for key in keys]


async def _requests(keys: list[UUID]) -> list[AccessRequest | None]:
    joined = ("account", "requester", "acted_by")
    where = f"access_request.{_among(keys)}"
    read = await rows.select(AccessRequest, where, *keys, joined=joined)
    found = {request.id: request for request in read}
    return [found.get(key) for key in keys]


async def _roles(keys: list[Pair]) -> list[list[RoleAssignment]]:
    found = await requests.roles_of_pairs(keys)
    return [found.get(key, []) for key in keys]


def related(root: Model, name: str, loader: DataLoader[UUID, Any]) -> Any:
    """What a row refers to: at once where it was read along, otherwise by the operation's
    loader."""
    if (found := root.__dict__.get(f"_{name}")) is not None:
        return found
    key = getattr(root, f"{name}_id")
    return None if key is None else loader.load(key)
