"""The agreements of an account."""

from functools import partial
from typing import Any

import strawberry

from models import agreements
from models.accounts import SmartAccount
from models.agreements import Agreement
from models.applications import AccountApplication
from models.roles import Right
from resolvers import ids, repeats
from resolvers.context import Info


@strawberry.input(description="Accept the account agreement for an account.")
class AcceptAgreementInput:
    account: strawberry.ID = strawberry.field(description="The account's id.")
    agreement: str = strawberry.field(
        description="The version that was read; it must be the one in force."
    )
    idempotency_key: str | None = repeats.key()


async def of_account(root: strawberry.Parent[SmartAccount], info: Info) -> list[Agreement] | None:
    """The agreement in force, accepted or not, then the earlier versions that were accepted; null
    for who may not view the account."""
    rights = await info.context.rights()
    if not rights.anywhere(Right.VIEW_ACCOUNT, root.id):
        return None
    return await agreements.of_account(root.id)


def to_accept(root: strawberry.Parent[AccountApplication]) -> Agreement:
    """The agreement in force, which whoever sets the account up accepts."""
    return agreements.of_terms(agreements.in_force())


async def accept(info: Info, input: AcceptAgreementInput) -> Agreement:
    """Accept the agreement in force for an account. Accepted once, it stays accepted; a later
    acceptance of the same version changes nothing."""
    account = ids.key(input.account, "SmartAccount", "account")
    act = partial(agreements.accept_version, info.context.signed_in, account, input.agreement)

    async def reload(version: str) -> Agreement:
        found = await agreements.of_account(account)
        return next(agreement for agreement in found if agreement.version == version)

    return await repeats.repeat_of(info, input).run_with(act, lambda a: a.version, reload)


def accepted_by(root: strawberry.Parent[Agreement], info: Info) -> Any:
    """Who accepted it for the account; null where nobody has."""
    return info.context.users.load(root.accepted_by_id) if root.accepted_by_id else None
