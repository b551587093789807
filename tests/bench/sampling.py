"""A server that tells where its processor time goes.

`python -m tests.bench.sampling FILE MODULE …` runs a module as `python -m` does. Between SIGUSR1
and SIGUSR2 a timer of processor time interrupts it every four milliseconds, and what each thread
has used since is counted for the function that it is in; then the counts are in the file. What C
code takes is counted for the Python that called it, and what the loop itself does for what it
calls next; only collections of garbage are told apart.
"""

import gc
import os
import runpy
import signal
import sys
import threading
import time
from collections import defaultdict
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import NamedTuple

import orjson

STEP = 0.004  # seconds; most kernels look no more often
ROOT = f"{Path(__file__).parents[2]}/"
LIBRARIES = "/site-packages/"
# At the bottom of every stack: what is not found above, the loop does.
BOTTOM = ("tests/bench/sampling.py", "uvicorn/_compat.py", "uvicorn/server.py")
EDGE = "HTTP, sockets, event loop"
GARBAGE = "garbage collection"
# The first that a file belongs to.
ROOMS = {
    "driver and SQL": (
        "aiosqlite/", "asyncpg/", "models/asyncpg_", "models/database.py", "models/sqlite_",
        "tests/bench/drivers.py",
    ),
    "ORM, rows into objects": (
        "models/makers.py", "models/rows.py", "pypika_tortoise/", "tortoise/",
    ),
    "models": ("models/",),
    "resolvers, schema": ("resolvers/", "schema/"),
    "plans, their code": ("<plan>", "web/graphql/plans/"),
    "GraphQL around them": ("graphql/", "strawberry/", "web/graphql/"),
    EDGE: (
        "h11/", "httptools/", "starlette/", "uvicorn/", "web/", "websockets/", "wsproto/",
    ),
    "hand-written route": ("tests/bench/",),
}  # fmt: skip


class Spot(NamedTuple):
    """A function, and the room that it is in."""

    room: str
    function: str


@cache
def spot(code: CodeType) -> Spot | None:
    """Where code is; nowhere, if it does only what others need."""
    file = code.co_filename.rpartition(LIBRARIES)[2].removeprefix(ROOT)
    if file in BOTTOM:
        return Spot(EDGE, "the loop")
    for room, begins in ROOMS.items():
        if file.startswith(begins):
            return Spot(room, f"{file.removesuffix('.py')}.{code.co_name}")
    return None


def found(frame: FrameType | None) -> Spot:
    """The innermost function that is in a room."""
    while frame:
        if there := spot(frame.f_code):
            return there
        frame = frame.f_back
    return Spot(EDGE, "elsewhere")


class Sampler:
    """Counts processor seconds, and looks."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.main = threading.get_ident()
        self.clocks: dict[int, float] = {}
        self.seconds: defaultdict[Spot, float] = defaultdict(float)
        self.collecting: float | None = None  # since when
        signal.signal(signal.SIGPROF, self.look)
        signal.siginterrupt(signal.SIGPROF, False)
        signal.signal(signal.SIGUSR1, self.begin)
        signal.signal(signal.SIGUSR2, self.end)

    def begin(self, _signal: int, _frame: FrameType | None) -> None:
        """Start anew."""
        self.seconds.clear()
        self.clocks = {thread: _used(thread) for thread in sys._current_frames()}
        gc.callbacks.append(self.collect)
        signal.setitimer(signal.ITIMER_PROF, STEP, STEP)

    def look(self, _signal: int, frame: FrameType | None) -> None:
        """Count what was used since the last look."""
        if self.collecting is not None:
            return
        frames: dict[int, FrameType | None] = {**sys._current_frames(), self.main: frame}
        clocks = {thread: _used(thread) for thread in frames}
        for thread, there in frames.items():
            used = clocks[thread] - self.clocks.get(thread, 0)
            if used > 0:
                self.seconds[found(there)] += used
        self.clocks = clocks

    def collect(self, phase: str, info: dict[str, int]) -> None:
        """Count a collection for itself, and not for whom it has happened to."""
        if phase == "start":
            self.collecting = time.thread_time()
        elif self.collecting is not None:
            took, thread = time.thread_time() - self.collecting, threading.get_ident()
            self.seconds[Spot(GARBAGE, f"generation {info['generation']}")] += took
            self.clocks[thread] = self.clocks.get(thread, 0) + took
            self.collecting = None

    def end(self, _signal: int, _frame: FrameType | None) -> None:
        """Stop, and write down what was counted."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        gc.callbacks.remove(self.collect)
        rows = [[*there, seconds] for there, seconds in self.seconds.items()]
        written = f"{self.file}.new"
        Path(written).write_bytes(orjson.dumps(rows))
        os.replace(written, self.file)


def _used(thread: int) -> float:
    # A thread that has a frame has not ended: we hold the lock that it needs for that.
    return time.clock_gettime(time.pthread_getcpuclockid(thread))


def main() -> None:
    """Run the module."""
    _, file, module, *arguments = sys.argv
    Sampler(file)
    sys.argv = [module, *arguments]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)  # it would end a process without a handler


if __name__ == "__main__":
    main()
