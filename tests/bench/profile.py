"""What servers did for their work, by room: the reason why something costs what it does."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from tests.bench.sampling import GARBAGE, ROOMS, STEP, Spot

FUNCTIONS = 4  # that are named
ROOM, SIDE = 28, 24  # characters
HOW = (
    f"While a server worked, a timer looked after every {STEP * 1000:.0f} ms of its processor time"
    " at the function that it\nwas in. Calls into C count for the Python that makes them, and what"
    " the event loop does itself for what it calls."
)


@dataclass
class Profile:
    """Processor seconds of one server, by function, and for how much work they were."""

    name: str
    unit: str = "ms a request"
    scale: float = 1_000
    count: int = 0
    took: float = 0  # seconds of the clock
    seconds: defaultdict[Spot, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def whole(self) -> float:
        """All of it, for one piece of work."""
        return self.of(sum(self.seconds.values()))

    @property
    def looks(self) -> float:
        """How often the timer came."""
        return sum(self.seconds.values()) / STEP

    @property
    def busy(self) -> float:
        """The part of the time in which it used a processor; in the rest it waited."""
        return sum(self.seconds.values()) / self.took if self.took else 0

    def of(self, seconds: float) -> float:
        """Some of the seconds, for one piece of work."""
        return seconds * self.scale / self.count

    def rooms(self) -> dict[str, float]:
        """What each room takes, for one piece of work."""
        found: defaultdict[str, float] = defaultdict(float)
        for spot, seconds in self.seconds.items():
            found[spot.room] += self.of(seconds)
        return found

    def dearest(self) -> Iterator[str]:
        """The functions that take most themselves."""
        dearest = sorted(self.seconds.items(), key=itemgetter(1), reverse=True)
        for spot, seconds in dearest[:FUNCTIONS]:
            yield f"{spot.function} {self.of(seconds) / self.whole:.0%}"


@dataclass(frozen=True)
class Reason:
    """Rows that are missed, and the servers whose work shows why."""

    rows: list[str]
    ours: Profile
    theirs: Profile | None

    def __str__(self) -> str:
        return "\n".join([" and ".join(self.rows), *(f"    {line}" for line in self._lines())])

    def _lines(self) -> Iterator[str]:
        sides = [side for side in (self.ours, self.theirs) if side]
        head = f"{self.ours.unit}, {self.ours.looks:,.0f} looks"
        yield f"{head:{ROOM}}" + "".join(map(_whole, sides))
        found = [side.rooms() for side in sides]
        for room in [*ROOMS, GARBAGE]:
            shown = [rooms.get(room, 0) for rooms in found]
            if any(shown):
                yield f"{room:{ROOM}}" + "".join(map(_share, shown, sides))
        yield f"most in {', '.join(self.ours.dearest())}"


def _whole(of: Profile) -> str:
    busy = f", busy {of.busy:.0%}" if of.took else ""
    return f"{f'{of.name} {of.whole:.2f}{busy}':>{SIDE}}"


def _share(took: float, of: Profile) -> str:
    return f"{f'{took:.2f}  {took / of.whole:4.0%}' if took else '':>{SIDE}}"
