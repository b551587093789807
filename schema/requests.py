"""Access requests."""

from datetime import datetime

import strawberry

from models import requests
from models.requests import EndCause, RequestStatus
from models.roles import Role
from resolvers import requests as resolvers
from schema.accounts import SmartAccount
from schema.allowed import Allowed
from schema.fields import plain, resolved, shows
from schema.nodes import Node
from schema.people import User
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


@shows(requests.AccessRequest)
class RequesterProfile:
    """The requester's profile as it was when the request was sent."""

    username: str = plain("The requester's username.")
    full_name: str = plain("The requester's name.")
    email: str = plain("The requester's verified address.")
    phone: str = plain("The requester's phone number.")
    company_name: str = plain("The requester's company.")


@shows(requests.AccessRequest)
class AccessRequest(Node):
    """A person asks to enter an account, and exactly one administrator answers."""

    version: int = plain("Raised by every change.")
    account: SmartAccount = resolved(resolvers.account)
    requester: User = resolved(resolvers.requester)
    profile: RequesterProfile = resolved(resolvers.profile)
    reason: str = plain("Why they ask: 10 to 1,000 characters, plain text.")
    proposed_role: Role | None = plain("The role that the requester would like.")
    proposed_virtual_accounts: list[NamedVirtualAccount] = resolved(
        resolvers.proposed_virtual_accounts
    )
    status: RequestStatus = plain("Where it stands.")
    submitted_at: datetime = plain("When it was sent.")
    last_activity_at: datetime = resolved(resolvers.last_activity_at)
    reminded_at: datetime | None = plain("When the last reminder went; null if none did.")
    reminders: int = plain("How many reminders went.")
    acted_at: datetime | None = plain("When it left PENDING.")
    acted_by: User | None = resolved(resolvers.acted_by)
    decision_reason: str = plain("Why it was declined; empty where no reason was given.")
    granted_roles: list[GrantedRole] = resolved(resolvers.granted_roles)
    end_cause: EndCause | None = plain("Why it was cancelled; null otherwise.")
    current_roles: list[RoleAssignment] | None = resolved(resolvers.current_roles)
    viewer_can_decide: Allowed = resolved(resolvers.can_decide)
    viewer_can_remind: Allowed = resolved(resolvers.can_remind)
    viewer_can_withdraw: Allowed = resolved(resolvers.can_withdraw)
