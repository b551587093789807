"""The agents' desk: completing, rejecting and asking, and what the registrant answers."""

import asyncio
import random
from typing import Any

import pytest

from models import clock, database
from models.administrators import DelegatedAdministrator
from models.entitlements import CompanyAssociation
from models.mail import EmailMessage
from models.onboarding import Registration
from models.portal import PortalRoleAssignment
from models.users import User
from resolvers import ids
from tests import entitled, reviewing, shared, steps
from tests.conftest import Ask

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

AGENTS = 20


async def stage(registration: Registration) -> str:
    """Where it stands."""
    return str((await Registration.get(id=registration.id)).stage)


async def test_completing_makes_the_registrant_administrator_of_the_assigned_company(
    ask: Ask,
) -> None:
    root, north = await reviewing.organisation()
    registration = await reviewing.review("rita", north)

    done = await reviewing.resolve(ask, registration, root)

    assert (done["stage"], done["status"]) == ("SYNCING", "APPROVED")
    assert done["actedBy"] == {"username": "olaf"}
    made = await DelegatedAdministrator.get(company_id=root.id).select_related("user")
    assert (made.user.username, made.is_first) == ("rita", True)
    role = await PortalRoleAssignment.get(company_id=root.id)
    assert (role.role, role.user_id) == ("CUSTOMER_ADMINISTRATOR", made.user_id)
    for kind in ("WELCOME", "ADMINISTRATOR_GRANTED", "TERMS"):
        assert await steps.mailed(f"ONBOARDING_{kind}") == ["rita"]
    assert await reviewing.waiting(ask) == []
    assert await reviewing.noticed() == ["REQUEST_SUBMITTED", "REQUEST_ACTED_UPON"]
    clock.clock.advance(hours=25)
    await steps.due()
    assert await stage(registration) == "ACTIVE"
    assert not await EmailMessage.filter(kind="ONBOARDING_OVERDUE").count()


async def test_a_company_with_an_administrator_has_that_one_asked_instead(ask: Ask) -> None:
    root, north = await reviewing.organisation()
    registration = await reviewing.review("rita", north)
    await reviewing.administrator("dana", root)
    await reviewing.agent("otto")

    done = await reviewing.resolve(ask, registration, north)
    late = await reviewing.reject(ask, registration, "otto")

    assert (done["stage"], done["status"], done["actedBy"]) == ("FORWARDED_TO_DA", "PENDING", None)
    assert await steps.mailed("ONBOARDING_FORWARDED") == ["dana"]
    assert await DelegatedAdministrator.all().count() == 1
    # The slower agent is told who sent it on.
    assert (late["code"], late["outcome"]) == ("ALREADY_ACTED_UPON", "PENDING")
    assert late["actedBy"] == {"username": "olaf"} and late["actedAt"]
    assert await reviewing.noticed() == ["REQUEST_SUBMITTED", "REQUEST_ACTED_UPON"]


async def test_completing_names_a_company_that_exists(ask: Ask) -> None:
    registration = await reviewing.review()

    for unknown in (steps.unknown("Company"), ids.of(registration), "garbage"):
        refused = await reviewing.act(ask, "resolveReview", "olaf", registration, company=unknown)
        assert (refused["code"], refused["field"]) == ("NOT_FOUND", ["company"])
    assert await stage(registration) == "MANUAL_REVIEW"
    timer = await database.fetch("SELECT act FROM timer WHERE thing_id = ?", registration.id)
    assert [row["act"] for row in timer] == ["desk.overdue"]


async def test_a_partner_is_completed_for_its_own_company_alone(ask: Ask) -> None:
    root, _ = await reviewing.organisation()
    own = await entitled.company("PARTNERS", name="Partners Inc", domain="partners.example")
    registration = await reviewing.review("paul")

    refused = await reviewing.resolve(ask, registration, root)
    done = await reviewing.resolve(ask, registration, own)

    assert refused["code"] == "PARTNER_NOT_ELIGIBLE"
    assert done["stage"] == "SYNCING"
    assert (await PortalRoleAssignment.get(company_id=own.id)).role == "RESELLER_ADMINISTRATOR"


