"""Every screen of the console with living examples: wide and narrow, light and dark, translated."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ViewportSize

from models import database, demo_examples
from tests.browser.conftest import Site
from tests.browser.visitors import WIDE, Visitor
from tests.conftest import USUAL
from web import console_pages, demo
from web.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

ROUTES = Path(console_pages.__file__).parent / "console" / "app" / "routes.tsx"
NARROWEST = ViewportSize(width=360, height=740)

# What each of the demo's people has, to find somebody who can see each screen with something on it.
HAS = """{ viewer {
  requests(first: 5) { nodes { id accessType } }
  registration { id stage }
  administeredContracts(first: 1) { nodes { number } }
  administeredCompanies(first: 1) { nodes { id registrations(first: 1) { nodes { id } } } }
  administeredAccounts(first: 1) { nodes { id accessRequests(first: 1) { nodes { id } } } }
} }"""
# What staff have in common, and where it is shown.
QUEUES = {
    "/desk": ("olaf", "{ reviewQueue(first: 1) { nodes { id } } }"),
    "/support/requests": ("olaf", "{ supportAccessRequests(first: 1) { nodes { id } } }"),
    "/applications": ("opal", "{ accountApplications(first: 1) { nodes { id } } }"),
}
# At which of its states a registration is shown at which address.
STAGES = {
    "verify": "VERIFYING_ENTITLEMENT",
    "forward": "CONFIRMING_FORWARD",
    "company": "CHOOSING_COMPANY",
    "email": "EMAIL_VERIFICATION",
    "waiting": "FORWARDED_TO_DA",
    "review": "INFORMATION_REQUESTED",
    "setup": "SYNCING",
    "done": "ACTIVE",
}
FOR_EVERYBODY = {
    "/": "ada",
    "/profile": "rita",
    "/verify/:token": "rita",
    "/access": "ada",
    "/access/add": "rita",
    "/requests": "rita",
    "/request-access": "rita",
    "/accounts/new": "rita",
    "/activate/:token": "rita",
    "/authorize/:token": "rita",
    "/onboarding/confirm/:token": "rita",
    "/onboarding": "rita",
    "/companies": "dana",
    "/contracts": "ada",
    "/support": "ada",
    "/support/requests": "olaf",
    "/applications": "opal",
    "/operations": "opal",
    "/desk": "olaf",
}

Place = tuple[str, str]


@dataclass(frozen=True)
class Look:
    """How somebody likes to see the console."""

    name: str
    theme: Literal["light", "dark"]
    size: ViewportSize
    language: str


LOOKS = [
    Look("light-and-wide", "light", WIDE, "en"),
    Look("dark-and-narrow-in-longer-words", "dark", NARROWEST, "en-XA"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def examples(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """The service with a living example of every state."""
    if not (console_pages.BUILD / "index.html").is_file():
        pytest.skip("the console is not built: make run, or npm run build in web/console")
    url = f"sqlite://{tmp_path_factory.mktemp('examples') / 'admit.db'}"
    await database.connect(url)
    try:
        await database.migrate()
        await demo_examples.load()
    finally:
        await database.close()
    site = Site(Settings(database_url=url, **{**USUAL, "console": True}))
    await site.start()
    yield site
    await site.stop()


async def places(site: Site) -> dict[str, Place]:
    """For each screen, who can see it and its address."""
    found: dict[str, Place] = {
        path: (who, path.replace(":token", "spent")) for path, who in FOR_EVERYBODY.items()
    }
    for person in (*demo.PEOPLE, *demo.OTHERS):
        for path, address in addresses(await site.ask(HAS, person.username)):
            found.setdefault(path, (person.username, address))
    for path, (who, queue) in QUEUES.items():
        (first,) = nodes(await site.ask(queue, who))
        found[f"{path}/:id"] = who, f"{path}/{first['id']}"
    return found


def addresses(viewer: dict[str, Any]) -> list[Place]:
    """The screens on which somebody's things are, by their route, with their addresses."""
    found: list[Place] = []
    found += [("/requests/:id", f"/requests/{r['id']}") for r in nodes(viewer["requests"])]
    if registration := viewer["registration"]:
        at = [name for name, stage in STAGES.items() if stage == registration["stage"]]
        found += [(f"/onboarding/{name}", f"/onboarding/{name}") for name in at]
    for account in nodes(viewer["administeredAccounts"]):
        base = f"/accounts/{account['id']}"
        tabs = [
            *("overview", "virtual-accounts", "users", "users/add", "users/elsewhere"),
            *("requests", "agreements", "settings", "events"),
        ]
        found.append(("/accounts/:id", base))
        found += [(f"/accounts/:id/{tab}", f"{base}/{tab}") for tab in tabs]
        for request in nodes(account["accessRequests"]):
            found.append(("/accounts/:id/requests/:rid", f"{base}/requests/{request['id']}"))
    for contract in nodes(viewer["administeredContracts"]):
        found.append(("/contracts/:number", f"/contracts/{contract['number']}"))
    for company in nodes(viewer["administeredCompanies"]):
        found.append(("/companies/:id", f"/companies/{company['id']}"))
        for registration in nodes(company["registrations"]):
            path = f"/companies/registrations/{registration['id']}"
            found.append(("/companies/registrations/:id", path))
    return found


