"""Editing an account's properties and settings."""

from functools import partial

import strawberry

from models import account_settings
from models.account_settings import SETTINGS
from models.accounts import SmartAccount
from resolvers import ids, repeats
from resolvers.context import Info

VERSION_HELP = (
    "The version that was looked at; where it is given, "
    "a change that somebody made in between is not overwritten."
)
DAYS_HELP = (
    "1 to 365; null for never. Pending requests follow at once. "
    "Needs the right to decide requests in the whole account."
)


@strawberry.input(
    description="Change an account's properties: those that are given, and no others."
)
class UpdateSmartAccountInput:
    account: strawberry.ID = strawberry.field(description="The account's id.")
    version: int | None = strawberry.field(default=None, description=VERSION_HELP)
    name: str | None = strawberry.field(
        default=strawberry.UNSET, description="The name, 1 to 120 characters."
    )
    listed: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether everybody finds the account by its identifier.",
    )
    virtual_account_admins_may_decide: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether administrators of virtual accounts decide requests for theirs. "
        "Needs the right to decide requests in the whole account.",
    )
    decline_reason_required: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether a request is declined only with a reason of 10 characters or more. "
        "Rules that decline without one are skipped from then on. "
        "Needs the right to decide requests in the whole account.",
    )
    remind_admins_after_days: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="After how many days without an answer the administrators are reminded, "
        f"three times at most: {DAYS_HELP}",
    )
    escalate_after_days: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="After how many days without an answer the operators are told of a request: "
        f"{DAYS_HELP}",
    )
    expire_after_days: int | None = strawberry.field(
        default=strawberry.UNSET,
        description=f"After how many days without an answer a request expires: {DAYS_HELP}",
    )
    idempotency_key: str | None = repeats.key()


async def update(info: Info, input: UpdateSmartAccountInput) -> SmartAccount:
    """Change an account's name and settings. Its domain identifier stays what it is."""
    values = {column: getattr(input, column) for column in SETTINGS}
    act = partial(
        account_settings.update,
        info.context.signed_in,
        ids.key(input.account, "SmartAccount", "account"),
        input.version,
        {
            column: value
            for column, value in values.items()
            if value is not strawberry.UNSET and (value is not None or SETTINGS[column].optional)
        },
    )
    return await repeats.repeat_of(info, input).run(act, lambda key: SmartAccount.get(id=key))
