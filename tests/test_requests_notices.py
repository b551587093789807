"""What is told live of requests: to the requester, to the administrators, and to nobody else."""

from datetime import datetime
from typing import Any

import pytest
from gql.transport.exceptions import TransportQueryError

from models import clock
from models.accounts import SmartAccount
from models.notices import Notice
from models.roles import RoleAssignment
from resolvers import ids
from tests import shared, steps
from tests.conftest import Ask, Served

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

CURSOR = "query { viewer { noticeCursor } }"
TOLD = """cursor number kind outcome message actedAt accountName requesterName roles reason
  requestVersion actedBy { username fullName } account { name }
  request { id status version currentRoles { role } viewerCanDecide { allowed } }"""
MINE = f"subscription($after: String) {{ viewerNotices(after: $after) {{ {TOLD} }} }}"
ACTED = f"""subscription($account: ID!, $after: String) {{
  requestActedUpon(accountId: $account, after: $after) {{ {TOLD} }} }}"""
PAST = "query { viewer { notices { nodes { kind number } } } }"


async def cursor(ask: Ask, who: str) -> str:
    """Where somebody's stream stands."""
    return str((await ask(CURSOR, by=who))["noticeCursor"])


async def told(served: Served, who: str, count: int, after: str, **only: str) -> list[Any]:
    """The next notices that somebody is told."""
    document = ACTED if only else MINE
    async with served.client(who).watch(document, after=after, **only) as watch:
        return await watch.some(count)


def kinds(notices: list[Any]) -> list[str]:
    return [notice["kind"] for notice in notices]


async def test_each_step_writes_one_notice_numbered_without_gaps(ask: Ask, served: Served) -> None:
    after = {who: await cursor(ask, who) for who in ("rita", "ada", "ben")}
    for end in (steps.approve, steps.decline, steps.withdraw):
        request = await steps.pending(ask)
        await steps.remind(ask, request)
        await end(ask, request)

    ends = ["REQUEST_ACTED_UPON", "REQUEST_ACTED_UPON", "REQUEST_WITHDRAWN"]
    expected = [kind for end in ends for kind in ("REQUEST_SUBMITTED", "REQUEST_REMINDED", end)]
    assert await steps.noticed() == expected
    for who, position in after.items():
        heard = await told(served, who, 9, position)
        assert kinds(heard) == expected
        assert [n["number"] for n in heard] == list(range(1, 10))
        assert [n["outcome"] for n in heard[2::3]] == ["APPROVED", "DECLINED", "CANCELLED"]
        assert [n["requestVersion"] for n in heard] == [1, 2, 3] * 3
        past = (await ask(PAST, by=who))["notices"]["nodes"]
        assert sorted(n["number"] for n in past) == list(range(1, 10))


async def test_a_notice_can_be_shown_without_another_query(ask: Ask, served: Served) -> None:
    after = await cursor(ask, "ben")
    request = await steps.pending(ask)
    done = await steps.approve(ask, request)
    again = await steps.pending(ask)
    declined = await steps.decline(ask, again, reason="Not needed.")

    _, approval, _, decline = await told(served, "ben", 4, after)

    assert approval["actedBy"] == {"username": "ada", "fullName": "Ada Admin"}
    assert approval["actedAt"] == done["actedAt"]
    assert (approval["accountName"], approval["requesterName"]) == ("ACME", "Rita Request")
    assert (approval["roles"], approval["reason"]) == (["Smart Account User"], None)
    assert "Ada Admin" in approval["message"] and "Rita Request" in approval["message"]
    # The changed thing itself comes along at its new version, with what the viewer may do.
    assert approval["request"] == {
        "id": request,
        "status": "APPROVED",
        "version": 2,
        "currentRoles": [{"role": "SMART_ACCOUNT_USER"}],
        "viewerCanDecide": {"allowed": False},
    }
    assert (decline["outcome"], decline["reason"]) == ("DECLINED", "Not needed.")
    assert (decline["actedAt"], decline["roles"]) == (declined["actedAt"], [])


async def test_an_own_decision_comes_too_and_once(ask: Ask, served: Served) -> None:
    account = await steps.acme_id()
    after = await cursor(ask, "ada")
    await steps.person("rolf")
    request = await steps.pending(ask)
    await steps.approve(ask, request)
    await steps.decline(ask, await steps.pending(ask, "rolf"))

    mine = await told(served, "ada", 4, after)
    acted = await told(served, "ada", 2, after, account=account)

    steps_taken = ["REQUEST_SUBMITTED", "REQUEST_ACTED_UPON"] * 2
    assert kinds(mine) == steps_taken
    assert [n["request"]["id"] for n in mine][:2] == [request] * 2
    assert kinds(acted) == ["REQUEST_ACTED_UPON"] * 2
    assert [n["number"] for n in acted] == [2, 4]
    assert [n["outcome"] for n in acted] == ["APPROVED", "DECLINED"]


async def test_a_requester_who_administers_the_account_hears_once(ask: Ask, served: Served) -> None:
    after = await cursor(ask, "ben")
    await steps.approve(ask, await steps.pending(ask, "ben"))
    await steps.pending(ask)

    heard = await told(served, "ben", 3, after)

    assert kinds(heard) == ["REQUEST_SUBMITTED", "REQUEST_ACTED_UPON", "REQUEST_SUBMITTED"]
    assert sorted(n["number"] for n in heard) == [1, 2, 3]


