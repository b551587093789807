"""The world as the rules have it: plain Python beside the product, which says what must follow.

A model is told of every act before it is compared with what the product did. It shares no code
with it: states, mails, notices and timers are written down here a second time, from the tables.
"""

import copy
from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

Answer = tuple[Any, ...]
Arrow = tuple[str, str]
BEGINNING = "–"
MISSING: Answer = ("NOT_FOUND",)
FORBIDDEN: Answer = ("FORBIDDEN",)

# What asks others to act: never left unsent for a case that has ended.
PLEASE_ACT = {
    "ACCESS_REQUESTED", "ACCESS_REMINDER", "ACCESS_ESCALATED", "SUPPORT_SUBMITTED",
    "SUPPORT_REMINDER", "APPLICATION_UNDER_REVIEW", "APPLICATION_AUTHORIZE", "APPLICATION_SET_UP",
    "ONBOARDING_FORWARDED", "ONBOARDING_REMINDER", "ONBOARDING_REVIEW_WAITING",
    "ONBOARDING_INFORMATION_NEEDED", "ONBOARDING_INFORMATION_GIVEN", "ONBOARDING_OVERDUE",
}  # fmt: skip


@dataclass(frozen=True)
class Act:
    """Somebody does something: `about` is what it is done to, by its name in the model."""

    by: str
    verb: str
    about: str
    given: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        """`ada approve(c1, role=…)`"""
        given = "".join(f", {name}={value!r}" for name, value in self.given)
        return f"{self.by} {self.verb}({self.about}{given})"


def act(by: str, verb: str, about: str, **given: Any) -> Act:
    """An act, written shortly."""
    return Act(by, verb, about, tuple(sorted(given.items())))


@dataclass
class Case:
    """One request, as far as every kind of it is alike."""

    requester: str
    state: str
    key: str = ""
    acted_by: str | None = None
    reminders: int = 0
    reminded: int | None = None
    # What else its row must hold, and what else the model knows of it.
    more: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    def row(self) -> tuple[Any, ...]:
        """What the table must hold."""
        alike = self.requester, self.state, self.key, self.acted_by, self.reminders
        return *alike, *self.more.values()


@dataclass(frozen=True)
class Told:
    """A notice: its place and number are where it stands in the place's list."""

    kind: str
    case: str | None
    outcome: str | None
    actor: str | None
    subject: str | None


