"""Cases: somebody asks for something, and exactly one of those who may decide answers.

What the four kinds of request have in common: the profile as it was, the one conditional update by
which a case leaves a state, the reminder, and the telling of it. Each kind adds what it is about,
where its notices are numbered and who may decide.
"""

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from tortoise import fields
from tortoise.expressions import F, Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models import clock, keys, mail, notices, problems, rows, users, writing
from models.notices import NoticeKind, Place
from models.users import User

REMIND_EVERY = timedelta(hours=24)


class RequestStatus(StrEnum):
    """Where a request stands. It leaves PENDING once and never returns."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


class AccessType(StrEnum):
    """What kind of access a request is for."""

    SMART_ACCOUNT = "SMART_ACCOUNT"
    NEW_ACCOUNT = "NEW_ACCOUNT"
    FULL_SUPPORT = "FULL_SUPPORT"
    DOWNLOADS_ONLY = "DOWNLOADS_ONLY"
    PORTAL = "PORTAL"


class Deciders(StrEnum):
    """Who decides a request."""

    ACCOUNT_ADMINISTRATORS = "ACCOUNT_ADMINISTRATORS"
    CONTRACT_ADMINISTRATORS = "CONTRACT_ADMINISTRATORS"
    DELEGATED_ADMINISTRATORS = "DELEGATED_ADMINISTRATORS"
    SUPPORT = "SUPPORT"
    OPERATORS = "OPERATORS"
    NOMINEE = "NOMINEE"
    REQUESTER = "REQUESTER"


class Case(Model):
    """One user's asking, with the profile as it was when it was sent.

    A kind has either a `status` column or a `stage` column with finer states, of which `status`
    is then read off; `STATE` names the column, `OPEN` its values that wait for a decision.
    """

    STATE: ClassVar[str] = "status"
    OPEN: ClassVar[tuple[str, ...]] = (RequestStatus.PENDING,)
    JOINED: ClassVar[tuple[str, ...]] = ("requester", "acted_by")
    status: Any

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    requester: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False
    )
    requester_id: UUID
    username = fields.CharField(max_length=64)
    full_name = fields.CharField(max_length=120)
    email = fields.CharField(max_length=254)
    phone = fields.CharField(max_length=40)
    company_name = fields.CharField(max_length=120)
    submitted_at = fields.DatetimeField()
    activity_at = fields.DatetimeField()
    reminded_at = fields.DatetimeField(null=True)
    reminders = fields.IntField(default=0)
    acted_at = fields.DatetimeField(null=True)
    acted_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    acted_by_id: UUID | None
    decision_reason = fields.CharField(max_length=1000, default="")
    version = fields.IntField(default=1)

    class Meta:
        abstract = True

    @classmethod
    async def whole(cls, case_id: UUID) -> Self:
        """The case with those whom it refers to."""
        where = f"{cls._meta.db_table}.id = ?"
        found = await rows.select(cls, where, case_id, joined=cls.JOINED)
        if not found:
            raise problems.NotFound()
        return found[0]

    @classmethod
    async def own(cls, requester: User, case_id: UUID) -> Self:
        """The requester's own case; another's reads as missing."""
        case = await cls.whole(case_id)
        if case.requester_id != requester.id:
            raise problems.NotFound()
        return case

    @property
    def pending(self) -> bool:
        """Whether it still waits for a decision."""
        return getattr(self, self.STATE) in self.OPEN

    @property
    def remindable_at(self) -> datetime | None:
        """From when on the next reminder is possible; None for at once."""
        return self.reminded_at + REMIND_EVERY if self.reminded_at else None

    @property
    def decider(self) -> str:
        """Who decided, in words."""
        return self.acted_by.full_name if self.acted_by else "the system"

    @property
    @abstractmethod
    def key(self) -> str:
        """What was asked for, in the one word that names it in a list."""

    @property
    @abstractmethod
    def access_type(self) -> AccessType:
        """What kind of access it is for."""

    @property
    @abstractmethod
    def deciders(self) -> Deciders:
        """Who decides it."""

    @abstractmethod
    async def place(self) -> Place:
        """Where its notices are numbered, locked until the transaction ends."""

    @abstractmethod
    async def check_decidable(self, by: User) -> Any:
        """Raise unless this user may decide it at this moment; tells on what ground."""

    def facts(self) -> dict[str, Any]:
        """What a notice about it tells, so that it can be shown without another query."""
        return {
            "requester": self.full_name,
            "requester_username": self.username,
            "decision_reason": self.decision_reason,
            "version": self.version,
        }

    def _among(self, states: list[str]) -> QuerySet[Self]:
        """This row, while it is in one of these states."""
        condition: Any = {"id": self.id, f"{self.STATE}__in": states}
        return type(self).filter(**condition)

    async def settle(
        self,
        changes: dict[str, Any],
        *,
        was: Iterable[str] | None = None,
        not_by: User | None = None,
    ) -> bool:
        """Leave these states, exactly once: the conditional update's row count is the verdict."""
        states = list(self.OPEN if was is None else was)
        now = clock.now()
        return await writing.change(
            type(self),
            {"acted_at": now, "activity_at": now, **changes},
            f", version = version + 1 WHERE id = ? AND {self.STATE} IN ({marks(states)})"
            f"{' AND requester_id <> ?' if not_by else ''}",
            self.id,
            *states,
            *([not_by.id] if not_by else []),
        )

    async def move(self, changes: dict[str, Any], *, was: Iterable[str]) -> bool:
        """Go from one open state to another: as `settle`, but nobody has decided yet."""
        open_ones = self._among(list(was))
        changed = {"activity_at": clock.now(), "version": F("version") + 1, **changes}
        return bool(await open_ones.update(**changed))


