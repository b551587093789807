"""New accounts as the rules have them: section 1.5 written down a second time."""

from typing import Any, ClassVar

from tests.walks.world import BEGINNING, FORBIDDEN, MISSING, Answer, Case, Model

OPERATIONS = "operations"
OPERATORS = ["opal", "otto"]
PARTNERS = {"pia", "paul"}
DOMAIN = {
    "nora": "nova.example",
    "noel": "nova.example",
    "pia": "pines.example",
    "rita": "rivers.example",
    "opal": "service.example",
    "ivy": "rivers.example",
}
# Accounts that are there already, by domain and type, and their administrators.
THERE = {
    ("acme.example", "CUSTOMER"): ("ACME", ["ada", "ben"]),
    ("acme.example", "HOLDING"): ("ACME Partner Holding", ["paul"]),
    ("rivers.example", "CUSTOMER"): ("Rivers Ltd", ["dana"]),
}
REVIEW, AUTHORIZATION, SETUP = "PENDING_DOMAIN_REVIEW", "PENDING_AUTHORIZATION", "PENDING_SETUP"
OPEN = {REVIEW, AUTHORIZATION, SETUP}
CANCEL, MONTH, LINK_LIFE = "application.cancel", 30 * 24, 14 * 24
KIND = "AccountApplication"


