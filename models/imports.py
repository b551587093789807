"""Importing files: what a row must say, and how the good rows are written.

Users and accounts are one transaction per file, so that nothing of it is half there. A vendor's
exports are too large for that: they are written in batches, so that others can write in between,
and a file that was interrupted is simply imported again. What is known already is left as it is or
brought up to date.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol, TypeVar

from models import audit, database

SEVERAL = 50  # in one field
FILE_LENGTH = 80
V = TypeVar("V")


class BadRow(Exception):
    """A row that cannot be imported: which field, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


class Undone(Exception):
    """Everything of the file was taken back, as was wanted; `report` tells what would have been."""

    def __init__(self, report: "Report") -> None:
        super().__init__()
        self.report = report


class InTheWay(Exception):
    """Somebody else's transaction undid this one, and its rows cannot be read a second time."""


@dataclass(frozen=True)
class Row:
    """A line of the file, by column; `bad` where it could not even be read."""

    line: int
    values: dict[str, str]
    bad: BadRow | None = None

    def get(self, name: str, clean: Callable[[str], V], default: V) -> V:
        """The cleaned value of a column; the default where it is left out or empty."""
        text = self.values.get(name, "").strip()
        return self.need(name, clean) if text else default

    def need(self, name: str, clean: Callable[[str], V]) -> V:
        """The cleaned value of a column, or BadRow naming it."""
        if self.bad:
            raise self.bad
        try:
            return clean(self.values.get(name, ""))
        except ValueError as error:
            raise BadRow(name, str(error)) from error
        except KeyError as error:
            raise BadRow(name, "Not one of the allowed values.") from error

    def several(self, name: str, clean: Callable[[str], V]) -> list[V]:
        """The cleaned values of a column that holds several, with semicolons between them."""
        parts = [part for part in self.values.get(name, "").split(";") if part.strip()]
        if len(parts) > SEVERAL:
            raise BadRow(name, f"At most {SEVERAL}.")
        return list(dict.fromkeys(Row(self.line, {name: part}).need(name, clean) for part in parts))


Refuse = Callable[[int, BadRow], None]


@dataclass(frozen=True)
class Source:
    """Which file it is, and who imports it: what the log tells of it."""

    file: str
    by: str

    async def note(self, kind: "Kind", batch: "Report") -> None:
        """Leave a line in the log about a batch that changed something."""
        if not (batch.created or batch.updated):
            return
        file = "".join(char if char.isprintable() else "?" for char in self.file)[:FILE_LENGTH]
        told = (
            f"imported {type(kind).__name__.lower()} from {file}: {batch.created} created,"
            f" {batch.updated} updated, {batch.unchanged} unchanged, {len(batch.refused)} bad"
        )
        await audit.record("import", actor=None, thing=file, message=told, actor_name=self.by)


UNKNOWN = Source("a file", "the system")


@dataclass
class Report:
    """What became of a file, or of a batch of it."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    bad: int = 0
    refused: list[tuple[int, BadRow]] = field(default_factory=list)
    seen: dict[object, int] = field(default_factory=dict)

    def once(self, key: object, line: int, column: str) -> None:
        """Raise BadRow for a key that an earlier line had."""
        if key in self.seen:
            raise BadRow(column, f"Line {self.seen[key]} has the same.")
        self.seen[key] = line

    def refuse(self, line: int, bad: BadRow) -> None:
        """Note a row that is not imported."""
        self.refused.append((line, bad))

    def add(self, batch: "Report", refuse: Refuse) -> None:
        """Count in what became of a batch, and tell which of its rows were refused."""
        self.created += batch.created
        self.updated += batch.updated
        self.unchanged += batch.unchanged
        self.bad += len(batch.refused)
        for line, bad in sorted(batch.refused, key=lambda refused: refused[0]):
            refuse(line, bad)


class Kind(Protocol):
    """One kind of file."""

    columns: tuple[str, ...]
    required: tuple[str, ...]
    whole: bool  # a file is one transaction, and has each key once; otherwise a batch is and has
    batch: int

    async def write(self, rows: list[Row], report: Report) -> None:
        """Write the good ones of a batch; note the others."""


async def load(
    kind: Kind,
    rows: Iterable[Row],
    refuse: Refuse,
    *,
    strict: bool,
    dry: bool,
    source: Source = UNKNOWN,
) -> Report:
    """Write a file's rows; take all back for one bad row if `strict`, and anyway if `dry`."""
    batches = _batches(iter(rows), kind.batch)
    if kind.whole or strict or dry:
        return await _load_together(kind, [batches], refuse, strict=strict, dry=dry, source=source)
    report = Report()
    for batch in batches:
        report.add(await _write(kind, batch, {}, source), refuse)
    return report


@database.transaction
async def _load_together(
    kind: Kind,
    unread: list[Iterator[list[Row]]],
    refuse: Refuse,
    *,
    strict: bool,
    dry: bool,
    source: Source,
) -> Report:
    if not unread:  # the transaction lost a race and is tried again, without what was read already
        raise InTheWay()
    report = Report()
    for batch in unread.pop():
        report.add(await _write(kind, batch, report.seen if kind.whole else {}, source), refuse)
    if dry or (strict and report.bad):
        raise Undone(report)
    return report


@database.transaction
async def _write(kind: Kind, rows: list[Row], seen: dict[object, int], source: Source) -> Report:
    report = Report(seen=seen)
    await kind.write(rows, report)
    await source.note(kind, report)
    return report


def _batches(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    while batch := list(islice(rows, size)):
        yield batch


def yes_or_no(value: str) -> bool:
    """A field that is one or the other."""
    return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}[
        value.strip().lower()
    ]
