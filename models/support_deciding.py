"""Deciding about support access: one of several wins; and what ends without a decision."""

from typing import Any
from uuid import UUID

from models import asking, cases, database, mail, problems, support_ends, timers
from models import support_grants as grants
from models import support_letters as letters
from models.cases import RequestStatus
from models.entitlements import AccessLevel
from models.notices import NoticeKind, Place
from models.requests import EndCause
from models.support import CANCEL, COVERS, LEVELS, SYSTEM, SupportAccessRequest
from models.users import User


@database.transaction
async def approve(by: User, request_id: UUID, level: AccessLevel | None) -> SupportAccessRequest:
    """Approve a pending request, at the level that was asked for or a lower one."""
    request, place = await _decide(by, request_id, {"status": RequestStatus.APPROVED})
    granted = level or request.level
    if granted not in COVERS[request.level]:
        raise problems.InvalidInput("This is more than was asked for.", field=["level"])
    grants.check_open(request.contract)
    request.granted_level = granted
    await request.save(update_fields=["granted_level"])
    await grants.give(grants.answered(request, granted))
    did = f"approved {LEVELS[granted].lower()} for {request.full_name}"
    await cases.tell(NoticeKind.REQUEST_ACTED_UPON, request, place, by, did)
    await letters.approved(request, await _others(request, by), by.full_name)
    return request


@database.transaction
async def deny(by: User, request_id: UUID, reason: str) -> SupportAccessRequest:
    """Deny a pending request, with a reason if one is given."""
    text = asking.clean_reason(reason, minimum=0)
    changes = {"status": RequestStatus.DECLINED, "decision_reason": text}
    request, place = await _decide(by, request_id, changes)
    did = f"denied the request of {request.full_name}"
    await cases.tell(NoticeKind.REQUEST_ACTED_UPON, request, place, by, did)
    await letters.denied(request, await _others(request, by), by.full_name)
    return request


async def _decide(
    by: User, request_id: UUID, changes: dict[str, Any]
) -> tuple[SupportAccessRequest, Place]:
    request, place, _ = await cases.decide(SupportAccessRequest, request_id, by, changes)
    await timers.drop(request.id)
    return request, place


async def _others(request: SupportAccessRequest, by: User) -> list[User]:
    return [person for person in await request.askable() if person.id != by.id]


@timers.on(CANCEL)
async def cancel(request_id: UUID) -> None:
    """Nobody decided in four weeks: all parties are told that it is over."""
    changes = {"status": RequestStatus.CANCELLED, "end_cause": EndCause.NOT_ANSWERED}
    why = "nobody decided it within four weeks"
    await _end(SupportAccessRequest(id=request_id), changes, NoticeKind.REQUEST_EXPIRED, why)


async def cancel_of(user: User, by: User) -> None:
    """Cancel a user's pending requests because the sign-in was closed, and end what is held."""
    pending = SupportAccessRequest.filter(requester_id=user.id, status=RequestStatus.PENDING)
    changes = {
        "status": RequestStatus.CANCELLED,
        "acted_by_id": by.id,
        "end_cause": EndCause.USER_DEACTIVATED,
    }
    for request in await pending.order_by("id"):
        why = "the user was deactivated"
        await _end(request, changes, NoticeKind.REQUEST_WITHDRAWN, why, by)
    await support_ends.end_of(user, by)


async def _end(
    request: SupportAccessRequest,
    changes: dict[str, Any],
    kind: NoticeKind,
    why: str,
    by: User | None = None,
) -> None:
    if not await request.settle(changes):
        return
    request = await SupportAccessRequest.whole(request.id)
    place = await request.place()
    await mail.cancel_unsent(request.id)
    await timers.drop(request.id)
    did = f"closed the request of {request.full_name}: {why}"
    await cases.tell(kind, request, place, by, did)
    await letters.ended(request, [request.requester, *await request.askable()], SYSTEM, why)
