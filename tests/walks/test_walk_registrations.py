"""Walks over onboarding: registrants, delegated administrators and agents, from start to end."""

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import rule

from tests.walks import hands
from tests.walks.hands import Hands
from tests.walks.registrations import (
    ASKED,
    AT_DESK,
    BRANDED,
    CHOOSING,
    CONFIRMING,
    EMAIL,
    FORWARDED,
    NOT_ENTITLED,
    REGISTRANTS,
    REVIEW,
    SERIALS,
    SITE_OF,
    SITES,
    STEPS,
    VERIFYING,
)
from tests.walks.stage import Stage
from tests.walks.walker import (
    MOST,
    SECONDS,
    SOME_HOURS,
    mostly,
    nth,
    rarely,
    walk,
)
from tests.walks.world import Act, act

pytestmark = [pytest.mark.slow, pytest.mark.prove, pytest.mark.timeout(SECONDS)]

UNFIT = ["ivy", "ned", "gail", "pia"]
DECIDERS = ["rita", "rudi", "amy", "bea", "olaf", "otto"]
ALL = [*REGISTRANTS, *UNFIT, "amy", "bea", "olaf", "otto", "opal", "zoe"]
ROLES = ["CUSTOMER_USER", "CUSTOMER_ADMINISTRATOR", "RESELLER_USER"]

some = st.sampled_from
everybody = some(ALL)
registrants = some(REGISTRANTS)
contracts = some(["C-100", BRANDED, "C-400", "C-500"])
nodes = some([*SITES, *SITES, "RIVERS"])


