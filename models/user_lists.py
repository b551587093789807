"""People and their roles from a list: CSV, a row each, and what became of every row."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from models import assignments, database, grants, names, problems, virtual_accounts
from models.accounts import SmartAccount, VirtualAccount
from models.grants import Grant
from models.roles import TITLES, Right, Rights, Role, RoleAssignment
from models.users import User

if TYPE_CHECKING:
    from _csv import Reader

MOST_ROWS = 500
MOST_BYTES = 65_536
NEEDED = ["user", "role"]
COLUMNS = [*NEEDED, "virtualaccounts", "startsat", "endsat"]
ROLES = {name.casefold(): role for role, title in TITLES.items() for name in (role.value, title)}


@dataclass(frozen=True)
class Row:
    """A row of the list as it was written; `line` counts the file's lines from 1."""

    line: int
    cells: dict[str, str]
    whole: bool = True


@dataclass(frozen=True)
class ListedUser:
    """What became of one row: an assignment, a refusal, or neither where it was only tried."""

    line: int
    user: str
    role: str
    assignment: RoleAssignment | None
    problem: problems.Problem | None


class _OnlyTried(Exception):
    """Undoes what a trial has written; it carries the results out."""

    def __init__(self, rows: list[ListedUser]) -> None:
        super().__init__()
        self.rows = rows


async def try_out(by: User, account_id: UUID, text: str) -> list[ListedUser]:
    """What would become of every row; nothing is kept of it."""
    try:
        await _try_out(by, account_id, text)
    except _OnlyTried as tried:
        return [ListedUser(r.line, r.user, r.role, None, r.problem) for r in tried.rows]
    return []


@database.transaction
async def _try_out(by: User, account_id: UUID, text: str) -> None:
    raise _OnlyTried(await add(by, account_id, text))


@database.transaction
async def add(by: User, account_id: UUID, text: str) -> list[ListedUser]:
    """Give every user of the list a role; a refused row leaves the others alone."""
    account = await assignments.managed(by, account_id)
    account.check_active()
    rows = list(read(text))
    giving = await _Giving.of(by, account)
    return [await giving.add(row) for row in rows]


def read(text: str) -> Iterator[Row]:
    """The rows of the list, or InvalidInput for what is none."""
    if not names.is_storable(text) or len(text.encode()) > MOST_BYTES:
        raise _unusable(f"The list is a text of at most {MOST_BYTES:,} bytes.")
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        columns = [re.sub(r"[\s_]", "", name).lower() for name in next(lines, [])]
        _check_header(columns)
        yield from _rows(lines, columns)
    except csv.Error as error:
        raise _unusable(f"Line {lines.line_num} is not CSV.") from error


def _rows(lines: "Reader", columns: list[str]) -> Iterator[Row]:
    found, line = 0, lines.line_num + 1
    for cells in lines:
        if any(cell.strip() for cell in cells):
            found += 1
            if found > MOST_ROWS:
                raise _unusable(f"The list may have at most {MOST_ROWS} rows.")
            values = dict(zip(columns, [cell.strip() for cell in cells], strict=False))
            yield Row(line, values, len(cells) == len(columns))
        line = lines.line_num + 1
    if not found:
        raise _unusable("The list has no rows.")


def _check_header(columns: list[str]) -> None:
    unknown = [name for name in columns if name not in COLUMNS]
    missing = [name for name in NEEDED if name not in columns]
    if unknown or missing or len(set(columns)) < len(columns):
        raise _unusable(
            "The first line names the columns, each once: user, role, virtual accounts, starts at,"
            " ends at; the last three may be left out."
        )


def _unusable(why: str) -> problems.InvalidInput:
    return problems.InvalidInput(why, field=["csv"])


@dataclass(frozen=True)
class _Giving:
    """Somebody gives the roles of a list in the locked account."""

    by: User
    rights: Rights
    account: SmartAccount
    parts: dict[str, VirtualAccount]

    @classmethod
    async def of(cls, by: User, account: SmartAccount) -> "_Giving":
        rights = await Rights.of(by)
        restricted = await virtual_accounts.sealed(account.id)
        known = await VirtualAccount.filter(account_id=account.id)
        seen = {v.name: v for v in known if virtual_accounts.sees(rights, v, restricted)}
        return cls(by, rights, account, seen)

    async def add(self, row: Row) -> ListedUser:
        """What becomes of a row. Its checks come before its first write, so a refused one has
        written nothing."""
        person, role = row.cells.get("user", ""), row.cells.get("role", "")
        try:
            grant = self._grant(row)
            grants.check_may_give(self.rights, Right.MANAGE_USERS, self.account, grant)
            given = await grants.add_one(self.by, self.account, person, grant)
            return ListedUser(row.line, person, role, given, None)
        except problems.Problem as problem:
            return ListedUser(row.line, person, role, None, problem)

    def _grant(self, row: Row) -> Grant:
        if not row.whole:
            raise problems.InvalidInput("This row has another number of cells than the first.")
        named = row.cells.get("virtualaccounts", "").split(";")
        return Grant(
            _role(row.cells["role"]),
            list({name: self._part(name.strip()) for name in named if name.strip()}.values()),
            _instant(row.cells.get("startsat", ""), "startsAt"),
            _instant(row.cells.get("endsat", ""), "endsAt"),
        )

    def _part(self, name: str) -> VirtualAccount:
        if name not in self.parts:
            raise problems.NotFound("No such virtual account.", field=["virtualAccounts"])
        return self.parts[name]


def _role(text: str) -> Role:
    role = ROLES.get(text.casefold())
    if role is None:
        raise problems.InvalidInput("There is no such role.", field=["role"])
    return role


def _instant(text: str, column: str) -> datetime | None:
    """A time of the list: ISO 8601, in UTC unless it says otherwise; empty for none."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise problems.InvalidInput(
            "Write times as 2030-12-31T23:59Z, in UTC.", field=[column]
        ) from error
