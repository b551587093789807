"""What an administrator gives with a decision, who decides what, and who needs nobody to decide."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta

import pytest
from playwright.async_api import expect

from models import clock
from tests import automating, managing, steps
from tests.browser.conftest import Site
from tests.browser.test_race_page import account, place
from tests.browser.visitors import Visits

pytestmark = pytest.mark.browser

ROLES = """query($id: ID!, $text: String) { smartAccount(id: $id) {
  roleAssignments(filter: {text: $text}) { nodes {
    role endsAt endedAt virtualAccounts { name } } } } }"""


async def held(site: Site, user: str) -> list[tuple[str, bool]]:
    """The roles of somebody in ACME, and whether each has an end."""
    found = await site.ask(ROLES, by="ben", id=await account(site), text=f"{user}@")
    nodes = found["roleAssignments"]["nodes"]
    return [(one["role"], one["endsAt"] is not None) for one in nodes if not one["endedAt"]]


async def test_roles_held_already_are_kept_or_replaced_and_a_role_may_end(
    visits: Visits, site: Site
) -> None:
    request = await site.request("uma")
    ada = await visits("ada", await place(site, request))
    await ada.page.get_by_role("radio", name="Approve").check()
    await expect(ada.page.get_by_role("radio", name="Keep current roles")).to_be_checked()
    await ada.page.get_by_role("radio", name="Replace them").check()
    await ada.page.get_by_role("radio", name="The whole account").check()
    await ada.page.get_by_role("radio", name="Account viewer").check()
    ends = ada.page.get_by_label("Ends on")
    await ends.fill("2020-01-01")
    await ada.button("Approve", exact=True).click()
    await expect(ends).to_be_focused()
    await expect(ada.main.get_by_text("Choose a day that is yet to come")).to_be_visible()
    await ends.fill((clock.now() + timedelta(days=30)).date().isoformat())
    await expect(ada.main.get_by_text("The role ends on")).to_be_visible()
    await ada.check_accessibility()
    await ada.button("Approve", exact=True).click()

    await expect(ada.main.get_by_role("heading", name="You approved this request")).to_be_visible()
    assert await held(site, "uma") == [("SMART_ACCOUNT_VIEWER", True)]


async def test_who_administers_a_virtual_account_decides_only_what_is_asked_of_it(
    visits: Visits, site: Site
) -> None:
    acme = await account(site)
    await managing.act(
        site.ask, "updateSmartAccount", "ada", account=acme, virtualAccountAdminsMayDecide=True
    )
    lab = await steps.part_id("Lab")
    theirs = await steps.pending(site.ask, "rita", virtualAccounts=[lab])
    others = await steps.pending(site.ask, "dana")
    vera = await visits("vera", f"/accounts/{acme}/requests")
    await expect(vera.link("Rita Request")).to_be_visible()
    await expect(vera.main.get_by_text("Dana Delegate")).to_have_count(0)
    await vera.link("Rita Request").click()
    await vera.page.get_by_role("radio", name="Approve").check()
    await expect(vera.page.get_by_role("radio", name="The whole account")).to_have_count(0)
    await vera.page.get_by_role("radio", name="Virtual account user").check()
    await expect(vera.page.get_by_role("checkbox", name="Office")).to_have_count(0)
    lab_box = vera.page.get_by_role("checkbox", name="Lab", exact=True)
    await lab_box.check()
    await vera.check_accessibility()
    await vera.button("Approve", exact=True).click()

    await expect(vera.main.get_by_role("heading", name="You approved this request")).to_be_visible()
    read = await steps.read(site.ask, theirs, "rita")
    assert read and read["status"] == "APPROVED"
    await vera.visit(await place(site, others))
    await expect(vera.main.get_by_role("heading", name="Not found")).to_be_visible()


@pytest.fixture
def days() -> Iterator[Callable[[int], Awaitable[None]]]:
    """Lets days go by, and the workers do what is due."""

    async def go_by(count: int) -> None:
        clock.clock.advance(days=count, seconds=1)
        await steps.due()

    yield go_by
    clock.clock.reset()


async def test_what_a_rule_decided_and_what_nobody_answered_says_so_to_both_sides(
    visits: Visits, site: Site, days: Callable[[int], Awaitable[None]]
) -> None:
    await automating.periods(site.ask, remind=None, escalate=None, expire=10)
    lapsed = await site.request("rita")
    rule = automating.rule("Partners", "DECLINE", reason="Ask your own company.")
    await automating.set_rules(site.ask, rule)
    ruled = await steps.submit(site.ask, "dana")
    ada = await visits("ada", await place(site, ruled["id"]))
    dana = await visits("dana", f"/requests/{ruled['id']}")
    await expect(ada.main).to_contain_text("The rule “Partners” declined this request")
    await expect(dana.main).to_contain_text("The rule “Partners” denied your request")
    await expect(dana.main).to_contain_text("Ask your own company.")
    await ada.visit(await place(site, lapsed))
    rita = await visits("rita", f"/requests/{lapsed}")
    await days(10)

    await expect(ada.main.get_by_role("alert")).to_contain_text("This request expired")
    await expect(rita.main).to_contain_text("Nobody answered in time")
    await ada.check_accessibility()
