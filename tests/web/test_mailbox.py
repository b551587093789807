"""The mailbox page: every mail, as its reader gets it, and only in development."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from models import mail
from tests.web import outbox
from web import headers, mailbox
from web.settings import Settings

ATTACK = "<script>alert(1)</script>"


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the page, beside an empty outbox."""
    app = Starlette(
        routes=mailbox.mailbox_routes(outbox.SETTINGS),
        middleware=[Middleware(headers.ProtectiveHeaders, settings=outbox.SETTINGS)],
    )
    transport = httpx2.ASGITransport(app=app)
    async with (
        outbox.opened(outbox.sqlite_url(tmp_path)),
        httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
    ):
        yield client


async def page(client: httpx2.AsyncClient, path: str, **query: Any) -> str:
    """A page's HTML."""
    response = await client.get(path, params=query)
    assert response.status_code == 200
    return response.text


def test_production_has_no_mailbox() -> None:
    assert mailbox.mailbox_routes(Settings(production=True)) == []


async def test_the_pages_bring_their_own_style(client: httpx2.AsyncClient) -> None:
    assert 'href="/dev/mail.css"' in await page(client, "/dev/mail")
    assert ".filter" in await page(client, "/dev/mail.css")


async def test_an_empty_mailbox_says_so(client: httpx2.AsyncClient) -> None:
    assert "No mail yet." in await page(client, "/dev/mail")


async def test_the_list_shows_to_whom_about_what_when_and_how_far(
    client: httpx2.AsyncClient,
) -> None:
    row = await outbox.owe(status=mail.EmailStatus.SENT)

    html = await page(client, "/dev/mail")

    for words in (
        "ada@acme.example", "Access request - ACME", "2 March 2026, 09:30:00 UTC", "Sent",
        f'href="/dev/mail/{row.id}"',
    ):  # fmt: skip
        assert words in html


async def test_the_list_is_newest_first_and_100_a_page(client: httpx2.AsyncClient) -> None:
    for n in range(101):
        moment = outbox.MORNING + timedelta(minutes=n)
        await outbox.owe(subject=f"mail-{n:03}", created_at=moment)

    first, second = await page(client, "/dev/mail"), await page(client, "/dev/mail", page=2)

    assert first.index("mail-100") < first.index("mail-099") < first.index("mail-001")
    assert "mail-000" not in first
    assert "mail-000" in second
    assert "mail-001" not in second
    assert 'rel="next"' in first
    assert 'rel="next"' not in second
    assert 'rel="prev"' in second


async def test_the_list_can_be_narrowed_to_a_recipient(client: httpx2.AsyncClient) -> None:
    await outbox.owe()
    await outbox.owe(to_address="rita@globex.example", subject="For Rita")

    html = await page(client, "/dev/mail", to=" RITA ")

    assert "For Rita" in html
    assert "ada@acme.example" not in html
    assert "No mail to such a recipient." in await page(client, "/dev/mail", to="nobody")


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "²", "9" * 30, "1.5"])
async def test_a_page_that_is_none_is_the_first(client: httpx2.AsyncClient, number: str) -> None:
    await outbox.owe()

    assert "Access request - ACME" in await page(client, "/dev/mail", page=number)


async def test_a_letter_shows_headers_and_both_parts(client: httpx2.AsyncClient) -> None:
    row = await outbox.owe(to_name="Ada Ångström")

    html = await page(client, f"/dev/mail/{row.id}")

    assert "Ada Ångström &lt;ada@acme.example&gt;" in html
    assert f"&lt;{row.id}@admit.example&gt;" in html
    assert "https://access.acme.example/requests/1" in html
    assert f'src="/dev/mail/{row.id}/html"' in html


async def test_the_html_part_stands_in_a_sandbox(client: httpx2.AsyncClient) -> None:
    row = await outbox.owe()

    around = await client.get(f"/dev/mail/{row.id}")
    letter = await client.get(f"/dev/mail/{row.id}/html")

    assert 'sandbox="allow-popups' in around.text
    assert "allow-scripts" not in around.text
    assert "frame-src 'self'" in around.headers["content-security-policy"]
    for rule in ("default-src 'none'", "frame-ancestors 'self'", "sandbox allow-popups"):
        assert rule in letter.headers["content-security-policy"]
    assert letter.headers["x-frame-options"] == "SAMEORIGIN"
    assert "View this request</a>" in letter.text


async def test_names_inject_nothing_into_the_pages(client: httpx2.AsyncClient) -> None:
    letter = outbox.a_letter(heading=ATTACK, quote={"by": ATTACK, "text": ATTACK})
    row = await outbox.owe(subject=ATTACK, to_name=ATTACK, last_error=ATTACK, letter=letter)

    for path in ("/dev/mail", f"/dev/mail/{row.id}", f"/dev/mail/{row.id}/html"):
        assert ATTACK not in await page(client, path, to="")
    assert ATTACK not in await page(client, "/dev/mail", to=ATTACK)


async def test_a_mail_that_cannot_be_written_tells_why(client: httpx2.AsyncClient) -> None:
    row = await outbox.owe(letter={}, last_error="It failed before.")

    html = await page(client, f"/dev/mail/{row.id}")

    assert "This mail cannot be written" in html
    assert "It failed before." in html
    assert "<iframe" not in html


@pytest.mark.parametrize(
    "path", [f"/dev/mail/{UUID(int=7)}", f"/dev/mail/{UUID(int=7)}/html", "/dev/mail/x"]
)
async def test_a_mail_that_does_not_exist_is_not_found(
    client: httpx2.AsyncClient, path: str
) -> None:
    assert (await client.get(path)).status_code == 404
