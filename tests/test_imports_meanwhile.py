"""What an import does to those who work meanwhile, and what it leaves in the log."""

import getpass

from models import clock
from models.audit import AuditEvent
from models.mail import EmailMessage
from resolvers import ids
from tests import importing as importer
from tests import registering
from tests import support_steps as support
from tests.conftest import Ask, Served
from tests.importing import Importer, reading

importing = importer.importing

COMPANIES = "number,name,parent\n"
TREE = "R1,Rivers,\nR2,Rivers North,R1\n"
CONTRACTS = "number,service_type,company,starts_on,ends_on,locked,administrators\n"
K1 = "K1,SP Base,R2,2020-01-01,2099-12-31,no,dana;ada\n"
K2 = "K2,SP Base,R2,2020-01-01,2099-12-31,yes,\n"
ACCESS = "username,contract,level\n"
ALL = {
    "companies": COMPANIES + TREE,
    "contracts": CONTRACTS + K1 + K2,
    "devices": "serial_number,contract,ends_on\nS1,K1,2099-12-31\n",
    "access": ACCESS + "rita,K1,FULL_SUPPORT\n",
}
CURSOR = "{ viewer { noticeCursor } }"
TOLD = """subscription($after: String) { viewerNotices(after: $after) {
  kind message
  about { ... on SupportAccessRequest { key status viewerCanDecide { allowed } } } } }"""
PLACES = """subscription($after: String) { viewerNotices(after: $after) {
  kind number accountName } }"""


async def test_who_is_appointed_by_an_import_hears_of_the_contract_on_the_open_page(
    importing: Importer, ask: Ask, served: Served
) -> None:
    await importing(companies=COMPANIES + TREE, contracts=CONTRACTS + K2)
    position = (await ask(CURSOR, by="uma"))["noticeCursor"]
    async with served.client("uma").watch(TOLD, after=position) as watch:
        await ask(CURSOR, by="uma")
        await importing(again=CONTRACTS + K2.replace("yes,", "yes,uma"))
        await support.pending(ask, "paul", "K2")
        (heard,) = await watch.some(1)

    assert (heard["kind"], heard["message"]) == (
        "REQUEST_SUBMITTED",
        "Paul Partner asked for support by the contract K2",
    )
    assert heard["about"] == {
        "key": "K2",
        "status": "PENDING",
        "viewerCanDecide": {"allowed": True},
    }


async def test_what_waits_for_support_for_want_of_administrators_goes_to_the_first(
    importing: Importer, ask: Ask
) -> None:
    await importing(companies=COMPANIES + TREE, contracts=CONTRACTS + K2)
    asked = {who: await support.pending(ask, who, "K2") for who in ("paul", "uma")}

    await importing(again=CONTRACTS + K2.replace("yes,", "yes,uma"))

    states = {who: await support.read(ask, asked[who], "olaf") for who in asked}
    assert {who: state and state["deciders"] for who, state in states.items()} == {
        "paul": "CONTRACT_ADMINISTRATORS",
        "uma": "SUPPORT",
    }, "nobody decides their own"
    about = EmailMessage.filter(request_id=ids.key(asked["paul"], "SupportAccessRequest", "id"))
    assert {(mail.to_name, mail.kind, mail.status) for mail in await about} == {
        ("Olaf Agent", "SUPPORT_SUBMITTED", "CANCELLED"),
        ("Uma User", "SUPPORT_SUBMITTED", "QUEUED"),
    }
    contract = (await support.row(asked["paul"])).contract
    assert await support.noticed(contract) == ["REQUEST_CHANGED"]
    assert (await support.approve(ask, asked["paul"], "uma"))["status"] == "APPROVED"


async def test_imported_access_answers_what_was_asked_for_and_no_more_than_that(
    importing: Importer, ask: Ask
) -> None:
    await importing(companies=COMPANIES + TREE, contracts=CONTRACTS + K1 + K2)
    asked = {who: await support.pending(ask, who, "K1") for who in ("paul", "uma", "vera")}

    await importing(
        access=ACCESS + "paul,K1,FULL_SUPPORT\numa,K1,DOWNLOADS_ONLY\nvera,K2,FULL_SUPPORT\n"
    )

    states = {who: await support.read(ask, asked[who], "dana") for who in asked}
    assert {who: state and state["status"] for who, state in states.items()} == {
        "paul": "APPROVED",
        "uma": "PENDING",
        "vera": "PENDING",
    }
    answered = await support.read(ask, asked["paul"], "paul")
    assert answered and (answered["grantedLevel"], answered["actedBy"]) == ("FULL_SUPPORT", None)
    about = EmailMessage.filter(request_id=ids.key(asked["paul"], "SupportAccessRequest", "id"))
    mails = {(mail.to_name, mail.kind, mail.status) for mail in await about}
    assert mails == {
        *((name, "SUPPORT_SUBMITTED", "CANCELLED") for name in ("Dana Delegate", "Ada Admin")),
        *(
            (name, "SUPPORT_APPROVED", "QUEUED")
            for name in ("Dana Delegate", "Ada Admin", "Paul Partner")
        ),
    }


async def test_the_log_tells_who_imported_what_and_how_much_of_it(
    importing: Importer, database_url: str
) -> None:
    begun = clock.now()
    await importing("--dry-run", **ALL)
    await importing(**{**ALL, "devices": ALL["devices"] + "X1,K9,2099-12-31\n"})
    await importing(**ALL)

    async with reading(database_url):
        lines = await AuditEvent.filter(action="import", occurred_at__gte=begun).order_by("id")
    assert [(line.thing, line.message) for line in lines] == [
        (
            f"{name}.csv",
            f"imported {name} from {name}.csv: {count} created, 0 updated, 0 unchanged, {bad} bad",
        )
        for name, count, bad in zip(ALL, (2, 2, 1, 1), (0, 0, 1, 0), strict=True)
    ]
    assert {line.actor_name for line in lines} == {f"{getpass.getuser()} (command line)"}


async def test_with_a_company_go_who_waits_for_its_administrators_and_who_hears_of_it(
    importing: Importer, ask: Ask, served: Served
) -> None:
    _, site, _ = await registering.rivers("rita", "dana")
    await registering.founded(ask, site)
    await registering.forwarded(ask)
    position = (await ask(CURSOR, by="dana"))["noticeCursor"]
    async with served.client("dana").watch(PLACES, after=position) as watch:
        done = await importing(
            companies=COMPANIES + f"OCEAN,Ocean,\n{site.number},Rivers North,OCEAN\n"
        )
        await registering.do(ask, "cancelRegistration")
        (heard,) = await watch.some(1)

    assert done.summary("companies.csv") == "1 created, 1 updated, 0 unchanged, 0 bad"
    assert (heard["kind"], heard["accountName"]) == ("REQUEST_WITHDRAWN", "Ocean")
    assert heard["number"] == 1
