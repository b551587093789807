"""The provider as it is published, as it changes, and when it is not there."""

from typing import Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse

from models import clock
from tests.conftest import Ask, Served
from tests.web.identity_provider import CLIENT, SECOND, SECRET, IdentityProvider, signed_by
from tests.web.signing_in import THERE, Browser, browser, nobody, provider, settings
from web import provider as provider_module
from web.settings import Settings

__all__ = ["browser", "provider", "settings"]

SIGN_IN = """mutation { signIn(input: {username: "ada", password: "correct-horse-demo"}) {
  __typename ... on Problem { code message } } }"""
REGISTER = """mutation { register(input: {username: "nina", password: "correct-horse-battery",
  email: "nina@acme.example", fullName: "Nina Berg"}) {
  __typename ... on Problem { code message } } }"""


async def test_a_provider_may_want_the_clients_secret_in_the_body(
    browser: Browser, provider: IdentityProvider
) -> None:
    provider.published = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    await browser.sign_in()

    assert await browser.who()


async def test_a_key_that_the_provider_withdrew_is_believed_for_an_hour_at_most(
    browser: Browser, provider: IdentityProvider, caplog: pytest.LogCaptureFixture
) -> None:
    await browser.leave()
    clock.clock.advance(minutes=61)
    await browser.leave()

    assert provider.asked.count("/.well-known/openid-configuration") == 2
    provider.keys = [SECOND]
    assert await nobody(browser, await browser.sign_in(), caplog)
    provider.sign = signed_by(SECOND)
    assert (await browser.sign_in()).status_code == 303


async def test_a_provider_that_promises_to_name_itself_must(
    browser: Browser, provider: IdentityProvider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.published = {"authorization_response_iss_parameter_supported": True}
    assert await nobody(browser, await browser.sign_in(), caplog)

    provider.callback = {"iss": provider.url}
    assert (await browser.sign_in()).status_code == 303


@pytest.mark.parametrize(
    "published",
    [
        {"issuer": "https://accounts.evil.example"},
        {"issuer": None},
        {"token_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": 7},
        {"userinfo_endpoint": "file:///etc/passwd"},
        {"id_token_signing_alg_values_supported": ["none", "HS256"]},
        {"id_token_signing_alg_values_supported": 7},
    ],
)
async def test_a_discovery_document_that_is_not_our_issuers_is_not_used(
    browser: Browser,
    provider: IdentityProvider,
    caplog: pytest.LogCaptureFixture,
    published: dict[str, Any],
) -> None:
    provider.published = published
    answer = await browser.http.get(THERE)

    assert answer.status_code == 503 and "does not answer" in answer.text
    assert await nobody(browser, answer, caplog)


WRONG_ANSWERS = [
    PlainTextResponse("Bad gateway", 502),
    PlainTextResponse("<!doctype html>"),
    JSONResponse([]),
    JSONResponse(None),
    RedirectResponse("http://127.0.0.1:9/elsewhere"),
]


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
async def test_a_provider_that_answers_wrongly_gets_a_calm_page(
    served: Served, provider: IdentityProvider, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    for answer in WRONG_ANSWERS:
        caplog.clear()
        browser = Browser(served)
        back = THERE if "well-known" in path else await browser.came_back()
        provider.broken = {path: answer}

        assert await nobody(browser, await browser.http.get(back), caplog)
        provider.broken = {}
        await browser.close()


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
async def test_nobody_waits_long_for_a_provider_that_does_not_answer(
    browser: Browser,
    provider: IdentityProvider,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
) -> None:
    back = THERE if "well-known" in path else await browser.came_back()
    monkeypatch.setattr(provider_module, "PATIENCE", 0.1)
    provider.silent = {path}
    answer = await browser.http.get(back)

    assert answer.status_code == 503 and "does not answer" in answer.text
    assert await nobody(browser, answer, caplog)


class TestWithoutProvider:
    """The provider is gone, or never was."""

    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        """An address where nobody listens."""
        return {
            "oidc_issuer": "http://127.0.0.1:9",
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SECRET,
            "local_passwords": False,
        }

    async def test_a_provider_that_is_down_gets_a_calm_page(
        self, browser: Browser, caplog: pytest.LogCaptureFixture
    ) -> None:
        answer = await browser.http.get(THERE)

        assert answer.status_code == 503
        assert await nobody(browser, answer, caplog)

    async def test_where_passwords_are_off_they_are_refused_with_the_reason(self, ask: Ask) -> None:
        for document, name in ((SIGN_IN, "signIn"), (REGISTER, "register")):
            refused = await ask(document)

            assert (refused["__typename"], refused["code"]) == ("PasswordsOff", "PASSWORDS_OFF")
            assert refused["message"].endswith("Sign in through your organisation."), name


def test_a_safe_issuer_may_not_send_people_to_an_unsafe_address() -> None:
    issuer = "https://idp.example"
    given = Settings(oidc_issuer=issuer, oidc_client_id="a", oidc_client_secret="b")
    found = {
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": "http://idp.example/token",
        "jwks_uri": f"{issuer}/keys",
    }

    with pytest.raises(provider_module.Unreachable, match="token_endpoint"):
        provider_module.Provider(given).used(found)
