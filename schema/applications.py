"""Applications for new accounts."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from models import applications
from models.accounts import AccountType
from models.applications import ApplicationStage, DomainReviewCause
from resolvers import agreements as agreement_resolvers
from resolvers import applications as resolvers
from schema.accounts import SmartAccount
from schema.agreements import Agreement
from schema.allowed import Allowed
from schema.cases import Request
from schema.fields import described, plain, resolved, shows
from schema.pages import Connection
from schema.people import User
from schema.permissions import IsSignedIn
from schema.problems import (
    AlreadyActedUpon,
    DomainTaken,
    Forbidden,
    InvalidInput,
    LinkExpired,
    LinkUsed,
    NameTaken,
    NotAPartner,
    NotFound,
    NotPending,
    ProfileIncomplete,
    PublicDomain,
    RateLimited,
    ReasonTooLong,
    ReminderTooSoon,
    RepeatMismatch,
    ResendTooSoon,
    SelfDecision,
)
from schema.roles import AddedUserRow

described(
    ApplicationStage,
    "Where an application for a new account stands.",
    SUBMITTED="Was sent; it goes on at once.",
    PENDING_DOMAIN_REVIEW="Waits for an operator, who reviews the domain.",
    PENDING_AUTHORIZATION="Waits for the person for whom it was initiated.",
    PENDING_SETUP="Waits to be set up.",
    ACTIVE="The account is there.",
    DECLINED="The domain or the account was declined.",
    CANCELLED="Taken back by the applicant, or ended because nobody took it further.",
)
described(
    DomainReviewCause,
    "Why a domain is reviewed.",
    OTHER_DOMAIN="It is not the domain of the e-mail address.",
    LOOK_ALIKE="It looks like the domain of an account that exists.",
)


@shows(applications.AccountApplication)
class AccountApplication(Request):
    """A person asks for a new account, for the own organisation or for someone else. For the
    applicant, the nominee and the operators."""

    stage: ApplicationStage = plain("Where it stands; `status` says the same more roughly.")
    account_name: str = plain("The account's name.")
    account_type: AccountType = plain("Whose account it is.")
    domain_identifier: str = plain("The domain identifier that is asked for.")
    displayed_domain: str = plain(
        "The identifier for people: as it reads, with the stored form beside it where they differ."
    )
    reason: str = plain("Why they ask, plain text; may be empty.")
    review_cause: DomainReviewCause | None = plain(
        "Why the domain is reviewed; null where it is not."
    )
    look_alikes: list[str] | None = resolved(resolvers.look_alikes)
    for_someone_else: bool = plain("Whether another person is to authorise it and to set it up.")
    nominee_email: str = plain("That person's address; empty where it is for the applicant.")
    nominee: User | None = resolved(resolvers.nominee)
    link_sent_at: datetime | None = plain("When the authorisation link was last mailed.")
    link_expires_at: datetime | None = plain("Until when that link works.")
    account: SmartAccount | None = resolved(resolvers.account)
    agreement: Agreement = resolved(agreement_resolvers.to_accept)
    viewer_can_decide: Allowed = resolved(resolvers.can_decide)
    viewer_can_remind: Allowed = resolved(resolvers.can_remind)
    viewer_can_review: Allowed = resolved(resolvers.can_review)
    viewer_can_authorize: Allowed = resolved(resolvers.can_authorize)
    viewer_can_resend: Allowed = resolved(resolvers.can_resend)
    viewer_can_set_up: Allowed = resolved(resolvers.can_set_up)


@shows(resolvers.Completed)
class CompletedAccountSetup:
    """An account that was set up."""

    application: AccountApplication = plain("The application, with the account.")
    users: list[AddedUserRow] = plain("One for each first user that was named, in that order.")


def _result(name: str) -> Any:
    return strawberry.union(name, description="The changed thing, or why it was refused.")


ApplyForAccountResult = Annotated[
    AccountApplication
    | ProfileIncomplete
    | NotAPartner
    | PublicDomain
    | DomainTaken
    | ReasonTooLong
    | RateLimited
    | InvalidInput
    | NotFound
    | RepeatMismatch,
    _result("ApplyForAccountResult"),
]
CancelApplicationResult = Annotated[
    AccountApplication | NotFound | NotPending | InvalidInput | RepeatMismatch,
    _result("CancelApplicationResult"),
]
SendApplicationReminderResult = Annotated[
    AccountApplication
    | NotFound
    | NotPending
    | ReminderTooSoon
    | Forbidden
    | InvalidInput
    | RepeatMismatch,
    _result("SendApplicationReminderResult"),
]
ResendAuthorizationResult = Annotated[
    AccountApplication
    | NotFound
    | NotPending
    | ResendTooSoon
    | Forbidden
    | InvalidInput
    | RepeatMismatch,
    _result("ResendAuthorizationResult"),
]
ReviewApplicationResult = Annotated[
    AccountApplication
    | AlreadyActedUpon
    | Forbidden
    | SelfDecision
    | NotFound
    | ReasonTooLong
    | InvalidInput
    | RepeatMismatch,
    _result("ReviewApplicationResult"),
]
AuthorizeApplicationResult = Annotated[
    AccountApplication
    | LinkUsed
    | LinkExpired
    | Forbidden
    | SelfDecision
    | NotAPartner
    | NotFound
    | ReasonTooLong
    | InvalidInput
    | RepeatMismatch,
    _result("AuthorizeApplicationResult"),
]
CompleteAccountSetupResult = Annotated[
    CompletedAccountSetup
    | AlreadyActedUpon
    | Forbidden
    | NotFound
    | NameTaken
    | InvalidInput
    | RepeatMismatch,
    _result("CompleteAccountSetupResult"),
]


@strawberry.type(description="What can be done about new accounts.")
class ApplicationMutations:
    apply_for_account: ApplyForAccountResult = resolved(resolvers.apply, IsSignedIn)
    review_application: ReviewApplicationResult = resolved(resolvers.review, IsSignedIn)
    authorize_application: AuthorizeApplicationResult = resolved(resolvers.authorize, IsSignedIn)
    complete_account_setup: CompleteAccountSetupResult = resolved(resolvers.complete, IsSignedIn)
    cancel_application: CancelApplicationResult = resolved(resolvers.cancel, IsSignedIn)
    send_application_reminder: SendApplicationReminderResult = resolved(
        resolvers.remind, IsSignedIn
    )
    resend_authorization: ResendAuthorizationResult = resolved(resolvers.resend, IsSignedIn)


@strawberry.type(description="What can be asked about new accounts.")
class ApplicationQueries:
    account_application: AccountApplication | None = resolved(resolvers.by_id, IsSignedIn)
    account_application_by_token: AccountApplication | None = resolved(
        resolvers.by_token, IsSignedIn
    )
    account_applications: Connection[AccountApplication] | None = resolved(
        resolvers.page, IsSignedIn
    )
