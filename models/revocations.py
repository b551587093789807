"""Taking roles away: by administrators, by the employer, by oneself, and by what happens to a
user."""

from itertools import groupby
from uuid import UUID

from tortoise.expressions import F

from models import accounts, assignments, database, letters, problems, roles
from models.accounts import SmartAccount
from models.notices import NoticeKind
from models.roles import EndReason, Rights, RoleAssignment
from models.users import User


@database.transaction
async def revoke_role(
    by: User, assignment_id: UUID, part_ids: list[UUID], mail: bool
) -> RoleAssignment:
    """Take a role away, or take it off some of the virtual accounts that it covers."""
    assignment = await assignments.close(assignment_id, by, EndReason.REVOKED)
    if by.id != assignment.user_id and not await assignments.knows(by, assignment):
        raise problems.NotFound()
    account = await SmartAccount.locked(assignment.account_id)
    if by.id != assignment.user_id and not await assignments.employs_user(
        by, assignment.user, account
    ):
        assignments.check_may_take(
            await assignments.rights_with(by, assignment), account, assignment
        )
    if part_ids:
        await _keep_rest(assignment, account, part_ids)
    await assignments.check_admin_left(account)
    await assignments.tell(
        NoticeKind.ROLE_REVOKED, "revoked", assignment, account, assignment.user, by
    )
    await _mail_revoked(assignment, account, by, mail)
    return await assignments.current_row(assignment_id)


async def _mail_revoked(
    assignment: RoleAssignment, account: SmartAccount, by: User, mail: bool
) -> None:
    if await assignments.employs_user(by, assignment.user, account):
        ended = RoleAssignment.filter(id=assignment.id, ended_at__isnull=False)
        await ended.update(end_reason=EndReason.LEFT_EMPLOYER)
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
    still = RoleAssignment.filter(id=assignment.id)
    await still.update(ended_at=None, ended_by_id=None, end_reason=None, version=F("version") + 1)


@database.transaction
async def remove_user(
    by: User, account_id: UUID, user_id: UUID, mail: bool
) -> list[RoleAssignment]:
    """Take every role of a user in an account away."""
    account = await assignments.managed(by, account_id)
    held = await assignments.current(account_id, user_id)
    if not held:
        raise problems.NotFound(field=["user"])
    rights = await Rights.of(by)
    for assignment in held:
        assignments.check_may_take(rights, account, assignment)
        await assignments.close(assignment.id, by, EndReason.REVOKED)
    await assignments.check_admin_left(account)
    for assignment in held:
        await assignments.tell(
            NoticeKind.ROLE_REVOKED, "revoked", assignment, account, assignment.user, by
        )
        if mail:
            await letters.role_revoked(assignment, account, assignment.user, by.full_name)
    return [await assignments.current_row(assignment.id) for assignment in held]


async def replace_all(account: SmartAccount, user: User, by: User | None) -> list[str]:
    """End the current roles of a user in the locked account, for others to take their place."""
    held = await assignments.current(account.id, user.id)
    for assignment in held:
        await assignments.close(assignment.id, by, EndReason.REPLACED)
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
        await assignments.close(assignment.id, None, reason)
        await assignments.tell(
            NoticeKind.ROLE_REVOKED, "revoked", assignment, account, user, None, why=why
        )
    admins = await roles.active_admins(account.id)
    if not admins and not account.needs_admin:
        account.needs_admin = True
        await account.save(update_fields=["needs_admin"])
    words = [assignment.in_words() for assignment in held]
    await letters.leaver_revoked(user, account, words, [user, *admins], "the system", why)
