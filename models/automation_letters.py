"""The mails about requests that nobody answers, and about who is to answer them."""

from collections.abc import Sequence

from models import clock, keys, stationery
from models.accounts import SmartAccount
from models.mail import EmailKind
from models.requests import AccessRequest
from models.roles import RoleAssignment
from models.users import User

NAMED = 20
NOT_DECIDING = "You may appoint an administrator; operators decide no requests themselves."


def _account_page(account: SmartAccount) -> str:
    return f"/accounts/{keys.global_id('SmartAccount', account.id)}"


def _request_page(request: AccessRequest, account: SmartAccount) -> str:
    return f"{_account_page(account)}/requests/{keys.global_id('AccessRequest', request.id)}"


async def unanswered(request: AccessRequest, account: SmartAccount, operators: list[User]) -> None:
    """To the operators: the administrators of an account do not answer."""
    waits = ("Reminders sent", str(request.reminders + request.automatic_reminders))
    since = request.waiting_since or request.submitted_at
    await stationery.send(
        EmailKind.ACCESS_ESCALATED,
        operators,
        f"Access request without an answer - {account.name}",
        "Access request without an answer",
        paragraphs=[
            f"{request.full_name} has been waiting since {clock.written_out(since)} for an answer "
            f"about the Smart Account {account.name}.",
            NOT_DECIDING,
        ],
        blocks=[
            stationery.account_block(account),
            stationery.requester_block(request),
            stationery.request_block(request, waits),
        ],
        quote={"by": request.full_name, "text": request.reason},
        links=[("View this request", _request_page(request, account))],
        about=request,
        account_id=account.id,
    )


async def without_administrator(
    account: SmartAccount, waiting: Sequence[AccessRequest], operators: list[User]
) -> None:
    """To the operators: nobody in an account can act; one mail, however many requests wait."""
    rows = [(r.full_name, clock.written_out(r.submitted_at)) for r in waiting[:NAMED]]
    if len(waiting) > NAMED:
        rows.append(("And more", str(len(waiting) - NAMED)))
    noticed = ("Noticed on", clock.written_out(clock.now()))
    await stationery.send(
        EmailKind.ACCESS_ESCALATED,
        operators,
        f"Account without administrator - {account.name}",
        "Account without administrator",
        paragraphs=[
            f"The Smart Account {account.name} has no administrator who can act.",
            NOT_DECIDING,
        ],
        blocks=[
            stationery.account_block(account),
            stationery.block("Waiting requests", noticed, *(rows or [("Requests", "none")])),
        ],
        links=[("View this account", f"{_account_page(account)}/overview")],
        account_id=account.id,
    )


async def told_operators(request: AccessRequest, account: SmartAccount) -> None:
    """To the requester: nobody answers, and somebody now sees to it."""
    await _to_requester(
        EmailKind.ACCESS_ESCALATED,
        "Your request waits",
        request,
        account,
        [
            f"Nobody has answered your request to enter the Smart Account {account.name} so far.",
            "The operators of this service have been told. They may appoint an administrator, "
            "who then answers you. You need do nothing.",
        ],
    )


async def will_be_answered(request: AccessRequest, account: SmartAccount) -> None:
    """To the requester: there is somebody again who can answer."""
    await _to_requester(
        EmailKind.ACCESS_ESCALATED,
        "An administrator was appointed",
        request,
        account,
        [
            f"The Smart Account {account.name} has a new administrator, who has your request.",
            "You need do nothing.",
        ],
    )


async def _to_requester(
    kind: EmailKind,
    heading: str,
    request: AccessRequest,
    account: SmartAccount,
    paragraphs: list[str],
) -> None:
    noted = ("Noted on", clock.written_out(clock.now()))
    await stationery.send(
        kind,
        [request.requester],
        f"Access request - {account.name} - {heading}",
        heading,
        paragraphs=paragraphs,
        blocks=[stationery.account_block(account), stationery.request_block(request, noted)],
        links=[("View this request", stationery.own_page(request))],
        about=request,
        account_id=account.id,
    )


async def appointed(
    assignment: RoleAssignment,
    account: SmartAccount,
    user: User,
    admins: Sequence[User],
    by: User,
    reason: str,
) -> None:
    """To the new administrator and to the others: an operator appointed one, and why."""
    result = stationery.block(
        "Role",
        ("Role", assignment.in_words()),
        ("Holder", user.full_name),
        ("Appointed by", f"{by.full_name}, operator"),
        ("On", clock.written_out(clock.now())),
    )
    page = f"{_account_page(account)}/requests"
    others = [admin for admin in admins if admin.id != user.id]
    for people, first in (
        ([user], f"You were made an administrator of the Smart Account {account.name}."),
        (others, f"{user.full_name} was made an administrator of {account.name}."),
    ):
        await stationery.send(
            EmailKind.ROLE_GRANTED,
            people,
            f"Administrator appointed - {account.name}",
            "Administrator appointed",
            paragraphs=[first, "Requests to enter the account may be waiting for an answer."],
            blocks=[stationery.account_block(account), result],
            links=[("View the account's requests", page)],
            quote={"by": by.full_name, "text": reason},
            account_id=account.id,
        )
