"""Walks over support access: what is answered at once, what waits for whom, and who is told."""

from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import rule

from models import clock, database
from models.channels import DESK
from models.entitlements import Company, Contract, ContractAdministrator, SupportAccess
from models.users import Staff, UserKind
from resolvers import ids
from tests import entitled, steps
from tests.walks.stage import Stage
from tests.walks.support import ADMINISTRATORS, BILL_TO, CONTRACTS, DEVICES, Support
from tests.walks.walker import SECONDS, SOME_HOURS, Seen, Version, Walk, mostly, nth, rarely, walk
from tests.walks.world import Act, Answer, act

pytestmark = [pytest.mark.slow, pytest.mark.prove, pytest.mark.timeout(SECONDS)]

ASKERS = ["walt", "nora", "petra", "nell", "ann", "ivy"]
DECIDERS = ["ann", "abe", "olaf", "otto", "walt"]
ALL = [*ASKERS, *DECIDERS, "rita", "opal"]
LONG = "x" * 1001
KEYS = [
    *(("CONTRACT", number) for number in CONTRACTS),
    *(("SERIAL_NUMBER", serial) for serial in DEVICES),
    *(("BILL_TO", key) for key in BILL_TO),
]
ODD_KEYS = [
    ("CONTRACT", "GONE"),
    ("SERIAL_NUMBER", "SN-GONE"),
    ("BILL_TO", "GONE"),
    ("CONTRACT", "?"),
]

some = st.sampled_from
levels = some(["FULL_SUPPORT", "DOWNLOADS_ONLY"])
contracts = some([*CONTRACTS])
everybody = some(ALL)


class SupportWalk(Walk):
    """A walk over support access requests."""

    MODEL = Support
    KIND = "SupportAccessRequest"
    DECISIONS = dict.fromkeys(["approve", "deny", "withdraw"], "end")

    @rule(by=some(ASKERS[:4]), key=some(KEYS), level=levels)
    def ask(self, by: str, key: tuple[str, str], level: str) -> None:
        self.step(self._submit(by, key, level))

    @rule(
        by=everybody, key=some([*KEYS, *ODD_KEYS]), level=levels, reason=some(["", "", "", "long"])
    )
    def ask_anyhow(self, by: str, key: tuple[str, str], level: str, reason: str) -> None:
        self.step(self._submit(by, key, level, reason))

    @rule(by=some(ASKERS[:4]), key=some(KEYS), level=levels)
    def ask_twice_at_once(self, by: str, key: tuple[str, str], level: str) -> None:
        self.step(self._submit(by, key, level), self._submit(by, key, "FULL_SUPPORT"))

    def supply(self, nth: int, state: str) -> None:
        by, key = [
            ("walt", "N100"),
            ("nell", "W100"),
            ("nora", "LOCKED"),
            ("petra", "NONE"),
            ("nell", "SHORT"),
        ][nth]
        self.step(self._submit(by, ("CONTRACT", key), "FULL_SUPPORT"))

    def _submit(self, by: str, key: tuple[str, str], level: str, reason: str = "") -> Act:
        kind, text = key
        return act(by, "submit", next(self.fresh), kind=kind, key=text, level=level, reason=reason)

    @rule(nth=nth, own=mostly, by=everybody, verb=some(["remind", "withdraw", "remind"]))
    def follow_up(self, nth: int, own: bool, by: str, verb: str) -> None:
        name = self.pick(nth, "PENDING")
        self.step(act(self.owner(name) if own else by, verb, name))

    @rule(nth=nth, by=everybody, right=mostly, pending=mostly, level=st.none() | levels)
    def approve(self, nth: int, by: str, right: bool, pending: bool, level: str | None) -> None:
        name = self.pick(nth, *(["PENDING"] if pending else []))
        self.step(act(self.decider(name, by, right, ALL), "approve", name, level=level))

    @rule(nth=nth, by=everybody, right=mostly, pending=mostly, reason=some(["", "", "", "long"]))
    def deny(self, nth: int, by: str, right: bool, pending: bool, reason: str) -> None:
        name = self.pick(nth, *(["PENDING"] if pending else []))
        self.step(act(self.decider(name, by, right, ALL), "deny", name, reason=reason))

    @rule(
        nth=nth,
        people=st.lists(some(DECIDERS), min_size=2, max_size=3),
        verbs=st.lists(
            some(["approve", "deny", "approve", "withdraw", "remind"]), min_size=3, max_size=3
        ),
    )
    def race(self, nth: int, people: list[str], verbs: list[str]) -> None:
        """Two or three at one request at once."""
        name = self.pick(nth, "PENDING")
        own = {"withdraw", "remind"}
        pairs = zip(people, verbs, strict=False)
        self.step(*(act(self.owner(name) if v in own else by, v, name) for by, v in pairs))

    @rule(nth=nth, by=some(DECIDERS), level=levels)
    def decide_and_grant(self, nth: int, by: str, level: str) -> None:
        name = self.pick(nth, "PENDING")
        case = self.model.cases.get(name)
        contract = (case and case.facts["contract"]) or "N100"
        granting = act("ann", "grant", contract, user=self.owner(name), level=level)
        self.step(act(self.decider(name, by, True, ALL), "deny", name), granting)

    @rule(by=some(["ann", "abe", *ALL]), contract=contracts, user=everybody, level=levels)
    def grant(self, by: str, contract: str, user: str, level: str) -> None:
        self.step(act(by, "grant", contract, user=user, level=level))

    @rule(nth=nth, people=st.lists(everybody, min_size=1, max_size=2))
    def revoke(self, nth: int, people: list[str]) -> None:
        held = list(self.model.about) or [("rita", "CONTRACT", "N100")]
        name = " ".join(held[-1 - nth % len(held)])
        self.stage.run(self._find(name))
        self.step(*(act(by, "revoke", name) for by in people))

    @rule(contract=contracts, user=some(["ann", "abe", "walt"]), there=st.booleans())
    def administer(self, contract: str, user: str, there: bool) -> None:
        """Administrators come and go with the import of contracts."""
        names = self.model.administer[contract]
        if there != (user in names):
            (names.append if there else names.remove)(user)
            self.stage.run(self._administer(contract, user, there))

    @rule(user=some(ASKERS), by=some(["opal", "opal", "ann"]), so=rarely, key=some(KEYS))
    def close_user(self, user: str, by: str, so: bool, key: tuple[str, str]) -> None:
        self.step(
            *([act(by, "close_user", user)] if so else []), self._submit(user, key, "FULL_SUPPORT")
        )

    @rule(hours=some(SOME_HOURS))
    def wait(self, hours: int) -> None:
        self.sleep(hours)

    @rule()
    def postman(self) -> None:
        self.deliver()

    # How it is done

    async def begin(self) -> None:
        await super().begin()
        self.stage.name("Channel", DESK, "desk")
        for contract in await Contract.all():
            self.stage.name("Contract", contract.id, contract.number)

    async def _find(self, name: str) -> None:
        user, kind, key = name.split()
        whose = SupportAccess.filter(user__username=user, key_kind=kind, key=key)
        self.stage.nowhere("SupportAccess", name)
        for access in await whose.order_by("granted_at", "id"):
            self.stage.ids[name] = ids.of(access)

    async def _administer(self, number: str, username: str, there: bool) -> None:
        contract = await Contract.get(number=number)
        if there:
            await entitled.administers(username, contract)
        else:
            await ContractAdministrator.filter(contract=contract, user__username=username).delete()

    async def perform(self, act: Act) -> Answer:
        given, ask, about = dict(act.given), self.stage.ask, self.stage.ids.get(act.about, "")
        match act.verb:
            case "submit":
                given |= {"keyKind": given.pop("kind"), "reason": _reason(given)}
                return await ask(act.by, "requestSupportAccess", new=act.about, **given)
            case "deny":
                return await ask(act.by, "denySupportAccess", request=about, reason=_reason(given))
            case "grant":
                given["contractNumber"] = act.about
                return await ask(act.by, "grantSupportAccess", **given)
            case "revoke":
                return await ask(act.by, "revokeSupportAccess", access=about)
            case "close_user":
                user = ids.encode("User", self.stage.people[act.about])
                return await ask(act.by, "deactivateUser", user=user)
        return await ask(act.by, f"{act.verb}SupportAccess", request=about, **given)

    async def cases(self) -> dict[str, Version]:
        found = await database.fetch("SELECT * FROM support_access_request ORDER BY id")
        called = self.stage.called
        return {
            str(called(row["id"])): (
                (
                    called(row["requester_id"]),
                    row["status"],
                    row["key_text"],
                    called(row["acted_by_id"]),
                    row["reminders"],
                    row["key_kind"],
                    row["level"],
                    row["granted_level"],
                    row["waits_for"],
                ),
                row["version"],
            )
            for row in found
        }

    async def more(self) -> Seen:
        sql = "SELECT user_id, key_kind, key, level FROM support_access WHERE ended_at IS NULL"
        found = await database.fetch(sql)
        called = self.stage.called
        held = {(called(r["user_id"]), r["key_kind"], r["key"]): r["level"] for r in found}
        assert len(held) == len(found), "held twice"
        return {"access": held}


