"""What surrounds every screen: notices, keys, the menu, and what goes wrong."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Site
from tests.browser.visitors import Visits

pytestmark = pytest.mark.browser


async def test_a_notice_pops_up_leads_to_its_request_and_stays_behind_the_bell(
    visits: Visits, site: Site
) -> None:
    ada = await visits("ada", "/profile")
    await expect(ada.button("Notices")).to_be_visible()
    request = await site.request()
    await expect(
        ada.page.locator(".pf-v6-c-alert").get_by_text("Rita Request asked")
    ).to_be_visible()
    await ada.check_accessibility()
    await ada.button("Notices, 1 unread").click()
    drawer = ada.page.get_by_role("region", name="Notices")
    await expect(drawer.get_by_role("heading", name="Today")).to_be_visible()
    await expect(ada.page.locator(".pf-v6-c-alert-group .pf-v6-c-alert")).to_have_count(0)
    await ada.check_accessibility()
    await drawer.get_by_role("button", name="Mark all as read").click()
    await expect(ada.button("Notices", exact=True)).to_be_visible()
    await drawer.get_by_role("link", name="Have a look: Rita Request asked").first.click()

    await expect(ada.page).to_have_url(re.compile(f"/accounts/[^/]+/requests/{request}$"))


async def test_what_one_does_oneself_does_not_pop_up(visits: Visits, site: Site) -> None:
    request = await site.request()
    ada = await visits("ada", "/profile")
    await site.approve(request, by="ada")
    await site.request(by="dana")

    await expect(
        ada.page.locator(".pf-v6-c-alert").get_by_text("Dana Delegate asked")
    ).to_be_visible()
    await expect(ada.page.get_by_text("Ada Admin approved")).to_have_count(0)


async def test_whoever_wants_no_notices_to_pop_up_has_them_behind_the_bell(
    visits: Visits, site: Site
) -> None:
    ada = await visits("ada", "/profile")
    await ada.button("Notices").click()
    await ada.button("Which notices pop up").click()
    await ada.page.get_by_role("option", name="None").click()
    await ada.page.keyboard.press("Escape")
    await expect(ada.page.get_by_role("region", name="Notices")).to_be_hidden()
    await site.request()

    await expect(ada.button("Notices, 1 unread")).to_be_visible()
    await expect(ada.page.locator(".pf-v6-c-alert-group .pf-v6-c-alert")).to_have_count(0)


async def test_single_keys_lead_everywhere_and_can_be_turned_off(visits: Visits) -> None:
    ada = await visits("ada", "/profile")
    keyboard, heading = ada.page.keyboard, ada.page.get_by_role("heading", level=1)
    await expect(heading).to_be_focused()
    await keyboard.press("n")
    await expect(ada.page.get_by_role("region", name="Notices")).to_be_visible()
    await keyboard.press("Escape")
    await expect(ada.button("Notices", exact=True)).to_be_focused()
    await keyboard.press("g")
    await keyboard.press("h")
    await expect(heading).to_have_text("Welcome, Ada Admin")
    await expect(heading).to_be_focused()
    await keyboard.press("?")
    help_dialog = ada.page.get_by_role("dialog", name="Keyboard help")
    await expect(help_dialog).to_be_visible()
    await ada.check_accessibility()
    await help_dialog.get_by_label("Single keys do this").uncheck(force=True)
    await keyboard.press("Escape")
    await expect(help_dialog).to_be_hidden()
    await keyboard.press("n")

    await expect(ada.page.get_by_role("region", name="Notices")).to_have_count(0)


async def test_the_menu_of_a_narrow_window_closes_after_one_has_chosen(visits: Visits) -> None:
    ada = await visits("ada", narrow=True)
    await expect(ada.link("Profile")).to_be_hidden()
    await ada.button("Menu").click()
    await ada.link("Profile").click()

    await expect(ada.page.get_by_role("heading", level=1)).to_have_text("Profile")
    await expect(ada.link("Profile")).to_be_hidden()
    assert await ada.page.evaluate("document.documentElement.scrollWidth") == 390


async def test_theme_contrast_and_language_are_ones_own_choice(visits: Visits) -> None:
    ada = await visits("ada")
    root = ada.page.locator("html")

    async def choose(menu: str, item: str) -> None:
        await ada.button(menu).click()
        await ada.page.get_by_role("menuitem", name=item).click()

    await choose("Signed in as Ada Admin", "Dark")
    await choose("Signed in as Ada Admin", "High contrast")
    await choose("Signed in as Ada Admin", "Deutsch")
    await expect(ada.page.get_by_role("heading", level=1)).to_have_text("Willkommen, Ada Admin")
    await ada.page.reload()

    await expect(root).to_have_class("pf-v6-theme-dark pf-v6-theme-high-contrast")
    await expect(root).to_have_attribute("lang", "de")
    await expect(ada.button("Angemeldet als Ada Admin")).to_be_visible()
    await ada.check_accessibility()


async def test_a_demo_person_whom_nobody_knows_comes_to_the_page_to_sign_in_on(
    visits: Visits,
) -> None:
    mina = await visits("mina", "/requests")
    mina.expect_complaint("401 (Unauthorized)")

    await expect(mina.page.get_by_role("heading", name="Sign in to Admit")).to_be_visible()
    await expect(mina.page.get_by_label("Password")).to_be_visible()


async def test_an_address_that_leads_nowhere_says_so_within_the_frame(visits: Visits) -> None:
    ada = await visits("ada")
    await ada.page.evaluate("history.pushState(null, '', '/access/nowhere/at/all')")

    await expect(ada.main.get_by_role("heading", name="Not found")).to_be_visible()
    await expect(ada.button("Signed in as Ada Admin")).to_be_visible()


async def test_a_screen_that_cannot_be_fetched_offers_the_new_version(visits: Visits) -> None:
    ada = await visits("ada")
    ada.expect_complaint("Failed to load resource")
    ada.expect_complaint("dynamically imported module")
    await ada.page.route("**/assets/ProfilePage*", lambda route: route.abort())
    await ada.link("Profile").click()

    await expect(ada.main).to_contain_text("A new version is available")
    await expect(ada.button("Reload")).to_be_visible()
    await expect(ada.link("Home")).to_be_visible()
