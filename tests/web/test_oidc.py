"""Signing in through an OpenID Connect provider: the way there and back, and whom it leads to."""

from collections.abc import Callable
from typing import Any

import httpx2
import itsdangerous
import pytest
from pydantic import ValidationError

from models.identities import Identity
from models.sessions import Session
from tests.conftest import Served
from tests.web.identity_provider import IdentityProvider
from tests.web.signing_in import BACK, THERE, Browser, browser, nobody, provider, settings
from web import oidc
from web.settings import Settings

__all__ = ["browser", "provider", "settings"]


async def test_one_click_there_and_back_signs_in(
    served: Served, provider: IdentityProvider, browser: Browser
) -> None:
    start = await browser.http.get("/")
    answer = await browser.sign_in(next="/requests/1")

    assert f'<a class="button" href="{THERE}">Sign in with ACME</a>' in start.text
    assert (answer.status_code, answer.headers["location"]) == (303, "/requests/1")
    assert answer.headers["cache-control"] == "no-store"
    assert await browser.who() == {
        "username": "nina.berg",
        "fullName": "Nina Berg",
        "email": "nina@acme.example",
        "emailVerified": True,
    }
    identity = await Identity.get()
    assert (identity.issuer, identity.subject) == (provider.url, "7f3a")


async def test_the_provider_is_asked_with_everything_that_protects_the_way_back(
    browser: Browser, provider: IdentityProvider
) -> None:
    # Whatever else a discovery document says, it does not switch protection off.
    provider.published = {"code_challenge_method": "plain", "response_type": "token", "nonce": "n"}
    first, second = [httpx2.URL(await browser.leave()).params for _ in range(2)]

    assert first["redirect_uri"] == f"http://127.0.0.1:8000{BACK}"
    assert (first["response_type"], first["code_challenge_method"]) == ("code", "S256")
    assert first["scope"] == "openid profile email"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 20 and first[name] != second[name]


async def test_the_states_cookie_is_short_lived_and_no_script_or_other_page_can_use_it(
    browser: Browser,
) -> None:
    answer = await browser.http.get(THERE)

    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("admit_sign_in=")
    for part in ("path=/sign-in/oidc;", "max-age=600;", "httponly", "samesite=lax"):
        assert part in cookie
    assert answer.headers["cache-control"] == "no-store"


async def test_every_process_reads_the_states_of_the_others_and_nobody_elses() -> None:
    def made(**changes: Any) -> str:
        given = {"oidc_issuer": "https://a.example", "oidc_client_id": "a"}
        return oidc.state_secret(Settings(**{**given, "oidc_client_secret": "b", **changes}))

    assert made() == made()
    others = [made(oidc_client_secret="c"), made(oidc_client_id="c"), made(oidc_issuer="https://c")]
    assert len({made(), *others}) == 4 and made() != "b"


async def test_a_session_is_fresh_and_the_one_before_is_dead(browser: Browser) -> None:
    await browser.sign_in()
    before = browser.http.cookies["admit_session"]
    await browser.sign_in()
    after = browser.http.cookies["admit_session"]

    assert before != after
    assert await Session.filter(ended_at__isnull=True).count() == 1
    browser.http.cookies.clear()
    browser.http.cookies.set("admit_session", before)
    assert await browser.who() is None


async def test_a_session_made_up_by_somebody_else_is_not_taken_over(browser: Browser) -> None:
    browser.http.cookies.set("admit_session", "fixed", domain="127.0.0.1")
    await browser.sign_in()

    assert "fixed" not in [cookie.value for cookie in browser.http.cookies.jar]


FOREIGN = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "evil",
    "/" + "long" * 1000,
]


async def test_the_way_back_never_leads_to_another_site(browser: Browser) -> None:
    for target in FOREIGN:
        answer = await browser.sign_in(next=target)

        assert answer.headers["location"] == "/", target
        assert await browser.who()


def without_cookie(browser: Browser, back: str) -> str:
    """Comes back in another browser."""
    browser.http.cookies.clear()
    return back


def with_made_up_cookie(browser: Browser, back: str) -> str:
    """A cookie that somebody else signed."""
    ours = browser.http.cookies["admit_sign_in"].rpartition(".")[0].rpartition(".")[0]
    browser.http.cookies.clear()
    forged = itsdangerous.TimestampSigner("guessed").sign(ours).decode()
    browser.http.cookies.set("admit_sign_in", forged)
    return back


