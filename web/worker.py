"""The worker: sends the mails that are due, and does whatever else has its time.

Several may run, in the servers or beside them; each mail is claimed by one of them.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

from models import bus, clock, digests, mail
from web import mailer
from web.settings import Settings

log = logging.getLogger("admit.worker")

BATCH = 10
SEND_SECONDS = 45
LEASE_SECONDS = 2 * SEND_SECONDS
POLL_SECONDS = 2.0
GRACE_SECONDS = 3.0

# Does what is due at a moment; the answer is whether more of it is due at once.
DueWork = Callable[[datetime], Awaitable[bool]]

# Whatever else has its time: each is called on every round, beside the mails.
due_work: list[DueWork] = []


@asynccontextmanager
async def running(
    settings: Settings, transport: mailer.Transport, stop: asyncio.Event | None = None
) -> AsyncIterator[None]:
    """Run the worker beside a server, woken by each commit that owes a mail.

    At the end it may finish what it is at, for a moment, which begins as soon as `stop` is set.
    """
    stop, wake = stop or asyncio.Event(), asyncio.Event()

    def heard(topics: Iterable[str]) -> None:
        if mail.TOPIC in topics or bus.EVERYTHING in topics:
            wake.set()

    unlisten = bus.listen(heard)
    task = asyncio.create_task(run(settings, transport, stop, wake), name="worker")
    ending = asyncio.create_task(_end(task, stop))
    try:
        yield
    finally:
        unlisten()
        stop.set()
        await ending


async def _end(task: asyncio.Task[None], stop: asyncio.Event) -> None:
    await stop.wait()
    await asyncio.wait([task], timeout=GRACE_SECONDS)
    task.cancel()
    # What was cut short is repeated when its lease ends.
    await asyncio.gather(task, return_exceptions=True)


async def run(
    settings: Settings,
    transport: mailer.Transport,
    stop: asyncio.Event,
    wake: asyncio.Event,
    poll_seconds: float = POLL_SECONDS,
) -> None:
    """Do what is due until told to stop: at once when woken, else by looking every few seconds."""

    async def mails(now: datetime) -> bool:
        return await send_due(settings, transport, now)

    while not stop.is_set():
        # Cleared before looking: what comes while we look wakes us again.
        wake.clear()
        more = [await _attempt(work) for work in (mails, *due_work)]
        if not any(more):
            await _rest(stop, wake, poll_seconds)


async def _attempt(work: DueWork) -> bool:
    """One piece of work that fails, or a database that is away, never ends the loop."""
    try:
        return await work(clock.now())
    except Exception:
        log.exception("due work failed; it is tried again")
        return False


async def _rest(stop: asyncio.Event, wake: asyncio.Event, seconds: float) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in (stop, wake)]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def send_due(settings: Settings, transport: mailer.Transport, now: datetime) -> bool:
    """Send one batch of the mails that are due; whether there may be more."""
    claimed = await mail.claim_due(BATCH, now, LEASE_SECONDS)
    rows = await digests.hold_excess(claimed, settings.mails_per_hour)
    tries = [_send(row, settings, transport) for row in rows]
    for problem in await asyncio.gather(*tries, return_exceptions=True):
        if isinstance(problem, Exception):
            # It was perhaps sent but could not be marked: it is repeated when its lease ends.
            log.error("a mail could not be marked", exc_info=problem)
    return len(claimed) == BATCH


async def _send(row: mail.EmailMessage, settings: Settings, transport: mailer.Transport) -> None:
    try:
        message = mailer.render(row, settings)
        async with asyncio.timeout(SEND_SECONDS):
            await transport.send(message)
    except Exception as problem:
        permanent = isinstance(problem, mailer.Refused)
        cause = str(problem) or type(problem).__name__
        # The cause may quote what a stranger's server said: repr keeps it on one line.
        log.warning("mail %s (%s), try %d: %r", row.id, row.kind, row.attempts, cause)
        await mail.mark_failed(row.id, clock.now(), cause, permanent)
    else:
        await mail.mark_sent(row.id, clock.now())
