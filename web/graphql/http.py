"""GraphQL over HTTP: negotiation, strict reading of requests, and the right status."""

import asyncio
from collections.abc import Mapping
from functools import cache
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from web.graphql import connections, errors, event_streams, execution, media, operations
from web.graphql.edge import Edge
from web.graphql.operations import Malformed, Operation

PARAMETERS = ("query", "operationName", "variables", "extensions")
STATUS = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "RATE_LIMITED": 429, "INTERNAL": 500}


class Refused(Exception):
    """The HTTP request is refused before any operation, with this status."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})


async def answer(edge: Edge[Any], scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one HTTP request, whatever it is."""
    request = Request(scope, receive)
    accepted = media.accepted(request.headers.getlist("accept"))
    media_type = accepted.best((media.RESPONSE, media.JSON)) or media.JSON
    try:
        response = await _respond(edge, request, accepted)
    except ClientDisconnect:
        return
    except Refused as refused:
        response = _refusal(refused, media_type)
    except connections.Full:
        crowded = Refused(429, "Too many open event streams")
        response = _refusal(crowded, media_type, code="RATE_LIMITED")
    except Exception as crash:
        error = errors.refusal(crash) or errors.internal(crash)
        code = str((error.extensions or {})["code"])
        response = _json([error], media_type, STATUS.get(code, 400))
    await response(scope, receive, send)


async def _respond(edge: Edge[Any], request: Request, accepted: media.Accepted) -> ASGIApp:
    allow = "GET, POST" if edge.settings.exploring else "POST"
    if request.method not in allow.split(", "):
        raise Refused(405, "Send a POST request", {"Allow": allow})
    if request.method == "GET" and edge.page and accepted.best() == media.HTML:
        return await edge.page(request)
    best = accepted.best(media.PLAIN)
    if best is None:
        raise Refused(406, f"Answers are {', '.join(media.PLAIN)}")
    try:
        operation = _asked(request, edge) if request.method == "GET" else await _sent(edge, request)
    except Malformed as malformed:
        raise Refused(400, str(malformed)) from None
    return await _run(edge, request, operation, accepted, best)


async def _run(
    edge: Edge[Any], request: Request, operation: Operation, accepted: media.Accepted, best: str
) -> ASGIApp:
    kind = edge.schema.kind(operation.query, operation.name)
    if request.method == "GET" and kind is OperationType.MUTATION:
        raise Refused(405, "Send mutations by POST", {"Allow": "POST"})
    principal = await edge.authenticate(request, None)
    subscribes = kind is OperationType.SUBSCRIPTION and accepted.takes(media.EVENTS)
    if best == media.EVENTS or subscribes:
        return event_streams.EventStream(edge, request, operation, principal)
    context = await edge.context_for(request, principal)
    result = await edge.schema.execute(
        operation.query,
        operation.variables,
        context,
        operation_name=operation.name,
        operation_extensions=operation.extensions,
    )
    response = _response(result, best)
    if edge.finish:
        edge.finish(context, response)
    return response


def _asked(request: Request, edge: Edge[Any]) -> Operation:
    """The operation in a GET request's query string; empty values are absent ones."""
    given = _single(request.query_params)
    depth = edge.settings.max_json_depth
    read: dict[str, Any] = {
        name: operations.read_json(given[name], depth)
        for name in ("variables", "extensions")
        if name in given
    }
    return operations.operation({**given, **read})


def _single(query: QueryParams) -> dict[str, str]:
    given = [(name, value) for name, value in query.multi_items() if name in PARAMETERS and value]
    if len(dict(given)) < len(given):
        raise Malformed("Each parameter may be given once")
    return dict(given)


async def _sent(edge: Edge[Any], request: Request) -> Operation:
    """The operation in a POST request's body."""
    if not media.is_json(request.headers.getlist("content-type")):
        raise Refused(415, "Send application/json in UTF-8", {"Accept-Post": media.JSON})
    if any(coding.lower() != "identity" for coding in request.headers.getlist("content-encoding")):
        raise Refused(415, "Send the body uncompressed", {"Accept-Encoding": "identity"})
    body = await _body(request, edge.settings.max_body_bytes, edge.settings.body_seconds)
    return operations.operation(operations.read_object(body, edge.settings.max_json_depth))


async def _body(request: Request, limit: int, seconds: float) -> bytes:
    length = request.headers.get("content-length", "0")
    if len(length) > len(str(limit)) or (length.isdecimal() and int(length) > limit):
        raise _too_large(limit)
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise _too_large(limit)
    except TimeoutError:
        raise Refused(408, "The body did not arrive in time") from None
    return bytes(body)


def _too_large(limit: int) -> Refused:
    return Refused(413, f"The body may have {limit} bytes")


def _response(result: ExecutionResult, media_type: str) -> Response:
    response = execution.payload(result)
    status = 200
    if isinstance(result, PreExecutionError) and media_type == media.RESPONSE:
        codes = {str((error.extensions or {}).get("code")) for error in result.errors or ()}
        status = 500 if codes == {"INTERNAL"} else 400
    try:
        return _body_of(response, media_type, status)
    except TypeError as crash:  # a value that JSON has no word for
        return _json([errors.internal(crash)], media_type, 500)


def _refusal(refused: Refused, media_type: str, code: str = "BAD_REQUEST") -> Response:
    error = GraphQLError(str(refused), extensions={"code": code})
    errors.log_refusals([error], None)
    return _json([error], media_type, refused.status, refused.headers)


def _json(
    failures: list[GraphQLError],
    media_type: str,
    status: int,
    headers: Mapping[str, str] | None = None,
) -> Response:
    return _body_of(
        {"errors": [error.formatted for error in failures]}, media_type, status, headers
    )


def _body_of(
    content: dict[str, Any],
    media_type: str,
    status: int,
    headers: Mapping[str, str] | None = None,
) -> Response:
    return Answer(orjson.dumps(content), status, media_type, headers)


class Answer(Response):
    """A response whose headers are the same again and again, and made once."""

    def __init__(
        self, body: bytes, status: int, media_type: str, headers: Mapping[str, str] | None
    ) -> None:
        self.status_code = status
        self.background = None
        self.body = body
        more = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
        length = b"content-length", str(len(body)).encode()
        self.raw_headers = [*_usual(media_type), *more, length]


@cache
def _usual(media_type: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"vary", b"Accept, Cookie, Origin, Authorization"),
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
    ]
