"""Idempotency keys: a call repeated with the same key is answered the same and done once."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from models import clock, database, problems
from models.users import User

T = TypeVar("T")


@dataclass(frozen=True)
class Repeat:
    """One call of one user: `key` as the client gave it, `call` everything that it asked for."""

    user: User
    key: str | None
    operation: str
    call: object

    async def run(
        self, act: Callable[[], Awaitable[T]], reload: Callable[[UUID], Awaitable[T]]
    ) -> T:
        """Act and note the id of what came of it; for a repeat, answer with that thing."""

        def unpack(answer: Any) -> Awaitable[T]:
            return reload(UUID(answer))

        return await self.run_with(act, lambda thing: str(getattr(thing, "id", "")), unpack)

    async def run_with(
        self,
        act: Callable[[], Awaitable[T]],
        pack: Callable[[T], Any],
        unpack: Callable[[Any], Awaitable[T]],
    ) -> T:
        """The same for answers that are not one thing with an id."""
        if self.key is None:
            return await act()
        self._check_key()
        return await _once(self, act, pack, unpack)

    async def answered(self, reload: Callable[[UUID], Awaitable[T]]) -> T | None:
        """What an earlier call came to, for acts that check something before they begin."""
        if self.key is None:
            return None
        self._check_key()
        return await _earlier(self, lambda answer: reload(UUID(answer)))

    def _check_key(self) -> None:
        if not (self.key and self.key.isprintable() and len(self.key) <= 100):
            raise problems.InvalidInput(
                "A key has 1 to 100 printable characters.", field=["idempotencyKey"]
            )

    @property
    def fingerprint(self) -> str:
        """What tells this call from another one with the same key."""
        text = json.dumps([self.operation, self.call], default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


async def forget(before: datetime) -> None:
    """Drop keys that were used before this; the same call with such a key is a new one."""
    await database.fetch("DELETE FROM repeat WHERE created_at < ?", before)


@database.transaction
async def _once(
    repeat: Repeat,
    act: Callable[[], Awaitable[T]],
    pack: Callable[[T], Any],
    unpack: Callable[[Any], Awaitable[T]],
) -> T:
    # The key's row is the first write: a twin that comes at the same time waits here for our end.
    fresh = await database.fetch(
        "INSERT INTO repeat (user_id, key, operation, "
        "fingerprint, created_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (user_id, key) DO NOTHING RETURNING key",
        repeat.user.id,
        repeat.key,
        repeat.operation,
        repeat.fingerprint,
        clock.now(),
    )
    if not fresh:
        return cast(T, await _earlier(repeat, unpack))
    result = await act()
    await database.fetch(
        "UPDATE repeat SET answer = ? WHERE user_id = ? AND key = ?",
        json.dumps(pack(result)),
        repeat.user.id,
        repeat.key,
    )
    return result


async def _earlier(repeat: Repeat, unpack: Callable[[Any], Awaitable[T]]) -> T | None:
    rows = await database.fetch(
        "SELECT * FROM repeat WHERE user_id = ? AND key = ?", repeat.user.id, repeat.key
    )
    if not rows:
        return None
    if rows[0]["fingerprint"] != repeat.fingerprint:
        raise problems.RepeatMismatch(field=["idempotencyKey"])
    return await unpack(json.loads(rows[0]["answer"]))
