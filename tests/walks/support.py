"""Support access as the rules have it: section 1.8 written down a second time."""

from dataclasses import dataclass
from typing import Any, ClassVar

from tests.walks.world import BEGINNING, FORBIDDEN, MISSING, Answer, Case, Model

DESK = "desk"
AGENTS = ["olaf", "otto"]
OPERATOR = "opal"
PARTNERS = {"petra", "paul"}
COMPANIES = {"nora": "north", "walt": "west", "petra": "west"}
CANCEL, FOUR_WEEKS = "support.cancel", 28 * 24
FULL, DOWNLOADS = "FULL_SUPPORT", "DOWNLOADS_ONLY"
COVERS = {FULL: {FULL, DOWNLOADS}, DOWNLOADS: {DOWNLOADS}}


@dataclass(frozen=True)
class Contract:
    """A contract, and until which hour it is in force."""

    company: str
    until: int = 100_000
    locked: bool = False
    blocked: bool = False


CONTRACTS = {
    "N100": Contract("north"),
    "NONE": Contract("north"),
    "LOCKED": Contract("north", locked=True),
    "BLOCKED": Contract("north", blocked=True),
    "SHORT": Contract("north", until=20 * 24),
    "W100": Contract("west"),
}
DEVICES = {"SN-N": "N100", "SN-NONE": "NONE", "SN-W": "W100"}
BILL_TO = {"BT-N": "N100", "BT-W": "W100"}
ADMINISTRATORS = {
    "N100": ["ann", "abe"],
    "LOCKED": ["ann"],
    "BLOCKED": ["ann"],
    "SHORT": ["abe"],
    "W100": ["walt"],
}


