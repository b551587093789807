"""The delivery of mails, for operators."""

import strawberry

from models import operators
from models.mail import EmailMessage, EmailStatus
from resolvers import ids, pages
from resolvers.context import Info
from resolvers.pages import After, Before, First, Last, Order, Page, Slice


@strawberry.input(description="Which mails.")
class EmailMessageFilter:
    status: list[EmailStatus] | None = strawberry.field(
        default=None, description="In one of these states."
    )
    to_address: str | None = strawberry.field(default=None, description="To exactly this address.")


@strawberry.input(description="Queue a mail once more; for operators.")
class ResendEmailInput:
    email: strawberry.ID = strawberry.field(description="The mail's id.")


async def page(
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: EmailMessageFilter | None = None,
) -> Page[EmailMessage] | None:
    """Mails that were sent or are owed, newest first; null for everybody but operators."""
    if not info.context.signed_in.is_operator:
        return None
    query = EmailMessage.all()
    if filter and filter.status is not None:
        query = query.filter(status__in=filter.status)
    if filter and filter.to_address:
        query = query.filter(pages.exactly(filter.to_address, "to_address", 254))
    return await pages.cut(query, Order("id", descending=True), Slice(first, after, last, before))


async def resend(info: Info, input: ResendEmailInput) -> EmailMessage:
    """Queue a mail once more that failed or was sent. For operators."""
    return await operators.resend_email(
        info.context.signed_in, ids.key(input.email, "EmailMessage", "email")
    )