async def test_an_agent_chooses_among_the_administrators_roles(ask: Ask) -> None:
    own = await entitled.company("PARTNERS", name="Partners Inc", domain="partners.example")
    rita, paul = await reviewing.review("rita"), await reviewing.review("paul")

    for registration, role in (
        (rita, "CUSTOMER_USER"),
        (rita, "RESELLER_ADMINISTRATOR"),
        (paul, "RESELLER_USER"),
    ):
        refused = await reviewing.resolve(ask, registration, own, portalRole=role)
        assert (refused["code"], refused["field"]) == ("INVALID_INPUT", ["portalRole"])
    await reviewing.resolve(ask, paul, own, portalRole="CUSTOMER_ADMINISTRATOR")

    assert (await PortalRoleAssignment.get(company_id=own.id)).role == "CUSTOMER_ADMINISTRATOR"
    assert await stage(rita) == "MANUAL_REVIEW"


async def test_rejecting_tells_the_registrant_who_when_and_why(ask: Ask) -> None:
    registration = await reviewing.review()

    done = await reviewing.reject(ask, registration)

    assert (done["stage"], done["status"]) == ("REJECTED", "DECLINED")
    assert (done["actedBy"], done["decisionReason"]) == ({"username": "olaf"}, reviewing.REASON)
    told = (await steps.letter("ONBOARDING_REJECTED", "rita")).letter
    assert told["quote"] == {"by": "Olaf Agent", "text": reviewing.REASON}
    rows = dict(row for block in told["blocks"] for row in block["rows"])
    assert (rows["Rejected by"], rows["Company"]) == ("Olaf Agent", "Rivers Ltd")
    when = (await Registration.get(id=registration.id)).acted_at
    assert when and rows["Rejected on"] == clock.written_out(when)
    assert [link["path"] for link in told["links"]] == ["/onboarding"]
    # The index lets the registrant begin again.
    again = await reviewing.review()
    assert again.id != registration.id
    assert await steps.mailed("ONBOARDING_REVIEW_WAITING", status="CANCELLED") == ["olaf"]


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("Too short", "REASON_TOO_SHORT"),
        ("x" * 1_001, "REASON_TOO_LONG"),
        ("A reason\0 with a hole.", "INVALID_INPUT"),
    ],
)
async def test_texts_have_their_lengths(ask: Ask, reason: str, code: str) -> None:
    registration = await reviewing.review()

    rejected = await reviewing.reject(ask, registration, reason=reason)
    asked = await reviewing.question(ask, registration, question=reason)
    await reviewing.question(ask, registration)
    empty = await reviewing.answer(ask, registration, answer=" \n")
    long = await reviewing.answer(ask, registration, answer="x" * 2_001)

    assert (rejected["code"], rejected["field"]) == (code, ["reason"])
    assert (asked["code"], asked["field"]) == (code, ["question"])
    assert (empty["code"], empty["field"]) == ("REASON_TOO_SHORT", ["answer"])
    assert (long["code"], long["field"]) == ("REASON_TOO_LONG", ["answer"])
    assert await stage(registration) == "INFORMATION_REQUESTED"


