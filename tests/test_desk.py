"""The agents' desk: what waits there, for how long, and who sees it."""

import asyncio

import pytest

from models import clock, database
from models.entitlements import Company
from models.mail import EmailMessage
from models.onboarding import Registration, ReviewCause
from models.timers import run_due
from models.users import User
from resolvers import ids
from tests import entitled, registering, reviewing, shared, steps
from tests.conftest import Ask, Served
from tests.test_statements import statements

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

COMPANIES = """query($search: String, $first: Int, $after: String) {
  companies(search: $search, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor } nodes { id name number domain lineage { name } } } }"""

OWN = "query($id: ID!) { node(id: $id) { ... on Company { name number domain } } }"
BELOW = "query($id: ID!) { node(id: $id) { ... on Company { below { nodes { name } } } } }"


async def names(ask: Ask, by: str = "olaf", **given: str) -> list[str]:
    """The names of companies that were found."""
    return [node["name"] for node in (await ask(COMPANIES, by=by, **given))["nodes"]]


async def below(ask: Ask, company: Company, by: str = "olaf") -> list[str] | None:
    """The names of the companies below another one; None where that is not to be seen."""
    shown = (await ask(BELOW, by=by, id=ids.of(company)))["below"]
    return None if shown is None else [node["name"] for node in shown["nodes"]]


async def timers_of(registration: Registration) -> list[str]:
    """What is to be done about it at a time."""
    rows = await database.fetch("SELECT act FROM timer WHERE thing_id = ?", registration.id)
    return [str(row["act"]) for row in rows]


async def test_reviews_are_listed_oldest_first_with_what_is_needed_to_decide(ask: Ask) -> None:
    root, north = await reviewing.organisation()
    await reviewing.administrator("dana", root)
    await steps.person("rolf")
    await reviewing.review("rita", north, ReviewCause.EMAIL_DOMAIN_DIFFERS)
    clock.clock.advance(hours=2)
    await reviewing.review("rolf")

    older, newer = (await reviewing.queue(ask))["nodes"]

    assert (older["requester"]["username"], older["stage"]) == ("rita", "MANUAL_REVIEW")
    assert older["profile"] == {"fullName": "Rita Request", "companyName": "Rivers Ltd"}
    shown = older["review"]
    assert (shown["cause"], shown["hoursLeft"], shown["overdue"]) == (
        "EMAIL_DOMAIN_DIFFERS",
        22,
        False,
    )
    assert shown["tree"] == [
        {"name": "Rivers", "address": ""},
        {"name": "Rivers North", "address": "1 Hill Road"},
    ]
    assert shown["administrators"] == [{"user": {"username": "dana"}}]
    assert older["viewerCanDecide"]["allowed"]
    assert newer["requester"]["username"] == "rolf"
    assert (newer["review"]["hoursLeft"], newer["review"]["tree"]) == (24, [])


async def test_the_queue_is_for_agents_and_operators_alone(ask: Ask) -> None:
    registration = await reviewing.review()

    assert await reviewing.waiting(ask, "olaf") == ["rita"]
    assert await reviewing.waiting(ask, "opal") == ["rita"]
    for who in ("rita", "ada", "dana", "paul"):
        assert await reviewing.queue(ask, who) is None
        assert await ask(COMPANIES, by=who) is None
    own = await ask(
        "query($id: ID!) { node(id: $id) { ... on Registration { stage review { cause } } } }",
        by="rita",
        id=ids.of(registration),
    )
    assert own == {"stage": "MANUAL_REVIEW", "review": None}


async def test_operators_look_and_do_not_decide(ask: Ask) -> None:
    root, _ = await reviewing.organisation()
    registration = await reviewing.review()

    (shown,) = (await reviewing.queue(ask, "opal"))["nodes"]
    refusals = [
        await reviewing.resolve(ask, registration, root, "opal"),
        await reviewing.reject(ask, registration, "opal"),
        await reviewing.question(ask, registration, "opal"),
        await reviewing.act(ask, "claimReview", "opal", registration),
        await reviewing.act(ask, "releaseReview", "opal", registration),
    ]

    assert not shown["viewerCanDecide"]["allowed"]
    assert [refusal["code"] for refusal in refusals] == ["FORBIDDEN"] * 5
    (left,) = (await reviewing.queue(ask))["nodes"]
    assert (left["version"], left["stage"]) == (shown["version"], "MANUAL_REVIEW")


