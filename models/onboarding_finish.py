"""How a registration goes on once the user is proven: to the administrators, or complete.

One function does it for the confirmed address and for the agent. It locks the organisation's root,
so that of two people who finish at once exactly one becomes the first administrator.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tortoise.expressions import F

from models import (
    administrators,
    associations,
    cases,
    channels,
    clock,
    database,
    mail,
    notices,
    onboarding_letters,
    portal,
    timers,
)
from models.administrators import DelegatedAdministrator
from models.entitlements import Company, Contract, ContractAdministrator
from models.notices import NoticeKind
from models.onboarding import Registration, ReviewCause, Rules, Stage, review_from
from models.portal import PortalRole
from models.users import Staff, User

SYNCED = "onboarding.synced"
OVERDUE = "desk.overdue"


@database.transaction
async def finish(
    registration: Registration,
    company: Company,
    rules: Rules,
    *,
    by: User | None = None,
    role: PortalRole | None = None,
) -> Registration:
    """Make the registrant the company's first administrator, or ask those that are there.

    The caller has moved the registration in this transaction already, so that its row is ours.
    `by` is the agent who completes it, `role` what the agent gives in place of the usual one.
    """
    user = registration.requester
    await administrators.check_may_administer(user, company)
    there = await administrators.covering_now(company)
    if there and all(row.user_id != user.id for row in there):
        return await forward(registration, company, there)
    if not there:
        await _appoint(registration, company, by)
    given = role or portal.administrator_role(user)
    registration = await complete(registration, company, given, rules, by)
    if not there:
        await _tell_of_founder(registration, company, given)
    return await start_syncing(registration)


async def forward(
    registration: Registration, company: Company, there: list[DelegatedAdministrator]
) -> Registration:
    """Ask the administrators: the first of the list is the assignee and is mailed."""
    now = clock.now()
    registration = await _set(
        registration.id,
        stage=Stage.FORWARDED_TO_DA,
        company_id=company.id,
        root_id=company.root_id,
        assignee_id=there[0].user_id,
        forwarded_at=now,
        activity_at=now,
        acted_at=None,
        acted_by_id=None,
    )
    place = await registration.place()
    asked = "asked for access to the service portal"
    await cases.tell(
        NoticeKind.REQUEST_SUBMITTED, registration, place, registration.requester, asked
    )
    await onboarding_letters.forwarded(registration, there[0].user)
    return registration


async def complete(
    registration: Registration,
    company: Company,
    role: PortalRole,
    rules: Rules,
    by: User | None,
) -> Registration:
    """Give the role. The caller tells of it, and then lets the syncing begin."""
    now = clock.now()
    registration = await _set(
        registration.id,
        stage=Stage.SYNCING,
        company_id=company.id,
        root_id=company.root_id,
        portal_role=role,
        acted_at=now,
        acted_by_id=by.id if by else None,
        activity_at=now,
        synced_due_at=now + timedelta(hours=rules.sync_hours),
    )
    await mail.cancel_unsent(registration.id)
    await timers.drop(registration.id, OVERDUE)
    await associations.associate(registration.requester, company, by)
    await portal.give(company.id, registration.requester, role, by, registration.id)
    return registration


async def start_syncing(registration: Registration) -> Registration:
    """The portal is ready once the data have been brought together: at once, or by a timer."""
    due = registration.synced_due_at
    if due is None or due <= clock.now():
        return await _ready(registration)
    await timers.put(SYNCED, registration.id, due)
    return registration


async def _appoint(registration: Registration, company: Company, by: User | None) -> None:
    channel = await administrators.organisation(company.root_id)
    await administrators.end_inactive(company)
    await DelegatedAdministrator.create(
        company_id=company.id,
        user_id=registration.requester_id,
        is_first=True,
        from_seq=channel.seq,
        nominated_by_id=by.id if by else None,
        registration_id=registration.id,
    )


async def _tell_of_founder(registration: Registration, company: Company, role: PortalRole) -> None:
    user = registration.requester
    channel = await administrators.organisation(company.root_id)
    await notices.tell(
        NoticeKind.ADMINISTRATOR_APPOINTED,
        channel,
        actor=registration.acted_by or user,
        subject_id=user.id,
        case=registration,
        outcome=registration.status,
        message=f"{user.full_name} became Delegated Administrator of {company.name}",
        facts=registration.facts(),
    )
    await onboarding_letters.completed(registration, role)
    contacts = [person for person in await _contacts(company) if person.id != user.id]
    await onboarding_letters.contacts_told(company, user, contacts)


async def _contacts(company: Company) -> list[User]:
    """Who administers a contract of this organisation: those who would notice an impostor."""
    nodes = Company.filter(root_id=company.root_id).values_list("id", flat=True)
    contracts = Contract.filter(company_id__in=await nodes).values_list("id", flat=True)
    found = ContractAdministrator.filter(contract_id__in=await contracts, user__active=True)
    rows = await found.select_related("user").order_by("since", "id")
    return list({row.user_id: row.user for row in rows}.values())


async def send_to_review(
    registration: Registration, cause: ReviewCause, rules: Rules, **more: Any
) -> Registration:
    """Hand it to the agents; as in `finish`, the caller has moved it already."""
    now = clock.now()
    review = {**review_from(now, cause, rules), "activity_at": now, **more}
    registration = await _set(registration.id, **review)
    await mail.cancel_unsent(registration.id)
    if registration.review_due_at:
        await timers.put(OVERDUE, registration.id, registration.review_due_at)
    await cases.tell(
        NoticeKind.REQUEST_SUBMITTED,
        registration,
        await channels.desk(),
        registration.requester,
        "waits for a review of the registration",
    )
    await onboarding_letters.under_review(registration, await agents())
    return registration


async def agents() -> list[User]:
    """The active support agents."""
    return await User.filter(staff=Staff.SUPPORT_AGENT, active=True).order_by("created_at", "id")


@timers.on(SYNCED)
async def synced(registration_id: UUID) -> None:
    """The data have been brought together: the portal is ready."""
    if await Registration(id=registration_id).move({}, was=[Stage.SYNCING]):
        await _ready(await Registration.whole(registration_id))


async def _ready(registration: Registration) -> Registration:
    now = clock.now()
    registration = await _set(registration.id, stage=Stage.ACTIVE, active_at=now, activity_at=now)
    place = await administrators.organisation(registration.root_id or registration.id)
    await notices.tell(
        NoticeKind.PORTAL_ACCESS_CHANGED,
        place,
        actor=None,
        subject_id=registration.requester_id,
        case=registration,
        message=f"The portal is ready for {registration.full_name}",
        facts=registration.facts(),
    )
    await onboarding_letters.ready(registration)
    return registration


async def _set(registration_id: UUID, **changes: Any) -> Registration:
    row = Registration.filter(id=registration_id)
    await row.update(version=F("version") + 1, **changes)
    return await Registration.whole(registration_id)
