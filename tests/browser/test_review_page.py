"""Reviewing a request to enter an account, from the list to the outcome."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Site
from tests.browser.test_race_page import NOTE, account, place
from tests.browser.visitors import Visits

pytestmark = pytest.mark.browser

ROLES = """query($id: ID!) { accessRequest(id: $id) { status decisionReason
  grantedRoles { role virtualAccounts { name } } } }"""
HELD = """query($id: ID!) { smartAccount(id: $id) { roleAssignments(filter: {text: "ada@"}) {
  nodes { id } } } }"""
REVOKE = """mutation($id: ID!) { revokeRole(input: {roleAssignment: $id}) { __typename } }"""
REQUIRE = """mutation($id: ID!) { updateSmartAccount(input: {
  account: $id, declineReasonRequired: true}) { __typename } }"""


async def test_an_administrator_approves_for_one_virtual_account(
    visits: Visits, site: Site
) -> None:
    request = await site.request("uma")
    ada = await visits("ada", f"/accounts/{await account(site)}/requests")
    await ada.check_accessibility()
    await ada.link("Uma User").click()
    await expect(ada.main.get_by_text("Same domain")).to_be_visible()
    for choice in "Approve", "Decline":
        await expect(ada.page.get_by_role("radio", name=choice)).not_to_be_checked()
    await ada.button("Decide").click()
    await expect(ada.page.get_by_role("radio", name="Approve")).to_be_focused()
    await ada.page.get_by_role("radio", name="Approve").check()
    await ada.page.get_by_role("radio", name="Replace them").check()
    await ada.page.get_by_role("radio", name="Chosen virtual accounts").check()
    await ada.page.get_by_role("radio", name="Virtual account user").check()
    await ada.page.get_by_role("checkbox", name="Lab", exact=True).check()
    await ada.page.get_by_label("Ends on").fill("2030-12-31")
    told = ada.main.get_by_text("Uma User becomes Virtual account user: Lab. The current roles")
    await expect(told).to_contain_text("The role ends on")
    await expect(told).to_contain_text("Uma User is mailed; Ben Boss is")
    await ada.check_accessibility()
    await ada.button("Approve", exact=True).click()

    outcome = ada.main.get_by_role("heading", name="You approved this request at")
    await expect(outcome).to_be_visible()
    await expect(ada.main.get_by_text("Nothing else is pending")).to_be_visible()
    kept = await site.ask(ROLES, by="ada", id=request)
    grants = [{"role": "VIRTUAL_ACCOUNT_USER", "virtualAccounts": [{"name": "Lab"}]}]
    assert kept == {"status": "APPROVED", "decisionReason": "", "grantedRoles": grants}


async def test_the_keyboard_alone_declines_with_a_reason(visits: Visits, site: Site) -> None:
    request = await site.request()
    ada = await visits("ada", await place(site, request), color_scheme="dark")
    decline = ada.page.get_by_role("radio", name="Decline")
    await expect(decline).to_be_visible()
    await ada.page.keyboard.press("d")
    await expect(decline).to_be_checked()
    await decline.focus()
    await ada.page.keyboard.press("Tab")
    await ada.page.keyboard.type(NOTE)
    await expect(ada.main.get_by_text(f"{1000 - len(NOTE)} remaining")).to_be_visible()
    await ada.check_accessibility()
    await ada.page.keyboard.press("Tab")
    await ada.page.keyboard.press("Enter")

    await expect(ada.page.get_by_text("You declined this request at")).to_be_focused()
    assert (await site.ask(ROLES, by="ada", id=request))["decisionReason"] == NOTE


async def test_a_reason_is_asked_for_where_the_account_wants_one(
    visits: Visits, site: Site
) -> None:
    request = await site.request()
    await site.ask(REQUIRE, by="ben", id=await account(site))
    ada = await visits("ada", await place(site, request))
    await ada.page.get_by_role("radio", name="Decline").check()
    await ada.button("Decline", exact=True).click()

    await expect(ada.page.get_by_label("Why?")).to_be_focused()
    await expect(ada.main.get_by_text("asks for a reason with every decline").first).to_be_visible()


async def test_in_the_list_what_a_colleague_did_stays_and_the_badge_counts_down(
    visits: Visits, site: Site
) -> None:
    request = await site.request()
    ada = await visits("ada", f"/accounts/{await account(site)}/requests")
    tab = ada.main.get_by_role("link", name="Requests")
    await expect(tab).to_contain_text("1")
    await site.approve(request, by="ben")

    row = ada.main.get_by_role("row", name="Rita Request")
    await expect(row).to_contain_text("Approved")
    await expect(row).to_contain_text("by Ben Boss · just now")
    await expect(tab).not_to_contain_text("1")
    await ada.check_accessibility()


async def test_new_requests_are_announced_and_push_nothing_down(visits: Visits, site: Site) -> None:
    await site.request("rita")
    ada = await visits("ada", f"/accounts/{await account(site)}/requests", narrow=True)
    await site.request("dana")
    await expect(ada.button("1 new · Show")).to_be_visible()
    await expect(ada.link("Dana Delegate")).to_have_count(0)
    await ada.button("1 new · Show").click()

    await expect(ada.link("Dana Delegate")).to_be_visible()
    await expect(ada.button("new · Show")).to_have_count(0)


async def test_who_loses_the_role_is_told_and_keeps_what_was_typed(
    visits: Visits, site: Site
) -> None:
    request = await site.request()
    ada = await visits("ada", await place(site, request))
    await ada.page.get_by_role("radio", name="Decline").check()
    await ada.page.get_by_label("Why?").fill(NOTE)
    held = (await site.ask(HELD, by="ben", id=await account(site)))["roleAssignments"]["nodes"]
    await site.ask(REVOKE, by="ben", id=held[0]["id"])

    alert = ada.main.get_by_role("alert")
    await expect(alert).to_contain_text("You are no longer an administrator of ACME")
    await expect(ada.page.get_by_label("Your unsent note")).to_have_value(NOTE)
    await expect(ada.button("Decline", exact=True)).to_have_count(0)


async def test_offline_nothing_is_sent_and_the_choice_is_kept(visits: Visits, site: Site) -> None:
    request = await site.request()
    ada = await visits("ada", await place(site, request), narrow=True)
    await ada.page.get_by_role("radio", name="Decline").check()
    await ada.page.get_by_label("Why?").fill(NOTE)
    await ada.page.context.set_offline(True)
    ada.expect_complaint("ERR_INTERNET_DISCONNECTED")
    await ada.button("Decline", exact=True).click()
    await expect(ada.main.get_by_text("You are offline")).to_be_visible()
    await ada.page.context.set_offline(False)
    await ada.page.reload()

    await expect(ada.page.get_by_label("Why?")).to_have_value(NOTE)
    await ada.button("Decline", exact=True).click()
    await expect(ada.page.get_by_text("You declined this request at")).to_be_visible()
    assert (await site.ask(ROLES, by="ada", id=request))["status"] == "DECLINED"
    await ada.check_accessibility()
