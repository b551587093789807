"""What a viewer may do with a thing, and if not, why: asked by pages before they show a button."""

from dataclasses import dataclass
from uuid import UUID

from models.error_codes import ErrorCode
from models.problems import Problem
from models.roles import Right, Rights

NOT_ALLOWED = "Your roles do not allow this."


@dataclass(frozen=True)
class Allowed:
    """Whether something is allowed; `because` says why not, `code` as the refusal would."""

    allowed: bool
    because: str | None = None
    code: ErrorCode | None = None


YES = Allowed(True)


def when(condition: bool, because: str, code: ErrorCode) -> Allowed:
    """Allowed on this condition, otherwise not, for this reason."""
    return YES if condition else Allowed(False, because, code)


def refused(problem: Problem) -> Allowed:
    """Not allowed: this is how it would be refused."""
    return Allowed(False, problem.message, problem.code)


def by_rights(condition: bool, rights: Rights, account_id: UUID) -> Allowed:
    """Allowed on this condition. Who may not even view the account would be told that there is no
    such thing."""
    seen = rights.anywhere(Right.VIEW_ACCOUNT, account_id)
    code = ErrorCode.FORBIDDEN if seen else ErrorCode.NOT_FOUND
    return when(condition, NOT_ALLOWED, code)