def nodes(connection: dict[str, Any] | None) -> list[dict[str, Any]]:
    """A connection's things; none where it is not to be seen."""
    return connection["nodes"] if connection else []


def routes() -> list[str]:
    """The addresses that the console has, from its own list."""
    return re.findall(r'^  \["(/[^"]*)"', ROUTES.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
async def test_every_screen_is_accessible_in_both_themes_and_fits_a_narrow_window(
    browser: Browser, examples: Site, look: Look
) -> None:
    there = await places(examples)
    missing = [path for path in routes() if path not in there]
    assert routes() and not missing, f"nobody was found who can see {missing}"

    faults = [
        fault
        for who, paths in whose([there[path] for path in routes()])
        async for fault in walk(browser, examples, look, who, paths)
    ]

    assert not faults, "\n".join(faults)


def whose(seen: list[Place]) -> list[tuple[str, list[str]]]:
    """Which addresses each person goes to."""
    people = dict.fromkeys(who for who, _ in seen)
    return [(one, [path for who, path in seen if who == one]) for one in people]


async def walk(
    browser: Browser, site: Site, look: Look, who: str, paths: list[str]
) -> AsyncIterator[str]:
    """What is wrong with somebody's screens: the first is loaded, to the others one goes on."""
    context = await browser.new_context(
        viewport=look.size, color_scheme=look.theme, reduced_motion="reduce"
    )
    context.set_default_timeout(20_000)
    visitor = Visitor(await context.new_page(), site.url, who)
    await visitor.visit(f"{paths[0]}?lang={look.language}")
    for path in paths:
        await visitor.go(path)
        for fault in [*await visitor.accessibility_faults(), *await too_wide(visitor)]:
            yield f"{path} as {who}: {fault}"
        for complaint in visitor.faults():
            yield f"{path} as {who}: {complaint}"
        visitor.complaints.clear()
    await context.close()


async def too_wide(visitor: Visitor) -> list[str]:
    """What sticks out at the side."""
    width, there = await visitor.page.evaluate(
        "[document.documentElement.scrollWidth, window.innerWidth]"
    )
    return [f"{width} px wide where {there} are"] if width > there else []


async def test_from_right_to_left_it_works_as_well(browser: Browser, examples: Site) -> None:
    context = await browser.new_context(viewport=NARROWEST)
    ada = Visitor(await context.new_page(), examples.url, "ada")

    await ada.visit("/requests?lang=ar-XB")

    assert await ada.page.evaluate("document.documentElement.dir") == "rtl"
    assert not [*await ada.accessibility_faults(), *await too_wide(ada), *ada.faults()]
    await context.close()
