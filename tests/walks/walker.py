"""Walks: long random sequences of acts by a small cast, each compared with what must follow.

A step is an act, or several at once, of which every order is tried: the product's answers and
tables must be those of one of them. So two winners, a lost mail, a notice too many or a state
outside the table fail at the step that brought them.
"""

import asyncio
import itertools
import os
import time
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.conftest import FULL, ON_POSTGRES
from tests.walks.stage import Stage, numbered
from tests.walks.world import PLEASE_ACT, Act, Answer, Arrow, Model

SEED = int(os.environ.get("ADMIT_TEST_SEED", "20261122"))
STEPS = (2_000 if ON_POSTGRES else 10_000) if FULL else (60 if ON_POSTGRES else 300)
SECONDS = 7_200 if FULL else 600
AT_A_TIME = 50
SOME_HOURS = [1, 5, 23, 24, 24, 25, 24 * 3, 24 * 7, 24 * 15, 24 * 29]
# A case is rarely asked for that is not there.
NOBODYS = "nothing"

# How far back cases are picked; the last of it may find nothing.
MOST = 5
nth = st.integers(0, MOST)
rarely = st.sampled_from([False] * 9 + [True])
mostly = st.sampled_from([True] * 4 + [False])

Seen = dict[str, Any]
Version = tuple[tuple[Any, ...], int]


class Walk(RuleBasedStateMachine):
    """A walk over one kind's machine; a kind says how its acts are done and what it reads."""

    stage: ClassVar[Stage]
    MODEL: ClassVar[type[Model]]
    KIND: ClassVar[str]
    # The verbs that decide a case, and what they decide: of several at once one alone succeeds.
    DECISIONS: ClassVar[dict[str, str]]
    taken: ClassVar[int]
    walked: ClassVar[set[Arrow]]
    answered: ClassVar[Counter[tuple[str, str]]]

    def __init__(self) -> None:
        super().__init__()
        self.model: Any = self.MODEL()
        self.fresh = numbered("c")
        self.versions: dict[str, Version] = {}
        self.told_before: Counter[str | None] = Counter()
        self.whole = False
        self.stage.run(self.begin())
        self.model.active |= set(self.stage.people)
        self._compare(self.stage.run(self.look()), 0)
        self.whole = True

    # What a kind adds

    async def begin(self) -> None:
        """Put the cast back, and give names to what the acts are about."""
        await self.stage.begin()
        self.stage.nowhere(self.KIND, NOBODYS)

    @abstractmethod
    async def perform(self, act: Act) -> Answer:
        """Do an act through the API."""

    @abstractmethod
    async def cases(self) -> dict[str, Version]:
        """By the model's name: a case's row as the model has it, and its version."""

    async def more(self) -> Seen:
        """What else the model knows of."""
        return {}

    def supply(self, nth: int, state: str) -> None:
        """Have a case in this state, as nothing happens without any."""

    # Steps

    def pick(self, nth: int, *states: str) -> str:
        """One of the cases, the newest first; one in these states if there is any."""
        if states and nth < MOST and not self.model.names(*states):
            self.supply(nth, states[0])
        names = self.model.names(*states) or self.model.names() or [NOBODYS]
        return str(names[-1 - nth % len(names)])

    def owner(self, name: str) -> str:
        """Whose case it is."""
        return self.model.cases[name].requester if name in self.model.cases else "rita"

    def decider(self, name: str, by: str, right: bool, people: Iterable[str]) -> str:
        """Where it is to be right, somebody who may decide it, if anybody may; `by` otherwise."""
        may = [user for user in (by, *people) if not self.model.gate(user, name)]
        return may[0] if right and may else by

    def step(self, *acts: Act) -> None:
        """Do these acts at once, and see that they were done one after the other."""
        self.whole = False
        worlds = [self._after(acts, order) for order in itertools.permutations(range(len(acts)))]
        answers, seen = self.stage.run(self._do(acts))
        self._count(acts, answers)
        right = [model for allowed, model in worlds if fits(answers, allowed)]
        if not right:
            raise AssertionError(unexplained(acts, answers, [allowed for allowed, _ in worlds]))
        same = [model for model in right if not differences(model.seen(), seen)]
        self.model = (same or right)[0]
        self._compare(seen, len(acts))
        self.whole = True

    def _after(self, acts: tuple[Act, ...], order: Iterable[int]) -> tuple[list[set[Answer]], Any]:
        model = self.model.copy() if len(acts) > 1 else self.model
        model.at_once()
        allowed = {n: model.do(acts[n]) for n in order}
        return [allowed[n] for n in range(len(acts))], model

    async def _do(self, acts: tuple[Act, ...]) -> tuple[list[Answer], Seen]:
        answers = await asyncio.gather(*(self.perform(act) for act in acts))
        # A loser may hear of a case before its maker does: then its name is known only now.
        names = self.stage.names
        named = [tuple(names.get(value, value) for value in answer) for answer in answers]
        return named, await self.look()

    def sleep(self, hours: int) -> None:
        """Time passes, and what is due is done."""
        self.whole = False
        self.model.advance(hours)
        self.stage.run(self.stage.pass_time(hours))
        self._after_itself()

    def deliver(self) -> None:
        """The postman comes."""
        self.whole = False
        self.model.deliver()
        self.stage.run(self.stage.deliver())
        self._after_itself()

    def _after_itself(self) -> None:
        self._count((), [])
        self._compare(self.stage.run(self.look()), 3)
        self.whole = True

    def _count(self, acts: tuple[Act, ...], answers: list[Answer]) -> None:
        machine = type(self)
        machine.taken += 1
        machine.walked |= self.model.walked
        machine.answered.update(
            (act.verb, answer[0]) for act, answer in zip(acts, answers, strict=True)
        )
        won = Counter(
            (act.about, self.DECISIONS[act.verb])
            for act, answer in zip(acts, answers, strict=True)
            if act.verb in self.DECISIONS and not answer[0].isupper()
        )
        assert all(count == 1 for count in won.values()), f"a second winner: {acts} {answers}"

    # What must hold after each

    async def look(self) -> Seen:
        """Everything that the model knows of, as the tables have it."""
        self.rows = await self.cases()
        return {
            "cases": {name: row for name, (row, _) in self.rows.items()},
            "mails": await self.stage.mails(),
            "notices": await self.stage.notices(),
            "timers": await self.stage.timers(),
            **await self.more(),
        }

    def _compare(self, seen: Seen, arrows: int) -> None:
        wrong = differences(self.model.seen(), seen)
        assert not wrong, "\n".join(wrong)
        ended = {name for name, case in self.model.cases.items() if case.state in self.model.ENDS}
        asking = [m for m in seen["mails"] if m[0] in PLEASE_ACT and m[3] == "QUEUED"]
        assert not [m for m in asking if m[2] in ended], "a please-act mail is left"
        assert not [t for t in seen["timers"] if t[1] in ended], "a timer is left"
        self.told = Counter(told.case for place in seen["notices"].values() for told in place)
        self.told.update(case for _, _, case, _ in seen["mails"])
        for name, (row, version) in self.rows.items():
            self._check_move(name, row, version, arrows)
        self.versions, self.told_before = self.rows, self.told

    def _check_move(self, name: str, row: tuple[Any, ...], version: int, arrows: int) -> None:
        if name not in self.versions:
            return
        before, old = self.versions[name]
        assert version > old or row == before, f"{name}: still version {version}, now {row}"
        changed = row != before or self.told[name] > self.told_before[name]
        assert version == old or changed, f"{name}: version {old} -> {version} for nothing"
        within = reachable(self.model.TABLE, before[1], arrows)
        assert row[1] in within, f"{name}: {before[1]} -> {row[1]} is not in the table"

    def teardown(self) -> None:
        """At the end every log's chain holds."""
        if self.whole:
            broken = self.stage.run(self.stage.broken())
            assert not broken, f"broken logs: {broken}"


