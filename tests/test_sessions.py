"""Sessions: signing in and out, cookies that count for our own pages only, and access tokens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Literal

import orjson
import pytest
import websockets
from argon2 import PasswordHasher
from httpx2 import AsyncClient
from websockets.asyncio.client import ClientConnection, connect

from models import clock, keys, passwords
from models.demo import PASSWORD
from models.sessions import Session
from models.users import User
from tests import giving, shared
from tests.conftest import Ask, Served

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

COOKIE = "admit_session"
ME = "{ viewer { user { username } } }"
SIGN_IN = """mutation($username: String!, $password: String!) {
  signIn(input: {username: $username, password: $password}) {
    __typename ... on Viewer { user { username } } ... on Problem { code message }
    ... on RateLimited { retryAt } } }"""
SIGN_OUT = "mutation { signOut { username } }"
CREATE = """mutation($name: String!, $days: Int) {
  createPersonalAccessToken(input: {name: $name, days: $days}) {
    __typename ... on Problem { code field }
    ... on NewPersonalAccessToken { secret token { id name expiresAt lastUsedAt } } } }"""
REVOKE = """mutation($token: ID!) { revokePersonalAccessToken(input: {token: $token}) {
  __typename ... on PersonalAccessToken { endedAt } ... on Problem { code } } }"""
TOKENS = """{ viewer { personalAccessTokens { nodes {
  name lastUsedAt expiresAt endedAt } } } }"""
WATCH = "subscription { viewerNotices { kind } }"


async def post(browser: AsyncClient, document: str, **more: Any) -> Any:
    """The data of the only field, or the code of the error."""
    headers = more.pop("headers", {})
    asked = {"query": document, "variables": more}
    return field(await browser.post("/graphql", json=asked, headers=headers))


def field(response: Any) -> Any:
    """The data of an answer's only field, or the code of its error."""
    answer = response.json()
    if "errors" in answer:
        return answer["errors"][0]["extensions"]["code"]
    (data,) = answer["data"].values()
    return data


async def sign_in(browser: AsyncClient, username: str = "ada", password: str = PASSWORD) -> Any:
    """Sign in by password."""
    return await post(browser, SIGN_IN, username=username, password=password)


def name(viewer: Any) -> str | None:
    """Whom the answer to ME names."""
    return viewer["user"]["username"] if isinstance(viewer, dict) else None


@asynccontextmanager
async def socket(
    served: Served, token: str | None = None, **headers: str
) -> AsyncIterator[ClientConnection]:
    """An open socket, acknowledged."""
    url = served.url.replace("http", "ws", 1) + "/graphql"
    protocol = websockets.Subprotocol("graphql-transport-ws")
    async with connect(url, subprotocols=[protocol], additional_headers=headers) as opened:
        payload = {"authorization": f"Bearer {token}"} if token else {}
        await send(opened, type="connection_init", payload=payload)
        yield opened


async def send(opened: ClientConnection, **message: Any) -> None:
    """Send one message of the protocol."""
    await opened.send(orjson.dumps(message).decode())


async def read(opened: ClientConnection) -> dict[str, Any]:
    """The next message."""
    message: dict[str, Any] = orjson.loads(await opened.recv())
    return message


async def asked_over(opened: ClientConnection) -> str | None:
    """Who the socket takes us for."""
    assert (await read(opened))["type"] == "connection_ack"
    await send(opened, id="1", type="subscribe", payload={"query": ME})
    answer = await read(opened)
    assert (await read(opened))["type"] == "complete" or answer["type"] == "error"
    return name((answer["payload"].get("data") or {}).get("viewer"))


async def closing(opened: ClientConnection) -> int:
    """The code with which the server closes."""
    with pytest.raises(websockets.ConnectionClosed) as closed:
        while True:
            await opened.recv()
    assert closed.value.rcvd
    return closed.value.rcvd.code


