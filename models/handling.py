"""How a request is being handled: what its requester may know, in numbers and without names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from models import clock, database
from models.mail import EmailKind, EmailMessage, EmailStatus
from models.requests import AccessRequest

LOOK_BACK = timedelta(days=90)
LOOKED_AT = 200
FEWEST = 5
ASKING = [EmailKind.ACCESS_REQUESTED, EmailKind.ACCESS_REMINDER]


@dataclass(frozen=True)
class Handling:
    """Whom a request has reached so far, and how long such requests usually take."""

    administrators_told: int
    reminders_sent: int
    mails_failed: int
    usual_hours: float | None


async def of_requests(keys: list[tuple[UUID, UUID]]) -> list[Handling]:
    """How requests are being handled, each by its account's and its own id."""
    wanted = [request for _, request in keys]
    sent = await EmailMessage.filter(request_id__in=wanted, kind__in=ASKING).values_list(
        "request_id", "kind", "status", "user_id"
    )
    hours = await _usual_hours({account for account, _ in keys})
    requests = {row.id: row for row in await AccessRequest.filter(id__in=wanted)}
    return [
        _handling(requests[key], [row[1:] for row in sent if row[0] == key], hours[account])
        for account, key in keys
    ]


def _handling(
    request: AccessRequest, mails: Sequence[tuple[object, ...]], hours: float | None
) -> Handling:
    return Handling(
        len({user for _, _, user in mails}),
        request.reminders + request.automatic_reminders,
        sum(status == EmailStatus.FAILED for _, status, _ in mails),
        hours,
    )


async def _usual_hours(account_ids: set[UUID]) -> dict[UUID, float | None]:
    """For each account, the median time that people took for the latest decisions; null where
    there are too few."""
    marks = ", ".join("?" * len(account_ids))
    found = await database.fetch(
        "SELECT account_id, submitted_at, acted_at FROM (SELECT account_id, submitted_at, acted_at,"
        " ROW_NUMBER() OVER (PARTITION BY account_id ORDER BY submitted_at DESC) AS nth"
        f" FROM access_request WHERE account_id IN ({marks}) AND status IN ('APPROVED', 'DECLINED')"
        " AND submitted_at >= ? AND acted_by_rule = '') latest WHERE nth <= ?",
        *account_ids,
        clock.now() - LOOK_BACK,
        LOOKED_AT,
    )
    took: dict[UUID, list[float]] = {key: [] for key in account_ids}
    for row in found:
        waited = _moment(row["acted_at"]) - _moment(row["submitted_at"])
        took[UUID(str(row["account_id"]))].append(waited.total_seconds() / 3600)
    enough = {key: hours for key, hours in took.items() if len(hours) >= FEWEST}
    return {key: round(median(enough[key]), 1) if key in enough else None for key in took}


def _moment(value: datetime | str) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
