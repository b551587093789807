"""The worker: each mail that is owed goes out, once if it can be helped, and never gets lost."""

import asyncio
import json
import logging
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP

from models import bus, clock, mail
from tests import services
from tests.web import outbox
from web import mailer, worker
from web.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """A PostgreSQL server."""
    with services.postgres_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database with an outbox in it, to which this process is connected."""
    if request.param == "sqlite":
        url = outbox.sqlite_url(tmp_path)
    else:
        url = await services.fresh_database(request.getfixturevalue("postgres"))
    async with outbox.opened(url):
        yield url


@pytest.fixture(autouse=True)
def wall_clock() -> Iterator[None]:
    """Put the clock back after a test that moved it."""
    yield
    clock.clock.reset()


class Server:
    """A mail server: keeps what it takes, and answers as told, else friendly."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.to_recipients: list[str] = []
        self.to_data: list[str] = []
        self.settings = outbox.SETTINGS

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Answer to the recipient."""
        answer = self.to_recipients.pop(0) if self.to_recipients else "250 OK"
        envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Answer to the message."""
        answer = self.to_data.pop(0) if self.to_data else "250 OK"
        if answer.startswith("250"):
            self.raw.append(envelope.content)
            message = BytesParser(policy=policy.default).parsebytes(envelope.content)
            assert envelope.rcpt_tos == [message["To"].addresses[0].addr_spec]
            self.received.append(message)
        return answer


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A mail server in this very loop."""
    handler = Server()
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: SMTP(handler, loop=loop), "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    handler.settings = Settings(smtp_url=f"smtp://127.0.0.1:{port}")
    try:
        yield handler
    finally:
        listening.close()
        await listening.wait_closed()


async def send(settings: Settings, transport: mailer.Transport | None = None) -> bool:
    """One round of the worker, now."""
    transport = transport or mailer.transport_for(settings)
    return await worker.send_due(settings, transport, clock.now())


async def state(row: mail.EmailMessage) -> tuple[str, int, str | None]:
    """What the table says of a mail: status, attempts, cause."""
    await row.refresh_from_db()
    return row.status.value, row.attempts, row.last_error


class Counting:
    """A transport that keeps the recipients, and tells when enough were served."""

    def __init__(self, enough: int = 1) -> None:
        self.to: list[str] = []
        self.enough = enough
        self.done = asyncio.Event()

    async def send(self, message: EmailMessage) -> None:
        """Take it after a moment, in which others have their turn."""
        await asyncio.sleep(0)
        self.to.append(str(message["To"]))
        if len(self.to) >= self.enough:
            self.done.set()


async def test_a_mail_is_sent_once(database_url: str, server: Server) -> None:
    row = await outbox.owe()

    await send(server.settings)
    await send(server.settings)

    assert [message["Message-ID"] for message in server.received] == [f"<{row.id}@admit.example>"]
    assert await state(row) == ("SENT", 1, None)
    assert row.sent_at is not None
    assert row.locked_until is None


async def test_a_mail_is_not_sent_before_its_time(database_url: str, server: Server) -> None:
    row = await outbox.owe(due_at=clock.now() + timedelta(hours=1))

    await send(server.settings)
    assert await state(row) == ("QUEUED", 0, None)

    clock.clock.advance(hours=1)
    await send(server.settings)
    assert await state(row) == ("SENT", 1, None)


async def test_a_cancelled_mail_is_not_sent(database_url: str, server: Server) -> None:
    row = await outbox.owe(status=mail.EmailStatus.CANCELLED)

    await send(server.settings)

    assert server.received == []
    assert await state(row) == ("CANCELLED", 0, None)


@pytest.mark.parametrize("answers", ["to_data", "to_recipients"])
async def test_a_mail_that_is_turned_away_for_now_is_tried_again(
    database_url: str, server: Server, answers: str
) -> None:
    setattr(server, answers, ["451 Come back later"])
    row = await outbox.owe()

    await send(server.settings)
    assert await state(row) == ("QUEUED", 1, "The mail server answered 451 Come back later")

    await send(server.settings)
    assert server.received == []

    clock.clock.advance(seconds=30)
    await send(server.settings)
    assert await state(row) == ("SENT", 2, None)
    assert len(server.received) == 1


@pytest.mark.parametrize("answers", ["to_data", "to_recipients"])
async def test_a_mail_that_is_turned_away_for_good_ends_failed_with_the_cause(
    database_url: str, server: Server, answers: str
) -> None:
    setattr(server, answers, ["550 No such person"])
    row = await outbox.owe()

    await send(server.settings)

    assert await state(row) == ("FAILED", 1, "The mail server answered 550 No such person")


async def test_a_server_that_is_away_loses_no_mail(database_url: str, server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        away = Settings(smtp_url=f"smtp://127.0.0.1:{closed.getsockname()[1]}")
    row = await outbox.owe()

    await send(away)
    status, _, cause = await state(row)
    assert status == "QUEUED"
    assert cause is not None
    assert "SMTPConnectError" in cause

    clock.clock.advance(hours=1)
    await send(server.settings)
    assert await state(row) == ("SENT", 2, None)


async def test_pauses_grow_and_the_tenth_try_is_the_last(database_url: str) -> None:
    row = await outbox.owe()
    pauses = []
    for _ in range(9):
        await send(outbox.SETTINGS, mailer.Nowhere())
        await row.refresh_from_db()
        pauses.append(round((row.due_at - clock.now()).total_seconds() / 60, 1))
        clock.clock.ahead += row.due_at - clock.now()
    assert await state(row) == ("QUEUED", 9, "No mail server is set: ADMIT_SMTP_URL is empty.")

    await send(outbox.SETTINGS, mailer.Nowhere())

    assert pauses == [0.5, 2, 10, 60, 240, 240, 240, 240, 240]
    assert await state(row) == ("FAILED", 10, "No mail server is set: ADMIT_SMTP_URL is empty.")


async def test_one_bad_mail_never_stops_the_others(database_url: str, server: Server) -> None:
    bad = [await outbox.owe(subject="ACME\r\nBcc: evil@x.test"), await outbox.owe(letter={})]
    good = [await outbox.owe(to_address=f"user{n}@acme.example") for n in range(3)]

    await send(server.settings)

    assert [(await state(row))[0] for row in bad] == ["FAILED", "FAILED"]
    assert [(await state(row))[0] for row in good] == ["SENT", "SENT", "SENT"]
    assert len(server.received) == 3
    assert "Subject contains characters" in (bad[0].last_error or "")


async def test_a_failed_mail_can_be_sent_again(database_url: str, server: Server) -> None:
    server.to_data = ["550 Full"]
    row = await outbox.owe()
    await send(server.settings)

    assert await mail.send_again(row.id, clock.now())
    assert not await mail.send_again(row.id, clock.now())
    await send(server.settings)

    assert await state(row) == ("SENT", 1, None)
    assert len(server.received) == 1


async def test_a_crash_after_sending_repeats_the_mail_under_the_same_message_id(
    database_url: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(id: UUID, now: datetime) -> None:
        raise RuntimeError("the power went")

    row = await outbox.owe()
    with monkeypatch.context() as broken:
        broken.setattr(mail, "mark_sent", crash)
        await send(server.settings)
    await send(server.settings)
    assert await state(row) == ("QUEUED", 1, None)
    assert len(server.received) == 1

    clock.clock.advance(seconds=worker.LEASE_SECONDS + 1)
    await send(server.settings)

    assert await state(row) == ("SENT", 2, None)
    assert server.raw[0] == server.raw[1]
    assert server.received[0]["Message-ID"] == f"<{row.id}@admit.example>"


async def test_what_was_sent_counts_as_sent_even_if_cancelled_meanwhile(database_url: str) -> None:
    row = await outbox.owe()

    class Slow(mailer.Mailbox):
        async def send(self, message: EmailMessage) -> None:
            await mail.EmailMessage.filter(id=row.id).update(status=mail.EmailStatus.CANCELLED)

    await send(outbox.SETTINGS, Slow())

    assert await state(row) == ("SENT", 1, None)


async def test_a_cancelled_mail_that_could_not_be_sent_stays_cancelled(database_url: str) -> None:
    row = await outbox.owe()

    class Failing(mailer.Mailbox):
        async def send(self, message: EmailMessage) -> None:
            await mail.EmailMessage.filter(id=row.id).update(status=mail.EmailStatus.CANCELLED)
            raise mailer.NotSent("later")

    await send(outbox.SETTINGS, Failing())

    assert (await state(row))[0] == "CANCELLED"


async def test_two_workers_send_each_mail_once(database_url: str) -> None:
    people = [f"user{n}@acme.example" for n in range(100)]
    for address in people:
        await outbox.owe(to_address=address, to_name="")
    transport, stop = Counting(len(people)), asyncio.Event()

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


async def test_two_processes_claim_each_mail_once(database_url: str) -> None:
    ids = {str((await outbox.owe()).id) for _ in range(100)}

    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", CLAIM_ALL, database_url, stdout=asyncio.subprocess.PIPE, cwd=ROOT
        )
        for _ in range(2)
    ]
    answers = await asyncio.gather(*(process.communicate() for process in processes))

    claimed = [id for out, _ in answers for id in json.loads(out)]
    assert len(claimed) == 100
    assert set(claimed) == ids


async def test_a_commit_that_owes_a_mail_wakes_the_worker(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 3600)
    monkeypatch.setattr(worker, "GRACE_SECONDS", 30)
    transport = Counting()

    async with worker.running(outbox.SETTINGS, transport):
        await outbox.owe()
        bus.wake("account:1")
        bus.wake(mail.TOPIC)
        await transport.done.wait()

    assert (await mail.EmailMessage.get()).status == mail.EmailStatus.SENT


async def test_a_mail_that_nobody_announced_is_found_by_looking(database_url: str) -> None:
    transport, stop = Counting(), asyncio.Event()
    task = asyncio.create_task(
        worker.run(outbox.SETTINGS, transport, stop, asyncio.Event(), poll_seconds=0.01)
    )

    await outbox.owe()
    await transport.done.wait()
    stop.set()
    await task

    assert transport.to == ["Ada <ada@acme.example>"]


async def test_a_transport_that_hangs_does_not_keep_the_server_from_stopping(
    database_url: str, monkeypatch: pytest.MonkeyPatch
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

    assert await state(row) == ("QUEUED", 1, None)
    clock.clock.advance(seconds=worker.LEASE_SECONDS + 1)
    await send(outbox.SETTINGS, mailer.Mailbox())
    assert await state(row) == ("SENT", 2, None)


async def test_a_send_that_takes_too_long_is_given_up_before_another_worker_may_claim_it(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert worker.SEND_SECONDS < worker.LEASE_SECONDS
    monkeypatch.setattr(worker, "SEND_SECONDS", 0.01)

    class Hanging(mailer.Mailbox):
        async def send(self, message: EmailMessage) -> None:
            await asyncio.Event().wait()

    row = await outbox.owe()
    await send(outbox.SETTINGS, Hanging())

    assert await state(row) == ("QUEUED", 1, "TimeoutError")


async def test_other_due_work_has_its_turn_and_its_failure_stops_nothing(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop, calls = asyncio.Event(), list[datetime]()
    transport = Counting()

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


async def test_what_a_strange_server_says_stays_on_one_line(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    class Strange(mailer.Mailbox):
        async def send(self, message: EmailMessage) -> None:
            raise mailer.Refused("no\r\n\x1b[31mERROR\u2028forged line\x00" + "x" * 1000)

    row = await outbox.owe()
    with caplog.at_level(logging.WARNING, "admit.worker"):
        await send(outbox.SETTINGS, Strange())

    _, _, cause = await state(row)
    assert cause is not None
    assert cause.startswith("no [31mERROR forged line xxx")
    assert len(cause) == mail.CAUSE_LENGTH
    assert len(caplog.records) == 1
    assert len(caplog.records[0].getMessage().splitlines()) == 1


async def test_the_age_of_the_oldest_unsent_mail_is_known(database_url: str) -> None:
    assert await mail.oldest_due(clock.now()) is None
    await outbox.owe(due_at=outbox.MORNING + timedelta(hours=1))
    await outbox.owe(due_at=outbox.MORNING)
    await outbox.owe(due_at=clock.now() + timedelta(hours=1))

    assert await mail.oldest_due(clock.now()) == outbox.MORNING
