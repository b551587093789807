"""Registrations: onboarding to the service portal."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from models import onboarding
from models.onboarding import RegistrationStage, ReviewCause
from models.portal import PortalRole
from resolvers import desk as desk_resolvers
from resolvers import onboarding as resolvers
from resolvers.onboarding import PortalAccess
from schema.administrators import PortalRoleAssignment
from schema.allowed import Allowed
from schema.cases import Request
from schema.entitlements import Company
from schema.fields import described, plain, resolved, shows

if TYPE_CHECKING:
    from schema.desk import Review

described(
    RegistrationStage,
    "Where a registration stands.",
    VERIFYING_ENTITLEMENT="The user names a contract and a device of it.",
    CONFIRMING_FORWARD="The company has administrators: the user confirms that they be asked.",
    CHOOSING_COMPANY="The company has no administrator: the user chooses what to administer.",
    EMAIL_VERIFICATION="A link was mailed, and waits to be confirmed.",
    FORWARDED_TO_DA="The company's administrators decide.",
    MANUAL_REVIEW="A support agent decides.",
    INFORMATION_REQUESTED="A support agent waits for the user's answer.",
    SYNCING="Access is granted; the data are being brought together.",
    ACTIVE="The portal can be used.",
    DENIED="An administrator denied access.",
    REJECTED="A support agent rejected it.",
    CANCELLED="The user gave it up, or was deactivated.",
)
described(
    ReviewCause,
    "Why a support agent looks at a registration.",
    NONE_OF_THE_ABOVE="No offered company was right.",
    EMAIL_DOMAIN_DIFFERS="The user's address is not of the company's domain.",
    PARTNER_BRANDED_SERVICE="A partner gives the contract's service in its own name.",
    MANY_SITES="The company covers many sites.",
    TOO_MANY_FAILURES="The contract was guessed at too often.",
    NO_ADMINISTRATOR_LEFT="Its last administrator went before deciding.",
    ADMINISTRATOR_REVERSED="An agent took back that the user administers.",
)
described(
    PortalAccess,
    "Whether somebody can use the service portal.",
    NONE="No access.",
    SYNCING="Access is granted, and being set up.",
    ACTIVE="The portal can be used.",
)


@shows(onboarding.Registration)
class Registration(Request):
    """One user's onboarding to the service portal for one company."""

    stage: RegistrationStage = plain("Where it stands.")
    company: Company | None = resolved(resolvers.company)
    site: Company | None = resolved(resolvers.site)
    contract_number: str | None = resolved(resolvers.contract_number)
    serial_number: str | None = resolved(resolvers.serial_number)
    verified_at: datetime | None = plain("When contract and serial number were verified.")
    offered_companies: list[Company] = resolved(resolvers.offered_companies)
    administrator_name: str | None = resolved(resolvers.administrator_name)
    administrator_since: datetime | None = resolved(resolvers.administrator_since)
    forwarded_at: datetime | None = plain("When the company's administrators were asked.")
    can_resend_at: datetime | None = resolved(resolvers.can_resend_at)
    review_due_at: datetime | None = resolved(resolvers.review_due_at)
    question: str | None = resolved(resolvers.question)
    answer: str | None = resolved(resolvers.answer)
    portal_role: PortalRole | None = plain("The role that was granted.")
    synced_due_at: datetime | None = plain("When the portal should be ready.")
    syncing_hours_left: int | None = resolved(resolvers.syncing_hours_left)
    active_at: datetime | None = plain("When the portal was ready.")
    review: Annotated["Review", strawberry.lazy("schema.desk")] | None = resolved(
        desk_resolvers.review
    )
    viewer_can_decide: Allowed = resolved(resolvers.can_decide)
    viewer_can_remind: Allowed = resolved(resolvers.can_remind)
    viewer_can_withdraw: Allowed = resolved(resolvers.can_withdraw)


@shows(resolvers.Portal)
class Portal:
    """The service portal as the viewer finds it."""

    access: PortalAccess = plain("Whether it can be used.")
    message: str = plain("The same in words.")
    ready_by: datetime | None = plain("When it should be ready; null unless it is being set up.")
    support_url: str | None = plain("Whom to ask, where it takes longer than it should.")
    roles: list[PortalRoleAssignment] = plain("The viewer's roles in it, the oldest first.")
