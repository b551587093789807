"""How it grows: the way of acts and notices through many machines, simulated.

`python -m tests.bench.growth` plays some seconds of acts on a deployment of this size, with what
each step costs in microseconds of one core given as arguments: measure them here first, with
`tests.bench` and `tests.bench.fanout`. It prints how busy each part is, what is busiest, and how
late notices are.

Every process is one queue: what it has to do waits for what it does. An act costs its process, then
the database; its wake-up reaches every process, and those where somebody follows the account read
the notice and deliver it to each follower, one after the other.
"""

import argparse
import bisect
import heapq
import itertools
import random
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

SECOND = 1_000_000.0


@dataclass(frozen=True)
class Deployment:
    """What there is, and what things cost; times are microseconds."""

    accounts: int
    subscriptions: int
    crowd: float
    acts: float
    machines: int
    cores: int
    databases: int
    database_cores: int
    poll: float
    act: float
    delivery: float
    wake: float
    look: float
    topic: float
    commit: float
    database_act: float
    database_look: float
    database_topic: float
    network: float

    @property
    def processes(self) -> int:
        """Servers in all: one for each core."""
        return self.machines * self.cores


@dataclass
class Told:
    """What came out."""

    seconds: float
    acts: int = 0
    deliveries: int = 0
    process_time: list[float] = field(default_factory=list)
    database_time: list[float] = field(default_factory=list)
    lateness: list[float] = field(default_factory=list)
    largest: int = 0

    def busy(self, times: list[float]) -> tuple[float, float]:
        """How busy the average and the busiest one was, of one core."""
        return sum(times) / len(times) / self.seconds / SECOND, max(times) / self.seconds / SECOND


class Followers:
    """Who follows which account, and where: a few accounts have many, and most have none."""

    def __init__(self, size: Deployment, chance: random.Random) -> None:
        # Zipf's law: the n-th account has so many of all as 1/n^crowd.
        weights = [1 / rank**size.crowd for rank in range(1, size.accounts + 1)]
        self.cumulated = list(itertools.accumulate(weights))
        drawn = Counter(self.any_account(chance) for _ in range(size.subscriptions))
        self.largest = max(drawn.values())
        self.at: dict[int, Counter[int]] = {
            account: Counter(chance.randrange(size.processes) for _ in range(count))
            for account, count in drawn.items()
        }

    def any_account(self, chance: random.Random) -> int:
        """An account, the more likely the larger it is."""
        return bisect.bisect(self.cumulated, chance.random() * self.cumulated[-1])


class Simulation:
    """So many seconds of a deployment."""

    def __init__(self, size: Deployment, seconds: float, chance: random.Random) -> None:
        self.size = size
        self.chance = chance
        self.followers = Followers(size, chance)
        self.free = [0.0] * size.processes
        self.free_database = [0.0] * (size.databases * size.database_cores)
        self.told = Told(seconds, largest=self.followers.largest)
        self.told.process_time = [0.0] * size.processes
        self.told.database_time = [0.0] * size.databases

    def run(self) -> Told:
        """Play it."""
        events = list(self._acts())
        heapq.heapify(events)
        while events:
            at, kind, where, account, began = heapq.heappop(events)
            if kind == "act":
                done = self._work(where, at, self.size.act)
                committed = self._write(account, done)
                for process in range(self.size.processes):
                    event = (committed + self.size.network, "wake", process, account, committed)
                    heapq.heappush(events, event)
            else:
                self._hear(where, at, account, began)
        self._poll()
        return self.told

    def _acts(self) -> Iterator[tuple[float, str, int, int, float]]:
        at, end = 0.0, self.told.seconds * SECOND
        while (at := at + self.chance.expovariate(self.size.acts / SECOND)) < end:
            account = self.followers.any_account(self.chance)
            yield at, "act", self.chance.randrange(self.size.processes), account, at
            self.told.acts += 1

    def _work(self, process: int, at: float, cost: float) -> float:
        self.free[process] = max(self.free[process], at) + cost
        self.told.process_time[process] += cost
        return self.free[process]

    def _write(self, account: int, at: float) -> float:
        """The account's database writes and syncs; each of its cores writes for itself."""
        database = account % self.size.databases
        core = database * self.size.database_cores + self.chance.randrange(self.size.database_cores)
        self.free_database[core] = max(self.free_database[core], at) + self.size.database_act
        self.told.database_time[database] += self.size.database_act
        return self.free_database[core] + self.size.commit

    def _hear(self, process: int, at: float, account: int, committed: float) -> None:
        followers = self.followers.at.get(account, Counter[int]())[process]
        cost = self.size.wake + (self.size.look if followers else 0)
        done = self._work(process, at, cost)
        if followers:
            self.told.database_time[account % self.size.databases] += self.size.database_look
            self.told.deliveries += followers
            for _ in range(followers):
                done = self._work(process, done, self.size.delivery)
                self.told.lateness.append(done - committed)

    def _poll(self) -> None:
        """Each subscription's two topics are looked at in each pause; this is spread out evenly."""
        looked_at = 2 * self.size.subscriptions * self.told.seconds / self.size.poll
        for process in range(self.size.processes):
            share = looked_at / self.size.processes
            self.told.process_time[process] += share * self.size.topic
        for database in range(self.size.databases):
            share = looked_at / self.size.databases
            self.told.database_time[database] += share * self.size.database_topic