class RegistrationsWalk(Hands):
    """A walk over registrations."""

    DECISIONS = {
        **dict.fromkeys(["approve", "deny"], "administrators"),
        **dict.fromkeys(["resolve", "reject"], "agents"),
    }

    # Registrants

    @rule(by=some([*REGISTRANTS, *REGISTRANTS, *UNFIT]), count=some([1, 1, 2]))
    def start(self, by: str, count: int) -> None:
        self.step(*(act(by, "start", next(self.fresh)) for _ in range(count)))

    def supply(self, nth: int, state: str) -> None:
        """Lead somebody to this stage, and somebody else before who is to administer."""
        free = [by for by in REGISTRANTS[nth:] + REGISTRANTS[:nth] if self._is_free(by)]
        if state in (CONFIRMING, FORWARDED) and free and not self._contract(True):
            self._lead(free[0], "SYNCING")
            if nth < MOST - 1:
                self._accept_all()
        if free:
            self._lead(free[-1], state)
        else:
            self._settle_all()

    def _settle_all(self) -> None:
        """Everybody waits for somebody else: let those decide."""
        self.sleep(25)
        for name in self.model.names(FORWARDED, *AT_DESK):
            verb = "deny" if self.model.cases[name].state == FORWARDED else "reject"
            self.step(act(self.decider(name, "olaf", True, ALL), verb, name))

    def _contract(self, administered: bool) -> str:
        """A contract whose site has an administrator, or has none."""
        there = {c: bool(self.model.covering(SITE_OF[c])) for c in ("C-100", "C-400", "C-500")}
        return next((c for c, some in there.items() if some == administered), "")

    def _is_free(self, by: str) -> bool:
        name = self.model.current(by)
        return by in self.model.active and (not name or self.model.cases[name].state in STEPS)

    def _accept_all(self) -> None:
        for number, row in enumerate(self.model.appointed):
            if not (row.accepted or row.ended):
                self.stage.run(self._find_appointment(number))
                self.step(act(row.user, "accept", f"a{number}"))

    def _lead(self, by: str, state: str) -> None:
        for _ in range(6):
            name = self.model.current(by)
            stage = self.model.cases[name].state if name else ""
            if stage != state and (next_act := self._onward(by, name or "", stage, state)):
                self.step(next_act)

    def _onward(self, by: str, name: str, stage: str, state: str) -> Act | None:
        at_desk = state in AT_DESK
        match stage:
            case "":
                return act(by, "start", next(self.fresh))
            case "VERIFYING_ENTITLEMENT":
                contract = self._contract(state in (CONFIRMING, FORWARDED))
                return self._verify(by, contract or "C-100")
            case "CONFIRMING_FORWARD" if state == FORWARDED:
                return act(by, "confirm_forward", "")
            case "CHOOSING_COMPANY" if at_desk:
                return act(by, "none_of_them", "")
            case "CHOOSING_COMPANY" if state in (EMAIL, "SYNCING"):
                return act(by, "choose", "", node=self.model.cases[name].facts["site"])
            case "CHOOSING_COMPANY" | "CONFIRMING_FORWARD":
                return act(by, "back", "")
            case "EMAIL_VERIFICATION" if state == "SYNCING":
                return self._confirm(by, by, False)
            case "EMAIL_VERIFICATION":
                return act(by, "cancel", "")
            case "MANUAL_REVIEW" if state == ASKED:
                return act("olaf", "ask", name)
        return None

    def _verify(self, by: str, contract: str, serial: str = "") -> Act:
        return act(by, "verify", "", contract=contract, serial=serial or SERIALS[contract])

    @rule(
        nth=nth, contract=some(["C-100", BRANDED, "C-400", "C-500"]), other=rarely, by=registrants
    )
    def verify(self, nth: int, contract: str, other: bool, by: str) -> None:
        by = by if other else self.owner(self.pick(nth, VERIFYING))
        self.step(self._verify(by, contract))

    @rule(nth=nth, pair=some([("C-999", "SN-100"), ("C-100", "SN-200"), (NOT_ENTITLED, "SN-300")]))
    def guess(self, nth: int, pair: tuple[str, str]) -> None:
        self.step(self._verify(self.owner(self.pick(nth, VERIFYING)), *pair))

    @rule(nth=nth, twice=rarely, other=rarely, by=registrants)
    def confirm_forward(self, nth: int, twice: bool, other: bool, by: str) -> None:
        by = by if other else self.owner(self.pick(nth, CONFIRMING))
        self.step(*[act(by, "confirm_forward", "")] * (1 + twice))

    @rule(nth=nth, node=some([*SITES, *SITES, "RIVERS", "OTHER"]))
    def choose(self, nth: int, node: str) -> None:
        self.step(act(self.owner(self.pick(nth, CHOOSING)), "choose", "", node=node))

    @rule(nth=nth, verb=some(["none_of_them", "none_of_them", "back"]))
    def choose_otherwise(self, nth: int, verb: str) -> None:
        self.step(act(self.owner(self.pick(nth, CHOOSING, CONFIRMING)), verb, ""))

    @rule(nth=nth)
    def resend(self, nth: int) -> None:
        self.step(act(self.owner(self.pick(nth, EMAIL)), "resend", ""))

    @rule(nth=nth, other=rarely, by=everybody, older=rarely, twice=rarely)
    def confirm(self, nth: int, other: bool, by: str, older: bool, twice: bool) -> None:
        user = self._with_link(nth)
        self.step(*[self._confirm(by if other else user, user, older)] * (1 + twice))

    @rule(count=st.integers(2, 3))
    def confirm_together(self, count: int) -> None:
        """Several finish at once, for one company or for those above one another."""
        self._hand_links(count)
        users = [self._with_link(n) for n in range(count)]
        self.step(*(self._confirm(user, user, False) for user in dict.fromkeys(users)))

    def _hand_links(self, count: int) -> None:
        """Have so many with a link: to finish for one company, nobody may administer it yet."""
        waiting = {self.owner(name) for name in self.model.names(EMAIL)}
        free = [by for by in REGISTRANTS if self._is_free(by) and by not in waiting]
        if self._contract(False):
            for by in free[: max(0, count - len(waiting))]:
                self._lead(by, EMAIL)

    def _with_link(self, nth: int) -> str:
        return self.owner(self.pick(nth, EMAIL))

    def _confirm(self, by: str, user: str, older: bool) -> Act:
        link = f"{user}#{max(0, len(self.model.links.get(user, [])) - 1 - older)}"
        self.stage.run(self._find_link(user, link))
        return act(by, "confirm", link)

    @rule(nth=nth, by=everybody, own=mostly)
    def remind(self, nth: int, by: str, own: bool) -> None:
        name = self.pick(nth, FORWARDED)
        self.step(act(self.owner(name) if own else by, "remind", name))

    @rule(by=registrants, so=rarely)
    def cancel(self, by: str, so: bool) -> None:
        self.step(act(by, "cancel" if so else "start", "" if so else next(self.fresh)))

    # Administrators

    @rule(nth=nth, by=everybody, right=mostly, waiting=mostly, role=some(ROLES))
    def approve(self, nth: int, by: str, right: bool, waiting: bool, role: str) -> None:
        name = self.pick(nth, *([FORWARDED] if waiting else []))
        self.step(act(self.decider(name, by, right, ALL), "approve", name, role=role))

    @rule(nth=nth, by=everybody, right=mostly, reason=some(["", "", "long"]))
    def deny(self, nth: int, by: str, right: bool, reason: str) -> None:
        name = self.pick(nth, FORWARDED)
        self.step(act(self.decider(name, by, right, ALL), "deny", name, reason=reason))

    @rule(
        nth=nth,
        people=st.lists(some(DECIDERS), min_size=2, max_size=3),
        verbs=st.lists(some(["approve", "deny", "cancel", "remind"]), min_size=3, max_size=3),
    )
    def administrators_race(self, nth: int, people: list[str], verbs: list[str]) -> None:
        name = self.pick(nth, FORWARDED)
        self.step(*(self._at(name, by, v) for by, v in zip(people, verbs, strict=False)))

    def _at(self, name: str, by: str, verb: str) -> Act:
        if verb in ("cancel", "remind", "answer"):
            return act(self.owner(name), verb, "" if verb == "cancel" else name)
        given = {"approve": {"role": "CUSTOMER_USER"}, "resolve": {"node": "EAST"}}
        right = mostly_right(name, by)
        return act(self.decider(name, by, right, ALL), verb, name, **given.get(verb, {}))

    @rule(n=st.integers(0, 4), own=mostly, by=everybody)
    def accept(self, n: int, own: bool, by: str) -> None:
        name, row = self._appointment(n)
        self.step(act(row.user if own and row else by, "accept", name))

    @rule(by=some(DECIDERS), right=mostly, node=nodes, user=some(["amy", "bea", "amy", "zoe"]))
    def nominate(self, by: str, right: bool, node: str, user: str) -> None:
        there = [a.user for a in self.model.covering(node) if a.accepted]
        self.step(act(there[0] if right and there else by, "nominate", node, user=user))

    @rule(n=st.integers(0, 4), own=mostly, by=everybody, race=rarely, nth=nth)
    def step_down(self, n: int, own: bool, by: str, race: bool, nth: int) -> None:
        name, row = self._appointment(n)
        ending = act(row.user if own and row else by, "step_down", name)
        waiting = self.pick(nth, FORWARDED) if race else ""
        self.step(ending, *([self._at(waiting, by, "deny")] if race else []))

    @rule(nth=nth, n=st.integers(0, 4))
    def step_down_and_confirm(self, nth: int, n: int) -> None:
        """The administrator goes while somebody is about to ask for one."""
        confirming = act(self.owner(self.pick(nth, CONFIRMING)), "confirm_forward", "")
        name, row = self._appointment(n)
        self.step(act(row.user if row else "rita", "step_down", name), confirming)

    def _appointment(self, n: int) -> tuple[str, Any]:
        """One of the appointments, those that are not accepted yet before the others."""
        rows = list(enumerate(self.model.appointed))
        rows.sort(key=lambda row: (row[1].ended, row[1].accepted))
        number, row = rows[n % len(rows)] if rows else (n, None)
        self.stage.run(self._find_appointment(number))
        return f"a{number}", row

    # Agents

    @rule(nth=nth, by=everybody, right=mostly, verb=some(["ask", "ask", "reject"]))
    def review(self, nth: int, by: str, right: bool, verb: str) -> None:
        name = self.pick(nth, *(AT_DESK if nth % 2 else AT_DESK[::-1]))
        self.step(act(self.decider(name, by, right, ["olaf", "otto"]), verb, name))

    @rule(nth=nth, by=everybody, right=mostly, node=nodes)
    def resolve(self, nth: int, by: str, right: bool, node: str) -> None:
        name = self.pick(nth, *(AT_DESK if nth % 2 else AT_DESK[::-1]))
        by = self.decider(name, by, right, ["olaf", "otto"])
        self.step(act(by, "resolve", name, node=node))

    @rule(nth=nth, own=mostly, by=everybody)
    def answer(self, nth: int, own: bool, by: str) -> None:
        name = self.pick(nth, ASKED, REVIEW)
        self.step(act(self.owner(name) if own else by, "answer", name))

    @rule(
        nth=nth,
        people=st.lists(some(["olaf", "otto"]), min_size=3, max_size=3),
        verbs=st.lists(
            some(["ask", "resolve", "reject", "answer", "cancel"]), min_size=2, max_size=3
        ),
    )
    def agents_race(self, nth: int, people: list[str], verbs: list[str]) -> None:
        name = self.pick(nth, *(AT_DESK if nth % 2 else AT_DESK[::-1]))
        self.step(*(self._at(name, by, v) for by, v in zip(people, verbs, strict=False)))

    @rule(user=some([*REGISTRANTS, "amy"]), by=some(["opal", "opal", "rita"]), so=rarely)
    def close_user(self, user: str, by: str, so: bool) -> None:
        # Else hardly anybody is closed in the few hours in which the data are brought together.
        syncing = [self.owner(name) for name in self.model.names("SYNCING")]
        user = syncing[-1] if so and syncing else user
        starts = [act(user, "start", next(self.fresh))] if user in REGISTRANTS else []
        closes = [act(by, "close_user", user)] if so or not starts else []
        self.step(*closes, *starts)

    @rule(hours=some([1, 6, *SOME_HOURS[:6]]))
    def wait(self, hours: int) -> None:
        self.sleep(hours)

    @rule()
    def postman(self) -> None:
        self.deliver()


def mostly_right(name: str, by: str) -> bool:
    """By chance that needs no draw of its own."""
    return (len(name) + len(by)) % 3 > 0


@pytest.fixture(scope="module", autouse=True)
def people(stage: Stage) -> None:
    """Besides the cast: an organisation, its contracts, and those who register for it."""
    stage.run(hands.organisation())
    stage.run(stage.learn())


def test_a_walk_over_registrations_finds_nothing_beside_the_table(stage: Stage) -> None:
    RegistrationsWalk.stage = stage

    walk(RegistrationsWalk)
