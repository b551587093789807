"""Giving roles: each verb checks its own right, under the account's lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import accounts, assignments, clock, database, letters, problems, users
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
        if self.ends_at and self.ends_at <= (self.starts_at or clock.now()):
            raise problems.InvalidInput(
                "The end must lie after the start and in the future.", ["endsAt"]
            )
        verified = user.email_verified and user.email_domain == account.domain_identifier
        if self.role == Role.SMART_ACCOUNT_APPROVER and not verified:
            raise problems.ApproverDomainMismatch(field=["role"])


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
    """Write the assignment into the locked account; a role that is held already is widened.

    The row that ends by itself is closed first, as one user holds one role once in an account.
    """
    held = RoleAssignment.filter(
        account_id=account.id, user_id=user.id, role=grant.role, ended_at__isnull=True
    )
    await held.filter(ends_at__lte=clock.now()).update(
        ended_at=clock.now(), end_reason=EndReason.EXPIRED
    )
    assignment = await held.first()
    if assignment is None:
        assignment = RoleAssignment(
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
        await assignment.save(force_create=True)
    else:
        assignment.starts_at, assignment.ends_at = grant.starts_at, grant.ends_at
        assignment.version += 1
        await assignment.save(update_fields=["starts_at", "ends_at", "version"])
    if grant.parts:
        await assignment.virtual_accounts.add(*grant.parts)
    await assignment.fetch_related("virtual_accounts")
    if account.needs_admin and grant.role == Role.SMART_ACCOUNT_ADMIN:
        account.needs_admin = False
        await account.save(update_fields=["needs_admin"])
    return assignment


@database.transaction
async def grant_role(
    by: User,
    account_id: UUID,
    user: User,
    role: Role,
    part_ids: list[UUID],
    starts_at: datetime | None,
    ends_at: datetime | None,
) -> RoleAssignment:
    """Give a user of the service a role, without a request."""
    account = await assignments.managed(by, account_id)
    grant = Grant(role, await accounts.chosen(account, part_ids), starts_at, ends_at)
    return await _grant(by, account, user, grant)


async def _grant(by: User, account: SmartAccount, user: User, grant: Grant) -> RoleAssignment:
    account.check_active()
    check_may_give(await Rights.of(by), Right.MANAGE_USERS, account, grant)
    grant.check(user, account)
    if await _holds(account, user, grant):
        raise problems.AlreadyHeld(field=["role"])
    assignment = await give(account, user, grant, by)
    await assignments.tell(NoticeKind.ROLE_GRANTED, "granted", assignment, account, user, by)
    await letters.role_granted(assignment, account, user, by.full_name)
    return assignment


async def _holds(account: SmartAccount, user: User, grant: Grant) -> bool:
    held = RoleAssignment.current().filter(account_id=account.id, user_id=user.id, role=grant.role)
    assignment = await held.prefetch_related("virtual_accounts").first()
    if assignment is None or (assignment.starts_at, assignment.ends_at) != (
        grant.starts_at,
        grant.ends_at,
    ):
        return False
    return {p.id for p in grant.parts} <= {v.id for v in assignment.virtual_accounts}


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
    grant = Grant(role, await accounts.chosen(account, part_ids))
    return [await _add_row(by, account, person, grant) for person in people]


async def _add_row(by: User, account: SmartAccount, person: str, grant: Grant) -> RowResult:
    # Every check of a row comes before its first write, so a refused row has written nothing.
    try:
        user = await users.find(person)
        if user is None:
            raise problems.NotFound("No such user.", field=["users"])
        return RowResult(person, await _grant(by, account, user, grant), None)
    except problems.Problem as problem:
        return RowResult(person, None, problem)


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
    account = await assignments.managed(by, old.account_id)
    rights = await assignments.rights_with(by, old)
    assignments.check_may_take(rights, account, old)
    grant = Grant(role, await accounts.chosen(account, part_ids), starts_at, ends_at)
    check_may_give(rights, Right.MANAGE_USERS, account, grant)
    grant.check(old.user, account)
    new = await give(account, old.user, grant, by, old.request_id)
    await assignments.check_admin_left(account)
    await assignments.tell(
        NoticeKind.ROLE_CHANGED, "changed", new, account, old.user, by, before=old.in_words()
    )
    await letters.role_changed(new, account, old.user, by.full_name)
    return new
