"""A tiny but real service behind the whole edge: what the edge's tests talk to.

`python -m tests.web.tiny` serves it in a process of its own and prints the address.
"""

import asyncio
import functools
import json
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from tortoise.exceptions import OperationalError

from models import problems
from web import server
from web.graphql.connections import Connections
from web.graphql.edge import Edge
from web.graphql.endpoint import Endpoint
from web.graphql.execution import EdgeSchema
from web.headers import ProtectiveHeaders
from web.settings import Settings


@dataclass
class Hub:
    """What the tests look at, and what they send to subscribers."""

    queues: set["asyncio.Queue[int]"] = field(default_factory=set)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    ran: int = 0
    contexts: int = 0
    never: asyncio.Event = field(default_factory=asyncio.Event)

    def publish(self, tick: int) -> None:
        """Tell every subscriber."""
        for queue in self.queues:
            queue.put_nowait(tick)

    async def subscribers(self, count: int) -> None:
        """Wait until there are exactly so many."""
        async with asyncio.timeout(5), self.changed:
            await self.changed.wait_for(lambda: len(self.queues) == count)

    @asynccontextmanager
    async def subscribed(self) -> "AsyncIterator[asyncio.Queue[int]]":
        """A queue of ticks."""
        queue: asyncio.Queue[int] = asyncio.Queue()
        self.queues.add(queue)
        async with self.changed:
            self.changed.notify_all()
        try:
            yield queue
        finally:
            self.queues.discard(queue)
            async with self.changed:
                self.changed.notify_all()


@dataclass
class Caller:
    """Who calls."""

    user_id: str | None = None
    session_id: str | None = None
    expires_at: datetime | None = None


@dataclass
class Context:
    """One operation's context."""

    hub: Hub
    caller: Caller
    number: int


Info = strawberry.Info[Context, None]


@strawberry.type
class PageInfo:
    has_next_page: bool = False


@strawberry.type
class Person:
    name: str = "Rita"

    @strawberry.field
    def friends(self, first: int | None = None, last: int | None = None) -> "Friends":
        return Friends(nodes=[Person()] * (first or last or 1))

    @strawberry.field
    def boss(self) -> "Person":
        return Person(name="Ada")

    @strawberry.field
    def teams(self) -> "list[Person]":
        return [Person()]


@strawberry.type
class FriendEdge:
    node: Person
    cursor: str


@strawberry.type
class Friends:
    nodes: list[Person]

    @strawberry.field
    def edges(self) -> list[FriendEdge]:
        return [FriendEdge(node=node, cursor="c") for node in self.nodes]

    @strawberry.field
    def page_info(self) -> PageInfo:
        return PageInfo()


@strawberry.type
class Trouble:
    number: int

    @strawberry.field
    def crash(self) -> str | None:
        raise RuntimeError("inner secret")

    @strawberry.field
    def too_large(self) -> int | None:
        return 2**40

    @strawberry.field
    def protected(self) -> str | None:
        raise problems.Unauthenticated()

    @strawberry.field
    def odd(self) -> int:
        if self.number % 2 == 0:
            raise problems.BadInput("This is even.")
        return self.number

    @strawberry.field
    def perhaps(self) -> "Trouble | None":
        return self if self.number % 3 else None

    @strawberry.field
    async def later(self) -> "Trouble":
        await asyncio.sleep(0)
        return Trouble(number=self.number + 1)

    @strawberry.field
    def unread(self) -> str | None:
        raise OperationalError("the database is away")


@strawberry.input
class Sum:
    numbers: list[int]
    at: datetime | None = None


@strawberry.type
class Query:
    viewer: Person = strawberry.field(resolver=lambda: Person())

    @strawberry.field
    def echo(self, text: str) -> str:
        return text

    @strawberry.field
    def sum(self, input: Sum) -> int:
        return sum(input.numbers)

    @strawberry.field
    def crash(self) -> str | None:
        raise RuntimeError("inner secret\nsecond line")

    @strawberry.field
    def too_large(self) -> int | None:
        return 2**40

    @strawberry.field
    def protected(self) -> str | None:
        raise problems.Unauthenticated()

    @strawberry.field
    def who(self, info: Info) -> str:
        return info.context.caller.user_id or "stranger"

    @strawberry.field
    def context(self, info: Info) -> int:
        return info.context.number

    @strawberry.field
    async def never(self, info: Info) -> str:
        await info.context.hub.never.wait()
        return "at last"


