"""Mails that we owe somebody: rows written with what caused them, sent later by the worker.

At least once: a mail is marked only after it was sent, so that a crash in between repeats it, with
the same Message-ID.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NotRequired, TypedDict
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models import bus, clock, database, keys, writing

TOPIC = "mail"
TRIES = 10
PAUSES = [
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=4),
]
CAUSE_LENGTH = 500


class EmailKind(StrEnum):
    """What a mail tells."""

    VERIFY_ADDRESS = "VERIFY_ADDRESS"
    ACCESS_REQUESTED = "ACCESS_REQUESTED"
    ACCESS_REMINDER = "ACCESS_REMINDER"
    ACCESS_ESCALATED = "ACCESS_ESCALATED"
    ACCESS_APPROVED = "ACCESS_APPROVED"
    ACCESS_DECLINED = "ACCESS_DECLINED"
    ACCESS_WITHDRAWN = "ACCESS_WITHDRAWN"
    ACCESS_CANCELLED = "ACCESS_CANCELLED"
    ACCESS_EXPIRED = "ACCESS_EXPIRED"
    ROLE_GRANTED = "ROLE_GRANTED"
    ROLE_CHANGED = "ROLE_CHANGED"
    ROLE_REVOKED = "ROLE_REVOKED"
    LEAVER_REVOKED = "LEAVER_REVOKED"
    APPLICATION_UNDER_REVIEW = "APPLICATION_UNDER_REVIEW"
    APPLICATION_AUTHORIZE = "APPLICATION_AUTHORIZE"
    APPLICATION_SET_UP = "APPLICATION_SET_UP"
    APPLICATION_ACTIVE = "APPLICATION_ACTIVE"
    APPLICATION_DECLINED = "APPLICATION_DECLINED"
    APPLICATION_CANCELLED = "APPLICATION_CANCELLED"
    APPLICATION_NEARBY = "APPLICATION_NEARBY"
    SUPPORT_SUBMITTED = "SUPPORT_SUBMITTED"
    SUPPORT_REMINDER = "SUPPORT_REMINDER"
    SUPPORT_APPROVED = "SUPPORT_APPROVED"
    SUPPORT_DENIED = "SUPPORT_DENIED"
    SUPPORT_CANCELLED = "SUPPORT_CANCELLED"
    SUPPORT_REVOKED = "SUPPORT_REVOKED"
    ONBOARDING_FORWARDED = "ONBOARDING_FORWARDED"
    ONBOARDING_REMINDER = "ONBOARDING_REMINDER"
    ONBOARDING_APPROVED = "ONBOARDING_APPROVED"
    ONBOARDING_DENIED = "ONBOARDING_DENIED"
    ONBOARDING_VERIFY = "ONBOARDING_VERIFY"
    ONBOARDING_WELCOME = "ONBOARDING_WELCOME"
    ONBOARDING_ADMINISTRATOR_GRANTED = "ONBOARDING_ADMINISTRATOR_GRANTED"
    ONBOARDING_TERMS = "ONBOARDING_TERMS"
    ONBOARDING_UNDER_REVIEW = "ONBOARDING_UNDER_REVIEW"
    ONBOARDING_REVIEW_WAITING = "ONBOARDING_REVIEW_WAITING"
    ONBOARDING_INFORMATION_NEEDED = "ONBOARDING_INFORMATION_NEEDED"
    ONBOARDING_INFORMATION_GIVEN = "ONBOARDING_INFORMATION_GIVEN"
    ONBOARDING_OVERDUE = "ONBOARDING_OVERDUE"
    ONBOARDING_REJECTED = "ONBOARDING_REJECTED"
    ONBOARDING_READY = "ONBOARDING_READY"
    ADMINISTRATOR_NOMINATED = "ADMINISTRATOR_NOMINATED"
    ADMINISTRATOR_APPOINTED = "ADMINISTRATOR_APPOINTED"
    ADMINISTRATOR_ENDED = "ADMINISTRATOR_ENDED"
    PORTAL_ROLE_CHANGED = "PORTAL_ROLE_CHANGED"
    ROLE_ENDING = "ROLE_ENDING"
    DIGEST = "DIGEST"


# What asks others to act; taken back, while unsent, as soon as somebody has.
PLEASE_ACT = [
    EmailKind.ACCESS_REQUESTED,
    EmailKind.ACCESS_REMINDER,
    EmailKind.ACCESS_ESCALATED,
    EmailKind.APPLICATION_UNDER_REVIEW,
    EmailKind.APPLICATION_AUTHORIZE,
    EmailKind.APPLICATION_SET_UP,
    EmailKind.SUPPORT_SUBMITTED,
    EmailKind.SUPPORT_REMINDER,
    EmailKind.ONBOARDING_FORWARDED,
    EmailKind.ONBOARDING_REMINDER,
    EmailKind.ONBOARDING_REVIEW_WAITING,
    EmailKind.ONBOARDING_INFORMATION_NEEDED,
    EmailKind.ONBOARDING_INFORMATION_GIVEN,
    EmailKind.ONBOARDING_OVERDUE,
]


class EmailStatus(StrEnum):
    """How far a mail has come."""

    QUEUED = "QUEUED"
    HELD = "HELD"
    SENT = "SENT"
    DIGESTED = "DIGESTED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class Block(TypedDict):
    """A titled table of a letter: rows of label and value."""

    title: str
    rows: list[tuple[str, str]]


class Quote(TypedDict):
    """Words that somebody else wrote, always shown as such."""

    by: str
    text: str


class Link(TypedDict):
    """A way to a page; the path begins with a slash, the host is added when the mail is made."""

    label: str
    path: str


class Letter(TypedDict):
    """What a mail says, before any layout."""

    heading: str
    greeting: str
    paragraphs: list[str]
    blocks: NotRequired[list[Block]]
    quote: NotRequired[Quote | None]
    links: NotRequired[list[Link]]
    closing: NotRequired[list[str]]


class EmailMessage(Model):
    """One mail to one person, and what became of it."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    kind = fields.CharEnumField(EmailKind, max_length=40)
    to_address = fields.CharField(max_length=254)
    to_name = fields.CharField(max_length=120)
    subject = fields.CharField(max_length=250)
    letter: fields.JSONField[Letter] = fields.JSONField()
    status = fields.CharEnumField(EmailStatus, max_length=10, default=EmailStatus.QUEUED)
    attempts = fields.IntField(default=0)
    due_at = fields.DatetimeField(default=clock.now)
    locked_until = fields.DatetimeField(null=True)
    sent_at = fields.DatetimeField(null=True)
    last_error = fields.TextField(null=True)
    created_at = fields.DatetimeField(default=clock.now)
    request_id = fields.UUIDField(null=True)
    account_id = fields.UUIDField(null=True)
    user_id = fields.UUIDField(null=True)
    digest_id = fields.UUIDField(null=True)

    class Meta:
        table = "email_message"
        indexes = (("status", "due_at"),)


