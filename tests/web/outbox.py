"""An outbox on its own, for tests of what happens to mails once they are owed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from uuid import UUID

from models import clock, database, mail
from web import mailer, worker
from web.settings import Settings

SETTINGS = Settings(public_url="https://access.acme.example", product_name="Access Desk")
SOME_ID = UUID("01890000-0000-7000-8000-000000000001")
MORNING = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def a_letter(**changed: Any) -> mail.Letter:
    """What a mail may say, with every part in it."""
    letter: Any = {
        "heading": "Access request",
        "greeting": "Hello Ada,",
        "paragraphs": ["Rita asks to enter ACME."],
        "blocks": [{"title": "Requested by", "rows": [["E-mail", "rita@globex.example"]]}],
        "quote": {"by": "Rita", "text": "I maintain the routers.\nSince May."},
        "links": [{"label": "View this request", "path": "/requests/1"}],
        "closing": ["You get this as an administrator of ACME."],
        **changed,
    }
    whole: mail.Letter = letter
    return whole


def a_mail(**changed: Any) -> mail.EmailMessage:
    """A mail that is owed to Ada."""
    facts = {
        "kind": mail.EmailKind.ACCESS_REQUESTED,
        "to_address": "ada@acme.example",
        "to_name": "Ada",
        "subject": "Access request - ACME",
        "letter": a_letter(),
        "due_at": MORNING,
        "created_at": MORNING,
        **changed,
    }
    return mail.EmailMessage(**facts)


async def owe(**changed: Any) -> mail.EmailMessage:
    """Record a mail, and give it back."""
    row = a_mail(**changed)
    await row.save(force_create=True)
    return row


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[None]:
    """A database with an outbox in it; two may open it at once."""
    await database.connect(url)
    try:
        await database.migrate()
        yield
    finally:
        # An open SQLite thread would keep the interpreter alive.
        await database.close()


def sqlite_url(folder: Path) -> str:
    """The URL of a fresh database file."""
    return f"sqlite://{folder / 'outbox.db'}"


class MailServer:
    """A mail server: keeps what it takes, and answers as told, else friendly."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.to_recipients: list[str] = []
        self.to_data: list[str] = []
        self.settings = SETTINGS

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Answer to the recipient."""
        answer = self.to_recipients.pop(0) if self.to_recipients else "250 OK"
        envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Answer to the message."""
        answer = self.to_data.pop(0) if self.to_data else "250 OK"
        if answer.startswith("250"):
            self.raw.append(envelope.content)
            message = BytesParser(policy=policy.default).parsebytes(envelope.content)
            assert envelope.rcpt_tos == [message["To"].addresses[0].addr_spec]
            self.received.append(message)
        return answer


async def send(settings: Settings, transport: mailer.Transport | None = None) -> bool:
    """One round of the worker, now."""
    transport = transport or mailer.transport_for(settings)
    return await worker.send_due(settings, transport, clock.now())


async def state(row: mail.EmailMessage) -> tuple[str, int, str | None]:
    """What the table says of a mail: status, attempts, cause."""
    await row.refresh_from_db()
    return row.status.value, row.attempts, row.last_error


class Counting:
    """A transport that keeps the recipients, and tells when enough were served."""

    def __init__(self, enough: int = 1) -> None:
        self.to: list[str] = []
        self.enough = enough
        self.done = asyncio.Event()

    async def send(self, message: EmailMessage) -> None:
        """Take it after a moment, in which others have their turn."""
        await asyncio.sleep(0)
        self.to.append(str(message["To"]))
        if len(self.to) >= self.enough:
            self.done.set()
