"""What happened to a request besides the acts in its log: mails that went, the desk's questions,
and the end of what was given in answer."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from models import clock, desk_thread
from models.administrators import DelegatedAdministrator
from models.desk_thread import ReviewQuestion
from models.entitlements import SupportAccess
from models.mail import EmailKind, EmailMessage, EmailStatus
from models.portal import PortalRoleAssignment
from models.request_events import RequestEvent, RequestEventKind
from models.roles import EndReason, RoleAssignment
from models.support import LEVELS
from models.users import User

Found = list[tuple[UUID, RequestEvent]]
SYSTEM = "the system"
ASKING = [EmailKind.ACCESS_REQUESTED, EmailKind.SUPPORT_SUBMITTED, EmailKind.ONBOARDING_FORWARDED]
WHY = {
    EndReason.EXPIRED: "Its time was over.",
    EndReason.LEFT_EMPLOYER: "The holder left the employer.",
    EndReason.EMAIL_DOMAIN_CHANGED: "The holder's e-mail domain changed.",
    EndReason.USER_DEACTIVATED: "The holder was deactivated.",
}


async def mailed(ids: Sequence[UUID]) -> Found:
    """That those who decide were mailed: how many, and not who."""
    sent = EmailMessage.filter(request_id__in=ids, kind__in=ASKING, status=EmailStatus.SENT)
    times: dict[tuple[UUID, datetime], list[datetime]] = {}
    # Mails that are written at once are one event, which happened with the last of them.
    columns = ("request_id", "created_at", "sent_at")
    for request, created, at in await sent.values_list(*columns):
        times.setdefault((request, created), []).append(at or created)
    return [(request, _mails(sent_at)) for (request, _), sent_at in times.items()]


def _mails(times: list[datetime]) -> RequestEvent:
    people = "1 person was" if len(times) == 1 else f"{len(times)} people were"
    told = f"{people} mailed and asked to answer"
    return RequestEvent(max(times), RequestEventKind.MAILED, None, SYSTEM, told)


async def roles_ended(ids: Sequence[UUID]) -> Found:
    """That roles ended which these requests for access were answered with."""
    over = Q(ended_at__isnull=False) | Q(ends_at__lte=clock.now())
    found = RoleAssignment.filter(over, request_id__in=ids).select_related("ended_by")
    return [(row.request_id or row.id, _role_ended(row)) for row in await found]


def _role_ended(row: RoleAssignment) -> RequestEvent:
    why = row.end_reason if row.ended_at else EndReason.EXPIRED
    verb = "replaced" if why == EndReason.REPLACED else "ended"
    did = f"{verb} the role {row.role.title}"
    return _ended(row.ended_at or row.ends_at, row.ended_by, did, WHY.get(why) if why else None)


async def support_ended(ids: Sequence[UUID]) -> Found:
    """That support access ended which these requests were answered with."""
    found = SupportAccess.filter(request_id__in=ids, ended_at__isnull=False)
    return [
        (row.request_id or row.id, _ended(row.ended_at, row.ended_by, f"ended {_level(row)}"))
        for row in await found.select_related("ended_by")
    ]


def _level(row: SupportAccess) -> str:
    return LEVELS[row.level].lower()


async def portal_ended(ids: Sequence[UUID]) -> Found:
    """That portal roles and administration ended which these registrations led to."""
    over: dict[str, Any] = {"registration_id__in": ids, "ended_at__isnull": False}
    administration = DelegatedAdministrator.filter(**over).select_related("ended_by", "company")
    roles = PortalRoleAssignment.filter(**over).select_related("ended_by", "company")
    return [
        *[
            (row.registration_id or row.id, _administration_ended(row))
            for row in await administration
        ],
        *[(row.registration_id or row.id, _portal_role_ended(row)) for row in await roles],
    ]


def _administration_ended(row: DelegatedAdministrator) -> RequestEvent:
    did = f"ended the administration of {row.company.name}"
    return _ended(row.ended_at, row.ended_by, did, row.end_reason or None)


def _portal_role_ended(row: PortalRoleAssignment) -> RequestEvent:
    did = f"ended the role {row.role.title} for {row.company.name}"
    return _ended(row.ended_at, row.ended_by, did)


def _ended(at: datetime | None, by: User | None, did: str, why: str | None = None) -> RequestEvent:
    who = by.full_name if by else "The system"
    return RequestEvent(
        at=at or clock.now(),
        kind=RequestEventKind.REVOKED,
        actor_id=by.id if by else None,
        actor_name=by.full_name if by else SYSTEM,
        message=f"{who} {did}",
        reason=why,
    )


async def thread(ids: Sequence[UUID]) -> Found:
    """What agents asked about these registrations, and what they were answered."""
    found: Found = []
    for row in await desk_thread.of_registrations(ids):
        found.append((row.registration_id, _asked(row)))
        if row.answered_at:
            found.append((row.registration_id, _answered(row, row.answered_at)))
    return found


def _asked(row: ReviewQuestion) -> RequestEvent:
    who = row.asked_by.full_name if row.asked_by else "the support team"
    return RequestEvent(
        at=row.asked_at,
        kind=RequestEventKind.QUESTION_ASKED,
        actor_id=row.asked_by_id,
        actor_name=who,
        message=f"{who} asked {row.registration.full_name} for information",
        reason=row.question,
        inner=True,
    )


def _answered(row: ReviewQuestion, at: datetime) -> RequestEvent:
    registrant = row.registration
    return RequestEvent(
        at=at,
        kind=RequestEventKind.QUESTION_ANSWERED,
        actor_id=registrant.requester_id,
        actor_name=registrant.full_name,
        message=f"{registrant.full_name} answered the question",
        reason=row.answer,
        inner=True,
    )


Source = Callable[[Sequence[UUID]], Awaitable[Found]]
# By the kind of request.
ASIDES: dict[str, list[Source]] = {
    "AccessRequest": [mailed, roles_ended],
    "SupportAccessRequest": [mailed, support_ended],
    "AccountApplication": [],
    "Registration": [mailed, thread, portal_ended],
}
