"""Access requests."""

from datetime import datetime

import strawberry

from models import handling, requests
from models.audiences import Alike
from models.requests import EndCause, EscalationCause
from models.roles import Role
from resolvers import automation as automation_resolvers
from resolvers import current_roles
from resolvers import requests as resolvers
from schema.accounts import SmartAccount
from schema.allowed import Allowed
from schema.cases import Request
from schema.fields import plain, resolved, shows
from schema.roles import RoleAssignment


@shows(resolvers.Named)
class NamedVirtualAccount:
    """A virtual account by name, as it was when the request was sent or answered."""

    id: strawberry.ID = plain("The virtual account's id.")
    name: str = plain("Its name at that time.")


@shows(resolvers.Granted)
class GrantedRole:
    """A role that was given in answer to a request."""

    role: Role = plain("The role.")
    virtual_accounts: list[NamedVirtualAccount] = plain(
        "What it covers; empty for the whole account."
    )
    description: str = plain("Role and scope in words.")


@shows(handling.Handling)
class RequestHandling:
    """Whom a request has reached so far, in numbers and not in names."""

    administrators_told: int = plain("To how many administrators a mail about it was written.")
    reminders_sent: int = plain("How many reminders went, by hand and by themselves.")
    mails_failed: int = plain("How many of those mails could not be delivered.")
    usual_hours: float | None = plain(
        "How many hours people usually took to decide here: the median of the last 90 days; "
        "null under 5 decisions."
    )


@shows(requests.AccessRequest)
class AccessRequest(Request):
    """A person asks to enter an account, and exactly one administrator answers."""

    account: SmartAccount = resolved(resolvers.account, alike=Alike.TO_ALL)
    reason: str = plain("Why they ask: 10 to 1,000 characters, plain text.")
    proposed_role: Role | None = plain("The role that the requester would like.")
    proposed_virtual_accounts: list[NamedVirtualAccount] = resolved(
        resolvers.proposed_virtual_accounts
    )
    granted_roles: list[GrantedRole] = resolved(resolvers.granted_roles)
    acted_by_rule: str | None = resolved(resolvers.acted_by_rule)
    automatic_reminders: int = plain(
        "How many reminders went by themselves, besides those of the requester."
    )
    escalated_at: datetime | None = plain("When the operators were told that nobody answers.")
    escalation_cause: EscalationCause | None = plain(
        "Why the operators were told; null while they were not."
    )
    end_cause: EndCause | None = plain("Why it was cancelled; null otherwise.")
    reason_required_to_decline: bool = resolved(resolvers.reason_required)
    handling: RequestHandling | None = resolved(automation_resolvers.handling)
    current_roles: list[RoleAssignment] | None = resolved(current_roles.of_request)
    viewer_can_decide: Allowed = resolved(resolvers.can_decide)
