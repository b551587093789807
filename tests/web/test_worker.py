"""The worker: wakes, looks, shares with other workers, and stops; nothing stops it before."""

import asyncio
import json
import sys
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from models import bus, clock, mail
from tests.web import outbox
from web import mailer, worker

ROOT = Path(__file__).resolve().parents[2]


async def test_two_workers_send_each_mail_once(outbox_url: str) -> None:
    people = [f"user{n}@acme.example" for n in range(100)]
    for address in people:
        await outbox.owe(to_address=address, to_name="")
    transport, stop = outbox.Counting(len(people)), asyncio.Event()

    workers = [
        asyncio.create_task(worker.run(outbox.SETTINGS, transport, stop, asyncio.Event()))
        for _ in range(2)
    ]
    await transport.done.wait()
    stop.set()
    await asyncio.gather(*workers)

    assert sorted(transport.to) == sorted(people)
    assert await mail.EmailMessage.filter(status=mail.EmailStatus.SENT).count() == len(people)


CLAIM_ALL = """
import asyncio, json, sys
from models import clock, mail
from tests.web import outbox

async def main():
    claimed = []
    async with outbox.opened(sys.argv[1]):
        while rows := await mail.claim_due(7, clock.now(), 600):
            claimed += [str(row.id) for row in rows]
    print(json.dumps(claimed))

asyncio.run(main())
"""


async def test_two_processes_claim_each_mail_once(outbox_url: str) -> None:
    ids = {str((await outbox.owe()).id) for _ in range(100)}

    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", CLAIM_ALL, outbox_url, stdout=asyncio.subprocess.PIPE, cwd=ROOT
        )
        for _ in range(2)
    ]
    answers = await asyncio.gather(*(process.communicate() for process in processes))

    claimed = [id for out, _ in answers for id in json.loads(out)]
    assert len(claimed) == 100
    assert set(claimed) == ids


async def test_a_commit_that_owes_a_mail_wakes_the_worker(
    outbox_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 3600)
    monkeypatch.setattr(worker, "GRACE_SECONDS", 30)
    transport = outbox.Counting()

    async with worker.running(outbox.SETTINGS, transport):
        await outbox.owe()
        bus.wake("account:1")
        bus.wake(mail.TOPIC)
        await transport.done.wait()

    assert (await mail.EmailMessage.get()).status == mail.EmailStatus.SENT


async def test_a_mail_that_nobody_announced_is_found_by_looking(outbox_url: str) -> None:
    transport, stop = outbox.Counting(), asyncio.Event()
    task = asyncio.create_task(
        worker.run(outbox.SETTINGS, transport, stop, asyncio.Event(), poll_seconds=0.01)
    )

    await outbox.owe()
    await transport.done.wait()
    stop.set()
    await task

    assert transport.to == ["Ada <ada@acme.example>"]


async def test_a_transport_that_hangs_does_not_keep_the_server_from_stopping(
    outbox_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "GRACE_SECONDS", 0.01)
    hanging = asyncio.Event()

    class Hanging(mailer.Mailbox):
        async def send(self, message: EmailMessage) -> None:
            hanging.set()
            await asyncio.Event().wait()

    row = await outbox.owe()
    async with worker.running(outbox.SETTINGS, Hanging()):
        await hanging.wait()

    assert await outbox.state(row) == ("QUEUED", 1, None)
    clock.clock.advance(seconds=worker.LEASE_SECONDS + 1)
    await outbox.send(outbox.SETTINGS, mailer.Mailbox())
    assert await outbox.state(row) == ("SENT", 2, None)


async def test_a_send_that_takes_too_long_is_given_up_before_another_worker_may_claim_it(
    outbox_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert worker.SEND_SECONDS < worker.LEASE_SECONDS
    monkeypatch.setattr(worker, "SEND_SECONDS", 0.01)

    class Hanging(mailer.Mailbox):
        async def send(self, message: EmailMessage) -> None:
            await asyncio.Event().wait()

    row = await outbox.owe()
    await outbox.send(outbox.SETTINGS, Hanging())

    assert await outbox.state(row) == ("QUEUED", 1, "TimeoutError")


async def test_other_due_work_has_its_turn_and_its_failure_stops_nothing(
    outbox_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop, calls = asyncio.Event(), list[datetime]()
    transport = outbox.Counting()

    async def failing(now: datetime) -> bool:
        raise RuntimeError("the database is away")

    async def remind(now: datetime) -> bool:
        calls.append(now)
        if len(calls) == 3:
            stop.set()
        return True

    monkeypatch.setattr(worker, "due_work", [failing, remind])
    await outbox.owe()
    await worker.run(outbox.SETTINGS, transport, stop, asyncio.Event(), poll_seconds=3600)

    assert len(calls) == 3
    assert transport.done.is_set()
    assert "the database is away" in caplog.text