@strawberry.type
class Mutation:
    @strawberry.mutation
    def add(self, info: Info, number: int = 1) -> int:
        info.context.hub.ran += number
        return info.context.hub.ran

    @strawberry.mutation
    async def add_slowly(self, info: Info) -> int:
        async with info.context.hub.subscribed():
            await info.context.hub.never.wait()
        info.context.hub.ran += 1
        return info.context.hub.ran


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self, info: Info) -> AsyncGenerator[int, None]:
        async with info.context.hub.subscribed() as queue:
            while True:
                yield await queue.get()

    @strawberry.subscription
    async def count(self, to: int) -> AsyncGenerator[int, None]:
        for number in range(to):
            yield number

    @strawberry.subscription
    async def large(self, info: Info) -> AsyncGenerator[str, None]:
        async with info.context.hub.subscribed():
            while True:
                yield "x" * 100_000

    @strawberry.subscription
    async def troubles(self, to: int) -> AsyncGenerator[Trouble | None, None]:
        for number in range(to):
            yield Trouble(number=number) if number != 2 else None

    @strawberry.subscription
    async def certain(self, to: int) -> AsyncGenerator[Trouble, None]:
        for number in range(to):
            yield Trouble(number=number)

    @strawberry.subscription
    async def breaks(self) -> AsyncGenerator[int, None]:
        yield 1
        raise RuntimeError("inner secret")

    @strawberry.subscription
    async def stale(self) -> AsyncGenerator[int, None]:
        raise problems.ResyncRequired()
        yield 1


class Tiny:
    """The wired service."""

    def __init__(self, **settings: Any) -> None:
        self.settings = Settings(**{"port": 0, **settings})
        self.hub = Hub()
        self.connections = Connections(
            self.settings.sockets_per_user, self.settings.sockets_per_address
        )
        self.expires_at: datetime | None = None
        self.schema = functools.partial(EdgeSchema, settings=self.settings)(
            query=Query, mutation=Mutation, subscription=Subscription
        )
        self.edge = Edge(
            self.schema,
            self.settings,
            self.authenticate,
            self.context_for,
            self.connections,
            self.page,
        )
        endpoint = Endpoint(self.edge)
        routes = [
            Route("/graphql", endpoint),
            WebSocketRoute("/graphql", endpoint),
            Route("/health", _health, methods=["GET", "POST"]),
        ]
        self.app = ProtectiveHeaders(Starlette(routes=routes), self.settings)

    async def authenticate(
        self, connection: HTTPConnection, payload: dict[str, Any] | None
    ) -> Caller:
        said = (payload or {}).get("authorization") or connection.headers.get("authorization", "")
        cookie = connection.cookies.get("who") if self.edge.origins.own(connection) else None
        name = str(said).removeprefix("Bearer ") or cookie
        if name == "mallory":
            raise problems.Unauthenticated("This token is not valid.")
        if name == "bug":
            raise RuntimeError("inner secret")
        return Caller(name, f"{name}'s session" if name else None, self.expires_at)

    async def context_for(self, connection: HTTPConnection, principal: Any) -> Context:
        self.hub.contexts += 1
        return Context(self.hub, principal, self.hub.contexts)

    async def page(self, request: Request) -> HTMLResponse:
        return HTMLResponse("<title>GraphiQL</title>")


async def _health(request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


if __name__ == "__main__":
    tiny = Tiny(**json.loads(sys.argv[1]))
    try:
        server.serve(
            tiny.app,
            tiny.settings,
            ready=lambda address: print(address, flush=True),
            stopping=tiny.connections.stop,
        )
    finally:
        print("every finally ran", file=sys.stderr)
