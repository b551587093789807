"""The rows of that database, made anew in each run and yet the same."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from models import keys
from tests.bench.data import Size, key, token, username

BEGIN = datetime(2026, 1, 5, 8, 0, 0, 500, tzinfo=UTC)
OUTCOMES = ["APPROVED", "DECLINED", "APPROVED", "CANCELLED", "EXPIRED"]
GRANTED = orjson.dumps(
    [{"role": "SMART_ACCOUNT_USER", "virtual_accounts": [], "words": "Smart Account User"}]
).decode()
LETS_IN = {"APPROVED": "SMART_ACCOUNT_USER", "PENDING": "SMART_ACCOUNT_VIEWER"}

Row = tuple[Any, ...]


class Table(NamedTuple):
    """A table, its columns in words, and what is in it."""

    name: str
    columns: str
    rows: Iterator[Row]


class Asked(NamedTuple):
    """A request in short."""

    number: int
    account: int
    asker: int
    status: str


def tables(size: Size) -> list[Table]:
    """Every table that is filled, in the order in which they refer to each other."""
    if (size.requests * size.busy) > 10 * len(size.askers):
        raise ValueError("Nobody may have two pending requests in one account: take more people.")
    return [
        Table("user", USER, (_user(size, n) for n in range(size.people))),
        Table("session", SESSION, (_session(n) for n in range(size.people))),
        Table("smart_account", ACCOUNT, (_account(n) for n in range(size.accounts))),
        Table("virtual_account", PART, (_part(n) for n in range(size.accounts))),
        Table("access_request", REQUEST, (_request(size, asked) for asked in _asked(size))),
        Table("role_assignment", ROLE, _roles(size)),
    ]


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
    name, full_name, email, phone, company = profile(size, n)
    domain = domain_of(size.company(n))
    who = (key("person", n), name, email, domain, BEGIN, full_name)
    return (*who, phone, company, "Exampleland", "CUSTOMER", True, BEGIN)


def _session(n: int) -> Row:
    hashed = keys.digest(token(n))
    far = BEGIN + timedelta(days=36_500)  # used "lately": a use is noted once a minute
    return key("session", n), key("person", n), "TOKEN", hashed, "bench", BEGIN, far


def _account(n: int) -> Row:
    named = (key("account", n), _company(n), domain_of(n))
    return (*named, "CUSTOMER", "ACTIVE", False, True, False, BEGIN)


def _part(n: int) -> Row:
    part = key("part", n)
    return part, key("account", n), f"/{part}", "DEFAULT", True, False, BEGIN


def _asked(size: Size) -> Iterator[Asked]:
    number, people = 0, list(size.askers)
    for account, count in size.counts():
        for k in range(count):
            asker = people[(account * 97 + k + k // len(people)) % len(people)]
            status = OUTCOMES[number // 10 % len(OUTCOMES)] if k % 10 else "PENDING"
            yield Asked(number, account, asker, status)
            number += 1


def _request(size: Size, asked: Asked) -> Row:
    sent, status = _moment(asked.number), asked.status
    acted = None if status == "PENDING" else sent + timedelta(hours=3)
    by = None
    if status in ("APPROVED", "DECLINED"):
        by = _known("person", size.admins(asked.account)[0])
    return (
        key("request", asked.number),
        _known("account", asked.account),
        _known("person", asked.asker),
        status,
        f"I look after the licences of project {asked.number} and need to see what is there.",
        "[]",
        *profile(size, asked.asker),
        sent,
        acted or sent,
        acted,
        _known("person", asked.asker) if status == "CANCELLED" else by,
        GRANTED if status == "APPROVED" else None,
        "WITHDRAWN" if status == "CANCELLED" else None,
        1 if acted is None else 2,
    )


def _roles(size: Size) -> Iterator[Row]:
    """Administrators; whom a request let in; and every other pending asker has a role already."""
    number = 0
    for account in range(size.accounts):
        for admin in size.admins(account):
            yield _role(size, number, account, admin, "SMART_ACCOUNT_ADMIN", None)
            number += 1
    held: set[tuple[int, int, str]] = set()
    for request, account, asker, status in _asked(size):
        role = LETS_IN.get(status)
        if role is None or (account, asker, role) in held or (status == "PENDING" and request % 20):
            continue
        held.add((account, asker, role))
        cause = key("request", request) if status == "APPROVED" else None
        yield _role(size, number, account, asker, role, cause)
        number += 1


def _role(size: Size, number: int, account: int, holder: int, role: str, cause: UUID | None) -> Row:
    held = (key("role", number), _known("account", account), _known("person", holder), role)
    return (*held, domain_of(size.company(holder)), None, _moment(number), cause, 1)


@cache
def _known(kind: str, number: int) -> UUID:
    return key(kind, number)


@cache
def profile(size: Size, person: int) -> tuple[str, str, str, str, str]:
    """Username, full name, address, phone and company."""
    name, company = username(person), size.company(person)
    address = f"{name}@{domain_of(company)}"
    return name, f"Person Number {person:05}", address, f"+1 555 {person:07}", _company(company)


def _moment(number: int) -> datetime:
    # Not in the order of the keys: an index that is missing shows.
    return BEGIN + timedelta(seconds=number * 7_919 % 9_999_991, microseconds=number)


def _company(number: int) -> str:
    return f"Company {number:05}"


def domain_of(number: int) -> str:
    """The domain of a company."""
    return f"company-{number:05}.example"
