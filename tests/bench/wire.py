"""Servers in processes of their own, what they cost, and a client that costs next to nothing."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from tests.bench import data
from tests.bench.work import Call

SILENCE = 2
LOG_SHOWN = 2_000


@dataclass
class Server:
    """One server: its address, its process, and a kept connection for each caller."""

    name: str
    address: str
    process: int
    bare: bool
    connections: dict[int, socket.socket] = field(default_factory=dict)
    called: dict[int, float] = field(default_factory=dict)

    def used(self) -> float:
        """Processor seconds of all its threads so far."""
        threads = Path(f"/proc/{self.process}/task").iterdir()
        return sum(int((t / "schedstat").read_text().split()[0]) for t in threads) / 1e9

    def send(self, call: Call) -> socket.socket:
        """Ask, and leave the answer for later."""
        body = orjson.dumps({"query": call.query, "variables": call.variables})
        path = f"/{call.name}" if self.bare else "/graphql"
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Accept: application/json\r\nAuthorization: Bearer {data.token(call.person)}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        connection = self.connection(call.person)
        connection.sendall(head.encode() + body)
        return connection

    def ask(self, call: Call) -> bytes:
        """The body of the answer."""
        return received(self.send(call))

    def connection(self, person: int) -> socket.socket:
        """This caller's connection; servers hang up on those that were silent for seconds."""
        now = time.monotonic()
        if now - self.called.get(person, now) > SILENCE:
            self.connections.pop(person).close()
        self.called[person] = now
        if person not in self.connections:
            parts = urlsplit(self.address)
            made = socket.create_connection((parts.hostname or "", parts.port or 0), 60)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections[person] = made
        return self.connections[person]


def received(connection: socket.socket) -> bytes:
    """One whole response's body; anything but 200 is an error."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _more(connection)
    head, _, body = got.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    if not head.startswith(b"HTTP/1.1 200") or not length:
        raise RuntimeError((head + body).decode())
    while len(body) < int(length[1]):
        body += _more(connection)
    return body


def _more(connection: socket.socket) -> bytes:
    got = connection.recv(1 << 17)
    if not got:
        raise ConnectionError("the server hung up")
    return got


@contextmanager
def admit(url: str) -> Iterator[Server]:
    """Admit as it is served in production, without the worker: nothing else runs beside."""
    environment = {
        "ADMIT_DATABASE_URL": url, "ADMIT_WORKER_IN_SERVER": "false", "ADMIT_PRODUCTION": "true",
    }  # fmt: skip
    command = [sys.executable, "-m", "web", "serve", "--port", "0"]
    with _started("Admit", command, environment, bare=False) as server:
        yield server


@contextmanager
def floor(url: str) -> Iterator[Server]:
    """The bare routes."""
    command = [sys.executable, "-m", "tests.bench.floor", url]
    with _started("F1", command, {}, bare=True) as server:
        yield server


@contextmanager
def _started(
    name: str, command: list[str], environment: dict[str, str], bare: bool
) -> Iterator[Server]:
    with tempfile.TemporaryFile("w+") as log:
        child = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**os.environ, **environment},
        )
        try:
            yield from _answering(name, child, bare)
        except Exception:
            log.seek(0)
            print(log.read()[-LOG_SHOWN:], file=sys.stderr)
            raise
        finally:
            child.terminate()
            child.wait(20)


def _answering(name: str, child: "subprocess.Popen[str]", bare: bool) -> Iterator[Server]:
    assert child.stdout
    address = re.search(r"http://\S+", child.stdout.readline())
    if not address:
        raise RuntimeError(f"{name} did not start")
    server = Server(name, address[0], child.pid, bare)
    yield server
    for connection in server.connections.values():
        connection.close()


def approve_bare(url: str, count: int) -> tuple[float, float]:
    """F3: seconds and processor seconds of so many approvals without HTTP."""
    command = [sys.executable, "-m", "tests.bench.floor", url, str(count)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(told[0]), float(told[1])