async def claim_due(limit: int, now: datetime, lease_seconds: float) -> list[EmailMessage]:
    """Take mails that are due, for a while: no other process gets them until the lease ends."""
    claimed = await database.fetch(
        "UPDATE email_message SET locked_until = ?, attempts = attempts + 1 WHERE id IN ("
        "SELECT id FROM email_message WHERE status = 'QUEUED' AND due_at <= ?"
        " AND (locked_until IS NULL OR locked_until <= ?) ORDER BY due_at LIMIT ?"
        f"{' FOR UPDATE SKIP LOCKED' if database.on_postgres() else ''}) RETURNING id",
        now + timedelta(seconds=lease_seconds), now, now, limit,
    )  # fmt: skip
    ids = [row["id"] for row in claimed]
    return await EmailMessage.filter(id__in=ids).order_by("due_at", "id") if ids else []


async def mark_sent(id: UUID, now: datetime) -> None:
    """It went out; that stands even where it was cancelled meanwhile."""
    await EmailMessage.filter(id=id).update(
        status=EmailStatus.SENT, sent_at=now, locked_until=None, last_error=None
    )


async def mark_failed(id: UUID, now: datetime, error: str, permanent: bool) -> None:
    """It did not go out: try again after a pause that grows, or end FAILED with the cause."""
    queued = EmailMessage.filter(id=id, status=EmailStatus.QUEUED)
    mail = await queued.first()
    if not mail:
        return
    over = permanent or mail.attempts >= TRIES
    pause = PAUSES[min(max(mail.attempts, 1), len(PAUSES)) - 1]
    await queued.update(
        status=EmailStatus.FAILED if over else EmailStatus.QUEUED,
        due_at=mail.due_at if over else now + pause,
        locked_until=None,
        last_error=_one_line(error),
    )


def _one_line(error: str) -> str:
    """A server's answer may hold anything; the cause is one printable line."""
    printable = "".join(char if char.isprintable() else " " for char in error)
    return " ".join(printable.split())[:CAUSE_LENGTH]


async def send_again(id: UUID, now: datetime) -> bool:
    """Queue a mail that failed or was sent once more; False where it is neither."""
    over = EmailMessage.filter(id=id, status__in=[EmailStatus.FAILED, EmailStatus.SENT])
    return bool(await over.update(status=EmailStatus.QUEUED, due_at=now, attempts=0, sent_at=None))


async def oldest_due(now: datetime) -> datetime | None:
    """Since when the oldest unsent mail has been waiting: how late the worker is."""
    due = EmailMessage.filter(status=EmailStatus.QUEUED, due_at__lte=now)
    oldest = await due.order_by("due_at").first()
    return oldest.due_at if oldest else None


async def owe(
    kind: EmailKind,
    people: Sequence[tuple[str, str, UUID | None]],
    subject: str,
    letter: Letter,
    request_id: UUID | None = None,
    account_id: UUID | None = None,
) -> None:
    """Write one mail for each of these (address, name, user id), in the current transaction.

    An address that belongs to no user yet has no id.
    """
    now = clock.now()
    mails = [
        writing.fresh(
            EmailMessage,
            kind=kind, to_address=address, to_name=name, user_id=user_id,
            subject=subject[:250], letter=letter, request_id=request_id, account_id=account_id,
            due_at=now, created_at=now,
        )
        for address, name, user_id in people
    ]  # fmt: skip
    await writing.insert(*mails)
    database.after_commit(wake_worker)


def wake_worker() -> None:
    """Tell the workers that mail is due."""
    bus.wake(TOPIC)


async def cancel_unsent(request_id: UUID, user_id: UUID | None = None) -> None:
    """Take back what still asks administrators to act on a request that has ended; or what asks
    only this one, who is not to act any more."""
    kinds = ", ".join("?" * len(PLEASE_ACT))
    await writing.change(
        EmailMessage,
        {"status": EmailStatus.CANCELLED},
        f"WHERE request_id = ? AND kind IN ({kinds}) AND status IN (?, ?)"
        f"{' AND user_id = ?' if user_id else ''}",
        request_id,
        *PLEASE_ACT,
        EmailStatus.QUEUED,
        EmailStatus.HELD,
        *([user_id] if user_id else []),
    )
