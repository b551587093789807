"""The pages that mails link to, as far as the API alone can serve them."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from models import problems, profiles
from web import pages
from web.auth import Principal
from web.settings import Settings

Authenticate = Callable[[HTTPConnection, dict[str, Any] | None], Awaitable[Principal]]
OF_THE_CONSOLE = ["/access", "/requests", "/requests/{id}", "/accounts/{id}/{rest:path}"]


def link_routes(
    settings: Settings, authenticate: Authenticate, same_origin: Callable[[Request], bool]
) -> list[BaseRoute]:
    """The verification page, and a signpost for what the console will show."""

    async def show(request: Request) -> Response:
        return _page(settings, request.path_params["secret"])

    async def spend(request: Request) -> Response:
        secret = request.path_params["secret"]
        try:
            principal = await authenticate(request, None)
        except problems.Unauthenticated:
            principal = Principal()
        if not same_origin(request) or principal.user is None:
            return _page(settings, secret, 401, "Sign in first, in this browser.")
        try:
            await profiles.spend_link(principal.user, secret)
        except problems.Problem as problem:
            return _page(settings, "", 410, problem.message)
        return _page(settings, "", 200, "Your address is verified.")

    async def signpost(request: Request) -> Response:
        return RedirectResponse(f"/?from={request.url.path}", 303)

    return [
        # Opening the link shows a page; only its button spends it, as mail scanners open links.
        Route("/verify/{secret}", show, methods=["GET"]),
        Route("/verify/{secret}", spend, methods=["POST"]),
        *(Route(path, signpost) for path in OF_THE_CONSOLE),
    ]


def _page(settings: Settings, secret: str, status: int = 200, told: str = "") -> Response:
    return pages.render(
        "verify.html", status, product=settings.product_name, secret=secret, told=told
    )
