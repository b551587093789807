"""What operators do: they run the deployment, and decide nothing in place of an account's
people."""

from uuid import UUID

from models import (
    application_steps,
    asking,
    assignments,
    audit,
    automation_letters,
    clock,
    database,
    fulfilling,
    grants,
    mail,
    notices,
    problems,
    revocations,
    roles,
    silence,
    stepping_down,
    support_deciding,
    support_handover,
)
from models.accounts import AccountStatus, SmartAccount
from models.cases import RequestStatus
from models.grants import Grant
from models.mail import EmailMessage
from models.notices import NoticeKind
from models.requests import AccessRequest, EndCause
from models.roles import EndReason, Role, RoleAssignment
from models.users import User


def check_operator(by: User) -> None:
    """Raise Forbidden unless this user runs the deployment."""
    if not by.is_operator:
        raise problems.Forbidden("Only operators may do this.")


@database.transaction
async def deactivate_account(by: User, account_id: UUID) -> SmartAccount:
    """Close an account: nobody enters any more, and its pending requests end with a mail."""
    check_operator(by)
    active = SmartAccount.filter(id=account_id, status=AccountStatus.ACTIVE)
    closed = await active.update(status=AccountStatus.INACTIVE)
    account = await SmartAccount.locked(account_id)
    if not closed:
        raise problems.AccountNotActive()
    account.version += 1
    await account.save(update_fields=["version"])
    pending = await AccessRequest.filter(account_id=account_id, status=RequestStatus.PENDING)
    await asking.cancel_all(
        pending, EndCause.ACCOUNT_DEACTIVATED, "the account was deactivated", by
    )
    account = await SmartAccount.locked(account_id)
    await notices.tell(
        NoticeKind.ACCOUNT_CHANGED,
        account,
        actor=by,
        message=f"{by.full_name} deactivated the account",
    )
    return account


@database.transaction
async def appoint_administrator(
    by: User, account_id: UUID, user: User | None, reason: str
) -> RoleAssignment:
    """Make somebody an administrator of an account whose own people do not answer, or are gone."""
    check_operator(by)
    account = await SmartAccount.locked(account_id)
    account.check_active()
    reason = asking.clean_reason(reason)
    user = _appointable(by, user)
    if not await needs_operators(account):
        raise problems.Forbidden("The administrators of this account answer.")
    grant = Grant(Role.SMART_ACCOUNT_ADMIN)
    held = await assignments.current(account.id, user.id)
    if grant.covered_by([a for a in held if a.in_its_time and a.role == grant.role]):
        raise problems.AlreadyHeld(field=["user"])
    given = await grants.give(account, user, grant, by)
    await assignments.tell(NoticeKind.ROLE_GRANTED, "granted", given, account, user, by, why=reason)
    await audit.record(
        "administrator_appointed",
        actor=by,
        thing=user.id,
        message=f"{by.full_name} appointed {user.full_name}: {reason}",
        place=account,
    )
    admins = await roles.active_admins(account.id)
    await automation_letters.appointed(given, account, user, admins, by, reason)
    await fulfilling.by_grant(account, user, given, by)
    await silence.answerable(account, by)
    return await assignments.current_row(given.id)


def _appointable(by: User, user: User | None) -> User:
    if user is None:
        raise problems.NotFound("No such user.", field=["user"])
    if user.id == by.id:
        raise problems.Forbidden("Nobody appoints themselves.")
    if not user.email_verified:
        raise problems.InvalidInput("This user's address is not verified.", ["user"])
    return user


async def needs_operators(account: SmartAccount) -> bool:
    """Whether operators may appoint an administrator: nobody can act, or nobody answers."""
    return account.needs_admin or await silence.escalated_in(account.id)


@database.transaction
async def deactivate_user(by: User, user_id: UUID) -> User:
    """Close a user's sign-in: sessions and roles end at once, pending requests with a mail."""
    check_operator(by)
    if not await User.filter(id=user_id, active=True).update(active=False):
        raise problems.NotFound()
    user = await User.get(id=user_id)
    user.version += 1
    await user.save(update_fields=["version"])
    pending = await AccessRequest.filter(requester_id=user_id, status=RequestStatus.PENDING)
    await asking.cancel_all(pending, EndCause.USER_DEACTIVATED, "the user was deactivated", by)
    await application_steps.cancel_of_user(user, by, "the user was deactivated")
    await revocations.end_all(user, EndReason.USER_DEACTIVATED, "the user was deactivated")
    await support_deciding.cancel_of(user, by)
    await support_handover.deactivated(user)
    await stepping_down.user_deactivated(user, by)
    await notices.changed(user_id)
    await audit.record(
        "user.deactivated", actor=by, thing=user_id, message=f"deactivated {user.username}"
    )
    return user


@database.transaction
async def resend_email(by: User, email_id: UUID) -> EmailMessage:
    """Queue a mail once more that failed or was sent."""
    check_operator(by)
    if not await mail.send_again(email_id, clock.now()):
        raise problems.NotFound()
    database.after_commit(mail.wake_worker)
    await audit.record("email.resent", actor=by, thing=email_id, message="queued a mail again")
    return await EmailMessage.get(id=email_id)
