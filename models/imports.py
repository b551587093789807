"""Importing users and accounts: what a row must say, and how good rows are written.

A file is one transaction, so that nothing of it is half there. What is known already is left as it
is or brought up to date, so that a file may be imported again. Imported users have no password:
they sign in through the identity provider, or are given one.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol, TypeVar

from models import accounts, clock, database, domains, grants, names, notices, profiles
from models.accounts import AccountStatus, AccountType, SmartAccount, VirtualAccount
from models.grants import Grant
from models.notices import NoticeKind
from models.roles import Role, RoleAssignment
from models.users import User, UserKind

BATCH = 500
SEVERAL = 50  # in one field; times a batch, this is what a statement may have of values
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
        except (ValueError, KeyError) as error:
            raise BadRow(name, str(error) or "Not one of the allowed values.") from error

    def several(self, name: str, clean: Callable[[str], V]) -> list[V]:
        """The cleaned values of a column that holds several, with semicolons between them."""
        parts = [part for part in self.values.get(name, "").split(";") if part.strip()]
        if len(parts) > SEVERAL:
            raise BadRow(name, f"At most {SEVERAL}.")
        return list(dict.fromkeys(Row(self.line, {name: part}).need(name, clean) for part in parts))


@dataclass
class Report:
    """What became of a file."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    bad: int = 0
    seen: dict[object, int] = field(default_factory=dict)

    def once(self, key: object, line: int, column: str) -> None:
        """Raise BadRow for a key that an earlier line of the file had."""
        if key in self.seen:
            raise BadRow(column, f"Line {self.seen[key]} has the same.")
        self.seen[key] = line


class Kind(Protocol):
    """One kind of file."""

    columns: tuple[str, ...]
    required: tuple[str, ...]

    async def write(self, rows: list[Row], report: Report, refuse: "Refuse") -> None:
        """Write the good ones of a batch; tell of the others."""


Refuse = Callable[[int, BadRow], None]


@database.transaction
async def load(
    kind: Kind, rows: Iterable[Row], refuse: Refuse, *, strict: bool, dry: bool
) -> Report:
    """Write a file's rows; take all back for one bad row if `strict`, and anyway if `dry`."""
    report = Report()

    def refused(line: int, bad: BadRow) -> None:
        report.bad += 1
        refuse(line, bad)

    for batch in _batches(rows):
        await kind.write(batch, report, refused)
    if dry or (strict and report.bad):
        raise Undone(report)
    return report


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield batch


class Users:
    """A file of people."""

    columns: tuple[str, ...] = (
        "username", "email", "full_name", "preferred_name", "phone", "company_name", "country",
        "site_address", "kind", "verified",
    )  # fmt: skip
    required: tuple[str, ...] = ("username", "email", "full_name")

    async def write(self, rows: list[Row], report: Report, refuse: Refuse) -> None:
        """Make the users that are not there, and bring the others up to date."""
        wanted: dict[str, dict[str, object]] = {}
        for row in rows:
            try:
                values = _user(row)
                report.once(values["username"], row.line, "username")
                wanted[str(values["username"])] = values
            except BadRow as bad:
                refuse(row.line, bad)
        known = {user.username: user for user in await User.filter(username__in=list(wanted))}
        made = [User(**wanted[name]) for name in wanted if name not in known]
        await User.bulk_create(made)
        report.created += len(made)
        for name, user in known.items():
            changes = {
                k: v for k, v in wanted[name].items() if k in UPDATED and getattr(user, k) != v
            }
            report.updated += bool(changes)
            report.unchanged += not changes
            if changes:
                user.update_from_dict({**changes, "version": user.version + 1})
                await user.save(update_fields=[*changes, "version"])


# An address is what roles hang on: only its owner changes it.
UPDATED = (
    "full_name",
    "preferred_name",
    "phone",
    "company_name",
    "country",
    "site_address",
    "kind",
)


def _user(row: Row) -> dict[str, object]:
    username, now = row.need("username", names.clean_username), clock.now()
    email = row.need("email", names.clean_email)
    return {
        "username": username,
        "email": email,
        "email_domain": domains.domain_of(email),
        "email_verified_at": now if row.get("verified", _yes_or_no, False) else None,
        "full_name": row.need("full_name", names.clean_name),
        "preferred_name": row.get("preferred_name", names.clean_name, ""),
        "phone": row.get("phone", names.clean_phone, ""),
        "company_name": row.get("company_name", names.clean_name, ""),
        "country": row.get("country", profiles.clean_country, ""),
        "site_address": row.get("site_address", names.clean_name, ""),
        "kind": row.get("kind", _kind, UserKind.CUSTOMER),
        "created_at": now,
    }


