"""What one has asked for: the list over all kinds, and the page of each."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Site
from tests.browser.visitors import Visits

pytestmark = pytest.mark.browser

DECLINE = """mutation($id: ID!) {
  declineAccessRequest(input: {request: $id, reason: ""}) { __typename } }"""
STATE = """query($id: ID!) { accessRequest(id: $id) { status reminders } }"""


async def test_the_list_shows_what_was_asked_and_leads_to_it(visits: Visits, site: Site) -> None:
    request = await site.request()
    rita = await visits("rita", "/requests")

    await expect(rita.main.get_by_role("columnheader")).to_have_text(
        ["Account or number", "Access type", "Request date", "Status", "Administrators", "Actions"]
    )
    row = rita.main.get_by_role("row").nth(1)
    await expect(row).to_contain_text("acme.example")
    await expect(row).to_contain_text("Account administrators")
    await rita.check_accessibility()
    await rita.link("View the request for acme.example").click()
    await expect(rita.page).to_have_url(f"{site.url}/requests/{request}")
    await expect(rita.main).to_contain_text("I work on it daily.")
    await rita.check_accessibility()


async def test_filters_are_kept_in_the_address(visits: Visits, site: Site) -> None:
    await site.request()
    rita = await visits("rita", "/requests?status=APPROVED")

    await expect(rita.main).to_contain_text("Nothing fits these filters")
    await rita.button("Clear filters").last.click()
    await expect(rita.main).to_contain_text("acme.example")
    await rita.button("Status").first.click()
    await rita.page.get_by_role("menuitem", name="Pending").get_by_role("checkbox").check()
    await expect(rita.page).to_have_url(f"{site.url}/requests?status=PENDING")
    await rita.page.get_by_label("Domain, contract or serial number").fill("acme")
    await rita.page.keyboard.press("Enter")
    await expect(rita.page).to_have_url(f"{site.url}/requests?status=PENDING&key=acme")
    await rita.page.reload()
    await expect(rita.main.get_by_role("row")).to_have_count(2)


async def test_a_reminder_goes_once_a_day(visits: Visits, site: Site) -> None:
    request = await site.request()
    rita = await visits("rita", "/requests")
    remind = rita.button("Send reminder for acme.example")

    await remind.click()

    await expect(rita.main).to_contain_text("Reminder sent. Next reminder possible tomorrow")
    await expect(remind).to_be_focused()
    await expect(remind).to_have_attribute("aria-disabled", "true")
    await rita.page.keyboard.press("Enter")
    assert (await site.ask(STATE, by="rita", id=request))["reminders"] == 1
    await rita.visit(f"/requests/{request}")
    await expect(rita.main).to_contain_text("Rita Request sent a reminder")
    await rita.check_accessibility()


async def test_a_request_is_withdrawn_after_asking_whether_that_is_meant(
    visits: Visits, site: Site
) -> None:
    request = await site.request()
    rita = await visits("rita", f"/requests/{request}")

    await rita.button("Withdraw").click()
    await rita.check_accessibility()
    await rita.button("Cancel").click()
    await expect(rita.button("Withdraw")).to_be_focused()
    await rita.button("Withdraw").click()
    await rita.button("Withdraw the request").click()

    await expect(rita.main).to_contain_text("You took it back")
    await expect(rita.button("Withdraw")).to_have_count(0)
    focused = rita.page.locator("*:focus")
    await expect(focused).to_contain_text("You took it back")
    assert (await site.ask(STATE, by="rita", id=request))["status"] == "CANCELLED"


async def test_the_outcome_comes_to_the_open_page_by_itself(visits: Visits, site: Site) -> None:
    request = await site.request()
    rita = await visits("rita", f"/requests/{request}")
    await expect(rita.main).to_contain_text("Waiting for an answer")

    await site.approve(request, by="ada")

    await expect(rita.main).to_contain_text("Ada Admin approved your request")
    await expect(rita.main).to_contain_text("Account user: Uses the whole account.")
    await expect(rita.button("Send reminder")).to_have_count(0)
    await expect(rita.page.get_by_role("list", name="What happened")).to_contain_text(
        "Ada Admin approved Smart Account User for Rita Request"
    )
    await rita.check_accessibility()


async def test_the_outcome_comes_to_the_open_list_and_the_row_stays(
    visits: Visits, site: Site
) -> None:
    request = await site.request()
    rita = await visits("rita", "/requests?status=PENDING", narrow=True, color_scheme="dark")
    await expect(rita.main).to_contain_text("Pending")
    await rita.check_accessibility()

    await site.ask(DECLINE, by="ada", id=request)

    # Narrow, the row is a card, and no head stands above it.
    await expect(rita.main.get_by_role("row")).to_contain_text("Denied")
    await expect(rita.main.get_by_role("row")).to_contain_text("acme.example")
    await expect(rita.button("Withdraw the request for acme.example")).to_have_count(0)


async def test_what_was_asked_elsewhere_is_announced_and_pushes_nothing(
    visits: Visits, site: Site
) -> None:
    rita = await visits("rita", "/requests")
    await expect(rita.main).to_contain_text("You have asked for nothing yet")
    await rita.check_accessibility()

    await site.request()

    await rita.button("1 new · Show").click()
    await expect(rita.main).to_contain_text("acme.example")
    await expect(rita.button("1 new · Show")).to_have_count(0)


async def test_a_request_of_somebody_else_is_not_there(visits: Visits, site: Site) -> None:
    request = await site.request()

    uma = await visits("uma", f"/requests/{request}")

    await expect(uma.main).to_contain_text("Not found")
