"""Texts that no database can hold: whichever field takes them, the answer is calm."""

import json
from collections.abc import Iterator
from typing import Any, cast

import pytest
import strawberry
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLNonNull, get_named_type

import schema
from tests import shared, steps
from tests.conftest import Served

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

CORE = schema.build(strawberry.Schema)._schema
# NUL, half a surrogate pair, and what is merely unusual.
TEXTS = ["\0", "nul \0 within@acme.example", "half \ud800 pair", "\u202e\ufeff", "x" * 3_000]
CALM = {"BAD_USER_INPUT", "BAD_REQUEST"}
FILTERS = [
    "viewer { accessRequests(filter: {text: $text}) { totalCount nodes { id } } }",
    "smartAccount(id: $id) { accessRequests(filter: {text: $text}) { totalCount nodes { id } } }",
    "smartAccount(id: $id) { roleAssignments(filter: {text: $text}) { totalCount nodes { id } } }",
    "smartAccount(id: $id) { events(filter: {text: $text}) { totalCount nodes { id } } }",
    "smartAccount(id: $id) { events(filter: {action: $text}) { totalCount nodes { id } } }",
    "emailMessages(filter: {toAddress: $text}) { totalCount nodes { id } }",
    "user(name: $text) { id }",
    "viewer { accountApplications(filter: {text: $text}) { totalCount nodes { id } } }",
    "accountApplicationByToken(token: $text) { id }",
    "smartAccounts(domainIdentifier: $text) { __typename }",
]


def fields() -> Iterator[tuple[str, str]]:
    """Every text field of every mutation's input."""
    assert CORE.mutation_type
    for name, mutation in CORE.mutation_type.fields.items():
        for argument in mutation.args.values():
            kind = cast(GraphQLInputObjectType, get_named_type(argument.type))
            for field, part in kind.fields.items():
                if get_named_type(part.type).name in {"String", "ID"}:
                    yield name, field


def given(mutation: str, field: str, text: str, account: str) -> dict[str, Any]:
    """An input with this text there, and what is needed elsewhere."""
    assert CORE.mutation_type
    kind = get_named_type(CORE.mutation_type.fields[mutation].args["input"].type)
    filled: dict[str, Any] = {}
    for name, part in cast(GraphQLInputObjectType, kind).fields.items():
        if name != field and not isinstance(part.type, GraphQLNonNull):
            continue
        value: Any = text if name == field else account if name == "account" else "rita.test"
        if isinstance(get_named_type(part.type), GraphQLEnumType):
            value = "SMART_ACCOUNT_USER"
        elif get_named_type(part.type).name not in {"String", "ID"}:
            continue
        filled[name] = [value] if "[" in str(part.type) else value
    return filled


async def codes(served: Served, who: str, document: str, **variables: Any) -> set[str]:
    """The errors of an operation whose variables may hold half a pair."""
    body = json.dumps({"query": document, "variables": variables})
    headers = {"Content-Type": "application/json"}
    response = await served.client(who).http.post("/graphql", content=body, headers=headers)
    return {error["extensions"]["code"] for error in response.json().get("errors", [])}


@pytest.mark.parametrize(("mutation", "field"), list(fields()))
async def test_every_input_takes_any_text_calmly(served: Served, mutation: str, field: str) -> None:
    account, kind = await steps.acme_id(), mutation[0].upper() + mutation[1:]
    document = f"mutation($input: {kind}Input!) {{ {mutation}(input: $input) {{ __typename }} }}"

    for text in TEXTS:
        input = given(mutation, field, text, account)
        assert await codes(served, "ada", document, input=input) <= CALM, input


@pytest.mark.parametrize("field", FILTERS)
async def test_every_filter_takes_any_text_calmly(served: Served, field: str) -> None:
    declared = "$text: String!" + (", $id: ID!" if "$id" in field else "")
    who = "opal" if field.startswith(("email", "user")) else "ada"

    for text in TEXTS:
        variables = {"text": text, "id": await steps.acme_id()}
        assert await codes(served, who, f"query({declared}) {{ {field} }}", **variables) <= CALM
