"""The agents' desk: what agents, and registrants whom they ask, do about a review."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import strawberry

from models import desk, desk_claims, desk_questions, desk_reversals
from models.administrators import DelegatedAdministrator
from models.onboarding import Registration
from models.portal import PortalRole
from resolvers import ids, repeats
from resolvers.context import Info

REGISTRATION_HELP = "The registration's id."


@strawberry.input(description="Assign the company and complete a reviewed registration.")
class ResolveReviewInput:
    registration: strawberry.ID = strawberry.field(description=REGISTRATION_HELP)
    company: strawberry.ID = strawberry.field(
        description="The company node that the registrant is to administer."
    )
    portal_role: PortalRole | None = strawberry.field(
        default=None,
        description="The administrator's role in the portal; the one that goes with the kind of "
        "user where unset.",
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Reject a reviewed registration.")
class RejectReviewInput:
    registration: strawberry.ID = strawberry.field(description=REGISTRATION_HELP)
    reason: str = strawberry.field(
        description="Why, in 10 to 1,000 characters; the registrant reads it."
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Ask the registrant for something before the review goes on.")
class RequestInformationInput:
    registration: strawberry.ID = strawberry.field(description=REGISTRATION_HELP)
    question: str = strawberry.field(
        description="What is asked, in 10 to 1,000 characters; the registrant reads it."
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Answer what an agent asked about one's own registration.")
class AnswerInformationRequestInput:
    registration: strawberry.ID = strawberry.field(description=REGISTRATION_HELP)
    answer: str = strawberry.field(
        description="The answer, in 1 to 2,000 characters; the agents read it."
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Have a review to oneself for an hour.")
class ClaimReviewInput:
    registration: strawberry.ID = strawberry.field(description=REGISTRATION_HELP)
    override: bool = strawberry.field(
        default=False, description="Whether to take it although another agent has it."
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Give a review that one has claimed back to all agents.")
class ReleaseReviewInput:
    registration: strawberry.ID = strawberry.field(description=REGISTRATION_HELP)
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Take back who became a company's first administrator.")
class ReverseAdministratorInput:
    administrator: strawberry.ID = strawberry.field(
        description="The id of the delegated administrator."
    )
    reason: str = strawberry.field(
        description="Why, in 10 to 1,000 characters; the administrator reads it."
    )
    idempotency_key: str | None = repeats.key()


async def resolve(info: Info, input: ResolveReviewInput) -> Registration:
    """Assign a company to a reviewed registration and complete it; for agents.

    Of several agents who answer at once one wins; the others get `AlreadyActedUpon`.
    """
    registration = ids.key(input.registration, "Registration", "registration")
    company = ids.key(input.company, "Company", "company")
    rules = info.context.onboarding
    return await _run(info, input, desk.resolve, registration, company, input.portal_role, rules)


async def reject(info: Info, input: RejectReviewInput) -> Registration:
    """Reject a reviewed registration; the registrant is mailed the reason. For agents."""
    registration = ids.key(input.registration, "Registration", "registration")
    return await _run(info, input, desk.reject, registration, input.reason)


async def request_information(info: Info, input: RequestInformationInput) -> Registration:
    """Ask the registrant for something, by mail; the time to finish the review stands still. For
    agents."""
    registration = ids.key(input.registration, "Registration", "registration")
    return await _run(info, input, desk_questions.ask, registration, input.question)


async def answer(info: Info, input: AnswerInformationRequestInput) -> Registration:
    """Answer what an agent asked about one's own registration: the review goes on."""
    registration = ids.key(input.registration, "Registration", "registration")
    return await _run(info, input, desk_questions.answer, registration, input.answer)


async def claim(info: Info, input: ClaimReviewInput) -> Registration:
    """Have a review to oneself for an hour, for the other agents to see. It keeps nobody from
    deciding. For agents."""
    registration = ids.key(input.registration, "Registration", "registration")
    return await _run(info, input, desk_claims.claim, registration, input.override)


async def release(info: Info, input: ReleaseReviewInput) -> Registration:
    """Give a review that one has claimed back to all agents."""
    registration = ids.key(input.registration, "Registration", "registration")
    return await _run(info, input, desk_claims.release, registration)


async def reverse(info: Info, input: ReverseAdministratorInput) -> DelegatedAdministrator:
    """Take back, within 30 days, who became a company's first administrator by registering.

    Those whom the administrator nominated there fall too, and the registration is back at the
    desk. For agents.
    """
    administrator = ids.key(input.administrator, "DelegatedAdministrator", "administrator")
    act = partial(
        desk_reversals.reverse,
        info.context.signed_in,
        administrator,
        input.reason,
        info.context.onboarding,
    )
    return await repeats.repeat_of(info, input).run(act, desk_reversals.whole)


async def _run(
    info: Info, input: Any, act: Callable[..., Awaitable[Registration]], *given: Any
) -> Registration:
    done = partial(act, info.context.signed_in, *given)
    return await repeats.repeat_of(info, input).run(done, Registration.whole)
