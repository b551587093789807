"""W4: so many subscribers of one account are told of each decision, beside a bare broadcast.

`python -m tests.bench.fanout` runs it alone. The clients are one process of Node; it also checks
that each of them is told everything once and in order.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import tempfile
import time
from collections.abc import Iterator

from resolvers import ids
from tests import services
from tests.bench import data, filling, servers, wire, work
from tests.bench.fanout_figures import Figures
from tests.bench.listeners import Clients, clients
from tests.bench.servers import Server

SIZE = data.Size(accounts=10, people=4_000, requests=20_000)
COUNTS = (100, 1_000, 5_000)
ROUNDS = 7
QUIET_SECONDS, QUIET = 0.5, 0.03
ACTED = """subscription Acted($account: ID!, $after: String) {
  requestActedUpon(accountId: $account, after: $after) {
    id cursor number kind message outcome actedAt actedBy { id username fullName }
    accountName requesterName roles requestVersion
    request { id version status actedAt decisionReason } } }"""


def _started(
    name: str, module: list[str], **environment: object
) -> contextlib.AbstractContextManager[Server]:
    given = {f"ADMIT_{key.upper()}": str(value) for key, value in environment.items()}
    return servers.started(name, module, given, bare=name == "F2")


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
    with admit.sampled(figures.opened.seconds):
        told.do("subscribe", group="Admit", payload={"query": ACTED, "variables": variables})
        figures.opening = (_rested(admit) - before) * 1000 / count
    figures.opened.count = count
    figures.memory = (admit.memory() * servers.MEGABYTE - memory) / count


def _decide(told: Clients, admit: Server, figures: Figures, call: work.Call, count: int) -> str:
    """One decision, and everybody told of it; what the first was told."""
    used = _rested(admit)
    with admit.sampled(figures.telling.seconds):
        began = time.monotonic_ns()
        _ask(admit, call)
        figures.answered.append((time.monotonic_ns() - began) / 1e6)
        heard = told.do("told", group="Admit", count=count)
    figures.telling.count += figures.subscribers
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
    used = _rested(floor)
    head = f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(text.encode())}\r\n\r\n"
    with floor.sampled(figures.bare_telling.seconds):
        began = time.monotonic_ns()
        wire.exchange(floor, (head + text).encode())
        heard = told.do("told", group="F2", count=count)
    figures.bare_telling.count += figures.subscribers
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
