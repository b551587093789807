"""The same 1,000 accounts, 20,000 people and 100,000 requests each time, written in bulk.

The first account is busy: it has a tenth of all requests (or another share) and two
administrators. The second is crowded: 50 administrators answer there. One request in ten is
pending.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from models import database, keys

BEGIN = datetime(2026, 1, 5, 8, 0, 0, 500, tzinfo=UTC)
CROWD = 50
OUTCOMES = ["APPROVED", "DECLINED", "APPROVED", "CANCELLED", "EXPIRED"]
KINDS = {"account": 1, "person": 2, "request": 3, "role": 4, "session": 5, "part": 6}
BATCH = 10_000

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Size:
    """How much of everything; `busy` is the first account's share of the requests."""

    accounts: int = 1_000
    people: int = 20_000
    requests: int = 100_000
    busy: float = 0.1

    @property
    def crowd(self) -> range:
        """The people who administer the crowded account."""
        return range(2 * self.accounts, 2 * self.accounts + CROWD)

    @property
    def askers(self) -> range:
        """The people who ask to enter; they administer nothing."""
        return range(self.crowd.stop, self.people)

    def company(self, person: int) -> int:
        """Where a person works: the first ones administer their own company's account."""
        return person // 2 if person < 2 * self.accounts else person % self.accounts

    def admins(self, account: int) -> list[int]:
        """The people who administer an account."""
        return list(self.crowd) if account == 1 else [2 * account, 2 * account + 1]

    def counts(self) -> Iterator[tuple[int, int]]:
        """How many requests each account has."""
        busy, crowded = int(self.requests * self.busy), max(100, self.requests // 50)
        yield 0, busy
        if self.accounts == 1:
            return
        yield 1, crowded
        rest, others = self.requests - busy - crowded, self.accounts - 2
        for account in range(2, self.accounts):
            yield account, rest // others + (account - 2 < rest % others)


def key(kind: str, number: int) -> UUID:
    """The same key for the same thing in every run; keys of one kind grow with the number."""
    scattered = (number + 1) * 0x9E3779B97F4A7C15 & (1 << 62) - 1
    return UUID(int=(KINDS[kind] << 44 | number) << 80 | 0x7 << 76 | 0b10 << 62 | scattered)


def token(person: int) -> str:
    """What signs this administrator or person in."""
    return f"admit_bench-{person}"


def username(person: int) -> str:
    """`person-00017`"""
    return f"person-{person:05}"


def _moment(number: int) -> datetime:
    # Not in the order of the keys: an index that is missing shows.
    return BEGIN + timedelta(seconds=number * 7_919 % 9_999_991, microseconds=number)


@database.transaction
async def load(size: Size) -> None:
    """Write everything into an empty, migrated database."""
    if (size.requests * size.busy) > 10 * len(size.askers):
        raise ValueError("Nobody may have two pending requests in one account: take more people.")
    await _insert("user", USER, (_user(size, n) for n in range(size.people)))
    await _insert("session", SESSION, (_session(n) for n in range(size.people)))
    await _insert("smart_account", ACCOUNT, (_account(n) for n in range(size.accounts)))
    await _insert("virtual_account", PART, (_part(n) for n in range(size.accounts)))
    await _insert("access_request", REQUEST, (row for row, _ in _requests(size)))
    await _insert("role_assignment", ROLE, _roles(size))
    # Bulk is not what a database expects; SQLite plans without knowing sizes, as in production.
    if database.on_postgres():
        await database.connection().execute_query("ANALYZE")


async def _insert(table: str, columns: str, rows: Iterator[Row]) -> None:
    places = ", ".join("?" * len(columns.split(",")))
    sql = f'INSERT INTO "{table}" ({columns}) VALUES ({places})'
    sql = database.numbered(sql) if database.on_postgres() else sql
    batch: list[Any] = []
    for row in rows:
        batch.append(row if database.on_postgres() else tuple(map(_as_text, row)))
        if len(batch) == BATCH:
            await database.connection().execute_many(sql, batch)
            batch = []
    await database.connection().execute_many(sql, batch)


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, UUID | datetime) else value


