"""An account's settings: who decides requests, by which rules, and when nobody answers."""

import pytest
from playwright.async_api import Locator, expect

from tests import automating, managing, steps
from tests.automating import rule
from tests.browser.conftest import Site
from tests.browser.visitors import Visitor, Visits

pytestmark = pytest.mark.browser


async def settings() -> str:
    """The address of ACME's settings."""
    return f"/accounts/{await steps.acme_id()}/settings"


def rules(who: Visitor) -> Locator:
    """The rules in their order."""
    return who.main.locator("ol.rules > li")


async def test_the_settings_are_saved_together(visits: Visits) -> None:
    ada = await visits("ada", await settings())
    await ada.page.get_by_label("Declining needs a reason").check()
    await ada.page.get_by_label("Remind the administrators after").fill("400")
    await ada.button("Save", exact=True).click()
    await expect(ada.main).to_contain_text("Give 1 to 365 days")
    await expect(ada.page.get_by_label("Remind the administrators after")).to_be_focused()
    await ada.check_accessibility()
    await ada.page.get_by_label("Remind the administrators after").fill("3")
    await ada.button("Save", exact=True).click()

    await expect(ada.main).to_contain_text("The settings are saved.")
    acme = await steps.acme()
    assert (acme.decline_reason_required, acme.remind_admins_after_days) == (True, 3)


async def test_settings_that_two_change_are_not_overwritten_unseen(
    visits: Visits, site: Site
) -> None:
    ada = await visits("ada", await settings(), color_scheme="dark", narrow=True)
    await ada.page.get_by_label("Let the request expire after").fill("30")
    await managing.edit(site.ask, "ben", remindAdminsAfterDays=5, expireAfterDays=60)

    told = ada.main.get_by_role("alert").filter(has_text="Somebody changed this meanwhile")
    await expect(told).to_contain_text("Let the request expire after: Never → 60 days")
    await expect(ada.page.get_by_label("Let the request expire after")).to_have_value("30")
    await expect(ada.page.get_by_label("Remind the administrators after")).to_have_value("5")
    await ada.check_accessibility()
    await ada.page.reload()
    await ada.settled()
    await expect(ada.page.get_by_label("Let the request expire after")).to_have_value("30")
    await ada.button("Go on with my changes").click()
    await ada.button("Save", exact=True).click()
    await expect(ada.main).to_contain_text("The settings are saved.")
    acme = await steps.acme()
    assert (acme.expire_after_days, acme.remind_admins_after_days) == (30, 5)


async def test_rules_are_written_tried_on_the_past_and_saved(visits: Visits, site: Site) -> None:
    await site.request()
    ada = await visits("ada", await settings())
    await ada.button("Add a rule").click()
    dialog = ada.page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Take over").click()
    await expect(dialog).to_contain_text("Give a name of 1 to 80 characters.")
    await expect(dialog.get_by_label("Name", exact=True)).to_be_focused()
    await ada.check_accessibility()
    await dialog.get_by_label("Name", exact=True).fill("Rivers")
    await dialog.get_by_label("Addresses of certain domains").check()
    await dialog.get_by_role("textbox", name="Domains").fill("rivers.example")
    await dialog.get_by_label("Approve", exact=True).check()
    await dialog.get_by_label("The whole account").check()
    await expect(dialog.get_by_label("Account administrator")).to_have_attribute(
        "aria-disabled", "true"
    )
    await dialog.get_by_label("Account user", exact=True).check()
    await dialog.get_by_role("button", name="Take over").click()
    await expect(rules(ada)).to_contain_text(
        ["Addresses of rivers.example → Approve: Account user, whole account"]
    )
    await expect(ada.main).to_contain_text("These rules work once they are saved.")

    await ada.button("Try them on past requests").click()
    await expect(ada.main).to_contain_text("1 approved, 0 declined and 0 left to a person")
    past = ada.main.get_by_role("row").filter(has_text="Rita Request")
    await expect(past).to_contain_text("by Rivers")
    await expect(past).to_contain_text("Pending")
    await ada.check_accessibility()
    await ada.button("Save rules").click()
    await expect(ada.main).to_contain_text("The rules are saved.")
    (saved,) = await automating.shown_rules(site.ask)
    assert (saved["name"], saved["domains"]) == ("Rivers", ["rivers.example"])


async def test_by_keyboard_alone_a_rule_moves_up_and_comes_first(
    visits: Visits, site: Site
) -> None:
    await automating.set_rules(
        site.ask, rule("Strangers", "DECLINE"), rule("Own people", "LEAVE", "ACCOUNT_DOMAIN")
    )
    ada = await visits("ada", await settings())
    up = ada.button("Move Own people up")
    await up.focus()
    await ada.page.keyboard.press("Enter")
    await expect(rules(ada)).to_contain_text(["Own people", "Strangers"])
    await expect(up).to_be_focused()
    await ada.button("Save rules").focus()
    await ada.page.keyboard.press("Enter")

    await expect(
        ada.main.get_by_role("status").filter(has_text="The rules are saved.")
    ).to_be_focused()
    assert [r["name"] for r in await automating.shown_rules(site.ask)] == [
        "Own people",
        "Strangers",
    ]


async def test_a_rule_that_the_server_refuses_is_told_where_it_stands(visits: Visits) -> None:
    ada = await visits("ada", await settings())
    await ada.button("Add a rule").click()
    dialog = ada.page.get_by_role("dialog")
    await dialog.get_by_label("Name", exact=True).fill("Mail")
    await dialog.get_by_label("Addresses of certain domains").check()
    await dialog.get_by_role("textbox", name="Domains").fill("gmail.com")
    await dialog.get_by_label("Leave to a person").check()
    await dialog.get_by_role("button", name="Take over").click()
    await ada.button("Save rules").click()

    await expect(rules(ada)).to_contain_text(["public"])
    await expect(ada.button("Edit Mail")).to_be_focused()


async def test_rules_that_two_write_are_not_overwritten_unseen(visits: Visits, site: Site) -> None:
    await automating.set_rules(site.ask, rule("Strangers", "DECLINE"))
    ada = await visits("ada", await settings())
    await ada.button("Remove Strangers").click()
    await automating.set_rules(site.ask, rule("Everybody", "LEAVE"), by="ben")

    told = ada.main.get_by_role("alert").filter(has_text="Somebody changed this meanwhile")
    await expect(told).to_contain_text("Everybody: Everybody → Leave to a person")
    await ada.button("Save rules").click()
    await expect(told).to_be_focused()
    assert [r["name"] for r in await automating.shown_rules(site.ask)] == ["Everybody"]
    await ada.button("Discard my changes").click()
    await expect(rules(ada)).to_contain_text(["Everybody"])


async def test_who_may_not_set_anything_reads_how_it_is_and_why(visits: Visits) -> None:
    uma = await visits("uma", await settings(), narrow=True)

    await expect(uma.main).to_contain_text("You see how it is, and cannot change it:")
    await expect(uma.main).to_contain_text("Declining needs a reason")
    await expect(uma.button("Save")).to_have_count(0)
    await uma.check_accessibility()
