"""Support access: asking for it, deciding, giving and taking it, and reading who has it."""

from functools import partial
from typing import Any
from uuid import UUID

import strawberry
from tortoise.queryset import QuerySet

from models import (
    entitlements,
    problems,
    support,
    support_deciding,
    support_ends,
    support_grants,
    supporting,
    users,
)
from models.entitlements import AccessLevel, Contract, KeyKind, SupportAccess
from models.error_codes import ErrorCode
from models.support import SupportAccessRequest
from models.users import User
from resolvers import cases, ids, pages, repeats, selections, support_filters
from resolvers.allowed import Allowed, refused, when
from resolvers.context import Info, related
from resolvers.pages import After, Before, First, Last, Order, Page, Slice
from resolvers.requests import REQUEST_HELP, AccessRequestOrder, AccessRequestSort, OwnRequestInput
from resolvers.support_filters import SupportAccessRequestFilter

SUPPORT_REQUEST = "SupportAccessRequest"
LEVEL_HELP = "How much may be asked of support."


@strawberry.input(description="Ask for support access.")
class RequestSupportAccessInput:
    key_kind: KeyKind = strawberry.field(description="What you have: which kind of key.")
    key: str = strawberry.field(
        description="The contract number, bill-to ID or serial number; case and spaces do not "
        "matter."
    )
    level: AccessLevel = strawberry.field(default=AccessLevel.FULL_SUPPORT, description=LEVEL_HELP)
    reason: str = strawberry.field(
        default="",
        description="Why, up to 1,000 characters; read by those who decide, if people have to.",
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Remind those who decide of a pending request of one's own.")
class RemindSupportAccessInput(OwnRequestInput):
    pass


@strawberry.input(description="Take a pending request of one's own back.")
class WithdrawSupportAccessInput(OwnRequestInput):
    pass


@strawberry.input(description="Approve a pending request for support access.")
class ApproveSupportAccessInput:
    request: strawberry.ID = strawberry.field(description=REQUEST_HELP)
    level: AccessLevel | None = strawberry.field(
        default=None, description="A lower level than was asked for; that level where unset."
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Deny a pending request for support access.")
class DenySupportAccessInput:
    request: strawberry.ID = strawberry.field(description=REQUEST_HELP)
    reason: str = strawberry.field(
        default="", description="Why, up to 1,000 characters; the requester reads it."
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Give a user, also of another company, access to a contract.")
class GrantSupportAccessInput:
    contract_number: str = strawberry.field(description="The number of a contract you administer.")
    user: str = strawberry.field(description="The user's username or verified e-mail address.")
    level: AccessLevel = strawberry.field(default=AccessLevel.FULL_SUPPORT, description=LEVEL_HELP)
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Take support access away.")
class RevokeSupportAccessInput:
    access: strawberry.ID = strawberry.field(description="The support access's id.")
    idempotency_key: str | None = repeats.key()


async def request_access(info: Info, input: RequestSupportAccessInput) -> SupportAccessRequest:
    """Ask for support access. It is evaluated at once: approved where your company is the
    contract's or lies above or below it; declined with an explanation; or pending, for the
    contract's administrators or, where there are none, for Support."""
    limits = info.context.limits
    tries = supporting.Tries(
        info.context.address,
        limits.support_requests_per_hour,
        limits.support_requests_per_address,
        limits.support_misses_per_hour,
        limits.support_misses_per_address,
    )
    return await supporting.submit(
        info.context.signed_in,
        input.key_kind,
        input.key,
        input.level,
        input.reason,
        tries=tries,
        repeat=repeats.repeat_of(info, input),
    )


async def remind(info: Info, input: RemindSupportAccessInput) -> SupportAccessRequest:
    """Mail those who decide again about a pending request of one's own; once in 24 hours."""
    request = ids.key(input.request, SUPPORT_REQUEST, "request")
    act = partial(supporting.remind, info.context.signed_in, request)
    return await repeats.repeat_of(info, input).run(act, SupportAccessRequest.whole)


async def withdraw(info: Info, input: WithdrawSupportAccessInput) -> SupportAccessRequest:
    """Take a pending request of one's own back."""
    request = ids.key(input.request, SUPPORT_REQUEST, "request")
    act = partial(supporting.withdraw, info.context.signed_in, request)
    return await repeats.repeat_of(info, input).run(act, SupportAccessRequest.whole)


async def approve(info: Info, input: ApproveSupportAccessInput) -> SupportAccessRequest:
    """Approve a pending request. Of several who answer at once one wins; the others get
    `AlreadyActedUpon`."""
    request = ids.key(input.request, SUPPORT_REQUEST, "request")
    act = partial(support_deciding.approve, info.context.signed_in, request, input.level)
    return await repeats.repeat_of(info, input).run(act, SupportAccessRequest.whole)


async def deny(info: Info, input: DenySupportAccessInput) -> SupportAccessRequest:
    """Deny a pending request; the requester is mailed the reason."""
    request = ids.key(input.request, SUPPORT_REQUEST, "request")
    act = partial(support_deciding.deny, info.context.signed_in, request, input.reason)
    return await repeats.repeat_of(info, input).run(act, SupportAccessRequest.whole)


async def grant(info: Info, input: GrantSupportAccessInput) -> SupportAccess:
    """Give a user, also of another company, access to a contract that one administers. The user
    is mailed; what the user asked of the contract is answered by it."""
    contract = await entitlements.contract_by_number(input.contract_number)
    if contract is None:
        raise problems.NotFound()
    user = await users.find(input.user)
    act = partial(support_grants.grant, info.context.signed_in, contract, user, input.level)
    return await repeats.repeat_of(info, input).run(act, support_grants.whole)


async def revoke(info: Info, input: RevokeSupportAccessInput) -> SupportAccess:
    """Take support access away: for the contract's administrators, agents, and its holder."""
    access = ids.key(input.access, "SupportAccess", "access")
    act = partial(support_ends.revoke, info.context.signed_in, access)
    return await repeats.repeat_of(info, input).run(act, support_grants.whole)


async def by_id(info: Info, id: strawberry.ID) -> SupportAccessRequest | None:
    """A request for support access: one's own, or about a contract that the viewer administers;
    any for staff. Null otherwise."""
    parsed = ids.parse(id)
    if parsed is None or parsed[0] != SUPPORT_REQUEST:
        return None
    return await request_by_key(info, parsed[1])


async def request_by_key(info: Info, key: UUID) -> SupportAccessRequest | None:
    """A request that the viewer may see."""
    seen = await SupportAccessRequest.visible_to(info.context.signed_in)
    return await seen.filter(id=key).select_related(*SupportAccessRequest.JOINED).first()


async def access_by_key(info: Info, key: UUID) -> SupportAccess | None:
    """One's own support access, or to a contract that the viewer administers; any for staff."""
    viewer = info.context.signed_in
    found = await SupportAccess.filter(id=key).select_related(*support_grants.JOINED).first()
    if found is None or viewer.staff or found.user_id == viewer.id:
        return found
    return found if await _administers(info, found.contract_id) else None


async def _administers(info: Info, contract_id: UUID | None) -> bool:
    found = await _administrators(info, contract_id)
    return info.context.signed_in.id in {administrator.id for administrator in found}


async def _administrators(info: Info, contract_id: UUID | None) -> list[User]:
    found = await info.context.contract_administrators.load(contract_id) if contract_id else []
    return list(found)


async def administered(
    root: strawberry.Parent[User],
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page[Contract]:
    """The contracts whose access the viewer decides about, by number."""
    query = Contract.filter(id__in=list(await support.administered_by(root)))
    part = Slice(first, after, last, before)
    return await pages.cut(query, Order("number"), part, joined=("company",))


async def access_of_viewer(
    root: strawberry.Parent[User],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page[SupportAccess]:
    """The support access that the viewer has now: contracts, bill-to IDs and devices, the newest
    first."""
    mine = SupportAccess.standing().filter(user_id=root.id)
    return await _access_page(info, mine, Slice(first, after, last, before))


async def access_of_contract(
    root: strawberry.Parent[Contract],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page[SupportAccess] | None:
    """Who has access to the contract now, the newest first; null for who neither administers it
    nor is staff. By bill-to ID it is not listed here."""
    if not (info.context.signed_in.staff or await _administers(info, root.id)):
        return None
    query = SupportAccess.standing().filter(contract_id=root.id)
    return await _access_page(info, query, Slice(first, after, last, before))


async def _access_page(
    info: Info, query: QuerySet[SupportAccess], part: Slice
) -> Page[SupportAccess]:
    shown = selections.fields(info)
    fields = {"user": "user", "grantedBy": "granted_by", "endedBy": "ended_by"}
    joined = tuple(name for field, name in fields.items() if field in shown)
    return await pages.cut(query, Order("granted_at", descending=True), part, joined)


async def requests_of_viewer(
    root: strawberry.Parent[User],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: SupportAccessRequestFilter | None = None,
    order_by: AccessRequestOrder | None = None,
) -> Page[SupportAccessRequest]:
    """The viewer's own requests for support access, newest first; denied ones and those that were
    approved at once are kept, too."""
    mine = SupportAccessRequest.filter(requester_id=root.id)
    order = order_by or AccessRequestOrder(by=AccessRequestSort.SUBMITTED_AT)
    return await support_filters.page(info, mine, filter, order, Slice(first, after, last, before))


async def requests_of_contract(
    root: strawberry.Parent[Contract],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: SupportAccessRequestFilter | None = None,
    order_by: AccessRequestOrder | None = None,
) -> Page[SupportAccessRequest] | None:
    """The requests about the contract; null for who neither administers it nor is staff. Those
    with the last activity first."""
    if not (info.context.signed_in.staff or await _administers(info, root.id)):
        return None
    query, order = (
        SupportAccessRequest.filter(contract_id=root.id),
        order_by or AccessRequestOrder(),
    )
    return await support_filters.page(info, query, filter, order, Slice(first, after, last, before))


async def requests_for_staff(
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: SupportAccessRequestFilter | None = None,
    order_by: AccessRequestOrder | None = None,
) -> Page[SupportAccessRequest] | None:
    """All requests for support access; null for everybody but staff. Those with the last activity
    first. Filter by `deciders` for what waits for Support."""
    if not info.context.signed_in.staff:
        return None
    query, order = SupportAccessRequest.all(), order_by or AccessRequestOrder()
    return await support_filters.page(info, query, filter, order, Slice(first, after, last, before))


def contract(root: strawberry.Parent[Any], info: Info) -> Any:
    """The contract that it is about; null where it is about none, and for who may not see that
    contract."""
    return info.context.contracts.load(root.contract_id) if root.contract_id else None


async def can_decide(root: strawberry.Parent[SupportAccessRequest], info: Info) -> Allowed:
    """Whether the viewer may approve or deny it now."""
    viewer = info.context.signed_in
    if root.requester_id == viewer.id:
        return when(False, cases.OWN, ErrorCode.SELF_DECISION)
    try:
        root.check_decider(viewer, await _administrators(info, root.contract_id))
    except problems.Problem as problem:
        return refused(problem)
    return cases.undecided(root.pending)


async def can_revoke(root: strawberry.Parent[SupportAccess], info: Info) -> Allowed:
    """Whether the viewer may take it away now."""
    viewer = info.context.signed_in
    people = await _administrators(info, root.contract_id)
    if not support_ends.may_revoke(viewer, root, people):
        code = ErrorCode.FORBIDDEN if viewer.staff else ErrorCode.NOT_FOUND
        return when(False, "Only its holder, the contract's administrators and agents may.", code)
    return when(root.ended_at is None, "It has ended.", ErrorCode.ROLE_ENDED)


def holder(root: strawberry.Parent[SupportAccess], info: Info) -> Any:
    """Who has it."""
    return related(root, "user", info.context.users)


def granted_by(root: strawberry.Parent[SupportAccess], info: Info) -> Any:
    """Who gave it; null where it was added at once, or imported."""
    return related(root, "granted_by", info.context.users)


def ended_by(root: strawberry.Parent[SupportAccess], info: Info) -> Any:
    """Who ended it; null while it stands."""
    return related(root, "ended_by", info.context.users)
