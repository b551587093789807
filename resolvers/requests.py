"""Access requests: asking, reminding, withdrawing, deciding, and reading them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

import strawberry
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models import asking, deciding
from models.accounts import SmartAccount
from models.cases import RequestStatus
from models.error_codes import ErrorCode
from models.grants import Grant
from models.requests import AccessRequest
from models.roles import Right, Rights, Role
from models.users import User
from resolvers import cases, current_roles, ids, listed, pages, repeats, selections
from resolvers.allowed import NOT_ALLOWED, Allowed, when
from resolvers.context import Info, read_along, related
from resolvers.pages import After, Before, First, Last, Order, Page, Slice

ROLE_HELP = "The role to give."
PARTS_HELP = (
    "The virtual accounts that a virtual account role covers; none for an account-wide role."
)
REQUEST_HELP = "The request's id."


@strawberry.input(description="Ask to enter an existing account.")
class RequestAccessInput:
    domain_identifier: str = strawberry.field(
        description="The account's domain identifier, such as `acme.example`."
    )
    reason: str = strawberry.field(
        description="Why, in 10 to 1,000 characters; the administrators read it."
    )
    account: strawberry.ID | None = strawberry.field(
        default=None, description="The account, where several have the identifier."
    )
    role: Role | None = strawberry.field(
        default=None, description="The role that you would like, if you know."
    )
    virtual_accounts: list[strawberry.ID] | None = strawberry.field(
        default=None, description=PARTS_HELP
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="A request of one's own.")
class OwnRequestInput:
    request: strawberry.ID = strawberry.field(description=REQUEST_HELP)
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Take a pending request of one's own back.")
class WithdrawAccessRequestInput(OwnRequestInput):
    pass


@strawberry.input(description="Approve a pending request, giving a role.")
class ApproveAccessRequestInput:
    request: strawberry.ID = strawberry.field(description=REQUEST_HELP)
    role: Role = strawberry.field(description=ROLE_HELP)
    virtual_accounts: list[strawberry.ID] | None = strawberry.field(
        default=None, description=PARTS_HELP
    )
    replace_current_roles: bool = strawberry.field(
        default=False,
        description="Whether the requester's current roles in the "
        "account end; they stay otherwise.",
    )
    ends_at: datetime | None = strawberry.field(
        default=None, description="When the role ends by itself, if it does."
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Decline a pending request.")
class DeclineAccessRequestInput:
    request: strawberry.ID = strawberry.field(description=REQUEST_HELP)
    reason: str = strawberry.field(
        default="",
        description="Why, up to 1,000 characters; the requester reads it. At least 10 where the "
        "account wants a reason.",
    )
    idempotency_key: str | None = repeats.key()


class AccessRequestSort(StrEnum):
    """What requests are sorted by."""

    LAST_ACTIVITY = "activity_at"
    SUBMITTED_AT = "submitted_at"
    STATUS = "status"
    REQUESTER_NAME = "full_name"


@strawberry.input(description="How requests are sorted.")
class AccessRequestOrder:
    by: AccessRequestSort = strawberry.field(
        default=AccessRequestSort.LAST_ACTIVITY, description="What to sort by."
    )
    descending: bool = strawberry.field(default=True, description="Largest or newest first.")


@strawberry.input(description="Which requests; several conditions must all hold.")
class AccessRequestFilter:
    status: list[RequestStatus] | None = strawberry.field(
        default=None, description="In one of these states."
    )
    text: str | None = strawberry.field(
        default=None,
        description="Part of the requester's name, username or address, "
        "or of the account's name or domain.",
    )
    requester: strawberry.ID | None = strawberry.field(
        default=None, description="Of this user: the user's id."
    )
    submitted_from: datetime | None = strawberry.field(
        default=None, description="Submitted at this moment or later."
    )
    submitted_before: datetime | None = strawberry.field(
        default=None, description="Submitted before this moment."
    )

    @property
    def plain(self) -> dict[str, Any] | None:
        """The values of columns that say it all; None where there is more to it."""
        more = self.text, self.requester, self.submitted_from, self.submitted_before
        states = [None] if self.status is None else self.status
        if any(given not in (None, "") for given in more) or len(states) != 1:
            return None
        return {"status": states[0]} if states[0] else {}

    def apply(self, query: QuerySet[AccessRequest]) -> QuerySet[AccessRequest]:
        """The rows that fulfil all conditions."""
        if self.status is not None:
            # One state by equality: then the index gives the rows in order.
            query = (
                query.filter(status=self.status[0])
                if len(self.status) == 1
                else query.filter(status__in=self.status)
            )
        if self.text:
            columns = [
                "full_name",
                "username",
                "email",
                "account__name",
                "account__domain_identifier",
            ]
            query = query.filter(pages.containing(self.text, *columns))
        if self.requester is not None:
            query = query.filter(pages.referring(self.requester, "User", "requester_id"))
        if self.submitted_from:
            query = query.filter(submitted_at__gte=self.submitted_from)
        if self.submitted_before:
            query = query.filter(submitted_at__lt=self.submitted_before)
        return query


async def request_access(info: Info, input: RequestAccessInput) -> AccessRequest:
    """Ask to enter an existing account.

    Every active administrator is mailed and told live; one pending request per user and account.
    """
    limits = info.context.limits
    return await asking.submit(
        info.context.signed_in,
        input.domain_identifier,
        ids.key(input.account, "SmartAccount", "account") if input.account else None,
        input.reason,
        role=input.role,
        part_ids=ids.keys(input.virtual_accounts, "VirtualAccount", "virtualAccounts"),
        tries=limits.requests_per_hour,
        misses=limits.misses_per_hour,
        repeat=repeats.repeat_of(info, input),
    )


async def withdraw(info: Info, input: WithdrawAccessRequestInput) -> AccessRequest:
    """Take a pending request of one's own back."""
    act = partial(
        asking.withdraw, info.context.signed_in, ids.key(input.request, "AccessRequest", "request")
    )
    return await repeats.repeat_of(info, input).run(act, AccessRequest.whole)


