"""Days and times as files write them."""

from datetime import UTC, datetime

import pytest

from models import spans


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-12-31", "2026-12-31T00:00:00", "2026-12-31T23:59:59.999999"),
        (" 2024-02-29 ", "2024-02-29T00:00:00", "2024-02-29T23:59:59.999999"),
        ("2026-12-31T12:00:00Z", *["2026-12-31T12:00:00"] * 2),
        ("2026-12-31t12:00:00.5z", *["2026-12-31T12:00:00.500000"] * 2),
        ("2026-12-31 23:30:00-02:00", *["2027-01-01T01:30:00"] * 2),
        ("9999-12-31", "9999-12-31T00:00:00", "9999-12-31T23:59:59.999999"),
    ],
)
def test_a_day_is_whole_and_a_time_is_told_in_utc(text: str, start: str, end: str) -> None:
    assert spans.clean_start(text) == datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert spans.clean_end(text) == datetime.fromisoformat(end).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "", "tomorrow", "31.12.2026", "2026-13-01", "2026-02-29", "20261231", "2026-W01-1",
        "2026-12-31T12:00:00", "2026-12-31T25:00:00Z", "2026-12-31T12:00:00+25:00", "0001-01-01",
        "9999-12-31T23:59:59-10:00", "２０２６-12-31", "2026-12-31T12:00Z",
    ],
)  # fmt: skip
def test_what_is_no_day_or_leaves_its_moment_open_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(Write|It lies)"):
        spans.clean_end(text)
