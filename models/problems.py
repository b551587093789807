"""Every expected refusal, as an exception that carries its facts.

Exception
├── Fault                       a fault of the call itself: a GraphQL error with a code
│   ├── Unauthenticated
│   ├── StreamForbidden         a live stream's viewer may not see it, or no longer
│   ├── ResyncRequired          a cursor older than what is kept
│   └── BadInput                a made-up cursor, a page too large
└── Problem                     an outcome: a member of a mutation's result union
    ├── NotFound, Forbidden, InvalidInput, RateLimited, RepeatMismatch
    ├── profile: ProfileIncomplete, UsernameTaken, WrongCredentials, WeakPassword,
    │            PasswordsOff
    ├── links:   LinkUsed, LinkExpired, ResendTooSoon
    ├── lookup:  NoMatchingAccount, AccountChoiceRequired, AccountNotActive
    ├── asking:  ReasonTooShort, ReasonTooLong, DuplicatePending, NotPending, ReminderTooSoon
    ├── deciding: AlreadyActedUpon, SelfDecision
    ├── roles:   RoleScopeMismatch, VirtualAccountRequired, ApproverDomainMismatch,
    │            InheritedAccess, LastAdmin, RoleEnded, AlreadyHeld
    ├── accounts (account_problems.py): NotAPartner, PublicDomain, DomainTaken, NameTaken,
    │            VirtualAccountInUse, DefaultVirtualAccount, VersionConflict
    └── onboarding (onboarding_problems.py): NoEntitledContract, PublicEmailDomain,
                 PartnerNotEligible, AlreadyRegistered, ContractNotOnProfile,
                 ContractNotEntitled, SerialNotCovered, CompanyNotOffered, AgreementPending,
                 NotAssociated, WrongStage, ReviewClaimed

Refusals are raised, never returned: raising inside a transaction undoes what it had written.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from models.error_codes import ErrorCode

if TYPE_CHECKING:
    from models.accounts import SmartAccount
    from models.cases import Case


class Fault(Exception):
    """A fault of the call: reaches the client as a GraphQL error with `extensions.code`."""

    code = "BAD_REQUEST"

    def __init__(self, message: str, **extensions: Any) -> None:
        super().__init__(message)
        self.message = message
        self.extensions = extensions


class Unauthenticated(Fault):
    """Nobody is signed in."""

    code = "UNAUTHENTICATED"

    def __init__(self, message: str = "Sign in first.") -> None:
        super().__init__(message)


class StreamForbidden(Fault):
    """The viewer may not see this stream, or may no longer."""

    code = "FORBIDDEN"


class ResyncRequired(Fault):
    """The cursor is older than the notices that are kept."""

    code = "RESYNC_REQUIRED"

    def __init__(self) -> None:
        super().__init__("This cursor is older than the notices that are kept. Fetch afresh.")


class BadInput(Fault):
    """An argument that no schema type can refuse, such as a made-up cursor."""

    code = "BAD_USER_INPUT"


class Problem(Exception):
    """An expected refusal. `field` is the input's path that the refusal is about, if one is."""

    code: ErrorCode
    message = "This is not possible."

    def __init__(self, message: str | None = None, field: Sequence[str] | None = None) -> None:
        super().__init__(message or self.message)
        self.message = message or self.message
        self.field = list(field) if field else None


class NotFound(Problem):
    """It does not exist, or the viewer may not know of it: both read the same."""

    code = ErrorCode.NOT_FOUND
    message = "There is no such thing, or it is not yours to see."


class Forbidden(Problem):
    """The viewer may see it, but not do this to it."""

    code = ErrorCode.FORBIDDEN
    message = "Your roles do not allow this."


class InvalidInput(Problem):
    """A value that cannot be used; `field` names it."""

    code = ErrorCode.INVALID_INPUT


class RateLimited(Problem):
    """Too many tries; it says when the next one counts."""

    code = ErrorCode.RATE_LIMITED
    message = "Too many tries. Wait a while."

    def __init__(self, retry_at: datetime) -> None:
        super().__init__()
        self.retry_at = retry_at


class RepeatMismatch(Problem):
    """The idempotency key was used before, for something else."""

    code = ErrorCode.REPEAT_MISMATCH
    message = "This idempotency key was used for a different call."


class ProfileIncomplete(Problem):
    """The profile lacks what administrators need. `missing` names the fields."""

    code = ErrorCode.PROFILE_INCOMPLETE
    message = "Complete your profile first."

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(field=missing)
        self.missing = list(missing)


class UsernameTaken(Problem):
    """Another user has this username."""

    code = ErrorCode.USERNAME_TAKEN
    message = "This username is taken."


class WrongCredentials(Problem):
    """Username or password is wrong; which one is not told."""

    code = ErrorCode.WRONG_CREDENTIALS
    message = "Username or password is wrong."


