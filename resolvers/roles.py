"""Roles: granting, changing, revoking, and who holds what where."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import strawberry

from models import assignments, grants, problems, revocations, users, virtual_accounts
from models.accounts import SmartAccount, VirtualAccount
from models.error_codes import ErrorCode
from models.grants import RowResult
from models.requests import AccessRequest
from models.roles import Right, Role, RoleAssignment
from models.users import User
from resolvers import ids, pages, repeats, role_filters
from resolvers.allowed import NOT_ALLOWED, YES, Allowed, when
from resolvers.context import Info, read_along, related
from resolvers.pages import After, Before, First, Last, Order, Page, Slice
from resolvers.requests import PARTS_HELP, ROLE_HELP
from resolvers.role_filters import EmployeeAccessFilter, RoleAssignmentFilter

ASSIGNMENT_HELP = "The role assignment's id."
MAIL_HELP = "Whether the user is mailed."
BULK_MAXIMUM = 500


@dataclass(frozen=True)
class Added:
    """What became of a bulk add."""

    rows: list[RowResult]


@dataclass(frozen=True)
class Removed:
    """The roles that a removed user held."""

    role_assignments: list[RoleAssignment]


@strawberry.input(description="Give a user a role without a request.")
class GrantRoleInput:
    account: strawberry.ID = strawberry.field(description="The account's id.")
    user: str = strawberry.field(description="The user's username or verified e-mail address.")
    role: Role = strawberry.field(description=ROLE_HELP)
    virtual_accounts: list[strawberry.ID] | None = strawberry.field(
        default=None, description=PARTS_HELP
    )
    starts_at: datetime | None = strawberry.field(
        default=None, description="From when on it holds; at once where unset."
    )
    ends_at: datetime | None = strawberry.field(
        default=None, description="When it ends by itself, if it does."
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Replace a role assignment by another role, scope or time.")
class ChangeRoleInput:
    role_assignment: strawberry.ID = strawberry.field(description=ASSIGNMENT_HELP)
    role: Role = strawberry.field(description=ROLE_HELP)
    virtual_accounts: list[strawberry.ID] | None = strawberry.field(
        default=None, description=PARTS_HELP
    )
    starts_at: datetime | None = strawberry.field(
        default=None, description="From when on it holds; at once where unset."
    )
    ends_at: datetime | None = strawberry.field(
        default=None, description="When it ends by itself, if it does."
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Take a role away, wholly or off some virtual accounts.")
class RevokeRoleInput:
    role_assignment: strawberry.ID = strawberry.field(description=ASSIGNMENT_HELP)
    virtual_accounts: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="Only these virtual accounts are taken off; the whole role where unset.",
    )
    mail: bool = strawberry.field(default=True, description=MAIL_HELP)
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Give many users the same role.")
class AddUsersInput:
    account: strawberry.ID = strawberry.field(description="The account's id.")
    users: list[str] = strawberry.field(
        description="Usernames or verified e-mail addresses, 1 to 500."
    )
    role: Role = strawberry.field(description=ROLE_HELP)
    virtual_accounts: list[strawberry.ID] | None = strawberry.field(
        default=None, description=PARTS_HELP
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Take every role of a user in an account away.")
class RemoveUserInput:
    account: strawberry.ID = strawberry.field(description="The account's id.")
    user: strawberry.ID = strawberry.field(description="The user's id.")
    mail: bool = strawberry.field(default=True, description=MAIL_HELP)
    idempotency_key: str | None = repeats.key()


async def grant(info: Info, input: GrantRoleInput) -> RoleAssignment:
    """Give a user a role without a request. The user is mailed."""
    user = await users.find(input.user)
    act = partial(
        grants.grant_role,
        info.context.signed_in,
        ids.key(input.account, "SmartAccount", "account"),
        user,
        input.role,
        ids.keys(input.virtual_accounts, "VirtualAccount", "virtualAccounts"),
        input.starts_at,
        input.ends_at,
    )
    return await repeats.repeat_of(info, input).run(act, assignments.current_row)


async def change(info: Info, input: ChangeRoleInput) -> RoleAssignment:
    """Replace a role assignment by another role, scope or time. The user is mailed."""
    act = partial(
        grants.change_role,
        info.context.signed_in,
        ids.key(input.role_assignment, "RoleAssignment", "roleAssignment"),
        input.role,
        ids.keys(input.virtual_accounts, "VirtualAccount", "virtualAccounts"),
        input.starts_at,
        input.ends_at,
    )
    return await repeats.repeat_of(info, input).run(act, assignments.current_row)


async def revoke(info: Info, input: RevokeRoleInput) -> RoleAssignment:
    """Take a role away, at once: the user's next query and open streams see it.

    The account's administrators may, the user's employer may, and so may the user.
    """
    act = partial(
        revocations.revoke_role,
        info.context.signed_in,
        ids.key(input.role_assignment, "RoleAssignment", "roleAssignment"),
        ids.keys(input.virtual_accounts, "VirtualAccount", "virtualAccounts"),
        input.mail,
    )
    return await repeats.repeat_of(info, input).run(act, assignments.current_row)


async def add_users(info: Info, input: AddUsersInput) -> Added:
    """Give many users the same role. A refused row leaves the others alone."""
    if not 1 <= len(input.users) <= BULK_MAXIMUM:
        raise problems.InvalidInput(f"Name 1 to {BULK_MAXIMUM} users.", field=["users"])
    act = partial(
        grants.add_users,
        info.context.signed_in,
        ids.key(input.account, "SmartAccount", "account"),
        input.users,
        input.role,
        ids.keys(input.virtual_accounts, "VirtualAccount", "virtualAccounts"),
    )
    return Added(await repeats.repeat_of(info, input).run_with(act, pack_rows, unpack_rows))


def pack_rows(rows: list[RowResult]) -> list[Any]:
    """The rows as they are noted for a repeated call."""
    return [
        [
            r.user,
            str(r.assignment.id) if r.assignment else None,
            [r.problem.code, r.problem.message, r.problem.field] if r.problem else None,
        ]
        for r in rows
    ]


async def unpack_rows(packed: list[Any]) -> list[RowResult]:
    """The rows again, from what was noted of them."""
    kinds = {
        kind.code: kind
        for kind in (
            problems.NotFound,
            problems.AlreadyHeld,
            problems.ApproverDomainMismatch,
            problems.RoleScopeMismatch,
            problems.VirtualAccountRequired,
        )
    }
    return [
        RowResult(
            user,
            await assignments.current_row(UUID(assignment)) if assignment else None,
            kinds[problem[0]](problem[1], problem[2]) if problem else None,
        )
        for user, assignment, problem in packed
    ]


async def remove_user(info: Info, input: RemoveUserInput) -> Removed:
    """Take every role of a user in an account away."""
    act = partial(
        revocations.remove_user,
        info.context.signed_in,
        ids.key(input.account, "SmartAccount", "account"),
        ids.key(input.user, "User", "user"),
        input.mail,
    )

    async def reload(packed: list[str]) -> list[RoleAssignment]:
        return [await assignments.current_row(UUID(id)) for id in packed]

    repeat = repeats.repeat_of(info, input)
    return Removed(await repeat.run_with(act, lambda rows: [str(r.id) for r in rows], reload))


async def of_viewer(
    root: strawberry.Parent[User],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page[RoleAssignment]:
    """The roles that the viewer holds now, in every account."""
    held = RoleAssignment.current().filter(user_id=root.id)
    return await _page(held, Slice(first, after, last, before))


async def of_account(
    root: strawberry.Parent[SmartAccount],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: RoleAssignmentFilter | None = None,
) -> Page[RoleAssignment] | None:
    """Who holds which role in the account; null for who may not view users. Virtual account
    administrators see those of theirs."""
    rights = await info.context.rights()
    if not rights.anywhere(Right.VIEW_USERS, root.id):
        return None
    whole, wanted = rights.everywhere(Right.VIEW_USERS, root.id), filter or RoleAssignmentFilter()
    parts = [] if whole and not wanted.virtual_account else await covered_parts(info, root)
    held = wanted.of(root, parts)
    if not whole:
        held = held.filter(role_filters.naming({part.id for part in parts}))
    return await _page(held, Slice(first, after, last, before))


async def covered_parts(info: Info, account: SmartAccount) -> list[VirtualAccount]:
    """The virtual accounts of an account that the viewer's roles cover; of restricted ones, those
    that are the viewer's own."""
    rights = await info.context.rights()
    parts = await VirtualAccount.filter(account_id=account.id).order_by("name", "id")
    if virtual_accounts.sees_all(rights, account.id):
        return parts
    sealed = await info.context.sealed.load(account.id)
    return [part for part in parts if virtual_accounts.sees(rights, part, sealed)]


