"""Passwords: Argon2id, the same work for everybody, and never on the event loop."""

import asyncio

import pytest

from models import passwords, problems


async def test_a_password_matches_its_own_hash_only() -> None:
    stored, again = [await passwords.hashed("correct-horse-battery") for _ in range(2)]

    assert stored.startswith("$argon2id$") and stored != again
    assert await passwords.matches("correct-horse-battery", stored)
    assert not await passwords.matches("correct-horse-batterz", stored)
    assert not await passwords.matches("", stored)


async def test_who_does_not_exist_matches_nothing() -> None:
    stand_in = "a user that does not exist takes as long as one that does"

    assert not await passwords.matches(stand_in, None)
    assert not await passwords.matches("anything", "no hash at all")


async def test_the_loop_goes_on_while_passwords_are_hashed() -> None:
    turns, done = 0, asyncio.gather(*(passwords.hashed("correct-horse") for _ in range(4)))
    while not done.done():
        turns += 1
        await asyncio.sleep(0)

    assert turns > 10


@pytest.mark.parametrize("password", ["x" * 12, "x" * 1000, "ünïcödé wörds", "            "])
def test_twelve_to_a_thousand_characters_are_enough(password: str) -> None:
    passwords.check_strength(password, "nora")


@pytest.mark.parametrize("password", ["x" * 11, "x" * 1001, "", "i-am-NORA-really", "noranoranora"])
def test_too_short_too_long_or_the_username_is_weak(password: str) -> None:
    with pytest.raises(problems.WeakPassword):
        passwords.check_strength(password, "nora")
