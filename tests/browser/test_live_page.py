"""A page that stays open while the connection does not."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Site
from tests.browser.visitors import Visitor, Visits

pytestmark = pytest.mark.browser

PAUSED = "Live updates are paused. Reconnecting… your work is kept."
CUT = "WebSocket", "Failed to load resource", "ERR_"


def expect_a_cut(visitor: Visitor) -> None:
    """What a browser complains of when a server is gone."""
    for part in CUT:
        visitor.expect_complaint(part)


async def test_after_a_break_the_page_shows_what_a_fresh_one_shows(
    visits: Visits, site: Site
) -> None:
    request = await site.request()
    ada = await visits("ada")
    expect_a_cut(ada)
    await expect(ada.main).to_contain_text("1 request waits for you")
    await site.stop()
    await expect(ada.page.locator(".bar")).to_have_text(PAUSED)
    await ada.check_accessibility()
    meanwhile = Site(site.settings)
    await meanwhile.start()
    await meanwhile.approve(request, by="ben")
    await meanwhile.request(by="dana")
    await meanwhile.stop()
    await site.start()

    await expect(ada.page.locator(".bar")).to_be_hidden(timeout=20_000)
    away = ada.page.get_by_text("While you were away: 2 notices")
    await expect(away).to_be_visible()
    fresh = await visits("ada")
    await expect(fresh.main).to_contain_text("1 request waits for you")
    await expect(ada.main).to_have_text(await fresh.main.inner_text(), use_inner_text=True)
    await expect(ada.button("Notices, 3 unread")).to_be_visible()


async def test_where_no_socket_gets_through_the_page_asks_again_and_says_so(
    visits: Visits, site: Site
) -> None:
    ada = await visits("ada")
    expect_a_cut(ada)
    await ada.page.clock.install()
    await ada.page.route_web_socket("**/graphql", lambda socket: socket.close())
    await ada.page.reload()
    await ada.settled()
    await ada.page.clock.fast_forward(4_000)
    await expect(ada.page.locator(".bar")).to_contain_text("updates every 15 seconds")
    await ada.check_accessibility()
    await site.request()
    await ada.page.clock.fast_forward(16_000)

    await expect(ada.main).to_contain_text("1 request waits for you")


async def test_two_tabs_of_two_people_hear_of_the_same_act(visits: Visits, site: Site) -> None:
    ada, rita = await visits("ada"), await visits("rita")
    await expect(ada.main).to_contain_text("Nothing waits for your decision")
    request = await site.request()

    await expect(ada.main).to_contain_text("1 request waits for you")
    await expect(ada.page).to_have_title("(1) Welcome, Ada Admin · Admit")
    await expect(rita.main).to_contain_text("1 pending")
    await site.approve(request, by="ben")
    await expect(rita.page.get_by_text("Ben Boss approved").first).to_be_visible()
    await expect(rita.main).to_contain_text("0 pending")
    await expect(ada.page).to_have_title("Welcome, Ada Admin · Admit")
