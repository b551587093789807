"""The quick reference guide, from its overview over steps 1 to 16 to its closing note.

John is new here and asks to enter ACME, which Ada and Ben administer.
"""

import asyncio

import pytest

from models import clock
from models.accounts import SmartAccount
from tests import steps
from tests.stories import screens
from tests.stories.telling import Letter, Story

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSWORD = "correct-horse-battery"
DOMAIN = "acme.example"
REASON = "My job function is planning, and I need to be able to see what is licensed."
ASKED = "Access request - ACME"


async def sent(story: Story, by: str, reason: str = REASON, domain: str = DOMAIN) -> screens.Shown:
    """Send a request for the account of this domain, ACME where there are two."""
    account = await SmartAccount.filter(domain_identifier=domain).order_by("type").first()
    assert account
    wanted = {"domainIdentifier": domain, "account": screens.id_of(account), "reason": reason}
    answer: screens.Shown = await story.ask(screens.SEND, by=by, input=wanted)
    return answer


async def roles(story: Story, who: str) -> list[str]:
    """What somebody's current access shows."""
    shown = await story.ask(screens.CURRENT_ACCESS, by=who)
    return [held["role"] for held in shown["currentAccess"]["nodes"]]


async def test_overview_who_has_no_id_registers_first(story: Story) -> None:
    # Register Now: a name, a password, and an address that is to be proved.
    wanted = {"username": "john", "password": PASSWORD, "fullName": "John Doe"}
    made = await story.ask(screens.REGISTER, input={**wanted, "email": "john@rivers.example"})
    assert made == {"__typename": "User", "username": "john"}

    await story.sign_in("john", PASSWORD)
    letter = await story.mail("john", "Verify your e-mail address")
    (page,) = letter.links.values()
    assert "Continue" in (await story.open(page))[1]

    assert (await story.press("john", page))[0] == 200


async def test_1_everybody_finds_the_link_to_request_access(story: Story) -> None:
    # Partners, customers and internal users alike; for customer and for holding accounts.
    for who, kind in (("paul", "PARTNER"), ("rita", "CUSTOMER"), ("olaf", "INTERNAL")):
        menu = await story.ask(screens.MENU, by=who)
        found = await story.ask(screens.LOOKUP, by=who, domain=DOMAIN)

        assert menu["profile"]["kind"] == kind
        assert {account["type"] for account in found["accounts"]} == {"CUSTOMER", "HOLDING"}

    # A new account for all; additionally for partners a holding account.
    for who, code in (("paul", None), ("rita", "NOT_A_PARTNER")):
        given = {"name": f"Holding of {who}", "type": "HOLDING"}
        assert (await story.ask(screens.APPLY, by=who, input=given)).get("code") == code


async def test_2_the_profile_identifies_the_requester_and_has_to_be_complete(story: Story) -> None:
    profile = (await story.ask(screens.PROFILE, by="john"))["profile"]
    assert (profile["fullName"], profile["email"]) == ("John Doe", "john@rivers.example")
    assert (profile["username"], profile["companyName"], profile["phone"]) == ("john", "", "")
    assert sorted(profile["missing"]) == ["companyName", "phone"]
    refused = await sent(story, "john")
    assert (refused["code"], refused["missing"]) == ("PROFILE_INCOMPLETE", profile["missing"])

    # Please ensure that your profile is updated.
    filled = {"companyName": "Rivers Ltd", "phone": "+1 555 0142"}
    updated = await story.ask(screens.UPDATE, by="john", input=filled)

    assert updated["missing"] == []


async def test_3_to_5_a_wrong_domain_finds_no_account(story: Story) -> None:
    # Enter the account domain identifier, submit: it is validated whether there is an account.
    for domain in ("acme", "acme.exampel", "lab.acme.example", "*.example", "dormant.example"):
        answer = await story.ask(screens.LOOKUP, by="john", domain=domain)
        assert answer["code"] == "NO_MATCHING_ACCOUNT", domain
        assert answer["field"] == ["domainIdentifier"]

    answer = await story.ask(screens.LOOKUP, by="john", domain="acme.exampel")

    assert answer["message"] == "No matching accounts found"


async def test_6_and_7_the_accounts_of_a_right_domain_are_shown_to_choose_from(
    story: Story,
) -> None:
    found = await story.ask(screens.LOOKUP, by="john", domain=f" {DOMAIN.upper()} ")

    # Domain, account name and account type.
    rows = [(a["domainIdentifier"], a["name"], a["type"]) for a in found["accounts"]]
    assert rows == [(DOMAIN, "ACME", "CUSTOMER"), (DOMAIN, "ACME Partner Holding", "HOLDING")]
    story.kept["acme"] = found["accounts"][0]["id"]


