"""GraphQL over server-sent events, in distinct connections mode: one operation, one stream.

For networks that block WebSockets. Queries and errors too come as events.
"""

import asyncio
import contextlib
from typing import Any

from graphql import GraphQLError
from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from models import clock
from web.graphql import asked, connections, edge, errors
from web.graphql.connections import Principal
from web.graphql.operations import Operation

SENDS_NOW = "http.send_now"  # of our own server: see web/protocols.py
HEARTBEAT = b":\n\n"
COMPLETE = b"event: complete\ndata:\n\n"
HEADERS = {
    b"content-type": b"text/event-stream; charset=utf-8",
    b"cache-control": b"no-store",
    b"x-accel-buffering": b"no",
    b"x-content-type-options": b"nosniff",
    b"vary": b"Accept, Cookie, Origin, Authorization",
}

# With a code and a reason, as sockets are closed.
Ending = asyncio.Future[tuple[int, str]]


class Line:
    """An event stream's way to the client: past everything that is not needed to send the same
    bytes to thousands, where our own server offers that."""

    __slots__ = ("direct", "ended", "indirect")

    def __init__(self, ended: Ending, scope: Scope, send: Send) -> None:
        self.ended = ended
        self.direct = scope.get("extensions", {}).get(SENDS_NOW, {}).get("send")
        self.indirect = send

    async def send(self, payload: bytes) -> None:
        """Send it as soon as the client takes it."""
        await self.write(_next(payload))

    def send_now(self, payload: bytes) -> bool:
        """Send it if the client takes it at once, and the stream goes on."""
        return bool(not self.ended.done() and self.direct and self.direct(_next(payload)))

    async def write(self, text: bytes, more: bool = True) -> None:
        """Send these very bytes."""
        await self.indirect({"type": "http.response.body", "body": text, "more_body": more})


class EventStream:
    """One operation's results as a response that ends with the operation or with the session."""

    def __init__(
        self, wiring: edge.Edge[Any], request: Request, operation: Operation, principal: Principal
    ) -> None:
        self.edge = wiring
        self.request = request
        self.operation = operation
        self.principal = principal
        self.ended: Ending = asyncio.get_running_loop().create_future()
        # The place is taken here, where there still is a status to refuse it with.
        self.held = contextlib.ExitStack()
        seat = self.held.enter_context(wiring.connections.seat(edge.address(request), self._end))
        try:
            wiring.connections.assign(seat, principal)
        except connections.Full:
            self.held.close()
            raise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the operation completes, the client goes, or the session ends."""
        with self.held:
            headers = list(HEADERS.items())
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            line = Line(self.ended, scope, send)
            work = self._stream(line), self._beat(line), _left(receive)
            if not await self._ends({asyncio.create_task(each) for each in work}):
                await line.write(self._farewell(*self.ended.result()))
            await line.write(b"", more=False)

    async def _ends(self, tasks: set[asyncio.Task[None]]) -> bool:
        """Whether one of the tasks ended by itself; if not, the stream was ended."""
        timer = self._expiry()
        try:
            waited: set[asyncio.Future[Any]] = {*tasks, self.ended}
            first, _ = await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            return not first.isdisjoint(tasks)
        finally:
            if timer:
                timer.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _expiry(self) -> asyncio.TimerHandle | None:
        if self.principal.expires_at is None:
            return None
        seconds = (self.principal.expires_at - clock.now()).total_seconds()
        loop = asyncio.get_running_loop()
        return loop.call_later(seconds, self._end, connections.FORBIDDEN, "Session expired")

    def _end(self, code: int, reason: str) -> None:
        if not self.ended.done():
            self.ended.set_result((code, reason))

    def _farewell(self, code: int, reason: str) -> bytes:
        """Clients reconnect when a stream breaks off, and stay away after `complete`."""
        if code == connections.RESTARTING:
            return b""
        error = GraphQLError(reason, extensions={"code": "UNAUTHENTICATED"})
        return _event(PreExecutionError(data=None, errors=[error])) + COMPLETE

    async def _stream(self, line: Line) -> None:
        await line.write(HEARTBEAT)
        if ending := await self._results(line):
            await line.write(_event(PreExecutionError(data=None, errors=ending)))
        await line.write(COMPLETE)

    async def _results(self, line: Line) -> list[GraphQLError]:
        """Send what the operation yields; the errors, if it could not run or go on."""
        operation = self.operation
        try:
            context = await self.edge.context_for(self.request, self.principal)
            return await self.edge.subscriptions.answer(operation, context, line) or []
        except Exception as crash:
            ending = [errors.refusal(crash) or errors.internal(crash, operation.name)]
            errors.log_refusals(ending, operation.name)
            return ending

    async def _beat(self, line: Line) -> None:
        """Heartbeats, whatever else is sent: no silence is longer."""
        while True:
            await asyncio.sleep(self.edge.settings.heartbeat_seconds)
            await line.write(HEARTBEAT)


def _next(payload: bytes) -> bytes:
    return b"event: next\ndata: " + payload + b"\n\n"


def _event(result: ExecutionResult) -> bytes:
    return _next(asked.encoded(result))


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
