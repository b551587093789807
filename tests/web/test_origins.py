"""Whose page is asking, under which name we are called, and what protects our answers."""

import pytest

from tests.web import asking, running
from tests.web.asking import BROWSER, Client

pytestmark = pytest.mark.asyncio(loop_scope="module")
services, client = running.services, asking.client


@pytest.mark.parametrize(
    ("origin", "fetch_site", "who"),
    [
        (None, None, "rita"),
        ("own", None, "rita"),
        ("own", "same-origin", "rita"),
        ("http://evil.example", None, "stranger"),
        ("null", None, "stranger"),
        ("https", None, "stranger"),
        (None, "cross-site", "stranger"),
        (None, "same-site", "stranger"),
    ],
)
async def test_cookies_from_a_foreign_origin_never_count(
    client: Client, origin: str | None, fetch_site: str | None, who: str
) -> None:
    own = {"own": client.address, "https": client.address.replace("http:", "https:")}
    headers = {"Cookie": "who=rita"}
    if origin:
        headers["Origin"] = own.get(origin, origin)
    if fetch_site:
        headers["Sec-Fetch-Site"] = fetch_site

    posted = await client.ask("{who}", headers=headers)
    got = await client.get(headers=headers, query="{who}")

    assert posted.json() == got.json() == {"data": {"who": who}}


async def test_a_host_that_is_not_ours_is_refused(client: Client) -> None:
    response = await client.ask("{who}", headers={"Host": "evil.example"})

    assert response.status_code == 400


async def test_every_answer_is_protected(client: Client) -> None:
    for response in (
        await client.ask("{who}", headers={"Cookie": "who=rita"}),
        await client.get(BROWSER),
        await client.http.get("/nowhere"),
        await client.http.get("/health", headers={"Host": "evil.example"}),
    ):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
        assert "referrer-policy" in response.headers
    assert (await client.ask("{who}")).headers["cache-control"] == "no-store"


async def test_what_is_answered_to_credentials_is_not_stored(client: Client) -> None:
    anonymous = await client.http.get("/health")
    signed_in = await client.http.get("/health", headers={"Cookie": "who=rita"})

    assert "cache-control" not in anonymous.headers
    assert signed_in.headers["cache-control"] == "no-store"
