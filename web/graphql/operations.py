"""An operation as clients send it: JSON, read strictly."""

from dataclasses import dataclass
from typing import Any

import orjson


class Malformed(Exception):
    """Not an operation: what was sent cannot be understood, and why."""


@dataclass(frozen=True)
class Operation:
    """A document and which of its operations to run with which variables."""

    query: str
    variables: dict[str, Any] | None = None
    name: str | None = None
    extensions: dict[str, Any] | None = None


def read_json(data: bytes | str, max_depth: int) -> Any:
    """A JSON value of bounded depth: strict UTF-8, no NaN, no number beyond a double's range."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"This is not JSON: {error.msg}") from None
    if _deeper_than(max_depth, value):
        raise Malformed(f"The JSON is nested more than {max_depth} levels deep")
    return value


def read_object(data: bytes | str, max_depth: int) -> dict[str, Any]:
    """A JSON object of bounded depth."""
    value = read_json(data, max_depth)
    if not isinstance(value, dict):
        raise Malformed("The JSON must be an object")
    return value


def operation(given: dict[str, Any]) -> Operation:
    """The operation in a JSON object; names it does not know are left alone."""
    return Operation(
        query=_typed(given, "query", str, "a string", required=True),
        variables=_typed(given, "variables", dict, "an object"),
        name=_typed(given, "operationName", str, "a string"),
        extensions=_typed(given, "extensions", dict, "an object"),
    )


def _typed(
    given: dict[str, Any], name: str, kind: type, called: str, required: bool = False
) -> Any:
    value = given.get(name)
    if isinstance(value, kind) or (value is None and not required):
        return value
    raise Malformed(f"{name} must be {called}")


def _deeper_than(limit: int, value: object) -> bool:
    """Level by level, so that no nesting can exhaust the stack."""
    level = [value]
    for _ in range(limit):
        level = [inner for outer in level for inner in _children(outer)]
        if not level:
            return False
    return any(isinstance(inner, dict | list) for inner in level)


def _children(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
