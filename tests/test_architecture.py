"""The rooms of the house and its manners: what may know what, and what is written where."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests import checkout

WORLD = {
    "aiosmtplib", "graphql", "jinja2", "pydantic_settings", "starlette", "strawberry", "typer",
    "uvicorn", "websockets",
}  # fmt: skip

FILE_LINES = 400
FUNCTION_LINES = 40
SOURCES = {".py", ".ts", ".tsx", ".css", ".sql"}

TRANSACTIONS = re.compile(r"\b(in_transaction|get_or_create|update_or_create|atomic\()")
ENVIRONMENT = re.compile(r"\bos\.environ|\bgetenv\b")
REGISTRIES = re.compile(
    r"--(?:extra-)?index-url|--find[-]links|\"resolved\": *\"http|"
    r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|registry\.yarnpkg\.com"
)
MACHINES = re.compile(
    rf"(?<![\w.)}}-])(/(home|root|Users|work)/\w|{re.escape(str(checkout.ROOT))}/)"
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python(*folders: str) -> list[Path]:
    """The Python files in these folders, or all of them."""
    return [
        path
        for path in checkout.files()
        if path.suffix == ".py" and (not folders or checkout.room(path) in folders)
    ]


def rooms_without(name: str) -> list[Path]:
    """The product's Python files but one."""
    return [path for path in python(*checkout.ROOMS) if path != checkout.ROOT / name]


@cache
def tree(path: Path) -> ast.Module:
    """The syntax of a file."""
    return ast.parse(path.read_text())


def imported(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """The import statements anywhere in a piece of syntax."""
    return (part for part in ast.walk(node) if isinstance(part, ast.Import | ast.ImportFrom))


def names(statement: ast.Import | ast.ImportFrom) -> set[str]:
    """The top-level names that an import statement reaches for."""
    if isinstance(statement, ast.ImportFrom):
        return {(statement.module or "").split(".")[0]}
    return {alias.name.split(".")[0] for alias in statement.names}


def functions(path: Path) -> Iterator[Function]:
    """The functions of a file, the nested ones too."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def at(path: Path, node: ast.stmt) -> str:
    """Where something stands."""
    return f"{path.relative_to(checkout.ROOT)}:{node.lineno}"


def lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """Where a text stands that should not."""
    return [
        f"{path.relative_to(checkout.ROOT)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(text(path).splitlines(), 1)
        if pattern.search(line)
    ]


def text(path: Path) -> str:
    """What a file says, and nothing for a picture."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("name", checkout.ROOMS)
def test_a_room_imports_only_itself_and_the_rooms_below(name: str) -> None:
    above = {*checkout.ROOMS[checkout.ROOMS.index(name) + 1 :], "tests"}

    assert not [
        at(path, statement)
        for path in python(name)
        for statement in imported(tree(path))
        if names(statement) & above
    ]


def test_the_domain_knows_nothing_of_the_world() -> None:
    assert not [
        at(path, statement)
        for path in python("models")
        for statement in imported(tree(path))
        if names(statement) & WORLD
    ]


def test_plans_could_be_published_alone() -> None:
    plans = checkout.ROOT / "web" / "graphql" / "plans"

    assert not [
        at(path, statement)
        for path in python("web")
        if path.is_relative_to(plans)
        for statement in imported(tree(path))
        if names(statement) - {*sys.stdlib_module_names, "graphql"}
        and not (getattr(statement, "module", None) or "").startswith("web.graphql.plans")
    ]


def test_imports_are_absolute() -> None:
    assert not [
        at(path, statement)
        for path in python()
        for statement in imported(tree(path))
        if isinstance(statement, ast.ImportFrom) and statement.level
    ]


def test_imports_stand_at_the_top_of_their_file() -> None:
    assert not [
        at(path, statement)
        for path in python()
        for function in functions(path)
        for statement in imported(function)
    ]


def test_the_schema_evaluates_its_annotations() -> None:
    assert not [
        at(path, statement)
        for path in python("schema")
        for statement in imported(tree(path))
        if "__future__" in names(statement)
    ]


def test_transactions_begin_in_one_place() -> None:
    assert not lines_with(TRANSACTIONS, rooms_without("models/database.py"))


def test_the_environment_is_read_in_one_place() -> None:
    assert not lines_with(ENVIRONMENT, rooms_without("web/settings.py"))


def test_no_file_names_a_package_registry() -> None:
    assert not lines_with(REGISTRIES, checkout.files())


def test_no_file_names_a_path_of_one_machine() -> None:
    assert not lines_with(MACHINES, checkout.files())


def test_every_source_file_is_short() -> None:
    sources = [path for path in checkout.files() if path.suffix in SOURCES]
    lengths = {
        str(path.relative_to(checkout.ROOT)): len(text(path).splitlines()) for path in sources
    }

    assert not {name: length for name, length in lengths.items() if length > FILE_LINES}


def test_every_function_is_short() -> None:
    assert not [
        at(path, function)
        for path in python()
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno >= FUNCTION_LINES
    ]
