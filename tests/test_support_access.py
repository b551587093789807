"""Support access itself: granted by administrators, revoked, and who sees what of it."""

import asyncio
from typing import Any

import pytest

from models.entitlements import Contract, ContractAdministrator, SupportAccess
from models.mail import EmailMessage
from models.users import User
from resolvers import ids
from tests import entitled, shared, steps
from tests import support_steps as support
from tests.conftest import Ask

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

CONTRACT = f"""query($number: String!, $filter: SupportAccessRequestFilter,
    $order: AccessRequestOrder, $first: Int, $after: String) {{
  contract(number: $number) {{
    supportAccess {{ totalCount nodes {{ {support.ACCESS} }} }}
    supportAccessRequests(filter: $filter, orderBy: $order, first: $first, after: $after) {{
      totalCount nodes {{ {support.REQUEST} }} pageInfo {{ hasNextPage endCursor }} }} }} }}"""
VIEWER = f"""query($filter: SupportAccessRequestFilter) {{ viewer {{
  supportAccessRequests(filter: $filter) {{ totalCount nodes {{ {support.REQUEST} }} }}
  administeredContracts {{ totalCount nodes {{ number company {{ name }} }} }} }} }}"""
STAFF = """query($filter: SupportAccessRequestFilter) { supportAccessRequests(filter: $filter) {
  totalCount nodes { key requester { username } viewerCanDecide { allowed } } } }"""
MOVE = """mutation($email: String!) { updateProfile(input: {email: $email}) { __typename } }"""
VERIFY = """mutation($token: String!) { verifyEmail(input: {token: $token}) {
  __typename ... on Profile { email } } }"""
NODE = """query($id: ID!) { node(id: $id) { id ... on SupportAccessRequest { key status }
  ... on SupportAccess { key level user { username } } } }"""


async def contract(ask: Ask, by: str, **given: Any) -> dict[str, Any] | None:
    """N100 as somebody sees it."""
    found: dict[str, Any] | None = await ask(CONTRACT, by=by, number="N100", **given)
    return found


async def test_an_administrator_gives_users_of_other_companies_access(ask: Ask) -> None:
    north = await support.north(locked=True)

    made = await support.grant(ask, "walt", level="DOWNLOADS_ONLY", contractNumber=" n100")

    assert (made["key"], made["level"]) == ("N100", "DOWNLOADS_ONLY")
    assert (made["user"], made["grantedBy"]) == ({"username": "walt"}, {"username": "ann"})
    assert await support.held(ask, "walt") == [("CONTRACT", "N100", "DOWNLOADS_ONLY")]
    assert await steps.mailed("SUPPORT_APPROVED") == ["walt"]
    mail = await steps.letter("SUPPORT_APPROVED", "walt")
    assert support.shown(mail)["Granted by"] == "Ann"
    assert [link["path"] for link in mail.letter["links"]] == ["/access"]
    assert await support.noticed(north.contract) == ["SUPPORT_ACCESS_CHANGED"]
    by_email = await support.grant(ask, "nell@nowhere.example")
    assert by_email["user"] == {"username": "nell"}


async def test_a_grant_answers_what_the_user_had_asked_for(ask: Ask) -> None:
    north = await support.north()
    await entitled.device("SN-1", north.contract)
    request = await support.pending(ask)
    device = await support.pending(ask, key="SN-1", keyKind="SERIAL_NUMBER")
    other = await support.pending(ask, "nell")

    await support.grant(ask, "walt", "abe", level="DOWNLOADS_ONLY")

    for closed in (request, device):
        read = await support.read(ask, closed, "walt")
        assert read and (read["status"], read["actedBy"]) == ("APPROVED", {"username": "abe"})
        assert read["grantedLevel"] == "DOWNLOADS_ONLY"
    left = await support.read(ask, other, "nell")
    assert left and left["status"] == "PENDING"
    assert await steps.mailed("SUPPORT_APPROVED") == ["ann", "ann", "walt", "walt"]
    assert await steps.mailed("SUPPORT_SUBMITTED", status="QUEUED") == ["abe", "ann"]
    kinds = await support.noticed(north.contract)
    assert kinds == ["REQUEST_SUBMITTED"] * 3 + ["REQUEST_ACTED_UPON"] * 2
    late = await support.approve(ask, request)
    assert (late["code"], late["actedBy"]) == ("ALREADY_ACTED_UPON", {"username": "abe"})


