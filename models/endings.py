"""Roles with an end: their holders hear of it before it comes."""

from datetime import timedelta
from uuid import UUID

from models import clock, stationery, timers
from models.mail import EmailKind
from models.roles import RoleAssignment

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


async def announce(assignment: RoleAssignment) -> None:
    """Have the holder mailed a week before the role ends, or a day before a nearer end.

    An end within a day is no news to anybody.
    """
    if assignment.ends_at is None:
        return
    left = assignment.ends_at - max(assignment.starts_at or clock.now(), clock.now())
    ahead = WEEK if left > WEEK + DAY else DAY
    if left > DAY:
        await timers.put("role.ending", assignment.id, assignment.ends_at - ahead)


@timers.on("role.ending")
async def _tell(assignment_id: UUID) -> None:
    """Mail the holder, if the role still stands."""
    standing = RoleAssignment.standing().filter(id=assignment_id, user__active=True)
    for assignment in await standing.prefetch_related("user", "account", "virtual_accounts"):
        await _letter(assignment)


async def _letter(assignment: RoleAssignment) -> None:
    account = assignment.account
    ends = clock.written_out(assignment.ends_at or clock.now())
    await stationery.send(
        EmailKind.ROLE_ENDING,
        [assignment.user],
        f"Role ends soon - {account.name}",
        "A role ends soon",
        paragraphs=[
            f"A role of yours in the Smart Account {account.name} ends on {ends}.",
            "If you need it for longer, ask for access again.",
        ],
        blocks=[
            stationery.account_block(account),
            stationery.block("Role", ("Role", assignment.in_words()), ("Ends on", ends)),
        ],
        links=[("Your current access", "/access")],
        account_id=account.id,
    )
