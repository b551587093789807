"""Everything that the viewer has asked for, as one list."""

from datetime import datetime
from enum import StrEnum

import strawberry
from tortoise.queryset import QuerySet

from models import own_requests
from models.cases import AccessType, Case, Deciders, RequestStatus
from models.own_requests import OwnRequest
from models.users import User
from resolvers import pages
from resolvers.context import Info
from resolvers.pages import After, Before, First, Last, Order, Page, Slice


class RequestSort(StrEnum):
    """What one's own requests are sorted by."""

    SUBMITTED_AT = "submitted_at"
    LAST_ACTIVITY = "activity_at"
    KEY = "key"
    ACCESS_TYPE = "access_type"
    STATUS = "status"
    DECIDERS = "deciders"


@strawberry.input(description="How one's own requests are sorted.")
class RequestOrder:
    by: RequestSort = strawberry.field(
        default=RequestSort.SUBMITTED_AT, description="What to sort by."
    )
    descending: bool = strawberry.field(default=True, description="Largest or newest first.")


@strawberry.input(description="Which of one's own requests; several conditions must all hold.")
class RequestFilter:
    key: str | None = strawberry.field(
        default=None, description="Part of the domain, contract, bill-to ID or serial number."
    )
    access_type: list[AccessType] | None = strawberry.field(
        default=None, description="For one of these kinds of access."
    )
    status: list[RequestStatus] | None = strawberry.field(
        default=None, description="In one of these states."
    )
    deciders: list[Deciders] | None = strawberry.field(
        default=None, description="Decided by one of these."
    )
    submitted_from: datetime | None = strawberry.field(
        default=None, description="Submitted at this moment or later."
    )
    submitted_before: datetime | None = strawberry.field(
        default=None, description="Submitted before this moment."
    )

    def apply(self, query: QuerySet[OwnRequest]) -> QuerySet[OwnRequest]:
        """The rows that fulfil all conditions."""
        if self.key:
            query = query.filter(pages.containing(self.key, "key"))
        for column in ("access_type", "status", "deciders"):
            wanted = getattr(self, column)
            if wanted is not None:
                query = query.filter(**{f"{column}__in": wanted})
        if self.submitted_from:
            query = query.filter(submitted_at__gte=self.submitted_from)
        if self.submitted_before:
            query = query.filter(submitted_at__lt=self.submitted_before)
        return query


async def of_viewer(
    root: strawberry.Parent[User],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: RequestFilter | None = None,
    order_by: RequestOrder | None = None,
) -> Page[Case]:
    """Everything that the viewer has asked for: access to accounts, support access and new
    accounts, newest first."""
    query, order = OwnRequest.filter(requester_id=root.id), order_by or RequestOrder()
    query = filter.apply(query) if filter else query
    part = Slice(first, after, last, before)
    page = await pages.cut(query, Order(order.by.value, order.descending), part)
    found = await own_requests.whole(page.nodes)
    return pages.map_page(page, lambda row: found[row.id])
