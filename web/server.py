"""Our own way of starting uvicorn: what its command line cannot say."""

import asyncio
import copy
import gc
import logging
import re
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import LOGGING_CONFIG

from web import processes, protocols
from web.settings import Settings

PING_SECONDS = 20
YOUNG = 10_000  # objects between two looks for garbage: one long answer is made of a thousand
UNACKNOWLEDGED_SECONDS = 10
PROCESSES_PATIENCE = 0.7  # for the ends of processes to become known
ABORT_BEFORE_END = 1  # so that tasks of aborted connections end in time
SECRET = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")  # as long as `keys.new_secret`; ids are longer


def serve(
    app: ASGIApp,
    settings: Settings,
    ready: Callable[[str], None] | None = None,
    stopping: Callable[[], None] | None = None,
) -> None:
    """Serve until a signal comes, in this process or in several of its own.

    `ready` is told the address once requests are answered; `stopping` is called when the end
    begins, to end what would not end by itself: pass `Connections.stop`.
    """
    listener = listen(settings.host, settings.port)
    # What was set up stays: neither the collector nor, after a fork, the memory need look at it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
    config, ready, stopping = configuration(app, settings), ready or _nothing, stopping or _no_more
    if settings.workers == 1:
        return Server(config, ready, stopping).run(sockets=[listener])

    def work(answering: Callable[[], None]) -> None:
        Server(config, lambda _: answering(), stopping).run(sockets=[listener])

    patience = settings.shutdown_seconds + PROCESSES_PATIENCE
    address = _address(listener)
    processes.Family(settings.workers, work, lambda: ready(address), patience).run([listener])


def configuration(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """uvicorn's settings; never limit_concurrency, which subscribers would eat up."""
    if "*" in settings.forwarded_allow_ips:
        raise ValueError("ADMIT_FORWARDED_ALLOW_IPS must name the proxies: * believes anybody")
    http, sockets = protocols.protocols(settings)
    return uvicorn.Config(
        app,
        http=http,
        ws=sockets,
        ws_max_size=settings.ws_max_bytes,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        server_header=False,
        log_config=_logging(),
    )


class Server(uvicorn.Server):
    """A server that says when it is ready, and that ends in time whatever clients do."""

    def __init__(
        self,
        config: uvicorn.Config,
        ready: Callable[[str], None],
        stopping: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self.ready = ready
        self.stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say where."""
        await super().startup(sockets)
        if sockets and not self.should_exit:
            self.ready(_address(sockets[0]))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ask everybody to leave, and abort those who stay until the last second."""
        self.stopping()
        patience = self.config.timeout_graceful_shutdown or 0
        later = max(0, patience - ABORT_BEFORE_END)
        asyncio.get_running_loop().call_later(later, self._abort)
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End normally: uvicorn would raise the signal again, past every `finally`."""
        super().handle_exit(sig, frame)
        self._captured_signals.clear()

    def _abort(self) -> None:
        for connection in list(self.server_state.connections):
            transport: Any = connection.transport
            transport.abort()


def listen(host: str, port: int) -> socket.socket:
    """A bound socket whose connections notice clients that vanished."""
    family, kind, number, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, number)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; accepted connections inherit it
        milliseconds = UNACKNOWLEDGED_SECONDS * 1000
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
    try:
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class WithoutSecrets(logging.Filter):
    """Cuts query strings and the secrets of links out of access lines: they must not be kept."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Pass every line on, without what its path must not tell."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                SECRET.sub("...", argument.partition("?")[0])
                if isinstance(argument, str) and argument.startswith("/")
                else argument
                for argument in record.args
            )
        return True


def _logging() -> dict[str, Any]:
    config = copy.deepcopy(LOGGING_CONFIG)
    config["filters"] = {"secrets": {"()": WithoutSecrets}}
    for handler in config["handlers"].values():
        handler["filters"] = ["secrets"]
        handler["stream"] = "ext://sys.stderr"  # stdout belongs to the command line
    # Our own lines are whole JSON objects already.
    config["formatters"]["plain"] = {"format": "%(message)s"}
    config["handlers"]["plain"] = {"class": "logging.StreamHandler", "formatter": "plain"}
    config["loggers"]["admit"] = {"handlers": ["plain"], "level": "INFO"}
    return config


def _nothing(_address: str) -> None:
    pass


def _no_more() -> None:
    pass
