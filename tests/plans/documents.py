"""Every operation that the repository shows or uses: README, GraphiQL's examples, the console."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    FragmentDefinitionNode,
    FragmentSpreadNode,
    Node,
    OperationDefinitionNode,
    OperationType,
    Visitor,
    parse,
    print_ast,
    visit,
)

from tests import checkout, readme

CONSOLE = checkout.ROOT / "web" / "console" / "app"
SENT = re.compile(r"-d '(\{\"query\".*?\})'$", re.MULTILINE)


@dataclass(frozen=True)
class Shown:
    """An operation with its fragments, and where it stands."""

    place: str
    text: str
    operation: OperationDefinitionNode


def shown() -> list[Shown]:
    """Queries and mutations; what a subscription tells is not executed like them."""
    found = [*_of_readme(), *_of_examples(), *_of_console()]
    return [one for one in found if one.operation.operation is not OperationType.SUBSCRIPTION]


def _of_readme() -> Iterator[Shown]:
    for block in readme.blocks("sh"):
        for sent in SENT.findall(block):
            yield from _operations("README.md", json.loads(sent)["query"], {})


def _of_examples() -> Iterator[Shown]:
    for path in sorted((checkout.ROOT / "web" / "examples").glob("*.gql")):
        yield from _operations(path.name, path.read_text(encoding="utf-8"), {})


def _of_console() -> Iterator[Shown]:
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(CONSOLE.rglob("*.gql"))}
    fragments = {
        part.name.value: part
        for text in texts.values()
        for part in parse(text).definitions
        if isinstance(part, FragmentDefinitionNode)
    }
    for path, text in texts.items():
        yield from _operations(str(path.relative_to(CONSOLE)), text, fragments)


def _operations(
    place: str, text: str, fragments: dict[str, FragmentDefinitionNode]
) -> Iterator[Shown]:
    for part in parse(text).definitions:
        if isinstance(part, OperationDefinitionNode):
            name = part.name.value if part.name else part.operation.value
            needed: dict[str, FragmentDefinitionNode] = {}
            _spread(part, fragments, needed)
            whole = "\n".join(print_ast(node) for node in (part, *needed.values()))
            yield Shown(f"{place}: {name}", whole, part)


def _spread(
    node: Node,
    fragments: dict[str, FragmentDefinitionNode],
    needed: dict[str, FragmentDefinitionNode],
) -> None:
    names: list[str] = []

    class Names(Visitor):
        def enter_fragment_spread(self, spread: FragmentSpreadNode, *_: object) -> None:
            names.append(spread.name.value)

    visit(node, Names())
    for name in names:
        if name not in needed:
            needed[name] = fragments[name]
            _spread(fragments[name], fragments, needed)
