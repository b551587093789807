"""The project's own files, for tests of the house itself."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("models", "resolvers", "schema", "web")  # each may import itself and those before it


@cache
def files() -> list[Path]:
    """Every file that git tracks, or would: new and not ignored."""
    # Whoever owns the checkout: listing its names runs nothing of it.
    listing = ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        found = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("git cannot list the project's files")
    return [ROOT / name for name in sorted(found.stdout.split("\0")) if (ROOT / name).is_file()]


def room(path: Path) -> str:
    """The top-level folder of a file."""
    return path.relative_to(ROOT).parts[0]
