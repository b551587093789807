"""Onboarding as the rules have it: what administrators and agents decide, and who they are."""

from tests.walks.appointing import Administrator
from tests.walks.registrations import (
    ADMINISTRATOR,
    AGENTS,
    ASKED,
    AT_DESK,
    DESK,
    FORWARDED,
    LINEAGES,
    OPEN,
    OPERATOR,
    ORGANISATION,
    OVERDUE,
    REGISTRANTS,
    REVIEW,
    SERIALS,
    SYNCED,
    Registrations,
)
from tests.walks.world import FORBIDDEN, MISSING, Answer


class Onboarding(Registrations):
    """Registrations, with everybody who decides about them."""

    # Delegated administrators

    def approve(self, by: str, name: str, role: str) -> set[Answer]:
        """An administrator grants a portal role."""
        if refused := self._cannot_decide(by, name):
            return refused
        if role.startswith("RESELLER"):
            return {("INVALID_INPUT",)}
        case = self.cases[name]
        self.complete(name, case.more["company"], role, by)
        self.tell(ORGANISATION, "REQUEST_ACTED_UPON", name, by)
        self.owe("ONBOARDING_APPROVED", [case.requester], name)
        self.put(SYNCED, name, 24)
        return self._now(name)

    def deny(self, by: str, name: str, reason: str = "") -> set[Answer]:
        """An administrator denies access."""
        refused = self._cannot_decide(by, name)
        if reason == "long":
            refused.add(("REASON_TOO_LONG",))
        if refused:
            return refused
        self.move(name, "DENIED", by)
        self.cases[name].facts["acted"] = True
        self.tell(ORGANISATION, "REQUEST_ACTED_UPON", name, by)
        self.owe("ONBOARDING_DENIED", [self.cases[name].requester], name)
        return self._now(name)

    def _cannot_decide(self, by: str, name: str) -> set[Answer]:
        if refused := self.gate(by, name):
            return refused
        case = self.cases[name]
        if case.state != FORWARDED:
            return self.too_late(name)
        return set() if self.covering_by(by, case.more["company"]) else {FORBIDDEN}

    def accept(self, by: str, appointment: str) -> set[Answer]:
        """The terms are accepted, once."""
        row = self._row(appointment)
        if row is None or row.ended or row.user != by:
            return {MISSING}
        if not row.accepted:
            row.accepted = True
            self.portal.setdefault((by, row.node), ADMINISTRATOR)
            self.tell(ORGANISATION, "ADMINISTRATOR_CHANGED", None, by, by)
        return {("DelegatedAdministrator",)}

    def _row(self, appointment: str) -> Administrator | None:
        number = int(appointment[1:])
        return self.appointed[number] if number < len(self.appointed) else None

    def _cannot_manage(self, by: str, node: str) -> set[Answer]:
        appointed = self.covering_by(by, node)
        if appointed:
            return set() if appointed.accepted else {("AGREEMENT_PENDING",)}
        past = any(a.user == by and a.node in LINEAGES[node] for a in self.appointed)
        return {FORBIDDEN if past or by in [*AGENTS, OPERATOR] else MISSING}

    def nominate(self, by: str, node: str, user: str) -> set[Answer]:
        """One more administrator, who has to accept first."""
        if refused := self._cannot_manage(by, node):
            return refused
        if user not in self.active:
            return {MISSING}
        if any(a.user == user and a.node == node for a in self.standing()):
            return {("ALREADY_HELD",)}
        self.appointed.append(Administrator(user, node, first=False))
        self.tell(ORGANISATION, "ADMINISTRATOR_APPOINTED", None, by, user)
        self.owe("ADMINISTRATOR_NOMINATED", [user])
        return {("DelegatedAdministrator",)}

    def step_down(self, by: str, appointment: str) -> set[Answer]:
        """An appointment ends; the last accepted one stays."""
        row = self._row(appointment)
        if row is None:
            return {MISSING}
        if row.ended:
            return {("ROLE_ENDED",)}
        if row.user != by and (refused := self._cannot_manage(by, row.node)):
            return refused
        if [a for a in self.covering(row.node) if a.accepted] == [row]:
            return {("LAST_ADMIN",)}
        self._end_appointments([row], by)
        return {("DelegatedAdministrator",)}

    def _end_appointments(self, rows: list[Administrator], by: str) -> None:
        for row in rows:
            row.ended = True
            self.tell(ORGANISATION, "ADMINISTRATOR_CHANGED", None, by, row.user)
            self.owe("ADMINISTRATOR_ENDED", [row.user])
        for row in sorted(rows, key=lambda row: [*LINEAGES].index(row.node)):
            self._pass_on_all(row.node)

    def _pass_on_all(self, above: str) -> None:
        for name in self.names(FORWARDED):
            node = self.cases[name].more["company"]
            if above in LINEAGES[node]:
                self._pass_on(name, [a.user for a in self.covering(node)])

    def _pass_on(self, name: str, there: list[str]) -> None:
        case = self.cases[name]
        if not there:
            self.to_review(name)
        elif case.more["assignee"] not in there:
            self.call_off(name, case.more["assignee"])
            case.more["assignee"] = there[0]
            self.tell(ORGANISATION, "REQUEST_CHANGED", name, None)
            self.owe("ONBOARDING_FORWARDED", there[:1], name)

    # The agents' desk

    def _cannot_review(self, by: str, name: str, *stages: str) -> set[Answer]:
        if refused := self.desk_gate(by, name):
            return refused
        case = self.cases[name]
        if case.state in stages:
            return set()
        (answer,) = self.too_late(name)
        first = {ASKED: case.facts.get("asked_by"), FORWARDED: case.facts["taken"]}.get(case.state)
        return {(*answer[:2], first or answer[2], answer[3])}

    def ask(self, by: str, name: str) -> set[Answer]:
        """An agent asks the registrant for information."""
        if refused := self._cannot_review(by, name, REVIEW):
            return refused
        case = self.cases[name]
        self.move(name, ASKED)
        case.facts.update(asked_by=by, asked=self.hours)
        self.call_off(name)
        self.drop(name, OVERDUE)
        self.tell(DESK, "REQUEST_CHANGED", name, by)
        self.owe("ONBOARDING_INFORMATION_NEEDED", [case.requester], name)
        return self._now(name)

    def answer(self, by: str, name: str) -> set[Answer]:
        """The registrant answers; the review goes on with the hours that were left."""
        if self.not_own(by, name):
            return {MISSING}
        case = self.cases[name]
        if case.state != ASKED:
            return self.too_late(name) if case.facts["acted"] else self._wrong(name)
        self.move(name, REVIEW)
        self.call_off(name)
        left = case.facts["due"] - case.facts["asked"]
        case.facts["due"] = self.hours + left
        if left > 0:
            self.put(OVERDUE, name, left)
        self.tell(DESK, "REQUEST_CHANGED", name, by)
        asker = [agent for agent in self.agents() if agent == case.facts["asked_by"]]
        self.owe("ONBOARDING_INFORMATION_GIVEN", asker or self.agents(), name)
        return self._now(name)

    def reject(self, by: str, name: str) -> set[Answer]:
        """An agent rejects the registration."""
        if refused := self._cannot_review(by, name, *AT_DESK):
            return refused
        self.move(name, "REJECTED", by)
        self.cases[name].facts["acted"] = True
        self.tell(DESK, "REQUEST_ACTED_UPON", name, by)
        self.owe("ONBOARDING_REJECTED", [self.cases[name].requester], name)
        return self._now(name)

    def resolve(self, by: str, name: str, node: str) -> set[Answer]:
        """An agent assigns the company and completes it, or has its administrators asked."""
        if refused := self._cannot_review(by, name, *AT_DESK):
            return refused
        self.call_off(name)
        self.drop(name, OVERDUE)
        self.cases[name].facts["taken"] = by
        self.finish(name, node, by)
        self.tell(DESK, "REQUEST_ACTED_UPON", name, by)
        return self._now(name)

    def close_user(self, by: str, user: str) -> set[Answer]:
        """A sign-in ends, with what the user asked for and administered."""
        if by != OPERATOR:
            return {FORBIDDEN}
        if user not in self.active:
            return {MISSING}
        self.active.discard(user)
        for contract in SERIALS if user in REGISTRANTS else ():
            self.tell(contract, "SUPPORT_ACCESS_CHANGED", None, by, user)
        for name in self.names(*OPEN, "SYNCING"):
            if self.cases[name].requester == user:
                self._end(name, "CANCELLED", by)
        self._end_appointments([row for row in self.standing() if row.user == user], by)
        for held in [held for held in self.portal if held[0] == user]:
            del self.portal[held]
        return {("User",)}
