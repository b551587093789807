"""Every named refusal as a type, made from the exception that a resolver raised."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry

from models import account_problems, grants, onboarding_problems, problems, user_lists
from models.cases import RequestStatus
from models.error_codes import ErrorCode
from schema.fields import first_paragraph, plain
from schema.people import User

if TYPE_CHECKING:
    from schema.accounts import SmartAccountMatch
    from schema.cases import Request
    from schema.onboarding import Registration


@strawberry.interface(
    description="Why something was refused. `... on Problem` serves every mutation."
)
class Problem:
    code: ErrorCode = plain("Stable; decide by it.")
    message: str = plain("For people, in English.")
    field: list[str] | None = plain(
        "The path of the input field that it is about; null where it is about none."
    )


TYPES: dict[type[problems.Problem], type[Problem]] = {}


def refusal(exception: type[problems.Problem]) -> Any:
    """A refusal's type: its facts are the exception's attributes, its description the
    exception's."""

    def declare(cls: type[Problem]) -> type[Problem]:
        made = strawberry.type(cls, description=first_paragraph(exception))
        TYPES[exception] = made
        return made

    return declare


@refusal(problems.NotFound)
class NotFound(Problem):
    pass


@refusal(problems.Forbidden)
class Forbidden(Problem):
    pass


@refusal(problems.InvalidInput)
class InvalidInput(Problem):
    pass


@refusal(problems.RateLimited)
class RateLimited(Problem):
    retry_at: datetime = plain("When the next try counts.")


@refusal(problems.RepeatMismatch)
class RepeatMismatch(Problem):
    pass


@refusal(problems.ProfileIncomplete)
class ProfileIncomplete(Problem):
    missing: list[str] = plain("The profile fields to fill in, as they are named in `Profile`.")


@refusal(problems.UsernameTaken)
class UsernameTaken(Problem):
    pass


@refusal(problems.WrongCredentials)
class WrongCredentials(Problem):
    pass


@refusal(problems.WeakPassword)
class WeakPassword(Problem):
    pass


@refusal(problems.PasswordsOff)
class PasswordsOff(Problem):
    pass


@refusal(problems.LinkUsed)
class LinkUsed(Problem):
    pass


@refusal(problems.LinkExpired)
class LinkExpired(Problem):
    pass


@refusal(problems.ResendTooSoon)
class ResendTooSoon(Problem):
    available_at: datetime = plain("When the next mail may be sent.")


@refusal(problems.NoMatchingAccount)
class NoMatchingAccount(Problem):
    pass


@refusal(problems.AccountChoiceRequired)
class AccountChoiceRequired(Problem):
    accounts: list[Annotated["SmartAccountMatch", strawberry.lazy("schema.accounts")]] = plain(
        "The accounts of which one must be chosen."
    )


@refusal(problems.AccountNotActive)
class AccountNotActive(Problem):
    pass


@refusal(problems.ReasonTooShort)
class ReasonTooShort(Problem):
    pass


@refusal(problems.ReasonTooLong)
class ReasonTooLong(Problem):
    pass


@refusal(problems.DuplicatePending)
class DuplicatePending(Problem):
    request: Annotated["Request", strawberry.lazy("schema.cases")] = plain(
        "The request that is pending already."
    )


@refusal(problems.NotPending)
class NotPending(Problem):
    request: Annotated["Request", strawberry.lazy("schema.cases")] = plain(
        "The request as it is now."
    )


@refusal(problems.ReminderTooSoon)
class ReminderTooSoon(Problem):
    available_at: datetime = plain("When the next reminder is possible.")


@refusal(problems.AlreadyActedUpon)
class AlreadyActedUpon(Problem):
    request: Annotated["Request", strawberry.lazy("schema.cases")] = plain(
        "The request as it is now."
    )
    outcome: RequestStatus = plain("How it ended.")
    acted_by: User | None = plain("Who was first; null for the system.")
    acted_at: datetime | None = plain("When.")


@refusal(problems.SelfDecision)
class SelfDecision(Problem):
    pass


@refusal(problems.RoleScopeMismatch)
class RoleScopeMismatch(Problem):
    pass


