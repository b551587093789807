"""The onboarding to the service portal, step by step as the document has it, by keyboard alone."""

import re

import pytest

from models.onboarding import ReviewCause
from tests import registering, reviewing, steps
from tests.browser.conftest import Site
from tests.browser.keys import Keys
from tests.browser.visitors import Visits
from tests.registering import CONTRACT, SERIAL

pytestmark = pytest.mark.browser


async def enter(who: Keys, contract: str, serial: str) -> None:
    """Fill the pair in, and have it checked."""
    await who.write("Contract number", contract)
    await who.write("Serial number", serial)
    await who.press("Enter")


async def come_to_the_companies(rita: Keys) -> None:
    """Errors are flagged; one may try again, and come back to try another pair."""
    await enter(rita, CONTRACT, "SN-999")
    await rita.is_in("Serial number", "SN-999")
    await enter(rita, CONTRACT, SERIAL)
    await rita.sees("fit together: Rivers North")
    await rita.do("Next")
    await rita.is_on("Choose your company")
    await rita.do("Back")
    await rita.is_on("Show that you are entitled")
    await enter(rita, CONTRACT, SERIAL)
    await rita.sees("fit together: Rivers North")
    await rita.do("Next")
    await rita.is_on("Choose your company")


async def give_a_role(who: Keys) -> None:
    """Access for somebody else."""
    await who.write("Username or e-mail address", "paul")
    await who.press("Enter")
    await who.sees("Paul Partner")
    await who.do("Role of Paul Partner")
    await who.choose("Reseller user")
    await who.do("Save")
    await who.is_at("The role of Paul Partner was changed")


async def test_who_is_first_becomes_the_administrator_and_gives_access(visits: Visits) -> None:
    await registering.rivers()
    rita = await Keys.of(visits, "rita")
    await rita.back_to("link", "Onboarding")
    await rita.press("Enter")
    await rita.is_on("Register for the service portal")
    await rita.do("Continue registration")
    await rita.is_on("Show that you are entitled")
    await rita.sees("Rita Request", "rita@rivers.example")
    await come_to_the_companies(rita)
    await rita.choose("Rivers · the whole organisation")
    await rita.do("Submit")
    await rita.is_on("Confirm your e-mail address")
    await rita.do("Resend the mail")
    await rita.sees("A new link is on its way")

    secret = (await registering.secrets())[-1]
    phone = await Keys.of(visits, "rita", f"/onboarding/confirm/{secret}")
    await phone.do("Confirm my address")
    await phone.follow("Continue")
    await phone.is_on("You are the Delegated Administrator of Rivers")
    await rita.sees("Three mails were sent to you")
    await phone.do("Accept the terms")
    await phone.sees("You have accepted the terms")
    await phone.follow("Manage portal access")
    await phone.is_on("Rivers")
    await give_a_role(phone)
    # Further administrators.
    await phone.to("button", "Associate a person")
    await phone.write("Username or e-mail address", "ada")
    await phone.do("Nominate an administrator")
    await phone.sees("Ada Admin was nominated and is mailed", "Terms not accepted")
    ada = await Keys.of(visits, "ada", "/companies")
    await ada.do("Accept the terms")
    await ada.sees("You have accepted the terms")
    await phone.sees_no_more("Terms not accepted")


async def test_an_administrator_who_is_there_is_asked_and_decides(
    visits: Visits, site: Site
) -> None:
    root, _, _ = await registering.rivers("rita", "uma", "dana")
    await registering.founded(site.ask, root)
    await registering.forwarded(site.ask, "uma")
    rita = await Keys.of(visits, "rita", "/onboarding")
    await rita.do("Continue registration")
    await rita.is_on("Show that you are entitled")
    await enter(rita, CONTRACT, SERIAL)
    await rita.sees("fit together: Rivers North")
    await rita.do("Next")
    await rita.is_on("Your company has an administrator")
    await rita.do("Confirm")
    await rita.sees("Dana Delegate was mailed")
    await rita.do("Send a reminder")
    await rita.sees("The administrators were reminded")

    dana = await Keys.of(visits, "dana", "/companies")
    await dana.follow("2 registrations wait for you")
    await dana.is_on("Rivers")
    await dana.follow("Rita Request")
    await dana.is_on("Rita Request asks to use the portal")
    await dana.letter("a", "Approve and give a role")
    await dana.choose("Customer user")
    await dana.do("Approve")
    await dana.is_at("You approved this request at")
    await rita.sees("You have access to the portal for Rivers North")
    await dana.follow("Next pending (1)")
    await dana.is_on("Uma User asks to use the portal")
    await dana.letter("d", "Deny")
    await dana.write("Reason", "She moves to another company.")
    await dana.do("Deny")
    await dana.is_at("You declined this request at")


async def assign_the_north(olaf: Keys) -> None:
    """Find the company, and assign it."""
    await olaf.letter("a", "Assign a company")
    await olaf.write("Search all companies", "north")
    await olaf.press("Enter")
    await olaf.sees("1 company")
    await olaf.choose(re.compile("^Rivers North"))
    await olaf.do("Assign the company")
    await olaf.is_at("You completed this registration at")


async def test_who_finds_no_company_is_helped_by_an_agent(visits: Visits, site: Site) -> None:
    await registering.rivers()
    await registering.verified(site.ask)
    await steps.person("rolf")
    rita = await Keys.of(visits, "rita", "/onboarding/company")
    await rita.choose("None of the above")
    await rita.do("Submit")
    await rita.is_on("A support agent looks at your registration")
    await rita.sees("Answer expected within")
    await reviewing.review("rolf", cause=ReviewCause.TOO_MANY_FAILURES)

    olaf = await Keys.of(visits, "olaf")
    await olaf.back_to("link", "Agent desk")
    await olaf.press("Enter")
    await olaf.is_on("Agent desk")
    await olaf.do("Claim: Rita Request")
    await olaf.follow("Rita Request")
    await olaf.is_on("Registration of Rita Request")
    await olaf.letter("i", "Ask the applicant")
    await olaf.write("Question", "Which site do you work at?")
    await olaf.do("Ask")
    await olaf.is_at("You asked Rita Request at")
    await rita.is_on("The support team has a question")
    await rita.write("Your answer", "At the northern one.")
    await rita.do("Send the answer")
    await rita.sees("Answer expected within", "At the northern one.")

    await olaf.sees("At the northern one.")
    await assign_the_north(olaf)
    await rita.is_on("You are the Delegated Administrator of Rivers North")
    await olaf.follow("Next pending (1)")
    await olaf.is_on("Registration of Rolf")
    await olaf.letter("r", "Reject")
    await olaf.write("Reason", "This is not their company.")
    await olaf.do("Reject")
    await olaf.is_at("You rejected this registration at")
