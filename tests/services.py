"""Programs that tests need beside Python: PostgreSQL, Redis and Chromium.

Tests take what the machine has and are skipped, with the reason, without it. `make test` runs
this file first, which installs what is missing where that is allowed: as root on Debian.
"""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest

MEMORY = Path("/dev/shm")
ENOUGH_MEMORY = 3 * 2**30
# The first has no windows to draw, and is half as fast again.
CHROMIUM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
REDIS = ("redis-server", "valkey-server")
# Two that wait for each other are found out at once, not after a second.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "deadlock_timeout": "100ms",
}
PLAIN = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "log_min_messages": "warning",
}


def work_in_memory() -> None:
    """Have temporary files where no commit waits for a disk, if the machine has room for them."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH_MEMORY:
        os.environ.setdefault("TMPDIR", str(MEMORY))
        tempfile.tempdir = None  # it is chosen anew


def chromium() -> str:
    """The path of a Chromium browser, or else the test is skipped."""
    return find_chromium() or pytest.skip("Chromium is not installed")


@contextmanager
def postgres_server(durable: bool = False) -> Iterator[str]:
    """Run a PostgreSQL server of our own, and give its URL without a database.

    It syncs nothing to disk unless `durable`, and it is gone at the end.
    """
    programs = find_postgres() or pytest.skip("PostgreSQL is not installed")
    with tempfile.TemporaryDirectory(prefix="admit-postgres-", ignore_cleanup_errors=True) as home:
        server = _Server(programs, Path(home), {**PLAIN, **({} if durable else FAST)})
        server.start()
        try:
            yield f"postgres://admit@127.0.0.1:{server.port}"
        finally:
            server.stop()


def restart_postgres(data: str) -> None:
    """Take the server of this folder down as a crash would, and bring it back on its port."""
    programs = find_postgres()
    assert programs
    subprocess.run(
        [programs / "pg_ctl", "restart", f"--pgdata={data}", "--wait", "--mode=immediate"],
        cwd=data,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=90,
        check=True,
        **_other_user(),
    )


async def data_of(url: str) -> str:
    """The folder of a database's server, whose commits from now on survive its crash."""
    connection = await asyncpg.connect(url)
    try:
        name = url.rpartition("/")[2]
        await connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = on')
        return str(await connection.fetchval("SHOW data_directory"))
    finally:
        await connection.close()


class RedisServer:
    """A Redis or Valkey of our own, which can be taken away and brought back on its port."""

    def __init__(self, program: str, home: str) -> None:
        self.program, self.home, self.port = program, home, _free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(
            [self.program, *options, "--dir", self.home], stdout=subprocess.DEVNULL
        )
        while self.process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.01)
        raise RuntimeError(f"{self.program} ended with {self.process.returncode}")

    def stop(self) -> None:
        """Take it away, without a warning."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Run a Redis or Valkey server of our own; it is gone at the end."""
    program = find_redis() or pytest.skip("Redis is not installed")
    with tempfile.TemporaryDirectory(prefix="admit-redis-") as home:
        server = RedisServer(program, home)
        server.start()
        try:
            yield server
        finally:
            server.stop()


async def fresh_database(base_url: str, template: str = "template1") -> str:
    """Create a database that nobody else uses, a copy of `template`, and give its URL."""
    name = f"test_{secrets.token_hex(6)}"
    await _administer(base_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"{base_url}/{name}"


async def drop_database(url: str) -> None:
    """Remove a database, whoever is still connected to it."""
    base_url, _, name = url.rpartition("/")
    await _administer(base_url, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _administer(base_url: str, statement: str) -> None:
    connection = await asyncpg.connect(f"{base_url}/postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


class _Server:
    """One cluster in one folder; PostgreSQL refuses to be root, so root lends it another user."""

    def __init__(self, programs: Path, home: Path, settings: dict[str, str]) -> None:
        self.programs, self.home = programs, home
        self.log = home / "server.log"
        self.port = _free_port()
        self.options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self.as_user = _other_user()
        if self.as_user:
            os.chown(home, self.as_user["user"], self.as_user["group"])

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        self._run(
            "initdb",
            "--auth=trust",
            "--username=admit",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        )
        options = f"-p {self.port} {self.options}"
        self._run("pg_ctl", "start", "--wait", "--log", str(self.log), "--options", options)

    def stop(self) -> None:
        """Stop at once: nothing in it is worth keeping."""
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), f"--pgdata={self.home / 'data'}", *arguments]
        # A file, not a pipe: the server inherits it, and a pipe would wait for the server's end.
        with (self.home / "commands.log").open("a+") as output:
            done = subprocess.run(
                command,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                timeout=90,
                **self.as_user,
            )
        if done.returncode:
            logs = [log.read_text() for log in sorted(self.home.glob("*.log"))]
            raise RuntimeError(f"{program} failed:\n" + "\n".join(logs))


def _other_user() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    users = {user.pw_name: user for user in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def find_chromium() -> str | None:
    """The first Chromium on the path."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def find_redis() -> str | None:
    """The Redis or Valkey on the path."""
    return next(filter(None, map(shutil.which, REDIS)), None)


def find_postgres() -> Path | None:
    """The folder of the newest PostgreSQL's programs; Debian keeps them off the path."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(debian, key=lambda path: float(path.parts[-3]), reverse=True)
    found = shutil.which("initdb")
    initdb = newest[0] if newest else Path(found) if found else None
    return initdb.resolve().parent if initdb else None


def install(package: str) -> str | None:
    """Install a Debian package; the answer is why it could not be done."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return "only root on Debian can install it from here"
    apt = [
        "apt-get",
        "-qq",
        "-o",
        "Acquire::http::Timeout=15",
        "-o",
        "Acquire::Retries=1",
        "-o",
        "DPkg::Lock::Timeout=60",
    ]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        for command in ["update"], ["install", "-y", "--no-install-recommends", package]:
            subprocess.run(
                [*apt, *command],
                env=environment,
                timeout=600,
                check=True,
                capture_output=True,
                text=True,
            )
    except subprocess.CalledProcessError as problem:
        return f"apt-get failed: {problem.stderr.strip()}"
    except subprocess.TimeoutExpired:
        return "apt-get took too long"
    return None


def find_shell() -> str | None:
    """The Chromium that is made for tests."""
    return shutil.which(CHROMIUM[0])


def main() -> None:
    """Install what is missing, and say what tests will do without."""
    for name, packages, best, any_one in (
        ("PostgreSQL", ("postgresql",), find_postgres, find_postgres),
        ("Redis", ("redis-server", "valkey-server"), find_redis, find_redis),
        ("Chromium", ("chromium-headless-shell", "chromium"), find_shell, find_chromium),
    ):
        if best():
            continue
        print(f"Installing {name}", flush=True)
        reasons = _install_one(packages)
        if not any_one():
            print(f"Its tests will be skipped: {'; '.join(reasons)}", file=sys.stderr)


def _install_one(packages: tuple[str, ...]) -> list[str]:
    """Install the first that can be; the answer is why others could not."""
    reasons = []
    for package in packages:
        reason = install(package)
        if reason is None:
            break
        reasons.append(reason)
    return reasons


if __name__ == "__main__":
    main()
