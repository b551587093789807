"""What one may enter and use: reading it, giving it up, and adding support access to it."""

from datetime import timedelta

import pytest
from playwright.async_api import Locator, expect

from models import database, limits
from tests import entitled, steps
from tests.browser.conftest import Site
from tests.browser.visitors import Visitor, Visits
from tests.conftest import LIFTED

pytestmark = pytest.mark.browser

HELD = "{ viewer { currentAccess { nodes { id } } } }"
REVOKE = "mutation($id: ID!) { revokeRole(input: {roleAssignment: $id}) { __typename } }"
HOUR = timedelta(hours=1)


async def contracts() -> None:
    """R1 is of Rita's company; L1 is ACME's, locked, and Ada's to decide about."""
    rivers = await entitled.company("RIVERS", domain="rivers.example")
    acme = await entitled.company("ACME", domain="acme.example")
    await entitled.contract("R1", rivers)
    await entitled.administers("ada", await entitled.contract("L1", acme, locked=True))


async def leave_tries(username: str, left: int) -> None:
    """So many tries are left of this hour's."""
    most = LIFTED["support_requests_per_hour"]
    user = await steps.user(username)
    await limits.count("support request", user.id, most * 2, HOUR)
    await database.fetch(
        "UPDATE rate_limit SET used = ? WHERE purpose = 'support request'", most - left
    )


def row(who: Visitor, text: str) -> Locator:
    """The row of a table that has this text."""
    return who.main.get_by_role("row").filter(has_text=text)


async def add(who: Visitor, text: str) -> None:
    """Paste keys and send them."""
    await who.page.get_by_label("Contract numbers").fill(text)
    await who.main.locator("form button[type=submit]").click()


async def test_each_role_tells_its_scope_origin_time_and_giver(visits: Visits) -> None:
    vera = await visits("vera", "/access")

    role = row(vera, "ACME")
    for text in ("Virtual account administrator", "Lab", "Came with the account", "No end"):
        await expect(role).to_contain_text(text)
    await vera.check_accessibility()
    dark = await visits("vera", "/access", color_scheme="dark", narrow=True)
    await expect(row(dark, "ACME")).to_be_visible()
    await dark.check_accessibility()


async def test_leaving_names_what_is_lost_and_ends_it_at_once(visits: Visits) -> None:
    uma = await visits("uma", "/access")
    await uma.button("Leave: Account user, ACME").click()
    dialog = uma.page.get_by_role("dialog")
    await expect(dialog).to_contain_text(
        "You lose the role Account user over the whole account ACME."
    )
    await uma.check_accessibility()
    await dialog.get_by_role("button", name="Leave").click()

    said = uma.main.get_by_role("status").filter(has_text="You left ACME")
    await expect(said).to_be_focused()
    await expect(uma.main).to_contain_text("You have no role in any account")


async def test_who_leaves_by_keyboard_may_think_better_of_it(visits: Visits) -> None:
    uma = await visits("uma", "/access")
    leave = uma.button("Leave: Account user, ACME")
    await leave.focus()
    await uma.page.keyboard.press("Enter")
    await expect(uma.page.get_by_role("dialog")).to_be_visible()
    await uma.page.keyboard.press("Escape")

    await expect(uma.page.get_by_role("dialog")).to_have_count(0)
    await expect(leave).to_be_focused()
    await expect(row(uma, "ACME")).to_be_visible()


async def test_the_last_administrator_cannot_leave_and_reads_why(visits: Visits) -> None:
    dana = await visits("dana", "/access")
    leave = dana.button("Leave: Account administrator, Rivers Ltd")

    await expect(leave).to_have_attribute("aria-disabled", "true")
    await expect(leave).to_have_accessible_description(
        "An account keeps at least one administrator."
    )
    await leave.focus()
    await dana.page.keyboard.press("Enter")
    await expect(dana.page.get_by_role("dialog")).to_have_count(0)
    ada = await visits("ada", "/access")
    await expect(ada.button("Leave: Account administrator, ACME")).not_to_have_attribute(
        "aria-disabled", "true"
    )


async def test_a_role_that_is_taken_away_goes_under_ones_eyes(visits: Visits, site: Site) -> None:
    uma = await visits("uma", "/access")
    (held,) = (await site.ask(HELD, by="uma"))["currentAccess"]["nodes"]
    await site.ask(REVOKE, by="ada", id=held["id"])

    await expect(uma.main).to_contain_text("You have no role in any account")


