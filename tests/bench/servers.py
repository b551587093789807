"""Servers in processes of their own, and what they cost."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from tests.bench.sampling import Spot

LOG_SHOWN = 2_000
SAMPLES_SECONDS = 30
MEGABYTE = 1 << 10  # of what the kernel tells in kilobytes


@dataclass(frozen=True)
class Server:
    """One server: its port, its process, and whether it is the floor."""

    name: str
    port: int
    process: int
    bare: bool
    samples: Path

    def used(self) -> float:
        """Processor seconds of all its threads so far."""
        threads = Path(f"/proc/{self.process}/task").iterdir()
        return sum(int((t / "schedstat").read_text().split()[0]) for t in threads) / 1e9

    def memory(self) -> float:
        """Megabytes that it has in memory."""
        status = Path(f"/proc/{self.process}/status").read_text()
        resident = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert resident
        return int(resident[1]) / MEGABYTE

    @contextmanager
    def sampled(self, into: dict[Spot, float]) -> Iterator[None]:
        """Add what its processor seconds went into during the block."""
        os.kill(self.process, signal.SIGUSR1)
        yield
        os.kill(self.process, signal.SIGUSR2)
        until = time.monotonic() + SAMPLES_SECONDS
        while not self.samples.exists():
            if time.monotonic() > until:
                raise RuntimeError(f"{self.name} does not tell what it did")
            time.sleep(0.001)
        for room, function, seconds in orjson.loads(self.samples.read_bytes()):
            spot = Spot(room, function)
            into[spot] = into.get(spot, 0) + seconds
        self.samples.unlink()


@contextmanager
def admit(url: str, name: str = "Admit") -> Iterator[Server]:
    """Admit as it is served in production, without the worker: nothing else runs beside."""
    environment = {
        "ADMIT_DATABASE_URL": url, "ADMIT_WORKER_IN_SERVER": "false", "ADMIT_PRODUCTION": "true",
    }  # fmt: skip
    with started(name, ["web", "serve", "--port", "0"], environment, bare=False) as server:
        yield server


@contextmanager
def floor(url: str) -> Iterator[Server]:
    """F1: the bare routes."""
    with started("F1", ["tests.bench.floor", url], {}, bare=True) as server:
        yield server


@contextmanager
def started(
    name: str, module: list[str], environment: dict[str, str], bare: bool
) -> Iterator[Server]:
    """A module that serves and prints its address; its log is shown where something fails."""
    with tempfile.TemporaryFile("w+") as log, tempfile.TemporaryDirectory() as folder:
        samples = Path(folder) / "samples"
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.sampling", str(samples), *module],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**os.environ, **environment},
        )
        try:
            yield Server(name, _port(name, child), child.pid, bare, samples)
        except Exception:
            log.seek(0)
            print(log.read()[-LOG_SHOWN:], file=sys.stderr)
            raise
        finally:
            child.terminate()
            child.wait(20)


def _port(name: str, child: "subprocess.Popen[str]") -> int:
    assert child.stdout
    address = re.search(r"http://\S+", child.stdout.readline())
    if not address:
        raise RuntimeError(f"{name} did not start")
    return urlsplit(address[0]).port or 0


class Bare:
    """F3: approvals by the driver alone, without HTTP."""

    def __init__(self, child: "subprocess.Popen[str]") -> None:
        self.child = child

    def approve(self, count: int) -> tuple[float, float]:
        """Seconds and processor seconds of the next so many approvals."""
        assert self.child.stdin and self.child.stdout
        self.child.stdin.write(f"{count}\n")
        self.child.stdin.flush()
        seconds, used = self.child.stdout.readline().split()
        return float(seconds), float(used)


@contextmanager
def bare(url: str) -> Iterator[Bare]:
    """F3, ready to approve."""
    command = [sys.executable, "-m", "tests.bench.floor", url, "bare"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Bare(child)
    finally:
        child.terminate()
        child.wait(20)
