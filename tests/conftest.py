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
from tests import services
from tests.client import Client
from web import app, server
from web.settings import Settings

ON_POSTGRES = os.environ.get("ADMIT_TEST_DATABASE") == "postgres"
FULL = os.environ.get("ADMIT_TEST_SCALE") == "full"


# Files that take long as a whole: left out of `make check`.
LONG = {
    "test_accounts_lists", "test_accounts_log", "test_accounts_seen",
    "test_asking_from_the_profile", "test_asking_to_enter", "test_cancellations",
    "test_deactivated", "test_delegated_leavers", "test_delivery", "test_demo_examples",
    "test_digests", "test_escalation", "test_examples_tried", "test_found_again", "test_imports",
    "test_imports_entitlements", "test_imports_meanwhile", "test_kills", "test_loading",
    "test_lookups", "test_nodes", "test_oidc", "test_oidc_forgeries", "test_oidc_people",
    "test_oidc_provider", "test_onboarding_races", "test_packaging", "test_pages",
    "test_quick_reference", "test_readme", "test_seams", "test_seen_by_whom", "test_server",
    "test_silence_workers", "test_startup", "test_statements", "test_support_notices",
    "test_support_statements", "test_virtual_accounts", "test_worker",
}  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what opens no database: the run on SQLite has done it."""
    for item in items:
        if item.path.stem in LONG:
            item.add_marker(pytest.mark.slow)
    if not ON_POSTGRES:
        return
    done = [item for item in items if _needs_no_postgres(item)]
    config.hook.pytest_deselected(items=done)
    items[:] = [item for item in items if item not in set(done)]


def _needs_no_postgres(item: pytest.Item) -> bool:
    """What opens no database, or looks at the edge alone, which answers for either."""
    return "postgres" not in getattr(item, "fixturenames", ()) or item.path.parent.name == "web"


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
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    listener = server.listen("127.0.0.1", port)
    configuration = server.configuration(application, settings)
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
