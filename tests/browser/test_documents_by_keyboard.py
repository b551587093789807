"""Asking to enter an account, step by step as the documents have it, by keyboard alone."""

import pytest

from models import demo
from models.mail import EmailMessage
from tests.browser.conftest import Site
from tests.browser.keys import Keys
from tests.browser.visitors import Visits

pytestmark = pytest.mark.browser

REASON = "My job function is planning, and I need to see what is licensed."


async def test_who_has_no_id_registers_and_confirms_the_address(visits: Visits) -> None:
    nina = await Keys.of(visits, "", "/sign-in")
    await nina.follow("Create your sign-in")
    for label, text in {
        "Full name": "Nina New",
        "Business e-mail address": "nina@new.example",
        "Username": "nina",
        "Password": "a long and good one",
    }.items():
        await nina.write(label, text)
    await nina.press("Enter")
    await nina.is_on("Welcome, Nina New")
    await nina.sees("Confirm your address nina@new.example")
    mail = await EmailMessage.get(to_address="nina@new.example")

    again = await Keys.of(visits, "nina", str(mail.letter["links"][0]["path"]))
    await again.do("Confirm my address")
    await again.sees("Your address nina@new.example is confirmed")


async def see_to_the_profile(rita: Keys) -> None:
    """It is shown, and put right first."""
    await rita.sees("Rita Request", "rita@rivers.example", "Rivers Ltd")
    await rita.follow("Edit your profile")
    await rita.is_on("Profile")
    await rita.do("Edit")
    await rita.write("Phone", "+1 555 0142")
    await rita.press("Enter")
    await rita.is_on("Request access to an account")
    await rita.sees("+1 555 0142")


async def find_the_account(rita: Keys) -> None:
    """A wrong domain, and a right one with two accounts."""
    await rita.write("Account domain identifier", "acme.exampel")
    await rita.do("Find")
    await rita.sees("No matching accounts found")
    await rita.write("Account domain identifier", "acme.example")
    await rita.do("Find")
    await rita.sees("2 accounts found")
    await rita.do("Next")
    await rita.sees("Choose an account.")
    await rita.choose("Choose ACME Partner Holding")
    await rita.choose("Choose ACME")
    await rita.do("Next")


async def test_asking_from_the_start_page_to_the_list_of_ones_requests(visits: Visits) -> None:
    rita = await Keys.of(visits, "", "/sign-in?next=/")
    await rita.write("Username or e-mail address", "rita")
    await rita.write("Password", demo.PASSWORD)
    await rita.press("Enter")
    await rita.is_on("Welcome, Rita Request")
    await rita.do("Ask to enter an account")
    await rita.is_on("Request access to an account")
    await see_to_the_profile(rita)
    await rita.do("Next")
    await find_the_account(rita)
    await rita.write("Reason for the request", "Too short")
    await rita.sees("1 more character needed")
    await rita.write("Reason for the request", REASON)
    await rita.select("Role you would like", "Account user")
    await rita.do("Send request")
    await rita.is_on("Request sent")
    await rita.sees("2 administrators were notified")
    await rita.follow("Your access requests")

    await rita.is_on("My requests")
    await rita.sees("acme.example", "Pending", "Account administrators")


async def test_reminding_looking_and_taking_back(visits: Visits, site: Site) -> None:
    await site.request()
    rita = await Keys.of(visits, "rita", narrow=True)
    await rita.back_to("button", "Menu")
    await rita.press("Enter")
    await rita.follow("My requests")
    await rita.is_on("My requests")
    await rita.filter("Status", "Approved")
    await rita.sees("Nothing fits these filters")
    await rita.do("Clear filters")
    await rita.write("Domain, contract or serial number", "acme")
    await rita.press("Enter")
    await rita.filter("Access type", "Smart Account")
    await rita.do("Send reminder for acme.example")
    await rita.sees("Reminder sent. Next reminder possible tomorrow")
    await rita.follow("View the request for acme.example")
    await rita.is_on("Access to ACME")
    await rita.do("Withdraw")
    await rita.do("Withdraw the request")

    await rita.sees("You took it back")
    await rita.is_at("You took it back")


async def test_looking_at_ones_account_and_losing_it_by_another_address(
    visits: Visits, site: Site
) -> None:
    await site.approve(await site.request())
    rita = await Keys.of(visits, "rita", "/access")
    await rita.follow("ACME")
    await rita.is_on("Overview · ACME")
    await rita.press("g", "h")
    await rita.is_on("Welcome, Rita Request")
    await rita.back_to("link", "Profile")
    await rita.press("Enter")
    await rita.do("Edit")
    await rita.write("E-mail address", "rita@elsewhere.example")
    await rita.press("Enter")
    await rita.sees_dialog("You will lose access to 1 account")
    await rita.do("Change the address")

    await rita.sees("We sent a link to rita@elsewhere.example")
