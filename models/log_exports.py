"""Exports of an account's log, which are lines of the log themselves."""

from uuid import UUID

from models import audit, database, keys
from models.accounts import SmartAccount
from models.users import User


@database.transaction
async def begin(by: User, account_id: UUID, address: str) -> int:
    """Note that somebody takes the log away; the number of its last line before that."""
    account = await SmartAccount.locked(account_id)
    last: int = account.audit_seq
    await audit.record(
        "log.exported",
        actor=by,
        thing=keys.global_id("SmartAccount", account_id),
        message=f"{by.full_name} exported the log",
        place=account,
        address=address,
    )
    return last
