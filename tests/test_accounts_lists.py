"""Users from a list: CSV with a role in each row, and a result for each of them."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from models import clock
from models.audit import AuditEvent, broken_links
from models.mail import EmailMessage
from models.notices import Notice
from models.roles import RIGHTS, Right, Role, RoleAssignment
from tests import giving, managing, shared, steps
from tests.conftest import Ask, Served
from tests.giving import Place

# 500 users on a machine that does much else.
SETTINGS = {"operation_seconds": 100}
service, served, acme = shared.service, shared.served, giving.acme
pytestmark = pytest.mark.asyncio(loop_scope="module")

HEADER = ["user", "role", "virtual_accounts", "starts_at", "ends_at"]
Answer = dict[str, Any]


def listed(*rows: list[str], header: list[str] | None = None) -> str:
    """The rows as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows([header or HEADER, *rows])
    return text.getvalue()


async def add(ask: Ask, text: str, by: str = "ada", **more: Any) -> Answer:
    """Add the users of a list to ACME."""
    account = await steps.acme_id()
    return await managing.act(ask, "addUsersFromCsv", by, account=account, csv=text, **more)


def codes(answer: Answer) -> list[str | None]:
    """What became of each row."""
    return [row["problem"] and row["problem"]["code"] for row in answer["rows"]]


async def test_every_row_has_its_own_role_scope_and_time(ask: Ask, acme: Place) -> None:
    starts, ends = clock.now() + timedelta(days=1), clock.now() + timedelta(days=30)
    text = listed(
        ["rita", "SMART_ACCOUNT_USER", "", "", ""],
        ["DANA", "virtual account user", "Lab; Office", "", ends.isoformat()],
        ["paul@partners.example", "VIRTUAL_ACCOUNT_ADMIN", "Lab Annex", starts.isoformat(), ""],
        ["olaf", "Smart Account Viewer", "", "", "2100-12-31"],
    )

    answer = await add(ask, text)

    assert codes(answer) == [None] * 4
    assert [row["line"] for row in answer["rows"]] == [2, 3, 4, 5]
    given = [row["assignment"] for row in answer["rows"]]
    assert [one["role"] for one in given] == [
        "SMART_ACCOUNT_USER",
        "VIRTUAL_ACCOUNT_USER",
        "VIRTUAL_ACCOUNT_ADMIN",
        "SMART_ACCOUNT_VIEWER",
    ]
    names = [[part["name"] for part in one["virtualAccounts"]] for one in given]
    assert names == [[], ["Lab", "Office"], ["Lab Annex"], []]
    assert given[3]["endsAt"].startswith("2100-12-31T00:00:00")
    assert (given[1]["startsAt"], given[2]["endsAt"]) == (None, None)
    assert await acme.in_words("dana") == ["Virtual Account User (Lab, Office)"]
    assert await giving.mails("ROLE_GRANTED") == ["dana", "olaf", "paul", "rita"]


WHOLE, PART = "SMART_ACCOUNT_USER", "VIRTUAL_ACCOUNT_USER"
# Rows, and why each of them is refused, in which field.
REFUSED = [
    (["nobody", WHOLE, "", "", ""], "NOT_FOUND", ["users"]),
    (["rita", "KING", "", "", ""], "INVALID_INPUT", ["role"]),
    (["rita", WHOLE, "Lab", "", ""], "ROLE_SCOPE_MISMATCH", ["role"]),
    (["rita", PART, "", "", ""], "VIRTUAL_ACCOUNT_REQUIRED", ["virtualAccounts"]),
    (["rita", PART, "Nowhere", "", ""], "NOT_FOUND", ["virtualAccounts"]),
    (["rita", "SMART_ACCOUNT_APPROVER", "", "", ""], "APPROVER_DOMAIN_MISMATCH", ["role"]),
    (["rita", WHOLE, "", "soon", ""], "INVALID_INPUT", ["startsAt"]),
    (["rita", WHOLE, "", "", "2001-01-01"], "INVALID_INPUT", ["endsAt"]),
    (["rita", WHOLE, "", ""], "INVALID_INPUT", None),
    (["uma", WHOLE, "", "", ""], "ALREADY_HELD", ["role"]),
]


async def test_a_refused_row_says_why_and_leaves_the_others_alone(ask: Ask) -> None:
    rita = ["rita", WHOLE, "", "", ""]

    answer = await add(ask, listed(*(row for row, *_ in REFUSED), rita, rita))

    *refused, given, twice = answer["rows"]
    told = [(row["problem"]["code"], row["problem"]["field"]) for row in refused]
    assert told == [(code, field) for _, code, field in REFUSED]
    assert (given["problem"], twice["problem"]["code"]) == (None, "ALREADY_HELD")
    assert await giving.mails("ROLE_GRANTED") == ["rita"]


