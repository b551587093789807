"""The console as a whole: signing in, and the frame around every screen."""

import pytest
from playwright.async_api import Browser, expect

from models import demo
from tests.browser.conftest import Site
from tests.browser.visitors import Visits

pytestmark = pytest.mark.browser

SIGN_OUT_EVERYWHERE = "mutation { signOut { id } }"


async def test_the_page_tells_who_is_signed_in(visits: Visits) -> None:
    ada = await visits("ada")

    await expect(ada.button("Signed in as Ada Admin")).to_be_visible()
    await ada.check_accessibility()


async def test_who_is_nobody_signs_in_and_comes_to_where_they_wanted(visits: Visits) -> None:
    nobody = await visits("", "/profile")
    await expect(nobody.page.get_by_role("heading", level=1)).to_have_text("Sign in to Admit")
    await nobody.check_accessibility()
    await nobody.page.get_by_label("Username or e-mail address").fill("rita")
    await nobody.button("Sign in", exact=True).click()
    await expect(nobody.page.get_by_label("Password")).to_be_focused()
    await nobody.page.get_by_label("Password").fill("a wrong one")
    await nobody.page.keyboard.press("Enter")
    await expect(nobody.page.get_by_role("alert")).to_be_visible()
    await nobody.page.get_by_label("Password").fill(demo.PASSWORD)
    await nobody.page.keyboard.press("Enter")

    await expect(nobody.button("Signed in as Rita Request")).to_be_visible()
    await expect(nobody.page.get_by_role("heading", level=1)).to_have_text("Profile")


async def test_one_click_makes_this_tab_one_of_the_demos_people(visits: Visits) -> None:
    nobody = await visits("", "/sign-in?next=/profile", color_scheme="dark")
    await nobody.check_accessibility()
    await nobody.button("Sign in as Ada").click()
    await expect(nobody.button("Signed in as Ada Admin")).to_be_visible()

    other = await nobody.page.context.new_page()
    await other.goto(f"{nobody.url}/sign-in?next=/profile")
    async with nobody.page.context.expect_page() as opened:
        await other.get_by_role("link", name="Open as Ben in a new tab").click()
    ben = await opened.value
    await expect(ben.get_by_role("button", name="Signed in as Ben Boss")).to_be_visible()
    await expect(ben.get_by_role("heading", level=1)).to_have_text("Profile")
    await nobody.page.reload()
    await expect(nobody.button("Signed in as Ada Admin")).to_be_visible()


async def test_somebody_new_becomes_a_user_and_is_welcomed(visits: Visits) -> None:
    newcomer = await visits("", "/sign-in?register", narrow=True)
    await newcomer.check_accessibility()
    fields = {
        "Full name": "Nina New",
        "Business e-mail address": "nina@new.example",
        "Username": "nina",
        "Password": "nina",
    }
    for label, text in fields.items():
        await newcomer.page.get_by_label(label, exact=True).fill(text)
    await newcomer.button("Create your sign-in").click()
    await expect(newcomer.page.get_by_label("Password")).to_be_focused()
    await newcomer.page.get_by_label("Password").fill("a long and good one")
    await newcomer.page.keyboard.press("Enter")

    await expect(newcomer.page.get_by_role("heading", level=1)).to_have_text("Welcome, Nina New")
    await expect(newcomer.button("Ask to enter an account")).to_be_visible()
    await expect(newcomer.main).to_contain_text("Confirm your address nina@new.example")
    await newcomer.check_accessibility()


async def test_a_sign_in_that_ends_under_the_page_loses_nothing(
    visits: Visits, site: Site, browser: Browser
) -> None:
    rita = await visits("", "/sign-in?next=/profile")
    await rita.page.get_by_label("Username or e-mail address").fill("rita")
    await rita.page.get_by_label("Password").fill(demo.PASSWORD)
    await rita.page.keyboard.press("Enter")
    await rita.button("Edit").click()
    await rita.page.get_by_label("Preferred name").fill("Ri")
    # Another tab of the same browser signs out.
    await rita.page.evaluate(
        """(query) => fetch("/graphql", {method: "POST", body: JSON.stringify({query}),
            headers: {"content-type": "application/json"}})""",
        SIGN_OUT_EVERYWHERE,
    )

    again = rita.page.get_by_role("dialog", name="Your sign-in has ended")
    await expect(again).to_be_visible()
    await rita.check_accessibility()
    await again.get_by_label("Username or e-mail address").fill("rita")
    await again.get_by_label("Password").fill(demo.PASSWORD)
    await rita.page.keyboard.press("Enter")
    await expect(again).to_be_hidden()
    await expect(rita.page.get_by_label("Preferred name")).to_have_value("Ri")
    await rita.button("Save").click()
    await expect(rita.main.get_by_text("Ri", exact=True)).to_be_visible()


async def test_signing_out_leaves_nobody(visits: Visits) -> None:
    ada = await visits("ada")
    await ada.button("Signed in as Ada Admin").click()
    await ada.page.get_by_role("menuitem", name="Sign out").click()
    await expect(ada.page.get_by_role("heading", level=1)).to_have_text("Sign in to Admit")
    await ada.page.goto(f"{ada.url}/profile")

    await expect(ada.page.get_by_role("heading", level=1)).to_have_text("Sign in to Admit")
