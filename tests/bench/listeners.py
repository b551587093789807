"""The clients of W4: one process of Node, told what to do line by line."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CLIENTS = Path(__file__).with_name("listeners.mjs")
NODE = Path(sys.prefix) / "node" / "node"


class Clients:
    """The process of Node with all the clients."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def do(self, command: str, **given: Any) -> Any:
        """Have something done, and wait until it is."""
        assert self.process.stdin and self.process.stdout
        print(json.dumps({"command": command, **given}), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("the clients broke down")
        return json.loads(answer)


@contextmanager
def clients() -> Iterator[Clients]:
    """Clients, as long as the block runs."""
    node = str(NODE) if NODE.exists() else shutil.which("node") or "node"
    pipe = subprocess.PIPE
    with subprocess.Popen([node, str(CLIENTS)], stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield Clients(process)
        finally:
            process.kill()
