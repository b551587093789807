"""Delegated administrators: deciding registrations, and managing who uses the portal."""

from functools import partial
from typing import Any
from uuid import UUID

import strawberry
from tortoise.expressions import Q

from models import (
    administrator_terms,
    administrators,
    clock,
    delegating,
    problems,
    stepping_down,
)
from models.administrator_terms import AdministratorTerms
from models.administrators import AdministratorStatus, DelegatedAdministrator
from models.entitlements import Company, CompanyAssociation
from models.error_codes import ErrorCode
from models.onboarding import Registration, RegistrationStage
from models.onboarding_problems import AgreementPending
from models.portal import PortalRole, PortalRoleAssignment
from models.users import User
from resolvers import ids, pages, repeats
from resolvers.allowed import Allowed, refused, when
from resolvers.context import Info, related
from resolvers.pages import After, Before, First, Last, Order, Page, Slice

COMPANY_HELP = "A company that the viewer administers, or one below it."
PERSON_HELP = "Username or verified e-mail address of the user."


@strawberry.input(description="Decide a registration: grant a portal role, or deny.")
class DecideRegistrationInput:
    registration: strawberry.ID = strawberry.field(description="The registration's id.")
    approve: bool = strawberry.field(description="Whether to let the registrant in.")
    portal_role: PortalRole | None = strawberry.field(
        default=None, description="The role to grant; for an approval alone, which needs one."
    )
    reason: str = strawberry.field(
        default="",
        description="Why access is denied, up to 1,000 characters; the registrant reads it.",
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Accept the terms of an appointment of one's own.")
class AcceptAdministratorTermsInput:
    administrator: strawberry.ID = strawberry.field(description="The appointment's id.")
    terms: str | None = strawberry.field(
        default=None,
        description="The version that was read; it must be the one in force. Unset: that one.",
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Name one more delegated administrator of a company.")
class NominateAdministratorInput:
    company: strawberry.ID = strawberry.field(description=COMPANY_HELP)
    user: str = strawberry.field(description=PERSON_HELP)
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Step down, or remove another administrator.")
class EndAdministratorInput:
    administrator: strawberry.ID = strawberry.field(description="The appointment's id.")
    reason: str = strawberry.field(
        default="", description="Why, up to 1,000 characters; the administrator reads it."
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Associate a user with a company.")
class AssociateUserInput:
    company: strawberry.ID = strawberry.field(description=COMPANY_HELP)
    user: str = strawberry.field(description=PERSON_HELP)
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="End a user's association with a company, and the portal role.")
class DissociateUserInput:
    company: strawberry.ID = strawberry.field(description=COMPANY_HELP)
    user: strawberry.ID = strawberry.field(description="The user's id.")
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Give an associated user a portal role, or take it away.")
class AssignPortalRoleInput:
    company: strawberry.ID = strawberry.field(description=COMPANY_HELP)
    user: strawberry.ID = strawberry.field(description="The user's id.")
    portal_role: PortalRole | None = strawberry.field(
        default=None,
        description="The role, in place of the current one; unset to take that away.",
    )
    idempotency_key: str | None = repeats.key()


async def decide(info: Info, input: DecideRegistrationInput) -> Registration:
    """Approve a registration and grant a portal role, or deny access.

    Of several administrators who answer at once one wins; the others get `AlreadyActedUpon`.
    """
    by = info.context.signed_in
    registration = ids.key(input.registration, "Registration", "registration")
    act = partial(delegating.deny, by, registration, input.reason)
    if role := _granted(input):
        act = partial(delegating.approve, by, registration, role, info.context.onboarding)
    return await repeats.repeat_of(info, input).run(act, Registration.whole)


def _granted(input: DecideRegistrationInput) -> PortalRole | None:
    """The role of an approval, None of a denial. What fits neither is refused, not guessed."""
    if input.approve and input.portal_role is None:
        raise problems.InvalidInput("An approval grants a role.", field=["portalRole"])
    if input.approve and input.reason:
        raise problems.InvalidInput("Only a denial has a reason.", field=["reason"])
    if not input.approve and input.portal_role is not None:
        raise problems.InvalidInput("Only an approval grants a role.", field=["portalRole"])
    return input.portal_role


async def accept_terms(info: Info, input: AcceptAdministratorTermsInput) -> DelegatedAdministrator:
    """Accept the administrator's terms: from then on one may assign roles. A later version takes
    that away from nobody, and can be accepted at any time."""
    key = _appointment(input.administrator)
    act = partial(delegating.accept_terms, info.context.signed_in, key, input.terms)
    return await repeats.repeat_of(info, input).run(act, _row)


async def nominate(info: Info, input: NominateAdministratorInput) -> DelegatedAdministrator:
    """Name one more administrator, who is mailed and has to accept the terms first."""
    by, company = info.context.signed_in, _company(input.company)
    act = partial(delegating.nominate, by, company, input.user)
    return await repeats.repeat_of(info, input).run(act, _row)


async def end(info: Info, input: EndAdministratorInput) -> DelegatedAdministrator:
    """Step down, or remove another administrator of a company that one administers. The last who
    has accepted the terms stays."""
    by, key, rules = (
        info.context.signed_in,
        _appointment(input.administrator),
        (info.context.onboarding),
    )
    act = partial(stepping_down.end, by, key, input.reason, rules)
    return await repeats.repeat_of(info, input).run(act, _row)


async def associate(info: Info, input: AssociateUserInput) -> CompanyAssociation:
    """Associate a user with a company, so that a portal role can be assigned."""
    act = partial(delegating.associate, info.context.signed_in, _company(input.company), input.user)
    return await repeats.repeat_of(info, input).run(act, _association)


async def dissociate(info: Info, input: DissociateUserInput) -> CompanyAssociation:
    """End a user's association with a company, and the portal role with it."""
    by, user = info.context.signed_in, ids.key(input.user, "User", "user")
    act = partial(delegating.dissociate, by, _company(input.company), user)
    return await repeats.repeat_of(info, input).run(act, _association)


async def assign_role(info: Info, input: AssignPortalRoleInput) -> CompanyAssociation:
    """Give an associated user a portal role in place of the current one, or take it away."""
    by, user = info.context.signed_in, ids.key(input.user, "User", "user")
    act = partial(delegating.assign_role, by, _company(input.company), user, input.portal_role)
    return await repeats.repeat_of(info, input).run(act, _association)


def _company(id: strawberry.ID) -> UUID:
    return ids.key(id, "Company", "company")


def _appointment(id: strawberry.ID) -> UUID:
    return ids.key(id, "DelegatedAdministrator", "administrator")


async def _row(key: UUID) -> DelegatedAdministrator:
    return await DelegatedAdministrator.get(id=key).select_related("company", "user")


async def _association(key: UUID) -> CompanyAssociation:
    return await CompanyAssociation.get(id=key).select_related("company", "user")


async def _administers(info: Info, company: Company) -> bool:
    viewer = info.context.signed_in
    return await administrators.covering_by(viewer, company) is not None


async def by_key(info: Info, key: UUID) -> DelegatedAdministrator | None:
    """An appointment of one's own, in a company that the viewer administers, or a standing one
    above that; all for staff."""
    found = DelegatedAdministrator.filter(id=key).select_related("company", "user")
    row, viewer = await found.first(), info.context.signed_in
    if row is None or row.user_id == viewer.id or viewer.staff:
        return row
    mine = [appointed.company for appointed in await info.context.appointments()]
    here = any(company.id in row.company.lineage for company in mine)
    above = row.ended_at is None and any(row.company_id in company.lineage for company in mine)
    return row if here or above else None


async def association_by_key(info: Info, key: UUID) -> CompanyAssociation | None:
    """An association of one's own, or with a company that the viewer administers."""
    found = CompanyAssociation.filter(id=key).select_related("company", "user")
    row = await found.first()
    if row is None or row.user_id == info.context.signed_in.id:
        return row
    return row if await _administers(info, row.company) else None


async def of_viewer(
    root: strawberry.Parent[User],
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page[DelegatedAdministrator]:
    """The companies whose portal access the viewer administers, since when first; also those whose
    terms wait to be accepted."""
    mine = DelegatedAdministrator.standing().filter(user_id=root.id)
    part = Slice(first, after, last, before)
    return await pages.cut(mine, Order("since"), part, ("company", "user"))


def company(root: strawberry.Parent[DelegatedAdministrator], info: Info) -> Any:
    """The company; the administrator acts for it and for all below."""
    return related(root, "company", info.context.companies)


def user(root: strawberry.Parent[DelegatedAdministrator], info: Info) -> Any:
    """Who administers."""
    return related(root, "user", info.context.users)


def nominated_by(root: strawberry.Parent[DelegatedAdministrator], info: Info) -> Any:
    """Who named this administrator; null for one who registered."""
    return related(root, "nominated_by", info.context.users)


def terms(root: strawberry.Parent[DelegatedAdministrator]) -> AdministratorTerms:
    """The terms in force, and whether this administrator has accepted them."""
    return administrator_terms.of(root)


def accepted_terms(root: strawberry.Parent[DelegatedAdministrator]) -> str | None:
    """Which version of the terms was accepted last; null until one was."""
    return root.terms_version or None


async def summary(root: strawberry.Parent[DelegatedAdministrator], info: Info) -> str:
    """The appointment in a sentence."""
    where, since = (await _company_of(root, info)).name, clock.written_out(root.since)
    own = root.user_id == info.context.signed_in.id
    if root.status == AdministratorStatus.ENDED:
        return f"{'You were' if own else 'Was'} Delegated Administrator of {where} from {since}."
    who = "You have" if own else "Has"
    return f"{who} been Delegated Administrator of {where} since {since}."


async def _company_of(root: DelegatedAdministrator, info: Info) -> Company:
    found = related(root, "company", info.context.companies)
    return found if isinstance(found, Company) else await found


def can_manage(root: strawberry.Parent[DelegatedAdministrator], info: Info) -> Allowed:
    """Whether the viewer may act by this appointment now."""
    if root.user_id != info.context.signed_in.id:
        return when(False, "This appointment is somebody else's.", ErrorCode.FORBIDDEN)
    if root.status == AdministratorStatus.PENDING_AGREEMENT:
        return refused(AgreementPending())
    active = root.status == AdministratorStatus.ACTIVE
    return when(active, "This appointment has ended.", ErrorCode.FORBIDDEN)


def _own(root: DelegatedAdministrator, info: Info) -> bool:
    return root.user_id == info.context.signed_in.id and root.ended_at is None


def _below(company: Company) -> Q:
    return Q(company_id=company.id) | Q(company__path__startswith=f"{company.path}/")


@strawberry.input(description="Which registrations; several conditions must all hold.")
class RegistrationFilter:
    stage: list[RegistrationStage] | None = strawberry.field(
        default=None, description="At one of these stages."
    )
    text: str | None = strawberry.field(
        default=None, description="Part of the registrant's name, username or address."
    )


async def registrations(
    root: strawberry.Parent[DelegatedAdministrator],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: RegistrationFilter | None = None,
) -> Page[Registration] | None:
    """The registrations that were forwarded to the administrators of this company and of those
    below, with the last activity first; null for everybody but this administrator."""
    if not _own(root, info):
        return None
    query = Registration.filter(_below(await _company_of(root, info)), forwarded_at__isnull=False)
    if filter and filter.stage is not None:
        query = query.filter(stage__in=filter.stage)
    if filter and filter.text:
        query = query.filter(pages.containing(filter.text, "full_name", "username", "email"))
    part = Slice(first, after, last, before)
    return await pages.cut(query, Order("activity_at", True), part, Registration.JOINED)


async def associated_users(
    root: strawberry.Parent[DelegatedAdministrator],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page[CompanyAssociation] | None:
    """The users who are associated with this company or one below, since when first; null for
    everybody but this administrator."""
    if not _own(root, info):
        return None
    query = CompanyAssociation.filter(_below(await _company_of(root, info)), ended_at__isnull=True)
    part = Slice(first, after, last, before)
    return await pages.cut(query, Order("since"), part, ("company", "user"))


async def others(
    root: strawberry.Parent[DelegatedAdministrator], info: Info
) -> list[DelegatedAdministrator]:
    """Who administers this company, here or from above: the nearest first, then who became it
    first. Empty for everybody but its administrators."""
    if not _own(root, info):
        return []
    return await administrators.covering(await _company_of(root, info))


def association_company(root: strawberry.Parent[CompanyAssociation], info: Info) -> Any:
    """The company."""
    return related(root, "company", info.context.companies)


def association_user(root: strawberry.Parent[CompanyAssociation], info: Info) -> Any:
    """The user."""
    return related(root, "user", info.context.users)


async def portal_role(
    root: strawberry.Parent[CompanyAssociation], info: Info
) -> PortalRoleAssignment | None:
    """The user's role in the portal for this company; null where there is none."""
    return await info.context.portal_roles.load((root.company_id, root.user_id))


def role_company(root: strawberry.Parent[PortalRoleAssignment], info: Info) -> Any:
    """For which company."""
    return related(root, "company", info.context.companies)


def role_granted_by(root: strawberry.Parent[PortalRoleAssignment], info: Info) -> Any:
    """Who granted it; null for the registration itself."""
    return related(root, "granted_by", info.context.users)
