"""Silence: what happens to a request that nobody answers.

The administrators are reminded, the operators are told, and the request may end, each after as
many days as the account sets. Every step begins with a conditional update: it happens once, however
many workers there are, and never to a request that somebody has answered.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from models import (
    account_settings,
    automation_letters,
    cases,
    channels,
    clock,
    database,
    letters,
    mail,
    notices,
    roles,
    timers,
)
from models.account_settings import Setting
from models.accounts import SmartAccount
from models.cases import RequestStatus
from models.notices import NoticeKind
from models.requests import AccessRequest, EscalationCause
from models.roles import Right
from models.users import Staff, User

REMIND, ESCALATE, EXPIRE = "access.remind", "access.escalate", "access.expire"
REMINDERS = 3
LONGEST = 365

Timer = tuple[str, UUID, datetime]

# What the operators are told of a request, by where it stands.
ACTED = NoticeKind.REQUEST_ACTED_UPON
TOLD = {
    RequestStatus.PENDING: NoticeKind.REQUEST_ESCALATED,
    RequestStatus.CANCELLED: NoticeKind.REQUEST_WITHDRAWN,
    RequestStatus.EXPIRED: NoticeKind.REQUEST_EXPIRED,
}


def clean_days(days: int | None) -> int | None:
    """A period as an account may set it; null switches the step off."""
    if days is not None and not 1 <= days <= LONGEST:
        raise ValueError(f"Give 1 to {LONGEST} days, or null for never.")
    return days


def _planned(request: AccessRequest, account: SmartAccount) -> list[Timer]:
    """What is to happen to a pending request, and when."""
    since, now = request.waiting_since or request.submitted_at, clock.now()
    steps = [(EXPIRE, account.expire_after_days)]
    if not request.escalated_at:
        steps.append((ESCALATE, account.escalate_after_days))
        if account.remind_admins_after_days and request.automatic_reminders < REMINDERS:
            reminder = request.automatic_reminders + 1
            steps.append((REMIND, account.remind_admins_after_days * reminder))
    return [(act, request.id, max(since + timedelta(days=n), now)) for act, n in steps if n]


async def watch(request: AccessRequest, account: SmartAccount) -> None:
    """Begin to watch a new request in the locked account."""
    await timers.put_all(_planned(request, account))
    if not await roles.active_admins(account.id):
        await nobody_left(account)


async def replan(account: SmartAccount) -> None:
    """Have the pending requests of the locked account follow its settings as they are now."""
    await database.fetch(
        "DELETE FROM timer WHERE act IN (?, ?, ?) AND thing_id IN"
        " (SELECT id FROM access_request WHERE account_id = ? AND status = 'PENDING')",
        REMIND,
        ESCALATE,
        EXPIRE,
        account.id,
    )
    found = await _pending(account)
    await timers.put_all([timer for r in found for timer in _planned(r, account)])


def _pending(account: SmartAccount) -> QuerySet[AccessRequest]:
    waiting = AccessRequest.filter(account_id=account.id, status=RequestStatus.PENDING)
    return waiting.order_by("submitted_at", "id")


async def over(request: AccessRequest, did: str) -> None:
    """Stop watching a request that has ended; operators to whom it was escalated are told."""
    await timers.drop(request.id)
    if request.escalated_at:
        await _tell_operators(request.account, f"{request.decider} {did}", request)


@timers.on(REMIND)
async def _remind(request_id: UUID) -> None:
    """Remind the administrators in the place of a requester who does not."""
    waiting = AccessRequest.filter(
        id=request_id,
        status=RequestStatus.PENDING,
        escalated_at__isnull=True,
        automatic_reminders__lt=REMINDERS,
    )
    if not await waiting.update(
        automatic_reminders=F("automatic_reminders") + 1,
        activity_at=clock.now(),
        version=F("version") + 1,
    ):
        return
    request = await AccessRequest.whole(request_id)
    account = await request.place()
    admins = await roles.active_admins(account.id)
    if not admins:
        await nobody_left(account)
        return
    kind, did = NoticeKind.REQUEST_REMINDED, "reminded the administrators"
    await cases.tell(kind, request, account, None, did)
    await letters.access_reminder(request, account, admins)
    days = account.remind_admins_after_days
    if days and request.automatic_reminders < REMINDERS:
        await timers.put(REMIND, request.id, clock.now() + timedelta(days=days))


@timers.on(ESCALATE)
async def _nobody_answered(request_id: UUID) -> None:
    request = await _flag(request_id, EscalationCause.NO_ANSWER)
    if request is None:
        return
    account = await request.place()
    if not await roles.active_admins(account.id):
        await nobody_left(account, [request])
        return
    await _tell_escalated(request, account)
    await _tell_operators(account, f"nobody has answered {request.full_name}", request)
    await automation_letters.unanswered(request, account, await _operators())


async def _flag(request_id: UUID, cause: EscalationCause) -> AccessRequest | None:
    """Mark a request as escalated, once."""
    now = clock.now()
    waiting = AccessRequest.filter(
        id=request_id, status=RequestStatus.PENDING, escalated_at__isnull=True
    )
    flagged = await waiting.update(
        escalated_at=now, escalation_cause=cause, activity_at=now, version=F("version") + 1
    )
    return await AccessRequest.whole(request_id) if flagged else None


async def nobody_left(account: SmartAccount, flagged: Sequence[AccessRequest] = ()) -> None:
    """Hand the locked account, in which nobody can act, to the operators: once for all that waits.

    `flagged` are requests that were escalated by the caller, who has not told of it.
    """
    cause = EscalationCause.NO_ADMINISTRATOR
    for request in flagged:
        request.escalation_cause = cause
        await request.save(update_fields=["escalation_cause"])
    waiting = [await _flag(request.id, cause) for request in await _pending(account)]
    found = [*flagged, *(request for request in waiting if request)]
    if account.needs_admin and not found:
        return
    account.needs_admin = True
    await account.save(update_fields=["needs_admin"])
    for request in found:
        await timers.drop(request.id, REMIND, ESCALATE)
        await _tell_escalated(request, account)
    await _tell_operators(account, f"{account.name} has no administrator who can act")
    await automation_letters.without_administrator(account, found, await _operators())


async def _tell_escalated(request: AccessRequest, account: SmartAccount) -> None:
    kind, did = NoticeKind.REQUEST_ESCALATED, "told the operators that nobody answers"
    await cases.tell(kind, request, account, None, did)
    await automation_letters.told_operators(request, account)


async def _tell_operators(
    account: SmartAccount, message: str, request: AccessRequest | None = None
) -> None:
    """Let the operators' open pages see that something is to be done, or is done."""
    await notices.tell(
        TOLD.get(request.status, ACTED) if request else NoticeKind.ACCOUNT_CHANGED,
        await channels.operations(),
        actor=None,
        case=request,
        outcome=None if request is None or request.pending else request.status,
        message=message if request is None else f"{account.name}: {message}",
        facts={**(request.facts() if request else {}), "account": account.name},
    )


