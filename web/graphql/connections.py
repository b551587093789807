"""Who holds a socket or an event stream open: counted, and closed when a session ends."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

FORBIDDEN = 4403
RESTARTING = 1012
REASON_BYTES = 120  # of the 123 that fit in a close frame


class Principal(Protocol):
    """Who is calling, as far as connections need to know."""

    @property
    def user_id(self) -> Hashable | None:
        """The signed-in user; None for strangers."""

    @property
    def session_id(self) -> Hashable | None:
        """The session or token that signed them in."""

    @property
    def expires_at(self) -> datetime | None:
        """When the session ends by itself."""


class Full(Exception):
    """This user or address holds as many connections as it may."""


class Seat:
    """One open socket or event stream. `end` is called to close it, with a code and a reason."""

    def __init__(self, address: str, end: Callable[[int, str], None]) -> None:
        self.end = end
        self.keys: list[tuple[str, Hashable]] = [("address", address)]


class Connections:
    """All open sockets and event streams of this process."""

    def __init__(self, per_user: int, per_address: int) -> None:
        self.limits = {"user": per_user, "address": per_address}
        self.seats: dict[tuple[str, Hashable], set[Seat]] = defaultdict(set)
        self.stopping = False

    @contextmanager
    def seat(self, address: str, end: Callable[[int, str], None]) -> Iterator[Seat]:
        """Hold a place for a connection of this address, or raise Full."""
        seat = Seat(address, end)
        self._sit(seat, seat.keys[0])
        try:
            yield seat
        finally:
            for key in seat.keys:
                self.seats[key].discard(seat)
                if not self.seats[key]:
                    del self.seats[key]

    def assign(self, seat: Seat, principal: Principal) -> None:
        """Note whose connection it is, or raise Full."""
        owners = {"user": principal.user_id, "session": principal.session_id}
        for kind, owner in owners.items():
            if owner is not None:
                self._sit(seat, (kind, owner))
                seat.keys.append((kind, owner))

    def close(self, user_id: Hashable, code: int = FORBIDDEN, reason: str = "Signed out") -> None:
        """End every connection of this user now."""
        self._end(("user", user_id), code, reason)

    def close_session(
        self, session_id: Hashable, code: int = FORBIDDEN, reason: str = "Signed out"
    ) -> None:
        """End every connection of this session or token now."""
        self._end(("session", session_id), code, reason)

    def stop(self) -> None:
        """End everything politely: clients are told to come back."""
        self.stopping = True
        for key in [key for key in self.seats if key[0] == "address"]:
            self._end(key, RESTARTING, "Restarting")

    def users(self) -> set[Hashable]:
        """Who holds a connection open."""
        return {owner for kind, owner in self.seats if kind == "user"}

    def sessions_of(self, user_ids: Iterable[Hashable]) -> set[Hashable]:
        """The sessions and tokens by which these users hold connections open."""
        held = (seat for user_id in user_ids for seat in self.seats.get(("user", user_id), ()))
        return {owner for seat in held for kind, owner in seat.keys if kind == "session"}

    def count(self) -> int:
        """How many connections are open."""
        return sum(len(seats) for key, seats in self.seats.items() if key[0] == "address")

    def _sit(self, seat: Seat, key: tuple[str, Hashable]) -> None:
        limit = self.limits.get(key[0])
        if limit is not None and len(self.seats.get(key, ())) >= limit:
            raise Full(key[0])
        self.seats[key].add(seat)

    def _end(self, key: tuple[str, Hashable], code: int, reason: str) -> None:
        for seat in list(self.seats.get(key, ())):
            seat.end(code, reason)


def clip(reason: str) -> str:
    """A reason short enough for a close frame."""
    return reason.encode()[:REASON_BYTES].decode(errors="ignore")
