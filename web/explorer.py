"""GraphiQL for developers: its page, its files, and what it needs to know of this server."""

from dataclasses import asdict, dataclass
from pathlib import Path

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from web import demo, headers, pages
from web.assets import Assets
from web.settings import Settings

BUILD = Path(__file__).parent / "static" / "graphiql"
EXAMPLES = Path(__file__).parent / "examples"

# By what they are about, each group in the order in which a newcomer would try it.
GROUPS = {
    "Enter an account": (
        "who-am-i",
        "find-account",
        "request-access",
        "my-requests",
        "account-requests",
        "race-watch",
        "approve",
        "decline",
        "remind",
        "withdraw",
        "all-my-requests",
        "viewer-notices",
    ),
    "Manage an account": (
        "grant-role",
        "change-role",
        "revoke-role",
        "add-users",
        "account-settings",
        "preview-rules",
        "set-rules",
        "account-log",
    ),
    "Support access": (
        "request-support-access",
        "administered-contracts",
        "approve-support-access",
    ),
    "Register for the portal": (
        "start-registration",
        "verify-entitlement",
        "confirm-forward",
        "administered-companies",
        "decide-registration",
    ),
    "Open an account": (
        "apply-for-account",
        "review-application",
        "set-up-account",
    ),
    "Behind the scenes": (
        "review-queue",
        "resolve-review",
        "escalated-requests",
        "appoint-administrator",
    ),
}

# The editor makes its style elements itself and its fonts are part of its stylesheet; no script
# but our own files runs, and nothing is fetched from any other host.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "font-src": "'self' data:",
    "img-src": "'self' data:",
    "worker-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
# The one example that is a page: it runs in a browser as it stands, under a policy as strict.
CLIENT = ("watch.html", "watch.js")
CLIENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Example:
    """An operation to try: a `.gql` file whose first comment line is its title."""

    name: str
    group: str
    title: str
    story: str
    query: str


def explorer_routes(settings: Settings) -> list[BaseRoute]:
    """Everything that the page loads; nothing where exploring is off."""
    if not settings.exploring:
        return []

    async def about(request: Request) -> Response:
        return JSONResponse(describe(settings), headers={"Cache-Control": "no-cache"})

    async def graphiql(request: Request) -> Response:
        return RedirectResponse(f"/graphql?{request.url.query}".rstrip("?"))

    async def client(request: Request) -> Response:
        strict = {**pages.HEADERS, "Content-Security-Policy": CLIENT_POLICY}
        return FileResponse(EXAMPLES / request.url.path.rpartition("/")[2], headers=strict)

    return [
        Route("/graphiql", graphiql),
        *(Route(f"/examples/{name}", client) for name in CLIENT),
        Route("/graphql/explorer.json", about),
        Mount(
            "/static/graphiql/assets",
            Assets(directory=BUILD / "assets", check_dir=False),
            middleware=[Middleware(GZipMiddleware)],
        ),
    ]


async def page(request: Request) -> Response:
    """GraphiQL, for a browser that visits /graphql."""
    index = BUILD / "index.html"
    if not index.is_file():
        return pages.render("not-built.html", status=503)
    policy = headers.policy(POLICY, request.url)
    varying = {"Content-Security-Policy": policy, "Vary": "Accept"}
    return FileResponse(index, headers={**pages.HEADERS, **varying})


def describe(settings: Settings) -> dict[str, object]:
    """What the page shows of this server: its name, its demo people and the examples."""
    people = (*demo.PEOPLE, *demo.OTHERS) if demo.is_open(settings) else ()
    return {
        "product": settings.product_name,
        "demo": [asdict(person) for person in people],
        "examples": [asdict(example) for example in examples()],
    }


def examples() -> list[Example]:
    """The operations of the `.gql` files beside this module."""
    return [_read(name, group) for group, names in GROUPS.items() for name in names]


def _read(name: str, group: str) -> Example:
    query = (EXAMPLES / f"{name}.gql").read_text(encoding="utf-8")
    comment = [line[1:].strip() for line in query.splitlines() if line.startswith("#")]
    return Example(name, group, comment[0], " ".join(comment[1:]), query)
