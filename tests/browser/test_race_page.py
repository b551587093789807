"""Several administrators before one request: whoever comes second learns of it at that moment."""

from time import perf_counter

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Site
from tests.browser.visitors import Visitor, Visits

pytestmark = pytest.mark.browser

ACCOUNT = """query { viewer { administeredAccounts { nodes { id name } } } }"""
DECLINE = """mutation($id: ID!) {
  declineAccessRequest(input: {request: $id, reason: "Please ask Vera."}) { __typename } }"""
WITHDRAW = """mutation($id: ID!) {
  withdrawAccessRequest(input: {request: $id}) { __typename } }"""
NOTE = "You work for Rivers, and so I would rather not."


async def account(site: Site) -> str:
    """ACME's id."""
    found = (await site.ask(ACCOUNT, by="ada"))["administeredAccounts"]["nodes"]
    return str(next(one["id"] for one in found if one["name"] == "ACME"))


async def place(site: Site, request: str) -> str:
    """Where a request is reviewed."""
    return f"/accounts/{await account(site)}/requests/{request}"


async def start_declining(ada: Visitor) -> None:
    """Choose to decline, and type why."""
    await ada.page.get_by_role("radio", name="Decline").check()
    await ada.page.get_by_label("Why?").fill(NOTE)


async def test_the_moment_a_colleague_acts_the_page_says_who_when_and_what(
    visits: Visits, site: Site
) -> None:
    request = await site.request()
    ada = await visits("ada", await place(site, request))
    await start_declining(ada)
    began = perf_counter()
    await site.approve(request, by="ben")

    alert = ada.main.get_by_role("alert")
    await expect(alert.get_by_role("heading")).to_contain_text("Ben Boss approved this request at")
    print(f"frozen {perf_counter() - began:.3f} s after the colleague began to act")
    await expect(alert).to_contain_text("just now")
    await expect(alert).to_contain_text("Account user, whole account")
    await expect(alert).to_contain_text("Nothing more is needed from you.")
    await ada.check_accessibility()


async def test_what_was_typed_stays_and_so_does_the_focus(visits: Visits, site: Site) -> None:
    request = await site.request()
    ada = await visits("ada", await place(site, request))
    await start_declining(ada)
    await site.approve(request, by="ben")
    await expect(ada.main.get_by_role("alert")).to_contain_text("Ben Boss approved")

    note = ada.page.get_by_label("Your unsent note")
    await expect(note).to_have_value(NOTE)
    await expect(note).to_be_focused()
    await expect(note).to_have_attribute("readonly", "")
    await expect(ada.button("Copy")).to_be_visible()
    await expect(ada.button("Decline", exact=True)).to_have_count(0)
    await expect(ada.link("Close")).to_be_visible()
    await ada.page.get_by_role("radio", name="Approve").click(force=True)
    await expect(ada.page.get_by_role("radio", name="Decline")).to_be_checked()


async def test_where_the_focused_button_vanishes_the_focus_goes_to_what_happened(
    visits: Visits, site: Site
) -> None:
    request = await site.request()
    ada = await visits("ada", await place(site, request))
    await ada.page.get_by_role("radio", name="Decline").check()
    await ada.button("Decline", exact=True).focus()
    await site.approve(request, by="ben")

    await expect(ada.page.get_by_text("Ben Boss approved this request")).to_be_focused()


async def test_of_two_windows_side_by_side_the_second_freezes_and_tells_the_reason(
    visits: Visits, site: Site
) -> None:
    path = await place(site, await site.request())
    ada, ben = await visits("ada", path), await visits("ben", path, color_scheme="dark")
    await ben.page.get_by_role("radio", name="Approve").check()
    await start_declining(ada)
    await ada.button("Decline", exact=True).dblclick()

    done = ada.main.get_by_role("heading", name="You declined this request at")
    await expect(done).to_be_visible()
    alert = ben.main.get_by_role("alert")
    await expect(alert).to_contain_text("Ada Admin declined this request")
    await expect(alert).to_contain_text(NOTE)
    await expect(ada.main.get_by_role("alert")).to_be_empty()
    await ben.check_accessibility()


async def test_a_request_that_is_taken_back_says_so(visits: Visits, site: Site) -> None:
    request = await site.request()
    ada = await visits("ada", await place(site, request))
    await site.ask(WITHDRAW, by="rita", id=request)

    await expect(ada.main.get_by_role("alert")).to_contain_text("Rita Request withdrew")
    await expect(ada.main.get_by_role("alert")).to_contain_text("Nothing more is needed")