async def employee_access(
    root: strawberry.Parent[SmartAccount],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: EmployeeAccessFilter | None = None,
) -> Page[RoleAssignment] | None:
    """Roles that people with addresses of this account's domain hold in other companies'
    accounts; null for who may not manage users here."""
    rights = await info.context.rights()
    if not rights.everywhere(Right.MANAGE_USERS, root.id):
        return None
    held = RoleAssignment.current().filter(user__email_domain=root.domain_identifier)
    others = held.exclude(account__domain_identifier=root.domain_identifier)
    others = filter.apply(others) if filter else others
    return await _page(others, Slice(first, after, last, before))


async def _page(held: Any, part: Slice) -> Page[RoleAssignment]:
    whole = held.select_related("user", "account", "granted_by", "ended_by").prefetch_related(
        "virtual_accounts"
    )
    return await pages.cut(whole, Order("granted_at"), part)


async def in_account(root: strawberry.Parent[SmartAccount], info: Info) -> list[RoleAssignment]:
    """The roles that the viewer holds in this account now."""
    return (await info.context.rights()).in_account(root.id)


async def can_revoke(root: strawberry.Parent[RoleAssignment], info: Info) -> Allowed:
    """Whether the viewer may take this role away."""
    viewer = info.context.signed_in
    may = await can_change(root, info)
    if may.allowed or may.code == ErrorCode.ROLE_ENDED:
        return may
    if root.user_id == viewer.id:
        return YES
    # Not every list has read them along.
    user = await info.context.users.load(root.user_id)
    account = await info.context.accounts.load(root.account_id)
    assert user and account
    return YES if await assignments.employs_user(viewer, user, account) else may


