"""How support access ends: taken away, given up, or gone with the sign-in or the company."""

from uuid import UUID

from tortoise.expressions import F

from models import clock, database, entitlements, problems, support, support_letters
from models.entitlements import Company, Contract, SupportAccess
from models.support import LEVELS, SYSTEM
from models.support_grants import tell, whole
from models.users import Staff, User


@database.transaction
async def revoke(by: User, access_id: UUID) -> SupportAccess:
    """Take support access away: its holder, the contract's administrators and agents may."""
    ended = await _end(access_id, by)
    access = await whole(access_id)
    channel = await support.place_of(access.contract)
    if not may_revoke(by, access, await support.administrators(access.contract_id)):
        raise problems.Forbidden() if by.staff else problems.NotFound()
    if not ended:
        raise problems.RoleEnded("This access has ended already.")
    whose = "" if by.id == access.user_id else f"{access.user.full_name}'s "
    await tell(access, channel, by, f"ended {whose}{LEVELS[access.level].lower()}")
    if by.id != access.user_id:
        await support_letters.revoked(access, by.full_name)
    return access


async def _end(access_id: UUID, by: User | None) -> bool:
    """Whether it was this that ended it."""
    changes = {
        "ended_at": clock.now(),
        "ended_by_id": by.id if by else None,
        "version": F("version") + 1,
    }
    return bool(await SupportAccess.standing().filter(id=access_id).update(**changes))


def may_revoke(by: User, access: SupportAccess, administrators: list[User]) -> bool:
    """Whether this user may take it away."""
    mine = by.id == access.user_id or by.staff == Staff.SUPPORT_AGENT
    return mine or by.id in {administrator.id for administrator in administrators}


async def end_of(user: User, by: User) -> None:
    """End all that a user has, because the sign-in was closed."""
    for access in await SupportAccess.standing().filter(user_id=user.id).order_by("id"):
        if await _end(access.id, by):
            ended = await whole(access.id)
            channel = await support.place_of(ended.contract)
            await tell(ended, channel, by, f"ended the access of {user.full_name}")


async def end_strange(user: User) -> None:
    """End what was added at once for the sake of a company that the user has left.

    What a person approved or gave stays, and so does what was imported.
    """
    companies = await entitlements.companies_of(user)
    added = SupportAccess.standing().filter(user_id=user.id, granted_by_id__isnull=True)
    for access in await added.filter(request_id__isnull=False).order_by("id"):
        if await _near(access, companies) or not await _end(access.id, None):
            continue
        ended = await whole(access.id)
        channel = await support.place_of(ended.contract)
        did = f"ended the access of {user.full_name}, whose address is of another company now"
        await tell(ended, channel, None, did)
        await support_letters.revoked(ended, SYSTEM)


async def _near(access: SupportAccess, companies: list[Company]) -> bool:
    contracts = await _contracts(access)
    return all(
        any(entitlements.related(contract.company, company) for company in companies)
        for contract in contracts
    )


async def _contracts(access: SupportAccess) -> list[Contract]:
    if access.contract_id is None:
        found = await entitlements.by_bill_to(access.key)
        return [contract for contract in found if contract.active]
    return await Contract.filter(id=access.contract_id).select_related("company")
