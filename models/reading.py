"""How far somebody has read the notices that concern them, and how many came since."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tortoise.expressions import Q

from models import clock, database, problems
from models.notices import Notice
from models.users import User

# The clocks of the processes that wrote the notices may differ by a little.
AHEAD = timedelta(minutes=1)
COUNTED = 100


@database.transaction
async def mark_read(user: User, up_to: datetime) -> User:
    """Take what happened up to this moment as read. It never moves backwards."""
    if up_to > clock.now() + AHEAD:
        raise problems.InvalidInput("This moment has not come yet.", field=["upTo"])
    behind = Q(notices_read_up_to__isnull=True) | Q(notices_read_up_to__lt=up_to)
    await User.filter(behind, id=user.id).update(notices_read_up_to=up_to)
    return await User.get(id=user.id)


async def unread(user: User, concerning: Sequence[Q]) -> int:
    """How many notices of these kinds came since the user read them, but for what the user did:
    counted up to 100.

    Each kind is asked for by itself: an index answers it, and reading ends where enough is known.
    """
    found: set[object] = set()
    for condition in concerning:
        others = Q(actor_id__isnull=True) | ~Q(actor_id=user.id)
        fresh = Notice.filter(condition, others)
        if user.notices_read_up_to:
            fresh = fresh.filter(occurred_at__gt=user.notices_read_up_to)
        found |= set(await fresh.limit(COUNTED).values_list("id", flat=True))
        if len(found) >= COUNTED:
            break
    return min(len(found), COUNTED)
