"""What is looked up among a vendor's millions of rows stays on an index, on either database."""

import logging
import re
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pytest

from models import clock, database, entitlements, import_entitlements, keys, upserts
from models.entitlements import Contract
from tests import entitled

SPAN = {"starts_on": clock.now(), "ends_on": clock.now().replace(year=2099)}
ASKED = re.compile(r"^(?:SELECT|UPDATE|INSERT)\b.*\b(?:contract|device)\b", re.DOTALL)

SCAN = re.compile(r"\bSCAN\b|Seq Scan on (contract|device)")


@pytest.fixture
async def vendor(database_url: str) -> AsyncIterator[Contract]:
    """A database with some thousands of contracts and devices; one of the contracts."""
    await database.connect(database_url)
    await fill()
    yield await Contract.get(number="K77")
    await database.close()


@database.transaction
async def fill() -> None:
    """Contracts of a hundred companies, and three devices on each."""
    companies = [await entitled.company(f"C{n}") for n in range(100)]
    contracts: list[dict[str, Any]] = [
        {
            "id": keys.uuid7(),
            "number": f"K{n}",
            "service_type": "SP_BASE",
            "company_id": companies[n % 100].id,
            **SPAN,
            "bill_to_id": f"B{n % 1_000}",
            **{"locked": False, "partner_branded": False, "blocked": False},
            **{"version": 1, "created_at": clock.now()},
        }
        for n in range(4_000)
    ]
    await upserts.Upsert("contract", "(number)")(contracts)
    devices = [
        {
            "id": keys.uuid7(),
            "serial_number": f"S{n}",
            "contract_id": contracts[n % 4_000]["id"],
            "ends_on": SPAN["ends_on"],
        }
        for n in range(12_000)
    ]
    await import_entitlements.DEVICES(devices)
    for table in ("contract", "device", "company"):
        await database.fetch(f"ANALYZE {table}")


class Asked(logging.Handler):
    """The statements about contracts and devices that run while it listens."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[Any]]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Note a statement with its values."""
        sql, values = record.args if isinstance(record.args, tuple) else ("", [])
        if ASKED.match(str(sql)):
            self.found.append((str(sql), list(values or [])))  # type: ignore[call-overload]


async def plans(lookup: Awaitable[Any]) -> list[str]:
    """How the database goes about what a look-up asks."""
    log, asked = logging.getLogger("tortoise.db_client"), Asked()
    level = log.level
    log.addHandler(asked)
    log.setLevel(logging.DEBUG)
    try:
        assert await lookup
    finally:
        log.removeHandler(asked)
        log.setLevel(level)
    explain = "EXPLAIN " if database.on_postgres() else "EXPLAIN QUERY PLAN "
    told = []
    for sql, values in asked.found:
        rows = await database.connection().execute_query_dict(explain + sql, values)
        told += [str(row.get("QUERY PLAN") or row.get("detail")) for row in rows]
    return told


async def test_contract_serial_number_and_bill_to_id_are_found_by_an_index(
    vendor: Contract,
) -> None:
    lookups = {
        "number": entitlements.contract_by_number("k77"),
        "covered": entitlements.covered(vendor, "s77"),
        "covering": entitlements.covering_contracts("S4077"),
        "bill-to": entitlements.by_bill_to("b77"),
        "import": upserts.ids_by("contract", "number", ["K77", "K78"]),
    }

    for name, lookup in lookups.items():
        plan = await plans(lookup)
        assert any("INDEX" in line.upper() for line in plan), (name, plan)
        assert not [line for line in plan if SCAN.search(line)], (name, plan)
