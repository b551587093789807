"""Onboarding as the rules have it: the registrant's and the administrators' side of section 1.9."""

from typing import Any, ClassVar

from tests.walks.appointing import Administrator, Link
from tests.walks.world import BEGINNING, FORBIDDEN, MISSING, Answer, Case, Model

DESK, ORGANISATION = "desk", "RIVERS"
AGENTS = ["olaf", "otto"]
OPERATOR = "opal"
REGISTRANTS = ["rita", "rudi", "nina", "remy", "rosa", "ralf", "rena", "ruth", "ria"]
SITES = ["NORTH", "EAST", "SOUTH"]
LINEAGES = {"RIVERS": ["RIVERS"], "OTHER": ["OTHER"], **{s: ["RIVERS", s] for s in SITES}}
BRANDED, NOT_ENTITLED = "C-200", "C-300"
SERIALS = {f"C-{n}": f"SN-{n}" for n in (100, 200, 300, 400, 500)}
SITE_OF = {**dict.fromkeys(SERIALS, "NORTH"), "C-400": "EAST", "C-500": "SOUTH"}
CONTACT = "ann"
CANNOT = {
    "ivy": "PROFILE_INCOMPLETE",
    "ned": "NO_ENTITLED_CONTRACT",
    "gail": "PUBLIC_EMAIL_DOMAIN",
    "pia": "PARTNER_NOT_ELIGIBLE",
}
STRANGE_ADDRESS = {"nina"}
VERIFYING, CONFIRMING = "VERIFYING_ENTITLEMENT", "CONFIRMING_FORWARD"
CHOOSING, EMAIL, FORWARDED = "CHOOSING_COMPANY", "EMAIL_VERIFICATION", "FORWARDED_TO_DA"
REVIEW, ASKED = "MANUAL_REVIEW", "INFORMATION_REQUESTED"
STEPS, AT_DESK = (VERIFYING, CONFIRMING, CHOOSING, EMAIL), (REVIEW, ASKED)
OPEN = (*STEPS, FORWARDED, *AT_DESK)
SYNCED, OVERDUE, DAY = "onboarding.synced", "desk.overdue", 24
LINKS_IN_6_HOURS = 3
ADMINISTRATOR = "CUSTOMER_ADMINISTRATOR"
STATUS = {
    "SYNCING": "APPROVED",
    "ACTIVE": "APPROVED",
    "DENIED": "DECLINED",
    "REJECTED": "DECLINED",
    "CANCELLED": "CANCELLED",
}


