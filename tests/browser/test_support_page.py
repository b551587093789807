"""Deciding about support access, by those who administer contracts and by the agents."""

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests import entitled
from tests import support_steps as support
from tests.browser.conftest import Site
from tests.browser.visitors import Visitor, Visits

pytestmark = pytest.mark.browser

LOCKED = "The contract is locked: a person decides who may use it."


async def contracts() -> None:
    """L1 is Ada's and Ben's to decide about; S1 has no administrator."""
    acme = await entitled.company("ACME", domain="acme.example")
    locked = await entitled.contract("L1", acme, locked=True)
    await entitled.administers("ada", locked)
    await entitled.administers("ben", locked)
    await entitled.contract("S1", acme, locked=True)


async def act(site: Site, name: str, by: str, **given: Any) -> dict[str, Any]:
    """Run a mutation about support access beside the browser."""
    return await site.ask(support.DOCUMENTS[name], by=by, input=given)


async def asked(site: Site, by: str = "rita", key: str = "L1") -> str:
    """The id of a request that waits for people."""
    given = {"keyKind": "CONTRACT", "key": key, "reason": "I service the plant's line 3."}
    made = await act(site, "requestSupportAccess", by, **given)
    assert made["status"] == "PENDING"
    return str(made["id"])


def row(who: Visitor, text: str) -> Locator:
    """The row of a table that has this text."""
    return who.main.get_by_role("row").filter(has_text=text)


async def test_an_administrator_reads_why_it_waits_and_gives_less(
    visits: Visits, site: Site
) -> None:
    await contracts()
    request = await asked(site)
    ada = await visits("ada", "/contracts")
    await ada.link("L1").click()
    await ada.link("Rita Request").click()
    for text in (LOCKED, "I service the plant's line 3.", "rita@rivers.example", "Rivers Ltd"):
        await expect(ada.main).to_contain_text(text)
    await ada.page.get_by_role("radio", name="Approve").check()
    await ada.page.get_by_role("radio", name="Downloads only").check()
    await expect(ada.main).to_contain_text("Rita Request gets Downloads only by Contract L1")
    await ada.check_accessibility()
    await ada.button("Approve", exact=True).click()

    await expect(ada.main).to_contain_text("You approved this request at")
    made = await site.ask(support.READ, by="rita", id=request)
    assert (made["status"], made["grantedLevel"]) == ("APPROVED", "DOWNLOADS_ONLY")


async def test_nothing_is_sent_before_something_is_chosen(visits: Visits, site: Site) -> None:
    await contracts()
    ada = await visits("ada", f"/support/requests/{await asked(site)}")
    await ada.button("Decide", exact=True).click()

    await expect(ada.main).to_contain_text("Choose one.")
    await expect(ada.page.get_by_role("radio", name="Approve")).to_be_focused()


async def test_who_comes_second_learns_of_it_at_that_moment(visits: Visits, site: Site) -> None:
    await contracts()
    request = await asked(site)
    ada = await visits("ada", f"/support/requests/{request}")
    await ada.page.get_by_role("radio", name="Deny").check()
    note = ada.page.get_by_label("Reason (Rita Request will read this)")
    await note.fill("We do not know Rivers.")
    await act(site, "approveSupportAccess", "ben", request=request)

    alert = ada.main.get_by_role("alert")
    await expect(alert).to_contain_text("Ben Boss approved this request at")
    await expect(alert).to_contain_text("Full support")
    kept = ada.page.get_by_label("Your unsent note")
    await expect(kept).to_have_value("We do not know Rivers.")
    await expect(kept).to_be_focused()
    await expect(ada.button("Deny", exact=True)).to_have_count(0)
    await ada.check_accessibility()


async def test_what_is_withdrawn_under_ones_eyes_says_so(visits: Visits, site: Site) -> None:
    await contracts()
    request = await asked(site)
    ada = await visits("ada", f"/support/requests/{request}", color_scheme="dark", narrow=True)
    await expect(ada.page.get_by_role("radio", name="Approve")).to_be_visible()
    await ada.check_accessibility()
    await act(site, "withdrawSupportAccess", "rita", request=request)

    await expect(ada.main.get_by_role("alert")).to_contain_text("Rita Request withdrew")


async def test_agents_decide_where_a_contract_has_no_administrator(
    visits: Visits, site: Site
) -> None:
    await contracts()
    await asked(site, key="S1")
    await asked(site)
    olaf = await visits("olaf", "/support/requests?deciders=SUPPORT")
    await expect(row(olaf, "Contract S1")).to_contain_text("Support")
    await expect(row(olaf, "Contract L1")).to_have_count(0)
    await olaf.check_accessibility()
    await row(olaf, "Contract S1").get_by_role("link").click()
    await olaf.page.get_by_role("radio", name="Deny").check()
    await olaf.page.get_by_label("Reason (Rita Request will read this)").fill("Ask Rivers.")
    await olaf.button("Deny", exact=True).click()

    await expect(olaf.main).to_contain_text("You declined this request at")
    await expect(olaf.main).to_contain_text("Nothing else is pending")


async def test_what_comes_is_announced_and_what_was_decided_stays_in_its_row(
    visits: Visits, site: Site
) -> None:
    await contracts()
    request = await asked(site)
    ada = await visits("ada", "/support/requests")
    await act(site, "denySupportAccess", "ben", request=request)
    await expect(row(ada, "Rita Request")).to_contain_text("by Ben Boss")
    await expect(row(ada, "Rita Request")).to_contain_text("Denied")
    await asked(site, by="dana")

    await expect(row(ada, "Dana Delegate")).to_have_count(0)
    await ada.button("1 new · Show").click()
    await expect(row(ada, "Dana Delegate")).to_be_visible()
    await ada.check_accessibility()


async def test_access_is_given_to_somebody_of_another_company_and_taken_away(
    visits: Visits,
) -> None:
    await contracts()
    ada = await visits("ada", "/contracts/L1")
    await ada.page.get_by_label("User name or e-mail address").fill("nobody")
    await ada.button("Give access").click()
    await expect(ada.page.get_by_label("User name or e-mail address")).to_be_focused()
    await expect(ada.main).to_contain_text("No such user.")
    await ada.page.get_by_label("User name or e-mail address").fill("rita")
    await ada.button("Give access").click()
    said = ada.main.get_by_role("status")
    await expect(said.filter(has_text="Rita Request has access now: Full support.")).to_be_focused()
    await expect(row(ada, "Rita Request")).to_contain_text("Ada Admin")
    await ada.check_accessibility()
    await ada.button("Take away from Rita Request: L1").click()
    dialog = ada.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Rita Request loses Full support by Contract L1 at once")
    await dialog.get_by_role("button", name="Take away").click()

    await expect(said.filter(has_text="Rita Request has no access")).to_be_focused()
    await expect(row(ada, "Rita Request")).to_have_count(0)


async def test_the_requester_is_led_to_the_own_request(visits: Visits, site: Site) -> None:
    await contracts()
    request = await asked(site)
    rita = await visits("rita", f"/support/requests/{request}")

    await expect(rita.page).to_have_url(f"{site.url}/requests/{request}")
    await expect(rita.main).to_contain_text("L1")
