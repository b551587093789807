"""What operators do to accounts and people, as the rules have it."""

from tests.walks.requests import ADMIN, DOMAIN_OF, Requests
from tests.walks.silence import NOBODY, OPERATIONS, OPERATOR
from tests.walks.world import FORBIDDEN, MISSING, Answer


class Operated(Requests):
    """Accounts and people, in a service with an operator."""

    def close_account(self, by: str, account: str) -> set[Answer]:
        """Nobody enters any more; what waits is cancelled, with a mail."""
        if by != OPERATOR:
            return {FORBIDDEN}
        if account not in self.open:
            return {("ACCOUNT_NOT_ACTIVE",)}
        self.open.discard(account)
        for name in self.waiting(account):
            self._cancel(name)
        self.tell(account, "ACCOUNT_CHANGED", None, by)
        return {("SmartAccount",)}

    def _cancel(self, name: str) -> None:
        case = self.cases[name]
        self.end(name, "CANCELLED", OPERATOR, "REQUEST_WITHDRAWN")
        self.owe("ACCESS_CANCELLED", [case.requester, *self.admins(case.key)], name)

    def close_user(self, by: str, user: str) -> set[Answer]:
        """A sign-in ends, with all that the user holds and asks for."""
        if by != OPERATOR:
            return {FORBIDDEN}
        if user not in self.active:
            return {MISSING}
        self.active.discard(user)
        for name in self.names("PENDING"):
            if self.cases[name].requester == user:
                self._cancel(name)
        for account in DOMAIN_OF:
            if roles := self.held[account].pop(user, None):
                self._leave(account, user, len(roles))
        return {("User",)}

    def _leave(self, account: str, user: str, roles: int) -> None:
        for _ in range(roles):
            self.tell(account, "ROLE_REVOKED", None, None, user)
        if not self.admins(account):
            self.nobody_left(account)
        self.owe("LEAVER_REVOKED", [user, *self.admins(account)])

    def appoint(self, by: str, account: str, user: str) -> set[Answer]:
        """An administrator where nobody can act, or nobody answers."""
        if by != OPERATOR:
            return {FORBIDDEN}
        if refused := self._cannot_appoint(account, user):
            return refused
        self.give(account, user, ADMIN, ())
        self.tell(account, "ROLE_GRANTED", None, by, user)
        self.owe("ROLE_GRANTED", [user, *self.admins(account)])
        self.answered_by(account, user, ADMIN, by)
        self.wait_anew(account, by)
        self.tell(OPERATIONS, "ACCOUNT_CHANGED", None, None, NOBODY)
        return {("RoleAssignment",)}

    def _cannot_appoint(self, account: str, user: str) -> set[Answer]:
        refused: set[Answer] = set()
        escalated = [n for n in self.waiting(account) if self.cases[n].more["escalated"]]
        if account not in self.open:
            refused.add(("ACCOUNT_NOT_ACTIVE",))
        if user == OPERATOR or not (escalated or account in self.needs_admin):
            refused.add(FORBIDDEN)
        if user not in self.active:
            refused.add(MISSING)
        if ADMIN in self.held[account].get(user, {}):
            refused.add(("ALREADY_HELD",))
        return refused
