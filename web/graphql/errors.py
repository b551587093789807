"""What a client is told of an error, and what the log is told.

Expected refusals show their message and code. A client's mistake is one line in the log. Anything
else reaches the client as INTERNAL, with an id that finds the traceback in the log.
"""

import json
import logging
import re
import traceback
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from graphql import GraphQLError

from models import problems

logger = logging.getLogger("admit")

CRASH = "Something went wrong on our side"
LOGGED_ERRORS = 5
LOGGED_LENGTH = 200
MESSAGE_LENGTH = 500

SUGGESTION = re.compile(r" ?Did you mean [^?]*\?")
# Scalars end their refusals with whatever Python had to say.
SCALAR = re.compile(r'(?s)(Value cannot represent an? \w+: ".*?"\.) .*')
SCALAR_CRASH = re.compile(r"(?s), but encountered error .*")


def present(
    errors: Iterable[GraphQLError], operation: str | None, *, hidden: bool
) -> list[GraphQLError]:
    """The errors as a client may see them, each with a code; what happened goes to the log."""
    shown: list[GraphQLError] = []
    crashes: list[BaseException] = []
    request_id = str(uuid4())
    for error in errors:
        safe = _refusal(error) or _mistake(error, hidden=hidden)
        if safe is None:
            crashes.append(cause_of(error))
            safe = _like(error, CRASH, {"code": "INTERNAL", "requestId": request_id})
        shown.append(safe)
    _log_crashes(crashes, request_id, operation)
    if len(shown) > len(crashes):
        log_refusals(shown, operation)
    return shown


def internal(crash: BaseException, operation: str | None = None) -> GraphQLError:
    """The masked error of a crash outside any field, logged."""
    request_id = str(uuid4())
    _log_crashes([crash], request_id, operation)
    return GraphQLError(CRASH, extensions={"code": "INTERNAL", "requestId": request_id})


def refusal(crash: BaseException) -> GraphQLError | None:
    """An expected refusal as an error of the whole request, or None."""
    return _refusal(GraphQLError(str(crash), original_error=crash))  # type: ignore[arg-type]


def log_refusals(errors: Sequence[GraphQLError], operation: str | None) -> None:
    """One line for all that a client was refused in one operation."""
    codes = [str((error.extensions or {}).get("code")) for error in errors]
    expected = [code for code in codes if code != "INTERNAL"]
    if expected and logger.isEnabledFor(logging.INFO):
        first = errors[codes.index(expected[0])].message
        logger.info(
            line(
                "refused",
                codes=sorted(set(expected)),
                errors=len(expected),
                first=first[:LOGGED_LENGTH],
                operation=(operation or "")[:64],
            )
        )


def line(event: str, **facts: Any) -> str:
    """One event as one line of JSON, in ASCII: nothing a client sends can start another line."""
    return json.dumps({"event": event, **facts}, default=str)


def cause_of(error: GraphQLError) -> BaseException:
    """What was raised in the first place."""
    cause: BaseException = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _refusal(error: GraphQLError) -> GraphQLError | None:
    cause = cause_of(error)
    if isinstance(cause, problems.Fault | problems.Problem):
        extensions = getattr(cause, "extensions", {})
        return _like(error, cause.message, {**extensions, "code": str(cause.code)})
    if "code" in (error.extensions or {}):
        return _like(error, error.message, error.extensions or {})
    return None


def _mistake(error: GraphQLError, *, hidden: bool) -> GraphQLError | None:
    """graphql-core's own complaint about a client's values."""
    cause = cause_of(error)
    if not isinstance(cause, GraphQLError) or (error.path and not _of_arguments(cause)):
        return None
    return _like(error, _calm(error.message, hidden=hidden), {"code": "BAD_USER_INPUT"})


def _of_arguments(cause: BaseException) -> bool:
    """Whether it was raised while arguments were read, rather than by a resolver or a result."""
    frames = traceback.walk_tb(cause.__traceback__)
    return any(frame.f_globals["__name__"] == "graphql.execution.values" for frame, _ in frames)


def _calm(message: str, *, hidden: bool) -> str:
    message = SCALAR.sub(r"\1", message)
    message = SCALAR_CRASH.sub(", which this is not.", message)
    if hidden:
        message = SUGGESTION.sub("", message)
    return message if len(message) <= MESSAGE_LENGTH else message[:MESSAGE_LENGTH] + "…"


def calm(error: GraphQLError, *, hidden: bool) -> GraphQLError:
    """A request error without Python's words, suggestions that are off, or a book's length."""
    return _like(error, _calm(error.message, hidden=hidden), error.extensions or {})


def _like(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    """The same place, other words; the original error stays behind."""
    return GraphQLError(
        message, error.nodes, error.source, error.positions, error.path, extensions=extensions
    )


def _log_crashes(crashes: list[BaseException], request_id: str, operation: str | None) -> None:
    for crash in crashes[:LOGGED_ERRORS]:
        logger.error(
            line(
                "crash",
                requestId=request_id,
                operation=(operation or "")[:64],
                error=type(crash).__name__,
                traceback="".join(traceback.format_exception(crash)),
            )
        )
