"""The application: its routes as one list, and the one place where everything is wired."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Container
from contextlib import asynccontextmanager
from dataclasses import fields
from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

import schema
from models import (
    administrator_terms,
    agreements,
    database,
    demo,
    digests,
    onboarding,
    sessions,
    timers,
    users,
)
from models.streams import Hub
from resolvers.context import Context, Limits
from web import (
    authorizations,
    catalogue,
    console_pages,
    deployment,
    explorer,
    exports,
    health,
    links,
    mailbox,
    mailer,
    oidc,
    pages,
    worker,
)
from web import demo as demo_pages
from web.auth import COOKIE, Authenticator, Principal
from web.buses import choosing
from web.doorkeeper import Doorkeeper
from web.graphql.connections import Connections
from web.graphql.edge import Edge, address
from web.graphql.endpoint import Endpoint
from web.graphql.execution import EdgeSchema
from web.graphql.origins import Origins
from web.headers import ProtectiveHeaders
from web.housekeeping import Housekeeping
from web.settings import Settings

POLLS_A_ROUND = 10
_built: dict[bool, EdgeSchema] = {}


def contract(settings: Settings) -> EdgeSchema:
    """The schema within these settings' bounds; its types are built once in a process."""
    if settings.exploring not in _built:
        _built[settings.exploring] = schema.build(partial(EdgeSchema, settings=settings))
    return _built[settings.exploring].under(settings)


class Service:
    """Everything that one process of the service holds."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.origins = Origins(settings)
        self.hub = Hub(settings.poll_seconds)
        self.stopping = asyncio.Event()
        self.connections = Connections(settings.sockets_per_user, settings.sockets_per_address)
        self.doorkeeper = Doorkeeper(self.connections, POLLS_A_ROUND * settings.poll_seconds)
        self.limits = Limits(**{f.name: getattr(settings, f.name) for f in fields(Limits)})
        build = console_pages.build_id() if settings.console else ""
        self.deployment = deployment.facts(settings, build)
        self.schema = contract(settings)
        self.edge = Edge(
            schema=self.schema,
            settings=settings,
            authenticate=Authenticator(settings, self.origins),
            context_for=self.context,
            finish=self.remember,
            connections=self.connections,
            page=explorer.page if settings.exploring else None,
            build=build,
        )

        self.endpoint = Endpoint(self.edge)

    def stop(self) -> None:
        """The end begins: what would not end by itself is told so."""
        self.stopping.set()
        self.connections.stop()

    async def context(self, connection: HTTPConnection, principal: Principal) -> Context:
        """A fresh context for one operation; a socket's caller is looked at again."""
        if connection.scope["type"] == "websocket":
            principal = await principal.now()
        return Context(
            viewer=principal.user,
            session=principal.session,
            hub=self.hub,
            limits=self.limits,
            deployment=self.deployment,
            address=address(connection),
        )

    def remember(self, context: Context, response: Response) -> None:
        """Set or clear the browser's cookie when an operation signed somebody in or out."""
        if context.cookie:
            demo_pages.remember(response, self.settings, COOKIE, context.cookie)
        elif context.cookie == "":
            response.delete_cookie(COOKIE)

    async def sign_in_demo(self, username: str) -> str | None:
        """A session for one of the demo's people who is there."""
        user = await users.User.get_or_none(username=username, active=True)
        return await sessions.open_session(user, self.settings.session_days) if user else None

    @asynccontextmanager
    async def running(self, _app: Starlette) -> AsyncIterator[None]:
        """Connect, migrate, and run what runs beside the requests, until the server stops."""
        await database.connect(self.settings.database_url)
        try:
            await database.migrate()
            if self.settings.demo:
                await demo.load()
            async with (
                choosing.in_use(self.settings),
                self.hub.running(),
                self.doorkeeper.watching(),
                self._worker(),
            ):
                yield
        finally:
            await database.close()

    @asynccontextmanager
    async def _worker(self) -> AsyncIterator[None]:
        if not self.settings.worker_in_server:
            yield
            return
        worker.due_work = [timers.run_due, digests.make_due, Housekeeping(self.settings)]
        transport = mailer.transport_for(self.settings)
        async with worker.running(self.settings, transport, self.stopping):
            yield

    def routes(self) -> list[BaseRoute]:
        """Every address of the service."""
        return [
            Route("/graphql", self.endpoint),
            Route("/schema.graphql", self.sdl),
            Route("/health", health.alive),
            Route("/ready", health.ready),
            *exports.export_routes(self.edge.authenticate, self.context),
            *console_pages.console_routes(self.settings),  # goes before the plain pages
            *pages.pages_routes(self.settings),
            *explorer.explorer_routes(self.settings),
            *catalogue.catalogue_routes(self.settings, self.schema),
            *demo_pages.demo_routes(self.settings, self.sign_in_demo, self.origins.own, COOKIE),
            *oidc.oidc_routes(self.settings),
            *mailbox.mailbox_routes(self.settings),
            *authorizations.authorization_routes(
                self.settings, self.edge.authenticate, self.origins.own
            ),
            *links.link_routes(
                self.settings,
                self.edge.authenticate,
                self.origins.own,
                lambda: self.limits.onboarding,
            ),
        ]

    async def sdl(self, request: Request) -> Response:
        """The schema as text, where exploring is open."""
        if not self.settings.exploring:
            return PlainTextResponse("Not found", 404)
        return PlainTextResponse(self.schema.as_str())


class ApiFirst:
    """What is sent to the API goes straight there: on the way through Starlette every socket would
    leave a handful of waiting functions behind, and every operation passes them for nothing."""

    def __init__(self, app: ASGIApp, endpoint: ASGIApp, transports: Container[str]) -> None:
        self.app = app
        self.endpoint = endpoint
        self.transports = transports

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Serve it, or pass it on."""
        transport = scope["method"] if scope["type"] == "http" else scope["type"]
        direct = transport in self.transports and scope["path"] == "/graphql"
        return (self.endpoint if direct else self.app)(scope, receive, send)


def create(settings: Settings) -> tuple[ASGIApp, Service]:
    """The ASGI application, and the service behind it."""
    version, url = settings.account_agreement_version, settings.account_agreement_url
    agreements.use(agreements.Terms(version, url))
    version, url = settings.administrator_terms_version, settings.administrator_terms_url
    administrator_terms.use(version, url)
    service = Service(settings)
    onboarding.use(service.limits.onboarding)
    app = Starlette(
        routes=service.routes(),
        middleware=_cross_origin(settings),
        exception_handlers=console_pages.handlers(settings),
        lifespan=service.running,
    )
    # Where pages of other origins may ask, Starlette tells their browsers so.
    direct = {"websocket"} if settings.allowed_origins else {"websocket", "POST"}
    # Around Starlette as a whole: its own error page gets the headers too.
    return ProtectiveHeaders(ApiFirst(app, service.endpoint, direct), settings), service


def _cross_origin(settings: Settings) -> list[Middleware]:
    if not settings.allowed_origins:
        return []
    cors = Middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["POST"],
        allow_headers=["Authorization", "Content-Type"],
    )
    return [cors]
