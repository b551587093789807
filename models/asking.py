"""Asking to enter: the lookup of accounts, and what a requester does with a request."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from models import (
    accounts,
    audit,
    automation,
    cases,
    clock,
    database,
    domains,
    letters,
    limits,
    mail,
    names,
    problems,
    roles,
    silence,
)
from models.accounts import AccountStatus, SmartAccount
from models.cases import RequestStatus
from models.grants import Grant
from models.notices import NoticeKind
from models.repeats import Repeat
from models.requests import AccessRequest, EndCause, proposal
from models.roles import Role
from models.users import User

HOUR = timedelta(hours=1)
REASON = (10, 1_000)


async def lookup(viewer: User, identifier: str, *, tries: int, misses: int) -> list[SmartAccount]:
    """The active accounts on a domain identifier, matched exactly; tries and misses are limited.

    An unlisted account is found only by people whose verified address is of its domain.
    """
    viewer.check_verified()
    await limits.count("lookup", viewer.id, tries, HOUR)
    found = [a for a in await _on_domain(viewer, identifier) if a.status == AccountStatus.ACTIVE]
    told = f"looked up {identifier[:253]!r}: {len(found)} found"
    await audit.record("domain.lookup", actor=viewer, thing=viewer.id, message=told)
    if not found:
        await limits.count("lookup miss", viewer.id, misses, HOUR)
        raise problems.NoMatchingAccount(field=["domainIdentifier"])
    return found


async def _on_domain(viewer: User, identifier: str) -> list[SmartAccount]:
    try:
        domain = domains.normalise_domain(identifier)
    except ValueError:
        return []
    own = viewer.email_verified and viewer.email_domain == domain
    return [a for a in await accounts.with_domain(domain) if a.listed or own]


async def submit(
    requester: User,
    identifier: str,
    chosen: UUID | None,
    reason: str,
    *,
    role: Role | None,
    part_ids: Sequence[UUID],
    tries: int,
    misses: int,
    repeat: Repeat,
) -> AccessRequest:
    """Ask to enter an account. One pending request per user and account: the index decides."""
    if earlier := await repeat.answered(AccessRequest.whole):
        return earlier
    requester.check_profile()
    await limits.count("request", requester.id, tries, HOUR)
    text = clean_reason(reason)
    account = await _choose(await _on_domain(requester, identifier), chosen, requester, misses)
    account.check_active()
    act = partial(_submit, requester, account, text, role, list(part_ids))
    return await repeat.run(act, AccessRequest.whole)


async def _choose(
    found: list[SmartAccount], chosen: UUID | None, requester: User, misses: int
) -> SmartAccount:
    candidates = (
        [a for a in found if a.id == chosen]
        if chosen
        else [a for a in found if a.status == AccountStatus.ACTIVE]
    )
    if not candidates:
        await limits.count("lookup miss", requester.id, misses, HOUR)
        raise problems.NoMatchingAccount(field=["domainIdentifier"])
    if len(candidates) > 1:
        raise problems.AccountChoiceRequired(candidates)
    return candidates[0]


@database.transaction
async def _submit(
    requester: User, account: SmartAccount, reason: str, role: Role | None, part_ids: list[UUID]
) -> AccessRequest:
    parts = await accounts.chosen(account, part_ids)
    if role:
        Grant(role, parts).check(requester, account)
    now = clock.now()
    request = AccessRequest(
        account_id=account.id,
        reason=reason,
        **cases.profile_of(requester),
        submitted_at=now,
        activity_at=now,
        **proposal(role, parts),
    )
    await cases.insert_pending(request, partial(_held, request))
    account = await SmartAccount.locked(account.id)
    account.check_active()
    await cases.tell(NoticeKind.REQUEST_SUBMITTED, request, account, requester, "asked for access")
    if not await automation.answer(request, account, requester):
        await letters.access_requested(request, account, await roles.active_admins(account.id))
        await silence.watch(request, account)
    return await AccessRequest.whole(request.id)


async def _held(request: AccessRequest) -> AccessRequest | None:
    """The pending request of the same user for the same account."""
    mine = AccessRequest.filter(account_id=request.account_id, requester_id=request.requester_id)
    return await mine.filter(status=RequestStatus.PENDING).first()


def clean_reason(text: str, minimum: int = REASON[0]) -> str:
    """A reason of the right length, counted in Unicode characters after trimming."""
    try:
        return names.clean_text(text, minimum, REASON[1])
    except names.TooShort as error:
        raise problems.ReasonTooShort(str(error), field=["reason"]) from error
    except names.TooLong as error:
        raise problems.ReasonTooLong(str(error), field=["reason"]) from error
    except ValueError as error:
        raise problems.InvalidInput(str(error), field=["reason"]) from error


@database.transaction
async def remind(requester: User, request_id: UUID) -> AccessRequest:
    """Mail the administrators again and lift the request to the top of their list; once a day."""
    request, _ = await cases.remind(AccessRequest, requester, request_id)
    account = request.account
    await letters.access_reminder(request, account, await roles.active_admins(account.id))
    return request


@database.transaction
async def withdraw(requester: User, request_id: UUID) -> AccessRequest:
    """Take one's own pending request back."""
    ended = {"status": RequestStatus.CANCELLED, "end_cause": EndCause.WITHDRAWN}
    request, _ = await cases.withdraw(AccessRequest, requester, request_id, ended)
    admins = await roles.active_admins(request.account_id)
    await letters.ended(
        mail.EmailKind.ACCESS_WITHDRAWN,
        request,
        request.account,
        admins,
        requester.full_name,
        "withdrawn by the requester",
    )
    await silence.over(request, "withdrew the request")
    return request


async def cancel_all(pending: Sequence[AccessRequest], cause: EndCause, why: str, by: User) -> None:
    """Cancel pending requests because their account or requester was deactivated."""
    for request in pending:
        changes = {"status": RequestStatus.CANCELLED, "acted_by_id": by.id, "end_cause": cause}
        if not await request.settle(changes):
            continue
        ended = await AccessRequest.whole(request.id)
        account = await SmartAccount.locked(ended.account_id)
        await cases.tell(
            NoticeKind.REQUEST_WITHDRAWN,
            ended,
            account,
            by,
            f"closed the request of {ended.full_name}: {why}",
        )
        await mail.cancel_unsent(ended.id)
        await silence.over(ended, f"closed the request of {ended.full_name}: {why}")
        people = [ended.requester, *await roles.active_admins(account.id)]
        await letters.ended(
            mail.EmailKind.ACCESS_CANCELLED, ended, account, people, "the system", why
        )
