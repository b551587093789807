"""Timelines: what happened to a request from its sending on, put together from where it is kept."""

from collections.abc import Sequence
from dataclasses import replace

from models import request_events
from models.cases import Case, RequestStatus
from models.request_asides import ASIDES
from models.request_events import LONGEST, Key, RequestEvent, RequestEventKind

ENDINGS = {
    RequestEventKind.ACTED_UPON,
    RequestEventKind.WITHDRAWN,
    RequestEventKind.EXPIRED,
    # A first administrator's registration ends with the appointment.
    RequestEventKind.ADMINISTRATOR_APPOINTED,
}


async def happened(cases: list[Key]) -> list[list[RequestEvent]]:
    """What happened to each of these cases after it was sent, the oldest first."""
    found = await request_events.logged(cases)
    for kind, sources in ASIDES.items():
        ids = [key for named, key in cases if named == kind]
        for source in sources if ids else ():
            for key, event in await source(ids):
                found[(kind, key)].append(event)
    return [sorted(found[key], key=lambda event: event.at) for key in cases]


def of_case(case: Case, since: Sequence[RequestEvent], outsider: bool) -> list[RequestEvent]:
    """The whole timeline of a case: its sending, and what happened since; a hundred at most.

    What is between the requester and the desk is left out for an outsider.
    """
    told = [event for event in _with_outcome(case, since) if not (outsider and event.inner)]
    return [_sent(case), *told[1 - LONGEST :]]


def _sent(case: Case) -> RequestEvent:
    return RequestEvent(
        at=case.submitted_at,
        kind=RequestEventKind.SENT,
        actor_id=case.requester_id,
        actor_name=case.full_name,
        message=f"{case.full_name} sent the request",
        reason=getattr(case, "reason", "") or None,
    )


def _with_outcome(case: Case, since: Sequence[RequestEvent]) -> list[RequestEvent]:
    """The events, the one that ended the case with how and why."""
    events = list(since)
    if case.status == RequestStatus.PENDING:
        return events
    ended = [number for number, event in enumerate(events) if event.kind in ENDINGS]
    if ended:
        last, why = ended[-1], case.decision_reason or None
        events[last] = replace(events[last], outcome=RequestStatus(case.status), reason=why)
    return events
