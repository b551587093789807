"""A database with its servers and its load side, asked in rounds.

Each round asks every server in turn, so that a noisy machine disturbs all of them alike; what
counts is the processor time that a server spends on a request.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tests import services
from tests.bench import data, filling
from tests.bench.figures import Figures, Verdict
from tests.bench.load import Load, Told
from tests.bench.profile import Profile, Reason
from tests.bench.servers import Server
from tests.bench.work import CONNECTIONS, Call


@dataclass
class Bench:
    """Where databases are made, how much is asked, and what came of it."""

    folder: Path
    postgres: str | None
    load: Load
    rounds: int
    size: data.Size
    races: int
    verdicts: list[Verdict] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The kind of database."""
        return "PostgreSQL" if self.postgres else "SQLite"

    def database(self, size: data.Size) -> str:
        """The address of a new database of this size."""
        url = f"sqlite://{tempfile.mktemp('.db', str(size.requests), self.folder)}"
        if self.postgres:
            url = asyncio.run(services.fresh_database(self.postgres))
        asyncio.run(filling.fill(url, size))
        return url

    def copy(self, url: str) -> str:
        """The address of a database with the same rows."""
        if self.postgres:
            template = url.rpartition("/")[2]
            return asyncio.run(services.fresh_database(self.postgres, template))
        copied = tempfile.mktemp(".db", "copy", self.folder)
        shutil.copy(url.removeprefix("sqlite://"), copied)
        return f"sqlite://{copied}"

    def judge(self, verdict: Verdict, ours: Profile, theirs: Profile | None) -> None:
        """Print a row, and keep it for the table; if it is missed, what these did tells why."""
        self.note(verdict)
        if verdict.holds:
            return
        for reason in self.reasons:
            if reason.ours is ours:
                reason.rows.append(verdict.row)
                return
        self.reasons.append(Reason([verdict.row], ours, theirs))

    def note(self, verdict: Verdict) -> None:
        """Print a row, and keep it for the table."""
        print(f"    {verdict}", flush=True)
        self.verdicts.append(verdict)

    def send(
        self, server: Server, calls: list[Call], connections: int, into: Figures | None
    ) -> Told:
        """Ask a server, and note what it took."""
        seconds = into.profile.seconds if into else {}
        with server.sampled(seconds):
            before = server.used()
            told = self.load.send(server, calls, connections)
            used = server.used() - before
        if into:
            into.add(told, used)
        return told

    def interleaved(
        self,
        count: int,
        *asked: tuple[Server, Iterator[Call]],
        besides: Callable[[], object] | None = None,
    ) -> list[Figures]:
        """Ask the servers in turn; the first two must give the same answers, byte for byte.

        `besides` is something else to measure in each round.
        """
        figures = [Figures(server.name) for server, _ in asked]
        for n in range(self.rounds + 1):
            answers = []
            for (server, stream), figure in zip(asked, figures, strict=True):
                into = figure if n else None  # the first round only warms up
                told = self.send(server, list(islice(stream, count)), CONNECTIONS, into)
                answers.append(told.answers)
            if besides:
                besides()
            require(answers[0] == answers[1], "Admit and F1 answer differently.")
        for figure in figures:
            print(figure, flush=True)
        return figures


def require(holds: bool, otherwise: str) -> None:
    """End the run where what is measured is wrong."""
    if not holds:
        raise SystemExit(otherwise)
