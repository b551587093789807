"""GraphQL over WebSocket: the `graphql-transport-ws` protocol, and no other.

An own handler rather than a subclass of Strawberry's: that one trusts the shape of messages,
shares one context among all operations, and closes the whole socket for one operation's error.
"""

import asyncio
import sys
from contextlib import suppress
from dataclasses import replace
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from models import clock
from web.graphql import connections, edge, errors, messages, operations
from web.graphql.connections import Principal
from web.graphql.messages import Ended

PROTOCOL = "graphql-transport-ws"
SENDS_NOW = "websocket.send_now"  # of our own server: see web/socket_protocol.py
CLEANING_SECONDS = 5


async def serve(wiring: edge.Edge[Any], websocket: WebSocket) -> None:
    """Hold one conversation, from the handshake to the close."""
    if not wiring.origins.welcome(websocket):
        await websocket.send_denial_response(PlainTextResponse("Foreign origin", 403))
        return
    socket = Socket(wiring, websocket)
    try:
        with wiring.connections.seat(edge.address(websocket), socket.end) as seat:
            await socket.converse(seat)
    except connections.Full:
        denial = PlainTextResponse("Too many sockets", 429)
        await websocket.send_denial_response(denial)


class Line:
    """A running operation's way to the client: whole payloads, past everything that is not needed
    to send the same bytes to thousands."""

    __slots__ = ("begin", "direct", "identity", "socket", "task")

    def __init__(self, socket: "Socket", identity: str) -> None:
        self.socket = socket
        self.identity = identity
        self.task = asyncio.current_task()
        self.begin = b'{"type":"next","id":' + orjson.dumps(identity) + b',"payload":'
        extensions = socket.websocket.scope.get("extensions", {})
        self.direct = extensions.get(SENDS_NOW, {}).get("send")

    async def send(self, payload: bytes) -> None:
        """Send it as soon as the client takes it."""
        await self.socket.send((self.begin + payload + b"}").decode())

    def send_now(self, payload: bytes) -> bool:
        """Send it if the client takes it at once, and still wants it."""
        wanted = self.socket.running.get(self.identity) is self.task and not self.socket.over
        return bool(wanted and self.direct and self.direct(self.begin + payload + b"}"))


