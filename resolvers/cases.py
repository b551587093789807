"""Requests of every kind: what they have in common, read in one manner."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from models import clock, problems
from models.cases import Case
from resolvers.allowed import YES, Allowed, when
from resolvers.context import Info, related

# Each kind's loader by key, for what the viewer may see of it; the kinds add theirs.
LOADERS: dict[str, Callable[[Info, UUID], Awaitable[Any]]] = {}


def profile(root: strawberry.Parent[Case]) -> Case:
    """The requester's profile as it was when the request was sent."""
    return root


def requester(root: strawberry.Parent[Case], info: Info) -> Any:
    """Who asks."""
    return related(root, "requester", info.context.users)


def acted_by(root: strawberry.Parent[Case], info: Info) -> Any:
    """Who acted upon it; null while pending, and for the system."""
    return related(root, "acted_by", info.context.users)


def last_activity_at(root: strawberry.Parent[Case]) -> datetime:
    """When something last happened to it."""
    return root.activity_at


async def can_decide(root: strawberry.Parent[Case], info: Info) -> Allowed:
    """Whether the viewer may approve or decline it now."""
    if not root.pending:
        return when(False, "It has been acted upon.")
    try:
        await root.check_decidable(info.context.signed_in)
    except problems.Problem as problem:
        return when(False, problem.message)
    return YES


def can_remind(root: strawberry.Parent[Case], info: Info) -> Allowed:
    """Whether the viewer may send a reminder now."""
    if root.requester_id != info.context.signed_in.id:
        return when(False, "Only the requester may.")
    if not root.pending:
        return when(False, "It has been acted upon.")
    soon = root.remindable_at
    return YES if soon is None or soon <= clock.now() else when(False, "Once in 24 hours.")


def can_withdraw(root: strawberry.Parent[Case], info: Info) -> Allowed:
    """Whether the viewer may take it back now."""
    if root.requester_id != info.context.signed_in.id:
        return when(False, "Only the requester may.")
    return when(root.pending, "It has been acted upon.")
