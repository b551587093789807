"""A browser that signs in through a provider, step by step."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from models.identities import Identity
from models.sessions import Session
from tests.conftest import Served
from tests.web.identity_provider import CLIENT, SECRET, IdentityProvider, providing

THERE, BACK = "/sign-in/oidc", "/sign-in/oidc/callback"
WHO = "{ viewer { profile { username fullName email emailVerified } } }"


class Browser:
    """Keeps cookies, and follows a redirect only when told to."""

    def __init__(self, served: Served) -> None:
        # Nothing here speaks TLS; reading the certificates would take longer than all the rest.
        self.http = httpx2.AsyncClient(base_url=served.url, verify=False)
        self.elsewhere = httpx2.AsyncClient(verify=False)

    async def leave(self, **parameters: str) -> str:
        """Press the button: the address at the provider."""
        answer = await self.http.get(THERE, params=parameters)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    async def at_provider(self, address: str) -> str:
        """Go there: the address back, without the host, which in tests is another."""
        answer = await self.elsewhere.get(address)
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["location"])
        assert back.path == BACK
        return f"{back.path}?{back.query}"

    async def came_back(self, **parameters: str) -> str:
        """There, and almost back."""
        return await self.at_provider(await self.leave(**parameters))

    async def sign_in(self, **parameters: str) -> httpx2.Response:
        """All the way."""
        return await self.http.get(await self.came_back(**parameters))

    async def who(self) -> dict[str, Any] | None:
        """The profile of whoever this browser is signed in as."""
        answer = (await self.http.post("/graphql", json={"query": WHO})).json()
        viewer = (answer.get("data") or {}).get("viewer")
        return viewer["profile"] if viewer else None

    async def close(self) -> None:
        """Close the windows."""
        await self.http.aclose()
        await self.elsewhere.aclose()


@pytest.fixture
async def provider() -> AsyncIterator[IdentityProvider]:
    """The organisation's provider."""
    async with providing() as provider:
        yield provider


@pytest.fixture
def settings(provider: IdentityProvider) -> dict[str, Any]:
    """Sign-in through the provider."""
    return {
        "oidc_issuer": provider.url,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_label": "Sign in with ACME",
    }


@pytest.fixture
async def browser(served: Served) -> AsyncIterator[Browser]:
    """Nina's browser."""
    browser = Browser(served)
    yield browser
    await browser.close()


async def nobody(browser: Browser, answer: httpx2.Response, log: pytest.LogCaptureFixture) -> bool:
    """Whether nobody was signed in, with a calm page and one line in the log."""
    if await browser.who() or await Session.all().count() or await Identity.all().count():
        return False
    assert 400 <= answer.status_code < 504 and answer.status_code not in (500, 501)
    assert "You are not signed in" in answer.text and "Traceback" not in answer.text
    assert "admit_session" not in browser.http.cookies
    lines = [record for record in log.records if record.name == "admit.oidc"]
    assert len(lines) == 1 and not lines[0].exc_info
    assert lines[0].getMessage().isprintable()
    return True
