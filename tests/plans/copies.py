"""A database that is put back, and answers without what differs between two equal ones."""

import asyncio
import base64
import binascii
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from tortoise import Tortoise

from models import clock, database, demo_examples
from models.clock import Clock
from tests import services

# What ids, cursors and secrets are made of; and a key in one that is read.
OPAQUE = re.compile(r"[A-Za-z0-9_-]{20,}")
KEY = re.compile(r"[0-9a-f]{32}")
SECRETS = (43, len("admit_") + 43)  # characters


class Stopped(Clock):
    """It stays where it is: so the same act is done at the same time twice."""

    def __init__(self) -> None:
        super().__init__()
        self.stands = clock.now()

    def now(self) -> Any:
        """Always the same moment."""
        return self.stands + self.ahead


@dataclass
class Copies:
    """The demo with all its examples, and the copy that is connected and may be changed."""

    original: str
    postgres: str | None
    url: str = ""

    @classmethod
    @asynccontextmanager
    async def made(cls, folder: Path, postgres: str | None) -> AsyncIterator["Copies"]:
        """Tell the demo's stories once, and connect to a copy."""
        original = f"sqlite://{folder}/original.db"
        if postgres:
            original = await services.fresh_database(postgres)
        await database.connect(original)
        try:
            await database.migrate()
            await demo_examples.load()
        finally:
            await database.close()
        copies = cls(original, postgres)
        await copies.renew()
        try:
            yield copies
        finally:
            await copies.end()

    async def renew(self) -> None:
        """Have a copy that nobody has changed."""
        if not self.postgres:
            self.url = self.url or await self._connected(self.original.replace("original", "copy"))
            return _copy(self.original, self.url)
        await self.end()
        template = self.original.rpartition("/")[2]
        self.url = await self._connected(await services.fresh_database(self.postgres, template))

    async def _connected(self, url: str) -> str:
        await database.connect(url)
        return url

    async def end(self) -> None:
        """Leave the copy behind."""
        if self.url:
            await database.close()
            if self.postgres:
                await services.drop_database(self.url)

    async def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        models = Tortoise.apps["models"].values() if Tortoise.apps else ()
        return {model.__name__: await model.all().count() for model in models}


@contextmanager
def made(runner: asyncio.Runner, folder: Path, postgres: str | None) -> Iterator[Copies]:
    """Copies, in a loop that goes on only now and then."""
    making = Copies.made(folder, postgres)
    there = runner.run(making.__aenter__())
    try:
        yield there
    finally:
        runner.run(making.__aexit__(None, None, None))


def _copy(original: str, url: str) -> None:
    """Put SQLite's rows back, under whoever is connected."""
    source, copy = (sqlite3.connect(of.removeprefix("sqlite://")) for of in (original, url))
    with closing(source), closing(copy):
        source.backup(copy)


@dataclass
class Plain:
    """Answers in which each new key is the number of its first coming, and secrets are secret."""

    known: set[str]
    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, answer: Any) -> str:
        """An answer that is the same whenever it was given."""
        return OPAQUE.sub(self._opaque, orjson.dumps(answer).decode())

    def _opaque(self, found: re.Match[str]) -> str:
        text = found[0]
        try:
            read = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        except (ValueError, binascii.Error):
            return "secret" if len(text) in SECRETS else text
        return KEY.sub(self._key, read)

    def _key(self, found: re.Match[str]) -> str:
        if found[0] in self.known:
            return found[0]
        return f"new {self.numbers.setdefault(found[0], len(self.numbers))}"


async def keys() -> set[str]:
    """The keys of all rows."""
    models = Tortoise.apps["models"].values() if Tortoise.apps else ()
    listed = [await model.all().values_list(model._meta.pk_attr, flat=True) for model in models]
    return {key.hex for found in listed for key in found if isinstance(key, UUID)}
