"""One function per mail about support access: what it says, and to whom."""

from typing import TYPE_CHECKING

from models import clock, keys, stationery
from models.entitlements import KeyKind, SupportAccess
from models.mail import Block, EmailKind, Quote
from models.support import LEVELS, named
from models.users import User

if TYPE_CHECKING:
    from models.support import SupportAccessRequest

TITLES = {
    KeyKind.CONTRACT: "Contract number",
    KeyKind.BILL_TO: "Bill-to ID",
    KeyKind.SERIAL_NUMBER: "Serial number",
}


async def submitted(request: "SupportAccessRequest", people: list[User]) -> None:
    """To those who decide: somebody asks for support access."""
    await _to_deciders(
        EmailKind.SUPPORT_SUBMITTED,
        f"Support access request - {request.key}",
        "Support access request",
        request,
        people,
        f"{request.full_name} asks for support access by the {request.in_words()}.",
    )


async def reminder(request: "SupportAccessRequest", people: list[User]) -> None:
    """To those who decide: somebody still waits."""
    await _to_deciders(
        EmailKind.SUPPORT_REMINDER,
        f"Reminder: support access request - {request.key}",
        "Support access request: reminder",
        request,
        people,
        f"{request.full_name} still waits for support access by the {request.in_words()}.",
    )


async def _to_deciders(
    kind: EmailKind,
    subject: str,
    heading: str,
    request: "SupportAccessRequest",
    people: list[User],
    first: str,
) -> None:
    until = clock.written_out(request.deadline or clock.now())
    quote: Quote | None = None
    if request.reason:
        quote = {"by": request.full_name, "text": request.reason}
    await stationery.send(
        kind,
        people,
        subject,
        heading,
        paragraphs=[
            first,
            "Approve or deny it; whoever of you answers first decides for all.",
            f"It is cancelled if nobody has decided by {until}.",
        ],
        blocks=[
            _key_block(request, inside=True),
            stationery.requester_block(request),
            stationery.request_block(request, ("Why it waits for you", request.explanation)),
        ],
        quote=quote,
        links=[("View this request", _decide_page(request))],
        about=request,
    )


async def approved(request: "SupportAccessRequest", others: list[User], by: str) -> None:
    """To the requester, and to the others who could have decided: who approved, and what."""
    level = LEVELS[request.granted_level or request.level]
    result = stationery.result_block(request, "Approved", by, ("Level", level))
    await _result(EmailKind.SUPPORT_APPROVED, "approved", request, others, by, result)


async def denied(request: "SupportAccessRequest", others: list[User], by: str) -> None:
    """To the requester, and to the others who could have decided: who denied, when and why."""
    given = "as written below" if request.decision_reason else "none given"
    result = stationery.result_block(request, "Denied", by, ("Reason", given))
    quote: Quote | None = None
    if request.decision_reason:
        quote = {"by": by, "text": request.decision_reason}
    await _result(EmailKind.SUPPORT_DENIED, "denied", request, others, by, result, quote)


async def _result(
    kind: EmailKind,
    verb: str,
    request: "SupportAccessRequest",
    others: list[User],
    by: str,
    result: Block,
    quote: Quote | None = None,
) -> None:
    mine = f"Your request for support access by the {request.in_words()} was {verb} by {by}."
    theirs = (
        f"The request of {request.full_name} for support access by the {request.in_words()}"
        f" was {verb} by {by}."
    )
    done = "Nothing more is needed from you."
    for people, words, page, inside in (
        ([request.requester], [mine], stationery.own_page(request), False),
        (others, [theirs, done], _decide_page(request), True),
    ):
        await stationery.send(
            kind,
            people,
            f"Support access request - {request.key} - {verb.capitalize()}",
            f"Support access request {verb}",
            paragraphs=words,
            blocks=[_key_block(request, inside), stationery.requester_block(request), result],
            links=[("View this request", page)],
            quote=quote,
            about=request,
        )


async def ended(request: "SupportAccessRequest", people: list[User], by: str, why: str) -> None:
    """To whoever must know that a request ended without a decision."""
    closed = stationery.block("Closed", ("By", by), ("On", clock.written_out(clock.now())))
    for person in people:
        asked = person.id == request.requester_id
        page = stationery.own_page(request) if asked else _decide_page(request)
        await stationery.send(
            EmailKind.SUPPORT_CANCELLED,
            [person],
            f"Support access request - {request.key} - Closed",
            "Support access request closed",
            paragraphs=[
                f"The request of {request.full_name} for support access by the"
                f" {request.in_words()} was closed: {why}.",
                "You may ask again." if asked else "No decision is needed any more.",
            ],
            blocks=[_key_block(request, not asked), stationery.requester_block(request), closed],
            links=[("View this request", page)],
            about=request,
        )


async def granted(access: SupportAccess, by: str) -> None:
    """To the user: a contract's administrator gave access."""
    await _access(EmailKind.SUPPORT_APPROVED, "granted", access, by)


async def revoked(access: SupportAccess, by: str) -> None:
    """To the user: access was taken away."""
    await _access(EmailKind.SUPPORT_REVOKED, "revoked", access, by)


async def _access(kind: EmailKind, verb: str, access: SupportAccess, by: str) -> None:
    words = named(access.key_kind, access.key)
    result = stationery.block(
        "Support access",
        (TITLES[access.key_kind], access.key),
        ("Level", LEVELS[access.level]),
        (f"{verb.capitalize()} by", by),
        (f"{verb.capitalize()} on", clock.written_out(clock.now())),
    )
    await stationery.send(
        kind,
        [access.user],
        f"Support access {verb} - {access.key}",
        f"Support access {verb}",
        paragraphs=[f"Your support access by the {words} was {verb} by {by}."],
        blocks=[result],
        links=[("Your current access", "/access")],
    )


def _key_block(request: "SupportAccessRequest", inside: bool = False) -> Block:
    # The requester of a device is not told whose contract it is on.
    contract = request.contract.number if inside and request.contract else ""
    under = [("Contract number", contract)] if contract and contract != request.key else []
    return stationery.block(
        "Support access",
        (TITLES[request.key_kind], request.key),
        *under,
        ("Level asked for", LEVELS[request.level]),
    )


def _decide_page(request: "SupportAccessRequest") -> str:
    return f"/support/requests/{keys.global_id('SupportAccessRequest', request.id)}"