async def test_8_and_9_a_reason_of_10_to_1000_characters_is_sent(story: Story) -> None:
    # The page counts what remains; the schema tells it from how many.
    described = await story.described("RequestAccessInput")
    assert "10 to 1,000 characters" in described["reason"]
    for reason, code in (("Too short", "REASON_TOO_SHORT"), ("x" * 1001, "REASON_TOO_LONG")):
        refused = await sent(story, "john", reason)
        assert (refused["code"], refused["field"]) == (code, ["reason"])

    # Send Request: it goes to the account's administrators.
    answer = await sent(story, "john")

    assert (answer["status"], answer["deciders"]) == ("PENDING", "ACCOUNT_ADMINISTRATORS")
    assert (answer["account"]["name"], answer["account"]["type"]) == ("ACME", "CUSTOMER")
    again = await sent(story, "john")
    assert again["code"] == "DUPLICATE_PENDING"
    assert again["request"] == {"id": answer["id"], "status": "PENDING"}
    story.kept |= {"request": answer["id"], "asked": clock.written_out(clock.now())}


async def test_10_all_administrators_are_mailed(story: Story) -> None:
    assert await story.readers(ASKED) == ["ada", "ben"]
    letter = await story.mail("ada", ASKED)

    assert list(letter.blocks) == ["Account", "Requested by", "Request"]
    assert letter.blocks["Account"] == {
        "Account domain identifier": DOMAIN,
        "Account name": "ACME",
        "Account type": "Customer Smart Account",
    }
    assert letter.blocks["Requested by"] == {
        "Username": "john",
        "Full name": "John Doe",
        "E-mail address": "john@rivers.example",
        "Company": "Rivers Ltd",
        "Phone": "+1 555 0142",
    }
    written = letter.blocks["Request"]["Date of request"]
    assert written.endswith("UTC") and written[:10] == story.kept["asked"][:10]
    assert letter.quote == REASON
    tab = f"/accounts/{story.kept['acme']}/requests"
    assert letter.links == {
        "View this request": f"{tab}/{story.kept['request']}",
        "View all requests": tab,
    }
    assert all(f'{path}"' in letter.html for path in letter.links.values())
    assert letter.headers["From"].startswith("Admit <")


async def test_10_of_two_administrators_the_second_is_told_at_once(story: Story) -> None:
    request = story.kept["request"]
    bens_page = story.screen("ben", account=story.kept["acme"])
    async with bens_page as bens, story.screen("john") as johns:
        for who in ("ada", "ben"):
            seen = await story.ask(screens.TO_DECIDE, by=who, id=request)
            assert seen["viewerCanDecide"]["allowed"], who
        given = {"request": request, "role": "SMART_ACCOUNT_USER"}
        done = await story.ask(screens.APPROVE, by="ada", input=given)

        # Before Ben presses anything, his page knows who acted, when, and how.
        for told in (await bens.next(), await johns.next()):
            assert (told["kind"], told["outcome"]) == ("REQUEST_ACTED_UPON", "APPROVED")
            assert told["actedBy"] == {"username": "ada", "fullName": "Ada Admin"}
            assert told["actedAt"] == done["actedAt"]
            assert (told["accountName"], told["requesterName"]) == ("ACME", "John Doe")
            assert told["roles"] == ["Smart Account User"]
            about = {"id": request, "status": "APPROVED", "version": 2}
            assert told["about"] == {**about, "viewerCanDecide": {"allowed": False}}
    late = await story.ask(screens.DECLINE, by="ben", input={"request": request})
    assert (late["code"], late["outcome"]) == ("ALREADY_ACTED_UPON", "APPROVED")
    assert (late["actedBy"], late["actedAt"]) == ({"fullName": "Ada Admin"}, done["actedAt"])


async def test_10_of_two_decisions_in_the_same_moment_one_counts(story: Story) -> None:
    await steps.person("jane")
    request = (await sent(story, "jane", "Ten chars."))["id"]
    given = {"request": request, "role": "SMART_ACCOUNT_USER"}

    answers = await asyncio.gather(
        story.ask(screens.APPROVE, by="ada", input=given),
        story.ask(screens.DECLINE, by="ben", input={"request": request}),
    )

    won, lost = sorted(answers, key=lambda answer: str(answer["__typename"]))
    assert (won["__typename"], lost["__typename"]) == ("AccessRequest", "AlreadyActedUpon")
    assert (lost["outcome"], lost["actedAt"]) == (won["status"], won["actedAt"])
    assert len(await roles(story, "jane")) == (won["status"] == "APPROVED")