async def test_a_grant_and_a_decision_at_once_make_one_end(ask: Ask) -> None:
    north = await support.north()
    request = await support.pending(ask)

    granted, denied = await asyncio.gather(
        support.grant(ask, "walt", "ann"), support.deny(ask, request, "abe")
    )

    assert granted["__typename"] == "SupportAccess"
    row = await support.row(request)
    assert row.version == 2
    assert (denied["__typename"] == "SupportAccessRequest") == (row.status == "DECLINED")
    assert await support.held(ask, "walt") == [("CONTRACT", "N100", "FULL_SUPPORT")]
    assert (await support.noticed(north.contract)).count("REQUEST_ACTED_UPON") == 1


async def test_a_grant_replaces_a_lower_level_and_nothing_that_is_as_good(ask: Ask) -> None:
    await support.north()
    await support.grant(ask, "walt", level="DOWNLOADS_ONLY")
    await support.grant(ask, "walt")

    for level in ("FULL_SUPPORT", "DOWNLOADS_ONLY"):
        assert (await support.grant(ask, "walt", level=level))["code"] == "ALREADY_HELD"
    assert await support.held(ask, "walt") == [("CONTRACT", "N100", "FULL_SUPPORT")]


async def test_of_twenty_grants_at_once_one_gives_the_access(ask: Ask) -> None:
    await support.north()

    answers = await asyncio.gather(
        *(support.grant(ask, "walt", ("ann", "abe")[n % 2]) for n in range(20))
    )

    assert sorted({a["__typename"] for a in answers}) == ["AlreadyHeld", "SupportAccess"]
    assert [a["__typename"] for a in answers].count("SupportAccess") == 1
    assert await support.held(ask, "walt") == [("CONTRACT", "N100", "FULL_SUPPORT")]
    assert await steps.mailed("SUPPORT_APPROVED") == ["walt"]


@pytest.mark.parametrize(
    ("by", "user", "given", "code", "field"),
    [
        ("nora", "walt", {}, "NOT_FOUND", None),
        ("nora", "nobody", {}, "NOT_FOUND", None),
        ("ann", "walt", {"contractNumber": "N999"}, "NOT_FOUND", None),
        ("ann", "walt", {"contractNumber": "?"}, "NOT_FOUND", None),
        ("olaf", "walt", {}, "FORBIDDEN", None),
        ("opal", "walt", {}, "FORBIDDEN", None),
        ("petra", "walt", {}, "FORBIDDEN", None),
        ("ann", "nobody", {}, "NOT_FOUND", ["user"]),
        ("ann", "ann", {}, "SELF_DECISION", None),
    ],
)
async def test_who_grants_what_to_whom_is_checked(
    ask: Ask, by: str, user: str, given: dict[str, Any], code: str, field: list[str] | None
) -> None:
    north = await support.north()
    await entitled.access("petra", north.contract)

    refused = await support.grant(ask, user, by, **given)

    assert (refused["code"], refused["field"]) == (code, field)
    assert await SupportAccess.all().count() == 1
    assert await support.noticed(north.contract) == []


async def test_a_blocked_contract_is_given_to_nobody_and_a_refusal_closes_nothing(
    ask: Ask,
) -> None:
    await support.north()
    request = await support.pending(ask)
    await Contract.filter(number="N100").update(blocked=True)

    assert (await support.grant(ask, "walt"))["code"] == "FORBIDDEN"
    read = await support.read(ask, request, "walt")
    assert read and (read["status"], read["version"]) == ("PENDING", 1)


@pytest.mark.parametrize("who", ["walt", "ann", "olaf"])
async def test_the_holder_the_administrators_and_agents_end_access(ask: Ask, who: str) -> None:
    north = await support.north()
    await support.grant(ask, "walt")
    access = await support.access_id(ask, "walt")

    done = await support.revoke(ask, access, who)

    assert (done["id"], done["endedBy"], done["version"]) == (access, {"username": who}, 2)
    assert not done["viewerCanRevoke"]["allowed"]
    assert await support.held(ask, "walt") == []
    assert await steps.mailed("SUPPORT_REVOKED") == ([] if who == "walt" else ["walt"])
    assert await support.noticed(north.contract) == ["SUPPORT_ACCESS_CHANGED"] * 2
    assert (await support.revoke(ask, access, who))["code"] == "ROLE_ENDED"
    assert (await support.submit(ask, "walt"))["status"] == "PENDING"


