"""The text of a plan while it is written, and the objects that it names."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from graphql.pyutils import Path, Undefined, is_iterable

from web.graphql.plans.complete import abandon, gathered
from web.graphql.plans.spots import real

COMMON: dict[str, Any] = {
    "__name__": __name__,  # who reads a traceback asks for it
    "Path": Path,
    "Undefined": Undefined,
    "abandon": abandon,
    "gathered": gathered,
    "is_iterable": is_iterable,
    "real": real,
    "settled": frozenset({type(None), bool, int, float, str, dict, list}),
}


class Function:
    """One function's lines."""

    def __init__(self, head: str) -> None:
        self.lines = [head]
        self.level = 1

    def line(self, text: str) -> None:
        """One more line at the present level."""
        self.lines.append("    " * self.level + text)

    @contextmanager
    def under(self, head: str) -> Iterator[None]:
        """Lines under an `if`, a `for`, a `try`…"""
        self.line(head)
        self.level += 1
        yield
        self.level -= 1

    def wait(self, key: str, value: str) -> None:
        """Note that a value is still to come."""
        self.line("if w is None: w = {}")
        self.line(f"w[{key}] = {value}")


class Source:
    """Functions that call each other, compiled as often as there are new ones."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {**COMMON}
        self.count = 0
        self.length = 0  # of all that was compiled
        self._texts: list[str] = []

    def name(self, letter: str) -> str:
        """A name that is not yet taken."""
        self.count += 1
        return f"{letter}{self.count}"

    def bind(self, letter: str, thing: Any) -> str:
        """A name for an object that the text refers to."""
        name = self.name(letter)
        self.names[name] = thing
        return name

    def add(self, function: Function) -> None:
        """A function is finished."""
        self._texts.append("\n".join(function.lines))

    def tell(self, line: str) -> None:
        """A line outside of functions, after all that are there by then."""
        self._texts.append(line)

    def compile(self) -> None:
        """Have everything that was added defined."""
        text = "\n".join(self._texts)
        self._texts = []
        self.length += len(text)
        exec(compile(text, "<plan>", "exec"), self.names)
