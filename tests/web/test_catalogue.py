"""The page of all errors."""

import html
import re
from pathlib import Path

import pytest
import strawberry
from starlette.applications import Starlette
from starlette.testclient import TestClient

import schema
from models import problems
from models.error_codes import ErrorCode
from web import catalogue, pages
from web.settings import Settings

EDGE = Path(catalogue.__file__).parent / "graphql"
CODE = re.compile(r"code\"?[:=] ?\"([A-Z_]{6,})\"")
CLOSED = re.compile(r"(?:Ended\(|FORBIDDEN = |RESTARTING = )(\d{4})")


def connect(settings: Settings) -> TestClient:
    routes = catalogue.catalogue_routes(settings, schema.build(strawberry.Schema))
    return TestClient(Starlette(routes=[*pages.pages_routes(settings), *routes]))


@pytest.fixture(scope="module")
def page() -> str:
    return connect(Settings()).get("/errors").text


def entry(page: str, anchor: str) -> str:
    """What the page says below one code."""
    return html.unescape(page.split(f'id="{anchor}"')[1].split("</section>")[0])


def edge() -> str:
    """All of the edge's source."""
    return "\n".join(path.read_text() for path in EDGE.glob("*.py"))


@pytest.mark.parametrize("code", ErrorCode)
def test_every_refusal_is_there_with_what_it_means(page: str, code: ErrorCode) -> None:
    [problem] = [each for each in problems.Problem.__subclasses__() if each.code == code]
    shown = entry(page, code)

    assert f"<code>{code}</code>" in shown
    assert f"<code>{problem.__name__}" in shown
    assert (problem.__doc__ or "").split("`")[0].split(".")[0] in shown


def test_a_refusal_names_its_facts_and_where_it_is_met(page: str) -> None:
    shown = entry(page, "ALREADY_ACTED_UPON")

    assert "AlreadyActedUpon { request outcome actedBy actedAt }" in shown
    assert "<code>approveAccessRequest</code>, <code>declineAccessRequest</code>" in shown


def test_every_fault_is_there_with_what_to_do(page: str) -> None:
    faults = problems.Fault.__subclasses__()
    codes = {fault.code for fault in faults} | set(CODE.findall(edge()))

    assert len(codes) > 10
    assert all("What to do" in entry(page, f"{code}_FAULT") for code in codes)


def test_every_way_that_a_socket_is_closed_is_there(page: str) -> None:
    codes = set(CLOSED.findall(edge()))

    assert len(codes) > 8
    assert codes <= set(re.findall(r"<dt><code>(\d{4})</code></dt>", page))


def test_the_page_has_no_script(page: str) -> None:
    assert "<script" not in page and "style=" not in page


def test_it_is_for_those_who_explore() -> None:
    assert connect(Settings(production=True)).get("/errors").status_code == 404
