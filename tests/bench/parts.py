"""The work W1 to W6, each measured against its floors and judged by its bar."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator

import orjson

from models import database
from models.requests import AccessRequest
from resolvers.pages import Order
from tests.bench import data, fanout, servers, work
from tests.bench.figures import Figures, Verdict, at_least, at_most, ratios, spread
from tests.bench.rounds import Bench, require
from tests.bench.servers import Bare, Server
from tests.bench.work import Call

MERCURIUS = "Mercurius with JIT: 1.0 to 1.8 x F1 where it was measured, elsewhere and not here"


def reading(bench: Bench, admit: Server, floor: Server) -> None:
    """W1 and W2."""
    print("W1  50 pending requests of an account, with people and roles", flush=True)
    ours, theirs = bench.interleaved(160, (admit, work.pending()), (floor, work.pending()))
    verdict = at_most("W1  50 pending", 1.5, ratios(ours.used, theirs.used), "F1")
    bench.judge(verdict, ours.profile, theirs.profile)
    print(f"    ({MERCURIUS})")
    print("W2  one's own requests", flush=True)
    mine = work.mine(bench.size), work.mine(bench.size)
    ours, theirs = bench.interleaved(320, (admit, mine[0]), (floor, mine[1]))
    verdict = at_most("W2  one's own requests", 1.3, ratios(ours.used, theirs.used), "F1")
    bench.judge(verdict, ours.profile, theirs.profile)


def deciding(bench: Bench, admit: Server, floor: Server, bare: Bare) -> None:
    """W3, and F3 beside it."""
    print("W3  approve: request, role, notice, log and mails in one transaction", flush=True)
    pending = int(bench.size.requests * bench.size.busy) // 10
    count = min(100, pending // (bench.rounds + 1))
    asked = work.approve(), work.approve()
    alone: list[tuple[float, float]] = []
    ours, theirs = bench.interleaved(
        count,
        (admit, asked[0]),
        (floor, asked[1]),
        besides=lambda: alone.append(bare.approve(count)),
    )
    alone = alone[1:]
    print(f"    {'F3':14}{spread([used * 1000 / count for _, used in alone])} ms CPU a request")
    verdict = at_most("W3  approve", 1.3, ratios(ours.used, theirs.used), "F1")
    bench.judge(verdict, ours.profile, theirs.profile)
    commits = [count / seconds for seconds, _ in alone]
    verdict = at_least("W3  commits a second", 0.5, ratios(ours.rates, commits), "F3")
    bench.judge(verdict, ours.profile, theirs.profile)


def racing(bench: Bench, admit: Server, floor: Server) -> None:
    """W5: how long until the last of 50 has an answer."""
    print("W5  50 administrators approve one request at once", flush=True)
    ours, theirs = Figures(admit.name), Figures(floor.name)
    for n, calls in enumerate(work.race(bench.size, bench.races + 1)):
        for server, figures in ((admit, ours), (floor, theirs)):
            told = bench.send(server, calls, len(calls), figures if n else None)
            _one_winner(server, told.answers)
    print(ours, theirs, sep="\n")
    won = f"{bench.races} of {bench.races}"  # or the run has ended
    bench.note(Verdict("W5  one winner, and 49 are told who won", won, "always", True))
    verdict = at_most("W5  until the last answer", 2, ratios(ours.took, theirs.took), "F1")
    bench.judge(verdict, ours.profile, theirs.profile)


def _one_winner(server: Server, answers: list[bytes]) -> None:
    winners = sum(b'"AccessRequest"' in answer for answer in answers)
    losers = sum(b'"AlreadyActedUpon"' in answer for answer in answers)
    require((winners, losers) == (1, len(answers) - 1), f"{server.name}: {winners} winners")


def paging(bench: Bench, few: data.Size, many: data.Size) -> None:
    """W6: the same list in a small database and in a large one, and what operations cost there."""
    small, large = bench.database(few), bench.database(many)
    with (
        servers.admit(large) as admit,
        servers.floor(large) as floor,
        servers.admit(small, f"with {few.requests:,}") as smaller,
    ):
        for name, deep in (("first page", 0.0), ("deep page", 0.9)):
            print(f"W6  {name} of {many.requests:,}, and of {few.requests:,}", flush=True)
            ours, theirs, less = bench.interleaved(
                96,
                (admit, _pages(large, deep)),
                (floor, _pages(large, deep)),
                (smaller, _pages(small, deep)),
            )
            print(f"    {spread(ratios(ours.used, theirs.used))} x F1")
            grown = ratios(ours.used, less.used)
            row, of = f"W6  {name} of {many.requests:,}", f"that of {few.requests:,}"
            bench.judge(at_most(row, 1.2, grown, of), ours.profile, less.profile)
    _counting(bench, small, large)


def _pages(url: str, deep: float) -> Iterator[Call]:
    return work.page(asyncio.run(_cursor(url, deep)) if deep else None)


async def _cursor(url: str, deep: float) -> str:
    """The position of a row far down the busy account's list."""
    async with _open(url):
        account, order = data.key("account", 0), Order("activity_at", descending=True)
        rows = order.sorted(AccessRequest.filter(account_id=account), False)
        skipped = int(deep * await AccessRequest.filter(account_id=account).count())
        return order.cursor((await rows.offset(skipped).limit(1))[0])


def _counting(bench: Bench, small: str, large: str) -> None:
    """How many statements an operation takes, in the small database and in the large one."""
    few, many = _statements(small), _statements(large)
    for name, number in many.items():
        measured = f"{few[name]} and {number}"
        verdict = Verdict(f"{name}  statements", measured, "constant", few[name] == number)
        bench.note(verdict)


def streaming(bench: Bench, counts: tuple[int, ...]) -> None:
    """W4: subscribers of one account are told of each decision; the most of them are judged."""
    print("W4  every subscriber of an account is told of a decision", flush=True)
    found = fanout.run(bench.postgres, counts, bench.rounds)
    print(*found, sep="\n", flush=True)
    most = found[-1]
    who = f"W4  {most.subscribers:,} subscribers"
    verdict = at_most(f"{who}, last receipt", 2, ratios(most.last, most.bare), "F2")
    bench.judge(verdict, most.telling, most.bare_telling)
    early = [a < b for a, b in zip(most.answered, most.last, strict=True)]
    told = f"{sum(early)} of {len(early)}"
    bench.note(Verdict(f"{who}, answered before", told, "always", all(early)))
    bench.note(_plain(f"{who}, a subscriber", most.memory, 30, "kB"))
    verdict = _plain(f"{who}, a delivery", most.cpu, 25, "µs CPU")
    bench.judge(verdict, most.telling, most.bare_telling)
    bench.judge(_plain("opening a subscription", most.opening, 1, "ms CPU"), most.opened, None)


def _plain(row: str, figure: float, bar: float, unit: str) -> Verdict:
    return Verdict(row, f"{figure:.2f} {unit}", f"<= {bar:g} {unit}", figure <= bar)


def _statements(url: str) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.bench.counting", url]
    told = subprocess.run(command, capture_output=True)
    require(not told.returncode, told.stderr.decode())
    found: dict[str, int] = orjson.loads(told.stdout)
    return found


async def written(url: str) -> list[int]:
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
