"""Asking for support access: answered at once where that is possible, otherwise by people."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from models import (
    asking,
    audit,
    cases,
    clock,
    database,
    entitlements,
    limits,
    problems,
    timers,
    users,
)
from models import support_grants as grants
from models import support_letters as letters
from models.cases import Deciders, RequestStatus
from models.entitlements import KEY_LENGTH, NUMBER_LENGTH, AccessLevel, KeyKind
from models.notices import NoticeKind
from models.repeats import Repeat
from models.requests import EndCause
from models.support import CANCEL, SYSTEM, WAITS, SupportAccessRequest, standing_administrators
from models.support_verdicts import Verdict, evaluate
from models.users import User

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Tries:
    """From where somebody asks, and how often an hour: keys can be guessed."""

    address: str
    by_user: int
    by_address: int
    misses: int
    misses_by_address: int

    async def count(self, user: User) -> None:
        """Count one request."""
        await limits.count("support request", user.id, self.by_user, HOUR)
        await limits.count("support request from", self.address, self.by_address, HOUR)

    async def count_miss(self, user: User) -> None:
        """Count one key that is none."""
        await limits.count("support miss", user.id, self.misses, HOUR)
        await limits.count("support miss from", self.address, self.misses_by_address, HOUR)


async def submit(
    requester: User,
    kind: KeyKind,
    key: str,
    level: AccessLevel,
    reason: str,
    *,
    tries: Tries,
    repeat: Repeat,
) -> SupportAccessRequest:
    """Ask for support access: added, denied, or pending until people decide."""
    if earlier := await repeat.answered(SupportAccessRequest.whole):
        return earlier
    requester.check_profile()
    await tries.count(requester)
    text, wanted = asking.clean_reason(reason, minimum=0), _clean_key(kind, key)
    verdict = await evaluate(requester, kind, wanted)
    if verdict.miss:
        await tries.count_miss(requester)
    now = clock.now()
    request = SupportAccessRequest(
        key_kind=kind,
        key_text=wanted,
        level=level,
        reason=text,
        explanation=verdict.explanation,
        contract=verdict.contract,
        waits_for=Deciders.SUPPORT,
        **cases.profile_of(requester),
        submitted_at=now,
        activity_at=now,
    )
    act = partial(_submit, requester, request, verdict)
    return await repeat.run(act, SupportAccessRequest.whole)


def _clean_key(kind: KeyKind, key: str) -> str:
    longest = KEY_LENGTH if kind == KeyKind.SERIAL_NUMBER else NUMBER_LENGTH
    try:
        return entitlements.normalise_key(key, longest)
    except ValueError as error:
        raise problems.InvalidInput(str(error), field=["key"]) from error


async def _waits_for(verdict: Verdict, requester: User) -> Deciders:
    """The contract's administrators, or Support where there is none who may decide this one."""
    found = await standing_administrators(verdict.contract.id) if verdict.contract else []
    others = [one for one in found if one.id != requester.id]
    return Deciders.CONTRACT_ADMINISTRATORS if others else Deciders.SUPPORT


@database.transaction
async def _submit(
    requester: User, request: SupportAccessRequest, verdict: Verdict
) -> SupportAccessRequest:
    request.waits_for = await _waits_for(verdict, requester)
    # Written as pending whatever comes of it: so the index sees one at a time for each key.
    await cases.insert_pending(request, partial(_held, request))
    await grants.check_not_held(requester.id, request.key_kind, request.key, request.level)
    if verdict.status == RequestStatus.PENDING:
        await _wait(requester, request)
    elif verdict.status == RequestStatus.APPROVED:
        await _add_at_once(request)
    else:
        await _deny_at_once(requester, request)
    return await SupportAccessRequest.whole(request.id)


async def _held(request: SupportAccessRequest) -> SupportAccessRequest | None:
    """The pending request of the same user for the same key."""
    mine = SupportAccessRequest.filter(requester_id=request.requester_id, key_text=request.key)
    return await mine.filter(key_kind=request.key_kind, status=RequestStatus.PENDING).first()


async def _wait(requester: User, request: SupportAccessRequest) -> None:
    request = await SupportAccessRequest.whole(request.id)
    place = await request.place()
    did = f"asked for support by the {request.in_words()}"
    await cases.tell(NoticeKind.REQUEST_SUBMITTED, request, place, requester, did)
    await timers.put(CANCEL, request.id, request.submitted_at + WAITS)
    await letters.submitted(request, await request.askable())


async def _add_at_once(request: SupportAccessRequest) -> None:
    await request.settle({"status": RequestStatus.APPROVED, "granted_level": request.level})
    request = await SupportAccessRequest.whole(request.id)
    place = await request.place()
    await users.check_still_active(request.requester_id)
    await grants.give(grants.answered(request, request.level))
    did = f"added {request.full_name} by the {request.in_words()}"
    await cases.tell(NoticeKind.REQUEST_ACTED_UPON, request, place, None, did)
    await letters.approved(request, [], SYSTEM)


async def _deny_at_once(requester: User, request: SupportAccessRequest) -> None:
    """Kept and mailed, but told to nobody else: the key may be none of anybody's."""
    why = {"status": RequestStatus.DECLINED, "decision_reason": request.explanation}
    await request.settle(why)
    request = await SupportAccessRequest.whole(request.id)
    told = f"asked for support by the {request.in_words()} and was denied: {request.explanation}"
    await audit.record("support.denied", actor=requester, thing=request.id, message=told)
    await letters.denied(request, [], SYSTEM)


@database.transaction
async def remind(requester: User, request_id: UUID) -> SupportAccessRequest:
    """Mail those who decide again and lift the request to the top of their list; once a day."""
    request, _ = await cases.remind(SupportAccessRequest, requester, request_id)
    await letters.reminder(request, await request.askable())
    return request


@database.transaction
async def withdraw(requester: User, request_id: UUID) -> SupportAccessRequest:
    """Take one's own pending request back."""
    ended = {"status": RequestStatus.CANCELLED, "end_cause": EndCause.WITHDRAWN}
    request, _ = await cases.withdraw(SupportAccessRequest, requester, request_id, ended)
    await timers.drop(request.id)
    people = await request.askable()
    await letters.ended(request, people, requester.full_name, "withdrawn by the requester")
    return request
