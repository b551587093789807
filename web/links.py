"""The pages that mails link to, as far as they can be served without the console."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from models import onboarding_links, problems, profiles
from models.onboarding import RegistrationStage, Rules
from models.users import User
from web import console_pages, pages
from web.auth import Principal
from web.settings import Settings

Authenticate = Callable[[HTTPConnection, dict[str, Any] | None], Awaitable[Principal]]
Spend = Callable[[User, str], Awaitable[str]]
VERIFIED = "Your address is verified."
NEXT = {
    RegistrationStage.SYNCING: "Your registration is complete. The portal is being set up.",
    RegistrationStage.ACTIVE: "Your registration is complete. The portal is ready.",
    RegistrationStage.FORWARDED_TO_DA: "Your company's administrator decides now.",
    RegistrationStage.MANUAL_REVIEW: "A support agent looks at your registration now.",
}


def link_routes(
    settings: Settings,
    authenticate: Authenticate,
    same_origin: Callable[[Request], bool],
    rules: Callable[[], Rules],
) -> list[BaseRoute]:
    """The verification pages, and a signpost at whatever else the console alone can show."""

    async def of_profile(user: User, secret: str) -> str:
        await profiles.spend_link(user, secret)
        return VERIFIED

    async def of_registration(user: User, secret: str) -> str:
        registration = await onboarding_links.confirm(user, secret, rules())
        return NEXT.get(registration.stage, VERIFIED)

    async def signpost(request: Request) -> Response:
        return RedirectResponse(f"/?from={request.url.path}", 303)

    door = settings, authenticate, same_origin
    return [
        *_spending("/verify", of_profile, *door),
        *_spending("/onboarding/confirm", of_registration, *door),
        *(Route(path, signpost) for path in console_pages.SCREENS),
    ]


def _spending(
    path: str,
    spend: Spend,
    settings: Settings,
    authenticate: Authenticate,
    same_origin: Callable[[Request], bool],
) -> list[BaseRoute]:
    """Opening the link shows a page; only its button spends it, as mail scanners open links."""

    async def show(request: Request) -> Response:
        return _page(settings, path, request.path_params["secret"])

    async def confirm(request: Request) -> Response:
        secret = request.path_params["secret"]
        try:
            principal = await authenticate(request, None)
        except problems.Unauthenticated:
            principal = Principal()
        if not same_origin(request) or principal.user is None:
            return _page(settings, path, secret, 401, "Sign in first, in this browser.")
        try:
            told = await spend(principal.user, secret)
        except problems.Problem as problem:
            return _page(settings, path, "", 410, problem.message)
        return _page(settings, path, "", 200, told)

    address = f"{path}/{{secret}}"
    return [Route(address, show, methods=["GET"]), Route(address, confirm, methods=["POST"])]


def _page(
    settings: Settings, path: str, secret: str, status: int = 200, told: str = ""
) -> Response:
    action = f"{path}/{secret}" if secret else ""
    return pages.render(
        "verify.html", status, product=settings.product_name, action=action, told=told
    )
