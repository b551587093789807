"""Deciding who enters an account, step by step as the documents have it, by keyboard alone."""

import re

import pytest

from tests import managing, steps
from tests.browser.conftest import Site
from tests.browser.keys import Keys
from tests.browser.test_race_page import account, place
from tests.browser.visitors import Visits

pytestmark = pytest.mark.browser

NOTE = "You work for Rivers, and so I would rather not."


async def test_the_race_of_two_administrators_who_have_keyboards_only(
    visits: Visits, site: Site
) -> None:
    request = await place(site, await site.request())
    ada, ben = await Keys.of(visits, "ada", request), await Keys.of(visits, "ben", request)
    for one in ada, ben:
        await one.sees("External", "I work on it daily.", "None so far.")
    await ben.letter("d", "Decline")
    await ben.write("Why? Rita Request will read this", NOTE)

    await ada.letter("a", "Approve")
    await ada.choose("The whole account")
    await ada.choose("Account user")
    await ada.do("Approve")
    await ada.is_at("You approved this request at")

    await ben.is_told("Ada Admin approved this request at", "Account user, whole account")
    await ben.is_told("Nothing more is needed from you.")
    await ben.is_in("Your unsent note", NOTE)
    await ben.follow("Close")
    await ben.is_on("Requests · ACME")
    await ben.sees("Nobody waits for a decision")


async def approve_for_a_part(ada: Keys) -> None:
    """What there is to give, and of it one part until a day."""
    await ada.follow("Rita Request")
    await ada.is_at("Rita Request asks for access")
    await ada.letter("a", "Approve")
    await ada.choose("The whole account")
    await ada.sees("Account user", "Account administrator", "Account approver")
    await ada.choose("Chosen virtual accounts")
    await ada.sees("Virtual account administrator")
    await ada.choose("Virtual account user")
    await ada.tick("Lab")
    await ada.date("Ends on", 12, 31, 2030)
    await ada.sees("Rita Request becomes Virtual account user: Lab. The role ends on")
    await ada.do("Approve")
    await ada.is_at("You approved this request at")


async def test_from_the_list_one_request_after_the_other(visits: Visits, site: Site) -> None:
    for who in "rita", "dana", "uma":
        await site.request(who)
    ada = await Keys.of(visits, "ada")
    await ada.back_to("link", re.compile("^ACME"))
    await ada.press("Enter")
    await ada.is_on("Requests · ACME")
    await ada.filter("Status", "Approved")
    await ada.do("Clear filters")
    await ada.write("Name, username or e-mail", "rita")
    await ada.press("Enter")
    await ada.sees_no_more("Dana Delegate")
    await approve_for_a_part(ada)
    # Declined, with a reason.
    await ada.follow("Next pending (2)")
    await ada.sees("Dana Delegate asks for access")
    await ada.letter("d", "Decline")
    await ada.write("Why? Dana Delegate will read this", NOTE)
    await ada.do("Decline")
    await ada.is_at("You declined this request at")
    # Approved in place of what is there.
    await ada.follow("Next pending (1)")
    await ada.sees("Uma User asks for access")
    await ada.sees("Account user")
    await ada.letter("a", "Approve")
    await ada.choose("Replace them")
    await ada.choose("The whole account")
    await ada.choose("Account viewer")
    await ada.do("Approve")

    await ada.is_at("You approved this request at")
    await ada.sees("Nothing else is pending")


async def test_a_virtual_account_s_administrator_decides_about_it(
    visits: Visits, site: Site
) -> None:
    await managing.edit(site.ask, virtualAccountAdminsMayDecide=True)
    await steps.pending(site.ask, "rita", virtualAccounts=[await steps.part_id("Lab")])
    vera = await Keys.of(visits, "vera")
    await vera.follow("ACME")
    await vera.is_on("Requests · ACME")
    await vera.follow("Rita Request")
    await vera.letter("a", "Approve")
    await vera.choose("Virtual account user")
    await vera.do("Approve")

    await vera.is_at("You approved this request at")


async def test_users_are_added_and_those_from_outside_found_and_revoked(
    visits: Visits, site: Site
) -> None:
    ada = await Keys.of(visits, "ada", f"/accounts/{await account(site)}/overview")
    await ada.follow("Users")
    await ada.is_on("Users · ACME")
    await ada.follow("Add users")
    await ada.write("Usernames or e-mail addresses", "rita\nnobody-at-all")
    await ada.choose("The whole account")
    await ada.choose("Account viewer")
    await ada.do("Add users")
    await ada.is_at("1 of 2 rows were added.")
    await ada.sees("NOT_FOUND")
    await ada.follow("Back to the users")
    await ada.is_on("Users · ACME")
    await ada.do("External users")
    await ada.sees_no_more("Uma User")
    await ada.follow("Roles and history of Rita Request")
    await ada.is_at("Rita Request")
    await ada.do("Close the details")
    await ada.do("Revoke Account viewer, whole account of Rita Request")
    await ada.do("Revoke")

    await ada.is_at("Rita Request no longer has: Account viewer, whole account.")


async def test_the_employer_revokes_what_a_leaver_holds_elsewhere(
    visits: Visits, site: Site
) -> None:
    await site.approve(await site.request())
    dana = await Keys.of(visits, "dana")
    await dana.back_to("link", "Rivers Ltd")
    await dana.press("Enter")
    await dana.is_on("Requests · Rivers Ltd")
    await dana.follow("Users")
    await dana.is_on("Users · Rivers Ltd")
    await dana.follow("Our people elsewhere")
    await dana.do("Revoke Account user, whole account of Rita Request")
    await dana.do("Revoke")

    await dana.is_at("Rita Request no longer has: Account user, whole account.")
