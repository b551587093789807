"""Stories of the demo about the agents' desk: a review for each cause, and what became of it."""

from models import desk, desk_claims, desk_questions, desk_reversals, onboarding_steps
from models.administrators import DelegatedAdministrator
from models.demo_onboarding import RULES, accept, confirm, forward, verify
from models.demo_stories import HOUR, MINUTE, PLENTY, Story, who
from models.onboarding import Rules
from models.onboarding_guard import Failures


async def overdue() -> Story:
    """None of the offered companies was right; nobody has looked at it in time."""
    yield 2
    await verify("hal", "30001", mistyped="SN-3001-1")
    await onboarding_steps.choose_none(await who("hal"), RULES)


async def answered() -> Story:
    """The address is of another company; Otis asked about it, and has the answer."""
    yield 36 * HOUR
    registration = await confirm("mira", "30001", "H-300")
    yield 34 * HOUR
    question = "Which company do you work for at the harbour?"
    await desk_questions.ask(await who("otis"), registration.id, question)
    yield 3 * HOUR
    answer = "For Meadow AG, which runs the harbour's gardens."
    await desk_questions.answer(await who("mira"), registration.id, answer)


async def asked() -> Story:
    """The service is a partner's; Olaf waits for an answer."""
    yield 20 * HOUR
    registration = await confirm("hugo", "30002", "H-300")
    yield 10 * HOUR
    question = "Which partner do you buy this service from?"
    await desk_questions.ask(await who("olaf"), registration.id, question)


async def claimed() -> Story:
    """The company has many sites; Otis is looking at it."""
    yield 5 * HOUR
    registration = await confirm("quinn", "60001", "Q-600", Rules(assess_sites=1))
    yield 20 * MINUTE
    await desk_claims.claim(await who("otis"), registration.id, override=False)


async def rejected() -> Story:
    """The contract was guessed at too often; Olaf rejected it."""
    yield 20.3
    registration = await verify("xena", "12001", Failures(PLENTY, PLENTY, 0))
    yield 19.8
    reason = "This contract was bought for somebody else."
    await desk.reject(await who("olaf"), registration.id, reason)


async def nobody_is_left() -> Story:
    """Lena waited for Leon, who was deactivated: now the desk looks at it."""
    yield 35.2
    await confirm("leon", "70001", "L-700")
    yield 33.7
    await accept("leon")
    yield 3.2
    await forward("lena", "70001")


async def reversed_claim() -> Story:
    """Mona became administrator of a company that is not hers; Olaf has taken it back."""
    yield 10.1
    await confirm("mona", "80001", "M-800")
    yield 9.1
    await accept("mona")
    yield 5 * HOUR
    mona = await who("mona")
    row = await DelegatedAdministrator.standing().get(user_id=mona.id)
    reason = "Meadow AG has told us that she does not work there."
    await desk_reversals.reverse(await who("olaf"), row.id, reason, RULES)


def stories() -> list[Story]:
    """All of them."""
    return [
        overdue(),
        answered(),
        asked(),
        claimed(),
        rejected(),
        nobody_is_left(),
        reversed_claim(),
    ]
