"""Tries: which pairs of contract and serial number a registrant named, for the agents' desk."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models import clock, database, keys
from models.error_codes import ErrorCode
from models.onboarding import Registration

KEPT, SHOWN = 20, 60


class EntitlementTry(Model):
    """One pair as it was typed, and why it led nowhere; no problem where it was right."""

    id = fields.UUIDField(primary_key=True, default=keys.uuid7)
    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "models.Registration", related_name=False
    )
    registration_id: UUID
    contract_number = fields.CharField(max_length=SHOWN)
    serial_number = fields.CharField(max_length=SHOWN)
    problem = fields.CharEnumField(ErrorCode, max_length=40, null=True)
    tried_at = fields.DatetimeField()

    class Meta:
        table = "entitlement_try"


async def note(
    registration_id: UUID, number: str, serial: str, problem: ErrorCode | None = None
) -> None:
    """Keep a try, and of each registration's the last few: anybody can go on trying."""
    await EntitlementTry.create(
        registration_id=registration_id,
        contract_number=_typed(number),
        serial_number=_typed(serial),
        problem=problem,
        tried_at=clock.now(),
    )
    await database.fetch(
        "DELETE FROM entitlement_try WHERE registration_id = ? AND id NOT IN"
        " (SELECT id FROM entitlement_try WHERE registration_id = ?"
        f" ORDER BY tried_at DESC, id DESC LIMIT {KEPT})",
        registration_id,
        registration_id,
    )


def _typed(text: str) -> str:
    """What was typed, as far as it can be shown."""
    return "".join(letter for letter in text if letter.isprintable()).strip()[:SHOWN]


async def of_registrations(keys: list[UUID]) -> list[list[EntitlementTry]]:
    """Each registration's tries, the newest first."""
    found = EntitlementTry.filter(registration_id__in=keys).order_by("-tried_at", "-id")
    tries = await found
    return [[one for one in tries if one.registration_id == key] for key in keys]
