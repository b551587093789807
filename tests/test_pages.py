"""Cursor connections: every row once in every order, calm about what is made up."""

import base64
import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models import clock, keys
from models.accounts import SmartAccount
from models.cases import RequestStatus
from models.requests import AccessRequest
from models.users import User
from resolvers.requests import AccessRequestSort
from tests import shared, steps
from tests.client import Refused
from tests.conftest import Ask

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

ROWS = 250
LIST = """query($id: ID!, $first: Int, $after: String, $last: Int, $before: String,
  $filter: AccessRequestFilter, $orderBy: AccessRequestOrder) { smartAccount(id: $id) {
  accessRequests(first: $first, after: $after, last: $last, before: $before,
    filter: $filter, orderBy: $orderBy) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { id } }
    nodes { id status submittedAt lastActivityAt profile { fullName } } } } }"""
SORTS: dict[str, Any] = {
    "LAST_ACTIVITY": lambda node: node["lastActivityAt"],
    "SUBMITTED_AT": lambda node: node["submittedAt"],
    "STATUS": lambda node: node["status"],
    "REQUESTER_NAME": lambda node: node["profile"]["fullName"],
}
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = ["Ann", "Bob", "bob", "Çelik", "Zoë", "Ärzte", "100% Legal", "under_score", "李", "😀"]
CONNECTIONS = [
    ("viewer", name)
    for name in ("currentAccess", "accessRequests", "administeredAccounts", "notices",
                 "personalAccessTokens", "accountApplications")
] + [
    ("smartAccount", name)
    for name in ("virtualAccounts", "roleAssignments", "accessRequests", "events", "employeeAccess")
] + [("", "emailMessages"), ("", "accountApplications")]  # fmt: skip


async def crowd() -> None:
    """250 requests to enter ACME, with many equal dates, states and names among them."""
    users = [asker(n) for n in range(ROWS)]
    await User.bulk_create(users)
    acme = await steps.acme()
    await AccessRequest.bulk_create(asked(acme, user, n) for n, user in enumerate(users))


def asker(n: int) -> User:
    name = f"user{n:03}"
    return User(
        username=name,
        email=f"{name}@crowd{n % 7}.example",
        email_domain=f"crowd{n % 7}.example",
        email_verified_at=EPOCH,
        full_name=NAMES[n % len(NAMES)] if n % 3 else f"Person {n:03}",
        created_at=EPOCH,
    )


