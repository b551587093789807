"""Passwords: Argon2id, hashed in threads of its own so that the event loop never waits for it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import argon2

from models import problems

# OWASP's second profile: 19 MiB, two passes; a hash takes some 30 ms.
hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
STAND_IN = hasher.hash("a user that does not exist takes as long as one that does")


def check_strength(password: str, username: str) -> None:
    """Raise WeakPassword unless it is long enough and no repetition of the username."""
    if not 12 <= len(password) <= 1_000 or username.lower() in password.lower():
        raise problems.WeakPassword(field=["password"])


async def hashed(password: str) -> str:
    """The Argon2id hash to store."""
    return await asyncio.get_running_loop().run_in_executor(threads, hasher.hash, password)


async def matches(password: str, stored: str | None) -> bool:
    """Whether it is the password; as slow for users who do not exist."""
    return await asyncio.get_running_loop().run_in_executor(threads, _verify, password, stored)


def _verify(password: str, stored: str | None) -> bool:
    try:
        hasher.verify(stored or STAND_IN, password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False
    return stored is not None
