"""The parts of an account: making, changing and deleting them."""

import pytest
from playwright.async_api import Locator, expect

from tests import managing, steps
from tests.browser.conftest import Site
from tests.browser.visitors import Visitor, Visits

pytestmark = pytest.mark.browser


async def address() -> str:
    """Where ACME's virtual accounts are."""
    return f"/accounts/{await steps.acme_id()}/virtual-accounts"


def row(who: Visitor, text: str) -> Locator:
    """The row of a table that has this text."""
    return who.main.get_by_role("row").filter(has_text=text)


async def choose(who: Visitor, part: str, act: str) -> Locator:
    """Choose what to do with a virtual account; the dialog that opens."""
    await who.button(f"Actions for {part}", exact=True).click()
    await who.page.get_by_role("menuitem", name=act).click()
    return who.page.get_by_role("dialog")


async def test_virtual_accounts_are_created_changed_and_deleted(visits: Visits) -> None:
    ada = await visits("ada", await address())
    await ada.check_accessibility()
    dialog = await choose(ada, "Office", "New one below it")
    await dialog.get_by_label("Name").fill("Lab")
    await dialog.get_by_role("button", name="Create").click()
    await expect(dialog).to_contain_text("Another virtual account has this name.")
    await expect(dialog.get_by_label("Name")).to_be_focused()
    await dialog.get_by_label("Name").fill("Cellar")
    await dialog.get_by_role("button", name="Create").click()
    await expect(ada.main).to_contain_text("Cellar was created.")
    await expect(row(ada, "Cellar")).to_have_attribute("aria-level", "2")

    dialog = await choose(ada, "Cellar", "Change")
    await dialog.get_by_label("Lies below").select_option(label="Nothing: at the top")
    await dialog.get_by_text("Only its own users").click()
    await expect(dialog).to_contain_text("Cellar moves to the top")
    await expect(dialog).to_contain_text("Cellar disappears for everybody but")
    await ada.check_accessibility()
    await dialog.get_by_role("button", name="Save").click()
    await expect(ada.main).to_contain_text("Cellar was changed.")
    await expect(row(ada, "Cellar")).to_contain_text("Restricted")
    await expect(row(ada, "Cellar")).to_have_attribute("aria-level", "1")

    dialog = await choose(ada, "Cellar", "Delete")
    await expect(dialog).to_contain_text("Nothing lies below it")
    await dialog.get_by_role("button", name="Delete").click()
    await expect(
        ada.main.get_by_role("status").filter(has_text="Cellar was deleted.")
    ).to_be_focused()
    assert "Cellar" not in await managing.parts()


async def test_what_cannot_be_deleted_now_says_why(visits: Visits) -> None:
    ada = await visits("ada", await address(), color_scheme="dark", narrow=True)
    await ada.button("Actions for Lab", exact=True).click()

    delete = ada.page.get_by_role("menuitem", name="Delete")
    await expect(delete).to_have_attribute("aria-disabled", "true")
    await expect(delete).to_contain_text("Others lie below it")
    await ada.page.keyboard.press("Escape")
    await ada.check_accessibility()
    uma = await visits("uma", await address())
    await expect(uma.main).to_contain_text("You cannot create or delete virtual accounts:")
    await expect(uma.button("Actions for")).to_have_count(0)


async def test_a_virtual_account_that_two_change_shows_both_what_the_other_did(
    visits: Visits, site: Site
) -> None:
    ada = await visits("ada", await address())
    dialog = await choose(ada, "Office", "Change")
    await dialog.get_by_label("Name").fill("Bureau")
    await managing.change(site.ask, "Office", "ben", name="Study")

    await expect(dialog).to_contain_text("Somebody changed this meanwhile")
    await expect(dialog).to_contain_text("Study")
    await expect(dialog.get_by_label("Name")).to_have_value("Bureau")
    await dialog.get_by_role("button", name="Discard my changes").click()
    await expect(dialog.get_by_label("Name")).to_have_value("Study")