def asked(account: SmartAccount, user: User, n: int, **changes: Any) -> AccessRequest:
    """A request as it stands in the table. Ten of them share each date."""
    at = EPOCH + timedelta(days=n * 7 % ROWS // 10, microseconds=n % 2)
    columns: dict[str, Any] = {
        "account_id": account.id,
        "requester_id": user.id,
        "status": list(RequestStatus)[n % 5],
        "reason": steps.REASON,
        "proposed_virtual_accounts": [],
        "username": user.username,
        "full_name": user.full_name,
        "email": user.email,
        "phone": "",
        "company_name": "",
        "submitted_at": at,
        "activity_at": at + timedelta(days=n % 3),
    }
    return AccessRequest(**{**columns, **changes})


async def page(ask: Ask, **given: Any) -> dict[str, Any]:
    """A page of ACME's requests."""
    shown = await ask(LIST, by="ada", id=await steps.acme_id(), **given)
    listed: dict[str, Any] = shown["accessRequests"]
    assert [edge["node"]["id"] for edge in listed["edges"]] == [n["id"] for n in listed["nodes"]]
    cursors = [edge["cursor"] for edge in listed["edges"]]
    info = listed["pageInfo"]
    ends = (cursors[0], cursors[-1]) if cursors else (None, None)
    assert (info["startCursor"], info["endCursor"]) == ends
    return listed


async def walk(ask: Ask, size: int, backwards: bool, **given: Any) -> list[Any]:
    """Every row, page by page from one end to the other."""
    count, side, end, more = (
        ("last", "before", "startCursor", "hasPreviousPage")
        if backwards
        else ("first", "after", "endCursor", "hasNextPage")
    )
    found: list[Any] = []
    cursor = None
    while True:
        part = await page(ask, **{count: size, side: cursor}, **given)
        found = part["nodes"] + found if backwards else found + part["nodes"]
        if not part["pageInfo"][more]:
            return found
        assert len(part["nodes"]) == size
        cursor = part["pageInfo"][end]


@pytest.mark.parametrize("by", SORTS)
async def test_every_sort_is_walked_both_ways_without_gap_or_repeat(ask: Ask, by: str) -> None:
    await crowd()
    orders = [{"by": by, "descending": falling} for falling in (False, True)]

    rising, falling = [await walk(ask, 37, False, orderBy=order) for order in orders]
    from_the_end = [await walk(ask, 100, True, orderBy=order) for order in orders]

    assert len({node["id"] for node in rising}) == len(rising) == ROWS
    assert rising == falling[::-1]
    assert from_the_end == [rising, falling]
    groups = [key for key, _ in itertools.groupby(rising, SORTS[by])]
    assert len(groups) == len(set(groups)), "equal values stand together"
    if by != "REQUESTER_NAME":  # whose order is the database's own
        assert groups == sorted(groups)


async def test_a_page_has_20_rows_at_first_and_says_what_lies_around_it(ask: Ask) -> None:
    await crowd()

    start = await page(ask)
    middle = await page(ask, first=5, after=start["pageInfo"]["endCursor"])
    before = await page(ask, last=5, before=middle["pageInfo"]["startCursor"])
    between = await page(
        ask, first=100, after=start["edges"][2]["cursor"], before=start["edges"][6]["cursor"]
    )
    end = await page(ask, last=10)

    assert (len(start["nodes"]), start["totalCount"]) == (20, ROWS)
    around = [(p["pageInfo"]["hasPreviousPage"], p["pageInfo"]["hasNextPage"]) for p in
              (start, middle, before, end)]  # fmt: skip
    assert around == [(False, True), (True, True), (True, True), (True, False)]
    assert before["nodes"] == start["nodes"][-5:]
    assert between["nodes"] == start["nodes"][3:6]
    assert middle["totalCount"] == end["totalCount"] == ROWS
    beyond = await page(ask, after=end["pageInfo"]["endCursor"])
    assert beyond["nodes"] == [] and not beyond["pageInfo"]["hasNextPage"]


async def test_newest_activity_comes_first_unless_asked_otherwise(ask: Ask) -> None:
    await crowd()

    assert await walk(ask, 100, False) == await walk(
        ask, 100, False, orderBy={"by": "LAST_ACTIVITY", "descending": True}
    )


async def test_pages_stay_stable_while_rows_arrive(ask: Ask) -> None:
    await crowd()
    order = {"by": "LAST_ACTIVITY", "descending": True}
    known = [node["id"] for node in await walk(ask, 100, False, orderBy=order)]
    acme, seen, cursor = await steps.acme(), [], None

    for n in itertools.count():
        part = await page(ask, first=30, after=cursor, orderBy=order)
        seen += [node["id"] for node in part["nodes"]]
        if not part["pageInfo"]["hasNextPage"]:
            break
        cursor = part["pageInfo"]["endCursor"]
        for when in (clock.now(), EPOCH - timedelta(days=1)):
            late = await steps.person(f"late{n}-{when:%Y}")
            await asked(acme, late, n, submitted_at=when, activity_at=when).save(force_create=True)

    assert [id for id in seen if id in set(known)] == known
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(("where", "name"), CONNECTIONS)
async def test_every_connection_refuses_pages_that_cannot_be(
    ask: Ask, where: str, name: str
) -> None:
    wrong: list[dict[str, Any]] = [
        {"first": 0}, {"first": -1}, {"first": 101}, {"last": 0}, {"last": 101},
        {"first": 5, "last": 5},
    ]  # fmt: skip
    wrong += [{"after": cursor} for cursor in made_up()[:6]] + [{"before": "garbage"}]

    for given in wrong:
        assert await codes(ask, where, name, given) == ["BAD_USER_INPUT"], given
    for given in ({"first": 1}, {"first": 100}, {"last": 100}, {}):
        assert await codes(ask, where, name, given) == []


async def codes(ask: Ask, where: str, name: str, given: dict[str, Any]) -> list[str | None]:
    """The errors of asking for a page of one connection."""
    arguments = "first: $first, last: $last, after: $after, before: $before"
    field = f"{name}({arguments}) {{ nodes {{ __typename }} }}"
    variables = "$first: Int, $last: Int, $after: String, $before: String"
    if where == "smartAccount":
        given = {**given, "id": await steps.acme_id()}
        document = f"query({variables}, $id: ID!) {{ smartAccount(id: $id) {{ {field} }} }}"
    else:
        document = f"query({variables}) {{ {f'{where} {{ {field} }}' if where else field} }}"
    try:
        await ask(document, by="ada" if where else "opal", **given)
    except Refused as refused:
        return refused.codes
    return []


def made_up(by: str = "LAST_ACTIVITY") -> list[str]:
    """Cursors that this service never gave."""
    key, column = keys.uuid7().hex, AccessRequestSort[by].value
    values: dict[str, list[Any]] = {
        "STATUS": ["NO_STATE", 5],
        "REQUESTER_NAME": ["\0", "\ud800", "x" * 500, 5, []],
    }
    moments = ["yesterday", "\0", 5, "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"]
    forged: list[Any] = [[column, value, key] for value in values.get(by, moments)]
    forged += [[column, "2026-01-01T00:00:00Z", "no key"], ["password_hash", "x", key]]
    forged += [[], {}, None, 7, "x", [column], [{}, [], key]] if by == "LAST_ACTIVITY" else []
    encoded = [base64.urlsafe_b64encode(json.dumps(f).encode()).decode() for f in forged]
    return ["", "garbage", "é", "=", "\0", "A" * 10_000, *encoded]


@pytest.mark.parametrize("by", SORTS)
async def test_a_cursor_of_another_order_is_refused(ask: Ask, by: str) -> None:
    await crowd()
    given = [
        (await page(ask, first=1, orderBy={"by": other}))["pageInfo"]["endCursor"]
        for other in SORTS
        if other != by
    ]

    for cursor, side in itertools.product([*given, *made_up(by)], ("after", "before")):
        with pytest.raises(Refused) as refused:
            await page(ask, orderBy={"by": by}, **{side: cursor})
        assert refused.value.codes == ["BAD_USER_INPUT"], cursor


async def test_filters_hold_together(ask: Ask) -> None:
    await crowd()
    rows = await walk(ask, 100, False)

    async def found(**filter: Any) -> set[str]:
        return {node["id"] for node in await walk(ask, 100, False, filter=filter)}

    def those(wanted: Any) -> set[str]:
        return {node["id"] for node in rows if wanted(node)}

    day = (EPOCH + timedelta(days=5)).isoformat()
    later = (EPOCH + timedelta(days=9)).isoformat()
    assert await found(status=["PENDING"]) == those(lambda n: n["status"] == "PENDING")
    ended = ["DECLINED", "EXPIRED"]
    assert await found(status=ended) == those(lambda n: n["status"] in ended)
    assert await found(status=[]) == set()
    assert await found(status=None, text=None) == those(lambda n: True)
    assert await found(submittedFrom=day) == those(lambda n: n["submittedAt"] >= day)
    assert await found(submittedBefore=day) == those(lambda n: n["submittedAt"] < day)
    both = await found(submittedFrom=day, submittedBefore=later, status=["APPROVED"])
    assert both and both == those(
        lambda n: day <= n["submittedAt"] < later and n["status"] == "APPROVED"
    )
    counted = await page(ask, first=1, filter={"status": ["PENDING"]})
    assert counted["totalCount"] == ROWS // 5


async def test_a_text_filter_finds_parts_of_names_and_addresses(ask: Ask) -> None:
    await crowd()
    expected = {
        "BOB": {"Bob", "bob"},
        "person 00": {f"Person {n:03}" for n in (0, 3, 6, 9)},
        "user001": {"Bob"},
        "user001@crowd1.example": {"Bob"},
        "100%": {"100% Legal"},
        "r_s": {"under_score"},
        "李": {"李"},
        "'; --": set(),
        "\\": set(),
        "\0": set(),
    }

    for text, names in expected.items():
        found = await walk(ask, 100, False, filter={"text": text})
        assert {node["profile"]["fullName"] for node in found} == names, text


@pytest.mark.parametrize(
    "moment", ["2026-01-01T00:00:00", "yesterday", "", "2026-13-01T00:00:00Z", 5]
)
async def test_a_moment_has_date_time_and_offset(ask: Ask, moment: Any) -> None:
    with pytest.raises(Refused) as refused:
        await page(ask, filter={"submittedFrom": moment})

    assert refused.value.codes == ["BAD_USER_INPUT"]