async def approve(info: Info, input: ApproveAccessRequestInput) -> AccessRequest:
    """Approve a pending request, giving a role.

    Of several administrators who answer at once one wins; the others get `AlreadyActedUpon`.
    """
    act = partial(
        deciding.approve,
        info.context.signed_in,
        ids.key(input.request, "AccessRequest", "request"),
        Grant(input.role, ends_at=input.ends_at),
        ids.keys(input.virtual_accounts, "VirtualAccount", "virtualAccounts"),
        input.replace_current_roles,
    )
    return await repeats.repeat_of(info, input).run(act, AccessRequest.whole)


async def decline(info: Info, input: DeclineAccessRequestInput) -> AccessRequest:
    """Decline a pending request; the requester is mailed the reason, and keeps current roles."""
    request = ids.key(input.request, "AccessRequest", "request")
    act = partial(deciding.decline, info.context.signed_in, request, input.reason)
    return await repeats.repeat_of(info, input).run(act, AccessRequest.whole)


async def by_id(info: Info, id: strawberry.ID) -> AccessRequest | None:
    """A request of one's own, or one that the viewer may decide; null otherwise."""
    parsed = ids.parse(id)
    if parsed is None or parsed[0] != "AccessRequest":
        return None
    seen = AccessRequest.visible_to(info.context.signed_in, await info.context.rights())
    return (
        await seen.filter(id=parsed[1]).select_related("account", "requester", "acted_by").first()
    )


async def of_viewer(
    root: strawberry.Parent[User],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: AccessRequestFilter | None = None,
    order_by: AccessRequestOrder | None = None,
) -> Page[AccessRequest]:
    """The viewer's own requests, newest first."""
    order = order_by or AccessRequestOrder(by=AccessRequestSort.SUBMITTED_AT)
    part = Slice(first, after, last, before)
    mine = {"requester_id": root.id}
    return await _page(info, mine, None, filter, order, part, requester=root)


