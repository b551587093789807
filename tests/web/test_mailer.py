"""Mails: what they carry, and that no name or reason changes what they are."""

import random
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses
from typing import Any

import pytest

from models import names
from tests.web import outbox
from web import mailer
from web.settings import Settings

ENCODED = "=?utf-8?q?Acme=0D=0ABcc=3A_evil=40x=2Etest?="
PIECES = [
    "Ada", "Zoë", "Łuczak", "株式会社", "🎉", " ", "  ", ",", ";", ":", '"', "\\", "<", ">", "(",
    ")", "@", "evil@x.test", "<evil@x.test>", "Bcc: evil@x.test", "\r\n", "\n", "\r", "\x00",
    "\x85", "=?", "?=", "=0D=0A", ENCODED, "=?utf-8?b?DQpCY2M6IGV2aWxAeC50ZXN0?=", "\u2028",
    "\u202e", "\u200b", "\ufeff", "\ud800", "\t", "e\u0301", "=\u200b?", "＝？", "--", "<b>",
    "&amp;", "%0d%0a",
]  # fmt: skip


def parsed(message: EmailMessage) -> EmailMessage:
    """The message as another program reads it."""
    return BytesParser(policy=policy.default).parsebytes(bytes(message))


def body(message: EmailMessage, kind: str) -> str:
    """The text of one of the two parts."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def decoded(message: EmailMessage, header: str) -> str:
    """A header as the standard says; some Python versions add blanks between encoded words."""
    raw = BytesParser(policy=policy.compat32).parsebytes(bytes(message))
    return str(make_header(decode_header(raw[header].replace("\r\n", ""))))


def rendered(settings: Settings = outbox.SETTINGS, **changed: Any) -> EmailMessage:
    """The message of a mail to Ada, as another program reads it."""
    return parsed(mailer.render(outbox.a_mail(**changed), settings))


def test_a_mail_goes_to_one_person_in_the_name_of_the_product() -> None:
    message = rendered(id=outbox.SOME_ID)

    assert str(message["From"]) == "Access Desk <no-reply@admit.example>"
    assert str(message["To"]) == "Ada <ada@acme.example>"
    assert message["Subject"] == "Access request - ACME"
    assert message["Date"].datetime == outbox.MORNING
    assert message["Message-ID"] == f"<{outbox.SOME_ID}@admit.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert len(message.keys()) == 8


def test_a_repeated_mail_is_the_same_to_the_byte() -> None:
    row = outbox.a_mail()

    assert bytes(mailer.render(row, outbox.SETTINGS)) == bytes(mailer.render(row, outbox.SETTINGS))


def test_both_parts_say_everything() -> None:
    message = rendered(settings=Settings(support_url="https://help.acme.example/"))

    for text in (body(message, "plain"), body(message, "html")):
        for words in (
            "Access request", "Hello Ada,", "Rita asks to enter ACME.", "Requested by",
            "rita@globex.example", "Written by Rita:", "I maintain the routers.", "Since May.",
            "View this request", "http://127.0.0.1:8000/requests/1", "an administrator of ACME",
            "Admit", "https://help.acme.example/",
        ):  # fmt: skip
            assert words in text


def test_a_letter_needs_no_blocks_no_quote_and_no_links() -> None:
    message = rendered(letter={"heading": "Done", "greeting": "Hello,", "paragraphs": ["Done."]})

    assert "Written by" not in body(message, "plain")
    assert "href" not in body(message, "html")


def test_long_and_foreign_names_arrive_as_they_are() -> None:
    name = "Ångström, Żółć & Söhne (" + "株" * 90 + ")"
    row = outbox.a_mail(to_name=name, subject=f"Access request - {name} - äöü ✓")
    message = mailer.render(row, outbox.SETTINGS)

    assert decoded(message, "To") == f"{name} <ada@acme.example>"
    assert decoded(message, "Subject") == f"Access request - {name} - äöü ✓"
    assert all(len(line) < 100 for line in bytes(message).splitlines())


def test_links_lead_to_the_configured_address_whatever_a_request_said() -> None:
    settings = Settings(public_url="https://access.acme.example/", allowed_hosts=["evil.test"])
    message = rendered(settings)

    assert 'href="https://access.acme.example/requests/1"' in body(message, "html")
    assert "\nhttps://access.acme.example/requests/1\n" in body(message, "plain")
    assert "evil" not in bytes(message).decode()


@pytest.mark.parametrize(
    "path",
    ["//evil.test/", "https://evil.test/", "requests/1", "", "/\\evil.test", "/a\nb", '/"><b>'],
)
def test_a_link_that_leads_elsewhere_is_never_sent(path: str) -> None:
    with pytest.raises(mailer.Refused, match="a link leads elsewhere"):
        rendered(letter=outbox.a_letter(links=[{"label": "Go", "path": path}]))


def test_a_reason_is_quoted_and_nothing_in_it_can_be_clicked() -> None:
    reason = (
        "See http://evil.test/a and www.evil.test,\nor evil.test: <a href='//evil.test'>here</a>"
    )
    message = rendered(letter=outbox.a_letter(quote={"by": "Rita", "text": reason}))
    html, text = body(message, "html"), body(message, "plain")

    assert html.count("<a ") == 1
    assert "evil.test" not in html
    assert "://evil" not in html.replace("\u200c", "").split("<blockquote")[0]
    assert html.replace("\u200c", "").count("http://evil.test/a") == 1
    assert "> See http://evil.test/a and www.evil.test,\n> or evil.test:" in text


def test_a_quote_cannot_pass_for_the_letter_itself() -> None:
    forged = "Thanks.\n\nView this request:\nhttps://evil.test/requests/1\r\n-- \nAccess Desk"
    text = body(rendered(letter=outbox.a_letter(quote={"by": "Rita", "text": forged})), "plain")

    assert "\n> https://evil.test/requests/1" in text
    assert "\nhttps://evil.test" not in text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("http://evil.test", "http\u200c:\u200c//evil\u200c.\u200ctest"),
        ("evil.test", "evil\u200c.\u200ctest"),
        ("rita@globex.example", "rita@globex.example"),
        ("(rita@globex.example),", "(rita@globex.example),"),
        ("rita@globex.example/login", "rita@globex\u200c.\u200cexample/login"),
        ("22 November 2026, 14:05:30 UTC", "22 November 2026, 14:05:30 UTC"),
        ("Acme Inc. and others", "Acme Inc. and others"),
    ],
)
def test_only_what_mail_programs_make_links_of_is_changed(written: str, shown: str) -> None:
    assert mailer.unlinked(written) == shown


@pytest.mark.parametrize(
    "place", ["heading", "greeting", "paragraphs", "blocks", "quote", "closing"]
)
def test_html_in_any_place_is_shown_and_not_obeyed(place: str) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}"
    places = {
        "blocks": [{"title": attack, "rows": [[attack, attack]]}],
        "quote": {"by": attack, "text": attack},
        "paragraphs": [attack],
        "closing": [attack],
    }
    html = body(rendered(letter=outbox.a_letter(**{place: places.get(place, attack)})), "html")

    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html
    assert "49" not in html


def test_the_plain_part_is_not_escaped() -> None:
    assert "Rita & <Bob>" in body(rendered(letter=outbox.a_letter(heading="Rita & <Bob>")), "plain")


@pytest.mark.parametrize(
    "attack", [ENCODED, "ACME\r\nBcc: evil@x.test", "ACME\x00", "A\u2028B", "A\ud800"]
)
@pytest.mark.parametrize("field", ["subject", "to_name"])
def test_a_row_with_a_hostile_header_fails_with_the_cause(field: str, attack: str) -> None:
    row = outbox.a_mail(**{field: attack})

    with pytest.raises(mailer.Refused, match="contains characters that no header may have"):
        mailer.render(row, outbox.SETTINGS)


@pytest.mark.parametrize(
    "address",
    [
        "", "ada", "ada@acme.example, evil@x.test", "ada@acme.example\r\nBcc: evil@x.test",
        "<ada@acme.example>", "ädä@acme.example", "ada@äcme.example", "a b@acme.example",
        '"a,b"@acme.example', "=?utf-8?q?a?=@acme.example>",
    ],
)  # fmt: skip
def test_a_row_with_anything_but_one_address_fails_with_the_cause(address: str) -> None:
    with pytest.raises(mailer.Refused, match="To is not one plain address"):
        rendered(to_address=address)


@pytest.mark.parametrize("letter", [{}, {"heading": "Only this"}, {"heading": 1, "greeting": None}])
def test_a_row_with_half_a_letter_fails_with_the_cause(letter: dict[str, Any]) -> None:
    with pytest.raises(mailer.Refused, match="This mail cannot be written"):
        rendered(letter=letter)


@pytest.mark.parametrize(
    ("raw", "cause"),
    [
        (b"Bcc: evil@x.test\r\n", "headers"),
        (b"To: evil@x.test\r\n", "headers"),
        (b"X: 1\n", "plain lines"),
        (b"X: \xc3\xa9\r\n", "plain lines"),
    ],
)
def test_bytes_that_hold_more_than_was_set_are_noticed(raw: bytes, cause: str) -> None:
    row = outbox.a_mail()
    data = bytes(mailer.render(row, outbox.SETTINGS))

    with pytest.raises(ValueError, match=cause):
        mailer._read_again(raw + data, row)


@pytest.mark.parametrize(
    ("was", "became", "cause"),
    [
        (b"<ada@acme.example>", b"<ada@acme.example>, eve@x.test", "recipients"),
        (b"request - ACME", b"request - EVIL", "subject"),
        (b"text/html", b"text/calendar", "parts"),
    ],
)
def test_bytes_that_say_something_else_are_noticed(was: bytes, became: bytes, cause: str) -> None:
    row = outbox.a_mail()
    data = bytes(mailer.render(row, outbox.SETTINGS))

    with pytest.raises(ValueError, match=cause):
        mailer._read_again(data.replace(was, became), row)


def test_of_20000_hostile_names_none_adds_a_header_or_a_recipient() -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    chance = random.Random(seed)
    written = 0
    for n in range(20_000):
        name = "".join(chance.choices(PIECES, k=chance.randint(1, 8)))[:120]
        # Every other name is first made into what the door lets in, so that all layers are met.
        message = with_headers(name if n % 2 else acceptable(name))
        if message is not None:
            written += 1
            assert_nothing_added(bytes(message))

    assert written > 5_000


def test_whole_mails_with_hostile_names_are_refused_or_are_what_was_meant() -> None:
    chance = random.Random(7)
    for _ in range(200):
        name = acceptable("".join(chance.choices(PIECES, k=8))[:120])
        message = rendered(to_name=name, subject=f"Access request - {name}")

        assert len(message.keys()) == 8
        assert [address.addr_spec for address in message["To"].addresses] == ["ada@acme.example"]


def acceptable(name: str) -> str:
    """The name without what the door refuses, if it then lets it in."""
    kept = "".join(char for char in name if char.isprintable()).replace("=?", "")
    try:
        return names.clean_name(kept)
    except ValueError:
        return "Ada"


def with_headers(name: str) -> EmailMessage | None:
    """A message with this name in every header that takes one, unless it is refused."""
    message = EmailMessage(policy=mailer.POLICY)
    try:
        message["To"] = mailer._mailbox("To", name, "ada@acme.example")
        message["Subject"] = mailer._encoded("Subject", f"Request - {name}", mailer._ASCII)
    except ValueError:
        return None
    return message


def assert_nothing_added(data: bytes) -> None:
    """Two headers and one recipient, to the eye and to a program."""
    lines = [line for line in data.split(b"\r\n") if line and not line.startswith(b" ")]
    message = BytesParser(policy=policy.compat32).parsebytes(data)

    assert [line.split(b":")[0] for line in lines] == [b"To", b"Subject"]
    assert message.keys() == ["To", "Subject"]
    assert [address for _, address in getaddresses([message["To"]])] == ["ada@acme.example"]
    assert str(make_header(decode_header(message["To"]))).isprintable()


def test_without_a_mail_server_development_delivers_to_the_mailbox_page() -> None:
    assert isinstance(mailer.transport_for(Settings()), mailer.Mailbox)


async def test_without_a_mail_server_production_tells_why_mails_wait() -> None:
    transport = mailer.transport_for(Settings(production=True))

    with pytest.raises(mailer.NotSent, match="ADMIT_SMTP_URL is empty"):
        await transport.send(EmailMessage())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.acme.example", {"port": 587, "start_tls": None, "use_tls": False}),
        (
            "smtp://u:p%40ss@mail.acme.example:25",
            {"port": 25, "start_tls": True, "password": "p@ss"},
        ),
        ("smtps://u:p@mail.acme.example", {"port": 465, "use_tls": True, "validate_certs": True}),
        ("smtp://u:p@127.0.0.1:1025", {"start_tls": None, "validate_certs": False}),
    ],
)
def test_a_password_never_travels_in_the_clear(url: str, expected: dict[str, Any]) -> None:
    transport = mailer.transport_for(Settings(smtp_url=url))

    assert isinstance(transport, mailer.Smtp)
    assert expected.items() <= transport.options.items()


@pytest.mark.parametrize("url", ["mail.acme.example", "http://mail.acme.example", "smtp://"])
def test_what_is_not_the_url_of_a_mail_server_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="must be smtp://"):
        mailer.transport_for(Settings(smtp_url=url))