class WeakPassword(Problem):
    """The password is too short, or contains the username."""

    code = ErrorCode.WEAK_PASSWORD
    message = "Choose a password of at least 12 characters that does not contain your username."


class PasswordsOff(Problem):
    """This deployment takes no passwords: people sign in through their organisation."""

    code = ErrorCode.PASSWORDS_OFF
    message = "Passwords are not used here. Sign in through your organisation."


class LinkUsed(Problem):
    """The link was used, replaced by a newer one, or never existed."""

    code = ErrorCode.LINK_USED
    message = "This link was used already, or a newer one replaced it."


class LinkExpired(Problem):
    """The link's time is over."""

    code = ErrorCode.LINK_EXPIRED
    message = "This link has expired. Ask for a new one."


class ResendTooSoon(Problem):
    """Enough mails were sent for now; it says when the next may go."""

    code = ErrorCode.RESEND_TOO_SOON
    message = "Enough mails were sent for now. Wait a while."

    def __init__(self, available_at: datetime) -> None:
        super().__init__()
        self.available_at = available_at


class NoMatchingAccount(Problem):
    """No active account has this domain identifier."""

    code = ErrorCode.NO_MATCHING_ACCOUNT
    message = "No matching accounts found"


class AccountChoiceRequired(Problem):
    """Several accounts share the domain identifier: one of `accounts` must be chosen."""

    code = ErrorCode.ACCOUNT_CHOICE_REQUIRED
    message = "Several accounts have this domain identifier. Choose one."

    def __init__(self, accounts: Sequence["SmartAccount"]) -> None:
        super().__init__(field=["account"])
        self.accounts = list(accounts)


class AccountNotActive(Problem):
    """The account takes no requests: it is not set up yet, or was deactivated."""

    code = ErrorCode.ACCOUNT_NOT_ACTIVE
    message = "This account is not active."


class ReasonTooShort(Problem):
    """The reason has fewer than 10 characters."""

    code = ErrorCode.REASON_TOO_SHORT
    message = "Write at least 10 characters."


class ReasonTooLong(Problem):
    """The reason has more than 1,000 characters."""

    code = ErrorCode.REASON_TOO_LONG
    message = "Write at most 1,000 characters."


class DuplicatePending(Problem):
    """The user has a pending request for the same already: `request`."""

    code = ErrorCode.DUPLICATE_PENDING
    message = "You have a pending request for this already."

    def __init__(self, request: "Case") -> None:
        super().__init__()
        self.request = request


class NotPending(Problem):
    """The request has ended: it takes no reminder and cannot be withdrawn."""

    code = ErrorCode.NOT_PENDING
    message = "This request is no longer pending."

    def __init__(self, request: "Case") -> None:
        super().__init__()
        self.request = request


class ReminderTooSoon(Problem):
    """One reminder a day; it says when the next is possible."""

    code = ErrorCode.REMINDER_TOO_SOON
    message = "The administrators were reminded less than a day ago."

    def __init__(self, available_at: datetime) -> None:
        super().__init__()
        self.available_at = available_at


class AlreadyActedUpon(Problem):
    """Somebody else was first; it says who, when, and with which outcome."""

    code = ErrorCode.ALREADY_ACTED_UPON

    def __init__(self, request: "Case") -> None:
        done = request.status.lower() if not request.pending else "taken further"
        super().__init__(f"This request was already {done} by {request.decider}.")
        self.request = request
        self.outcome = request.status
        self.acted_by = request.acted_by
        self.acted_at = request.acted_at


class SelfDecision(Problem):
    """Nobody decides their own request."""

    code = ErrorCode.SELF_DECISION
    message = "You cannot decide your own request."


class RoleScopeMismatch(Problem):
    """Account roles cover the whole account, virtual account roles cover chosen ones."""

    code = ErrorCode.ROLE_SCOPE_MISMATCH
    message = "This role cannot be given over that scope."


class VirtualAccountRequired(Problem):
    """A virtual account role needs at least one virtual account."""

    code = ErrorCode.VIRTUAL_ACCOUNT_REQUIRED
    message = "Choose at least one virtual account."


class ApproverDomainMismatch(Problem):
    """An approver's e-mail must be of the account's domain."""

    code = ErrorCode.APPROVER_DOMAIN_MISMATCH
    message = "An approver's e-mail address must belong to the account's domain."


class InheritedAccess(Problem):
    """The access comes from a role for the whole account; take that role away instead."""

    code = ErrorCode.INHERITED_ACCESS
    message = "This access comes from a role for the entire account."


class LastAdmin(Problem):
    """An account keeps at least one administrator."""

    code = ErrorCode.LAST_ADMIN
    message = "This is the account's last administrator."


class RoleEnded(Problem):
    """The role had ended already."""

    code = ErrorCode.ROLE_ENDED
    message = "This role has ended already."


class AlreadyHeld(Problem):
    """The user holds this role over that scope already."""

    code = ErrorCode.ALREADY_HELD
    message = "This user holds that role already."
