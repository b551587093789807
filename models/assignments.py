"""Assignments: finding, ending and telling of them, for whoever gives and takes roles."""

from uuid import UUID

from models import clock, notices, problems, roles
from models.accounts import SmartAccount
from models.notices import NoticeKind
from models.roles import EndReason, Right, Rights, RoleAssignment
from models.users import User


async def managed(by: User, account_id: UUID) -> SmartAccount:
    """The locked account, if this user may manage users somewhere in it: checked under the lock."""
    account = await SmartAccount.locked(account_id)
    rights = await Rights.of(by)
    if not rights.anywhere(Right.VIEW_ACCOUNT, account_id):
        raise problems.NotFound()
    if not rights.anywhere(Right.MANAGE_USERS, account_id):
        raise problems.Forbidden()
    return account


async def current_row(assignment_id: UUID) -> RoleAssignment:
    """The assignment with its user, account and virtual accounts."""
    found = await RoleAssignment.filter(id=assignment_id).prefetch_related(
        "user", "account", "virtual_accounts"
    )
    if not found:
        raise problems.NotFound()
    return found[0]


async def current(account_id: UUID, user_id: UUID) -> list[RoleAssignment]:
    """Every assignment of a user in an account that was not ended."""
    held = RoleAssignment.filter(account_id=account_id, user_id=user_id, ended_at__isnull=True)
    return await held.order_by("granted_at", "id").prefetch_related(
        "user", "account", "virtual_accounts"
    )


async def close(assignment_id: UUID, by: User | None, reason: EndReason) -> RoleAssignment:
    """End an assignment, exactly once: the row count of the conditional update is the verdict."""
    live = RoleAssignment.filter(id=assignment_id, ended_at__isnull=True)
    closed = await live.update(
        ended_at=clock.now(), ended_by_id=by.id if by else None, end_reason=reason
    )
    found = await current_row(assignment_id)
    if not closed:
        if by and not await knows(by, found):
            raise problems.NotFound()
        raise problems.RoleEnded()
    return found


async def knows(by: User, assignment: RoleAssignment) -> bool:
    """Whether `by` may know of this assignment at all."""
    rights = await rights_with(by, assignment)
    if rights.anywhere(Right.VIEW_ACCOUNT, assignment.account_id):
        return True
    return await employs_user(by, assignment.user, assignment.account)


async def rights_with(by: User, assignment: RoleAssignment) -> Rights:
    """The rights of `by`, the role that is being taken counted as still held.

    The conditional write comes first, so it no longer stands in the table.
    """
    rights = await Rights.of(by)
    if assignment.user_id == by.id:
        rights.assignments.append(assignment)
    return rights


def check_may_take(rights: Rights, account: SmartAccount, assignment: RoleAssignment) -> None:
    """Raise unless these rights allow to take this role away."""
    parts = list(assignment.virtual_accounts)
    if rights.everywhere(Right.MANAGE_USERS, account.id):
        return
    if assignment.role.account_wide and rights.covered(Right.MANAGE_USERS, account.id):
        raise problems.InheritedAccess()
    if not rights.over(Right.MANAGE_USERS, account.id, parts):
        raise problems.Forbidden()


async def check_admin_left(account: SmartAccount) -> None:
    """Raise LastAdmin where the account has nobody left who can act."""
    if not await roles.active_admins(account.id):
        raise problems.LastAdmin()


async def employs(by: User, assignment: RoleAssignment) -> bool:
    """Whether `by` administers the company that the holder's address belongs to."""
    return await employs_user(by, assignment.user, assignment.account)


async def employs_user(by: User, user: User, account: SmartAccount) -> bool:
    """Whether `by` administers the company that the user's address belongs to, and this is
    another's account."""
    if user.email_domain == account.domain_identifier:
        return False
    rights = await Rights.of(by)
    administered = rights.accounts(Right.MANAGE_USERS) - {account.id}
    return await SmartAccount.filter(
        id__in=administered, domain_identifier=user.email_domain
    ).exists()


async def tell(
    kind: NoticeKind,
    verb: str,
    assignment: RoleAssignment,
    account: SmartAccount,
    user: User,
    by: User | None,
    **facts: str,
) -> None:
    """Write the notice and the log's line about an assignment."""
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
