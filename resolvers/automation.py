"""Requests that nobody answers, and rules that answer some at once."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import strawberry

from models import automation, operators, problems, users
from models.accounts import AccountStatus, SmartAccount
from models.assignments import current_row
from models.automation import AutomationRule, Preview, Previewed
from models.automation_drafts import Draft, RuleMatch, RuleOutcome
from models.cases import RequestStatus
from models.error_codes import ErrorCode
from models.handling import Handling
from models.requests import AccessRequest
from models.roles import Right, Role, RoleAssignment
from resolvers import ids, pages, repeats, requests
from resolvers.account_settings import VERSION_HELP
from resolvers.allowed import Allowed, refused, when
from resolvers.context import Info
from resolvers.pages import After, Before, First, Last, Order, Page, Slice
from resolvers.requests import PARTS_HELP, Named


@strawberry.input(description="One rule. The first one that fits a new request answers it.")
class AutomationRuleInput:
    name: str = strawberry.field(
        description="1 to 80 characters, each name once in the account: the log and the mails "
        "name the rule as who answered."
    )
    match: RuleMatch = strawberry.field(description="Whom it fits.")
    domains: list[str] | None = strawberry.field(
        default=None,
        description="For `EMAIL_DOMAIN_IN`: 1 to 100 domains of verified e-mail addresses, none "
        "of them of a public mail provider. Domains below them do not count.",
    )
    outcome: RuleOutcome = strawberry.field(description="What it answers.")
    role: Role | None = strawberry.field(
        default=None,
        description="For `APPROVE`: the role to give; never `SMART_ACCOUNT_ADMIN` or "
        "`SMART_ACCOUNT_APPROVER`.",
    )
    virtual_accounts: list[strawberry.ID] | None = strawberry.field(
        default=None, description=PARTS_HELP
    )
    reason: str = strawberry.field(
        default="",
        description="For `DECLINE`: why, up to 1,000 characters; requesters read it. At least 10 "
        "where the account wants a reason for declining.",
    )

    def draft(self, number: int) -> Draft:
        """The rule as the models take it."""
        parsed = [ids.parse(part) for part in self.virtual_accounts or []]
        parts = [part[1] for part in parsed if part and part[0] == "VirtualAccount"]
        if len(parts) < len(parsed):
            raise problems.NotFound(field=["rules", str(number), "virtualAccounts"])
        listed = self.domains or []
        return Draft(self.name, self.match, listed, self.outcome, self.role, parts, self.reason)


@strawberry.input(description="Put rules in the place of an account's.")
class SetAutomationRulesInput:
    account: strawberry.ID = strawberry.field(description="The account's id.")
    rules: list[AutomationRuleInput] = strawberry.field(
        description="All rules in their order, 50 at the most."
    )
    version: int | None = strawberry.field(default=None, description=VERSION_HELP)
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Try rules on the requests of the last 90 days.")
class PreviewAutomationRulesInput:
    account: strawberry.ID = strawberry.field(description="The account's id.")
    rules: list[AutomationRuleInput] | None = strawberry.field(
        default=None,
        description="The rules to try, 50 at the most; the account's own where unset.",
    )


@strawberry.input(
    description="Make somebody an administrator of an account whose people do not answer."
)
class AppointAdministratorInput:
    account: strawberry.ID = strawberry.field(description="The account's id.")
    user: str = strawberry.field(description="The user's username or verified e-mail address.")
    reason: str = strawberry.field(
        description="Why this person, in 10 to 1,000 characters; the account's people read it."
    )
    idempotency_key: str | None = repeats.key()


def _drafts(rules: list[AutomationRuleInput]) -> list[Draft]:
    return [rule.draft(number) for number, rule in enumerate(rules)]


async def set_rules(info: Info, input: SetAutomationRulesInput) -> SmartAccount:
    """Set the rules that answer new requests of an account; none switches them off.

    Requests that are there already are left to people.
    """
    act = partial(
        automation.set_rules,
        info.context.signed_in,
        ids.key(input.account, "SmartAccount", "account"),
        _drafts(input.rules),
        input.version,
    )
    return await repeats.repeat_of(info, input).run(act, lambda key: SmartAccount.get(id=key))


async def preview(info: Info, input: PreviewAutomationRulesInput) -> Preview:
    """Show what rules would have done with the requests of the last 90 days, the newest 1,000 at
    the most. Changes nothing."""
    account = ids.key(input.account, "SmartAccount", "account")
    drafts = None if input.rules is None else _drafts(input.rules)
    return await automation.preview(info.context.signed_in, account, drafts)


async def appoint(info: Info, input: AppointAdministratorInput) -> RoleAssignment:
    """Appoint an administrator where nobody can answer or nobody does; for operators.

    The account's people and whoever waits there are told who did it, and why.
    """
    act = partial(
        operators.appoint_administrator,
        info.context.signed_in,
        ids.key(input.account, "SmartAccount", "account"),
        await users.find(input.user),
        input.reason,
    )
    return await repeats.repeat_of(info, input).run(act, current_row)


async def of_account(
    root: strawberry.Parent[SmartAccount], info: Info
) -> list[AutomationRule] | None:
    """The rules that answer new requests, in their order; null for who may not set them."""
    rights = await info.context.rights()
    if not rights.everywhere(Right.SET_AUTOMATION, root.id):
        return None
    return await info.context.rules.load(root.id)


def virtual_accounts(root: strawberry.Parent[AutomationRule]) -> list[Named]:
    """The virtual accounts that its role covers, by their names when the rule was set."""
    return requests.named(root.virtual_accounts)


async def escalated(
    info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
) -> Page[AccessRequest] | None:
    """Pending requests that nobody answers, the longest known first; null for all but
    operators."""
    if not info.context.signed_in.is_operator:
        return None
    waiting = AccessRequest.filter(status=RequestStatus.PENDING, escalated_at__isnull=False)
    part = Slice(first, after, last, before)
    return await pages.cut(waiting, Order("escalated_at"), part, AccessRequest.JOINED)


async def without_administrator(
    info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
) -> Page[SmartAccount] | None:
    """Active accounts in which nobody can act, by name; null for all but operators."""
    if not info.context.signed_in.is_operator:
        return None
    lost = SmartAccount.filter(needs_admin=True, status=AccountStatus.ACTIVE)
    return await pages.cut(lost, Order("name"), Slice(first, after, last, before))


async def administrators(root: strawberry.Parent[SmartAccount], info: Info) -> int | None:
    """How many administrators can act now; null for who may not view the account's users, unless
    they are operators."""
    viewer, rights = info.context.signed_in, await info.context.rights()
    if not viewer.is_operator and not rights.everywhere(Right.VIEW_USERS, root.id):
        return None
    return await info.context.administrators.load(root.id)


async def can_appoint(root: strawberry.Parent[SmartAccount], info: Info) -> Allowed:
    """Whether the viewer may appoint an administrator now: operators may, where nobody can
    answer or nobody does."""
    if not info.context.signed_in.is_operator:
        return when(False, "Only operators may.", ErrorCode.FORBIDDEN)
    if root.status != AccountStatus.ACTIVE:
        return refused(problems.AccountNotActive())
    needed = root.needs_admin or await info.context.escalated.load(root.id)
    return when(needed, "The administrators of this account answer.", ErrorCode.FORBIDDEN)


async def handling(root: strawberry.Parent[AccessRequest], info: Info) -> Handling | None:
    """Whom it has reached, and how long it may take; null for all but its requester."""
    if root.requester_id != info.context.signed_in.id:
        return None
    return await info.context.handling.load((root.account_id, root.id))


@dataclass(frozen=True)
class Tally:
    """How many requests would have ended in which way."""

    approved: int
    declined: int
    left: int


def tally(root: strawberry.Parent[Preview]) -> Tally:
    """How many requests would have ended in which way."""
    return Tally(*(root.count(outcome) for outcome in RuleOutcome))


def since(root: strawberry.Parent[Preview]) -> datetime:
    """From when on requests were looked at: 90 days ago."""
    return root.since


def previewed(root: strawberry.Parent[Preview]) -> list[Previewed]:
    """Each request that was looked at, the newest first; 1,000 at the most."""
    return root.requests


def previewed_request(root: strawberry.Parent[Previewed]) -> Any:
    """The request."""
    return root.request
