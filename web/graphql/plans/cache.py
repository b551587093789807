"""What was used lately, within bounds: a flood of distinct documents costs no memory."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Lately(Generic[V]):
    """Remembers values up to a total weight, and forgets what was not used for longest.

    What would take more than its share of the whole is not kept: it would push out the rest.
    """

    def __init__(self, limit: int, share: int) -> None:
        self.limit = limit
        self.heaviest = limit // share
        self.weight = 0
        self._kept: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> V | None:
        """The value under this key, or None."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, value: V, weight: int) -> None:
        """Remember a value, if it is not too heavy."""
        if weight > self.heaviest:
            return
        _, before = self._kept.pop(key, (None, 0))
        self._kept[key] = value, weight
        self.weight += weight - before
        while self.weight > self.limit:
            _, (_, freed) = self._kept.popitem(last=False)
            self.weight -= freed
