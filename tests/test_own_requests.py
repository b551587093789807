"""Your Access Requests: one list over all kinds of request, filtered per column, sorted, paged."""

from datetime import timedelta
from typing import Any

import pytest

from models import clock
from tests import entitled, shared, steps
from tests.conftest import Ask

pytestmark = pytest.mark.asyncio(loop_scope="module")
service, served = shared.service, shared.served

LIST = """query($first: Int, $after: String, $filter: RequestFilter, $orderBy: RequestOrder) {
  viewer { requests(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { __typename id version key accessType deciders status submittedAt actedAt
      actedBy { username } decisionReason
      viewerCanRemind { allowed } viewerCanWithdraw { allowed }
      ... on AccessRequest { account { name } }
      ... on SupportAccessRequest { keyKind }
      ... on AccountApplication { stage } } } } }"""
SUPPORT = """mutation($input: RequestSupportAccessInput!) { requestSupportAccess(input: $input) {
  __typename ... on SupportAccessRequest { id status } ... on Problem { code message } } }"""
APPLY = """mutation($input: ApplyForAccountInput!) { applyForAccount(input: $input) {
  __typename ... on AccountApplication { id stage } ... on Problem { code message } } }"""


async def listed(ask: Ask, by: str = "rita", **given: Any) -> dict[str, Any]:
    """One page of somebody's list."""
    answer = await ask(LIST, by=by, **given)
    found: dict[str, Any] = answer["requests"]
    return found


async def ask_for_everything(ask: Ask) -> None:
    """Rita asks to enter ACME, for support by a contract that she does not know, for an account."""
    await steps.pending(ask)
    clock.clock.advance(minutes=1)
    denied = {"keyKind": "CONTRACT", "key": "UNKNOWN-1", "level": "FULL_SUPPORT"}
    assert (await ask(SUPPORT, by="rita", input=denied))["status"] == "DECLINED"
    clock.clock.advance(minutes=1)
    foreign = await entitled.contract("C-77", await entitled.company("other"))
    await entitled.administers("ada", foreign)
    waits = {"keyKind": "CONTRACT", "key": "C-77", "level": "DOWNLOADS_ONLY"}
    assert (await ask(SUPPORT, by="rita", input=waits))["status"] == "PENDING"
    clock.clock.advance(minutes=1)
    new = {"name": "Brook", "domainIdentifier": "brook.example"}
    assert (await ask(APPLY, by="rita", input=new))["__typename"] == "AccountApplication"


async def test_one_list_has_every_kind_with_what_its_columns_show(ask: Ask) -> None:
    await ask_for_everything(ask)

    nodes = (await listed(ask))["nodes"]

    columns = ("key", "accessType", "deciders", "status", "__typename")
    assert [tuple(node[column] for column in columns) for node in nodes] == [
        ("brook.example", "NEW_ACCOUNT", "OPERATORS", "PENDING", "AccountApplication"),
        (
            "C-77",
            "DOWNLOADS_ONLY",
            "CONTRACT_ADMINISTRATORS",
            "PENDING",
            "SupportAccessRequest",
        ),
        ("UNKNOWN-1", "FULL_SUPPORT", "SUPPORT", "DECLINED", "SupportAccessRequest"),
        ("acme.example", "SMART_ACCOUNT", "ACCOUNT_ADMINISTRATORS", "PENDING", "AccessRequest"),
    ]
    assert [node["viewerCanRemind"]["allowed"] for node in nodes] == [True, True, False, True]


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({"key": "c-7"}, ["C-77"]),
        ({"accessType": ["SMART_ACCOUNT", "NEW_ACCOUNT"]}, ["brook.example", "acme.example"]),
        ({"status": ["DECLINED"]}, ["UNKNOWN-1"]),
        ({"deciders": ["CONTRACT_ADMINISTRATORS"]}, ["C-77"]),
        ({"key": "example", "status": ["APPROVED"]}, []),
        ({"status": []}, []),
    ],
)
async def test_each_column_has_its_filter(
    ask: Ask, wanted: dict[str, Any], keys: list[str]
) -> None:
    await ask_for_everything(ask)

    found = await listed(ask, filter=wanted)

    assert [node["key"] for node in found["nodes"]] == keys
    assert found["totalCount"] == len(keys)


async def test_dates_bound_the_list(ask: Ask) -> None:
    await ask_for_everything(ask)
    cut = (clock.now() - timedelta(seconds=90)).isoformat()

    later = await listed(ask, filter={"submittedFrom": cut})
    earlier = await listed(ask, filter={"submittedBefore": cut})

    assert [len(later["nodes"]), len(earlier["nodes"])] == [2, 2]


@pytest.mark.parametrize("column", ["SUBMITTED_AT", "LAST_ACTIVITY", "KEY", "STATUS", "DECIDERS"])
@pytest.mark.parametrize("descending", [True, False])
async def test_pages_of_any_order_have_each_request_once(
    ask: Ask, column: str, descending: bool
) -> None:
    await ask_for_everything(ask)
    order = {"by": column, "descending": descending}
    whole = [node["id"] for node in (await listed(ask, orderBy=order))["nodes"]]

    paged, after = [], None
    while True:
        page = await listed(ask, orderBy=order, first=1, after=after)
        paged += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert paged == whole
    assert len(set(paged)) == 4


async def test_nobody_sees_what_others_asked_for(ask: Ask) -> None:
    await ask_for_everything(ask)

    assert (await listed(ask, by="ada"))["nodes"] == []


async def test_the_list_says_of_each_kind_what_each_request_says_itself(ask: Ask) -> None:
    await ask_for_everything(ask)
    node = """query($id: ID!) { node(id: $id) { ... on Request {
      key accessType deciders status submittedAt version } } }"""

    for shown in (await listed(ask))["nodes"]:
        itself = await ask(node, by="rita", id=shown["id"])
        assert {name: shown[name] for name in itself} == itself
