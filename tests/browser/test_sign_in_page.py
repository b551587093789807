"""Signing in through an organisation's provider, on the page."""

import socket

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import Site
from tests.browser.tabs import host_of
from tests.browser.visitors import Visitor
from tests.conftest import USUAL
from tests.web.identity_provider import CLIENT, SECRET, providing
from web.settings import Settings

pytestmark = pytest.mark.browser


def free_port() -> int:
    """A port that nobody listens at: the provider sends people back to an address known before."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def test_one_signs_in_at_the_provider_and_comes_back_to_where_one_wanted(
    browser: Browser, database_url: str
) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    async with providing() as provider:
        given = {**USUAL, "console": True, "public_url": url, "oidc_issuer": provider.url}
        site = Site(
            Settings(
                database_url=database_url,
                oidc_client_id=CLIENT,
                oidc_client_secret=SECRET,
                oidc_label="Sign in with ACME",
                **given,
            )
        )
        site.url = url
        await site.start()
        context = await browser.new_context()
        nina = Visitor(await context.new_page(), url, "")
        await nina.page.goto(f"{url}/profile")
        await nina.link("Sign in with ACME").click()

        await expect(nina.page).to_have_url(f"{url}/profile")
        await nina.settled()
        await expect(nina.main).to_contain_text("nina@acme.example")
        await expect(nina.button("Signed in as Nina Berg")).to_be_visible()
        assert nina.faults() == [host_of(provider.url)]
        await context.close()
        await site.stop()
