"""People who use the console, each in a browser window of their own."""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, ViewportSize, expect

from tests.browser.tabs import host_of
from web import console_pages

AXE = Path(console_pages.__file__).parent / "console" / "node_modules" / "axe-core" / "axe.min.js"
# A build beside the one that is served, for who works on the page.
OTHER_BUILD = os.environ.get("ADMIT_TEST_CONSOLE")
if OTHER_BUILD:
    console_pages.BUILD = Path(OTHER_BUILD)

# The heading of the screen that one leaves is marked, so that it is not taken for the next one's.
GO = """path => {
  if (location.pathname !== path) document.querySelector("h1").classList.add("left");
  history.pushState(null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
}"""

WIDE = ViewportSize(width=1440, height=900)
NARROW = ViewportSize(width=390, height=844)


@dataclass
class Visitor:
    """Somebody at the console; everything that the browser complains of is kept."""

    page: Page
    url: str
    username: str
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.hosts.add(host_of(request.url)))
        self.page.on("websocket", lambda socket: self.hosts.add(host_of(socket.url)))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def expect_complaint(self, part: str) -> None:
        """A complaint of the browser that a test brings about, such as of a cut connection."""
        self.expected.append(part)

    async def visit(self, path: str) -> None:
        """Go to a screen, and wait until it has its heading and its content."""
        mark = "&" if "?" in path else "?"
        await self.page.goto(f"{self.url}{path}{mark}as={self.username}")
        await self.settled()

    async def go(self, path: str) -> None:
        """Go to another screen inside the page, as links lead there."""
        await self.page.evaluate(GO, path)
        await expect(self.page.locator("h1.left")).to_have_count(0)
        await self.settled()

    async def settled(self) -> None:
        """Wait until nothing on the screen is awaited any more."""
        await expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        await expect(self.page.locator("[aria-busy=true]")).to_have_count(0)

    @property
    def main(self) -> Locator:
        """The screen without the frame around it."""
        return self.page.locator("main")

    def button(self, name: str, *, exact: bool = False) -> Locator:
        """A button by its name."""
        return self.page.get_by_role("button", name=name, exact=exact)

    def link(self, name: str, *, exact: bool = False) -> Locator:
        """A link by its name."""
        return self.page.get_by_role("link", name=name, exact=exact)

    async def check_accessibility(self) -> None:
        """No serious fault that the usual tool can find, on the screen as it stands."""
        faults = await self.accessibility_faults()
        assert not faults, "\n".join(faults)

    async def accessibility_faults(self) -> list[str]:
        """The serious faults, each with where it is."""
        if not await self.page.evaluate("Boolean(window.axe)"):
            # Not by a script element: the page's policy allows none but its own.
            await self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[str] = await self.page.evaluate(
            """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
                .filter(({impact}) => ["serious", "critical"].includes(impact))
                .map(({id, nodes}) => id + ": " + nodes.map((n) => n.html).join(" | "))"""
        )
        return found

    def assert_content(self) -> None:
        """The browser had nothing to complain of, and went nowhere else."""
        assert not self.faults(), self.faults()

    def faults(self) -> list[str]:
        """What the browser complained of unexpectedly, and the other hosts it went to."""
        told = [c for c in self.complaints if not any(part in c for part in self.expected)]
        return [*told, *(self.hosts - {host_of(self.url), ""})]


Visits = Callable[..., Awaitable[Visitor]]
