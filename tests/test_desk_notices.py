"""The agents' desk, live: what agents and registrants are told, claims, and claims taken back."""

from typing import Any

import pytest

from models import audit, clock
from models.administrators import DelegatedAdministrator
from models.channels import DESK, Channel
from models.entitlements import Company, CompanyAssociation
from models.notices import Notice
from models.onboarding import Registration
from models.portal import PortalRoleAssignment
from models.users import User
from resolvers import ids
from tests import reviewing, shared, steps
from tests.conftest import Ask, Served

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

CURSOR = "query { viewer { noticeCursor } }"
LIVE = """subscription($after: String) { viewerNotices(after: $after) {
  kind outcome message actedBy { username } reason
  about { id version status ... on Registration { stage review {
    question claimedBy { username } } } } } }"""
REVERSE = """mutation($input: ReverseAdministratorInput!) { reverseAdministrator(input: $input) {
  __typename ... on Problem { code message field }
  ... on AlreadyActedUpon { actedAt actedBy { username } } } }"""
ADMINISTRATORS = """query($id: ID!) { node(id: $id) { ... on Company { administrators {
  user { username } viewerCanReverse { allowed because } } } } }"""


async def cursor(ask: Ask, who: str) -> str:
    """Where somebody's stream stands."""
    return str((await ask(CURSOR, by=who))["noticeCursor"])


async def test_each_step_is_told_live_to_all_agents_and_to_the_registrant(
    ask: Ask, served: Served
) -> None:
    await reviewing.agent("otto")
    after = {who: await cursor(ask, who) for who in ("olaf", "otto", "opal", "rita", "ada")}
    registration = await reviewing.review()
    heard: dict[str, Any] = {}
    async with (
        served.client("otto").watch(LIVE, after=after["otto"]) as otto,
        served.client("rita").watch(LIVE, after=after["rita"]) as rita,
    ):
        await reviewing.question(ask, registration)
        await reviewing.answer(ask, registration)
        await reviewing.reject(ask, registration)
        heard["otto"], heard["rita"] = await otto.some(4), await rita.some(4)

    expected = ["REQUEST_SUBMITTED", "REQUEST_CHANGED", "REQUEST_CHANGED", "REQUEST_ACTED_UPON"]
    for who, notices in heard.items():
        assert [notice["kind"] for notice in notices] == expected, who
        assert [notice["outcome"] for notice in notices] == [None, None, None, "DECLINED"]
        assert {notice["about"]["id"] for notice in notices} == {ids.of(registration)}
        assert notices[-1]["actedBy"] == {"username": "olaf"}
        assert notices[-1]["reason"] == reviewing.REASON
    # The agents' page gets the review itself along, the registrant's does not.
    assert heard["otto"][-1]["about"]["review"]["question"] == reviewing.QUESTION
    assert heard["rita"][-1]["about"]["review"] is None
    for who, count in (("olaf", 4), ("opal", 4), ("ada", 0)):
        past = await ask("query { viewer { notices { nodes { kind } } } }", by=who)
        assert len(past["notices"]["nodes"]) == count, who


async def test_a_claim_is_shown_to_the_other_agents_and_not_to_the_registrant(
    ask: Ask, served: Served
) -> None:
    await reviewing.agent("otto")
    registration = await reviewing.review()
    after = await cursor(ask, "otto")
    async with served.client("otto").watch(LIVE, after=after) as otto:
        claimed = await reviewing.act(ask, "claimReview", "olaf", registration)
        told = await otto.next()

    assert claimed["review"]["claimedBy"] == {"username": "olaf"}
    assert told["about"]["review"]["claimedBy"] == {"username": "olaf"}
    assert told["message"] == "Olaf Agent looks at the registration of Rita Request"
    rita = await User.get(username="rita")
    assert await Notice.filter(subject_id=rita.id).count() == 1


async def test_a_claim_is_overridden_knowingly_ends_by_itself_and_keeps_nobody_from_deciding(
    ask: Ask,
) -> None:
    await reviewing.agent("otto")
    registration = await reviewing.review()

    async def claim(by: str, **given: Any) -> Any:
        return await reviewing.act(ask, "claimReview", by, registration, **given)

    claimed = await claim("olaf")
    refused = await claim("otto")
    assert refused["code"] == "REVIEW_CLAIMED" and refused["claimedBy"] == {"username": "olaf"}
    assert refused["claimedUntil"] == claimed["review"]["claimedUntil"]
    taken = await claim("otto", override=True)
    assert taken["review"]["claimedBy"] == {"username": "otto"}
    foreign = await reviewing.act(ask, "releaseReview", "olaf", registration)
    assert foreign["review"]["claimedBy"] == {"username": "otto"}
    released = await reviewing.act(ask, "releaseReview", "otto", registration)
    assert released["review"]["claimedBy"] is None
    await claim("otto")
    clock.clock.advance(minutes=61)
    assert (await reviewing.queue(ask))["nodes"][0]["review"]["claimedBy"] is None
    assert (await claim("olaf"))["review"]["claimedBy"] == {"username": "olaf"}
    assert (await reviewing.reject(ask, registration, "otto"))["stage"] == "REJECTED"
    assert (await claim("olaf"))["code"] == "ALREADY_ACTED_UPON"


