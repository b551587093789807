"""Giving roles: each verb checks its own right, under the account's lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import (
    accounts,
    assignments,
    clock,
    database,
    endings,
    fulfilling,
    letters,
    problems,
    roles,
    rows,
    users,
    writing,
)
from models.accounts import SmartAccount, VirtualAccount
from models.notices import NoticeKind
from models.roles import EndReason, Right, Rights, Role, RoleAssignment
from models.users import User


@dataclass(frozen=True)
class Grant:
    """A role to give: over the whole account when `parts` is empty, within a time if one is set."""

    role: Role
    parts: Sequence[VirtualAccount] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def check(self, user: User, account: SmartAccount) -> None:
        """Raise unless the role fits the scope, the time and the user's address."""
        if self.role.account_wide and self.parts:
            raise problems.RoleScopeMismatch(field=["role"])
        if not self.role.account_wide and not self.parts:
            raise problems.VirtualAccountRequired(field=["virtualAccounts"])
        now = clock.now()
        if self.ends_at and self.ends_at <= max(self.starts_at or now, now):
            raise problems.InvalidInput(
                "The end must lie after the start and in the future.", ["endsAt"]
            )
        verified = user.email_verified and user.email_domain == account.domain_identifier
        if self.role == Role.SMART_ACCOUNT_APPROVER and not verified:
            raise problems.ApproverDomainMismatch(field=["role"])

    def same_time(self, assignment: RoleAssignment) -> bool:
        """Whether the assignment begins and ends as this grant would; what has begun has begun."""
        now = clock.now()
        begins = max(self.starts_at or now, now), max(assignment.starts_at or now, now)
        return begins[0] == begins[1] and self.ends_at == assignment.ends_at

    def covered_by(self, held: Sequence[RoleAssignment]) -> bool:
        """Whether these assignments give all of it for at least as long."""
        lasting = [a for a in held if _no_earlier(a.ends_at, self.ends_at)]
        parts = {v.id for a in lasting for v in a.virtual_accounts}
        return bool(lasting) and {p.id for p in self.parts} <= parts


def _no_earlier(end: datetime | None, other: datetime | None) -> bool:
    return end is None or (other is not None and end >= other)


def check_may_give(rights: Rights, right: Right, account: SmartAccount, grant: Grant) -> None:
    """Raise Forbidden when this is more than the giver's own rights: nobody gives what they
    lack."""
    if rights.everywhere(right, account.id):
        return
    if grant.role.account_wide or not rights.over(right, account.id, grant.parts):
        raise problems.Forbidden()


async def give(
    account: SmartAccount, user: User, grant: Grant, by: User | None, request_id: UUID | None = None
) -> RoleAssignment:
    """Write the assignment into the locked account; one held for the same time is widened.

    Another time makes another assignment beside it: giving never shortens or lengthens what is
    held, which may lie outside the giver's reach.
    """
    held = await _held(account, user, grant.role)
    assignment = next((a for a in held if grant.same_time(a)), None)
    if assignment is None:
        assignment = writing.fresh(
            RoleAssignment,
            account_id=account.id,
            user_id=user.id,
            role=grant.role,
            granted_domain=user.email_domain,
            granted_by_id=by.id if by else None,
            granted_at=clock.now(),
            request_id=request_id,
            starts_at=grant.starts_at,
            ends_at=grant.ends_at,
            from_seq=account.seq + 1,
        )
        await writing.insert(assignment)
        await endings.announce(assignment)
    else:
        assignment.version += 1
        await assignment.save(update_fields=["version"])
    if grant.parts:
        await assignment.virtual_accounts.add(*grant.parts)
    await roles.with_parts([assignment])
    if account.needs_admin and await roles.active_admins(account.id):
        account.needs_admin = False
        await account.save(update_fields=["needs_admin"])
    return assignment


