"""Asking to enter an account: sending, reminding, withdrawing, and asking again."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from models import clock, keys
from models.accounts import AccountStatus, AccountType, VirtualAccount
from models.mail import EmailMessage
from models.requests import AccessRequest
from models.roles import Role, RoleAssignment
from models.users import User
from resolvers import ids
from tests import shared, steps
from tests.conftest import Ask
from web import mailer
from web.settings import Settings

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

MINE = "query { viewer { accessRequests { nodes { id status } totalCount } } }"
THEIRS = """query($id: ID!) { smartAccount(id: $id) { accessRequests { nodes { id } } } }"""
CLOSE_ACCOUNT = """mutation($id: ID!) { deactivateSmartAccount(input: {account: $id}) {
  __typename ... on SmartAccount { status version } ... on Problem { code } } }"""
CLOSE_USER = """mutation($id: ID!) { deactivateUser(input: {user: $id}) {
  __typename ... on User { username } ... on Problem { code } } }"""


def settings() -> Settings:
    return Settings(public_url="https://admit.test", product_name="Access Desk")


async def test_a_sent_request_is_pending_and_in_the_requesters_and_the_admins_lists(
    ask: Ask,
) -> None:
    before = clock.now()
    sent = await steps.submit(ask, reason="  I work on it daily.\r\nReally.  ")

    assert (sent["status"], sent["version"], sent["reminders"]) == ("PENDING", 1, 0)
    assert sent["reason"] == "I work on it daily.\nReally."
    assert sent["submittedAt"] == sent["lastActivityAt"]
    assert abs(datetime.fromisoformat(sent["submittedAt"]) - before) < timedelta(minutes=1)
    assert (sent["actedAt"], sent["actedBy"], sent["endCause"]) == (None, None, None)
    assert (sent["grantedRoles"], sent["decisionReason"]) == ([], "")
    mine = (await ask(MINE, by="rita"))["accessRequests"]
    assert mine == {"nodes": [{"id": sent["id"], "status": "PENDING"}], "totalCount": 1}
    theirs = await ask(THEIRS, by="ada", id=await steps.acme_id())
    assert theirs["accessRequests"]["nodes"] == [{"id": sent["id"]}]
    assert await steps.noticed() == ["REQUEST_SUBMITTED"]


async def test_of_several_accounts_on_a_domain_one_must_be_chosen(ask: Ask) -> None:
    refused = await steps.submit(ask, account=None)

    assert (refused["code"], refused["field"]) == ("ACCOUNT_CHOICE_REQUIRED", ["account"])
    assert [a["name"] for a in refused["accounts"]] == ["ACME", "ACME Partner Holding"]
    holding = refused["accounts"][1]["id"]
    chosen = await steps.submit(ask, account=holding)
    assert chosen["account"]["name"] == "ACME Partner Holding"
    # The only account on a domain needs no choice, and nor does the only active one.
    alone = await steps.submit(ask, domainIdentifier="rivers.example", account=None)
    assert alone["account"]["name"] == "Rivers Ltd"
    await steps.account("Old Dormant", "dormant.example", type=AccountType.HOLDING)
    alone = await steps.submit(ask, domainIdentifier="dormant.example", account=None)
    assert alone["account"]["name"] == "Old Dormant"


async def test_a_chosen_account_must_be_on_the_domain(ask: Ask) -> None:
    for domain in ("rivers.example", "absent.example"):
        refused = await steps.submit(ask, domainIdentifier=domain)
        assert refused["code"] == "NO_MATCHING_ACCOUNT"


@pytest.mark.parametrize("status", [AccountStatus.PENDING, AccountStatus.INACTIVE])
async def test_an_account_that_is_not_active_takes_no_requests(
    ask: Ask, status: AccountStatus
) -> None:
    sleeper = await steps.account("Sleeper", "sleeper.example", status=status)
    chosen = {"domainIdentifier": "sleeper.example", "account": ids.of(sleeper)}

    refused = await steps.submit(ask, **chosen)

    assert refused["code"] == "ACCOUNT_NOT_ACTIVE"
    assert not await AccessRequest.all().count()


@pytest.mark.parametrize(
    ("reason", "answer"),
    [
        ("", "REASON_TOO_SHORT"),
        ("123456789", "REASON_TOO_SHORT"),
        ("  123456789 \n\t ", "REASON_TOO_SHORT"),
        ("1234567890", "PENDING"),
        (" \n 1234567890 \t ", "PENDING"),
        ("😀" * 9, "REASON_TOO_SHORT"),
        ("😀" * 10, "PENDING"),
        ("x" * 1000, "PENDING"),
        ("😀" * 1000, "PENDING"),
        ("  " + "x" * 1000 + "\n", "PENDING"),
        ("x" * 1001, "REASON_TOO_LONG"),
        ("😀" * 1001, "REASON_TOO_LONG"),
        ("A bell \a rings", "INVALID_INPUT"),
        ("A null \0 stands", "INVALID_INPUT"),
        ("Turned \u202e around", "INVALID_INPUT"),
    ],
)
async def test_a_reason_has_10_to_1000_characters_after_trimming(
    ask: Ask, reason: str, answer: str
) -> None:
    sent = await steps.submit(ask, reason=reason)

    if answer == "PENDING":
        assert (sent["status"], sent["reason"]) == (answer, reason.strip())
    else:
        assert (sent["code"], sent["field"]) == (answer, ["reason"])
        assert not await AccessRequest.all().count()


async def test_a_second_try_is_told_of_the_request_that_is_pending(ask: Ask) -> None:
    first = await steps.pending(ask)

    second = await steps.submit(ask, reason="Another reason entirely.")

    assert second["code"] == "DUPLICATE_PENDING"
    assert second["request"] == {"id": first, "status": "PENDING"}
    read = await steps.read(ask, first, "rita")
    assert read and read["reason"] == steps.REASON
    assert await steps.noticed() == ["REQUEST_SUBMITTED"]
    elsewhere = await steps.submit(ask, domainIdentifier="rivers.example", account=None)
    assert elsewhere["status"] == "PENDING"


async def test_of_20_that_are_sent_at_once_exactly_one_is_pending(ask: Ask) -> None:
    answers = await asyncio.gather(*(steps.submit(ask) for _ in range(20)))

    made = [a["id"] for a in answers if a["__typename"] == "AccessRequest"]
    told = [a["request"]["id"] for a in answers if a["__typename"] == "DuplicatePending"]
    assert (len(made), told) == (1, made * 19)
    assert await AccessRequest.all().count() == 1
    assert await steps.noticed() == ["REQUEST_SUBMITTED"]
    assert await steps.mailed("ACCESS_REQUESTED") == ["ada", "ben"]


async def test_a_request_in_the_way_may_end_at_the_very_moment(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert, tries = AccessRequest.bulk_create, []

    async def conflict_once(*given: Any, **options: Any) -> None:
        tries.append(given)
        if len(tries) > 1:
            await insert(*given, **options)

    monkeypatch.setattr(AccessRequest, "bulk_create", conflict_once)
    sent = await steps.submit(ask)

    assert (sent["status"], len(tries)) == ("PENDING", 2)


async def test_a_requester_may_propose_role_and_scope(ask: Ask) -> None:
    lab = await steps.part_id("Lab")

    sent = await steps.submit(ask, role="VIRTUAL_ACCOUNT_USER", virtualAccounts=[lab])

    assert sent["proposedRole"] == "VIRTUAL_ACCOUNT_USER"
    assert sent["proposedVirtualAccounts"] == [{"id": lab, "name": "Lab"}]


@pytest.mark.parametrize(
    ("role", "part", "code"),
    [
        ("VIRTUAL_ACCOUNT_USER", None, "VIRTUAL_ACCOUNT_REQUIRED"),
        ("SMART_ACCOUNT_USER", "Lab", "ROLE_SCOPE_MISMATCH"),
        ("SMART_ACCOUNT_APPROVER", None, "APPROVER_DOMAIN_MISMATCH"),
    ],
)
async def test_a_proposal_must_fit_together(
    ask: Ask, role: str, part: str | None, code: str
) -> None:
    parts = [await steps.part_id(part)] if part else []

    refused = await steps.submit(ask, role=role, virtualAccounts=parts)

    assert refused["code"] == code
    assert not await AccessRequest.all().count()


async def test_a_proposal_names_virtual_accounts_of_that_account(ask: Ask) -> None:
    rivers = await VirtualAccount.get(account__name="Rivers Ltd")
    role = {"role": "VIRTUAL_ACCOUNT_USER"}

    for wrong in (ids.of(rivers), "garbage"):
        refused = await steps.submit(ask, virtualAccounts=[wrong], **role)
        assert (refused["code"], refused["field"]) == ("NOT_FOUND", ["virtualAccounts"])


async def test_every_active_administrator_gets_a_mail_with_all_blocks_and_both_links(
    ask: Ask,
) -> None:
    day = timedelta(days=1)
    for name in ("gone", "late", "early", "asleep", "approver", "third"):
        await steps.person(name, "acme.example", active=name != "asleep")
    for name in ("gone", "asleep", "third"):
        await steps.appoint(name)
    await steps.appoint("late", ends_at=clock.now() + day)
    await steps.appoint("early", starts_at=clock.now() + 7 * day)
    await steps.appoint("approver", Role.SMART_ACCOUNT_APPROVER)
    await RoleAssignment.filter(user__username="gone").update(ended_at=clock.now())
    clock.clock.advance(days=2)

    sent = await steps.submit(ask)

    assert await steps.mailed("ACCESS_REQUESTED") == ["ada", "ben", "third"]
    mail = await steps.letter("ACCESS_REQUESTED", "ben")
    rows = {tuple(row) for block in mail.letter["blocks"] for row in block["rows"]}
    assert rows == {
        ("Account domain identifier", "acme.example"),
        ("Account name", "ACME"),
        ("Account type", "Customer Smart Account"),
        ("Username", "rita"),
        ("Full name", "Rita Request"),
        ("E-mail address", "rita@rivers.example"),
        ("Company", "Rivers Ltd"),
        ("Phone", "+1 555 0100"),
        ("Date of request", clock.written_out(datetime.fromisoformat(sent["submittedAt"]))),
    }
    assert mail.letter["quote"] == {"by": "Rita Request", "text": steps.REASON}
    request = await AccessRequest.get()
    page = f"/accounts/{keys.global_id('SmartAccount', request.account_id)}/requests"
    assert [link["path"] for link in mail.letter["links"]] == [
        f"{page}/{keys.global_id('AccessRequest', request.id)}",
        page,
    ]


async def test_a_requesters_name_harms_no_mail(ask: Ask) -> None:
    evil = '<script>alert(1)</script> "Rita" & Söhne, Bcc: x@y.example'
    await User.filter(username="rita").update(full_name=evil, company_name="<b>Rivers</b>")
    await steps.submit(ask, reason='<img src=x onerror=alert(1)> http://evil.example "quoted"')

    sent = mailer.render(await steps.letter("ACCESS_REQUESTED", "ada"), settings())

    assert sent["To"] == "Ada Admin <ada@acme.example>"
    assert len(sent.keys()) == len(set(sent.keys())) and "Bcc" not in sent
    text, html = (part.get_content() for part in sent.iter_parts())
    assert "<script>" not in html and "<img src=x" not in html and "<b>Rivers" not in html
    assert "&lt;script&gt;" in html and "<script>alert(1)</script>" in text
    # Only the deployment's own addresses are links.
    assert 'href="http://evil' not in html and html.count("https://admit.test/accounts/") >= 2


@pytest.mark.parametrize("name", ["Rita\r\nBcc: x@y.example", "=?utf-8?q?x?=", "\u202eatiR", "\0"])
async def test_a_name_that_could_break_a_header_is_refused(ask: Ask, name: str) -> None:
    update = """mutation($input: UpdateProfileInput!) { updateProfile(input: $input) {
      ... on Problem { code field } } }"""

    assert await ask(update, by="rita", input={"fullName": name}) == {
        "code": "INVALID_INPUT",
        "field": ["fullName"],
    }


async def test_a_reminder_mails_again_and_lifts_the_request_once_in_24_hours(ask: Ask) -> None:
    await steps.person("rolf")
    old = await steps.pending(ask)
    clock.clock.advance(hours=1)
    newer = await steps.pending(ask, "rolf")
    clock.clock.advance(hours=1)

    reminded = await steps.remind(ask, old)
    too_soon = await steps.remind(ask, old)

    assert (reminded["status"], reminded["version"], reminded["reminders"]) == ("PENDING", 2, 1)
    assert reminded["remindedAt"] == reminded["lastActivityAt"] > reminded["submittedAt"]
    assert await steps.mailed("ACCESS_REMINDER") == ["ada", "ben"]
    theirs = await ask(THEIRS, by="ada", id=await steps.acme_id())
    assert [node["id"] for node in theirs["accessRequests"]["nodes"]] == [old, newer]
    assert too_soon["code"] == "REMINDER_TOO_SOON"
    at, again = (
        datetime.fromisoformat(t) for t in (reminded["remindedAt"], too_soon["availableAt"])
    )
    assert again - at == timedelta(hours=24)
    clock.clock.advance(hours=23, minutes=59)
    assert (await steps.remind(ask, old))["code"] == "REMINDER_TOO_SOON"
    clock.clock.advance(minutes=2)
    assert (await steps.remind(ask, old))["reminders"] == 2
    assert await steps.mailed("ACCESS_REMINDER") == ["ada", "ada", "ben", "ben"]
    kinds = ["REQUEST_SUBMITTED", "REQUEST_SUBMITTED", "REQUEST_REMINDED", "REQUEST_REMINDED"]
    assert await steps.noticed() == kinds


async def test_of_20_reminders_at_once_one_is_sent(ask: Ask) -> None:
    request = await steps.pending(ask)

    answers = await asyncio.gather(*(steps.remind(ask, request) for _ in range(20)))

    kinds = sorted(a["__typename"] for a in answers)
    assert kinds == ["AccessRequest"] + ["ReminderTooSoon"] * 19
    assert await steps.mailed("ACCESS_REMINDER") == ["ada", "ben"]


@pytest.mark.parametrize("act", [steps.remind, steps.withdraw])
async def test_others_requests_can_neither_be_reminded_of_nor_withdrawn(ask: Ask, act: Any) -> None:
    request = await steps.pending(ask)

    missing = await act(ask, steps.unknown("AccessRequest"), "dana")
    for who in ("ada", "dana", "opal"):
        refused = await act(ask, request, who)
        assert refused["code"] == "NOT_FOUND" and refused["message"] == missing["message"]
    assert (await act(ask, "garbage", "rita"))["code"] == "NOT_FOUND"
    assert await steps.noticed() == ["REQUEST_SUBMITTED"]


async def test_a_request_is_withdrawn_once_and_the_administrators_are_told(ask: Ask) -> None:
    request = await steps.pending(ask)
    await steps.remind(ask, request)
    await EmailMessage.filter(kind="ACCESS_REQUESTED", to_name="Ada Admin").update(status="SENT")

    ended = await steps.withdraw(ask, request)
    again = await steps.withdraw(ask, request)

    assert (ended["status"], ended["endCause"], ended["version"]) == ("CANCELLED", "WITHDRAWN", 3)
    assert ended["actedBy"] == {"username": "rita"} and ended["actedAt"]
    assert again["code"] == "NOT_PENDING"
    assert again["request"] == {"status": "CANCELLED", "version": 3}
    assert (await steps.remind(ask, request))["code"] == "NOT_PENDING"
    assert await steps.mailed("ACCESS_WITHDRAWN") == ["ada", "ben"]
    assert await steps.mailed("ACCESS_REQUESTED", status="CANCELLED") == ["ben"]
    assert await steps.mailed("ACCESS_REMINDER", status="CANCELLED") == ["ada", "ben"]
    kinds = ["REQUEST_SUBMITTED", "REQUEST_REMINDED", "REQUEST_WITHDRAWN"]
    assert await steps.noticed() == kinds


@pytest.mark.parametrize("end", ["approved", "declined", "withdrawn"])
async def test_after_any_end_the_user_may_ask_again(ask: Ask, end: str) -> None:
    request = await steps.pending(ask)
    acts: dict[str, Any] = {
        "approved": steps.approve,
        "declined": steps.decline,
        "withdrawn": steps.withdraw,
    }
    await acts[end](ask, request)

    again = await steps.submit(ask)

    assert again["status"] == "PENDING" and again["id"] != request
    assert (await ask(MINE, by="rita"))["accessRequests"]["totalCount"] == 2


async def test_deactivating_an_account_cancels_its_requests_with_mails(ask: Ask) -> None:
    await steps.person("rolf")
    requests = [await steps.pending(ask, who) for who in ("rita", "rolf")]
    elsewhere = await steps.submit(ask, domainIdentifier="rivers.example", account=None)
    acme = await steps.acme()

    closed = await ask(CLOSE_ACCOUNT, by="opal", id=await steps.acme_id())

    assert closed == {"__typename": "SmartAccount", "status": "INACTIVE", "version": 2}
    for request, who in zip(requests, ("rita", "rolf"), strict=True):
        read = await steps.read(ask, request, who)
        assert read and (read["status"], read["endCause"]) == ("CANCELLED", "ACCOUNT_DEACTIVATED")
        assert read["version"] == 2
    assert await steps.mailed("ACCESS_CANCELLED") == ["ada", "ada", "ben", "ben", "rita", "rolf"]
    assert await steps.mailed("ACCESS_REQUESTED", status="QUEUED") == ["dana"]
    kinds = ["REQUEST_SUBMITTED"] * 2 + ["REQUEST_WITHDRAWN"] * 2 + ["ACCOUNT_CHANGED"]
    assert await steps.noticed(acme) == kinds
    left = await steps.read(ask, elsewhere["id"], "rita")
    assert left and left["status"] == "PENDING"
    assert (await steps.submit(ask))["code"] == "ACCOUNT_NOT_ACTIVE"
    twice = await ask(CLOSE_ACCOUNT, by="opal", id=await steps.acme_id())
    assert twice["code"] == "ACCOUNT_NOT_ACTIVE"


async def test_deactivating_a_user_cancels_their_requests_with_mails(ask: Ask) -> None:
    request = await steps.pending(ask)
    rita = await steps.user("rita")

    closed = await ask(CLOSE_USER, by="opal", id=ids.of(rita))

    assert closed == {"__typename": "User", "username": "rita"}
    read = await steps.read(ask, request, "ada")
    assert read and (read["status"], read["endCause"]) == ("CANCELLED", "USER_DEACTIVATED")
    assert await steps.mailed("ACCESS_CANCELLED") == ["ada", "ben", "rita"]
    assert await steps.mailed("ACCESS_REQUESTED", status="CANCELLED") == ["ada", "ben"]
    assert await steps.noticed() == ["REQUEST_SUBMITTED", "REQUEST_WITHDRAWN"]
    assert (await steps.approve(ask, request))["code"] == "ALREADY_ACTED_UPON"


@pytest.mark.parametrize("who", ["rita", "ada", "olaf"])
async def test_only_operators_deactivate(ask: Ask, who: str) -> None:
    rita = ids.of(await steps.user("rita"))

    assert (await ask(CLOSE_ACCOUNT, by=who, id=await steps.acme_id()))["code"] == "FORBIDDEN"
    assert (await ask(CLOSE_USER, by=who, id=rita))["code"] == "FORBIDDEN"
