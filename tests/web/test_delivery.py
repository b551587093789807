"""Delivery: each mail that is owed goes out, is tried again, or ends with the cause."""

import logging
import socket
from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest

from models import clock, mail
from tests.web import outbox
from web import mailer, worker
from web.settings import Settings


async def test_a_mail_is_sent_once(outbox_url: str, mail_server: outbox.MailServer) -> None:
    row = await outbox.owe()

    await outbox.send(mail_server.settings)
    await outbox.send(mail_server.settings)

    assert [message["Message-ID"] for message in mail_server.received] == [
        f"<{row.id}@admit.example>"
    ]
    assert await outbox.state(row) == ("SENT", 1, None)
    assert row.sent_at is not None
    assert row.locked_until is None


async def test_a_mail_is_not_sent_before_its_time(
    outbox_url: str, mail_server: outbox.MailServer
) -> None:
    row = await outbox.owe(due_at=clock.now() + timedelta(hours=1))

    await outbox.send(mail_server.settings)
    assert await outbox.state(row) == ("QUEUED", 0, None)

    clock.clock.advance(hours=1)
    await outbox.send(mail_server.settings)
    assert await outbox.state(row) == ("SENT", 1, None)


async def test_a_cancelled_mail_is_not_sent(
    outbox_url: str, mail_server: outbox.MailServer
) -> None:
    row = await outbox.owe(status=mail.EmailStatus.CANCELLED)

    await outbox.send(mail_server.settings)

    assert mail_server.received == []
    assert await outbox.state(row) == ("CANCELLED", 0, None)


@pytest.mark.parametrize("answers", ["to_data", "to_recipients"])
async def test_a_mail_that_is_turned_away_for_now_is_tried_again(
    outbox_url: str, mail_server: outbox.MailServer, answers: str
) -> None:
    setattr(mail_server, answers, ["451 Come back later"])
    row = await outbox.owe()

    await outbox.send(mail_server.settings)
    assert await outbox.state(row) == ("QUEUED", 1, "The mail server answered 451 Come back later")

    await outbox.send(mail_server.settings)
    assert mail_server.received == []

    clock.clock.advance(seconds=30)
    await outbox.send(mail_server.settings)
    assert await outbox.state(row) == ("SENT", 2, None)
    assert len(mail_server.received) == 1


@pytest.mark.parametrize("answers", ["to_data", "to_recipients"])
async def test_a_mail_that_is_turned_away_for_good_ends_failed_with_the_cause(
    outbox_url: str, mail_server: outbox.MailServer, answers: str
) -> None:
    setattr(mail_server, answers, ["550 No such person"])
    row = await outbox.owe()

    await outbox.send(mail_server.settings)

    assert await outbox.state(row) == ("FAILED", 1, "The mail server answered 550 No such person")


