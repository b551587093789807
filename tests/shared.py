"""One service for all tests of a module, with the cast put back before each of them.

A module says `service, served = shared.service, shared.served`, and runs its tests in one loop:
`pytestmark = pytest.mark.asyncio(loop_scope="module")`. A test then costs no start of a server.
"""

import dataclasses
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from models import clock, database
from tests import services
from tests.conftest import USUAL, Served, serving
from web.settings import Settings

# Parents first: rows are put in in this order, and taken out in the opposite one.
TABLES = [
    "user", "session", "email_link", "company", "contract", "contract_administrator", "device",
    "support_access", "company_association", "smart_account", "virtual_account",
    "automation_rule", "access_request", "account_application", "support_access_request",
    "role_assignment", "role_assignment_virtual_account", "channel", "timer", "notice",
    "audit_event", "agreement_acceptance",
    "registration", "registration_link", "review_question", "entitlement_try",
    "delegated_administrator", "portal_role_assignment",
    "email_message", "rate_limit", "repeat",
]  # fmt: skip

Cast = dict[str, list[dict[str, Any]]]


class Service:
    """A running service that forgets everything but the cast."""

    def __init__(self, served: Served, cast: Cast) -> None:
        self.served = served
        self.limits = served.service.limits
        self.cast = cast

    async def forget(self) -> None:
        """Put every table, the limits and the clock back."""
        clock.clock.reset()
        self.served.service.limits = self.limits
        await restore(self.cast)

    async def hang_up(self) -> None:
        """Close what the test opened."""
        for client in self.served.clients:
            await client.close()
        self.served.clients.clear()


async def rows() -> Cast:
    """Every table's rows."""
    return {table: await database.fetch(f'SELECT * FROM "{table}"') for table in TABLES}


async def keep() -> Cast:
    """Every table's rows, to be restored; on PostgreSQL, where every statement is a journey, copies
    are kept beside the tables."""
    if database.on_postgres():
        copies = [f'CREATE TABLE kept."{table}" AS TABLE "{table}"' for table in TABLES]
        await _all("DROP SCHEMA IF EXISTS kept CASCADE", "CREATE SCHEMA kept", *copies)
    return await rows()


@database.transaction
async def restore(cast: Cast) -> None:
    """Make every table what it was when it was kept."""
    deletes = [f'DELETE FROM "{table}"' for table in reversed(TABLES)]
    if database.on_postgres():
        copies = [f'INSERT INTO "{table}" SELECT * FROM kept."{table}"' for table in TABLES]
        await _all(*deletes, *copies)
        return
    for delete in deletes:
        await database.fetch(delete)
    for table in TABLES:
        for row in sorted(cast[table], key=lambda row: str(row.get("id"))):
            columns = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" * len(row))
            await database.fetch(
                f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', *row.values()
            )


async def _all(*statements: str) -> None:
    await database.connection().execute_script("; ".join(statements))


def limit(served: Served, **limits: Any) -> None:
    """Change the service's limits until the test ends."""
    served.service.limits = dataclasses.replace(served.service.limits, **limits)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(
    request: pytest.FixtureRequest,
    cast: str,
    postgres: str | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Service]:
    """The module's service, on a database of its own, with the module's SETTINGS if it has any."""
    if postgres:
        url = await services.fresh_database(postgres, template=cast.rpartition("/")[2])
    else:
        url = f"sqlite://{_copy(cast, tmp_path_factory)}"
    given = {**USUAL, **getattr(request.module, "SETTINGS", {})}
    async with serving(Settings(database_url=url, **given)) as running:
        yield Service(running, await keep())
    if postgres:
        await services.drop_database(url)


def _copy(cast: str, folders: pytest.TempPathFactory) -> Path:
    path = folders.mktemp("shared") / "admit.db"
    shutil.copy(cast.removeprefix("sqlite://"), path)
    return path


@pytest_asyncio.fixture(loop_scope="module")
async def served(service: Service) -> AsyncIterator[Served]:
    """The module's service, with nothing but the cast in it."""
    await service.forget()
    yield service.served
    await service.hang_up()
    clock.clock.reset()
