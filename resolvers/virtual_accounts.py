"""Making, changing and deleting the parts of an account."""

from functools import partial
from uuid import UUID

import strawberry

from models import problems, virtual_accounts
from models.accounts import SmartAccount, VirtualAccount
from models.error_codes import ErrorCode
from models.roles import Right
from models.virtual_accounts import Change, Deleted
from resolvers import ids, repeats
from resolvers.account_settings import VERSION_HELP
from resolvers.allowed import Allowed, by_rights, when
from resolvers.context import Info

PART_HELP = "The virtual account's id."


@strawberry.input(description="Add a virtual account.")
class CreateVirtualAccountInput:
    account: strawberry.ID = strawberry.field(description="The account's id.")
    name: str = strawberry.field(
        description="The name, 1 to 120 characters, unique in the account."
    )
    parent: strawberry.ID | None = strawberry.field(
        default=None,
        description="The virtual account that it is to lie below, 8 deep at most; "
        "at the top where unset.",
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(
    description="Change a virtual account: what is given, and nothing else. "
    "All of it is done, or nothing."
)
class UpdateVirtualAccountInput:
    virtual_account: strawberry.ID = strawberry.field(description=PART_HELP)
    version: int | None = strawberry.field(default=None, description=VERSION_HELP)
    name: str | None = strawberry.field(
        default=None, description="Another name, 1 to 120 characters, unique in the account."
    )
    restricted: bool | None = strawberry.field(
        default=None,
        description="Whether only its own users, the account's administrators and its approvers "
        "see it and what lies below it. Never the default one.",
    )
    make_default: bool = strawberry.field(
        default=False,
        description="Make it the account's default. Needs a role over the whole account.",
    )
    parent: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="The virtual account that it is to lie below, with all that lies below it; "
        "null moves it to the top, leaving it out leaves it where it is.",
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Delete an empty virtual account.")
class DeleteVirtualAccountInput:
    virtual_account: strawberry.ID = strawberry.field(description=PART_HELP)
    idempotency_key: str | None = repeats.key()


async def create(info: Info, input: CreateVirtualAccountInput) -> VirtualAccount:
    """Add a virtual account. Administrators of a virtual account may add some below theirs."""
    act = partial(
        virtual_accounts.create,
        info.context.signed_in,
        ids.key(input.account, "SmartAccount", "account"),
        input.name,
        ids.key(input.parent, "VirtualAccount", "parent") if input.parent else None,
    )
    return await repeats.repeat_of(info, input).run(act, _reload)


async def update(info: Info, input: UpdateVirtualAccountInput) -> VirtualAccount:
    """Rename, restrict, open or move a virtual account, or make it the default."""
    moved = input.parent is not strawberry.UNSET
    change = Change(
        name=input.name,
        restricted=input.restricted,
        make_default=input.make_default,
        move=moved,
        parent_id=ids.key(input.parent, "VirtualAccount", "parent")
        if moved and input.parent
        else None,
    )
    act = partial(
        virtual_accounts.update,
        info.context.signed_in,
        ids.key(input.virtual_account, "VirtualAccount", "virtualAccount"),
        input.version,
        change,
    )
    return await repeats.repeat_of(info, input).run(act, _reload)


async def _reload(key: UUID) -> VirtualAccount:
    found = await VirtualAccount.get_or_none(id=key)
    if found is None:
        raise problems.NotFound()
    return found


async def delete(info: Info, input: DeleteVirtualAccountInput) -> Deleted:
    """Delete a virtual account below which no other lies, and which no role covers by name."""
    act = partial(
        virtual_accounts.delete,
        info.context.signed_in,
        ids.key(input.virtual_account, "VirtualAccount", "virtualAccount"),
    )

    async def reload(packed: list[str]) -> Deleted:
        part, name, account = packed
        return Deleted(UUID(part), name, await SmartAccount.get(id=account))

    repeat = repeats.repeat_of(info, input)
    return await repeat.run_with(
        act, lambda gone: [str(gone.id), gone.name, str(gone.account.id)], reload
    )


def deleted_id(root: strawberry.Parent[Deleted]) -> str:
    """The global id that it had: what a cache drops."""
    return ids.encode("VirtualAccount", root.id)


async def can_change(root: strawberry.Parent[VirtualAccount], info: Info) -> Allowed:
    """Whether the viewer may rename it, and may make others below it."""
    rights = await info.context.rights()
    may = rights.over(Right.MANAGE_VIRTUAL_ACCOUNTS, root.account_id, [root])
    return by_rights(may, rights, root.account_id)


async def can_restrict(root: strawberry.Parent[VirtualAccount], info: Info) -> Allowed:
    """Whether the viewer may restrict it to its own users, or open it."""
    rights = await info.context.rights()
    may = rights.over(Right.RESTRICT_VIRTUAL_ACCOUNTS, root.account_id, [root])
    if may and root.is_default:
        return when(False, "The default one is open to all.", ErrorCode.DEFAULT_VIRTUAL_ACCOUNT)
    return by_rights(may, rights, root.account_id)


async def can_delete(root: strawberry.Parent[VirtualAccount], info: Info) -> Allowed:
    """Whether the viewer may delete it now: it is empty, and not the default one."""
    rights = await info.context.rights()
    above = await info.context.parts.load(root.parent_id) if root.parent_id else None
    parts = [above] if above else []
    if not rights.over(Right.MANAGE_VIRTUAL_ACCOUNTS, root.account_id, parts):
        return by_rights(False, rights, root.account_id)
    if root.is_default:
        return when(False, "It is the default one.", ErrorCode.DEFAULT_VIRTUAL_ACCOUNT)
    used = await info.context.parts_in_use.load(root.id)
    told = "Others lie below it, or roles cover it."
    return when(not used, told, ErrorCode.VIRTUAL_ACCOUNT_IN_USE)
