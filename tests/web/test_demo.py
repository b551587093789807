"""The demo's sign-in page."""

import re

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from models.demo import CAST
from web import demo, pages
from web.settings import Settings


async def sign_in(username: str) -> str | None:
    return None if username == "tilda" else f"token-of-{username}"


def same_origin(request: Request) -> bool:
    return request.headers.get("origin") == "http://127.0.0.1"


def connect(settings: Settings) -> TestClient:
    routes = demo.demo_routes(settings, sign_in, same_origin, "session")
    return TestClient(
        Starlette(routes=[*pages.pages_routes(settings), *routes]),
        "http://127.0.0.1",
        headers={"Origin": "http://127.0.0.1"},
        follow_redirects=False,
    )


@pytest.fixture
def client() -> TestClient:
    return connect(Settings(demo=True, console=False))


def test_the_people_are_the_demos_cast() -> None:
    assert [p.username for p in demo.PEOPLE] == [p.username for p in CAST]
    assert all(
        p.full_name.startswith(f"{who.name} ") for p, who in zip(CAST, demo.PEOPLE, strict=True)
    )


def test_each_person_has_a_button(client: TestClient) -> None:
    page = client.get("/demo").text

    assert re.findall(r'name="username" value="(\w+)"', page) == [
        person.username for person in (*demo.PEOPLE, *demo.OTHERS)
    ]


def test_one_click_signs_in_with_a_cookie_that_no_script_can_read(client: TestClient) -> None:
    answer = client.post("/demo", data={"username": "ada"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/graphql")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("session=token-of-ada;")
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()


def test_the_cookie_is_for_https_alone_where_the_service_is(client: TestClient) -> None:
    response = Response()
    demo.remember(response, Settings(public_url="https://admit.example"), "session", "token")

    assert "Secure" in response.headers["set-cookie"]


def test_another_sites_page_cannot_sign_anybody_in(client: TestClient) -> None:
    answer = client.post(
        "/demo", data={"username": "ada"}, headers={"Origin": "http://evil.example"}
    )

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_somebody_who_is_not_of_the_demo_is_not_signed_in(client: TestClient) -> None:
    answer = client.post("/demo", data={"username": "root"})

    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


def test_who_is_of_the_demo_but_is_not_there_is_not_signed_in(client: TestClient) -> None:
    answer = client.post("/demo", data={"username": "tilda"})

    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


def test_one_comes_back_to_where_one_was(client: TestClient) -> None:
    page = client.get("/demo", params={"next": '/requests/1?"x"'}).text
    answer = client.post("/demo", data={"username": "ada", "next": "/requests/1"})

    assert 'value="/requests/1?&#34;x&#34;"' in page
    assert answer.headers["location"] == "/requests/1"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "evil", ""],
)
def test_the_way_back_never_leads_to_another_site(client: TestClient, target: str) -> None:
    answer = client.post("/demo", data={"username": "ada", "next": target})

    assert answer.headers["location"] == "/graphql"


@pytest.mark.parametrize("path", ["/", "/demo"])
def test_the_pages_have_no_script_and_load_only_our_own_stylesheet(
    client: TestClient, path: str
) -> None:
    answer = client.get(path)

    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert "default-src 'none'; style-src 'self';" in answer.headers["content-security-policy"]
    assert client.get("/pages.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    "settings", [Settings(), Settings(demo=True, production=True)], ids=["no demo", "production"]
)
def test_without_a_demo_there_is_no_such_page(settings: Settings) -> None:
    client = connect(settings)

    assert client.get("/demo").status_code == 404
    assert client.post("/demo", data={"username": "ada"}).status_code == 404
    assert "/demo" not in client.get("/").text
