"""Signing in through an OpenID Connect provider: two addresses, there and back."""

import hashlib
import hmac
import logging
from datetime import timedelta

from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from models import identities, limits, problems, sessions
from models.users import User
from web import demo, pages
from web.auth import COOKIE
from web.graphql.edge import address
from web.provider import Provider, Trouble
from web.settings import Settings

log = logging.getLogger("admit.oidc")

THERE = "/sign-in/oidc"
BACK = "/sign-in/oidc/callback"
LIFE = timedelta(minutes=10)  # for typing passwords and finding the telephone
WINDOW = timedelta(minutes=5)
NEXT_LENGTH = 1_000


def oidc_routes(settings: Settings) -> list[BaseRoute]:
    """The way to the provider and back; nothing where none is configured."""
    if settings.oidc_issuer is None:
        return []
    journey = Journey(settings)
    remembered = Middleware(
        SessionMiddleware,
        secret_key=state_secret(settings),
        session_cookie="admit_sign_in",
        max_age=int(LIFE.total_seconds()),
        path=THERE,
        same_site="lax",
        https_only=settings.public_url.startswith("https:"),
    )
    return [
        Route(THERE, journey.leave, middleware=[remembered]),
        Route(BACK, journey.come_back, middleware=[remembered]),
    ]


def state_secret(settings: Settings) -> str:
    """What signs the state's cookie: the same in every process, and of no use elsewhere."""
    secret = settings.oidc_client_secret.get_secret_value().encode()
    purpose = f"admit sign-in state\n{settings.oidc_issuer}\n{settings.oidc_client_id}"
    return hmac.new(secret, purpose.encode(), hashlib.sha256).hexdigest()


class Journey:
    """A browser's way to the provider and back."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.provider = Provider(settings)
        self.callback = settings.public_url.rstrip("/") + BACK

    async def leave(self, request: Request) -> Response:
        """Send the browser to the provider, and remember on the way what was sent."""
        try:
            client = await self.provider.client()
        except Trouble as trouble:
            return self._page(trouble.status, trouble.message, trouble)
        target = demo.local_path(request.query_params.get("next", ""))
        request.session.clear()
        # Browsers drop a cookie that is too large, and the sign-in with it.
        request.session["next"] = target if len(target) <= NEXT_LENGTH else ""
        response: Response = await client.authorize_redirect(request, self.callback)
        return response

    async def come_back(self, request: Request) -> Response:
        """Sign in whomever the provider names."""
        try:
            return await self._sign_in(request)
        except Trouble as trouble:
            return self._page(trouble.status, trouble.message, trouble)
        except problems.RateLimited as problem:
            return self._page(429, problem.message, problem)
        except problems.Problem as problem:
            return self._page(403, problem.message, problem)

    async def _sign_in(self, request: Request) -> Response:
        if not await self.provider.knows(request):
            raise Trouble("this browser did not start the sign-in that came back")
        caller, target = address(request), request.session.get("next") or "/"
        allowed = self.settings.sign_ins_per_address
        await limits.count("sign in from", caller, allowed, WINDOW)
        await identities.spend_state(request.query_params["state"], LIFE)
        try:
            told = await self.provider.told(request)
        finally:
            request.session.clear()
        user = await identities.enter(told, caller)
        return await self._signed_in(request, user, target)

    async def _signed_in(self, request: Request, user: User, target: str) -> Response:
        """A fresh session in the place of the one that the browser may have had."""
        token = await sessions.open_session(user, self.settings.session_days, address(request))
        before = await sessions.find(request.cookies.get(COOKIE, ""))
        if before:
            await sessions.end(before.user, before.id)
        response = RedirectResponse(target, 303)
        demo.remember(response, self.settings, COOKIE, token)
        return response

    def _page(self, status: int, message: str, why: Exception) -> Response:
        # As a literal: what a provider or a browser sent must not forge lines of the log.
        log.warning("nobody was signed in: %s %.300r", type(why).__name__, str(why))
        return pages.render(
            "sign-in.html",
            status,
            product=self.settings.product_name,
            message=message,
            support_url=self.settings.support_url,
        )