@pytest.mark.parametrize("role", list(Role))
async def test_a_list_gives_what_the_role_of_who_sends_it_allows(
    ask: Ask, acme: Place, role: Role
) -> None:
    await giving.person("ida", "acme.example")
    await acme.grant("ada", "ida", role, *([] if role.account_wide else ["Lab"]))
    may = RIGHTS[Right.MANAGE_USERS].split()[list(Role).index(role)]
    text = listed(
        ["rita", "VIRTUAL_ACCOUNT_USER", "Lab Annex", "", ""],
        ["dana", "SMART_ACCOUNT_USER", "", "", ""],
        ["paul", "VIRTUAL_ACCOUNT_USER", "Office", "", ""],
    )

    answer = await add(ask, text, by="ida")

    if may == "-":
        assert answer["code"] == "FORBIDDEN"
    else:
        # What an administrator of Lab may not see is not there.
        assert codes(answer) == [None, *([None] * 2 if may == "Y" else ["FORBIDDEN", "NOT_FOUND"])]


async def test_without_a_role_there_is_no_account_to_add_users_to(ask: Ask) -> None:
    text = listed(["rita", "SMART_ACCOUNT_USER", "", "", ""])

    assert (await add(ask, text, by="rita"))["code"] == "NOT_FOUND"


async def test_a_dry_run_tells_what_would_become_and_keeps_nothing(ask: Ask, acme: Place) -> None:
    counts = [await kind.all().count() for kind in (RoleAssignment, Notice, EmailMessage)]
    lines = await AuditEvent.all().count()
    text = listed(
        ["rita", "SMART_ACCOUNT_USER", "", "", ""],
        ["rita", "SMART_ACCOUNT_USER", "", "", ""],
        ["nobody", "SMART_ACCOUNT_USER", "", "", ""],
    )

    tried = await add(ask, text, dryRun=True, idempotencyKey="list")

    assert tried["dryRun"]
    assert codes(tried) == [None, "ALREADY_HELD", "NOT_FOUND"]
    assert [row["assignment"] for row in tried["rows"]] == [None] * 3
    after = [await kind.all().count() for kind in (RoleAssignment, Notice, EmailMessage)]
    assert (after, await AuditEvent.all().count()) == (counts, lines)
    assert await broken_links(await steps.acme()) == []
    done = await add(ask, text, idempotencyKey="list")
    assert codes(done) == codes(tried)
    assert done["rows"][0]["assignment"]["role"] == "SMART_ACCOUNT_USER"


async def test_a_repeated_list_is_answered_the_same_and_done_once(ask: Ask) -> None:
    text = listed(
        ["rita", "SMART_ACCOUNT_USER", "", "", ""],
        ["dana", "KING", "", "", ""],
        ["paul", "VIRTUAL_ACCOUNT_USER", "", "", ""],
    )

    answers = [await add(ask, text, idempotencyKey="once") for _ in range(2)]

    assert answers[0] == answers[1]
    assert len(await giving.mails("ROLE_GRANTED")) == 1


@pytest.mark.parametrize(
    "text",
    {
        "empty": "",
        "no rows": "user,role\r\n",
        "no header": "rita,SMART_ACCOUNT_USER\r\n",
        "unknown column": "user,role,king\r\nrita,SMART_ACCOUNT_USER,yes\r\n",
        "twice": "user,role,role\r\nrita,SMART_ACCOUNT_USER,SMART_ACCOUNT_USER\r\n",
        "unclosed": 'user,role\r\n"rita,SMART_ACCOUNT_USER\r\n',
        "not storable": "user,role\r\nri\0ta,SMART_ACCOUNT_USER\r\n",
        "too many": "user,role\n" + "rita,KING\n" * 501,
        "too large": "user,role\n" + "r" * 65_536,
    }.values(),
)
async def test_what_is_no_list_is_refused_as_a_whole(ask: Ask, text: str) -> None:
    answer = await add(ask, text)

    assert (answer["code"], answer["field"]) == ("INVALID_INPUT", ["csv"])
    assert await Notice.all().count() == 0


async def test_a_list_is_read_as_spreadsheets_write_it(ask: Ask) -> None:
    text = (
        '\ufeffRole ,"User",Virtual Accounts\n\n"SMART_ACCOUNT_USER", rita ,\n,,\n'
        '"VIRTUAL_ACCOUNT_USER",dana,"Lab;\nOffice"\nSMART_ACCOUNT_VIEWER,paul,'
    )

    answer = await add(ask, text)

    assert codes(answer) == [None] * 3
    assert [(row["line"], row["user"]) for row in answer["rows"]] == [
        (3, "rita"),
        (5, "dana"),
        (7, "paul"),
    ]


@pytest.mark.slow
async def test_500_rows_have_a_result_each(served: Served) -> None:
    patient = served.client("ada")
    patient.http.timeout = SETTINGS["operation_seconds"]
    people = [f"person{n}" for n in range(499)]
    for name in people:
        await giving.person(name, "many.example")
    rows = [[name, "VIRTUAL_ACCOUNT_USER", "Lab;Office", "", ""] for name in [*people, "nobody"]]

    input = {"account": await steps.acme_id(), "csv": listed(*rows)}
    answer = await patient.ask(managing.DOCUMENTS["addUsersFromCsv"], input=input)

    assert codes(answer) == [None] * 499 + ["NOT_FOUND"]
    assert len(await giving.mails("ROLE_GRANTED")) == 499
    assert await broken_links(await steps.acme()) == []
