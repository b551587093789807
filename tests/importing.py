"""`admit import` as operators run it, and a look at what it wrote."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from models import database
from tests.nursery import Nursery


@dataclass(frozen=True)
class Imported:
    """How an import ended, and what it told."""

    code: int
    told: str

    def summary(self, file: str) -> str:
        """What the last line about a file says."""
        return [line for line in self.told.splitlines() if f"{file}: " in line][-1].split(": ")[-1]


class Importer:
    """`admit import` with files of the test's own."""

    def __init__(self, nursery: Nursery, folder: Path, url: str) -> None:
        self.nursery, self.folder = nursery, folder
        self.environment = {"ADMIT_DATABASE_URL": url}

    async def __call__(self, *options: str, **files: str | bytes) -> Imported:
        """Import these files, by their names without `.csv`."""
        command = ["import", *options, *self._paths(files)]
        done = await asyncio.to_thread(self.nursery.run, *command, **self.environment)
        return Imported(done.code, done.errors)

    async def start(self, *options: str, **files: str | bytes) -> asyncio.subprocess.Process:
        """The same in a process that one can kill."""
        return await asyncio.create_subprocess_exec(
            *[sys.executable, "-m", "web", "import", *options, *self._paths(files)],
            env={**os.environ, **self.environment},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    def _paths(self, files: dict[str, str | bytes]) -> list[str]:
        return [str(self.file(f"{name}.csv", content)) for name, content in files.items()]

    def file(self, name: str, content: str | bytes) -> Path:
        """A file to be imported."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


@pytest.fixture
def importing(nursery: Nursery, tmp_path: Path, database_url: str) -> Importer:
    return Importer(nursery, tmp_path, database_url)


@contextlib.asynccontextmanager
async def reading(url: str) -> AsyncIterator[None]:
    """While the database can be looked at."""
    await database.connect(url)
    try:
        yield
    finally:
        await database.close()
