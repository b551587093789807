"""W4: so many subscribers of one account are told of each decision, beside a bare broadcast.

`python -m tests.bench.fanout` runs it alone. The clients are one process of Node; it also checks
that each of them is told everything once and in order.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from resolvers import ids
from tests import services
from tests.bench import data, filling, servers, wire, work
from tests.bench.servers import Server

SIZE = data.Size(accounts=10, people=4_000, requests=20_000)
COUNTS = (100, 1_000, 5_000)
ROUNDS = 7
QUIET_SECONDS, QUIET = 0.5, 0.03
CLIENTS = Path(__file__).with_name("listeners.mjs")
NODE = Path(sys.prefix) / "node" / "node"
ACTED = """subscription Acted($account: ID!, $after: String) {
  requestActedUpon(accountId: $account, after: $after) {
    id cursor number kind message outcome actedAt actedBy { id username fullName }
    accountName requesterName roles requestVersion
    request { id version status actedAt decisionReason } } }"""
BARS = {"ratio": 2.0, "cpu": 25.0, "memory": 30.0, "opening": 1.0}


@dataclass
class Figures:
    """What so many subscribers cost: medians of the rounds."""

    subscribers: int
    last: list[float] = field(default_factory=list)  # ms from the mutation to the last receipt
    bare: list[float] = field(default_factory=list)  # the same of F2
    spread: list[float] = field(default_factory=list)  # ms from the first receipt to the last
    bare_spread: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)  # ms until the mutation's answer
    deciding: list[float] = field(default_factory=list)  # ms of the server while nobody listens
    used: list[float] = field(default_factory=list)  # the same while they do
    bare_cpu: list[float] = field(default_factory=list)
    memory: float = 0  # kB for each subscriber
    bare_memory: float = 0
    opening: float = 0  # ms of the server's processor for each opened subscription

    @property
    def cpu(self) -> float:
        """µs of the server's processor for each delivery: what a decision costs more than alone."""
        more = statistics.median(self.used) - statistics.median(self.deciding)
        return more * 1000 / self.subscribers

    @property
    def ratio(self) -> float:
        """Last receipt, as a multiple of F2."""
        return statistics.median(self.last) / statistics.median(self.bare)

    def __str__(self) -> str:
        last, bare, answered = map(statistics.median, (self.last, self.bare, self.answered))
        bare_cpu = statistics.median(self.bare_cpu)
        spread, bare_spread = map(statistics.median, (self.spread, self.bare_spread))
        return (
            f"W4  {self.subscribers:5,} subscribers   last receipt {last:6.1f} ms"
            f" ({min(self.last):.1f} to {max(self.last):.1f})   F2 {bare:6.1f} ms"
            f" ({min(self.bare):.1f} to {max(self.bare):.1f})   {self.ratio:4.2f} x F2"
            f"   answered in {answered:5.1f} ms\n"
            f"    first to last {spread:5.1f} ms (F2 {bare_spread:.1f})"
            f"   {self.cpu:5.1f} µs a delivery (F2 {bare_cpu:.1f})"
            f"   {self.memory:5.1f} kB a subscriber (F2 {self.bare_memory:.1f})"
            f"   {self.opening:5.3f} ms to open one"
        )


class Clients:
    """The process of Node with all the clients."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def do(self, command: str, **given: Any) -> Any:
        """Have something done, and wait until it is."""
        assert self.process.stdin and self.process.stdout
        print(json.dumps({"command": command, **given}), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("the clients broke down")
        return json.loads(answer)


@contextmanager
def clients() -> Iterator[Clients]:
    """Clients, as long as the block runs."""
    node = str(NODE) if NODE.exists() else shutil.which("node") or "node"
    pipe = subprocess.PIPE
    with subprocess.Popen([node, str(CLIENTS)], stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield Clients(process)
        finally:
            process.kill()


def _started(
    name: str, module: list[str], **environment: object
) -> contextlib.AbstractContextManager[Server]:
    given = {f"ADMIT_{key.upper()}": str(value) for key, value in environment.items()}
    return servers.started(name, [sys.executable, "-m", *module], given, bare=name == "F2")


def _admit(url: str) -> contextlib.AbstractContextManager[Server]:
    return _started(
        "Admit",
        ["web", "serve", "--port", "0"],
        database_url=url,
        worker_in_server=False,
        production=True,
        sockets_per_user=100_000,
        sockets_per_address=100_000,
    )


def _rested(server: Server) -> float:
    """The processor seconds that a server has used once it has nothing more to do."""
    before = server.used()
    while True:
        time.sleep(QUIET_SECONDS)
        used = server.used()
        if used - before < QUIET * QUIET_SECONDS:
            return used
        before = used


def _open(told: Clients, admit: Server, floor: Server, figures: Figures) -> None:
    """Open the sockets, and on Admit's the subscriptions."""
    count = figures.subscribers
    bare = floor.memory() * servers.MEGABYTE
    told.do("open", group="F2", port=floor.port, count=count, protocol="graphql-transport-ws")
    figures.bare_memory = (floor.memory() * servers.MEGABYTE - bare) / count
    tokens = [data.token(person) for person in SIZE.crowd]
    memory = admit.memory() * servers.MEGABYTE
    told.do(
        "open",
        group="Admit",
        port=admit.port,
        count=count,
        protocol="graphql-transport-ws",
        tokens=tokens,
    )
    before = _rested(admit)
    variables = {"account": ids.encode("SmartAccount", data.key("account", 1))}
    told.do("subscribe", group="Admit", payload={"query": ACTED, "variables": variables})
    figures.opening = (_rested(admit) - before) * 1000 / count
    figures.memory = (admit.memory() * servers.MEGABYTE - memory) / count


