"""Which pairs of contract and serial number a registrant tried: what the agents go by."""

from typing import Any

import pytest

from models.onboarding_tries import KEPT, EntitlementTry
from resolvers import ids
from tests import registering, reviewing, shared
from tests.conftest import Ask, Served
from tests.registering import CONTRACT, SERIAL

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

TRIED = """query($id: ID!) { node(id: $id) { ... on Registration {
  review { triedPairs { contractNumber serialNumber triedAt problem } } } } }"""


async def start(ask: Ask) -> None:
    """Rita has access to a contract and begins to register."""
    await registering.rivers()
    started = await registering.do(ask, "startRegistration")
    assert started["stage"] == "VERIFYING_ENTITLEMENT"


async def attempt(ask: Ask, contract: str, serial: str) -> Any:
    """Rita tries a pair."""
    given = {"contractNumber": contract, "serialNumber": serial}
    return await registering.do(ask, "verifyEntitlement", **given)


async def to_the_desk(ask: Ask) -> str:
    """Have Rita's registration looked at; its id."""
    sent = await registering.do(ask, "chooseCompany", noneOfTheAbove=True)
    assert sent["stage"] == "MANUAL_REVIEW"
    return str(sent["id"])


async def tried(ask: Ask, id: str, by: str = "olaf") -> list[tuple[str, str, str | None]]:
    """The pairs as somebody of the desk sees them, the newest first."""
    pairs = (await ask(TRIED, by=by, id=id))["review"]["triedPairs"]
    return [(pair["contractNumber"], pair["serialNumber"], pair["problem"]) for pair in pairs]


async def test_agents_and_operators_see_the_failing_pairs_too(ask: Ask) -> None:
    await start(ask)
    await attempt(ask, "C-999", SERIAL)
    await attempt(ask, CONTRACT, "SN-1")
    await attempt(ask, f" {CONTRACT.lower()} ", SERIAL)
    id = await to_the_desk(ask)

    for who in ("olaf", "opal"):
        assert await tried(ask, id, who) == [
            (CONTRACT, SERIAL, None),
            (CONTRACT, "SN-1", "SERIAL_NOT_COVERED"),
            ("C-999", SERIAL, "CONTRACT_NOT_ON_PROFILE"),
        ]
    assert (await ask(TRIED, by="rita", id=id))["review"] is None


async def test_of_many_tries_the_last_are_kept(ask: Ask) -> None:
    await start(ask)
    for number in range(KEPT + 3):
        await attempt(ask, CONTRACT, f"SN-{number}")
    await attempt(ask, CONTRACT, SERIAL)

    pairs = await tried(ask, await to_the_desk(ask))

    assert len(pairs) == await EntitlementTry.all().count() == KEPT
    assert pairs[0] == (CONTRACT, SERIAL, None)
    assert pairs[-1][1] == f"SN-{KEPT + 3 - (KEPT - 1)}"


async def test_what_cannot_be_shown_is_left_out_of_what_was_typed(ask: Ask) -> None:
    await start(ask)
    refused = await attempt(ask, "\x00C\n" + "9" * 100, "\x00" * 5)
    assert refused["code"] == "CONTRACT_NOT_ON_PROFILE"
    await attempt(ask, CONTRACT, SERIAL)

    pairs = await tried(ask, await to_the_desk(ask))

    assert pairs[1] == (f"C{'9' * 59}", "", "CONTRACT_NOT_ON_PROFILE")


async def test_the_pair_at_which_a_contract_was_guessed_too_often_is_among_them(
    ask: Ask, served: Served
) -> None:
    shared.limit(served, entitlement_failures_per_contract=1)
    await start(ask)
    await attempt(ask, CONTRACT, "SN-1")
    handed = await attempt(ask, CONTRACT, "SN-2")
    assert handed["stage"] == "MANUAL_REVIEW"

    assert await tried(ask, handed["id"]) == [
        (CONTRACT, "SN-2", "RATE_LIMITED"),
        (CONTRACT, "SN-1", "SERIAL_NOT_COVERED"),
    ]


async def test_a_registration_that_never_tried_has_none(ask: Ask) -> None:
    assert await tried(ask, ids.of(await reviewing.review())) == []
