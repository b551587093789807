"""The roles that a requester holds where access is asked for, for who decides."""

from collections.abc import Sequence
from typing import Any

import strawberry

from models.requests import AccessRequest, roles_of_pairs
from models.roles import Right, RoleAssignment
from resolvers import listed
from resolvers.context import Info, read_along


async def read_along_with(requests: Sequence[AccessRequest], info: Info, narrow: bool) -> None:
    """Read along which roles their requesters hold, where the viewer may know; of each no more
    than a `narrow` list shows."""
    rights, own = await info.context.rights(), info.context.signed_in.id
    wholly = rights.accounts(Right.DECIDE_REQUESTS)
    seen = [
        one
        for one in requests
        if one.account_id in wholly or one.requester_id == own or one.decidable_with(rights)
    ]
    pairs = [(request.account_id, request.requester_id) for request in seen]
    found = await roles_of_pairs(pairs, listed.ROLES if narrow else None)
    for request, pair in zip(seen, pairs, strict=True):
        request.__dict__["_current_roles"] = held = found.get(pair, [])
        for assignment in held:
            assignment.__dict__["_account"] = request.__dict__.get("_account")


@read_along("current_roles")
def of_request(root: strawberry.Parent[AccessRequest], info: Info) -> Any:
    """The roles that the requester holds in the account now; null for who may not decide the
    request."""
    held = root.__dict__.get("_current_roles")
    return _read(root, info) if held is None else held


async def _read(root: AccessRequest, info: Info) -> list[RoleAssignment] | None:
    own = root.requester_id == info.context.signed_in.id
    if not own and not root.decidable_with(await info.context.rights()):
        return None
    return await info.context.roles.load((root.account_id, root.requester_id))
