"""Mails on their way out: a row of the outbox becomes a message, and a transport takes it along.

What names and reasons hold is not trusted here either: headers are encoded before the mail library
sees them, and the finished bytes are read again before they leave.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import EmailPolicy, compat32
from email.utils import format_datetime, getaddresses
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
import jinja2

from models import mail
from web.settings import Settings

HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted")
PARTS = ["multipart/alternative", "text/plain", "text/html"]
WORD_BYTES = 39
LOOPBACK = {"localhost", "127.0.0.1", "::1"}

_ASCII = re.compile(r"[ -~]*")
_ASCII_NAME = re.compile(r"[A-Za-z0-9 '_-]*")
_MAILBOX = re.compile(r"[^\s<>()\[\],;:\\\"@]+@[A-Za-z0-9.-]+")
_PATH = re.compile(r"/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%/?#-]*")
_STRAY_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DOMAIN = re.compile(r"(?!www\.)[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_LINKING = re.compile(r"(?<=[^\W_])(?:[.:](?=[^\W\d_])|:(?=//))")
_NON_JOINER = "\u200c"


class NotSent(Exception):
    """It did not go out this time; another try may succeed."""


class Refused(NotSent):
    """It will never go out as it is."""


class Transport(Protocol):
    """Takes a message to its one recipient, or raises NotSent."""

    async def send(self, message: EmailMessage) -> None:
        """Return once somebody else has taken responsibility for the message."""


class AsSet(EmailPolicy):
    """Headers go out as they were set: the library's own parsing and folding can add headers."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        return name, value


POLICY = AsSet(linesep="\r\n", refold_source="none", cte_type="7bit", utf8=False)


def render(row: mail.EmailMessage, settings: Settings) -> EmailMessage:
    """The message of a row, the same bytes each time; Refused where it is not what was meant."""
    try:
        message = _compose(row, settings)
        _read_again(bytes(message), row)
    except (jinja2.TemplateError, MessageError, KeyError, TypeError, ValueError) as error:
        raise Refused(f"This mail cannot be written: {type(error).__name__}: {error}") from error
    return message


def _compose(row: mail.EmailMessage, settings: Settings) -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    message["From"] = _mailbox("From", settings.product_name, settings.mail_from)
    message["To"] = _mailbox("To", row.to_name, row.to_address)
    message["Subject"] = _encoded("Subject", row.subject, _ASCII)
    message["Date"] = format_datetime(row.created_at)
    message["Message-ID"] = f"<{row.id}@{settings.mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    text, html = (_body(template, row, settings) for template in ("letter.txt", "letter.html"))
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{row.id.hex}")
    return message


def _mailbox(header: str, name: str, address: str) -> str:
    if not address.isascii() or not _MAILBOX.fullmatch(address):
        raise ValueError(f"{header} is not one plain address")
    return f"{_encoded(header, name, _ASCII_NAME)} <{address}>".lstrip()


def _encoded(header: str, text: str, plain: re.Pattern[str]) -> str:
    """Text as plain ASCII for a header; line ends, and what decodes into them, are refused."""
    if not text.isprintable() or "=?" in text:
        raise ValueError(f"{header} contains characters that no header may have")
    return text if plain.fullmatch(text) else "\r\n ".join(_encoded_words(text))


def _encoded_words(text: str) -> Iterator[str]:
    """The text in pieces of RFC 2047, each of whole characters and short enough for a line."""
    pieces = [b""]
    for char in text:
        if len(pieces[-1]) + len(char.encode()) > WORD_BYTES:
            pieces.append(b"")
        pieces[-1] += char.encode()
    return (f"=?utf-8?b?{b64encode(piece).decode()}?=" for piece in pieces)


def _body(template: str, row: mail.EmailMessage, settings: Settings) -> str:
    return letters.get_template(template).render(
        letter={"blocks": [], "quote": None, "links": [], "closing": [], **row.letter},
        subject=row.subject,
        product=settings.product_name,
        support_url=settings.support_url,
        address=lambda path: _address(path, settings),
    )


def _address(path: str, settings: Settings) -> str:
    """A link's address: always on the configured host, whoever asked for the mail and how."""
    if not _PATH.fullmatch(path):
        raise ValueError("a link leads elsewhere")
    return settings.public_url.rstrip("/") + path


def one_line(text: object) -> str:
    """White space of any kind as single blanks: only a quote may have lines."""
    return " ".join(str(text).split())


