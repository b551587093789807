"""In production nobody signs in as a demo person by a click or a header, but by password."""

from typing import Any

import pytest

from models.demo import PASSWORD
from tests.conftest import Served
from tests.test_sessions import ME, closing, name, post, sign_in, socket


@pytest.fixture
def settings() -> dict[str, Any]:
    """As `admit serve --production` with the demo's people, behind TLS."""
    return {"production": True, "public_url": "https://admit.example"}


async def test_the_demos_people_need_their_password(served: Served) -> None:
    browser = served.client().http

    assert await post(served.client("ada").http, ME) == "UNAUTHENTICATED"
    assert (await browser.get("/demo")).status_code == 404
    assert (await browser.post("/demo", data={"username": "ada"})).status_code in (404, 405)
    async with socket(served, "demo:ada") as opened:
        assert await closing(opened) == 4403
    assert (await sign_in(browser, "ada", "wrong"))["code"] == "WRONG_CREDENTIALS"
    assert name(await sign_in(browser, "ada", PASSWORD)) == "ada"
    (cookie,) = browser.cookies.jar
    assert cookie.secure
    signed_in = {"Cookie": f"{cookie.name}={cookie.value}"}
    assert name(await post(browser, ME, headers=signed_in)) == "ada"
