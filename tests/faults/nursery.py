"""Servers in processes of their own, started quickly: all is imported once, each server is a fork.

What a fork runs is `admit serve --port 0`, the very command; only Python's imports are saved, so
that a hundred restarts take a minute. It reads one JSON order a line, and answers each with one.
"""

import gc
import json
import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import IO, Any, cast

from web import cli

ROOT = Path(__file__).resolve().parents[2]


class Nursery:
    """The parent of servers, as the tests see it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )

    def order(self, **order: Any) -> dict[str, Any]:
        """Have it done; blocks until it is."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        """No more orders."""
        self.process.communicate()


def main() -> None:
    """Take orders until there are no more."""
    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        answer = _start(**order["start"]) if "start" in order else _wait(order["wait"])
        print(json.dumps(answer), flush=True)


def _start(log: str, environment: dict[str, str]) -> dict[str, Any]:
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        _serve(writing, log, environment)
    os.close(writing)
    with os.fdopen(reading) as said:
        first = said.readline()
    return {"pid": pid, "address": first.rpartition(" ")[2].strip()}


def _serve(said: int, log: str, environment: dict[str, str]) -> None:
    code: int | None = 1
    try:
        errors = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(errors, 2)
        sys.stdout = os.fdopen(said, "w")
        os.environ.update(environment)
        cli.console.file = cast(IO[str], _First(sys.stdout))
        cli.main(["serve", "--port", "0"], standalone_mode=False)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(1 if code is None else code)


class _First:
    """Says the first line, where the server answers, and swallows the others."""

    def __init__(self, said: Any) -> None:
        self.said = said
        self.over = False

    def write(self, text: str) -> int:
        """Say it, or not."""
        if not self.over:
            self.said.write(text)
            self.said.flush()
            self.over = "\n" in text
        return len(text)

    def flush(self) -> None:
        """Nothing is kept back."""


def _wait(pid: int) -> dict[str, Any]:
    _, status = os.waitpid(pid, 0)
    return {"code": os.waitstatus_to_exitcode(status)}


if __name__ == "__main__":
    main()
