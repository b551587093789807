"""GraphQL over HTTP on the wire, against a real server."""

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
import pytest_asyncio

from tests.web import running
from tests.web.tiny import Tiny

RESPONSE = "application/graphql-response+json"
JSON = "application/json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Client:
    """Asks the tiny service."""

    def __init__(self, tiny: Tiny, address: str, http: httpx2.AsyncClient) -> None:
        self.tiny = tiny
        self.address = address
        self.http = http

    async def ask(
        self, query: str, accept: str | None = JSON, headers: Any = None, **rest: Any
    ) -> httpx2.Response:
        """POST an operation."""
        return await self.post(json.dumps({"query": query, **rest}).encode(), accept, headers)

    async def post(
        self, body: bytes, accept: str | None = JSON, headers: Any = None
    ) -> httpx2.Response:
        """POST these bytes as JSON."""
        asked = {"Content-Type": JSON, **({"Accept": accept} if accept else {}), **(headers or {})}
        if not accept:
            self.http.headers.pop("accept", None)
        return await self.http.post("/graphql", content=body, headers=asked)

    async def get(self, accept: str = JSON, headers: Any = None, **query: str) -> httpx2.Response:
        """GET an operation."""
        asked = {"Accept": accept, **(headers or {})}
        return await self.http.get(f"/graphql?{urlencode(query)}", headers=asked)


pytestmark = pytest.mark.asyncio(loop_scope="module")


services = running.services


@pytest_asyncio.fixture(loop_scope="module")
async def client(
    services: running.Services, request: pytest.FixtureRequest
) -> AsyncIterator[Client]:
    tiny, address = await services.get(getattr(request, "param", {}))
    async with httpx2.AsyncClient(base_url=address, timeout=10) as http:
        yield Client(tiny, address, http)


production = pytest.mark.parametrize("client", [{"production": True}], indirect=True)


def code(response: httpx2.Response) -> str:
    assert "data" not in response.json()
    return str(response.json()["errors"][0]["extensions"]["code"])


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


# Bodies

