"""Telling the demo's stories: each goes its way, and all of them in the order of time.

A story is a generator that yields how many days ago it goes on. Between the steps the clock stands
where the next one is, mails have gone out, and timers have done what they do.
"""

import heapq
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from models import asking, clock, database, timers
from models.accounts import SmartAccount, VirtualAccount
from models.entitlements import Company, Contract
from models.repeats import Repeat
from models.requests import AccessRequest
from models.roles import Role
from models.users import User

Story = AsyncIterator[float]

HOUR = 1 / 24
MINUTE = HOUR / 60
PLENTY = 1_000_000
ADDRESS = "192.0.2.10"


def go_to(moment: datetime) -> None:
    """Set the clock, which never goes back within the stories."""
    if moment > clock.now():
        clock.clock.advance(seconds=(moment - clock.now()).total_seconds())


async def tell(stories: Sequence[Story], until: datetime) -> None:
    """Tell these stories side by side, up to a moment."""
    waiting: list[tuple[float, int]] = []

    async def go_on(number: int) -> None:
        ago = await anext(stories[number], None)
        if ago is not None:
            heapq.heappush(waiting, (-ago, number))

    for number in range(len(stories)):
        await go_on(number)
    while waiting:
        before, number = heapq.heappop(waiting)
        await _pass_time(until + timedelta(days=before))
        await go_on(number)
    await _pass_time(until)


async def _pass_time(moment: datetime) -> None:
    """Let come due what comes due until then, each at its own time."""
    while late := await timers.late_by(moment):
        go_to(moment - late)
        await _deliver()
        await timers.run_due(clock.now())
    go_to(moment)
    await _deliver()


async def _deliver() -> None:
    """The mails of more than a minute ago have gone out."""
    await database.fetch(
        "UPDATE email_message SET status = 'SENT', attempts = 1, sent_at = created_at"
        " WHERE status = 'QUEUED' AND attempts = 0 AND created_at < ?",
        clock.now() - timedelta(minutes=1),
    )


async def who(username: str) -> User:
    """One of the demo's people, as they are now."""
    return await User.get(username=username)


async def account(name: str) -> SmartAccount:
    """One of the demo's accounts."""
    return await SmartAccount.get(name=name)


async def parts(name: str, *names: str) -> list[UUID]:
    """The ids of virtual accounts of an account."""
    there = VirtualAccount.filter(account_id=(await account(name)).id, name__in=names)
    return [part.id for part in await there]


async def company(number: str) -> Company:
    """One of the demo's companies."""
    return await Company.get(number=number)


async def contract(number: str) -> Contract:
    """One of the demo's contracts, with its company."""
    return await Contract.get(number=number).select_related("company")


def once(user: User) -> Repeat:
    """A call without an idempotency key."""
    return Repeat(user, None, "", None)


async def ask(
    username: str, name: str, reason: str, role: Role | None = None, *over: str
) -> AccessRequest:
    """Ask to enter an account, perhaps proposing a role."""
    user, wanted = await who(username), await account(name)
    return await asking.submit(
        user,
        wanted.domain_identifier,
        wanted.id,
        reason,
        role=role,
        part_ids=await parts(name, *over),
        tries=PLENTY,
        misses=PLENTY,
        repeat=once(user),
    )
