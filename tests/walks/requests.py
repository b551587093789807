"""Access requests as the rules have them: sections 1.2 to 1.4 written down a second time."""

from collections.abc import Sequence
from typing import Any, ClassVar

from tests.walks.silence import NOBODY, OPERATIONS, OPERATOR, Silence
from tests.walks.world import BEGINNING, FORBIDDEN, MISSING, Answer, Case

ADMIN, PART_ADMIN = "SMART_ACCOUNT_ADMIN", "VIRTUAL_ACCOUNT_ADMIN"
INCOMPLETE = {"ivy"}
# Each part with those above it; all of them are ACME's.
LINEAGES = {"Lab": {"Lab"}, "Lab Annex": {"Lab", "Lab Annex"}, "Office": {"Office"}}
DOMAINS = {
    "acme.example": ["ACME", "ACME Partner Holding"],
    "rivers.example": ["Rivers Ltd"],
    "dormant.example": ["Dormant"],
}
DOMAIN_OF = {name: domain for domain, names in DOMAINS.items() for name in names}

Parts = Sequence[str]
Held = dict[str, set[str]]


class Requests(Silence):
    """Accounts, who holds which role in them, and what is asked for."""

    TABLE: ClassVar = {
        (BEGINNING, "PENDING"),
        ("PENDING", "APPROVED"),
        ("PENDING", "DECLINED"),
        ("PENDING", "CANCELLED"),
        ("PENDING", "EXPIRED"),
    }
    ENDS: ClassVar = {"APPROVED", "DECLINED", "CANCELLED", "EXPIRED"}

    def __init__(self) -> None:
        super().__init__()
        self.open = set(DOMAIN_OF) - {"Dormant"}
        self.may_decide = False
        self.held: dict[str, dict[str, Held]] = {
            "ACME": {
                "ada": {ADMIN: set()},
                "ben": {ADMIN: set()},
                "vera": {PART_ADMIN: {"Lab"}},
                "uma": {"SMART_ACCOUNT_USER": set()},
            },
            "Rivers Ltd": {"dana": {ADMIN: set()}},
            "ACME Partner Holding": {"paul": {ADMIN: set()}},
            "Dormant": {},
        }
        self.known = {(account, user) for account, held in self.held.items() for user in held}

    def seen(self) -> dict[str, Any]:
        """Everything that must be found in the tables now."""
        held = {
            (account, user, role): frozenset(parts)
            for account, people in self.held.items()
            for user, roles in people.items()
            for role, parts in roles.items()
        }
        return {**super().seen(), "roles": held, "needs admin": self.needs_admin}

    # Rights

    def roles(self, user: str, account: str) -> Held:
        """What gives the user rights now: nothing in a closed account."""
        return self.held[account].get(user, {}) if account in self.open else {}

    def admins(self, account: str) -> list[str]:
        """The administrators who can act."""
        return [u for u, held in self.held[account].items() if ADMIN in held and u in self.active]

    def decidable(self, by: str, name: str) -> bool:
        """Whether the user may see and decide it."""
        case = self.cases[name]
        if ADMIN in self.roles(by, case.key):
            return True
        covered = self.roles(by, case.key).get(PART_ADMIN, set()) if self.may_decide else set()
        return any(covered & LINEAGES[part] for part in case.facts["parts"])

    def gate(self, by: str, name: str) -> set[Answer]:
        """Why somebody may not decide it at all, told before all else."""
        if name not in self.cases:
            return {MISSING}
        case = self.cases[name]
        if case.requester == by:
            return {("SELF_DECISION",)}
        if not self.decidable(by, name):
            seen = by == OPERATOR and case.more["escalated"]
            return {FORBIDDEN if seen or (case.key, by) in self.known else MISSING}
        return set() if case.state == "PENDING" else self.too_late(name)

    # What people do

    def submit(
        self, by: str, name: str, reason: str, account: str, role: str | None, parts: Parts
    ) -> set[Answer]:
        """Somebody asks to enter; `account` is one, or a domain on which one is to be found."""
        refused = self._cannot_submit(by, reason, account, role, parts)
        account = self.found(account) or account
        twins = [n for n in self.names("PENDING") if self._asks(n) == (by, account)]
        refused |= {("DUPLICATE_PENDING", twin) for twin in twins}
        if refused:
            return refused
        case = Case(by, "PENDING", account, more={"escalated": False, "automatic": 0})
        case.facts = {"role": role, "parts": tuple(parts), "since": self.hours}
        self.begin(name, case)
        self.tell(account, "REQUEST_SUBMITTED", name, by)
        self.owe("ACCESS_REQUESTED", self.admins(account), name)
        self.plan(name)
        if not self.admins(account):
            self.nobody_left(account)
        return {("AccessRequest", name, "PENDING")}

    def _asks(self, name: str) -> tuple[str, str]:
        return self.cases[name].requester, self.cases[name].key

    def found(self, account: str) -> str | None:
        """The only open account on a domain."""
        found = [name for name in DOMAINS.get(account, []) if name in self.open]
        return found[0] if len(found) == 1 else None

    def _cannot_submit(
        self, by: str, reason: str, account: str, role: str | None, parts: Parts
    ) -> set[Answer]:
        refused: set[Answer] = set()
        if by in INCOMPLETE:
            refused.add(("PROFILE_INCOMPLETE",))
        if reason != "good":
            refused.add((f"REASON_TOO_{reason.upper()}",))
        if account in DOMAIN_OF:
            refused |= set() if account in self.open else {("ACCOUNT_NOT_ACTIVE",)}
        elif not self.found(account):
            several = sum(name in self.open for name in DOMAINS.get(account, [])) > 1
            refused.add(("ACCOUNT_CHOICE_REQUIRED" if several else "NO_MATCHING_ACCOUNT",))
        entered = self.found(account) or account
        return refused | self._does_not_fit(by, entered, role, parts)

    def _does_not_fit(self, user: str, account: str, role: str | None, parts: Parts) -> set[Answer]:
        refused = {MISSING} if parts and account != "ACME" else set()
        if role and role.startswith("SMART") and parts:
            refused.add(("ROLE_SCOPE_MISMATCH",))
        if role and role.startswith("VIRTUAL") and not parts:
            refused.add(("VIRTUAL_ACCOUNT_REQUIRED",))
        if role == "SMART_ACCOUNT_APPROVER" and not self.employed(user, account):
            refused.add(("APPROVER_DOMAIN_MISMATCH",))
        return refused

    def employed(self, user: str, account: str) -> bool:
        """Whether the user's address is of the account's domain."""
        own = {"acme.example": {"ada", "ben", "vera", "uma"}, "rivers.example": {"rita", "dana"}}
        return user in own.get(DOMAIN_OF.get(account, ""), set())

    def remind(self, by: str, name: str) -> set[Answer]:
        """The requester asks again."""
        pending = name in self.names("PENDING")
        if refused := self.remind_refusals(by, name, pending):
            return refused
        self.reminded(name)
        account = self.cases[name].key
        self.tell(account, "REQUEST_REMINDED", name, by)
        self.owe("ACCESS_REMINDER", self.admins(account), name)
        return {("AccessRequest", name, "PENDING")}

    def withdraw(self, by: str, name: str) -> set[Answer]:
        """The requester takes it back."""
        if self.not_own(by, name):
            return {MISSING}
        case = self.cases[name]
        if case.state != "PENDING":
            return {("NOT_PENDING", name)}
        self.end(name, "CANCELLED", by, "REQUEST_WITHDRAWN")
        self.owe("ACCESS_WITHDRAWN", self.admins(case.key), name)
        return {("AccessRequest", name, "CANCELLED")}

    def decline(self, by: str, name: str, reason: str = "") -> set[Answer]:
        """Somebody says no."""
        refused = self.gate(by, name)
        if reason == "long":
            refused.add(("REASON_TOO_LONG",))
        if refused:
            return refused
        self.end(name, "DECLINED", by, "REQUEST_ACTED_UPON")
        self._result("ACCESS_DECLINED", name, by)
        return {("AccessRequest", name, "DECLINED")}

    def approve(
        self, by: str, name: str, role: str, parts: Parts, replace: bool = False
    ) -> set[Answer]:
        """Somebody says yes, giving a role."""
        if refused := self.gate(by, name):
            return refused
        case = self.cases[name]
        account, user = case.key, case.requester
        refused = self._does_not_fit(user, account, role, parts)
        if ADMIN not in self.roles(by, account) and (
            replace or not self.covers(by, account, role, parts)
        ):
            refused.add(FORBIDDEN)
        if refused:
            return refused
        if replace:
            self.held[account].pop(user, None)
        self.give(account, user, role, parts)
        self.end(name, "APPROVED", by, "REQUEST_ACTED_UPON")
        self._result("ACCESS_APPROVED", name, by)
        return {("AccessRequest", name, "APPROVED")}

    def covers(self, by: str, account: str, role: str, parts: Parts) -> bool:
        """Whether all of it lies below what the giver administers."""
        covered = self.roles(by, account).get(PART_ADMIN, set())
        below = all(covered & LINEAGES[part] for part in parts)
        return role.startswith("VIRTUAL") and bool(parts) and below

    def _result(self, kind: str, name: str, by: str) -> None:
        case = self.cases[name]
        others = [admin for admin in self.admins(case.key) if admin != by]
        self.owe(kind, [case.requester, *others], name)

    def end(self, name: str, state: str, by: str | None, notice: str) -> None:
        """It ends: told where it is, and to the operators where they had been told of it."""
        case = self.cases[name]
        self.move(name, state, by)
        self.tell(case.key, notice, name, by)
        if case.more["escalated"]:
            self.tell(OPERATIONS, notice, name, None, subject=NOBODY)

    # Roles that come and go in between

    def give(self, account: str, user: str, role: str, parts: Parts) -> None:
        """A role is held; what is held of it already is widened."""
        self.held[account].setdefault(user, {}).setdefault(role, set()).update(parts)
        self.known.add((account, user))
        if self.admins(account):
            self.needs_admin.discard(account)

    def _cannot_manage(self, by: str, account: str) -> set[Answer]:
        roles = self.roles(by, account)
        if not roles:
            return {MISSING}
        return set() if {ADMIN, PART_ADMIN} & set(roles) else {FORBIDDEN}

    def grant(self, by: str, account: str, user: str, role: str, parts: Parts) -> set[Answer]:
        """A role without a request; it answers the request that asked for it."""
        if refused := self._cannot_manage(by, account):
            return refused
        refused = self._does_not_fit(user, account, role, parts)
        if ADMIN not in self.roles(by, account) and not self.covers(by, account, role, parts):
            refused.add(FORBIDDEN)
        if user not in self.active:
            refused.add(MISSING)
        held = self.held[account].get(user, {})
        if role in held and set(parts) <= held[role]:
            refused.add(("ALREADY_HELD",))
        if refused:
            return refused
        self.give(account, user, role, parts)
        self.tell(account, "ROLE_GRANTED", None, by, user)
        if not self.answered_by(account, user, role, by):
            self.owe("ROLE_GRANTED", [user])
        return {("RoleAssignment",)}

    def answered_by(self, account: str, user: str, role: str, by: str) -> bool:
        """Whether a role that was given answers what the user had asked for."""
        asked = [n for n in self.names("PENDING") if self._asks(n) == (user, account)]
        if by == user or not asked:
            return False
        facts, given = self.cases[asked[0]].facts, self.held[account][user][role]
        if facts["role"] and not (facts["role"] == role and set(facts["parts"]) <= given):
            return False
        self.end(asked[0], "APPROVED", by, "REQUEST_ACTED_UPON")
        self._result("ACCESS_APPROVED", asked[0], by)
        return True

    def remove(self, by: str, account: str, user: str) -> set[Answer]:
        """Every role of a user in an account is taken away."""
        if refused := self._cannot_manage(by, account):
            return refused
        held = self.held[account].get(user, {})
        if not held:
            return {MISSING}
        if ADMIN not in self.roles(by, account):
            found = [self._out_of_reach(by, account, *role) for role in held.items()]
            refused = {answer for answer in found if answer}
        if self.admins(account) == [user]:
            refused.add(("LAST_ADMIN",))
        if refused:
            return refused
        for _ in self.held[account].pop(user):
            self.tell(account, "ROLE_REVOKED", None, by, user)
            self.owe("ROLE_REVOKED", [user])
        return {("RemovedUser",)}

    def _out_of_reach(self, by: str, account: str, role: str, parts: set[str]) -> Answer | None:
        if role.startswith("SMART"):
            return ("INHERITED_ACCESS",)
        return None if self.covers(by, account, role, tuple(parts)) else FORBIDDEN
