"""Claims: an agent has a review to themself for a while, unless another takes it knowingly."""

from datetime import datetime, timedelta
from uuid import UUID

from tortoise.expressions import F, Q

from models import channels, clock, database, notices, onboarding, onboarding_problems, problems
from models.notices import NoticeKind
from models.onboarding import Registration
from models.users import User

CLAIM = timedelta(hours=1)


def claimed_until(registration: Registration) -> datetime | None:
    """Until when an agent has the review to themself; None where none has."""
    if registration.stage not in onboarding.REVIEW or registration.claimed_at is None:
        return None
    until = registration.claimed_at + CLAIM
    return until if until > clock.now() else None


@database.transaction
async def claim(by: User, registration_id: UUID, override: bool) -> Registration:
    """Have a review to oneself for an hour; the other agents see it at once."""
    now = clock.now()
    open_one = Registration.filter(id=registration_id, stage__in=list(onboarding.REVIEW))
    free = Q(claimed_at__isnull=True) | Q(claimed_by_id=by.id) | Q(claimed_at__lte=now - CLAIM)
    wanted = open_one if override else open_one.filter(free)
    taken = await wanted.update(claimed_by_id=by.id, claimed_at=now, version=F("version") + 1)
    registration = await Registration.whole(registration_id)
    await registration.check_reviewable(by)
    if registration.stage not in onboarding.REVIEW:
        raise problems.AlreadyActedUpon(registration)
    if not taken:
        until = claimed_until(registration)
        raise onboarding_problems.ReviewClaimed(registration.claimed_by, until)
    await _tell(registration, by, f"looks at the registration of {registration.full_name}")
    return registration


@database.transaction
async def release(by: User, registration_id: UUID) -> Registration:
    """Give a claimed review back to all; nothing happens to one that is not one's own."""
    mine = Registration.filter(id=registration_id, claimed_by_id=by.id)
    given = await mine.update(claimed_by_id=None, claimed_at=None, version=F("version") + 1)
    registration = await Registration.whole(registration_id)
    await registration.check_reviewable(by)
    if given:
        did = f"looks at the registration of {registration.full_name} no longer"
        await _tell(registration, by, did)
    return registration


async def _tell(registration: Registration, by: User, did: str) -> None:
    """To the desk alone: who looks at it is nothing that the registrant must know."""
    await notices.tell(
        NoticeKind.REQUEST_CHANGED,
        await channels.desk(),
        actor=by,
        case=registration,
        message=f"{by.full_name} {did}",
        facts=registration.facts(),
    )
