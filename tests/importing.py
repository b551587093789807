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


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    told: str

    def summary(self, file: str) -> str:
        """What the last line about a file says."""
        return [line for line in self.told.splitlines() if f"{file}: " in line][-1].split(": ")[-1]


class Importer:
    """`admit import` with files of the test's own."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url

    async def __call__(self, *options: str, **files: str | bytes) -> Done:
        """Import these files, by their names without `.csv`."""
        process = await self.start(*options, **files)
        _, told = await asyncio.wait_for(process.communicate(), 50)
        assert process.returncode is not None
        return Done(process.returncode, told.decode())

    async def start(self, *options: str, **files: str | bytes) -> asyncio.subprocess.Process:
        """The same, still running."""
        paths = [self.file(f"{name}.csv", content) for name, content in files.items()]
        return await asyncio.create_subprocess_exec(
            *[sys.executable, "-m", "web", "import", *options, *map(str, paths)],
            env={**os.environ, "ADMIT_DATABASE_URL": self.url},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    def file(self, name: str, content: str | bytes) -> Path:
        """A file to be imported."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


@pytest.fixture
def importing(tmp_path: Path, database_url: str) -> Importer:
    return Importer(tmp_path, database_url)


@contextlib.asynccontextmanager
async def reading(url: str) -> AsyncIterator[None]:
    """While the database can be looked at."""
    await database.connect(url)
    try:
        yield
    finally:
        await database.close()
