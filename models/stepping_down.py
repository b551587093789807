"""How an appointment as delegated administrator ends, and what becomes of who waits for it."""

from uuid import UUID

from tortoise.expressions import Q

from models import (
    administrators,
    asking,
    cases,
    database,
    delegating,
    mail,
    onboarding,
    onboarding_finish,
    onboarding_letters,
    onboarding_steps,
    portal,
    problems,
)
from models.administrators import AdministratorStatus, DelegatedAdministrator
from models.entitlements import Company
from models.notices import NoticeKind
from models.onboarding import Registration, ReviewCause, Rules, Stage
from models.portal import PortalRoleAssignment
from models.users import User


@database.transaction
async def end(
    by: User, administrator_id: UUID, reason: str, rules: Rules
) -> DelegatedAdministrator:
    """Step down, or remove another administrator of the company; the last accepted one stays."""
    reason = asking.clean_reason(reason, minimum=0)
    row = await _standing(administrator_id)
    await _check_may_end(by, row)
    there = await administrators.covering(row.company)
    active = [other for other in there if other.status == AdministratorStatus.ACTIVE]
    if row.status == AdministratorStatus.ACTIVE and [other.id for other in active] == [row.id]:
        raise problems.LastAdmin("This is the company's last administrator.")
    await end_one(row, by, reason, rules)
    return await DelegatedAdministrator.get(id=row.id).select_related("company", "user")


async def _standing(administrator_id: UUID) -> DelegatedAdministrator:
    """The appointment, read again under the lock of its organisation."""
    found = DelegatedAdministrator.filter(id=administrator_id).select_related("company", "user")
    row = await found.first()
    if row is None:
        raise problems.NotFound(field=["administrator"])
    await administrators.organisation(row.company.root_id)
    row = await found.get()
    if row.ended_at:
        raise problems.RoleEnded()
    return row


async def _check_may_end(by: User, row: DelegatedAdministrator) -> None:
    if row.user_id == by.id:
        return
    try:
        await delegating.check_administers(by, row.company_id)
    except problems.NotFound as error:
        raise problems.NotFound(field=["administrator"]) from error


async def end_one(row: DelegatedAdministrator, by: User | None, reason: str, rules: Rules) -> None:
    """End an appointment; open registrations go to the others, or to an agent where none is left.

    The organisation's channel must be locked.
    """
    if not await close(row, by, reason):
        raise problems.RoleEnded()
    await pass_on(row.company, rules)


async def close(row: DelegatedAdministrator, by: User | None, reason: str) -> bool:
    """End an appointment and tell of it; False where it has ended already."""
    standing = DelegatedAdministrator.standing().filter(id=row.id)
    if not await standing.update(**administrators.ended(by, reason)):
        return False
    did = f"ended the administration of {row.company.name} by {row.user.full_name}"
    await delegating.tell(NoticeKind.ADMINISTRATOR_CHANGED, row.company, by, row.user, did)
    who = by.full_name if by else "the system"
    await onboarding_letters.administration_ended(row.user, row.company, who, reason)
    return True


async def close_all(rows: list[DelegatedAdministrator], by: User | None, reason: str) -> None:
    """End several appointments of one user; only then is anybody passed on, so to nobody who
    goes."""
    closed = []
    for row in sorted(rows, key=lambda row: row.company.path):
        await administrators.organisation(row.company.root_id)
        if await close(row, by, reason):
            closed.append(row.company)
    for company in closed:
        await pass_on(company, onboarding.in_force())


async def pass_on(company: Company, rules: Rules) -> None:
    """Find everyone who waits at this node or below a new first administrator."""
    below = Q(company_id=company.id) | Q(company__path__startswith=f"{company.path}/")
    waiting = Registration.filter(below, stage=Stage.FORWARDED_TO_DA)
    for found in await waiting.order_by("submitted_at"):
        registration = await Registration.whole(found.id)
        node = registration.company or company
        there = await administrators.covering(node)
        if not there:
            if await registration.move({}, was=[Stage.FORWARDED_TO_DA]):
                cause = ReviewCause.NO_ADMINISTRATOR_LEFT
                await onboarding_finish.send_to_review(registration, cause, rules)
        elif registration.assignee_id not in [row.user_id for row in there]:
            await _assign(registration, there[0].user)


async def _assign(registration: Registration, assignee: User) -> None:
    changes, former = {"assignee_id": assignee.id}, registration.assignee_id
    if not await registration.move(changes, was=[Stage.FORWARDED_TO_DA]):
        return
    if former:
        await mail.cancel_unsent(registration.id, former)
    registration = await Registration.whole(registration.id)
    place, did = await registration.place(), f"passed the registration on to {assignee.full_name}"
    await cases.tell(NoticeKind.REQUEST_CHANGED, registration, place, None, did)
    await onboarding_letters.forwarded(registration, assignee)


@database.transaction
async def user_deactivated(user: User, by: User) -> None:
    """End what a user who was deactivated had or asked for in the portal."""
    if found := await onboarding.current(user):
        did = "closed the registration: the user was deactivated"
        # One that is being set up would become ready for nobody.
        open_ones = [*onboarding.OPEN, Stage.SYNCING]
        await onboarding_steps.end(found, by, did, was=open_ones)
    mine = await administrators.of_user(user)
    for row in mine:
        row.user = user
    await close_all(mine, by, "the user was deactivated")
    for role in await PortalRoleAssignment.standing().filter(user_id=user.id):
        await portal.take(role.company_id, user.id, by)
