"""Giving and taking roles through the API, as several tests do it."""

from dataclasses import dataclass
from typing import Any

import pytest_asyncio

from models import clock
from models.accounts import SmartAccount, VirtualAccount
from models.mail import EmailMessage
from models.roles import RoleAssignment
from models.users import User
from resolvers import ids
from tests.conftest import Ask

Answer = dict[str, Any]

SHOWN = """__typename
  ... on RoleAssignment { id version role startsAt endsAt endedAt endReason
    user { username } virtualAccounts { name } endedBy { username } viewerCanRevoke { allowed } }
  ... on Problem { code message field }"""
GRANT = f"mutation($input: GrantRoleInput!) {{ grantRole(input: $input) {{ {SHOWN} }} }}"
CHANGE = f"mutation($input: ChangeRoleInput!) {{ changeRole(input: $input) {{ {SHOWN} }} }}"
REVOKE = f"mutation($input: RevokeRoleInput!) {{ revokeRole(input: $input) {{ {SHOWN} }} }}"
ADD = """mutation($input: AddUsersInput!) { addUsers(input: $input) {
  __typename ... on Problem { code field }
  ... on AddedUsers { rows { user assignment { id user { username } } problem { code field } } }
} }"""
REMOVE = """mutation($input: RemoveUserInput!) { removeUser(input: $input) {
  __typename ... on RemovedUser { roleAssignments { role endReason } } ... on Problem { code }
} }"""
REQUEST = """mutation($input: RequestAccessInput!) { requestAccess(input: $input) {
  __typename ... on AccessRequest { id status } ... on Problem { code field } } }"""
APPROVE = """mutation($input: ApproveAccessRequestInput!) { approveAccessRequest(input: $input) {
  __typename ... on AccessRequest { id status } ... on Problem { code field } } }"""


@dataclass
class Place:
    """An account in which tests give and take roles, each by somebody's username."""

    ask: Ask
    row: SmartAccount
    parts: dict[str, str]

    @property
    def id(self) -> str:
        """The account's global id."""
        return ids.of(self.row)

    def over(self, parts: tuple[str, ...]) -> list[str]:
        """The global ids of these virtual accounts."""
        return [self.parts[part] for part in parts]

    async def grant(self, by: str, user: str, role: str, *parts: str, **more: Any) -> Answer:
        """Give a role, over these virtual accounts if any."""
        input = {"account": self.id, "user": user, "role": role, **more}
        return await self._run(GRANT, by, {**input, "virtualAccounts": self.over(parts)})

    async def add(self, by: str, users: list[str], role: str, *parts: str, **more: Any) -> Answer:
        """Give many users one role."""
        input = {"account": self.id, "users": users, "role": role, **more}
        return await self._run(ADD, by, {**input, "virtualAccounts": self.over(parts)})

    async def change(self, by: str, held: str, role: str, *parts: str, **more: Any) -> Answer:
        """Replace an assignment."""
        input = {"roleAssignment": held, "role": role, **more}
        return await self._run(CHANGE, by, {**input, "virtualAccounts": self.over(parts)})

    async def revoke(self, by: str, held: str, *parts: str, **more: Any) -> Answer:
        """Take an assignment away, or off these virtual accounts."""
        input = {"roleAssignment": held, "virtualAccounts": self.over(parts), **more}
        return await self._run(REVOKE, by, input)

    async def remove(self, by: str, user: str, **more: Any) -> Answer:
        """Take every role of a user away."""
        key = ids.of(await User.get(username=user))
        return await self._run(REMOVE, by, {"account": self.id, "user": key, **more})

    async def request(self, by: str, role: str | None = None, *parts: str) -> str:
        """Ask to enter; the request's id."""
        made = await self._run(
            REQUEST,
            by,
            {
                "domainIdentifier": self.row.domain_identifier,
                "account": self.id,
                "reason": "I work on it daily.",
                "role": role,
                "virtualAccounts": self.over(parts),
            },
        )
        return str(made["id"])

    async def approve(self, by: str, request: str, role: str, *parts: str, **more: Any) -> Answer:
        """Approve a request."""
        input = {"request": request, "role": role, **more}
        return await self._run(APPROVE, by, {**input, "virtualAccounts": self.over(parts)})

    async def _run(self, document: str, by: str, input: Answer) -> Answer:
        answer: Answer = await self.ask(document, by=by, input=input)
        return answer

    async def held(self, user: str) -> list[RoleAssignment]:
        """The roles in this account that the user holds now."""
        mine = RoleAssignment.current().filter(account_id=self.row.id, user__username=user)
        return await mine.order_by("granted_at", "id").prefetch_related("virtual_accounts")

    async def held_id(self, user: str) -> str:
        """The global id of the only role that the user holds here."""
        (assignment,) = await self.held(user)
        return ids.of(assignment)

    async def in_words(self, user: str) -> list[str]:
        """The roles that the user holds here, as mails print them."""
        return sorted(assignment.in_words() for assignment in await self.held(user))

    async def admins(self) -> set[str]:
        """The usernames of the administrators who can act now."""
        admins = RoleAssignment.current().filter(
            account_id=self.row.id, role="SMART_ACCOUNT_ADMIN", user__active=True
        )
        return {a.user.username for a in await admins.select_related("user")}

    async def let_part_administrators_decide(self) -> None:
        """Turn the account's setting on; no mutation does yet."""
        await SmartAccount.filter(id=self.row.id).update(virtual_account_admins_may_decide=True)


async def place(ask: Ask, name: str) -> Place:
    """An account of the cast."""
    account = await SmartAccount.get(name=name)
    parts = await VirtualAccount.filter(account_id=account.id)
    return Place(ask, account, {part.name: ids.of(part) for part in parts})


@pytest_asyncio.fixture(loop_scope="module")
async def acme(ask: Ask) -> Place:
    """ACME: Ada and Ben administer it, Vera its Lab, Uma uses it."""
    return await place(ask, "ACME")


async def person(username: str, domain: str, verified: bool = True) -> User:
    """Somebody without roles; the demo's header signs them in, too."""
    return await User.create(
        username=username,
        email=f"{username}@{domain}",
        email_domain=domain,
        email_verified_at=clock.now() if verified else None,
        full_name=username.capitalize(),
        phone="+1 555 0100",
        company_name="Somewhere",
        created_at=clock.now(),
    )


async def mails(kind: str) -> list[str]:
    """To whom mails of this kind were written, by the first part of the address."""
    rows = await EmailMessage.filter(kind=kind).values_list("to_address", flat=True)
    return sorted(str(address).partition("@")[0] for address in rows)
