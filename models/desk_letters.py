"""The desk's mails: what an agent asks, what the registrant answers, and what is overdue."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from models import clock, keys, stationery
from models.mail import Block, EmailKind
from models.users import User

if TYPE_CHECKING:
    from models.onboarding import Registration

OWN_PAGE = "/onboarding"


async def information_needed(registration: "Registration", by: User) -> None:
    """To the registrant: an agent asks for something before the review can go on."""
    when = clock.written_out(registration.asked_at or clock.now())
    await stationery.send(
        EmailKind.ONBOARDING_INFORMATION_NEEDED,
        [registration.requester],
        f"Service portal - {registration.key} - Information needed",
        "We need something from you",
        paragraphs=[
            f"{by.full_name} of the support team looks at your registration for the service"
            f" portal for {registration.key} and asks the question below.",
            "Answer it on your registration's page. The review goes on as soon as you have.",
        ],
        blocks=[
            _registration_block(registration),
            stationery.block("Question", ("Asked by", by.full_name), ("Asked on", when)),
        ],
        quote={"by": by.full_name, "text": registration.question},
        links=[("Answer the question", OWN_PAGE)],
        about=registration,
    )


async def information_given(registration: "Registration", agents: Iterable[User]) -> None:
    """To the agent who asked: the registrant has answered."""
    when = clock.written_out(registration.answered_at or clock.now())
    answer = stationery.block(
        "Answer", ("Answered by", registration.full_name), ("Answered on", when)
    )
    await stationery.send(
        EmailKind.ONBOARDING_INFORMATION_GIVEN,
        agents,
        f"Review - {registration.key} - Answered",
        "A question was answered",
        paragraphs=[
            f"{registration.full_name} answered what was asked about the registration for"
            f" {registration.key}. The answer is below.",
            "The review waits at the desk again; whoever of you decides first decides for all.",
        ],
        blocks=[
            stationery.requester_block(registration),
            _registration_block(registration),
            answer,
        ],
        quote={"by": registration.full_name, "text": registration.answer},
        links=[("View this review", desk_page(registration))],
        about=registration,
    )


async def rejected(registration: "Registration", by: str) -> None:
    """To the registrant: the registration was rejected, by whom, when and why."""
    await stationery.send(
        EmailKind.ONBOARDING_REJECTED,
        [registration.requester],
        f"Service portal - {registration.key} - Rejected",
        "Registration rejected",
        paragraphs=[
            f"Your registration for the service portal for {registration.key} was"
            " rejected, for the reason below.",
            "You may register again.",
        ],
        blocks=[
            _registration_block(registration),
            stationery.result_block(registration, "Rejected", by),
        ],
        quote={"by": by, "text": registration.decision_reason},
        links=[("View your registration", OWN_PAGE)],
        about=registration,
    )


async def overdue(registration: "Registration", agents: Iterable[User]) -> None:
    """To the agents: nobody has finished a review in its time."""
    await stationery.send(
        EmailKind.ONBOARDING_OVERDUE,
        agents,
        f"Review overdue - {registration.key}",
        "A review is overdue",
        paragraphs=[
            f"The registration of {registration.full_name} for {registration.key} was to"
            " be reviewed by now, and nobody has finished it.",
            "Complete it, ask for information, or reject it.",
        ],
        blocks=[
            stationery.requester_block(registration),
            _registration_block(registration),
        ],
        links=[("View this review", desk_page(registration))],
        about=registration,
    )


def desk_page(registration: "Registration") -> str:
    """The page on which agents see a review."""
    return f"/desk/{keys.global_id('Registration', registration.id)}"


def _registration_block(registration: "Registration") -> Block:
    company = registration.company or registration.site
    rows = [("Company", registration.key)]
    if company and company.address:
        rows.append(("Address", company.address))
    rows.append(("Date of registration", clock.written_out(registration.submitted_at)))
    if registration.review_since:
        rows.append(("In review since", clock.written_out(registration.review_since)))
    return stationery.block("Registration", *rows)
