"""How long the first screen takes: measured and told, and judged by whoever reads it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from tests.browser.conftest import Site
from tests.browser.visitors import NARROW, WIDE, Visitor

pytestmark = pytest.mark.browser

# A slow fourth-generation network, as a telephone has it, and a processor a quarter as fast.
TELEPHONE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 768_000 / 8,
}
KEEP = """window.seen = {paint: 0, shift: 0, blocked: 0};
const keep = (type, hear) => new PerformanceObserver((list) => list.getEntries().forEach(hear))
  .observe({type, buffered: true});
keep("largest-contentful-paint", (e) => { seen.paint = e.startTime; });
keep("layout-shift", (e) => { if (!e.hadRecentInput) seen.shift += e.value; });
keep("longtask", (e) => { seen.blocked += Math.max(0, e.duration - 50); });"""


@pytest.mark.parametrize(("device", "size"), [("desktop", WIDE), ("telephone", NARROW)])
async def test_the_first_screen_comes(
    browser: Browser,
    site: Site,
    device: str,
    size: ViewportSize,
    record_property: Callable[[str, object], None],
) -> None:
    context = await browser.new_context(viewport=size)
    page = await context.new_page()
    await page.add_init_script(KEEP)
    if device == "telephone":
        session = await context.new_cdp_session(page)
        await session.send("Network.enable")
        await session.send("Network.emulateNetworkConditions", TELEPHONE)
        await session.send("Emulation.setCPUThrottlingRate", {"rate": 4})

    await Visitor(page, site.url, "ada").visit("/")

    seen: dict[str, Any] = await page.evaluate("seen")
    told = (
        f"{seen['paint'] / 1000:.1f} s, blocked {seen['blocked']:.0f} ms, shift {seen['shift']:.3f}"
    )
    record_property("figure", f"first screen, {device}: largest paint after {told}")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await context.close()
