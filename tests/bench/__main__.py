"""`make bench`: how fast Admit is, as ratios to hand-written code on the same machine.

Each round asks every server in turn, so that a noisy machine disturbs all of them alike; what
counts is the processor time that a server spends on a request, the median of the rounds.
"""

import argparse
import asyncio
import contextlib
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from models import database
from models.requests import AccessRequest
from resolvers.pages import Order
from tests import services
from tests.bench import data, wire, work
from tests.bench.wire import Server
from tests.bench.work import Call

COUNTS = {"W1": 30, "W2": 60, "W3": 20, "W6": 20}
RACES = 20


@dataclass
class Figures:
    """Milliseconds of processor time per request, one figure for each round."""

    rounds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.rounds)

    def __str__(self) -> str:
        low, high = min(self.rounds), max(self.rounds)
        return f"{self.median:7.2f} ms  ({low:.2f} to {high:.2f})"


@dataclass
class Bench:
    """The databases, and how much is asked."""

    folder: Path
    postgres: str | None
    rounds: int
    size: data.Size

    def database(self, size: data.Size) -> str:
        """The address of a new database of this size."""
        url = f"sqlite://{self.folder}/{size.requests}.db"
        if self.postgres:
            url = asyncio.run(services.fresh_database(self.postgres))
        asyncio.run(_fill(url, size))
        return url

    def copy(self, url: str) -> str:
        """The address of a database with the same rows."""
        if self.postgres:
            template = url.rpartition("/")[2]
            return asyncio.run(services.fresh_database(self.postgres, template))
        path = url.removeprefix("sqlite://")
        copied = tempfile.mktemp(".db", "copy", self.folder)
        shutil.copy(path, copied)
        return f"sqlite://{copied}"

    def interleaved(
        self, servers: list[Server], calls: Callable[[], Iterator[Call]], count: int
    ) -> list[Figures]:
        """Ask all servers the same, in turn, and require the same answers."""
        streams, figures = [calls() for _ in servers], [Figures() for _ in servers]
        for n in range(self.rounds + 1):
            answers = []
            for server, stream, figure in zip(servers, streams, figures, strict=True):
                asked = [next(stream) for _ in range(count)]
                before = server.used()
                answers.append([server.ask(call) for call in asked])
                if n:  # the first round only warms up
                    figure.rounds.append((server.used() - before) * 1000 / count)
            _require(all(a == answers[0] for a in answers), "The servers answer differently.")
        return figures


async def _fill(url: str, size: data.Size) -> None:
    async with _open(url):
        await database.migrate()
        await data.load(size)
        if database.on_postgres():
            await database.connection().execute_query("ANALYZE")


async def _cursor(url: str, deep: float) -> str:
    """The position of a row far down the busy account's list."""
    async with _open(url):
        account, order = data.key("account", 0), Order("activity_at", descending=True)
        rows = order.sorted(AccessRequest.filter(account_id=account), False)
        skipped = int(deep * await AccessRequest.filter(account_id=account).count())
        return order.cursor(await rows.offset(skipped).limit(1).get())


async def _written(url: str) -> list[int]:
    """How many rows an approval leaves where."""
    tables = ["notice", "audit_event", "email_message", "role_assignment"]
    async with _open(url):
        rows = [(await database.fetch(f"SELECT COUNT(*) AS n FROM {table}"))[0] for table in tables]
        return [int(row["n"]) for row in rows]


@contextlib.asynccontextmanager
async def _open(url: str) -> "contextlib.AsyncGenerator[None]":  # type: ignore[name-defined]
    await database.connect(url)
    try:
        yield
    finally:
        await database.close()


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise SystemExit(otherwise)


def _reading(bench: Bench, admit: Server, floor: Server) -> None:
    for name, calls, bar in (
        ("W1  50 pending requests, people, roles", work.pending, 8),
        ("W2  one's own requests", lambda: work.mine(bench.size), 8),
    ):
        ours, theirs = bench.interleaved([admit, floor], calls, COUNTS[name[:2]])
        _print(name, ours, theirs, bar)


def _print(name: str, ours: Figures, theirs: Figures, bar: float) -> None:
    ratio = ours.median / theirs.median
    verdict = "holds" if ratio <= bar else "MISSED"
    print(f"{name:44} {ours}   F1 {theirs}   {ratio:5.2f} x F1 (bar {bar:g}: {verdict})")