async def test_11_an_administrator_sees_the_request_and_the_current_roles(story: Story) -> None:
    request = (await sent(story, "john", "I have to do more than look."))["id"]

    seen = await story.ask(screens.TO_DECIDE, by="ben", id=request)

    assert seen["account"] == {"domainIdentifier": DOMAIN, "name": "ACME", "type": "CUSTOMER"}
    profile = (await story.ask(screens.PROFILE, by="john"))["profile"]
    assert {**seen["profile"], "missing": []} == profile
    assert (seen["status"], seen["reason"]) == ("PENDING", "I have to do more than look.")
    assert seen["currentRoles"] == [{"role": "SMART_ACCOUNT_USER", "virtualAccounts": []}]
    story.kept["more"] = request


async def test_11_declining_and_approving_keep_the_current_roles(story: Story) -> None:
    # B: Decline; what the requester holds stays.
    given = {"request": story.kept["more"], "reason": "What for, please?"}
    declined = await story.ask(screens.DECLINE, by="ben", input=given)
    assert declined["status"] == "DECLINED"
    assert declined["currentRoles"] == [{"role": "SMART_ACCOUNT_USER"}]

    # A: Approve; it stays too ...
    request = (await sent(story, "john"))["id"]
    lab = await steps.part_id("Lab")
    given = {"request": request, "role": "VIRTUAL_ACCOUNT_USER"}
    kept = await story.ask(screens.APPROVE, by="ada", input={**given, "virtualAccounts": [lab]})
    held = [role["role"] for role in kept["currentRoles"]]
    assert sorted(held) == ["SMART_ACCOUNT_USER", "VIRTUAL_ACCOUNT_USER"]

    # ... unless the administrator modifies it while approving.
    request = (await sent(story, "john"))["id"]
    given = {"request": request, "role": "SMART_ACCOUNT_VIEWER"}
    done = await story.ask(screens.APPROVE, by="ada", input={**given, "replaceCurrentRoles": True})
    assert done["currentRoles"] == [{"role": "SMART_ACCOUNT_VIEWER", "virtualAccounts": []}]
    assert await roles(story, "john") == ["SMART_ACCOUNT_VIEWER"]


FIVE = {
    "SMART_ACCOUNT_USER": ("sue", "Smart Account User"),
    "SMART_ACCOUNT_ADMIN": ("sam", "Smart Account Administrator"),
    "SMART_ACCOUNT_APPROVER": ("sid", "Smart Account Approver"),
    "VIRTUAL_ACCOUNT_ADMIN": ("sal", "Virtual Account Administrator (Office)"),
    "VIRTUAL_ACCOUNT_USER": ("sky", "Virtual Account User (Office)"),
}


@pytest.mark.parametrize("role", FIVE)
async def test_12_approving_gives_one_of_five_roles(story: Story, role: str) -> None:
    assert (await story.described("Role")).keys() >= FIVE.keys()
    who, words = FIVE[role]
    await steps.person(who, DOMAIN)
    request = (await sent(story, who))["id"]
    given: screens.Shown = {"request": request, "role": role}
    if role.startswith("VIRTUAL"):
        unscoped = await story.ask(screens.APPROVE, by="ada", input=given)
        assert unscoped["code"] == "VIRTUAL_ACCOUNT_REQUIRED"
        given["virtualAccounts"] = [await steps.part_id("Office")]

    done = await story.ask(screens.APPROVE, by="ada", input=given)

    (granted,) = done["grantedRoles"]
    assert granted["description"] == words
    assert await roles(story, who) == [role]


async def test_13_and_14_the_requests_tab_lists_all_and_opens_a_pending_one(story: Story) -> None:
    request = (await sent(story, "rita"))["id"]

    tab = await story.ask(screens.REQUESTS_TAB, by="ben", id=story.kept["acme"])
    listed = tab["accessRequests"]

    assert listed["totalCount"] == len(listed["nodes"]) == 11
    first = listed["nodes"][0]
    assert (first["id"], first["status"]) == (request, "PENDING")
    assert first["profile"] == {"fullName": "Rita Request", "username": "rita"}
    states = {node["status"] for node in listed["nodes"]}
    assert states == {"PENDING", "APPROVED", "DECLINED"}
    assert [n["id"] for n in listed["nodes"] if n["viewerCanDecide"]["allowed"]] == [request]
    given = {"id": story.kept["acme"], "filter": {"status": ["PENDING"]}}
    pending = await story.ask(screens.REQUESTS_TAB, by="ben", **given)
    assert [node["id"] for node in pending["accessRequests"]["nodes"]] == [request]
    opened = await story.ask(screens.TO_DECIDE, by="ben", id=request)
    assert (opened["profile"]["username"], opened["currentRoles"]) == ("rita", [])
    story.kept["rita"] = request


async def test_15_the_administrator_gives_a_role_in_a_virtual_account(story: Story) -> None:
    given = {
        "request": story.kept["rita"],
        "role": "VIRTUAL_ACCOUNT_ADMIN",
        "virtualAccounts": [await steps.part_id("Lab")],
    }

    done = await story.ask(screens.APPROVE, by="ben", input=given)

    assert (done["status"], done["actedBy"]) == ("APPROVED", {"fullName": "Ben Boss"})
    assert done["currentRoles"] == [
        {"role": "VIRTUAL_ACCOUNT_ADMIN", "virtualAccounts": [{"name": "Lab"}]}
    ]