async def test_without_any_access_it_leads_to_asking_for_it(visits: Visits) -> None:
    rita = await visits("rita", "/access")

    await expect(rita.main).to_contain_text("You have no role in any account")
    await expect(rita.main).to_contain_text("You have no access to the service portal.")
    for link in await rita.main.get_by_role("link", name="Request access to an account").all():
        await expect(link).to_have_attribute("href", "/request-access")
    await rita.main.get_by_role("link", name="Add support access").first.click()
    await expect(rita.page.get_by_role("heading", level=1)).to_have_text("Add support access")


async def test_each_line_is_added_refused_or_sent_to_people(visits: Visits) -> None:
    await contracts()
    rita = await visits("rita", "/access/add")
    await rita.page.get_by_role("radio", name="Downloads only").check()
    await rita.page.get_by_label("Reason").fill("I service the plant.")
    await rita.check_accessibility()
    await add(rita, "r1\nNONE\n\n l 1\nR1")

    await expect(row(rita, "Contract R1")).to_contain_text("Added")
    await expect(row(rita, "Contract NONE")).to_contain_text("Refused")
    await expect(row(rita, "Contract NONE")).to_contain_text("There is no contract NONE")
    await expect(row(rita, "Contract L1")).to_contain_text("Sent to the contract's administrators")
    await expect(rita.main).to_contain_text("3 of 3 answered")
    await rita.check_accessibility()
    await rita.link("See your current access").click()
    await expect(row(rita, "Contract R1")).to_contain_text("Downloads only")


async def test_nothing_and_too_much_are_refused_at_the_field(visits: Visits) -> None:
    rita = await visits("rita", "/access/add", narrow=True)
    await add(rita, " \n")

    keys = rita.page.get_by_label("Contract numbers")
    await expect(keys).to_be_focused()
    await expect(keys).to_have_attribute("aria-invalid", "true")
    await expect(rita.main).to_contain_text("Fill this in.")
    await add(rita, "\n".join(f"K{n}" for n in range(21)))
    await expect(rita.main).to_contain_text("20 at most; these are 21.")
    bill_to = rita.page.get_by_role("radio", name="Bill-to ID")
    await bill_to.click(force=True)
    await expect(bill_to).not_to_be_checked()
    await expect(bill_to).to_have_accessible_description("Only partners may ask by bill-to ID.")
    await rita.check_accessibility()


async def test_a_tile_can_be_clicked_wherever_it_is(visits: Visits) -> None:
    partners = await entitled.company("PARTNERS", domain="partners.example")
    await entitled.contract("P1", partners, bill_to_id="B-9")
    paul = await visits("paul", "/access/add")

    # The label of the choice lies over the words of its tile.
    await paul.main.get_by_text("Serial number", exact=True).click(force=True)
    await expect(paul.page.get_by_label("Serial numbers")).to_be_visible()
    await paul.main.get_by_text("Bill-to ID", exact=True).click(force=True)
    await paul.page.get_by_label("Bill-to IDs").fill("B-9")
    await paul.main.locator("form button[type=submit]").click()

    await expect(paul.main).to_contain_text("1 of 1 answered")


async def test_what_was_interrupted_goes_on_where_it_stopped(visits: Visits) -> None:
    await contracts()
    await leave_tries("rita", 1)
    rita = await visits("rita", "/access/add")
    await add(rita, "R1\nL1")
    await expect(rita.main).to_contain_text("The rest can be sent from")
    await expect(row(rita, "Contract L1")).to_contain_text("Not sent yet")
    await rita.check_accessibility()
    await leave_tries("rita", 10)
    await rita.page.reload()
    await expect(row(rita, "Contract R1")).to_contain_text("Added")
    await rita.button("Send the last line").click()

    await expect(row(rita, "Contract L1")).to_contain_text("Sent to the contract's administrators")
    await expect(rita.main).to_contain_text("2 of 2 answered")


async def test_support_access_can_be_given_up(visits: Visits) -> None:
    await contracts()
    rita = await visits("rita", "/access/add")
    await add(rita, "R1")
    await rita.link("See your current access").click()
    await rita.button("Give up: R1").click()
    dialog = rita.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("You lose Full support by Contract R1.")
    await dialog.get_by_role("button", name="Give up").click()

    await expect(rita.main.get_by_role("status").filter(has_text="You gave up")).to_be_focused()
    await expect(rita.main).to_contain_text("You have no support access")
