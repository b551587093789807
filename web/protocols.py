"""uvicorn's protocols, made to give up on clients that never finish a request or never read."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import Any, cast
from weakref import ref

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from web.deadlines import Timer
from web.settings import Settings
from web.socket_protocol import SocketProtocol

LINGER_SECONDS = 2  # for the rest of a body that was answered unread


def protocols(
    settings: Settings,
) -> tuple[type[HttpToolsProtocol], type[WebSocketsSansIOProtocol]]:
    """The two protocol classes, bound to these settings; uvicorn makes an instance a connection."""
    bound = {"settings": settings}
    http = type("BoundHttpProtocol", (HttpProtocol,), bound)
    return http, type("BoundSocketProtocol", (SocketProtocol,), bound)


class HttpProtocol(HttpToolsProtocol):
    """HTTP whose requests must arrive, and whose responses must be read, in time."""

    settings: Settings

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.arrival = Timer(self.loop)
        self.stuck = Timer(self.loop)
        self.arriving = True  # until a whole request is here
        self.in_headers = True
        self.header_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start waiting for the first request."""
        super().connection_made(transport)
        self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget all deadlines."""
        self.arrival.clear()
        self.stuck.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless the headers grow beyond their bound."""
        if not self.arriving:
            self._expect_request()
        was_in_headers = self.in_headers
        super().data_received(data)
        if self.in_headers:
            self.header_bytes += len(data) if was_in_headers else 0
            if self.header_bytes > self.settings.max_header_bytes:
                self._refuse(b"431 Request Header Fields Too Large")

    def on_headers_complete(self) -> None:
        """The headers are here; a body may follow, and the answer need not wait to be sent."""
        self.in_headers = False
        before = self.cycle
        super().on_headers_complete()
        if self.cycle is not before:  # which knows its scope: no circle for each request
            send = partial(_send_now, ref(self.cycle))
            self.scope["extensions"] = {"http.send_now": {"send": send}}

    def on_message_complete(self) -> None:
        """The request is here: the next deadline is the next request's."""
        self.arriving = False
        self.arrival.clear()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Another protocol takes over, with deadlines of its own."""
        self.arrival.clear()
        self.stuck.clear()
        super().handle_websocket_upgrade()

    def on_response_complete(self) -> None:
        """Wait a moment for the rest of a body that nobody wants, so that the answer is read."""
        super().on_response_complete()
        if self.cycle.more_body and not self.transport.is_closing():
            self.arrival.set(LINGER_SECONDS, self.transport.close)

    def pause_writing(self) -> None:
        """The client does not read fast enough: not for ever."""
        super().pause_writing()
        self.stuck.set(self.settings.stuck_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """It reads."""
        self.stuck.clear()
        super().resume_writing()

    def _expect_request(self) -> None:
        self.arriving = self.in_headers = True
        self.header_bytes = 0
        self.arrival.set(self.settings.request_seconds, self._give_up)

    def _give_up(self) -> None:
        self._refuse(b"408 Request Timeout")

    def _refuse(self, status: bytes) -> None:
        cycle = cast(RequestResponseCycle | None, self.cycle)
        if cycle is None or cycle.response_complete:  # no other answer is on its way
            head = b"HTTP/1.1 " + status + b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            self.transport.write(head)
        self.transport.close()


def _send_now(of: "ref[RequestResponseCycle]", body: bytes) -> bool:
    """Send a part of the body if the client takes it at once."""
    cycle = of()
    open = (
        cycle and cycle.response_started and not cycle.response_complete and not cycle.disconnected
    )
    if not cycle or not open or cycle.flow.write_paused or cycle.transport.is_closing():
        return False
    part = cycle.send({"type": "http.response.body", "body": body, "more_body": True})
    with suppress(StopIteration):  # so it ends, as there is nothing to wait for
        part.send(None)
    return True
