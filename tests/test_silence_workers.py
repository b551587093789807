"""What is due is done once, by whichever of several worker processes comes first."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from models import clock, database
from models.requests import AccessRequest
from tests import automating, steps
from tests.conftest import Ask

ROOT = Path(__file__).resolve().parents[1]
# As a worker does it, until nothing is due any more.
WORK = """
import asyncio, sys
from models import asking, clock, database, timers

async def main():
    await database.connect(sys.argv[1])
    try:
        while await timers.run_due(clock.now()):
            pass
    finally:
        await database.close()

asyncio.run(main())
"""


async def test_two_worker_processes_escalate_each_request_once(ask: Ask, database_url: str) -> None:
    count = 30
    for n in range(count):
        await steps.person(f"asker{n}")
        await steps.pending(ask, f"asker{n}")
    long_ago = clock.now() - timedelta(seconds=1)
    await database.fetch("UPDATE timer SET due_at = ? WHERE act = 'access.escalate'", long_ago)

    workers = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", WORK, database_url, cwd=ROOT)
        for _ in range(2)
    ]
    assert [await worker.wait() for worker in workers] == [0, 0]

    assert await AccessRequest.filter(escalated_at__isnull=False).count() == count
    assert (await steps.noticed()).count("REQUEST_ESCALATED") == count
    assert len(await automating.operations()) == count
    assert (await steps.mailed("ACCESS_ESCALATED")).count("opal") == count
    left = await database.fetch("SELECT * FROM timer WHERE act = 'access.escalate'")
    assert left == []
