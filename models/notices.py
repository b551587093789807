"""Notices: what happened in an account, numbered without gaps and written with the act itself."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models import audit, bus, clock, database, keys, users, writing
from models.accounts import SmartAccount
from models.channels import Channel
from models.users import User

if TYPE_CHECKING:
    from models.cases import Case
    from models.requests import AccessRequest


class NoticeKind(StrEnum):
    """What happened."""

    REQUEST_SUBMITTED = "REQUEST_SUBMITTED"
    REQUEST_REMINDED = "REQUEST_REMINDED"
    REQUEST_ACTED_UPON = "REQUEST_ACTED_UPON"
    REQUEST_WITHDRAWN = "REQUEST_WITHDRAWN"
    REQUEST_EXPIRED = "REQUEST_EXPIRED"
    REQUEST_ESCALATED = "REQUEST_ESCALATED"
    REQUEST_CHANGED = "REQUEST_CHANGED"
    ROLE_GRANTED = "ROLE_GRANTED"
    ROLE_CHANGED = "ROLE_CHANGED"
    ROLE_REVOKED = "ROLE_REVOKED"
    ACCOUNT_CHANGED = "ACCOUNT_CHANGED"
    ACCOUNT_NEARBY = "ACCOUNT_NEARBY"
    ADMINISTRATOR_APPOINTED = "ADMINISTRATOR_APPOINTED"
    ADMINISTRATOR_CHANGED = "ADMINISTRATOR_CHANGED"
    PORTAL_ACCESS_CHANGED = "PORTAL_ACCESS_CHANGED"
    SUPPORT_ACCESS_CHANGED = "SUPPORT_ACCESS_CHANGED"


class Notice(Model):
    """Something happened. It can be shown without another query: `facts` has the words."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    account: fields.ForeignKeyNullableRelation[SmartAccount] = fields.ForeignKeyField(
        "models.SmartAccount", related_name=False, null=True
    )
    account_id: UUID | None
    channel: fields.ForeignKeyNullableRelation[Channel] = fields.ForeignKeyField(
        "models.Channel", related_name=False, null=True
    )
    channel_id: UUID | None
    seq = fields.BigIntField()
    subject_id = fields.UUIDField(null=True)
    subject_seq = fields.BigIntField(null=True)
    kind = fields.CharEnumField(NoticeKind, max_length=30)
    request: fields.ForeignKeyNullableRelation["AccessRequest"] = fields.ForeignKeyField(
        "models.AccessRequest", related_name=False, null=True
    )
    request_id: UUID | None
    case_kind = fields.CharField(max_length=30, null=True)
    case_id = fields.UUIDField(null=True)
    outcome = fields.CharField(max_length=10, null=True)
    actor_id = fields.UUIDField(null=True)
    facts: Any = fields.JSONField[dict[str, Any]]()
    paths = fields.TextField(default="")
    occurred_at = fields.DatetimeField()

    class Meta:
        table = "notice"

    @property
    def changes_rights(self) -> bool:
        """Whether the subject's rights may be others after this."""
        return self.kind in CHANGE_RIGHTS


Place = SmartAccount | Channel

CHANGE_RIGHTS = {
    NoticeKind.REQUEST_ACTED_UPON,
    NoticeKind.ROLE_GRANTED,
    NoticeKind.ROLE_CHANGED,
    NoticeKind.ROLE_REVOKED,
    NoticeKind.ACCOUNT_CHANGED,
    NoticeKind.ADMINISTRATOR_APPOINTED,
    NoticeKind.ADMINISTRATOR_CHANGED,
}

# What the API shows of a user: a notice carries it, so that showing one asks nothing.
SHOWN = ["username", "full_name", "preferred_name", "email", "company_name", "kind"]


def account_topic(account_id: UUID) -> str:
    """The topic that wakes those who watch an account."""
    return f"account:{account_id}"


def channel_topic(channel_id: UUID) -> str:
    """The topic that wakes those who follow a channel."""
    return f"channel:{channel_id}"


def user_topic(user_id: UUID) -> str:
    """The topic that wakes a user's own streams."""
    return f"user:{user_id}"


async def tell(
    kind: NoticeKind,
    place: Place,
    *,
    message: str,
    actor: User | None,
    subject_id: UUID | None = None,
    case: "Case | None" = None,
    outcome: str | None = None,
    facts: dict[str, Any] | None = None,
    actor_name: str | None = None,
    thing: Model | None = None,
) -> Notice:
    """Write the notice and the log's line of one act in `place`, whose row must be locked.

    Listeners are woken after the commit; they read the table, so nothing depends on the waking.
    The line is about `thing`, else about the request, the subject or the place itself.
    """
    shown = {"message": message, **_names(place, actor), **(facts or {})}
    notice = _numbered(kind, place, case, shown)
    notice.subject_id, notice.outcome = subject_id, outcome
    notice.actor_id = actor.id if actor else None
    notice.occurred_at = _moment(case if outcome else None)
    notice.paths = _paths(shown.get("lineages", []))
    await _write(notice)
    await audit.record(
        kind.lower(),
        actor=actor,
        thing=_thing(thing or case, subject_id, place),
        message=message,
        place=place,
        paths=notice.paths,
        actor_name=actor_name,
    )
    return notice


