"""How many notices came since somebody read them: the number at the bell."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from models import clock, database, notices, reading
from models.accounts import SmartAccount
from models.notices import NoticeKind
from tests import registering, reviewing, shared, steps, support_steps
from tests.conftest import Ask

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

BELL = """{ viewer { noticesReadUpTo unreadNotices
  notices(first: 1) { totalCount nodes { actedAt } } } }"""
MARK = """mutation($upTo: DateTime!) { markNoticesRead(input: {upTo: $upTo}) { __typename
  ... on Viewer { noticesReadUpTo unreadNotices } ... on Problem { code field } } }"""


async def unread(ask: Ask, who: str) -> int:
    """The number at somebody's bell."""
    return int((await ask(BELL, by=who))["unreadNotices"])


async def read_all(ask: Ask, who: str) -> dict[str, Any]:
    """Take all that is there as read, as a page does: up to the newest that it shows."""
    (newest,) = (await ask(BELL, by=who))["notices"]["nodes"]
    marked: dict[str, Any] = await ask(MARK, by=who, upTo=newest["actedAt"])
    return marked


async def test_what_others_did_is_unread_until_it_is_marked(ask: Ask) -> None:
    before = await ask(BELL, by="ada")
    assert (before["noticesReadUpTo"], before["unreadNotices"]) == (None, 0)
    request = await steps.pending(ask)
    await steps.remind(ask, request)

    assert await unread(ask, "ada") == 2
    marked = await read_all(ask, "ada")

    assert marked["__typename"] == "Viewer" and marked["unreadNotices"] == 0
    assert await unread(ask, "ben") == 2
    clock.clock.advance(seconds=1)
    await steps.withdraw(ask, request)
    assert (await unread(ask, "ada"), await unread(ask, "ben")) == (1, 3)


async def test_ones_own_acts_are_not_unread(ask: Ask) -> None:
    request = await steps.pending(ask)
    await steps.approve(ask, request)

    assert await unread(ask, "rita") == 1  # Ada's approval, but not her own asking
    assert await unread(ask, "ada") == 1  # Rita's asking, but not her own approval
    assert (await ask(BELL, by="ada"))["notices"]["totalCount"] == 2


async def test_what_is_about_an_administrator_counts_once(ask: Ask) -> None:
    await steps.appoint("dana")
    request = await steps.pending(ask, "uma", virtualAccounts=[])
    await steps.appoint("uma")
    await steps.approve(ask, request, by="ada", role="SMART_ACCOUNT_VIEWER")

    # For Uma it is both: about her, and in an account that she administers by now.
    assert await unread(ask, "uma") == 1
    assert await unread(ask, "dana") == 2


async def test_it_never_moves_backwards(ask: Ask) -> None:
    request = await steps.pending(ask)
    (first,) = (await ask(BELL, by="ada"))["notices"]["nodes"]
    clock.clock.advance(hours=25)
    await steps.remind(ask, request)
    latest = (await read_all(ask, "ada"))["noticesReadUpTo"]

    again = await ask(MARK, by="ada", upTo=first["actedAt"])

    assert datetime.fromisoformat(first["actedAt"]) < datetime.fromisoformat(latest)
    assert (again["noticesReadUpTo"], again["unreadNotices"]) == (latest, 0)


async def test_nobody_reads_what_has_not_happened_yet(ask: Ask) -> None:
    ahead = (clock.now() + timedelta(minutes=2)).isoformat()

    refused = await ask(MARK, by="ada", upTo=ahead)

    assert (refused["code"], refused["field"]) == ("INVALID_INPUT", ["upTo"])
    assert (await ask(BELL, by="ada"))["noticesReadUpTo"] is None
    nearly = (clock.now() + timedelta(seconds=30)).isoformat()
    assert (await ask(MARK, by="ada", upTo=nearly))["__typename"] == "Viewer"


async def test_channels_are_counted_as_they_are_listed(ask: Ask) -> None:
    north = await support_steps.north()
    await support_steps.pending(ask)
    _, site, _ = await registering.rivers("rita")
    await reviewing.administrator("dana", site)
    await registering.forwarded(ask)
    await reviewing.review("vera")

    for who in ("ann", "dana", "olaf", "walt", "nora"):
        shown = await ask(BELL, by=who)
        own = 1 if who == "walt" else 0
        assert shown["unreadNotices"] == shown["notices"]["totalCount"] - own, who
    assert await unread(ask, "ann") == await unread(ask, "olaf") == 1
    assert await unread(ask, "dana") == 1 and await unread(ask, "nora") == 0
    assert north.contract.number == "N100"


async def test_counting_ends_at_a_hundred(ask: Ask) -> None:
    await happen(reading.COUNTED + 5)

    assert await unread(ask, "ada") == 100
    clock.clock.advance(seconds=1)
    await read_all(ask, "ada")
    assert await unread(ask, "ada") == 0


@database.transaction
async def happen(times: int) -> None:
    """Something happens in ACME, so many times."""
    account = await SmartAccount.locked((await steps.acme()).id)
    for n in range(times):
        kind, told = NoticeKind.ACCOUNT_CHANGED, f"changed it {n}"
        await notices.tell(kind, account, actor=None, message=told)
