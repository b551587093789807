"""What can be asked."""

from typing import Annotated

import strawberry

from resolvers import accounts, mails, nodes, requests, users
from resolvers import deployment as deployment_resolvers
from schema.accounts import SmartAccount, SmartAccountMatches
from schema.applications import ApplicationQueries
from schema.automation import AutomationQueries
from schema.deployment import Deployment
from schema.desk import DeskQueries
from schema.entitlements import EntitlementQueries
from schema.fields import resolved
from schema.mails import EmailMessage
from schema.nodes import Node
from schema.onboarding_mutations import OnboardingQueries
from schema.pages import Connection
from schema.people import User
from schema.permissions import Anyone, IsSignedIn
from schema.problems import InvalidInput, NoMatchingAccount, ProfileIncomplete, RateLimited
from schema.requests import AccessRequest
from schema.support_mutations import SupportQueries
from schema.users import Viewer

SmartAccountsResult = Annotated[
    SmartAccountMatches | NoMatchingAccount | ProfileIncomplete | RateLimited | InvalidInput,
    strawberry.union(
        "SmartAccountsResult", description="What a lookup found, or why it was refused."
    ),
]


@strawberry.type(
    description="What can be asked. Nobody sees more than their "
    "roles allow: the rest reads as null."
)
class Query(
    ApplicationQueries,
    AutomationQueries,
    EntitlementQueries,
    SupportQueries,
    OnboardingQueries,
    DeskQueries,
):
    viewer: Viewer | None = resolved(users.viewer, IsSignedIn)
    deployment: Deployment = resolved(deployment_resolvers.deployment, Anyone)
    node: Node | None = resolved(nodes.node, IsSignedIn)
    nodes: list[Node | None] = resolved(nodes.nodes, IsSignedIn)
    smart_accounts: SmartAccountsResult = resolved(accounts.lookup, IsSignedIn)
    smart_account: SmartAccount | None = resolved(accounts.by_id, IsSignedIn)
    access_request: AccessRequest | None = resolved(requests.by_id, IsSignedIn)
    user: User | None = resolved(users.by_name, IsSignedIn)
    email_messages: Connection[EmailMessage] | None = resolved(mails.page, IsSignedIn)
