"""What delegated administrators do: decide registrations, and manage who may use the portal."""

from typing import Any
from uuid import UUID

from tortoise.expressions import F

from models import (
    administrator_terms,
    administrators,
    asking,
    associations,
    cases,
    clock,
    database,
    notices,
    onboarding_finish,
    onboarding_letters,
    portal,
    problems,
    users,
)
from models.administrators import AdministratorStatus, DelegatedAdministrator
from models.entitlements import Company, CompanyAssociation
from models.notices import NoticeKind
from models.onboarding import Registration, Rules, Stage
from models.onboarding_problems import AgreementPending, NotAssociated
from models.portal import PortalRole
from models.users import User


@database.transaction
async def approve(by: User, registration_id: UUID, role: PortalRole, rules: Rules) -> Registration:
    """Grant the registrant a portal role; the syncing begins."""
    registration = await _decide(by, registration_id, {"stage": Stage.SYNCING})
    portal.check_role(registration.requester, role)
    company = await Company.get(id=registration.company_id)
    registration = await onboarding_finish.complete(registration, company, role, rules, by)
    await _tell(registration, by, f"gave {registration.full_name} the role {role.title}")
    await onboarding_letters.approved(registration, role, by.full_name)
    return await onboarding_finish.start_syncing(registration)


@database.transaction
async def deny(by: User, registration_id: UUID, reason: str) -> Registration:
    """Deny access, with a reason if one is given; the registrant may register again."""
    reason = asking.clean_reason(reason, minimum=0)
    changes = {"stage": Stage.DENIED, "decision_reason": reason}
    registration = await _decide(by, registration_id, changes)
    await _tell(registration, by, f"denied {registration.full_name} access to the portal")
    await onboarding_letters.denied(registration, by.full_name)
    return registration


async def _decide(by: User, registration_id: UUID, changes: dict[str, Any]) -> Registration:
    registration, _, appointment = await cases.decide(Registration, registration_id, by, changes)
    if appointment is None:
        raise problems.Forbidden("The company's administrators decide this.")
    return registration


async def _tell(registration: Registration, by: User, did: str) -> None:
    place = await registration.place()
    await cases.tell(NoticeKind.REQUEST_ACTED_UPON, registration, place, by, did)


@database.transaction
async def remind(requester: User, registration_id: UUID) -> Registration:
    """Mail all administrators about one's own forwarded registration; once in 24 hours."""
    registration, _ = await cases.remind(Registration, requester, registration_id)
    if registration.company:
        there = await administrators.covering(registration.company)
        await onboarding_letters.reminder(registration, [row.user for row in there])
    return registration


async def check_administers(by: User, company_id: UUID) -> Company:
    """The company, if this user administers it and has accepted the terms.

    Asked under the lock of the organisation's channel: it holds at the commit.
    """
    company = await Company.get_or_none(id=company_id)
    if company is None:
        raise problems.NotFound(field=["company"])
    await administrators.organisation(company.root_id)
    appointed = await administrators.covering_by(by, company)
    if appointed is None:
        past = DelegatedAdministrator.filter(user_id=by.id, company_id__in=company.lineage)
        known = by.staff or await past.exists()
        raise problems.Forbidden() if known else problems.NotFound(field=["company"])
    if appointed.status == AdministratorStatus.PENDING_AGREEMENT:
        raise AgreementPending()
    return company


async def _person(username_or_email: str) -> User:
    found = await users.find(username_or_email)
    if found is None or not found.email_verified:
        raise problems.NotFound(field=["user"])
    return found


async def _active(user: User) -> User:
    """The user, locked: a closing of the sign-in or a move to another company's address that
    comes now waits, and then finds what this transaction has written."""
    try:
        await users.check_still_active(user.id)
    except problems.Unauthenticated as error:
        raise problems.NotFound(field=["user"]) from error
    return await User.get(id=user.id)


@database.transaction
async def accept_terms(
    user: User, administrator_id: UUID, version: str | None = None
) -> DelegatedAdministrator:
    """Accept the terms in force for one's own appointment; accepting again changes nothing.

    `version` is the one that was read. The first acceptance gives the powers of the appointment;
    that of a later version is noted.
    """
    standing = DelegatedAdministrator.standing().filter(id=administrator_id, user_id=user.id)
    whole = standing.select_related("company", "user", "nominated_by")
    row = await whole.first()
    if row is None:
        raise problems.NotFound(field=["administrator"])
    administrator_terms.check_read(version)
    # Others may give this user a role at the same time: they wait for the same lock.
    await administrators.organisation(row.company.root_id)
    terms = administrator_terms.in_force().version
    accepted = await standing.exclude(terms_version=terms).update(
        status=AdministratorStatus.ACTIVE,
        accepted_at=clock.now(),
        terms_version=terms,
        version=F("version") + 1,
    )
    if accepted:
        await _note_acceptance(row, terms)
    row = await whole.first()
    if row is None:
        raise problems.NotFound(field=["administrator"])
    return row


