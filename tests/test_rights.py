"""The rights table, cell by cell: what a role shows its holder as allowed, and lets do."""

from typing import Any

import pytest
import pytest_asyncio

from models.roles import Role
from tests import giving, shared
from tests.conftest import Ask
from tests.giving import Place

service, served, acme = shared.service, shared.served, giving.acme
pytestmark = pytest.mark.asyncio(loop_scope="module")

ROLES = list(Role)
# Y yes, * only for virtual accounts that the role covers, s so with the account's setting, - no.
TABLE = {
    #                                     SA: admin appr. user view.  VA: admin user view.
    "viewerCanView":                     "Y Y Y Y * * *",
    "viewerCanEditProperties":           "Y Y - - - - -",
    "viewerCanAcceptAgreements":         "Y Y - - - - -",
    "viewerCanViewEvents":               "Y Y - Y * - -",
    "viewerCanViewUsers":                "Y Y - Y * - -",
    "viewerCanManageUsers":              "Y - - - * - -",
    "viewerCanManageVirtualAccounts":    "Y - - - * - -",
    "viewerCanRestrictVirtualAccounts":  "Y - - - * - -",
    "viewerCanDecideRequests":           "Y - - - s - -",
    "viewerCanSetAutomation":            "Y - - - - - -",
}  # fmt: skip
CAN = f"""query($id: ID!) {{ smartAccount(id: $id) {{
  {" ".join(f"{field} {{ allowed because }}" for field in TABLE)} }} }}"""
LISTS = """query($id: ID!) { smartAccount(id: $id) {
  virtualAccounts { nodes { name } }
  events(filter: {action: "role_granted"}) { nodes { message } }
  roleAssignments(first: 100) { nodes { user { username } virtualAccounts { name } } }
  accessRequests { nodes { id requester { username } } } } }"""
COVERED = {"Lab", "Lab Annex"}


def cell(field: str, role: Role) -> str:
    """What the table says."""
    return TABLE[field].split()[ROLES.index(role)]


def parts(role: Role) -> list[str]:
    """The scope that this test gives the role."""
    return [] if role.account_wide else ["Lab"]


@pytest_asyncio.fixture(params=ROLES, loop_scope="module")
async def role(request: pytest.FixtureRequest, acme: Place) -> Role:
    """Ida holds exactly this role; a virtual account role over Lab."""
    held = Role(request.param)
    await giving.person("ida", "acme.example")
    given = await acme.grant("ada", "ida", held, *parts(held))
    assert given["__typename"] == "RoleAssignment"
    return held


async def test_a_viewer_is_told_what_the_role_allows(ask: Ask, acme: Place, role: Role) -> None:
    told = await ask(CAN, by="ida", id=acme.id)

    allowed = {field for field in TABLE if told[field]["allowed"]}
    assert allowed == {field for field in TABLE if cell(field, role) in "Y*"}
    assert all(told[field]["allowed"] == (told[field]["because"] is None) for field in TABLE)


async def test_lists_show_what_the_role_covers(ask: Ask, acme: Place, role: Role) -> None:
    await acme.grant("ada", "paul", "VIRTUAL_ACCOUNT_USER", "Lab")
    await acme.grant("ada", "dana", "VIRTUAL_ACCOUNT_USER", "Lab Annex", "Office")
    await acme.grant("ada", "olaf", "VIRTUAL_ACCOUNT_USER", "Office")
    await acme.grant("ada", "opal", "SMART_ACCOUNT_USER")

    shown = await ask(LISTS, by="ida", id=acme.id)

    names = {part["name"] for part in shown["virtualAccounts"]["nodes"]}
    everything = cell("viewerCanView", role) == "Y"
    assert names == (COVERED | {"DEFAULT", "Office"} if everything else COVERED)
    about = messages(shown["events"], ["Paul", "Dana", "Olaf", "Opal"])
    assert about == seen(cell("viewerCanViewEvents", role), {"Paul", "Dana"}, {"Olaf", "Opal"})
    users = usernames(shown["roleAssignments"])
    covered, rest = {"paul", "dana", "vera"}, {"olaf", "opal", "ada", "ben", "uma"}
    expected = seen(cell("viewerCanViewUsers", role), covered, rest)
    assert (users - {"ida"} if users else users) == expected
    if cell("viewerCanViewUsers", role) == "*":
        of_dana = [a for a in shown["roleAssignments"]["nodes"] if a["user"]["username"] == "dana"]
        assert of_dana[0]["virtualAccounts"] == [{"name": "Lab Annex"}]


def seen(allowed: str, covered: set[str], rest: set[str]) -> set[str] | None:
    """Everything, what is covered, or not even a list."""
    return {"Y": covered | rest, "*": covered, "-": None}[allowed]


def messages(events: dict[str, Any] | None, names: list[str]) -> set[str] | None:
    """Which of these people the log tells of."""
    if events is None:
        return None
    return {name for name in names for e in events["nodes"] if name in e["message"]}


def usernames(assignments: dict[str, Any] | None) -> set[str] | None:
    """Whose roles are listed."""
    return {a["user"]["username"] for a in assignments["nodes"]} if assignments else None


