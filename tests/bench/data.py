"""Who and what is in the database that is measured: 1,000 accounts, 20,000 people, the same each
time.

The first account is busy: it has a tenth of all requests (or another share) and two
administrators. The second is crowded: 50 administrators answer there. One request in ten is
pending.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

CROWD = 50
KINDS = {"account": 1, "person": 2, "request": 3, "role": 4, "session": 5, "part": 6}


@dataclass(frozen=True)
class Size:
    """How much of everything; `busy` is the first account's share of the requests."""

    accounts: int = 1_000
    people: int = 20_000
    requests: int = 100_000
    busy: float = 0.1

    @property
    def crowd(self) -> range:
        """The people who administer the crowded account."""
        return range(2 * self.accounts, 2 * self.accounts + CROWD)

    @property
    def askers(self) -> range:
        """The people who ask to enter; they administer nothing."""
        return range(self.crowd.stop, self.people)

    def company(self, person: int) -> int:
        """Where a person works: the first ones administer their own company's account."""
        return person // 2 if person < 2 * self.accounts else person % self.accounts

    def admins(self, account: int) -> list[int]:
        """The people who administer an account."""
        return list(self.crowd) if account == 1 else [2 * account, 2 * account + 1]

    def counts(self) -> Iterator[tuple[int, int]]:
        """How many requests each account has."""
        busy, crowded = int(self.requests * self.busy), max(100, self.requests // 50)
        yield 0, busy
        if self.accounts == 1:
            return
        yield 1, crowded
        rest, others = self.requests - busy - crowded, self.accounts - 2
        for account in range(2, self.accounts):
            yield account, rest // others + (account - 2 < rest % others)


def key(kind: str, number: int) -> UUID:
    """The same key for the same thing in every run; keys of one kind grow with the number."""
    scattered = (number + 1) * 0x9E3779B97F4A7C15 & (1 << 62) - 1
    return UUID(int=(KINDS[kind] << 44 | number) << 80 | 0x7 << 76 | 0b10 << 62 | scattered)


def token(person: int) -> str:
    """What signs this administrator or person in."""
    return f"admit_bench-{person}"


def username(person: int) -> str:
    """`person-00017`"""
    return f"person-{person:05}"
