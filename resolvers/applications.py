"""Applications for new accounts: asking, reviewing, authorising, setting up, and reading them."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import strawberry
from tortoise.queryset import QuerySet

from models import applications, applying, clock, establishing, keys, problems
from models.accounts import AccountType, SmartAccount
from models.applications import AccountApplication, ApplicationStage
from models.applying import RESEND_EVERY, Wanted
from models.error_codes import ErrorCode
from models.establishing import Accepted, FirstUser, SetUp
from models.grants import RowResult
from models.roles import Right, Role
from models.users import User
from resolvers import cases, ids, pages, repeats, roles
from resolvers.allowed import Allowed, refused, when
from resolvers.application_filters import AccountApplicationFilter
from resolvers.context import Info
from resolvers.pages import After, Before, First, Last, Order, Page, Slice

APPLICATION_HELP = "The application's id."
REASON_HELP = "Why it is declined, up to 1,000 characters; the applicant reads it."
NOT_NOW = "It is not at that stage."
MOST_USERS, MOST_PARTS = 50, 50
Token = Annotated[str, strawberry.argument(description="The secret part of the mailed link.")]


@strawberry.input(description="Ask for a new account.")
class ApplyForAccountInput:
    name: str = strawberry.field(description="The account's name, 1 to 120 characters.")
    domain_identifier: str | None = strawberry.field(
        default=None,
        description="The domain identifier; unset: the domain of the e-mail address of whoever is "
        "to administer the account. Another one is reviewed first.",
    )
    type: AccountType = strawberry.field(
        default=AccountType.CUSTOMER,
        description="Whose account it is; a holding account is for partners.",
    )
    nominee_email: str | None = strawberry.field(
        default=None,
        description="For someone else: the address of the person who is to authorise it and to set "
        "it up.",
    )
    reason: str = strawberry.field(
        default="",
        description="Why, up to 1,000 characters; the operators and the nominee read it.",
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="An application of one's own.")
class OwnApplicationInput:
    application: strawberry.ID = strawberry.field(description=APPLICATION_HELP)
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Take an application of one's own back.")
class CancelApplicationInput(OwnApplicationInput):
    pass


@strawberry.input(description="Remind those who have the next step in one's own application.")
class SendApplicationReminderInput(OwnApplicationInput):
    pass


@strawberry.input(description="Mail the nominee a fresh link.")
class ResendAuthorizationInput(OwnApplicationInput):
    pass


@strawberry.input(description="Answer whether an account may have its domain; for operators.")
class ReviewApplicationInput:
    application: strawberry.ID = strawberry.field(description=APPLICATION_HELP)
    approve: bool = strawberry.field(description="Whether it may.")
    reason: str = strawberry.field(default="", description=REASON_HELP)
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Authorise a new account that somebody initiated, or decline it.")
class AuthorizeApplicationInput:
    token: str = strawberry.field(description="The secret part of the mailed link.")
    accept: bool = strawberry.field(description="Whether to take the account on.")
    reason: str = strawberry.field(default="", description=REASON_HELP)
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Somebody who is given a role with the set-up.")
class FirstUserInput:
    user: str = strawberry.field(description="The username, or the verified e-mail address.")
    role: Role = strawberry.field(description="The role to give.")
    virtual_accounts: list[str] | None = strawberry.field(
        default=None,
        description="The names of the virtual accounts that a virtual account role covers: of "
        "those that the set-up makes, and `DEFAULT`.",
    )


@strawberry.input(description="Set a new account up.")
class CompleteAccountSetupInput:
    application: strawberry.ID = strawberry.field(description=APPLICATION_HELP)
    accept_agreement: bool = strawberry.field(
        description="Whether you accept the account agreement; there is no account without it."
    )
    agreement: str | None = strawberry.field(
        default=None,
        description="The version of the agreement that was read; where it is given, it must be "
        "the one in force.",
    )
    name: str | None = strawberry.field(
        default=None, description="Another name for the account; unset: the one asked for."
    )
    users: list[FirstUserInput] | None = strawberry.field(
        default=None, description=f"The first users besides you, {MOST_USERS} at the most."
    )
    virtual_accounts: list[str] | None = strawberry.field(
        default=None,
        description=f"Names of virtual accounts to make besides the default one, {MOST_PARTS} at "
        "the most.",
    )
    idempotency_key: str | None = repeats.key()


@dataclass(frozen=True)
class Completed:
    """An account that was set up."""

    application: AccountApplication
    users: list[RowResult]


async def apply(info: Info, input: ApplyForAccountInput) -> AccountApplication:
    """Ask for a new account, for one's own organisation or for someone else.

    It holds its domain identifier from now on, and takes no requests before it is set up.
    """
    wanted = Wanted(
        name=input.name,
        type=input.type,
        domain=input.domain_identifier or "",
        nominee_email=input.nominee_email or "",
        reason=input.reason,
    )
    return await applying.apply(
        info.context.signed_in,
        wanted,
        tries=info.context.limits.applications_per_hour,
        repeat=repeats.repeat_of(info, input),
    )


async def _own(info: Info, input: OwnApplicationInput, verb: Any) -> AccountApplication:
    key = ids.key(input.application, "AccountApplication", "application")
    act = partial(verb, info.context.signed_in, key)
    return await repeats.repeat_of(info, input).run(act, AccountApplication.whole)


async def cancel(info: Info, input: CancelApplicationInput) -> AccountApplication:
    """Take an application of one's own back, at any stage before the account is active."""
    return await _own(info, input, applying.cancel)


