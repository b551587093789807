"""Hypothesis as dice: many throws from one number, so that operations are drawn quickly."""

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies
from hypothesis.strategies import DrawFn

T = TypeVar("T")

BYTES = 24
SMALL = 1 << 40  # below it, a number has too little left to throw fairly with
# Not integers: hypothesis likes them small, and every second throw would be the simplest.
NUMBERS = strategies.binary(min_size=BYTES, max_size=BYTES)


class Dice:
    """Throws that hypothesis remembers and makes smaller when something is found."""

    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw
        self.number, self.range = 0, 0

    def below(self, count: int) -> int:
        """A number, 0 the simplest."""
        if self.range < SMALL:
            self.number, self.range = int.from_bytes(self.draw(NUMBERS)), 256**BYTES
        self.number, thrown = divmod(self.number, count)
        self.range //= count
        return thrown

    def chance(self, percent: int) -> bool:
        """Whether something happens that rather does not."""
        return self.below(100) >= 100 - percent

    def pick(self, options: Sequence[T]) -> T:
        """One of these, the first the simplest."""
        return options[self.below(len(options))]
