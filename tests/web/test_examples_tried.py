"""The operations that GraphiQL shows, tried as a newcomer would: in order, by the people named."""

import re
from typing import Any

import pytest
from graphql import NonNullTypeNode, OperationDefinitionNode, parse

from models import clock, demo_entitlements
from tests import automating, checkout, entitled, reviewing, shared, steps
from tests.conftest import Ask, Served
from web import explorer

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

SEEN = checkout.ROOT / "web" / "console" / "graphiql" / "seen.ts"
TYPES = dict(re.findall(r'^  (\w+): "(\w+)",$', SEEN.read_text(encoding="utf-8"), re.MULTILINE))
EXAMPLES = {example.name: example for example in explorer.examples()}
RITAS, ADAS = "10001", "20001"


class Page:
    """GraphiQL, as far as it fills in ids that it has seen."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.seen: dict[str, str] = {}
        self.tried: set[str] = set()

    async def run(self, name: str, by: str, **chosen: Any) -> Any:
        """Try an example as somebody: what its only field answers."""
        self.tried.add(name)
        variables = {**self.filled(name), **chosen}
        answer = await self.served.client(by).ask(EXAMPLES[name].query, **variables)
        self.remember(answer)
        return answer

    async def first(self, name: str, by: str, after: str) -> Any:
        """What a subscription tells first."""
        self.tried.add(name)
        client, variables = self.served.client(by), {**self.filled(name), "after": after}
        async with client.watch(EXAMPLES[name].query, **variables) as watch:
            return await watch.next()

    def filled(self, name: str) -> dict[str, str]:
        """The ids that an example needs, of what was seen before."""
        return {variable: self.seen[TYPES[variable]] for variable in needed(name)}

    def remember(self, answer: Any) -> None:
        """Keep the first id of each type."""
        found: dict[str, str] = {}
        collect(answer, found)
        self.seen.update(found)


def collect(value: Any, found: dict[str, str]) -> None:
    """The first id of each type in an answer."""
    if isinstance(value, dict):
        if "id" in value and "__typename" in value:
            found.setdefault(value["__typename"].removesuffix("Match"), value["id"])
        value = list(value.values())
    for part in value if isinstance(value, list) else []:
        collect(part, found)


def needed(name: str) -> list[str]:
    """The variables of an example that have to be given."""
    [operation] = parse(EXAMPLES[name].query).definitions
    assert isinstance(operation, OperationDefinitionNode)
    return [
        part.variable.name.value
        for part in operation.variable_definitions or ()
        if isinstance(part.type, NonNullTypeNode) and not part.default_value
    ]


@pytest.fixture
def page(served: Served) -> Page:
    return Page(served)


CURSOR = "query($id: ID!) { smartAccount(id: $id) { noticeCursor } }"


async def rivers_and_acme() -> None:
    """What the demo has of Rita's and of Ada's: a company, a contract and a device for each."""
    rivers = await entitled.company("RIVERS", name="Rivers Ltd", domain="rivers.example")
    plant = await entitled.company("PLANT", name="ACME Plant", domain="acme.example")
    ritas = await entitled.contract(RITAS, rivers)
    await entitled.device(demo_entitlements.serial(RITAS), ritas)
    await entitled.access("rita", ritas)
    await entitled.administers("ada", await entitled.contract(ADAS, plant))
    await reviewing.administrator("dana", rivers, is_first=True)


def tried(page: Page, group: str) -> bool:
    """Whether the whole group was tried."""
    return page.tried == set(explorer.GROUPS[group])


async def test_enter_an_account(page: Page, ask: Ask) -> None:
    acme = await steps.acme_id()
    before = (await ask(CURSOR, by="ben", id=acme))["noticeCursor"]
    mine = (await ask("{ viewer { noticeCursor } }", by="rita"))["noticeCursor"]
    assert (await page.run("who-am-i", "rita"))["profile"]["username"] == "rita"
    await page.run("find-account", "rita")
    page.seen["SmartAccount"] = acme  # two share the domain
    asked = await page.run("request-access", "rita")
    again = await page.run("request-access", "rita")
    assert (asked["status"], again["request"]["id"]) == ("PENDING", asked["id"])
    listed = (await page.run("my-requests", "rita"))["accessRequests"]
    assert [node["status"] for node in listed["nodes"]] == ["PENDING"]
    assert (await page.run("remind", "rita"))["remindedAt"]
    assert (await page.run("remind", "rita"))["availableAt"]
    [administered] = (await page.run("account-requests", "ada"))["administeredAccounts"]["nodes"]
    assert administered["accessRequests"]["totalCount"] == 1
    assert (await page.run("approve", "ada"))["status"] == "APPROVED"
    assert (await page.run("decline", "ben"))["actedBy"] == {"fullName": "Ada Admin"}
    assert (await page.first("race-watch", "ben", before))["request"]["status"] == "APPROVED"
    assert (await page.first("viewer-notices", "rita", mine))["account"] == {"name": "ACME"}
    assert (await page.run("request-access", "rita"))["status"] == "PENDING"
    assert (await page.run("withdraw", "rita"))["status"] == "CANCELLED"
    everything = (await page.run("all-my-requests", "rita"))["requests"]
    assert [node["status"] for node in everything["nodes"]] == ["CANCELLED", "APPROVED"]

    assert tried(page, "Enter an account")


async def test_manage_an_account(page: Page, ask: Ask) -> None:
    await steps.pending(ask)
    page.seen["SmartAccount"] = await steps.acme_id()
    listed = await page.run("add-users", "ada")
    assert [bool(row["problem"]) for row in listed["rows"]] == [False, False, True]
    assert (await page.run("account-settings", "ada"))["settings"]["escalateAfterDays"] == 7
    assert (await page.run("preview-rules", "ada"))["tally"]["approved"] == 1
    assert len((await page.run("set-rules", "ada"))["automationRules"]) == 2
    assert (await page.run("grant-role", "ada"))["role"] == "SMART_ACCOUNT_VIEWER"
    assert (await page.run("change-role", "ada"))["role"] == "SMART_ACCOUNT_USER"
    assert (await page.run("revoke-role", "ada"))["__typename"] == "RoleAssignment"
    events = (await page.run("account-log", "ada", text="rule"))["events"]["nodes"]
    assert events and all("rule" in event["message"] for event in events)
    assert len((await page.run("account-log", "ada"))["events"]["nodes"]) > len(events)

    assert tried(page, "Manage an account")


async def test_support_access(page: Page) -> None:
    await rivers_and_acme()
    asked = await page.run("request-support-access", "rita")
    assert (asked["status"], asked["deciders"]) == ("PENDING", "CONTRACT_ADMINISTRATORS")
    [contract] = (await page.run("administered-contracts", "ada"))["administeredContracts"]["nodes"]
    assert contract["supportAccessRequests"]["totalCount"] == 1
    approved = await page.run("approve-support-access", "ada")
    assert (approved["level"], approved["grantedLevel"]) == ("FULL_SUPPORT", "DOWNLOADS_ONLY")
    assert (await page.run("approve-support-access", "ada"))["outcome"] == "APPROVED"

    assert tried(page, "Support access")


async def test_register_for_the_portal(page: Page) -> None:
    await rivers_and_acme()
    assert (await page.run("start-registration", "rita"))["stage"] == "VERIFYING_ENTITLEMENT"
    assert (await page.run("verify-entitlement", "rita"))["stage"] == "CONFIRMING_FORWARD"
    forwarded = await page.run("confirm-forward", "rita")
    assert (forwarded["stage"], forwarded["administratorName"]) == (
        "FORWARDED_TO_DA",
        "Dana Delegate",
    )
    page.seen.clear()
    [rivers] = (await page.run("administered-companies", "dana"))["administeredCompanies"]["nodes"]
    assert rivers["registrations"]["totalCount"] == 1
    assert (await page.run("decide-registration", "dana"))["stage"] == "SYNCING"

    assert tried(page, "Register for the portal")


async def test_open_an_account(page: Page) -> None:
    applied = await page.run("apply-for-account", "rita")
    assert (applied["stage"], applied["reviewCause"]) == ("PENDING_DOMAIN_REVIEW", "OTHER_DOMAIN")
    assert (await page.run("review-application", "opal"))["stage"] == "PENDING_SETUP"
    done = await page.run("set-up-account", "rita")
    assert (done["application"]["stage"], done["application"]["account"]["status"]) == (
        "ACTIVE",
        "ACTIVE",
    )
    assert [row["problem"] for row in done["users"]] == [None]

    assert tried(page, "Open an account")


async def test_behind_the_scenes(page: Page, ask: Ask) -> None:
    root, _ = await reviewing.organisation()
    await reviewing.review(site=root)
    await automating.periods(ask, escalate=7)
    await steps.pending(ask)
    clock.clock.advance(days=8)
    await steps.due()
    [waiting] = (await page.run("review-queue", "olaf"))["nodes"]
    assert waiting["review"]["tree"]
    assert (await page.run("resolve-review", "olaf"))["stage"] == "SYNCING"
    [escalated] = (await page.run("escalated-requests", "opal"))["nodes"]
    assert escalated["account"]["viewerCanAppointAdministrator"]["allowed"]
    assert (await page.run("appoint-administrator", "opal"))["role"] == "SMART_ACCOUNT_ADMIN"

    assert tried(page, "Behind the scenes")