class Socket:
    """One socket: who it is, and the operations that it runs."""

    def __init__(self, wiring: edge.Edge[Any], websocket: WebSocket) -> None:
        self.edge = wiring
        self.websocket = websocket
        self.principal: Principal | None = None
        self.initialised = False
        self.running: dict[str, asyncio.Task[None]] = {}
        self.over = False
        self.farewell = Ended(4408, "Connection initialisation timeout")
        self.patience = asyncio.timeout(wiring.settings.ws_init_seconds)

    def end(self, code: int, reason: str) -> None:
        """Close from outside, now: nothing more is delivered."""
        self.farewell = Ended(code, reason)
        self.over = True
        for task in self.running.values():
            task.cancel()
        with suppress(RuntimeError):  # not begun yet, or over already
            self.patience.reschedule(asyncio.get_running_loop().time())

    async def converse(self, seat: connections.Seat) -> None:
        """Speak the protocol until somebody has enough."""
        try:
            async with self.patience:
                await self._accept()
                while True:
                    await self._handle(await self._receive(), seat)
        except TimeoutError:
            await self._close(self.farewell)
        except Ended as ended:
            await self._close(ended)
        except WebSocketDisconnect:
            pass
        except Exception as crash:
            errors.internal(crash)
            await self._close(Ended(1011, errors.CRASH))
        finally:
            await self._stop_operations()

    async def _accept(self) -> None:
        if PROTOCOL not in self.websocket.scope["subprotocols"]:
            await self.websocket.accept()
            raise Ended(4406, "Subprotocol not acceptable")
        await self.websocket.accept(subprotocol=PROTOCOL)

    async def _receive(self) -> dict[str, Any]:
        event = await self.websocket.receive()
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(event.get("code", 1005))
        return messages.read(event.get("text"), self.edge.settings)

    async def _handle(self, message: dict[str, Any], seat: connections.Seat) -> None:
        match message["type"]:
            case "connection_init":
                await self._initialise(message, seat)
            case "subscribe":
                self._subscribe(message)
            case "complete":
                if task := self.running.pop(message["id"], None):
                    task.cancel()
            case "ping":
                payload = message.get("payload")
                await self._send("pong", **({"payload": payload} if payload else {}))

    async def _initialise(self, message: dict[str, Any], seat: connections.Seat) -> None:
        if self.initialised:
            raise Ended(4429, "Too many initialisation requests")
        self.initialised = True
        try:
            principal = await self.edge.authenticate(self.websocket, message.get("payload"))
            self.edge.connections.assign(seat, principal)
        except connections.Full:
            raise Ended(1013, "Too many open sockets") from None
        except Exception as crash:
            if refused := errors.refusal(crash):
                raise Ended(connections.FORBIDDEN, refused.message) from None
            raise
        self.principal = principal
        self.websocket.headers.raw.clear()  # they have said what there was to say
        self.farewell = Ended(connections.FORBIDDEN, "Session expired")
        self.patience.reschedule(self._expiry(principal))
        build = self.edge.build
        await self._send("connection_ack", **({"payload": {"build": build}} if build else {}))

    def _expiry(self, principal: Principal) -> float | None:
        if principal.expires_at is None:
            return None
        seconds = (principal.expires_at - clock.now()).total_seconds()
        return asyncio.get_running_loop().time() + seconds

    def _subscribe(self, message: dict[str, Any]) -> None:
        if self.principal is None:
            raise Ended(4401, "Unauthorized")
        identity = message["id"]
        if identity in self.running:
            raise Ended(4409, f"Subscriber for {identity} already exists")
        # Thousands send the same document: it is kept once.
        operation = message["operation"]
        operation = replace(operation, query=sys.intern(operation.query))
        task = asyncio.create_task(self._operate(identity, operation, self.principal))
        self.running[identity] = task

    async def _operate(
        self, identity: str, operation: operations.Operation, principal: Principal
    ) -> None:
        try:
            if not (ending := self._crowded()):
                # A fresh context: what one operation has loaded must not grow old in another.
                context = await self.edge.context_for(self.websocket, principal)
                line = Line(self, identity)
                ending = await self.edge.subscriptions.answer(operation, context, line)
        except WebSocketDisconnect:
            return
        except Exception as crash:
            ending = [errors.refusal(crash) or errors.internal(crash, operation.name)]
            errors.log_refusals(ending, operation.name)
        # The name is free before the client can know it: it may use it again at once.
        if self.running.get(identity) is asyncio.current_task():
            del self.running[identity]
        with suppress(WebSocketDisconnect):
            if ending:
                failures = [error.formatted for error in ending]
                await self._send("error", id=identity, payload=failures)
            else:
                await self._send("complete", id=identity)

    def _crowded(self) -> list[GraphQLError] | None:
        """The error, if too many operations are running."""
        if len(self.running) <= self.edge.settings.operations_per_socket:
            return None
        limit = {"code": "RATE_LIMITED", "bound": "operationsPerSocket"}
        return [GraphQLError("Too many operations on this socket", extensions=limit)]

    async def _send(self, type_: str, **message: Any) -> None:
        await self.send(orjson.dumps({"type": type_, **message}).decode())

    async def send(self, text: str) -> None:
        """Send a message as soon as the client takes it."""
        if self.websocket.application_state is not WebSocketState.CONNECTED:
            raise WebSocketDisconnect(1006)
        await self.websocket.send({"type": "websocket.send", "text": text})

    async def _close(self, ended: Ended) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):  # it may be closed already
            await self.websocket.close(ended.code, connections.clip(ended.reason))

    async def _stop_operations(self) -> None:
        tasks = list(self.running.values())
        self.running.clear()
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=CLEANING_SECONDS)
