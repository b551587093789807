"""Automation: rules by which an account answers some requests at once, in its own order.

The first rule that fits a new request answers it, in the transaction in which it was sent. A rule
is named as the actor wherever a person would be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models import (
    account_problems,
    audit,
    automation_drafts,
    cases,
    clock,
    database,
    domains,
    grants,
    keys,
    letters,
    notices,
    problems,
    requests,
    roles,
    rows,
)
from models.accounts import SmartAccount, VirtualAccount
from models.automation_drafts import Draft, RuleMatch, RuleOutcome
from models.cases import RequestStatus
from models.grants import Grant
from models.notices import NoticeKind
from models.requests import AccessRequest
from models.roles import Right, Rights, Role
from models.users import User

LOOK_BACK = timedelta(days=90)
LOOKED_AT = 1_000
GONE = "A virtual account that it names is gone: the rule is skipped."
NO_REASON = "The account wants a reason for declining: the rule is skipped."


class AutomationRule(Model):
    """One rule of an account: whom it fits, and what it answers them."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    account: fields.ForeignKeyRelation[SmartAccount] = fields.ForeignKeyField(
        "models.SmartAccount", related_name=False
    )
    account_id: UUID
    position = fields.IntField()
    name = fields.CharField(max_length=80)
    match = fields.CharEnumField(RuleMatch, max_length=20, source_field="matching")
    domains: Any = fields.JSONField[list[str]]()
    outcome = fields.CharEnumField(RuleOutcome, max_length=10)
    role = fields.CharEnumField(Role, max_length=30, null=True)
    virtual_accounts: Any = fields.JSONField[list[dict[str, str]]]()
    reason = fields.CharField(max_length=1000, default="")

    parts: list[VirtualAccount]
    flaw: str | None = None

    class Meta:
        table = "automation_rule"

    def fits(self, domain: str, account: SmartAccount) -> bool:
        """Whether it is about people with addresses of this domain."""
        if self.match == RuleMatch.EMAIL_DOMAIN_IN:
            return domain in self.domains
        return self.match == RuleMatch.ANYONE or domain == account.domain_identifier

    def in_words(self) -> str:
        """`'Own people': approve, Smart Account User`"""
        over = ", ".join(part["name"] for part in self.virtual_accounts)
        gives = f", {self.role.title}{f' ({over})' if over else ''}" if self.role else ""
        return f"{self.name!r}: {self.outcome.lower()}{gives}"


async def of_account(account_id: UUID) -> list[AutomationRule]:
    """The account's rules in their order, each with what is wrong with it by now."""
    return (await by_account([account_id]))[0]


async def by_account(keys: list[UUID]) -> list[list[AutomationRule]]:
    """The same for several accounts at once."""
    found = await AutomationRule.filter(account_id__in=keys).order_by("position")
    await look_after(found)
    return [[rule for rule in found if rule.account_id == key] for key in keys]


async def look_after(found: Sequence[AutomationRule]) -> None:
    """Find the virtual accounts that rules name; one that is gone is the rule's flaw, and so is
    declining without a reason where the account wants one."""
    wordless = await _wordless(found)
    named = {UUID(part["id"]) for rule in found for part in rule.virtual_accounts}
    there = await VirtualAccount.filter(id__in=list(named)) if named else []
    by_id = {(part.account_id, str(part.id)): part for part in there}
    for rule in found:
        wanted = [by_id.get((rule.account_id, part["id"])) for part in rule.virtual_accounts]
        rule.parts = [part for part in wanted if part]
        rule.flaw = GONE if len(rule.parts) < len(wanted) else None
        if rule.id in wordless:
            rule.flaw = NO_REASON


async def _wordless(found: Sequence[AutomationRule]) -> set[UUID]:
    """The rules that decline without the reason that their accounts want."""
    silent = [rule for rule in found if rule.outcome == RuleOutcome.DECLINE and not rule.reason]
    if not silent:
        return set()
    accounts = {rule.account_id for rule in silent}
    strict = SmartAccount.filter(id__in=list(accounts), decline_reason_required=True)
    ids = set(await strict.values_list("id", flat=True))
    return {rule.id for rule in silent if rule.account_id in ids}


def first_that_fits(
    found: Sequence[AutomationRule], domain: str, account: SmartAccount
) -> AutomationRule | None:
    """The rule that answers people of this domain, if one does."""
    fitting = (rule for rule in found if not rule.flaw and rule.fits(domain, account))
    return next(fitting, None)


async def answer(request: AccessRequest, account: SmartAccount, requester: User) -> bool:
    """Let the locked account's rules answer a request that was just sent; whether one did."""
    found = await of_account(account.id) if requester.email_verified else []
    await _note_flaws(found, requester, account)
    rule = first_that_fits(found, requester.email_domain, account)
    if rule is None or rule.outcome == RuleOutcome.LEAVE:
        return False
    approves = rule.outcome == RuleOutcome.APPROVE
    status = RequestStatus.APPROVED if approves else RequestStatus.DECLINED
    changes = {"status": status, "acted_by_rule": rule.name, "decision_reason": rule.reason}
    if not await request.settle(changes):
        return False
    request = await AccessRequest.whole(request.id)
    await (_approve if approves else _decline)(rule, request, account)
    return True