async def test_a_requester_hears_of_own_requests_in_every_account_and_of_no_others(
    ask: Ask, served: Served
) -> None:
    after = await cursor(ask, "rita")
    await steps.person("rolf")
    await steps.decline(ask, await steps.pending(ask, "rolf"))
    own = await steps.pending(ask)
    await steps.approve(ask, own)
    elsewhere = await steps.submit(ask, domainIdentifier="rivers.example", account=None)

    heard = await told(served, "rita", 3, after)

    assert [n["request"]["id"] for n in heard] == [own, own, elsewhere["id"]]
    assert [n["accountName"] for n in heard] == ["ACME", "ACME", "Rivers Ltd"]
    # The account's own numbers have gaps for a requester, for whom only some are.
    assert [n["number"] for n in heard] == [3, 4, 1]
    assert kinds((await ask(PAST, by="rita"))["notices"]["nodes"])[1:] == [
        "REQUEST_ACTED_UPON",
        "REQUEST_SUBMITTED",
    ]


async def test_virtual_account_admins_hear_of_theirs_while_they_may_decide(
    ask: Ask, served: Served
) -> None:
    await steps.person("rolf")
    account = await steps.acme_id()
    after = await cursor(ask, "vera")
    office: dict[str, Any] = {"virtualAccounts": [await steps.part_id("Office")]}
    annex: dict[str, Any] = {"virtualAccounts": [await steps.part_id("Lab Annex")]}
    await steps.decline(ask, await steps.pending(ask, "rolf", **office))
    await steps.decline(ask, await steps.pending(ask, "rolf"))
    await steps.decline(ask, await steps.pending(ask, **annex))

    with pytest.raises(TransportQueryError, match="do not administer"):
        await told(served, "vera", 1, after, account=account)
    await SmartAccount.filter(name="ACME").update(virtual_account_admins_may_decide=True)
    heard = await told(served, "vera", 2, after)
    (acted,) = await told(served, "vera", 1, after, account=account)

    assert kinds(heard) == ["REQUEST_SUBMITTED", "REQUEST_ACTED_UPON"]
    assert {n["requesterName"] for n in heard} == {"Rita Request"}
    assert (acted["number"], acted["outcome"]) == (6, "DECLINED")


@pytest.mark.parametrize("who", ["rita", "uma", "vera", "dana", "olaf", "opal"])
async def test_nobody_but_deciders_follows_an_account(ask: Ask, served: Served, who: str) -> None:
    await steps.pending(ask)
    for account in (await steps.acme_id(), steps.unknown("SmartAccount"), "garbage"):
        with pytest.raises(TransportQueryError) as refused:
            async with served.client(who).watch(ACTED, account=account) as watch:
                await watch.next()
        (error,) = refused.value.errors or []
        assert error["extensions"]["code"] == "FORBIDDEN"


async def test_cancellations_are_told_to_requesters(ask: Ask, served: Served) -> None:
    close = """mutation($id: ID!) { deactivateSmartAccount(input: {account: $id}) {
      ... on SmartAccount { status } } }"""
    after = await cursor(ask, "rita")
    await steps.pending(ask)
    await ask(close, by="opal", id=await steps.acme_id())

    _, heard = await told(served, "rita", 2, after)

    assert (heard["kind"], heard["outcome"]) == ("REQUEST_WITHDRAWN", "CANCELLED")
    assert heard["request"]["status"] == "CANCELLED" and heard["requestVersion"] == 2


async def test_missed_notices_come_first_and_then_the_live_ones(ask: Ask, served: Served) -> None:
    after = await cursor(ask, "ben")
    request = await steps.pending(ask)
    async with served.client("ben").watch(MINE, after=after) as watch:
        missed = await watch.next()
        await steps.remind(ask, request)
        live = await watch.next()
    await steps.approve(ask, request)

    (rest,) = await told(served, "ben", 1, live["cursor"])

    assert kinds([missed, live, rest]) == [
        "REQUEST_SUBMITTED",
        "REQUEST_REMINDED",
        "REQUEST_ACTED_UPON",
    ]


async def test_losing_the_role_ends_the_stream_with_a_reason(ask: Ask, served: Served) -> None:
    revoke = """mutation($id: ID!) { revokeRole(input: {roleAssignment: $id}) { __typename } }"""
    account, after = await steps.acme_id(), await cursor(ask, "ben")
    bens = ids.of(await RoleAssignment.get(user__username="ben"))
    async with served.client("ben").watch(ACTED, account=account, after=after) as watch:
        await steps.approve(ask, await steps.pending(ask))
        await watch.next()
        await ask(revoke, by="ada", id=bens)
        await steps.approve(ask, await steps.pending(ask), role="SMART_ACCOUNT_VIEWER")
        with pytest.raises(TransportQueryError, match="no longer"):
            await watch.next()


async def test_the_notice_tells_the_moment_of_the_act(ask: Ask) -> None:
    clock.clock.advance(days=3)
    done = await steps.approve(ask, await steps.pending(ask))

    notice = await Notice.get(kind="REQUEST_ACTED_UPON")

    assert notice.occurred_at == datetime.fromisoformat(done["actedAt"])
