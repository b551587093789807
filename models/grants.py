"""Giving and taking roles: the verbs on assignments, each checking its own right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from models import accounts, clock, database, letters, notices, problems, roles, users
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
    """Raise Forbidden when this is more than the giver's own rights: nobody gives what they lack."""
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
    account = await _managed(by, account_id)
    grant = Grant(role, await accounts.chosen(account, part_ids), starts_at, ends_at)
    return await _grant(by, account, user, grant)


async def _grant(by: User, account: SmartAccount, user: User, grant: Grant) -> RoleAssignment:
    account.check_active()
    check_may_give(await Rights.of(by), Right.MANAGE_USERS, account, grant)
    grant.check(user, account)
    if await _holds(account, user, grant):
        raise problems.AlreadyHeld(field=["role"])
    assignment = await give(account, user, grant, by)
    await _tell(NoticeKind.ROLE_GRANTED, "granted", assignment, account, user, by)
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
    account = await _managed(by, account_id)
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
    old = await _close(assignment_id, by, EndReason.REPLACED)
    account = await _managed(by, old.account_id)
    rights = await _rights_with(by, old)
    _check_may_take(rights, account, old)
    grant = Grant(role, await accounts.chosen(account, part_ids), starts_at, ends_at)
    check_may_give(rights, Right.MANAGE_USERS, account, grant)
    grant.check(old.user, account)
    new = await give(account, old.user, grant, by, old.request_id)
    await _check_admin_left(account)
    await _tell(
        NoticeKind.ROLE_CHANGED, "changed", new, account, old.user, by, before=old.in_words()
    )
    await letters.role_changed(new, account, old.user, by.full_name)
    return new


@database.transaction
async def revoke_role(
    by: User, assignment_id: UUID, part_ids: list[UUID], mail: bool
) -> RoleAssignment:
    """Take a role away, or take it off some of the virtual accounts that it covers."""
    assignment = await _close(assignment_id, by, EndReason.REVOKED)
    if by.id != assignment.user_id and not await _knows(by, assignment):
        raise problems.NotFound()
    account = await SmartAccount.locked(assignment.account_id)
    if by.id != assignment.user_id and not await _employs(by, assignment.user, account):
        _check_may_take(await _rights_with(by, assignment), account, assignment)
    if part_ids:
        await _keep_rest(assignment, account, part_ids)
    await _check_admin_left(account)
    await _tell(NoticeKind.ROLE_REVOKED, "revoked", assignment, account, assignment.user, by)
    await _mail_revoked(assignment, account, by, mail)
    return assignment


async def _knows(by: User, assignment: RoleAssignment) -> bool:
    rights = await _rights_with(by, assignment)
    if rights.anywhere(Right.VIEW_ACCOUNT, assignment.account_id):
        return True
    return await _employs(by, assignment.user, assignment.account)


async def _mail_revoked(
    assignment: RoleAssignment, account: SmartAccount, by: User, mail: bool
) -> None:
    if await _employs(by, assignment.user, account):
        admins = await roles.active_admins(account.id)
        await letters.leaver_revoked(
            assignment.user,
            account,
            [assignment.in_words()],
            [assignment.user, *admins],
            by.full_name,
            "the employer revoked them",
        )
    elif mail:
        await letters.role_revoked(assignment, account, assignment.user, by.full_name)


async def _keep_rest(
    assignment: RoleAssignment, account: SmartAccount, part_ids: list[UUID]
) -> None:
    """Reopen the assignment over what was not taken off; nothing left means it ends."""
    if assignment.role.account_wide:
        raise problems.InheritedAccess()
    await accounts.chosen(account, part_ids)
    taken = [v for v in assignment.virtual_accounts if v.id in part_ids]
    if not taken:
        raise problems.NotFound(field=["virtualAccounts"])
    if len(taken) == len(assignment.virtual_accounts):
        return
    await assignment.virtual_accounts.remove(*taken)
    assignment.ended_at, assignment.ended_by_id, assignment.end_reason = None, None, None
    await assignment.save(update_fields=["ended_at", "ended_by_id", "end_reason"])
    await assignment.fetch_related("virtual_accounts")


@database.transaction
async def remove_user(
    by: User, account_id: UUID, user_id: UUID, mail: bool
) -> list[RoleAssignment]:
    """Take every role of a user in an account away."""
    account = await _managed(by, account_id)
    held = await _current(account_id, user_id)
    if not held:
        raise problems.NotFound(field=["user"])
    rights = await Rights.of(by)
    for assignment in held:
        _check_may_take(rights, account, assignment)
        await _close(assignment.id, by, EndReason.REVOKED)
    await _check_admin_left(account)
    for assignment in held:
        await _tell(NoticeKind.ROLE_REVOKED, "revoked", assignment, account, assignment.user, by)
        if mail:
            await letters.role_revoked(assignment, account, assignment.user, by.full_name)
    return [await current_row(assignment.id) for assignment in held]


async def replace_all(account: SmartAccount, user: User, by: User | None) -> list[str]:
    """End the current roles of a user in the locked account, for others to take their place."""
    held = await _current(account.id, user.id)
    for assignment in held:
        await _close(assignment.id, by, EndReason.REPLACED)
    return [assignment.in_words() for assignment in held]


