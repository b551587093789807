"""What happened to a request, as its log has it: one line of each act about it, kept for good."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from models import keys, rows
from models.audit import AuditEvent
from models.cases import RequestStatus
from models.channels import DESK

LONGEST = 100
# A case: the name of its kind, and its id.
Key = tuple[str, UUID]


class RequestEventKind(StrEnum):
    """What happened to a request."""

    SENT = "SENT"
    MAILED = "MAILED"
    REMINDED = "REMINDED"
    ESCALATED = "ESCALATED"
    FORWARDED = "FORWARDED"
    STEP_TAKEN = "STEP_TAKEN"
    REVIEW_BEGUN = "REVIEW_BEGUN"
    QUESTION_ASKED = "QUESTION_ASKED"
    QUESTION_ANSWERED = "QUESTION_ANSWERED"
    ADMINISTRATOR_APPOINTED = "ADMINISTRATOR_APPOINTED"
    ACTED_UPON = "ACTED_UPON"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"
    READY = "READY"
    REVOKED = "REVOKED"


Kind = RequestEventKind


@dataclass(frozen=True)
class RequestEvent:
    """One thing that happened to a request; `inner` is between its requester and the desk."""

    at: datetime
    kind: RequestEventKind
    actor_id: UUID | None
    actor_name: str
    message: str
    reason: str | None = None
    outcome: RequestStatus | None = None
    inner: bool = False


KINDS = {
    "request_reminded": Kind.REMINDED,
    "request_escalated": Kind.ESCALATED,
    "request_acted_upon": Kind.ACTED_UPON,
    "request_withdrawn": Kind.WITHDRAWN,
    "request_expired": Kind.EXPIRED,
    "administrator_appointed": Kind.ADMINISTRATOR_APPOINTED,
    "portal_access_changed": Kind.READY,
    "support.denied": Kind.ACTED_UPON,
    "onboarding.step": Kind.STEP_TAKEN,
    "onboarding.ended": Kind.WITHDRAWN,
}
# What it means that a request changed and still waits, by its kind.
CHANGED = {
    "AccessRequest": Kind.ADMINISTRATOR_APPOINTED,
    "SupportAccessRequest": Kind.FORWARDED,
    "AccountApplication": Kind.STEP_TAKEN,
    "Registration": Kind.FORWARDED,
}


async def logged(cases: Collection[Key]) -> dict[Key, list[RequestEvent]]:
    """What the log tells of these cases, the oldest line first; of each the last hundred."""
    found: dict[Key, list[RequestEvent]] = {key: [] for key in cases}
    # What nobody else had to know was noted under the bare id.
    things = {str(key[1]): key for key in cases} | {keys.global_id(*key): key for key in cases}
    for line in await _lines(things):
        key = things[line.thing]
        if event := _event(key[0], line):
            found[key].append(event)
    return found


async def _lines(things: dict[str, Key]) -> list[AuditEvent]:
    """Without what the desk wrote while a registration waited there: who looks at it is the
    agents' own affair, and the questions are kept with their answers."""
    registrations = [thing for thing, (kind, _) in things.items() if kind == "Registration"]
    aside = registrations or [""]
    return await rows.select(
        AuditEvent,
        "audit_event.id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER"
        " (PARTITION BY thing ORDER BY occurred_at DESC, id DESC) AS nth FROM audit_event"
        f" WHERE thing IN ({_marks(things)}) AND NOT (action = 'request_changed'"
        f" AND COALESCE(CAST(channel_id AS TEXT), '') = ? AND thing IN ({_marks(aside)}))) latest"
        " WHERE nth <= ?) ORDER BY occurred_at, audit_event.id",
        *things,
        str(DESK),
        *aside,
        LONGEST,
    )


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _event(case: str, line: AuditEvent) -> RequestEvent | None:
    """What a line tells; None where another line tells the same."""
    kind = _kind(case, line)
    # Operators are told of escalated requests beside the account, nominees beside the operators.
    elsewhere = line.account_id if case == "AccountApplication" else line.channel_id
    if kind is None or (elsewhere and case in ("AccessRequest", "AccountApplication")):
        return None
    noted = "." in line.action
    by_system = line.action == "support.denied"
    return RequestEvent(
        at=line.occurred_at,
        kind=kind,
        actor_id=None if by_system else line.actor_id,
        actor_name="the system" if by_system else line.actor_name,
        message=_sentence(f"{line.actor_name} {line.message}" if noted else line.message),
        inner=case == "Registration" and (noted or line.channel_id == DESK),
    )


def _kind(case: str, line: AuditEvent) -> RequestEventKind | None:
    if line.action == "request_changed":
        return CHANGED[case]
    if line.action == "request_submitted" and case == "Registration":
        return Kind.REVIEW_BEGUN if line.channel_id == DESK else Kind.FORWARDED
    return KINDS.get(line.action)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
