"""GraphiQL in a real browser: it works from our own files alone, under a strict policy."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from tests import services
from tests.browser.small_api import News, Server, small_app
from web import explorer
from web.settings import Settings

pytestmark = pytest.mark.browser

CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WHO = "query Who { viewer { profile { username fullName } } }"
WATCH = "subscription Watch($after: String) { notices(after: $after) { cursor text } }"


@dataclass
class Tab:
    """A tab on GraphiQL that keeps what a browser would only whisper to its console."""

    page: Page
    server: Server
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    async def open(self, path: str = "/graphql") -> None:
        """Load a page and wait for its editor."""
        self.page.on("request", lambda request: self.hosts.add(host_of(request.url)))
        self.page.on("websocket", lambda socket: self.hosts.add(host_of(socket.url)))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        await self.page.goto(self.server.url + path)
        await expect(self.query).to_contain_text("viewer")

    @property
    def query(self) -> Locator:
        """The editor of the operation."""
        return self.page.get_by_label("Operation Editor")

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

    async def set_headers(self, **headers: str) -> None:
        """Fill in the headers editor, which closes brackets and quotes as one types."""
        await self.page.get_by_role("button", name="Headers").click()
        await self.page.get_by_label("Headers").locator(".view-lines:visible").click()
        await self.page.keyboard.type(json.dumps(headers))

    async def act_as(self, username: str) -> None:
        """Choose the person of this tab."""
        await self.page.get_by_label("This tab acts as").select_option(username)


def host_of(url: str) -> str:
    """The host that a request goes to; what is inside the page itself has none."""
    parts = urlsplit(url)
    return parts.netloc if parts.scheme in ("http", "https", "ws", "wss") else ""


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=services.chromium(), args=CHROMIUM
        )
        yield browser
        await browser.close()


@pytest.fixture
def news() -> News:
    return News()


@pytest.fixture
async def server(news: News) -> AsyncIterator[Server]:
    if not (explorer.BUILD / "index.html").is_file():
        pytest.skip("the console is not built: make run, or npm run build in web/console")
    server = Server(small_app(Settings(demo=True), news))
    server.start()
    yield server
    await server.stop()


@pytest.fixture
async def tab(browser: Browser, server: Server) -> AsyncIterator[Tab]:
    context = await browser.new_context()
    tab = Tab(await context.new_page(), server)
    await tab.open()
    yield tab
    await context.close()


async def test_a_query_runs_and_its_answer_is_shown(tab: Tab) -> None:
    await tab.act_as("ada")
    await tab.run(WHO)

    await expect(tab.answer).to_contain_text("Ada Lovelace")


async def test_a_subscription_shows_news_as_they_come(tab: Tab, news: News) -> None:
    await tab.run(WATCH)
    await expect(tab.strip).to_contain_text("Live")
    await news.add("Ben approved")

    await expect(tab.answer).to_contain_text("Ben approved")
    await expect(tab.strip).to_contain_text("1 event")


async def test_after_a_restart_of_the_server_it_goes_on_from_the_last_cursor(
    tab: Tab, news: News
) -> None:
    await tab.run(WATCH)
    await news.add("before")
    await expect(tab.answer).to_contain_text("before")
    await tab.server.stop()
    await expect(tab.strip).to_contain_text("Reconnecting")
    await news.add("meanwhile")
    tab.server.start()

    await expect(tab.answer).to_contain_text("meanwhile", timeout=15_000)
    assert news.asked_after == [None, "1"]


async def test_no_other_host_is_asked_and_the_policy_is_never_violated(
    tab: Tab, news: News
) -> None:
    await tab.act_as("ada")
    await tab.run(WHO)
    await expect(tab.answer).to_contain_text("Ada")
    for pane in "Documentation Explorer", "Examples", "History":
        await tab.page.get_by_role("button", name=f"Show {pane}").click()
    await tab.page.get_by_role("button", name="Prettify").click()
    await expect(tab.query.locator(".view-line")).to_have_count(9)  # prettier is not at once there
    await tab.run(WATCH)
    await news.add("Ben approved")
    await expect(tab.answer).to_contain_text("Ben approved")

    assert tab.hosts - {""} == {urlsplit(tab.server.url).netloc}
    assert tab.complaints == []


async def test_it_shows_who_is_signed_in(tab: Tab) -> None:
    await expect(tab.strip).to_contain_text("Nobody is signed in")
    await tab.strip.get_by_role("link", name="Sign in").click()
    await tab.page.get_by_role("button", name="Sign in as Rita").click()

    await expect(tab.strip).to_contain_text("Rita Rosen")


async def test_two_people_fit_in_one_browser_each_in_a_tab(tab: Tab) -> None:
    other = Tab(await tab.page.context.new_page(), tab.server)
    await other.open()
    await tab.act_as("ada")
    await other.act_as("ben")
    await tab.page.reload()

    await expect(tab.strip).to_contain_text("Ada Lovelace")
    await expect(other.strip).to_contain_text("Ben Boss")


async def test_the_person_of_the_tab_and_the_headers_editor_reach_the_socket(
    tab: Tab, news: News
) -> None:
    await news.add("News")
    await tab.act_as("ada")
    await tab.run(WATCH)
    await expect(tab.answer).to_contain_text("told to Bearer demo:ada")
    await tab.page.get_by_role("button", name="Stop query").click()
    await tab.set_headers(Authorization="Bearer mine")
    await tab.execute()

    await expect(tab.answer).to_contain_text("told to Bearer mine")


async def test_the_schema_is_read_so_that_mistakes_are_underlined(tab: Tab) -> None:
    await tab.run("query Who { viewer { nonsense } }")

    await expect(tab.query.locator(".squiggly-error")).to_be_visible()


async def test_every_example_opens_from_its_pane(tab: Tab) -> None:
    await tab.page.get_by_role("button", name="Show Examples").click()
    for example in explorer.examples():
        await tab.page.locator(".examples").get_by_text(example.title, exact=True).click()

        await expect(tab.query).to_contain_text(example.title)


async def test_a_link_can_name_the_example_that_opens_at_every_visit(tab: Tab) -> None:
    for name, field_name in ("decline", "declineAccessRequest"), ("remind", "sendReminder"):
        await tab.page.goto(f"{tab.server.url}/graphiql?example={name}")

        await expect(tab.query).to_contain_text(field_name)
        await expect(tab.page.get_by_label("Variables")).to_contain_text('"request": ""')


async def test_an_id_seen_in_an_answer_fills_itself_into_the_next_example(tab: Tab) -> None:
    await tab.run("query Waiting { request { __typename id } }")
    await expect(tab.answer).to_contain_text("request-4711")
    await tab.page.get_by_role("tab", name="Approve").get_by_role("button").first.click()

    await expect(tab.page.get_by_label("Variables")).to_contain_text("request-4711")


async def test_no_page_is_wider_than_its_window(tab: Tab) -> None:
    for path, text in ("/graphql", "WhoAmI"), ("/demo", "Rita"), ("/", "GraphiQL"):
        await tab.page.goto(tab.server.url + path)
        await expect(tab.page.locator("body")).to_contain_text(text)
        for width in 360, 390, 1440:
            await tab.page.set_viewport_size({"width": width, "height": 800})

            assert await tab.page.evaluate("document.documentElement.scrollWidth") == width