def fits(answers: list[Answer], allowed: list[set[Answer]]) -> bool:
    """Whether each answer is one of those that are right."""
    return all(answer in among for answer, among in zip(answers, allowed, strict=True))


def unexplained(
    acts: tuple[Act, ...], answers: list[Answer], worlds: list[list[set[Answer]]]
) -> str:
    """That no order of these acts has these answers."""
    told = [f"  {act} -> {answer}" for act, answer in zip(acts, answers, strict=True)]
    allowed = [f"  {among}" for among in worlds]
    return "\n".join(["no order of these acts has these answers:", *told, "but one of:", *allowed])


def differences(model: Seen, seen: Seen) -> list[str]:
    """Where the tables are not as the model has them."""
    return [
        line
        for part in model
        if model[part] != seen[part]
        for line in _differences(part, model[part], seen[part])
    ]


def _differences(part: str, model: Any, seen: Any) -> list[str]:
    if isinstance(model, dict):
        keys = [key for key in {**model, **seen} if model.get(key) != seen.get(key)]
        return [f"{part} {key}: {_apart(model.get(key), seen.get(key))}" for key in keys]
    return [f"{part}: missing {model - seen}, too many {seen - model}"]


def _apart(wanted: Any, found: Any) -> str:
    """Of two long lists only where they part."""
    if isinstance(wanted, list) and isinstance(found, list):
        same = sum(
            1
            for _ in itertools.takewhile(
                lambda pair: pair[0] == pair[1], zip(wanted, found, strict=False)
            )
        )
        wanted, found = wanted[same:], found[same:]
    return f"wanted {wanted}, is {found}"


def reachable(table: set[Arrow], state: str, arrows: int) -> set[str]:
    """The states to which at most so many arrows lead."""
    found = {state}
    for _ in range(arrows):
        found |= {to for start, to in table if start in found}
    return found


def walk(machine: type[Walk], wanted: int = STEPS) -> None:
    """Walk at least so many steps, and each arrow of the table if there is time for it."""
    machine.taken, machine.walked, machine.answered = 0, set(), Counter()
    started = time.monotonic()
    for number in itertools.count():
        if machine.taken >= wanted:
            break
        chosen = settings(
            max_examples=max(1, (wanted - machine.taken) // AT_A_TIME + 1),
            stateful_step_count=AT_A_TIME,
            database=None,
            deadline=None,
            print_blob=False,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        )
        seeded: Any = hypothesis.seed(SEED + number)(machine)
        run_state_machine_as_test(seeded, settings=chosen)
    seconds = time.monotonic() - started
    print(f"{machine.__name__}: ADMIT_TEST_SEED={SEED}, {machine.taken} steps, {seconds:.0f} s")
    print("  " + ", ".join(f"{verb} {kind}: {n}" for (verb, kind), n in machine.answered.items()))
    assert machine.taken >= wanted
    missing = machine.MODEL.TABLE - machine.walked
    print(f"  arrows never walked: {sorted(missing)}")
    assert wanted < 10_000 or not missing, f"never walked: {sorted(missing)}"