@pytest.mark.parametrize(("who", "code"), [("nora", "NOT_FOUND"), ("opal", "FORBIDDEN")])
async def test_nobody_else_ends_access(ask: Ask, who: str, code: str) -> None:
    await support.north()
    await support.grant(ask, "walt")
    access = await support.access_id(ask, "walt")

    assert (await support.revoke(ask, access, who))["code"] == code
    assert len(await support.held(ask, "walt")) == 1
    assert (await support.revoke(ask, steps.unknown("SupportAccess"), who))["code"] == "NOT_FOUND"


async def test_access_by_bill_to_id_is_ended_by_its_holder_or_an_agent(ask: Ask) -> None:
    await support.north(bill_to_id="B7")
    await entitled.by_bill_to("petra", "B7")
    access = await support.access_id(ask, "petra")

    assert (await support.revoke(ask, access, "ann"))["code"] == "NOT_FOUND"
    assert (await support.revoke(ask, access, "olaf"))["key"] == "B7"
    assert await support.noticed(None) == ["SUPPORT_ACCESS_CHANGED"]


async def test_administrators_list_the_contracts_and_what_is_asked_and_held_of_them(
    ask: Ask,
) -> None:
    await support.north()
    await support.submit(ask, "nora")
    first = await support.pending(ask)
    second = await support.pending(ask, "nell")
    await support.remind(ask, first)

    (listed,) = (await ask(VIEWER, by="ann"))["administeredContracts"]["nodes"]
    assert listed == {"number": "N100", "company": {"name": "North-Site"}}
    shown = await contract(ask, "ann")
    assert shown
    nodes = shown["supportAccessRequests"]["nodes"]
    assert [node["requester"]["username"] for node in nodes] == ["walt", "nell", "nora"]
    assert [node["viewerCanDecide"]["allowed"] for node in nodes] == [True, True, False]
    assert {node["contract"]["number"] for node in nodes} == {"N100"}
    (held,) = shown["supportAccess"]["nodes"]
    assert (held["user"], held["viewerCanRevoke"]["allowed"]) == ({"username": "nora"}, True)
    only = await contract(ask, "abe", filter={"status": ["PENDING"], "text": "NELL"})
    assert only and [n["id"] for n in only["supportAccessRequests"]["nodes"]] == [second]


@pytest.mark.parametrize(
    ("filter", "count"),
    [
        ({"status": ["PENDING", "DECLINED"]}, 2),
        ({"keyKind": ["SERIAL_NUMBER"]}, 1),
        ({"level": ["DOWNLOADS_ONLY"]}, 1),
        ({"deciders": ["SUPPORT"]}, 1),
        ({"text": "sn-"}, 1),
        ({"text": "walt@"}, 3),
        ({"text": "\u0000"}, 0),
        ({"submittedFrom": "2100-01-01T00:00:00Z"}, 0),
        ({"submittedBefore": "2100-01-01T00:00:00Z", "status": []}, 0),
    ],
)
async def test_ones_own_requests_are_filtered(ask: Ask, filter: dict[str, Any], count: int) -> None:
    north = await support.north()
    await entitled.device("SN-1", north.contract)
    await support.submit(ask, "walt", "SN-1", keyKind="SERIAL_NUMBER")
    await support.submit(ask, "walt", "N999", level="DOWNLOADS_ONLY")
    await support.grant(ask, "walt")
    await support.pending(ask, "nell")

    mine = (await ask(VIEWER, by="walt"))["supportAccessRequests"]
    assert [node["key"] for node in mine["nodes"]] == ["N999", "SN-1"]
    await support.revoke(ask, await support.access_id(ask, "walt"), "walt")
    await support.pending(ask)
    found = (await ask(VIEWER, by="walt", filter=filter))["supportAccessRequests"]

    assert found["totalCount"] == len(found["nodes"]) == count


