"""What letters are made of: the parts of a mail, and the one way to owe it to people."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from models import clock, keys, mail
from models.accounts import AccountType, SmartAccount
from models.mail import Block, EmailKind, Letter, Quote
from models.users import User

if TYPE_CHECKING:
    from models.cases import Case

ACCOUNT_TYPES = {
    AccountType.CUSTOMER: "Customer Smart Account",
    AccountType.HOLDING: "Holding Smart Account",
}


async def send(
    kind: EmailKind,
    people: Iterable[User],
    subject: str,
    heading: str,
    *,
    paragraphs: list[str],
    blocks: list[Block],
    links: list[tuple[str, str]],
    quote: Quote | None = None,
    about: "Case | None" = None,
    account_id: UUID | None = None,
) -> None:
    """Owe each of these people a mail, in the current transaction; `about` is the case."""
    letter: Letter = {
        "heading": heading,
        "greeting": "Hello,",
        "paragraphs": paragraphs,
        "blocks": blocks,
        "quote": quote,
        "links": [{"label": label, "path": path} for label, path in links],
        "closing": [],
    }
    to = [(person.email, person.full_name, person.id) for person in people]
    request_id = about.id if about else None
    await mail.owe(kind, to, subject, letter, request_id=request_id, account_id=account_id)


def own_page(case: "Case") -> str:
    """The page on which the requester sees a request of any kind."""
    return f"/requests/{keys.global_id(type(case).__name__, case.id)}"


def block(title: str, *rows: tuple[str, str]) -> Block:
    """A titled table of label and value."""
    return {"title": title, "rows": list(rows)}


def account_block(account: SmartAccount) -> Block:
    """Which account a mail is about."""
    return block(
        "Account",
        ("Account domain identifier", account.domain_identifier),
        ("Account name", account.name),
        ("Account type", ACCOUNT_TYPES[account.type]),
    )


def requester_block(case: "Case") -> Block:
    """Who asked, as they were when they did."""
    return block(
        "Requested by",
        ("Username", case.username),
        ("Full name", case.full_name),
        ("E-mail address", case.email),
        ("Company", case.company_name),
        ("Phone", case.phone),
    )


def request_block(case: "Case", *more: tuple[str, str]) -> Block:
    """When they asked, and for what."""
    return block("Request", ("Date of request", clock.written_out(case.submitted_at)), *more)


def result_block(case: "Case", did: str, by: str, *more: tuple[str, str]) -> Block:
    """Who decided and when: `did` is `Approved` or the like."""
    when = clock.written_out(case.acted_at or clock.now())
    return block("Result", (f"{did} by", by), (f"{did} on", when), *more)
