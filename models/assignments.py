"""Assignments: finding, ending and telling of them, for whoever gives and takes roles."""

from collections.abc import Iterable
from uuid import UUID

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from models import bus, clock, database, notices, problems, roles
from models.accounts import AccountStatus, SmartAccount, VirtualAccount
from models.notices import NoticeKind
from models.roles import EndReason, Right, Rights, Role, RoleAssignment
from models.users import User


async def managed(by: User, account_id: UUID) -> SmartAccount:
    """The locked account, if this user may manage users somewhere in it: checked under the lock."""
    account = await SmartAccount.locked(account_id)
    check_manages(await Rights.of(by), account_id)
    return account


def check_manages(rights: Rights, account_id: UUID) -> None:
    """Raise unless these rights allow to manage users somewhere in the account."""
    if not rights.anywhere(Right.VIEW_ACCOUNT, account_id):
        raise problems.NotFound()
    if not rights.anywhere(Right.MANAGE_USERS, account_id):
        raise problems.Forbidden()


async def current_row(assignment_id: UUID) -> RoleAssignment:
    """The assignment with its user, account and virtual accounts."""
    found = await RoleAssignment.filter(id=assignment_id).prefetch_related(
        "user", "account", "virtual_accounts"
    )
    if not found:
        raise problems.NotFound()
    return found[0]


async def current(account_id: UUID, user_id: UUID) -> list[RoleAssignment]:
    """Every assignment of a user in an account that has not ended."""
    held = RoleAssignment.standing().filter(account_id=account_id, user_id=user_id)
    return await held.order_by("granted_at", "id").prefetch_related(
        "user", "account", "virtual_accounts"
    )


async def close(assignment_id: UUID, by: User | None, reason: EndReason) -> RoleAssignment:
    """End an assignment, exactly once: the row count of the conditional update is the verdict."""
    live = RoleAssignment.standing().filter(id=assignment_id)
    closed = await live.update(
        ended_at=clock.now(),
        ended_by_id=by.id if by else None,
        end_reason=reason,
        version=F("version") + 1,
    )
    found = await current_row(assignment_id)
    if not closed:
        if by and not await knows(by, found):
            raise problems.NotFound()
        raise problems.RoleEnded()
    return found


async def knows(by: User, assignment: RoleAssignment) -> bool:
    """Whether `by` may know of this assignment at all: its holder always does."""
    if by.id == assignment.user_id:
        return True
    rights = await rights_with(by, assignment)
    if rights.anywhere(Right.VIEW_ACCOUNT, assignment.account_id):
        return True
    return await employs_user(by, assignment.user, assignment.account)


async def rights_with(by: User, assignment: RoleAssignment) -> Rights:
    """The rights of `by`, the role that is being taken counted as still held.

    The conditional write comes first, so it no longer stands in the table. A role whose time has
    not come gives nothing: nobody may lift themselves by it.
    """
    rights = await Rights.of(by)
    gave_rights = assignment.in_its_time and assignment.account.status == AccountStatus.ACTIVE
    if assignment.user_id == by.id and gave_rights:
        rights.add(assignment)
    return rights


def check_may_take(
    rights: Rights,
    assignment: RoleAssignment,
    parts: Iterable[VirtualAccount] | None = None,
) -> None:
    """Raise unless these rights allow to take this role away, or to take it off these `parts`."""
    account = assignment.account_id
    parts = assignment.virtual_accounts if parts is None else parts
    if rights.everywhere(Right.MANAGE_USERS, account):
        return
    if assignment.role.account_wide and rights.covered(Right.MANAGE_USERS, account):
        raise problems.InheritedAccess()
    if not rights.over(Right.MANAGE_USERS, account, parts):
        raise problems.Forbidden()


async def check_admin_left(account: SmartAccount, taken: Iterable[RoleAssignment]) -> None:
    """Raise LastAdmin where taking these roles leaves the account nobody who can act."""
    took_one = any(assignment.role == Role.SMART_ACCOUNT_ADMIN for assignment in taken)
    if took_one and not await roles.active_admins(account.id):
        raise problems.LastAdmin()


async def look_again(account_id: UUID) -> None:
    """Make the open streams of the account's virtual account administrators look at their rights
    again, which hang on more than their roles: on its settings, and on what lies below what."""
    found = await database.fetch(
        'UPDATE "user" SET epoch = epoch + 1 WHERE id IN (SELECT user_id FROM role_assignment'
        " WHERE account_id = ? AND role = ? AND ended_at IS NULL) RETURNING id",
        account_id,
        Role.VIRTUAL_ACCOUNT_ADMIN,
    )
    topics = [notices.user_topic(UUID(str(row["id"]))) for row in found]
    database.after_commit(lambda: bus.wake(*topics))


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


async def of_employees(rights: Rights) -> QuerySet[RoleAssignment]:
    """What people of the companies that one administers hold in other companies' accounts."""
    employers = SmartAccount.filter(id__in=list(rights.accounts(Right.MANAGE_USERS)))
    domains = list(await employers.values_list("domain_identifier", flat=True))
    held = RoleAssignment.current().filter(user__email_domain__in=domains)
    return held.exclude(account__domain_identifier__in=domains)


async def tell(
    kind: NoticeKind,
    verb: str,
    assignment: RoleAssignment,
    account: SmartAccount,
    user: User,
    by: User | None,
    also: Iterable[VirtualAccount] = (),
    **facts: str,
) -> None:
    """Write the notice and the log's line about an assignment, which covered `also` before."""
    words, whose = assignment.in_words(), "to" if verb == "granted" else "of"
    concerned = {v.id: v for v in [*assignment.scope, *also]}.values()
    lineages = [[str(part) for part in v.lineage] for v in concerned]
    await notices.tell(
        kind,
        account,
        actor=by,
        subject_id=user.id,
        message=f"{by.full_name if by else 'The system'} {verb} {words} {whose} {user.full_name}",
        facts={"user": user.full_name, "roles": [words], "lineages": lineages, **facts},
    )