async def test_lists_are_paged_in_both_orders(ask: Ask) -> None:
    await support.north()
    for who in ("walt", "nell", "petra"):
        await support.pending(ask, who)
    order = {"by": "REQUESTER_NAME", "descending": False}

    names: list[str] = []
    after = None
    while True:
        shown = await contract(ask, "ann", order=order, first=2, after=after)
        assert shown
        page = shown["supportAccessRequests"]
        names += [node["requester"]["username"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert names == ["nell", "petra", "walt"]


async def test_staff_see_all_requests_and_agents_what_waits_for_them(ask: Ask) -> None:
    north = await support.north()
    await entitled.contract("N200", north.site)
    await support.pending(ask)
    await support.pending(ask, key="N200")

    for who, may in (("olaf", True), ("opal", False)):
        assert (await ask(STAFF, by=who))["totalCount"] == 2
        waiting = await ask(STAFF, by=who, filter={"deciders": ["SUPPORT"]})
        assert [(n["key"], n["viewerCanDecide"]["allowed"]) for n in waiting["nodes"]] == [
            ("N200", may)
        ]
        assert await contract(ask, who) is not None
    for who in ("walt", "ann"):
        assert await ask(STAFF, by=who) is None


async def test_a_holder_sees_a_contract_and_neither_its_users_nor_its_requests(ask: Ask) -> None:
    await support.north()
    await support.submit(ask, "nora")
    await support.pending(ask)

    assert await contract(ask, "nora") == {"supportAccess": None, "supportAccessRequests": None}
    # Who only waits for it learns nothing about it.
    assert await contract(ask, "walt") is None


async def test_requests_and_access_are_nodes_for_those_who_may_see_them(ask: Ask) -> None:
    await support.north()
    request = await support.pending(ask)
    await support.submit(ask, "nora")
    access = await support.access_id(ask, "nora")

    for who, sees_request, sees_access in (
        ("walt", True, False),
        ("nora", False, True),
        ("ann", True, True),
        ("olaf", True, True),
        ("opal", True, True),
        ("nell", False, False),
        ("ada", False, False),
    ):
        assert (await ask(NODE, by=who, id=request) is not None) == sees_request, who
        assert (await support.read(ask, request, who) is not None) == sees_request, who
        assert (await ask(NODE, by=who, id=access) is not None) == sees_access, who
    # Who may answer a request may know who asks.
    walt = ids.of(await steps.user("walt"))
    for who, knows in (("ann", True), ("olaf", True), ("nora", False), ("ada", False)):
        assert (await ask(NODE, by=who, id=walt) is not None) == knows, who
    for id in (access, steps.unknown("SupportAccessRequest"), "x"):
        assert await support.read(ask, id, "ann") is None


async def test_a_revoked_administrator_sees_nothing_more(ask: Ask) -> None:
    await support.north()
    request = await support.pending(ask)
    await support.submit(ask, "nora")
    access = await support.access_id(ask, "nora")
    await ContractAdministrator.filter(user__username="ann").delete()

    assert await contract(ask, "ann") is None
    assert (await ask(VIEWER, by="ann"))["administeredContracts"]["totalCount"] == 0
    for id in (request, access):
        assert await ask(NODE, by="ann", id=id) is None
    assert (await support.revoke(ask, access, "ann"))["code"] == "NOT_FOUND"
    assert (await support.grant(ask, "walt"))["code"] == "NOT_FOUND"


async def test_an_inactive_administrator_counts_for_nothing(ask: Ask) -> None:
    north = await support.north()
    await User.filter(username="ann").update(active=False)

    made = await support.submit(ask, "walt")

    assert made["deciders"] == "CONTRACT_ADMINISTRATORS"
    assert await steps.mailed("SUPPORT_SUBMITTED") == ["abe"]
    assert await support.noticed(north.contract) == ["REQUEST_SUBMITTED"]


async def test_who_leaves_the_company_loses_what_was_added_for_its_sake(ask: Ask) -> None:
    north = await support.north()
    await entitled.contract("N200", north.site)
    await support.submit(ask, "nora")
    await support.grant(ask, "walt")

    await moved(ask, "nora", "nora.n@north.example")
    assert len(await support.held(ask, "nora")) == 1
    for who in ("nora", "walt"):
        await moved(ask, who, f"{who}@leavers.example")

    assert await support.held(ask, "nora") == []
    assert await steps.mailed("SUPPORT_REVOKED") == ["nora"]
    assert (await support.noticed(north.contract))[-1] == "SUPPORT_ACCESS_CHANGED"
    # What an administrator gave does not depend on the company.
    assert await support.held(ask, "walt") == [("CONTRACT", "N100", "FULL_SUPPORT")]


async def moved(ask: Ask, who: str, email: str) -> None:
    """The user proves another address."""
    await ask(MOVE, by=who, email=email)
    mail = await EmailMessage.get(kind="VERIFY_ADDRESS", to_address=email)
    token = mail.letter["links"][0]["path"].rpartition("/")[2]
    assert (await ask(VERIFY, by=who, token=token))["email"] == email
