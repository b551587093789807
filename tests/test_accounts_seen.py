"""What the screens of an account ask for: each list's filters, and what may be done with a row."""

from typing import Any

import pytest

from tests import giving, managing, shared, steps
from tests.client import Client
from tests.conftest import Ask, Served
from tests.giving import Place
from tests.test_statements import statements

service, served, acme = shared.service, shared.served, giving.acme
pytestmark = pytest.mark.asyncio(loop_scope="module")

WHOLE, PART = "SMART_ACCOUNT_USER", "VIRTUAL_ACCOUNT_USER"
USERS = """query($id: ID!, $filter: RoleAssignmentFilter) { smartAccount(id: $id) {
  roleAssignments(filter: $filter) { totalCount nodes {
    user { username } role viewerCanChange { allowed because } } } } }"""
EMPLOYEES = """query($id: ID!, $filter: EmployeeAccessFilter) { smartAccount(id: $id) {
  employeeAccess(filter: $filter) { totalCount nodes { user { username } } } } }"""
REQUESTS = """query($id: ID!, $filter: AccessRequestFilter) { smartAccount(id: $id) {
  accessRequests(filter: $filter) { totalCount nodes { requester { username } } } } }"""
PARTS = """query($id: ID!, $filter: VirtualAccountFilter) { smartAccount(id: $id) {
  virtualAccounts(first: 100, filter: $filter) { totalCount nodes { name parent { name }
    viewerCanChange { allowed because } viewerCanRestrict { allowed because }
    viewerCanDelete { allowed because } } } } }"""


async def found(ask: Ask, acme: Place, by: str = "ada", **filter: Any) -> list[str]:
    """Who holds the roles that a filter leaves, each as often as they do."""
    list = (await ask(USERS, by=by, id=acme.id, filter=filter))["roleAssignments"]
    names = sorted(node["user"]["username"] for node in list["nodes"])
    assert list["totalCount"] == len(names)
    return names


async def test_users_are_filtered_by_virtual_account(ask: Ask, acme: Place) -> None:
    await acme.grant("ada", "rita", PART, "Lab Annex", "Lab")
    await acme.grant("ada", "paul", PART, "Office")

    assert await found(ask, acme, virtualAccount=acme.parts["Lab"]) == ["rita", "vera"]
    annex = acme.parts["Lab Annex"]
    assert await found(ask, acme, virtualAccount=annex) == ["rita", "vera"]
    assert await found(ask, acme, virtualAccount=annex, role=[PART]) == ["rita"]
    assert await found(ask, acme, virtualAccount=acme.id) == []
    assert await found(ask, acme, "vera", virtualAccount=acme.parts["Office"]) == []


async def test_no_filter_tells_who_is_in_what_is_restricted(ask: Ask, acme: Place) -> None:
    await acme.grant("ada", "rita", PART, "Lab")
    await giving.person("ida", "acme.example")
    await acme.grant("ada", "ida", "SMART_ACCOUNT_VIEWER")
    assert await found(ask, acme, "ida", virtualAccount=acme.parts["Lab"]) == ["rita", "vera"]

    await managing.change(ask, "Lab", restricted=True)

    assert await found(ask, acme, "ida", virtualAccount=acme.parts["Lab"]) == []


async def test_users_are_filtered_by_origin_and_by_person(ask: Ask, acme: Place) -> None:
    await acme.approve("ada", await acme.request("rita"), WHOLE)
    await acme.grant("ben", "rita", PART, "Lab")
    rita = await managing.key_of("rita")

    assert await found(ask, acme, origin=["REQUEST"]) == ["rita"]
    assert await found(ask, acme, origin=["SYSTEM"]) == ["ada", "ben", "uma", "vera"]
    assert await found(ask, acme, origin=["PERSON", "REQUEST"]) == ["rita", "rita"]
    assert await found(ask, acme, origin=["RULE"]) == await found(ask, acme, origin=[]) == []
    assert await found(ask, acme, user=rita) == ["rita", "rita"]
    assert await found(ask, acme, user=rita, origin=["PERSON"]) == ["rita"]
    assert await found(ask, acme, user="nobody") == []


