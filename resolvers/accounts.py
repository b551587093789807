"""Smart accounts: the lookup, the parts of an account, and what the viewer may do in it."""

from dataclasses import dataclass
from datetime import timedelta

import strawberry
from tortoise.queryset import QuerySet

from models import asking, assignments, limits, operators
from models.accounts import SmartAccount, VirtualAccount
from models.requests import AccessRequest
from models.roles import Right
from models.users import User
from models.virtual_accounts import sees, sees_all
from resolvers import ids, pages, roles
from resolvers.allowed import Allowed, by_rights
from resolvers.context import Info
from resolvers.pages import After, Before, First, Last, Order, Page, Slice


@dataclass(frozen=True)
class Matches:
    """What a lookup found."""

    accounts: list[SmartAccount]


@strawberry.input(description="Close an account for everybody; for operators.")
class DeactivateSmartAccountInput:
    account: strawberry.ID = strawberry.field(description="The account's id.")


async def lookup(info: Info, domain_identifier: str) -> Matches:
    """Find active accounts by their domain identifier. Tries are limited; a verified address is
    needed."""
    allowed, address = info.context.limits, info.context.address
    await limits.count("lookup from", address, allowed.lookups_per_address, timedelta(hours=1))
    found = await asking.lookup(
        info.context.signed_in,
        domain_identifier,
        tries=allowed.lookups_per_hour,
        misses=allowed.misses_per_hour,
    )
    return Matches(found)


async def by_id(info: Info, id: strawberry.ID) -> SmartAccount | None:
    """An account in which the viewer holds a role or has asked for one, or in which people of the
    viewer's company hold some; null otherwise."""
    parsed = ids.parse(id)
    if parsed is None or parsed[0] != "SmartAccount":
        return None
    held = (await info.context.rights()).in_account(parsed[1])
    account = held[0].account if held else await info.context.accounts.load(parsed[1])
    return account if account and await visible(info, account) else None


async def visible(info: Info, account: SmartAccount) -> bool:
    """Whether the viewer may know of this account beyond a lookup."""
    viewer = info.context.signed_in
    rights = await info.context.rights()
    if viewer.is_operator or rights.anywhere(Right.VIEW_ACCOUNT, account.id):
        return True
    if await AccessRequest.filter(account_id=account.id, requester_id=viewer.id).exists():
        return True
    return await (await assignments.of_employees(rights)).filter(account_id=account.id).exists()


async def administered(
    root: strawberry.Parent[User],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page[SmartAccount]:
    """The accounts in which the viewer may decide requests or manage users, by name."""
    rights = await info.context.rights()
    may = [Right.DECIDE_REQUESTS, Right.MANAGE_USERS]
    held = {a.account_id for a in rights.assignments}
    wanted = [key for key in held if any(rights.anywhere(right, key) for right in may)]
    return await pages.cut(
        SmartAccount.filter(id__in=wanted), Order("name"), Slice(first, after, last, before)
    )


@strawberry.input(description="Which virtual accounts; several conditions must all hold.")
class VirtualAccountFilter:
    text: str | None = strawberry.field(default=None, description="Part of the name.")
    restricted: bool | None = strawberry.field(
        default=None, description="Whether it is itself restricted to its own users."
    )
    parent: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Right below this virtual account: its id; null for those at the top.",
    )

    def apply(self, query: QuerySet[VirtualAccount]) -> QuerySet[VirtualAccount]:
        """Those that fulfil all conditions."""
        if self.text:
            query = query.filter(pages.containing(self.text, "name"))
        if self.restricted is not None:
            query = query.filter(restricted=self.restricted)
        if self.parent is None:
            query = query.filter(parent_id__isnull=True)
        elif self.parent is not strawberry.UNSET:
            query = query.filter(pages.referring(self.parent, "VirtualAccount", "parent_id"))
        return query


async def virtual_accounts(
    root: strawberry.Parent[SmartAccount],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: VirtualAccountFilter | None = None,
) -> Page[VirtualAccount]:
    """The virtual accounts that the viewer's roles cover, by name; of restricted ones, those that
    are the viewer's own."""
    query = VirtualAccount.filter(account_id=root.id)
    if not await _sees_all_parts(root, info):
        query = query.filter(id__in=[part.id for part in await roles.covered_parts(info, root)])
    query = filter.apply(query) if filter else query
    return await pages.cut(query, Order("name"), Slice(first, after, last, before))


