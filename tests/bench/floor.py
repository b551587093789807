"""The floors: the same answers by hand-written SQL, from bare routes (F1) or without HTTP (F3).

`python -m tests.bench.floor URL` serves; with `bare` behind it, it approves as many requests as
each line of its input says, and prints seconds and processor seconds. A route knows the caller by
token and checks the right to decide, as any endpoint must, and answers byte for byte what the
GraphQL API answers.
"""

import asyncio
import itertools
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models import keys
from tests.bench import approval, data, drivers, shapes, statements, work
from tests.bench.drivers import Driver
from tests.bench.work import CONNECTIONS, Call
from web import server
from web.settings import Settings


class Floor:
    """Bare routes over one driver."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    async def pending(self, token: str, given: dict[str, Any]) -> Any:
        """W1"""
        account, now = shapes.key_of(given["account"]), self.driver.time(datetime.now(UTC))
        async with self.driver.reading() as use:
            key = self.driver.key(account)
            await approval.signed_in(use, statements.DECIDER, keys.digest(token), key)
            rows = await use(statements.PENDING, key)
            people = [row["requester"] for row in rows[:50]]
            sql = statements.ROLES.replace(":people", ", ".join("?" * len(people)))
            held = await use(sql, str(account), *people, now, now)
        roles: dict[Any, list[Any]] = {}
        for row in held:
            role = {"id": shapes.id_of("RoleAssignment", row["id"]), "role": row["role"]}
            roles.setdefault(row["user_id"], []).append(role)
        nodes = [shapes.pending(row, roles.get(row["requester"], [])) for row in rows[:50]]
        return {"smartAccount": {"accessRequests": shapes.page(rows, nodes, "activity_at")}}

    async def page(self, token: str, given: dict[str, Any]) -> Any:
        """W6"""
        account = self.driver.key(shapes.key_of(given["account"]))
        async with self.driver.reading() as use:
            await approval.signed_in(use, statements.DECIDER, keys.digest(token), account)
            if given["after"] is None:
                rows = await use(statements.PAGE.replace(":after", ""), account)
            else:
                _, at, key = orjson.loads(shapes.decode(given["after"]))
                at, id = self.driver.time(datetime.fromisoformat(at)), self.driver.key(UUID(key))
                sql = statements.PAGE.replace(":after", statements.AFTER)
                rows = await use(sql, account, at, at, id)
        nodes = [shapes.paged(row) for row in rows[:50]]
        return {"smartAccount": {"accessRequests": shapes.page(rows, nodes, "activity_at")}}

    async def mine(self, token: str, given: dict[str, Any]) -> Any:
        """W2"""
        async with self.driver.reading() as use:
            caller = await approval.signed_in(use, statements.CALLER, keys.digest(token))
            rows = await use(statements.MINE, caller["id"])
        nodes = [shapes.own(row) for row in rows[:20]]
        return {"viewer": {"accessRequests": shapes.page(rows, nodes, "submitted_at", 20)}}

    async def approve(self, token: str, given: dict[str, Any]) -> Any:
        """W3 and W5"""
        key = self.driver.key(shapes.key_of(given["request"]))
        return shapes.decided(*await approval.approve(self.driver, token, key))

    def route(self, answer: Callable[[str, dict[str, Any]], Awaitable[Any]]) -> Route:
        """A bare route."""

        async def respond(request: Request) -> Response:
            token = request.headers["authorization"].removeprefix("Bearer ")
            try:
                data = await answer(token, orjson.loads(await request.body())["variables"])
            except approval.Refused:
                raise HTTPException(403) from None
            return Response(orjson.dumps({"data": data}), media_type="application/json")

        return Route(f"/{answer.__name__}", respond, methods=["POST"])

    def app(self) -> Starlette:
        """Everything that can be asked."""
        routes = [self.route(f) for f in (self.pending, self.page, self.mine, self.approve)]
        return Starlette(routes=routes, lifespan=self.connected)

    @asynccontextmanager
    async def connected(self, _app: Starlette | None = None) -> AsyncIterator[None]:
        """While the database is open."""
        await self.driver.open()
        try:
            yield
        finally:
            await self.driver.close()


def serve(url: str) -> None:
    """Answer until a signal comes; the address is the first line."""
    settings = Settings(port=0)
    listener = server.listen("127.0.0.1", 0)
    app = Floor(drivers.driver(url)).app()
    configuration: uvicorn.Config = server.configuration(app, settings)
    say = partial(print, flush=True)
    server.Server(configuration, say, lambda: None).run(sockets=[listener])


async def bare(url: str) -> None:
    """F3: for each line, approve so many requests, and print what it took."""
    floor = Floor(drivers.driver(url))
    requests = work.approve()
    async with floor.connected():
        while line := await asyncio.to_thread(sys.stdin.readline):
            calls = iter(list(itertools.islice(requests, int(line))))
            began, used = time.perf_counter(), time.process_time()
            await asyncio.gather(*(_approve(floor, calls) for _ in range(CONNECTIONS)))
            print(time.perf_counter() - began, time.process_time() - used, flush=True)


async def _approve(floor: Floor, calls: Iterable[Call]) -> None:
    for call in calls:
        await floor.approve(data.token(call.person), call.variables)


if __name__ == "__main__":
    if len(sys.argv) == 2:
        serve(sys.argv[1])
    else:
        asyncio.run(bare(sys.argv[1]))
