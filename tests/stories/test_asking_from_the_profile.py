"""How to request access to an existing account, from the profile's Access Management.

Vera, who administers the virtual account Lab of ACME, asks to enter Rivers Ltd, and then follows
what becomes of her requests.
"""

from typing import Any

import pytest

from models import clock
from models.accounts import SmartAccount
from tests import entitled, managing, steps
from tests import support_steps as support
from tests.stories import screens
from tests.stories.telling import DEPLOYMENT, HELP, Story

SETTINGS = {"support_url": HELP}
pytestmark = pytest.mark.asyncio(loop_scope="module")

REASON = "We plan the Rivers network; I have to see what is licensed."
MANAGE_PROFILE = """query { viewer { profile { fullName preferredName email phone
  country companyName siteAddress } } }"""
SMART_ACCOUNTS_TAB = """query { viewer {
  currentAccess { nodes { account { domainIdentifier name } virtualAccounts { name } role } }
  requests { totalCount } suggestedDomainIdentifier
  administeredAccounts { nodes { name viewerCanManageUsers { allowed }
    viewerCanEditProperties { allowed } } } } }"""
SUPPORT_TAB = """query { viewer {
  supportAccess { nodes { keyKind key level } }
  contracts { nodes { number } } administeredContracts { nodes { number } } } }"""


async def ask_support(story: Story, by: str, kind: str, key: str, level: str) -> dict[str, Any]:
    """Add Access: a key and a level."""
    given = {"keyKind": kind, "level": level}
    return await support.submit(story.ask, by, key, **given)


async def test_prerequisite_an_active_user(story: Story) -> None:
    # Step 1: Sign in.
    answer = await story.sign_in("vera")

    assert answer["user"] == {"username": "vera"}


async def test_the_profile_page_shows_personal_and_company_details(story: Story) -> None:
    # Steps 2 and 3: Manage Profile, with the tab Access Management.
    shown = (await story.ask(MANAGE_PROFILE, by="vera"))["profile"]

    assert shown == {
        "fullName": "Vera Virtual",
        "preferredName": "",
        "email": "vera@acme.example",
        "phone": "+1 555 0100",
        "country": "Exampleland",
        "companyName": "ACME",
        "siteAddress": "1 Example Street",
    }


async def test_the_tab_shows_the_existing_account_access(story: Story) -> None:
    # Step 4: Domain, account name, virtual account, role; and the ways on.
    shown = await story.ask(SMART_ACCOUNTS_TAB, by="vera")

    acme = {"domainIdentifier": "acme.example", "name": "ACME"}
    role = {"virtualAccounts": [{"name": "Lab"}], "role": "VIRTUAL_ACCOUNT_ADMIN"}
    assert shown["currentAccess"]["nodes"] == [{"account": acme, **role}]
    assert shown["requests"] == {"totalCount": 0}
    # Manage the account: what she may do there is said at once.
    (managed,) = shown["administeredAccounts"]["nodes"]
    assert managed["name"] == "ACME" and managed["viewerCanManageUsers"]["allowed"]
    assert not managed["viewerCanEditProperties"]["allowed"]


async def test_the_tab_offers_a_new_account_for_ones_own_or_for_someone_else(story: Story) -> None:
    # Request an account: her company's is there, so she is sent to ask for access instead.
    own = await story.ask(screens.APPLY, by="vera", input={"name": "ACME"})
    assert own["code"] == "DOMAIN_TAKEN"
    taken = {"name": "ACME", "domainIdentifier": "acme.example", "type": "CUSTOMER"}
    assert own["account"] == taken

    other = {"name": "Nova", "nomineeEmail": "noel@nova.example"}
    initiated = await story.ask(screens.APPLY, by="vera", input=other)

    assert initiated["stage"] == "PENDING_AUTHORIZATION"
    assert await story.readers("Please authorise a new account - Nova") == ["noel"]


