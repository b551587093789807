"""Which requests for support access a list shows, and how it is read."""

from datetime import datetime

import strawberry
from tortoise.queryset import QuerySet

from models.cases import Deciders, RequestStatus
from models.entitlements import AccessLevel, KeyKind
from models.support import SupportAccessRequest
from resolvers import pages, selections
from resolvers.context import Info
from resolvers.pages import Order, Page, Slice
from resolvers.requests import AccessRequestOrder

SEARCHED = ["full_name", "username", "email", "company_name", "key_text"]


@strawberry.input(description="Which requests; several conditions must all hold.")
class SupportAccessRequestFilter:
    status: list[RequestStatus] | None = strawberry.field(
        default=None, description="In one of these states."
    )
    key_kind: list[KeyKind] | None = strawberry.field(
        default=None, description="By one of these kinds of key."
    )
    level: list[AccessLevel] | None = strawberry.field(
        default=None, description="For one of these levels."
    )
    deciders: list[Deciders] | None = strawberry.field(
        default=None, description="Decided by one of these."
    )
    text: str | None = strawberry.field(
        default=None,
        description="Part of the key, or of the requester's name, username, address or company.",
    )
    submitted_from: datetime | None = strawberry.field(
        default=None, description="Submitted at this moment or later."
    )
    submitted_before: datetime | None = strawberry.field(
        default=None, description="Submitted before this moment."
    )

    def apply(self, query: QuerySet[SupportAccessRequest]) -> QuerySet[SupportAccessRequest]:
        """The rows that fulfil all conditions."""
        sets = {
            "status": self.status,
            "key_kind": self.key_kind,
            "level": self.level,
            "waits_for": self.deciders,
        }
        for column, values in sets.items():
            if values is not None:
                # One value by equality: then an index gives the rows in order.
                one = {column: values[0]} if len(values) == 1 else {f"{column}__in": values}
                query = query.filter(**one)
        if self.text:
            query = query.filter(pages.containing(self.text, *SEARCHED))
        if self.submitted_from:
            query = query.filter(submitted_at__gte=self.submitted_from)
        if self.submitted_before:
            query = query.filter(submitted_at__lt=self.submitted_before)
        return query


async def page(
    info: Info,
    query: QuerySet[SupportAccessRequest],
    filter: SupportAccessRequestFilter | None,
    order: AccessRequestOrder,
    part: Slice,
) -> Page[SupportAccessRequest]:
    """One page, read at once with what its items will show."""
    query, shown = filter.apply(query) if filter else query, selections.fields(info)
    joined = {"requester"} if shown & {"requester", "viewerCanDecide"} else set()
    joined |= {"acted_by"} if "actedBy" in shown else set()
    return await pages.cut(
        query, Order(order.by.value, order.descending), part, tuple(sorted(joined))
    )