class Model:
    """What all kinds have in common: the clock, what is owed, what was told, what is due."""

    # Every arrow that the table has, and nothing else.
    TABLE: ClassVar[set[Arrow]] = set()
    # The states that a case never leaves.
    ENDS: ClassVar[set[str]] = set()
    REMIND_EVERY = 24

    def __init__(self) -> None:
        self.hours = 0
        self.active: set[str] = set()
        self.cases: dict[str, Case] = {}
        self.mails: Counter[tuple[str, str | None, str | None, str]] = Counter()
        self.places: dict[str, list[Told]] = {}
        self.timers: dict[tuple[str, str], tuple[int, int]] = {}
        self.set_timers = 0
        self.walked: set[Arrow] = set()

    def copy(self) -> Self:
        """Another world that may go on otherwise."""
        return copy.deepcopy(self)

    def at_once(self) -> None:
        """Several acts begin in this instant: each may have looked before the others acted."""

    # What a world is asked

    def do(self, done: Act) -> set[Answer]:
        """Let an act happen; any of these is a right answer to it.

        The refusals that apply are all given: the rules do not say which of several comes first,
        except that who may not know of a thing is told nothing about it.
        """
        verb: Callable[..., set[Answer]] = getattr(self, done.verb)
        if done.by not in self.active:
            refused = self.copy()._refusals(done)
            return {("UNAUTHENTICATED",)} | refused
        return verb(done.by, done.about, **dict(done.given))

    def _refusals(self, done: Act) -> set[Answer]:
        answers: set[Answer] = getattr(self, done.verb)(done.by, done.about, **dict(done.given))
        return {answer for answer in answers if answer[0].isupper()}

    def seen(self) -> dict[str, Any]:
        """Everything that must be found in the tables now."""
        return {
            "cases": {name: case.row() for name, case in self.cases.items()},
            "mails": dict(self.mails),
            "notices": {place: told for place, told in self.places.items() if told},
            "timers": set(self.timers),
        }

    def names(self, *states: str) -> list[str]:
        """The cases in these states; all without any."""
        return [n for n, case in self.cases.items() if not states or case.state in states]

    # What happens in it

    def begin(self, name: str, case: Case) -> None:
        """A case comes to be."""
        self._walk(BEGINNING, case.state)
        self.cases[name] = case

    def move(self, name: str, state: str, by: str | None = None) -> None:
        """A case goes from one state to another, along the table."""
        case = self.cases[name]
        self._walk(case.state, state)
        case.state = state
        if by or state in self.ENDS:
            case.acted_by = by
        if state in self.ENDS:
            self.call_off(name)
            self.drop(name)

    def _walk(self, *arrow: str) -> None:
        start, to = arrow
        assert (start, to) in self.TABLE, f"{start} -> {to} is not in the table"
        self.walked.add((start, to))

    def owe(self, kind: str, people: Iterable[str | None], case: str | None = None) -> None:
        """One mail to each of these people."""
        for person in dict.fromkeys(people):
            self.mails[kind, person, case, "QUEUED"] += 1

    def call_off(self, name: str, person: str | None = None) -> None:
        """Take back what still asks others to act, or one of them."""
        self._turn(
            "QUEUED",
            "CANCELLED",
            lambda kind, to, case: kind in PLEASE_ACT and case == name and person in (None, to),
        )

    def deliver(self) -> None:
        """The postman comes."""
        self._turn("QUEUED", "SENT", lambda kind, to, case: True)

    def _turn(
        self, old: str, new: str, chosen: Callable[[str, str | None, str | None], bool]
    ) -> None:
        for (kind, to, case, status), count in list(self.mails.items()):
            if status == old and chosen(kind, to, case):
                del self.mails[kind, to, case, old]
                self.mails[kind, to, case, new] += count

    def tell(
        self,
        place: str,
        kind: str,
        name: str | None,
        actor: str | None,
        subject: str | None = None,
        *,
        outcome: bool = True,
    ) -> None:
        """One notice, with the next number of its place; about the requester unless another
        subject is given, or none."""
        case = self.cases[name] if name else None
        ended = self.outcome(case.state) if case and outcome else None
        subject = case.requester if case and subject is None else subject
        told = Told(kind, name, ended, actor, subject or None)
        self.places.setdefault(place, []).append(told)

    def outcome(self, state: str) -> str | None:
        """How a state reads from outside; None while it is open."""
        return None if state == "PENDING" else state

    def put(self, timer: str, name: str, hours: int) -> None:
        """Something is due in so many hours."""
        self.put_at(timer, name, self.hours + hours)

    def put_at(self, timer: str, name: str, at: int) -> None:
        """Something is due at a time; of two at the same time the one set first comes first."""
        self.set_timers += 1
        self.timers[timer, name] = at, self.set_timers

    def drop(self, name: str, *timers: str) -> None:
        """Nothing more is due about it."""
        for timer in [t for t in self.timers if t[1] == name and (not timers or t[0] in timers)]:
            del self.timers[timer]

    def advance(self, hours: int) -> None:
        """Time passes; then what is due is done, the oldest first."""
        self.hours += hours
        while due := [(at, timer) for timer, at in self.timers.items() if at[0] <= self.hours]:
            _, timer = min(due)
            del self.timers[timer]
            self.ring(*timer)

    @abstractmethod
    def ring(self, timer: str, name: str) -> None:
        """What is due is done."""

    # What every kind refuses alike

    def not_own(self, by: str, name: str) -> bool:
        """Whether it is nobody's or another's."""
        return name not in self.cases or self.cases[name].requester != by

    def remind_refusals(self, by: str, name: str, pending: bool) -> set[Answer]:
        """Why a reminder is refused."""
        if self.not_own(by, name):
            return {MISSING}
        if not pending:
            return {("NOT_PENDING", name)}
        case = self.cases[name]
        if case.reminded is not None and self.hours < case.reminded + self.REMIND_EVERY:
            return {("REMINDER_TOO_SOON",)}
        return set()

    def reminded(self, name: str) -> None:
        """The reminder counts."""
        case = self.cases[name]
        case.reminders, case.reminded = case.reminders + 1, self.hours

    def too_late(self, name: str) -> set[Answer]:
        """The loser is told which outcome, and who was first."""
        case = self.cases[name]
        return {("ALREADY_ACTED_UPON", self.outcome(case.state), case.acted_by, name)}
