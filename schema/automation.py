"""Requests that nobody answers, and rules that answer some at once."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from models import automation
from models.automation_drafts import RuleMatch, RuleOutcome
from models.roles import Role
from resolvers import automation as resolvers
from schema.accounts import SmartAccount
from schema.fields import described, plain, resolved, shows
from schema.pages import Connection
from schema.permissions import IsSignedIn
from schema.problems import (
    AccountNotActive,
    AlreadyHeld,
    Forbidden,
    InvalidInput,
    NotFound,
    PublicDomain,
    ReasonTooLong,
    ReasonTooShort,
    RepeatMismatch,
    RoleScopeMismatch,
    VersionConflict,
    VirtualAccountRequired,
)
from schema.requests import AccessRequest, NamedVirtualAccount
from schema.roles import RoleAssignment

described(
    RuleMatch,
    "Whom an automation rule fits, by the domain of their verified e-mail address.",
    EMAIL_DOMAIN_IN="People with an address on one of the domains that the rule lists.",
    ACCOUNT_DOMAIN="People with an address on the account's own domain.",
    ANYONE="Everybody.",
)
described(
    RuleOutcome,
    "What an automation rule answers.",
    APPROVE="Gives a role at once.",
    DECLINE="Declines at once.",
    LEAVE="Leaves the request to a person, whatever later rules say.",
)


@shows(automation.AutomationRule)
class AutomationRule:
    """A rule that answers new requests of an account. The first one that fits does."""

    position: int = plain("Where it stands, from 0.")
    name: str = plain("What the log and the mails call it.")
    match: RuleMatch = plain("Whom it fits.")
    domains: list[str] = plain("The domains, for `EMAIL_DOMAIN_IN`; empty otherwise.")
    outcome: RuleOutcome = plain("What it answers.")
    role: Role | None = plain("The role that it gives; null unless it approves.")
    virtual_accounts: list[NamedVirtualAccount] = resolved(resolvers.virtual_accounts)
    reason: str = plain("Why it declines; empty where no reason is given.")
    flaw: str | None = plain("Why it is skipped by now; null while it works.")


@shows(automation.Previewed)
class PreviewedRequest:
    """A request of the past, and what rules would have done with it."""

    request: AccessRequest = resolved(resolvers.previewed_request)
    rule: str | None = plain("The name of the rule that fits first; null where none does.")
    outcome: RuleOutcome = plain("What it would have answered; `LEAVE` where no rule fits.")


@shows(resolvers.Tally)
class AutomationTally:
    """How many requests would have ended in which way."""

    approved: int = plain("Approved by a rule.")
    declined: int = plain("Declined by a rule.")
    left: int = plain("Left to a person, by a rule or because none fits.")


@shows(automation.Preview)
class AutomationPreview:
    """What rules would have done with the requests of the last 90 days."""

    since: datetime = resolved(resolvers.since)
    capped: bool = plain("Whether there were more than the newest 1,000 that were looked at.")
    tally: AutomationTally = resolved(resolvers.tally)
    requests: list[PreviewedRequest] = resolved(resolvers.previewed)


def _result(name: str) -> Any:
    return strawberry.union(name, description="The changed thing, or why it was refused.")


SetAutomationRulesResult = Annotated[
    SmartAccount
    | Forbidden
    | NotFound
    | RoleScopeMismatch
    | VirtualAccountRequired
    | PublicDomain
    | ReasonTooShort
    | VersionConflict
    | InvalidInput
    | RepeatMismatch,
    _result("SetAutomationRulesResult"),
]
PreviewAutomationRulesResult = Annotated[
    AutomationPreview
    | Forbidden
    | NotFound
    | RoleScopeMismatch
    | VirtualAccountRequired
    | PublicDomain
    | ReasonTooShort
    | InvalidInput,
    _result("PreviewAutomationRulesResult"),
]
AppointAdministratorResult = Annotated[
    RoleAssignment
    | Forbidden
    | NotFound
    | AccountNotActive
    | AlreadyHeld
    | ReasonTooShort
    | ReasonTooLong
    | InvalidInput
    | RepeatMismatch,
    _result("AppointAdministratorResult"),
]


@strawberry.type(description="What can be asked about requests that nobody answers.")
class AutomationQueries:
    escalated_requests: Connection[AccessRequest] | None = resolved(resolvers.escalated, IsSignedIn)
    accounts_without_administrator: Connection[SmartAccount] | None = resolved(
        resolvers.without_administrator, IsSignedIn
    )


@strawberry.type(description="What can be done about requests that nobody answers.")
class AutomationMutations:
    set_automation_rules: SetAutomationRulesResult = resolved(resolvers.set_rules, IsSignedIn)
    preview_automation_rules: PreviewAutomationRulesResult = resolved(resolvers.preview, IsSignedIn)
    appoint_administrator: AppointAdministratorResult = resolved(resolvers.appoint, IsSignedIn)
