"""An account's properties and settings, and who may change which."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from models import account_problems, assignments, database, names, notices, problems
from models.accounts import SmartAccount
from models.notices import NoticeKind
from models.roles import Right, Rights
from models.users import User


@dataclass(frozen=True)
class Setting:
    """One property: its name in words, who may change it, what makes a value of it clean, and what
    follows from a change, in the same transaction.

    An optional one may be null, which is clean as it is.
    """

    words: str
    right: Right = Right.EDIT_PROPERTIES
    clean: Callable[[Any], Any] = bool
    optional: bool = False
    after: Callable[[SmartAccount], Awaitable[None]] | None = None


# By column. Other concepts add theirs; each must be allowed in the whole account.
SETTINGS = {
    "name": Setting("the name", clean=lambda value: names.clean_name(value)),
    "listed": Setting("whether everybody finds it"),
    # Who may let others decide requests is who decides them.
    "virtual_account_admins_may_decide": Setting(
        "whether virtual account administrators decide requests",
        Right.DECIDE_REQUESTS,
        after=lambda account: assignments.look_again(account.id),
    ),
    "decline_reason_required": Setting("whether declining needs a reason", Right.DECIDE_REQUESTS),
}


@database.transaction
async def update(
    by: User, account_id: UUID, version: int | None, given: dict[str, Any]
) -> SmartAccount:
    """Change some properties, by column; what is given as it was changes nothing.

    With a `version` the change is refused where somebody else's came in between.
    """
    account = await SmartAccount.locked(account_id)
    rights = await Rights.of(by)
    if not rights.anywhere(Right.VIEW_ACCOUNT, account_id):
        raise problems.NotFound()
    wanted = {SETTINGS[column].right for column in given} or {Right.EDIT_PROPERTIES}
    if not all(rights.everywhere(right, account_id) for right in wanted):
        raise problems.Forbidden()
    account_problems.check_version(account, version)
    changes = {k: v for k, v in cleaned(given).items() if v != getattr(account, k)}
    if changes:
        await _change(account, by, changes)
    return account


def cleaned(given: dict[str, Any]) -> dict[str, Any]:
    """The values as they are stored, or InvalidInput naming the field."""
    clean = {}
    for column, value in given.items():
        try:
            clean[column] = None if value is None else SETTINGS[column].clean(value)
        except ValueError as error:
            raise problems.InvalidInput(str(error), [_camel(column)]) from error
    return clean


def _camel(column: str) -> str:
    first, *rest = column.split("_")
    return first + "".join(word.capitalize() for word in rest)


async def _change(account: SmartAccount, by: User, changes: dict[str, Any]) -> None:
    told = {
        SETTINGS[column].words: [_shown(getattr(account, column)), _shown(value)]
        for column, value in changes.items()
    }
    account.update_from_dict({**changes, "version": account.version + 1})
    await account.save(update_fields=[*changes, "version"])
    words = "; ".join(f"{name} from {old} to {new}" for name, (old, new) in told.items())
    await notices.tell(
        NoticeKind.ACCOUNT_CHANGED,
        account,
        actor=by,
        message=f"{by.full_name} changed {words}",
        facts={"changes": told},
    )
    for after in {SETTINGS[column].after for column in changes}:
        if after:
            await after(account)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)
