"""What a request for support access comes to at once: added, denied, or left to people."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from models import clock, entitlements
from models.cases import RequestStatus
from models.entitlements import Company, Contract, Device, KeyKind
from models.support import named
from models.users import User, UserKind

# Of several contracts that cover a device, the one that gives most decides.
BEST_FIRST = [RequestStatus.APPROVED, RequestStatus.PENDING, RequestStatus.DECLINED]


@dataclass(frozen=True)
class Verdict:
    """The result, why, and of which contract it is; a `miss` may be somebody who guesses keys."""

    status: RequestStatus
    explanation: str
    contract: Contract | None = None
    miss: bool = False


async def evaluate(user: User, kind: KeyKind, key: str) -> Verdict:
    """What the user's request for this key comes to now."""
    if kind == KeyKind.BILL_TO and user.kind != UserKind.PARTNER:
        return Verdict(RequestStatus.DECLINED, "Only partners may ask by bill-to ID.")
    companies = await entitlements.companies_of(user)
    if kind == KeyKind.BILL_TO:
        return _of_bill_to(key, await entitlements.by_bill_to(key), companies)
    if kind == KeyKind.CONTRACT:
        found = await entitlements.contract_by_number(key)
        return _of_contract(found, companies) if found else unknown(kind, key)
    return await _of_device(key, companies)


def unknown(kind: KeyKind, key: str) -> Verdict:
    """For a key that does not exist, and just the same for a stranger's one that is over."""
    text = f"There is no {named(kind, key)} that is in force."
    return Verdict(RequestStatus.DECLINED, text, miss=True)


def _of_contract(contract: Contract, companies: list[Company]) -> Verdict:
    near = _near(contract, companies)
    if not contract.active:
        return _over(contract) if near else unknown(KeyKind.CONTRACT, contract.number)
    return _blocked(contract) or _by_company(contract, companies, near)


def _blocked(contract: Contract) -> Verdict | None:
    if not contract.blocked:
        return None
    text = "The contract is blocked: no access to it is given at present."
    return Verdict(RequestStatus.DECLINED, text, contract)


def _by_company(contract: Contract, companies: list[Company], near: bool) -> Verdict:
    if contract.locked:
        return _pending("The contract is locked: a person decides who may use it.", contract)
    if not companies:
        return _pending("It is not known which company the requester belongs to.", contract)
    if not near:
        return _pending(
            "The requester's company has nothing to do with that of the contract.", contract
        )
    text = "The requester's company is that of the contract, or lies above or below it."
    return Verdict(RequestStatus.APPROVED, text, contract)


def _pending(why: str, contract: Contract | None) -> Verdict:
    return Verdict(RequestStatus.PENDING, why, contract)


def _over(contract: Contract) -> Verdict:
    begins = contract.starts_on > clock.now()
    when = contract.starts_on if begins else contract.ends_on
    text = f"The contract {'begins' if begins else 'ended'} on {_day(when)}."
    return Verdict(RequestStatus.DECLINED, text, contract)


def _day(when: datetime) -> str:
    return clock.written_out(when).partition(",")[0]


def _near(contract: Contract, companies: Iterable[Company]) -> bool:
    return any(entitlements.related(contract.company, company) for company in companies)


async def _of_device(serial: str, companies: list[Company]) -> Verdict:
    stranger = unknown(KeyKind.SERIAL_NUMBER, serial)
    lines = Device.filter(serial_number=serial).select_related("contract__company")
    verdicts = [_of_line(line, companies, stranger) for line in await lines]
    return min(verdicts, key=_rank, default=stranger)


def _of_line(line: Device, companies: list[Company], stranger: Verdict) -> Verdict:
    if line.ends_on <= clock.now():
        if not _near(line.contract, companies):
            return stranger
        text = f"The device was covered until {_day(line.ends_on)}."
        return Verdict(RequestStatus.DECLINED, text, line.contract)
    verdict = _of_contract(line.contract, companies)
    return stranger if verdict.miss else verdict


def _rank(verdict: Verdict) -> tuple[int, bool]:
    return BEST_FIRST.index(verdict.status), verdict.miss


def _of_bill_to(key: str, found: list[Contract], companies: list[Company]) -> Verdict:
    running = [contract for contract in found if contract.active]
    if not running:
        over = [_over(contract) for contract in found if _near(contract, companies)]
        return replace(over[-1], contract=None) if over else unknown(KeyKind.BILL_TO, key)
    if all(contract.blocked for contract in running):
        text = "Every contract with this bill-to ID is blocked at present."
        return Verdict(RequestStatus.DECLINED, text)
    if any(contract.blocked or contract.locked for contract in running):
        return _pending("A contract with this bill-to ID is locked or blocked.", None)
    if not companies:
        return _pending("It is not known which company the requester belongs to.", None)
    if not all(_near(contract, companies) for contract in running):
        return _pending(
            "The requester's company has nothing to do with some of the contracts.", None
        )
    text = "The requester's company has to do with every contract of this bill-to ID."
    return Verdict(RequestStatus.APPROVED, text)
