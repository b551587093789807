"""What was measured, how it compares, and whether that is good enough."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench.load import Told
from tests.bench.profile import Profile


@dataclass
class Figures:
    """What one server took for its calls, round by round."""

    name: str
    used: list[float] = field(default_factory=list)  # processor milliseconds of one request
    took: list[float] = field(default_factory=list)  # milliseconds until all were answered
    rates: list[float] = field(default_factory=list)  # requests in a second
    latencies: list[float] = field(default_factory=list)
    profile: Profile = field(init=False)

    def __post_init__(self) -> None:
        self.profile = Profile(self.name)

    def add(self, told: Told, used: float) -> None:
        """Note a round, in which it used so many processor seconds."""
        count = len(told.answers)
        self.profile.count += count
        self.profile.took += told.seconds
        self.used.append(used * 1000 / count)
        self.took.append(told.seconds * 1000)
        self.rates.append(count / told.seconds)
        self.latencies += told.latencies

    def __str__(self) -> str:
        cuts = statistics.quantiles(self.latencies, n=100)
        return (
            f"    {self.name:14}{spread(self.used, 2)} ms CPU a request"
            f"   {statistics.median(self.rates):6.0f}/s"
            f"   p50 {cuts[49]:6.1f} ms   p99 {cuts[98]:6.1f} ms"
        )


def spread(rounds: Sequence[float], places: int = 2) -> str:
    """The middle of some rounds, the least and the most."""
    low, high = min(rounds), max(rounds)
    return f"{statistics.median(rounds):6.{places}f} ({low:.{places}f} to {high:.{places}f})"


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """How many times as much, in each round: what disturbs a round disturbs both."""
    return [a / b for a, b in zip(ours, theirs, strict=True)]


@dataclass(frozen=True)
class Verdict:
    """A row of the table of targets: what was measured, the bar, and whether it holds."""

    row: str
    measured: str
    bar: str
    holds: bool

    def __str__(self) -> str:
        mark = "holds" if self.holds else "MISSED"
        return f"{self.row:52}{self.measured:44}{self.bar:32}{mark}"


def at_most(row: str, bar: float, rounds: Sequence[float], of: str) -> Verdict:
    """A multiple that may be so large."""
    measured = f"{spread(rounds)} x {of}"
    return Verdict(row, measured, f"<= {bar:g} x {of}", statistics.median(rounds) <= bar)


def at_least(row: str, bar: float, rounds: Sequence[float], of: str) -> Verdict:
    """A multiple that must be so large."""
    measured = f"{spread(rounds)} x {of}"
    return Verdict(row, measured, f">= {bar:g} x {of}", statistics.median(rounds) >= bar)
