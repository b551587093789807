"""What subscribers cost, as W4 counts it."""

import statistics
from dataclasses import dataclass, field

from tests.bench.profile import Profile


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
    telling: Profile = field(default_factory=lambda: Profile("Admit", "µs a delivery", 1e6))
    bare_telling: Profile = field(default_factory=lambda: Profile("F2", "µs a delivery", 1e6))
    opened: Profile = field(default_factory=lambda: Profile("Admit", "ms an opening"))

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
