"""Who decides about support access follows the contract's administrators as they come and go."""

from typing import Any

import pytest

from models.mail import EmailMessage
from models.users import Staff
from resolvers import ids
from tests import entitled, shared, steps
from tests import support_steps as support
from tests.conftest import Ask, Served

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

DEACTIVATE = """mutation($id: ID!) { deactivateUser(input: {user: $id}) { __typename
  ... on Problem { code } } }"""
CURSOR = "query { viewer { noticeCursor } }"
TOLD = """subscription($after: String) { viewerNotices(after: $after) { kind message
  about { id deciders ... on SupportAccessRequest { viewerCanDecide { allowed } } } } }"""
AT_THE_DESK = """query { supportAccessRequests(filter: {deciders: [SUPPORT], status: [PENDING]}) {
  nodes { id key } } }"""


async def deactivate(ask: Ask, *usernames: str) -> None:
    """Have an operator close these sign-ins."""
    for username in usernames:
        user = ids.of(await steps.user(username))
        assert (await ask(DEACTIVATE, by="opal", id=user))["__typename"] == "User"


async def for_support(ask: Ask) -> list[str]:
    """What agents find waiting for them."""
    return [node["id"] for node in (await ask(AT_THE_DESK, by="olaf"))["nodes"]]


async def asked(request: str, status: str) -> list[str]:
    """Who is asked by mail to decide, or was."""
    key = (await support.row(request)).id
    mails = EmailMessage.filter(request_id=key, kind="SUPPORT_SUBMITTED", status=status)
    return sorted([mail.to_address.partition("@")[0] for mail in await mails])


async def test_what_waits_goes_to_support_with_the_last_administrator_and_not_before(
    ask: Ask,
) -> None:
    north = await support.north()
    await entitled.device("SN-1", north.contract)
    contract = await support.pending(ask)
    device = await support.pending(ask, "nell", "SN-1", keyKind="SERIAL_NUMBER")

    await deactivate(ask, "ann")
    assert await for_support(ask) == []
    assert (await asked(contract, "QUEUED"), await asked(contract, "CANCELLED")) == (
        ["abe"],
        ["ann"],
    )
    await deactivate(ask, "abe")

    assert sorted(await for_support(ask)) == sorted([contract, device])
    for request in (contract, device):
        assert await asked(request, "CANCELLED") == ["abe", "ann"]
        assert await asked(request, "QUEUED") == ["olaf"]
        row = await support.row(request)
        assert (row.status, row.waits_for, row.version) == ("PENDING", "SUPPORT", 2)
    assert await support.noticed(north.contract) == ["REQUEST_SUBMITTED"] * 2
    assert await support.noticed(None) == ["REQUEST_CHANGED"] * 2
    assert (await support.approve(ask, contract, "olaf"))["status"] == "APPROVED"


async def test_agents_and_the_requester_are_told_that_it_went_to_support(
    ask: Ask, served: Served
) -> None:
    await support.north()
    request = await support.pending(ask)
    after = {who: (await ask(CURSOR, by=who))["noticeCursor"] for who in ("olaf", "walt")}

    await deactivate(ask, "ann", "abe")

    for who, position in after.items():
        async with served.client(who).watch(TOLD, after=position) as watch:
            (heard,) = await watch.some(1)
        assert (heard["kind"], heard["about"]["deciders"]) == ("REQUEST_CHANGED", "SUPPORT")
        assert heard["about"]["id"] == request
        assert heard["about"]["viewerCanDecide"]["allowed"] == (who == "olaf")


async def test_the_requester_does_not_count_as_an_administrator_who_is_left(ask: Ask) -> None:
    north = await support.north(locked=True)
    await entitled.administers("walt", north.contract)
    request = await support.pending(ask)

    await deactivate(ask, "ann", "abe")

    assert await for_support(ask) == [request]


async def test_what_was_decided_stays_where_it_was_decided(ask: Ask) -> None:
    north = await support.north()
    request = await support.pending(ask)
    await support.deny(ask, request)

    await deactivate(ask, "ann", "abe")

    row: Any = await support.row(request)
    assert (row.status, row.waits_for, row.version) == (
        "DECLINED",
        "CONTRACT_ADMINISTRATORS",
        2,
    )
    assert await support.noticed(None) == []
    assert await support.noticed(north.contract) == ["REQUEST_SUBMITTED", "REQUEST_ACTED_UPON"]


async def test_an_agent_who_asked_is_not_asked_to_decide_it(ask: Ask) -> None:
    await support.north()
    await steps.person("otto", "service.example", staff=Staff.SUPPORT_AGENT)
    request = await support.pending(ask, "otto")

    await deactivate(ask, "ann", "abe")

    assert await asked(request, "QUEUED") == ["olaf"]