async def _held(account: SmartAccount, user: User, role: Role) -> list[RoleAssignment]:
    """What the user holds of this role; what has ended by itself is closed and makes room."""
    where = "account_id = ? AND user_id = ? AND role = ? AND ended_at IS NULL"
    standing = await rows.select(RoleAssignment, where, account.id, user.id, role)
    found = await roles.with_parts(standing)
    now = clock.now()
    over = {a.id for a in found if a.ends_at and a.ends_at <= now}
    if over:
        ended = RoleAssignment.filter(id__in=over)
        await ended.update(ended_at=now, end_reason=EndReason.EXPIRED)
    return [assignment for assignment in found if assignment.id not in over]


@database.transaction
async def grant_role(
    by: User,
    account_id: UUID,
    user: User | None,
    role: Role,
    part_ids: list[UUID],
    starts_at: datetime | None,
    ends_at: datetime | None,
) -> RoleAssignment:
    """Give a user of the service a role, without a request."""
    account = await assignments.managed(by, account_id)
    if user is None:
        raise problems.NotFound("No such user.", field=["user"])
    account.check_active()
    grant = Grant(role, await accounts.chosen(account, part_ids), starts_at, ends_at)
    check_may_give(await Rights.of(by), Right.MANAGE_USERS, account, grant)
    return await _grant(by, account, user, grant)


async def _grant(by: User, account: SmartAccount, user: User, grant: Grant) -> RoleAssignment:
    grant.check(user, account)
    held = await _held(account, user, grant.role)
    if grant.covered_by([a for a in held if a.in_its_time]):
        raise problems.AlreadyHeld(field=["role"])
    assignment = await give(account, user, grant, by)
    await assignments.tell(NoticeKind.ROLE_GRANTED, "granted", assignment, account, user, by)
    if not await fulfilling.by_grant(account, user, assignment, by):
        await letters.role_granted(assignment, account, user, by.full_name)
    return assignment


@dataclass(frozen=True)
class RowResult:
    """How one row of a bulk add ended: with an assignment, or with a refusal."""

    user: str
    assignment: RoleAssignment | None
    problem: problems.Problem | None


@database.transaction
async def add_users(
    by: User, account_id: UUID, people: list[str], role: Role, part_ids: list[UUID]
) -> list[RowResult]:
    """Give many users the same role; a refused row leaves the others alone."""
    account = await assignments.managed(by, account_id)
    account.check_active()
    grant = Grant(role, await accounts.chosen(account, part_ids))
    check_may_give(await Rights.of(by), Right.MANAGE_USERS, account, grant)
    return [await _add_row(by, account, person, grant) for person in people]


async def _add_row(by: User, account: SmartAccount, person: str, grant: Grant) -> RowResult:
    # Every check of a row comes before its first write, so a refused row has written nothing.
    try:
        return RowResult(person, await add_one(by, account, person, grant), None)
    except problems.Problem as problem:
        return RowResult(person, None, problem)


async def add_one(by: User, account: SmartAccount, person: str, grant: Grant) -> RoleAssignment:
    """Give a role in the locked account to whom a username or an address names."""
    user = await users.find(person)
    if user is None:
        raise problems.NotFound("No such user.", field=["users"])
    return await _grant(by, account, user, grant)


@database.transaction
async def change_role(
    by: User,
    assignment_id: UUID,
    role: Role,
    part_ids: list[UUID],
    starts_at: datetime | None,
    ends_at: datetime | None,
) -> RoleAssignment:
    """Replace an assignment by another role, scope or time."""
    old = await assignments.close(assignment_id, by, EndReason.REPLACED)
    account = await SmartAccount.locked(old.account_id)
    rights = await assignments.rights_with(by, old)
    assignments.check_manages(rights, account.id)
    assignments.check_may_take(rights, old)
    grant = Grant(role, await accounts.chosen(account, part_ids), starts_at, ends_at)
    check_may_give(rights, Right.MANAGE_USERS, account, grant)
    grant.check(old.user, account)
    new = await give(account, old.user, grant, by, old.request_id)
    await assignments.check_admin_left(account, [old])
    kind, before = NoticeKind.ROLE_CHANGED, old.in_words()
    await assignments.tell(
        kind, "changed", new, account, old.user, by, also=old.scope, before=before
    )
    await letters.role_changed(new, account, old.user, by.full_name)
    return new
