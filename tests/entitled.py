"""Companies, contracts and who has access to them: short-hands for tests."""

from datetime import timedelta
from typing import Any

from models import clock, keys
from models.entitlements import (
    Company,
    Contract,
    ContractAdministrator,
    Device,
    KeyKind,
    ServiceType,
    SupportAccess,
)
from tests import steps


async def company(number: str, parent: Company | None = None, **changes: Any) -> Company:
    """A company below another one, or the root of an organisation."""
    key = keys.uuid7()
    place = {
        "id": key,
        "parent_id": parent.id if parent else None,
        "root_id": parent.root_id if parent else key,
        "path": f"{parent.path if parent else ''}/{key}",
    }
    return await Company.create(**{"number": number, "name": number.title(), **place, **changes})


async def contract(number: str, of: Company, **changes: Any) -> Contract:
    """A smart-entitled contract that began yesterday and runs for a year."""
    now = clock.now()
    whole: dict[str, Any] = {
        "service_type": ServiceType.SP_BASE,
        "starts_on": now - timedelta(days=1),
        "ends_on": now + timedelta(days=365),
    }
    return await Contract.create(number=number, company=of, **{**whole, **changes})


async def device(serial: str, on: Contract, **changes: Any) -> Device:
    """A line of a contract that lasts a month, unless something else is given."""
    ends = {"ends_on": clock.now() + timedelta(days=30)}
    return await Device.create(serial_number=serial, contract=on, **{**ends, **changes})


async def access(username: str, to: Contract, **changes: Any) -> SupportAccess:
    """Somebody has access to a contract, by its number unless something else is given."""
    whole: dict[str, Any] = {"key_kind": KeyKind.CONTRACT, "key": to.number, "contract": to}
    return await SupportAccess.create(user=await steps.user(username), **{**whole, **changes})


async def by_bill_to(username: str, bill_to: str, **changes: Any) -> SupportAccess:
    """Somebody has access to all contracts with a bill-to ID."""
    whole: dict[str, Any] = {"key_kind": KeyKind.BILL_TO, "key": bill_to}
    return await SupportAccess.create(user=await steps.user(username), **{**whole, **changes})


async def administers(username: str, contract: Contract) -> ContractAdministrator:
    """Somebody administers a contract."""
    return await ContractAdministrator.create(contract=contract, user=await steps.user(username))