async def test_a_question_goes_to_the_registrant_and_its_answer_to_who_asked(ask: Ask) -> None:
    await reviewing.agent("otto")
    registration = await reviewing.review()

    asked = await reviewing.question(ask, registration)
    question = await steps.letter("ONBOARDING_INFORMATION_NEEDED", "rita")
    answered = await reviewing.answer(ask, registration)

    assert (asked["stage"], asked["status"]) == ("INFORMATION_REQUESTED", "PENDING")
    assert asked["review"]["question"] == reviewing.QUESTION
    assert asked["review"]["askedBy"] == {"username": "olaf"}
    assert question.letter["quote"] == {"by": "Olaf Agent", "text": reviewing.QUESTION}
    assert [link["path"] for link in question.letter["links"]] == ["/onboarding"]
    assert await steps.mailed("ONBOARDING_REVIEW_WAITING", status="QUEUED") == []
    assert (answered["stage"], answered["status"]) == ("MANUAL_REVIEW", "PENDING")
    assert await steps.mailed("ONBOARDING_INFORMATION_NEEDED", status="CANCELLED") == ["rita"]
    given = (await steps.letter("ONBOARDING_INFORMATION_GIVEN", "olaf")).letter
    assert given["quote"] == {"by": "Rita Request", "text": "The northern one."}
    assert [link["path"] for link in given["links"]] == [f"/desk/{ids.of(registration)}"]
    assert await steps.mailed("ONBOARDING_INFORMATION_GIVEN") == ["olaf"]
    (shown,) = (await reviewing.queue(ask))["nodes"]
    assert shown["review"]["answer"] == "The northern one."


async def test_it_can_be_asked_again_and_decided_without_an_answer(ask: Ask) -> None:
    root, _ = await reviewing.organisation()
    registration = await reviewing.review()
    await reviewing.question(ask, registration)
    await reviewing.answer(ask, registration)

    again = await reviewing.question(ask, registration, question="And which building is it?")
    done = await reviewing.resolve(ask, registration, root)

    assert (again["review"]["answer"], again["review"]["answeredAt"]) == ("", None)
    assert done["stage"] == "SYNCING"
    unsent = EmailMessage.filter(kind__startswith="ONBOARDING_INFORMATION", status="QUEUED")
    assert not await unsent.count()


async def test_an_answer_goes_to_all_agents_where_the_asking_one_has_left(ask: Ask) -> None:
    await reviewing.agent("otto")
    await reviewing.agent("orla")
    registration = await reviewing.review()
    await reviewing.question(ask, registration, "otto")
    await User.filter(username="otto").update(active=False)

    await reviewing.answer(ask, registration)

    assert await steps.mailed("ONBOARDING_INFORMATION_GIVEN") == ["olaf", "orla"]


async def test_only_the_registrant_answers_and_only_what_was_asked(ask: Ask) -> None:
    registration = await reviewing.review()
    early = await reviewing.answer(ask, registration)
    await reviewing.question(ask, registration)
    foreign = [await reviewing.answer(ask, registration, who) for who in ("ada", "olaf")]
    await reviewing.reject(ask, registration)
    late = await reviewing.answer(ask, registration)

    assert early["code"] == "WRONG_STAGE"
    assert early["registration"] == {"stage": "MANUAL_REVIEW"}
    assert [refused["code"] for refused in foreign] == ["NOT_FOUND"] * 2
    assert (late["code"], late["outcome"]) == ("ALREADY_ACTED_UPON", "DECLINED")
    assert late["actedBy"] == {"username": "olaf"}
    assert (await Registration.get(id=registration.id)).answer == ""


async def test_strangers_find_nothing_and_nobody_decides_on_themself(ask: Ask) -> None:
    root, _ = await reviewing.organisation()
    mine, own = await reviewing.review("rita"), await reviewing.review("olaf")
    await steps.person("rolf")
    await User.filter(username="rolf").update(email="OLAF@service.example")
    twin = await reviewing.review("rolf")

    async def tries(registration: Registration, by: str) -> set[str]:
        answers = [
            await reviewing.resolve(ask, registration, root, by),
            await reviewing.reject(ask, registration, by),
            await reviewing.question(ask, registration, by),
            await reviewing.act(ask, "claimReview", by, registration),
        ]
        return {answer["code"] for answer in answers}

    for stranger in ("ada", "dana", "paul"):
        assert await tries(mine, stranger) == {"NOT_FOUND"}
    assert await tries(mine, "rita") == {"SELF_DECISION"}
    assert await tries(own, "olaf") == {"SELF_DECISION"}
    assert await tries(twin, "olaf") == {"SELF_DECISION"}
    unknown = {"registration": steps.unknown("Registration"), "reason": reviewing.REASON}
    missing = await ask(reviewing.mutation("rejectReview"), by="olaf", input=unknown)
    assert missing["code"] == "NOT_FOUND"
    found = await Registration.filter(stage="MANUAL_REVIEW", version=2, claimed_by_id=None)
    assert {row.id for row in found} == {mine.id, own.id, twin.id}


