"""Importing users and accounts by `admit import`, and what the API then shows of them."""

import asyncio
import contextlib
import re
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from models import audit, database
from models.accounts import SmartAccount, VirtualAccount
from models.mail import EmailMessage
from models.notices import Notice
from models.roles import RoleAssignment
from models.users import User
from tests import importing as importer
from tests.conftest import Ask, serving
from tests.importing import Importer, reading
from web.settings import Settings

importing = importer.importing

USERS = "username,email,full_name,phone,company_name,kind,verified\n"
ACCOUNTS = "name,domain_identifier,type,listed,admins,virtual_accounts\n"
IDA = "ida,ida@north.example,Ida North,+1 555 0101,North,CUSTOMER,yes\n"
JON = "jon,jon@north.example,Jon North,+1 555 0102,North,CUSTOMER,yes\n"
NORTH = "North,north.example,CUSTOMER,yes,ida;jon,Lab;Office\n"

LOOKUP = """query($domain: String!) { smartAccounts(domainIdentifier: $domain) {
  ... on SmartAccountMatches { accounts { id name type } } ... on Problem { code } } }"""
ACCOUNT = """query($id: ID!) { smartAccount(id: $id) { name
  virtualAccounts { nodes { name isDefault } }
  roleAssignments { nodes { role user { username fullName email } } }
  events { nodes { action message } }
  viewerCanDecideRequests { allowed } } }"""
REQUEST = """mutation { requestAccess(input: {
  domainIdentifier: "north.example", reason: "I work on it daily." }) {
  ... on AccessRequest { id status } ... on Problem { code message } } }"""
SIGN_IN = """mutation { signIn(input: {username: "ida", password: "correct-horse-demo"}) {
  ... on Problem { code } } }"""


async def test_imported_people_and_accounts_are_there_for_everybody(
    importing: Importer, ask: Ask
) -> None:
    done = await importing(users=USERS + IDA + JON, accounts=ACCOUNTS + NORTH)

    assert (done.code, done.summary("users.csv"), done.summary("accounts.csv")) == (
        0,
        "2 created, 0 updated, 0 unchanged, 0 bad",
        "1 created, 0 updated, 0 unchanged, 0 bad",
    )
    (found,) = (await ask(LOOKUP, by="rita", domain="north.example"))["accounts"]
    assert (found["name"], found["type"]) == ("North", "CUSTOMER")
    account = await ask(ACCOUNT, by="ida", id=found["id"])
    assert account["viewerCanDecideRequests"] == {"allowed": True}
    parts = {part["name"]: part["isDefault"] for part in account["virtualAccounts"]["nodes"]}
    assert parts == {"DEFAULT": True, "Lab": False, "Office": False}
    admins = account["roleAssignments"]["nodes"]
    assert [(a["role"], a["user"]["username"]) for a in admins] == [
        ("SMART_ACCOUNT_ADMIN", "ida"),
        ("SMART_ACCOUNT_ADMIN", "jon"),
    ]
    (event,) = account["events"]["nodes"]
    assert event == {"action": "account_changed", "message": "imported: Lab, Office, ida, jon"}
    assert (await ask(REQUEST, by="rita"))["status"] == "PENDING"
    asked = EmailMessage.filter(kind="ACCESS_REQUESTED", to_name__contains="North")
    assert await asked.count() == 2


async def test_importing_mails_nobody_and_keeps_notices_and_log_in_order(
    importing: Importer, database_url: str
) -> None:
    await importing(users=USERS + IDA + JON, accounts=ACCOUNTS + NORTH)

    async with reading(database_url):
        account = await SmartAccount.get(domain_identifier="north.example")
        assert await EmailMessage.all().count() == 0
        assert [n.seq for n in await Notice.filter(account_id=account.id)] == [account.seq] == [1]
        assert {r.from_seq for r in await RoleAssignment.filter(account_id=account.id)} == {1}
        assert await audit.broken_links(account) == []


async def test_imported_users_have_no_password(importing: Importer, ask: Ask) -> None:
    done = await importing(users=USERS + IDA)

    assert done.code == 0
    assert await ask(SIGN_IN) == {"code": "WRONG_CREDENTIALS"}


async def test_an_import_that_is_repeated_doubles_nothing(
    importing: Importer, database_url: str
) -> None:
    files = {"users": USERS + IDA + JON, "accounts": ACCOUNTS + NORTH}
    await importing(**files)
    async with reading(database_url):
        before = await counts()

    done = await importing(**files)

    assert done.summary("users.csv") == "0 created, 0 updated, 2 unchanged, 0 bad"
    assert done.summary("accounts.csv") == "0 created, 0 updated, 1 unchanged, 0 bad"
    async with reading(database_url):
        assert await counts() == before


