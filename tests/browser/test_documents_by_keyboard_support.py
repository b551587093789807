"""Support access and new accounts, step by step as the documents have it, by keyboard alone."""

import re

import pytest

from tests import applying, entitled
from tests.browser.conftest import Site
from tests.browser.keys import Keys
from tests.browser.visitors import Visits

pytestmark = pytest.mark.browser


async def contracts() -> None:
    """R1 is Paul's company's, with a device; Ada decides about L1, and nobody about S1."""
    pines = await entitled.company("PARTNERS", domain="partners.example")
    await entitled.device("SN-7", await entitled.contract("R1", pines, bill_to_id="B-9"))
    acme = await entitled.company("ACME", domain="acme.example")
    locked = await entitled.contract("L1", acme, locked=True)
    await entitled.administers("ada", locked)
    await entitled.contract("S1", acme, locked=True)


async def add_by_each_key(paul: Keys) -> None:
    """What is answered at once, and what people decide."""
    for kind, label, keys in (
        ("Serial number", "Serial numbers", "SN-7"),
        ("Bill-to ID", "Bill-to IDs", "B-9"),
    ):
        await paul.choose(kind)
        await paul.write(label, keys)
        await paul.choose("Downloads only")
        await paul.do("Add access")
        await paul.is_at("Results")
        await paul.sees("1 of 1 answered")
        await paul.do("Add more")
    await paul.write("Contract numbers", "L1\nS1")
    await paul.write("Reason", "We service the plant's line 3.")
    await paul.do("Add 2 keys")
    await paul.sees("Sent to the contract's administrators", "Sent to Support")


async def give_less(ada: Keys) -> None:
    """An administrator of the contract gives less than was asked for."""
    await ada.follow("L1")
    await ada.is_on("Contract L1")
    await ada.follow("Paul Partner")
    await ada.is_on("Paul Partner asks by Contract L1")
    await ada.letter("a", "Approve")
    await ada.choose("Downloads only")
    await ada.do("Approve")
    await ada.is_at("You approved this request at")


async def give_to_a_stranger(ada: Keys) -> None:
    """Access for people of other companies, and its end."""
    await ada.back_to("link", "Your contracts")
    await ada.press("Enter")
    await ada.is_on("Your contracts")
    await ada.follow("L1")
    await ada.is_on("Contract L1")
    await ada.write("User name or e-mail address", "rita")
    await ada.do("Give access")
    await ada.is_at("Rita Request has access now: Full support.")
    await ada.do("Take away from Rita Request: L1")
    await ada.do("Take away")
    await ada.is_at("Rita Request has no access by this any more.")


async def test_support_access_is_asked_for_by_each_kind_of_key_and_decided(visits: Visits) -> None:
    await contracts()
    paul = await Keys.of(visits, "paul", "/access")
    await paul.follow(re.compile("Add support access"))
    await paul.is_on("Add support access")
    await add_by_each_key(paul)
    await paul.follow("See your current access")
    await paul.is_on("Current access")
    await paul.sees("Serial number SN-7", "Bill-to ID B-9", "Downloads only")

    ada = await Keys.of(visits, "ada", "/contracts")
    await give_less(ada)
    await paul.sees("Contract L1")
    await give_to_a_stranger(ada)

    olaf = await Keys.of(visits, "olaf")
    await olaf.back_to("link", "Support requests")
    await olaf.press("Enter")
    await olaf.is_on("Support requests")
    await olaf.follow(re.compile("Contract S1|Paul Partner"))
    await olaf.is_on("Paul Partner asks by Contract S1")
    await olaf.letter("d", "Deny")
    await olaf.write("Reason (Paul Partner will read this)", "Please ask your customer.")
    await olaf.do("Deny")
    await olaf.is_at("You declined this request at")

    await paul.back_to("link", "My requests")
    await paul.press("Enter")
    await paul.is_on("My requests")
    await paul.follow("View the request for S1")
    await paul.sees("Please ask your customer.")


async def test_a_new_account_of_ones_own_is_set_up_with_its_first_users(visits: Visits) -> None:
    await applying.cast()
    nora = await Keys.of(visits, "nora")
    await nora.do("Request a new account")
    await nora.is_on("Request a new account")
    await nora.choose("I can")
    await nora.do("Next")
    await nora.is_at("The account")
    await nora.write("Account name", "Nova")
    await nora.press("Enter")
    await nora.is_at("Check and send")
    await nora.do("Send the application")
    await nora.sees("Set the account up")
    await nora.write("Virtual accounts", "Lab\nStore")
    await nora.do("Add a user")
    await nora.write("Username or e-mail address", "noel")
    await nora.select("Role", "Virtual account user")
    await nora.tick("Lab")
    await nora.tick(re.compile("^I accept the"))
    await nora.do("Open the account")

    await nora.sees("Nova is open, and you administer it", "noel is now: Virtual account user")


async def test_an_account_for_someone_else_is_reviewed_authorised_and_set_up(
    visits: Visits, site: Site
) -> None:
    await applying.cast()
    nora = await Keys.of(visits, "nora", "/accounts/new")
    await nora.choose("Someone else")
    await nora.write("That person's e-mail address", "noel@nova.example")
    await nora.do("Next")
    await nora.is_at("The account")
    await nora.write("Domain identifier", "nova-group.example")
    await nora.write("Account name", "Nova Group")
    await nora.write("Why this domain", "It is our group's.")
    await nora.do("Next")
    await nora.is_at("Check and send")
    await nora.do("Send the application")
    await nora.sees("An operator looks at the domain")

    opal = await Keys.of(visits, "opal", "/applications")
    await opal.follow("Nova Group")
    await opal.is_on("New account Nova Group")
    await opal.letter("a", "Yes, approve the domain")
    await opal.do("Approve the domain")
    await opal.is_at("You decided this request")
    await nora.sees("Waiting for noel@nova.example")

    noel = await Keys.of(visits, "noel", f"/activate/{await applying.secret()}")
    await noel.sees("It is our group's.")
    await noel.do("Accept the account")
    await noel.sees("Set the account up")
    await noel.tick(re.compile("^I accept the"))
    await noel.do("Open the account")
    await noel.sees("Nova Group is open, and you administer it")
    await nora.sees("The account is active")
