"""The pages of new accounts: applying, authorising, reviewing and setting up."""

import pytest
import pytest_asyncio
from playwright.async_api import expect

from models.accounts import SmartAccount
from tests import applying
from tests.browser.conftest import Site
from tests.browser.visitors import Visitor, Visits

pytestmark = pytest.mark.browser

APPLY = """mutation($input: ApplyForAccountInput!) { applyForAccount(input: $input) {
  ... on AccountApplication { id } } }"""
REVIEW = """mutation($id: ID!) { reviewApplication(input: {
  application: $id, approve: true}) { __typename } }"""


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def nova(site: Site) -> None:
    """Nora and Noel of Nova, which has no account, and a second operator."""
    await applying.cast()


async def applied(site: Site, by: str = "nora", **given: str) -> str:
    """The id of a fresh application."""
    return str((await site.ask(APPLY, by, input={"name": "Nova", **given}))["id"])


async def open_account(visitor: Visitor) -> None:
    """Accept the agreement and open the account."""
    await visitor.page.get_by_role("checkbox", name="I accept the").check()
    await visitor.button("Open the account").click()


async def test_who_applies_for_the_own_company_sets_the_account_up_at_once(visits: Visits) -> None:
    nora = await visits("nora", "/accounts/new")
    await nora.page.get_by_role("radio", name="I can").check()
    await nora.check_accessibility()
    await nora.button("Next").click()
    await expect(nora.page.get_by_label("Domain identifier")).to_have_value("nova.example")
    await nora.page.get_by_label("Account name").fill("Nova Works")
    await nora.button("Next").click()
    await expect(nora.main.get_by_role("listitem").filter(has_text="accept its")).to_be_visible()
    await nora.check_accessibility()
    await nora.button("Send the application").click()

    await nora.page.get_by_label("Virtual accounts").fill("Lab\nStore")
    await nora.button("Add a user").click()
    await nora.page.get_by_label("Username or e-mail address").fill("noel")
    await nora.page.get_by_label("Role", exact=True).select_option("VIRTUAL_ACCOUNT_USER")
    await nora.page.get_by_role("checkbox", name="Lab").check()
    await nora.check_accessibility()
    await open_account(nora)

    await expect(nora.main.get_by_text("Nova Works is open, and you administer it")).to_be_visible()
    await expect(nora.main.get_by_text("noel is now: Virtual account user")).to_be_visible()
    assert (await SmartAccount.get(name="Nova Works")).status == "ACTIVE"
    await nora.check_accessibility()


async def test_an_incomplete_step_names_what_is_missing_and_goes_there(visits: Visits) -> None:
    nora = await visits("nora", "/accounts/new", color_scheme="dark")

    await nora.button("Next").click()
    await expect(nora.page.get_by_role("radio", name="I can")).to_be_focused()
    await nora.page.get_by_role("radio", name="Someone else").check()
    await nora.page.get_by_label("That person's e-mail address").fill("noel")
    await nora.button("Next").click()
    await expect(nora.page.get_by_label("That person's e-mail address")).to_be_focused()
    await nora.check_accessibility()


async def test_another_domain_needs_a_note_and_an_operator(visits: Visits) -> None:
    nora = await visits("nora", "/accounts/new", narrow=True)
    await nora.page.get_by_role("radio", name="I can").check()
    await nora.button("Next").click()
    await nora.page.get_by_label("Domain identifier").fill("nova-group.example")
    await nora.page.get_by_label("Account name").fill("Nova Group")
    await nora.button("Next").click()
    await expect(nora.page.get_by_label("Why this domain")).to_be_focused()
    await nora.page.get_by_label("Why this domain").fill("It is our group's.")
    await nora.button("Next").click()
    await nora.button("Send the application").click()

    await expect(nora.main.get_by_text("An operator looks at the domain")).to_be_visible()
    await nora.check_accessibility()


async def test_accounts_that_are_there_come_first_and_only_partners_hold(visits: Visits) -> None:
    uma = await visits("uma", "/accounts/new")
    await uma.page.get_by_role("radio", name="I can").check()
    await uma.button("Next").click()

    instead = uma.link("Request access to ACME instead", exact=True)
    await expect(instead).to_have_attribute("href", "/request-access?domain=acme.example")
    holding = uma.page.get_by_role("radio", name="Holding")
    await expect(holding).to_have_attribute("aria-disabled", "true")
    await expect(uma.main.get_by_text("Only partners can have a holding account")).to_be_visible()
    await uma.page.get_by_label("Account name").fill("Another ACME")
    await uma.button("Next").click()
    await uma.button("Send the application").click()
    await expect(uma.page.get_by_label("Domain identifier")).to_be_focused()
    await uma.check_accessibility()