async def test_what_is_known_is_brought_up_to_date(importing: Importer, database_url: str) -> None:
    await importing(users=USERS + IDA + JON, accounts=ACCOUNTS + NORTH.replace(";jon", ""))

    done = await importing(
        users=USERS + IDA.replace("Ida North", "Ida South") + JON,
        accounts=ACCOUNTS + NORTH.replace("Office", "Attic"),
    )

    assert done.summary("users.csv") == "0 created, 1 updated, 1 unchanged, 0 bad"
    assert done.summary("accounts.csv") == "0 created, 1 updated, 0 unchanged, 0 bad"
    async with reading(database_url):
        assert (await User.get(username="ida")).full_name == "Ida South"
        account = await SmartAccount.get(domain_identifier="north.example")
        parts = await VirtualAccount.filter(account_id=account.id).order_by("name")
        assert [part.name for part in parts] == ["Attic", "DEFAULT", "Lab", "Office"]
        assert await RoleAssignment.filter(account_id=account.id).count() == 2


async def test_bad_rows_are_told_by_line_and_field_and_the_good_ones_imported(
    importing: Importer, database_url: str
) -> None:
    bad = [
        "x,short@north.example,Too Short,,,,",
        "kim,no address,Kim,,,,",
        "kim,kim@north.example,,,,,",
        "kim,kim@north.example,Kim,not a phone,,,",
        "kim,kim@north.example,Kim,,,KING,",
        "kim,kim@north.example,Kim,,,,perhaps",
        "ida,ida@north.example,Ida Again,,,,",
        "kim,kim@north.example",
        "kim,kim@north.example,Kim\0Nul,,,,",
        f"kim,kim@north.example,{'K' * 121},,,,",
        f"kim,kim@north.example,{'K' * 200_000},,,,",
        'kim,kim@north.example,"Kim" Kim,,,,',
    ]
    content = (USERS + IDA + "\n".join(bad) + "\n").encode()
    content += b"kim,kim@north.example,K\xefm,,,,\n" + JON.encode()

    done = await importing(users=content)

    assert done.code == 1
    told = re.findall(r"users\.csv:(\d+): (\w+): ", done.told)
    assert [(int(line), field) for line, field in told] == [
        *[(3, "username"), (4, "email"), (5, "full_name"), (6, "phone"), (7, "kind")],
        *[(8, "verified"), (9, "username"), (10, "row"), (11, "full_name"), (12, "full_name")],
        *[(13, "row"), (14, "row"), (15, "full_name")],
    ]
    assert done.summary("users.csv") == "2 created, 0 updated, 0 unchanged, 13 bad"
    assert "Traceback" not in done.told
    async with reading(database_url):
        assert await User.filter(username__in=["ida", "jon"]).count() == 2
        assert not await User.exists(username="kim")


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("North,localhost,CUSTOMER,yes,,", "domain_identifier"),
        ("North,co.uk,CUSTOMER,yes,,", "domain_identifier"),
        ("North,north.example,CUSTOMER,yes,ada;nobody-here,", "admins"),
        ("North,north.example,CUSTOMER,yes,ad\0a,", "admins"),
        ("North,north.example,CUSTOMER,yes," + ";".join(["ada"] * 60) + ",", "admins"),
        ("North,north.example,PALACE,yes,ada,", "type"),
        ("North,north.example,CUSTOMER,maybe,ada,", "listed"),
        ("N\0rth,north.example,CUSTOMER,yes,ada,", "name"),
        ("North,north.example,CUSTOMER,yes,ada,L\0b", "virtual_accounts"),
    ],
)
async def test_a_bad_account_is_refused_with_its_field(
    importing: Importer, row: str, field: str
) -> None:
    done = await importing(accounts=ACCOUNTS + row + "\n")

    assert f"accounts.csv:2: {field}: " in done.told
    assert done.summary("accounts.csv") == "0 created, 0 updated, 0 unchanged, 1 bad"
    assert (done.code, "Traceback" in done.told) == (1, False)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"\0",
        b"\xff\xfe\x00",
        USERS.encode("utf-16"),
        USERS.replace(",", ";").encode(),
        b"a,b,c\n1,2,3\n",
        b'"username,email,full_name\n',
        b"username,email,full_name,shoe_size\n",
        b"username,email,full_name,email\n",
    ],
)
async def test_a_file_that_is_none_of_ours_is_refused_as_a_whole(
    importing: Importer, content: bytes
) -> None:
    done = await importing(strange=content)

    assert (done.code, "Traceback" in done.told) == (1, False)
    assert "strange.csv: " in done.told


