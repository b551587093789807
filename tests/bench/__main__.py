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
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from models import database
from models.requests import AccessRequest
from resolvers.pages import Order
from tests import services
from tests.bench import data, wire, work
from tests.bench.wire import Server
from tests.bench.work import Call

RACES = 11


@dataclass
class Figures:
    """Milliseconds per request, one figure for each round."""

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

    def interleaved(self, count: int, *asked: tuple[Server, Iterator[Call]]) -> list[Figures]:
        """Ask the servers in turn; the first two must give the same answers, byte for byte."""
        figures = [Figures() for _ in asked]
        for n in range(self.rounds + 1):
            answers = []
            for (server, stream), figure in zip(asked, figures, strict=True):
                calls = [next(stream) for _ in range(count)]
                before = server.used()
                answers.append([server.ask(call) for call in calls])
                if n:  # the first round only warms up
                    figure.rounds.append((server.used() - before) * 1000 / count)
            _require(answers[0] == answers[1], "Admit and F1 answer differently.")
        return figures


async def _fill(url: str, size: data.Size) -> None:
    async with _open(url):
        await database.migrate()
        await data.load(size)


async def _cursor(url: str, deep: float) -> str:
    """The position of a row far down the busy account's list."""
    async with _open(url):
        account, order = data.key("account", 0), Order("activity_at", descending=True)
        rows = order.sorted(AccessRequest.filter(account_id=account), False)
        skipped = int(deep * await AccessRequest.filter(account_id=account).count())
        return order.cursor((await rows.offset(skipped).limit(1))[0])


async def _written(url: str) -> list[int]:
    """How many rows an approval leaves where."""
    tables = ["notice", "audit_event", "email_message", "role_assignment"]
    async with _open(url):
        rows = [(await database.fetch(f"SELECT COUNT(*) AS n FROM {table}"))[0] for table in tables]
        return [int(row["n"]) for row in rows]


@contextlib.asynccontextmanager
async def _open(url: str) -> AsyncIterator[None]:
    await database.connect(url)
    try:
        yield
    finally:
        await database.close()


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise SystemExit(otherwise)


def _print(name: str, ours: Figures, theirs: Figures, then: str) -> None:
    print(f"{name:40}{ours}   F1 {theirs}   {ours.median / theirs.median:5.2f} x F1 {then}")


def _bar(figure: float, bar: float) -> str:
    return f"(bar {bar:g}: {'holds' if figure <= bar else 'MISSED'})"


def _against(bar: float, name: str, ours: Figures, theirs: Figures) -> None:
    _print(name, ours, theirs, _bar(ours.median / theirs.median, bar))


def _reading(bench: Bench, admit: Server, floor: Server) -> None:
    """W1 and W2."""
    figures = bench.interleaved(30, (admit, work.pending()), (floor, work.pending()))
    _against(8, "W1  50 pending, with people and roles", *figures)
    own = work.mine(bench.size), work.mine(bench.size)
    figures = bench.interleaved(60, (admit, own[0]), (floor, own[1]))
    _against(8, "W2  one's own requests", *figures)


def _deciding(bench: Bench, url: str, admit: Server, floor: Server) -> None:
    """W3, and F3 beside it."""
    pending = int(bench.size.requests * bench.size.busy) // 10
    count = min(25, pending // (bench.rounds + 1))
    ours, theirs = bench.interleaved(
        count, (admit, work.approve(pending)), (floor, work.approve(pending))
    )
    _against(5, "W3  approve", ours, theirs)
    approvals = count * (bench.rounds + 1)
    seconds, used = wire.approve_bare(bench.copy(url), approvals)
    each = used / approvals * 1000
    print(f"    F3, the same without HTTP: {each:.2f} ms, {approvals / seconds:.0f} a second")


def _racing(bench: Bench, admit: Server, floor: Server) -> None:
    """W5: seconds until the last of 50 has an answer."""
    ours, theirs = Figures(), Figures()
    for n, calls in enumerate(work.race(bench.size, RACES)):
        for server, figures in ((admit, ours), (floor, theirs)):
            took = _race(server, calls)
            if n:
                figures.rounds.append(took)
    won = f"(one winner in each of {RACES} rounds)"
    _print("W5  50 approve one, until the last answer", ours, theirs, won)


def _race(server: Server, calls: list[Call]) -> float:
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
    """W6: the same list in a database of a tenth of the size."""
    few = data.Size(requests=bench.size.requests // 10)
    small = bench.database(few)
    with wire.admit(small) as smaller:
        for name, deep in (("first page", 0.0), ("deep page", 0.9)):
            after = asyncio.run(_cursor(url, deep)) if deep else None
            after_small = asyncio.run(_cursor(small, deep)) if deep else None
            ours, theirs, less = bench.interleaved(
                20,
                (admit, work.page(after)),
                (floor, work.page(after)),
                (smaller, work.page(after_small)),
            )
            growth = ours.median / less.median
            then = f"; {growth:.2f} x that of {few.requests:,} {_bar(growth, 1.2)}"
            _print(f"W6  {name} of {bench.size.requests:,}", ours, theirs, then)


def run(bench: Bench) -> None:
    """Everything, on one database."""
    kind = "PostgreSQL" if bench.postgres else "SQLite"
    print(f"{kind}, {os.cpu_count()} processors: {bench.size}")
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
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="admit-bench-"))
        server = services.postgres_server(durable=True) if given.postgres else None
        url = stack.enter_context(server) if server else None
        run(Bench(Path(folder), url, given.rounds, data.Size(requests=given.rows)))


if __name__ == "__main__":
    main()
