"""Registrations at the agents' desk: short-hands for tests."""

from typing import Any

from models import cases, channels, clock, database, onboarding_finish
from models.administrators import DelegatedAdministrator
from models.entitlements import Company
from models.notices import Notice
from models.onboarding import Registration, RegistrationStage, ReviewCause, Rules
from models.users import Staff
from resolvers import ids
from tests import entitled, steps
from tests.conftest import Ask

REVIEW = """cause since dueAt hoursLeft overdue question askedBy { username } askedAt answer
  answeredAt claimedBy { username } claimedUntil tree { name address }
  administrators { user { username } }"""
REGISTRATION = f"""id version stage status submittedAt actedAt decisionReason
  actedBy {{ username }} requester {{ username }} profile {{ fullName companyName }}
  review {{ {REVIEW} }} viewerCanDecide {{ allowed because }}"""
ACTED = "... on AlreadyActedUpon { outcome actedAt actedBy { username } request { id version } }"
FACTS = {
    "resolveReview": ACTED,
    "rejectReview": ACTED,
    "requestInformation": ACTED,
    "answerInformationRequest": f"{ACTED} ... on WrongStage {{ registration {{ stage }} }}",
    "claimReview": f"{ACTED} ... on ReviewClaimed {{ claimedUntil claimedBy {{ username }} }}",
    "releaseReview": "",
}
QUEUE = f"""query($filter: ReviewFilter, $first: Int, $after: String) {{
  reviewQueue(filter: $filter, first: $first, after: $after) {{
    totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ {REGISTRATION} }} }} }}"""
REASON = "This is not their company."
QUESTION = "Which site do you work at?"


def mutation(name: str) -> str:
    """A mutation of the desk, with everything that it may answer."""
    kind = name[0].upper() + name[1:]
    return f"""mutation($input: {kind}Input!) {{ {name}(input: $input) {{ __typename
      ... on Registration {{ {REGISTRATION} }} ... on Problem {{ code message field }}
      {FACTS[name]} }} }}"""


async def organisation() -> tuple[Company, Company]:
    """Rivers Ltd, and its northern site."""
    root = await entitled.company("RIVERS", name="Rivers", domain="rivers.example")
    north = await entitled.company("NORTH", root, name="Rivers North", address="1 Hill Road")
    return root, north


async def agent(username: str) -> None:
    """One more support agent."""
    await steps.person(username, "service.example", staff=Staff.SUPPORT_AGENT)


@database.transaction
async def review(
    username: str = "rita",
    site: Company | None = None,
    cause: ReviewCause = ReviewCause.NONE_OF_THE_ABOVE,
) -> Registration:
    """A registration that has come to the desk."""
    now = clock.now()
    registration = await Registration.create(
        **cases.profile_of(await steps.user(username)),
        stage=RegistrationStage.CHOOSING_COMPANY,
        submitted_at=now,
        activity_at=now,
        verified_at=now if site else None,
        site_id=site.id if site else None,
        root_id=site.root_id if site else None,
    )
    registration = await Registration.whole(registration.id)
    return await onboarding_finish.send_to_review(registration, cause, Rules())


async def administrator(username: str, company: Company, **changes: Any) -> DelegatedAdministrator:
    """Somebody administers a company and has accepted the terms."""
    accepted = {"status": "ACTIVE", "accepted_at": clock.now()}
    return await DelegatedAdministrator.create(
        company=company, user=await steps.user(username), **{**accepted, **changes}
    )


async def act(ask: Ask, name: str, by: str, registration: Registration, **given: Any) -> Any:
    """Run a mutation of the desk."""
    return await ask(mutation(name), by=by, input={"registration": ids.of(registration), **given})


async def resolve(
    ask: Ask, registration: Registration, company: Company, by: str = "olaf", **given: Any
) -> Any:
    """Complete it for a company."""
    return await act(ask, "resolveReview", by, registration, company=ids.of(company), **given)


async def reject(ask: Ask, registration: Registration, by: str = "olaf", **given: Any) -> Any:
    """Reject it."""
    return await act(ask, "rejectReview", by, registration, **{"reason": REASON, **given})


async def question(ask: Ask, registration: Registration, by: str = "olaf", **given: Any) -> Any:
    """Ask the registrant."""
    return await act(ask, "requestInformation", by, registration, **{"question": QUESTION, **given})


async def answer(ask: Ask, registration: Registration, by: str = "rita", **given: Any) -> Any:
    """Answer the agent."""
    wanted = {"answer": "The northern one.", **given}
    return await act(ask, "answerInformationRequest", by, registration, **wanted)


async def queue(ask: Ask, by: str = "olaf", **filter: Any) -> Any:
    """The desk's queue, or a part of it."""
    return await ask(QUEUE, by=by, filter=filter or None)


async def waiting(ask: Ask, by: str = "olaf", **filter: Any) -> list[str]:
    """Whose registrations are in the queue, the oldest first."""
    shown = await queue(ask, by, **filter)
    return [node["requester"]["username"] for node in shown["nodes"]]


async def noticed() -> list[str]:
    """The kinds of the desk's notices, in order; they are numbered without gaps."""
    found = await Notice.filter(channel_id=channels.DESK).order_by("seq")
    assert [notice.seq for notice in found] == list(range(1, len(found) + 1))
    return [str(notice.kind) for notice in found]
