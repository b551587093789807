"""Scalars that are stricter than the library's own."""

import re
from datetime import UTC, datetime
from operator import methodcaller

import strawberry
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.types.scalar import ScalarDefinition

_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE
)


def _moment(value: object) -> datetime:
    # Without its offset a time means another moment to everybody who reads it.
    try:
        if isinstance(value, str) and _RFC_3339.fullmatch(value):
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise StrawberryInputCoercionError(
        "Write a moment with its offset, such as 2026-11-22T14:05:30Z."
    )


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment as RFC 3339 writes it, with its offset: `2026-11-22T14:05:30Z`. "
        "Answers are in UTC, to the microsecond.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=methodcaller("isoformat"),
        parse_value=_moment,
    )
}
