"""Cursors of live streams: the position in each topic that a stream follows, opaque to clients."""

import base64
import binascii
from uuid import UUID

from models import problems


def encode(positions: dict[str, int]) -> str:
    """An opaque cursor: the position in each topic that the stream follows."""
    text = ",".join(
        f"{topic[0]}{UUID(topic.partition(':')[2]).hex}{seq}" for topic, seq in positions.items()
    )
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str) -> dict[str, int]:
    """The positions in a cursor, or BadInput for one that was made up."""
    try:
        text = base64.b64decode(
            cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True
        ).decode()
        return dict(_position(part) for part in text.split(",")) if len(text) < 200_000 else {}
    except (ValueError, binascii.Error, KeyError) as error:
        raise problems.BadInput("This is no cursor of this service.") from error


def _position(part: str) -> tuple[str, int]:
    name = {"a": "account", "c": "channel", "u": "user"}[part[:1]]
    number = int(part[33:])
    if number < 0 or not part[33:].isascii() or number >= 1 << 62:
        raise ValueError(part)
    return f"{name}:{UUID(part[1:33])}", number
