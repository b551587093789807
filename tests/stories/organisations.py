"""The organisations of the onboarding story, and the people who register for them."""

from models.entitlements import ServiceType
from tests import entitled, reviewing, steps

SERIAL = "SN-100"
# Those that open the portal, and one that does not.
SERVICES = {
    "S-1": ServiceType.SMART_NET_TOTAL_CARE,
    "S-2": ServiceType.SP_BASE,
    "S-3": ServiceType.TELEPRESENCE,
    "S-4": ServiceType.ESSENTIAL_OPERATE,
    "S-5": ServiceType.SOLUTION_SUPPORT,
    "S-6": ServiceType.PRODUCT_WARRANTY,
}


async def build() -> None:
    """All of them."""
    await rivers()
    await lakes()
    await hills()
    await services()


async def rivers() -> None:
    """Three companies below each other, of which two have one name; nobody administers them.

    C-100 and the warranty W-1 are on Rita's and Rolf's profiles, C-200 is on nobody's.
    """
    group = await entitled.company(
        "R-1", name="Rivers Group", domain="rivers.example", address="1 River Road"
    )
    branch = await entitled.company("R-2", group, name="Rivers Ltd", address="2 Hill Road")
    site = await entitled.company("R-3", branch, name="Rivers Ltd", address="3 Lake Road")
    contract = await entitled.contract("C-100", site)
    warranty = await entitled.contract("W-1", site, service_type=ServiceType.PRODUCT_WARRANTY)
    other = await entitled.contract("C-200", site)
    await steps.person("rolf", full_name="Rolf River")
    for serial, on in ((SERIAL, contract), ("SN-W", warranty), ("SN-200", other)):
        await entitled.device(serial, on)
    for username in ("rita", "rolf"):
        await entitled.access(username, contract)
        await entitled.access(username, warranty)
    await entitled.company("B-1", name="Brooks", address="4 Brook Lane")


async def lakes() -> None:
    """An organisation that Lena and then Lou administer; Lars and Leif have its contract."""
    company = await entitled.company("L-1", name="Lakes", domain="lakes.example")
    contract = await entitled.contract("L-100", company)
    await entitled.device("SN-L", contract)
    for username in ("lena", "lou", "lars", "leif"):
        await steps.person(username, "lakes.example", company_name="Lakes")
    for username in ("lars", "leif"):
        await entitled.access(username, contract)
    await reviewing.administrator("lena", company, is_first=True)
    await reviewing.administrator("lou", company)


async def hills() -> None:
    """An organisation whose contract Greta has, with an address of another company."""
    company = await entitled.company("H-1", name="Hills", domain="hills.example")
    contract = await entitled.contract("H-100", company)
    await entitled.device("SN-H", contract)
    await steps.person("greta", "consulting.example")
    await entitled.access("greta", contract)


async def services() -> None:
    """Sally has a contract of each kind."""
    company = await entitled.company("V-1", name="Valleys")
    await steps.person("sally", "valleys.example")
    for number, service in SERVICES.items():
        await entitled.access(
            "sally", await entitled.contract(number, company, service_type=service)
        )