async def can_change(root: strawberry.Parent[RoleAssignment], info: Info) -> Allowed:
    """Whether the viewer may put another role, scope or time in its place."""
    if not root.stands:
        return when(False, "It has ended.", ErrorCode.ROLE_ENDED)
    rights = await info.context.rights()
    try:
        assignments.check_manages(rights, root.account_id)
        assignments.check_may_take(rights, root, [] if root.role.account_wide else None)
    except problems.Problem as problem:
        return Allowed(False, NOT_ALLOWED, problem.code)
    return YES


async def scope(root: strawberry.Parent[RoleAssignment], info: Info) -> list[VirtualAccount]:
    """The virtual accounts that it covers, by name; empty for a role over the whole account.
    Of other people's roles, administrators of virtual accounts see those of theirs."""
    rights = await info.context.rights()
    own = root.user_id == info.context.signed_in.id
    if own or not rights.anywhere(Right.VIEW_ACCOUNT, root.account_id):
        return root.scope
    if not root.scope or virtual_accounts.sees_all(rights, root.account_id):
        return root.scope
    sealed = await info.context.sealed.load(root.account_id)
    return [part for part in root.scope if virtual_accounts.sees(rights, part, sealed)]


@read_along("account")
def account(root: strawberry.Parent[RoleAssignment], info: Info) -> Any:
    """The account in which it is held."""
    return related(root, "account", info.context.accounts)


@read_along("user")
def user(root: strawberry.Parent[RoleAssignment], info: Info) -> Any:
    """Who holds it."""
    return related(root, "user", info.context.users)


async def request(root: strawberry.Parent[RoleAssignment], info: Info) -> AccessRequest | None:
    """The request that it answers; null where it answers none, or one that is not the viewer's to
    see."""
    found = await info.context.requests.load(root.request_id) if root.request_id else None
    if found is None or found.requester_id == info.context.signed_in.id:
        return found
    return found if found.decidable_with(await info.context.rights()) else None


@read_along("granted_by")
def granted_by(root: strawberry.Parent[RoleAssignment], info: Info) -> Any:
    """Who gave it; null for the system."""
    return related(root, "granted_by", info.context.users)


@read_along("ended_by")
def ended_by(root: strawberry.Parent[RoleAssignment], info: Info) -> Any:
    """Who ended it; null while it holds, and for the system."""
    return related(root, "ended_by", info.context.users)
