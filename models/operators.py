"""What operators do: they run the deployment, and decide nothing in place of an account's
people."""

from uuid import UUID

from models import asking, audit, clock, database, mail, notices, problems, revocations
from models.accounts import AccountStatus, SmartAccount
from models.cases import RequestStatus
from models.mail import EmailMessage
from models.notices import NoticeKind
from models.requests import AccessRequest, EndCause
from models.roles import EndReason
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
    await revocations.end_all(user, EndReason.USER_DEACTIVATED, "the user was deactivated")
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