async def test_a_server_that_is_away_loses_no_mail(
    outbox_url: str, mail_server: outbox.MailServer
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        away = Settings(smtp_url=f"smtp://127.0.0.1:{closed.getsockname()[1]}")
    row = await outbox.owe()

    await outbox.send(away)
    status, _, cause = await outbox.state(row)
    assert status == "QUEUED"
    assert cause is not None
    assert "SMTPConnectError" in cause

    clock.clock.advance(hours=1)
    await outbox.send(mail_server.settings)
    assert await outbox.state(row) == ("SENT", 2, None)


async def test_pauses_grow_and_the_tenth_try_is_the_last(outbox_url: str) -> None:
    row = await outbox.owe()
    pauses = []
    for _ in range(9):
        await outbox.send(outbox.SETTINGS, mailer.Nowhere())
        await row.refresh_from_db()
        pauses.append(round((row.due_at - clock.now()).total_seconds() / 60, 1))
        clock.clock.ahead += row.due_at - clock.now()
    assert await outbox.state(row) == (
        "QUEUED",
        9,
        "No mail server is set: ADMIT_SMTP_URL is empty.",
    )

    await outbox.send(outbox.SETTINGS, mailer.Nowhere())

    assert pauses == [0.5, 2, 10, 60, 240, 240, 240, 240, 240]
    assert await outbox.state(row) == (
        "FAILED",
        10,
        "No mail server is set: ADMIT_SMTP_URL is empty.",
    )


async def test_one_bad_mail_never_stops_the_others(
    outbox_url: str, mail_server: outbox.MailServer
) -> None:
    bad = [await outbox.owe(subject="ACME\r\nBcc: evil@x.test"), await outbox.owe(letter={})]
    good = [await outbox.owe(to_address=f"user{n}@acme.example") for n in range(3)]

    await outbox.send(mail_server.settings)

    assert [(await outbox.state(row))[0] for row in bad] == ["FAILED", "FAILED"]
    assert [(await outbox.state(row))[0] for row in good] == ["SENT", "SENT", "SENT"]
    assert len(mail_server.received) == 3
    assert "Subject contains characters" in (bad[0].last_error or "")


async def test_a_failed_mail_can_be_sent_again(
    outbox_url: str, mail_server: outbox.MailServer
) -> None:
    mail_server.to_data = ["550 Full"]
    row = await outbox.owe()
    await outbox.send(mail_server.settings)

    assert await mail.send_again(row.id, clock.now())
    assert not await mail.send_again(row.id, clock.now())
    await outbox.send(mail_server.settings)

    assert await outbox.state(row) == ("SENT", 1, None)
    assert len(mail_server.received) == 1


async def test_a_crash_after_sending_repeats_the_mail_under_the_same_message_id(
    outbox_url: str, mail_server: outbox.MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(id: UUID, now: datetime) -> None:
        raise RuntimeError("the power went")

    row = await outbox.owe()
    with monkeypatch.context() as broken:
        broken.setattr(mail, "mark_sent", crash)
        await outbox.send(mail_server.settings)
    await outbox.send(mail_server.settings)
    assert await outbox.state(row) == ("QUEUED", 1, None)
    assert len(mail_server.received) == 1

    clock.clock.advance(seconds=worker.LEASE_SECONDS + 1)
    await outbox.send(mail_server.settings)

    assert await outbox.state(row) == ("SENT", 2, None)
    assert mail_server.raw[0] == mail_server.raw[1]
    assert mail_server.received[0]["Message-ID"] == f"<{row.id}@admit.example>"


async def test_what_was_sent_counts_as_sent_even_if_cancelled_meanwhile(outbox_url: str) -> None:
    row = await outbox.owe()

    class Slow(mailer.Mailbox):
        async def send(self, message: EmailMessage) -> None:
            await mail.EmailMessage.filter(id=row.id).update(status=mail.EmailStatus.CANCELLED)

    await outbox.send(outbox.SETTINGS, Slow())

    assert await outbox.state(row) == ("SENT", 1, None)


async def test_a_cancelled_mail_that_could_not_be_sent_stays_cancelled(outbox_url: str) -> None:
    row = await outbox.owe()

    class Failing(mailer.Mailbox):
        async def send(self, message: EmailMessage) -> None:
            await mail.EmailMessage.filter(id=row.id).update(status=mail.EmailStatus.CANCELLED)
            raise mailer.NotSent("later")

    await outbox.send(outbox.SETTINGS, Failing())

    assert (await outbox.state(row))[0] == "CANCELLED"


async def test_the_age_of_the_oldest_unsent_mail_is_known(outbox_url: str) -> None:
    assert await mail.oldest_due(clock.now()) is None
    await outbox.owe(due_at=outbox.MORNING + timedelta(hours=1))
    await outbox.owe(due_at=outbox.MORNING)
    await outbox.owe(due_at=clock.now() + timedelta(hours=1))

    assert await mail.oldest_due(clock.now()) == outbox.MORNING


async def test_what_a_strange_server_says_stays_on_one_line(
    outbox_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    class Strange(mailer.Mailbox):
        async def send(self, message: EmailMessage) -> None:
            raise mailer.Refused("no\r\n\x1b[31mERROR\u2028forged line\x00" + "x" * 1000)

    row = await outbox.owe()
    with caplog.at_level(logging.WARNING, "admit.worker"):
        await outbox.send(outbox.SETTINGS, Strange())

    _, _, cause = await outbox.state(row)
    assert cause is not None
    assert cause.startswith("no [31mERROR forged line xxx")
    assert len(cause) == mail.CAUSE_LENGTH
    assert len(caplog.records) == 1
    assert len(caplog.records[0].getMessage().splitlines()) == 1
