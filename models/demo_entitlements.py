"""The demo's organisations, with their contracts and devices: what people are entitled to."""

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
from models.users import User

# Number, name, address, domain, and the number of what lies above.
COMPANIES = [
    ("R-100", "Rivers Ltd", "1 River Road, Exampleton", "rivers.example", ""),
    ("R-110", "Rivers North", "2 Hill Road, Northton", "", "R-100"),
    ("R-120", "Rivers South", "3 Bay Road, Southton", "", "R-100"),
    ("A-200", "ACME", "1 Anvil Street, Acmeville", "acme.example", ""),
    ("A-210", "ACME Plant", "8 Forge Lane, Acmeville", "", "A-200"),
    ("A-220", "ACME Office", "9 Desk Lane, Acmeville", "", "A-200"),
    ("H-300", "Harbour Ltd", "1 Quay, Portville", "harbour.example", ""),
    ("H-310", "Harbour Dock", "2 Quay, Portville", "", "H-300"),
    ("S-400", "Summit Inc", "1 Peak Road, Mountville", "summit.example", ""),
    ("S-410", "Summit Peak", "2 Peak Road, Mountville", "", "S-400"),
    ("P-500", "Pines", "1 Pine Street, Forestville", "pines.example", ""),
    ("Q-600", "Quiet Co", "1 Still Street, Hushville", "quiet.example", ""),
    ("Q-610", "Quiet East", "2 Still Street, Hushville", "", "Q-600"),
    ("Q-620", "Quiet West", "3 Still Street, Hushville", "", "Q-600"),
    ("L-700", "Lone Ltd", "1 Only Street, Onetown", "lone.example", ""),
    ("M-800", "Meadow AG", "1 Green Street, Grassville", "meadow.example", ""),
    ("B-900", "Basin", "1 Bowl Street, Basinville", "basin.example", ""),
    ("N-1000", "Nova", "1 Star Street, Novaville", "nova.example", ""),
    ("X-1100", "Strangers", "1 Odd Street, Farville", "stranger.example", ""),
]
SMART = ServiceType.SMART_NET_TOTAL_CARE
# Number, company, service, whose profile has it, and what is special about it.
CONTRACTS: list[tuple[str, str, ServiceType, list[str], dict[str, Any]]] = [
    ("10001", "R-110", SMART, ["rita", "dana", "ron", "rosa", "rex", "rudi"], {}),
    ("10002", "R-120", ServiceType.PRODUCT_WARRANTY, ["rita"], {}),
    ("20001", "A-210", ServiceType.SOLUTION_SUPPORT, [], {"locked": True}),
    ("20002", "A-220", ServiceType.ESSENTIAL_OPERATE, ["uma"], {}),
    ("20003", "A-220", ServiceType.SOFTWARE_SUPPORT, [], {"blocked": True}),
    ("20004", "A-200", ServiceType.OTHER, [], {}),
    ("30001", "H-310", ServiceType.TELEPRESENCE, ["hal", "mira"], {}),
    ("30002", "H-310", ServiceType.SP_BASE, ["hugo"], {"partner_branded": True}),
    ("40001", "S-410", SMART, ["sue", "stan"], {}),
    ("50001", "P-500", ServiceType.PARTNER_SUPPORT, [], {"bill_to_id": "BT-500"}),
    ("50002", "P-500", ServiceType.SP_BASE, ["piet"], {"bill_to_id": "BT-500"}),
    ("60001", "Q-610", SMART, ["quinn"], {}),
    ("70001", "L-700", SMART, ["leon", "lena"], {}),
    ("80001", "M-800", SMART, ["mona"], {}),
    ("90001", "B-900", SMART, ["bea"], {}),
    ("11001", "N-1000", SMART, ["nora"], {}),
    ("12001", "X-1100", SMART, ["xena"], {}),
    ("19999", "R-120", SMART, [], {"ends_on": timedelta(days=20)}),
]
ADMINISTRATORS = [("10001", "rolf"), ("20001", "ada"), ("30001", "hana")]


def serial(number: str) -> str:
    """The serial number of a contract's device: `SN-10001-1` is on contract 10001."""
    return f"SN-{number}-1"


async def make() -> None:
    """All of it, as an import would have left it."""
    companies = _companies()
    await Company.bulk_create(companies.values())
    contracts = {row[0]: _contract(row[0], companies[row[1]], row[2], row[4]) for row in CONTRACTS}
    await Contract.bulk_create(contracts.values())
    await Device.bulk_create(
        Device(serial_number=serial(made.number), contract_id=made.id, ends_on=made.ends_on)
        for made in contracts.values()
    )
    people = {user.username: user for user in await User.all()}
    await SupportAccess.bulk_create(
        SupportAccess(
            user_id=people[username].id,
            key_kind=KeyKind.CONTRACT,
            key=number,
            contract_id=contracts[number].id,
        )
        for number, _, _, usernames, _ in CONTRACTS
        for username in usernames
    )
    await ContractAdministrator.bulk_create(
        ContractAdministrator(contract_id=contracts[number].id, user_id=people[username].id)
        for number, username in ADMINISTRATORS
    )


def _companies() -> dict[str, Company]:
    """The companies by their numbers; what lies above stands earlier in the list."""
    made: dict[str, Company] = {}
    for number, name, address, domain, above in COMPANIES:
        key, parent = keys.uuid7(), made.get(above)
        made[number] = Company(
            id=key,
            number=number,
            name=name,
            address=address,
            country="Exampleland",
            domain=domain,
            parent_id=parent.id if parent else None,
            root_id=parent.root_id if parent else key,
            path=f"{parent.path if parent else ''}/{key}",
        )
    return made


def _contract(number: str, of: Company, service: ServiceType, special: dict[str, Any]) -> Contract:
    begins = clock.now()
    lasts = special.get("ends_on", timedelta(days=730))
    return Contract(
        number=number,
        company_id=of.id,
        service_type=service,
        starts_on=begins,
        **{**special, "ends_on": begins + lasts},
    )
