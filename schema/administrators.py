"""Delegated administrators, and who uses the service portal for a company."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from models import administrator_terms, administrators, entitlements, portal
from models.administrators import AdministratorStatus
from models.portal import PortalRole
from resolvers import administrators as resolvers
from resolvers import desk as desk_resolvers
from schema.allowed import Allowed
from schema.entitlements import Company
from schema.fields import described, plain, resolved, shows
from schema.nodes import Node
from schema.pages import Connection
from schema.people import User

if TYPE_CHECKING:
    from schema.onboarding import Registration

described(
    AdministratorStatus,
    "How far a delegated administrator has come.",
    PENDING_AGREEMENT="The terms wait to be accepted; until then no role can be assigned.",
    ACTIVE="Manages access.",
    ENDED="No longer.",
)
described(
    PortalRole,
    "What a user may do in the service portal for a company.",
    CUSTOMER_ADMINISTRATOR="Manages the company's data.",
    CUSTOMER_USER="Uses the company's data.",
    RESELLER_ADMINISTRATOR="Manages a customer's data as its partner; for partners.",
    RESELLER_USER="Uses a customer's data as its partner; for partners.",
)


@shows(portal.PortalRoleAssignment)
class PortalRoleAssignment:
    """A user's role in the service portal for a company."""

    role: PortalRole = plain("The role.")
    company: Company = resolved(resolvers.role_company)
    granted_at: datetime = plain("When it was granted.")
    granted_by: User | None = resolved(resolvers.role_granted_by)


@shows(entitlements.CompanyAssociation)
class CompanyAssociation(Node):
    """A user belongs to a company. The user and the company's administrators see it."""

    version: int = plain("Raised by every change, also of the portal role.")
    company: Company = resolved(resolvers.association_company)
    user: User = resolved(resolvers.association_user)
    since: datetime = plain("Since when.")
    ended_at: datetime | None = plain("When it ended; null while it stands.")
    portal_role: PortalRoleAssignment | None = resolved(resolvers.portal_role)


@shows(administrator_terms.AdministratorTerms)
class AdministratorTerms:
    """The terms of delegated administrators that are in force, as one administrator finds them."""

    name: str = plain("What they are called.")
    version: str = plain("Their version; a new one takes no powers away.")
    url: str = plain("Where they can be read; empty where the deploying company names no address.")
    accepted_at: datetime | None = plain("When they were accepted; null where they were not.")


@shows(administrators.DelegatedAdministrator)
class DelegatedAdministrator(Node):
    """A user manages portal access for a company and for all below it."""

    version: int = plain("Raised by every change.")
    company: Company = resolved(resolvers.company)
    user: User = resolved(resolvers.user)
    status: AdministratorStatus = plain("How far the administrator has come.")
    is_first: bool = plain("Whether by being the company's first to register.")
    since: datetime = plain("Since when.")
    summary: str = resolved(resolvers.summary)
    accepted_at: datetime | None = plain("When the terms were accepted.")
    accepted_terms: str | None = resolved(resolvers.accepted_terms)
    terms: AdministratorTerms = resolved(resolvers.terms)
    nominated_by: User | None = resolved(resolvers.nominated_by)
    ended_at: datetime | None = plain("When it ended; null while it stands.")
    end_reason: str = plain("Why it ended, if a reason was given.")
    viewer_can_manage: Allowed = resolved(resolvers.can_manage)
    viewer_can_reverse: Allowed = resolved(desk_resolvers.can_reverse)
    registrations: (
        Connection[Annotated["Registration", strawberry.lazy("schema.onboarding")]] | None
    ) = resolved(resolvers.registrations)
    associated_users: Connection[CompanyAssociation] | None = resolved(resolvers.associated_users)
    administrators: list[
        Annotated["DelegatedAdministrator", strawberry.lazy("schema.administrators")]
    ] = resolved(resolvers.others)
