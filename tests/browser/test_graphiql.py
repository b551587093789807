"""GraphiQL in a real browser: it works from our own files alone, under a strict policy."""

from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Site
from tests.browser.tabs import Tab
from web import explorer

pytestmark = pytest.mark.browser

WHO = "query Who { viewer { profile { username fullName } } }"


async def watch(site: Site, by: str) -> str:
    """A subscription to everything that concerns somebody from now on, however late it begins."""
    after = f'$after: String = "{await site.cursor(by)}"'
    return f"subscription Watch({after}) {{ viewerNotices(after: $after) {{ cursor message }} }}"


async def test_a_query_runs_and_its_answer_is_shown(tab: Tab) -> None:
    await tab.act_as("ada")
    await tab.run(WHO)

    await expect(tab.answer).to_contain_text("Ada Admin")


async def test_a_subscription_shows_news_as_they_come(tab: Tab, site: Site) -> None:
    await tab.act_as("ada")
    await tab.run(await watch(site, "ada"))
    await expect(tab.strip).to_contain_text("Live")
    await site.request()

    await expect(tab.answer).to_contain_text("Rita Request asked for access")
    await expect(tab.strip).to_contain_text("1 event")


async def test_after_a_restart_of_the_server_it_goes_on_from_the_last_cursor(
    tab: Tab, site: Site
) -> None:
    await tab.act_as("ada")
    await tab.run(await watch(site, "ada"))
    request = await site.request()
    await expect(tab.answer).to_contain_text("asked for access")
    await site.stop()
    await expect(tab.strip).to_contain_text("Reconnecting")
    meanwhile = Site(site.settings)
    await meanwhile.start()
    await meanwhile.approve(request, by="ben")
    await meanwhile.stop()
    await site.start()

    await expect(tab.answer).to_contain_text("Ben Boss approved", timeout=15_000)
    await expect(tab.strip).to_contain_text("2 events")


async def test_no_other_host_is_asked_and_the_policy_is_never_violated(
    tab: Tab, site: Site
) -> None:
    await tab.act_as("ada")
    await tab.run(WHO)
    await expect(tab.answer).to_contain_text("Ada")
    for pane in "Documentation Explorer", "Examples", "History":
        await tab.page.get_by_role("button", name=f"Show {pane}").click()
    await tab.page.get_by_role("button", name="Prettify").click()
    await expect(tab.query.locator(".view-line")).to_have_count(9)  # prettier is not at once there
    await tab.run(await watch(site, "ada"))
    await site.request()
    await expect(tab.answer).to_contain_text("asked for access")

    assert tab.hosts - {""} == {urlsplit(tab.url).netloc}
    assert tab.complaints == []


async def test_it_shows_who_is_signed_in(tab: Tab) -> None:
    await expect(tab.strip).to_contain_text("Nobody is signed in")
    await tab.strip.get_by_role("link", name="Sign in").click()
    await tab.page.get_by_role("button", name="Sign in as Rita").click()

    await expect(tab.strip).to_contain_text("Rita Request")


async def test_two_people_fit_in_one_browser_each_in_a_tab(tab: Tab) -> None:
    other = Tab(await tab.page.context.new_page(), tab.url)
    await other.open()
    await tab.act_as("ada")
    await other.act_as("ben")
    await tab.page.reload()

    await expect(tab.strip).to_contain_text("Ada Admin")
    await expect(other.strip).to_contain_text("Ben Boss")


async def test_the_person_of_the_tab_and_the_headers_editor_reach_the_socket(
    tab: Tab, site: Site
) -> None:
    news_of_ada = await watch(site, "ada")
    await site.request()
    await tab.act_as("uma")
    await tab.run(news_of_ada)
    await expect(tab.answer).to_contain_text("another stream")
    await tab.set_headers(Authorization="Bearer demo:ada")
    await tab.execute()

    await expect(tab.answer).to_contain_text("asked for access")


async def test_the_schema_is_read_so_that_mistakes_are_underlined(tab: Tab) -> None:
    await tab.run("query Who { viewer { nonsense } }")

    await expect(tab.query.locator(".squiggly-error")).to_be_visible()


async def test_every_example_opens_from_its_pane(tab: Tab) -> None:
    for example in explorer.examples():
        await tab.turn_to(example.title)


async def test_a_link_can_name_the_example_that_opens_at_every_visit(empty_tab: Tab) -> None:
    for name, field_name in ("decline", "declineAccessRequest"), ("remind", "sendReminder"):
        await empty_tab.page.goto(f"{empty_tab.url}/graphiql?example={name}")

        await expect(empty_tab.query).to_contain_text(field_name)
        await expect(empty_tab.variables).to_contain_text('"request": ""')


async def test_the_id_of_an_account_that_was_found_fills_itself_in(tab: Tab) -> None:
    await tab.act_as("rita")
    await tab.turn_to("Find an account")
    await tab.execute()
    await expect(tab.answer).to_contain_text("Holding")
    await tab.turn_to("Ask to enter")
    await tab.execute()

    await expect(tab.answer).to_contain_text('"PENDING"')


async def test_no_page_is_wider_than_its_window(empty_tab: Tab) -> None:
    pages = {
        "/graphql": "WhoAmI",
        "/demo": "Rita",
        "/": "Sign in to",
        "/errors": "ALREADY_ACTED_UPON",
        "/examples/watch.html": "Sign in",
    }
    for path, text in pages.items():
        await empty_tab.page.goto(empty_tab.url + path)
        await expect(empty_tab.page.locator("body")).to_contain_text(text)
        for width in 360, 390, 1440:
            await empty_tab.page.set_viewport_size({"width": width, "height": 800})

            assert await empty_tab.page.evaluate("document.documentElement.scrollWidth") == width
