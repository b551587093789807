"""`make bench`: how fast Admit is, as ratios to hand-written code on the same machine.

Every target of the specification is printed with what was measured and whether it holds, on
SQLite and on PostgreSQL.
"""

import argparse
import asyncio
import contextlib
import os
import tempfile
import time
from pathlib import Path

from tests import services
from tests.bench import data, fanout, load, parts, profile, servers
from tests.bench.rounds import Bench, require

KINDS = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
WORK = ("decisions", "pages", "streams")
SMALL = 10_000


def run(bench: Bench, given: argparse.Namespace) -> None:
    """What is asked for, on one database."""
    print(f"\n{bench.kind}, {os.cpu_count()} processors: {bench.size}", flush=True)
    if "decisions" in given.work:
        decisions(bench)
    if "pages" in given.work:
        parts.paging(bench, data.Size(requests=SMALL), data.Size(requests=given.large))
    if "streams" in given.work:
        parts.streaming(bench, tuple(given.subscribers))


def decisions(bench: Bench) -> None:
    """W1, W2, W3 and W5, on databases that are the same at the end, too."""
    url = bench.database(bench.size)
    copies = bench.copy(url), bench.copy(url)
    with (
        servers.admit(copies[0]) as admit,
        servers.floor(copies[1]) as floor,
        servers.bare(bench.copy(url)) as bare,
    ):
        parts.reading(bench, admit, floor)
        parts.deciding(bench, admit, floor, bare)
        parts.racing(bench, admit, floor)
        memory = [f"{server.name} {server.memory():.0f} MB" for server in (admit, floor)]
        print(f"    in memory at the end: {', '.join(memory)}")
    ours, theirs = (asyncio.run(parts.written(copy)) for copy in copies)
    require(ours == theirs, f"Admit and F1 wrote different rows: {ours} and {theirs}")


def main() -> None:
    """Read the options, and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--on", choices=KINDS, action="append", help="only on this database")
    parser.add_argument("--work", choices=WORK, action="append", help="only this part")
    parser.add_argument("--rows", type=int, default=100_000, help="access requests")
    parser.add_argument("--large", type=int, default=1_000_000, help="access requests of W6")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each measurement")
    parser.add_argument("--races", type=int, default=20, help="races of W5")
    parser.add_argument("--subscribers", type=int, nargs="+", default=fanout.COUNTS, help="of W4")
    given = parser.parse_args()
    given.work = given.work or WORK
    began = time.monotonic()
    benches = [measured(kind, given) for kind in given.on or KINDS]
    for bench in benches:
        print(f"\n{bench.kind}")
        print(*(f"  {verdict}" for verdict in bench.verdicts), sep="\n")
    if any(bench.reasons for bench in benches):
        print(f"\nWhat is missed, and where the processor time goes.\n{profile.HOW}")
    for bench in benches:
        for reason in bench.reasons:
            print(f"\n{bench.kind}: {reason}")
    held = [verdict.holds for bench in benches for verdict in bench.verdicts]
    print(f"\n{sum(held)} of {len(held)} hold; {time.monotonic() - began:.0f} seconds")


def measured(kind: str, given: argparse.Namespace) -> Bench:
    """What came of everything on one kind of database."""
    with contextlib.ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="admit-bench-"))
        own = services.postgres_server(durable=True) if kind == "postgres" else None
        url = stack.enter_context(own) if own else None
        loading = stack.enter_context(load.started(Path(name)))
        size = data.Size(requests=given.rows)
        bench = Bench(Path(name), url, loading, given.rounds, size, given.races)
        run(bench, given)
    return bench


if __name__ == "__main__":
    main()
