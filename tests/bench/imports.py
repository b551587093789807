"""How fast a vendor's exports are imported: `python -m tests.bench.imports`.

Twice, to show what importing them again costs; on SQLite in a folder of its own, or where
ADMIT_DATABASE_URL says. Each line tells the file, rows a second, and the most memory so far.
"""

import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

COMPANIES, CONTRACTS, DEVICES = 10_000, 100_000, 1_000_000


def companies() -> Iterator[str]:
    """Organisations of ten sites each."""
    yield "number,name,parent,address,country,domain"
    for n in range(COMPANIES):
        root = n - n % 10
        domain = f"company-{n}.example" if n == root else ""
        parent = "" if n == root else f"C{root}"
        yield f"C{n},Company {root},{parent},{n} Main Street,Nowhere,{domain}"


def contracts() -> Iterator[str]:
    """Contracts, several to a site."""
    yield "number,service_type,company,starts_on,ends_on,bill_to_id"
    for n in range(CONTRACTS):
        yield f"{200_000_000 + n},SP_BASE,C{n % COMPANIES},2020-01-01,2035-12-31,B{n % 30_000}"


def devices() -> Iterator[str]:
    """Devices, by contract, their serial numbers in no order."""
    yield "serial_number,contract,ends_on"
    chance = random.Random(1)
    serials = chance.sample(range(36**5, 36**6), DEVICES)
    for n, serial in enumerate(serials):
        yield f"FCZ{serial:X},{200_000_000 + n * CONTRACTS // DEVICES},2030-12-31"


def main() -> None:
    """Write the files, import them twice, and tell how it went."""
    with tempfile.TemporaryDirectory(prefix="admit-bench-") as name:
        folder = Path(name)
        url = os.environ.get("ADMIT_DATABASE_URL", f"sqlite://{folder}/bench.db")
        for made in (companies, contracts, devices):
            with (folder / f"{made.__name__}.csv").open("w") as file:
                file.writelines(f"{line}\n" for line in made())
        for attempt in ("first", "second"):
            for made in (companies, contracts, devices):
                run(attempt, folder / f"{made.__name__}.csv", url)


def run(attempt: str, file: Path, url: str) -> None:
    """Import one file by a process of its own, as an operator would."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "web", "import", str(file)],
        env={**os.environ, "ADMIT_DATABASE_URL": url},
        capture_output=True,
        text=True,
    )
    seconds = time.monotonic() - began
    told = done.stderr.strip().rpartition("\n")[2].partition(": ")[2]
    rows = sum(int(number) for number in re.findall(r"\d+", told))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(
        f"{attempt:6} {file.stem:10} {seconds:6.1f} s {rows / seconds:8.0f} rows/s"
        f" {memory:5} MB   {told}",
        flush=True,
    )


if __name__ == "__main__":
    main()
