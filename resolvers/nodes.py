"""Things by global id: each loader gives only what the viewer may see, and a calm null
otherwise."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

import strawberry

from models import assignments, problems
from models.accounts import VirtualAccount
from models.audit import AuditEvent
from models.mail import EmailMessage
from models.roles import Right, RoleAssignment
from models.sessions import Session, SessionKind
from resolvers import (
    accounts,
    administrators,
    applications,
    cases,
    entitlements,
    ids,
    onboarding,
    pages,
    requests,
    support,
    users,
)
from resolvers.context import Info

Id = Annotated[strawberry.ID, strawberry.argument(description="A global id.")]
Ids = Annotated[
    list[strawberry.ID], strawberry.argument(description="Global ids, 100 at the most.")
]


async def node(info: Info, id: Id) -> Any:
    """A thing by its global id; null where it does not exist or is not the viewer's to see."""
    parsed = ids.parse(id)
    if parsed is None or parsed[0] not in LOADERS:
        return None
    return await LOADERS[parsed[0]](info, parsed[1])


async def nodes(info: Info, ids: Ids) -> list[Any]:
    """Several things by their global ids, in this order, null for each that is not to be seen."""
    if len(ids) > pages.MAXIMUM:
        raise problems.BadInput(f"At most {pages.MAXIMUM} ids.")
    return [await node(info, id) for id in ids]


async def _account(info: Info, key: UUID) -> Any:
    return await accounts.by_id(info, strawberry.ID(ids.encode("SmartAccount", key)))


async def _request(info: Info, key: UUID) -> Any:
    return await requests.by_id(info, strawberry.ID(ids.encode("AccessRequest", key)))


async def _part(info: Info, key: UUID) -> Any:
    return await accounts.visible_part(info, await VirtualAccount.get_or_none(id=key))


async def _assignment(info: Info, key: UUID) -> Any:
    found = RoleAssignment.filter(id=key).select_related(
        "user", "account", "granted_by", "ended_by"
    )
    assignment = await found.prefetch_related("virtual_accounts").first()
    if assignment is None or assignment.user_id == info.context.signed_in.id:
        return assignment
    rights = await info.context.rights()
    parts = [] if assignment.role.account_wide else assignment.scope
    if rights.over(Right.VIEW_USERS, assignment.account_id, parts):
        return assignment
    current = assignment.ended_at is None and assignment.in_its_time
    seen = current and await assignments.employs(info.context.signed_in, assignment)
    return assignment if seen else None


async def _token(info: Info, key: UUID) -> Any:
    return await Session.get_or_none(
        id=key, user_id=info.context.signed_in.id, kind=SessionKind.TOKEN
    )


async def _event(info: Info, key: UUID) -> Any:
    event = await AuditEvent.get_or_none(id=key, account_id__isnull=False)
    rights = await info.context.rights()
    seen = event and event.account_id and rights.everywhere(Right.VIEW_EVENTS, event.account_id)
    return event if seen else None


async def _email(info: Info, key: UUID) -> Any:
    return await EmailMessage.get_or_none(id=key) if info.context.signed_in.is_operator else None


cases.LOADERS["AccessRequest"] = _request
cases.LOADERS["Registration"] = onboarding.by_key
cases.LOADERS["SupportAccessRequest"] = support.request_by_key

LOADERS: dict[str, Callable[[Info, UUID], Awaitable[Any]]] = {
    "User": users.by_key,
    "SmartAccount": _account,
    "Contract": entitlements.contract_by_key,
    "Company": entitlements.company_by_key,
    "VirtualAccount": _part,
    "RoleAssignment": _assignment,
    "AccessRequest": _request,
    "AccountApplication": applications.by_key,
    "SupportAccessRequest": support.request_by_key,
    "SupportAccess": support.access_by_key,
    "Registration": onboarding.by_key,
    "DelegatedAdministrator": administrators.by_key,
    "CompanyAssociation": administrators.association_by_key,
    "Session": _token,
    "AuditEvent": _event,
    "EmailMessage": _email,
}
