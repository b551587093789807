"""What support agents do at their desk."""

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from models.onboarding import ReviewCause
from tests import registering, reviewing, steps
from tests.browser.conftest import Site
from tests.browser.visitors import Visitor, Visits

pytestmark = pytest.mark.browser

QUESTION = "Which site do you work at?"
REASON = "This is not their company."


async def reviewed(site: Site) -> str:
    """Rita tried a wrong device, then a right one, and found her company not among the offered."""
    await registering.rivers("rita")
    await registering.do(site.ask, "startRegistration")
    pair = {"contractNumber": registering.CONTRACT, "serialNumber": "SN-1"}
    await registering.do(site.ask, "verifyEntitlement", **pair)
    pair["serialNumber"] = registering.SERIAL
    await registering.do(site.ask, "verifyEntitlement", **pair)
    sent = await registering.do(site.ask, "chooseCompany", noneOfTheAbove=True)
    assert sent["stage"] == "MANUAL_REVIEW", sent
    return str(sent["id"])


def row(visitor: Visitor, name: str) -> Locator:
    """Somebody's row in the queue."""
    return visitor.page.get_by_role("grid", name="Agent desk").get_by_role("row", name=name)


def card(visitor: Visitor, title: str) -> Locator:
    """A part of the case's page."""
    heading = visitor.page.get_by_role("heading", name=title, level=2)
    return visitor.page.locator(".pf-v6-c-card").filter(has=heading)


async def choose(visitor: Visitor, key: str, choice: str) -> None:
    """Press the letter of a choice that is there."""
    chosen = visitor.page.get_by_role("radio", name=choice)
    await expect(chosen).to_be_visible()
    await visitor.page.keyboard.press(key)
    await expect(chosen).to_be_checked()


async def test_the_queue_tells_how_much_time_is_left_and_who_looks_at_what(
    site: Site, visits: Visits
) -> None:
    await reviewed(site)
    await reviewing.agent("otto")
    olaf = await visits("olaf", "/desk")
    otto = await visits("otto", "/desk", narrow=True)
    await expect(row(olaf, "Rita Request")).to_contain_text("24 h left")
    await expect(row(olaf, "Rita Request")).to_contain_text("None of the offered companies")

    await otto.button("Claim: Rita Request").click()
    await expect(otto.button("Give back: Rita Request")).to_be_focused()
    await expect(row(olaf, "Rita Request")).to_contain_text("Otto until")
    await olaf.button("Take over: Rita Request").click()
    dialog = olaf.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Otto has claimed this review until")
    await dialog.get_by_role("button", name="Take over").click()
    await expect(row(otto, "Rita Request")).to_contain_text("Olaf")
    await otto.check_accessibility()

    await steps.person("rolf")
    await reviewing.review("rolf", cause=ReviewCause.TOO_MANY_FAILURES)
    await olaf.button("1 new · Show").click()
    await expect(row(olaf, "Rolf")).to_be_visible()
    await olaf.check_accessibility()
    await olaf.visit("/desk?cause=TOO_MANY_FAILURES")
    await expect(row(olaf, "Rolf")).to_be_visible()
    await expect(row(olaf, "Rita Request")).to_have_count(0)
    await olaf.visit("/desk?due=OVERDUE")
    await expect(olaf.main).to_contain_text("Nothing fits these filters")


async def test_a_company_is_assigned(site: Site, visits: Visits) -> None:
    await reviewed(site)
    olaf = await visits("olaf", "/desk")
    await olaf.link("Rita Request").click()
    await expect(card(olaf, "Applicant")).to_contain_text("C-100")
    await expect(card(olaf, "Tried contracts and devices")).to_contain_text("SN-1")
    await olaf.button("Decide", exact=True).click()
    await expect(olaf.main).to_contain_text("Choose one of the three.")

    await olaf.page.get_by_role("radio", name="Assign a company").check()
    await expect(olaf.page.get_by_role("radio", name="Rivers · the whole")).to_be_visible()
    await olaf.page.get_by_label("Search all companies").fill("north")
    await olaf.page.keyboard.press("Enter")
    await expect(olaf.main).to_contain_text("1 company")
    await olaf.page.get_by_role("radio", name="Rivers North").check()
    await expect(olaf.main).to_contain_text("becomes Delegated Administrator of Rivers North")
    await olaf.check_accessibility()
    await olaf.button("Assign the company").click()

    await expect(olaf.main).to_contain_text("You completed this registration at")
    mine: Any = await registering.mine(site.ask)
    assert (mine["stage"], mine["company"]["name"]) == ("SYNCING", "Rivers North")
    await expect(card(olaf, "Administrators there")).to_contain_text("Rita Request")
    await olaf.button("Take back: Rita Request").click()
    dialog = olaf.page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Take back").click()
    await expect(dialog.get_by_label("Reason")).to_be_focused()
    await dialog.get_by_label("Reason").fill(REASON)
    await dialog.get_by_role("button", name="Take back").click()
    await expect(olaf.main).to_contain_text("Rita Request administers no longer")
    await expect(olaf.page.get_by_role("radio", name="Assign a company")).to_be_visible()


