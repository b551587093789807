"""What delegated administrators do at their companies' pages."""

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from models.entitlements import Company
from resolvers import ids
from tests import registering
from tests.browser.conftest import Site
from tests.browser.visitors import Visitor, Visits

pytestmark = pytest.mark.browser


async def administered(site: Site, *others: str) -> tuple[Company, str]:
    """Rivers, administered by Dana, and by these with her; and Dana's appointment."""
    root, _, _ = await registering.rivers("rita", "dana")
    first = await registering.founded(site.ask, root)
    for other in others:
        await registering.second(site.ask, root, other)
    return root, first


def part(visitor: Visitor, name: str) -> Locator:
    """One of the page's tables."""
    return visitor.page.get_by_role("grid", name=name)


async def test_a_registration_appears_at_once_and_is_decided(site: Site, visits: Visits) -> None:
    await administered(site)
    dana = await visits("dana", "/companies")
    await expect(dana.main).to_contain_text("Nobody waits")
    await registering.forwarded(site.ask)
    await dana.link("1 registration waits for you").click()
    await part(dana, "Registrations").get_by_role("link", name="Rita Request").click()
    await expect(dana.main).to_contain_text("rita@rivers.example")

    await dana.button("Decide").click()
    await expect(dana.main).to_contain_text("Choose one of the two.")
    await dana.page.get_by_role("radio", name="Approve and give a role").check()
    await dana.page.get_by_role("radio", name="Customer user").check()
    await expect(dana.main).to_contain_text("Rita Request becomes Customer user and is mailed.")
    await dana.button("Approve", exact=True).click()

    await expect(dana.main).to_contain_text("You approved this request at")
    mine: Any = await registering.mine(site.ask)
    assert (mine["stage"], mine["portalRole"]) == ("SYNCING", "CUSTOMER_USER")


async def test_the_slower_administrator_is_told_at_once_who_was_faster(
    site: Site, visits: Visits
) -> None:
    await administered(site, "ada")
    registration = await registering.forwarded(site.ask)
    path = f"/companies/registrations/{registration}"
    dana, ada = await visits("dana", path), await visits("ada", path)
    await expect(dana.page.get_by_role("radio", name="Deny")).to_be_visible()
    await dana.page.keyboard.press("d")
    await dana.page.get_by_label("Reason").fill("She moves to another company.")

    await ada.page.get_by_role("radio", name="Deny").check()
    await ada.page.get_by_label("Reason").fill("She left us.")
    await ada.button("Deny", exact=True).click()

    told = dana.page.get_by_role("alert")
    await expect(told).to_contain_text("Ada Admin declined this request at")
    await expect(told).to_contain_text("She left us.")
    note = dana.page.get_by_label("Your unsent note")
    await expect(note).to_have_value("She moves to another company.")
    await expect(note).to_be_focused()
    await expect(dana.button("Deny")).to_have_count(0)
    await dana.check_accessibility()


async def test_who_is_nominated_accepts_the_terms_and_then_decides(
    site: Site, visits: Visits
) -> None:
    root, first = await administered(site)
    registration = await registering.forwarded(site.ask)
    dana = await visits("dana", f"/companies/{ids.of(root)}")
    await expect(dana.page).to_have_url(f"{site.url}/companies/{first}")
    form = dana.page.locator("form").filter(has=dana.button("Nominate an administrator"))
    await dana.button("Nominate an administrator").click()
    await expect(form.get_by_role("textbox")).to_be_focused()
    await form.get_by_role("textbox").fill("ada")
    await dana.page.keyboard.press("Enter")
    await expect(part(dana, "Administrators")).to_contain_text("Terms not accepted")

    ada = await visits("ada", f"/companies/registrations/{registration}")
    await expect(ada.page.get_by_role("radio")).to_have_count(0)
    await ada.button("Accept the terms").click()
    await expect(ada.page.get_by_role("radio", name="Approve")).to_be_visible()
    await expect(part(dana, "Administrators")).not_to_contain_text("Terms not accepted")


async def test_people_are_associated_and_given_roles(site: Site, visits: Visits) -> None:
    _, first = await administered(site)
    dana = await visits("dana", f"/companies/{first}")
    form = dana.page.locator("form").filter(has=dana.button("Associate a person"))
    await form.get_by_role("textbox").fill("nobody-like-this")
    await dana.button("Associate a person").click()
    await expect(form.get_by_role("textbox")).to_be_focused()
    await expect(form.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    await form.get_by_role("textbox").fill("paul")
    await dana.button("Associate a person").click()
    await expect(part(dana, "People")).to_contain_text("Paul Partner")

    await dana.button("Role of Paul Partner").click()
    dialog = dana.page.get_by_role("dialog")
    await dialog.get_by_role("radio", name="Reseller user").check()
    await dana.check_accessibility()
    await dialog.get_by_role("button", name="Save").click()
    await expect(part(dana, "People")).to_contain_text("Reseller user")
    await dana.button("Remove Paul Partner").click()
    await dialog.get_by_role("button", name="Remove").click()
    await expect(dana.main).to_contain_text("Paul Partner was removed")
    await expect(part(dana, "People")).not_to_contain_text("Paul Partner")


async def test_the_last_administrator_stays_and_with_another_one_may_step_down(
    site: Site, visits: Visits
) -> None:
    root, first = await administered(site)
    dana = await visits("dana", f"/companies/{first}")
    dialog = dana.page.get_by_role("dialog")
    await dana.button("Step down").click()
    await dialog.get_by_role("button", name="Step down").click()
    await expect(dialog).to_contain_text("This is the company's last administrator.")
    await dialog.get_by_role("button", name="Cancel").click()

    await registering.second(site.ask, root, "ada")
    await expect(part(dana, "Administrators")).to_contain_text("Ada Admin")
    await dana.button("Step down").click()
    await dialog.get_by_role("button", name="Step down").click()
    await expect(dana.main).to_contain_text("You administer no company")


async def test_a_stranger_s_company_is_not_found(site: Site, visits: Visits) -> None:
    root, first = await administered(site)
    registration = await registering.forwarded(site.ask)

    uma = await visits("uma", f"/companies/{first}")
    await expect(uma.main).to_contain_text("Not found")
    await uma.visit(f"/companies/registrations/{registration}")
    await expect(uma.main).to_contain_text("Not found")
    await uma.visit(f"/companies/{ids.of(root)}")
    await expect(uma.main).to_contain_text("Not found")


@pytest.mark.parametrize("look", [{"color_scheme": "dark"}, {"narrow": True}])
async def test_everybody_can_use_each_page(site: Site, visits: Visits, look: Any) -> None:
    _, first = await administered(site)
    registration = await registering.forwarded(site.ask)

    dana = await visits("dana", "/companies", **look)
    await dana.check_accessibility()
    for path in (f"/companies/{first}", f"/companies/registrations/{registration}"):
        await dana.visit(path)
        await dana.check_accessibility()
        wide = await dana.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