def _kind(value: str) -> UserKind:
    return UserKind[value.strip().upper()]


def _type(value: str) -> AccountType:
    return AccountType[value.strip().upper()]


def _yes_or_no(value: str) -> bool:
    return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}[
        value.strip().lower()
    ]


@dataclass(frozen=True)
class _Account:
    line: int
    name: str
    domain: str
    type: AccountType
    listed: bool
    admins: list[str]
    parts: list[str]


class Accounts:
    """A file of accounts, with their administrators and virtual accounts."""

    columns: tuple[str, ...] = (
        "name",
        "domain_identifier",
        "type",
        "listed",
        "admins",
        "virtual_accounts",
    )
    required: tuple[str, ...] = ("name", "domain_identifier")

    async def write(self, rows: list[Row], report: Report, refuse: Refuse) -> None:
        """Make the accounts that are not there; to the others, add what is missing."""
        named = {name for row in rows for name in _named(row)}
        found = await User.filter(username__in=named) if named else []
        people = {user.username: user for user in found}
        for row in rows:
            try:
                wanted = _account(row, people)
                report.once((wanted.domain, wanted.type), row.line, "domain_identifier")
            except BadRow as bad:
                refuse(row.line, bad)
                continue
            await _write_account(wanted, [people[name] for name in wanted.admins], report)


def _named(row: Row) -> list[str]:
    """The administrators in a row; none where it will be refused for them."""
    try:
        return row.several("admins", names.clean_username)
    except BadRow:
        return []


def _account(row: Row, people: dict[str, User]) -> _Account:
    admins = row.several("admins", names.clean_username)
    if unknown := [name for name in admins if name not in people or not people[name].active]:
        raise BadRow("admins", f"No such user: {', '.join(unknown)}.")
    return _Account(
        line=row.line,
        name=row.need("name", names.clean_name),
        domain=row.need("domain_identifier", domains.normalise_domain),
        type=row.get("type", _type, AccountType.CUSTOMER),
        listed=row.get("listed", _yes_or_no, True),
        admins=admins,
        parts=row.several("virtual_accounts", names.clean_name),
    )


async def _write_account(wanted: _Account, admins: list[User], report: Report) -> None:
    found = SmartAccount.filter(domain_identifier=wanted.domain, type=wanted.type)
    known = await found.exclude(status=AccountStatus.INACTIVE).first()
    account = known or await _made(wanted)
    account = await SmartAccount.locked(account.id)
    added = [*await _add_parts(account, wanted.parts), *await _add_admins(account, admins)]
    if (account.name, account.listed) != (wanted.name, wanted.listed):
        account.name, account.listed = wanted.name, wanted.listed
        account.version += 1
        await account.save(update_fields=["name", "listed", "version"])
        added.append("properties")
    if known is None:
        report.created += 1
    elif added:
        report.updated += 1
    else:
        report.unchanged += 1
        return
    told = f"imported: {', '.join(added) or 'nothing but the account itself'}"
    await notices.tell(NoticeKind.ACCOUNT_CHANGED, account, actor=None, message=told[:1500])


async def _made(wanted: _Account) -> SmartAccount:
    account = await SmartAccount.create(
        name=wanted.name, domain_identifier=wanted.domain, type=wanted.type, listed=wanted.listed
    )
    await accounts.make_virtual_account(account, "DEFAULT", is_default=True)
    return account


async def _add_parts(account: SmartAccount, parts: list[str]) -> list[str]:
    there = {part.name for part in await VirtualAccount.filter(account_id=account.id)}
    missing = [name for name in parts if name not in there]
    for name in missing:
        await accounts.make_virtual_account(account, name)
    return missing


async def _add_admins(account: SmartAccount, admins: list[User]) -> list[str]:
    if not admins:
        return []
    held = RoleAssignment.current().filter(account_id=account.id, role=Role.SMART_ACCOUNT_ADMIN)
    there = {assignment.user_id for assignment in await held}
    missing = [user for user in admins if user.id not in there]
    for user in missing:
        await grants.give(account, user, Grant(Role.SMART_ACCOUNT_ADMIN), None)
    return [user.username for user in missing]