async def test_a_domain_with_one_account_brings_the_reason_field(story: Story) -> None:
    # Step 5: The profile is right; enter the domain identifier, submit.
    profile = (await story.ask(screens.PROFILE, by="vera"))["profile"]
    assert (profile["companyName"], profile["username"]) == ("ACME", "vera")
    assert profile["missing"] == []

    found = await story.ask(screens.LOOKUP, by="vera", domain="rivers.example")

    (rivers,) = found["accounts"]
    assert (rivers["name"], rivers["type"]) == ("Rivers Ltd", "CUSTOMER")


async def test_the_reason_is_counted_and_sent(story: Story) -> None:
    # Step 6: 10 characters minimum, and so many remaining: the page counts down from 1,000.
    limits = (await story.described("RequestAccessInput"))["reason"]
    assert "10" in limits and "1,000" in limits
    given = {"domainIdentifier": "rivers.example"}
    short = await story.ask(screens.SEND, by="vera", input={**given, "reason": " 9 chars. "})
    assert short["code"] == "REASON_TOO_SHORT"

    async with story.screen("dana") as danas:
        sent = await story.ask(screens.SEND, by="vera", input={**given, "reason": REASON})
        told = await danas.next()

    # Step result: it is confirmed that it was sent; the administrator's page has it already.
    assert (sent["status"], sent["account"]["name"]) == ("PENDING", "Rivers Ltd")
    assert (told["kind"], told["requesterName"]) == ("REQUEST_SUBMITTED", "Vera Virtual")
    assert (await story.mail("dana", "Access request - Rivers Ltd")).quote == REASON
    story.kept["rivers"] = sent["id"]


async def test_the_confirmation_leads_to_your_access_requests(story: Story) -> None:
    # Step 7: From the message to Your Access Requests, where the status is.
    row = await story.ask(screens.YOUR_REQUEST, by="vera", id=story.kept["rivers"])

    assert (row["key"], row["accessType"]) == ("rivers.example", "SMART_ACCOUNT")
    assert (row["status"], row["deciders"]) == ("PENDING", "ACCOUNT_ADMINISTRATORS")
    assert row["viewerCanRemind"]["allowed"] and row["viewerCanWithdraw"]["allowed"]


async def test_add_access_is_answered_at_once_or_by_people(story: Story) -> None:
    # Step 8, Add Access: a contract, a bill-to ID or a serial number; full or downloads only.
    north = await support.north()
    await entitled.device("SN-7", north.contract)
    await entitled.contract("W200", await entitled.company("SOUTH"))

    mine = await ask_support(story, "nora", "SERIAL_NUMBER", "SN-7", "DOWNLOADS_ONLY")
    assert (mine["status"], mine["grantedLevel"]) == ("APPROVED", "DOWNLOADS_ONLY")
    clock.clock.advance(minutes=1)
    bill = await ask_support(story, "vera", "BILL_TO", "B-9", "FULL_SUPPORT")
    assert (bill["status"], bill["explanation"]) == (
        "DECLINED",
        "Only partners may ask by bill-to ID.",
    )
    clock.clock.advance(minutes=1)
    asked = await ask_support(story, "vera", "CONTRACT", "N100", "DOWNLOADS_ONLY")
    assert (asked["status"], asked["deciders"]) == ("PENDING", "CONTRACT_ADMINISTRATORS")
    clock.clock.advance(minutes=1)
    other = await ask_support(story, "vera", "CONTRACT", "W200", "FULL_SUPPORT")
    assert (other["status"], other["deciders"]) == ("PENDING", "SUPPORT")

    denied = await support.deny(story.ask, other["id"], "olaf", reason="It is another company's.")
    assert denied["status"] == "DECLINED"
    letter = await story.mail("vera", "Support access request - W200 - Denied")
    assert letter.quote == "It is another company's."
    assert letter.links == {"View this request": f"/requests/{other['id']}"}
    story.kept["n100"] = asked["id"]


