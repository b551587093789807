"""A browser, and the service that it visits."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from tests import services
from tests.browser.tabs import Tab
from tests.browser.visitors import NARROW, WIDE, Visitor, Visits
from tests.client import Client
from tests.conftest import USUAL, serving
from web import explorer
from web.settings import Settings

CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
LOOKUP = """query { smartAccounts(domainIdentifier: "acme.example") {
  ... on SmartAccountMatches { accounts { id type } } } }"""
REQUEST = """mutation($account: ID!) { requestAccess(input: {
  account: $account, domainIdentifier: "acme.example", reason: "I work on it daily."}) {
    __typename ... on AccessRequest { id } } }"""
APPROVE = """mutation($id: ID!) {
  approveAccessRequest(input: {request: $id, role: SMART_ACCOUNT_USER}) { __typename } }"""
CURSOR = "{ viewer { noticeCursor } }"

# However busy the machine is: an editor alone is megabytes of script.
expect.set_options(timeout=20_000)


class Site:
    """The service with its demo people, which can be stopped and started again."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.running = AsyncExitStack()
        self.url = ""

    async def start(self) -> None:
        """Answer, at the same address as before."""
        port = int(self.url.rpartition(":")[2] or 0)
        served = await self.running.enter_async_context(serving(self.settings, port))
        self.url = served.url

    async def stop(self) -> None:
        """End every connection."""
        await self.running.aclose()

    async def ask(self, document: str, by: str, **variables: Any) -> dict[str, Any]:
        """Run an operation as somebody, beside the browser."""
        client = Client(self.url, by)
        try:
            return await client.ask(document, **variables)
        finally:
            await client.close()

    async def request(self, by: str = "rita") -> str:
        """Ask to enter ACME; the request's id."""
        found = (await self.ask(LOOKUP, by))["accounts"]
        acme = next(account["id"] for account in found if account["type"] == "CUSTOMER")
        made = await self.ask(REQUEST, by, account=acme)
        return str(made["id"])

    async def approve(self, request: str, by: str = "ada") -> None:
        """Approve a request."""
        assert (await self.ask(APPROVE, by, id=request))["__typename"] == "AccessRequest"

    async def cursor(self, by: str) -> str:
        """Where somebody's notices stand, so that a subscription misses nothing however late."""
        return str((await self.ask(CURSOR, by))["noticeCursor"])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One browser is there for all tests, so all run in its loop."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The browser; what belongs to one test is in a context of its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=services.chromium(), args=CHROMIUM
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def site(database_url: str) -> AsyncIterator[Site]:
    if not (explorer.BUILD / "index.html").is_file():
        pytest.skip("the console is not built: make run, or npm run build in web/console")
    site = Site(Settings(database_url=database_url, **{**USUAL, "console": True}))
    await site.start()
    yield site
    await site.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def empty_tab(browser: Browser, site: Site) -> AsyncIterator[Tab]:
    context = await browser.new_context()
    yield Tab(await context.new_page(), site.url)
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def tab(empty_tab: Tab) -> Tab:
    await empty_tab.open()
    return empty_tab


@pytest_asyncio.fixture(loop_scope="session")
async def visits(browser: Browser, site: Site) -> AsyncIterator[Visits]:
    """Makes visitors: `await visits("ada", "/requests")`; at the end nobody may have complained."""
    visitors: list[tuple[Visitor, BrowserContext]] = []

    async def make(
        username: str, path: str = "/", *, narrow: bool = False, **context: Any
    ) -> Visitor:
        # Colours on their way from one state to another are of neither.
        context = {"reduced_motion": "reduce", **context}
        there = await browser.new_context(viewport=NARROW if narrow else WIDE, **context)
        there.set_default_timeout(20_000)
        visitor = Visitor(await there.new_page(), site.url, username)
        visitors.append((visitor, there))
        await visitor.visit(path)
        return visitor

    yield make
    for visitor, context in visitors:
        visitor.assert_content()
        await context.close()