async def tell_requester(place: Place, case: "Case", message: str) -> None:
    """Tell a requester's own screens of a step that the requester took, and nobody else: the
    notice is about no part of `place`, whose row must be locked. The log has its line already."""
    by, facts = case.requester, {**case.facts(), "lineages": []}
    told = {"message": f"{by.full_name} {message}", **_names(place, by), **facts}
    notice = _numbered(NoticeKind.REQUEST_CHANGED, place, case, told)
    notice.update_from_dict({"subject_id": by.id, "actor_id": by.id, "occurred_at": clock.now()})
    await _write(notice)
    await place.save(update_fields=["seq"])


def _numbered(kind: NoticeKind, place: Place, case: "Case | None", facts: Any) -> Notice:
    place.seq += 1
    return writing.fresh(Notice, seq=place.seq, kind=kind, facts=facts, **_keys(place, case))


def _thing(named: Model | None, subject_id: UUID | None, place: Place) -> str:
    """The global id of what the line is about, so that a reader of the log finds it again."""
    if subject_id and named is None:
        return keys.global_id("User", subject_id)
    thing = named or place
    return keys.global_id(type(thing).__name__, thing.pk)


def _moment(case: "Case | None") -> datetime:
    """When it happened: the end of a case tells the same time as the case itself."""
    ended = case.acted_at if case and not case.pending else None
    return ended or clock.now()


def _keys(place: Place, case: "Case | None") -> dict[str, Any]:
    """What the notice belongs to, and the request that it is about."""
    kind = type(case).__name__ if case else None
    return {
        "account_id": place.id if isinstance(place, SmartAccount) else None,
        "channel_id": place.id if isinstance(place, Channel) else None,
        "request_id": case.id if case and kind == "AccessRequest" else None,
        "case_kind": kind,
        "case_id": case.id if case else None,
    }


async def _write(notice: Notice) -> None:
    topics = [
        account_topic(notice.account_id)
        if notice.account_id
        else channel_topic(notice.channel_id or notice.id)
    ]
    if notice.subject_id:
        topics.append(user_topic(notice.subject_id))
        notice.subject_seq = await users.next_seq(
            notice.subject_id, new_rights=notice.changes_rights
        )
    await writing.insert(notice)
    database.after_commit(lambda: bus.wake(*topics))


def _paths(lineages: list[list[str]]) -> str:
    return " ".join(UUID(part).hex for lineage in lineages for part in lineage)


def _names(place: Place, actor: User | None) -> dict[str, Any]:
    return {
        "account": place.name,
        "domain": place.domain_identifier if isinstance(place, SmartAccount) else "",
        "actor": {name: getattr(actor, name) for name in SHOWN} if actor else None,
    }


async def changed(user_id: UUID) -> None:
    """Make every open stream of this user look again at who it is and what it may see."""
    await users.bump_epoch(user_id)
    database.after_commit(lambda: bus.wake(user_topic(user_id)))


async def of_account(account_id: UUID, after: int, limit: int) -> list[Notice]:
    """An account's notices after this number, in order."""
    return await Notice.filter(account_id=account_id, seq__gt=after).order_by("seq").limit(limit)


async def of_channel(channel_id: UUID, after: int, limit: int) -> list[Notice]:
    """A channel's notices after this number, in order."""
    return await Notice.filter(channel_id=channel_id, seq__gt=after).order_by("seq").limit(limit)


async def of_user(user_id: UUID, after: int, limit: int) -> list[Notice]:
    """The notices about a user after this number of the user's own, in order."""
    return (
        await Notice.filter(subject_id=user_id, subject_seq__gt=after)
        .order_by("subject_seq")
        .limit(limit)
    )


async def counters(table: str, ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """For accounts, channels or users: `id`, `seq`, `oldest_seq` and, of users, `epoch`.

    A channel in which nothing happened yet has no row: it stands at the beginning.
    """
    wanted = list(ids)
    marks = ", ".join("?" * len(wanted))
    columns = "id, seq, oldest_seq, epoch" if table == "user" else "id, seq, oldest_seq, 0 AS epoch"
    found = await database.fetch(f'SELECT {columns} FROM "{table}" WHERE id IN ({marks})', *wanted)
    if table == "channel":
        there = {str(row["id"]) for row in found}
        fresh = {"seq": 0, "oldest_seq": 1, "epoch": 0}
        found += [{"id": str(key), **fresh} for key in wanted if str(key) not in there]
    return found


async def sums(table: str, ids: list[UUID]) -> tuple[int, int]:
    """All their `seq` together, and all their `epoch`."""
    marks = ", ".join("?" * len(ids))
    epochs = "SUM(epoch)" if table == "user" else "0"
    sql = f'SELECT SUM(seq) AS seqs, {epochs} AS epochs FROM "{table}" WHERE id IN ({marks})'
    (row,) = await database.fetch(sql, *ids)
    return int(row["seqs"] or 0), int(row["epochs"] or 0)


NUMBERED = [("account_id", "smart_account"), ("channel_id", "channel"), ("subject_id", '"user"')]


@database.transaction
async def purge(before: datetime) -> int:
    """Delete notices older than this; cursors that would need them are refused from then on."""
    old = Notice.filter(occurred_at__lt=before)
    for column, table in NUMBERED:
        seq = "subject_seq" if column == "subject_id" else "seq"
        await database.fetch(
            f"UPDATE {table} SET oldest_seq = (SELECT MAX(n.{seq}) + 1 FROM notice n"
            f" WHERE n.{column} = {table}.id AND n.occurred_at < ?)"
            f" WHERE id IN (SELECT {column} FROM notice WHERE "
            f"occurred_at < ? AND {column} IS NOT NULL)",
            before,
            before,
        )
    return await old.delete()
