"""The users of an account: who they are, and what can be given and taken."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Site
from tests.browser.test_race_page import account
from tests.browser.visitors import Visits

pytestmark = pytest.mark.browser


async def test_a_role_is_revoked_after_saying_what_is_lost(visits: Visits, site: Site) -> None:
    await site.request()
    ada = await visits("ada", f"/accounts/{await account(site)}/users")
    await expect(ada.main.get_by_text("1 person waits for a decision")).to_be_visible()
    await ada.check_accessibility()
    await ada.button("Revoke Account user, whole account of Uma User").click()
    dialog = ada.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Uma User loses Account user, whole account in ACME")
    await ada.check_accessibility()
    await dialog.get_by_role("button", name="Revoke").click()

    said = ada.main.get_by_role("status").filter(has_text="Uma User no longer has")
    await expect(said).to_be_focused()
    await expect(ada.link("Roles and history of Uma User")).to_have_count(0)


async def test_filters_live_in_the_address(visits: Visits, site: Site) -> None:
    ada = await visits("ada", f"/accounts/{await account(site)}/users", color_scheme="dark")
    await expect(ada.link("Roles and history of Uma User")).to_be_visible()
    await ada.button("External users").click()
    await expect(ada.main.get_by_role("heading", name="Nothing fits")).to_be_visible()
    assert "people=external" in ada.page.url
    await ada.page.reload()

    await expect(ada.main.get_by_role("heading", name="Nothing fits")).to_be_visible()
    await ada.check_accessibility()


async def test_beside_the_list_stand_the_roles_and_the_history_of_one(
    visits: Visits, site: Site
) -> None:
    ada = await visits("ada", f"/accounts/{await account(site)}/users", narrow=True)
    await ada.link("Roles and history of Uma User").click()
    await expect(ada.page.get_by_role("heading", name="Uma User", exact=True)).to_be_focused()
    await expect(ada.main.get_by_text("Current roles")).to_be_visible()
    await ada.check_accessibility()
    await ada.button("Close the details").click()

    await expect(ada.link("Roles and history of Uma User")).to_be_focused()


async def test_people_are_added_by_a_list_with_a_result_for_each(
    visits: Visits, site: Site
) -> None:
    ada = await visits("ada", f"/accounts/{await account(site)}/users/add")
    await ada.page.get_by_label("Usernames or e-mail").fill("rita\nnobody-at-all")
    await ada.page.get_by_role("radio", name="The whole account").check()
    await ada.page.get_by_role("radio", name="Account viewer").check()
    await ada.check_accessibility()
    await ada.button("Add users").click()

    await expect(ada.main.get_by_text("1 of 2 rows were added.")).to_be_visible()
    await expect(ada.main.get_by_role("row", name="nobody-at-all")).to_contain_text("NOT_FOUND")
    await expect(ada.main.get_by_role("row", name="rita")).to_contain_text("Added")
    await ada.check_accessibility()


async def test_a_csv_list_is_tried_out_before_anything_is_added(visits: Visits, site: Site) -> None:
    ada = await visits("ada", f"/accounts/{await account(site)}/users/add?how=csv")
    await ada.page.locator("textarea").fill("user,role\nrita,SMART_ACCOUNT_VIEWER\nx,KING")
    await ada.button("Check the list").click()
    await expect(ada.main.get_by_text("1 of 2 rows can be added.")).to_be_visible()
    await ada.check_accessibility()
    await ada.button("Add 1 row").click()

    await expect(ada.main.get_by_text("1 of 2 rows were added.")).to_be_visible()


async def test_the_last_administrator_is_protected_with_a_reason(
    visits: Visits, site: Site
) -> None:
    ada = await visits("ada", f"/accounts/{await account(site)}/users")
    await ada.button("Revoke Account administrator, whole account of Ben Boss").click()
    await ada.page.get_by_role("dialog").get_by_role("button", name="Revoke").click()

    await expect(ada.main.get_by_text("The last administrator cannot be taken")).to_be_visible()
    own = ada.button("Revoke Account administrator, whole account of Ada Admin")
    await expect(own).to_have_attribute("aria-disabled", "true")


async def test_the_employer_sees_what_employees_hold_elsewhere(visits: Visits, site: Site) -> None:
    request = await site.request()
    await site.approve(request)
    rivers = (await site.ask("{ viewer { administeredAccounts { nodes { id } } } }", by="dana"))[
        "administeredAccounts"
    ]["nodes"][0]["id"]
    dana = await visits("dana", f"/accounts/{rivers}/users/elsewhere")
    await expect(dana.main.get_by_role("row", name="Rita Request")).to_contain_text("ACME")
    await dana.check_accessibility()
    await dana.button("Revoke Account user, whole account of Rita Request").click()
    await expect(dana.page.get_by_role("dialog")).to_contain_text("in ACME at once")
    await dana.page.get_by_role("dialog").get_by_role("button", name="Revoke").click()

    await expect(dana.main.get_by_text("Rita Request no longer has")).to_be_visible()


async def test_a_role_is_changed_and_somebody_is_removed_from_the_account(
    visits: Visits, site: Site
) -> None:
    ada = await visits("ada", f"/accounts/{await account(site)}/users")
    await ada.button("Change Account user, whole account of Uma User").click()
    dialog = ada.page.get_by_role("dialog", name="Another role for Uma User")
    await dialog.get_by_role("radio", name="Account viewer").check()
    await ada.check_accessibility()
    await dialog.get_by_role("button", name="Save").click()
    await expect(ada.main.get_by_text("Uma User now has: Account viewer")).to_be_visible()
    await ada.link("Roles and history of Uma User").click()
    await ada.button("Remove from the account").click()
    removal = ada.page.get_by_role("dialog", name="Remove Uma User from the account?")
    await expect(removal).to_contain_text("Uma User loses at once: Account viewer, whole account.")
    await ada.check_accessibility()
    await removal.get_by_role("button", name="Remove from the account").click()

    await expect(ada.main.get_by_text("Uma User was removed from the account")).to_be_visible()
    await expect(ada.link("Roles and history of Uma User")).to_have_count(0)
