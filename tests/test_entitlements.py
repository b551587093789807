"""Contracts and companies: who sees them, what is on a profile, and who belongs where."""

from datetime import timedelta
from typing import Any

import pytest

from models import clock, entitlements
from models.entitlements import CompanyAssociation, KeyKind, ServiceType
from resolvers import ids
from tests import entitled, shared, steps
from tests.conftest import Ask

service, served = shared.service, shared.served
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("served")]

CONTRACT = """query($number: String!) { contract(number: $number) {
  id number serviceType active entitles locked billToId
  company { id name address parent { id name } lineage { name address } } } }"""
MINE = """query($first: Int, $after: String) { viewer { contracts(first: $first, after: $after) {
  totalCount nodes { number company { name } } pageInfo { hasNextPage endCursor } } } }"""
NODE = """query($id: ID!) { node(id: $id) {
  id ... on Contract { number } ... on Company { name } } }"""


async def seen(ask: Ask, by: str, number: str = "K100") -> dict[str, Any] | None:
    """The contract as somebody sees it."""
    found: dict[str, Any] | None = await ask(CONTRACT, by=by, number=number)
    return found


async def mine(ask: Ask, by: str, **part: Any) -> dict[str, Any]:
    """The contracts on somebody's profile."""
    found: dict[str, Any] = (await ask(MINE, by=by, **part))["contracts"]
    return found


async def test_those_who_have_to_do_with_a_contract_see_it_and_its_whole_organisation(
    ask: Ask,
) -> None:
    root = await entitled.company("RIVERS", address="1 Head Street")
    site = await entitled.company("SITE", root, name="Rivers", address="2 Quay")
    await entitled.access("rita", await entitled.contract("K100", site))

    found = await seen(ask, "rita", " k100 ")

    assert found is not None
    assert (found["number"], found["serviceType"], found["entitles"]) == ("K100", "SP_BASE", True)
    assert found["company"]["parent"]["name"] == "Rivers"
    assert found["company"]["lineage"] == [
        {"name": "Rivers", "address": "1 Head Street"},
        {"name": "Rivers", "address": "2 Quay"},
    ]


async def test_administrators_users_and_staff_see_a_contract_and_nobody_else(ask: Ask) -> None:
    company = await entitled.company("ACME")
    contract = await entitled.contract("K100", company, bill_to_id="B7")
    await entitled.administers("ada", contract)
    await entitled.access("rita", contract)
    await entitled.by_bill_to("paul", "B7")
    await entitled.access("uma", contract, key_kind=KeyKind.SERIAL_NUMBER, key="S1")
    await entitled.access("vera", contract, ended_at=clock.now())
    await entitled.by_bill_to("ben", "B8")

    people = ["ada", "rita", "paul", "uma", "olaf", "opal", "vera", "ben", "dana"]
    seeing = {name for name in people if await seen(ask, name)}
    by_id = {name for name in people if await ask(NODE, by=name, id=ids.of(contract))}
    companies = {name for name in people if await ask(NODE, by=name, id=ids.of(company))}

    assert seeing == by_id == companies == {"ada", "rita", "paul", "uma", "olaf", "opal"}


async def test_a_bill_to_id_is_told_to_administrators_staff_and_those_who_have_it(
    ask: Ask,
) -> None:
    contract = await entitled.contract("K100", await entitled.company("ACME"), bill_to_id="B7")
    await entitled.administers("ada", contract)
    await entitled.access("rita", contract)
    await entitled.by_bill_to("paul", "B7")

    told = {name: (await seen(ask, name) or {})["billToId"] for name in ["ada", "paul", "olaf"]}

    assert told == {"ada": "B7", "paul": "B7", "olaf": "B7"}
    assert (await seen(ask, "rita") or {})["billToId"] is None


@pytest.mark.parametrize("number", ["K999", "", " ", "K" * 500, "Ｋ100", "ſ", "K\0", "K'--", "%"])
async def test_what_is_no_contract_reads_as_one_that_is_not_to_be_seen(
    ask: Ask, number: str
) -> None:
    await entitled.contract("K100", await entitled.company("ACME"))

    assert await seen(ask, "olaf", number) is None
    assert await seen(ask, "rita", "K100") is None


async def test_a_contract_runs_from_its_start_until_its_end(ask: Ask) -> None:
    company = await entitled.company("ACME")
    await entitled.contract("K100", company, starts_on=clock.now() + timedelta(days=1))
    await entitled.contract("K200", company, service_type=ServiceType.PRODUCT_WARRANTY)

    async def states(number: str) -> tuple[bool, bool]:
        found = await seen(ask, "olaf", number) or {}
        return found["active"], found["entitles"]

    assert [await states("K100"), await states("K200")] == [(False, False), (True, False)]
    clock.clock.advance(days=2)
    assert await states("K100") == (True, True)
    clock.clock.advance(days=400)
    assert [await states("K100"), await states("K200")] == [(False, False), (False, False)]


