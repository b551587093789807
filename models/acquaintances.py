"""Acquaintances: of whom a user may know, because something that the user sees names them."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models import administrators, assignments, support
from models.administrators import DelegatedAdministrator
from models.agreements import AgreementAcceptance
from models.applications import AccountApplication
from models.audit import AuditEvent
from models.entitlements import CompanyAssociation, SupportAccess
from models.onboarding import Registration
from models.portal import PortalRoleAssignment
from models.requests import AccessRequest
from models.roles import Right, Rights, RoleAssignment
from models.support import SupportAccessRequest
from models.users import User

# Rows that a user sees, and their columns that name users.
Named = tuple[QuerySet[Any], tuple[str, ...]]
CASE = ("requester_id", "acted_by_id")


async def knows(viewer: User, rights: Rights, user_id: UUID) -> bool:
    """Whether something that the viewer sees names this user."""
    async for seen, columns in _seen_by(viewer, rights):
        named = Q(*(_is(column, user_id) for column in columns), join_type=Q.OR)
        if await seen.filter(named).exists():
            return True
    return False


def _is(column: str, user_id: UUID) -> Q:
    condition: Any = {column: user_id}
    return Q(**condition)


async def _seen_by(viewer: User, rights: Rights) -> AsyncIterator[Named]:
    yield await _assignments(viewer, rights), ("user_id", "granted_by_id", "ended_by_id")
    yield await assignments.of_employees(rights), ("user_id", "granted_by_id")
    yield AccessRequest.visible_to(viewer, rights), CASE
    yield AccountApplication.visible_to(viewer), (*CASE, "nominee_id")
    yield await SupportAccessRequest.visible_to(viewer), CASE
    yield await _support_access(viewer), ("user_id", "granted_by_id", "ended_by_id")
    logs = list(rights.accounts(Right.VIEW_EVENTS))
    yield AuditEvent.filter(account_id__in=logs), ("actor_id",)
    agreed = list(rights.accounts(Right.ACCEPT_AGREEMENTS))
    yield AgreementAcceptance.filter(account_id__in=agreed), ("accepted_by_id",)
    async for seen in _in_the_portal(viewer):
        yield seen


async def _assignments(viewer: User, rights: Rights) -> QuerySet[RoleAssignment]:
    """One's own, and those of the accounts and parts whose users one views."""
    seen = Q(user_id=viewer.id) | Q(account_id__in=list(rights.accounts(Right.VIEW_USERS)))
    held = {assignment.account_id for assignment in rights.assignments}
    parts = [part for account in held for part in rights.covered(Right.VIEW_USERS, account)]
    return RoleAssignment.filter(seen | Q(id__in=await _over(parts)))


async def _over(parts: list[UUID]) -> list[UUID]:
    """The assignments that cover one of these virtual accounts, or one below."""
    if not parts:
        return []
    over = Q(*(Q(virtual_accounts__path__contains=str(part)) for part in parts), join_type=Q.OR)
    return [found.id for found in await RoleAssignment.filter(over).only("id")]


async def _support_access(viewer: User) -> QuerySet[SupportAccess]:
    if viewer.staff:
        return SupportAccess.all()
    administered = list(await support.administered_by(viewer))
    return SupportAccess.filter(Q(user_id=viewer.id) | Q(contract_id__in=administered))


async def _in_the_portal(viewer: User) -> AsyncIterator[Named]:
    """What there is at and below the companies that one administers, one's own, or all of it."""
    mine = await administrators.of_user(viewer)
    here = Q(id__isnull=viewer.staff is None)
    above: list[UUID] = []
    for row in mine:
        here |= Q(company_id=row.company_id) | Q(company__path__startswith=f"{row.company.path}/")
        above += row.company.lineage
    own, registrant = Q(user_id=viewer.id), Q(requester_id=viewer.id)
    asked = here if viewer.staff else here & Q(forwarded_at__isnull=False)
    desk = ("asked_by_id", "claimed_by_id") if viewer.staff else ()
    yield Registration.filter(asked | registrant), (*CASE, *desk)
    appointed = here | own | Q(company_id__in=above, ended_at__isnull=True)
    yield DelegatedAdministrator.filter(appointed), ("user_id", "nominated_by_id")
    yield CompanyAssociation.filter(here | own), ("user_id",)
    yield PortalRoleAssignment.filter(here | own), ("granted_by_id",)
