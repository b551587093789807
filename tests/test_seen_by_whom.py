"""Who is shown what of other people: one row for each field of things that several people see."""

from dataclasses import dataclass
from typing import Any, cast

import pytest
from graphql import GraphQLObjectType

from models import clock
from models.accounts import SmartAccount
from models.applications import AccountApplication
from models.automation import AutomationRule
from models.onboarding import Registration, ReviewCause
from models.portal import PortalRoleAssignment
from models.support import SupportAccessRequest
from resolvers import ids
from tests import crawling, entitled, reviewing, shared, steps
from tests.conftest import Ask
from tests.crawling import CORE, Things

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

# Who administers the account, the contract and the company; who uses them; who registers; an
# administrator of a site below; strangers; an agent and an operator.
BOSS, GUEST, NEWCOMER, SITE = "home-boss", "home-guest", "home-newcomer", "home-site"
RITA, PAUL, OLAF, OPAL = "rita", "paul", "olaf", "opal"
EVERYBODY = [BOSS, GUEST, NEWCOMER, SITE, RITA, PAUL, OLAF, OPAL]
STAFF = {OLAF, OPAL}
NAMES = "nodes { __typename }"


@dataclass(frozen=True)
class Row:
    """A field of a kind of thing, what is selected of it, and who has an answer."""

    kind: str
    field: str
    inside: str
    shown: frozenset[str]

    @property
    def called(self) -> str:
        """Kind and field."""
        return f"{self.kind}.{self.field}"


def row(kind: str, field: str, inside: str, *shown: str) -> Row:
    """A row of the table."""
    return Row(kind, field, inside, frozenset(shown))


TABLE = [
    row("SmartAccount", "settings", "{ listed }", BOSS, GUEST),
    row("SmartAccount", "administrators", "", BOSS, OPAL),
    row("SmartAccount", "noticeCursor", "", BOSS),
    row("SmartAccount", "roleAssignments", f"{{ {NAMES} }}", BOSS),
    row("SmartAccount", "accessRequests", f"{{ {NAMES} }}", BOSS),
    row("SmartAccount", "events", f"{{ {NAMES} }}", BOSS),
    row("SmartAccount", "agreements", "{ name }", BOSS, GUEST),
    row("SmartAccount", "employeeAccess", f"{{ {NAMES} }}", BOSS),
    row("SmartAccount", "automationRules", "{ name }", BOSS),
    row("SmartAccount", "virtualAccounts", f"{{ {NAMES} }}", BOSS, GUEST),
    row("SmartAccount", "viewerRoles", "{ role }", BOSS, GUEST),
    row("AccessRequest", "currentRoles", "{ role }", BOSS, GUEST),
    row("AccessRequest", "handling", "{ administratorsTold }", GUEST),
    row("AccessRequest", "timeline", "{ kind }", BOSS, GUEST),
    row("AccountApplication", "account", "{ name }", OPAL),
    row("AccountApplication", "nomineeEmail", "", GUEST, OPAL),
    row("AccountApplication", "profile", "{ email }", GUEST, OPAL),
    row("AccountApplication", "timeline", "{ kind }", GUEST, OPAL),
    row("Company", "administrators", "{ since }", *STAFF),
    row("Company", "below", f"{{ {NAMES} }}", *STAFF),
    row("Company", "lineage", "{ name }", BOSS, GUEST, NEWCOMER, SITE, *STAFF),
    row("CompanyAssociation", "user", "{ username }", BOSS, GUEST),
    row("CompanyAssociation", "portalRole", "{ role }", BOSS, GUEST),
    row("Contract", "billToId", "", BOSS, *STAFF),
    row("Contract", "supportAccess", f"{{ {NAMES} }}", BOSS, *STAFF),
    row("Contract", "supportAccessRequests", f"{{ {NAMES} }}", BOSS, *STAFF),
    row("Contract", "company", "{ name }", BOSS, GUEST, *STAFF),
    row("DelegatedAdministrator", "registrations", f"{{ {NAMES} }}", BOSS),
    row("DelegatedAdministrator", "associatedUsers", f"{{ {NAMES} }}", BOSS),
    row("DelegatedAdministrator", "administrators", "{ since }", BOSS),
    row("DelegatedAdministrator", "user", "{ username }", BOSS, SITE, *STAFF),
    row("Registration", "profile", "{ email }", NEWCOMER, BOSS, *STAFF),
    row("Registration", "company", "{ name }", NEWCOMER, BOSS, *STAFF),
    row("Registration", "site", "{ name }", NEWCOMER, *STAFF),
    row("Registration", "contractNumber", "", NEWCOMER, *STAFF),
    row("Registration", "serialNumber", "", NEWCOMER, *STAFF),
    row("Registration", "offeredCompanies", "{ name }", NEWCOMER, *STAFF),
    row("Registration", "reviewDueAt", ""),
    row("Registration", "question", "", NEWCOMER, *STAFF),
    row("Registration", "answer", "", NEWCOMER, *STAFF),
    row("Registration", "review", "{ cause }", *STAFF),
    row("Registration", "timeline", "{ kind }", NEWCOMER, BOSS, *STAFF),
    row("SupportAccess", "user", "{ username }", GUEST, BOSS, *STAFF),
    row("SupportAccess", "contract", "{ number }", GUEST, BOSS, *STAFF),
    row("SupportAccessRequest", "profile", "{ email }", NEWCOMER, BOSS, *STAFF),
    row("SupportAccessRequest", "contract", "{ number }", BOSS, *STAFF),
    row("SupportAccessRequest", "reason", "", NEWCOMER, BOSS, *STAFF),
    row("SupportAccessRequest", "timeline", "{ kind }", NEWCOMER, BOSS, *STAFF),
]
LISTED = {
    "SmartAccount", "AccessRequest", "AccountApplication", "Company", "CompanyAssociation",
    "Contract", "DelegatedAdministrator", "Registration", "SupportAccess", "SupportAccessRequest",
}  # fmt: skip


