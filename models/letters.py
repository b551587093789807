"""One function per mail: what it says, to whom, written with what caused it.

A letter is structured words; `web/mailer.py` lays it out, adds the deployment's name and address,
and sends it after the commit.
"""

from typing import TYPE_CHECKING

from models import clock, keys, mail, stationery
from models.accounts import SmartAccount
from models.mail import Block, EmailKind, Quote
from models.roles import RoleAssignment
from models.users import User

if TYPE_CHECKING:
    from models.requests import AccessRequest


async def access_requested(
    request: "AccessRequest", account: SmartAccount, admins: list[User]
) -> None:
    """To the administrators: somebody asks to enter."""
    await _to_administrators(
        EmailKind.ACCESS_REQUESTED,
        f"Access request - {account.name}",
        "Access request",
        request,
        account,
        admins,
        f"{request.full_name} asks to enter the Smart Account {account.name}.",
    )


async def access_reminder(
    request: "AccessRequest", account: SmartAccount, admins: list[User]
) -> None:
    """To the administrators: somebody still waits."""
    await _to_administrators(
        EmailKind.ACCESS_REMINDER,
        f"Reminder: access request - {account.name}",
        "Access request: reminder",
        request,
        account,
        admins,
        f"{request.full_name} still waits for an answer about the Smart Account {account.name}.",
    )


async def _to_administrators(
    kind: EmailKind,
    subject: str,
    heading: str,
    request: "AccessRequest",
    account: SmartAccount,
    admins: list[User],
    first: str,
) -> None:
    page = _requests_page(account)
    await stationery.send(
        kind,
        admins,
        subject,
        heading,
        paragraphs=[first, "Approve or decline it; whoever of you answers first decides for all."],
        blocks=[
            stationery.account_block(account),
            stationery.requester_block(request),
            stationery.request_block(request),
        ],
        quote={"by": request.full_name, "text": request.reason},
        links=[("View this request", _decide_page(request, account)), ("View all requests", page)],
        about=request,
        account_id=account.id,
    )


async def approved(
    request: "AccessRequest", account: SmartAccount, requester: User, admins: list[User], by: str
) -> None:
    """To the requester, and to the other administrators: who approved, and which roles."""
    when = clock.written_out(request.acted_at or clock.now())
    roles = stationery.block(
        "Result",
        ("Roles assigned by", by),
        ("Roles assigned on", when),
        *(("Role", words) for words in request.granted_in_words()),
    )
    subject = f"Access request - {account.name} - Approved"
    await stationery.send(
        EmailKind.ACCESS_APPROVED,
        [requester],
        subject,
        "Access request approved",
        paragraphs=[f"Your request to enter the Smart Account {account.name} was approved."],
        blocks=[stationery.account_block(account), roles],
        links=[("Go to your access", "/access")],
        about=request,
        account_id=account.id,
    )
    await _result_to_admins(
        EmailKind.ACCESS_APPROVED, subject, "approved", request, account, admins, by, roles
    )


async def declined(
    request: "AccessRequest", account: SmartAccount, requester: User, admins: list[User], by: str
) -> None:
    """To the requester, and to the other administrators: who declined, when and why."""
    when = clock.written_out(request.acted_at or clock.now())
    result = stationery.block(
        "Result",
        ("Declined by", by),
        ("Declined on", when),
        ("Reason for decline", "as written below" if request.decision_reason else "none given"),
    )
    reason: Quote | None = None
    if request.decision_reason:
        reason = {"by": by, "text": request.decision_reason}
    subject = f"Access request - {account.name} - Declined"
    await stationery.send(
        EmailKind.ACCESS_DECLINED,
        [requester],
        subject,
        "Access request declined",
        paragraphs=[
            f"Your request to enter the Smart Account {account.name} was declined.",
            "You may ask again.",
        ],
        blocks=[stationery.account_block(account), result],
        links=[("View this request", stationery.own_page(request))],
        quote=reason,
        about=request,
        account_id=account.id,
    )
    await _result_to_admins(
        EmailKind.ACCESS_DECLINED, subject, "declined", request, account, admins, by, result, reason
    )


async def _result_to_admins(
    kind: EmailKind,
    subject: str,
    verb: str,
    request: "AccessRequest",
    account: SmartAccount,
    admins: list[User],
    by: str,
    result: Block,
    quote: Quote | None = None,
) -> None:
    await stationery.send(
        kind,
        [admin for admin in admins if admin.id != request.requester_id],
        subject,
        f"Access request {verb}",
        paragraphs=[
            f"The request of {request.full_name} to enter {account.name} was {verb} by {by}.",
            "Nothing more is needed from you.",
        ],
        blocks=[stationery.account_block(account), stationery.requester_block(request), result],
        links=[("View this request", _decide_page(request, account))],
        quote=quote,
        about=request,
        account_id=account.id,
    )


