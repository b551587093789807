"""The pair of contract and serial number: right ones lead on, and guessers learn nothing.

A try is counted before it is looked at, and given back if it was right: of many at once no more
are looked at than are allowed.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from models import (
    administrators,
    audit,
    database,
    entitlements,
    limits,
    onboarding_steps,
    onboarding_tries,
)
from models.entitlements import Contract
from models.onboarding import Registration, Rules, Stage
from models.onboarding_problems import (
    ContractNotEntitled,
    ContractNotOnProfile,
    PartnerNotEligible,
    SerialNotCovered,
    WrongStage,
)
from models.problems import Problem, RateLimited
from models.repeats import Repeat
from models.users import User

HOUR = timedelta(hours=1)
BY_USER, BY_ADDRESS, BY_CONTRACT = "entitlement", "entitlement from", "entitlement of"


@dataclass(frozen=True)
class Failures:
    """How many wrong pairs an hour are looked at: of a user, an address, a contract."""

    of_user: int
    of_address: int
    of_contract: int


async def verify(
    user: User,
    number: str,
    serial: str,
    *,
    address: str,
    allowed: Failures,
    rules: Rules,
    repeat: Repeat,
) -> Registration:
    """Check a pair of contract and serial number; each refusal names its field."""
    if earlier := await repeat.answered(Registration.whole):
        return earlier
    registration = await onboarding_steps.mine(user)
    if registration.stage != Stage.VERIFYING_ENTITLEMENT:
        raise WrongStage(registration)
    counted: list[tuple[str, UUID | str]] = [(BY_USER, user.id), (BY_ADDRESS, address)]
    await limits.count(BY_USER, user.id, allowed.of_user, HOUR)
    await limits.count(BY_ADDRESS, address, allowed.of_address, HOUR)
    tried = _Pair(user, registration.id, number, serial)
    contract = await _contract(tried)
    try:
        await limits.count(BY_CONTRACT, contract.id, allowed.of_contract, HOUR)
    except RateLimited:
        hand_over = partial(onboarding_steps.too_many_failures, user, contract, serial, rules)
        return await repeat.run(hand_over, Registration.whole)
    await _check(tried, contract)
    for purpose, subject in [*counted, (BY_CONTRACT, contract.id)]:
        await limits.give_back(purpose, subject, HOUR)
    go_on = partial(onboarding_steps.found_entitled, user, contract, serial)
    return await repeat.run(go_on, Registration.whole)


@dataclass(frozen=True)
class _Pair:
    """What was tried, by whom and for which registration."""

    user: User
    registration_id: UUID
    number: str
    serial: str


async def _contract(tried: _Pair) -> Contract:
    """The contract with this number on the user's profile."""
    found = await entitlements.contract_by_number(tried.number)
    held = {contract.id for contract in await entitlements.contracts_on_profile(tried.user)}
    if found is None or found.id not in held:
        raise await _failed(tried, ContractNotOnProfile(field=["contractNumber"]))
    return found


async def _check(tried: _Pair, contract: Contract) -> None:
    if not contract.entitles:
        raise await _failed(tried, ContractNotEntitled(field=["contractNumber"]))
    if not await administrators.may_administer(tried.user, [contract.company]):
        raise await _failed(tried, PartnerNotEligible(field=["contractNumber"]))
    if not await entitlements.covered(contract, tried.serial):
        raise await _failed(tried, SerialNotCovered(field=["serialNumber"]))


@database.transaction
async def _failed(tried: _Pair, problem: Problem) -> Problem:
    """Write a wrong pair down. Returned and not raised: what was written is to stay."""
    told = f"tried a contract and serial number: {problem.code}"
    user = tried.user
    await audit.record("onboarding.failure", actor=user, thing=user.id, message=told)
    await onboarding_tries.note(tried.registration_id, tried.number, tried.serial, problem.code)
    return problem
