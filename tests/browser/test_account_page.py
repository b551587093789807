"""Managing an account: what it is, its agreement and its log."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from models import agreements
from models.accounts import SmartAccount
from models.agreements import Terms
from resolvers import ids
from tests import managing
from tests.browser.conftest import Site
from tests.browser.visitors import Visitor, Visits

pytestmark = pytest.mark.browser

MEANWHILE = "Somebody changed this meanwhile"


async def tab(name: str) -> str:
    """The address of a tab of ACME."""
    return f"/accounts/{ids.of(await managing.acme())}/{name}"


def row(who: Visitor, text: str) -> Locator:
    """The row of a table that has this text."""
    return who.main.get_by_role("row").filter(has_text=text)


def read(file: Path) -> list[str]:
    """The lines of a file."""
    return file.read_text(encoding="utf-8").splitlines()


async def test_the_overview_tells_what_an_account_is_and_who_runs_it(visits: Visits) -> None:
    ada = await visits("ada", await tab("overview"))

    for text in ("acme.example", "Customer", "Active", "Ada Admin", "Ben Boss"):
        await expect(ada.main).to_contain_text(text)
    await expect(ada.main).not_to_contain_text("one administrator only")
    await ada.link("Decide requests").click()
    await expect(ada.page).to_have_url(f"{ada.url}{await tab('requests')}")


async def test_what_a_role_does_not_allow_is_told_instead_of_offered(visits: Visits) -> None:
    for username, may, may_not in (
        ("vera", "See the event log", "Accept agreements"),
        ("uma", "See the account", "See users"),
    ):
        who = await visits(username, await tab("overview"), color_scheme="dark", narrow=True)
        await expect(who.main.get_by_role("link", name=may)).to_be_visible()
        await expect(who.main.get_by_role("link", name=may_not)).to_have_count(0)
        refused = who.main.get_by_role("listitem").filter(has_text=may_not)
        await expect(refused).to_contain_text("Not allowed:")
        await expect(who.main).to_contain_text("Your roles do not allow this.")
        await expect(who.button("Edit name")).to_have_count(0)
        await who.check_accessibility()
    uma = await visits("uma", await tab("users"))
    await expect(uma.main).to_contain_text(
        "You are signed in as Uma User. None of your roles in ACME"
    )
    await expect(uma.main).to_contain_text("An administrator of ACME can give you a role")
    await uma.check_accessibility()
    for hidden in "requests", "events", "users/add":
        await uma.page.evaluate("(to) => history.pushState(null, '', to)", await tab(hidden))
        await uma.settled()
        await expect(uma.main).to_contain_text("None of your roles in ACME")
    await uma.link("Request another role").click()
    await expect(uma.page).to_have_url(re.compile(r"/request-access\?domain=acme\.example$"))
    rita = await visits("rita", await tab("overview"))
    await expect(rita.main).to_contain_text("Not found")


async def test_an_account_with_one_administrator_is_warned(visits: Visits) -> None:
    rivers = ids.of(await SmartAccount.get(name="Rivers Ltd"))
    dana = await visits("dana", f"/accounts/{rivers}/overview")

    await expect(dana.main).to_contain_text("This account has one administrator only")
    await dana.check_accessibility()


async def test_name_and_listing_are_edited_by_keyboard_alone(visits: Visits) -> None:
    ada = await visits("ada", await tab("overview"))
    edit = ada.button("Edit name")
    await edit.focus()
    await ada.page.keyboard.press("Enter")
    name = ada.page.get_by_label("Name", exact=True)
    await expect(name).to_be_focused()
    await ada.page.keyboard.press("Control+A")
    await ada.page.keyboard.press("Delete")
    await ada.page.keyboard.press("Enter")
    await expect(ada.main).to_contain_text("Give a name of 1 to 120 characters.")
    await expect(name).to_be_focused()
    await ada.page.keyboard.type("ACME Works")
    await ada.page.keyboard.press("Enter")

    await expect(ada.main).to_contain_text("The properties are saved.")
    await expect(ada.page.get_by_role("heading", level=1)).to_contain_text("ACME Works")
    assert (await managing.acme()).name == "ACME Works"


async def test_what_somebody_else_saved_first_is_shown_and_what_was_typed_stays(
    visits: Visits, site: Site
) -> None:
    ada = await visits("ada", await tab("overview"))
    await ada.button("Edit name").click()
    name = ada.page.get_by_label("Name", exact=True)
    await name.fill("ACME of Ada")
    await managing.edit(site.ask, "ben", name="ACME of Ben")

    told = ada.main.get_by_role("alert").filter(has_text=MEANWHILE)
    await expect(told).to_contain_text("ACME of Ben")
    await expect(name).to_have_value("ACME of Ada")
    await ada.button("Save", exact=True).click()
    await expect(told).to_be_focused()
    assert (await managing.acme()).name == "ACME of Ben"
    await ada.check_accessibility()
    await ada.button("Go on with my changes").click()
    await ada.button("Save", exact=True).click()
    await expect(ada.main).to_contain_text("The properties are saved.")
    assert (await managing.acme()).name == "ACME of Ada"


async def test_the_agreement_in_force_is_read_ticked_and_accepted(
    visits: Visits, request: pytest.FixtureRequest
) -> None:
    before = agreements.in_force()
    request.addfinalizer(lambda: agreements.use(before))
    agreements.use(Terms(version="7", url="https://terms.example/7"))
    ada = await visits("ada", await tab("agreements"))
    await expect(ada.main).to_contain_text("Not accepted yet")
    await expect(ada.link("Read the")).to_have_attribute("href", "https://terms.example/7")
    await ada.button("Accept").click()
    await expect(ada.main).to_contain_text("Tick that you accept it.")
    await ada.check_accessibility()
    await ada.page.get_by_role("checkbox").check()
    await ada.button("Accept").click()

    await expect(ada.main).to_contain_text("Accepted for the whole account.")
    await expect(ada.main).to_contain_text("by Ada Admin")
    uma = await visits("uma", await tab("agreements"))
    await expect(uma.main).to_contain_text("Accepted")
    await expect(uma.button("Accept")).to_have_count(0)


async def test_the_log_is_filtered_in_its_address_and_taken_away_as_it_is(
    visits: Visits, site: Site
) -> None:
    await site.approve(await site.request())
    await managing.edit(site.ask, "ben", name="ACME Works")
    ada = await visits("ada", await tab("events"))
    await expect(row(ada, "Rita Request asked for access")).to_be_visible()
    await ada.check_accessibility()
    await ada.page.get_by_label("What", exact=True).select_option("account_changed")
    await expect(ada.page).to_have_url(f"{ada.url}{await tab('events')}?action=account_changed")
    await expect(row(ada, "Ben Boss changed the name")).to_be_visible()
    await expect(row(ada, "Rita Request")).to_have_count(0)

    async with ada.page.expect_download() as coming:
        await ada.button("Download as CSV").click()
    file = await coming.value
    assert file.suggested_filename == "events-acme.example.csv"
    lines = await asyncio.to_thread(read, await file.path())
    assert len(lines) == 2
    assert "account_changed" in lines[1]

    await ada.page.reload()
    await ada.settled()
    await ada.page.get_by_label("What", exact=True).select_option("")
    await row(ada, "Rita Request asked").get_by_role("button", name="Rita Request").click()
    await expect(row(ada, "Ben Boss")).to_have_count(0)
    await expect(row(ada, "Rita Request asked for access")).to_be_visible()


async def test_what_happens_meanwhile_is_announced_in_the_log_and_pushes_nothing(
    visits: Visits, site: Site
) -> None:
    await managing.edit(site.ask, "ben", name="ACME Works")
    ada = await visits("ada", await tab("events"), narrow=True, color_scheme="dark")
    await expect(ada.main).to_contain_text("from ACME to ACME Works")
    await managing.edit(site.ask, "ben", name="ACME Again")

    news = ada.button("1 new · Show")
    await expect(news).to_be_visible()
    await expect(ada.main).not_to_contain_text("to ACME Again")
    await ada.check_accessibility()
    await news.click()
    await expect(ada.main).to_contain_text("to ACME Again")
    await expect(news).to_have_count(0)
