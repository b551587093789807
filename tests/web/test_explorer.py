"""GraphiQL as the server serves it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from web import explorer
from web.settings import Settings

Client = Callable[..., TestClient]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>GraphiQL</title>")
    (tmp_path / "assets" / "main-4711.js").write_text("1")
    monkeypatch.setattr(explorer, "BUILD", tmp_path)
    return tmp_path


@pytest.fixture
def client(build: Path) -> Client:
    def connect(base_url: str = "http://127.0.0.1", **settings: bool) -> TestClient:
        routes = explorer.explorer_routes(Settings.model_validate(settings))
        app = Starlette(routes=[*routes, Route("/graphql", explorer.page)])
        return TestClient(app, base_url)

    return connect


def test_the_page_runs_no_script_but_our_own(client: Client) -> None:
    policy = client().get("/graphql").headers["content-security-policy"]

    assert "script-src 'self';" in policy
    assert "default-src 'none';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize(
    ("base_url", "socket"),
    [("http://127.0.0.1:8000", "ws://127.0.0.1:8000"), ("https://admit.example", "wss://admit.example")],
)  # fmt: skip
def test_the_page_may_open_the_socket_of_its_own_host(
    client: Client, base_url: str, socket: str
) -> None:
    policy = client(base_url).get("/graphql").headers["content-security-policy"]

    assert f"connect-src 'self' {socket};" in policy


def test_a_made_up_host_cannot_widen_the_policy(client: Client) -> None:
    answer = client().get("/graphql", headers={"Host": "x; script-src *"})

    assert "script-src *" not in answer.headers["content-security-policy"]


def test_files_with_a_hash_in_their_names_are_kept_for_good(client: Client) -> None:
    answer = client().get("/static/graphiql/assets/main-4711.js")

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_large_files_arrive_compressed(client: Client, build: Path) -> None:
    (build / "assets" / "large-4711.js").write_text("1;" * 10_000)
    answer = client().get("/static/graphiql/assets/large-4711.js")

    assert answer.headers["content-encoding"] == "gzip"


def test_the_page_itself_is_looked_at_anew(client: Client) -> None:
    assert client().get("/graphql").headers["cache-control"] == "no-cache"


def test_without_its_build_the_page_says_how_to_make_it(client: Client, build: Path) -> None:
    (build / "index.html").unlink()
    answer = client().get("/graphql")

    assert answer.status_code == 503
    assert "npm run build" in answer.text


def test_the_examples_come_with_their_stories(client: Client) -> None:
    [first, *rest] = client().get("/graphql/explorer.json").json()["examples"]

    assert (first["name"], first["title"]) == ("who-am-i", "Who am I?")
    assert "viewer" in first["query"]
    assert len(rest) > 10


def test_demo_people_are_offered_only_in_a_demo(client: Client) -> None:
    def people(**settings: bool) -> list[str]:
        about = client(**settings).get("/graphql/explorer.json").json()
        return [person["username"] for person in about["demo"]]

    assert people(demo=True)[:3] == ["rita", "ada", "ben"]
    assert people() == []
    assert people(demo=True, production=True, explore=True) == []


def test_production_has_none_of_it_unless_the_operator_opens_it() -> None:
    assert explorer.explorer_routes(Settings(production=True)) == []
    assert explorer.explorer_routes(Settings(production=True, explore=True)) != []


@pytest.mark.parametrize("name", explorer.CLIENT)
def test_the_small_client_runs_no_script_but_its_own(client: Client, name: str) -> None:
    answer = client().get(f"/examples/{name}")

    assert answer.status_code == 200
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert "default-src 'none';" in answer.headers["content-security-policy"]


def test_no_other_example_is_served_and_none_in_production(client: Client) -> None:
    assert client().get("/examples/watch.py").status_code == 404
    assert client(production=True).get("/examples/watch.html").status_code == 404
