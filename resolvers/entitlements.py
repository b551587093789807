"""Contracts and companies, as those see them who have to do with them."""

from typing import Annotated, Any
from uuid import UUID

import strawberry

from models import entitlements
from models.entitlements import Company, Contract, ContractAdministrator, KeyKind, SupportAccess
from models.users import User
from resolvers import context, pages
from resolvers.context import Info
from resolvers.pages import After, Before, First, Last, Order, Page, Slice

Number = Annotated[
    str,
    strawberry.argument(description="The whole contract number; case and spaces do not matter."),
]


async def contract(info: Info, number: Number) -> Contract | None:
    """A contract that the viewer administers or has access to; null otherwise, as for one that
    does not exist."""
    found = await entitlements.contract_by_number(number)
    return await contract_by_key(info, found.id) if found else None


async def contract_by_key(info: Info, key: UUID) -> Contract | None:
    """A contract that the viewer administers or has access to."""
    visible = await entitlements.visible_to(info.context.signed_in)
    return await visible.filter(id=key).select_related("company").first()


async def company_by_key(info: Info, key: UUID) -> Company | None:
    """A company that the viewer belongs to or sees a contract of, and those above it."""
    company = await info.context.companies.load(key)
    may = company and await entitlements.may_see(info.context.signed_in, company)
    return company if may else None


async def of_viewer(
    root: strawberry.Parent[User],
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page[Contract]:
    """The contracts on the viewer's profile: those of one's access by contract or by bill-to ID, by
    number."""
    query, part = await entitlements.on_profile(root), Slice(first, after, last, before)
    return await pages.cut(query, Order("number"), part, joined=("company",))


def company(root: strawberry.Parent[Contract], info: Info) -> Any:
    """Whose contract it is: the site, or the organisation."""
    return context.related(root, "company", info.context.companies)


async def bill_to_id(root: strawberry.Parent[Contract], info: Info) -> str | None:
    """Who is billed; null where nobody is, and for who has no access by it, as it opens other
    contracts too."""
    viewer = info.context.signed_in
    by_it = SupportAccess.standing().filter(
        user_id=viewer.id, key_kind=KeyKind.BILL_TO, key=root.bill_to_id
    )
    administers = ContractAdministrator.filter(user_id=viewer.id, contract_id=root.id)
    known = viewer.staff or await administers.exists() or await by_it.exists()
    return (root.bill_to_id or None) if known else None


def company_number(root: strawberry.Parent[Company], info: Info) -> str | None:
    """The deploying company's number for it; null for everybody but agents and operators."""
    return root.number if info.context.signed_in.staff else None


def company_domain(root: strawberry.Parent[Company], info: Info) -> str | None:
    """The e-mail domain of its people; null where none is known, and for everybody but agents and
    operators."""
    return (root.domain or None) if info.context.signed_in.staff else None


async def parent(root: strawberry.Parent[Company], info: Info) -> Company | None:
    """The company right above this one; null for a whole organisation."""
    return await info.context.companies.load(root.parent_id) if root.parent_id else None


async def lineage(root: strawberry.Parent[Company], info: Info) -> list[Company]:
    """From the whole organisation down to this company, itself the last."""
    found = await info.context.companies.load_many(root.lineage)
    return [company for company in found if company]
