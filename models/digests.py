"""No flood of mails: what is beyond so many an hour for one address waits, and comes as one mail.

Who writes many requests cannot fill an administrator's mailbox; nobody misses what they are about.
"""

from datetime import datetime, timedelta
from uuid import UUID

from models import clock, database, keys, limits, problems
from models.mail import EmailKind, EmailMessage, EmailStatus, Letter, Link

HOUR = timedelta(hours=1)
BATCH = 100
LISTED = 50
# Somebody waits for the link in these, and asked for them; they have limits of their own.
ALWAYS = {
    EmailKind.VERIFY_ADDRESS,
    EmailKind.ONBOARDING_VERIFY,
    EmailKind.APPLICATION_AUTHORIZE,
    EmailKind.DIGEST,
}


async def hold_excess(claimed: list[EmailMessage], allowed: int) -> list[EmailMessage]:
    """Of mails that a worker has claimed, those that may go now; the others are put aside."""
    return [mail for mail in claimed if await _may_go(mail, allowed)]


async def _may_go(mail: EmailMessage, allowed: int) -> bool:
    if mail.kind in ALWAYS or mail.attempts > 1:  # a repeat was counted at its first try
        return True
    try:
        await limits.count("mail to", mail.to_address.lower(), allowed, HOUR)
    except problems.RateLimited as full:
        await _hold(mail.id, full.retry_at)
        return False
    return True


async def _hold(mail_id: UUID, until: datetime) -> None:
    queued = EmailMessage.filter(id=mail_id, status=EmailStatus.QUEUED)
    held = {"status": EmailStatus.HELD, "due_at": until, "attempts": 0, "locked_until": None}
    await queued.update(**held)


async def make_due(now: datetime) -> bool:
    """Write the digests whose hour is over, each once; whether there may be more."""
    found = await database.fetch(
        "SELECT DISTINCT to_address FROM email_message WHERE status = 'HELD' AND due_at <= ?"
        " LIMIT ?",
        now,
        BATCH,
    )
    for row in found:
        await _make(row["to_address"], now)
    return len(found) == BATCH


@database.transaction
async def _make(address: str, now: datetime) -> None:
    """The update decides which worker writes the digest of these mails."""
    digest_id = keys.uuid7()
    taken = await database.fetch(
        "UPDATE email_message SET status = 'DIGESTED', digest_id = ? WHERE to_address = ?"
        " AND status = 'HELD' AND due_at <= ? RETURNING id",
        digest_id,
        address,
        now,
    )
    if not taken:
        return
    mails = await EmailMessage.filter(digest_id=digest_id).order_by("created_at", "id")
    last = mails[-1]
    await EmailMessage.create(
        id=digest_id,
        kind=EmailKind.DIGEST,
        to_address=address,
        to_name=last.to_name,
        user_id=last.user_id,
        subject=_title(mails),
        letter=_letter(mails),
        due_at=now,
        created_at=now,
    )


def _title(mails: list[EmailMessage]) -> str:
    return f"{len(mails)} more message{'s' if len(mails) > 1 else ''}"


def _letter(mails: list[EmailMessage]) -> Letter:
    listed = mails[-LISTED:]
    more = len(mails) - len(listed)
    kept = f" The newest {LISTED} of them are listed." if more else ""
    return {
        "heading": _title(mails),
        "greeting": "Hello,",
        "paragraphs": [f"In the last hour more came for you than one reads one by one.{kept}"],
        "blocks": [
            {
                "title": "Messages",
                "rows": [(clock.written_out(m.created_at), m.subject) for m in listed],
            }
        ],
        "quote": None,
        "links": _links(listed),
        "closing": [],
    }


def _links(mails: list[EmailMessage]) -> list[Link]:
    """The first link of each mail, each page once."""
    found: dict[str, Link] = {}
    for mail in mails:
        for link in mail.letter.get("links", [])[:1]:
            found.setdefault(link["path"], {"label": mail.subject, "path": link["path"]})
    return list(found.values())
