"""What an operation knows: who asks, from where, under which limits, and what it has read
already."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

import strawberry
from strawberry.dataloader import DataLoader
from tortoise.models import Model

from models import (
    administrators,
    applications,
    automation,
    desk,
    entitlements,
    handling,
    onboarding_tries,
    portal,
    problems,
    requests,
    roles,
    rows,
    sessions,
    silence,
    support,
    timelines,
    virtual_accounts,
    waiting,
)
from models.accounts import SmartAccount, VirtualAccount
from models.administrators import DelegatedAdministrator
from models.entitlements import Company, Contract
from models.onboarding import Rules
from models.requests import AccessRequest
from models.roles import Rights, RoleAssignment
from models.sessions import Session
from models.streams import Hub
from models.users import User
from resolvers.facts import Deployment

Pair = tuple[UUID, UUID]
K = TypeVar("K")
V = TypeVar("V")
R = TypeVar("R", bound=Callable[..., Any])
Load = Callable[[list[K]], Awaitable[Sequence[V]]]


@dataclass(frozen=True)
class Limits:
    """What may be done, and how often; the settings fill it."""

    local_passwords: bool = True
    lookups_per_hour: int = 20
    lookups_per_address: int = 60
    misses_per_hour: int = 10
    requests_per_hour: int = 20
    applications_per_hour: int = 10
    support_requests_per_hour: int = 20
    support_requests_per_address: int = 60
    support_misses_per_hour: int = 10
    support_misses_per_address: int = 30
    sign_ins_per_5_minutes: int = 10
    sign_ins_per_address: int = 100
    registrations_per_hour: int = 20
    verifications_per_6_hours: int = 3
    exports_per_hour: int = 20
    onboardings_per_hour: int = 20
    entitlement_failures_per_hour: int = 10
    entitlement_failures_per_address: int = 30
    entitlement_failures_per_contract: int = 20
    verification_hours: float = 24
    review_hours: float = 24
    hours_to_sync: float = 24
    assess_email_domain: bool = True
    assess_partner_branded: bool = True
    assess_sites: int = 0
    support_url: str = ""
    session_days: int = 14

    @property
    def onboarding(self) -> Rules:
        """What the onboarding goes by."""
        return Rules(
            link_hours=self.verification_hours,
            review_hours=self.review_hours,
            sync_hours=self.hours_to_sync,
            assess_email_domain=self.assess_email_domain,
            assess_partner_branded=self.assess_partner_branded,
            assess_sites=self.assess_sites,
        )

    def check_passwords(self) -> None:
        """Raise PasswordsOff where people sign in through their organisation alone."""
        if not self.local_passwords:
            raise problems.PasswordsOff()


class Loader(Generic[K, V]):
    """A loader of each operation's own, made when it is first needed: most are not."""

    def __init__(self, load: Callable[["Context"], Load[K, V]]) -> None:
        self.load = load

    def __set_name__(self, _owner: type, name: str) -> None:
        self.name = name

    def __get__(self, context: "Context", _owner: type) -> DataLoader[K, V]:
        made = context.loaders.get(self.name)
        if made is None:
            made = context.loaders[self.name] = DataLoader(load_fn=self.load(context))
        return made


