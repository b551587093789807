"""Global ids: opaque to clients, a type's name and a key to us."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from models import keys as keys_of_models
from models import problems


def encode(kind: str, key: UUID) -> str:
    """The global id of a thing."""
    return keys_of_models.global_id(kind, key)


def of(root: Any) -> str:
    """Globally unique, opaque; `node(id:)` finds the thing again."""
    return keys_of_models.global_id(type(root).__name__, root.id)


def parse(id: str) -> tuple[str, UUID] | None:
    """Type and key of a global id; None for anything else."""
    try:
        text = base64.b64decode(id + "=" * (-len(id) % 4), altchars=b"-_", validate=True).decode()
        kind, _, key = text.partition(":")
        return (kind, UUID(key)) if len(key) == 32 else None
    except (ValueError, binascii.Error):
        return None


def key(id: str, kind: str, field: str) -> UUID:
    """The key in a global id of this kind, or NotFound naming the input field."""
    parsed = parse(id)
    if parsed is None or parsed[0] != kind:
        raise problems.NotFound(field=[field])
    return parsed[1]


def keys(ids: Sequence[str] | None, kind: str, field: str) -> list[UUID]:
    """The keys in global ids of this kind."""
    return [key(id, kind, field) for id in ids or []]
