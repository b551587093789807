"""The console as the server serves it: its page, its files, and what is there without it."""

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.testclient import TestClient

from models.onboarding import Rules
from tests import steps
from tests.conftest import USUAL, Served, serving
from tests.web import outbox
from web import app, assets, console_pages, demo, headers, links, pages
from web.auth import Principal
from web.graphql.sockets import PROTOCOL
from web.settings import Settings

PAGE = "<!doctype html><title>Console</title>"
SCRIPT = "console.log('main');" * 50
FOREVER = "public, max-age=31536000, immutable"
SOCKET = "ws://127.0.0.1/graphql"

SCREENS = [
    "/", "/sign-in", "/profile", "/access", "/access/add", "/requests", "/requests/abc",
    "/request-access", "/accounts/new", "/accounts/abc", "/accounts/abc/overview",
    "/accounts/abc/requests/def", "/onboarding", "/onboarding/confirm/abc", "/activate/abc",
    "/authorize/abc", "/verify/abc", "/applications", "/applications/abc", "/companies",
    "/companies/registrations/abc", "/contracts/abc", "/support/requests/abc", "/desk",
    "/desk/abc", "/operations", "/operations/mails",
]  # fmt: skip


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A console that was built, in small."""
    folder = tmp_path / "console"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE)
    (folder / "secret.txt").write_text("not for the world")
    script = folder / "assets" / "main-4711.js"
    script.write_text(SCRIPT)
    Path(f"{script}.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    # The test's client would unpack what it knows: this only has to be told from the rest.
    Path(f"{script}.br").write_bytes(b"as brotli")
    (folder / "assets" / "main-4712.css").write_text("body {}")
    monkeypatch.setattr(console_pages, "BUILD", folder)
    return folder


@pytest.fixture
def unbuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No console at all."""
    monkeypatch.setattr(console_pages, "BUILD", tmp_path / "nothing")


def connect(base_url: str = "http://127.0.0.1", **changed: Any) -> TestClient:
    """A client of the console and of the pages that it stands before, without the API."""
    settings = Settings(**{"demo": True, **changed})
    routes = [
        *console_pages.console_routes(settings),
        *pages.pages_routes(settings),
        *demo.demo_routes(settings, sign_in, own, "session"),
        *links.link_routes(settings, nobody, own, Rules),
    ]
    site = Starlette(routes=routes, exception_handlers=console_pages.handlers(settings))
    guarded = headers.ProtectiveHeaders(site, settings)
    return TestClient(guarded, base_url, follow_redirects=False)


async def nobody(connection: HTTPConnection, payload: dict[str, Any] | None) -> Principal:
    """Who is calling: a stranger."""
    return Principal()


async def sign_in(username: str) -> str:
    """A session for one of the demo."""
    return f"token-of-{username}"


def own(request: Request) -> bool:
    """Whether one of our own pages asks."""
    return True


def raw(client: TestClient, coding: str | None, path: str = "main-4711.js") -> tuple[str, bytes]:
    """The coding and the bytes in which a file of the build comes."""
    headers = {"Accept-Encoding": coding} if coding is not None else {}
    with client.stream("GET", f"/static/console/assets/{path}", headers=headers) as answer:
        assert answer.status_code == 200
        return answer.headers.get("content-encoding", ""), b"".join(answer.iter_raw())


@pytest.mark.parametrize("path", SCREENS)
def test_every_screen_is_the_one_page(build: Path, path: str) -> None:
    client = connect()

    page, head = client.get(path), client.head(path)

    assert (page.status_code, page.text) == (200, PAGE)
    assert page.headers["content-type"].startswith("text/html")
    assert (head.status_code, head.text) == (200, "")
    assert client.put(path).status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/wp-login.php", "/desk/a/b", "/requests/a/b", "/index.html", "/static/console/index.html",
     "/static/console/secret.txt", "/static/console/assets/", "/static/console/assets/gone-1.js",
     "/static/console/assets/%2e%2e/secret.txt", "/static/console/assets/..%2fsecret.txt",
     "/static/console/assets/main-4711.js.gz", "/static/console/assets/main-4711.js.br",
     "/static/console/assets/%00", "/static/console/assets/" + "x" * 300],
)  # fmt: skip
def test_what_is_not_there_is_not_found_and_is_never_the_page(build: Path, path: str) -> None:
    answer = connect().get(path)

    assert answer.status_code == 404
    assert PAGE not in answer.text and "not for the world" not in answer.text


