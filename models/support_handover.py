"""Who decides about support access follows the contract's administrators: what waits goes to
Support when the last of them leaves, and to them when the first is appointed."""

from collections.abc import Collection
from uuid import UUID

from models import cases, mail, support
from models import support_letters as letters
from models.cases import Deciders, RequestStatus
from models.notices import NoticeKind
from models.support import SupportAccessRequest
from models.users import User

TO_SUPPORT = "passed the request of {} on to Support: the contract's administrators are gone"
TO_ADMINISTRATORS = "passed the request of {} on to the contract's administrators"


async def deactivated(user: User) -> None:
    """Pass on what waits for administrators of whom none is left, and ask this one no more."""
    for contract_id in sorted(await support.administered_by(user)):
        found = await support.standing_administrators(contract_id)
        for request in await _waiting([contract_id], Deciders.CONTRACT_ADMINISTRATORS):
            if request.for_support(found):
                await _pass_on(request, Deciders.SUPPORT, TO_SUPPORT)
            else:
                await mail.cancel_unsent(request.id, user.id)


async def appointed(contract_ids: Collection[UUID]) -> None:
    """Pass on what waits for Support only because nobody who could decide administered these."""
    for request in await _waiting(contract_ids, Deciders.SUPPORT):
        found = await support.administrators(request.contract_id)
        if any(one.id != request.requester_id for one in found):
            await _pass_on(request, Deciders.CONTRACT_ADMINISTRATORS, TO_ADMINISTRATORS)


async def _waiting(
    contract_ids: Collection[UUID], waits_for: Deciders
) -> list[SupportAccessRequest]:
    found = SupportAccessRequest.filter(
        contract_id__in=list(contract_ids), status=RequestStatus.PENDING, waits_for=waits_for
    )
    return await found.order_by("contract_id", "id")


async def _pass_on(request: SupportAccessRequest, to: Deciders, did: str) -> None:
    if not await request.move({"waits_for": to}, was=SupportAccessRequest.OPEN):
        return
    await mail.cancel_unsent(request.id)
    request = await SupportAccessRequest.whole(request.id)
    place = await request.place()
    told = did.format(request.full_name)
    await cases.tell(NoticeKind.REQUEST_CHANGED, request, place, None, told)
    await letters.submitted(request, await request.askable())