def report(size: Deployment, told: Told) -> Iterator[str]:
    """The lines to print."""
    yield (
        f"{size.accounts:,} accounts, {size.subscriptions:,} subscriptions (the largest account"
        f" has {told.largest:,}), {size.acts:g} acts a second; {size.machines} machines with"
        f" {size.cores} cores, {size.databases} databases with {size.database_cores}"
    )
    parts = {"server process": told.busy(told.process_time)}
    average, most = told.busy(told.database_time)
    parts["database core"] = (average / size.database_cores, most / size.database_cores)
    for name, (average, most) in parts.items():
        yield f"  {name:15} busy {average:6.1%} on average, {most:6.1%} at the most"
    yield f"  busiest: the {max(parts, key=lambda name: parts[name][1])}"
    late = sorted(told.lateness)
    if late:
        p99 = late[int(len(late) * 0.99)]
        yield (
            f"  {told.acts:,} acts, {told.deliveries:,} deliveries; a notice is told"
            f" {statistics.median(late) / 1000:.1f} ms after the commit (p99 {p99 / 1000:.1f} ms)"
        )


# What a step costs was measured on two busy cores, where all of it is slower than on quiet ones.
OPTIONS: list[tuple[str, type, float, str]] = [
    ("accounts", int, 1_000_000, "accounts"),
    ("subscriptions", int, 100_000, "open subscriptions"),
    ("crowd", float, 0.8, "how unequal accounts are, 0 is not at all; assumed"),
    ("acts", float, 200, "acts a second; assumed"),
    ("machines", int, 20, "machines with servers"),
    ("cores", int, 2, "cores of each, with a server process for each"),
    ("databases", int, 1, "databases, each with a part of the accounts"),
    ("database-cores", int, 8, "cores of each"),
    ("poll", float, 0.5, "seconds between looks at all topics"),
    ("act", float, 6_000, "process: an act; measured"),
    ("delivery", float, 25, "process: one delivery; the bar of W4"),
    ("wake", float, 2, "process: a wake-up that concerns nobody here; measured"),
    ("look", float, 1_300, "process: reading a notice; measured"),
    ("topic", float, 3.6, "process: a topic in a look at all; measured"),
    ("commit", float, 1_000, "waiting for the disk; assumed"),
    ("database-act", float, 3_800, "database: an act; measured"),
    ("database-look", float, 240, "database: a notice read by one process; measured"),
    ("database-topic", float, 2, "database: a topic in a look at all; measured"),
    ("network", float, 500, "from the commit to another process; assumed"),
]


def main() -> None:
    """Read the options, and play."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    for name, kind, default, told in OPTIONS:
        parser.add_argument(f"--{name}", type=kind, default=default, help=f"{told} ({default:g})")
    parser.add_argument("--seconds", type=float, default=3, help="seconds to play (3)")
    parser.add_argument("--seed", type=int, default=20261122)
    given = vars(parser.parse_args())
    seconds, seed = given.pop("seconds"), given.pop("seed")
    size = Deployment(**given)
    print(*report(size, Simulation(size, seconds, random.Random(seed)).run()), sep="\n")


if __name__ == "__main__":
    main()
