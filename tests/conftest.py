"""What tests share: a served Admit with the demo cast, and people who use it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from models import bus, clock, database, demo
from tests import choosing, services
from tests.client import Client
from tests.nursery import Nursery
from web import app, server
from web.graphql.documents import Documents
from web.graphql.execution import EdgeSchema
from web.graphql.plans.plans import Plans
from web.settings import Settings

ON_POSTGRES = os.environ.get("ADMIT_TEST_DATABASE") == "postgres"
FULL = os.environ.get("ADMIT_TEST_SCALE") == "full"


services.work_in_memory()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what the run on SQLite has done."""
    choosing.mark_long(items)
    choosing.longest_first(items)
    if ON_POSTGRES:
        done = choosing.done_on_sqlite(items, FULL)
        config.hook.pytest_deselected(items=[item for item in items if item in done])
        items[:] = [item for item in items if item not in done]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what tests have measured, at the end, where it is read."""
    for report in terminalreporter.getreports("passed"):
        for name, told in report.user_properties:
            if name == "figure":
                terminalreporter.write_line(str(told))


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """The parent of processes that are to start quickly."""
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str | None]:
    """A private PostgreSQL server's address, when the tests run on PostgreSQL."""
    if not ON_POSTGRES:
        yield None
        return
    with services.postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def cast(postgres: str | None, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a migrated database with the demo cast, to be copied and never changed."""
    path = tmp_path_factory.mktemp("cast") / "cast.db"
    url = asyncio.run(services.fresh_database(postgres)) if postgres else f"sqlite://{path}"
    asyncio.run(_fill(url))
    return url


async def _fill(url: str) -> None:
    await database.connect(url)
    try:
        await database.migrate()
        await demo.load()
    finally:
        await database.close()


@pytest_asyncio.fixture
async def database_url(cast: str, postgres: str | None, tmp_path: Path) -> AsyncIterator[str]:
    """A database of the test's own, with the demo cast."""
    if postgres:
        url = await services.fresh_database(postgres, template=cast.rpartition("/")[2])
        yield url
        await services.drop_database(url)
        return
    path = tmp_path / "admit.db"
    shutil.copy(cast.removeprefix("sqlite://"), path)
    yield f"sqlite://{path}"


@pytest.fixture
def settings() -> dict[str, Any]:
    """What a test changes of the settings: override it in the module."""
    return {}


@pytest_asyncio.fixture
async def served(database_url: str, settings: dict[str, Any]) -> AsyncIterator["Served"]:
    """The service, answering on a port of its own, in this process: the clock can be moved."""
    given = {**USUAL, **settings}
    async with serving(Settings(database_url=database_url, **given)) as running:
        yield running
    clock.clock.reset()


# High enough that a test meets a limit only when it means to.
LIFTED = {
    "lookups_per_hour": 10_000,
    "lookups_per_address": 10_000,
    "sign_ins_per_address": 10_000,
    "sync_hours": 24,
    "onboardings_per_hour": 10_000,
    "entitlement_failures_per_hour": 10_000,
    "entitlement_failures_per_address": 10_000,
    "entitlement_failures_per_contract": 10_000,
    "misses_per_hour": 10_000,
    "requests_per_hour": 10_000,
    "applications_per_hour": 10_000,
    "support_requests_per_hour": 10_000,
    "support_requests_per_address": 10_000,
    "support_misses_per_hour": 10_000,
    "support_misses_per_address": 10_000,
    "exports_per_hour": 10_000,
    "sign_ins_per_5_minutes": 10_000,
    "registrations_per_hour": 10_000,
    "mails_per_hour": 1_000_000,
    "sockets_per_user": 1_000,
    "sockets_per_address": 10_000,
}

# What most tests are served with: the same pages whether or not the console happens to be built.
USUAL: dict[str, Any] = {
    "demo": True, "console": False, "worker_in_server": False, "poll_seconds": 0.2, **LIFTED,
}  # fmt: skip


class Served:
    """A running service and the means to use it."""

    def __init__(self, service: app.Service, url: str) -> None:
        self.service = service
        self.url = url
        self.clients: list[Client] = []

    def client(self, by: str | None = None, **options: Any) -> Client:
        """A client that signs in as this demo person; as nobody without a name."""
        client = Client(self.url, by, **options)
        self.clients.append(client)
        return client


@asynccontextmanager
async def serving(settings: Settings, port: int = 0) -> AsyncIterator[Served]:
    """Serve with these settings until the block ends, on a free port unless one is named."""
    bus.use(bus.InProcessBus())
    application, service = app.create(settings)
    _remind(service.schema, settings)
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    listener = server.listen("127.0.0.1", port)
    configuration = server.configuration(application, settings)
    # A line for each request would hide what a failing test says.
    configuration.access_log, configuration.log_level = False, "warning"
    configuration.configure_logging()
    uvicorn = server.Server(configuration, address.set_result, service.stop)
    task = asyncio.create_task(uvicorn._serve([listener]))
    running = Served(service, await _first(address, task))
    try:
        yield running
    finally:
        for client in running.clients:
            await client.close()
        uvicorn.should_exit = True
        await task


_known: dict[str, tuple[Documents, Plans]] = {}


def _remind(schema: EdgeSchema, settings: Settings) -> None:
    """Remind it of what services alike have read and planned: tests ask much the same."""
    alike = settings.model_dump_json(exclude={"database_url"})
    schema.plans.uses = 1  # and most things once
    schema.documents, schema.plans = _known.setdefault(alike, (schema.documents, schema.plans))


async def _first(address: "asyncio.Future[str]", task: "asyncio.Task[None]") -> str:
    """The address, or whatever kept the server from starting."""

    def ended(task: "asyncio.Task[None]") -> None:
        if not address.done():
            address.set_exception(task.exception() or RuntimeError("it did not start: see its log"))

    task.add_done_callback(ended)
    return await address


Ask = Callable[..., Any]


@pytest.fixture
def ask(served: Served) -> Ask:
    """Run an operation over HTTP as somebody: `await ask(DOCUMENT, by="ada", id=…)`."""
    people: dict[str | None, Client] = {}

    async def run(document: str, *, by: str | None = None, **variables: Any) -> dict[str, Any]:
        client = people.get(by) or people.setdefault(by, served.client(by))
        return await client.ask(document, **variables)

    return run
