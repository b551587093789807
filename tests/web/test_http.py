"""GraphQL over HTTP on the wire: media types and methods."""

from typing import Any

import pytest

from tests.web import asking, running
from tests.web.asking import BROWSER, JSON, RESPONSE, Client, code, production

pytestmark = pytest.mark.asyncio(loop_scope="module")
services, client = running.services, asking.client


# Media types


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (RESPONSE, RESPONSE),
        (f"{RESPONSE}; charset=utf-8, {JSON}; charset=utf-8", RESPONSE),
        (f"{RESPONSE}, {JSON};q=0.9", RESPONSE),
        (f"{JSON}, {RESPONSE}", RESPONSE),
        (f"{RESPONSE};q=0.5, {JSON};q=0.8", JSON),
        (f"{RESPONSE};q=0, */*", JSON),
        (f"{JSON};q=0.1, {RESPONSE};q=0.2", RESPONSE),
        ("APPLICATION/GraphQL-Response+JSON", RESPONSE),
        ("text/html, application/json", JSON),
        (f"{JSON}, text/event-stream", JSON),
    ],
)
async def test_quality_values_of_accept_are_honoured(
    client: Client, accept: str | None, answered: str
) -> None:
    response = await client.ask("{who}", accept)

    assert response.status_code == 200
    assert response.headers["content-type"] == f"{answered}; charset=utf-8"
    assert response.json() == {"data": {"who": "stranger"}}


@pytest.mark.parametrize("accept", ["text/html", "image/png", f"{JSON};q=0", "multipart/mixed"])
async def test_an_accept_that_nothing_satisfies_is_406(client: Client, accept: str) -> None:
    response = await client.ask("{who}", accept)

    assert (response.status_code, code(response)) == (406, "BAD_REQUEST")


REQUEST_ERRORS = [
    ("{", {}, "GRAPHQL_PARSE_FAILED"),
    ("", {}, "GRAPHQL_PARSE_FAILED"),
    ("{nope}", {}, "GRAPHQL_VALIDATION_FAILED"),
    ("fragment A on Query{who}", {}, "GRAPHQL_VALIDATION_FAILED"),
    ("query($t:String!){echo(text:$t)}", {}, "BAD_USER_INPUT"),
    ("query($t:String!){echo(text:$t)}", {"variables": {"t": 7}}, "BAD_USER_INPUT"),
    ("query A{who} query B{who}", {}, "OPERATION_AMBIGUOUS"),
    ("query A{who}", {"operationName": "C"}, "OPERATION_AMBIGUOUS"),
    ("subscription{count(to:1)}", {}, "BAD_REQUEST"),
]


@pytest.mark.parametrize(("query", "rest", "expected"), REQUEST_ERRORS)
async def test_what_cannot_run_is_400_without_data_in_the_graphql_media_type(
    client: Client, query: str, rest: dict[str, Any], expected: str
) -> None:
    response = await client.ask(query, RESPONSE, **rest)

    assert (response.status_code, code(response)) == (400, expected)


@pytest.mark.parametrize(("query", "rest", "expected"), REQUEST_ERRORS)
async def test_plain_json_keeps_200_for_well_formed_requests_and_still_has_no_data(
    client: Client, query: str, rest: dict[str, Any], expected: str
) -> None:
    response = await client.ask(query, JSON, **rest)

    assert (response.status_code, code(response)) == (200, expected)


async def test_of_several_operations_the_named_one_runs(client: Client) -> None:
    two = "query A{a:who} query B{b:who}"

    assert (await client.ask(two, operationName="B")).json() == {"data": {"b": "stranger"}}


@pytest.mark.parametrize("name", [None, "add", "", "C"])
async def test_an_ambiguous_document_runs_nothing(client: Client, name: str | None) -> None:
    await client.ask("mutation A{add} mutation B{add}", operationName=name)

    assert client.tiny.hub.ran == 0


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json; charset=utf-8",
        'Application/JSON; Charset="UTF-8"',
        "application/json;profile=x",
    ],
)
async def test_json_is_recognised_with_parameters_and_in_any_case(
    client: Client, content_type: str
) -> None:
    response = await client.ask("{who}", headers={"Content-Type": content_type})

    assert response.status_code == 200


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/jsonx",
        "x-application/json",
        "text/plain, application/json",
        "text/plain; application/json",
        "application/json; charset=utf-16",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ],
)
async def test_every_other_media_type_is_415(client: Client, content_type: str) -> None:
    response = await client.ask("mutation{add}", headers={"Content-Type": content_type})

    assert (response.status_code, code(response)) == (415, "BAD_REQUEST")
    assert client.tiny.hub.ran == 0


# Methods


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_a_wrong_method_is_405_with_allow(client: Client, method: str) -> None:
    response = await client.http.request(method, "/graphql")

    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


async def test_a_query_may_be_asked_by_get_in_development(client: Client) -> None:
    response = await client.get(
        RESPONSE,
        query="query A($t:String!){echo(text:$t)} query B{who}",
        operationName="A",
        variables='{"t": "ö"}',
        extensions="",
    )

    assert (response.status_code, response.json()) == (200, {"data": {"echo": "ö"}})


async def test_a_mutation_by_get_is_405_with_allow(client: Client) -> None:
    response = await client.get(query="mutation{add}")

    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert client.tiny.hub.ran == 0


@production
async def test_get_is_405_in_production(client: Client) -> None:
    for accept in (JSON, BROWSER):
        response = await client.get(accept, query="{who}")

        assert (response.status_code, response.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "query=",
        "query={who}&query={who}",
        "query={who}&variables=[]",
        "query={who}&variables=nope",
    ],
)
async def test_a_malformed_get_is_400(client: Client, query: str) -> None:
    response = await client.http.get(f"/graphql?{query}", headers={"Accept": JSON})

    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


async def test_a_browser_gets_the_page(client: Client) -> None:
    response = await client.get(BROWSER, query="{who}")

    assert "GraphiQL" in response.text