BODIES = {
    "empty": b"",
    "not JSON": b"{",
    "null": b"null",
    "a number": b"7",
    "a string": b'"x"',
    "true": b"true",
    "an array": b"[]",
    "a batch": b'[{"query":"{who}"}]',
    "bytes that are not UTF-8": b'{"query":"{who}\xff"}',
    "UTF-16": '{"query":"{who}"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"query":"{who}"}',
    "NaN": b'{"query":"{who}","variables":{"n":NaN}}',
    "Infinity": b'{"query":"{who}","variables":{"n":-Infinity}}',
    "a number of 5,000 digits": b'{"query":"{who}","variables":{"n":%s}}' % (b"1" * 5_000),
    "a number beyond all doubles": b'{"query":"{who}","variables":{"n":1e999}}',
    "deep arrays": b'{"query":"{who}","variables":{"n":%s%s}}' % (b"[" * 40_000, b"]" * 40_000),
    "deep objects": b'{"query":"{who}","variables":%s1%s}' % (b'{"a":' * 9_000, b"}" * 9_000),
    "65 levels": b'{"query":"{who}","variables":{"a":%s%s}}' % (b"[" * 63, b"]" * 63),
    "half a surrogate": b'{"query":"{who}","variables":{"n":"\\ud800"}}',
    "no query": b"{}",
    "a null query": b'{"query":null}',
    "a number for a query": b'{"query":7}',
    "an array for a query": b'{"query":["{who}"]}',
    "variables as a list": b'{"query":"{who}","variables":[7]}',
    "variables as a string": b'{"query":"{who}","variables":"{}"}',
    "a number for operationName": b'{"query":"{who}","operationName":7}',
    "extensions as a string": b'{"query":"{who}","extensions":"x"}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("accept", [JSON, RESPONSE])
async def test_a_body_that_is_no_operation_is_400(
    client: Client, body: bytes, accept: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = await client.post(body, accept)

    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    assert response.headers["content-type"].startswith(accept)
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


async def test_null_stands_for_absent_and_unknown_entries_are_left_alone(client: Client) -> None:
    response = await client.ask(
        "{who}", variables=None, operationName=None, extensions=None, later=1
    )

    assert response.json() == {"data": {"who": "stranger"}}


async def test_a_large_body_is_413_with_and_without_its_length(client: Client) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b" " * 10_000

    for content in (b" " * 300_000, chunks()):
        headers = {"Content-Type": JSON}
        response = await client.http.post("/graphql", content=content, headers=headers)

        assert (response.status_code, code(response)) == (413, "BAD_REQUEST")


async def test_a_content_length_of_gigabytes_is_refused_unread(client: Client) -> None:
    head = b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    length = b"Content-Length: 10000000000\r\n\r\n{"
    async with running.raw(client.address, head + length) as (reader, _):
        assert (await asyncio.wait_for(reader.readline(), 2)).startswith(b"HTTP/1.1 413 ")
        assert await running.said(reader, 4)  # and the connection is not held for the rest


async def test_a_compressed_body_is_415_however_large(client: Client) -> None:
    for size in (10, 50_000_000):
        body = gzip.compress(b'{"query":"{who}"}' + b" " * size)
        response = await client.post(body, headers={"Content-Encoding": "gzip"})

        assert (response.status_code, code(response)) == (415, "BAD_REQUEST")


@pytest.mark.parametrize("client", [{"body_seconds": 0.1}], indirect=True)
async def test_a_body_that_never_ends_is_408(client: Client) -> None:
    head = b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    async with running.raw(client.address, head + b"Content-Length: 100\r\n\r\n{") as (reader, _):
        assert (await running.said(reader)).startswith(b"HTTP/1.1 408 ")


# Errors


async def test_a_crash_is_masked_and_its_request_id_finds_the_traceback(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    response = (await client.ask("query Q{who crash}")).json()

    error = response["errors"][0]
    assert response["data"] == {"who": "stranger", "crash": None}
    assert error["message"] == "Something went wrong on our side"
    assert error["extensions"]["code"] == "INTERNAL"
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    logged = json.loads(record.getMessage())
    assert logged["requestId"] == error["extensions"]["requestId"]
    assert "inner secret\nsecond line" in logged["traceback"]
    assert "\n" not in record.getMessage()


async def test_a_value_that_does_not_fit_its_type_is_a_crash_of_ours(client: Client) -> None:
    error = (await client.ask("{tooLarge}")).json()["errors"][0]

    assert error["extensions"]["code"] == "INTERNAL"
    assert "1099511627776" not in error["message"]


async def test_a_fault_shows_its_message_and_code(client: Client) -> None:
    response = await client.ask("{protected}", RESPONSE)

    error = response.json()["errors"][0]
    assert (error["message"], error["extensions"]) == (
        "Sign in first.",
        {"code": "UNAUTHENTICATED"},
    )
    assert (response.status_code, response.json()["data"]) == (200, {"protected": None})


async def test_a_scalars_refusal_has_no_inner_words(client: Client) -> None:
    response = await client.ask(
        "query($i:Sum!){sum(input:$i)}", variables={"i": {"numbers": [1], "at": "tomorrow"}}
    )

    [error] = response.json()["errors"]
    assert error["message"].endswith('Value cannot represent a DateTime: "tomorrow".')
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


async def test_an_argument_that_turns_out_null_is_the_clients_mistake(client: Client) -> None:
    response = await client.ask('query($t:String="x"){echo(text:$t)}', variables={"t": None})

    assert response.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


async def test_a_refused_token_is_401_and_a_broken_sign_in_a_masked_500(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    refused = await client.ask("{who}", headers={"Authorization": "Bearer mallory"})
    broken = await client.ask("{who}", headers={"Authorization": "Bearer bug"})

    assert (refused.status_code, code(refused)) == (401, "UNAUTHENTICATED")
    assert (broken.status_code, code(broken)) == (500, "INTERNAL")
    assert "inner secret" not in broken.text


async def test_a_clients_mistake_is_one_line_and_no_stack_trace(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "admit")
    unknown = " ".join(f"x{number}" for number in range(100))

    response = await client.ask("{" + unknown + "}")

    assert len(response.json()["errors"]) == 5
    [record] = [record for record in caplog.records if record.name == "admit"]
    assert (record.levelno, record.exc_info) == (logging.INFO, None)
    assert len(record.getMessage()) < 400


async def test_nothing_a_client_sends_starts_another_line_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "admit")
    hostile = 'x\r\n{"event":"forged"}\x1b[31m\u2028'

    await client.ask("{who}", operationName=hostile)
    await client.ask("query($t:Int!){who}", variables={"t": hostile})

    lines = [record.getMessage() for record in caplog.records if record.name == "admit"]
    assert [json.loads(line)["event"] for line in lines] == ["refused", "refused"]
    assert all(line.isprintable() and line.isascii() for line in lines)


@pytest.mark.parametrize("client", [{"operation_seconds": 0.1}], indirect=True)
async def test_an_operation_has_a_deadline(client: Client) -> None:
    response = await client.ask("{never}")

    [error] = response.json()["errors"]
    assert error["extensions"] == {"code": "TOO_COSTLY", "bound": "seconds", "limit": 0.1}


# Exploring

EXPLORING = "query($i:Sum!){whu __schema{queryType{name}} sum(input:$i)}"


async def test_development_explores(client: Client) -> None:
    introspection = await client.ask('{__type(name:"Query"){name}}')
    suggestion = await client.ask("query($i:Sum!){sum(input:$i)}", variables={"i": {"number": 1}})

    assert introspection.json() == {"data": {"__type": {"name": "Query"}}}
    assert "Did you mean 'numbers'?" in suggestion.text


@production
async def test_production_does_not_explore(client: Client) -> None:
    for query in ("{__schema{queryType{name}}}", '{__type(name:"Query"){name}}'):
        assert code(await client.ask(query)) == "GRAPHQL_VALIDATION_FAILED"
    assert (await client.ask("{__typename}")).json() == {"data": {"__typename": "Query"}}


@production
async def test_production_suggests_nothing_of_input_fields_either(client: Client) -> None:
    answers = [
        await client.ask("{whu}"),
        await client.ask("{sum(inputt:{numbers:[1]}) }"),
        await client.ask("{sum(input:{numbers:[1], number: 1})}"),
        await client.ask(
            "query($i:Sum!){sum(input:$i)}", variables={"i": {"numbers": [], "number": 1}}
        ),
        await client.ask("{viewer{... on Persn{name}}}"),
    ]

    assert all("errors" in answer.json() for answer in answers)
    assert not [answer.text for answer in answers if "Did you mean" in answer.text]


# Origins, hosts, headers


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