async def _note_flaws(
    found: Sequence[AutomationRule], requester: User, account: SmartAccount
) -> None:
    """The log tells of a rule that would have come first, had it not been skipped."""
    for rule in found:
        if not rule.fits(requester.email_domain, account):
            continue
        if not rule.flaw:
            return
        await audit.record(
            "rule_skipped",
            actor=None,
            thing=rule.id,
            message=f"The rule {rule.name!r} was skipped. {rule.flaw}",
            place=account,
        )


async def _approve(rule: AutomationRule, request: AccessRequest, account: SmartAccount) -> None:
    assert rule.role
    grant = Grant(rule.role, rule.parts)
    grant.check(request.requester, account)
    given = await grants.give(account, request.requester, grant, None, request.id)
    request.granted = [requests.noted(given)]
    await request.save(update_fields=["granted"])
    did = f"approved {given.in_words()} for {request.full_name}"
    await _tell(request, account, did)
    admins = await roles.active_admins(account.id)
    await letters.approved(request, account, request.requester, admins, request.decider)


async def _decline(rule: AutomationRule, request: AccessRequest, account: SmartAccount) -> None:
    await _tell(request, account, f"declined the request of {request.full_name}")
    admins = await roles.active_admins(account.id)
    await letters.declined(request, account, request.requester, admins, request.decider)


async def _tell(request: AccessRequest, account: SmartAccount, did: str) -> None:
    kind, name = NoticeKind.REQUEST_ACTED_UPON, request.decider
    await cases.tell(kind, request, account, None, did, actor_name=name)


async def _check_may_set(by: User, account_id: UUID) -> None:
    rights = await Rights.of(by)
    if not rights.anywhere(Right.VIEW_ACCOUNT, account_id):
        raise problems.NotFound()
    if not rights.everywhere(Right.SET_AUTOMATION, account_id):
        raise problems.Forbidden()


async def _made(account: SmartAccount, drafts: Sequence[Draft]) -> list[AutomationRule]:
    """Rules as they would be written, or the refusal of the first one that cannot be."""
    made = []
    for position, values in enumerate(await automation_drafts.cleaned(account, drafts)):
        parts = values.pop("parts")
        rule = AutomationRule(account_id=account.id, position=position, **values)
        rule.virtual_accounts = [{"id": str(v.id), "name": v.name} for v in parts]
        rule.parts = parts
        made.append(rule)
    return made


@database.transaction
async def set_rules(
    by: User, account_id: UUID, drafts: Sequence[Draft], version: int | None
) -> SmartAccount:
    """Put these rules in the place of the account's; they answer requests that come after."""
    account = await SmartAccount.locked(account_id)
    await _check_may_set(by, account_id)
    account_problems.check_version(account, version)
    made = await _made(account, drafts)
    await AutomationRule.filter(account_id=account_id).delete()
    await AutomationRule.bulk_create(made)
    account.version += 1
    await account.save(update_fields=["version"])
    words = "; ".join(rule.in_words() for rule in made) or "none"
    await notices.tell(
        NoticeKind.ACCOUNT_CHANGED,
        account,
        actor=by,
        message=f"{by.full_name} set the automation rules: {words}"[:1000],
    )
    return account


@dataclass(frozen=True)
class Previewed:
    """A request of the past, and the rule that would have answered it."""

    request: AccessRequest
    rule: str | None
    outcome: RuleOutcome


@dataclass(frozen=True)
class Preview:
    """What rules would have done with the requests of the last 90 days."""

    since: datetime
    capped: bool
    requests: list[Previewed]

    def count(self, outcome: RuleOutcome) -> int:
        """How many requests would have ended like this."""
        return sum(previewed.outcome == outcome for previewed in self.requests)


async def preview(by: User, account_id: UUID, drafts: Sequence[Draft] | None) -> Preview:
    """What rules would have done, the account's own where none are given; writes nothing."""
    await _check_may_set(by, account_id)
    account = await SmartAccount.get(id=account_id)
    found = await of_account(account_id) if drafts is None else await _made(account, drafts)
    since = clock.now() - LOOK_BACK
    where = "account_id = ? AND submitted_at >= ? ORDER BY submitted_at DESC,"
    past = await rows.select(
        AccessRequest,
        f"{where} access_request.id DESC LIMIT {LOOKED_AT + 1}",
        account_id,
        since,
        joined=AccessRequest.JOINED,
    )
    shown = [_previewed(request, found, account) for request in past[:LOOKED_AT]]
    return Preview(since, len(past) > LOOKED_AT, shown)


def _previewed(
    request: AccessRequest, found: Sequence[AutomationRule], account: SmartAccount
) -> Previewed:
    # A request carries the address that was verified when it was sent.
    rule = first_that_fits(found, domains.domain_of(request.email), account)
    if rule is None:
        return Previewed(request, None, RuleOutcome.LEAVE)
    return Previewed(request, rule.name, rule.outcome)
