"""Admit is installed as one wheel, alone in its environment."""

import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import entry_points, packages_distributions

import pytest

from tests import checkout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built offline from a copy of the work tree, with whatever lies around in it.

    Only the console's libraries are left out, which the build would look at one by one.
    """
    folder = tmp_path_factory.mktemp("wheel")
    libraries = shutil.ignore_patterns("node_modules")
    for room in checkout.ROOMS:
        shutil.copytree(checkout.ROOT / room, folder / room, ignore=libraries)
    for path in checkout.files():
        if path.parent == checkout.ROOT:
            shutil.copy(path, folder)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    subprocess.run(build, cwd=folder, check=True, timeout=50)
    return zipfile.ZipFile(next((folder / "dist").glob("*.whl")))


def test_both_locks_choose_the_same_versions() -> None:
    pins = [
        {line for line in (checkout.ROOT / lock).read_text().splitlines() if "==" in line}
        for lock in ("requirements.lock", "requirements-dev.lock")
    ]

    assert pins[0] and pins[0] <= pins[1]


def test_no_other_distribution_owns_our_names() -> None:
    owners = packages_distributions()

    assert {
        room: owners[room] for room in checkout.ROOMS if set(owners.get(room, [])) - {"admit"}
    } == {}


def test_the_command_is_called_admit() -> None:
    (command,) = entry_points(group="console_scripts", name="admit")

    assert command.value == "web.cli:main"


def test_the_wheel_holds_all_files_of_the_rooms_but_console_sources(wheel: zipfile.ZipFile) -> None:
    owed = [path for path in checkout.files() if checkout.room(path) in checkout.ROOMS]
    console = checkout.ROOT / "web/console"

    built = {name for name in wheel.namelist() if not name.startswith(("admit-", "web/static/"))}
    assert built == {
        str(path.relative_to(checkout.ROOT)) for path in owed if not path.is_relative_to(console)
    }


def test_the_wheel_holds_the_built_console(wheel: zipfile.ZipFile) -> None:
    static = checkout.ROOT / "web/static"
    pages = {str(page.relative_to(checkout.ROOT)) for page in static.rglob("*") if page.is_file()}
    pages.discard("web/static/.built")
    if not pages:
        pytest.skip("the console is not built; `make run` builds it")

    assert {name for name in wheel.namelist() if name.startswith("web/static/")} == pages


def test_the_wheel_names_its_licence(wheel: zipfile.ZipFile) -> None:
    assert any(name.endswith("/licenses/LICENSE") for name in wheel.namelist())
