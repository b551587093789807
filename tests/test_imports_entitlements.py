"""Importing a vendor's exports: organisations, contracts, devices and access to them."""

import asyncio
import re
import signal
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from models.entitlements import (
    Company,
    Contract,
    ContractAdministrator,
    Device,
    SupportAccess,
    administrators_of,
    covered,
)
from tests import checkout
from tests import importing as importer
from tests.conftest import Ask
from tests.importing import Importer, reading
from web import cli
from web.importing import KINDS

importing = importer.importing

COMPANIES = "number,name,parent,address,country,domain\n"
TREE = """R1,Rivers,,1 Head Street,Exampleland,rivers.example
R2,Rivers,R1,2 Quay,Exampleland,
R3,Rivers,R2,3 Dock,Exampleland,
"""
CONTRACTS = (
    "number,service_type,company,starts_on,ends_on,bill_to_id,locked,partner_branded,blocked,"
    "administrators\n"
)
K1 = "k1,Solution Support,R3,2020-01-01,2099-12-31,B7,no,yes,no,dana;ada\n"
K2 = "K2,PRODUCT_WARRANTY,R2,2020-01-01T12:00:00+02:00,2099-12-31,,yes,no,no,\n"
DEVICES = "serial_number,contract,ends_on\n"
LINES = "FCZ1,K1,2099-12-31\nfcz 2,k1,2020-12-31\nFCZ1,K2,2099-12-31\n"
ACCESS = "username,contract,level\n"
RITA = "rita,K1,FULL_SUPPORT\n"
ALL = {
    "companies": COMPANIES + TREE,
    "contracts": CONTRACTS + K1 + K2,
    "devices": DEVICES + LINES,
    "access": ACCESS + RITA,
}
TABLES = (Company, Contract, ContractAdministrator, Device, SupportAccess)

CONTRACT = """query($number: String!) { contract(number: $number) {
  number serviceType startsOn endsOn active entitles locked partnerBranded blocked billToId
  company { address lineage { address } } } }"""
MINE = "{ viewer { contracts { nodes { number } } } }"


async def counts(url: str) -> list[int]:
    """How many rows of everything there are."""
    async with reading(url):
        return [await table.all().count() for table in TABLES]


def created(count: int, bad: int = 0) -> str:
    """What is told of a file of new rows."""
    return f"{count} created, 0 updated, 0 unchanged, {bad} bad"


async def test_an_export_is_there_for_those_who_are_entitled_to_it(
    importing: Importer, ask: Ask, database_url: str
) -> None:
    done = await importing(**ALL)

    summaries = {name: done.summary(f"{name}.csv") for name in ALL}
    assert summaries == dict(zip(ALL, map(created, (3, 2, 3, 1)), strict=True)), done.told
    assert (await ask(MINE, by="rita"))["contracts"]["nodes"] == [{"number": "K1"}]
    assert await ask(CONTRACT, by="dana", number="K1") == {
        "number": "K1",
        "serviceType": "SOLUTION_SUPPORT",
        "startsOn": "2020-01-01T00:00:00+00:00",
        "endsOn": "2099-12-31T23:59:59.999999+00:00",
        "active": True,
        "entitles": True,
        "locked": False,
        "partnerBranded": True,
        "blocked": False,
        "billToId": "B7",
        "company": {
            "address": "3 Dock",
            "lineage": [{"address": a} for a in ("1 Head Street", "2 Quay", "3 Dock")],
        },
    }
    other = await ask(CONTRACT, by="olaf", number="K2")
    assert (other["startsOn"], other["locked"]) == ("2020-01-01T10:00:00+00:00", True)
    one = await Contract.get(number="K1")
    assert [await covered(one, serial) for serial in ("FCZ1", "FCZ2")] == [True, False]
    assert {user.username for user in await administrators_of(one.id)} == {"dana", "ada"}


async def test_an_export_that_is_imported_again_doubles_nothing(
    importing: Importer, database_url: str
) -> None:
    await importing(**ALL)
    before = await counts(database_url)

    done = await importing(**ALL)

    assert before == [3, 2, 2, 3, 1]
    assert await counts(database_url) == before
    for name, count in zip(ALL, (3, 2, 3, 1), strict=True):
        assert done.summary(f"{name}.csv") == f"0 created, 0 updated, {count} unchanged, 0 bad"


