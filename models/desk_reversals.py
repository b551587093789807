"""Taking back who became a company's first administrator: the desk's remedy against impostors.

Whoever is told of a new administrator has thirty days to say that it should not be so. Those whom
the administrator nominated fall with them, and the registration is back at the desk.
"""

from datetime import timedelta
from uuid import UUID

from models import (
    administrators,
    asking,
    associations,
    clock,
    database,
    notices,
    onboarding_finish,
    onboarding_letters,
    portal,
    problems,
    stepping_down,
    timers,
)
from models.administrators import DelegatedAdministrator
from models.entitlements import Company
from models.notices import NoticeKind
from models.onboarding import Registration, RegistrationStage, ReviewCause, Rules
from models.users import Staff, User

REVERSIBLE = timedelta(days=30)


def reversible(row: DelegatedAdministrator) -> bool:
    """Whether the desk can take this appointment back now."""
    recent = row.since > clock.now() - REVERSIBLE
    return row.is_first and row.ended_at is None and recent


@database.transaction
async def reverse(
    by: User, administrator_id: UUID, reason: str, rules: Rules
) -> DelegatedAdministrator:
    """End a claim and all that came of it: nominations, portal roles, associations."""
    reason = asking.clean_reason(reason)
    recent = DelegatedAdministrator.standing().filter(
        id=administrator_id, is_first=True, since__gt=clock.now() - REVERSIBLE
    )
    reversed_now = await recent.update(**administrators.ended(by, reason))
    claim = await whole(administrator_id)
    await _check(by, claim)
    if not reversed_now:
        raise await _refusal(claim)
    await Company.locked(claim.company.root_id)
    for fallen in [claim, *await _nominated(claim)]:
        await _undo(fallen, by, reason)
    await stepping_down.pass_on(claim.company, rules)
    if claim.registration_id:
        await _review_again(claim.registration_id, rules)
    return claim


async def whole(administrator_id: UUID) -> DelegatedAdministrator:
    """The administrator with those whom the row refers to."""
    found = DelegatedAdministrator.filter(id=administrator_id)
    claim = await found.select_related("user", "company", "nominated_by", "ended_by").first()
    if claim is None:
        raise problems.NotFound()
    return claim


async def _check(by: User, claim: DelegatedAdministrator) -> None:
    if by.id == claim.user_id:
        raise problems.SelfDecision()
    if by.staff == Staff.SUPPORT_AGENT:
        return
    known = by.staff or await administrators.covering_by(by, claim.company)
    raise problems.Forbidden() if known else problems.NotFound()


async def _refusal(claim: DelegatedAdministrator) -> problems.Problem:
    """Why an agent came too late, or asks for what is not the desk's to take back."""
    if claim.ended_at and claim.registration_id:
        lost = problems.AlreadyActedUpon(await Registration.whole(claim.registration_id))
        lost.acted_by, lost.acted_at = claim.ended_by, claim.ended_at
        who = claim.ended_by.full_name if claim.ended_by else "the system"
        lost.message = f"This was already ended by {who}."
        return lost
    return problems.Forbidden("Only a registration's claim can be taken back, within 30 days.")


async def _nominated(claim: DelegatedAdministrator) -> list[DelegatedAdministrator]:
    """Whom the administrator nominated there, whom these did, and so on."""
    found: list[DelegatedAdministrator] = []
    below, latest = f"{claim.company.path}/", {claim.user_id}
    while latest:
        standing = DelegatedAdministrator.standing().filter(nominated_by_id__in=list(latest))
        fresh = standing.exclude(id__in=[claim.id, *(row.id for row in found)])
        rows = await fresh.select_related("user", "company").order_by("since", "id")
        rows = [row for row in rows if f"{row.company.path}/".startswith(below)]
        latest = {row.user_id for row in rows}
        found += rows
    return found


async def _undo(fallen: DelegatedAdministrator, by: User, reason: str) -> None:
    company, user = fallen.company, fallen.user
    still = DelegatedAdministrator.standing().filter(id=fallen.id)
    await still.update(**administrators.ended(by, reason))
    await portal.take(company.id, user.id, by)
    await associations.dissociate(user.id, company.id)
    await notices.tell(
        NoticeKind.ADMINISTRATOR_CHANGED,
        await administrators.organisation(company.root_id),
        actor=by,
        subject_id=user.id,
        message=f"{by.full_name} ended the administration of {company.name} by {user.full_name}",
        facts={"why": reason, "company": company.name, "lineages": [_texts(company)]},
        thing=fallen,
    )
    await onboarding_letters.administration_ended(user, company, by.full_name, reason)


def _texts(company: Company) -> list[str]:
    return [str(node) for node in company.lineage]


async def _review_again(registration_id: UUID, rules: Rules) -> None:
    """Have the desk look at a registration whose claim was taken back."""
    complete = [RegistrationStage.SYNCING, RegistrationStage.ACTIVE]
    if not await Registration(id=registration_id).move({}, was=complete):
        return
    await timers.drop(registration_id)
    nothing_decided = {
        "company_id": None,
        "portal_role": None,
        "acted_at": None,
        "acted_by_id": None,
        "synced_due_at": None,
        "active_at": None,
        "claimed_by_id": None,
        "claimed_at": None,
    }
    registration = await Registration.whole(registration_id)
    cause = ReviewCause.ADMINISTRATOR_REVERSED
    await onboarding_finish.send_to_review(registration, cause, rules, **nothing_decided)
