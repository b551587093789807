"""How long the first screen takes: measured and told, and judged by whoever reads it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Browser, CDPSession, ViewportSize, expect

from tests.browser.conftest import Site
from tests.browser.visitors import NARROW, WIDE

pytestmark = pytest.mark.browser

# A slow fourth-generation network, as a telephone has it, and a processor a quarter as fast.
TELEPHONE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 768_000 / 8,
}
# Asked for over the wire: what Playwright looks with would itself keep the page busy.
# Blocked is as the total blocking time is defined: what tasks take beyond 50 ms once something has
# been painted.
KEEP = """window.seen = {paint: 0, shift: 0, first: 0, tasks: []};
const keep = (type, hear) => new PerformanceObserver((list) => list.getEntries().forEach(hear))
  .observe({type, buffered: true});
keep("largest-contentful-paint", (e) => { seen.paint = e.startTime; });
keep("layout-shift", (e) => { if (!e.hadRecentInput) seen.shift += e.value; });
keep("paint", (e) => { if (e.name === "first-contentful-paint") seen.first = e.startTime; });
keep("longtask", (e) => { seen.tasks.push([e.startTime, e.startTime + e.duration]); });
const beyond = ([start, end]) => Math.max(0, end - Math.max(start, seen.first) - 50);
const told = () => ({...seen, blocked: seen.tasks.reduce((sum, task) => sum + beyond(task), 0)});
const isThere = () => document.querySelector("h1") && !document.querySelector("[aria-busy=true]");
window.come = new Promise((tell) => {
  const look = () => isThere() && requestIdleCallback(() => setTimeout(() => tell(told()), 100));
  new MutationObserver(look).observe(document, {childList: true, subtree: true, attributes: true});
});"""


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
    session = await context.new_cdp_session(page)
    if device == "telephone":
        await session.send("Network.enable")
        await session.send("Network.emulateNetworkConditions", TELEPHONE)
        await session.send("Emulation.setCPUThrottlingRate", {"rate": 4})

    await page.goto(f"{site.url}/?as=ada", wait_until="commit")
    seen = await told_by(session, "come")
    told = (
        f"{seen['paint'] / 1000:.1f} s, blocked {seen['blocked']:.0f} ms, shift {seen['shift']:.3f}"
    )
    record_property("figure", f"first screen, {device}: largest paint after {told}")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await context.close()


async def told_by(session: CDPSession, name: str) -> dict[str, Any]:
    """What a promise of the page comes to."""
    given = {"expression": name, "awaitPromise": True, "returnByValue": True}
    answer = await session.send("Runtime.evaluate", given)
    value: dict[str, Any] = answer["result"]["value"]
    return value
