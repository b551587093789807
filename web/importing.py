"""Reading CSV files for `admit import`: streaming, with a progress bar and a line per bad row.

Which kind of file it is, its header tells: see `HELP` for the columns. UTF-8, a header first.
"""

import csv
import getpass
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypedDict

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from models import import_companies, import_entitlements, import_people, imports
from models.imports import BadRow, Kind, Report, Row, Source

Lines = Any  # a csv reader, which has no public type

KINDS: tuple[Kind, ...] = (
    import_people.Users(),
    import_people.Accounts(),
    import_companies.Companies(),
    import_entitlements.Contracts(),
    import_entitlements.Devices(),
    import_entitlements.Access(),
)
PROGRESS_LINES = 100
HELP = """\
Import CSV files; the header tells the kind.

A bad row is told with its line and left out. What is known already is brought up to date, so
that a file may be imported again.

Users: username, email, full_name, and if wanted preferred_name, phone, company_name, country,
site_address, kind, verified. They have no password.

Accounts: name, domain_identifier, and if wanted type, listed, admins, virtual_accounts. A file
of accounts or users is imported all at once or not at all.

Companies: number, name, and if wanted parent (in an earlier line, or known), address, country,
domain.

Contracts: number, service_type, company, starts_on, ends_on, and if wanted bill_to_id, locked,
partner_branded, blocked, administrators.

Devices: serial_number, contract, ends_on.

Support access: username, contract, level.

The last four are written in batches, so that others can work meanwhile: interrupted, import the
file again. With --strict or --dry-run they are one transaction too.

Several admins, virtual_accounts or administrators have semicolons between them. Days are
2026-12-31, and an end holds all that day; times are 2026-12-31T12:00:00Z.
"""


class Plain(TypedDict):
    """How rich prints what came from a file: as it is."""

    markup: bool
    highlight: bool
    soft_wrap: bool


PLAIN = Plain(markup=False, highlight=False, soft_wrap=True)


class NotReadable(Exception):
    """The file as a whole cannot be imported."""


async def import_files(
    files: list[Path], errors: Console, *, strict: bool = False, dry: bool = False
) -> int:
    """Import file after file, in this order; 1 where a row was bad, else 0."""
    reports = [await _import(file, errors, strict, dry) for file in files]
    return int(any(report is None or report.bad for report in reports))


async def _import(file: Path, errors: Console, strict: bool, dry: bool) -> Report | None:
    def refuse(line: int, bad: BadRow) -> None:
        errors.print(f"{file}:{line}: {bad.field}: {bad.reason}", **PLAIN)

    with file.open("rb") as raw, _progress(errors) as progress:
        bar = progress.add_task(file.name, total=os.fstat(raw.fileno()).st_size)
        try:
            kind, header, lines = _open(raw)
            told = raw.tell if raw.seekable() else int  # a pipe has no position
            rows = _rows(header, lines, lambda: progress.update(bar, completed=told()))
            report = await imports.load(
                kind, rows, refuse, strict=strict, dry=dry, source=Source(file.name, _who())
            )
        except NotReadable as problem:
            errors.print(f"{file}: {problem}", **PLAIN)
            return None
        except imports.InTheWay:
            errors.print(f"{file}: others were in the way: import it again", **PLAIN)
            return None
        except imports.Undone as undone:
            report = undone.report
            errors.print(f"{file}: nothing was imported; this is what would have been:", **PLAIN)
    errors.print(
        f"{file}: {report.created} created, {report.updated} updated, "
        f"{report.unchanged} unchanged, {report.bad} bad",
        **PLAIN,
    )
    return report


def _who() -> str:
    """Who sits at the command line, as the machine knows them."""
    try:
        return f"{getpass.getuser()[:80]} (command line)"
    except (ImportError, KeyError, OSError):  # a container may run as nobody it knows
        return "the command line"


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    return Progress(*columns, TimeRemainingColumn(), console=console)


def _open(raw: BinaryIO) -> tuple[Kind, list[str], Lines]:
    """The kind of the file, told by its header, and what follows."""
    # What is no UTF-8 is kept as marks, so that only its own row is refused.
    text = io.TextIOWrapper(raw, "utf-8-sig", "surrogateescape", newline="")
    lines = csv.reader(text, strict=True)
    try:
        header = [name.strip().lower() for name in next(lines, [])]
    except csv.Error as error:
        raise NotReadable(f"the header cannot be read: {error}") from error
    kind = next((kind for kind in KINDS if set(kind.required) <= set(header)), None)
    if kind is None:
        raise NotReadable("the header is that of no kind of file")
    if unknown := [name for name in header if name not in kind.columns]:
        raise NotReadable(f"unknown columns: {', '.join(unknown)!a}")
    if len(set(header)) < len(header):
        raise NotReadable("a column stands twice in the header")
    return kind, header, lines


def _rows(header: list[str], lines: Lines, read: Callable[[], None]) -> Iterator[Row]:
    while True:
        line = lines.line_num + 1
        if line % PROGRESS_LINES == 0:
            read()
        try:
            fields = next(lines)
        except StopIteration:
            read()
            return
        except csv.Error as error:
            yield Row(line, {}, BadRow("row", f"It cannot be read: {error}."))
            continue
        if fields:
            yield _row(line, header, fields)


def _row(line: int, header: list[str], fields: list[str]) -> Row:
    if len(fields) != len(header):
        reason = f"It has {len(fields)} fields, the header {len(header)}."
        return Row(line, {}, BadRow("row", reason))
    for name, text in zip(header, fields, strict=True):
        if not text.isascii() and any("\udc80" <= char <= "\udcff" for char in text):
            return Row(line, {}, BadRow(name, "It is not UTF-8."))
    return Row(line, dict(zip(header, fields, strict=True)))
