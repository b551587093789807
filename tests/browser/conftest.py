"""A browser, and the service that it visits."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright

from tests import services
from tests.browser.tabs import Tab
from tests.client import Client
from tests.conftest import LIFTED, serving
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


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=services.chromium(), args=CHROMIUM
        )
        yield browser
        await browser.close()


@pytest.fixture
async def site(database_url: str) -> AsyncIterator[Site]:
    if not (explorer.BUILD / "index.html").is_file():
        pytest.skip("the console is not built: make run, or npm run build in web/console")
    given: dict[str, Any] = {"demo": True, "worker_in_server": False, "poll_seconds": 0.2, **LIFTED}
    site = Site(Settings(database_url=database_url, **given))
    await site.start()
    yield site
    await site.stop()


@pytest.fixture
async def tab(browser: Browser, site: Site) -> AsyncIterator[Tab]:
    context = await browser.new_context()
    tab = Tab(await context.new_page(), site.url)
    await tab.open()
    yield tab
    await context.close()
