"""The load side: Node with raw sockets, light enough not to be what is measured."""

import shutil
import struct
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from tests.bench import data
from tests.bench.servers import Server
from tests.bench.work import Call

SCRIPT = Path(__file__).with_name("load.mjs")
# `make` puts one there; without it the machine's own.
NODE = Path(__file__).parents[2] / ".venv" / "node" / "node"


@dataclass(frozen=True)
class Told:
    """How the calls went: wall seconds, milliseconds of each, and the bodies of the answers."""

    seconds: float
    latencies: list[float]
    answers: list[bytes]


class Load:
    """A running load side."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path) -> None:
        self.process, self.file = process, folder / "requests"

    def send(self, server: Server, calls: Sequence[Call], connections: int) -> Told:
        """Make these calls over so many connections, each after the answer to its last."""
        self.file.write_bytes(b"".join(_framed(request(server, call)) for call in calls))
        job = {"port": server.port, "connections": connections, "file": str(self.file)}
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(orjson.dumps(job) + b"\n")
        self.process.stdin.flush()
        told = orjson.loads(self.process.stdout.readline())
        if "error" in told:
            raise RuntimeError(f"{server.name}: {told['error']}")
        answers = Path(f"{self.file}.answers").read_bytes()
        return Told(told["seconds"], told["latencies"], list(_unframed(answers)))


@contextmanager
def started(folder: Path) -> Iterator[Load]:
    """Have a load side, which keeps its files in this folder."""
    node = str(NODE) if NODE.exists() else shutil.which("node")
    if node is None:
        raise SystemExit("The load side needs Node: `make tools` and `make .venv/node` install it.")
    process = subprocess.Popen([node, SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield Load(process, folder)
    finally:
        process.terminate()
        process.wait(20)


def request(server: Server, call: Call) -> bytes:
    """A whole HTTP request."""
    body = orjson.dumps({"query": call.query, "variables": call.variables})
    path = f"/{call.name}" if server.bare else "/graphql"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nAuthorization: Bearer {data.token(call.person)}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _framed(part: bytes) -> bytes:
    return struct.pack(">I", len(part)) + part


def _unframed(parts: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(parts):
        (length,) = struct.unpack_from(">I", parts, at)
        yield parts[at + 4 : at + 4 + length]
        at += 4 + length
