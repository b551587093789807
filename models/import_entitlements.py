"""Importing contracts, the devices on them, and who may use them: by the million, in batches.

Every row is an upsert on the table's own unique index: a file that was interrupted, or is imported
again, doubles nothing, and nothing of it is remembered from one batch to the next.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from models import clock, imports, keys, names, notices, support_grants, support_handover
from models.entitlements import AccessLevel, KeyKind, ServiceType, normalise_key
from models.import_companies import clean_number
from models.imports import BadRow, Report, Row
from models.spans import clean_end, clean_start
from models.upserts import Upsert, ids_by

BATCH = 2_000
FORMERLY = {"SMARTNET": ServiceType.SMART_NET_TOTAL_CARE}
PLAIN = (
    "service_type", "company_id", "starts_on", "ends_on", "bill_to_id", "locked", "partner_branded",
    "blocked",
)  # fmt: skip

ADMINISTRATORS = Upsert("contract_administrator", "(contract_id, user_id)")
DEVICES = Upsert("device", "(serial_number, contract_id)", ("ends_on",))
ACCESS = Upsert(
    "support_access", "(user_id, key_kind, key) WHERE ended_at IS NULL", ("level",), versioned=True
)


class Contracts:
    """A file of contracts. What it has no column for stays as it is."""

    columns: tuple[str, ...] = (
        "number", "service_type", "company", "starts_on", "ends_on", "bill_to_id", "locked",
        "partner_branded", "blocked", "administrators",
    )  # fmt: skip
    required: tuple[str, ...] = ("number", "service_type", "company", "starts_on", "ends_on")
    whole: bool = False
    batch: int = BATCH

    async def write(self, rows: list[Row], report: Report) -> None:
        """Make the contracts that are not there, and bring the others up to date."""
        companies = await ids_by("company", "number", _all(rows, "company", clean_number))
        people = await _people(name for row in rows for name in _named(row))
        wanted: list[dict[str, Any]] = []
        administrators: dict[str, list[UUID]] = {}
        given: set[str] = set()
        for row in rows:
            try:
                contract = _contract(row, companies)
                named = row.several("administrators", names.clean_username)
                users = [_known(people, name, "administrators", "user") for name in named]
                report.once(contract["number"], row.line, "number")
            except BadRow as bad:
                report.refuse(row.line, bad)
                continue
            wanted.append(contract)
            administrators[contract["number"]] = users
            given = given or {*row.values, "company_id"}
        changing = tuple(name for name in PLAIN if name in given)
        put = Upsert("contract", "(number)", changing, versioned=True)
        created, updated = await put(wanted)
        updated |= await _appoint(administrators) - created
        _count(report, len(wanted), created, updated)


def _contract(row: Row, companies: dict[str, UUID]) -> dict[str, Any]:
    contract: dict[str, Any] = {
        "id": keys.uuid7(),
        "number": row.need("number", clean_number),
        "service_type": row.need("service_type", _service_type),
        "company_id": _known(companies, row.need("company", clean_number), "company", "company"),
        "starts_on": row.need("starts_on", clean_start),
        "ends_on": row.need("ends_on", clean_end),
        "bill_to_id": row.get("bill_to_id", clean_number, ""),
        "locked": row.get("locked", imports.yes_or_no, False),
        "partner_branded": row.get("partner_branded", imports.yes_or_no, False),
        "blocked": row.get("blocked", imports.yes_or_no, False),
        "version": 1,
        "created_at": clock.now(),
    }
    if contract["ends_on"] <= contract["starts_on"]:
        raise BadRow("ends_on", "It lies before the start.")
    return contract


def _service_type(value: str) -> ServiceType:
    name = "_".join(value.upper().replace("_", " ").replace("-", " ").split())
    return FORMERLY.get(name) or ServiceType[name]


async def _appoint(administrators: dict[str, list[UUID]]) -> set[str]:
    """Add the administrators that are missing; the ids of the contracts that got some.

    Their open streams follow these contracts from then on, and what waited for Support for want of
    them is theirs.
    """
    having = [number for number, users in administrators.items() if users]
    contracts, now = await ids_by("contract", "number", having), clock.now()
    wanted = [
        {"id": keys.uuid7(), "contract_id": contracts[number], "user_id": user, "since": now}
        for number, users in administrators.items()
        for user in users
    ]
    made, _ = await ADMINISTRATORS(wanted)
    appointed = [row for row in wanted if str(row["id"]) in made]
    for user_id in sorted({str(row["user_id"]) for row in appointed}):
        await notices.changed(UUID(user_id))
    got = {str(row["contract_id"]) for row in appointed}
    await support_handover.appointed([UUID(key) for key in got])
    return got


class Devices:
    """A file of serial numbers, each on a line of a contract."""

    columns: tuple[str, ...] = ("serial_number", "contract", "ends_on")
    required: tuple[str, ...] = columns
    whole: bool = False
    batch: int = 5_000

    async def write(self, rows: list[Row], report: Report) -> None:
        """Add the lines that are not there, and bring the others up to date."""
        contracts = await ids_by("contract", "number", _all(rows, "contract", clean_number))
        wanted: list[dict[str, Any]] = []
        for row in rows:
            try:
                device = _device(row, contracts)
                report.once((device["serial_number"], device["contract_id"]), row.line, "row")
                wanted.append(device)
            except BadRow as bad:
                report.refuse(row.line, bad)
        # In the order of the index: it is quicker, and two imports do not wait for each other.
        wanted.sort(key=lambda device: device["serial_number"])
        _count(report, len(wanted), *await DEVICES(wanted))


def _device(row: Row, contracts: dict[str, UUID]) -> dict[str, Any]:
    number = row.need("contract", clean_number)
    return {
        "id": keys.uuid7(),
        "serial_number": row.need("serial_number", normalise_key),
        "contract_id": _known(contracts, number, "contract", "contract"),
        "ends_on": row.need("ends_on", clean_end),
    }


class Access:
    """A file of who may use which contract."""

    columns: tuple[str, ...] = ("username", "contract", "level")
    required: tuple[str, ...] = columns
    whole: bool = False
    batch: int = BATCH

    async def write(self, rows: list[Row], report: Report) -> None:
        """Give the access that is not there, and bring the other up to date.

        It answers what its holders had asked for, so that nobody decides that in vain.
        """
        contracts = await ids_by("contract", "number", _all(rows, "contract", clean_number))
        people = await _people(_all(rows, "username", names.clean_username))
        wanted: list[dict[str, Any]] = []
        for row in rows:
            try:
                access = _access(row, people, contracts)
                report.once((access["user_id"], access["key"]), row.line, "row")
                wanted.append(access)
            except BadRow as bad:
                report.refuse(row.line, bad)
        _count(report, len(wanted), *await ACCESS(wanted))
        await support_grants.answer_waiting([UUID(str(key)) for key in contracts.values()])


def _access(row: Row, people: dict[str, UUID], contracts: dict[str, UUID]) -> dict[str, Any]:
    number = row.need("contract", clean_number)
    return {
        "id": keys.uuid7(),
        "user_id": _known(people, row.need("username", names.clean_username), "username", "user"),
        "key_kind": KeyKind.CONTRACT,
        "key": number,
        "contract_id": _known(contracts, number, "contract", "contract"),
        "level": row.need("level", _level),
        "granted_at": clock.now(),
        "version": 1,
    }


def _level(value: str) -> AccessLevel:
    return AccessLevel["_".join(value.upper().split())]


def _all(rows: list[Row], column: str, clean: Callable[[str], str]) -> set[str]:
    """What a column says, where it can be read."""
    found = set()
    for row in rows:
        try:
            found.add(row.need(column, clean))
        except BadRow:
            continue
    return found


def _named(row: Row) -> list[str]:
    """The administrators in a row; none where it will be refused for them."""
    try:
        return row.several("administrators", names.clean_username)
    except BadRow:
        return []


async def _people(usernames: Iterable[str]) -> dict[str, UUID]:
    return await ids_by("user", "username", set(usernames), "active")


def _known(found: dict[str, UUID], key: str, column: str, thing: str) -> UUID:
    if key not in found:
        raise BadRow(column, f"No such {thing}: {key}.")
    return found[key]


def _count(report: Report, all: int, created: set[str], updated: set[str]) -> None:
    report.created += len(created)
    report.updated += len(updated)
    report.unchanged += all - len(created) - len(updated)
