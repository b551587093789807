"""Whatever is shown with an id is found again by it, by everybody to whom it is shown."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from graphql import GraphQLInterfaceType, GraphQLNonNull, GraphQLObjectType, get_named_type

from models import agreements, clock
from models.accounts import SmartAccount, VirtualAccount
from models.applications import AccountApplication
from models.audit import AuditEvent
from models.entitlements import Company, CompanyAssociation, SupportAccess
from models.onboarding import Registration
from models.portal import PortalRoleAssignment
from models.requests import AccessRequest
from models.roles import Role, RoleAssignment
from models.support import SupportAccessRequest
from resolvers import ids
from tests import crawling, entitled, reviewing, shared, steps
from tests.client import Client
from tests.conftest import Served
from tests.crawling import CORE, NODE, Things

# Everything that hangs on a thing goes in one document.
SETTINGS = {
    "max_aliases": 100, "max_fields": 50_000, "max_tokens": 90_000, "max_nodes": 10_000_000,
    "max_body_bytes": 1_000_000, "max_comparisons": 10_000_000,
}  # fmt: skip
service, served = shared.service, shared.served
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

VIEWERS = [
    "smart_account_admin", "smart_account_viewer", "virtual_account_admin", "virtual_account_user",
    "home-boss", "home-guest", "home-newcomer", "home-chooser", "home-delegate", "employer",
    "olaf", "opal", "paul",
]  # fmt: skip
AGAIN = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"


def selection(kind: Any, depth: int) -> str:
    """The ids of a thing and of everything that hangs on it, so many steps away."""
    inside = ["__typename"]
    for name, field in kind.fields.items():
        below = get_named_type(field.type)
        if any(isinstance(given.type, GraphQLNonNull) for given in field.args.values()):
            continue
        if name == "id" and NODE in getattr(kind, "interfaces", ()):
            inside.append("id")
        if isinstance(below, GraphQLObjectType | GraphQLInterfaceType) and depth:
            connected = below.name.endswith("Connection")
            below = get_named_type(below.fields["nodes"].type) if connected else below
            shown = selection(below, depth - 1)
            inside.append(
                f"{name} {{ nodes {{ {shown} }} }}" if connected else f"{name} {{ {shown} }}"
            )
    return " ".join(inside)


def shown(answer: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every id in an answer, and where it stands."""
    if isinstance(answer, list):
        for part in answer:
            yield from shown(part, path)
    if isinstance(answer, dict):
        here = f"{path} {answer.get('__typename', '')}"
        if "id" in answer:
            yield answer["id"], here
        for name, part in answer.items():
            yield from shown(part, f"{here}.{name}")


async def lost(client: Client, document: str, **given: Any) -> set[str]:
    """Where ids stand that are not found again."""
    answer = await client.answer(document, **given)
    assert "errors" not in answer, answer["errors"]
    places: dict[str, list[str]] = {}
    for id, place in shown(answer["data"]):
        places.setdefault(id, []).append(place)
    keys = list(places)
    pages = [keys[n : n + 100] for n in range(0, len(keys), 100)]
    read: list[Any] = [node for page in pages for node in await client.ask(AGAIN, ids=page)]
    found = {node["id"] for node in read if node}
    return {place for id in keys if id not in found for place in places[id]}


async def busy(home: Things) -> None:
    """People of other companies, and traces of who did what, in all that has a column for it."""
    root, account = cast(Company, home["Company"]), cast(SmartAccount, home["SmartAccount"])
    middle = await entitled.company("MIDDLE", root)
    site = await entitled.company("SITE", middle)
    await steps.person("home-delegate", "elsewhere.example")
    await reviewing.administrator("home-delegate", middle, nominated_by=home["User"])
    leaf = await entitled.contract("SITE-1", site)
    await entitled.access("home-guest", leaf)
    await _employed(account, cast(VirtualAccount, home["VirtualAccount"]))
    boss, olaf = await steps.user("home-boss"), await steps.user("olaf")
    newcomer = await steps.user("home-newcomer")
    await Registration.all().update(company_id=site.id, asked_by_id=olaf.id, acted_by_id=boss.id)
    await Registration.filter(requester_id=newcomer.id).update(review_since=clock.now())
    await PortalRoleAssignment.create(
        company=site, user=newcomer, role="CUSTOMER_USER", granted_by=boss
    )
    await CompanyAssociation.create(company=site, user=newcomer, by=boss)
    await RoleAssignment.all().update(granted_by_id=boss.id, ended_by_id=boss.id)
    await SupportAccess.all().update(granted_by_id=boss.id, ended_by_id=boss.id)
    for kind in (AccessRequest, SupportAccessRequest):
        await kind.all().update(acted_by_id=boss.id)
    opal, guest = await steps.user("opal"), await steps.user("home-guest")
    await AccountApplication.all().update(acted_by_id=opal.id, nominee_id=newcomer.id)
    await AuditEvent.all().update(actor_id=guest.id)
    await agreements.accept(account, boss)


async def _employed(account: SmartAccount, part: VirtualAccount) -> None:
    """Somebody here whose employer has an account, too."""
    employer = await steps.account("Employer", "employer.example")
    for username in ("employer", "employee"):
        await steps.person(username, "employer.example")
    await steps.appoint("employer", where=employer)
    await steps.appoint("employee", Role.VIRTUAL_ACCOUNT_USER, part, where=account)


@pytest.mark.parametrize("who", VIEWERS)
async def test_whatever_is_shown_with_an_id_is_found_again(served: Served, who: str) -> None:
    home = await crawling.company("home")
    await crawling.staffed(home)
    await busy(home)
    client, missing = served.client(who), set()

    viewer = cast(GraphQLObjectType, CORE.type_map["Viewer"])
    missing |= await lost(client, f"{{ viewer {{ {selection(viewer, 3)} }} }}")
    for kind, thing in home.items():
        name = {"Session": "PersonalAccessToken"}.get(kind, kind)
        inside = selection(CORE.type_map[name], 2)
        document = f"query($id: ID!) {{ node(id: $id) {{ ... on {name} {{ {inside} }} }} }}"
        missing |= await lost(client, document, id=ids.of(thing))

    assert missing == set()
