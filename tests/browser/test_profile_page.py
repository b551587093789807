"""The profile: what administrators see, the address, and tokens for programs."""

import pytest
from playwright.async_api import expect

from models.mail import EmailMessage
from tests.browser.conftest import Site
from tests.browser.visitors import Visits
from tests.client import Client

pytestmark = pytest.mark.browser

WHO = "{ viewer { user { username } } }"


async def link_to(address: str) -> str:
    """The path of the link that was mailed last."""
    mail = await EmailMessage.filter(to_address=address).order_by("-created_at").first()
    assert mail is not None
    return str(mail.letter["links"][0]["path"])


async def test_the_profile_is_changed_by_the_keyboard_alone(visits: Visits) -> None:
    rita = await visits("rita", "/profile")
    await rita.check_accessibility()
    await rita.button("Edit").focus()
    await rita.page.keyboard.press("Enter")
    name = rita.page.get_by_label("Full name")
    await expect(name).to_be_focused()
    await rita.check_accessibility()
    await name.fill("")
    await rita.page.keyboard.press("Enter")
    await expect(name).to_be_focused()
    await expect(name).to_have_attribute("aria-invalid", "true")
    await rita.page.keyboard.type("Rita R. Request")
    await rita.page.keyboard.press("Enter")

    await expect(rita.main).to_contain_text("Rita R. Request")
    await expect(rita.button("Edit")).to_be_focused()


async def test_another_domain_says_before_saving_what_it_costs(visits: Visits) -> None:
    uma = await visits("uma", "/profile", color_scheme="dark")
    await uma.button("Edit").click()
    await uma.page.get_by_label("E-mail address").fill("uma@elsewhere.example")
    await uma.button("Save").click()
    warning = uma.page.get_by_role("dialog", name="You will lose access to 1 account")
    await expect(warning).to_contain_text("ACME")
    await uma.check_accessibility()
    await warning.get_by_role("button", name="Cancel").click()
    await expect(uma.page.get_by_label("E-mail address")).to_have_value("uma@elsewhere.example")
    await uma.button("Save").click()
    await warning.get_by_role("button", name="Change the address").click()

    await expect(uma.main).to_contain_text("We sent a link to uma@elsewhere.example")
    await expect(uma.main).to_contain_text("uma@acme.example")


async def test_a_link_is_confirmed_by_a_button_and_a_used_one_frightens_nobody(
    visits: Visits,
) -> None:
    rita = await visits("rita", "/profile")
    await rita.button("Edit").click()
    await rita.page.get_by_label("E-mail address").fill("rita.r@rivers.example")
    await rita.button("Save").click()
    await expect(rita.main).to_contain_text("We sent a link to rita.r@rivers.example")
    await rita.button("Send the link again").click()
    await expect(rita.main).to_contain_text("The link was sent again")
    link = await link_to("rita.r@rivers.example")
    await rita.visit(link)
    await rita.check_accessibility()
    await rita.button("Confirm my address").click()
    confirmed = rita.main.get_by_role("heading", level=2)
    await expect(confirmed).to_have_text("Your address rita.r@rivers.example is confirmed")
    await expect(confirmed).to_be_focused()

    await rita.visit(link)
    await rita.button("Confirm my address").click()
    await expect(confirmed).to_have_text("Your address is already confirmed")


async def test_a_token_is_shown_once_works_and_is_revoked(visits: Visits, site: Site) -> None:
    ada = await visits("ada", "/profile", narrow=True)
    await ada.button("New token").click()
    dialog = ada.page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Create the token").click()
    await expect(dialog.get_by_label("What it is for")).to_be_focused()
    await ada.page.keyboard.type("nightly report")
    await ada.page.keyboard.press("Enter")
    secret = await ada.page.get_by_label("The token", exact=True).input_value()
    await ada.check_accessibility()
    client = Client(site.url, token=secret)
    assert (await client.ask(WHO))["user"]["username"] == "ada"
    await ada.button("I have copied it").click()
    await expect(ada.main.get_by_text(secret)).to_have_count(0)
    await ada.button("Revoke nightly report").click()
    await ada.page.get_by_role("dialog").get_by_role("button", name="Revoke").click()

    await expect(ada.main).to_contain_text("You have no tokens")
    await expect(ada.button("New token")).to_be_focused()
    assert (await client.answer(WHO))["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    await client.close()
