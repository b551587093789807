"""Stories of the demo about support access: a request with each outcome, and both who decide."""

from models import support_deciding, support_ends, support_grants, supporting
from models.demo_entitlements import serial
from models.demo_stories import ADDRESS, PLENTY, Story, contract, once, who
from models.entitlements import AccessLevel, KeyKind
from models.support import SupportAccessRequest
from models.supporting import Tries

FULL, DOWNLOADS = AccessLevel.FULL_SUPPORT, AccessLevel.DOWNLOADS_ONLY


async def ask(
    username: str,
    key: str,
    reason: str = "",
    kind: KeyKind = KeyKind.CONTRACT,
    level: AccessLevel = FULL,
) -> SupportAccessRequest:
    """Ask for support access."""
    user, tries = await who(username), Tries(ADDRESS, PLENTY, PLENTY, PLENTY, PLENTY)
    return await supporting.submit(user, kind, key, level, reason, tries=tries, repeat=once(user))


async def added_at_once() -> Story:
    """By contract, by serial number, by bill-to ID."""
    yield 25.1
    await ask("silke", "40001")
    yield 24.6
    await ask("stan", serial("40001"), kind=KeyKind.SERIAL_NUMBER, level=DOWNLOADS)
    yield 20.1
    await ask("pia", "BT-500", kind=KeyKind.BILL_TO)


async def waits_for_the_contracts_administrator() -> Story:
    """Ada is to decide: the contract is locked."""
    yield 2
    await ask("sue", "20001", "I service the plant's line 3 from Monday on.")


async def waits_for_support() -> Story:
    """The contract has no administrator: the agents are to decide."""
    yield 3.35
    request = await ask("hal", "40001", "We unload Summit Inc's devices and check them.")
    yield 1
    await supporting.remind(await who("hal"), request.id)


async def approved() -> Story:
    """Ada gives less than what was asked for."""
    yield 22.25
    request = await ask("noel", "20001", "We build into your plant.")
    yield 21.75
    await support_deciding.approve(await who("ada"), request.id, DOWNLOADS)


async def denied() -> Story:
    """At once, for a key that is none; and by Ada."""
    yield 23.15
    await ask("xena", "99999")
    yield 19.15
    request = await ask("xena", "20001", "Let me in.")
    yield 18.15
    await support_deciding.deny(await who("ada"), request.id, "We do not know you.")


async def withdrawn() -> Story:
    """Taken back by its requester."""
    yield 10.05
    request = await ask("nora", "20001", "I stand in for Noel.")
    yield 9.05
    await supporting.withdraw(await who("nora"), request.id)


async def never_answered() -> Story:
    """Nobody decides for four weeks."""
    yield 35.4
    await ask("seth", "30001", "I would like to see the screens at the dock.")


async def of_who_was_deactivated() -> Story:
    """It waits until its requester is deactivated."""
    yield 5.3
    await ask("leon", "40001", "Our ship has one of these devices.")


async def given_and_taken() -> Story:
    """Ada gives a partner access to a contract, and takes it away."""
    yield 15.2
    ada, locked, pia = await who("ada"), await contract("20001"), await who("pia")
    access = await support_grants.grant(ada, locked, pia, FULL)
    yield 11.2
    await support_ends.revoke(ada, access.id)


def stories() -> list[Story]:
    """All of them."""
    return [
        added_at_once(),
        waits_for_the_contracts_administrator(),
        waits_for_support(),
        approved(),
        denied(),
        withdrawn(),
        never_answered(),
        of_who_was_deactivated(),
        given_and_taken(),
    ]
