"""What happened to a request, for who may see the request."""

from typing import Any

import strawberry

from models import timelines
from models.applications import AccountApplication
from models.cases import Case
from models.onboarding import Registration
from models.request_events import RequestEvent
from models.requests import AccessRequest
from models.support import SupportAccessRequest
from models.users import User
from resolvers.context import Info


async def of_request(root: strawberry.Parent[Case], info: Info) -> list[RequestEvent]:
    """What happened to it, the oldest first: its sending and the last 99 things since. The
    questions of the desk, their answers and the registrant's own steps are for the registrant,
    agents and operators; empty for who may not see the request."""
    viewer = info.context.signed_in
    own = root.requester_id == viewer.id
    if not own and not await _sees(root, viewer, info):
        return []
    since = await info.context.timelines.load((type(root).__name__, root.id))
    return timelines.of_case(root, since, outsider=not own and viewer.staff is None)


async def _sees(root: Case, viewer: User, info: Info) -> bool:
    """Whether somebody else's request is the viewer's to see, asked without reading it again."""
    if isinstance(root, AccessRequest):
        escalated = viewer.is_operator and root.escalated_at is not None
        return escalated or root.decidable_with(await info.context.rights())
    if isinstance(root, AccountApplication):
        told = root.invited or root.nominee_id is not None
        return viewer.is_operator or (told and root.is_nominee(viewer))
    if viewer.staff:
        return True
    if isinstance(root, SupportAccessRequest) and root.contract_id:
        people = await info.context.contract_administrators.load(root.contract_id)
        return viewer.id in {person.id for person in people}
    return isinstance(root, Registration) and await _asked(root, info)


async def _asked(root: Registration, info: Info) -> bool:
    """Whether the viewer is one of the administrators whom a registration was forwarded to."""
    if root.forwarded_at is None or root.company is None:
        return False
    administered = {row.company_id for row in await info.context.appointments()}
    return not administered.isdisjoint(root.company.lineage)


def actor(root: strawberry.Parent[RequestEvent], info: Info) -> Any:
    """Who did it, as that user is now; null where no user did."""
    return info.context.users.load(root.actor_id) if root.actor_id else None
