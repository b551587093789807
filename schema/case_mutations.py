"""What a requester can do with requests of every kind."""

from typing import Annotated, Any

import strawberry

from resolvers import case_acts
from schema.applications import AccountApplication
from schema.fields import resolved
from schema.onboarding import Registration
from schema.permissions import IsSignedIn
from schema.problems import (
    Forbidden,
    InvalidInput,
    NotFound,
    NotPending,
    ReminderTooSoon,
    RepeatMismatch,
    WrongStage,
)
from schema.requests import AccessRequest
from schema.support import SupportAccessRequest


def _result(name: str) -> Any:
    return strawberry.union(name, description="The changed thing, or why it was refused.")


SendReminderResult = Annotated[
    AccessRequest
    | SupportAccessRequest
    | AccountApplication
    | Registration
    | NotFound
    | NotPending
    | ReminderTooSoon
    | Forbidden
    | InvalidInput
    | RepeatMismatch,
    _result("SendReminderResult"),
]
WithdrawRequestResult = Annotated[
    AccessRequest
    | SupportAccessRequest
    | AccountApplication
    | Registration
    | NotFound
    | NotPending
    | WrongStage
    | InvalidInput
    | RepeatMismatch,
    _result("WithdrawRequestResult"),
]


@strawberry.type(description="What a requester can do with requests of every kind.")
class CaseMutations:
    send_reminder: SendReminderResult = resolved(case_acts.remind, IsSignedIn)
    withdraw_request: WithdrawRequestResult = resolved(case_acts.withdraw, IsSignedIn)