async def _sees_all_parts(account: SmartAccount, info: Info) -> bool:
    rights = await info.context.rights()
    if sees_all(rights, account.id):
        return True
    whole = rights.everywhere(Right.VIEW_ACCOUNT, account.id)
    return whole and not await info.context.sealed.load(account.id)


async def parent(root: strawberry.Parent[VirtualAccount], info: Info) -> VirtualAccount | None:
    """The virtual account above this one; null at the top, or where the viewer may not see it."""
    if root.parent_id is None:
        return None
    return await visible_part(info, await info.context.parts.load(root.parent_id))


async def visible_part(info: Info, part: VirtualAccount | None) -> VirtualAccount | None:
    """The virtual account, if a role of the viewer covers it, and it is not restricted to others;
    or if a role covers it that the viewer sees as an employer."""
    if part is None:
        return None
    rights = await info.context.rights()
    sealed = await info.context.sealed.load(part.account_id)
    if sees(rights, part, sealed):
        return part
    employees = await assignments.of_employees(rights)
    return part if await employees.filter(virtual_accounts__id=part.id).exists() else None


async def deactivate(info: Info, input: DeactivateSmartAccountInput) -> SmartAccount:
    """Close an account: its pending requests end, and their requesters are mailed. For
    operators."""
    return await operators.deactivate_account(
        info.context.signed_in, ids.key(input.account, "SmartAccount", "account")
    )


async def _may(root: SmartAccount, info: Info, right: Right) -> Allowed:
    rights = await info.context.rights()
    return by_rights(rights.anywhere(right, root.id), rights, root.id)


async def can_view(root: strawberry.Parent[SmartAccount], info: Info) -> Allowed:
    """Whether the viewer may view the account, or a part of it."""
    return await _may(root, info, Right.VIEW_ACCOUNT)


async def can_edit(root: strawberry.Parent[SmartAccount], info: Info) -> Allowed:
    """Whether the viewer may edit the account's properties."""
    return await _may(root, info, Right.EDIT_PROPERTIES)


async def can_accept_agreements(root: strawberry.Parent[SmartAccount], info: Info) -> Allowed:
    """Whether the viewer may accept legal agreements for the account."""
    return await _may(root, info, Right.ACCEPT_AGREEMENTS)


async def can_view_events(root: strawberry.Parent[SmartAccount], info: Info) -> Allowed:
    """Whether the viewer may view the event log, or a part of it."""
    return await _may(root, info, Right.VIEW_EVENTS)


async def can_view_users(root: strawberry.Parent[SmartAccount], info: Info) -> Allowed:
    """Whether the viewer may view users, or those of some virtual accounts."""
    return await _may(root, info, Right.VIEW_USERS)


async def can_manage_users(root: strawberry.Parent[SmartAccount], info: Info) -> Allowed:
    """Whether the viewer may give and take roles, or those of some virtual accounts."""
    return await _may(root, info, Right.MANAGE_USERS)


async def can_manage_virtual_accounts(root: strawberry.Parent[SmartAccount], info: Info) -> Allowed:
    """Whether the viewer may create and delete virtual accounts, or those below some."""
    return await _may(root, info, Right.MANAGE_VIRTUAL_ACCOUNTS)


async def can_restrict_virtual_accounts(
    root: strawberry.Parent[SmartAccount], info: Info
) -> Allowed:
    """Whether the viewer may restrict or open virtual accounts, or some of them."""
    return await _may(root, info, Right.RESTRICT_VIRTUAL_ACCOUNTS)


async def can_decide_requests(root: strawberry.Parent[SmartAccount], info: Info) -> Allowed:
    """Whether the viewer may see and decide access requests, or those for some virtual accounts."""
    return await _may(root, info, Right.DECIDE_REQUESTS)


async def can_set_automation(root: strawberry.Parent[SmartAccount], info: Info) -> Allowed:
    """Whether the viewer may set rules that decide requests."""
    return await _may(root, info, Right.SET_AUTOMATION)


async def settings(root: strawberry.Parent[SmartAccount], info: Info) -> SmartAccount | None:
    """How the account is run; null for who may not view the account."""
    rights = await info.context.rights()
    return root if rights.anywhere(Right.VIEW_ACCOUNT, root.id) else None


def match_id(root: strawberry.Parent[SmartAccount]) -> str:
    """The account's global id, for `requestAccess`."""
    return ids.of(root)
