"""Stories of the demo about mails: not every one goes out at once."""

from models import clock, digests, mail
from models.demo_people import HARBOUR
from models.demo_stories import HOUR, MINUTE, Story, ask
from models.mail import EmailKind, EmailMessage, EmailStatus

LATER = "421 4.7.0 Too many connections, try again later"
NEVER = "550 5.1.1 No such mailbox"


async def digested() -> Story:
    """One too many within an hour: it came later, as a digest."""
    yield 5.1 - MINUTE / 2
    await _hold("hana@harbour.example")
    yield 5.1 - 2 * HOUR
    await digests.make_due(clock.now())


async def held() -> Story:
    """One too many within this hour: it is put aside until its end."""
    yield 20 * MINUTE
    await ask("lena", HARBOUR, "Leon does not answer, so I look after the ship.")
    await _hold("hugo@harbour.example")


async def _hold(address: str) -> None:
    queued = await EmailMessage.filter(status=EmailStatus.QUEUED, to_address=address)
    await digests.hold_excess(queued, allowed=0)


async def stuck() -> Story:
    """One that is tried again later, and one that no server takes."""
    yield 0
    for address, cause, permanent in (
        ("sue@summit.example", LATER, False),
        ("stan@summit.example", NEVER, True),
    ):
        mine = EmailMessage.filter(to_address=address, kind=EmailKind.SUPPORT_APPROVED)
        row = await mine.first() or await EmailMessage.filter(to_address=address).first()
        if row and await mail.send_again(row.id, clock.now()):
            await EmailMessage.filter(id=row.id).update(attempts=4)
            await mail.mark_failed(row.id, clock.now(), cause, permanent)


def stories() -> list[Story]:
    """All of them."""
    return [digested(), held(), stuck()]