async def test_the_nominee_accepts_by_the_link_which_then_rests(visits: Visits, site: Site) -> None:
    id = await applied(site, nomineeEmail="noel@nova.example", reason="You asked me to.")
    secret = await applying.secret()
    nora = await visits("nora", f"/applications/{id}")
    await expect(nora.button("Send the link again")).to_have_attribute("aria-disabled", "true")

    noel = await visits("noel", f"/activate/{secret}")
    await expect(noel.main.get_by_text("You asked me to.")).to_be_visible()
    await noel.check_accessibility()
    await noel.button("Accept the account").click()

    await expect(noel.page.get_by_role("heading", name="Set the account up")).to_be_visible()
    await expect(nora.main.get_by_text("Noel is to set the account up")).to_be_visible()
    await noel.visit(f"/authorize/{secret}")
    await expect(noel.page.get_by_text("This link is not needed any more")).to_be_visible()
    await noel.check_accessibility()
    await noel.link("Set up Nova").click()
    await open_account(noel)
    await expect(noel.main.get_by_text("Nova is open, and you administer it")).to_be_visible()
    await expect(nora.main.get_by_text("The account is active")).to_be_visible()


async def test_the_nominee_refuses_with_a_reason_that_the_applicant_reads(
    visits: Visits, site: Site
) -> None:
    id = await applied(site, nomineeEmail="noel@nova.example")
    nora = await visits("nora", f"/applications/{id}")
    noel = await visits("noel", f"/activate/{await applying.secret()}", narrow=True)

    await noel.button("Decline").click()
    dialog = noel.page.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill("We have one already.")
    await noel.check_accessibility()
    await dialog.get_by_role("button", name="Decline").click()

    await expect(noel.page.get_by_text("You declined the account")).to_be_visible()
    declined = nora.main.get_by_role("heading", name="Noel declined the application")
    await expect(declined).to_be_visible()
    await expect(nora.main.get_by_text("We have one already.").first).to_be_visible()


async def test_of_two_operators_the_slower_is_told_at_once(visits: Visits, site: Site) -> None:
    id = await applied(site, domainIdentifier="nova-group.example", reason="Our group's.")
    opal = await visits("opal", "/applications")
    await opal.check_accessibility()
    await opal.link("Nova", exact=True).click()
    await opal.page.get_by_role("radio", name="No, decline").check()
    note = opal.page.get_by_label("Reason, which Nora reads")
    await note.fill("We do not know this group.")
    await opal.check_accessibility()

    await site.ask(REVIEW, "otto", id=id)

    await expect(opal.page.get_by_role("alert").filter(has_text="Otto")).to_be_visible()
    kept = opal.page.get_by_label("Your unsent note")
    await expect(kept).to_have_value("We do not know this group.")
    await opal.check_accessibility()


async def test_an_operator_approves_a_domain_and_the_applicant_goes_on(
    visits: Visits, site: Site
) -> None:
    id = await applied(site, domainIdentifier="nova-group.example", reason="Our group's.")
    nora = await visits("nora", f"/applications/{id}")
    opal = await visits("opal", f"/applications/{id}", narrow=True, color_scheme="dark")

    await opal.button("Answer").click()
    await expect(opal.page.get_by_role("radio", name="Yes, approve")).to_be_focused()
    await opal.page.keyboard.press("Space")
    await opal.check_accessibility()
    await opal.button("Approve the domain").click()

    await expect(opal.main.get_by_text("You decided this request")).to_be_visible()
    await expect(nora.page.get_by_role("heading", name="Set the account up")).to_be_visible()


async def test_an_application_is_taken_back(visits: Visits, site: Site) -> None:
    nora = await visits("nora", f"/applications/{await applied(site)}")

    await nora.button("Withdraw").click()
    await nora.button("Withdraw the request").click()

    await expect(nora.main.get_by_text("The application was taken back")).to_be_visible()
    await expect(nora.link("Apply again")).to_have_attribute("href", "/accounts/new")