class Applications(Model):
    """Who asks for which account, and who has the next step."""

    TABLE: ClassVar = {
        (BEGINNING, REVIEW),
        (BEGINNING, AUTHORIZATION),
        (BEGINNING, SETUP),
        (REVIEW, AUTHORIZATION),
        (REVIEW, SETUP),
        (REVIEW, "DECLINED"),
        (AUTHORIZATION, SETUP),
        (AUTHORIZATION, "DECLINED"),
        (SETUP, "ACTIVE"),
        *((stage, "CANCELLED") for stage in OPEN),
    }
    ENDS: ClassVar = {"ACTIVE", "DECLINED", "CANCELLED"}

    def __init__(self) -> None:
        super().__init__()
        self.roles: set[tuple[str, str]] = set()

    def seen(self) -> dict[str, Any]:
        """Everything that must be found in the tables now."""
        status = {"ACTIVE": "ACTIVE", "DECLINED": "INACTIVE", "CANCELLED": "INACTIVE"}
        accounts = {n: status.get(c.state, "PENDING") for n, c in self.cases.items()}
        return {**super().seen(), "accounts": accounts, "administrators": self.roles}

    def outcome(self, state: str) -> str | None:
        """How a stage reads in a notice."""
        return None if state in OPEN else {"ACTIVE": "APPROVED"}.get(state, state)

    def too_late(self, name: str) -> set[Answer]:
        """The loser is told where it stands, and who was first."""
        case = self.cases[name]
        status = self.outcome(case.state) or "PENDING"
        return {("ALREADY_ACTED_UPON", status, case.acted_by, name)}

    def operators(self) -> list[str]:
        """Those who review."""
        return [user for user in OPERATORS if user in self.active]

    # Applying

    def submit(
        self, by: str, name: str, domain: str | None, type: str, nominee: str | None, reason: str
    ) -> set[Answer]:
        """Somebody asks for a new account; None is the domain of whose it is to be."""
        nominee = None if nominee == by else nominee
        suggested = DOMAIN[nominee or by]
        wanted = domain or suggested
        if refused := self._cannot_submit(by, wanted, type, reason):
            return refused
        state = REVIEW if wanted != suggested else AUTHORIZATION if nominee else SETUP
        facts = {"type": type, "nominee": nominee, "told": False, "named": None}
        self.begin(name, Case(by, state, wanted, more={"links": 0}, facts=facts))
        self._tell_neighbours(by, wanted)
        self._enter(name)
        self._tell(name, "REQUEST_SUBMITTED", by)
        return {(KIND, name, "PENDING")}

    def _cannot_submit(self, by: str, domain: str, type: str, reason: str) -> set[Answer]:
        refused: set[Answer] = {("PROFILE_INCOMPLETE",)} if by == "ivy" else set()
        if type == "HOLDING" and by not in PARTNERS:
            refused.add(("NOT_A_PARTNER",))
        if domain == "gmail.com":
            refused.add(("PUBLIC_DOMAIN",))
        if reason == "long":
            refused.add(("REASON_TOO_LONG",))
        if self.taken(domain, type):
            refused.add(("DOMAIN_TAKEN",))
        return refused

    def taken(self, domain: str, type: str) -> bool:
        """Whether an account of that type has the identifier, or is asked for with it."""
        held = [n for n in self.names(*OPEN, "ACTIVE") if self.cases[n].key == domain]
        return (domain, type) in THERE or any(self.cases[n].facts["type"] == type for n in held)

    def _tell_neighbours(self, by: str, domain: str) -> None:
        above = domain.partition(".")[2]
        for (there, _), (account, admins) in THERE.items():
            if there == above:
                self.tell(account, "ACCOUNT_NEARBY", None, by)
                self.owe("APPLICATION_NEARBY", [admin for admin in admins if admin in self.active])

    def _enter(self, name: str) -> None:
        case = self.cases[name]
        if case.state == REVIEW:
            self.owe("APPLICATION_UNDER_REVIEW", self.operators(), name)
            self.owe("APPLICATION_UNDER_REVIEW", [case.requester], name)
            return
        self.put(CANCEL, name, MONTH)
        if case.state == AUTHORIZATION:
            self._invite(name)
        else:
            self.owe("APPLICATION_SET_UP", [self.creator(name)], name)

    def _invite(self, name: str) -> None:
        case = self.cases[name]
        case.more["links"] += 1
        case.facts.update(told=True, sent=self.hours)
        self.owe("APPLICATION_AUTHORIZE", [self.nominated(name)], name)

    def creator(self, name: str) -> str | None:
        """Who sets it up; nobody until it is authorised."""
        case = self.cases[name]
        named: str | None = case.facts["named"] if case.facts["nominee"] else case.requester
        return named

    def nominated(self, name: str) -> str | None:
        """The user for whom it is, once told of it; one whose sign-in ended is found no more."""
        facts = self.cases[name].facts
        nominee: str | None = facts["nominee"] if facts["told"] else None
        return nominee if facts["named"] or nominee in self.active else None

    def _tell(self, name: str, kind: str, by: str | None) -> None:
        self.tell(OPERATIONS, kind, name, by)
        self._tell_account(name, kind, by)

    def _tell_account(self, name: str, kind: str, by: str | None) -> None:
        self.tell(f"account {name}", kind, name, by, self.nominated(name) or "")

    # Deciding

    def _hidden(self, by: str, name: str) -> bool:
        case = self.cases[name]
        invited = case.facts["told"] and case.facts["nominee"] == by
        return not (by in OPERATORS or by == case.requester or invited)

    def gate(self, by: str, name: str) -> set[Answer]:
        """Why somebody may not review it, or comes too late."""
        if name not in self.cases:
            return {MISSING}
        case = self.cases[name]
        if by == case.requester or (by in OPERATORS and by == case.facts["nominee"]):
            return {("SELF_DECISION",)}
        if by not in OPERATORS:
            return {MISSING if self._hidden(by, name) else FORBIDDEN}
        return set() if case.state == REVIEW else self.too_late(name)

    def review(self, by: str, name: str, approve: bool, reason: str = "") -> set[Answer]:
        """An operator answers whether the account may have the domain."""
        refused = self.gate(by, name)
        if reason == "long":
            refused.add(("REASON_TOO_LONG",))
        if refused:
            return refused
        onward = AUTHORIZATION if self.cases[name].facts["nominee"] else SETUP
        return self._answer(by, name, onward if approve else "DECLINED")

    def _answer(self, by: str, name: str, state: str) -> set[Answer]:
        self.call_off(name)
        self.move(name, state, by)
        if state == "DECLINED":
            self._tell(name, "REQUEST_ACTED_UPON", by)
            self.owe("APPLICATION_DECLINED", [self.cases[name].requester], name)
            return {(KIND, name, "DECLINED")}
        self._enter(name)
        self._tell(name, "REQUEST_CHANGED", by)
        return {(KIND, name, "PENDING")}

    def authorize(self, by: str, link: str, accept: bool, reason: str = "") -> set[Answer]:
        """A link is used; an older one than the last leads nowhere."""
        refused: set[Answer] = {("REASON_TOO_LONG",)} if reason == "long" else set()
        name, _, number = link.partition("#")
        case = self.cases.get(name)
        if case is None or int(number or 0) != case.more["links"] or not int(number or 0):
            return refused | {("LINK_USED",)}
        if refused := refused | self._not_nominee(by, case):
            return refused
        if case.state != AUTHORIZATION:
            return {("LINK_USED",)}
        if self.hours >= case.facts["sent"] + LINK_LIFE:
            return {("LINK_EXPIRED",)}
        if accept and case.facts["type"] == "HOLDING" and by not in PARTNERS:
            return {("NOT_A_PARTNER",)}
        case.facts["named"] = by
        return self._answer(by, name, SETUP if accept else "DECLINED")

    def _not_nominee(self, by: str, case: Case) -> set[Answer]:
        if by == case.requester:
            return {("SELF_DECISION",)}
        return set() if by == case.facts["nominee"] else {FORBIDDEN}

    def set_up(self, by: str, name: str, accept: bool = True) -> set[Answer]:
        """The creator accepts the agreement, and the account is open."""
        if name not in self.cases:
            return {MISSING}
        case = self.cases[name]
        if by != self.creator(name):
            return {MISSING if self._hidden(by, name) else FORBIDDEN}
        if case.state != SETUP:
            return {FORBIDDEN} if case.state in OPEN else self.too_late(name)
        if not accept:
            return {("INVALID_INPUT",)}
        self.move(name, "ACTIVE", by)
        self._tell(name, "REQUEST_ACTED_UPON", by)
        self.roles.add((name, by))
        self.tell(f"account {name}", "ROLE_GRANTED", None, None, by)
        self.tell(f"account {name}", "ACCOUNT_CHANGED", None, by)
        self.owe("APPLICATION_ACTIVE", [by, case.requester], name)
        return {("CompletedAccountSetup", name, "APPROVED")}

    # What the applicant does with it

    def remind(self, by: str, name: str) -> set[Answer]:
        """The applicant asks again whoever has the next step."""
        refused = self.remind_refusals(by, name, name in self.names(*OPEN))
        case = self.cases.get(name)
        mine = case and case.state == SETUP and self.creator(name) == by == case.requester
        if mine and refused <= {("REMINDER_TOO_SOON",)}:
            refused.add(FORBIDDEN)
        if refused or case is None:
            return refused
        self.reminded(name)
        self.tell(OPERATIONS, "REQUEST_REMINDED", name, by)
        self.call_off(name)
        if case.state == REVIEW:
            self.owe("APPLICATION_UNDER_REVIEW", self.operators(), name)
        elif case.state == SETUP:
            self.owe("APPLICATION_SET_UP", [self.creator(name)], name)
        else:
            self._invite(name)
        self._tell_account(name, "REQUEST_REMINDED", by)
        return {(KIND, name, "PENDING")}

    def resend(self, by: str, name: str) -> set[Answer]:
        """The nominee gets a fresh link, once an hour."""
        if self.not_own(by, name):
            return {MISSING}
        case = self.cases[name]
        if case.state not in OPEN:
            return {("NOT_PENDING", name)}
        if case.state != AUTHORIZATION:
            return {FORBIDDEN}
        if self.hours < case.facts["sent"] + 1:
            return {("RESEND_TOO_SOON",)}
        self.call_off(name)
        self._invite(name)
        self._tell(name, "REQUEST_REMINDED", by)
        return {(KIND, name, "PENDING")}

    def cancel(self, by: str, name: str) -> set[Answer]:
        """The applicant takes it back: its domain is free again."""
        if self.not_own(by, name):
            return {MISSING}
        if self.cases[name].state not in OPEN:
            return {("NOT_PENDING", name)}
        self.move(name, "CANCELLED", by)
        self._tell(name, "REQUEST_WITHDRAWN", by)
        if self.cases[name].facts["told"]:
            self.owe("APPLICATION_CANCELLED", [self.nominated(name)], name)
        return {(KIND, name, "CANCELLED")}

    def ring(self, timer: str, name: str) -> None:
        """Nobody came for the next step."""
        assert timer == CANCEL
        self._end(name, None)

    def _end(self, name: str, by: str | None) -> None:
        self.move(name, "CANCELLED", by)
        self._tell(name, "REQUEST_WITHDRAWN", by)
        told = [self.nominated(name)] if self.cases[name].facts["told"] else []
        self.owe("APPLICATION_CANCELLED", told, name)
        self.owe("APPLICATION_CANCELLED", [self.cases[name].requester], name)

    def close_user(self, by: str, user: str) -> set[Answer]:
        """A sign-in ends, and what the user asked for or was to set up."""
        if by not in OPERATORS:
            return {FORBIDDEN}
        if user not in self.active:
            return {MISSING}
        self.active.discard(user)
        for part in ("requester", "named"):
            for name in self.names(*OPEN):
                case = self.cases[name]
                if user == (case.requester if part == "requester" else case.facts["named"]):
                    self._end(name, by)
        for account, holder in sorted(self.roles, key=lambda role: int(role[0][1:])):
            if holder == user:
                self._leave(account, user)
        return {("User",)}

    def _leave(self, account: str, user: str) -> None:
        self.roles.discard((account, user))
        self.tell(f"account {account}", "ROLE_REVOKED", None, None, user)
        self.tell(OPERATIONS, "ACCOUNT_CHANGED", None, None, "")
        self.owe("ACCESS_ESCALATED", self.operators())
        self.owe("LEAVER_REVOKED", [user])
