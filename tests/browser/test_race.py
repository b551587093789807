"""The race for one answer, between two people at two browsers."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser import tabs
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


async def test_who_comes_second_saw_it_live_and_is_told_who_was_first(
    browser: Browser, site: Site
) -> None:
    request = (await site.request())[:20]  # more than that is not on one line of the page
    ada = await tabs.signed_in(browser, site.url, "Ada")
    ben = await tabs.signed_in(browser, site.url, "Ben")
    for tab in ada, ben:
        await tab.turn_to("Who waits for an answer?")
        await tab.execute()
        await expect(tab.answer).to_contain_text(request)

    await ben.turn_to("Watch the race")
    await ben.execute()
    await expect(ben.strip).to_contain_text("Live")
    await ada.turn_to("Approve")
    await expect(ada.variables).to_contain_text(request)
    await ada.execute()
    await expect(ada.answer).to_contain_text('"APPROVED"')
    await expect(ben.answer).to_contain_text("Ada Admin")
    await expect(ben.strip).to_contain_text("1 event")

    await ben.turn_to("Approve")
    await expect(ben.variables).to_contain_text(request)
    await ben.execute()
    await expect(ben.answer).to_contain_text("ALREADY_ACTED_UPON")
    await expect(ben.answer).to_contain_text("Ada Admin")
    await expect(ben.strip).not_to_contain_text("event")  # one who turns away stops watching


async def test_the_small_client_goes_on_after_a_restart(browser: Browser, site: Site) -> None:
    context = await browser.new_context()
    rita = tabs.Tab(await context.new_page(), site.url)
    await rita.page.goto(f"{site.url}/examples/watch.html")
    await rita.page.get_by_role("link", name="Sign in").click()
    await rita.page.get_by_role("button", name="Sign in as Rita").click()
    await expect(rita.page.get_by_role("heading")).to_contain_text("Rita Request")
    request = await site.request()
    notices = rita.page.locator("#notices li")
    await expect(notices).to_contain_text(["Rita Request asked for access"])
    rita.complaints.clear()
    await site.stop()
    await expect(rita.page.get_by_role("status")).to_contain_text("Reconnecting")
    meanwhile = Site(site.settings)
    await meanwhile.start()
    await meanwhile.approve(request)
    await meanwhile.stop()
    await site.start()

    await expect(notices).to_have_count(2, timeout=15_000)
    await expect(notices.first).to_contain_text("Ada Admin approved")
    assert not [said for said in rita.complaints if "Content Security Policy" in said]
