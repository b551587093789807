"""Questions from the desk: an agent asks, the registrant answers, and the review goes on."""

from uuid import UUID

from models import (
    cases,
    channels,
    clock,
    database,
    desk,
    desk_letters,
    desk_thread,
    mail,
    names,
    onboarding_finish,
    onboarding_problems,
    problems,
    timers,
)
from models.notices import NoticeKind
from models.onboarding import Registration, RegistrationStage
from models.onboarding_finish import OVERDUE
from models.users import User

QUESTION, ANSWER = (10, 1_000), (1, 2_000)


@database.transaction
async def ask(by: User, registration_id: UUID, question: str) -> Registration:
    """Ask the registrant for something; until the answer comes the review's time stands still."""
    now = clock.now()
    changes = {
        "stage": RegistrationStage.INFORMATION_REQUESTED,
        "question": _clean("question", question, QUESTION),
        "answer": "",
        "asked_by_id": by.id,
        "asked_at": now,
        "answered_at": None,
    }
    waiting = [RegistrationStage.MANUAL_REVIEW]
    asked = await Registration(id=registration_id).move(changes, was=waiting)
    registration = await Registration.whole(registration_id)
    place = await channels.desk()
    await registration.check_reviewable(by)
    if not asked:
        raise desk.taken(registration)
    await desk_thread.asked(registration, by, now)
    await timers.drop(registration.id, OVERDUE)
    await mail.cancel_unsent(registration.id)
    did = f"asked {registration.full_name} for information"
    await cases.tell(NoticeKind.REQUEST_CHANGED, registration, place, by, did)
    await desk_letters.information_needed(registration, by)
    return registration


@database.transaction
async def answer(requester: User, registration_id: UUID, text: str) -> Registration:
    """Answer what an agent asked about one's own registration: the review goes on."""
    changes = {
        "stage": RegistrationStage.MANUAL_REVIEW,
        "answer": _clean("answer", text, ANSWER),
        "answered_at": clock.now(),
    }
    asked = [RegistrationStage.INFORMATION_REQUESTED]
    answered = await Registration(id=registration_id).move(changes, was=asked)
    registration = await Registration.own(requester, registration_id)
    if not answered and registration.acted_at:
        raise problems.AlreadyActedUpon(registration)
    if not answered:
        raise onboarding_problems.WrongStage(registration)
    place = await channels.desk()
    await desk_thread.answered(registration)
    await mail.cancel_unsent(registration.id)
    await _go_on(registration)
    did = "answered the support team's question"
    await cases.tell(NoticeKind.REQUEST_CHANGED, registration, place, requester, did)
    await desk_letters.information_given(registration, await _asker(registration))
    return registration


async def _go_on(registration: Registration) -> None:
    """Let the review's time run again, with what was left of it when the question was asked."""
    due, asked = registration.review_due_at, registration.asked_at
    if due is None or asked is None:
        return
    registration.review_due_at = due + (clock.now() - asked)
    await registration.save(update_fields=["review_due_at"])
    if due > asked:  # otherwise the agents were told before
        await timers.put(OVERDUE, registration.id, registration.review_due_at)


async def _asker(registration: Registration) -> list[User]:
    """Who asked; all agents where that one is an agent no more."""
    agents = await onboarding_finish.agents()
    return [agent for agent in agents if agent.id == registration.asked_by_id] or agents


def _clean(field: str, text: str, length: tuple[int, int]) -> str:
    try:
        return names.clean_text(text, *length)
    except names.TooShort as error:
        raise problems.ReasonTooShort(str(error), field=[field]) from error
    except names.TooLong as error:
        raise problems.ReasonTooLong(str(error), field=[field]) from error
    except ValueError as error:
        raise problems.InvalidInput(str(error), field=[field]) from error
