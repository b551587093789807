"""What can be asked and done about support access."""

from typing import Annotated, Any

import strawberry

from resolvers import support as resolvers
from schema.fields import resolved
from schema.pages import Connection
from schema.permissions import IsSignedIn
from schema.problems import (
    AlreadyActedUpon,
    AlreadyHeld,
    DuplicatePending,
    Forbidden,
    InvalidInput,
    NotFound,
    NotPending,
    ProfileIncomplete,
    RateLimited,
    ReasonTooLong,
    ReminderTooSoon,
    RepeatMismatch,
    RoleEnded,
    SelfDecision,
)
from schema.support import SupportAccess, SupportAccessRequest


def _result(name: str) -> Any:
    return strawberry.union(name, description="The changed thing, or why it was refused.")


RequestSupportAccessResult = Annotated[
    SupportAccessRequest
    | ProfileIncomplete
    | InvalidInput
    | ReasonTooLong
    | DuplicatePending
    | AlreadyHeld
    | RateLimited
    | RepeatMismatch,
    _result("RequestSupportAccessResult"),
]
RemindSupportAccessResult = Annotated[
    SupportAccessRequest | NotFound | NotPending | ReminderTooSoon | InvalidInput | RepeatMismatch,
    _result("RemindSupportAccessResult"),
]
WithdrawSupportAccessResult = Annotated[
    SupportAccessRequest | NotFound | NotPending | InvalidInput | RepeatMismatch,
    _result("WithdrawSupportAccessResult"),
]
ApproveSupportAccessResult = Annotated[
    SupportAccessRequest
    | AlreadyActedUpon
    | Forbidden
    | SelfDecision
    | NotFound
    | InvalidInput
    | RepeatMismatch,
    _result("ApproveSupportAccessResult"),
]
DenySupportAccessResult = Annotated[
    SupportAccessRequest
    | AlreadyActedUpon
    | Forbidden
    | SelfDecision
    | NotFound
    | ReasonTooLong
    | InvalidInput
    | RepeatMismatch,
    _result("DenySupportAccessResult"),
]
GrantSupportAccessResult = Annotated[
    SupportAccess
    | Forbidden
    | SelfDecision
    | NotFound
    | AlreadyHeld
    | InvalidInput
    | RepeatMismatch,
    _result("GrantSupportAccessResult"),
]
RevokeSupportAccessResult = Annotated[
    SupportAccess | Forbidden | NotFound | RoleEnded | InvalidInput | RepeatMismatch,
    _result("RevokeSupportAccessResult"),
]


@strawberry.type(description="What can be asked about support access.")
class SupportQueries:
    support_access_request: SupportAccessRequest | None = resolved(resolvers.by_id, IsSignedIn)
    support_access_requests: Connection[SupportAccessRequest] | None = resolved(
        resolvers.requests_for_staff, IsSignedIn
    )


@strawberry.type(description="What can be done about support access.")
class SupportMutations:
    request_support_access: RequestSupportAccessResult = resolved(
        resolvers.request_access, IsSignedIn
    )
    remind_support_access: RemindSupportAccessResult = resolved(resolvers.remind, IsSignedIn)
    withdraw_support_access: WithdrawSupportAccessResult = resolved(resolvers.withdraw, IsSignedIn)
    approve_support_access: ApproveSupportAccessResult = resolved(resolvers.approve, IsSignedIn)
    deny_support_access: DenySupportAccessResult = resolved(resolvers.deny, IsSignedIn)
    grant_support_access: GrantSupportAccessResult = resolved(resolvers.grant, IsSignedIn)
    revoke_support_access: RevokeSupportAccessResult = resolved(resolvers.revoke, IsSignedIn)
