"""A request beside the list that it is in, and what the reader has seen by having it open."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Site
from tests.browser.test_race_page import account, place
from tests.browser.visitors import Visits

pytestmark = pytest.mark.browser


async def test_where_there_is_room_a_request_opens_beside_the_list(
    visits: Visits, site: Site
) -> None:
    first, second = await site.request("rita"), await site.request("dana")
    ada = await visits("ada", f"/accounts/{await account(site)}/requests")
    title = ada.main.get_by_role("heading", level=2, name="asks for access")
    await ada.link("Rita Request").click()
    await expect(ada.page).to_have_url(re.compile(f"/requests\\?request={first}$"))
    await expect(title).to_be_focused()
    await expect(ada.link("Dana Delegate")).to_be_visible()
    await ada.settled()
    await ada.check_accessibility()
    step = "j" if await ada.main.get_by_role("row").nth(1).get_by_text("Rita").count() else "k"
    await ada.page.keyboard.press(step)
    await expect(title).to_contain_text("Dana Delegate")
    await expect(ada.page).to_have_url(re.compile(f"request={second}$"))
    await ada.page.go_back()
    await expect(title).to_contain_text("Rita Request")
    await ada.page.keyboard.press("d")
    await expect(ada.page.get_by_role("radio", name="Decline")).to_be_checked()
    await ada.button("Decline", exact=True).click()

    await expect(ada.main.get_by_text("You declined this request at")).to_be_visible()
    await expect(ada.main.get_by_role("row", name="Rita Request")).to_contain_text("Declined")
    await ada.link("Next pending").click()
    await expect(title).to_contain_text("Dana Delegate")
    await ada.button("Close the request").click()
    await expect(ada.link("Dana Delegate")).to_be_focused()
    await expect(title).to_have_count(0)


async def test_where_there_is_none_it_is_a_page_of_its_own(visits: Visits, site: Site) -> None:
    request = await site.request()
    ada = await visits(
        "ada", f"/accounts/{await account(site)}/requests?request={request}", narrow=True
    )

    await expect(ada.page).to_have_url(f"{site.url}{await place(site, request)}")
    await expect(ada.page.get_by_role("radio", name="Approve")).to_be_visible()


async def everything_is_read(site: Site, by: str) -> None:
    """Wait until the service knows so: the page may not even have heard that there is more."""
    async with asyncio.timeout(20):
        while (await site.ask("{ viewer { unreadNotices } }", by=by))["unreadNotices"]:
            pass


async def test_a_notice_of_what_one_has_open_is_read_by_itself(visits: Visits, site: Site) -> None:
    request = await site.request()
    ada = await visits("ada", await place(site, request))
    await expect(ada.button("Notices", exact=True)).to_be_visible()
    await site.approve(request, by="ben")
    await expect(ada.main.get_by_text("Ben Boss approved this request at")).to_be_visible()
    await everything_is_read(site, "ada")
    await site.request("dana")

    await expect(ada.button("Notices, 1 unread")).to_be_visible()
