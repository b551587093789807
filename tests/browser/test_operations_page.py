"""The operators' page."""

import pytest
from playwright.async_api import expect

from models.mail import EmailMessage, EmailStatus
from models.users import User
from tests import steps
from tests.browser.conftest import Site
from tests.browser.visitors import Visits

pytestmark = pytest.mark.browser

CLOSE = """mutation($user: ID!) { deactivateUser(input: {user: $user}) { __typename } }"""
FIND = "query($name: String!) { user(name: $name) { id } }"


async def close(site: Site, *people: str) -> None:
    """Have an operator close these people's sign-ins."""
    for name in people:
        user = (await site.ask(FIND, "opal", name=name))["id"]
        await site.ask(CLOSE, "opal", user=user)


async def test_where_nobody_answers_an_operator_appoints_somebody(
    visits: Visits, site: Site
) -> None:
    await site.request()
    await close(site, "ada", "ben")
    opal = await visits("opal", "/operations")
    await expect(opal.main.get_by_text("Has no administrator")).to_be_visible()
    await opal.check_accessibility()

    await opal.button("Appoint an administrator of ACME", exact=True).click()
    dialog = opal.page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Appoint administrator").click()
    await expect(dialog.get_by_label("Username or e-mail address")).to_be_focused()
    await dialog.get_by_label("Username or e-mail address").fill("nobody-here")
    await dialog.get_by_label("Reason").fill("Nobody else is left.")
    await dialog.get_by_role("button", name="Appoint administrator").click()
    await expect(dialog.get_by_text("No such user.")).to_be_visible()
    await opal.check_accessibility()
    await dialog.get_by_label("Username or e-mail address").fill("uma")
    await dialog.get_by_role("button", name="Appoint administrator").click()

    await expect(opal.main.get_by_text("Uma User administers ACME now.")).to_be_visible()
    await expect(opal.main.get_by_text("Every request finds somebody")).to_be_visible()


async def test_accounts_without_an_administrator_are_listed(visits: Visits, site: Site) -> None:
    await close(site, "ada", "ben")
    opal = await visits("opal", "/operations?tab=orphans", narrow=True, color_scheme="dark")

    row = opal.main.get_by_role("row").filter(has_text="acme.example")
    await expect(row.first).to_be_visible()
    await expect(opal.button("Appoint an administrator of ACME").first).to_be_visible()
    await opal.check_accessibility()


async def test_a_mail_that_failed_is_sent_again(visits: Visits, site: Site) -> None:
    await site.request()
    mail = await EmailMessage.get(to_address__startswith="ada@")
    await EmailMessage.filter(id=mail.id).update(
        status=EmailStatus.FAILED, attempts=10, last_error="550 No such mailbox"
    )
    opal = await visits("opal", "/operations?tab=mails")
    await opal.button("Status").click()
    await opal.page.get_by_role("checkbox", name="Failed").check()
    await opal.page.keyboard.press("Escape")
    await expect(opal.main.get_by_text("550 No such mailbox")).to_be_visible()
    await opal.check_accessibility()

    await opal.main.get_by_role("button", name="to ada@acme.example again").click()

    await expect(opal.main.get_by_text("waits to be sent again")).to_be_visible()
    assert (await EmailMessage.get(id=mail.id)).status == EmailStatus.QUEUED


async def test_an_account_and_a_sign_in_are_closed_after_asking(visits: Visits, site: Site) -> None:
    opal = await visits("opal", "/operations?tab=closing")
    await opal.page.get_by_label("Domain identifier").fill("acme.example")
    await opal.button("Find").first.click()
    await opal.button("Close ACME", exact=True).click()
    await opal.check_accessibility()
    await (
        opal.page.get_by_role("dialog").get_by_role("button", name="Close", exact=True).last.click()
    )
    await expect(opal.main.get_by_text("ACME is closed.")).to_be_visible()

    await opal.page.get_by_label("Username or e-mail address").fill("uma@acme.example")
    await opal.button("Find").last.click()
    await opal.button("Close Uma User", exact=True).click()
    await (
        opal.page.get_by_role("dialog").get_by_role("button", name="Close", exact=True).last.click()
    )

    await expect(opal.main.get_by_text("The sign-in of Uma User is closed.")).to_be_visible()
    assert (await steps.acme()).status == "INACTIVE"
    assert not (await User.get(username="uma")).active


async def test_who_is_no_operator_is_told_so(visits: Visits) -> None:
    ada = await visits("ada", "/operations")
    await expect(
        ada.main.get_by_text("You are signed in as Ada Admin. Only operators")
    ).to_be_visible()
    await ada.check_accessibility()

    await ada.visit("/applications")
    await expect(
        ada.main.get_by_text("You are signed in as Ada Admin. Only operators")
    ).to_be_visible()
