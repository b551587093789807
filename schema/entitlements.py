"""Companies and contracts."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from models import entitlements
from models.entitlements import AccessLevel, KeyKind, ServiceType
from resolvers import desk as desk_resolvers
from resolvers import entitlements as resolvers
from resolvers import support as support_resolvers
from schema.fields import described, plain, resolved, shows
from schema.nodes import Node
from schema.pages import Connection
from schema.permissions import IsSignedIn
from schema.support import SupportAccess, SupportAccessRequest

if TYPE_CHECKING:
    from schema.administrators import DelegatedAdministrator

described(
    ServiceType,
    "What a contract is for.",
    SMART_NET_TOTAL_CARE="Support and care of devices; opens the service portal.",
    SP_BASE="Support for service providers; opens the service portal.",
    TELEPRESENCE="Support of video rooms; opens the service portal.",
    ESSENTIAL_OPERATE="Essential operation; opens the service portal.",
    SOLUTION_SUPPORT="Support of whole solutions; opens the service portal.",
    PRODUCT_WARRANTY="The warranty of a product.",
    SOFTWARE_SUPPORT="Support of software alone.",
    PARTNER_SUPPORT="Support that a partner gives.",
    OTHER="Anything else.",
)
described(
    KeyKind,
    "What somebody has support access by.",
    CONTRACT="One contract's number.",
    BILL_TO="A bill-to ID: every contract that is billed there.",
    SERIAL_NUMBER="One device's serial number.",
)
described(
    AccessLevel,
    "How much somebody may ask of support.",
    FULL_SUPPORT="Everything that the contract covers.",
    DOWNLOADS_ONLY="Software downloads, and no cases.",
)


@shows(entitlements.Company)
class Company(Node):
    """A node of an organisation: the root is the whole of it, a leaf one site."""

    version: int = plain("Raised by every change.")
    name: str = plain("The name; the address tells equal ones apart.")
    address: str = plain("Where it is; may be empty.")
    country: str = plain("Country; may be empty.")
    number: str | None = resolved(resolvers.company_number)
    domain: str | None = resolved(resolvers.company_domain)
    parent: Annotated["Company", strawberry.lazy("schema.entitlements")] | None = resolved(
        resolvers.parent
    )
    lineage: list[Annotated["Company", strawberry.lazy("schema.entitlements")]] = resolved(
        resolvers.lineage
    )
    administrators: (
        list[Annotated["DelegatedAdministrator", strawberry.lazy("schema.administrators")]] | None
    ) = resolved(desk_resolvers.company_administrators)
    below: Connection[Annotated["Company", strawberry.lazy("schema.entitlements")]] | None = (
        resolved(desk_resolvers.below)
    )


@shows(entitlements.Contract)
class Contract(Node):
    """What is owed to a company for a time. For who administers it or has access to it."""

    version: int = plain("Raised by every change.")
    number: str = plain("The contract's number.")
    service_type: ServiceType = plain("What it is for.")
    starts_on: datetime = plain("From when on it runs.")
    ends_on: datetime = plain("Until when it runs.")
    active: bool = plain("Whether it runs now.")
    entitles: bool = plain("Whether it opens the service portal: of such a service, and running.")
    locked: bool = plain("Whether a person decides everything about access to it.")
    partner_branded: bool = plain("Whether a partner gives the support in its own name.")
    blocked: bool = plain("Whether no access to it is given at present.")
    bill_to_id: str | None = resolved(resolvers.bill_to_id)
    company: Company = resolved(resolvers.company)
    support_access: Connection[SupportAccess] | None = resolved(
        support_resolvers.access_of_contract
    )
    support_access_requests: Connection[SupportAccessRequest] | None = resolved(
        support_resolvers.requests_of_contract
    )


@strawberry.type(description="What can be asked about contracts.")
class EntitlementQueries:
    contract: Contract | None = resolved(resolvers.contract, IsSignedIn)
