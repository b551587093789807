"""The catalogue of errors: every code that a client may meet, on one page."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from graphql import GraphQLObjectType, GraphQLSchema, GraphQLUnionType, build_schema, get_named_type
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from strawberry import Schema

from models import problems
from models.error_codes import ErrorCode
from web import pages
from web.settings import Settings

E = TypeVar("E", bound=Exception)

COMMON = {"code", "message", "field"}  # what every refusal tells


@dataclass(frozen=True)
class Refusal:
    """An expected outcome: a member of result unions."""

    code: str
    type: str
    meaning: str
    message: str
    facts: list[str]
    answers: list[str]


@dataclass(frozen=True)
class Fault:
    """A fault of the call: a GraphQL error with this `extensions.code`."""

    code: str
    meaning: str
    advice: str


# What the edge refuses by itself; the models' faults bring their meaning along.
MEANINGS = {
    "BAD_REQUEST": "The call is not one that this address takes: see the message.",
    "GRAPHQL_PARSE_FAILED": "The document is not GraphQL.",
    "GRAPHQL_VALIDATION_FAILED": "The document does not fit the schema.",
    "OPERATION_AMBIGUOUS": "Of the document's operations none was chosen by name.",
    "TOO_COSTLY": "The document asks for more than is allowed: `bound` and `limit` say of what.",
    "RATE_LIMITED": "Too many open streams, sockets or operations.",
    "INTERNAL": "Something failed on our side. Nothing of the act was kept.",
}
ADVICE = {
    "UNAUTHENTICATED": "Sign in, or send a token that still works.",
    "FORBIDDEN": "Do not subscribe again: the role is gone, or was never there.",
    "RESYNC_REQUIRED": "Fetch what you show and a new cursor, then subscribe after that one.",
    "BAD_USER_INPUT": "Correct the argument that the message names.",
    "BAD_REQUEST": "Correct the program; trying again does not help.",
    "GRAPHQL_PARSE_FAILED": "Correct the document at `locations`.",
    "GRAPHQL_VALIDATION_FAILED": "Generate the client anew from the schema.",
    "OPERATION_AMBIGUOUS": "Send `operationName`.",
    "TOO_COSTLY": "Ask for less at a time: smaller pages, fewer of them.",
    "RATE_LIMITED": "Close what is no longer needed.",
    "INTERNAL": "Try again; tell the operator `requestId`, which finds the cause in the log.",
}
# How a socket may be closed, beside the codes of every WebSocket.
CLOSES = {
    1012: "The server restarts: connect again, after your last cursor.",
    1013: "This user holds too many sockets.",
    1011: "Something failed on our side.",
    4400: "A message that the protocol does not allow; the reason says which.",
    4401: "An operation came before `connection_init`.",
    4403: "The token signs nobody in, or the session has ended.",
    4406: "Only the protocol `graphql-transport-ws` is spoken here.",
    4408: "`connection_init` did not come in time.",
    4409: "The operation's id is in use.",
    4429: "`connection_init` came twice.",
}


def catalogue_routes(settings: Settings, schema: Schema) -> list[BaseRoute]:
    """The page at /errors; nothing where exploring is off."""
    if not settings.exploring:
        return []

    @functools.cache
    def known() -> list[Refusal]:
        return refusals(build_schema(schema.as_str()))

    async def show(request: Request) -> Response:
        return pages.render(
            "errors.html",
            product=settings.product_name,
            refusals=known(),
            faults=faults(),
            closes=CLOSES,
        )

    return [Route("/errors", show)]


def refusals(schema: GraphQLSchema) -> list[Refusal]:
    """Every expected refusal, in the order of the codes."""
    by_code = {problem.code: problem for problem in _below(problems.Problem)}
    return [_refusal(code, by_code[code], schema) for code in ErrorCode]


def _refusal(code: ErrorCode, problem: type[problems.Problem], schema: GraphQLSchema) -> Refusal:
    name = problem.__name__
    shown = schema.type_map[name]
    assert isinstance(shown, GraphQLObjectType)
    message = str(vars(problem).get("message", ""))
    facts = [field for field in shown.fields if field not in COMMON]
    return Refusal(code, name, _meaning(problem), message, facts, list(_answers(schema, name)))


def _answers(schema: GraphQLSchema, name: str) -> Iterator[str]:
    """The root fields whose result may be of this type."""
    for root in (schema.query_type, schema.mutation_type):
        for field, definition in (root.fields if root else {}).items():
            result = get_named_type(definition.type)
            if isinstance(result, GraphQLUnionType) and name in {t.name for t in result.types}:
                yield field


def faults() -> list[Fault]:
    """Every code of a GraphQL error, first those that a working client meets."""
    told = {f.code: _meaning(f) for f in _below(problems.Fault) if "code" in vars(f)}
    return [Fault(code, {**told, **MEANINGS}[code], advice) for code, advice in ADVICE.items()]


def _below(base: type[E]) -> list[type[E]]:
    return [below for child in base.__subclasses__() for below in [child, *_below(child)]]


def _meaning(documented: type) -> str:
    return " ".join((documented.__doc__ or "").split("\n\n")[0].split())
