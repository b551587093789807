"""An account's log, for those who may view it."""

from datetime import datetime
from typing import Any

import strawberry
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models.accounts import SmartAccount
from models.audit import AuditEvent
from models.roles import Right, Rights
from resolvers import ids, pages
from resolvers.context import Info, related
from resolvers.pages import After, Before, First, Last, Order, Page, Slice


@strawberry.input(description="Which events of the log; several conditions must all hold.")
class AuditEventFilter:
    action: str | None = strawberry.field(
        default=None, description="The action, such as `role_granted`."
    )
    text: str | None = strawberry.field(
        default=None, description="Part of the message or of the actor's name."
    )
    actor: strawberry.ID | None = strawberry.field(
        default=None, description="Only what this user did: the user's id."
    )
    since: datetime | None = strawberry.field(
        default=None, name="from", description="From this instant on."
    )
    before: datetime | None = strawberry.field(
        default=None, description="Before this instant, which is left out."
    )


async def events(
    root: strawberry.Parent[SmartAccount],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: AuditEventFilter | None = None,
) -> Page[AuditEvent] | None:
    """The account's log, newest first; null for who may not view it. Virtual account
    administrators see what concerns theirs."""
    query = visible(await info.context.rights(), root, filter or AuditEventFilter())
    if query is None:
        return None
    newest_first = Order("number", descending=True)
    return await pages.cut(query, newest_first, Slice(first, after, last, before))


def visible(
    rights: Rights, account: SmartAccount, wanted: AuditEventFilter
) -> QuerySet[AuditEvent] | None:
    """The events of an account that these rights show, or None where they show no log at all."""
    if not rights.anywhere(Right.VIEW_EVENTS, account.id):
        return None
    query = _filtered(AuditEvent.filter(account_id=account.id), wanted)
    if rights.everywhere(Right.VIEW_EVENTS, account.id):
        return query
    parts = rights.covered(Right.VIEW_EVENTS, account.id)
    return query.filter(Q(*(Q(paths__contains=part.hex) for part in parts), join_type="OR"))


def _filtered(query: QuerySet[AuditEvent], wanted: AuditEventFilter) -> QuerySet[AuditEvent]:
    if wanted.action:
        query = query.filter(pages.exactly(wanted.action, "action", 40))
    if wanted.text:
        query = query.filter(pages.containing(wanted.text, "message", "actor_name"))
    if wanted.actor:
        query = query.filter(pages.referring(wanted.actor, "User", "actor_id"))
    if wanted.since:
        query = query.filter(occurred_at__gte=wanted.since)
    if wanted.before:
        query = query.filter(occurred_at__lt=wanted.before)
    return query


def actor(root: strawberry.Parent[AuditEvent], info: Info) -> Any:
    """Who did it, as that user is now; null where no user did."""
    return related(root, "actor", info.context.users)


def thing(root: strawberry.Parent[AuditEvent]) -> str | None:
    """The global id of what it was done to: `node(id:)` finds it, where it still is and is the
    viewer's to see. Null in the lines of early versions, which did not keep it."""
    return root.thing if ids.parse(root.thing) else None
