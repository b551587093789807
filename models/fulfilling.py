"""No zombies: a role that is given without a request answers the request that asked for it."""

from models import cases, letters, mail, requests, roles, silence
from models.accounts import SmartAccount
from models.cases import RequestStatus
from models.notices import NoticeKind
from models.requests import AccessRequest
from models.roles import RoleAssignment
from models.users import User


async def by_grant(
    account: SmartAccount, user: User, assignment: RoleAssignment, by: User
) -> AccessRequest | None:
    """Approve the user's pending request in the locked account, if this role is what it asks for.

    A proposal of more than what was given is left to whoever decides it, and so is one's own.
    """
    if by.id == user.id:
        return None
    found = AccessRequest.filter(account_id=account.id, requester_id=user.id)
    pending = await found.filter(status=RequestStatus.PENDING).first()
    if pending is None or not _covers(assignment, pending):
        return None
    changes = {"status": RequestStatus.APPROVED, "acted_by_id": by.id}
    if not await pending.settle({**changes, "granted": [requests.noted(assignment)]}):
        return None
    request = await AccessRequest.whole(pending.id)
    await mail.cancel_unsent(request.id)
    did = f"gave {request.full_name} {assignment.in_words()}, which answers the request"
    await cases.tell(NoticeKind.REQUEST_ACTED_UPON, request, account, by, did)
    admins = [admin for admin in await roles.active_admins(account.id) if admin.id != by.id]
    await letters.approved(request, account, user, admins, by.full_name)
    await silence.over(request, did)
    return request


def _covers(assignment: RoleAssignment, request: AccessRequest) -> bool:
    """Whether the role, which holds already, gives at least what the requester proposed."""
    if not assignment.in_its_time:
        return False
    if request.proposed_role is None:
        return True
    asked = {part["id"] for part in request.proposed_virtual_accounts}
    given = {str(part.id) for part in assignment.virtual_accounts}
    return request.proposed_role == assignment.role and asked <= given
