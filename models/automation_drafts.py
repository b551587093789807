"""Drafts of automation rules: what a person wrote, and what is accepted of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from models import account_problems, domains, names, problems
from models.accounts import SmartAccount, VirtualAccount
from models.roles import Role

RULES, DOMAINS, PARTS = 50, 100, 50
NAME, REASON = 80, (10, 1_000)
NEVER_GIVEN = {Role.SMART_ACCOUNT_ADMIN, Role.SMART_ACCOUNT_APPROVER}


class RuleMatch(StrEnum):
    """Whom a rule fits."""

    EMAIL_DOMAIN_IN = "EMAIL_DOMAIN_IN"
    ACCOUNT_DOMAIN = "ACCOUNT_DOMAIN"
    ANYONE = "ANYONE"


class RuleOutcome(StrEnum):
    """What a rule answers."""

    APPROVE = "APPROVE"
    DECLINE = "DECLINE"
    LEAVE = "LEAVE"


@dataclass(frozen=True)
class Draft:
    """A rule as somebody wrote it."""

    name: str
    match: RuleMatch
    domains: list[str]
    outcome: RuleOutcome
    role: Role | None
    part_ids: list[UUID]
    reason: str


async def cleaned(account: SmartAccount, drafts: Sequence[Draft]) -> list[dict[str, Any]]:
    """The columns of each rule, and its virtual accounts as `parts`; the first refusal names the
    path of its field."""
    if len(drafts) > RULES:
        raise problems.InvalidInput(f"An account has at most {RULES} rules.", ["rules"])
    wanted = {part for draft in drafts for part in draft.part_ids}
    there = VirtualAccount.filter(account_id=account.id, id__in=list(wanted))
    parts = {part.id: part for part in await there} if wanted else {}
    shortest = REASON[0] if account.decline_reason_required else 0
    clean, taken = [], set()
    for number, draft in enumerate(drafts):
        rule = _Rule(draft, ["rules", str(number)], shortest).clean(parts)
        if rule["name"].casefold() in taken:
            path = ["rules", str(number), "name"]
            raise problems.InvalidInput("Another rule has this name.", path)
        taken.add(rule["name"].casefold())
        clean.append(rule)
    return clean


@dataclass(frozen=True)
class _Rule:
    """One draft, where it stands in the input, and how long a reason must be."""

    draft: Draft
    path: list[str]
    shortest: int

    def clean(self, parts: dict[UUID, VirtualAccount]) -> dict[str, Any]:
        draft = self.draft
        self._check_scope(parts)
        return {
            "name": self._name(),
            "match": draft.match,
            "domains": self._domains(),
            "outcome": draft.outcome,
            "role": draft.role,
            "parts": [parts[key] for key in dict.fromkeys(draft.part_ids)],
            "reason": self._reason(),
        }

    def _refused(self, field: str, message: str) -> problems.InvalidInput:
        return problems.InvalidInput(message, [*self.path, field])

    def _name(self) -> str:
        try:
            return names.clean_name(self.draft.name, longest=NAME)
        except ValueError as error:
            raise self._refused("name", str(error)) from error

    def _domains(self) -> list[str]:
        listed = self.draft.match == RuleMatch.EMAIL_DOMAIN_IN
        if listed != bool(self.draft.domains) or len(self.draft.domains) > DOMAINS:
            told = f"Give 1 to {DOMAINS} domains" if listed else "Give no domains"
            raise self._refused("domains", f"{told} for this match.")
        return list(dict.fromkeys(self._domain(domain) for domain in self.draft.domains))

    def _domain(self, text: str) -> str:
        try:
            domain = domains.normalise_domain(text)
        except ValueError as error:
            raise self._refused("domains", str(error)) from error
        if domains.is_public_mail_domain(domain):
            raise account_problems.PublicDomain(field=[*self.path, "domains"])
        return domain

    def _reason(self) -> str:
        if self.draft.reason and self.draft.outcome != RuleOutcome.DECLINE:
            raise self._refused("reason", "Only a rule that declines has a reason.")
        declines = self.draft.outcome == RuleOutcome.DECLINE
        try:
            return names.clean_text(self.draft.reason, self.shortest * declines, REASON[1])
        except names.TooShort as error:
            raise problems.ReasonTooShort(str(error), [*self.path, "reason"]) from error
        except ValueError as error:
            raise self._refused("reason", str(error)) from error

    def _check_scope(self, parts: dict[UUID, VirtualAccount]) -> None:
        """Raise unless the role is one that a rule may give, over this scope."""
        role, over = self.draft.role, self.draft.part_ids
        role_at, parts_at = [*self.path, "role"], [*self.path, "virtualAccounts"]
        if self.draft.outcome != RuleOutcome.APPROVE:
            if role or over:
                raise self._refused("role", "Only a rule that approves gives a role.")
            return
        if role is None:
            raise self._refused("role", "A rule that approves gives a role.")
        if role in NEVER_GIVEN:
            told = f"A rule never makes anybody {role.title}."
            raise problems.RoleScopeMismatch(told, role_at)
        if role.account_wide and over:
            raise problems.RoleScopeMismatch(field=role_at)
        if not role.account_wide and not over:
            raise problems.VirtualAccountRequired(field=parts_at)
        if len(over) > PARTS or not set(over) <= parts.keys():
            raise problems.NotFound(field=parts_at)
