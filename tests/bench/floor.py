"""The floors: the same answers by hand-written SQL, from bare routes (F1) or without HTTP (F3).

`python -m tests.bench.floor URL` serves; with a number behind it approves so many requests and
prints seconds and processor seconds. A route knows the caller by token and checks the right to
decide, as any endpoint must, and answers byte for byte what the GraphQL API answers.
"""

import asyncio
import base64
import hashlib
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models import keys
from tests.bench import data, drivers, statements, work
from tests.bench.drivers import Driver, Use
from web import server
from web.settings import Settings

Row = Sequence[Any]


class Floor:
    """Bare routes over one driver."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    async def pending(self, token: str, given: dict[str, Any]) -> Any:
        """W1"""
        account, now = key_of(given["account"]), self.driver.time(datetime.now(UTC))
        async with self.driver.reading() as use:
            await use(statements.DECIDER, keys.digest(token), self.driver.key(account))
            rows = await use(statements.PENDING, self.driver.key(account))
            people = [row["requester"] for row in rows[:50]]
            sql = statements.ROLES.replace(":people", ", ".join("?" * len(people)))
            held = await use(sql, str(account), *people, now, now)
        roles: dict[Any, list[Any]] = {}
        for row in held:
            role = {"id": id_of("RoleAssignment", row["id"]), "role": row["role"]}
            roles.setdefault(row["user_id"], []).append(role)
        nodes = [_pending(row, roles.get(row["requester"], [])) for row in rows[:50]]
        return {"smartAccount": {"accessRequests": page(rows, nodes, "activity_at")}}

    async def page(self, token: str, given: dict[str, Any]) -> Any:
        """W6"""
        account = self.driver.key(key_of(given["account"]))
        async with self.driver.reading() as use:
            await use(statements.DECIDER, keys.digest(token), account)
            if given["after"] is None:
                rows = await use(statements.PAGE.replace(":after", ""), account)
            else:
                _, at, key = orjson.loads(decode(given["after"]))
                at, id = self.driver.time(datetime.fromisoformat(at)), self.driver.key(UUID(key))
                sql = statements.PAGE.replace(":after", statements.AFTER)
                rows = await use(sql, account, at, at, id)
        nodes = [_paged(row) for row in rows[:50]]
        return {"smartAccount": {"accessRequests": page(rows, nodes, "activity_at")}}

    async def mine(self, token: str, given: dict[str, Any]) -> Any:
        """W2"""
        async with self.driver.reading() as use:
            (caller,) = await use(statements.CALLER, keys.digest(token))
            rows = await use(statements.MINE, caller["id"])
        nodes = [_own(row) for row in rows[:20]]
        return {"viewer": {"accessRequests": page(rows, nodes, "submitted_at", 20)}}

    async def approve(self, token: str, given: dict[str, Any]) -> Any:
        """W3 and W5: one transaction."""
        request = self.driver.key(key_of(given["request"]))
        async with self.driver.writing() as use:
            (by,) = await use(statements.CALLER, keys.digest(token))
            now = self.driver.time(datetime.now(UTC))
            won = await use(statements.SETTLE, by["id"], now, now, request, by["id"])
            (row,) = await use(statements.REQUEST, request)
            if won:
                await self._grant(use, row, by, now)
        winner = {"id": id_of("User", row["acted_by_id"]), "username": row["acted_by"]}
        if not won:
            lost = {"__typename": "AlreadyActedUpon", "code": "ALREADY_ACTED_UPON"}
            return {"approveAccessRequest": {**lost, "actedBy": winner}}
        return {
            "approveAccessRequest": {
                "__typename": "AccessRequest",
                "id": id_of("AccessRequest", row["id"]),
                "status": row["status"],
                "version": row["version"],
                "actedBy": winner,
            }
        }

    async def _grant(self, use: Use, row: Row, by: Row, now: Any) -> None:
        """The role, the notice, the log's line and the mails of an approval."""
        one: Any = row
        lock = statements.LOCK.replace(":lock", self.driver.lock)
        (account,) = await use(lock, one["account_id"])
        await use(statements.MAY_DECIDE, by[0], one["account_id"])
        await use(statements.CANCEL_MAILS, one["id"])
        role, event = self.driver.key(keys.uuid7()), self.driver.key(keys.uuid7())
        seq = account["seq"] + 1
        await use(
            statements.GRANT, role, one["account_id"], one["requester_id"], one["email_domain"],
            by[0], now, one["id"], seq,
        )  # fmt: skip
        ((mine,),) = await use(statements.COUNT, one["requester_id"])
        told = {"reason": one["reason"], "roles": ["Smart Account User"]}
        facts = _json({"message": f"{by[1]} approved", **told})
        await use(
            statements.NOTICE, self.driver.key(keys.uuid7()), one["account_id"], seq,
            one["requester_id"], mine, one["id"], by[0], facts, now,
        )  # fmt: skip
        line = _json([account["audit_hash"], str(event), seq, str(by[0]), one["reason"], str(now)])
        chained = hashlib.sha256(line.encode()).hexdigest()
        await use(
            statements.EVENT, event, one["account_id"], account["audit_seq"] + 1, by[0], by[1],
            str(one["id"]), f"{by[1]} approved {one['full_name']}", now, chained,
        )  # fmt: skip
        await use(statements.ADVANCE, chained, one["account_id"])
        await use(statements.GRANTED, data.GRANTED, one["id"])
        admins = await use(statements.ADMINS, one["account_id"])
        for person in [(one["requester_id"], one["email"], one["full_name"]), *admins]:
            if person[0] != by[0]:
                await use(
                    statements.MAIL, self.driver.key(keys.uuid7()), person[1], person[2],
                    f"Access request - {account['name']} - Approved", _letter(one, by), now, now,
                    one["id"], one["account_id"], person[0],
                )  # fmt: skip

    def route(self, answer: Callable[[str, dict[str, Any]], Awaitable[Any]]) -> Route:
        """A bare route."""

        async def respond(request: Request) -> Response:
            token = request.headers["authorization"].removeprefix("Bearer ")
            data = await answer(token, orjson.loads(await request.body())["variables"])
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


