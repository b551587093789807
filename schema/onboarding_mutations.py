"""What can be asked and done about onboarding, and by delegated administrators."""

from typing import Annotated, Any

import strawberry

from resolvers import administrators, onboarding
from schema.administrators import CompanyAssociation, DelegatedAdministrator
from schema.fields import resolved
from schema.onboarding import Registration
from schema.permissions import IsSignedIn
from schema.problems import (
    AgreementPending,
    AlreadyActedUpon,
    AlreadyHeld,
    AlreadyRegistered,
    CompanyNotOffered,
    ContractNotEntitled,
    ContractNotOnProfile,
    Forbidden,
    InvalidInput,
    LastAdmin,
    LinkExpired,
    LinkUsed,
    NoEntitledContract,
    NotAssociated,
    NotFound,
    NotPending,
    PartnerNotEligible,
    ProfileIncomplete,
    PublicEmailDomain,
    RateLimited,
    ReasonTooLong,
    ReminderTooSoon,
    RepeatMismatch,
    ResendTooSoon,
    RoleEnded,
    SelfDecision,
    SerialNotCovered,
    WrongStage,
)


def _result(name: str) -> Any:
    return strawberry.union(name, description="The changed thing, or why it was refused.")


StartRegistrationResult = Annotated[
    Registration
    | ProfileIncomplete
    | NoEntitledContract
    | PublicEmailDomain
    | PartnerNotEligible
    | AlreadyRegistered
    | RateLimited
    | InvalidInput
    | RepeatMismatch,
    _result("StartRegistrationResult"),
]
VerifyEntitlementResult = Annotated[
    Registration
    | ContractNotOnProfile
    | ContractNotEntitled
    | SerialNotCovered
    | PartnerNotEligible
    | RateLimited
    | WrongStage
    | NotFound
    | InvalidInput
    | RepeatMismatch,
    _result("VerifyEntitlementResult"),
]
ConfirmForwardResult = Annotated[
    Registration | WrongStage | NotFound | InvalidInput | RepeatMismatch,
    _result("ConfirmForwardResult"),
]
ChooseCompanyResult = Annotated[
    Registration
    | CompanyNotOffered
    | ResendTooSoon
    | WrongStage
    | NotFound
    | InvalidInput
    | RepeatMismatch,
    _result("ChooseCompanyResult"),
]
ResendRegistrationVerificationResult = Annotated[
    Registration | ResendTooSoon | WrongStage | NotFound | InvalidInput | RepeatMismatch,
    _result("ResendRegistrationVerificationResult"),
]
ConfirmVerificationResult = Annotated[
    Registration
    | LinkUsed
    | LinkExpired
    | PartnerNotEligible
    | WrongStage
    | InvalidInput
    | RepeatMismatch,
    _result("ConfirmVerificationResult"),
]
CancelRegistrationResult = Annotated[
    Registration | WrongStage | NotFound | InvalidInput | RepeatMismatch,
    _result("CancelRegistrationResult"),
]
RemindRegistrationResult = Annotated[
    Registration | NotFound | NotPending | ReminderTooSoon | InvalidInput | RepeatMismatch,
    _result("RemindRegistrationResult"),
]
DecideRegistrationResult = Annotated[
    Registration
    | AlreadyActedUpon
    | Forbidden
    | SelfDecision
    | AgreementPending
    | NotFound
    | ReasonTooLong
    | InvalidInput
    | RepeatMismatch,
    _result("DecideRegistrationResult"),
]
AcceptAdministratorTermsResult = Annotated[
    DelegatedAdministrator | NotFound | InvalidInput | RepeatMismatch,
    _result("AcceptAdministratorTermsResult"),
]
NominateAdministratorResult = Annotated[
    DelegatedAdministrator
    | Forbidden
    | AgreementPending
    | PartnerNotEligible
    | AlreadyHeld
    | NotFound
    | InvalidInput
    | RepeatMismatch,
    _result("NominateAdministratorResult"),
]
EndAdministratorResult = Annotated[
    DelegatedAdministrator
    | Forbidden
    | AgreementPending
    | LastAdmin
    | RoleEnded
    | ReasonTooLong
    | NotFound
    | InvalidInput
    | RepeatMismatch,
    _result("EndAdministratorResult"),
]
AssociateUserResult = Annotated[
    CompanyAssociation | Forbidden | AgreementPending | NotFound | InvalidInput | RepeatMismatch,
    _result("AssociateUserResult"),
]
DissociateUserResult = Annotated[
    CompanyAssociation
    | Forbidden
    | AgreementPending
    | NotAssociated
    | NotFound
    | InvalidInput
    | RepeatMismatch,
    _result("DissociateUserResult"),
]
AssignPortalRoleResult = Annotated[
    CompanyAssociation
    | Forbidden
    | AgreementPending
    | NotAssociated
    | NotFound
    | InvalidInput
    | RepeatMismatch,
    _result("AssignPortalRoleResult"),
]


@strawberry.type(description="What can be asked about onboarding.")
class OnboardingQueries:
    registration: Registration | None = resolved(onboarding.by_id, IsSignedIn)


@strawberry.type(description="What can be done about onboarding.")
class OnboardingMutations:
    start_registration: StartRegistrationResult = resolved(onboarding.start, IsSignedIn)
    verify_entitlement: VerifyEntitlementResult = resolved(
        onboarding.verify_entitlement, IsSignedIn
    )
    confirm_forward: ConfirmForwardResult = resolved(onboarding.confirm_forward, IsSignedIn)
    choose_company: ChooseCompanyResult = resolved(onboarding.choose_company, IsSignedIn)
    resend_registration_verification: ResendRegistrationVerificationResult = resolved(
        onboarding.resend_verification, IsSignedIn
    )
    confirm_verification: ConfirmVerificationResult = resolved(
        onboarding.confirm_verification, IsSignedIn
    )
    cancel_registration: CancelRegistrationResult = resolved(onboarding.cancel, IsSignedIn)
    remind_registration: RemindRegistrationResult = resolved(onboarding.remind, IsSignedIn)


@strawberry.type(description="What delegated administrators can do.")
class AdministratorMutations:
    decide_registration: DecideRegistrationResult = resolved(administrators.decide, IsSignedIn)
    accept_administrator_terms: AcceptAdministratorTermsResult = resolved(
        administrators.accept_terms, IsSignedIn
    )
    nominate_administrator: NominateAdministratorResult = resolved(
        administrators.nominate, IsSignedIn
    )
    end_administrator: EndAdministratorResult = resolved(administrators.end, IsSignedIn)
    associate_user: AssociateUserResult = resolved(administrators.associate, IsSignedIn)
    dissociate_user: DissociateUserResult = resolved(administrators.dissociate, IsSignedIn)
    assign_portal_role: AssignPortalRoleResult = resolved(administrators.assign_role, IsSignedIn)
