"""Keys and secrets: identifiers that sort by time, tokens that are stored hashed."""

import hashlib
import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """A time-ordered identifier (RFC 9562, version 7): 48 bits of milliseconds, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    noise = secrets.randbits(74)
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (noise >> 62) << 64 | 0b10 << 62 | noise & (1 << 62) - 1
    return UUID(int=value)


def new_secret() -> str:
    """A token of 256 random bits, URL-safe; shown once, never stored."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a token: SHA-256 in hex. Enough, as the token itself is random."""
    return hashlib.sha256(secret.encode()).hexdigest()