def test_who_goes_astray_with_a_browser_is_told_so_by_the_page(build: Path) -> None:
    client, browser = connect(), {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

    page, sent = (method("/nowhere/x", headers=browser) for method in (client.get, client.post))

    assert (page.status_code, page.text) == (404, PAGE)
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert (sent.status_code, sent.text) == (404, "Not Found")


def test_the_page_is_asked_for_again_each_time_and_sent_once(build: Path) -> None:
    client = connect()
    first = client.get("/requests")

    again = client.get("/access", headers={"If-None-Match": first.headers["etag"]})
    (build / "index.html").write_text(PAGE + "<p>New")
    newer = client.get("/access", headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "no-cache"
    assert "Accept-Encoding" in first.headers["vary"]
    assert (again.status_code, again.text) == (304, "")
    assert (newer.status_code, newer.text) == (200, PAGE + "<p>New")


def test_the_page_stays_fresh_for_who_is_signed_in(build: Path) -> None:
    answer = connect().get("/", headers={"Cookie": "admit_session=x"})

    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("base_url", "socket"),
    [("http://127.0.0.1:8000", "ws://127.0.0.1:8000"), ("https://localhost", "wss://localhost")],
)
def test_the_page_runs_nothing_but_our_own_files(build: Path, base_url: str, socket: str) -> None:
    policy = connect(base_url).get("/").headers["content-security-policy"]

    assert dict(rule.split(" ", 1) for rule in policy.split("; ")) == {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": f"'self' {socket}",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
    }


@pytest.mark.parametrize(
    ("given", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.000", ""),
        ("*", "br"),
        ("br;q=0, *;q=0.1", "gzip"),
        ("identity;q=1, br;q=0.5", ""),
        ("identity;q=0.1, br;q=0.5", "br"),
        ("deflate, zstd", ""),
        ("br;q=many", ""),
        (",;q=,", ""),
        ("", ""),
    ],
)
def test_a_file_comes_in_the_coding_that_the_client_prefers(
    build: Path, given: str, coding: str
) -> None:
    found, data = raw(connect(), given)

    sent = {"br": b"as brotli", "gzip": gzip.compress(SCRIPT.encode()), "": SCRIPT.encode()}
    assert found == coding
    assert gzip.decompress(data) == SCRIPT.encode() if coding == "gzip" else data == sent[coding]


def test_a_file_that_was_not_compressed_comes_as_it_is(build: Path) -> None:
    assert raw(connect(), "br, gzip", "main-4712.css") == ("", b"body {}")


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_files_are_what_they_are_in_any_coding_and_kept_for_good(build: Path, coding: str) -> None:
    client, headers = connect(), {"Accept-Encoding": coding}
    script = client.head("/static/console/assets/main-4711.js", headers=headers)
    style = client.head("/static/console/assets/main-4712.css", headers=headers)

    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    for answer in (script, style):
        assert answer.headers["cache-control"] == FOREVER
        assert "Accept-Encoding" in answer.headers["vary"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_file_that_the_client_has_is_not_sent_again(build: Path) -> None:
    client, path = connect(), "/static/console/assets/main-4711.js"
    tags = {c: client.head(path, headers={"Accept-Encoding": c}).headers["etag"]
            for c in ("br", "gzip", "identity")}  # fmt: skip

    same = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": tags["gzip"]})

    assert len(set(tags.values())) == 3
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["cache-control"] == FOREVER
    assert client.post(path).status_code == 405


def test_no_machines_table_of_types_is_needed() -> None:
    assert {".js", ".css", ".svg", ".woff2"} <= set(assets.TYPES)


def test_where_it_is_off_the_plain_start_page_stands(build: Path) -> None:
    client = connect(console=False)

    assert "People ask to enter an account" in client.get("/").text
    assert "not built" not in client.get("/").text
    assert client.get("/static/console/assets/main-4711.js").status_code == 404
    there = client.get("/requests/abc")
    assert (there.status_code, there.headers["location"]) == (303, "/?from=/requests/abc")


def test_where_it_is_not_built_the_start_page_tells_how_to(unbuilt: None) -> None:
    start = connect().get("/")

    assert start.status_code == 200
    assert "not built" in start.text and "make run" in start.text


@pytest.mark.parametrize("path", [path for path in SCREENS if path != "/"])
def test_without_it_every_address_leads_somewhere_all_the_same(unbuilt: None, path: str) -> None:
    own_page = path in ("/verify/abc", "/onboarding/confirm/abc")

    assert connect().get(path).status_code == (200 if own_page else 303)


def test_the_pages_of_links_still_take_their_buttons(build: Path) -> None:
    for path in ("/verify/abc", "/onboarding/confirm/abc"):
        answer = connect().post(path)

        assert answer.status_code == 401
        assert "Sign in first, in this browser." in answer.text


def test_who_is_signed_in_by_one_click_lands_in_the_console(build: Path) -> None:
    with_it = connect().post("/demo", data={"username": "ada"})
    without = connect(console=False).post("/demo", data={"username": "ada"})

    assert (with_it.headers["location"], without.headers["location"]) == ("/", "/graphql")
    assert 'href="/?as=ada"' in connect().get("/demo").text
    assert "?as=" not in connect(console=False).get("/demo").text


def test_a_build_has_a_name_that_changes_with_it(build: Path) -> None:
    before = console_pages.build_id()
    (build / "index.html").write_text(PAGE + "<script src=other.js>")

    assert re.fullmatch("[0-9a-f]{12}", before)
    assert console_pages.build_id() not in (before, "")


def test_nothing_built_has_no_name(unbuilt: None) -> None:
    assert console_pages.build_id() == ""


@pytest.mark.parametrize("console", [True, False])
def test_a_sockets_greeting_names_the_build_that_was_there_at_the_start(
    build: Path, console: bool
) -> None:
    application, _ = app.create(Settings(console=console))
    at_start = console_pages.build_id()
    (build / "index.html").write_text("another")

    with TestClient(application).websocket_connect(SOCKET, subprotocols=[PROTOCOL]) as socket:
        socket.send_json({"type": "connection_init"})
        greeting = socket.receive_json()

    named = {"payload": {"build": at_start}} if console else {}
    assert greeting == {"type": "connection_ack", **named}


@pytest.fixture
async def console(build: Path, database_url: str) -> AsyncIterator[Served]:
    """The service with its console and a database."""
    async with serving(Settings(database_url=database_url, **{**USUAL, "console": True})) as served:
        yield served


async def test_an_accounts_log_is_still_a_download(console: Served) -> None:
    http = console.client().http

    assert (await http.get("/accounts/abc/events")).text == PAGE
    assert (await http.get("/accounts/abc/events.csv")).status_code == 401


async def test_opening_a_link_shows_the_console_and_its_button_is_still_there(
    console: Served,
) -> None:
    http = console.client().http

    for path in ("/activate/abc", "/authorize/abc"):
        assert (await http.get(path)).text == PAGE
        assert (await http.post(path)).status_code == 401
        assert (await http.post(f"{path}/decline")).status_code == 401


async def test_a_mail_to_one_of_the_demo_is_opened_as_them(console: Served) -> None:
    links = [{"label": "View it", "path": "/requests/1"}, {"label": "All", "path": "/a?b=1#c"}]
    letter, ada = outbox.a_letter(links=links), await steps.user("ada")
    to_ada = await outbox.owe(letter=letter, user_id=ada.id)
    other = await steps.person("stranger")
    to_others = [
        await outbox.owe(user_id=other.id),
        await outbox.owe(),
        await outbox.owe(letter={}),
    ]
    http = console.client().http

    page = (await http.get(f"/dev/mail/{to_ada.id}")).text
    others = [(await http.get(f"/dev/mail/{mail.id}")).text for mail in to_others]

    assert "Links, opened as Ada" in page
    assert '<a href="/requests/1?as=ada" target="_blank" rel="noopener">View it</a>' in page
    assert 'href="/a?b=1&amp;as=ada#c"' in page
    assert 'href="/"' in page
    assert not [text for text in others if "?as=" in text]


@pytest.mark.parametrize("changed", [{"console": False}, {"demo": False}])
async def test_without_demo_or_console_nobody_is_acted_as(
    build: Path, database_url: str, changed: dict[str, bool]
) -> None:
    given = {**USUAL, "console": True, **changed}
    async with serving(Settings(database_url=database_url, **given)) as served:
        mail = await outbox.owe(user_id=(await steps.user("ada")).id)

        page = (await served.client().http.get(f"/dev/mail/{mail.id}")).text

    assert "View this request" in page
    assert "?as=" not in page
