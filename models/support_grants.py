"""Support access itself: given in answer to a request, or by a contract's administrator."""

from uuid import UUID

from tortoise.expressions import F

from models import cases, clock, database, mail, notices, problems, rows, support, timers
from models import support_letters as letters
from models.cases import RequestStatus
from models.channels import Channel
from models.entitlements import AccessLevel, Contract, KeyKind, SupportAccess
from models.notices import NoticeKind
from models.support import COVERS, LEVELS, SYSTEM, SupportAccessRequest
from models.users import User

JOINED = ("user", "contract", "granted_by", "ended_by")


async def whole(access_id: UUID) -> SupportAccess:
    """The access with those whom it refers to."""
    found = await rows.select(SupportAccess, "support_access.id = ?", access_id, joined=JOINED)
    if not found:
        raise problems.NotFound()
    return found[0]


def check_open(contract: Contract | None) -> None:
    """Raise Forbidden where nobody may be given access to the contract at present."""
    if contract and contract.blocked:
        raise problems.Forbidden("The contract is blocked: no access to it is given at present.")
    if contract and not contract.active:
        raise problems.Forbidden("The contract is not in force.")


async def check_not_held(user_id: UUID, kind: KeyKind, key: str, level: AccessLevel) -> None:
    """Raise AlreadyHeld where the user has this level by this key, or a better one."""
    held = SupportAccess.standing().filter(user_id=user_id, key_kind=kind, key=key)
    enough = [better for better, covered in COVERS.items() if level in covered]
    if await held.filter(level__in=enough).exists():
        raise problems.AlreadyHeld("This access is held already.", field=["key"])


async def give(access: SupportAccess) -> SupportAccess:
    """Write the access in place of a lesser one; what is as good already stays. The unique index
    decides."""
    mine = SupportAccess.standing().filter(
        user_id=access.user_id, key_kind=access.key_kind, key=access.key
    )
    lesser = [level for level in COVERS[access.level] if level != access.level]
    while True:
        await mine.filter(level__in=lesser).update(
            ended_at=clock.now(), ended_by_id=access.granted_by_id, version=F("version") + 1
        )
        await SupportAccess.bulk_create([access], ignore_conflicts=True)
        found = await mine.first()
        if found and access.level in COVERS[found.level]:
            return found


def answered(request: SupportAccessRequest, level: AccessLevel) -> SupportAccess:
    """The access that a request comes to."""
    return SupportAccess(
        user_id=request.requester_id,
        key_kind=request.key_kind,
        key=request.key,
        contract_id=request.contract_id,
        level=level,
        granted_by_id=request.acted_by_id,
        request_id=request.id,
    )


@database.transaction
async def grant(
    by: User, contract: Contract, user: User | None, level: AccessLevel
) -> SupportAccess:
    """Give a user access to a contract that one administers; what the user asked of it ends."""
    closed = await _close_pending(by, contract, user, level) if user else []
    channel = await support.channel_of(contract)
    await support.check_administers(by, contract)
    if user is None:
        raise problems.NotFound("No such user.", field=["user"])
    _check_other(by, user)
    check_open(contract)
    await check_not_held(user.id, KeyKind.CONTRACT, contract.number, level)
    given = await give(_by_administrator(by, contract, user, level, closed))
    access = await whole(given.id)
    if not closed:
        await tell(access, channel, by, f"gave {user.full_name} {LEVELS[level].lower()}")
        await letters.granted(access, by.full_name)
    for request in closed:
        await _tell_closed(request, by)
    return access


def _check_other(by: User, user: User) -> None:
    same_address = by.email_verified and by.email.lower() == user.email.lower()
    if by.id == user.id or same_address:
        raise problems.SelfDecision()


def _by_administrator(
    by: User,
    contract: Contract,
    user: User,
    level: AccessLevel,
    closed: list[SupportAccessRequest],
) -> SupportAccess:
    return SupportAccess(
        user_id=user.id,
        key_kind=KeyKind.CONTRACT,
        key=contract.number,
        contract_id=contract.id,
        level=level,
        granted_by_id=by.id,
        request_id=closed[0].id if closed else None,
    )


async def _close_pending(
    by: User, contract: Contract, user: User, level: AccessLevel
) -> list[SupportAccessRequest]:
    """What the user asked of the contract, or of its devices, is answered by the grant."""
    pending = SupportAccessRequest.filter(
        requester_id=user.id, contract_id=contract.id, status=RequestStatus.PENDING
    )
    changes = {
        "status": RequestStatus.APPROVED,
        "granted_level": level,
        "acted_by_id": by.id,
    }
    won = [request.id for request in await pending.order_by("id") if await request.settle(changes)]
    return [await SupportAccessRequest.whole(key) for key in won]


async def answer_waiting(contract_ids: list[UUID]) -> None:
    """Close the pending requests about these contracts whose requesters have the access by now."""
    if not contract_ids:
        return
    marks = ", ".join("?" * len(contract_ids))
    waiting = await database.fetch(
        "SELECT r.id, r.level AS wanted, a.level AS held FROM support_access_request r"
        " JOIN support_access a ON a.user_id = r.requester_id AND a.contract_id = r.contract_id"
        " WHERE r.status = 'PENDING' AND a.key_kind = 'CONTRACT' AND a.ended_at IS NULL"
        f" AND r.contract_id IN ({marks}) ORDER BY r.contract_id, r.id",
        *contract_ids,
    )
    for row in waiting:
        if AccessLevel(row["wanted"]) not in COVERS[AccessLevel(row["held"])]:
            continue
        request = await SupportAccessRequest.whole(UUID(str(row["id"])))
        if await request.settle({"status": RequestStatus.APPROVED, "granted_level": row["held"]}):
            await _tell_closed(await SupportAccessRequest.whole(request.id), None)


async def _tell_closed(request: SupportAccessRequest, by: User | None) -> None:
    await mail.cancel_unsent(request.id)
    await timers.drop(request.id)
    place = await request.place()
    did = f"gave {request.full_name} access to the {request.in_words()}"
    await cases.tell(NoticeKind.REQUEST_ACTED_UPON, request, place, by, did)
    others = [person for person in await request.askable() if by is None or person.id != by.id]
    await letters.approved(request, others, by.full_name if by else SYSTEM)


async def tell(access: SupportAccess, channel: Channel, by: User | None, did: str) -> None:
    """Write the notice and the log's line about access; `channel` must be locked."""
    words = support.named(access.key_kind, access.key)
    await notices.tell(
        NoticeKind.SUPPORT_ACCESS_CHANGED,
        channel,
        actor=by,
        subject_id=access.user_id,
        message=f"{by.full_name if by else 'The system'} {did} by the {words}",
        facts={"key_kind": access.key_kind, "key": access.key, "roles": [LEVELS[access.level]]},
    )
