"""Smart accounts and virtual accounts."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from models import accounts
from models.accounts import AccountStatus, AccountType
from resolvers import accounts as resolvers
from resolvers import agreements as agreement_resolvers
from resolvers import audit as audit_resolvers
from resolvers import automation as automation_resolvers
from resolvers import notices as notice_resolvers
from resolvers import requests as request_resolvers
from resolvers import roles as role_resolvers
from resolvers import virtual_accounts as part_resolvers
from resolvers import waiting as waiting_resolvers
from schema.agreements import Agreement
from schema.allowed import Allowed
from schema.audit import AuditEvent
from schema.fields import plain, resolved, shows
from schema.nodes import Node
from schema.pages import Connection

if TYPE_CHECKING:
    from schema.automation import AutomationRule
    from schema.requests import AccessRequest
    from schema.roles import RoleAssignment

AccessRequests = Connection[Annotated["AccessRequest", strawberry.lazy("schema.requests")]]
RoleAssignments = Connection[Annotated["RoleAssignment", strawberry.lazy("schema.roles")]]


@shows(accounts.VirtualAccount)
class VirtualAccount(Node):
    """A part of a smart account; they nest. For who holds a role over it or over the whole
    account."""

    version: int = plain("Raised by every change.")
    name: str = plain("The name, unique in the account.")
    is_default: bool = plain(
        "Whether it is the account's default: at first the one that was made with the account. "
        "It is never restricted nor deleted."
    )
    restricted: bool = plain("Whether only its own users see it.")
    created_at: datetime = plain("When it was made.")
    parent: Annotated["VirtualAccount", strawberry.lazy("schema.accounts")] | None = resolved(
        resolvers.parent
    )
    viewer_can_change: Allowed = resolved(part_resolvers.can_change)
    viewer_can_restrict: Allowed = resolved(part_resolvers.can_restrict)
    viewer_can_delete: Allowed = resolved(part_resolvers.can_delete)


@shows(accounts.SmartAccount)
class AccountSettings:
    """How an account is run."""

    virtual_account_admins_may_decide: bool = plain(
        "Whether administrators of virtual accounts decide requests for theirs."
    )
    listed: bool = plain(
        "Whether everybody finds it by its identifier, or "
        "only people with an address of its domain."
    )
    decline_reason_required: bool = plain(
        "Whether a request is declined only with a reason, of 10 characters or more."
    )
    remind_admins_after_days: int | None = plain(
        "After how many days without an answer the administrators are reminded; null for never."
    )
    escalate_after_days: int | None = plain(
        "After how many days without an answer the operators are told of a request; null for never."
    )
    expire_after_days: int | None = plain(
        "After how many days without an answer a request expires; null for never."
    )


@shows(accounts.SmartAccount)
class SmartAccount(Node):
    """The account of a company, which others ask to enter. Lists in it are null for who may not
    see them."""

    version: int = plain("Raised by every change of its properties.")
    name: str = plain("The account's name.")
    domain_identifier: str = plain(
        "Looks like an e-mail domain; a customer's and a holding account may share it."
    )
    type: AccountType = plain("Whose account it is.")
    status: AccountStatus = plain("Whether it can be entered.")
    needs_admin: bool = plain("Whether it has lost its last administrator.")
    administrators: int | None = resolved(automation_resolvers.administrators)
    created_at: datetime = plain("When it was made.")
    settings: AccountSettings | None = resolved(resolvers.settings)
    notice_cursor: str | None = resolved(notice_resolvers.account_cursor)
    virtual_accounts: Connection[VirtualAccount] = resolved(resolvers.virtual_accounts)
    role_assignments: RoleAssignments | None = resolved(role_resolvers.of_account)
    access_requests: AccessRequests | None = resolved(request_resolvers.of_account)
    pending_requests: int | None = resolved(waiting_resolvers.in_account)
    events: Connection[AuditEvent] | None = resolved(audit_resolvers.events)
    agreements: list[Agreement] | None = resolved(agreement_resolvers.of_account)
    employee_access: RoleAssignments | None = resolved(role_resolvers.employee_access)
    automation_rules: (
        list[Annotated["AutomationRule", strawberry.lazy("schema.automation")]] | None
    ) = resolved(automation_resolvers.of_account)
    viewer_roles: list[Annotated["RoleAssignment", strawberry.lazy("schema.roles")]] = resolved(
        role_resolvers.in_account
    )
    viewer_can_view: Allowed = resolved(resolvers.can_view)
    viewer_can_edit_properties: Allowed = resolved(resolvers.can_edit)
    viewer_can_accept_agreements: Allowed = resolved(resolvers.can_accept_agreements)
    viewer_can_view_events: Allowed = resolved(resolvers.can_view_events)
    viewer_can_view_users: Allowed = resolved(resolvers.can_view_users)
    viewer_can_manage_users: Allowed = resolved(resolvers.can_manage_users)
    viewer_can_manage_virtual_accounts: Allowed = resolved(resolvers.can_manage_virtual_accounts)
    viewer_can_restrict_virtual_accounts: Allowed = resolved(
        resolvers.can_restrict_virtual_accounts
    )
    viewer_can_decide_requests: Allowed = resolved(resolvers.can_decide_requests)
    viewer_can_set_automation: Allowed = resolved(resolvers.can_set_automation)
    viewer_can_appoint_administrator: Allowed = resolved(automation_resolvers.can_appoint)


@shows(accounts.SmartAccount)
class SmartAccountMatch:
    """What a lookup tells of an account, and no more."""

    id: strawberry.ID = resolved(resolvers.match_id)
    name: str = plain("The account's name.")
    domain_identifier: str = plain("Its domain identifier.")
    type: AccountType = plain("Whose account it is.")


@shows(resolvers.Matches)
class SmartAccountMatches:
    """The active accounts on a domain identifier: one, or several of which to choose."""

    accounts: list[SmartAccountMatch] = plain("Customer accounts first.")