async def ended(
    kind: EmailKind,
    request: "AccessRequest",
    account: SmartAccount,
    people: list[User],
    by: str,
    why: str,
) -> None:
    """To whoever must know that a request ended without a decision: withdrawn, cancelled,
    expired."""
    closed = stationery.block("Closed", ("By", by), ("On", clock.written_out(clock.now())))
    asked = [person for person in people if person.id == request.requester_id][:1]
    admins = [person for person in people if person.id != request.requester_id]
    for readers, page in (
        (asked, stationery.own_page(request)),
        (admins, _decide_page(request, account)),
    ):
        await stationery.send(
            kind,
            readers,
            f"Access request - {account.name} - Closed",
            "Access request closed",
            paragraphs=[
                f"The request of {request.full_name} to enter {account.name} was closed: {why}.",
                "No decision is needed any more.",
            ],
            blocks=[stationery.account_block(account), closed],
            links=[("View this request", page)],
            about=request,
            account_id=account.id,
        )


async def role_granted(
    assignment: RoleAssignment, account: SmartAccount, user: User, by: str
) -> None:
    """To the user: a role was given."""
    await _role(EmailKind.ROLE_GRANTED, "granted", assignment, account, [user], by)


async def role_changed(
    assignment: RoleAssignment, account: SmartAccount, user: User, by: str
) -> None:
    """To the user: a role is another one, or covers something else."""
    await _role(EmailKind.ROLE_CHANGED, "changed", assignment, account, [user], by)


async def role_revoked(
    assignment: RoleAssignment, account: SmartAccount, user: User, by: str
) -> None:
    """To the user: a role was taken away."""
    await _role(EmailKind.ROLE_REVOKED, "revoked", assignment, account, [user], by)


async def _role(
    kind: EmailKind,
    verb: str,
    assignment: RoleAssignment,
    account: SmartAccount,
    people: list[User],
    by: str,
) -> None:
    result = stationery.block(
        "Role",
        ("Role", assignment.in_words()),
        (f"{verb.capitalize()} by", by),
        ("On", clock.written_out(clock.now())),
    )
    await stationery.send(
        kind,
        people,
        f"Role {verb} - {account.name}",
        f"Role {verb}",
        paragraphs=[f"A role of yours in the Smart Account {account.name} was {verb}."],
        blocks=[stationery.account_block(account), result],
        links=[("Your current access", "/access")],
        account_id=account.id,
    )


async def leaver_revoked(
    user: User, account: SmartAccount, roles: list[str], people: list[User], by: str, why: str
) -> None:
    """To the user and the account's administrators: roles ended because the user left a company."""
    result = stationery.block(
        "Ended",
        *(("Role", words) for words in roles),
        ("By", by),
        ("On", clock.written_out(clock.now())),
    )
    await stationery.send(
        EmailKind.LEAVER_REVOKED,
        people,
        f"Roles revoked - {account.name}",
        "Roles revoked",
        paragraphs=[
            f"The roles of {user.full_name} in the Smart Account {account.name} have ended: {why}.",
            f"{user.full_name} may ask for access again.",
        ],
        blocks=[stationery.account_block(account), result],
        links=[("Current access", "/access")],
        account_id=account.id,
    )


async def verify_address(user: User, email: str, secret: str) -> None:
    """To the address that is to be proved: the link that proves it."""
    await mail.owe(
        EmailKind.VERIFY_ADDRESS,
        [(email, user.full_name, user.id)],
        "Verify your e-mail address",
        {
            "heading": "Verify your e-mail address",
            "greeting": f"Hello {user.full_name},",
            "paragraphs": [
                "Open this page and press Continue to show that this address is yours.",
                "The link works once, within a day. Older links no longer work.",
            ],
            "blocks": [
                stationery.block("Address", ("E-mail address", email), ("Username", user.username))
            ],
            "quote": None,
            "links": [{"label": "Verify this address", "path": f"/verify/{secret}"}],
            "closing": ["If you did not ask for this, do nothing."],
        },
    )


def _requests_page(account: SmartAccount) -> str:
    return f"/accounts/{keys.global_id('SmartAccount', account.id)}/requests"


def _decide_page(request: "AccessRequest", account: SmartAccount) -> str:
    return f"{_requests_page(account)}/{keys.global_id('AccessRequest', request.id)}"