async def test_the_queue_is_filtered(ask: Ask) -> None:
    _, north = await reviewing.organisation()
    for who in ("rolf", "rosa"):
        await steps.person(who)
    await reviewing.review("rita", north, ReviewCause.MANY_SITES)
    clock.clock.advance(hours=23)
    await reviewing.review("rolf")
    asked = await reviewing.review("rosa")
    await reviewing.question(ask, asked)
    clock.clock.advance(hours=2)

    assert await reviewing.waiting(ask) == ["rita", "rolf", "rosa"]
    assert await reviewing.waiting(ask, stage=["INFORMATION_REQUESTED"]) == ["rosa"]
    assert await reviewing.waiting(ask, stage=["ACTIVE"]) == []
    assert await reviewing.waiting(ask, cause=["MANY_SITES"]) == ["rita"]
    assert await reviewing.waiting(ask, text="ROLF") == ["rolf"]
    assert await reviewing.waiting(ask, text="rivers north") == ["rita"]
    assert await reviewing.waiting(ask, overdue=True) == ["rita"]
    assert await reviewing.waiting(ask, overdue=False) == ["rolf", "rosa"]


async def test_the_queue_is_paged_by_key(ask: Ask) -> None:
    people = [f"reg{n}" for n in range(5)]
    for who in people:
        await steps.person(who)
        await reviewing.review(who)

    seen: list[str] = []
    after = None
    while True:
        page = await ask(reviewing.QUEUE, by="olaf", first=2, after=after)
        seen += [node["requester"]["username"] for node in page["nodes"]]
        assert page["totalCount"] == 5
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]

    assert seen == people


async def test_a_review_is_overdue_after_its_time_and_the_agents_are_told_once(ask: Ask) -> None:
    await reviewing.agent("otto")
    registration = await reviewing.review()
    clock.clock.advance(hours=23, minutes=59)
    await steps.due()
    assert not await EmailMessage.filter(kind="ONBOARDING_OVERDUE").count()
    assert (await reviewing.queue(ask))["nodes"][0]["review"]["hoursLeft"] == 1

    clock.clock.advance(hours=2)
    await asyncio.gather(*(run_due(clock.now()) for _ in range(5)))
    await steps.due()

    (shown,) = (await reviewing.queue(ask))["nodes"]
    assert (shown["review"]["hoursLeft"], shown["review"]["overdue"]) == (-2, True)
    assert await steps.mailed("ONBOARDING_OVERDUE") == ["olaf", "otto"]
    told = (await steps.letter("ONBOARDING_OVERDUE", "olaf")).letter
    assert [link["path"] for link in told["links"]] == [f"/desk/{ids.of(registration)}"]
    assert await reviewing.noticed() == ["REQUEST_SUBMITTED", "REQUEST_ESCALATED"]


async def test_a_decided_review_is_never_overdue(ask: Ask) -> None:
    registration = await reviewing.review()
    await reviewing.reject(ask, registration)
    assert await timers_of(registration) == []

    clock.clock.advance(days=2)
    await steps.due()

    assert not await EmailMessage.filter(kind="ONBOARDING_OVERDUE").count()
    assert await reviewing.waiting(ask, overdue=True) == []


async def test_time_stands_still_while_the_registrant_is_asked(ask: Ask) -> None:
    registration = await reviewing.review()
    clock.clock.advance(hours=10)
    asked = await reviewing.question(ask, registration)
    clock.clock.advance(days=3)
    await steps.due()
    (meanwhile,) = (await reviewing.queue(ask))["nodes"]
    assert await timers_of(registration) == []
    answered = await reviewing.answer(ask, registration)
    (left,) = (await reviewing.queue(ask))["nodes"]
    clock.clock.advance(hours=13)
    await steps.due()
    assert not await EmailMessage.filter(kind="ONBOARDING_OVERDUE").count()
    clock.clock.advance(hours=2)
    await steps.due()

    assert answered["stage"] == "MANUAL_REVIEW" and answered["review"] is None
    hours = [shown["review"]["hoursLeft"] for shown in (asked, meanwhile, left)]
    assert hours == [14, 14, 14]
    assert not meanwhile["review"]["overdue"]
    assert await steps.mailed("ONBOARDING_OVERDUE") == ["olaf"]


async def test_a_question_after_the_time_does_not_tell_of_it_again(ask: Ask) -> None:
    registration = await reviewing.review()
    clock.clock.advance(hours=25)
    await steps.due()
    await reviewing.question(ask, registration)
    await reviewing.answer(ask, registration)
    clock.clock.advance(days=2)
    await steps.due()

    assert await steps.mailed("ONBOARDING_OVERDUE") == ["olaf"]
    assert await reviewing.waiting(ask, overdue=True) == ["rita"]


