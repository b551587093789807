"""Users as others see them, and the viewer."""

from datetime import datetime

from models import users
from models.users import Staff, UserKind
from resolvers import accounts as account_resolvers
from resolvers import administrators as administrator_resolvers
from resolvers import applications as application_resolvers
from resolvers import entitlements as entitlement_resolvers
from resolvers import notices as notice_resolvers
from resolvers import onboarding as onboarding_resolvers
from resolvers import own_requests as own_request_resolvers
from resolvers import requests as request_resolvers
from resolvers import roles as role_resolvers
from resolvers import sessions as session_resolvers
from resolvers import support as support_resolvers
from resolvers import users as resolvers
from resolvers import waiting as waiting_resolvers
from schema.accounts import SmartAccount
from schema.administrators import DelegatedAdministrator
from schema.allowed import Allowed
from schema.applications import AccountApplication
from schema.cases import Request
from schema.entitlements import Contract
from schema.fields import plain, resolved, shows
from schema.notices import Notice
from schema.onboarding import Portal, Registration
from schema.pages import Connection
from schema.people import User
from schema.requests import AccessRequest
from schema.roles import RoleAssignment
from schema.sessions import PersonalAccessToken
from schema.support import SupportAccess, SupportAccessRequest


@shows(users.User)
class Profile:
    """The viewer's own profile: what is sent along with a request for access."""

    version: int = plain("Raised by every change.")
    username: str = plain("The name to sign in with.")
    full_name: str = plain("Name in full.")
    preferred_name: str = plain("How the user likes to be called; may be empty.")
    email: str = plain("The address that mails go to.")
    email_verified: bool = plain("Whether the address is known to be the user's.")
    new_email: str | None = plain("An address that waits for its link to be confirmed.")
    phone: str = plain("Phone number; may be empty.")
    company_name: str = plain("Company or organisation; may be empty.")
    country: str = plain("Country; may be empty.")
    site_address: str = plain("Address of the user's site; may be empty.")
    kind: UserKind = plain("How the user relates to the deploying company.")
    staff: Staff | None = plain(
        "What the user does for the deploying company; null for everybody else."
    )
    created_at: datetime = plain("When the user registered.")
    missing: list[str] = resolved(resolvers.missing)


@shows(users.User)
class Viewer:
    """Who is signed in, and everything that concerns this person."""

    profile: Profile = resolved(resolvers.itself)
    user: User = resolved(resolvers.itself)
    current_access: Connection[RoleAssignment] = resolved(role_resolvers.of_viewer)
    access_ending_with: list[RoleAssignment] = resolved(resolvers.access_ending_with)
    requests: Connection[Request] = resolved(own_request_resolvers.of_viewer)
    access_requests: Connection[AccessRequest] = resolved(request_resolvers.of_viewer)
    account_applications: Connection[AccountApplication] = resolved(application_resolvers.of_viewer)
    suggested_domain_identifier: str | None = resolved(application_resolvers.suggested_identifier)
    contracts: Connection[Contract] = resolved(entitlement_resolvers.of_viewer)
    support_access: Connection[SupportAccess] = resolved(support_resolvers.access_of_viewer)
    support_access_requests: Connection[SupportAccessRequest] = resolved(
        support_resolvers.requests_of_viewer
    )
    administered_contracts: Connection[Contract] = resolved(support_resolvers.administered)
    administered_accounts: Connection[SmartAccount] = resolved(account_resolvers.administered)
    waiting_for_me: int = resolved(waiting_resolvers.for_viewer)
    registration: Registration | None = resolved(onboarding_resolvers.of_viewer)
    viewer_can_register: Allowed = resolved(onboarding_resolvers.can_register)
    portal: Portal = resolved(onboarding_resolvers.portal)
    administered_companies: Connection[DelegatedAdministrator] = resolved(
        administrator_resolvers.of_viewer
    )
    notices: Connection[Notice] = resolved(notice_resolvers.of_viewer)
    notice_cursor: str = resolved(notice_resolvers.viewer_cursor)
    notices_read_up_to: datetime | None = plain(
        "Up to when the viewer has read the notices; null before `markNoticesRead` was ever called."
    )
    unread_notices: int = resolved(notice_resolvers.unread)
    personal_access_tokens: Connection[PersonalAccessToken] = resolved(session_resolvers.tokens)