async def _note_acceptance(before: DelegatedAdministrator, terms: str) -> None:
    if before.status == AdministratorStatus.PENDING_AGREEMENT:
        await _equip(before)
    company, user = before.company, before.user
    did = f"accepted the terms as Delegated Administrator of {company.name}, version {terms}"
    await tell(NoticeKind.ADMINISTRATOR_CHANGED, company, user, user, did)


async def _equip(row: DelegatedAdministrator) -> None:
    """An administrator has the role in the portal, too, unless given one already."""
    held = portal.PortalRoleAssignment.standing().filter(company_id=row.company_id)
    if not await held.filter(user_id=row.user_id).exists():
        role = portal.administrator_role(row.user)
        await portal.give(row.company_id, row.user, role, row.nominated_by)


@database.transaction
async def nominate(by: User, company_id: UUID, person: str) -> DelegatedAdministrator:
    """Name one more administrator, who has to accept the terms first."""
    company = await check_administers(by, company_id)
    user = await _active(await _person(person))
    await administrators.check_may_administer(user, company)
    channel = await administrators.organisation(company.root_id)
    row = DelegatedAdministrator(
        company_id=company.id, user_id=user.id, from_seq=channel.seq, nominated_by_id=by.id
    )
    await DelegatedAdministrator.bulk_create([row], ignore_conflicts=True)
    if not await DelegatedAdministrator.filter(id=row.id).exists():
        raise problems.AlreadyHeld("This user is nominated already.", field=["user"])
    await associations.associate(user, company, by)
    did = f"nominated {user.full_name} as Delegated Administrator of {company.name}"
    await tell(NoticeKind.ADMINISTRATOR_APPOINTED, company, by, user, did)
    await onboarding_letters.nominated(user, company, by)
    return await DelegatedAdministrator.get(id=row.id).select_related("company", "user")


@database.transaction
async def associate(by: User, company_id: UUID, person: str) -> CompanyAssociation:
    """Have a user belong to the company, so that a portal role can be assigned."""
    company = await check_administers(by, company_id)
    user = await _active(await _person(person))
    if await associations.associate(user, company, by):
        did = f"associated {user.full_name} with {company.name}"
        await tell(NoticeKind.PORTAL_ACCESS_CHANGED, company, by, user, did)
    return await associations.latest(user.id, company.id)


@database.transaction
async def dissociate(by: User, company_id: UUID, user_id: UUID) -> CompanyAssociation:
    """End a user's association with the company, and the portal role with it."""
    company = await check_administers(by, company_id)
    user = await _associated(user_id, company)
    await associations.dissociate(user.id, company.id)
    if await portal.take(company.id, user.id, by):
        await onboarding_letters.role_changed(user, company, None, by)
    did = f"ended the association of {user.full_name} with {company.name}"
    await tell(NoticeKind.PORTAL_ACCESS_CHANGED, company, by, user, did)
    return await associations.latest(user.id, company.id)


@database.transaction
async def assign_role(
    by: User, company_id: UUID, user_id: UUID, role: PortalRole | None
) -> CompanyAssociation:
    """Give an associated user a portal role in place of the current one; None takes it away."""
    company = await check_administers(by, company_id)
    user = await _associated(user_id, company)
    if role:
        portal.check_role(user, role)
        await portal.give(company.id, user, role, by)
        did = f"gave {user.full_name} the role {role.title} for {company.name}"
    elif await portal.take(company.id, user.id, by):
        did = f"took the portal role for {company.name} from {user.full_name}"
    else:
        return await associations.latest(user.id, company.id)
    await tell(NoticeKind.PORTAL_ACCESS_CHANGED, company, by, user, did)
    await onboarding_letters.role_changed(user, company, role, by)
    return await associations.latest(user.id, company.id)


async def _associated(user_id: UUID, company: Company) -> User:
    user = await User.get_or_none(id=user_id, active=True)
    # A stranger reads as nobody does: who administers one company learns of no others' people.
    if user is None or not await associations.associated(user.id, company.id):
        raise NotAssociated(field=["user"])
    return user


async def tell(kind: NoticeKind, company: Company, by: User | None, user: User, did: str) -> None:
    """Write the notice about a user in the organisation of a company, for those who cover it."""
    await notices.tell(
        kind,
        await administrators.organisation(company.root_id),
        actor=by,
        subject_id=user.id,
        message=f"{by.full_name if by else 'The system'} {did}",
        facts={"company": company.name, "lineages": [[str(node) for node in company.lineage]]},
    )
