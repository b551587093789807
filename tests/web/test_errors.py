"""What clients and the log are told of errors, and what production keeps to itself."""

import json
import logging

import pytest

from tests.web import asking, running
from tests.web.asking import RESPONSE, Client, code, production

pytestmark = pytest.mark.asyncio(loop_scope="module")
services, client = running.services, asking.client


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