def replaced(**parameters: str | None) -> Callable[[Browser, str], str]:
    """Comes back with other parameters."""

    def change(_: Browser, back: str) -> str:
        url = httpx2.URL(back)
        for name, value in parameters.items():
            kept = url.copy_remove_param(name)
            url = kept if value is None else kept.copy_set_param(name, value)
        return str(url)

    return change


def added(parameter: str) -> Callable[[Browser, str], str]:
    """Comes back with one parameter more."""
    return lambda _, back: f"{back}&{parameter}"


WAYS_BACK: dict[str, Callable[[Browser, str], str]] = {
    "in another browser": without_cookie,
    "with a cookie that somebody else signed": with_made_up_cookie,
    "with another state": replaced(state="another"),
    "with an empty state": replaced(state=""),
    "without a state": replaced(state=None),
    "with another code": replaced(code="another"),
    "without a code": replaced(code=None),
    "from another issuer": replaced(iss="https://accounts.evil.example"),
    "from no issuer": replaced(iss=""),
    "with two codes": added("code=another"),
    "with two states": added("state=another"),
    "refused by the person": replaced(code=None, error="access_denied"),
    "with an error and a code": replaced(error="server\r\n_error", error_description="\x1b[31m"),
    "with bytes that are no text": replaced(code="\x00\udcff".encode("utf-8", "ignore").decode()),
}


async def test_a_way_back_that_is_not_the_providers_signs_nobody_in(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    believed = []
    for name, way in WAYS_BACK.items():
        caplog.clear()
        browser = Browser(served)
        answer = await browser.http.get(way(browser, await browser.came_back()))
        if not await nobody(browser, answer, caplog):
            believed.append(name)
        await browser.close()

    assert believed == []


async def test_an_answer_comes_back_once_even_if_the_cookie_is_kept(
    browser: Browser, provider: IdentityProvider
) -> None:
    back = await browser.came_back()
    kept = browser.http.cookies["admit_sign_in"]
    grants = dict(provider.grants)
    assert (await browser.http.get(back)).status_code == 303
    assert "admit_sign_in" not in browser.http.cookies
    provider.grants |= grants  # a provider that forgets that a code was used
    browser.http.cookies.clear()
    browser.http.cookies.set("admit_sign_in", kept)

    again = await browser.http.get(back)
    assert again.status_code == 403 and "used already" in again.text
    assert await browser.who() is None


async def test_a_code_of_another_sign_in_is_refused_by_challenge_and_nonce(
    served: Served, browser: Browser, provider: IdentityProvider, caplog: pytest.LogCaptureFixture
) -> None:
    attacker = Browser(served)
    stolen = httpx2.URL(await attacker.came_back()).params["code"]
    back = replaced(code=stolen)(browser, await browser.came_back())

    assert await nobody(browser, await browser.http.get(back), caplog)
    await attacker.close()


async def test_a_verifier_that_does_not_fit_the_challenge_is_refused(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    there = httpx2.URL(await browser.leave()).copy_set_param("code_challenge", "A" * 43)
    answer = await browser.http.get(await browser.at_provider(str(there)))

    assert await nobody(browser, answer, caplog)


async def test_a_state_expires_with_its_cookie(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    back = await browser.came_back()
    signed = itsdangerous.TimestampSigner.get_timestamp
    monkeypatch.setattr(
        itsdangerous.TimestampSigner, "get_timestamp", lambda self: signed(self) + 601
    )

    assert await nobody(browser, await browser.http.get(back), caplog)


class TestNotConfigured:
    """Without the settings, there is nothing of it."""

    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        """None."""
        return {}

    async def test_there_is_no_button_and_no_such_page(self, browser: Browser) -> None:
        start, there, back = [await browser.http.get(path) for path in ("/", THERE, BACK)]

        assert start.status_code == 200 and THERE not in start.text
        assert there.status_code == back.status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {"oidc_issuer": "https://idp.example"},
        {"oidc_issuer": "https://idp.example", "oidc_client_id": "admit"},
        {
            "oidc_issuer": "http://idp.example",
            "oidc_client_id": "admit",
            "oidc_client_secret": "secret",
            "production": True,
        },
        {"local_passwords": False},
    ],
)
def test_settings_with_which_nobody_could_sign_in_safely_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="ADMIT_"):
        Settings(**given)


def test_the_clients_secret_is_not_shown() -> None:
    given = {"oidc_issuer": "https://i.example", "oidc_client_id": "a"}

    assert "hush" not in repr(Settings(**given, oidc_client_secret="hush"))  # type: ignore[arg-type]
