"""The lists of a delegated administrator: paged by key, and as cheap when they are long."""

from datetime import timedelta
from typing import Any

import pytest

from models import cases, clock
from models.entitlements import CompanyAssociation
from models.onboarding import Registration
from models.portal import PortalRole, PortalRoleAssignment
from tests import registering, shared, steps
from tests.conftest import Ask, Served
from tests.test_statements import statements

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

LISTS = """query($first: Int) { viewer { administeredCompanies(first: 1) { nodes {
  registrations(first: $first) { nodes { id stage key company { name } requester { username }
    actedBy { username } administratorName viewerCanDecide { allowed because } } }
  associatedUsers(first: $first) { nodes { user { username } company { name }
    portalRole { role } } } } } } }"""
PAGE = """query($after: String, $filter: RegistrationFilter) {
  viewer { administeredCompanies { nodes {
    registrations(first: 3, after: $after, filter: $filter) { totalCount
      pageInfo { hasNextPage endCursor } nodes { requester { username } } } } } } }"""


async def waiting(company: Any, count: int, since: int = 0) -> None:
    """So many people who wait for the administrators, and as many who use the portal."""
    for number in range(since, count):
        person = await steps.person(f"waiter{number}")
        sent = clock.now() - timedelta(minutes=number)
        await Registration.create(
            stage="FORWARDED_TO_DA", site=company, company=company, root_id=company.root_id,
            assignee=await steps.user("dana"), forwarded_at=sent, submitted_at=sent,
            activity_at=sent, **cases.profile_of(person),
        )  # fmt: skip
        await CompanyAssociation.create(company=company, user=person)
        await PortalRoleAssignment.create(
            company=company, user=person, role=PortalRole.CUSTOMER_USER
        )


async def test_a_long_list_takes_the_same_statements_as_a_short_one(
    ask: Ask, served: Served
) -> None:
    root, site, _ = await registering.rivers("dana")
    await registering.founded(ask, root)
    dana = served.client("dana")
    await waiting(site, 3)
    few = await statements(dana, LISTS, first=50)

    await waiting(site, 40, since=3)
    many = await statements(dana, LISTS, first=50)

    shown = (await ask(LISTS, by="dana", first=50))["administeredCompanies"]["nodes"][0]
    assert [len(shown[name]["nodes"]) for name in ("registrations", "associatedUsers")] == [40, 41]
    assert all(node["viewerCanDecide"]["allowed"] for node in shown["registrations"]["nodes"])
    assert many <= few


async def test_who_waits_is_paged_and_filtered(ask: Ask) -> None:
    root, site, _ = await registering.rivers("dana")
    await registering.founded(ask, root)
    await waiting(site, 7)

    async def page(after: str | None = None, **filter: Any) -> dict[str, Any]:
        shown = await ask(PAGE, by="dana", after=after, filter=filter or None)
        found: dict[str, Any] = shown["administeredCompanies"]["nodes"][0]["registrations"]
        return found

    seen, after, more = [], None, True
    while more:
        part = await page(after)
        seen += [node["requester"]["username"] for node in part["nodes"]]
        after, more = part["pageInfo"]["endCursor"], part["pageInfo"]["hasNextPage"]
    assert seen == [f"waiter{number}" for number in range(7)]
    assert (await page(text="WAITER3"))["totalCount"] == 1
    assert (await page(stage=["SYNCING"]))["totalCount"] == 0
    assert (await page(stage=["FORWARDED_TO_DA"]))["totalCount"] == 7
