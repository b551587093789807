"""Registering for the service portal, page by page."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from models.entitlements import Company
from tests import registering
from tests.browser.conftest import Site
from tests.browser.visitors import Visitor, Visits
from tests.registering import CONTRACT, SERIAL, do

pytestmark = pytest.mark.browser
ASK = """mutation($id: ID!) { requestInformation(input: {
  registration: $id, question: "Which site do you work at?"}) { __typename } }"""
REJECT = """mutation($id: ID!) { rejectReview(input: {
  registration: $id, reason: "This contract is not yours."}) { __typename } }"""


async def check(visitor: Visitor, contract: str, serial: str) -> None:
    """Fill the pair in, and have it checked."""
    await visitor.page.get_by_label("Contract number").fill(contract)
    await visitor.page.get_by_label("Serial number").fill(serial)
    await visitor.button("Check").click()


async def pick(visitor: Visitor, name: str) -> None:
    """Choose one of the companies, and submit it."""
    await visitor.page.get_by_role("radio", name=name).check()
    await visitor.button("Submit").click()


def titled(visitor: Visitor, title: str) -> Locator:
    """The heading of a page."""
    return visitor.page.get_by_role("heading", level=1, name=title)


async def choosing(site: Site, root: Company, *people: str) -> None:
    """These have chosen the company, and each was mailed a link."""
    for person in people:
        await registering.chosen(site.ask, root, person)


async def test_who_is_first_becomes_the_delegated_administrator(site: Site, visits: Visits) -> None:
    await registering.rivers()
    rita = await visits("rita", "/onboarding")
    await rita.button("Continue registration").click()
    await expect(titled(rita, "Show that you are entitled")).to_be_visible()
    await expect(rita.button("Next")).to_have_attribute("aria-disabled", "true")

    await check(rita, CONTRACT, "SN-999")
    serial = rita.page.get_by_label("Serial number")
    await expect(serial).to_have_attribute("aria-invalid", "true")
    await expect(serial).to_be_focused()
    await expect(rita.page.get_by_label("Contract number")).to_have_attribute(
        "aria-invalid", "false"
    )
    await check(rita, CONTRACT, SERIAL)
    await rita.button("Next").click()
    await pick(rita, "Rivers · the whole organisation")
    await expect(titled(rita, "Confirm your e-mail address")).to_be_visible()
    await rita.button("Resend the mail").click()
    await expect(rita.main).to_contain_text("A new link is on its way")

    phone = await visits("rita", f"/onboarding/confirm/{(await registering.secrets())[-1]}")
    await phone.button("Confirm my address").click()
    await expect(phone.main).to_contain_text("Your e-mail address is confirmed")
    await expect(titled(rita, "You are the Delegated Administrator of Rivers")).to_be_visible()
    await expect(rita.main).to_contain_text("Three mails were sent to you")
    await rita.button("Accept the terms").click()
    await expect(rita.main).to_contain_text("You have accepted the terms")
    await rita.link("What is being set up").click()
    await expect(titled(rita, "Your account set-up is in progress")).to_be_visible()


async def test_the_company_s_administrator_is_asked_and_the_answer_comes_by_itself(
    site: Site, visits: Visits
) -> None:
    root, _, _ = await registering.rivers("rita", "dana")
    await registering.founded(site.ask, root)
    await registering.verified(site.ask)
    rita = await visits("rita", "/onboarding")
    await expect(titled(rita, "Your company has an administrator")).to_be_visible()
    await rita.check_accessibility()
    await rita.button("Confirm").click()
    await expect(rita.main).to_contain_text("Dana Delegate was mailed")
    await rita.button("Send a reminder").click()
    await expect(rita.main).to_contain_text("The administrators were reminded")
    await expect(rita.button("Send a reminder")).to_have_attribute("aria-disabled", "true")
    await rita.check_accessibility()

    waiting: Any = await registering.mine(site.ask)
    answer = {"registration": waiting["id"], "approve": False, "reason": "Ask again in May."}
    await do(site.ask, "decideRegistration", "dana", **answer)

    await expect(titled(rita, "Access was denied")).to_be_visible()
    await expect(rita.main).to_contain_text("Dana Delegate denied access at")
    await expect(rita.main).to_contain_text("Ask again in May.")
    await rita.button("Start a new registration").click()
    await expect(titled(rita, "Show that you are entitled")).to_be_visible()


async def test_who_finds_no_company_is_looked_after_by_an_agent(site: Site, visits: Visits) -> None:
    await registering.rivers()
    begun = await registering.verified(site.ask)
    rita = await visits("rita", "/onboarding/company")
    await rita.button("Submit").click()
    await expect(rita.main).to_contain_text("Choose one of these.")
    await pick(rita, "None of the above")
    await expect(rita.main).to_contain_text("Answer expected within")
    await rita.check_accessibility()

    await site.ask(ASK, "olaf", id=begun["id"])
    await expect(titled(rita, "The support team has a question")).to_be_visible()
    await expect(rita.main).to_contain_text("Which site do you work at?")
    answer = rita.page.get_by_label("Your answer")
    await rita.button("Send the answer").click()
    await expect(answer).to_be_focused()
    await answer.fill("At the northern one.")
    await rita.check_accessibility()
    await rita.button("Send the answer").click()
    await expect(rita.main).to_contain_text("Answer expected within")
    await expect(rita.main).to_contain_text("At the northern one.")

    await site.ask(REJECT, "olaf", id=begun["id"])
    await expect(titled(rita, "Your registration was rejected")).to_be_visible()
    await expect(rita.main).to_contain_text("This contract is not yours.")


async def test_who_tries_too_often_is_told_for_how_long_to_wait(site: Site, visits: Visits) -> None:
    await registering.rivers()
    await site.stop()
    site.settings = site.settings.model_copy(update={"entitlement_failures_per_hour": 1})
    await site.start()
    await do(site.ask, "startRegistration")
    rita = await visits("rita", "/onboarding")

    await check(rita, "C-999", SERIAL)
    await expect(rita.page.get_by_label("Contract number")).to_be_focused()
    await check(rita, CONTRACT, SERIAL)

    await expect(rita.page.get_by_role("timer")).to_contain_text(
        re.compile(r"You can try again in \d+:\d\d\.")
    )
    await expect(rita.button("Check")).to_have_attribute("aria-disabled", "true")
    # What was typed is there after a reload, and so is the step.
    await rita.page.reload()
    await expect(rita.page.get_by_label("Contract number")).to_have_value(CONTRACT)


async def test_a_link_is_spent_by_its_button_and_used_again_it_is_no_error(
    site: Site, visits: Visits
) -> None:
    root, _, _ = await registering.rivers()
    await choosing(site, root, "rita")
    old = (await registering.secrets())[-1]
    await do(site.ask, "resendRegistrationVerification")
    path = f"/onboarding/confirm/{(await registering.secrets())[-1]}"
    rita = await visits("rita", path)
    assert await registering.stage_of("rita") == ["EMAIL_VERIFICATION"]
    await rita.check_accessibility()
    stranger = await visits("uma", path)
    await stranger.button("Confirm my address").click()
    await expect(stranger.main).to_contain_text("This link is not yours")
    await rita.visit(f"/onboarding/confirm/{old}")
    await rita.button("Confirm my address").click()
    await expect(rita.main).to_contain_text("This link works no more")

    await rita.visit(path)
    await rita.button("Confirm my address").click()
    await rita.link("Continue").click()
    await expect(titled(rita, "You are the Delegated Administrator of Rivers")).to_be_visible()
    await rita.visit(path)
    await expect(rita.main).to_contain_text("Your e-mail address was confirmed already")


async def test_of_two_who_finish_the_second_is_told_who_was_faster(
    site: Site, visits: Visits
) -> None:
    root, _, _ = await registering.rivers("rita", "dana")
    await choosing(site, root, "rita", "dana")
    rita = await visits("rita", f"/onboarding/confirm/{(await registering.secrets())[-1]}")
    await registering.confirm(site.ask, "dana")

    await rita.button("Confirm my address").click()
    await rita.link("Continue").click()

    await expect(rita.main).to_contain_text("Dana Delegate became the administrator at")
    await expect(rita.main).to_contain_text("your request was passed on to Dana Delegate")


async def test_a_step_shows_in_the_other_window_too(site: Site, visits: Visits) -> None:
    await registering.rivers()
    await registering.verified(site.ask)
    rita = await visits("rita", "/onboarding")
    other = await visits("rita", "/onboarding/company")
    await other.button("Back").click()
    await expect(titled(rita, "Show that you are entitled")).to_be_visible()

    await check(other, CONTRACT, SERIAL)
    await other.button("Next").click()
    await pick(other, "Rivers North")

    await expect(titled(rita, "Confirm your e-mail address")).to_be_visible()
    await rita.button("Give up the registration").click()
    await rita.page.get_by_role("dialog").get_by_role("button", name="Give up").click()
    await expect(titled(other, "Register for the service portal")).to_be_visible()
    await expect(other.main).to_contain_text("You gave your last registration up")


async def test_who_lacks_something_is_told_what_and_where_to_mend_it(visits: Visits) -> None:
    uma = await visits("uma", "/onboarding")

    await expect(uma.button("Continue registration")).to_have_attribute("aria-disabled", "true")
    await expect(uma.main).to_contain_text("You cannot register yet")
    await expect(uma.link("Add a contract")).to_have_attribute("href", "/access/add")


@pytest.mark.parametrize("look", [{"color_scheme": "dark"}, {"narrow": True}])
async def test_everybody_can_use_each_page(site: Site, visits: Visits, look: Any) -> None:
    await registering.rivers()
    rita = await visits("rita", "/onboarding", **look)
    await rita.check_accessibility()
    await rita.button("Continue registration").click()
    await check(rita, CONTRACT, SERIAL)
    await expect(rita.button("Next")).not_to_have_attribute("aria-disabled", "true")
    await rita.check_accessibility()
    await rita.button("Next").click()
    await rita.page.get_by_role("radio", name="Rivers North").check()
    await rita.check_accessibility()
    await rita.button("Submit").click()
    await expect(titled(rita, "Confirm your e-mail address")).to_be_visible()
    await rita.check_accessibility()
    await registering.confirm(site.ask)
    await expect(titled(rita, "You are the Delegated Administrator")).to_be_visible()
    await rita.check_accessibility()
    await rita.link("What is being set up").click()
    await expect(titled(rita, "Your account set-up is in progress")).to_be_visible()
    await rita.check_accessibility()
    wide = await rita.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
