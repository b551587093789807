"""Who belongs to a company, whatever the address says."""

from uuid import UUID

from tortoise.expressions import F

from models import clock, problems
from models.entitlements import Company, CompanyAssociation
from models.users import User


async def associate(user: User, company: Company, by: User | None) -> bool:
    """Associate a user with a company; whether it is news. The unique index decides."""
    made = CompanyAssociation(company_id=company.id, user_id=user.id, by_id=by.id if by else None)
    await CompanyAssociation.bulk_create([made], ignore_conflicts=True)
    return await CompanyAssociation.filter(id=made.id).exists()


async def associated(user_id: UUID, company_id: UUID) -> bool:
    """Whether a user is associated with a company now."""
    standing = CompanyAssociation.filter(ended_at__isnull=True)
    return await standing.filter(user_id=user_id, company_id=company_id).exists()


async def latest(user_id: UUID, company_id: UUID) -> CompanyAssociation:
    """The standing association, or else the one that ended last, with user and company."""
    found = CompanyAssociation.filter(user_id=user_id, company_id=company_id)
    newest = await found.order_by("-since", "-id").select_related("user", "company").first()
    if newest is None:
        raise problems.NotFound()
    return newest


async def dissociate(user_id: UUID, company_id: UUID) -> bool:
    """End the association; whether there was one."""
    standing = CompanyAssociation.filter(
        user_id=user_id, company_id=company_id, ended_at__isnull=True
    )
    return bool(await standing.update(ended_at=clock.now(), version=F("version") + 1))


async def changed(user_id: UUID, company_id: UUID) -> None:
    """Raise the version of the standing association, whose portal role is about to change."""
    standing = CompanyAssociation.filter(user_id=user_id, company_id=company_id)
    await standing.filter(ended_at__isnull=True).update(version=F("version") + 1)


async def own_companies(user: User) -> list[Company]:
    """The companies of the user's verified address, and those associated by nobody's hand.

    Whom an administrator associated is a guest there: a partner at its customer's.
    """
    mine = CompanyAssociation.filter(user_id=user.id, ended_at__isnull=True, by_id__isnull=True)
    found = [await Company.filter(id__in=[row.company_id for row in await mine])]
    if user.email_verified and user.email_domain:
        found.append(await Company.filter(domain=user.email_domain))
    return list({company.id: company for part in found for company in part}.values())
