"""Deciding: of several administrators who answer at once, exactly one wins."""

from typing import Any, cast
from uuid import UUID

from models import (
    accounts,
    asking,
    cases,
    database,
    grants,
    letters,
    problems,
    requests,
    revocations,
    roles,
    silence,
    writing,
)
from models.accounts import SmartAccount
from models.cases import RequestStatus
from models.grants import Grant
from models.notices import NoticeKind
from models.requests import AccessRequest
from models.roles import Right, Rights
from models.users import User


@database.transaction
async def approve(
    by: User, request_id: UUID, grant: Grant, part_ids: list[UUID], replace: bool
) -> AccessRequest:
    """Approve a pending request, giving a role besides the current ones or in place of them."""
    changes = {"status": RequestStatus.APPROVED}
    request, account, rights = await _decide(by, request_id, changes)
    grant = Grant(
        grant.role, await accounts.chosen(account, part_ids), grant.starts_at, grant.ends_at
    )
    grants.check_may_give(rights, Right.DECIDE_REQUESTS, account, grant)
    grant.check(request.requester, account)
    if replace:
        await _replace(account, request, by, rights)
    given = await grants.give(account, request.requester, grant, by, request.id)
    if replace and not await roles.active_admins(account.id):
        raise problems.LastAdmin()
    request.granted = [requests.noted(given)]
    await writing.save(request, "granted")
    await _tell(request, account, by, f"approved {given.in_words()} for {request.full_name}")
    await letters.approved(
        request, account, request.requester, await _others(account, by), by.full_name
    )
    return request


@database.transaction
async def decline(by: User, request_id: UUID, reason: str) -> AccessRequest:
    """Decline a pending request, with a reason if one is given or the account wants one; current
    roles stay."""
    reason = asking.clean_reason(reason, minimum=0)
    changes = {"status": RequestStatus.DECLINED, "decision_reason": reason}
    request, account, _ = await _decide(by, request_id, changes)
    if account.decline_reason_required:
        # Only now: who comes too late is told that, and what was written is undone.
        asking.clean_reason(reason)
    await _tell(request, account, by, f"declined the request of {request.full_name}")
    await letters.declined(
        request, account, request.requester, await _others(account, by), by.full_name
    )
    return request


async def _decide(
    by: User, request_id: UUID, changes: dict[str, Any]
) -> tuple[AccessRequest, SmartAccount, Rights]:
    request, place, rights = await cases.decide(AccessRequest, request_id, by, changes)
    return request, cast(SmartAccount, place), rights


async def _replace(account: SmartAccount, request: AccessRequest, by: User, rights: Rights) -> None:
    if not rights.everywhere(Right.MANAGE_USERS, account.id):
        raise problems.Forbidden("Only an administrator of the whole account may replace roles.")
    await revocations.replace_all(account, request.requester, by)


async def _others(account: SmartAccount, by: User) -> list[User]:
    return [admin for admin in await roles.active_admins(account.id) if admin.id != by.id]


async def _tell(request: AccessRequest, account: SmartAccount, by: User, did: str) -> None:
    await cases.tell(NoticeKind.REQUEST_ACTED_UPON, request, account, by, did)
    await silence.over(request, did)