def unlinked(text: str) -> str:
    """Text in which mail programs find no address of a page to make a link of."""
    return re.sub(r"\S+", lambda word: _unlinked(word[0]), text)


def value(text: str) -> str:
    """A value of a table: a domain or an address alone may be copied, anything else is text."""
    return text if _DOMAIN.fullmatch(text) else unlinked(text)


def _unlinked(word: str) -> str:
    if _ADDRESS.fullmatch(word.strip("(),.;:")):
        return word
    return _LINKING.sub(lambda sign: f"{_NON_JOINER}{sign[0]}{_NON_JOINER}", word)


letters = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "letters"),
    autoescape=jinja2.select_autoescape(["html"]),
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
letters.filters |= {"one_line": one_line, "unlinked": unlinked, "value": value}


def _read_again(data: bytes, row: mail.EmailMessage) -> None:
    """Read the bytes as any mail server would; they must hold what was set, and nothing else."""
    if not data.isascii() or _STRAY_LINE_END.search(data):
        raise ValueError("the bytes are not plain lines")
    message = BytesParser(policy=compat32).parsebytes(data)
    if sorted(message.keys()) != sorted((*HEADERS, "MIME-Version", "Content-Type")):
        raise ValueError("the headers are not those that were set")
    if [address for _, address in getaddresses([_unfolded(message, "To")])] != [row.to_address]:
        raise ValueError("the recipients are not those that were set")
    if str(make_header(decode_header(_unfolded(message, "Subject")))) != row.subject:
        raise ValueError("the subject is not the one that was set")
    if [part.get_content_type() for part in message.walk()] != PARTS or message.defects:
        raise ValueError("the parts are not those that were set")


def _unfolded(message: Message, header: str) -> str:
    return str(message[header]).replace("\r\n", "")


class Mailbox:
    """Development without a mail server: mails count as delivered, and a page shows them."""

    async def send(self, message: EmailMessage) -> None:
        """Nothing to do: the page reads the table."""


class Nowhere:
    """Production without a mail server: mails wait, and tell why."""

    async def send(self, message: EmailMessage) -> None:
        """Refuse for now."""
        raise NotSent("No mail server is set: ADMIT_SMTP_URL is empty.")


class Smtp:
    """A mail server, by its URL; TLS whenever it offers that, and always before a password."""

    def __init__(self, settings: Settings, timeout: float = 15) -> None:
        url = urlsplit(settings.smtp_url or "")
        if url.scheme not in ("smtp", "smtps") or not url.hostname:
            raise ValueError("ADMIT_SMTP_URL must be smtp://… or smtps://…")
        tls, local = url.scheme == "smtps", url.hostname in LOOPBACK
        self.sender = settings.mail_from
        self.options: dict[str, Any] = {
            "hostname": url.hostname,
            "port": url.port or (465 if tls else 587),
            "username": unquote(url.username) if url.username else None,
            "password": unquote(url.password) if url.password else None,
            "use_tls": tls,
            # None takes TLS where it is offered; True insists.
            "start_tls": False if tls else True if url.username and not local else None,
            "validate_certs": not local,
            "local_hostname": settings.mail_from.rpartition("@")[2],
            "timeout": timeout,
        }

    async def send(self, message: EmailMessage) -> None:
        """Hand it to the server: bytes, sender and recipient as they were checked."""
        recipients = [address for _, address in getaddresses([_unfolded(message, "To")])]
        try:
            await aiosmtplib.send(
                bytes(message), sender=self.sender, recipients=recipients, **self.options
            )
        except aiosmtplib.SMTPRecipientsRefused as refusal:
            raise _verdict(refusal.recipients[0]) from refusal
        except aiosmtplib.SMTPDataError as refusal:
            raise _verdict(refusal) from refusal
        except (aiosmtplib.SMTPException, OSError) as problem:
            # What the server has against us, and not against this mail, may be put right.
            raise NotSent(f"{type(problem).__name__}: {problem}") from problem


def _verdict(answer: aiosmtplib.SMTPResponseException) -> NotSent:
    kind = Refused if answer.code >= 500 else NotSent
    return kind(f"The mail server answered {answer.code} {answer.message}")


def transport_for(settings: Settings) -> Transport:
    """How mails leave here, by the settings."""
    if settings.smtp_url:
        return Smtp(settings)
    return Nowhere() if settings.production else Mailbox()
