"""A schema as small as GraphiQL needs: somebody, a question, and news that outlive a restart."""

import asyncio
import itertools
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import strawberry
import uvicorn
from graphql import GraphQLError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionContext

from web import demo, explorer, pages
from web.settings import Settings

NAMES = {"ada": "Ada Lovelace", "ben": "Ben Boss", "rita": "Rita Rosen"}
COOKIE = "session"


@dataclass
class News:
    """What happened so far; a subscriber reads on from where it was."""

    items: list[str] = field(default_factory=list)
    asked_after: list[str | None] = field(default_factory=list)
    added: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def add(self, item: str) -> None:
        """Something happened."""
        async with self.added:
            self.items.append(item)
            self.added.notify_all()

    async def since(self, cursor: str | None) -> AsyncIterator[tuple[str, str]]:
        """Everything after the cursor, and then what comes."""
        self.asked_after.append(cursor)
        for at in itertools.count(int(cursor or 0)):
            async with self.added:
                await self.added.wait_for(partial(self.has, at))
            yield str(at + 1), self.items[at]

    def has(self, at: int) -> bool:
        """Whether there is something after a cursor."""
        return len(self.items) > at


@strawberry.type
class Profile:
    """Who somebody is."""

    username: str
    full_name: str


@strawberry.type
class Viewer:
    """Whoever asks."""

    profile: Profile


@strawberry.type
class Notice:
    """Something that happened."""

    cursor: str
    text: str


@strawberry.type
class AccessRequest:
    """Somebody asks to enter."""

    id: strawberry.ID


class Unauthenticated(Exception):
    """Nobody is signed in."""

    extensions: Mapping[str, str] = {"code": "UNAUTHENTICATED"}


@strawberry.type
class Query:
    """What can be read."""

    @strawberry.field
    def viewer(self, info: strawberry.Info) -> Viewer | None:
        """Whoever asks."""
        username = info.context["username"]
        if username not in NAMES:
            raise Unauthenticated("Please sign in.")
        return Viewer(profile=Profile(username=username, full_name=NAMES[username]))

    @strawberry.field
    def request(self) -> AccessRequest:
        """A request to be met."""
        return AccessRequest(id=strawberry.ID("request-4711"))


@strawberry.type
class Subscription:
    """What is told live."""

    @strawberry.subscription
    async def notices(
        self, info: strawberry.Info, after: str | None = None
    ) -> AsyncIterator[Notice]:
        """Everything that happened after a cursor."""
        connection = info.context.get("connection_params") or {}
        by = connection.get("authorization", "the cookie")
        async for cursor, text in info.context["news"].since(after):
            yield Notice(cursor=cursor, text=f"{text}, told to {by}")


class Schema(strawberry.Schema):
    """A schema that keeps its refusals out of the log."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """They are shown by the page."""


class Endpoint(GraphQL[dict[str, object], None]):
    """Strawberry's endpoint, which shows a browser our own GraphiQL."""

    def __init__(self, news: News) -> None:
        schema = Schema(Query, subscription=Subscription)
        super().__init__(schema, subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL])
        self.news = news

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> dict[str, object]:
        """Who asks: a demo token counts before the cookie."""
        token = request.headers.get("authorization", "").removeprefix("Bearer demo:")
        return {"username": token or request.cookies.get(COOKIE), "news": self.news}

    async def render_graphql_ide(self, request: Request) -> Response:
        """The page under test."""
        return await explorer.page(request)


def small_app(settings: Settings, news: News) -> Starlette:
    """The page under test and the schema it talks to."""

    async def sign_in(username: str) -> str:
        return username

    endpoint = Endpoint(news)
    return Starlette(
        routes=[
            *pages.pages_routes(settings),
            *demo.demo_routes(settings, sign_in, lambda request: True, COOKIE),
            *explorer.explorer_routes(settings),
            Route("/graphql", endpoint, methods=["GET", "POST"]),
            WebSocketRoute("/graphql", endpoint),
        ]
    )


class Server:
    """A server on a port of its own, which it keeps over a restart."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self.port = 0

    def start(self) -> None:
        """Listen: who calls from now on is answered."""
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(self.app, log_level="error", ws="websockets-sansio")
        self.server = uvicorn.Server(config)
        self.task = asyncio.create_task(self.server.serve([listener]))

    async def stop(self) -> None:
        """Close every connection."""
        self.server.should_exit = True
        await self.task

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"