async def test_your_access_requests_lists_all_kinds_in_its_columns(story: Story) -> None:
    # Step 8: Key, access type, date, status, administrators, actions.
    wanted = {"domainIdentifier": "acme.example", "reason": "For our partners' licences."}
    holding = await SmartAccount.get(name="ACME Partner Holding")
    wanted["account"] = screens.id_of(holding)
    clock.clock.advance(minutes=1)
    sent = await story.ask(screens.SEND, by="vera", input=wanted)
    await story.ask(screens.DECLINE, by="paul", input={"request": sent["id"]})

    rows = (await story.ask(screens.YOUR_REQUESTS, by="vera"))["requests"]["nodes"]

    assert [(r["key"], r["accessType"], r["status"], r["deciders"]) for r in rows] == [
        ("acme.example", "SMART_ACCOUNT", "DECLINED", "ACCOUNT_ADMINISTRATORS"),
        ("W200", "FULL_SUPPORT", "DECLINED", "SUPPORT"),
        ("N100", "DOWNLOADS_ONLY", "PENDING", "CONTRACT_ADMINISTRATORS"),
        ("B-9", "FULL_SUPPORT", "DECLINED", "SUPPORT"),
        ("rivers.example", "SMART_ACCOUNT", "PENDING", "ACCOUNT_ADMINISTRATORS"),
        ("nova.example", "NEW_ACCOUNT", "PENDING", "NOMINEE"),
    ]
    days = [row["submittedAt"] for row in rows]
    assert days == sorted(days, reverse=True)
    # Actions: View for all of them; Send Reminder and Withdraw while it is pending.
    for row in rows:
        pending = row["status"] == "PENDING"
        assert row["viewerCanWithdraw"]["allowed"] == pending, row
        assert row["viewerCanRemind"]["allowed"] == pending, row
        viewed = await story.ask(screens.YOUR_REQUEST, by="vera", id=row["id"])
        assert (viewed["key"], viewed["status"]) == (row["key"], row["status"])


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({"key": "n1"}, ["N100"]),
        ({"accessType": ["SMART_ACCOUNT"]}, ["acme.example", "rivers.example"]),
        ({"status": ["DECLINED"]}, ["W200", "acme.example", "B-9"]),
        ({"deciders": ["SUPPORT"]}, ["W200", "B-9"]),
        ({"submittedBefore": "2001-01-01T00:00:00Z"}, []),
    ],
)
async def test_each_column_is_searched(
    story: Story, wanted: dict[str, Any], keys: list[str]
) -> None:
    found = await story.ask(screens.YOUR_REQUESTS, by="vera", filter=wanted)

    assert sorted(row["key"] for row in found["requests"]["nodes"]) == sorted(keys)


async def test_a_reminder_is_sent_after_a_few_days(story: Story) -> None:
    # Step 8: Send Reminder, where a request has been pending for a few days.
    await story.wait(days=2)
    async with story.screen("dana") as danas:
        reminded = await story.ask(screens.REMIND, by="vera", id=story.kept["rivers"])
        told = await danas.next()

    assert (reminded["status"], reminded["reminders"]) == ("PENDING", 1)
    assert told["kind"] == "REQUEST_REMINDED"
    letter = await story.mail("dana", "Reminder: access request - Rivers Ltd")
    assert letter.links.keys() == {"View this request", "View all requests"}
    row = await story.ask(screens.YOUR_REQUEST, by="vera", id=story.kept["rivers"])
    assert row["remindedAt"] == reminded["remindedAt"]
    assert not row["viewerCanRemind"]["allowed"]
    # So is one about support access, by the same list.
    told_them = await support.remind(story.ask, story.kept["n100"], "vera")
    assert told_them["reminders"] == 1
    assert await story.readers("Reminder: support access request - N100") == ["abe", "ann"]


