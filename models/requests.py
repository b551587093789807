"""Access requests: a person asks to enter an account, and exactly one administrator answers."""

from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models import database, problems, roles
from models.accounts import SmartAccount, VirtualAccount
from models.cases import AccessType, Case, Deciders, RequestStatus
from models.roles import Right, Rights, Role, RoleAssignment
from models.rows import Only
from models.users import User


class EndCause(StrEnum):
    """Why a request was cancelled."""

    WITHDRAWN = "WITHDRAWN"
    ACCOUNT_DEACTIVATED = "ACCOUNT_DEACTIVATED"
    USER_DEACTIVATED = "USER_DEACTIVATED"
    NOT_ANSWERED = "NOT_ANSWERED"


class EscalationCause(StrEnum):
    """Why the operators were told of a request."""

    NO_ANSWER = "NO_ANSWER"
    NO_ADMINISTRATOR = "NO_ADMINISTRATOR"


class AccessRequest(Case):
    """One user's request to enter one account, with the profile as it was when it was sent."""

    JOINED: ClassVar[tuple[str, ...]] = ("account", "requester", "acted_by")

    account: fields.ForeignKeyRelation[SmartAccount] = fields.ForeignKeyField(
        "models.SmartAccount", related_name=False
    )
    account_id: UUID
    status = fields.CharEnumField(RequestStatus, max_length=10, default=RequestStatus.PENDING)
    reason = fields.CharField(max_length=1000)
    proposed_role = fields.CharEnumField(Role, max_length=30, null=True)
    proposed_virtual_accounts: Any = fields.JSONField[list[dict[str, str]]](default=list)
    proposed_paths = fields.TextField(default="")
    granted: Any = fields.JSONField[list[dict[str, Any]]](null=True)
    end_cause = fields.CharEnumField(EndCause, max_length=30, null=True)
    acted_by_rule = fields.CharField(max_length=120, default="")
    escalated_at = fields.DatetimeField(null=True)
    escalation_cause = fields.CharEnumField(EscalationCause, max_length=20, null=True)
    waiting_since = fields.DatetimeField(null=True)
    automatic_reminders = fields.IntField(default=0)

    class Meta:
        table = "access_request"

    @classmethod
    def visible_to(cls, viewer: User, rights: Rights) -> QuerySet["AccessRequest"]:
        """The viewer's own requests, and those that the viewer may decide; operators see those
        that were escalated to them."""
        seen = [Q(requester_id=viewer.id), *cls.decided_with(rights)]
        if viewer.is_operator:
            seen.append(Q(escalated_at__isnull=False))
        return cls.filter(Q(*seen, join_type="OR"))

    @classmethod
    def decided_with(cls, rights: Rights) -> list[Q]:
        """For each ground, which requests these rights allow to see and decide."""
        accounts = rights.accounts(Right.DECIDE_REQUESTS)
        grounds = [Q(account_id__in=list(accounts))] if accounts else []
        for account_id in {a.account_id for a in rights.assignments} - accounts:
            for part in rights.covered(Right.DECIDE_REQUESTS, account_id):
                grounds.append(Q(account_id=account_id, proposed_paths__contains=str(part)))
        return grounds

    @property
    def key(self) -> str:
        """The account's domain identifier."""
        return self.account.domain_identifier

    @property
    def access_type(self) -> AccessType:
        """What kind of access it is for."""
        return AccessType.SMART_ACCOUNT

    @property
    def deciders(self) -> Deciders:
        """Who decides it."""
        return Deciders.ACCOUNT_ADMINISTRATORS

    @property
    def decider(self) -> str:
        """Who decided, in words: a rule of the account goes by its name."""
        return f"the rule {self.acted_by_rule!r}" if self.acted_by_rule else super().decider

    async def place(self) -> SmartAccount:
        """The account, locked."""
        known: SmartAccount | None = self.__dict__.get("_account")
        if known and not database.on_postgres():
            return known  # was read with the request, by who has SQLite's only write lock
        return await SmartAccount.locked(self.account_id)

    async def check_decidable(self, by: User) -> Rights:
        """The rights by which this user may decide it at this moment, or raise."""
        rights = await Rights.of(by)
        same_person = by.email_verified and by.email.lower() == self.requester.email.lower()
        if self.requester_id == by.id or (same_person and self.decidable_with(rights)):
            raise problems.SelfDecision()
        if not self.decidable_with(rights):
            # Who had a role here before knows of the account, and is told that it is gone.
            known = RoleAssignment.filter(account_id=self.account_id, user_id=by.id)
            seen = (by.is_operator and self.escalated_at) or await known.exists()
            raise problems.Forbidden() if seen else problems.NotFound()
        return rights

    def facts(self) -> dict[str, Any]:
        """What a notice about it tells, so that it can be shown without another query."""
        about = {"reason": self.reason, "roles": self.granted_in_words()}
        return {**super().facts(), **about, "lineages": self.lineages}

    @property
    def lineages(self) -> list[list[str]]:
        """For each proposed virtual account: its id and those above it."""
        return [
            [part for part in path.split("/") if part]
            for path in self.proposed_paths.split("|")
            if path
        ]

    def decidable_with(self, rights: Rights) -> bool:
        """Whether these rights allow to see and decide it."""
        if rights.everywhere(Right.DECIDE_REQUESTS, self.account_id):
            return True
        covered = {str(part) for part in rights.covered(Right.DECIDE_REQUESTS, self.account_id)}
        return any(covered & set(lineage) for lineage in self.lineages)

    def granted_in_words(self) -> list[str]:
        """The roles that were assigned, as mails print them."""
        return [grant["words"] for grant in self.granted or []]


def proposal(role: Role | None, parts: list[VirtualAccount]) -> dict[str, Any]:
    """The columns that note which role and virtual accounts the requester would like."""
    return {
        "proposed_role": role,
        "proposed_virtual_accounts": [{"id": str(v.id), "name": v.name} for v in parts],
        "proposed_paths": "|".join(v.path for v in parts),
    }


def noted(assignment: RoleAssignment) -> dict[str, Any]:
    """A role that was given in answer, as the request keeps it."""
    return {
        "role": assignment.role,
        "virtual_accounts": [{"id": str(v.id), "name": v.name} for v in assignment.scope],
        "words": assignment.in_words(),
    }


async def roles_of_pairs(
    pairs: list[tuple[UUID, UUID]], only: Only = None, joined: tuple[str, ...] = ()
) -> dict[tuple[UUID, UUID], list[RoleAssignment]]:
    """The roles that users hold now in accounts, by (account, user)."""
    if not pairs:
        return {}
    accounts, people = {account for account, _ in pairs}, {user for _, user in pairs}
    # As text, which has no index: both databases then start from these few users, and not from
    # all the roles of the account.
    held = await roles.currently(
        f"CAST(account_id AS TEXT) IN ({', '.join('?' * len(accounts))})"
        f" AND user_id IN ({', '.join('?' * len(people))})",
        *map(str, accounts),
        *people,
        joined=joined,
        only=only,
    )
    found: dict[tuple[UUID, UUID], list[RoleAssignment]] = {}
    for assignment in held if only else await roles.with_parts(held):
        found.setdefault((assignment.account_id, assignment.user_id), []).append(assignment)
    return found