async def test_a_quote_that_is_never_closed_costs_its_own_rows_only(
    importing: Importer, database_url: str
) -> None:
    done = await importing(users=USERS + IDA + 'kim,kim@north.example,"Kim,,,,\n' + JON)

    assert "users.csv:3: row: " in done.told
    assert done.code == 1
    async with reading(database_url):
        assert await User.exists(username="ida")


async def test_strictly_one_bad_row_keeps_the_whole_file_out(
    importing: Importer, database_url: str
) -> None:
    done = await importing("--strict", users=USERS + IDA + "x,y,z,,,,\n" + JON, more=USERS + JON)

    assert done.code == 1
    assert "users.csv:3: username: " in done.told
    async with reading(database_url):
        assert not await User.exists(username="ida")
        assert await User.exists(username="jon")  # of the other file


async def test_a_dry_run_tells_everything_and_changes_nothing(
    importing: Importer, database_url: str
) -> None:
    async with reading(database_url):
        before = await counts()

    done = await importing("--dry-run", users=USERS + IDA + "x,y,z,,,,\n")

    assert "users.csv:3: username: " in done.told
    assert done.summary("users.csv") == "1 created, 0 updated, 0 unchanged, 1 bad"
    async with reading(database_url):
        assert await counts() == before


async def test_a_byte_order_mark_and_windows_line_ends_are_welcome(importing: Importer) -> None:
    done = await importing(users=("\ufeff" + USERS + IDA).replace("\n", "\r\n"))

    assert done.summary("users.csv") == "1 created, 0 updated, 0 unchanged, 0 bad"


@pytest.mark.slow
async def test_killed_in_the_middle_nothing_of_the_file_is_there(
    importing: Importer, database_url: str, tmp_path: Path
) -> None:
    async with reading(database_url):
        before = await counts()
    process = await importing.start(users=USERS + "".join(map(person, range(20_000))))

    await _until_it_writes(database_url, process)
    process.send_signal(signal.SIGKILL)
    await process.wait()

    async with reading(database_url):
        assert await counts() == before
    again = await importing(users=USERS + "".join(map(person, range(100))))
    assert again.summary("users.csv") == "100 created, 0 updated, 0 unchanged, 0 bad"


async def _until_it_writes(url: str, process: asyncio.subprocess.Process) -> None:
    """Until the import is well inside its transaction: others cannot write, or see its locks."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.returncode is None:
        if await _is_writing(url):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the import never began to write")


async def _is_writing(url: str) -> bool:
    if url.startswith("sqlite:"):
        wal = Path(url.removeprefix("sqlite://") + "-wal")
        return await asyncio.to_thread(_is_locked, wal)
    async with reading(url):
        (row,) = await database.fetch(
            "SELECT COUNT(*) AS n FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
            " WHERE c.relname = 'user' AND l.mode = 'RowExclusiveLock'"
        )
        return bool(row["n"])


def _is_locked(wal: Path) -> bool:
    if not wal.exists() or wal.stat().st_size < 1_000_000:
        return False
    with contextlib.closing(sqlite3.connect(str(wal).removesuffix("-wal"), timeout=0)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
            return False
        except sqlite3.OperationalError:
            return True


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_20000_people_and_1000_accounts_take_well_under_a_minute(
    importing: Importer, database_url: str
) -> None:
    accounts = "".join(
        f"Company {n},company-{n}.example,CUSTOMER,yes,person-{n};person-{n + 1000},Lab\n"
        for n in range(1_000)
    )
    importing.file("accounts.csv", ACCOUNTS + accounts)
    began = time.monotonic()

    done = await importing(
        users=USERS + "".join(map(person, range(20_000))), accounts=ACCOUNTS + accounts
    )

    print(f"imported in {time.monotonic() - began:.1f} s")
    assert done.summary("users.csv") == "20000 created, 0 updated, 0 unchanged, 0 bad"
    assert done.summary("accounts.csv") == "1000 created, 0 updated, 0 unchanged, 0 bad"
    async with serving(Settings(database_url=database_url, demo=True)) as served:
        client = served.client("person-1500")
        (found,) = (await client.ask(LOOKUP, domain="company-500.example"))["accounts"]
        account = await client.ask(ACCOUNT, id=found["id"])
        assert len(account["roleAssignments"]["nodes"]) == 2
        assert await RoleAssignment.filter(user__username__startswith="person-").count() == 2_000


def person(number: int) -> str:
    """A row of somebody who works for one of a thousand companies."""
    company = f"company-{number % 1_000}"
    address = f"person-{number}@{company}.example"
    return f"person-{number},{address},Person {number},+1 555 {number:06},{company},CUSTOMER,yes\n"


async def counts() -> list[int]:
    """How much of everything there is."""
    tables = [User, SmartAccount, VirtualAccount, RoleAssignment, Notice, audit.AuditEvent]
    return [await table.all().count() for table in tables]
