"""Whether the process is alive, and whether it can really decide a request."""

import asyncio
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from models import bus, clock, database, limits, mail, timers

DEADLINE_SECONDS = 2


async def alive(request: Request) -> Response:
    """The event loop turns."""
    return JSONResponse({"alive": True})


async def ready(request: Request) -> Response:
    """A transaction commits in time, the tables are up to date; also how late the mails are."""
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            pending = await database.pending_migrations()
            await _write()
            oldest = await mail.oldest_due(clock.now())
            due = await timers.late_by(clock.now())
    except Exception as error:
        return JSONResponse({"ready": False, "because": type(error).__name__}, 503)
    late = (clock.now() - oldest).total_seconds() if oldest else 0.0
    report = {"pendingMigrations": pending, "oldestMailSeconds": round(late, 1)}
    report["oldestDueSeconds"] = round(due.total_seconds(), 1)
    # Told, and no reason against it: without its bus a process polls, and answers as it should.
    report["busConnected"] = bus.connected()
    return JSONResponse({"ready": not pending, **report}, 503 if pending else 200)


@database.transaction
async def _write() -> None:
    await limits.count("ready", "probe", 1 << 30, timedelta(days=1))