async def test_agents_find_companies_by_name_number_domain_and_address(ask: Ask) -> None:
    root, north = await reviewing.organisation()
    other = await entitled.company("LAKES-7", name="Lakes", domain="lakes.example")

    assert await names(ask, search="rivers") == ["Rivers", "Rivers North"]
    assert await names(ask, search="lakes-7") == ["Lakes"]
    assert await names(ask, search="lakes.example") == ["Lakes"]
    assert await names(ask, search="hill road") == ["Rivers North"]
    assert await names(ask, search="none such") == await names(ask, search="\0") == []
    assert await below(ask, root, "opal") == ["Rivers North"]
    assert await below(ask, north) == await below(ask, other) == []
    assert await below(ask, root, "dana") is None
    page = await ask(COMPANIES, by="olaf", first=2, search="e")
    rest = await ask(COMPANIES, by="olaf", search="e", after=page["pageInfo"]["endCursor"])
    found = [node["name"] for node in page["nodes"] + rest["nodes"]]
    assert found == ["Lakes", "Rivers", "Rivers North"] and other.name in found
    assert rest["nodes"][0]["lineage"] == [{"name": "Rivers"}, {"name": "Rivers North"}]
    assert (page["nodes"][0]["number"], page["nodes"][0]["domain"]) == ("LAKES-7", "lakes.example")
    own = await ask(OWN, by="dana", id=ids.of(root))
    assert own == {"name": "Rivers", "number": None, "domain": None}


async def test_an_agent_who_is_one_no_more_sees_the_queue_no_more(ask: Ask) -> None:
    registration = await reviewing.review()
    assert await reviewing.waiting(ask) == ["rita"]

    await User.filter(username="olaf").update(staff=None)

    assert await reviewing.queue(ask) is None
    assert (await reviewing.reject(ask, registration))["code"] == "NOT_FOUND"


async def test_what_became_of_reviews_stays_to_be_read(ask: Ask) -> None:
    await reviewing.reject(ask, await reviewing.review())

    (shown,) = (await reviewing.queue(ask, stage=["REJECTED", "ACTIVE"]))["nodes"]

    assert shown["actedBy"] == {"username": "olaf"}
    assert shown["review"]["cause"] == "NONE_OF_THE_ABOVE"
    assert (shown["review"]["hoursLeft"], shown["review"]["overdue"]) == (None, False)


async def test_the_queue_takes_the_same_statements_at_any_length(ask: Ask, served: Served) -> None:
    root, north = await reviewing.organisation()
    await reviewing.administrator("dana", root)
    olaf, counts = served.client("olaf"), []
    for people in (range(2), range(2, 20)):
        for n in people:
            await steps.person(f"reg{n}")
            await reviewing.review(f"reg{n}", (north, root)[n % 2])
        counts.append(await statements(olaf, reviewing.QUEUE))

    shown = (await olaf.ask(reviewing.QUEUE))["nodes"]
    assert len(shown) == 20 and all(node["review"]["administrators"] for node in shown)
    assert 1 < counts[0] == counts[1] <= 6


async def test_a_registrant_comes_to_the_desk_and_leaves_it_registered(ask: Ask) -> None:
    root, _, _ = await registering.rivers()
    await registering.verified(ask)
    await registering.do(ask, "chooseCompany", noneOfTheAbove=True)

    (shown,) = (await reviewing.queue(ask))["nodes"]
    assert [node["name"] for node in shown["review"]["tree"]] == ["Rivers", "Rivers North"]
    registration = await Registration.get()
    await reviewing.question(ask, registration)
    await reviewing.answer(ask, registration)
    await reviewing.resolve(ask, registration, root)

    mine = await registering.mine(ask)
    assert mine and (mine["stage"], mine["company"]) == ("SYNCING", {"name": "Rivers"})
    assert mine["portalRole"] == "CUSTOMER_ADMINISTRATOR"


async def test_a_registrant_who_gives_up_leaves_the_desk(ask: Ask) -> None:
    await registering.rivers()
    await registering.verified(ask)
    await registering.do(ask, "chooseCompany", noneOfTheAbove=True)
    registration = await Registration.get()

    await registering.do(ask, "cancelRegistration")
    late = await reviewing.reject(ask, registration)

    assert await reviewing.waiting(ask) == []
    assert (late["code"], late["outcome"]) == ("ALREADY_ACTED_UPON", "CANCELLED")
    assert late["actedBy"] == {"username": "rita"}
    assert (await reviewing.noticed())[-1] == "REQUEST_WITHDRAWN"


@pytest.mark.parametrize("terms", ["ACTIVE", "PENDING_AGREEMENT"])
async def test_an_administrator_to_whom_it_was_forwarded_before_is_no_agent(
    ask: Ask, terms: str
) -> None:
    root, north = await reviewing.organisation()
    registration = await reviewing.review("rita", north)
    await reviewing.administrator("dana", root, status=terms)
    before = {"forwarded_at": clock.now(), "company_id": north.id}
    await Registration.filter(id=registration.id).update(**before)

    for act in (
        reviewing.resolve(ask, registration, root, by="dana"),
        reviewing.reject(ask, registration, by="dana"),
        reviewing.question(ask, registration, by="dana"),
    ):
        assert (await act)["code"] == "FORBIDDEN"

    assert (await Registration.get(id=registration.id)).stage == "MANUAL_REVIEW"