async def test_what_is_known_is_brought_up_to_date_and_what_has_no_column_stays(
    importing: Importer, database_url: str
) -> None:
    await importing(**ALL)

    done = await importing(
        companies="number,name\nR1,Rivers Group\nR2,Rivers\nR3,Rivers\n",
        contracts="number,service_type,company,starts_on,ends_on\n"
        "K1,SMARTnet,R3,2020-01-01,2100-12-31\nK2,product-warranty,R2,2020-01-01T10:00:00Z,2099-12-31\n",
        more=CONTRACTS + K2.replace("no,\n", "no,rita\n"),
        devices=DEVICES + LINES.replace("2020-12-31", "2098-12-31"),
        access=ACCESS + RITA.replace("FULL_SUPPORT", "Downloads only") + "dana,K1,FULL_SUPPORT\n",
    )

    assert [done.summary(f"{name}.csv") for name in [*ALL, "more"]] == [
        "0 created, 1 updated, 2 unchanged, 0 bad",
        "0 created, 1 updated, 1 unchanged, 0 bad",
        "0 created, 1 updated, 2 unchanged, 0 bad",
        "1 created, 1 updated, 0 unchanged, 0 bad",
        "0 created, 1 updated, 0 unchanged, 0 bad",
    ], done.told
    async with reading(database_url):
        root = await Company.get(number="R1")
        assert (root.name, root.address, root.domain) == (
            "Rivers Group",
            "1 Head Street",
            "rivers.example",
        )
        contract = await Contract.get(number="K1")
        assert (contract.service_type, contract.version) == ("SMART_NET_TOTAL_CARE", 2)
        assert (contract.bill_to_id, contract.partner_branded) == ("B7", True)
        assert await ContractAdministrator.filter(contract_id=contract.id).count() == 2
        assert await covered(contract, "FCZ2")
        access = await SupportAccess.get(user__username="rita")
        assert (access.level, access.version) == ("DOWNLOADS_ONLY", 2)


BAD = {
    "companies": {
        "R!,Name,,,,": "number",
        f"{'R' * 41},Name,,,,": "number",
        "R4,,,,,": "name",
        "R4,Name,R9,,,": "parent",
        "R4,Name,R4,,,": "parent",
        f"R4,Name,,{'A' * 301},,": "address",
        f"R4,Name,,,{'C' * 61},": "country",
        "R4,Name,,,,localhost": "domain",
        "R4,Name,,,,gmail.com": "domain",
        "R1,Twice,,,,": "number",
        "R4,Name": "row",
    },
    "contracts": {
        "K 3!,SP_BASE,R1,2020-01-01,2099-12-31,,,,,": "number",
        "K3,GOLD,R1,2020-01-01,2099-12-31,,,,,": "service_type",
        "K3,SP_BASE,R9,2020-01-01,2099-12-31,,,,,": "company",
        "K3,SP_BASE,,2020-01-01,2099-12-31,,,,,": "company",
        "K3,SP_BASE,R1,01/02/2020,2099-12-31,,,,,": "starts_on",
        "K3,SP_BASE,R1,2020-02-30,2099-12-31,,,,,": "starts_on",
        "K3,SP_BASE,R1,2020-01-01,2019-12-31,,,,,": "ends_on",
        "K3,SP_BASE,R1,2020-01-01,2099-12-31T12:00:00,,,,,": "ends_on",
        "K3,SP_BASE,R1,2020-01-01,9999-12-31T23:59:59-10:00,,,,,": "ends_on",
        "K3,SP_BASE,R1,2020-01-01,2099-12-31,B?,,,,": "bill_to_id",
        "K3,SP_BASE,R1,2020-01-01,2099-12-31,,maybe,,,": "locked",
        "K3,SP_BASE,R1,2020-01-01,2099-12-31,,,maybe,,": "partner_branded",
        "K3,SP_BASE,R1,2020-01-01,2099-12-31,,,,maybe,": "blocked",
        "K3,SP_BASE,R1,2020-01-01,2099-12-31,,,,,ada;nobody-here": "administrators",
        "K1,SP_BASE,R1,2020-01-01,2099-12-31,,,,,": "number",
    },
    "devices": {
        "FCZ?,K1,2099-12-31": "serial_number",
        ",K1,2099-12-31": "serial_number",
        f"{'S' * 61},K1,2099-12-31": "serial_number",
        "FCZ3,K9,2099-12-31": "contract",
        "FCZ3,K1,": "ends_on",
        "FCZ3,K1,0001-01-01": "ends_on",
        "fcz1,k1,2099-12-31": "row",
        "FCZ3,K1": "row",
        "FC\0Z,K1,2099-12-31": "serial_number",
    },
    "access": {
        "r,K1,FULL_SUPPORT": "username",
        "nobody-here,K1,FULL_SUPPORT": "username",
        "ada,K9,FULL_SUPPORT": "contract",
        "ada,K1,": "level",
        "ada,K1,EVERYTHING": "level",
        "rita,k1,FULL_SUPPORT": "row",
    },
}


async def test_every_bad_value_is_told_with_its_line_and_field_and_the_rest_imported(
    importing: Importer,
) -> None:
    done = await importing(
        **{name: ALL[name] + "".join(f"{row}\n" for row in BAD[name]) for name in ALL}
    )

    assert (done.code, "Traceback" in done.told) == (1, False)
    for name, good in zip(ALL, (3, 2, 3, 1), strict=True):
        told = re.findall(rf"{name}\.csv:(\d+): (\w+): \S", done.told)
        first = good + 2
        assert told == [(str(line), f) for line, f in enumerate(BAD[name].values(), first)]
        assert done.summary(f"{name}.csv") == created(good, len(BAD[name]))


