"""The agents' desk."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from models import onboarding, onboarding_tries
from models.error_codes import ErrorCode
from models.onboarding import ReviewCause
from resolvers import desk as resolvers
from resolvers import desk_acts
from schema.administrators import DelegatedAdministrator
from schema.entitlements import Company
from schema.fields import plain, resolved, shows
from schema.onboarding import Registration
from schema.pages import Connection
from schema.people import User
from schema.permissions import IsSignedIn
from schema.problems import (
    AlreadyActedUpon,
    Forbidden,
    InvalidInput,
    NotFound,
    PartnerNotEligible,
    ReasonTooLong,
    ReasonTooShort,
    RepeatMismatch,
    ReviewClaimed,
    SelfDecision,
    WrongStage,
)


@shows(onboarding_tries.EntitlementTry)
class TriedPair:
    """A contract and a serial number that a registrant tried. For agents and operators."""

    contract_number: str = plain("The contract number, at most 60 characters of what was typed.")
    serial_number: str = plain("The serial number, at most 60 characters of what was typed.")
    tried_at: datetime = plain("When.")
    problem: ErrorCode | None = plain(
        "Why it led nowhere; null where it was right. RATE_LIMITED where the contract had been "
        "guessed at too often for it to be looked at."
    )


@shows(onboarding.Registration)
class Review:
    """What the desk knows of a registration at which a person looks. For agents and operators."""

    cause: ReviewCause | None = resolved(resolvers.cause)
    since: datetime | None = resolved(resolvers.since)
    due_at: datetime | None = resolved(resolvers.due_at)
    hours_left: int | None = resolved(resolvers.hours_left)
    overdue: bool = resolved(resolvers.overdue)
    question: str = plain("What the registrant was asked last; empty where nothing was.")
    asked_by: User | None = resolved(resolvers.asked_by)
    asked_at: datetime | None = plain("When that was.")
    answer: str = plain("What the registrant answered; empty until then.")
    answered_at: datetime | None = plain("When that was.")
    claimed_by: User | None = resolved(resolvers.claimed_by)
    claimed_until: datetime | None = resolved(resolvers.claimed_until)
    tried_pairs: list[TriedPair] = resolved(resolvers.tried_pairs)
    tree: list[Company] = resolved(resolvers.tree)
    administrators: list[DelegatedAdministrator] = resolved(resolvers.administrators)


def _result(name: str) -> Any:
    return strawberry.union(name, description="The changed thing, or why it was refused.")


ResolveReviewResult = Annotated[
    Registration
    | AlreadyActedUpon
    | SelfDecision
    | Forbidden
    | NotFound
    | PartnerNotEligible
    | InvalidInput
    | RepeatMismatch,
    _result("ResolveReviewResult"),
]
RejectReviewResult = Annotated[
    Registration
    | AlreadyActedUpon
    | SelfDecision
    | Forbidden
    | NotFound
    | ReasonTooShort
    | ReasonTooLong
    | InvalidInput
    | RepeatMismatch,
    _result("RejectReviewResult"),
]
RequestInformationResult = Annotated[
    Registration
    | AlreadyActedUpon
    | SelfDecision
    | Forbidden
    | NotFound
    | ReasonTooShort
    | ReasonTooLong
    | InvalidInput
    | RepeatMismatch,
    _result("RequestInformationResult"),
]
AnswerInformationRequestResult = Annotated[
    Registration
    | AlreadyActedUpon
    | NotFound
    | WrongStage
    | ReasonTooShort
    | ReasonTooLong
    | InvalidInput
    | RepeatMismatch,
    _result("AnswerInformationRequestResult"),
]
ClaimReviewResult = Annotated[
    Registration
    | ReviewClaimed
    | AlreadyActedUpon
    | SelfDecision
    | Forbidden
    | NotFound
    | InvalidInput
    | RepeatMismatch,
    _result("ClaimReviewResult"),
]
ReleaseReviewResult = Annotated[
    Registration | SelfDecision | Forbidden | NotFound | InvalidInput | RepeatMismatch,
    _result("ReleaseReviewResult"),
]
ReverseAdministratorResult = Annotated[
    DelegatedAdministrator
    | AlreadyActedUpon
    | SelfDecision
    | Forbidden
    | NotFound
    | ReasonTooShort
    | ReasonTooLong
    | InvalidInput
    | RepeatMismatch,
    _result("ReverseAdministratorResult"),
]


@strawberry.type(description="What can be asked at the desk.")
class DeskQueries:
    review_queue: Connection[Registration] | None = resolved(resolvers.queue, IsSignedIn)
    companies: Connection[Company] | None = resolved(resolvers.companies, IsSignedIn)


@strawberry.type(description="What can be done at the desk.")
class DeskMutations:
    resolve_review: ResolveReviewResult = resolved(desk_acts.resolve, IsSignedIn)
    reject_review: RejectReviewResult = resolved(desk_acts.reject, IsSignedIn)
    request_information: RequestInformationResult = resolved(
        desk_acts.request_information, IsSignedIn
    )
    answer_information_request: AnswerInformationRequestResult = resolved(
        desk_acts.answer, IsSignedIn
    )
    claim_review: ClaimReviewResult = resolved(desk_acts.claim, IsSignedIn)
    release_review: ReleaseReviewResult = resolved(desk_acts.release, IsSignedIn)
    reverse_administrator: ReverseAdministratorResult = resolved(desk_acts.reverse, IsSignedIn)
