"""How can I request access to an existing account? Rita asks, step by step."""

from datetime import datetime

import pytest

from models import clock
from tests.stories import screens
from tests.stories.telling import DEPLOYMENT, HELP, Story

SETTINGS = {"support_url": HELP}
pytestmark = pytest.mark.asyncio(loop_scope="module")

REASON = "I order for ACME and need its licences."


async def test_before_the_start_one_has_a_sign_in_and_the_accounts_domain(story: Story) -> None:
    # Step 1: Open the service and sign in.
    answer = await story.sign_in("rita")

    assert answer == {"__typename": "Viewer", "user": {"username": "rita"}}


async def test_the_menu_offers_administration(story: Story) -> None:
    # Steps 2 to 4: Menu, Administration, Request Access to an Existing Account.
    shown = await story.ask(screens.MENU, by="rita")

    assert shown == {"profile": {"kind": "CUSTOMER"}, "administeredAccounts": {"nodes": []}}
    assert (await story.ask(screens.CURRENT_ACCESS, by="rita"))["currentAccess"] == {"nodes": []}


async def test_the_profile_is_shown_and_can_be_put_right_first(story: Story) -> None:
    # Step 5: Make sure that your profile is correct and complete.
    profile = (await story.ask(screens.PROFILE, by="rita"))["profile"]
    assert profile == {
        "companyName": "Rivers Ltd",
        "fullName": "Rita Request",
        "email": "rita@rivers.example",
        "username": "rita",
        "phone": "+1 555 0100",
        "missing": [],
    }

    # Note: To make changes, update your profile.
    changed = await story.ask(screens.UPDATE, by="rita", input={"phone": "+1 555 0199"})

    assert (changed["phone"], changed["missing"]) == ("+1 555 0199", [])


async def test_the_domain_is_entered_and_one_of_its_accounts_selected(story: Story) -> None:
    # Step 6: Enter the domain and submit.
    found = await story.ask(screens.LOOKUP, by="rita", domain="acme.example")

    # Note: Where several accounts are available, all of them appear, and one is selected.
    acme, holding = found["accounts"]
    assert [(a["domainIdentifier"], a["name"], a["type"]) for a in (acme, holding)] == [
        ("acme.example", "ACME", "CUSTOMER"),
        ("acme.example", "ACME Partner Holding", "HOLDING"),
    ]
    unselected = await story.ask(
        screens.SEND, by="rita", input={"domainIdentifier": "acme.example", "reason": REASON}
    )
    assert unselected["code"] == "ACCOUNT_CHOICE_REQUIRED"
    assert unselected["accounts"] == found["accounts"]
    story.kept |= {"acme": acme["id"], "holding": holding["id"]}


async def test_the_reason_is_entered_and_the_request_sent(story: Story) -> None:
    # Step 7: Enter the reason and send the request.
    wanted = {"domainIdentifier": "acme.example", "account": story.kept["acme"]}
    sent = await story.ask(screens.SEND, by="rita", input={**wanted, "reason": REASON})

    # Step 8: A message confirms that it was sent, and to whom.
    assert sent["__typename"] == "AccessRequest"
    assert (sent["status"], sent["deciders"]) == ("PENDING", "ACCOUNT_ADMINISTRATORS")
    assert sent["account"] == {"id": story.kept["acme"], "name": "ACME", "type": "CUSTOMER"}
    assert datetime.fromisoformat(sent["submittedAt"]) <= clock.now()
    story.kept["request"] = sent["id"]


async def test_the_administrators_get_it_and_the_requester_their_answer(story: Story) -> None:
    # Note: The request goes to the account's administrators ...
    assert await story.readers("Access request - ACME") == ["ada", "ben"]
    asked = await story.mail("ada", "Access request - ACME")
    assert asked.blocks["Requested by"]["Phone"] == "+1 555 0199"
    assert asked.quote == REASON
    assert await story.subjects("rita") == []

    # ... and a mail confirms that one of them approved or declined.
    given = {"request": story.kept["request"], "role": "SMART_ACCOUNT_USER"}
    done = await story.ask(screens.APPROVE, by="ada", input=given)

    assert done["status"] == "APPROVED"
    assert await story.subjects("rita") == ["Access request - ACME - Approved"]


async def test_the_account_can_be_viewed_after_these_steps(story: Story) -> None:
    # Completing the steps also lets one view the account.
    (held,) = (await story.ask(screens.CURRENT_ACCESS, by="rita"))["currentAccess"]["nodes"]
    assert (held["account"]["name"], held["role"]) == ("ACME", "SMART_ACCOUNT_USER")

    shown = await story.ask(screens.ACCOUNT, by="rita", id=held["account"]["id"])

    assert shown["viewerCanView"]["allowed"] and shown["status"] == "ACTIVE"
    parts = [part["name"] for part in shown["virtualAccounts"]["nodes"]]
    assert parts == ["DEFAULT", "Lab", "Lab Annex", "Office"]
    assert await story.ask(screens.ACCOUNT, by="rita", id=story.kept["holding"]) is None


async def test_troubleshooting_asked_but_still_without_access(story: Story) -> None:
    wanted = {"domainIdentifier": "acme.example", "account": story.kept["holding"]}
    sent = await story.ask(screens.SEND, by="rita", input={**wanted, "reason": REASON})
    await story.wait(days=2)

    # Services & Support, Your Access Requests: each request has its status.
    rows = (await story.ask(screens.YOUR_REQUESTS, by="rita"))["requests"]["nodes"]
    assert [(row["key"], row["status"], row["viewerCanRemind"]["allowed"]) for row in rows] == [
        ("acme.example", "PENDING", True),
        ("acme.example", "APPROVED", False),
    ]
    assert rows[0]["id"] == sent["id"]

    # Actions: Send Reminder.
    reminded = await story.ask(screens.REMIND, by="rita", id=sent["id"])

    assert (reminded["status"], reminded["reminders"]) == ("PENDING", 1)
    subject = "Reminder: access request - ACME Partner Holding"
    assert await story.readers(subject) == ["paul"]
    assert (await story.mail("paul", subject)).quote == REASON
    soon = await story.ask(screens.REMIND, by="rita", id=sent["id"])
    assert soon["code"] == "REMINDER_TOO_SOON"


async def test_whoever_cannot_go_on_opens_a_case(story: Story) -> None:
    shown = await story.ask(DEPLOYMENT, by="rita")

    assert shown == {"productName": "Admit", "supportUrl": HELP}
    assert HELP in (await story.mail("rita", "Access request - ACME - Approved")).text


async def test_every_link_of_the_storys_mails_leads_to_a_page(story: Story) -> None:
    assert await story.dead_links() == []
