"""Requests of every kind: what they have in common, read in one manner."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from models import clock, problems
from models.cases import Case
from models.error_codes import ErrorCode
from resolvers.allowed import Allowed, refused, when
from resolvers.context import Info, read_along, related

ACTED = "It has been acted upon."
OWN = "Nobody decides their own request."
# Another's request reads as missing to who would act as its requester.
NOT_OWN = Allowed(False, "Only the requester may.", ErrorCode.NOT_FOUND)

# Each kind's loader by key, for what the viewer may see of it; the kinds add theirs.
LOADERS: dict[str, Callable[[Info, UUID], Awaitable[Any]]] = {}


def profile(root: strawberry.Parent[Case]) -> Case:
    """The requester's profile as it was when the request was sent."""
    return root


@read_along("requester")
def requester(root: strawberry.Parent[Case], info: Info) -> Any:
    """Who asks."""
    return related(root, "requester", info.context.users)


@read_along("acted_by")
def acted_by(root: strawberry.Parent[Case], info: Info) -> Any:
    """Who acted upon it; null while pending, and for the system."""
    return related(root, "acted_by", info.context.users)


def last_activity_at(root: strawberry.Parent[Case]) -> datetime:
    """When something last happened to it."""
    return root.activity_at


async def can_decide(root: strawberry.Parent[Case], info: Info) -> Allowed:
    """Whether the viewer may approve or decline it now."""
    try:
        await root.check_decidable(info.context.signed_in)
    except problems.Problem as problem:
        return refused(problem)
    return undecided(root.pending)


def undecided(condition: bool) -> Allowed:
    """Allowed as long as nobody else has decided."""
    return when(condition, ACTED, ErrorCode.ALREADY_ACTED_UPON)


def can_remind(root: strawberry.Parent[Case], info: Info) -> Allowed:
    """Whether the viewer may send a reminder now."""
    if root.requester_id != info.context.signed_in.id:
        return NOT_OWN
    if not root.pending:
        return when(False, ACTED, ErrorCode.NOT_PENDING)
    return after_a_day(root)


def after_a_day(root: Case) -> Allowed:
    """Allowed once a day."""
    soon = root.remindable_at
    again = soon is None or soon <= clock.now()
    return when(again, "Once in 24 hours.", ErrorCode.REMINDER_TOO_SOON)


def can_withdraw(root: strawberry.Parent[Case], info: Info) -> Allowed:
    """Whether the viewer may take it back now."""
    if root.requester_id != info.context.signed_in.id:
        return NOT_OWN
    return when(root.pending, ACTED, ErrorCode.NOT_PENDING)