async def test_an_employer_finds_one_persons_roles_elsewhere(ask: Ask, acme: Place) -> None:
    rivers = await giving.place(ask, "Rivers Ltd")
    await giving.person("rolf", "rivers.example")
    for who in ("rita", "rolf"):
        await acme.grant("ada", who, WHOLE)

    async def seen(**filter: Any) -> Any:
        return (await ask(EMPLOYEES, by="dana", id=rivers.id, filter=filter))["employeeAccess"]

    assert (await seen())["totalCount"] == 2
    rolf = [{"user": {"username": "rolf"}}]
    for filter in ({"text": "rolf"}, {"user": await managing.key_of("rolf")}):
        assert await seen(**filter) == {"totalCount": 1, "nodes": rolf}


async def test_requests_are_filtered_by_requester(ask: Ask, acme: Place) -> None:
    await acme.request("rita")
    await acme.request("paul")

    async def seen(requester: str) -> Any:
        shown = await ask(REQUESTS, by="ada", id=acme.id, filter={"requester": requester})
        return [node["requester"]["username"] for node in shown["accessRequests"]["nodes"]]

    assert await seen(await managing.key_of("rita")) == ["rita"]
    assert await seen(acme.id) == []


async def test_who_may_change_a_role_is_shown_beside_it(ask: Ask, acme: Place) -> None:
    async def may(by: str) -> dict[str, bool]:
        shown = (await ask(USERS, by=by, id=acme.id))["roleAssignments"]["nodes"]
        return {n["user"]["username"]: n["viewerCanChange"]["allowed"] for n in shown}

    await acme.grant("ada", "rita", PART, "Lab", "Office")
    await acme.grant("ada", "paul", PART, "Lab")
    assert set((await may("ada")).values()) == {True}
    assert await may("vera") == {"vera": True, "rita": False, "paul": True}
    await giving.person("ida", "acme.example")
    await acme.grant("ada", "ida", "SMART_ACCOUNT_VIEWER")
    assert set((await may("ida")).values()) == {False}


async def parts(ask: Ask, by: str = "ada", **filter: Any) -> dict[str, dict[str, Any]]:
    """The virtual accounts of ACME that somebody sees, by name."""
    shown = await ask(PARTS, by=by, id=await steps.acme_id(), filter=filter)
    return {node["name"]: node for node in shown["virtualAccounts"]["nodes"]}


async def test_virtual_accounts_are_filtered(ask: Ask, acme: Place) -> None:
    await managing.change(ask, "Office", restricted=True)

    assert set(await parts(ask, text="lab")) == {"Lab", "Lab Annex"}
    assert set(await parts(ask, restricted=True)) == {"Office"}
    assert set(await parts(ask, parent=acme.parts["Lab"])) == {"Lab Annex"}
    assert set(await parts(ask, parent=None)) == {"DEFAULT", "Lab", "Office"}
    assert await parts(ask, parent=acme.id) == {}
    assert set(await parts(ask, "vera", parent=None)) == {"Lab"}


async def test_what_may_be_done_with_a_virtual_account_is_what_is_done(
    ask: Ask, acme: Place
) -> None:
    await acme.grant("ada", "rita", PART, "Office")
    await managing.create(ask, "Spare")
    for who in ("ada", "vera", "uma"):
        for name, shown in (await parts(ask, who)).items():
            renamed = await managing.change(ask, name, who, name=name)
            assert shown["viewerCanChange"]["allowed"] == ("code" not in renamed), (who, name)
            tried = await managing.change(ask, name, who, restricted=True)
            assert shown["viewerCanRestrict"]["allowed"] == ("code" not in tried), (who, name)
            await managing.change(ask, name, restricted=False)
    deletable = {who: _deletable(await parts(ask, who)) for who in ("ada", "vera", "uma")}
    assert deletable == {"ada": {"Lab Annex", "Spare"}, "vera": {"Lab Annex"}, "uma": set()}
    refused = {name: (await managing.delete(ask, name)).get("code") for name in await parts(ask)}
    assert {name for name, code in refused.items() if code is None} == {"Lab Annex", "Spare"}


def _deletable(seen: dict[str, dict[str, Any]]) -> set[str]:
    for node in seen.values():
        can = node["viewerCanDelete"]
        assert can["allowed"] == (can["because"] is None)
    return {name for name, node in seen.items() if node["viewerCanDelete"]["allowed"]}


async def test_a_tree_takes_the_same_statements_at_any_size(
    ask: Ask, served: Served, acme: Place
) -> None:
    client: Client = served.client("ada")
    few = await statements(client, PARTS, id=acme.id)

    for n in range(12):
        await managing.create(ask, f"Part {n}", "Lab" if n % 2 else "Lab Annex")

    assert await statements(client, PARTS, id=acme.id) == few