async def test_the_profile_has_contracts_by_number_and_by_bill_to_id_and_none_by_a_device(
    ask: Ask,
) -> None:
    company = await entitled.company("ACME")
    of_bill = [await entitled.contract(f"K{n}", company, bill_to_id="B7") for n in (5, 3)]
    await entitled.access("rita", await entitled.contract("K4", company))
    await entitled.access("rita", of_bill[0])
    await entitled.by_bill_to("rita", "B7")
    device = await entitled.contract("K6", company)
    await entitled.access("rita", device, key_kind=KeyKind.SERIAL_NUMBER, key="S1")
    await entitled.access("rita", await entitled.contract("K7", company), ended_at=clock.now())

    page = await mine(ask, "rita", first=2)
    rest = await mine(ask, "rita", first=2, after=page["pageInfo"]["endCursor"])

    assert [node["number"] for node in page["nodes"] + rest["nodes"]] == ["K3", "K4", "K5"]
    assert (page["totalCount"], rest["pageInfo"]["hasNextPage"]) == (3, False)
    assert page["nodes"][0]["company"] == {"name": "Acme"}
    assert (await mine(ask, "ada"))["nodes"] == []
    on_profile = await entitlements.contracts_on_profile(await steps.user("rita"))
    assert [contract.number for contract in on_profile] == ["K3", "K4", "K5"]


async def test_a_company_is_seen_by_its_people_with_all_above_it_and_not_by_others(
    ask: Ask,
) -> None:
    root = await entitled.company("ROOT")
    site = await entitled.company("SITE", root, domain="rivers.example")
    other = await entitled.company("OTHER", root)
    below = await entitled.company("BELOW", site)

    seen = {c.name: await ask(NODE, by="rita", id=ids.of(c)) for c in (root, site, other, below)}

    assert {name for name, found in seen.items() if found} == {"Root", "Site"}


async def test_people_belong_to_the_companies_of_their_verified_domain_and_those_they_joined() -> (
    None
):
    rivers = await entitled.company("RIVERS", domain="rivers.example")
    joined = await entitled.company("JOINED")
    left = await entitled.company("LEFT")
    await entitled.company("NOWHERE")
    rita = await steps.user("rita")
    await CompanyAssociation.create(company=joined, user=rita)
    await CompanyAssociation.create(company=left, user=rita, ended_at=clock.now())

    async def belongs() -> set[str]:
        return {company.number for company in await entitlements.companies_of(rita)}

    assert await belongs() == {rivers.number, joined.number}
    rita.email_verified_at = None
    assert await belongs() == {joined.number}


async def test_companies_are_related_up_and_down_and_not_sideways() -> None:
    root = await entitled.company("ROOT")
    one, other = await entitled.company("ONE", root), await entitled.company("OTHER", root)
    site = await entitled.company("SITE", one)

    assert entitlements.related(root, site) and entitlements.related(site, root)
    assert entitlements.related(one, one)
    assert not entitlements.related(one, other) and not entitlements.related(site, other)
    assert [c.number for c in await entitlements.tree_to(site)] == ["ROOT", "ONE", "SITE"]


async def test_a_device_is_covered_by_its_own_contract_until_the_line_ends() -> None:
    company = await entitled.company("ACME")
    one, other = [await entitled.contract(number, company) for number in ("K1", "K2")]
    await entitled.device("FCZ1", one)
    await entitled.device("FCZ2", other)

    assert await entitlements.covered(one, " fcz1 ")
    assert not await entitlements.covered(one, "FCZ2")
    assert not await entitlements.covered(one, "FCZ3")
    assert not await entitlements.covered(one, "FCZ1\0")
    assert [c.number for c in await entitlements.covering_contracts("fcz2")] == ["K2"]
    clock.clock.advance(days=31)
    assert not await entitlements.covered(one, "FCZ1")
    assert await entitlements.covering_contracts("FCZ2") == []


async def test_administrators_are_told_in_the_order_of_their_appointment_and_leavers_not() -> None:
    contract = await entitled.contract("K1", await entitled.company("ACME"))
    for name in ("uma", "ada", "ben"):
        await entitled.administers(name, contract)
    ada = await steps.user("ada")
    ada.active = False
    await ada.save(update_fields=["active"])

    found = await entitlements.administrators_of(contract.id)

    assert [user.username for user in found] == ["uma", "ben"]


@pytest.mark.parametrize(
    ("typed", "key"),
    [(" fcz-12 34\t", "FCZ-1234"), ("a/b.c_d-9", "A/B.C_D-9"), ("x" * 60, "X" * 60)],
)
async def test_a_key_has_one_spelling(typed: str, key: str) -> None:
    assert entitlements.normalise_key(typed) == key


@pytest.mark.parametrize("typed", ["", "  ", "x" * 61, "ß", "ſ1", "１", "a;b", "a\0b", "a%"])
async def test_what_is_no_key_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^(Write|It may)"):
        entitlements.normalise_key(typed)
