"""What a requester does with a request of any kind: the kind's own verb is found by the id."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import strawberry

from models import applying, asking, delegating, onboarding_steps, problems, supporting
from models.applications import AccountApplication
from models.cases import Case
from models.onboarding import Registration
from models.requests import AccessRequest
from models.support import SupportAccessRequest
from models.users import User
from resolvers import ids, repeats
from resolvers.context import Info

Verb = Callable[[User, UUID], Awaitable[Any]]
ANY_REQUEST_HELP = (
    "The id of a request of one's own, of any kind: access to an account, support access, a new "
    "account, or a registration."
)


@strawberry.input(description="Remind those who decide of a pending request of one's own.")
class SendReminderInput:
    request: strawberry.ID = strawberry.field(description=ANY_REQUEST_HELP)
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Take a pending request of one's own back.")
class WithdrawRequestInput:
    request: strawberry.ID = strawberry.field(description=ANY_REQUEST_HELP)
    idempotency_key: str | None = repeats.key()


@dataclass(frozen=True)
class Acts:
    """What the requester can do with one kind of request."""

    kind: type[Case]
    remind: Verb
    withdraw: Verb


ACTS = {
    acts.kind.__name__: acts
    for acts in (
        Acts(AccessRequest, asking.remind, asking.withdraw),
        Acts(SupportAccessRequest, supporting.remind, supporting.withdraw),
        Acts(AccountApplication, applying.remind, applying.cancel),
        Acts(Registration, delegating.remind, onboarding_steps.withdraw),
    )
}


async def remind(info: Info, input: SendReminderInput) -> Case:
    """Mail those who decide again about a pending request of one's own, of any kind; once in 24
    hours."""
    acts, key = _found(input.request)
    return await _run(info, input, acts, partial(acts.remind, info.context.signed_in, key))


async def withdraw(info: Info, input: WithdrawRequestInput) -> Case:
    """Take a request of one's own back, of any kind, as long as nobody has decided it."""
    acts, key = _found(input.request)
    return await _run(info, input, acts, partial(acts.withdraw, info.context.signed_in, key))


def _found(request: str) -> tuple[Acts, UUID]:
    parsed = ids.parse(request)
    if parsed is None or parsed[0] not in ACTS:
        raise problems.NotFound(field=["request"])
    return ACTS[parsed[0]], parsed[1]


async def _run(info: Info, input: Any, acts: Acts, act: Callable[[], Awaitable[Case]]) -> Case:
    return await repeats.repeat_of(info, input).run(act, acts.kind.whole)
