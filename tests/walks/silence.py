"""Nobody answers: what the rules have happen to access requests by themselves."""

from abc import abstractmethod

from tests.walks.world import Model

OPERATOR = "opal"
OPERATIONS = "operations"
NOBODY = ""
DAY = 24
REMIND, ESCALATE, EXPIRE = "access.remind", "access.escalate", "access.expire"
REMINDERS, REMIND_AFTER, ESCALATE_AFTER = 3, 3 * DAY, 7 * DAY
# Only ACME lets its requests expire.
EXPIRE_AFTER = {"ACME": 20 * DAY}


class Silence(Model):
    """What is due about pending requests, and what the operators are told."""

    def __init__(self) -> None:
        super().__init__()
        self.needs_admin: set[str] = set()

    @abstractmethod
    def admins(self, account: str) -> list[str]:
        """The administrators who can act."""

    @abstractmethod
    def end(self, name: str, state: str, by: str | None, notice: str) -> None:
        """A request ends."""

    def waiting(self, account: str) -> list[str]:
        """The account's pending requests."""
        return [name for name in self.names("PENDING") if self.cases[name].key == account]

    def plan(self, name: str) -> None:
        """What is to happen to a request that waits."""
        case = self.cases[name]
        since, escalated = case.facts["since"], case.more["escalated"]
        if expire := EXPIRE_AFTER.get(case.key):
            self.put_at(EXPIRE, name, max(since + expire, self.hours))
        if not escalated:
            self.put_at(ESCALATE, name, max(since + ESCALATE_AFTER, self.hours))
        if not escalated and case.more["automatic"] < REMINDERS:
            reminder = case.more["automatic"] + 1
            self.put_at(REMIND, name, max(since + REMIND_AFTER * reminder, self.hours))

    def ring(self, timer: str, name: str) -> None:
        """What is due is done to a request that still waits for it."""
        case = self.cases[name]
        if timer == EXPIRE:
            self.end(name, "EXPIRED", None, "REQUEST_EXPIRED")
            self.owe("ACCESS_EXPIRED", [case.requester, *self.admins(case.key)], name)
        elif timer == REMIND and not case.more["escalated"]:
            self._remind_by_itself(name)
        elif timer == ESCALATE and not case.more["escalated"]:
            self._escalate(name)

    def _remind_by_itself(self, name: str) -> None:
        case = self.cases[name]
        case.more["automatic"] += 1
        if not self.admins(case.key):
            self.nobody_left(case.key)
            return
        self.tell(case.key, "REQUEST_REMINDED", name, None)
        self.owe("ACCESS_REMINDER", self.admins(case.key), name)
        if case.more["automatic"] < REMINDERS:
            self.put(REMIND, name, REMIND_AFTER)

    def _escalate(self, name: str) -> None:
        case = self.cases[name]
        if not self.admins(case.key):
            self.nobody_left(case.key)
            return
        case.more["escalated"] = True
        self._tell_escalated(name)
        self.tell(OPERATIONS, "REQUEST_ESCALATED", name, None, NOBODY)
        self.owe("ACCESS_ESCALATED", [OPERATOR], name)

    def nobody_left(self, account: str) -> None:
        """The account is handed to the operators, once for all that waits."""
        found = [name for name in self.waiting(account) if not self.cases[name].more["escalated"]]
        if account in self.needs_admin and not found:
            return
        self.needs_admin.add(account)
        for name in found:
            self.cases[name].more["escalated"] = True
            self.drop(name, REMIND, ESCALATE)
            self._tell_escalated(name)
        self.tell(OPERATIONS, "ACCOUNT_CHANGED", None, None, NOBODY)
        self.owe("ACCESS_ESCALATED", [OPERATOR])

    def _tell_escalated(self, name: str) -> None:
        case = self.cases[name]
        self.tell(case.key, "REQUEST_ESCALATED", name, None)
        self.owe("ACCESS_ESCALATED", [case.requester], name)

    def wait_anew(self, account: str, by: str) -> None:
        """Somebody can answer again: what was escalated begins to wait anew."""
        for name in self.waiting(account):
            case = self.cases[name]
            if case.more["escalated"]:
                case.more.update(escalated=False, automatic=0)
                case.facts["since"] = self.hours
                self.tell(account, "REQUEST_CHANGED", name, by)
                self.owe("ACCESS_ESCALATED", [case.requester], name)
            self.drop(name)
        for name in self.waiting(account):
            self.plan(name)