async def test_signing_in_sets_a_cookie_that_no_script_sees(served: Served) -> None:
    browser = served.client().http

    asked = {"query": SIGN_IN, "variables": {"username": " ADA", "password": PASSWORD}}
    response = await browser.post("/graphql", json=asked)

    assert name(field(response)) == "ada"
    (cookie,) = response.headers.get_list("set-cookie")
    facts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/", "max-age=1209600"} <= facts
    assert name(await post(browser, ME)) == "ada"
    secret = browser.cookies[COOKIE]
    assert len(secret) == 43
    assert await Session.filter(token_hash=keys.digest(secret)).count() == 1
    assert await Session.filter(token_hash=secret).count() == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1:1"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_cookie_counts_for_our_own_pages_only(
    served: Served, headers: dict[str, str]
) -> None:
    browser = served.client().http
    await sign_in(browser)
    own = {"Origin": served.url, "Sec-Fetch-Site": "same-origin"}
    cookie = {"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}
    query = {"query": ME}

    assert name(await post(browser, ME, headers=own)) == "ada"
    assert name(await post(browser, ME, headers=headers)) is None
    assert await post(browser, SIGN_OUT, headers=headers) == "UNAUTHENTICATED"
    assert name(field(await browser.get("/graphql", params=query, headers=own))) == "ada"
    assert name(field(await browser.get("/graphql", params=query, headers=headers))) is None
    async with socket(served, **own, **cookie) as opened:
        assert await asked_over(opened) == "ada"
    try:
        async with socket(served, **headers, **cookie) as opened:
            assert await asked_over(opened) is None
    except websockets.InvalidStatus as refused:
        assert refused.response.status_code == 403 and "Origin" in headers


async def test_signing_out_ends_the_session_everywhere(served: Served) -> None:
    browser, elsewhere = served.client().http, served.client().http
    await sign_in(browser)
    await sign_in(elsewhere)
    secret = browser.cookies[COOKIE]
    cookie = {"Cookie": f"{COOKIE}={secret}"}
    accept = {"Accept": "text/event-stream"}
    async with (
        socket(served, **cookie) as opened,
        browser.stream("POST", "/graphql", json={"query": WATCH}, headers=accept) as events,
    ):
        assert (await read(opened))["type"] == "connection_ack"
        await send(opened, id="1", type="subscribe", payload={"query": WATCH})

        response = await browser.post("/graphql", json={"query": SIGN_OUT}, headers=cookie)

        assert field(response) == {"username": "ada"}
        assert await closing(opened) == 4403
        told = [line async for line in events.aiter_lines()]
    assert not [line for line in told if '"kind"' in line]
    assert "max-age=0" in response.headers["set-cookie"].lower()
    assert name(await post(served.client().http, ME, headers=cookie)) is None
    assert await post(served.client(token=secret).http, ME) == "UNAUTHENTICATED"
    assert name(await post(elsewhere, ME)) == "ada"


async def test_a_wrong_password_and_an_unknown_user_read_and_cost_the_same(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            verified.append(str(password))
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "hasher", Counting())
    await User.filter(username="ben").update(active=False)
    await User.filter(username="uma").update(password_hash=None)
    await giving.person("ivan", "acme.example", verified=False)
    tries = {
        "ada": "wrong", "nobody": PASSWORD, "ben": PASSWORD, "uma": PASSWORD, "a\u0000b": PASSWORD,
        "ivan@acme.example": PASSWORD, "": "", "nobody@": "x", "x" * 5000: "x" * 5000,
    }  # fmt: skip

    answers = [await sign_in(served.client().http, *who) for who in tries.items()]

    expected = {
        "__typename": "WrongCredentials",
        "code": "WRONG_CREDENTIALS",
        "message": "Username or password is wrong.",
    }
    assert answers == [expected] * len(tries)
    assert verified == list(tries.values())
    assert await Session.all().count() == 0


async def test_tries_are_limited_for_each_user_under_whatever_name(served: Served) -> None:
    shared.limit(served, sign_ins_per_5_minutes=3)
    browser = served.client().http
    for username in ("ada", "ADA ", "ada@acme.example"):
        assert (await sign_in(browser, username, "wrong"))["code"] == "WRONG_CREDENTIALS"

    refused = await sign_in(browser, "Ada@ACME.example")

    assert refused["code"] == "RATE_LIMITED"
    assert name(await sign_in(served.client().http, "ben")) == "ben"
    clock.clock.advance(minutes=5)
    assert name(await sign_in(browser)) == "ada"


async def test_each_sign_in_makes_a_token_of_its_own_and_ends_the_one_before(
    served: Served,
) -> None:
    browser = served.client().http
    browser.cookies.set(COOKIE, "chosen-by-somebody-else")
    await sign_in(browser)
    first = [c.value for c in browser.cookies.jar if c.value != "chosen-by-somebody-else"]
    planted = {"Cookie": f"{COOKIE}=chosen-by-somebody-else"}

    assert len(first) == 1 and first[0]
    assert name(await post(served.client().http, ME, headers=planted)) is None
    old = {"Cookie": f"{COOKIE}={first[0]}"}
    asked = {"query": SIGN_IN, "variables": {"username": "ben", "password": PASSWORD}}
    response = await served.client().http.post("/graphql", json=asked, headers=old)
    fresh = response.cookies[COOKIE]
    assert fresh != first[0]
    assert name(await post(served.client().http, ME, headers=old)) is None
    new = {"Cookie": f"{COOKIE}={fresh}"}
    assert name(await post(served.client().http, ME, headers=new)) == "ben"


async def test_a_session_ends_when_it_is_not_used(served: Served) -> None:
    browser = served.client().http
    await sign_in(browser)

    clock.clock.advance(days=13)
    assert name(await post(browser, ME)) == "ada"
    clock.clock.advance(days=13)
    assert name(await post(browser, ME)) == "ada"
    clock.clock.advance(days=14, seconds=1)
    assert name(await post(browser, ME)) is None


async def test_an_open_socket_ends_with_its_session(served: Served) -> None:
    browser = served.client().http
    await sign_in(browser)
    await Session.all().update(expires_at=clock.now() + timedelta(seconds=0.5))
    async with socket(served, Cookie=f"{COOKIE}={browser.cookies[COOKIE]}") as opened:
        assert (await read(opened))["type"] == "connection_ack"
        await send(opened, id="1", type="subscribe", payload={"query": WATCH})

        assert await closing(opened) == 4403


async def test_an_access_token_is_shown_once_and_stored_as_a_hash(served: Served, ask: Ask) -> None:
    made = await ask(CREATE, by="ada", name="nightly job", days=30)
    secret = made["secret"]

    assert secret.startswith("admit_") and len(secret) > 45
    row = await Session.get(name="nightly job")
    assert row.token_hash == keys.digest(secret)
    assert (await ask(TOKENS, by="ada"))["personalAccessTokens"]["nodes"][0]["lastUsedAt"] is None
    assert name(await post(served.client(token=secret).http, ME)) == "ada"
    (shown,) = (await ask(TOKENS, by="ada"))["personalAccessTokens"]["nodes"]
    assert shown["name"] == "nightly job" and shown["lastUsedAt"]
    assert (await ask(TOKENS, by="ben"))["personalAccessTokens"]["nodes"] == []
    as_cookie = {"Cookie": f"{COOKIE}={secret}x"}
    assert name(await post(served.client().http, ME, headers=as_cookie)) is None


async def test_an_access_token_lives_as_long_as_was_said(served: Served, ask: Ask) -> None:
    week = (await ask(CREATE, by="ada", name="week", days=7))["secret"]
    ever = (await ask(CREATE, by="ada", name="ever", days=None))["secret"]

    clock.clock.advance(days=7, seconds=1)

    assert await post(served.client(token=week).http, ME) == "UNAUTHENTICATED"
    assert name(await post(served.client(token=ever).http, ME)) == "ada"
    for bad in ({"days": 0}, {"days": 367}, {"days": -1}, {"name": " "}, {"name": "a\nb"}):
        refused = await ask(CREATE, by="ada", **{"name": "x", "days": 1, **bad})
        assert (refused["code"], refused["field"]) == ("INVALID_INPUT", list(bad))


async def test_a_revoked_access_token_stops_at_once(served: Served, ask: Ask) -> None:
    made = await ask(CREATE, by="ada", name="job", days=1)
    other = await ask(CREATE, by="ada", name="other", days=1)
    program = served.client(token=made["secret"]).http
    token = made["token"]["id"]
    async with socket(served, made["secret"]) as opened, socket(served, other["secret"]) as stays:
        assert (await read(opened))["type"] == "connection_ack"
        assert (await ask(REVOKE, by="ben", token=token))["code"] == "NOT_FOUND"
        assert name(await post(program, ME)) == "ada"

        assert (await ask(REVOKE, by="ada", token=token))["endedAt"]

        assert await closing(opened) == 4403
        assert await asked_over(stays) == "ada"
    assert await post(program, ME) == "UNAUTHENTICATED"
    assert [t["name"] for t in (await ask(TOKENS, by="ada"))["personalAccessTokens"]["nodes"]] == [
        "other"
    ]


async def test_a_wrong_token_is_refused_whatever_the_cookie_says(served: Served) -> None:
    browser = served.client().http
    await sign_in(browser)
    for given in ("Bearer made-up", "Bearer", "Basic YWRhOmFkYQ==", "Bearer demo:nobody"):
        assert await post(browser, ME, headers={"Authorization": given}) == "UNAUTHENTICATED"
    async with socket(served, "made-up") as opened:
        assert await closing(opened) == 4403


async def test_in_development_the_demos_people_sign_in_by_one_click(served: Served) -> None:
    browser = served.client().http
    page = await browser.get("/demo")
    entered = await browser.post("/demo", data={"username": "vera"})

    assert page.status_code == 200 and "Vera" in page.text
    assert entered.status_code == 303 and "httponly" in entered.headers["set-cookie"].lower()
    assert name(await post(browser, ME)) == "vera"
    assert name(await post(served.client("vera").http, ME)) == "vera"
    async with socket(served, "demo:vera") as opened:
        assert await asked_over(opened) == "vera"