class Support(Model):
    """Contracts, who administers them, who has access, and who asks for it."""

    TABLE: ClassVar = {
        (BEGINNING, "PENDING"),
        (BEGINNING, "APPROVED"),
        (BEGINNING, "DECLINED"),
        ("PENDING", "APPROVED"),
        ("PENDING", "DECLINED"),
        ("PENDING", "CANCELLED"),
    }
    ENDS: ClassVar = {"APPROVED", "DECLINED", "CANCELLED"}

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str, str], str] = {}
        self.about: dict[tuple[str, str, str], str | None] = {}
        self.administer = {name: list(ADMINISTRATORS.get(name, [])) for name in CONTRACTS}

    def seen(self) -> dict[str, Any]:
        """Everything that must be found in the tables now."""
        return {**super().seen(), "access": self.held}

    # Who decides

    def admins(self, contract: str | None) -> list[str]:
        """The contract's administrators who can act."""
        return [user for user in self.administer.get(contract or "", []) if user in self.active]

    def for_support(self, name: str) -> bool:
        """Whether it waits for the agents, or nobody else is left who could decide."""
        case = self.cases[name]
        others = set(self.admins(case.facts["contract"])) - {case.requester}
        return case.more["waits"] == "SUPPORT" or not others

    def askable(self, name: str) -> list[str]:
        """Who could decide it now."""
        case = self.cases[name]
        agents = [agent for agent in AGENTS if agent in self.active]
        found = agents if self.for_support(name) else self.admins(case.facts["contract"])
        return [user for user in found if user != case.requester]

    def gate(self, by: str, name: str) -> set[Answer]:
        """Why somebody may not decide it, or comes too late."""
        if name not in self.cases:
            return {MISSING}
        case = self.cases[name]
        if case.requester == by:
            return {("SELF_DECISION",)}
        agent = by in AGENTS and self.for_support(name)
        if not agent and by not in self.admins(case.facts["contract"]):
            asked = any(to == by and about == name for _, to, about, _ in self.mails)
            return {FORBIDDEN if asked or by in [*AGENTS, OPERATOR] else MISSING}
        return set() if case.state == "PENDING" else self.too_late(name)

    def place(self, name: str) -> str:
        """The contract's channel, or the desk's."""
        case = self.cases[name]
        theirs = case.more["waits"] == "CONTRACT_ADMINISTRATORS"
        return str(case.facts["contract"]) if theirs else DESK

    # What a request comes to at once

    def verdict(self, by: str, kind: str, key: str) -> tuple[str, str | None]:
        """The state, and which contract it is about."""
        if kind == "BILL_TO" and by not in PARTNERS:
            return "DECLINED", None
        found = {"CONTRACT": {c: c for c in CONTRACTS}, "SERIAL_NUMBER": DEVICES}.get(kind, BILL_TO)
        name = found.get(key)
        if name is None:
            return "DECLINED", None
        state = self._of(by, name)
        near = COMPANIES.get(by) == CONTRACTS[name].company
        known = near or self.in_force(name)
        return state, name if known and kind != "BILL_TO" else None

    def _of(self, by: str, name: str) -> str:
        contract = CONTRACTS[name]
        if not self.in_force(name) or contract.blocked:
            return "DECLINED"
        near = COMPANIES.get(by) == contract.company
        return "APPROVED" if near and not contract.locked else "PENDING"

    def in_force(self, name: str) -> bool:
        """Whether the contract runs now."""
        return self.hours < CONTRACTS[name].until

    # What people do

    def submit(
        self, by: str, name: str, kind: str, key: str, level: str, reason: str = ""
    ) -> set[Answer]:
        """Somebody asks for support access."""
        refused: set[Answer] = {("PROFILE_INCOMPLETE",)} if by == "ivy" else set()
        if reason == "long":
            refused.add(("REASON_TOO_LONG",))
        if key == "?":
            refused.add(("INVALID_INPUT",))
        refused |= {
            ("DUPLICATE_PENDING", twin)
            for twin in self.names("PENDING")
            if self._asks(twin) == (by, kind, key)
        }
        if level in COVERS.get(self.held.get((by, kind, key), ""), set()):
            refused.add(("ALREADY_HELD",))
        return refused or self._submit(by, name, kind, key, level)

    def _asks(self, name: str) -> tuple[str, str, str]:
        case = self.cases[name]
        return case.requester, case.more["kind"], case.key

    def _submit(self, by: str, name: str, kind: str, key: str, level: str) -> set[Answer]:
        state, contract = self.verdict(by, kind, key)
        others = set(self.admins(contract)) - {by}
        waits = "CONTRACT_ADMINISTRATORS" if others else "SUPPORT"
        more = {"kind": kind, "level": level, "granted": None, "waits": waits}
        self.begin(name, Case(by, state, key, more=more, facts={"contract": contract}))
        if state == "PENDING":
            self.tell(self.place(name), "REQUEST_SUBMITTED", name, by)
            self.put(CANCEL, name, FOUR_WEEKS)
            self.owe("SUPPORT_SUBMITTED", self.askable(name), name)
        elif state == "APPROVED":
            self._give(name, level)
            self.tell(self.place(name), "REQUEST_ACTED_UPON", name, None)
            self.owe("SUPPORT_APPROVED", [by], name)
        else:
            self.owe("SUPPORT_DENIED", [by], name)
        return {("SupportAccessRequest", name, state)}

    def _give(self, name: str, level: str) -> None:
        case = self.cases[name]
        case.more["granted"] = level
        self._hold(self._asks(name), level, case.facts["contract"])

    def _hold(self, key: tuple[str, str, str], level: str, contract: str | None) -> None:
        if level not in COVERS.get(self.held.get(key, ""), set()):
            self.held[key], self.about[key] = level, contract

    def approve(self, by: str, name: str, level: str | None = None) -> set[Answer]:
        """Somebody says yes, at the level asked for or a lower one."""
        if refused := self.gate(by, name):
            return refused
        case = self.cases[name]
        if level and level not in COVERS[case.more["level"]]:
            refused.add(("INVALID_INPUT",))
        if not self._open(case.facts["contract"]):
            refused.add(FORBIDDEN)
        if refused:
            return refused
        self._give(name, level or case.more["level"])
        return self._decided(by, name, "APPROVED", "SUPPORT_APPROVED")

    def _open(self, contract: str | None) -> bool:
        free = contract is None or not CONTRACTS[contract].blocked
        return free and (contract is None or self.in_force(contract))

    def deny(self, by: str, name: str, reason: str = "") -> set[Answer]:
        """Somebody says no."""
        refused = self.gate(by, name)
        if reason == "long":
            refused.add(("REASON_TOO_LONG",))
        return refused or self._decided(by, name, "DECLINED", "SUPPORT_DENIED")

    def _decided(self, by: str, name: str, state: str, kind: str) -> set[Answer]:
        self.move(name, state, by)
        self.tell(self.place(name), "REQUEST_ACTED_UPON", name, by)
        others = [user for user in self.askable(name) if user != by]
        self.owe(kind, [self.cases[name].requester, *others], name)
        return {("SupportAccessRequest", name, state)}

    def remind(self, by: str, name: str) -> set[Answer]:
        """The requester asks again."""
        if refused := self.remind_refusals(by, name, name in self.names("PENDING")):
            return refused
        self.reminded(name)
        self.tell(self.place(name), "REQUEST_REMINDED", name, by)
        self.owe("SUPPORT_REMINDER", self.askable(name), name)
        return {("SupportAccessRequest", name, "PENDING")}

    def withdraw(self, by: str, name: str) -> set[Answer]:
        """The requester takes it back."""
        if self.not_own(by, name):
            return {MISSING}
        if self.cases[name].state != "PENDING":
            return {("NOT_PENDING", name)}
        self.move(name, "CANCELLED", by)
        self.tell(self.place(name), "REQUEST_WITHDRAWN", name, by)
        self.owe("SUPPORT_CANCELLED", self.askable(name), name)
        return {("SupportAccessRequest", name, "CANCELLED")}

    def ring(self, timer: str, name: str) -> None:
        """Nobody decided in four weeks: all parties are told."""
        assert timer == CANCEL
        self._cancel(name, None, "REQUEST_EXPIRED")

    def _cancel(self, name: str, by: str | None, notice: str) -> None:
        self.move(name, "CANCELLED", by)
        self.tell(self.place(name), notice, name, by)
        self.owe("SUPPORT_CANCELLED", [self.cases[name].requester, *self.askable(name)], name)

    # Access that is given and taken without a request

    def grant(self, by: str, contract: str, user: str, level: str) -> set[Answer]:
        """An administrator gives access; it answers what the user asked of the contract."""
        if by not in self.admins(contract):
            known = by in [*AGENTS, OPERATOR] or self._sees(by, contract)
            return {FORBIDDEN if known else MISSING}
        refused = self._cannot_give(by, contract, user, level)
        if refused:
            return refused
        asked = [
            name
            for name in self.names("PENDING")
            if self.cases[name].requester == user and self.cases[name].facts["contract"] == contract
        ]
        self._hold((user, "CONTRACT", contract), level, contract)
        for name in asked:
            self.cases[name].more["granted"] = level
            self._decided(by, name, "APPROVED", "SUPPORT_APPROVED")
        if not asked:
            self.tell(contract, "SUPPORT_ACCESS_CHANGED", None, by, user)
            self.owe("SUPPORT_APPROVED", [user])
        return {("SupportAccess",)}

    def _cannot_give(self, by: str, contract: str, user: str, level: str) -> set[Answer]:
        refused: set[Answer] = {("SELF_DECISION",)} if by == user else set()
        if user not in self.active:
            refused.add(MISSING)
        if not self._open(contract):
            refused.add(FORBIDDEN)
        if level in COVERS.get(self.held.get((user, "CONTRACT", contract), ""), set()):
            refused.add(("ALREADY_HELD",))
        return refused

    def _sees(self, by: str, contract: str) -> bool:
        """Whether somebody has any access to the contract."""
        keys = [key for key in self.held if key[0] == by]
        by_bill_to = any(kind == "BILL_TO" and BILL_TO.get(k) == contract for _, kind, k in keys)
        return by_bill_to or any(self.about[key] == contract for key in keys)

    def revoke(self, by: str, access: str) -> set[Answer]:
        """Access is taken away, by its holder, the contract's administrators or an agent."""
        user, kind, key = access.split()
        held = user, kind, key
        if held not in self.about:
            return {MISSING}
        contract = self.about[held]
        if by != user and by not in AGENTS and by not in self.admins(contract):
            return {FORBIDDEN if by == OPERATOR else MISSING}
        if held not in self.held:
            return {("ROLE_ENDED",)}
        del self.held[held]
        self.tell(contract or DESK, "SUPPORT_ACCESS_CHANGED", None, by, user)
        if by != user:
            self.owe("SUPPORT_REVOKED", [user])
        return {("SupportAccess",)}

    def close_user(self, by: str, user: str) -> set[Answer]:
        """A sign-in ends, with all that the user has and asks for."""
        if by != OPERATOR:
            return {FORBIDDEN}
        if user not in self.active:
            return {MISSING}
        self.active.discard(user)
        for name in self.names("PENDING"):
            if self.cases[name].requester == user:
                self._cancel(name, by, "REQUEST_WITHDRAWN")
        for held in [held for held in self.held if held[0] == user]:
            del self.held[held]
            self.tell(self.about[held] or DESK, "SUPPORT_ACCESS_CHANGED", None, by, user)
        for contract in [name for name, people in self.administer.items() if user in people]:
            for name in self.names("PENDING"):
                if self.place(name) == contract:
                    self._hand_over(name, user)
        return {("User",)}

    def _hand_over(self, name: str, gone: str) -> None:
        """Without any administrator it goes to Support; who is gone is asked no more."""
        if not self.for_support(name):
            for kind in ("SUPPORT_SUBMITTED", "SUPPORT_REMINDER"):
                if unsent := self.mails.pop((kind, gone, name, "QUEUED"), 0):
                    self.mails[kind, gone, name, "CANCELLED"] += unsent
            return
        self.cases[name].more["waits"] = "SUPPORT"
        self.call_off(name)
        self.tell(DESK, "REQUEST_CHANGED", name, None)
        self.owe("SUPPORT_SUBMITTED", self.askable(name), name)
