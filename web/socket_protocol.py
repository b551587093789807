"""uvicorn's WebSockets, made to give up on clients that never read, and to send without waiting."""

import asyncio
from functools import lru_cache
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State

from web.deadlines import Timer
from web.lean import Gate, Inbox
from web.settings import Settings

CLOSING_SECONDS = 2  # for a closed socket's last bytes to leave


@lru_cache(maxsize=4_096)
def head(length: int) -> bytes:
    """How the frame of a text of so many bytes begins, as a server sends it."""
    return Frame(Opcode.TEXT, bytes(length)).serialize(mask=False)[: -length or None]


class SocketProtocol(WebSocketsSansIOProtocol):
    """WebSockets that are aborted when the client does not read.

    Closing a transport waits until everything is written, which such a client never allows.
    """

    # All that uvicorn sets, too: a dictionary of so much takes five times as much memory.
    __slots__ = (
        "app", "app_state", "asgi_version", "client", "close_sent", "close_timeout", "close_timer",
        "config", "conn", "connections", "curr_msg_data_type", "default_headers", "disconnected",
        "frames", "handshake_complete", "handshake_initiated", "initial_response", "last_ping_rtt",
        "logger", "loop", "pending_ping_payload", "ping_interval", "ping_sent_at", "ping_timeout",
        "ping_timer", "pong_timer", "queue", "read_paused", "request", "response", "root_path",
        "scheme", "scope", "server", "stuck", "tasks", "transport", "writable",
    )  # fmt: skip

    settings: Settings

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.queue = cast(Any, Inbox())
        self.writable = cast(Any, Gate())
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
