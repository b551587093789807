"""Messages of `graphql-transport-ws` as clients send them: read strictly, or the socket closes."""

from typing import Any

from web.graphql import operations
from web.graphql.operations import Malformed
from web.settings import Settings

ID_LENGTH = 128


class Ended(Exception):
    """The socket closes, with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def read(text: str | None, settings: Settings) -> dict[str, Any]:
    """A message that the protocol allows; a subscribe message carries its operation."""
    try:
        if text is None:
            raise Malformed("Messages are text")
        if len(text) > settings.ws_max_bytes:
            raise Malformed("The message is too long")
        message = operations.read_object(text, settings.max_json_depth)
        return _checked(message)
    except Malformed as malformed:
        raise Ended(4400, str(malformed)) from None


def _checked(message: dict[str, Any]) -> dict[str, Any]:
    match message.get("type"):
        case "connection_init" | "ping" | "pong":
            if not isinstance(message.get("payload"), dict | None):
                raise Malformed("payload must be an object")
        case "subscribe":
            _check_id(message)
            if not isinstance(message.get("payload"), dict):
                raise Malformed("payload must be an object")
            message["operation"] = operations.operation(message["payload"])
        case "complete":
            _check_id(message)
        case _:
            raise Malformed("The protocol has no message of this type")
    return message


def _check_id(message: dict[str, Any]) -> None:
    identity = message.get("id")
    if not isinstance(identity, str) or not 0 < len(identity) <= ID_LENGTH:
        raise Malformed(f"id must be a string of 1 to {ID_LENGTH} characters")
