"""The agents' desk: registrations at which a person looks, and of the agents exactly one decides.

A review is to be finished within a time. That stands still while the registrant is asked something:
the hours that were left are left when the answer comes.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import F, Q
from tortoise.queryset import QuerySet

from models import (
    asking,
    cases,
    channels,
    clock,
    database,
    desk_letters,
    onboarding,
    onboarding_finish,
    portal,
    problems,
    timers,
)
from models.administrators import DelegatedAdministrator
from models.entitlements import Company
from models.notices import NoticeKind, Place
from models.onboarding import Registration, RegistrationStage, Rules
from models.onboarding_finish import OVERDUE
from models.portal import PortalRole
from models.users import User

ADMINISTRATORS = (PortalRole.CUSTOMER_ADMINISTRATOR, PortalRole.RESELLER_ADMINISTRATOR)


def hours_left(registration: Registration) -> int | None:
    """Hours until the review is to be finished, rounded up; below zero once it is overdue."""
    if registration.stage not in onboarding.REVIEW or registration.review_due_at is None:
        return None
    return clock.hours(registration.review_due_at - _moment(registration))


def _moment(registration: Registration) -> datetime:
    """How late it is for the review, which does not age while the registrant is asked."""
    asked = registration.stage == RegistrationStage.INFORMATION_REQUESTED
    return (asked and registration.asked_at) or clock.now()


def which_are_late(reviews: QuerySet[Registration], late: bool) -> QuerySet[Registration]:
    """Those of these reviews that are overdue, or those that are not."""
    waiting = Q(stage=RegistrationStage.MANUAL_REVIEW, review_due_at__lt=clock.now())
    asked = Q(stage=RegistrationStage.INFORMATION_REQUESTED, review_due_at__lt=F("asked_at"))
    return reviews.filter(waiting | asked) if late else reviews.exclude(waiting | asked)


async def covering(company_ids: list[UUID]) -> list[list[DelegatedAdministrator]]:
    """For each company its administrators and those of what lies above it, the nearest first."""
    found = {company.id: company for company in await Company.filter(id__in=company_ids)}
    above = {node for company in found.values() for node in company.lineage}
    standing = DelegatedAdministrator.standing().filter(
        company_id__in=list(above), user__active=True
    )
    rows = await standing.select_related("user", "company").order_by("since", "id")

    def of(lineage: list[UUID]) -> list[DelegatedAdministrator]:
        mine = [row for row in rows if row.company_id in lineage]
        return sorted(mine, key=lambda row: -lineage.index(row.company_id))

    return [of(found[key].lineage) if key in found else [] for key in company_ids]


@database.transaction
async def resolve(
    by: User, registration_id: UUID, company_id: UUID, role: PortalRole | None, rules: Rules
) -> Registration:
    """Assign the company and complete the registration, as its confirmed link would have done.

    Where the company has administrators meanwhile, they are asked instead.
    """
    # Who has it at the desk stays known where the administrators are the ones to decide.
    claimed = {"claimed_by_id": by.id, "claimed_at": clock.now()}
    registration, desk = await _decide(
        by, registration_id, {"stage": RegistrationStage.SYNCING, **claimed}
    )
    company = await Company.get_or_none(id=company_id)
    if company is None:
        raise problems.NotFound(field=["company"])
    if role:
        _check_role(registration.requester, role)
    registration = await onboarding_finish.finish(registration, company, rules, by=by, role=role)
    did = _done(registration, company)
    await cases.tell(NoticeKind.REQUEST_ACTED_UPON, registration, desk, by, did)
    return registration


def _check_role(registrant: User, role: PortalRole) -> None:
    portal.check_role(registrant, role)
    if role not in ADMINISTRATORS:
        raise problems.InvalidInput(
            "Who completes a registration becomes an administrator.", field=["portalRole"]
        )


def _done(registration: Registration, company: Company) -> str:
    name = registration.full_name
    if registration.stage == RegistrationStage.FORWARDED_TO_DA:
        return f"sent the registration of {name} on to the administrators of {company.name}"
    return f"completed the registration of {name} for {company.name}"


@database.transaction
async def reject(by: User, registration_id: UUID, reason: str) -> Registration:
    """Reject the registration; the registrant is mailed the reason, and may register again."""
    reason = asking.clean_reason(reason)
    changes = {"stage": RegistrationStage.REJECTED, "decision_reason": reason}
    registration, desk = await _decide(by, registration_id, changes)
    did = f"rejected the registration of {registration.full_name}"
    await cases.tell(NoticeKind.REQUEST_ACTED_UPON, registration, desk, by, did)
    await desk_letters.rejected(registration, by.full_name)
    return registration


async def _decide(
    by: User, registration_id: UUID, changes: dict[str, Any]
) -> tuple[Registration, Place]:
    try:
        registration, place, _ = await cases.decide(
            Registration,
            registration_id,
            by,
            changes,
            was=onboarding.REVIEW,
            check=Registration.check_reviewable,
        )
    except problems.AlreadyActedUpon as lost:
        raise taken(await Registration.whole(registration_id)) from lost
    await timers.drop(registration.id, OVERDUE)
    return registration, place


def taken(registration: Registration) -> problems.AlreadyActedUpon:
    """That another agent was first: who and when, also where that one decided nothing yet."""
    lost = problems.AlreadyActedUpon(registration)
    if registration.stage == RegistrationStage.INFORMATION_REQUESTED and registration.asked_by:
        lost.acted_by, lost.acted_at = registration.asked_by, registration.asked_at
        lost.message = f"{lost.acted_by.full_name} has asked the registrant for information."
    if registration.stage == RegistrationStage.FORWARDED_TO_DA and registration.claimed_by:
        lost.acted_by, lost.acted_at = registration.claimed_by, registration.claimed_at
        lost.message = f"{lost.acted_by.full_name} has sent it on to the company's administrators."
    return lost


@timers.on(OVERDUE)
async def overdue(registration_id: UUID) -> None:
    """Tell the agents, once, that a review was not finished in its time."""
    waiting = [RegistrationStage.MANUAL_REVIEW]
    if not await Registration(id=registration_id).move({}, was=waiting):
        return
    registration = await Registration.whole(registration_id)
    desk = await channels.desk()
    did = f"finds the review of {registration.full_name} overdue"
    await cases.tell(NoticeKind.REQUEST_ESCALATED, registration, desk, None, did)
    await desk_letters.overdue(registration, await onboarding_finish.agents())