def _reason(given: dict[str, Any]) -> str:
    return LONG if given.get("reason") == "long" else ""


async def _organisations() -> None:
    north = await entitled.company("NORTH", domain="north.example")
    west = await entitled.company("WEST", domain="west.example")
    site = await entitled.company("NORTH-SITE", north)
    companies: dict[str, Company] = {"north": site, "west": west}
    await steps.person("ivy", phone="")
    await steps.person("otto", "service.example", staff=Staff.SUPPORT_AGENT)
    for username in ("ann", "abe"):
        await steps.person(username, "offices.example")
    await steps.person("nora", "north.example")
    await steps.person("walt", "west.example")
    await steps.person("nell", "nowhere.example")
    await steps.person("petra", "west.example", kind=UserKind.PARTNER)
    bills = {contract: key for key, contract in BILL_TO.items()}
    forever = clock.now() + timedelta(hours=100_000)
    for number, wanted in CONTRACTS.items():
        made = await entitled.contract(
            number,
            companies[wanted.company],
            ends_on=clock.now() + timedelta(hours=wanted.until),
            locked=wanted.locked,
            blocked=wanted.blocked,
            bill_to_id=bills.get(number, ""),
        )
        for username in ADMINISTRATORS.get(number, []):
            await entitled.administers(username, made)
        for serial in [s for s, contract in DEVICES.items() if contract == number]:
            await entitled.device(serial, made, ends_on=forever)


@pytest.fixture(scope="module", autouse=True)
def people(stage: Stage) -> None:
    """Besides the cast: two organisations, their contracts and their people."""
    stage.run(_organisations())
    stage.run(stage.learn())


def test_a_walk_over_support_access_finds_nothing_beside_the_table(stage: Stage) -> None:
    SupportWalk.stage = stage

    walk(SupportWalk)
