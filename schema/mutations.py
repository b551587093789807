"""What can be done. Each answers with the changed thing, or with a named refusal."""

from typing import Annotated, Any

import strawberry

from resolvers import accounts, mails, notices, requests, roles, sessions, users
from schema.account_mutations import AccountMutations
from schema.accounts import SmartAccount
from schema.applications import ApplicationMutations
from schema.automation import AutomationMutations
from schema.case_mutations import CaseMutations
from schema.desk import DeskMutations
from schema.fields import resolved
from schema.mails import EmailMessage
from schema.onboarding_mutations import AdministratorMutations, OnboardingMutations
from schema.people import User
from schema.permissions import Anyone, IsSignedIn
from schema.problems import (
    AccountChoiceRequired,
    AccountNotActive,
    AlreadyActedUpon,
    AlreadyHeld,
    ApproverDomainMismatch,
    DuplicatePending,
    Forbidden,
    InheritedAccess,
    InvalidInput,
    LastAdmin,
    LinkExpired,
    LinkUsed,
    NoMatchingAccount,
    NotFound,
    NotPending,
    PasswordsOff,
    ProfileIncomplete,
    RateLimited,
    ReasonTooLong,
    ReasonTooShort,
    RepeatMismatch,
    ResendTooSoon,
    RoleEnded,
    RoleScopeMismatch,
    SelfDecision,
    UsernameTaken,
    VirtualAccountRequired,
    WeakPassword,
    WrongCredentials,
)
from schema.requests import AccessRequest
from schema.roles import AddedUsers, RemovedUser, RoleAssignment
from schema.sessions import NewPersonalAccessToken, PersonalAccessToken
from schema.support_mutations import SupportMutations
from schema.users import Profile, Viewer


def _result(name: str) -> Any:
    return strawberry.union(name, description="The changed thing, or why it was refused.")


RequestAccessResult = Annotated[
    AccessRequest
    | ProfileIncomplete
    | NoMatchingAccount
    | AccountChoiceRequired
    | AccountNotActive
    | ReasonTooShort
    | ReasonTooLong
    | DuplicatePending
    | RateLimited
    | RoleScopeMismatch
    | VirtualAccountRequired
    | ApproverDomainMismatch
    | InvalidInput
    | NotFound
    | RepeatMismatch,
    _result("RequestAccessResult"),
]
WithdrawAccessRequestResult = Annotated[
    AccessRequest | NotFound | NotPending | InvalidInput | RepeatMismatch,
    _result("WithdrawAccessRequestResult"),
]
ApproveAccessRequestResult = Annotated[
    AccessRequest
    | AlreadyActedUpon
    | Forbidden
    | SelfDecision
    | NotFound
    | RoleScopeMismatch
    | VirtualAccountRequired
    | ApproverDomainMismatch
    | LastAdmin
    | InvalidInput
    | RepeatMismatch,
    _result("ApproveAccessRequestResult"),
]
DeclineAccessRequestResult = Annotated[
    AccessRequest
    | AlreadyActedUpon
    | Forbidden
    | SelfDecision
    | NotFound
    | ReasonTooShort
    | ReasonTooLong
    | InvalidInput
    | RepeatMismatch,
    _result("DeclineAccessRequestResult"),
]
GrantRoleResult = Annotated[
    RoleAssignment
    | Forbidden
    | NotFound
    | AccountNotActive
    | RoleScopeMismatch
    | VirtualAccountRequired
    | ApproverDomainMismatch
    | AlreadyHeld
    | InvalidInput
    | RepeatMismatch,
    _result("GrantRoleResult"),
]
ChangeRoleResult = Annotated[
    RoleAssignment
    | Forbidden
    | NotFound
    | RoleScopeMismatch
    | VirtualAccountRequired
    | ApproverDomainMismatch
    | InheritedAccess
    | LastAdmin
    | RoleEnded
    | InvalidInput
    | RepeatMismatch,
    _result("ChangeRoleResult"),
]
RevokeRoleResult = Annotated[
    RoleAssignment
    | Forbidden
    | NotFound
    | InheritedAccess
    | LastAdmin
    | RoleEnded
    | InvalidInput
    | RepeatMismatch,
    _result("RevokeRoleResult"),
]
AddUsersResult = Annotated[
    AddedUsers | Forbidden | NotFound | AccountNotActive | InvalidInput | RepeatMismatch,
    _result("AddUsersResult"),
]
RemoveUserResult = Annotated[
    RemovedUser
    | Forbidden
    | NotFound
    | InheritedAccess
    | LastAdmin
    | RoleEnded
    | InvalidInput
    | RepeatMismatch,
    _result("RemoveUserResult"),
]
RegisterResult = Annotated[
    User | UsernameTaken | WeakPassword | PasswordsOff | InvalidInput | RateLimited,
    _result("RegisterResult"),
]
SignInResult = Annotated[
    Viewer | WrongCredentials | PasswordsOff | RateLimited, _result("SignInResult")
]
UpdateProfileResult = Annotated[
    Profile | InvalidInput | ResendTooSoon, _result("UpdateProfileResult")
]
VerifyEmailResult = Annotated[Profile | LinkUsed | LinkExpired, _result("VerifyEmailResult")]
ResendVerificationResult = Annotated[Profile | ResendTooSoon, _result("ResendVerificationResult")]
CreatePersonalAccessTokenResult = Annotated[
    NewPersonalAccessToken | InvalidInput, _result("CreatePersonalAccessTokenResult")
]
RevokePersonalAccessTokenResult = Annotated[
    PersonalAccessToken | NotFound, _result("RevokePersonalAccessTokenResult")
]
DeactivateSmartAccountResult = Annotated[
    SmartAccount | Forbidden | NotFound | AccountNotActive, _result("DeactivateSmartAccountResult")
]
DeactivateUserResult = Annotated[User | Forbidden | NotFound, _result("DeactivateUserResult")]
MarkNoticesReadResult = Annotated[Viewer | InvalidInput, _result("MarkNoticesReadResult")]
ResendEmailResult = Annotated[EmailMessage | Forbidden | NotFound, _result("ResendEmailResult")]


