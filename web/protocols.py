"""uvicorn's protocols, made to give up on clients that never finish a request or never read."""

import asyncio
from functools import lru_cache
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State

from web.settings import Settings

LINGER_SECONDS = 2  # for the rest of a body that was answered unread
CLOSING_SECONDS = 2  # for a closed socket's last bytes to leave


class Timer:
    """One deadline that can be set and cleared."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.handle: asyncio.TimerHandle | None = None

    def set(self, seconds: float, action: Any) -> None:
        """Act in so many seconds, unless cleared; an earlier deadline is forgotten."""
        self.clear()
        self.handle = self.loop.call_later(seconds, action)

    def clear(self) -> None:
        """No deadline."""
        if self.handle:
            self.handle.cancel()
            self.handle = None


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
        """The headers are here; a body may follow."""
        self.in_headers = False
        super().on_headers_complete()

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


@lru_cache(maxsize=4_096)
def head(length: int) -> bytes:
    """How the frame of a text of so many bytes begins, as a server sends it."""
    return Frame(Opcode.TEXT, bytes(length)).serialize(mask=False)[: -length or None]


class SocketProtocol(WebSocketsSansIOProtocol):
    """WebSockets that are aborted when the client does not read.

    Closing a transport waits until everything is written, which such a client never allows.
    """

    settings: Settings

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.stuck = Timer(self.loop)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadline."""
        self.stuck.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Refuse a handshake that cannot be read; uvicorn would wait for ever."""
        super().data_received(data)
        if not self.handshake_initiated and not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n")
            self.transport.close()

    def handle_connect(self, event: Request) -> None:
        """Offer the application a way to send that never waits."""
        super().handle_connect(event)
        if self.handshake_initiated and self.response.status_code == 101:
            self.scope["extensions"]["websocket.send_now"] = {"send": self.send_now}

    def start_keepalive(self) -> None:
        """The handshake is over: forget what it took, in thousands of sockets."""
        super().start_keepalive()
        self.request.headers.clear()
        self.response.headers.clear()

    def send_now(self, text: bytes) -> bool:
        """Send a message if the client takes it at once: what is told to thousands is worth
        neither a task nor a wait for each."""
        open = self.handshake_complete and self.conn.state is State.OPEN
        if not open or not self.writable.is_set() or self.transport.is_closing():
            return False
        # What the library makes of a message of this length, without asking it each time.
        self.transport.write(head(len(text)) + text)
        return True

    def pause_writing(self) -> None:
        """The client does not read fast enough: not for ever."""
        super().pause_writing()
        self.stuck.set(self.settings.stuck_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """It reads."""
        self.stuck.clear()
        super().resume_writing()

    def shutdown(self) -> None:
        """Say goodbye, then go."""
        super().shutdown()
        self.stuck.set(CLOSING_SECONDS, self.transport.abort)

    def keepalive_timeout(self) -> None:
        """No pong came: nobody is there to wait for."""
        super().keepalive_timeout()
        self.stuck.set(CLOSING_SECONDS, self.transport.abort)

    def send_receive_event_to_app(self) -> None:
        """Refuse text that is not UTF-8 without the traceback that uvicorn logs."""
        if self.curr_msg_data_type == "text":
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.conn.fail(1007, "invalid UTF-8")
                self.handle_parser_exception()
                return
        super().send_receive_event_to_app()

    def handle_parser_exception(self) -> None:
        """A handshake that cannot be read has no close frame to read the code from."""
        if self.conn.close_sent is not None:
            super().handle_parser_exception()