def _deciding(bench: Bench, url: str, admit: Server, floor: Server) -> None:
    pending = int(bench.size.requests * bench.size.busy) // 10
    count = min(COUNTS["W3"], pending // (bench.rounds + 1))
    began = time.perf_counter()
    ours, theirs = bench.interleaved([admit, floor], lambda: work.approve(pending), count)
    _print("W3  approve", ours, theirs, 5)
    approvals = count * (bench.rounds + 1)
    each = (time.perf_counter() - began) / approvals / 2
    seconds, used = wire.approve_bare(bench.copy(url), approvals)
    print(
        f"    F3, the same transaction without HTTP: {used / approvals * 1000:.2f} ms,"
        f" {approvals / seconds:.0f} a second; Admit and F1 together: {1 / each:.0f} a second"
    )


def _racing(bench: Bench, admit: Server, floor: Server) -> None:
    ours, theirs = Figures(), Figures()
    rounds = min(RACES, max(100, bench.size.requests // 50) // 10)
    for ours_round, their_round in zip(
        work.race(bench.size, rounds), work.race(bench.size, rounds), strict=True
    ):
        ours.rounds.append(_race(admit, ours_round))
        theirs.rounds.append(_race(floor, their_round))
    ratio = ours.median / theirs.median
    print(
        f"{'W5  50 approve one at once, the last answer':44} {ours}   F1 {theirs}   {ratio:5.2f} x F1"
        f" (one winner in {rounds} of {rounds} rounds: holds)"
    )


def _race(server: Server, calls: Iterable[Call]) -> float:
    calls = list(calls)
    for call in calls:
        server.connection(call.person)
    began = time.perf_counter()
    answers = [wire.received(connection) for connection in [server.send(call) for call in calls]]
    seconds = time.perf_counter() - began
    winners = sum(b'"AccessRequest"' in answer for answer in answers)
    losers = sum(b'"AlreadyActedUpon"' in answer for answer in answers)
    _require((winners, losers) == (1, len(calls) - 1), f"{server.name}: {winners} winners")
    return seconds * 1000


def _paging(bench: Bench, url: str, admit: Server, floor: Server) -> None:
    """W6, and the same at a tenth of the size."""
    few = data.Size(requests=bench.size.requests // 10)
    small = bench.database(few)
    with wire.admit(small) as smaller:
        for name, deep in (("first page", None), ("deep page", 0.9)):
            after, after_small = (asyncio.run(_cursor(u, deep)) if deep else None for u in (url, small))
            ours, theirs = bench.interleaved([admit, floor], lambda: work.page(after), COUNTS["W6"])  # noqa: B023
            (less,) = bench.interleaved([smaller], lambda: work.page(after_small), COUNTS["W6"])  # noqa: B023
            label = f"W6  {name} of {bench.size.requests:,}"
            print(
                f"{label:44} {ours}   F1 {theirs}   {ours.median / theirs.median:5.2f} x F1;"
                f" {ours.median / less.median:4.2f} x the same at {few.requests:,} (bar 1.2)"
            )


def run(bench: Bench) -> None:
    """Everything, on one database."""
    print(f"{'PostgreSQL' if bench.postgres else 'SQLite'}: {bench.size}, {os.cpu_count()} processors")
    url = bench.database(bench.size)
    copies = bench.copy(url), bench.copy(url)
    with wire.admit(copies[0]) as admit, wire.floor(copies[1]) as floor:
        _reading(bench, admit, floor)
        _paging(bench, copies[0], admit, floor)
        _deciding(bench, url, admit, floor)
        _racing(bench, admit, floor)
    ours, theirs = (asyncio.run(_written(copy)) for copy in copies)
    _require(ours == theirs, f"Admit and F1 wrote different rows: {ours} and {theirs}")


def main() -> None:
    """Read the options, and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="access requests")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each measurement")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of its own")
    given = parser.parse_args()
    size = data.Size(requests=given.rows)
    with tempfile.TemporaryDirectory(prefix="admit-bench-") as folder:
        with services.postgres_server(durable=True) if given.postgres else contextlib.nullcontext() as url:
            run(Bench(Path(folder), url, given.rounds, size))


if __name__ == "__main__":
    main()