@dataclass
class Context:
    """One operation's own; a subscription renews what it has read before each notice."""

    viewer: User | None
    hub: Hub
    limits: Limits = field(default_factory=Limits)
    deployment: Deployment = field(default_factory=Deployment)
    session: Session | None = None
    address: str = ""
    cookie: str | None = None  # a token to set as the browser's cookie, or "" to clear it

    users = Loader(lambda _: _users)
    accounts = Loader(lambda _: _accounts)
    companies = Loader(lambda _: _companies)
    contracts = Loader(lambda it: it._contracts)
    contract_administrators = Loader(lambda _: _contract_administrators)
    look_alikes = Loader(lambda _: applications.look_alikes)
    parts = Loader(lambda _: _parts)
    parts_in_use = Loader(lambda _: virtual_accounts.in_use)
    sealed = Loader(lambda _: virtual_accounts.sealed_in)
    requests = Loader(lambda _: _requests)
    pending_requests = Loader(lambda _: waiting.in_accounts)
    roles = Loader(lambda _: _roles)
    rules = Loader(lambda _: automation.by_account)
    handling = Loader(lambda _: handling.of_requests)
    timelines = Loader(lambda _: timelines.happened)
    tried_pairs = Loader(lambda _: onboarding_tries.of_registrations)
    administrators = Loader(lambda _: roles.count_admins)
    _appointments = Loader(lambda it: it._appointed)
    portal_roles = Loader(lambda _: portal.of_pairs)
    covering = Loader(lambda _: desk.covering)
    escalated = Loader(lambda _: silence.escalated_among)

    def __post_init__(self) -> None:
        self.renew()

    async def still_signed_in(self) -> bool:
        """Whether the session that opened this operation still stands."""
        if self.session:
            return await sessions.by_id(self.session.id) is not None
        return self.viewer is not None and await User.exists(id=self.viewer.id, active=True)

    def renew(self, rights: Rights | None = None) -> None:
        """Forget what was read: something has changed; these may be the viewer's rights by now."""
        self._rights = rights
        self.loaders: dict[str, DataLoader[Any, Any]] = {}

    @property
    def onboarding(self) -> Rules:
        """What the deployment sets of the onboarding."""
        return self.limits.onboarding

    @property
    def signed_in(self) -> User:
        """The viewer, or Unauthenticated."""
        if self.viewer is None:
            raise problems.Unauthenticated()
        return self.viewer

    async def _contracts(self, keys: list[UUID]) -> list[Contract | None]:
        """Those that the viewer may see."""
        seen = (await entitlements.visible_to(self.signed_in)).filter(id__in=keys)
        found = {contract.id: contract for contract in await seen.select_related("company")}
        return [found.get(key) for key in keys]

    async def rights(self) -> Rights:
        """What the viewer may do, read once."""
        if self._rights is None:
            self._rights = await Rights.of(self.viewer) if self.viewer else Rights([])
        return self._rights

    async def appointments(self) -> list[DelegatedAdministrator]:
        """Which companies the viewer administers, read once."""
        return await self._appointments.load(self.signed_in.id)

    async def _appointed(self, keys: list[UUID]) -> list[list[DelegatedAdministrator]]:
        return [await administrators.of_user(self.signed_in) for _ in keys]

    @property
    def rights_at_hand(self) -> Rights | None:
        """What the viewer may do, where it was read already: then a list's items need not wait."""
        return self._rights


Info = strawberry.Info[Context, None]


def _among(keys: list[UUID]) -> str:
    return f"id IN ({', '.join('?' * len(keys))})"


async def _users(keys: list[UUID]) -> list[User | None]:
    found = {user.id: user for user in await rows.select(User, _among(keys), *keys)}
    return [found.get(key) for key in keys]


async def _parts(keys: list[UUID]) -> list[VirtualAccount | None]:
    read = await rows.select(VirtualAccount, _among(keys), *keys)
    found = {part.id: part for part in read}
    return [found.get(key) for key in keys]


async def _accounts(keys: list[UUID]) -> list[SmartAccount | None]:
    read = await rows.select(SmartAccount, _among(keys), *keys)
    found = {account.id: account for account in read}
    return [found.get(key) for key in keys]


async def _contract_administrators(keys: list[UUID]) -> list[list[User]]:
    found = await support.administrators_by_contract(keys)
    return [found.get(key, []) for key in keys]


async def _companies(keys: list[UUID]) -> list[Company | None]:
    found = {company.id: company for company in await rows.select(Company, _among(keys), *keys)}
    return [found.get(key) for key in keys]


async def _requests(keys: list[UUID]) -> list[AccessRequest | None]:
    joined = ("account", "requester", "acted_by")
    where = f"access_request.{_among(keys)}"
    read = await rows.select(AccessRequest, where, *keys, joined=joined)
    found = {request.id: request for request in read}
    return [found.get(key) for key in keys]


async def _roles(keys: list[Pair]) -> list[list[RoleAssignment]]:
    found = await requests.roles_of_pairs(keys, joined=("account",))
    return [found.get(key, []) for key in keys]


def read_along(name: str) -> Callable[[R], R]:
    """Marks a resolver that answers what was read along with its row as `name`, where that is
    there: in a long list, then, nobody has to call it."""

    def mark(resolver: R) -> R:
        resolver.__dict__["kept"] = f"_{name}"
        return resolver

    return mark


def related(root: Model, name: str, loader: DataLoader[UUID, Any]) -> Any:
    """What a row refers to: at once where it was read along, otherwise by the operation's
    loader."""
    if (found := root.__dict__.get(f"_{name}")) is not None:
        return found
    key = getattr(root, f"{name}_id")
    return None if key is None else loader.load(key)
