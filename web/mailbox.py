"""The mailbox page: every mail that the service owes or has sent. In development only."""

from dataclasses import dataclass, field
from email.header import decode_header, make_header
from uuid import UUID

from starlette.datastructures import URL
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from models import clock, mail
from models.users import User
from resolvers.facts import DemoPerson
from web import console_pages, demo, mailer, pages
from web.settings import Settings

PAGE = 100

# The letter stands alone in its frame: no scripts, and its links open in a page of their own.
LETTER_HEADERS = {
    **pages.HEADERS,
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox",
}


@dataclass
class Shown:
    """A mail as its reader gets it, or why it cannot be written."""

    headers: list[tuple[str, str]] = field(default_factory=list)
    text: str = ""
    html: str = ""
    problem: str = ""


def is_open(settings: Settings) -> bool:
    """Whether mails can be read here; never in production."""
    return not settings.production


def mailbox_routes(settings: Settings) -> list[BaseRoute]:
    """The pages below /dev/mail; nothing in production."""
    if not is_open(settings):
        return []
    mailbox = Mailbox(settings)
    return [
        Route("/dev/mail", mailbox.listing),
        Route("/dev/mail.css", stylesheet),
        Route("/dev/mail/{id:uuid}", mailbox.letter),
        Route("/dev/mail/{id:uuid}/html", mailbox.html),
    ]


class Mailbox:
    """The pages of the mailbox, straight from the outbox's table."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    async def listing(self, request: Request) -> Response:
        """Mails, newest first, perhaps to one recipient only."""
        to, page = request.query_params.get("to", "").strip(), _page_number(request)
        rows = await _newest(to, page)
        more = len(rows) > PAGE
        return self._page("mailbox.html", mails=rows[:PAGE], to=to, page=page, more=more)

    async def letter(self, request: Request) -> Response:
        """One mail: what became of it, its headers and its two parts."""
        row = await _find(request)
        shown = _shown(row, self.settings)
        reader = None if shown.problem else await self._reader(row)
        opened = _opened_as(reader, row) if reader else []
        response = self._page(
            "mailbox_letter.html", mail=row, shown=shown, reader=reader, opened=opened
        )
        response.headers["Content-Security-Policy"] = f"{pages.POLICY}; frame-src 'self'"
        return response

    async def html(self, request: Request) -> Response:
        """The HTML part alone, for the frame in which it is shown."""
        shown = _shown(await _find(request), self.settings)
        return HTMLResponse(shown.html, headers=LETTER_HEADERS)

    async def _reader(self, row: mail.EmailMessage) -> DemoPerson | None:
        """Whose mail it is, where a tab of the console can act as them."""
        acting = demo.is_open(self.settings) and console_pages.is_on(self.settings)
        if not acting or row.user_id is None:
            return None
        user = await User.get_or_none(id=row.user_id, active=True)
        return demo.BY_NAME.get(user.username) if user else None

    def _page(self, template: str, **context: object) -> Response:
        product, written_out = self.settings.product_name, clock.written_out
        return pages.render(template, 200, product=product, written_out=written_out, **context)


async def stylesheet(request: Request) -> Response:
    """What these pages need beside the stylesheet of all pages."""
    path = pages.FOLDER / "mailbox.css"
    return FileResponse(path, media_type="text/css", headers=pages.HEADERS)


def _page_number(request: Request) -> int:
    text = request.query_params.get("page", "")
    # Nobody has a million pages, and a database has a largest number.
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


async def _newest(to: str, page: int) -> list[mail.EmailMessage]:
    """One page of mails, and one row more where there is another page."""
    found = mail.EmailMessage.filter(to_address__icontains=to) if to else mail.EmailMessage.all()
    return await found.order_by("-created_at", "-id").offset((page - 1) * PAGE).limit(PAGE + 1)


async def _find(request: Request) -> mail.EmailMessage:
    id: UUID = request.path_params["id"]
    row = await mail.EmailMessage.get_or_none(id=id)
    if not row:
        raise HTTPException(404)
    return row


def _opened_as(reader: DemoPerson, row: mail.EmailMessage) -> list[tuple[str, str]]:
    """Label and address of the mail's links, each to a tab that acts as its reader."""
    links = row.letter.get("links", [])
    acting = {"as": reader.username}
    return [
        (link["label"], str(URL(link["path"]).include_query_params(**acting))) for link in links
    ]


def _shown(row: mail.EmailMessage, settings: Settings) -> Shown:
    try:
        message = mailer.render(row, settings)
    except mailer.Refused as refusal:
        return Shown(problem=str(refusal))
    text, html = (part.get_content() for part in message.iter_parts())
    headers = [(name, str(make_header(decode_header(message[name])))) for name in mailer.HEADERS]
    return Shown(headers, text, html)