async def remind(info: Info, input: SendApplicationReminderInput) -> AccountApplication:
    """Mail those who have the next step in one's own application again; once in 24 hours."""
    return await _own(info, input, applying.remind)


async def resend(info: Info, input: ResendAuthorizationInput) -> AccountApplication:
    """Mail the nominee a fresh link, once an hour; the older ones no longer work."""
    return await _own(info, input, applying.resend)


async def review(info: Info, input: ReviewApplicationInput) -> AccountApplication:
    """Let an account have the domain that was asked for, or decline it. For operators.

    Of several who answer at once one wins; the others get `AlreadyActedUpon`.
    """
    key = ids.key(input.application, "AccountApplication", "application")
    by, approve = info.context.signed_in, input.approve
    act = partial(establishing.review, by, key, approve, input.reason)
    return await repeats.repeat_of(info, input).run(act, AccountApplication.whole)


async def authorize(info: Info, input: AuthorizeApplicationInput) -> AccountApplication:
    """Spend a mailed link, once: authorise the new account, or decline it. For the user whose
    verified address it was mailed to."""
    by, accept = info.context.signed_in, input.accept
    act = partial(establishing.authorize, by, input.token, accept, input.reason)
    return await repeats.repeat_of(info, input).run(act, AccountApplication.whole)


async def complete(info: Info, input: CompleteAccountSetupInput) -> Completed:
    """Accept the agreement and open the account: the viewer becomes its administrator. A refused
    user leaves the others alone."""
    people, parts = input.users or [], input.virtual_accounts or []
    for field, given, most in (
        ("users", people, MOST_USERS),
        ("virtualAccounts", parts, MOST_PARTS),
    ):
        if len(given) > most:
            raise problems.InvalidInput(f"Name {most} at the most.", [field])
    act = partial(
        establishing.set_up,
        info.context.signed_in,
        ids.key(input.application, "AccountApplication", "application"),
        Accepted(input.accept_agreement, input.agreement),
        input.name,
        parts,
        [FirstUser(p.user, p.role, p.virtual_accounts or []) for p in people],
    )
    done = await repeats.repeat_of(info, input).run_with(act, _pack, _unpack)
    return Completed(done.application, done.rows)


def _pack(done: SetUp) -> Any:
    return [str(done.application.id), roles.pack_rows(done.rows)]


async def _unpack(packed: Any) -> SetUp:
    application = await AccountApplication.whole(UUID(packed[0]))
    return SetUp(application, await roles.unpack_rows(packed[1]))


async def by_key(info: Info, key: UUID) -> AccountApplication | None:
    """An application of one's own, or one that the viewer is to authorise or may review."""
    seen = AccountApplication.visible_to(info.context.signed_in).filter(id=key)
    return await seen.select_related(*AccountApplication.JOINED).first()


async def by_id(info: Info, id: strawberry.ID) -> AccountApplication | None:
    """An application of one's own, one that one is to authorise, or, for operators, any; null
    otherwise."""
    parsed = ids.parse(id)
    if parsed is None or parsed[0] != "AccountApplication":
        return None
    return await by_key(info, parsed[1])


async def by_token(info: Info, token: Token) -> AccountApplication | None:
    """The application that a mailed link leads to, for the person to whom it was mailed, while it
    waits for that; null otherwise. Looking spends nothing."""
    found = await applications.by_link(keys.digest(token))
    return found if found and found.is_nominee(info.context.signed_in) else None


async def of_viewer(
    root: strawberry.Parent[User],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: AccountApplicationFilter | None = None,
) -> Page[AccountApplication]:
    """The viewer's applications for new accounts, and those that the viewer is to authorise or
    has; newest first."""
    newest = Order("submitted_at", descending=True)
    part = Slice(first, after, last, before)
    return await _page(info, AccountApplication.of(root), filter, newest, part)


