"""What waits for the viewer's decision, as numbers for a page's frame."""

import strawberry
from tortoise.expressions import Q

from models import waiting
from models.accounts import SmartAccount
from models.cases import RequestStatus
from models.requests import AccessRequest
from models.roles import Right
from models.users import User
from resolvers.context import Info


async def for_viewer(root: strawberry.Parent[User], info: Info) -> int:
    """How many requests wait for the viewer's decision, over all places: to enter the accounts, for
    support by the contracts and for the portal of the companies that the viewer administers, and
    new accounts that the viewer is asked to authorise. Counted up to 100. Not one's own, and not
    the queues that all agents or operators share."""
    return await waiting.count(root, await info.context.rights())


async def in_account(root: strawberry.Parent[SmartAccount], info: Info) -> int | None:
    """How many requests are pending of those that the viewer may see and decide; null for who may
    decide none. One's own count, too, though others decide them."""
    rights = await info.context.rights()
    if rights.everywhere(Right.DECIDE_REQUESTS, root.id):
        return await info.context.pending_requests.load(root.id)
    if not rights.anywhere(Right.DECIDE_REQUESTS, root.id):
        return None
    theirs = Q(*AccessRequest.decided_with(rights), join_type="OR")
    return await AccessRequest.filter(
        theirs, account_id=root.id, status=RequestStatus.PENDING
    ).count()
