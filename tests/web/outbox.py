"""An outbox on its own, for tests of what happens to mails once they are owed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from tortoise import Tortoise

from models import database, mail
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
    """A database with nothing but the outbox in it."""
    before = database._label
    parts = urlsplit(url)
    database._label = "sqlite" if parts.scheme == "sqlite" else "postgres"
    engine = database._sqlite(url) if parts.scheme == "sqlite" else database._postgres(url, 5)
    apps = {"models": {"models": ["models.mail"], "default_connection": database._label}}
    try:
        await Tortoise.init(config={"connections": {database._label: engine}, "apps": apps})
        await Tortoise.generate_schemas()
        yield
    finally:
        # An open SQLite thread would keep the interpreter alive.
        await Tortoise.close_connections()
        database._label = before


def sqlite_url(folder: Path) -> str:
    """The URL of a fresh database file."""
    return f"sqlite://{folder / 'outbox.db'}"
