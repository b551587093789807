"""GraphQL over server-sent events, in distinct connections mode: one operation, one stream.

For networks that block WebSockets. Queries and errors too come as events.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from models import clock
from web.graphql import connections, edge, errors, execution
from web.graphql.connections import Principal
from web.graphql.operations import Operation

HEARTBEAT = b":\n\n"
COMPLETE = b"event: complete\ndata:\n\n"
HEADERS = {
    b"content-type": b"text/event-stream; charset=utf-8",
    b"cache-control": b"no-store",
    b"x-accel-buffering": b"no",
    b"x-content-type-options": b"nosniff",
    b"vary": b"Accept, Cookie, Origin, Authorization",
}


class EventStream:
    """One operation's results as a response that ends with the operation or with the session."""

    def __init__(
        self, wiring: edge.Edge[Any], request: Request, operation: Operation, principal: Principal
    ) -> None:
        self.edge = wiring
        self.request = request
        self.operation = operation
        self.principal = principal
        self.ended: asyncio.Future[tuple[int, str]] = asyncio.get_running_loop().create_future()
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
            streaming = asyncio.create_task(self._stream(send))
            leaving = asyncio.create_task(_left(receive))
            first = await self._first({streaming, leaving})
            if not first & {streaming, leaving}:
                await _send(send, self._farewell(*self.ended.result()))
            await _send(send, b"", more=False)

    async def _first(self, tasks: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
        """Those of the tasks that ended by themselves; none if the stream was ended."""
        timer = self._expiry()
        ended = asyncio.ensure_future(_settled(self.ended))
        try:
            waited = {*tasks, ended}
            return (await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED))[0]
        finally:
            if timer:
                timer.cancel()
            for task in (*tasks, ended):
                task.cancel()
            await asyncio.gather(*tasks, ended, return_exceptions=True)

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

    async def _stream(self, send: Send) -> None:
        await _send(send, HEARTBEAT)
        async with aclosing(self._events()) as events:
            async for event in events:
                await _send(send, event)
        await _send(send, COMPLETE)

    async def _events(self) -> AsyncGenerator[bytes, None]:
        """Events as they come, and a heartbeat whenever none came for a while."""
        async with aclosing(self._results()) as results:
            while True:
                following = asyncio.ensure_future(anext(results))
                try:
                    while not (await asyncio.wait({following}, timeout=self._pause()))[0]:
                        yield HEARTBEAT
                    yield following.result()
                except StopAsyncIteration:
                    return
                finally:
                    following.cancel()
                    with suppress(asyncio.CancelledError, StopAsyncIteration):
                        await following

    async def _results(self) -> AsyncGenerator[bytes, None]:
        operation = self.operation
        try:
            context = await self.edge.context_for(self.request, self.principal)
            results = await self.edge.schema.stream(
                operation.query,
                operation.variables,
                context,
                operation_name=operation.name,
                operation_extensions=operation.extensions,
            )
            async with aclosing(results):
                async for result in results:
                    yield _event(result)
        except Exception as crash:
            error = errors.refusal(crash) or errors.internal(crash, operation.name)
            yield _event(PreExecutionError(data=None, errors=[error]))

    def _pause(self) -> float:
        return self.edge.settings.heartbeat_seconds


async def _settled(future: asyncio.Future[tuple[int, str]]) -> None:
    await asyncio.wait({future})


def _event(result: ExecutionResult) -> bytes:
    return b"event: next\ndata: " + orjson.dumps(execution.payload(result)) + b"\n\n"


async def _send(send: Send, body: bytes, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
