"""The agents' desk: the queue of reviews, and what there is to decide by."""

from datetime import datetime
from typing import Annotated, Any

import strawberry
from tortoise.queryset import QuerySet

from models import desk, desk_claims, desk_reversals, onboarding
from models.administrators import DelegatedAdministrator
from models.entitlements import Company
from models.error_codes import ErrorCode
from models.onboarding import Registration, RegistrationStage, ReviewCause
from models.onboarding_tries import EntitlementTry
from models.users import Staff
from resolvers import pages
from resolvers.allowed import Allowed, when
from resolvers.context import Info, related
from resolvers.pages import After, Before, First, Last, Order, Page, Slice

# Applications have causes, too. Said before the first input that has one.
strawberry.enum(ReviewCause, name="RegistrationReviewCause")
Search = Annotated[
    str | None,
    strawberry.argument(
        description="Part of a company's name, address or e-mail domain, or its number."
    ),
]


@strawberry.input(description="Which reviews; several conditions must all hold.")
class ReviewFilter:
    stage: list[RegistrationStage] | None = strawberry.field(
        default=None,
        description="At one of these stages; `MANUAL_REVIEW` and `INFORMATION_REQUESTED` where "
        "unset. The others show what became of what was reviewed.",
    )
    cause: list[ReviewCause] | None = strawberry.field(
        default=None, description="For one of these causes."
    )
    text: str | None = strawberry.field(
        default=None,
        description="Part of the registrant's name, username, address or company, or of the "
        "site's name.",
    )
    overdue: bool | None = strawberry.field(
        default=None, description="Whether the time to finish it is over."
    )

    def apply(self, query: QuerySet[Registration]) -> QuerySet[Registration]:
        """The rows that fulfil all conditions."""
        if self.cause is not None:
            query = query.filter(why_review__in=self.cause)
        if self.text:
            columns = ["full_name", "username", "email", "company_name", "site__name"]
            query = query.filter(pages.containing(self.text, *columns))
        return query if self.overdue is None else desk.which_are_late(query, self.overdue)


async def queue(
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: ReviewFilter | None = None,
) -> Page[Registration] | None:
    """The registrations at which a person looks, the oldest first; null for everybody but agents,
    who decide, and operators, who only look."""
    if not info.context.signed_in.staff:
        return None
    stages = filter.stage if filter and filter.stage is not None else list(onboarding.REVIEW)
    query = Registration.filter(stage__in=stages, review_since__isnull=False)
    query = filter.apply(query) if filter else query
    part = Slice(first, after, last, before)
    return await pages.cut(query, Order("review_since"), part, Registration.JOINED)


async def companies(
    info: Info,
    search: Search = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page[Company] | None:
    """The companies that a review may be resolved with, by name; null for everybody but agents and
    operators."""
    if not info.context.signed_in.staff:
        return None
    query = Company.all()
    if search:
        query = query.filter(pages.containing(search, "name", "number", "domain", "address"))
    return await pages.cut(query, Order("name"), Slice(first, after, last, before))


async def below(
    root: strawberry.Parent[Company],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page[Company] | None:
    """The companies below this one at any depth, by name; null for everybody but agents and
    operators."""
    if not info.context.signed_in.staff:
        return None
    query = Company.filter(root_id=root.root_id, path__startswith=f"{root.path}/")
    return await pages.cut(query, Order("name"), Slice(first, after, last, before))


async def company_administrators(
    root: strawberry.Parent[Company], info: Info
) -> list[DelegatedAdministrator] | None:
    """Who administers portal access for this company, here or from above, the nearest first; null
    for everybody but agents and operators."""
    staff = info.context.signed_in.staff
    return await info.context.covering.load(root.id) if staff else None


def can_reverse(root: strawberry.Parent[DelegatedAdministrator], info: Info) -> Allowed:
    """Whether the viewer may, as an agent, take this appointment back now."""
    viewer = info.context.signed_in
    if viewer.id == root.user_id:
        return when(False, "Nobody takes their own appointment back.", ErrorCode.SELF_DECISION)
    if viewer.staff != Staff.SUPPORT_AGENT:
        return when(False, "Only support agents may.", ErrorCode.FORBIDDEN)
    if root.ended_at and root.registration_id:
        return when(False, "It has ended.", ErrorCode.ALREADY_ACTED_UPON)
    told = "Only a registration's claim can be taken back, within 30 days."
    return when(desk_reversals.reversible(root), told, ErrorCode.FORBIDDEN)


def review(root: strawberry.Parent[Registration], info: Info) -> Registration | None:
    """What the desk knows of it; null where it never was there, and for everybody but agents and
    operators."""
    return root if info.context.signed_in.staff and root.review_since else None


def cause(root: strawberry.Parent[Registration]) -> ReviewCause | None:
    """Why a person looks at it."""
    return root.why_review


def since(root: strawberry.Parent[Registration]) -> datetime | None:
    """Since when it waits at the desk."""
    return root.review_since


def due_at(root: strawberry.Parent[Registration]) -> datetime | None:
    """When it is to be finished. Moved on by the time that the registrant takes to answer, once
    the answer is there."""
    return root.review_due_at


def hours_left(root: strawberry.Parent[Registration]) -> int | None:
    """Hours until then, rounded up, below zero when it is overdue; they stand still while the
    registrant is asked. Null once it is decided."""
    return desk.hours_left(root)


def overdue(root: strawberry.Parent[Registration]) -> bool:
    """Whether the time to finish it is over."""
    left = desk.hours_left(root)
    return left is not None and left < 0


def asked_by(root: strawberry.Parent[Registration], info: Info) -> Any:
    """The agent who asked; null where none did."""
    return related(root, "asked_by", info.context.users)


def claimed_by(root: strawberry.Parent[Registration], info: Info) -> Any:
    """The agent who has it to themself at present; null where none has."""
    return related(root, "claimed_by", info.context.users) if claimed_until(root) else None


def claimed_until(root: strawberry.Parent[Registration]) -> datetime | None:
    """Until when; null where nobody has it."""
    return desk_claims.claimed_until(root)


async def tried_pairs(root: strawberry.Parent[Registration], info: Info) -> list[EntitlementTry]:
    """The last 20 pairs of contract and serial number that the registrant tried, the newest
    first."""
    return await info.context.tried_pairs.load(root.id)


async def tree(root: strawberry.Parent[Registration], info: Info) -> list[Company]:
    """From the whole organisation down to the site that the contract names; empty where no
    contract is known. `verifiedAt` says whether the registrant showed to have it."""
    site = await _site(root, info)
    found = await info.context.companies.load_many(site.lineage) if site else []
    return [company for company in found if company]


async def administrators(
    root: strawberry.Parent[Registration], info: Info
) -> list[DelegatedAdministrator]:
    """Who administers that site or what lies above it, the nearest first."""
    site = await _site(root, info)
    return await info.context.covering.load(site.id) if site else []


async def _site(root: Registration, info: Info) -> Company | None:
    if root.site or root.contract is None:
        return root.site
    return await info.context.companies.load(root.contract.company_id)
