"""The page that an authorisation link opens: it shows the application, and its buttons decide."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from models import applications, establishing, keys, problems
from models.applications import AccountApplication
from web import pages
from web.auth import Principal
from web.settings import Settings

Authenticate = Callable[[HTTPConnection, dict[str, Any] | None], Awaitable[Principal]]
NO_LINK = "This link was used already, or a newer one replaced it."


@dataclass(frozen=True)
class Authorizations:
    """Opening the link shows a page; only its buttons spend it, as mail scanners open links."""

    settings: Settings
    authenticate: Authenticate
    same_origin: Callable[[Request], bool]

    async def show(self, request: Request) -> Response:
        """What is to be authorised; whoever opened the link has the mail with the same words."""
        found = await applications.by_link(keys.digest(request.path_params["secret"]))
        return self._page(request, found) if found else self._page(request, None, 410, NO_LINK)

    async def accept(self, request: Request) -> Response:
        """Take the account on."""
        return await self._answer(request, True, "The account is yours to set up.")

    async def decline(self, request: Request) -> Response:
        """Decline the account."""
        return await self._answer(request, False, "You declined the account.")

    async def _answer(self, request: Request, accept: bool, told: str) -> Response:
        try:
            principal = await self.authenticate(request, None)
        except problems.Unauthenticated:
            principal = Principal()
        secret = request.path_params["secret"]
        found = await applications.by_link(keys.digest(secret))
        if not self.same_origin(request) or principal.user is None:
            return self._page(request, found, 401, "Sign in first, in this browser.")
        try:
            await establishing.authorize(principal.user, secret, accept, "")
        except problems.Problem as problem:
            gone = isinstance(problem, problems.LinkUsed | problems.LinkExpired)
            return self._page(
                request, None if gone else found, 410 if gone else 403, problem.message
            )
        return self._page(request, None, 200, told)

    def _page(
        self,
        request: Request,
        application: AccountApplication | None,
        status: int = 200,
        told: str = "",
    ) -> Response:
        return pages.render(
            "authorize.html",
            status,
            product=self.settings.product_name,
            secret=request.path_params["secret"],
            told=told,
            application=application,
        )


def authorization_routes(
    settings: Settings, authenticate: Authenticate, same_origin: Callable[[Request], bool]
) -> list[BaseRoute]:
    """The page of an authorisation link, and its two buttons."""
    page = Authorizations(settings, authenticate, same_origin)
    return [
        route
        for path in ("/activate/{secret}", "/authorize/{secret}")  # the latter in older mails
        for route in (
            Route(path, page.show, methods=["GET"]),
            Route(path, page.accept, methods=["POST"]),
            Route(f"{path}/decline", page.decline, methods=["POST"]),
        )
    ]