async def test_note_who_hears_nothing_is_sent_to_the_support_team(story: Story) -> None:
    # Without a mail, nobody has acted; then one opens a case.
    assert "Access request - Rivers Ltd - Approved" not in await story.subjects("vera")
    row = await story.ask(screens.YOUR_REQUEST, by="vera", id=story.kept["rivers"])
    assert (row["status"], row["actedBy"]) == ("PENDING", None)

    shown = await story.ask(DEPLOYMENT, by="vera")

    assert shown["supportUrl"] == HELP


async def test_note_the_administrators_answer_is_mailed(story: Story) -> None:
    given = {"request": story.kept["rivers"], "role": "SMART_ACCOUNT_USER"}
    async with story.screen("vera") as veras:
        await story.ask(screens.APPROVE, by="dana", input=given)
        told = await veras.next()

    assert (told["outcome"], told["roles"]) == ("APPROVED", ["Smart Account User"])
    assert "Access request - Rivers Ltd - Approved" in await story.subjects("vera")
    shown = await story.ask(SMART_ACCOUNTS_TAB, by="vera")
    held = {(h["account"]["name"], h["role"]) for h in shown["currentAccess"]["nodes"]}
    assert ("Rivers Ltd", "SMART_ACCOUNT_USER") in held


async def test_your_current_access_shows_contracts_and_level(story: Story) -> None:
    # Step 8, beside the list: Your Current Access.
    assert (await story.ask(SUPPORT_TAB, by="vera"))["supportAccess"] == {"nodes": []}

    await support.approve(story.ask, story.kept["n100"], "ann")

    shown = await story.ask(SUPPORT_TAB, by="vera")
    access = {"keyKind": "CONTRACT", "key": "N100", "level": "DOWNLOADS_ONLY"}
    assert shown["supportAccess"]["nodes"] == [access]
    assert shown["contracts"]["nodes"] == [{"number": "N100"}]


async def test_grant_access_for_users_from_other_companies(story: Story) -> None:
    # Step 8, beside the list: a contract's administrator adds somebody by name or e-mail.
    shown = await story.ask(SUPPORT_TAB, by="ann")
    assert shown["administeredContracts"]["nodes"] == [{"number": "N100"}]

    made = await support.grant(story.ask, "walt@west.example", "ann")

    assert (made["user"], made["level"]) == ({"username": "walt"}, "FULL_SUPPORT")
    assert await support.held(story.ask, "walt") == [("CONTRACT", "N100", "FULL_SUPPORT")]
    letter = await story.mail("walt", "Support access granted - N100")
    assert letter.blocks["Support access"]["Granted by"] == "Ann"


async def test_related_a_virtual_account_request_is_decided_by_its_administrator(
    story: Story,
) -> None:
    # How to approve or decline an account and virtual account access request.
    await managing.act(
        story.ask, "updateSmartAccount", "ada", account=await steps.acme_id(),
        virtualAccountAdminsMayDecide=True,
    )  # fmt: skip
    lab = await steps.part_id("Lab")
    request = await steps.pending(story.ask, "rita", virtualAccounts=[lab])
    seen = await story.ask(screens.TO_DECIDE, by="vera", id=request)
    assert seen["viewerCanDecide"]["allowed"]

    wide = {"request": request, "role": "SMART_ACCOUNT_USER"}
    assert (await story.ask(screens.APPROVE, by="vera", input=wide))["code"] == "FORBIDDEN"
    given = {"request": request, "role": "VIRTUAL_ACCOUNT_USER", "virtualAccounts": [lab]}
    done = await story.ask(screens.APPROVE, by="vera", input=given)

    assert done["currentRoles"] == [
        {"role": "VIRTUAL_ACCOUNT_USER", "virtualAccounts": [{"name": "Lab"}]}
    ]


async def test_every_link_of_the_storys_mails_leads_to_a_page(story: Story) -> None:
    assert await story.dead_links() == []