def marks(values: Collection[object]) -> str:
    """As many placeholders."""
    return ", ".join("?" * len(values))


C = TypeVar("C", bound=Case)


def profile_of(user: User) -> dict[str, Any]:
    """The profile as it is now, to be kept in a case: later edits do not rewrite it."""
    return {
        "requester_id": user.id,
        "username": user.username,
        "full_name": user.full_name,
        "email": user.email,
        "phone": user.phone,
        "company_name": user.company_name,
    }


async def decide(
    kind: type[C],
    case_id: UUID,
    by: User,
    changes: dict[str, Any],
    *,
    was: Iterable[str] | None = None,
    check: Callable[[C, User], Awaitable[Any]] | None = None,
) -> tuple[C, Place, Any]:
    """Win, or raise AlreadyActedUpon: the heart of every kind.

    The right to decide is checked under the lock of the case's place: it holds at the commit.
    `check` takes the place of the kind's own where not all who may decide may decide this way.
    What still asks others to act is taken back. The caller writes what the decision gives, and
    tells of it.
    """
    won = await writing.fresh(kind, id=case_id).settle(
        {**changes, "acted_by_id": by.id}, was=was, not_by=by
    )
    case = await kind.whole(case_id)
    place = await case.place() if won else None
    ground = await (check(case, by) if check else case.check_decidable(by))
    if place is None:
        raise problems.AlreadyActedUpon(case)
    await mail.cancel_unsent(case.id)
    return case, place, ground


async def remind(kind: type[C], requester: User, case_id: UUID) -> tuple[C, Place]:
    """Lift one's own pending case to the top of the list; once a day. The caller mails."""
    now = clock.now()
    never_or_long_ago = Q(reminded_at__isnull=True) | Q(reminded_at__lte=now - REMIND_EVERY)
    states: Any = {f"{kind.STATE}__in": list(kind.OPEN)}
    mine = kind.filter(never_or_long_ago, id=case_id, requester_id=requester.id, **states)
    reminded = await mine.update(
        reminded_at=now, activity_at=now, reminders=F("reminders") + 1, version=F("version") + 1
    )
    case = await kind.own(requester, case_id)
    if not reminded:
        if not case.pending:
            raise problems.NotPending(case)
        raise problems.ReminderTooSoon(case.remindable_at or now)
    place = await case.place()
    await tell(NoticeKind.REQUEST_REMINDED, case, place, requester, "sent a reminder")
    return case, place


async def withdraw(
    kind: type[C], requester: User, case_id: UUID, changes: dict[str, Any]
) -> tuple[C, Place]:
    """Take one's own pending case back. The caller mails."""
    case = await kind.own(requester, case_id)
    if not await case.settle({**changes, "acted_by_id": requester.id}):
        raise problems.NotPending(await kind.whole(case_id))
    case = await kind.whole(case_id)
    place = await case.place()
    await mail.cancel_unsent(case.id)
    await tell(NoticeKind.REQUEST_WITHDRAWN, case, place, requester, "withdrew the request")
    return case, place


async def tell(
    kind: NoticeKind,
    case: Case,
    place: Place,
    actor: User | None,
    did: str,
    *,
    actor_name: str | None = None,
) -> None:
    """Write the notice and the log's line about a case; `place` must be locked.

    `actor_name` says who acted where no user did, such as an automation rule.
    """
    who = actor.full_name if actor else actor_name or "The system"
    if kind == NoticeKind.REQUEST_SUBMITTED:
        await users.check_still_active(case.requester_id)
    await notices.tell(
        kind,
        place,
        actor=actor,
        subject_id=case.requester_id,
        case=case,
        outcome=None if case.status == RequestStatus.PENDING else case.status,
        message=f"{who} {did}",
        facts=case.facts(),
        actor_name=actor_name,
    )


async def insert_pending(case: C, held: Callable[[], Awaitable[C | None]]) -> None:
    """Write a case unless `held` finds one in its way; the unique index decides."""
    while True:
        await type(case).bulk_create([case], ignore_conflicts=True)
        found = await held()
        if found and found.id == case.id:
            return
        if found:
            raise problems.DuplicatePending(found)
        # What was in the way has been acted upon in between: there is room now.