async def _operators() -> list[User]:
    return await User.filter(staff=Staff.OPERATOR, active=True).order_by("created_at", "id")


@timers.on(EXPIRE)
async def _expire(request_id: UUID) -> None:
    """Close a request that nobody answered; its requester may ask again."""
    changes = {"status": RequestStatus.EXPIRED}
    if not await AccessRequest(id=request_id).settle(changes):
        return
    request = await AccessRequest.whole(request_id)
    account = await request.place()
    await mail.cancel_unsent(request.id)
    why, did = "nobody answered in time", f"closed the request of {request.full_name}"
    await cases.tell(NoticeKind.REQUEST_EXPIRED, request, account, None, f"{did}: {why}")
    people = [request.requester, *await roles.active_admins(account.id)]
    await letters.ended(mail.EmailKind.ACCESS_EXPIRED, request, account, people, "the system", why)
    await over(request, f"{did}: {why}")


async def escalated_in(account_id: UUID) -> bool:
    """Whether a request of the account waits for the operators to see to it."""
    return (await escalated_among([account_id]))[0]


async def escalated_among(keys: list[UUID]) -> list[bool]:
    """The same for several accounts at once."""
    waiting = AccessRequest.filter(account_id__in=keys, status=RequestStatus.PENDING)
    found = await waiting.filter(escalated_at__isnull=False).distinct().values_list("account_id")
    return [(key,) in found for key in keys]


async def answerable(account: SmartAccount, by: User) -> None:
    """Begin to wait anew in the locked account, which has got somebody who can answer."""
    for waiting in await _pending(account).filter(escalated_at__isnull=False):
        if await waiting.move(
            {
                "escalated_at": None,
                "escalation_cause": None,
                "waiting_since": clock.now(),
                "automatic_reminders": 0,
            },
            was=[RequestStatus.PENDING],
        ):
            request = await AccessRequest.whole(waiting.id)
            kind, did = NoticeKind.REQUEST_CHANGED, "appointed an administrator, who will answer"
            await cases.tell(kind, request, account, by, did)
            await automation_letters.will_be_answered(request, account)
    await replan(account)
    await _tell_operators(account, f"{by.full_name} appointed an administrator of {account.name}")


# Who decides requests says how long they may wait.
account_settings.SETTINGS.update(
    {
        column: Setting(words, Right.DECIDE_REQUESTS, clean_days, optional=True, after=replan)
        for column, words in {
            "remind_admins_after_days": "the days until a reminder",
            "escalate_after_days": "the days until the operators are told",
            "expire_after_days": "the days until a request expires",
        }.items()
    }
)
