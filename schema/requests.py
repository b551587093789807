"""Access requests."""

from datetime import datetime

import strawberry

from models import requests
from models.requests import EndCause
from models.roles import Role
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


@shows(requests.AccessRequest)
class AccessRequest(Request):
    """A person asks to enter an account, and exactly one administrator answers."""

    account: SmartAccount = resolved(resolvers.account)
    reason: str = plain("Why they ask: 10 to 1,000 characters, plain text.")
    proposed_role: Role | None = plain("The role that the requester would like.")
    proposed_virtual_accounts: list[NamedVirtualAccount] = resolved(
        resolvers.proposed_virtual_accounts
    )
    granted_roles: list[GrantedRole] = resolved(resolvers.granted_roles)
    acted_by_rule: str | None = resolved(resolvers.acted_by_rule)
    escalated_at: datetime | None = plain("When the operators were told that nobody answers.")
    end_cause: EndCause | None = plain("Why it was cancelled; null otherwise.")
    current_roles: list[RoleAssignment] | None = resolved(resolvers.current_roles)
    viewer_can_decide: Allowed = resolved(resolvers.can_decide)