async def test_roles_are_given_and_taken_only_where_the_role_allows_it(
    acme: Place, role: Role
) -> None:
    may = cell("viewerCanManageUsers", role)
    inside, outside = ("RoleAssignment", may in "Y*"), ("RoleAssignment", may == "Y")
    wanted = {
        ("VIRTUAL_ACCOUNT_USER", "Lab"): inside,
        ("VIRTUAL_ACCOUNT_USER", "Lab Annex"): inside,
        ("VIRTUAL_ACCOUNT_ADMIN", "Lab"): inside,
        ("VIRTUAL_ACCOUNT_USER", "Office"): outside,
        ("VIRTUAL_ACCOUNT_USER", "Office", "Lab"): outside,
        ("SMART_ACCOUNT_VIEWER",): outside,
        ("SMART_ACCOUNT_ADMIN",): outside,
    }
    for (given, *over), (name, allowed) in wanted.items():
        answer = await acme.grant("ida", "rita", given, *over)
        assert (answer["__typename"] == name) == allowed, (given, over, answer)
        assert allowed or answer["code"] == "FORBIDDEN"
        if not allowed:
            await acme.grant("ada", "rita", given, *over)
        held = await acme.held_id("rita")
        taken = await acme.revoke("ida", held)
        assert (taken["__typename"] == name) == allowed, (given, over, taken)
        assert allowed or taken["code"] in ("FORBIDDEN", "INHERITED_ACCESS")
        if not allowed:
            await acme.revoke("ada", held)


@pytest.mark.parametrize("setting", ["off", "on"])
async def test_requests_are_seen_and_decided_only_where_the_role_allows_it(
    ask: Ask, acme: Place, role: Role, setting: str
) -> None:
    if setting == "on":
        await acme.let_part_administrators_decide()
    may = cell("viewerCanDecideRequests", role).replace("s", "*" if setting == "on" else "-")
    rita = await acme.request("rita", "VIRTUAL_ACCOUNT_USER", "Lab Annex")
    others = {
        "dana": await acme.request("dana", "VIRTUAL_ACCOUNT_USER", "Office"),
        "paul": await acme.request("paul"),
    }

    told = await ask(CAN, by="ida", id=acme.id)
    shown = (await ask(LISTS, by="ida", id=acme.id))["accessRequests"]
    listed = shown and {r["requester"]["username"] for r in shown["nodes"]}

    assert told["viewerCanDecideRequests"]["allowed"] == (may in "Y*")
    assert listed == seen(may, {"rita"}, {"dana", "paul"})
    for request in others.values():
        answer = await acme.approve("ida", request, "VIRTUAL_ACCOUNT_USER", "Office")
        assert answer.get("code") == (None if may == "Y" else "FORBIDDEN")
    if may == "*":
        for given, *over in (
            ["SMART_ACCOUNT_USER"],
            ["VIRTUAL_ACCOUNT_USER", "Office"],
            ["VIRTUAL_ACCOUNT_USER", "Lab", "Office"],
        ):
            more = await acme.approve("ida", rita, given, *over)
            assert more["code"] == "FORBIDDEN"
    answer = await acme.approve("ida", rita, "VIRTUAL_ACCOUNT_USER", "Lab")
    assert answer.get("code") == (None if may in "Y*" else "FORBIDDEN")


async def test_several_roles_allow_what_any_of_them_allows(ask: Ask, acme: Place) -> None:
    await giving.person("ida", "acme.example")
    await acme.grant("ada", "ida", "VIRTUAL_ACCOUNT_VIEWER", "Office")
    await acme.grant("ada", "ida", "VIRTUAL_ACCOUNT_ADMIN", "Lab")

    shown = await ask(LISTS, by="ida", id=acme.id)
    names = {part["name"] for part in shown["virtualAccounts"]["nodes"]}
    assert names == COVERED | {"Office"}
    assert usernames(shown["roleAssignments"]) == {"vera", "ida"}

    await acme.grant("ada", "ida", "SMART_ACCOUNT_VIEWER")

    shown = await ask(LISTS, by="ida", id=acme.id)
    assert usernames(shown["roleAssignments"]) == {"vera", "ida", "ada", "ben", "uma"}
    told = await ask(CAN, by="ida", id=acme.id)
    allowed = {field for field in TABLE if told[field]["allowed"]}
    viewer, admin = Role.SMART_ACCOUNT_VIEWER, Role.VIRTUAL_ACCOUNT_ADMIN
    assert allowed == {f for f in TABLE if {cell(f, viewer), cell(f, admin)} & {"Y", "*"}}
    assert (await acme.grant("ida", "rita", "VIRTUAL_ACCOUNT_USER", "Lab")).get("code") is None
    refused = await acme.grant("ida", "rita", "VIRTUAL_ACCOUNT_USER", "Office")
    assert refused["code"] == "FORBIDDEN"


async def test_without_a_role_there_is_no_account(ask: Ask, acme: Place) -> None:
    assert await ask(CAN, by="rita", id=acme.id) is None
    assert (await acme.grant("rita", "rita", "SMART_ACCOUNT_ADMIN"))["code"] == "NOT_FOUND"
    assert (await acme.remove("rita", "uma"))["code"] == "NOT_FOUND"