async def home() -> Things:
    """A company in which every field has something to show, and an administrator of a site."""
    things = await crawling.company("home")
    root, contract = things["Company"], things["Contract"]
    below = await entitled.company("HOME-SITE", cast(Any, root))
    await steps.person(SITE, "elsewhere.example")
    await reviewing.administrator(SITE, below)
    account = cast(SmartAccount, things["SmartAccount"])
    await AutomationRule.create(
        account=account, position=1, name="All", match="ANYONE", domains=[], outcome="LEAVE",
        virtual_accounts=[],
    )  # fmt: skip
    elsewhere = await steps.account("Elsewhere", "elsewhere.example")
    await steps.appoint(NEWCOMER, where=elsewhere)
    await AccountApplication.all().update(nominee_email="nominee@home.example")
    await PortalRoleAssignment.create(company=root, user=things["User"], role="CUSTOMER_USER")
    told = {"question": "Which site?", "answer": "This one.", "serial_number": "S1"}
    at_desk = {"review_since": clock.now(), "why_review": ReviewCause.MANY_SITES}
    await Registration.all().update(contract_id=contract.pk, **told, **at_desk)
    await SupportAccessRequest.all().update(reason="For the site.")
    return things


async def answered(ask: Ask, row: Row, who: str, things: Things) -> bool:
    """Whether somebody is shown anything by the field, through the one door for all things."""
    shown = f"... on {row.kind} {{ {row.field} {row.inside} }}"
    document = f"query($id: ID!) {{ node(id: $id) {{ {shown} }} }}"
    node = await ask(document, by=who, id=ids.of(things[row.kind]))
    found = node and node[row.field]
    return bool(found["nodes"] if isinstance(found, dict) and "nodes" in found else found)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.called)
async def test_nobody_but_the_entitled_is_shown_what_concerns_others(ask: Ask, row: Row) -> None:
    things = await home()

    shown = {who for who in EVERYBODY if await answered(ask, row, who, things)}

    assert shown == row.shown


async def test_every_list_of_other_peoples_things_stands_in_the_table() -> None:
    known = {row.called for row in TABLE}
    lists = {
        f"{kind}.{name}"
        for kind in LISTED
        for name, field in cast(GraphQLObjectType, CORE.type_map[kind]).fields.items()
        if str(field.type).rstrip("!").endswith("Connection") or _of_things(field.type)
    }

    assert lists <= known


def _of_things(kind: Any) -> bool:
    """Whether it is a plain list of objects that have ids."""
    text = str(kind)
    inside = CORE.type_map[text.strip("[]!")]
    return text.startswith("[") and crawling.NODE in getattr(inside, "interfaces", ())