async def test_a_question_is_asked_and_the_answer_appears(site: Site, visits: Visits) -> None:
    registration = await reviewed(site)
    olaf = await visits("olaf", f"/desk/{registration}", color_scheme="dark")
    await olaf.page.get_by_role("radio", name="Ask the applicant").check()
    await olaf.page.get_by_label("Question", exact=True).fill(QUESTION)
    await olaf.button("Ask", exact=True).click()
    await expect(olaf.main).to_contain_text("You asked Rita Request at")
    await expect(olaf.main).to_contain_text("Stands still, 24 h left")
    await olaf.check_accessibility()

    given = {"registration": registration, "answer": "The northern one."}
    answer = reviewing.mutation("answerInformationRequest")
    answered = await site.ask(answer, "rita", input=given)
    assert answered["stage"] == "MANUAL_REVIEW", answered
    await expect(card(olaf, "Questions and answers")).to_contain_text("The northern one.")
    await expect(olaf.page.get_by_role("radio", name="Ask the applicant")).not_to_be_checked()


async def test_a_registration_is_rejected_by_keyboard_alone(site: Site, visits: Visits) -> None:
    registration = await reviewed(site)
    olaf = await visits("olaf", f"/desk/{registration}", narrow=True)
    await choose(olaf, "r", "Reject")
    await olaf.button("Reject", exact=True).focus()
    await olaf.page.keyboard.press("Enter")
    reason = olaf.page.get_by_label("Reason")
    await expect(reason).to_be_focused()
    await olaf.page.keyboard.type(REASON)
    await olaf.page.keyboard.press("Tab")
    await expect(olaf.button("Reject", exact=True)).to_be_focused()
    await olaf.page.keyboard.press("Enter")

    await expect(olaf.main).to_contain_text("You rejected this registration at")
    await expect(olaf.page.locator(".verdict [tabindex]")).to_be_focused()
    mine: Any = await registering.mine(site.ask)
    assert mine["decisionReason"] == REASON
    await olaf.check_accessibility()


async def test_the_slower_agent_is_told_at_once_and_what_was_typed_stays(
    site: Site, visits: Visits
) -> None:
    registration = await reviewed(site)
    await reviewing.agent("otto")
    olaf = await visits("olaf", f"/desk/{registration}")
    await choose(olaf, "i", "Ask the applicant")
    await olaf.page.get_by_label("Question", exact=True).fill("Are you at the harbour?")

    otto = await visits("otto", f"/desk/{registration}")
    await choose(otto, "i", "Ask the applicant")
    await otto.page.get_by_label("Question", exact=True).fill(QUESTION)
    await otto.button("Ask", exact=True).click()
    told = olaf.page.get_by_role("alert")
    await expect(told).to_contain_text("Otto asked Rita Request at")
    await expect(told).to_contain_text(QUESTION)
    note = olaf.page.get_by_label("Your unsent note")
    await expect(note).to_have_value("Are you at the harbour?")
    await expect(note).to_be_focused()
    await olaf.check_accessibility()

    # Who comes to it now may still decide, but not ask again.
    await olaf.visit(f"/desk/{registration}")
    await olaf.page.get_by_role("radio", name="Reject").check()
    await expect(olaf.main).to_contain_text("A question already waits for its answer.")
    await olaf.page.get_by_label("Reason").fill(REASON)
    await olaf.button("Reject", exact=True).click()
    await expect(otto.main).to_contain_text("Olaf Agent rejected this registration at")


async def test_operators_only_look(site: Site, visits: Visits) -> None:
    registration = await reviewed(site)
    opal = await visits("opal", "/desk")
    await expect(opal.main).to_contain_text("As an operator you only look")
    await expect(opal.button("Claim")).to_have_count(0)
    await opal.link("Rita Request").click()
    await expect(card(opal, "Applicant")).to_contain_text("Rita Request")
    await expect(opal.page.get_by_role("radio")).to_have_count(0)
    await expect(card(opal, "Your decision")).to_contain_text("agent")

    rita = await visits("rita", f"/desk/{registration}")
    await expect(rita.main).to_contain_text("Not found")
    await rita.visit("/desk")
    await expect(rita.main).to_contain_text("Only support agents of this service work here.")