async def test_a_company_moves_with_all_below_it_but_never_below_itself_or_too_deep(
    importing: Importer, database_url: str
) -> None:
    deep = "".join(f"D{n},Deep,D{n - 1},,,\n" for n in range(2, 13))
    await importing(companies=COMPANIES + TREE + "S1,Sea,,,,\nD1,Deep,,,,\n" + deep)

    done = await importing(
        companies=COMPANIES.replace("address,country,domain", "address")
        + "R2,Rivers,R3,2 Quay\nR2,Rivers,S1,2 Quay\nD13,Deep,D12,\nR1,Rivers,D11,1 Head Street\n"
        + "S1,Sea,D9,\n"
    )

    told = re.findall(r"companies\.csv:(\d+): (\w+): ", done.told)
    assert told == [("2", "parent"), ("3", "number"), ("4", "parent"), ("5", "parent")], done.told
    again = await importing(more="number,name,parent\nR2,Rivers,S1\nR3,Rivers,\nR9,New,R3\n")
    assert again.summary("more.csv") == "1 created, 2 updated, 0 unchanged, 0 bad"
    async with reading(database_url):
        by_number = {company.number: company for company in await Company.all()}
        numbers = {company.id: number for number, company in by_number.items()}
        path = {n: [numbers[key] for key in c.lineage] for n, c in by_number.items()}
        assert path["R2"] == ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "S1", "R2"]
        assert (path["R3"], path["R9"]) == (["R3"], ["R3", "R9"])
        assert all(c.root_id == c.lineage[0] and c.id == c.lineage[-1] for c in by_number.values())


async def test_one_bad_line_among_thousands_costs_nothing_but_itself(
    importing: Importer, database_url: str
) -> None:
    lines = [f"S{n},K{n % 2 + 1},2099-12-31\n" for n in range(12_000)]
    lines[6_000] = "S6000,K1,soon\n"
    await importing(companies=ALL["companies"], contracts=ALL["contracts"])

    done = await importing(devices=DEVICES + "".join(lines))

    assert "devices.csv:6002: ends_on: " in done.told
    assert done.summary("devices.csv") == created(11_999, bad=1)
    assert (await counts(database_url))[3] == 11_999


async def test_a_key_that_stands_far_below_again_is_brought_up_to_date_and_not_doubled(
    importing: Importer, database_url: str
) -> None:
    lines = [f"S{n},K1,2099-12-31\n" for n in range(6_000)]
    await importing(companies=ALL["companies"], contracts=ALL["contracts"])

    done = await importing(devices=DEVICES + "".join(lines) + "S0,K1,2098-12-31\n")

    assert done.summary("devices.csv") == "6000 created, 1 updated, 0 unchanged, 0 bad"
    assert (await counts(database_url))[3] == 6_000


@pytest.mark.parametrize("option", ["--strict", "--dry-run"])
async def test_strictly_or_dryly_nothing_of_the_whole_file_stays(
    importing: Importer, database_url: str, option: str
) -> None:
    await importing(companies=ALL["companies"], contracts=ALL["contracts"])
    lines = "".join(f"S{n},K1,2099-12-31\n" for n in range(6_000))

    done = await importing(option, devices=DEVICES + lines + "S6000,K9,2099-12-31\n")

    assert "nothing was imported" in done.told
    assert done.summary("devices.csv") == created(6_000, bad=1)
    assert await counts(database_url) == [3, 2, 2, 0, 0]


async def test_killed_in_the_middle_whole_batches_stay_and_another_run_completes_them(
    importing: Importer, database_url: str, tmp_path: Path
) -> None:
    await importing(companies=ALL["companies"], contracts=ALL["contracts"])
    content = DEVICES + "".join(f"S{n},K1,2099-12-31\n" for n in range(60_000))
    process = await importing.start(devices=content)
    async with reading(database_url):
        deadline = time.monotonic() + 40
        while not await Device.exists():
            assert process.returncode is None and time.monotonic() < deadline
            await asyncio.sleep(0.02)

    process.send_signal(signal.SIGKILL)
    await process.wait()

    kept = (await counts(database_url))[3]
    assert 0 < kept < 60_000 and kept % 5_000 == 0
    done = await importing(devices=content)
    assert done.summary("devices.csv") == (
        f"{60_000 - kept} created, 0 updated, {kept} unchanged, 0 bad"
    )
    assert (await counts(database_url))[3] == 60_000


def test_the_help_and_the_readme_name_every_column_of_every_kind() -> None:
    told = CliRunner().invoke(cli.main, ["import", "--help"]).output
    readme = (checkout.ROOT / "README.md").read_text().partition("### Importing")[2]

    for kind in KINDS:
        for text in (told, readme):
            assert set(kind.columns) <= set(re.findall(r"\w+", text)), kind
