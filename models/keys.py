"""Keys and secrets: identifiers that sort by time, tokens that are stored hashed."""

import binascii
import hashlib
import secrets
import time
from functools import lru_cache
from uuid import UUID


def uuid7() -> UUID:
    """A time-ordered identifier (RFC 9562, version 7, method 3): what one transaction makes sorts
    in the order of its making, as 12 bits tell instants within a millisecond apart."""
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | fraction << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)


def global_id(kind: str, key: UUID) -> str:
    """How the API and the pages name a thing: opaque, and unique over all kinds."""
    return _global_id(kind, key.int)


@lru_cache(10_000)
def _global_id(kind: str, number: int) -> str:
    # Letters, digits and a colon give neither of the characters that are not safe in a URL.
    text = binascii.b2a_base64(f"{kind}:{number:032x}".encode(), newline=False)
    return text.rstrip(b"=").decode()


def new_secret() -> str:
    """A token of 256 random bits, URL-safe; shown once, never stored."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a token: SHA-256 in hex. Enough, as the token itself is random."""
    return hashlib.sha256(secret.encode()).hexdigest()