def _pending(row: Any, roles: list[Any]) -> Any:
    return {
        "id": id_of("AccessRequest", row["id"]),
        "version": row["version"],
        "reason": row["reason"],
        "submittedAt": instant(row["submitted_at"]),
        "requester": {
            "id": id_of("User", row["requester"]),
            "username": row["username"],
            "fullName": row["full_name"],
            "email": row["email"],
        },
        "account": {"id": id_of("SmartAccount", row["account"]), "name": row["account_name"]},
        "currentRoles": roles,
    }


def _paged(row: Any) -> Any:
    requester = {"id": id_of("User", row["requester"]), "username": row["username"]}
    return {**_request(row), "requester": {**requester, "fullName": row["full_name"]}}


def _request(row: Any) -> dict[str, Any]:
    return {
        "id": id_of("AccessRequest", row["id"]),
        "status": row["status"],
        "version": row["version"],
        "reason": row["reason"],
        "submittedAt": instant(row["submitted_at"]),
    }


def _own(row: Any) -> Any:
    account = {
        "id": id_of("SmartAccount", row["account"]),
        "name": row["account_name"],
        "domainIdentifier": row["domain_identifier"],
    }
    by = None
    if row["acted_by_id"]:
        by = {"id": id_of("User", row["acted_by_id"]), "fullName": row["acted_by"]}
    acted = row["acted_at"] and instant(row["acted_at"])
    return {**_request(row), "actedAt": acted, "account": account, "actedBy": by}


def page(rows: Sequence[Any], nodes: list[Any], column: str, size: int = 50) -> Any:
    """A connection as the API shows it."""
    last = rows[min(size, len(rows)) - 1]
    parts = _json([column, instant(last[column]), UUID(str(last["id"])).hex]).replace(",", ", ")
    cursor = base64.urlsafe_b64encode(parts.encode()).decode().rstrip("=")
    return {"pageInfo": {"hasNextPage": len(rows) > size, "endCursor": cursor}, "nodes": nodes}


def _letter(row: Any, by: Row) -> str:
    rows = [["Name", row["full_name"]], ["Address", row["email"]], ["By", by[1]]]
    return _json(
        {
            "heading": "Access request approved",
            "greeting": f"Dear {row['full_name']}",
            "paragraphs": ["Your request to enter the account was approved.", row["reason"]],
            "blocks": [{"title": "Account", "rows": rows}, {"title": "Result", "rows": rows}],
            "links": [{"label": "Go to your access", "path": "/access"}],
        }
    )


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def id_of(kind: str, key: Any) -> str:
    """A global id."""
    text = key.replace("-", "") if isinstance(key, str) else key.hex
    return base64.urlsafe_b64encode(f"{kind}:{text}".encode()).decode().rstrip("=")


def decode(id: str) -> str:
    """What is in a global id or a cursor."""
    return base64.urlsafe_b64decode(id + "=" * (-len(id) % 4)).decode()


def key_of(id: str) -> UUID:
    """The key in a global id."""
    return UUID(decode(id).partition(":")[2])


def instant(moment: Any) -> str:
    """A moment as the API shows it."""
    return moment.replace(" ", "T") if isinstance(moment, str) else str(moment.isoformat())


def serve(url: str) -> None:
    """Answer until a signal comes; the address is the first line."""
    settings = Settings(port=0)
    listener = server.listen("127.0.0.1", 0)
    app = Floor(drivers.driver(url)).app()
    configuration: uvicorn.Config = server.configuration(app, settings)
    say = partial(print, flush=True)
    server.Server(configuration, say, lambda: None).run(sockets=[listener])


async def bare(url: str, count: int) -> None:
    """F3: approve so many requests, and print the time and the processor time that it took."""
    floor = Floor(drivers.driver(url))
    async with floor.connected():
        began, used = time.perf_counter(), time.process_time()
        for call in work.approve(count):
            await floor.approve(data.token(call.person), call.variables)
        print(time.perf_counter() - began, time.process_time() - used)


if __name__ == "__main__":
    if len(sys.argv) == 2:
        serve(sys.argv[1])
    else:
        asyncio.run(bare(sys.argv[1], int(sys.argv[2])))