@strawberry.type(description="What can be done.")
class Mutation(
    CaseMutations,
    ApplicationMutations,
    AutomationMutations,
    AccountMutations,
    SupportMutations,
    OnboardingMutations,
    AdministratorMutations,
    DeskMutations,
):
    request_access: RequestAccessResult = resolved(requests.request_access, IsSignedIn)
    withdraw_access_request: WithdrawAccessRequestResult = resolved(requests.withdraw, IsSignedIn)
    approve_access_request: ApproveAccessRequestResult = resolved(requests.approve, IsSignedIn)
    decline_access_request: DeclineAccessRequestResult = resolved(requests.decline, IsSignedIn)
    grant_role: GrantRoleResult = resolved(roles.grant, IsSignedIn)
    change_role: ChangeRoleResult = resolved(roles.change, IsSignedIn)
    revoke_role: RevokeRoleResult = resolved(roles.revoke, IsSignedIn)
    add_users: AddUsersResult = resolved(roles.add_users, IsSignedIn)
    remove_user: RemoveUserResult = resolved(roles.remove_user, IsSignedIn)
    register: RegisterResult = resolved(users.register, Anyone)
    sign_in: SignInResult = resolved(sessions.sign_in, Anyone)
    sign_out: User = resolved(sessions.sign_out, IsSignedIn)
    update_profile: UpdateProfileResult = resolved(users.update_profile, IsSignedIn)
    verify_email: VerifyEmailResult = resolved(users.verify_email, IsSignedIn)
    resend_verification: ResendVerificationResult = resolved(users.resend_verification, IsSignedIn)
    create_personal_access_token: CreatePersonalAccessTokenResult = resolved(
        sessions.create_token, IsSignedIn
    )
    revoke_personal_access_token: RevokePersonalAccessTokenResult = resolved(
        sessions.revoke_token, IsSignedIn
    )
    deactivate_smart_account: DeactivateSmartAccountResult = resolved(
        accounts.deactivate, IsSignedIn
    )
    deactivate_user: DeactivateUserResult = resolved(users.deactivate, IsSignedIn)
    mark_notices_read: MarkNoticesReadResult = resolved(notices.mark_read, IsSignedIn)
    resend_email: ResendEmailResult = resolved(mails.resend, IsSignedIn)
