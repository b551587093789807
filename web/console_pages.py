"""The console: one page at every address that is a screen of it, and the files that it loads."""

import hashlib
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ExceptionHandler

from web import headers
from web.assets import Assets, Built
from web.settings import Settings

BUILD = Path(__file__).parent / "static" / "console"

# What mails link to and people keep as bookmarks: an address once given goes on leading there.
SCREENS = (
    "/",
    "/sign-in",
    "/profile",
    "/access",
    "/access/{rest:path}",
    "/requests",
    "/requests/{id}",
    "/request-access",
    "/accounts/new",
    "/accounts/{id}",
    "/accounts/{id}/{rest:path}",
    "/onboarding",
    "/onboarding/{rest:path}",
    "/activate/{token}",
    "/authorize/{token}",
    "/verify/{token}",
    "/applications",
    "/applications/{id}",
    "/companies",
    "/companies/{rest:path}",
    "/contracts",
    "/contracts/{rest:path}",
    "/support",
    "/support/{rest:path}",
    "/desk",
    "/desk/{id}",
    "/operations",
    "/operations/{rest:path}",
)

# Nothing inline, nothing from elsewhere, and no text that becomes markup.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
}


def is_on(settings: Settings) -> bool:
    """Whether the console is served: where it is wanted, and built."""
    return settings.console and (BUILD / "index.html").is_file()


def build_id() -> str:
    """Which build is there, so that a page in a tab can tell a newer one; empty without any."""
    index = BUILD / "index.html"
    return hashlib.sha256(index.read_bytes()).hexdigest()[:12] if index.is_file() else ""


def console_routes(settings: Settings) -> list[BaseRoute]:
    """The console's page and its files; nothing where it is off or not built."""
    if not is_on(settings):
        return []
    return [
        *(Route(path, _screen, methods=["GET"]) for path in SCREENS),
        Mount("/static/console/assets", Assets(directory=BUILD / "assets", check_dir=False)),
    ]


def handlers(settings: Settings) -> dict[Any, ExceptionHandler]:
    """What answers where nothing is: to a person the console, which says so and leads on."""
    return {404: _nowhere} if is_on(settings) else {}


async def _screen(request: Request) -> Response:
    response = await Built(directory=BUILD).get_response("index.html", request.scope)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = headers.policy(POLICY, request.url)
    return response


async def _nowhere(request: Request, _error: Exception) -> Response:
    if request.method != "GET" or "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse("Not Found", 404)
    response = await _screen(request)
    if response.status_code == 200:  # who has it already is not sent it again
        response.status_code = 404
    return response
