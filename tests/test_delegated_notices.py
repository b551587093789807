"""What is told live of registrations: to the registrant, and to whom they wait for."""

from typing import Any

import pytest

from models import audit
from models.channels import Channel
from models.notices import Notice
from resolvers import ids
from tests import entitled, registering, shared, steps
from tests.conftest import Ask, Served
from tests.registering import do

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")
CURSOR = "query { viewer { noticeCursor } }"
MINE = """subscription($after: String) { viewerNotices(after: $after) {
  kind outcome message requesterName actedBy { username } requestVersion
  about { id version status ... on Registration { stage } } } }"""


async def cursor(ask: Ask, who: str) -> str:
    """Where somebody's stream stands."""
    return str((await ask(CURSOR, by=who))["noticeCursor"])


async def administered(ask: Ask) -> tuple[Any, Any]:
    """Rivers, of which Dana is the administrator, and its site."""
    root, site, _ = await registering.rivers("rita", "dana")
    await registering.founded(ask, root)
    return root, site


async def decide(ask: Ask, registration: str, by: str) -> Any:
    """Grant access."""
    given = {"registration": registration, "approve": True, "portalRole": "CUSTOMER_USER"}
    return await do(ask, "decideRegistration", by, **given)


async def test_every_administrator_and_the_registrant_hear_each_step_once(
    ask: Ask, served: Served
) -> None:
    _, site = await administered(ask)
    await registering.second(ask, site, "ada")
    people = ("dana", "ada", "rita")
    after = {who: await cursor(ask, who) for who in people}
    registration = await registering.forwarded(ask)
    await do(ask, "remindRegistration", registration=registration)
    await decide(ask, registration, "ada")
    await do(ask, "associateUser", "dana", company=ids.of(site), user="ben")

    for who in people:
        async with served.client(who).watch(MINE, after=after[who]) as watch:
            told = await watch.some(4)
        if who == "rita":
            assert told.pop(0)["message"] == "Rita Request verified contract C-100"
        assert [t["kind"] for t in told[:3]] == [
            "REQUEST_SUBMITTED",
            "REQUEST_REMINDED",
            "REQUEST_ACTED_UPON",
        ], who
        assert (told[2]["outcome"], told[2]["actedBy"]) == ("APPROVED", {"username": "ada"})
        assert told[2]["about"]["stage"] == "SYNCING"
        assert told[2]["about"]["id"] == registration
        assert told[2]["requesterName"] == "Rita Request"
        assert [t["kind"] for t in told[3:]] == ["PORTAL_ACCESS_CHANGED"] * (who != "rita")


async def test_a_registrants_own_steps_show_on_the_registrants_other_screens_alone(
    ask: Ask, served: Served
) -> None:
    root, _ = await administered(ask)
    people = ("dana", "rita")
    after = {who: await cursor(ask, who) for who in people}
    await registering.verified(ask)
    await do(ask, "cancelRegistration")
    await do(ask, "associateUser", "dana", company=ids.of(root), user="rita")

    async with served.client("rita").watch(MINE, after=after["rita"]) as watch:
        heard = await watch.some(3)
    async with served.client("dana").watch(MINE, after=after["dana"]) as watch:
        told = await watch.next()
    assert [(n["kind"], n["about"]["stage"]) for n in heard[:2]] == [
        ("REQUEST_CHANGED", "CANCELLED"),  # as it is now
        ("REQUEST_CHANGED", "CANCELLED"),
    ]
    assert told["kind"] == heard[2]["kind"] == "PORTAL_ACCESS_CHANGED"


async def test_an_administrator_of_another_part_hears_nothing_of_it(
    ask: Ask, served: Served
) -> None:
    root, _ = await administered(ask)
    south = await entitled.company("RIVERS-SOUTH", root, name="Rivers South")
    await registering.second(ask, south, "ada")
    after = await cursor(ask, "ada")
    await registering.forwarded(ask)
    await do(ask, "associateUser", "dana", company=ids.of(south), user="ben")

    async with served.client("ada").watch(MINE, after=after) as watch:
        told = await watch.next()

    assert told["message"] == "Dana Delegate associated Ben Boss with Rivers South"


async def test_a_removed_administrator_hears_of_it_and_of_nothing_after(
    ask: Ask, served: Served
) -> None:
    root, _ = await administered(ask)
    ada = await registering.second(ask, root, "ada")
    after = await cursor(ask, "ada")
    async with served.client("ada").watch(MINE, after=after) as watch:
        await registering.forwarded(ask)
        assert (await watch.next())["kind"] == "REQUEST_SUBMITTED"

        await do(ask, "endAdministrator", "dana", administrator=ada)
        await do(ask, "associateUser", "dana", company=ids.of(root), user="ben")
        herself = ids.of(await steps.user("ada"))
        await do(ask, "dissociateUser", "dana", company=ids.of(root), user=herself)

        heard = await watch.some(2)
    assert [told["kind"] for told in heard] == ["ADMINISTRATOR_CHANGED", "PORTAL_ACCESS_CHANGED"]
    # It is about herself: what was told of Ben in between she did not hear.
    assert "Ada Admin" in heard[1]["message"]


async def test_a_new_administrator_hears_at_once_and_nothing_of_before(
    ask: Ask, served: Served
) -> None:
    root, _ = await administered(ask)
    await registering.forwarded(ask)
    after = await cursor(ask, "ada")
    async with served.client("ada").watch(MINE, after=after) as watch:
        await registering.second(ask, root, "ada")
        await do(ask, "cancelRegistration")
        heard = await watch.some(3)

    kinds = [told["kind"] for told in heard]
    assert kinds == ["ADMINISTRATOR_APPOINTED", "ADMINISTRATOR_CHANGED", "REQUEST_WITHDRAWN"]


async def test_when_the_portal_is_ready_the_registrant_is_told(ask: Ask, served: Served) -> None:
    root, _, _ = await registering.rivers()
    shared.limit(served, hours_to_sync=0)
    await registering.chosen(ask, root)
    after = await cursor(ask, "rita")
    await registering.confirm(ask)

    async with served.client("rita").watch(MINE, after=after) as watch:
        heard = await watch.some(2)

    assert [told["kind"] for told in heard] == ["ADMINISTRATOR_APPOINTED", "PORTAL_ACCESS_CHANGED"]
    assert heard[1]["about"]["stage"] == "ACTIVE"


async def test_the_desk_hears_of_a_review(ask: Ask, served: Served) -> None:
    await registering.rivers()
    await registering.verified(ask)
    after = await cursor(ask, "olaf")
    await do(ask, "chooseCompany", noneOfTheAbove=True)

    async with served.client("olaf").watch(MINE, after=after) as watch:
        told = await watch.next()

    assert (told["kind"], told["outcome"]) == ("REQUEST_SUBMITTED", None)
    assert told["about"]["stage"] == "MANUAL_REVIEW"


async def test_an_organisations_notices_have_no_gaps_and_its_log_holds_together(ask: Ask) -> None:
    root, site = await administered(ask)
    await registering.second(ask, site, "ada")
    registration = await registering.forwarded(ask)
    await decide(ask, registration, "dana")
    await steps.due()

    channel = await Channel.get(id=root.id)
    written = await Notice.filter(channel_id=root.id).order_by("seq")
    assert [notice.seq for notice in written] == list(range(1, channel.seq + 1))
    assert await audit.broken_links(channel) == []
