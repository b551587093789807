"""Asking to enter an account, step by step, as the seed's walk through it."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Site
from tests.browser.visitors import Visitor, Visits

pytestmark = pytest.mark.browser

REASON = "I run their data centre in Bristol."
DECLINE = """mutation($id: ID!) { declineAccessRequest(input: {
  request: $id, reason: "Ask your own administrators first."}) { __typename } }"""
LATEST = "{ viewer { accessRequests(first: 1) { nodes { id reason proposedRole status } } } }"


async def find(rita: Visitor, domain: str) -> None:
    """Go to the second step, and look a domain up."""
    await rita.button("Next").click()
    await rita.page.get_by_label("Account domain identifier").fill(domain)
    await rita.button("Find").click()


async def choose(rita: Visitor, name: str = "ACME") -> None:
    """Choose one of several accounts, and go on to the reason."""
    await rita.page.get_by_role("radio", name=f"Choose {name}", exact=True).check()
    await rita.button("Next").click()


async def test_somebody_asks_to_enter_an_account_step_by_step(visits: Visits, site: Site) -> None:
    rita = await visits("rita", "/request-access")
    await expect(rita.main).to_contain_text("rita@rivers.example")
    await rita.check_accessibility()
    await find(rita, " ACME.example ")
    customer, holding = (rita.main.get_by_role("row").nth(n) for n in (1, 2))
    await expect(customer.get_by_role("gridcell")).to_have_text(
        ["", "acme.example", "ACME", "Customer"]
    )
    await expect(holding).to_contain_text("Holding")
    await rita.check_accessibility()
    await choose(rita)
    reason = rita.page.get_by_label("Reason for the request")
    await reason.fill("I run")
    await expect(rita.main).to_contain_text("5 more characters needed · 995 remaining")
    await rita.button("Send request").click()
    await expect(reason).to_be_focused()
    await expect(rita.main).to_contain_text("Write at least 10 characters.")
    await reason.fill(REASON)
    await rita.page.get_by_label("Role you would like").select_option("SMART_ACCOUNT_USER")
    await rita.check_accessibility()
    await rita.button("Send request").click()

    await expect(rita.page.get_by_role("heading", name="Request sent")).to_be_focused()
    await expect(rita.main).to_contain_text("2 administrators were notified")
    made = (await site.ask(LATEST, by="rita"))["accessRequests"]["nodes"][0]
    assert (made["reason"], made["proposedRole"]) == (REASON, "SMART_ACCOUNT_USER")
    await rita.check_accessibility()
    await rita.main.get_by_role("link", name="Your access requests").click()
    await expect(rita.page.get_by_role("heading", name="My requests")).to_be_visible()
    await expect(rita.main).to_contain_text("Pending")


async def test_a_domain_without_an_account_is_not_found(visits: Visits) -> None:
    rita = await visits("rita", "/request-access")

    await find(rita, "acme.exampel")

    domain = rita.page.get_by_label("Account domain identifier")
    await expect(rita.main).to_contain_text("No matching accounts found")
    await expect(domain).to_be_focused()
    await expect(rita.link("Request a new account")).to_have_attribute("href", "/accounts/new")
    await rita.check_accessibility()
    await domain.fill("rivers.example")
    await domain.press("Enter")
    await expect(rita.page.get_by_role("radio", name="Choose Rivers Ltd")).to_be_checked()


async def test_a_pending_request_is_shown_instead_of_a_second_one(
    visits: Visits, site: Site
) -> None:
    rita = await visits("rita", "/request-access")
    await find(rita, "acme.example")
    await choose(rita)
    await rita.page.get_by_label("Reason for the request").fill(REASON)
    # Meanwhile, in another tab.
    request = await site.request()

    await rita.button("Send request").click()

    await expect(rita.link("See that request")).to_have_attribute("href", f"/requests/{request}")
    await rita.visit("/request-access")
    await find(rita, "acme.example")
    await rita.page.get_by_role("radio", name="Choose ACME", exact=True).check()
    await expect(rita.main).to_contain_text("You have asked to enter ACME already")
    await rita.link("See that request").click()
    await expect(rita.page.get_by_role("heading", name="Access to ACME")).to_be_visible()


async def test_who_has_access_is_told_the_role_and_may_ask_for_another(visits: Visits) -> None:
    uma = await visits("uma", "/request-access", color_scheme="dark", narrow=True)

    await find(uma, "acme.example")
    await uma.page.get_by_role("radio", name="Choose ACME", exact=True).check()

    await expect(uma.main).to_contain_text("You have access to ACME already")
    await expect(uma.main).to_contain_text("Account user")
    await uma.check_accessibility()
    await uma.button("Next", exact=True).click()
    await expect(uma.page.get_by_label("Reason for the request")).to_be_visible()


async def test_the_page_of_the_sent_request_turns_into_the_outcome(
    visits: Visits, site: Site
) -> None:
    request = await site.request()
    rita = await visits("rita", f"/request-access?sent={request}")
    await expect(rita.main).to_contain_text("2 administrators were notified")

    await site.ask(DECLINE, by="ben", id=request)

    await expect(rita.main).to_contain_text("Ben Boss denied your request")
    await expect(rita.main).to_contain_text("Ask your own administrators first.")
    await expect(rita.link("Ask again")).to_have_attribute(
        "href", "/request-access?domain=acme.example"
    )


async def test_what_was_typed_outlives_a_reload(visits: Visits) -> None:
    rita = await visits("rita", "/request-access")
    await find(rita, "acme.example")
    await choose(rita)
    await rita.page.get_by_label("Reason for the request").fill(REASON)

    await rita.page.reload()
    await rita.settled()
    await rita.button("Next").click()
    await rita.button("Find").click()
    await choose(rita)

    await expect(rita.page.get_by_label("Reason for the request")).to_have_value(REASON)
