"""Several processes that do the same work, and a parent that does none but keeps them alive.

They are forks: all is imported and built once, memory that nobody writes to is shared, and one that
dies is replaced in a moment. The parent must not have threads.
"""

import asyncio
import contextlib
import logging
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

log = logging.getLogger("admit.processes")

ENDS = (signal.SIGTERM, signal.SIGINT)
HEARD = (*ENDS, signal.SIGCHLD)
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 5.0
STEADY_SECONDS = 1.0  # who could be relied on for that long did not die of being born

# Does the work until SIGTERM, and calls what it is given as soon as it can be relied on.
Work = Callable[[Callable[[], None]], None]


@dataclass
class Child:
    """A process, the pipe on which it says that it can be relied on, and since when it is so."""

    pid: int
    news: int
    since: float
    reliable: bool = False


class Family:
    """`count` processes that do this work; `ready` is called once, with the first to answer."""

    def __init__(self, count: int, work: Work, ready: Callable[[], None], patience: float) -> None:
        self.count = count
        self.work = work
        self.ready = ready
        self.patience = patience
        self.children: list[Child] = []
        self.announced = False
        self.ends_at: float | None = None
        self.code = 0
        self.deaths = 0
        self.next_birth = 0.0
        # Nobody ever writes to it: it closes with this process, however that ends.
        self.lifeline = os.pipe()

    def run(self, listeners: Sequence[socket.socket]) -> None:
        """Keep them alive until a signal comes, and then end them all in time."""
        with _signals() as signals:
            while self.ends_at is None or self.children:
                self._replace()
                self._wait(signals)
                self._bury()
                if self.ends_at is not None:
                    for listener in listeners:
                        listener.close()
                    if time.monotonic() >= self.ends_at:
                        self._tell(signal.SIGKILL)
        if self.code:
            sys.exit(self.code)

    def _replace(self) -> None:
        while self.ends_at is None and len(self.children) < self.count:
            if time.monotonic() < self.next_birth:
                return
            self.children.append(self._bear())

    def _bear(self) -> Child:
        reading, writing = os.pipe()
        # A signal that comes while it is not yet itself must not be lost.
        signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
        pid = os.fork()
        if not pid:
            self._live(writing)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)
        os.close(writing)
        return Child(pid, reading, time.monotonic())

    def _live(self, writing: int) -> NoReturn:
        """What a fork does instead of living on as its parent."""
        code: object = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in HEARD:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)
            os.close(self.lifeline[1])
            self.work(lambda: self._answering(writing))
            code = 0
        except SystemExit as ended:
            code = ended.code or 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code if isinstance(code, int) else 1)

    def _answering(self, writing: int) -> None:
        """In the child's loop: say so, and end by itself when its parent is no more."""
        os.write(writing, b".")
        loop = asyncio.get_running_loop()

        def orphaned() -> None:
            loop.remove_reader(self.lifeline[0])
            os.kill(os.getpid(), signal.SIGTERM)

        loop.add_reader(self.lifeline[0], orphaned)

    def _wait(self, signals: int) -> None:
        """Until something happens, or is due."""
        due = [self.next_birth] if len(self.children) < self.count else []
        due = due if self.ends_at is None else [self.ends_at]
        seconds = max(0.0, min(due) - time.monotonic()) if due else None
        silent = {child.news: child for child in self.children if not child.reliable}
        heard, _, _ = select.select([signals, *silent], [], [], seconds)
        for source in heard:
            if source == signals:
                self._obey(os.read(signals, 64))
            elif os.read(source, 1):
                self._rely_on(silent[source])

    def _obey(self, numbers: bytes) -> None:
        for number in numbers:
            if number in ENDS:
                # Asked twice, it does not wait any longer.
                self._tell(signal.SIGTERM if self.ends_at is None else signal.SIGKILL)
                self.ends_at = self.ends_at or time.monotonic() + self.patience

    def _rely_on(self, child: Child) -> None:
        child.reliable, child.since = True, time.monotonic()
        if not self.announced:
            self.announced = True
            self.ready()

    def _bury(self) -> None:
        for child in list(self.children):
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if pid:
                self.children.remove(child)
                os.close(child.news)
                if self.ends_at is None:
                    self._mourn(child, os.waitstatus_to_exitcode(status))

    def _mourn(self, child: Child, code: int) -> None:
        if not self.announced:
            # What keeps the first one from working keeps them all.
            self.code = code if code > 0 else 1
            self._tell(signal.SIGTERM)
            self.ends_at = time.monotonic() + self.patience
            return
        now = time.monotonic()
        steady = child.reliable and now - child.since > STEADY_SECONDS
        self.deaths = 0 if steady else min(self.deaths + 1, 10)
        self.next_birth = now + min(LONGEST_PAUSE, FIRST_PAUSE * 2.0**self.deaths)
        log.warning("process %s ended with %s; another one takes its place", child.pid, code)

    def _tell(self, number: int) -> None:
        for child in self.children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, number)


@contextlib.contextmanager
def _signals() -> Iterator[int]:
    """A file that the numbers of the signals can be read from as they come."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    before = {number: signal.signal(number, lambda *_: None) for number in HEARD}
    old = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield reading
    finally:
        signal.set_wakeup_fd(old)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reading)
        os.close(writing)
