"""The few pages that are plain HTML: the start page, the demo's sign-in, and notes."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from web.settings import Settings

FOLDER = Path(__file__).parent
HEADERS = {
    "Cache-Control": "no-cache",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

templates = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def render(template: str, status: int = 200, **context: object) -> HTMLResponse:
    """A page of this folder, which may load nothing but our stylesheet."""
    page = templates.get_template(template).render({"product": "Admit", **context})
    return HTMLResponse(page, status, {**HEADERS, "Content-Security-Policy": POLICY})


def pages_routes(settings: Settings) -> list[BaseRoute]:
    """The start page and the stylesheet of all pages."""

    async def start(request: Request) -> Response:
        return render("start.html", product=settings.product_name, settings=settings)

    async def stylesheet(request: Request) -> Response:
        return FileResponse(FOLDER / "pages.css", media_type="text/css", headers=HEADERS)

    return [Route("/", start), Route("/pages.css", stylesheet)]
