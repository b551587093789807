"""Adding as many users at once as may be."""

from typing import Any

import pytest

from models.accounts import SmartAccount
from models.audit import broken_links
from tests import giving
from tests.conftest import Ask


@pytest.fixture
def settings() -> dict[str, Any]:
    """Time enough, also on a machine that does much else."""
    return {"operation_seconds": 50}


@pytest.mark.slow
async def test_500_users_are_added_at_once(ask: Ask) -> None:
    acme = await giving.place(ask, "ACME")
    people = [f"person{n}" for n in range(499)]
    for name in people:
        await giving.person(name, "many.example")

    added = await acme.add("ada", [*people, "nobody"], "VIRTUAL_ACCOUNT_USER", "Lab", "Office")

    refused = [row["problem"] and row["problem"]["code"] for row in added["rows"]]
    assert refused == [None] * 499 + ["NOT_FOUND"]
    assert len(await giving.mails("ROLE_GRANTED")) == 499
    assert await broken_links(await SmartAccount.get(id=acme.row.id)) == []