USER = (
    "id, username, email, email_domain, email_verified_at, full_name, phone, company_name,"
    " country, kind, active, created_at"
)
SESSION = "id, user_id, kind, token_hash, name, created_at, last_used_at"
ACCOUNT = (
    "id, name, domain_identifier, type, status, virtual_account_admins_may_decide, listed,"
    " needs_admin, created_at"
)
PART = "id, account_id, path, name, is_default, restricted, created_at"
REQUEST = (
    "id, account_id, requester_id, status, reason, proposed_virtual_accounts, username, full_name,"
    " email, phone, company_name, submitted_at, activity_at, acted_at, acted_by_id, granted,"
    " end_cause, version"
)
ROLE = (
    "id, account_id, user_id, role, granted_domain, granted_by_id, granted_at, request_id, from_seq"
)


def _user(size: Size, n: int) -> Row:
    domain = _domain(size.company(n))
    who = (key("person", n), username(n), f"{username(n)}@{domain}", domain, BEGIN, _name(n))
    company = _company(size.company(n))
    return (*who, f"+1 555 {n:07}", company, "Exampleland", "CUSTOMER", True, BEGIN)


def _session(n: int) -> Row:
    hashed = keys.digest(token(n))
    far = BEGIN + timedelta(days=36_500)  # used "lately": a use is noted once a minute
    return key("session", n), key("person", n), "TOKEN", hashed, "bench", BEGIN, far


def _account(n: int) -> Row:
    named = (key("account", n), _company(n), _domain(n))
    return (*named, "CUSTOMER", "ACTIVE", False, True, False, BEGIN)


def _part(n: int) -> Row:
    part = key("part", n)
    return part, key("account", n), f"/{part}", "DEFAULT", True, False, BEGIN


def _requests(size: Size) -> Iterator[tuple[Row, Sequence[Any]]]:
    """Each request's row, and what a role needs: account, person, status, number."""
    number = 0
    for account, count in size.counts():
        for k in range(count):
            asker = size.askers[(account * 97 + k + k // len(size.askers)) % len(size.askers)]
            status = OUTCOMES[number // 10 % len(OUTCOMES)] if k % 10 else "PENDING"
            yield _request(size, number, account, asker, status), (account, asker, status, number)
            number += 1


def _request(size: Size, number: int, account: int, asker: int, status: str) -> Row:
    sent, admin, company = _moment(number), size.admins(account)[0], size.company(asker)
    acted = None if status == "PENDING" else sent + timedelta(hours=3)
    by = {"APPROVED": admin, "DECLINED": admin, "CANCELLED": asker}.get(status)
    return (
        key("request", number),
        key("account", account),
        key("person", asker),
        status,
        f"I look after the licences of project {number} and need to see what is there.",
        "[]",
        username(asker),
        _name(asker),
        f"{username(asker)}@{_domain(company)}",
        f"+1 555 {asker:07}",
        _company(company),
        sent,
        acted or sent,
        acted,
        key("person", by) if by is not None else None,
        GRANTED if status == "APPROVED" else None,
        "WITHDRAWN" if status == "CANCELLED" else None,
        1 if acted is None else 2,
    )


GRANTED = orjson.dumps(
    [{"role": "SMART_ACCOUNT_USER", "virtual_accounts": [], "words": "Smart Account User"}]
).decode()


def _roles(size: Size) -> Iterator[Row]:
    """Administrators; whom a request let in; and every other pending asker has a role already."""
    number = 0
    for account in range(size.accounts):
        for admin in size.admins(account):
            yield _role(size, number, account, admin, "SMART_ACCOUNT_ADMIN", None)
            number += 1
    held: set[tuple[int, int, str]] = set()
    for _, (account, asker, status, request) in _requests(size):
        role = {"APPROVED": "SMART_ACCOUNT_USER", "PENDING": "SMART_ACCOUNT_VIEWER"}.get(status)
        if role is None or (account, asker, role) in held or (status == "PENDING" and request % 20):
            continue
        held.add((account, asker, role))
        cause = request if status == "APPROVED" else None
        yield _role(size, number, account, asker, role, cause)
        number += 1


def _role(
    size: Size, number: int, account: int, holder: int, role: str, request: int | None
) -> Row:
    cause = key("request", request) if request is not None else None
    held = (key("role", number), key("account", account), key("person", holder), role)
    return (*held, _domain(size.company(holder)), None, _moment(number), cause, 1)


def _name(person: int) -> str:
    return f"Person Number {person:05}"


def _company(number: int) -> str:
    return f"Company {number:05}"


def _domain(number: int) -> str:
    return f"company-{number:05}.example"