async def reverse(ask: Ask, row: DelegatedAdministrator, by: str = "olaf", **given: Any) -> Any:
    """Take an administrator's claim back."""
    wanted = {"administrator": ids.of(row), "reason": "They do not work there.", **given}
    return await ask(REVERSE, by=by, input=wanted)


async def test_a_claim_to_a_company_is_taken_back_with_all_that_came_of_it(ask: Ask) -> None:
    root, north = await reviewing.organisation()
    registration = await reviewing.review("rita", north)
    await reviewing.resolve(ask, registration, root)
    first = await DelegatedAdministrator.get(company_id=root.id)
    rolf, rosa = await steps.person("rolf"), await steps.person("rosa")
    rita = await User.get(username="rita")
    await reviewing.administrator("rolf", north, nominated_by=rita)
    await reviewing.administrator("rosa", north, nominated_by=rolf)
    other = await reviewing.administrator("dana", north, nominated_by=None)
    await steps.person("rune")
    await reviewing.resolve(ask, await reviewing.review("rune"), root)

    done = await reverse(ask, first)
    late = await reverse(ask, first)

    assert done["__typename"] == "DelegatedAdministrator"
    assert (late["code"], late["actedBy"]) == ("ALREADY_ACTED_UPON", {"username": "olaf"})
    standing = await DelegatedAdministrator.standing()
    assert [row.id for row in standing] == [other.id]
    assert not await PortalRoleAssignment.standing().count()
    assert not await CompanyAssociation.filter(ended_at=None).count()
    assert await steps.mailed("ADMINISTRATOR_ENDED") == ["rita", "rolf", "rosa"]
    told = await Notice.filter(kind="ADMINISTRATOR_CHANGED", channel_id=root.id)
    assert {notice.subject_id for notice in told} == {rita.id, rolf.id, rosa.id}
    # The registration is back at the desk, and another company may be found for it.
    shown, waited = (await reviewing.queue(ask))["nodes"]
    if shown["requester"]["username"] == "rune":
        shown, waited = waited, shown
    assert shown["review"]["cause"] == "ADMINISTRATOR_REVERSED"
    assert (shown["status"], shown["actedBy"], shown["actedAt"]) == ("PENDING", None, None)
    # So is who waited for the administrator that was none.
    assert waited["requester"] == {"username": "rune"}
    assert waited["review"]["cause"] == "NO_ADMINISTRATOR_LEFT"
    clock.clock.advance(hours=23)
    await steps.due()
    assert (await Registration.get(id=registration.id)).stage == "MANUAL_REVIEW"
    again = await reviewing.resolve(ask, registration, root)
    assert again["stage"] == "SYNCING"


async def test_a_claim_is_taken_back_by_agents_within_thirty_days(ask: Ask) -> None:
    root, north = await reviewing.organisation()
    await reviewing.resolve(ask, await reviewing.review("rita", north), root)
    first = await DelegatedAdministrator.get(company_id=root.id)
    nominated = await reviewing.administrator("dana", north)

    refusals = {who: (await reverse(ask, first, who))["code"] for who in ("ada", "opal", "rita")}
    assert refusals == {"ada": "NOT_FOUND", "opal": "FORBIDDEN", "rita": "SELF_DECISION"}
    assert (await reverse(ask, nominated))["code"] == "FORBIDDEN"
    assert (await reverse(ask, first, reason="No."))["code"] == "REASON_TOO_SHORT"
    clock.clock.advance(days=31)
    assert (await reverse(ask, first))["code"] == "FORBIDDEN"
    assert await DelegatedAdministrator.standing().count() == 2


async def test_agents_find_a_companys_administrators_and_what_they_may_take_back(ask: Ask) -> None:
    root, north = await reviewing.organisation()
    await reviewing.resolve(ask, await reviewing.review("rita", north), root)
    await reviewing.administrator("dana", north)

    async def shown(by: str, company: Company = north) -> Any:
        return (await ask(ADMINISTRATORS, by=by, id=ids.of(company)))["administrators"]

    found = await shown("olaf")
    assert [row["user"]["username"] for row in found] == ["dana", "rita"]
    assert [row["viewerCanReverse"]["allowed"] for row in found] == [False, True]
    assert [row["viewerCanReverse"]["allowed"] for row in await shown("opal")] == [False, False]
    assert await shown("dana", root) is None
    clock.clock.advance(days=31)
    assert not any(row["viewerCanReverse"]["allowed"] for row in await shown("olaf"))


async def test_the_desks_log_is_a_whole_chain(ask: Ask) -> None:
    registration = await reviewing.review()
    await reviewing.act(ask, "claimReview", "olaf", registration)
    await reviewing.question(ask, registration)
    await reviewing.answer(ask, registration)
    await reviewing.reject(ask, registration)

    desk = await Channel.get(id=DESK)
    assert await audit.broken_links(desk) == []
    events = await audit.AuditEvent.filter(channel_id=DESK).order_by("number")
    assert [event.message for event in events][1:] == [
        "Olaf Agent looks at the registration of Rita Request",
        "Olaf Agent asked Rita Request for information",
        "Rita Request answered the support team's question",
        "Olaf Agent rejected the registration of Rita Request",
    ]