async def test_what_is_not_at_the_desk_is_not_the_agents_to_decide(ask: Ask) -> None:
    root, _ = await reviewing.organisation()
    registration = await reviewing.review()
    await Registration.filter(id=registration.id).update(
        stage="CHOOSING_COMPANY", review_since=None
    )

    for refused in (
        await reviewing.resolve(ask, registration, root),
        await reviewing.question(ask, registration),
    ):
        assert refused["code"] == "FORBIDDEN"


async def test_of_twenty_agents_exactly_one_decides(ask: Ask) -> None:
    root, north = await reviewing.organisation()
    who = [f"agent{n:02}" for n in range(AGENTS)]
    for username in who:
        await reviewing.agent(username)
    seed = random.randrange(1 << 32)
    print(f"seed {seed}, {AGENTS} agents")
    dice = random.Random(seed)
    registration = await reviewing.review("rita", north)

    def decide(by: str) -> Any:
        if dice.random() < 0.5:
            return reviewing.reject(ask, registration, by)
        return reviewing.resolve(ask, registration, dice.choice([root, north]), by)

    answers = await asyncio.gather(*(decide(by) for by in who))

    (won,) = [answer for answer in answers if answer["__typename"] == "Registration"]
    lost = [answer for answer in answers if answer is not won]
    assert {answer["code"] for answer in lost} == {"ALREADY_ACTED_UPON"}
    assert {answer["outcome"] for answer in lost} == {won["status"]}
    assert {answer["actedBy"]["username"] for answer in lost} == {won["actedBy"]["username"]}
    assert {answer["actedAt"] for answer in lost} == {won["actedAt"]}
    assert await DelegatedAdministrator.all().count() == (won["status"] == "APPROVED")
    assert len(await steps.mailed("ONBOARDING_REJECTED")) == (won["status"] == "DECLINED")
    assert await reviewing.noticed() == ["REQUEST_SUBMITTED", "REQUEST_ACTED_UPON"]


async def test_of_twenty_agents_exactly_one_asks(ask: Ask) -> None:
    who = [f"agent{n:02}" for n in range(AGENTS)]
    for username in who:
        await reviewing.agent(username)
    registration = await reviewing.review()

    answers = await asyncio.gather(
        *(reviewing.question(ask, registration, by, question=f"{by} asks this.") for by in who)
    )

    (won,) = [answer for answer in answers if answer["__typename"] == "Registration"]
    lost = [answer for answer in answers if answer is not won]
    assert {(a["code"], a["outcome"]) for a in lost} == {("ALREADY_ACTED_UPON", "PENDING")}
    asker = won["review"]["askedBy"]
    assert all(a["actedBy"] == asker and a["actedAt"] == won["review"]["askedAt"] for a in lost)
    assert won["review"]["question"] == f"{asker['username']} asks this."
    assert await steps.mailed("ONBOARDING_INFORMATION_NEEDED") == ["rita"]


async def test_a_repeated_call_is_answered_the_same_and_done_once(ask: Ask) -> None:
    root, _ = await reviewing.organisation()
    registration = await reviewing.review()

    asked = [
        await reviewing.question(ask, registration, idempotencyKey="question") for _ in range(2)
    ]
    done = [
        await reviewing.resolve(ask, registration, root, idempotencyKey="done") for _ in range(2)
    ]

    assert asked[0] == asked[1] and done[0] == done[1]
    assert done[0]["stage"] == "SYNCING"
    assert await CompanyAssociation.filter(company_id=root.id).count() == 1