async def end_all(user: User, reason: EndReason, why: str, domain: str | None = None) -> None:
    """End every role of a user, or those granted under one domain; nobody can refuse this.

    An account that loses its last administrator is flagged for the operators.
    """
    held = RoleAssignment.filter(user_id=user.id, ended_at__isnull=True)
    if domain is not None:
        held = held.filter(granted_domain=domain)
    found = await held.order_by("account_id").prefetch_related("user", "virtual_accounts")
    for account_id, group in groupby(found, key=lambda a: a.account_id):
        await _end_in(await SmartAccount.locked(account_id), user, list(group), reason, why)


async def end_all_of_domain(user: User, domain: str) -> None:
    """End what was granted while the user's address was on another domain."""
    await end_all(user, EndReason.EMAIL_DOMAIN_CHANGED, "the e-mail domain changed", domain)


async def _end_in(
    account: SmartAccount, user: User, held: list[RoleAssignment], reason: EndReason, why: str
) -> None:
    for assignment in held:
        await _close(assignment.id, None, reason)
        await _tell(NoticeKind.ROLE_REVOKED, "revoked", assignment, account, user, None, why=why)
    admins = await roles.active_admins(account.id)
    if not admins and not account.needs_admin:
        account.needs_admin = True
        await account.save(update_fields=["needs_admin"])
    words = [assignment.in_words() for assignment in held]
    await letters.leaver_revoked(user, account, words, [user, *admins], "the system", why)


async def _managed(by: User, account_id: UUID) -> SmartAccount:
    """The locked account, if this user may manage users somewhere in it: checked under the lock."""
    account = await SmartAccount.locked(account_id)
    rights = await Rights.of(by)
    if not rights.anywhere(Right.VIEW_ACCOUNT, account_id):
        raise problems.NotFound()
    if not rights.anywhere(Right.MANAGE_USERS, account_id):
        raise problems.Forbidden()
    return account


async def _rights_with(by: User, assignment: RoleAssignment) -> Rights:
    # The conditional write comes first, so the role that is being taken counts as still held.
    rights = await Rights.of(by)
    if assignment.user_id == by.id:
        rights.assignments.append(assignment)
    return rights


def _check_may_take(rights: Rights, account: SmartAccount, assignment: RoleAssignment) -> None:
    parts = list(assignment.virtual_accounts)
    if rights.everywhere(Right.MANAGE_USERS, account.id):
        return
    if assignment.role.account_wide and rights.covered(Right.MANAGE_USERS, account.id):
        raise problems.InheritedAccess()
    if not rights.over(Right.MANAGE_USERS, account.id, parts):
        raise problems.Forbidden()


async def _close(assignment_id: UUID, by: User | None, reason: EndReason) -> RoleAssignment:
    """End an assignment, exactly once: the row count of the conditional update is the verdict."""
    live = RoleAssignment.filter(id=assignment_id, ended_at__isnull=True)
    closed = await live.update(
        ended_at=clock.now(), ended_by_id=by.id if by else None, end_reason=reason
    )
    found = await current_row(assignment_id)
    if not closed:
        if by and not await _knows(by, found):
            raise problems.NotFound()
        raise problems.RoleEnded()
    return found


async def current_row(assignment_id: UUID) -> RoleAssignment:
    """The assignment with its user, account and virtual accounts."""
    found = await RoleAssignment.filter(id=assignment_id).prefetch_related(
        "user", "account", "virtual_accounts"
    )
    if not found:
        raise problems.NotFound()
    return found[0]


async def _current(account_id: UUID, user_id: UUID) -> list[RoleAssignment]:
    held = RoleAssignment.filter(account_id=account_id, user_id=user_id, ended_at__isnull=True)
    return await held.order_by("granted_at", "id").prefetch_related(
        "user", "account", "virtual_accounts"
    )


async def _check_admin_left(account: SmartAccount) -> None:
    if not await roles.active_admins(account.id):
        raise problems.LastAdmin()


async def employs(by: User, assignment: RoleAssignment) -> bool:
    """Whether `by` administers the company that the holder's address belongs to."""
    return await _employs(by, assignment.user, assignment.account)


async def _employs(by: User, user: User, account: SmartAccount) -> bool:
    """Whether `by` administers the company that the user's address belongs to, and this is another's account."""
    if user.email_domain == account.domain_identifier:
        return False
    rights = await Rights.of(by)
    administered = rights.accounts(Right.MANAGE_USERS) - {account.id}
    return await SmartAccount.filter(
        id__in=administered, domain_identifier=user.email_domain
    ).exists()


async def _tell(
    kind: NoticeKind,
    verb: str,
    assignment: RoleAssignment,
    account: SmartAccount,
    user: User,
    by: User | None,
    **facts: str,
) -> None:
    words = assignment.in_words()
    lineages = [[str(part) for part in v.lineage] for v in assignment.scope]
    await notices.tell(
        kind,
        account,
        actor=by,
        subject_id=user.id,
        message=f"{verb} {words} of {user.full_name}",
        facts={"user": user.full_name, "roles": [words], "lineages": lineages, **facts},
    )