class Registrations(Model):
    """Who registers, who administers which company, and what waits at the desk."""

    TABLE: ClassVar = {
        (BEGINNING, VERIFYING),
        (VERIFYING, CONFIRMING),
        (VERIFYING, CHOOSING),
        (CONFIRMING, FORWARDED),
        (CONFIRMING, CHOOSING),
        (CONFIRMING, VERIFYING),
        (CHOOSING, EMAIL),
        (CHOOSING, REVIEW),
        (CHOOSING, VERIFYING),
        (EMAIL, "SYNCING"),
        (EMAIL, REVIEW),
        (EMAIL, FORWARDED),
        (FORWARDED, "SYNCING"),
        (FORWARDED, "DENIED"),
        (FORWARDED, REVIEW),
        (REVIEW, ASKED),
        (ASKED, REVIEW),
        *((stage, to) for stage in AT_DESK for to in ("SYNCING", "REJECTED", FORWARDED)),
        ("SYNCING", "ACTIVE"),
        *((stage, "CANCELLED") for stage in (*OPEN, "SYNCING")),
    }
    ENDS: ClassVar = {"DENIED", "REJECTED", "CANCELLED"}

    def __init__(self) -> None:
        super().__init__()
        self.appointed: list[Administrator] = []
        self.links: dict[str, list[Link]] = {}
        self.portal: dict[tuple[str, str], str] = {}
        self.looked_at: dict[str, str] = {}

    def at_once(self) -> None:
        """Whose registration ends in this instant may be told so, or that there is none."""
        mine = {by: self.current(by) for by in REGISTRANTS}
        self.looked_at = {by: name for by, name in mine.items() if name}

    def seen(self) -> dict[str, Any]:
        """Everything that must be found in the tables now."""
        standing = {(a.user, a.node, a.first, a.accepted) for a in self.standing()}
        return {**super().seen(), "administrators": standing, "portal": self.portal}

    def outcome(self, state: str) -> str | None:
        """How a stage reads in a notice."""
        return STATUS.get(state)

    # Who administers what

    def standing(self) -> list[Administrator]:
        """The appointments that have not ended."""
        return [a for a in self.appointed if not a.ended]

    def covering(self, node: str) -> list[Administrator]:
        """The administrators of a node and of those above it, the nearest first."""
        above = LINEAGES[node]
        found = [a for a in self.standing() if a.node in above and a.user in self.active]
        return sorted(found, key=lambda a: -above.index(a.node))

    def covering_by(self, user: str, node: str | None) -> Administrator | None:
        """By which appointment a user administers a node, an accepted one before others."""
        mine = [a for a in self.covering(node) if a.user == user] if node else []
        return next(iter([*(a for a in mine if a.accepted), *mine]), None)

    def agents(self) -> list[str]:
        """The active agents."""
        return [agent for agent in AGENTS if agent in self.active]

    def current(self, user: str) -> str | None:
        """The user's registration that has not ended."""
        mine = [n for n in self.names(*OPEN, "SYNCING", "ACTIVE") if not self.not_own(user, n)]
        return mine[0] if mine else None

    def place(self, name: str) -> str:
        """The organisation's channel once its administrators have to do with it."""
        facts = self.cases[name].facts
        at_desk = not facts["root"] or (facts["reviewed"] and not facts["forwarded"])
        return DESK if at_desk else ORGANISATION

    def gate(self, by: str, name: str) -> set[Answer]:
        """Why somebody may not decide it at all."""
        if first := self._first(by, name):
            return first
        case = self.cases[name]
        node = case.more["company"] if case.facts["forwarded"] else None
        appointed = self.covering_by(by, node)
        if appointed:
            return set() if appointed.accepted else {("AGREEMENT_PENDING",)}
        if by in AGENTS and case.facts["reviewed"]:
            return set()
        return self._stranger(by, node)

    def desk_gate(self, by: str, name: str) -> set[Answer]:
        """Why somebody may not decide it at the desk, where administrators are strangers."""
        if first := self._first(by, name):
            return first
        case = self.cases[name]
        if by in AGENTS and case.facts["reviewed"]:
            return set()
        return self._stranger(by, case.more["company"] if case.facts["forwarded"] else None)

    def _first(self, by: str, name: str) -> set[Answer]:
        if name not in self.cases:
            return {MISSING}
        return {("SELF_DECISION",)} if by == self.cases[name].requester else set()

    def _stranger(self, by: str, node: str | None) -> set[Answer]:
        past = node and any(a.user == by and a.node in LINEAGES[node] for a in self.appointed)
        return {FORBIDDEN if past or by in [*AGENTS, OPERATOR] else MISSING}

    def too_late(self, name: str) -> set[Answer]:
        """The loser is told where it stands, and who was first."""
        case = self.cases[name]
        return {("ALREADY_ACTED_UPON", STATUS.get(case.state, "PENDING"), case.acted_by, name)}

    def _wrong(self, name: str) -> set[Answer]:
        return {("WRONG_STAGE", name, self.cases[name].state)}

    def _now(self, name: str) -> set[Answer]:
        return {("Registration", name, self.cases[name].state)}

    def _at(self, by: str, *stages: str) -> tuple[str, set[Answer]]:
        """One's own registration, and why it cannot be taken a step on from these stages."""
        name = self.current(by)
        if name is None:
            looked_at = self.looked_at.get(by)
            return "", {MISSING} | (self._wrong(looked_at) if looked_at else set())
        return name, set() if self.cases[name].state in stages else self._wrong(name)

    # The registrant's steps

    def start(self, by: str, name: str) -> set[Answer]:
        """Somebody begins."""
        if by not in self.active:  # whose contracts are gone with the sign-in
            return {("NO_ENTITLED_CONTRACT",)}
        if by in CANNOT:
            return {(CANNOT[by],)}
        if there := self.current(by):
            return {("ALREADY_REGISTERED", there)}
        more = {"company": None, "assignee": None, "links": 0}
        facts = dict.fromkeys(["root", "forwarded", "reviewed", "acted", "contract", "taken"])
        self.begin(name, Case(by, VERIFYING, more=more, facts=facts))
        return self._now(name)

    def verify(self, by: str, name: str, contract: str, serial: str) -> set[Answer]:
        """A contract and a serial number."""
        name, refused = self._at(by, VERIFYING)
        if refused:
            return refused
        if contract not in SERIALS:
            return {("CONTRACT_NOT_ON_PROFILE",)}
        if contract == NOT_ENTITLED:
            return {("CONTRACT_NOT_ENTITLED",)}
        if SERIALS[contract] != serial:
            return {("SERIAL_NOT_COVERED",)}
        site = SITE_OF[contract]
        case, there = self.cases[name], [a.user for a in self.covering(site)]
        self.move(name, CONFIRMING if there and by not in there else CHOOSING)
        case.more["company"], case.facts["root"] = None, True
        case.facts.update(contract=contract, site=site)
        self._show(by, name)
        return self._now(name)

    def _show(self, by: str, name: str) -> None:  # on the registrant's own other screens
        if self.cases[name].facts["root"] and by == self.cases[name].requester:
            self.tell(ORGANISATION, "REQUEST_CHANGED", name, by, by, outcome=False)

    def confirm_forward(self, by: str, name: str) -> set[Answer]:
        """Have the administrators asked."""
        name, refused = self._at(by, CONFIRMING)
        if refused:
            return refused
        site = self.cases[name].facts["site"]
        there = self.covering(site)
        if not there or by in [a.user for a in there]:
            self.move(name, CHOOSING)
        else:
            self.forward(name, site, there)
        return self._now(name)

    def forward(self, name: str, node: str, there: list[Administrator]) -> None:
        """The first administrator of the list is the assignee."""
        self.move(name, FORWARDED)
        case = self.cases[name]
        case.more.update(company=node, assignee=there[0].user)
        case.facts.update(forwarded=True, root=True, acted=None)
        case.acted_by = None
        self.tell(ORGANISATION, "REQUEST_SUBMITTED", name, case.requester)
        self.owe("ONBOARDING_FORWARDED", [there[0].user], name)

    def choose(self, by: str, name: str, node: str) -> set[Answer]:
        """A company is chosen; a link is mailed."""
        name, refused = self._at(by, CHOOSING)
        if refused:
            return refused
        if node not in LINEAGES[self.cases[name].facts["site"]]:
            return {("COMPANY_NOT_OFFERED",)}
        if self._too_soon(by):
            return {("RESEND_TOO_SOON",)}
        self.move(name, EMAIL)
        self.cases[name].more["company"] = node
        self._link(by, name)
        self._show(by, name)
        return self._now(name)

    def _too_soon(self, by: str) -> bool:
        recent = [link for link in self.links.get(by, []) if link.sent > self.hours - 6]
        return len(recent) >= LINKS_IN_6_HOURS

    def _link(self, by: str, name: str) -> None:
        self._void(name)
        self.links.setdefault(by, []).append(Link(name, self.hours))
        self.cases[name].more["links"] += 1
        self.owe("ONBOARDING_VERIFY", [by], name)

    def _void(self, name: str) -> None:
        for link in self.links.get(self.cases[name].requester, []):
            link.used |= link.case == name

    def none_of_them(self, by: str, name: str) -> set[Answer]:
        """None of the offered companies is right."""
        name, refused = self._at(by, CHOOSING)
        if refused:
            return refused
        self.to_review(name)
        return self._now(name)

    def to_review(self, name: str) -> None:
        """An agent looks at it."""
        self.move(name, REVIEW)
        case = self.cases[name]
        case.more["assignee"] = None
        case.facts.update(forwarded=None, reviewed=True, due=self.hours + DAY, taken=None)
        self.call_off(name)
        self.put(OVERDUE, name, DAY)
        self.tell(DESK, "REQUEST_SUBMITTED", name, case.requester)
        self.owe("ONBOARDING_UNDER_REVIEW", [case.requester], name)
        self.owe("ONBOARDING_REVIEW_WAITING", self.agents(), name)

    def back(self, by: str, name: str) -> set[Answer]:
        """Another contract and serial number."""
        name, refused = self._at(by, CHOOSING, CONFIRMING)
        if refused:
            return refused
        self.move(name, VERIFYING)
        self._show(by, name)
        self.cases[name].facts["root"] = None
        return self._now(name)

    def resend(self, by: str, name: str) -> set[Answer]:
        """The link again; the older ones work no more."""
        name, refused = self._at(by, EMAIL)
        if refused:
            return refused
        if self._too_soon(by):
            return {("RESEND_TOO_SOON",)}
        self._link(by, name)
        return self._now(name)

    def confirm(self, by: str, link: str) -> set[Answer]:
        """The link is used, by whom it was mailed to."""
        user, _, number = link.partition("#")
        links = self.links.get(user, [])
        if by != user or int(number) >= len(links) or links[int(number)].used:
            return {("LINK_USED",)}
        found = links[int(number)]
        if self.hours >= found.sent + DAY:
            return {("LINK_EXPIRED",)}
        found.used = True
        case = self.cases[found.case]
        if by in STRANGE_ADDRESS or case.facts["contract"] == BRANDED:
            self.to_review(found.case)
        else:
            self.finish(found.case, case.more["company"], None)
        return self._now(found.case)

    def finish(self, name: str, node: str, agent: str | None) -> None:
        """The first to finish becomes administrator; the others' registrations are forwarded."""
        case, there = self.cases[name], self.covering(node)
        if there and case.requester not in [a.user for a in there]:
            self.forward(name, node, there)
            return
        if not there:
            self.appointed.append(Administrator(case.requester, node, first=True))
        self.complete(name, node, ADMINISTRATOR, agent)
        if not there:
            self.tell(
                ORGANISATION,
                "ADMINISTRATOR_APPOINTED",
                name,
                agent or case.requester,
            )
            for kind in ("WELCOME", "ADMINISTRATOR_GRANTED", "TERMS"):
                self.owe(f"ONBOARDING_{kind}", [case.requester], name)
            self.owe("ADMINISTRATOR_APPOINTED", [CONTACT])
        self.put(SYNCED, name, DAY)

    def complete(self, name: str, node: str, role: str, by: str | None) -> None:
        """The role is given."""
        self.move(name, "SYNCING")
        case = self.cases[name]
        case.acted_by, case.more["company"] = by, node
        case.facts.update(acted=True, root=True)
        self.call_off(name)
        self.drop(name, OVERDUE)
        self.portal[case.requester, node] = role

    def cancel(self, by: str, name: str) -> set[Answer]:
        """It is given up, as long as nobody has decided it."""
        name, refused = self._at(by, *OPEN)
        if refused:
            return refused
        self._end(name, "CANCELLED", by)
        return self._now(name)

    def _end(self, name: str, state: str, by: str) -> None:
        facts = self.cases[name].facts
        asked = facts["forwarded"] or facts["reviewed"]
        self.move(name, state, by)
        facts["acted"] = True
        self._void(name)
        if asked:
            self.tell(self.place(name), "REQUEST_WITHDRAWN", name, by)
        else:
            self._show(by, name)

    def remind(self, by: str, name: str) -> set[Answer]:
        """All administrators are asked again."""
        pending = name in self.names(FORWARDED)
        if refused := self.remind_refusals(by, name, pending):
            return refused
        self.reminded(name)
        self.tell(ORGANISATION, "REQUEST_REMINDED", name, by)
        there = self.covering(self.cases[name].more["company"])
        self.owe("ONBOARDING_REMINDER", [a.user for a in there], name)
        return self._now(name)

    def ring(self, timer: str, name: str) -> None:
        """The data are there, or a review is overdue."""
        if timer == SYNCED:
            self.move(name, "ACTIVE")
            requester = self.cases[name].requester
            self.tell(ORGANISATION, "PORTAL_ACCESS_CHANGED", name, None, requester, outcome=False)
            self.owe("ONBOARDING_READY", [requester], name)
        elif self.cases[name].state == REVIEW:
            self.tell(DESK, "REQUEST_ESCALATED", name, None)
            self.owe("ONBOARDING_OVERDUE", self.agents(), name)