@refusal(problems.VirtualAccountRequired)
class VirtualAccountRequired(Problem):
    pass


@refusal(problems.ApproverDomainMismatch)
class ApproverDomainMismatch(Problem):
    pass


@refusal(problems.InheritedAccess)
class InheritedAccess(Problem):
    pass


@refusal(problems.LastAdmin)
class LastAdmin(Problem):
    pass


@refusal(problems.RoleEnded)
class RoleEnded(Problem):
    pass


@refusal(problems.AlreadyHeld)
class AlreadyHeld(Problem):
    pass


@refusal(account_problems.NotAPartner)
class NotAPartner(Problem):
    pass


@refusal(account_problems.PublicDomain)
class PublicDomain(Problem):
    pass


@refusal(account_problems.NameTaken)
class NameTaken(Problem):
    pass


@refusal(account_problems.VirtualAccountInUse)
class VirtualAccountInUse(Problem):
    pass


@refusal(account_problems.DefaultVirtualAccount)
class DefaultVirtualAccount(Problem):
    pass


@refusal(account_problems.VersionConflict)
class VersionConflict(Problem):
    current_version: int = plain("The version as it is now.")


@refusal(account_problems.DomainTaken)
class DomainTaken(Problem):
    account: Annotated["SmartAccountMatch", strawberry.lazy("schema.accounts")] | None = plain(
        "The account to ask to enter; null where it is not listed, or cannot be entered yet."
    )


@refusal(onboarding_problems.NoEntitledContract)
class NoEntitledContract(Problem):
    pass


@refusal(onboarding_problems.PublicEmailDomain)
class PublicEmailDomain(Problem):
    pass


@refusal(onboarding_problems.PartnerNotEligible)
class PartnerNotEligible(Problem):
    pass


@refusal(onboarding_problems.AlreadyRegistered)
class AlreadyRegistered(Problem):
    registration: Annotated["Registration", strawberry.lazy("schema.onboarding")] = plain(
        "The registration that has not ended."
    )


@refusal(onboarding_problems.WrongStage)
class WrongStage(Problem):
    registration: Annotated["Registration", strawberry.lazy("schema.onboarding")] = plain(
        "The registration as it is now."
    )


@refusal(onboarding_problems.ContractNotOnProfile)
class ContractNotOnProfile(Problem):
    pass


@refusal(onboarding_problems.ContractNotEntitled)
class ContractNotEntitled(Problem):
    pass


@refusal(onboarding_problems.SerialNotCovered)
class SerialNotCovered(Problem):
    pass


@refusal(onboarding_problems.CompanyNotOffered)
class CompanyNotOffered(Problem):
    pass


@refusal(onboarding_problems.AgreementPending)
class AgreementPending(Problem):
    pass


@refusal(onboarding_problems.NotAssociated)
class NotAssociated(Problem):
    pass


@refusal(onboarding_problems.ReviewClaimed)
class ReviewClaimed(Problem):
    claimed_by: User | None = plain("The agent who has it.")
    claimed_until: datetime | None = plain("Until when.")


def shown(problem: problems.Problem) -> Problem:
    """The refusal as clients see it."""
    made = TYPES[type(problem)]
    facts = cast(Any, made).__strawberry_definition__.fields
    return made(**{fact.python_name: getattr(problem, fact.python_name) for fact in facts})


def of_row(root: strawberry.Parent[grants.RowResult]) -> Any:
    """Why the row was refused; null where it was not."""
    return shown(root.problem) if root.problem else None


def of_listed(root: strawberry.Parent[user_lists.ListedUser]) -> Any:
    """Why the row was refused; null where it was not."""
    return shown(root.problem) if root.problem else None


class Handler:
    """Turns one kind of exception into its type, wherever a field's union has it."""

    def __init__(self, exception: type[problems.Problem], shows: type[Problem]) -> None:
        self.exception_type = exception
        self.error_type = shows

    def handle(self, exception: problems.Problem, *, field: Any, info: Any) -> Any:
        """What the client sees in place of the exception."""
        return shown(exception)


HANDLERS = [Handler(exception, made) for exception, made in TYPES.items()]
