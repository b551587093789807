"""The README is true: its commands run, its tables are the code's, its links lead somewhere."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from models import demo
from tests import checkout, conftest, readme
from web import cli, server
from web.settings import Settings

CONSOLE = checkout.ROOT / "web" / "console"
NODE = os.pathsep.join([str(checkout.ROOT / ".venv" / "node"), os.environ.get("PATH", "")])
SECONDS = 20


def test_the_first_screen_says_how_to_start_and_how_to_test() -> None:
    first_screen = readme.text().splitlines()[:40]

    assert {line.split("#")[0].strip() for line in first_screen} >= {"make run", "make test"}


def test_the_build_server_runs_what_everybody_runs() -> None:
    assert "make test" in (checkout.ROOT / ".ci" / "run").read_text().splitlines()


def test_every_link_leads_to_a_file() -> None:
    links = readme.linked()

    assert links and not [link for link in links if not link.exists()]


@pytest.mark.parametrize(("name", "limits"), [("settings", False), ("limits", True)])
def test_every_setting_stands_there_with_its_default(name: str, limits: bool) -> None:
    table = readme.settings_table(limits)

    assert readme.between(name) == table, "put it right with `python -m tests.readme`"
    assert all(setting.description for setting in Settings.model_fields.values())


def test_the_people_are_those_of_the_demo() -> None:
    people = [[f"`{person.username}`", person.does] for person in demo.CAST]

    assert readme.rows("Whom to be") == people
    assert f"`{demo.PASSWORD}`" in readme.text()


def test_every_command_is_named() -> None:
    named = {row[0].strip("`").split()[1] for row in readme.rows("Running it")}
    commands = [
        command.name or (command.callback and command.callback.__name__) or ""
        for command in cli.main.registered_commands
    ]

    assert named == {command.replace("_", "-") for command in commands}


@dataclass
class Running:
    """A server in a process of its own, for blocks to run against."""

    url: str

    def adapted(self, code: str) -> str:
        """The code as it reads for this server and this Python."""
        code = code.replace("127.0.0.1:8000", self.url.removeprefix("http://"))
        return code.replace(".venv/bin/python", sys.executable)

    @property
    def environment(self) -> dict[str, str]:
        """The surroundings in which blocks run."""
        return {**os.environ, "ADMIT_URL": self.url, "PATH": NODE}

    def shell(self, code: str) -> str:
        """Run a block to its end; what it printed."""
        return subprocess.run(
            ["sh", "-euc", self.adapted(code)],
            cwd=checkout.ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            timeout=SECONDS,
            check=True,
        ).stdout

    def race(self, *steps: str) -> list[dict[str, Any]]:
        """Run steps of the race, such as `ask rita`; their answers."""
        lines = [self.shell(f"sh web/examples/race.sh {step}") for step in steps]
        return [answer(line) for line in lines]

    @asynccontextmanager
    async def staying(self, *command: str, cwd: Path = checkout.ROOT) -> AsyncIterator["Told"]:
        """Run a program that ends only when the block does."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *command, stdout=pipe, cwd=cwd, env=self.environment, start_new_session=True
        )
        assert process.stdout
        try:
            yield Told(process.stdout)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


@dataclass
class Told:
    """What a program says while it runs."""

    output: asyncio.StreamReader

    async def line(self, containing: str, seconds: float = SECONDS) -> str:
        """The next line with this in it."""
        async with asyncio.timeout(seconds):
            while True:
                line = (await self.output.readline()).decode()
                assert line, f"it ended before it said {containing!r}"
                if containing in line:
                    return line

    async def line_after(self, act: Callable[[], object], containing: str) -> str:
        """The line that this act causes; it is repeated, as nobody knows when one listens."""
        while True:
            await asyncio.to_thread(act)
            try:
                return await self.line(containing, seconds=2)
            except TimeoutError:
                continue


def answer(line: str) -> dict[str, Any]:
    """The data of the only root field."""
    [field] = json.loads(line)["data"].values()
    return dict(field)


