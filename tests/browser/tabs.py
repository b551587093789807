"""A tab of the browser, and what one does in it."""

import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, Locator, Page, expect


@dataclass
class Tab:
    """A tab on GraphiQL that keeps what a browser would only whisper to its console."""

    page: Page
    url: str
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.hosts.add(host_of(request.url)))
        self.page.on("websocket", lambda socket: self.hosts.add(host_of(socket.url)))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))

    async def open(self, path: str = "/graphql") -> None:
        """Load a page and wait for its editor."""
        await self.page.goto(self.url + path)
        await expect(self.query).to_contain_text("viewer")

    @property
    def query(self) -> Locator:
        """The editor of the operation."""
        return self.page.get_by_label("Operation Editor")

    @property
    def variables(self) -> Locator:
        """The editor of the variables."""
        return self.page.get_by_label("Variables")

    @property
    def answer(self) -> Locator:
        """Where answers are shown."""
        return self.page.get_by_label("Result Window")

    @property
    def strip(self) -> Locator:
        """The line on top."""
        return self.page.locator("header.strip")

    async def run(self, operation: str) -> None:
        """Put an operation into the editor and run it."""
        await self.query.locator(".view-lines").click()
        await self.page.keyboard.press("ControlOrMeta+A")
        await self.page.keyboard.insert_text(operation)
        await self.execute()

    async def execute(self) -> None:
        """Press the button."""
        await self.page.get_by_role("button", name="Execute query").click()

    async def turn_to(self, example: str) -> None:
        """Open an example from the pane, or go to its tab."""
        examples = self.page.locator(".examples")
        if not await examples.is_visible():
            await self.page.get_by_role("button", name="Show Examples").click()
        await expect(examples.locator("summary").first).to_be_visible()
        title = examples.get_by_text(example, exact=True)
        if not await title.is_visible():
            group = examples.locator("details", has=self.page.get_by_text(example, exact=True))
            await group.locator("summary").click()
        await title.click()
        await expect(self.query).to_contain_text(example)

    async def set_headers(self, **headers: str) -> None:
        """Fill in the headers editor, which closes brackets and quotes as one types."""
        await self.page.get_by_role("button", name="Headers").click()
        await self.page.get_by_label("Headers").locator(".view-lines:visible").click()
        await self.page.keyboard.type(json.dumps(headers))

    async def act_as(self, username: str) -> None:
        """Choose the person of this tab."""
        await self.page.get_by_label("This tab acts as").select_option(username)


async def signed_in(browser: Browser, url: str, name: str) -> Tab:
    """A window of a browser of its own, in which somebody signed in by one click."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    tab = Tab(await context.new_page(), url)
    await tab.page.goto(f"{url}/demo?next=/graphql")
    await tab.page.get_by_role("button", name=f"Sign in as {name}").click()
    await expect(tab.strip).to_contain_text(name)
    await expect(tab.query).to_contain_text("viewer")
    return tab


def host_of(url: str) -> str:
    """The host that a request goes to; what is inside the page itself has none."""
    parts = urlsplit(url)
    return parts.netloc if parts.scheme in ("http", "https", "ws", "wss") else ""
