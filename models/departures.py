"""What happens in the portal when somebody's address moves to another domain: the person left."""

from models import (
    administrators,
    associations,
    audit,
    database,
    delegating,
    departure_letters,
    onboarding,
    onboarding_letters,
    onboarding_steps,
    portal,
    stepping_down,
    timers,
)
from models.administrators import DelegatedAdministrator
from models.entitlements import Company, CompanyAssociation
from models.notices import NoticeKind
from models.onboarding import Registration, Stage
from models.portal import PortalRoleAssignment
from models.users import User

WHY = "the e-mail domain changed"


@database.transaction
async def end_elsewhere(user: User) -> None:
    """End what the user has at companies that are not of the address's domain: appointments,
    portal roles, associations, and the registration.

    Nobody can refuse this; the user may register again.
    """
    registration = await onboarding.current(user)
    # First of all: a registration that is being completed waits here, and is seen below.
    if registration:
        await onboarding_steps.end(registration, None, _closed(user), WHY)
    left = await _left(user)
    places = [company.id for company in left]
    mine = DelegatedAdministrator.standing().filter(user_id=user.id, company_id__in=places)
    rows = await mine.select_related("company", "user")
    await stepping_down.close_all(rows, None, WHY)
    administered = {row.company_id for row in rows}
    for company in left:
        await _leave(user, company, company.id in administered)
    if registration and left and not await portal.has_any(user.id):
        await _free(registration, user)


async def _left(user: User) -> list[Company]:
    """Where the user has something, without the domain there or above; always in one order, in
    which the organisations are locked."""
    kinds = (DelegatedAdministrator, PortalRoleAssignment, CompanyAssociation)
    found = [
        await kind.filter(user_id=user.id, ended_at__isnull=True).values_list(
            "company_id", flat=True
        )
        for kind in kinds
    ]
    there = {company_id for some in found for company_id in some}
    companies = await Company.filter(id__in=list(there)).order_by("path")
    above = {node for company in companies for node in company.lineage}
    own = await Company.filter(id__in=list(above), domain=user.email_domain)
    home = {company.id for company in own}
    return [company for company in companies if not home & set(company.lineage)]


async def _leave(user: User, company: Company, told: bool) -> None:
    """End the role and the association; `told` where the notice has been written already."""
    await administrators.organisation(company.root_id)
    taken = await portal.take(company.id, user.id, None)
    if taken:
        await onboarding_letters.role_changed(user, company, None, None)
    gone = await associations.dissociate(user.id, company.id)
    if (taken or gone) and not told:
        did = f"ended the portal access of {user.full_name} for {company.name}: {WHY}"
        await delegating.tell(NoticeKind.PORTAL_ACCESS_CHANGED, company, None, user, did)
    there = [row.user for row in await administrators.covering(company)]
    await departure_letters.left(user, company, [who for who in there if who.id != user.id], WHY)


async def _free(registration: Registration, user: User) -> None:
    """End a registration of which nothing is left, so that the user can register again."""
    changes = {"stage": Stage.CANCELLED, "acted_by_id": None, "decision_reason": WHY}
    if await registration.settle(changes, was=[Stage.SYNCING, Stage.ACTIVE]):
        await timers.drop(registration.id)
        thing = registration.id
        await audit.record("onboarding.ended", actor=None, thing=thing, message=_closed(user))


def _closed(user: User) -> str:
    return f"closed the registration of {user.full_name}: {WHY}"