@contextmanager
def running(*arguments: str, **environment: str) -> Iterator[Running]:
    """`admit serve` with these arguments, until the block ends."""
    command = [sys.executable, "-m", "web", "serve", *arguments]
    process = subprocess.Popen(
        command,
        cwd=checkout.ROOT,
        env={**os.environ, "ADMIT_REQUESTS_PER_HOUR": "1000", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    try:
        said = process.stdout.readline()
        yield Running(said.removeprefix("Admit answers at ").strip())
    finally:
        process.terminate()
        process.communicate(timeout=SECONDS)


@pytest.fixture(scope="module")
def admit() -> Iterator[Running]:
    """The demo, as a newcomer starts it."""
    if conftest.ON_POSTGRES:
        pytest.skip("the demo brings its own SQLite database")
    with running("--demo", "--port", "0") as admit:
        yield admit


@pytest.fixture
def curl() -> None:
    """Curl, or no test of what needs it."""
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")


def block(language: str, *containing: str) -> str:
    """The one block of this language with all of this in it."""
    [found] = [code for code in readme.blocks(language) if all(part in code for part in containing)]
    return found


@pytest.mark.slow
@pytest.mark.usefixtures("curl")
async def test_the_race_runs_as_it_is_shown(admit: Running) -> None:
    watch = block("sh", "race.sh watch")
    async with admit.staying("sh", "-c", admit.adapted(watch)) as ben:
        await ben.line(":")
        output = admit.shell(block("sh", "ask rita", "approve ada\n"))
        told = json.loads((await ben.line("data: ")).removeprefix("data: "))["data"]

    asked, won, lost = map(answer, output.splitlines())
    assert (asked["status"], won["status"]) == ("PENDING", "APPROVED")
    assert (lost["code"], lost["actedBy"]) == ("ALREADY_ACTED_UPON", {"fullName": "Ada Admin"})
    assert told["requestActedUpon"]["request"] == {"status": "APPROVED", "version": 2}
    shown = json.loads(" ".join(block("json").splitlines()[2:]))
    assert shown["data"]["declineAccessRequest"].keys() == lost.keys()


@pytest.mark.slow
@pytest.mark.usefixtures("curl")
def test_of_two_at_once_exactly_one_wins(admit: Running) -> None:
    answers = map(answer, admit.shell(block("sh", " & ")).splitlines())

    outcomes = sorted(told["__typename"] for told in answers)
    assert outcomes == ["AccessRequest", "AccessRequest", "AlreadyActedUpon"]


@pytest.mark.slow
@pytest.mark.usefixtures("curl")
def test_curl_asks(admit: Running) -> None:
    viewer = answer(admit.shell(block("sh", "curl", "profile")))

    assert viewer["profile"] == {"fullName": "Ada Admin"}
    assert viewer["administeredAccounts"] == {"nodes": [{"name": "ACME"}]}


@pytest.mark.slow
@pytest.mark.usefixtures("curl")
def test_the_people_of_the_tour_are_there(admit: Running) -> None:
    query = block("sh", "curl", "profile").replace("demo:ada", "demo:hana")

    viewer = answer(admit.shell(query))

    assert viewer["administeredAccounts"]["nodes"] == [{"name": "Harbour Ltd"}]


@pytest.mark.slow
@pytest.mark.usefixtures("curl")
def test_curl_makes_a_token_that_signs_in(admit: Running) -> None:
    token = answer(admit.shell(block("sh", "createPersonalAccessToken")))["secret"]
    query = block("sh", "curl", "profile").replace("demo:ada", token)

    assert answer(admit.shell(query))["profile"] == {"fullName": "Rita Request"}


@pytest.mark.slow
@pytest.mark.usefixtures("curl")
async def test_curl_listens(admit: Running) -> None:
    subscription = block("sh", "curl -N")
    async with admit.staying("sh", "-c", admit.adapted(subscription)) as ben:
        await ben.line_after(lambda: admit.race("ask rita", "approve ada"), "Ada Admin approved")


@pytest.mark.slow
async def test_python_asks_acts_and_listens(admit: Running) -> None:
    code = admit.adapted(block("python"))
    async with admit.staying(sys.executable, "-u", "-c", code) as dana:
        granted = await dana.line("grantRole")
        told = await dana.line("Rita Request")

    assert "RoleAssignment" in granted
    assert "Smart Account Viewer" in told


@pytest.mark.slow
@pytest.mark.usefixtures("curl")
async def test_javascript_asks_and_listens(admit: Running) -> None:
    node = shutil.which("node", path=NODE)
    if not node or not (CONSOLE / "node_modules" / "graphql-ws").is_dir():
        pytest.skip("node or the console's libraries are not installed; `make run` installs them")
    code = admit.adapted(block("js"))
    # Older versions of node have WebSocket behind this flag.
    command = [node, "--experimental-websocket", "--input-type=module", "-e", code]
    async with admit.staying(*command, cwd=CONSOLE) as ben:
        await ben.line_after(lambda: admit.race("ask rita", "approve ada"), "Ada Admin approved")


@pytest.mark.slow
@pytest.mark.usefixtures("curl")
def test_the_second_to_decide_in_python_reads_who_was_first(admit: Running) -> None:
    admit.race("ask rita")
    decide = ".venv/bin/python web/examples/decide.py"
    first, second = [admit.shell(f"{decide} {who} {admit.url}") for who in ("ben", "ada")]

    assert decide in readme.text()
    assert first == "ben was first: the request of Rita Request is APPROVED\n"
    assert second.startswith("ada was too late: Ben Boss approved it at 20")


@pytest.mark.slow
@pytest.mark.usefixtures("curl")
async def test_watching_in_python_goes_on_after_a_restart(tmp_path: Path) -> None:
    listener = server.listen("127.0.0.1", 0)
    port = str(listener.getsockname()[1])
    listener.close()
    lasting = {"ADMIT_DATABASE_URL": f"sqlite://{tmp_path}/admit.db", "ADMIT_DEMO": "true"}
    place = Running(f"http://127.0.0.1:{port}")
    async with AsyncExitStack() as stack:
        with running("--port", port, **lasting):
            command = [sys.executable, "web/examples/watch.py", "ben", place.url]
            ben = await stack.enter_async_context(place.staying(*command))
            await ben.line("ben is listening")
            place.race("ask rita")
            await ben.line("asked for access")
        await ben.line("the connection was lost")
        with running("--port", port, **lasting):
            place.race("approve ada")
            await ben.line("Ada Admin approved")
