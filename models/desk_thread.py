"""The desk's thread: every question about a registration, with what was answered.

The registration itself shows the last of them; here they are all.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models import keys
from models.onboarding import Registration
from models.users import User


class ReviewQuestion(Model):
    """What an agent asked a registrant, and what came back."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "models.Registration", related_name=False
    )
    registration_id: UUID
    question = fields.CharField(max_length=1000)
    asked_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, null=True
    )
    asked_by_id: UUID | None
    asked_at = fields.DatetimeField()
    answer = fields.CharField(max_length=2000, default="")
    answered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "review_question"


async def asked(registration: Registration, by: User, at: datetime) -> None:
    """Keep the question that the registration has just taken up."""
    await ReviewQuestion.create(
        registration_id=registration.id,
        question=registration.question,
        asked_by_id=by.id,
        asked_at=at,
    )


async def answered(registration: Registration) -> None:
    """Keep the answer beside its question, which is the last one."""
    thread = ReviewQuestion.filter(registration_id=registration.id)
    if last := await thread.order_by("-asked_at", "-id").first():
        last.answer, last.answered_at = registration.answer, registration.answered_at
        await last.save(update_fields=["answer", "answered_at"])


async def of_registrations(ids: Sequence[UUID]) -> list[ReviewQuestion]:
    """The threads of several registrations, the oldest question first."""
    found = ReviewQuestion.filter(registration_id__in=ids)
    found = found.select_related("asked_by", "registration")
    return await found.order_by("asked_at", "id")
