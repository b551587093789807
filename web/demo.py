"""The demo's sign-in page: one click makes you one of its people. In development only."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from models import demo_people
from resolvers.facts import DemoPerson as Person
from web import console_pages, pages
from web.settings import Settings

SignIn = Callable[[str], Awaitable[str | None]]
SameOrigin = Callable[[Request], bool]


PEOPLE = (
    Person("rita", "Rita", "Rita asks", "Wants to enter ACME, and waits for an answer."),
    Person("ada", "Ada", "Ada administers ACME", "Sees who asks, approves or declines."),
    Person("ben", "Ben", "Ben administers ACME too", "Sees at once when Ada was faster."),
    Person("vera", "Vera", "Vera administers a part", "Her role ends at the virtual account Lab."),
    Person("uma", "Uma", "Uma uses ACME", "An ordinary user of the whole account."),
    Person(
        "dana", "Dana", "Dana administers Rivers Ltd", "And decides who there may use the portal."
    ),
    Person(
        "olaf", "Olaf", "Olaf is a support agent", "Reviews registrations that need a closer look."
    ),
    Person(
        "opal", "Opal", "Opal is an operator", "Sees mails and who waits in vain, reviews domains."
    ),
    Person("paul", "Paul", "Paul is a partner", "Administers ACME's holding account."),
)

# Who is there for the sake of a state that something of theirs is in, and can sign in.
OTHERS = tuple(
    Person(person.username, person.full_name.split()[0], person.company, person.does)
    for person in demo_people.OTHERS
    if person.username not in demo_people.GONE
)

BY_NAME = {person.username: person for person in (*PEOPLE, *OTHERS)}


def is_open(settings: Settings) -> bool:
    """Whether the demo's people may sign in here; never in production."""
    return settings.demo and not settings.production


def demo_routes(
    settings: Settings, sign_in: SignIn, same_origin: SameOrigin, cookie: str
) -> list[BaseRoute]:
    """The page at /demo; nothing where the demo is closed.

    `sign_in` makes a session for a username and answers its token, which goes into `cookie`, or
    nothing where nobody goes by that name.
    """
    if not is_open(settings):
        return []

    async def show(request: Request) -> Response:
        target = local_path(request.query_params.get("next", ""))
        return _page(settings, target)

    async def enter(request: Request) -> Response:
        if not same_origin(request):
            return _page(settings, "", 403, "Another site's page may not sign you in.")
        form = await request.form()
        username = str(form.get("username", ""))
        token = await sign_in(username) if username in BY_NAME else None
        if token is None:
            return _page(settings, "", 404, "The demo has nobody of that name.")
        target = local_path(str(form.get("next", ""))) or _first_page(settings)
        response = RedirectResponse(target, 303, pages.HEADERS)
        remember(response, settings, cookie, token)
        return response

    return [Route("/demo", show), Route("/demo", enter, methods=["POST"])]


def remember(response: Response, settings: Settings, cookie: str, token: str) -> None:
    """Set the session's cookie, which no script and no other site's form can use."""
    response.set_cookie(
        cookie,
        token,
        max_age=settings.session_days * 86_400,
        secure=settings.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )


def local_path(target: str) -> str:
    """The target if it is a path of this site, else nothing."""
    stays = target.startswith("/") and not target.startswith("//")
    # Browsers read a backslash as a slash, and drop line breaks and tabs.
    return target if stays and not set(target) & set("\\\r\n\t") else ""


def _first_page(settings: Settings) -> str:
    bare = settings.exploring and not console_pages.is_on(settings)
    return "/graphql" if bare else "/"


def _page(settings: Settings, target: str, status: int = 200, problem: str = "") -> Response:
    return pages.render(
        "demo.html",
        status,
        product=settings.product_name,
        exploring=settings.exploring,
        console=console_pages.is_on(settings),
        people=PEOPLE,
        others=OTHERS,
        next=target,
        problem=problem,
    )
