"""What waits for somebody's decision: over all places counted, and in one account."""

from typing import Any
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models import administrators, database, support
from models.applications import AccountApplication, ApplicationStage
from models.cases import RequestStatus
from models.onboarding import Registration, RegistrationStage
from models.requests import AccessRequest
from models.roles import Rights
from models.support import SupportAccessRequest
from models.users import User

COUNTED = 100


async def count(user: User, rights: Rights) -> int:
    """How many requests of all kinds wait for this user among the others who may decide them; up
    to 100. One's own never do."""
    found = 0
    for waiting in await _kinds(user, rights):
        others = waiting.exclude(requester_id=user.id).limit(COUNTED)
        found += len(await others.values_list("id", flat=True))
        if found >= COUNTED:
            return COUNTED
    return found


async def _kinds(user: User, rights: Rights) -> list[QuerySet[Any]]:
    kinds: list[QuerySet[Any]] = [_invitations(user)]
    if decided := AccessRequest.decided_with(rights):
        pending = AccessRequest.filter(Q(*decided, join_type="OR"), status=RequestStatus.PENDING)
        kinds.append(pending)
    if contracts := await support.administered_by(user):
        asked = SupportAccessRequest.filter(contract_id__in=list(contracts))
        kinds.append(asked.filter(status=RequestStatus.PENDING))
    if companies := [row.company for row in await administrators.of_user(user)]:
        below = [Q(root_id=c.root_id) & Q(company__path__startswith=c.path) for c in companies]
        forwarded = Registration.filter(Q(*below, join_type="OR"))
        kinds.append(forwarded.filter(stage=RegistrationStage.FORWARDED_TO_DA))
    return kinds


def _invitations(user: User) -> QuerySet[AccountApplication]:
    """The accounts that somebody has asked for in this user's name."""
    mine = AccountApplication.of(user).exclude(nominee_email="")
    return mine.filter(stage=ApplicationStage.PENDING_AUTHORIZATION)


async def in_accounts(account_ids: list[UUID]) -> list[int]:
    """How many access requests are pending in each of these accounts."""
    found = await database.fetch(
        "SELECT account_id, COUNT(*) AS waiting FROM access_request"
        f" WHERE account_id IN ({', '.join('?' * len(account_ids))}) AND status = 'PENDING'"
        " GROUP BY account_id",
        *account_ids,
    )
    waiting = {str(row["account_id"]): int(row["waiting"]) for row in found}
    return [waiting.get(str(account_id), 0) for account_id in account_ids]
