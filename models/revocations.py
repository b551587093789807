"""Taking roles away: by administrators, by the employer, by oneself, and by what happens to a
user."""

from itertools import groupby
from uuid import UUID

from tortoise.queryset import QuerySet

from models import accounts, assignments, database, letters, problems, roles, silence
from models.accounts import SmartAccount, VirtualAccount
from models.notices import NoticeKind
from models.roles import EndReason, Right, Rights, RoleAssignment
from models.users import User


@database.transaction
async def revoke_role(
    by: User, assignment_id: UUID, part_ids: list[UUID], mail: bool
) -> RoleAssignment:
    """Take a role away, or take it off some of the virtual accounts that it covers."""
    assignment = await assignments.close(assignment_id, by, EndReason.REVOKED)
    if not await assignments.knows(by, assignment):
        raise problems.NotFound()
    account = await SmartAccount.locked(assignment.account_id)
    taken = await _taken(assignment, account, part_ids)
    as_employer = await _check_may_revoke(by, assignment, account, taken)
    if len(taken) < len(assignment.virtual_accounts):
        await _keep_rest(assignment, account, taken, by, mail)
    elif as_employer:
        await _end_for_employer(assignment, account, by, mail)
    else:
        await _end(assignment, account, by, mail)
    return await assignments.current_row(assignment_id)


async def _taken(
    assignment: RoleAssignment, account: SmartAccount, part_ids: list[UUID]
) -> list[VirtualAccount]:
    """The virtual accounts that a role is taken off: all of its own where none are named."""
    if part_ids and assignment.role.account_wide:
        raise problems.InheritedAccess()
    await accounts.chosen(account, part_ids)
    taken = [v for v in assignment.virtual_accounts if not part_ids or v.id in part_ids]
    if part_ids and not taken:
        raise problems.NotFound(field=["virtualAccounts"])
    return taken


async def _check_may_revoke(
    by: User, assignment: RoleAssignment, account: SmartAccount, taken: list[VirtualAccount]
) -> bool:
    """Raise unless `by` may; whether it is as the employer, whom nobody can refuse."""
    if by.id == assignment.user_id:
        return False
    rights = await Rights.of(by)
    manages = rights.everywhere(Right.MANAGE_USERS, account.id)
    if not manages and await assignments.employs_user(by, assignment.user, account):
        return True
    assignments.check_may_take(rights, assignment, taken)
    return False


async def _end(assignment: RoleAssignment, account: SmartAccount, by: User, mail: bool) -> None:
    user = assignment.user
    await assignments.check_admin_left(account, [assignment])
    await assignments.tell(NoticeKind.ROLE_REVOKED, "revoked", assignment, account, user, by)
    if mail:
        await letters.role_revoked(assignment, account, user, by.full_name)


async def _end_for_employer(
    assignment: RoleAssignment, account: SmartAccount, by: User, mail: bool
) -> None:
    user, why = assignment.user, "the employer revoked them"
    assignment.end_reason = EndReason.LEFT_EMPLOYER
    await assignment.save(update_fields=["end_reason"])
    await assignments.tell(
        NoticeKind.ROLE_REVOKED, "revoked", assignment, account, user, by, why=why
    )
    admins = await _flag_without_admin(account)
    told = [user, *admins] if mail else admins
    words = [assignment.in_words()]
    await letters.leaver_revoked(user, account, words, told, by.full_name, why)


async def _keep_rest(
    assignment: RoleAssignment,
    account: SmartAccount,
    taken: list[VirtualAccount],
    by: User,
    mail: bool,
) -> None:
    """Reopen the assignment over what was not taken off."""
    before, user = assignment.in_words(), assignment.user
    await assignment.virtual_accounts.remove(*taken)
    reopened = RoleAssignment.filter(id=assignment.id)
    await reopened.update(ended_at=None, ended_by_id=None, end_reason=None)
    await assignment.fetch_related("virtual_accounts")
    kind = NoticeKind.ROLE_CHANGED
    await assignments.tell(
        kind, "changed", assignment, account, user, by, also=taken, before=before
    )
    if mail:
        await letters.role_changed(assignment, account, user, by.full_name)


async def _flag_without_admin(account: SmartAccount) -> list[User]:
    """The administrators who are left; without any the account is handed to the operators."""
    admins = await roles.active_admins(account.id)
    if not admins:
        await silence.nobody_left(account)
    return admins


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
        assignments.check_may_take(rights, assignment)
        await assignments.close(assignment.id, by, EndReason.REVOKED)
    await assignments.check_admin_left(account, held)
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


async def end_all(user: User, reason: EndReason, why: str) -> None:
    """End every role of a user; nobody can refuse this."""
    await _end_each(RoleAssignment.standing().filter(user_id=user.id), user, reason, why)


def under_domain(user: User, domain: str) -> QuerySet[RoleAssignment]:
    """What was granted while the user's address was on this domain: it ends with the address."""
    return RoleAssignment.standing().filter(user_id=user.id, granted_domain=domain)


async def end_all_of_domain(user: User, domain: str) -> None:
    """End what was granted while the user's address was on another domain."""
    why = "the e-mail domain changed"
    await _end_each(under_domain(user, domain), user, EndReason.EMAIL_DOMAIN_CHANGED, why)


async def _end_each(
    held: QuerySet[RoleAssignment], user: User, reason: EndReason, why: str
) -> None:
    """End these roles of a user. An account that loses its last administrator is flagged for the
    operators."""
    found = await held.order_by("account_id").prefetch_related("user", "virtual_accounts")
    for account_id, group in groupby(found, key=lambda a: a.account_id):
        await _end_in(await SmartAccount.locked(account_id), user, list(group), reason, why)


async def _end_in(
    account: SmartAccount, user: User, held: list[RoleAssignment], reason: EndReason, why: str
) -> None:
    for assignment in held:
        await assignments.close(assignment.id, None, reason)
        await assignments.tell(
            NoticeKind.ROLE_REVOKED, "revoked", assignment, account, user, None, why=why
        )
    admins = await _flag_without_admin(account)
    words = [assignment.in_words() for assignment in held]
    await letters.leaver_revoked(user, account, words, [user, *admins], "the system", why)