async def page(
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: AccountApplicationFilter | None = None,
) -> Page[AccountApplication] | None:
    """All applications for new accounts, those with the last activity first; null for who is no
    operator."""
    if not info.context.signed_in.is_operator:
        return None
    newest = Order("activity_at", descending=True)
    part = Slice(first, after, last, before)
    return await _page(info, AccountApplication.all(), filter, newest, part)


async def _page(
    info: Info,
    query: QuerySet[AccountApplication],
    filter: AccountApplicationFilter | None,
    order: Order,
    part: Slice,
) -> Page[AccountApplication]:
    await info.context.rights()  # once, and not by each of the items at the same time
    query = filter.apply(query) if filter else query
    return await pages.cut(query, order, part, AccountApplication.JOINED)


async def look_alikes(root: strawberry.Parent[AccountApplication], info: Info) -> list[str] | None:
    """The domain identifiers of other accounts that this one could be taken for; null for all but
    operators."""
    if not info.context.signed_in.is_operator:
        return None
    return await info.context.look_alikes.load(root.key)


def suggested_identifier(root: strawberry.Parent[User]) -> str | None:
    """The domain identifier for a new account that the viewer's verified address suggests; null
    for an address of a public provider."""
    return applying.suggestion(root)


async def account(root: strawberry.Parent[AccountApplication], info: Info) -> SmartAccount | None:
    """The account, once the viewer may enter it; null before."""
    rights = await info.context.rights()
    seen = rights.anywhere(Right.VIEW_ACCOUNT, root.account_id)
    return root.account if seen or info.context.signed_in.is_operator else None


def nominee(root: strawberry.Parent[AccountApplication]) -> User | None:
    """Who authorised or declined it; null before, and where it is for the applicant."""
    return root.nominee


async def can_review(root: strawberry.Parent[AccountApplication], info: Info) -> Allowed:
    """Whether the viewer may review its domain now."""
    try:
        await root.check_decidable(info.context.signed_in)
    except problems.Problem as problem:
        return refused(problem)
    return _at_stage(root, ApplicationStage.PENDING_DOMAIN_REVIEW, ErrorCode.ALREADY_ACTED_UPON)


def _at_stage(
    root: AccountApplication,
    stage: ApplicationStage,
    code: ErrorCode,
    over: ErrorCode | None = None,
) -> Allowed:
    """Allowed at this stage; `over` is the refusal once it has ended, where that is another."""
    if root.pending:
        return when(root.stage == stage, NOT_NOW, code)
    return when(False, cases.ACTED, over or code)


def can_authorize(root: strawberry.Parent[AccountApplication], info: Info) -> Allowed:
    """Whether the viewer may authorise or decline it now, by the link that was mailed."""
    try:
        root.check_nominee(info.context.signed_in)
    except problems.Problem as problem:
        return refused(problem)
    return _at_stage(root, ApplicationStage.PENDING_AUTHORIZATION, ErrorCode.LINK_USED)


async def can_decide(root: strawberry.Parent[AccountApplication], info: Info) -> Allowed:
    """Whether the viewer may approve or decline it now: its domain, or the account as a whole."""
    return await can_review(root, info) if root.review_pending else can_authorize(root, info)


def can_set_up(root: strawberry.Parent[AccountApplication], info: Info) -> Allowed:
    """Whether the viewer may set the account up now."""
    try:
        root.check_creator(info.context.signed_in)
    except problems.Problem as problem:
        return refused(problem)
    over = ErrorCode.ALREADY_ACTED_UPON
    return _at_stage(root, ApplicationStage.PENDING_SETUP, ErrorCode.FORBIDDEN, over)


def can_remind(root: strawberry.Parent[AccountApplication], info: Info) -> Allowed:
    """Whether the viewer may send a reminder now."""
    may = cases.can_remind(root, info)
    own_step = root.creator_id == root.requester_id and not root.review_pending
    if may.allowed and own_step:
        told = "You have the next step yourself: set the account up."
        return when(False, told, ErrorCode.FORBIDDEN)
    return may


def can_resend(root: strawberry.Parent[AccountApplication], info: Info) -> Allowed:
    """Whether the viewer may have the nominee mailed a fresh link now."""
    if root.requester_id != info.context.signed_in.id:
        return when(False, "Only the applicant may.", ErrorCode.NOT_FOUND)
    over = ErrorCode.NOT_PENDING
    may = _at_stage(root, ApplicationStage.PENDING_AUTHORIZATION, ErrorCode.FORBIDDEN, over)
    sent = root.link_sent_at
    again = sent is None or sent + RESEND_EVERY <= clock.now()
    return may if not may.allowed else when(again, "Once an hour.", ErrorCode.RESEND_TOO_SOON)


cases.LOADERS["AccountApplication"] = by_key
