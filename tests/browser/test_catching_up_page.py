"""A page that was left behind: by what happened, by the server, by its own build."""

import shutil
from pathlib import Path

import pytest
from playwright.async_api import WebSocket, expect

from models import clock, notices
from tests.browser.conftest import Site
from tests.browser.test_live_page import PAUSED, expect_a_cut
from tests.browser.visitors import Visits
from web import console_pages

pytestmark = pytest.mark.browser


async def test_where_what_was_missed_is_gone_the_page_asks_afresh_and_says_nothing_wrong(
    visits: Visits, site: Site
) -> None:
    ada = await visits("ada")
    expect_a_cut(ada)
    told: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: told.append(str(frame)))

    ada.page.on("websocket", listen)
    await ada.page.context.set_offline(True)
    await expect(ada.page.locator(".bar")).to_have_text(PAUSED)
    await site.approve(await site.request(), by="ben")
    await notices.purge(clock.now())
    await site.request("dana")
    await ada.page.context.set_offline(False)

    await expect(ada.main).to_contain_text("1 request waits for you")
    await expect(ada.page.locator(".bar")).to_be_hidden()
    assert any("RESYNC_REQUIRED" in frame for frame in told)
    await site.request("rita")
    await expect(ada.main).to_contain_text("2 requests wait for you")
    await expect(ada.page.get_by_role("alert")).to_have_count(0)


async def test_while_one_waits_for_the_server_one_may_call_again_at_once(
    visits: Visits, site: Site
) -> None:
    ada = await visits("ada")
    expect_a_cut(ada)
    await ada.page.clock.install()
    await site.stop()
    await expect(ada.page.locator(".bar")).to_have_text(PAUSED)
    await expect(ada.button("Retry now")).to_have_count(0)
    await ada.page.clock.fast_forward(31_000)
    await expect(ada.button("Retry now")).to_be_visible()
    await ada.check_accessibility()
    await site.start()
    await ada.button("Retry now").click()

    await expect(ada.page.locator(".bar")).to_be_hidden()


async def test_a_newer_page_is_offered_and_never_loaded_unasked(
    visits: Visits, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await visits("ada", "/request-access?domain=acme.example")
    expect_a_cut(ada)
    await ada.page.evaluate("window.old = true")
    await site.stop()
    newer = tmp_path / "console"
    shutil.copytree(console_pages.BUILD, newer)
    for index in newer.glob("index.html*"):
        index.unlink()
    page = (console_pages.BUILD / "index.html").read_text(encoding="utf-8")
    (newer / "index.html").write_text(f"{page}<!-- newer -->", encoding="utf-8")
    monkeypatch.setattr(console_pages, "BUILD", newer)
    await site.start()

    bar = ada.page.locator(".bar", has_text="A new version is available")
    await expect(bar).to_be_visible()
    await ada.check_accessibility()
    assert await ada.page.evaluate("window.old")
    await bar.get_by_role("button", name="Reload").click()
    await ada.page.wait_for_function("!window.old")
    await ada.settled()
    await expect(bar).to_have_count(0)
