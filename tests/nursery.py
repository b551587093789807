"""Commands in processes of their own, started quickly: all is imported once, each one is a fork.

What a fork runs is `admit serve --port 0`, or whatever else it is told: the very command. Only
Python's imports and the building of the schema's types are saved, so that a hundred restarts take
a minute. It reads one JSON order a line, and answers each with one.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NoReturn, cast

from web import app, cli
from web.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 200  # seconds for a command that comes to an end by itself


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    code: int
    said: str
    errors: str


class Nursery:
    """The parent of all processes, as the tests see it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery"],
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

    def run(self, *arguments: str, **environment: str) -> Done:
        """Run one of `admit`'s commands to its end."""
        return Done(**self.order(run={"arguments": arguments, "environment": environment}))

    def close(self) -> None:
        """No more orders."""
        self.process.communicate()


def main() -> None:
    """Take orders until there are no more."""
    app.contract(Settings(demo=True))
    gc.freeze()
    for line in sys.stdin:
        ((verb, given),) = json.loads(line).items()
        print(json.dumps(ORDERS[verb](**given)), flush=True)


def _start(log: str, environment: dict[str, str], arguments: list[str]) -> dict[str, Any]:
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        _stay(writing, log, environment, arguments)
    os.close(writing)
    with os.fdopen(reading) as said:
        first = said.readline()
    return {"pid": pid, "address": first.rpartition(" ")[2].strip()}


def _stay(said: int, log: str, environment: dict[str, str], arguments: list[str]) -> None:
    errors = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(errors, 2)
    sys.stdout = os.fdopen(said, "w")
    cli.console.file = cast(IO[str], _First(sys.stdout))
    _command(arguments, environment)


def _run(arguments: list[str], environment: dict[str, str]) -> dict[str, Any]:
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as errors:
        pid = os.fork()
        if not pid:
            os.dup2(said.fileno(), 1)
            os.dup2(errors.fileno(), 2)
            signal.alarm(LONGEST)
            _command(arguments, environment)
        return {**_wait(pid), "said": _all(said), "errors": _all(errors)}


def _all(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def _command(arguments: list[str], environment: dict[str, str]) -> NoReturn:
    """What a fork does instead of living on as its parent."""
    code: object = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ.update(environment)
        cli.main(arguments)
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        sys.stdout.flush()
        os._exit(code if isinstance(code, int) else 1)


class _First:
    """Says the first line, such as where the server answers, and swallows the others."""

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


ORDERS: dict[str, Callable[..., dict[str, Any]]] = {"start": _start, "wait": _wait, "run": _run}


if __name__ == "__main__":
    main()
