"""Nobody's mailbox can be flooded: beyond 20 mails an hour the rest comes as one digest."""

import asyncio
from uuid import UUID

import pytest

from models import clock, digests, keys, mail
from tests.web import outbox
from web import worker

ADA, BEN = "ada@acme.example", "ben@acme.example"


@pytest.fixture(autouse=True)
def _at_the_beginning_of_an_hour(outbox_url: str) -> None:
    clock.clock.advance(seconds=3601 - clock.now().timestamp() % 3600)


async def owe(count: int, to: str = ADA, **changed: object) -> list[mail.EmailMessage]:
    """Record so many mails, each with a page of its own."""
    return [
        await outbox.owe(
            to_address=to,
            subject=f"Access request {number}",
            letter=outbox.a_letter(links=[{"label": "View", "path": f"/requests/{number}"}]),
            **changed,
        )
        for number in range(count)
    ]


async def send_all() -> list[str]:
    """Let the worker send what is due; the recipients."""
    transport = outbox.Counting()
    while await worker.send_due(outbox.SETTINGS, transport, clock.now()):
        pass
    return transport.to


async def test_of_1000_mails_in_an_hour_20_go_and_the_rest_comes_as_one_digest() -> None:
    await owe(1_000)
    await owe(3, to=BEN)

    sent = await send_all()
    assert (len([to for to in sent if ADA in to]), len([to for to in sent if BEN in to])) == (20, 3)
    assert not await digests.make_due(clock.now())
    assert await send_all() == []

    clock.clock.advance(hours=1)
    await digests.make_due(clock.now())
    (to,) = await send_all()
    digest = await mail.EmailMessage.get(kind=mail.EmailKind.DIGEST)
    assert ADA in to
    assert digest.subject == "980 more messages"
    assert await mail.EmailMessage.filter(status="DIGESTED", digest_id=digest.id).count() == 980
    assert [link["path"] for link in digest.letter["links"]] == [
        f"/requests/{number}" for number in range(950, 1_000)
    ]


async def test_what_needs_no_answer_any_more_is_not_in_the_digest() -> None:
    request: UUID = keys.uuid7()
    await owe(21)
    await owe(1, request_id=request)
    await send_all()

    await mail.cancel_unsent(request)
    clock.clock.advance(hours=1)
    await digests.make_due(clock.now())

    digest = await mail.EmailMessage.get(kind=mail.EmailKind.DIGEST)
    assert digest.subject == "1 more message"
    assert (await mail.EmailMessage.get(request_id=request)).status == mail.EmailStatus.CANCELLED


async def test_links_that_somebody_waits_for_go_at_once() -> None:
    await owe(21)
    await send_all()

    await owe(1, kind=mail.EmailKind.VERIFY_ADDRESS)

    assert len(await send_all()) == 1


async def test_of_several_workers_one_writes_the_digest() -> None:
    await owe(30)
    await send_all()
    clock.clock.advance(hours=1)

    await asyncio.gather(*(digests.make_due(clock.now()) for _ in range(5)))

    assert await mail.EmailMessage.filter(kind=mail.EmailKind.DIGEST).count() == 1
    assert len(await send_all()) == 1


async def test_a_mail_that_is_tried_again_counts_once(mail_server: outbox.MailServer) -> None:
    mail_server.to_data = ["451 Come back later"] * 5
    (row,) = await owe(1)
    for _ in range(6):
        await outbox.send(mail_server.settings)
        clock.clock.advance(minutes=1)
        await mail.EmailMessage.filter(id=row.id).update(due_at=clock.now())

    assert (await outbox.state(row))[0] == "SENT"
    await owe(20)
    assert len(await send_all()) == 19