def _decide(told: Clients, admit: Server, figures: Figures, call: work.Call, count: int) -> str:
    """One decision, and everybody told of it; what the first was told."""
    used, began = _rested(admit), time.monotonic_ns()
    _ask(admit, call)
    figures.answered.append((time.monotonic_ns() - began) / 1e6)
    heard = told.do("told", group="Admit", count=count)
    figures.last.append((heard["last"] - began) / 1e6)
    figures.spread.append((heard["last"] - heard["first"]) / 1e6)
    figures.used.append((_rested(admit) - used) * 1000)
    return str(told.do("check", group="Admit")["sample"])


def _alone(admit: Server, figures: Figures, call: work.Call) -> None:
    """One decision of which nobody is told."""
    used = _rested(admit)
    _ask(admit, call)
    figures.deciding.append((_rested(admit) - used) * 1000)


def _ask(admit: Server, call: work.Call) -> None:
    answer = wire.ask(admit, call)
    if b'"AccessRequest"' not in answer:
        raise RuntimeError(answer.decode())


def _broadcast(told: Clients, floor: Server, figures: Figures, text: str, count: int) -> None:
    """The same bytes to all, by F2."""
    used, began = _rested(floor), time.monotonic_ns()
    head = f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(text.encode())}\r\n\r\n"
    wire.exchange(floor, (head + text).encode())
    heard = told.do("told", group="F2", count=count)
    figures.bare.append((heard["last"] - began) / 1e6)
    figures.bare_spread.append((heard["last"] - heard["first"]) / 1e6)
    figures.bare_cpu.append((_rested(floor) - used) * 1e6 / figures.subscribers)


def _measured(subscribers: int, url: str, rounds: int, calls: Iterator[work.Call]) -> Figures:
    figures = Figures(subscribers)
    with (
        _admit(url) as admit,
        _started("F2", ["tests.bench.broadcast"]) as floor,
        clients() as told,
    ):
        for call in itertools.islice(calls, rounds // 2 + 1):
            _alone(admit, figures, call)
        _open(told, admit, floor, figures)
        warm = Figures(subscribers)
        for count in range(1, rounds + 2):
            into = figures if count > 1 else warm
            text = _decide(told, admit, into, next(calls), count)
            _broadcast(told, floor, into, text, count)
        found = told.do("check", group="Admit")
    numbers = [
        json.loads(t)["payload"]["data"]["requestActedUpon"]["number"] for t in found["texts"]
    ]
    if found["wrong"] or len(numbers) != rounds + 1 or numbers != sorted(set(numbers)):
        raise SystemExit(
            f"{found['wrong']} of {subscribers} were told wrongly; one heard {numbers}"
        )
    return figures


def _calls() -> Iterator[work.Call]:
    """Pending requests of the account, one decision after the other, by its administrators."""
    first = int(SIZE.requests * SIZE.busy)
    for number in range(first, first + 10 * SIZE.requests // 500, 10):
        yield work.Call("approve", work.APPROVE, work._request(number), SIZE.crowd[0])


def run(
    postgres: str | None = None, counts: tuple[int, ...] = COUNTS, rounds: int = ROUNDS
) -> list[Figures]:
    """Measure with so many subscribers, on SQLite or on this PostgreSQL server."""
    with tempfile.TemporaryDirectory(prefix="admit-fanout-") as folder:
        url = f"sqlite://{folder}/fanout.db"
        if postgres:
            url = asyncio.run(services.fresh_database(postgres))
        asyncio.run(filling.fill(url, SIZE))
        calls = _calls()
        return [_measured(count, url, rounds, calls) for count in counts]


def main() -> None:
    """Read the options, measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fanout", description=__doc__)
    parser.add_argument("--subscribers", type=int, nargs="+", default=COUNTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        server = services.postgres_server(durable=True) if given.postgres else None
        url = stack.enter_context(server) if server else None
        for figures in run(url, tuple(given.subscribers), given.rounds):
            print(figures, flush=True)


if __name__ == "__main__":
    main()