async def of_account(
    root: strawberry.Parent[SmartAccount],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: AccessRequestFilter | None = None,
    order_by: AccessRequestOrder | None = None,
) -> Page[AccessRequest] | None:
    """The account's requests that the viewer may decide; null for who may decide none. Those with
    the last activity first."""
    rights = await info.context.rights()
    if not rights.anywhere(Right.DECIDE_REQUESTS, root.id):
        return None
    within = None
    if not rights.everywhere(Right.DECIDE_REQUESTS, root.id):
        parts = rights.covered(Right.DECIDE_REQUESTS, root.id)
        within = Q(*(Q(proposed_paths__contains=str(part)) for part in parts), join_type="OR")
    order, part = order_by or AccessRequestOrder(), Slice(first, after, last, before)
    its = {"account_id": root.id}
    return await _page(info, its, within, filter, order, part, account=root)


JOINED = {"account": "account", "requester": "requester", "actedBy": "acted_by"}


async def _page(
    info: Info,
    whose: dict[str, Any],
    within: Q | None,
    filter: AccessRequestFilter | None,
    order: AccessRequestOrder,
    part: Slice,
    **known: Any,
) -> Page[AccessRequest]:
    """One page, read at once with what its items will show; `known` are what they all share."""
    shown = selections.fields(info)
    joined = tuple(name for field, name in JOINED.items() if field in shown and name not in known)
    plain = filter.plain if filter else {}
    by = Order(order.by.value, order.descending)
    if within is None and plain is not None:
        only = listed.columns(shown, by.column)
        page = await pages.cut_plain(AccessRequest, {**whose, **plain}, by, part, joined, only)
    else:
        query = AccessRequest.filter(*([within] if within else []), **whose)
        page = await pages.cut(filter.apply(query) if filter else query, by, part, joined)
    for request in page.nodes:
        for name, thing in known.items():
            request.__dict__[f"_{name}"] = thing  # as where it is read along
    if "viewerCanDecide" in shown:
        await info.context.rights()
    if "currentRoles" in shown:
        narrow = listed.columns(shown, by.column) is not None
        await current_roles.read_along_with(page.nodes, info, narrow)
    return page


def can_decide(root: strawberry.Parent[AccessRequest], info: Info) -> Any:
    """Whether the viewer may approve or decline it now."""
    if root.requester_id == info.context.signed_in.id:
        return when(False, cases.OWN, ErrorCode.SELF_DECISION)
    rights = info.context.rights_at_hand
    return _decidable(root, rights) if rights else _decidable_later(root, info)


def _decidable(root: AccessRequest, rights: Rights) -> Allowed:
    if not root.decidable_with(rights):
        return when(False, NOT_ALLOWED, ErrorCode.FORBIDDEN)
    return cases.undecided(root.pending)


async def _decidable_later(root: AccessRequest, info: Info) -> Allowed:
    return _decidable(root, await info.context.rights())


@dataclass(frozen=True)
class Named:
    """A virtual account as it was noted."""

    id: str
    name: str


@dataclass(frozen=True)
class Granted:
    """A role that was given in answer, as it was noted."""

    role: Role
    virtual_accounts: list[Named]
    description: str


def named(noted: list[dict[str, str]]) -> list[Named]:
    """Virtual accounts as they were noted."""
    return [Named(ids.encode("VirtualAccount", UUID(part["id"])), part["name"]) for part in noted]


def proposed_virtual_accounts(root: strawberry.Parent[AccessRequest]) -> list[Named]:
    """The virtual accounts that the requester would like."""
    return named(root.proposed_virtual_accounts)


def granted_roles(root: strawberry.Parent[AccessRequest]) -> list[Granted]:
    """The roles that were given; empty unless approved."""
    return [
        Granted(Role(noted["role"]), named(noted["virtual_accounts"]), noted["words"])
        for noted in root.granted or []
    ]


@read_along("account")
def account(root: strawberry.Parent[AccessRequest], info: Info) -> Any:
    """The account that is asked for."""
    return related(root, "account", info.context.accounts)


async def reason_required(root: strawberry.Parent[AccessRequest], info: Info) -> bool:
    """Whether the account lets nobody decline it without a reason, of 10 characters or more."""
    asked: SmartAccount | None = root.__dict__.get("_account")
    known = asked or await info.context.accounts.load(root.account_id)
    return known is not None and known.decline_reason_required


def acted_by_rule(root: strawberry.Parent[AccessRequest]) -> str | None:
    """The name of the account's rule that decided it; null where a person did."""
    return root.acted_by_rule or None