def of_acme(letter: Letter) -> None:
    """The summary of the account stands in it."""
    assert letter.blocks["Account"]["Account domain identifier"] == DOMAIN
    assert letter.blocks["Account"]["Account name"] == "ACME"
    assert letter.blocks["Account"]["Account type"] == "Customer Smart Account"


async def test_16a_the_approval_is_mailed_with_the_roles(story: Story) -> None:
    letter = await story.mail("rita", f"{ASKED} - Approved")

    of_acme(letter)
    result = letter.blocks["Result"]
    assert result["Roles assigned by"] == "Ben Boss"
    assert result["Roles assigned on"].endswith("UTC")
    assert result["Role"] == "Virtual Account Administrator (Lab)"
    assert letter.links == {"Go to your access": "/access"}
    # The others get the result too, each a mail of their own.
    others = await story.mail("ada", f"{ASKED} - Approved")
    assert "Rita Request" in others.text and others.blocks["Result"] == result
    assert (
        "ada@" not in letter.text and letter.headers["To"] == "Rita Request <rita@rivers.example>"
    )


async def test_16b_the_decline_is_mailed_with_its_reason(story: Story) -> None:
    letter = await story.mail("john", f"{ASKED} - Declined")

    of_acme(letter)
    assert letter.blocks["Result"]["Declined on"].endswith("UTC")
    assert letter.quote == "What for, please?"
    assert letter.links == {"View this request": f"/requests/{story.kept['more']}"}
    # The other administrators get it too; Ben, who declined, need not be told.
    assert set(await story.readers(f"{ASKED} - Declined")) - {"jane"} == {"ada", "john"}


async def test_16b_a_decline_without_a_reason_says_so(story: Story) -> None:
    request = (await sent(story, "uma", "x" * 1000))["id"]

    await story.ask(screens.DECLINE, by="ada", input={"request": request})

    letter = await story.mail("uma", f"{ASKED} - Declined")
    assert letter.blocks["Result"]["Reason for decline"] == "none given"
    assert letter.quote == ""


async def test_note_employers_find_and_revoke_what_their_people_hold_elsewhere(
    story: Story,
) -> None:
    rivers = screens.id_of(await SmartAccount.get(name="Rivers Ltd"))
    listed = await story.ask(screens.EMPLOYEES, by="dana", id=rivers)
    rows = {node["user"]["username"]: node for node in listed["employeeAccess"]["nodes"]}
    assert rows.keys() - {"jane"} == {"john", "rita"}
    assert rows["john"]["account"] == {"name": "ACME", "domainIdentifier": DOMAIN}
    assert rows["john"]["role"] == "SMART_ACCOUNT_VIEWER"
    assert rows["john"]["viewerCanRevoke"]["allowed"]

    async with story.screen("ada") as adas:
        ended = await story.ask(screens.REVOKE, by="dana", id=rows["john"]["id"])
        told = await adas.next()

    assert ended["endedBy"] == {"fullName": "Dana Delegate"}
    assert (told["kind"], told["accountName"]) == ("ROLE_REVOKED", "ACME")
    assert await roles(story, "john") == []
    assert set(await story.readers("Roles revoked - ACME")) >= {"ada", "ben", "john"}


async def test_note_another_mail_domain_ends_the_access_and_one_may_ask_again(
    story: Story,
) -> None:
    # Once de-authorised, one has the option to request access again.
    request = (await sent(story, "john"))["id"]
    given = {"request": request, "role": "SMART_ACCOUNT_USER"}
    assert (await story.ask(screens.APPROVE, by="ada", input=given))["status"] == "APPROVED"

    # The address moves to another domain, and is proved: the access is enforced at once.
    moved = await story.ask(screens.UPDATE, by="john", input={"email": "john@brooks.example"})
    assert moved["newEmail"] == "john@brooks.example"
    assert await roles(story, "john") == ["SMART_ACCOUNT_USER"]
    (page,) = (await story.mail("john", "Verify your e-mail address")).links.values()
    async with story.screen("ben") as bens:
        assert (await story.press("john", page))[0] == 200
        told = await bens.next()

    assert (told["kind"], told["accountName"]) == ("ROLE_REVOKED", "ACME")
    assert await roles(story, "john") == []
    letter = await story.mail("john", "Roles revoked - ACME")
    assert letter.blocks["Ended"]["Role"] == "Smart Account User"
    assert (await sent(story, "john"))["status"] == "PENDING"


async def test_every_link_of_the_storys_mails_leads_to_a_page(story: Story) -> None:
    assert await story.dead_links() == []
