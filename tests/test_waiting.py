"""What waits for somebody's decision, in numbers."""

import pytest

from models import clock, waiting
from models.accounts import SmartAccount
from models.roles import Role
from models.users import User
from resolvers import ids
from tests import applying, entitled, registering, reviewing, shared, steps, support_steps
from tests.conftest import Ask, Served
from tests.test_statements import statements

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

MINE = "{ viewer { waitingForMe } }"
ACCOUNTS = """{ viewer { administeredAccounts { nodes { name pendingRequests
  accessRequests(filter: {status: [PENDING]}) { totalCount } } } } }"""
ACCOUNT = "query($id: ID!) { smartAccount(id: $id) { pendingRequests } }"


async def waits(ask: Ask, who: str) -> int:
    """How much waits for somebody."""
    return int((await ask(MINE, by=who))["waitingForMe"])


async def in_acme(ask: Ask, who: str) -> int | None:
    """How many requests to enter ACME somebody is told of."""
    shown = await ask(ACCOUNT, by=who, id=await steps.acme_id())
    return shown["pendingRequests"]  # type: ignore[no-any-return]


async def test_a_request_waits_for_each_administrator_until_one_decides(ask: Ask) -> None:
    request = await steps.pending(ask)
    await steps.pending(ask, "dana")

    assert [await waits(ask, who) for who in ("ada", "ben")] == [2, 2]
    assert [await waits(ask, who) for who in ("rita", "uma", "opal")] == [0, 0, 0]
    await steps.approve(ask, request)
    assert [await waits(ask, who) for who in ("ada", "ben")] == [1, 1]


async def test_nobody_waits_for_oneself(ask: Ask) -> None:
    await steps.appoint("vera")
    await steps.pending(ask, "vera")

    assert [await waits(ask, who) for who in ("ada", "vera")] == [1, 0]
    assert [await in_acme(ask, who) for who in ("ada", "vera")] == [1, 1]


async def test_administrators_of_a_part_count_what_they_may_decide(ask: Ask) -> None:
    lab = await steps.part_id("Lab Annex")
    await steps.pending(ask, role="VIRTUAL_ACCOUNT_USER", virtualAccounts=[lab])
    await steps.pending(ask, "dana")

    assert (await in_acme(ask, "vera"), await waits(ask, "vera")) == (None, 0)
    await SmartAccount.filter(name="ACME").update(virtual_account_admins_may_decide=True)
    assert (await in_acme(ask, "vera"), await waits(ask, "vera")) == (1, 1)
    assert (await in_acme(ask, "ada"), await waits(ask, "ada")) == (2, 2)


async def test_every_account_of_a_list_tells_its_own(ask: Ask) -> None:
    rivers = await SmartAccount.get(name="Rivers Ltd")
    await steps.appoint("ada", where=rivers)
    await steps.pending(ask)
    await steps.pending(ask, "paul")
    await steps.pending(ask, "paul", domainIdentifier="rivers.example", account=None)
    await steps.withdraw(ask, await steps.pending(ask, "uma"), by="uma")

    nodes = (await ask(ACCOUNTS, by="ada"))["administeredAccounts"]["nodes"]

    assert {node["name"]: node["pendingRequests"] for node in nodes} == {"ACME": 2, "Rivers Ltd": 1}
    assert all(n["pendingRequests"] == n["accessRequests"]["totalCount"] for n in nodes)
    assert await waits(ask, "ada") == 3


async def test_who_may_decide_none_is_told_no_number(ask: Ask) -> None:
    await steps.pending(ask)

    assert [await in_acme(ask, who) for who in ("uma", "rita")] == [None, None]


async def test_support_requests_wait_for_the_contracts_administrators(ask: Ask) -> None:
    await support_steps.north()
    request = await support_steps.pending(ask)

    assert [await waits(ask, who) for who in ("ann", "abe", "walt", "olaf")] == [1, 1, 0, 0]
    await support_steps.deny(ask, request)
    assert [await waits(ask, who) for who in ("ann", "abe")] == [0, 0]


async def test_registrations_wait_for_the_companies_administrators(ask: Ask) -> None:
    root, site, _ = await registering.rivers("rita")
    beside = await entitled.company("RIVERS-SOUTH", root)
    for who, company in (("dana", root), ("ben", site), ("uma", beside)):
        await reviewing.administrator(who, company)
    request = await registering.forwarded(ask)

    assert [await waits(ask, who) for who in ("dana", "ben", "uma", "rita")] == [1, 1, 0, 0]
    await registering.do(
        ask, "decideRegistration", "dana", registration=request, approve=False, reason="Not ours."
    )
    assert [await waits(ask, who) for who in ("dana", "ben")] == [0, 0]


async def test_an_application_waits_for_whom_it_is_for(ask: Ask) -> None:
    await applying.cast()
    await applying.for_noel(ask)
    await applying.to_review(ask, by="nora", name="Nova Group")

    assert [await waits(ask, who) for who in ("noel", "nora", "opal")] == [1, 0, 0]
    await User.filter(username="noel").update(email_verified_at=None)
    assert await waits(ask, "noel") == 0
    await User.filter(username="noel").update(email_verified_at=clock.now())
    await applying.authorize(ask, await applying.secret())
    assert await waits(ask, "noel") == 0


async def test_all_places_are_one_number(ask: Ask) -> None:
    await support_steps.north()
    await steps.appoint("ann", Role.SMART_ACCOUNT_ADMIN)
    await support_steps.pending(ask)
    await steps.pending(ask)

    assert await waits(ask, "ann") == 2


async def test_counting_ends_at_a_hundred(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "COUNTED", 2)
    for who in ("rita", "dana", "paul"):
        await steps.pending(ask, who)

    assert await waits(ask, "ada") == 2
    assert await in_acme(ask, "ada") == 3


FRAME = """{ viewer { unreadNotices waitingForMe
  administeredAccounts(first: 50) { nodes { name pendingRequests } } } }"""


async def test_a_pages_frame_takes_the_same_statements_for_any_number_of_accounts(
    ask: Ask, served: Served
) -> None:
    counts = []
    for start, end in ((0, 2), (2, 12)):
        for n in range(start, end):
            account = await steps.account(f"Branch {n}", f"branch{n}.example")
            await steps.appoint("ada", where=account)
            await steps.pending(ask, account=ids.of(account), domainIdentifier=f"branch{n}.example")
        counts.append(await statements(served.client("ada"), FRAME))

    shown = await ask(FRAME, by="ada")
    assert (shown["unreadNotices"], shown["waitingForMe"]) == (12, 12)
    assert sorted(a["pendingRequests"] for a in shown["administeredAccounts"]["nodes"]) == [
        0, *[1] * 12,
    ]  # fmt: skip
    assert 1 < counts[0] == counts[1] <= 16, counts
