"""Self-service onboarding to the service portal, from its prerequisites to its three mails.

Rita registers first for Rivers and becomes its Delegated Administrator; Lars is of Lakes, which
has two already; Rolf does not find his company; Greta needs an additional assessment.
"""

from datetime import datetime, timedelta

import pytest

from models import clock
from models.entitlements import Contract
from tests import entitled, registering, reviewing, steps
from tests.registering import do
from tests.stories import onboarding, organisations, screens
from tests.stories.telling import HELP, Story

SETTINGS = {"support_url": HELP}
pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_prerequisite_a_valid_profile(story: Story) -> None:
    await organisations.build()
    await steps.person("ivy", phone="", company_name="")

    refused = await do(story.ask, "startRegistration", "ivy")

    assert refused["code"] == "PROFILE_INCOMPLETE"
    assert sorted(refused["missing"]) == ["companyName", "phone"]


async def test_prerequisite_a_smart_entitled_contract_on_it(story: Story) -> None:
    listed = (await story.ask(onboarding.START, by="sally"))["contracts"]["nodes"]
    assert {c["number"]: c["entitles"] for c in listed} == {
        number: number != "S-6" for number in organisations.SERVICES
    }
    assert {c["number"]: c["serviceType"] for c in listed} == organisations.SERVICES

    # Dana has none.
    refused = await do(story.ask, "startRegistration", "dana")
    assert refused["code"] == "NO_ENTITLED_CONTRACT"
    shown = (await story.ask(onboarding.START, by="dana"))["viewerCanRegister"]
    assert shown == {"allowed": False, "because": refused["message"]}


async def test_the_overview_can_be_left_without_a_trace(story: Story) -> None:
    # Sign in: the overview shows whether one can register. Whoever is not to be the
    # administrator stops here.
    shown = await story.ask(onboarding.START, by="rita")
    assert shown["viewerCanRegister"] == {"allowed": True, "because": None}
    assert shown["portal"] == {"access": "NONE"}
    assert await registering.mine(story.ask) is None

    # Or later, on any page, as long as nobody has decided.
    await do(story.ask, "startRegistration")
    assert (await do(story.ask, "cancelRegistration"))["stage"] == "CANCELLED"
    assert (await story.ask(onboarding.START, by="rita"))["viewerCanRegister"]["allowed"]


async def test_account_verification_a_wrong_name_is_put_right_and_begun_again(
    story: Story,
) -> None:
    # Continue Registration: name and address are to be confirmed.
    begun = await do(story.ask, "startRegistration")
    assert begun["stage"] == "VERIFYING_ENTITLEMENT"
    assert begun["profile"] == {"fullName": "Rita Request", "email": "rita@rivers.example"}

    # They are wrong: change the profile, and restart the registration.
    await story.ask(screens.UPDATE, by="rita", input={"fullName": "Rita Rivers"})
    await do(story.ask, "cancelRegistration")
    again = await do(story.ask, "startRegistration")

    assert again["profile"]["fullName"] == "Rita Rivers"
    story.kept["rita"] = again["id"]


async def test_account_verification_errors_are_flagged_until_a_pair_is_right(
    story: Story,
) -> None:
    tries = [
        ("C-200", "SN-200", "CONTRACT_NOT_ON_PROFILE", "contractNumber"),
        ("C-999", organisations.SERIAL, "CONTRACT_NOT_ON_PROFILE", "contractNumber"),
        ("W-1", "SN-W", "CONTRACT_NOT_ENTITLED", "contractNumber"),
        ("C-100", "SN-W", "SERIAL_NOT_COVERED", "serialNumber"),
        ("C-100", "SN-999", "SERIAL_NOT_COVERED", "serialNumber"),
    ]
    for contract, serial, code, field in tries:
        refused = await onboarding.verify(story, "rita", contract, serial)
        assert (refused["code"], refused["field"]) == (code, [field]), (contract, serial)
        assert refused["message"]
    shown = await onboarding.shown(story)
    assert shown["stage"] == "VERIFYING_ENTITLEMENT"

    # One may retry with other pairs, until one is validated and Next leads on.
    right = await onboarding.verify(story, "rita", " c-100", "sn-100 ")

    assert right["stage"] == "CHOOSING_COMPANY"
    assert (right["contractNumber"], right["serialNumber"]) == ("C-100", "SN-100")


async def test_an_organisation_with_administrators_has_the_request_forwarded(
    story: Story,
) -> None:
    await do(story.ask, "startRegistration", "lars")
    shown = await onboarding.verify(story, "lars", "L-100", "SN-L")
    assert shown["stage"] == "CONFIRMING_FORWARD"
    assert shown["site"] == {"name": "Lakes"}
    assert await story.subjects("lena") == []

    # Confirm: it goes to the first administrator of the list.
    async with story.screen("lena") as lenas, story.screen("lou") as lous:
        sent = await do(story.ask, "confirmForward", "lars")
        for told in (await lenas.next(), await lous.next()):
            assert (told["kind"], told["requesterName"]) == ("REQUEST_SUBMITTED", "Lars")
            assert told["about"]["viewerCanDecide"] == {"allowed": True}

    assert (sent["stage"], sent["status"]) == ("FORWARDED_TO_DA", "PENDING")
    assert (sent["administratorName"], sent["company"]) == ("Lena", {"name": "Lakes"})
    assert await story.readers("Portal access request - Lakes") == ["lena"]
    letter = await story.mail("lena", "Portal access request - Lakes")
    assert letter.blocks["Requested by"]["Full name"] == "Lars"
    page = f"/companies/registrations/{sent['id']}"
    assert letter.links == {"View this request": page}
    story.kept["lars"] = sent["id"]


async def test_the_administrator_grants_access_and_the_other_knows_at_once(story: Story) -> None:
    lars = story.kept["lars"]
    waiting = await onboarding.administered(story, "lou")
    assert [r["id"] for r in waiting["registrations"]["nodes"]] == [lars]

    async with story.screen("lou") as lous:
        grant = {"registration": lars, "approve": True, "portalRole": "CUSTOMER_USER"}
        granted = await do(story.ask, "decideRegistration", "lena", **grant)
        told = await lous.next()

    assert (granted["stage"], granted["portalRole"]) == ("SYNCING", "CUSTOMER_USER")
    assert (told["outcome"], told["actedBy"]["fullName"]) == ("APPROVED", "Lena")
    denial = {"registration": lars, "approve": False, "reason": "No."}
    late = await do(story.ask, "decideRegistration", "lou", **denial)
    assert (late["code"], late["actedBy"]) == ("ALREADY_ACTED_UPON", {"username": "lena"})
    # The user is mailed that access is approved, and with which role.
    letter = await story.mail("lars", "Portal access - Lakes - Approved")
    assert letter.blocks["Result"]["Approved by"] == "Lena"
    assert letter.blocks["Result"]["Portal role"] == "Customer User"


async def test_the_administrator_can_deny_access_with_a_reason(story: Story) -> None:
    await do(story.ask, "startRegistration", "leif")
    await onboarding.verify(story, "leif", "L-100", "SN-L")
    sent = await do(story.ask, "confirmForward", "leif")

    denial = {"registration": sent["id"], "approve": False, "reason": "You left us."}
    denied = await do(story.ask, "decideRegistration", "lou", **denial)

    assert (denied["stage"], denied["decisionReason"]) == ("DENIED", "You left us.")
    assert (await story.mail("leif", "Portal access - Lakes - Denied")).quote == "You left us."
    assert (await onboarding.portal(story, "leif"))["access"] == "NONE"


async def test_note_the_data_take_up_to_24_hours(story: Story) -> None:
    portal = await onboarding.portal(story, "lars")
    assert portal["access"] == "SYNCING" and "set-up is in progress" in portal["message"]
    assert portal["supportUrl"] is None
    shown = await onboarding.shown(story, "lars")
    assert shown["syncingHoursLeft"] == 24

    # After 24 hours the message says whom to ask.
    clock.clock.advance(hours=24, seconds=1)
    late = await onboarding.portal(story, "lars")
    assert "support team" in late["message"] and late["supportUrl"] == HELP

    await story.wait()
    ready = await onboarding.portal(story, "lars")
    assert ready["access"] == "ACTIVE"
    assert [role["role"] for role in ready["roles"]] == ["CUSTOMER_USER"]
    assert "The service portal is ready - Lakes" in await story.subjects("lars")


async def test_a_new_organisation_is_chosen_from_the_whole_to_the_site(story: Story) -> None:
    shown = await onboarding.shown(story)
    assert shown["stage"] == "CHOOSING_COMPANY"

    # The first entry is the full scope, the last the least; the address tells equal names apart.
    assert [(c["name"], c["address"]) for c in shown["offeredCompanies"]] == [
        ("Rivers Group", "1 River Road"),
        ("Rivers Ltd", "2 Hill Road"),
        ("Rivers Ltd", "3 Lake Road"),
    ]
    story.kept["branch"] = shown["offeredCompanies"][1]["id"]
    refused = await do(story.ask, "chooseCompany", company=await onboarding.company(story, "Lakes"))
    assert refused["code"] == "COMPANY_NOT_OFFERED"


async def test_a_company_that_is_not_listed_back_and_another_pair(story: Story) -> None:
    back = await do(story.ask, "chooseCompany", back=True)
    assert (back["stage"], back["offeredCompanies"]) == ("VERIFYING_ENTITLEMENT", [])

    again = await onboarding.verify(story, "rita", "C-100", organisations.SERIAL)

    assert again["stage"] == "CHOOSING_COMPANY"


async def test_none_of_the_above_goes_to_an_agent(story: Story) -> None:
    await do(story.ask, "startRegistration", "rolf")
    await onboarding.verify(story, "rolf", "C-100", organisations.SERIAL)
    async with story.screen("olaf") as olafs:
        sent = await do(story.ask, "chooseCompany", "rolf", noneOfTheAbove=True)
        told = await olafs.next()

    assert (sent["stage"], sent["deciders"]) == ("MANUAL_REVIEW", "SUPPORT")
    assert told["about"]["viewerCanDecide"] == {"allowed": True}
    assert await story.readers("Your registration is under review - Rivers Ltd") == ["rolf"]
    # The agent finds it in the queue, with the tree, and reaches out for more.
    queued = await onboarding.queued(story)
    assert (queued["id"], queued["review"]["cause"]) == (sent["id"], "NONE_OF_THE_ABOVE")
    assert queued["review"]["tree"][0] == {"name": "Rivers Group", "address": "1 River Road"}
    given = {"registration": sent["id"]}
    asked = await onboarding.at_the_desk(
        story, "requestInformation", "olaf", question="Which company is it?", **given
    )
    assert asked["stage"] == "INFORMATION_REQUESTED"
    shown = (await story.ask(onboarding.ASKED, by="rolf"))["registration"]
    assert shown == {"stage": "INFORMATION_REQUESTED", "question": "Which company is it?"}
    letter = await story.mail("rolf", "Service portal - Rivers Ltd - Information needed")
    assert letter.quote == "Which company is it?"
    answered = await onboarding.at_the_desk(
        story, "answerInformationRequest", "rolf", answer="It is Brooks.", **given
    )
    assert answered["stage"] == "MANUAL_REVIEW"
    assert await story.readers("Review - Rivers Ltd - Answered") == ["olaf"]
    story.kept["rolf"] = sent["id"]


async def test_the_agent_determines_the_company(story: Story) -> None:
    queued = await onboarding.queued(story)
    assert queued["review"]["answer"] == "It is Brooks."
    assert queued["review"]["hoursLeft"] == 24

    brooks = await onboarding.company(story, "Brooks")
    done = await onboarding.at_the_desk(
        story, "resolveReview", "olaf", registration=story.kept["rolf"], company=brooks
    )

    assert done["stage"] == "SYNCING"
    assert await onboarding.three_mails(story, "rolf") == onboarding.THREE_MAILS
    assert (await reviewing.queue(story.ask))["totalCount"] == 0


async def test_submitting_a_company_mails_a_link_to_the_profiles_address(story: Story) -> None:
    sent = await do(story.ask, "chooseCompany", company=story.kept["branch"])

    assert (sent["stage"], sent["company"]) == ("EMAIL_VERIFICATION", {"name": "Rivers Ltd"})
    letter = await story.mail("rita", "Verify your address - Rivers Ltd")
    assert letter.headers["To"] == "Rita Rivers <rita@rivers.example>"
    assert "business e-mail address" in letter.text
    story.kept["first link"] = letter.links["Verify your address"]


async def test_note_a_mail_that_does_not_come_is_sent_again(story: Story) -> None:
    shown = await onboarding.shown(story)
    assert datetime.fromisoformat(shown["canResendAt"]) <= clock.now()

    # Resend Verification: a new link; the old one is void.
    again = await do(story.ask, "resendRegistrationVerification")

    assert again["stage"] == "EMAIL_VERIFICATION"
    link = (await story.mail("rita", "Verify your address - Rivers Ltd")).links
    story.kept["link"] = link["Verify your address"]
    assert story.kept["link"] != story.kept["first link"]
    assert (await story.press("rita", story.kept["first link"]))[0] == 410


async def test_the_link_shows_a_page_whose_continue_spends_it_once(story: Story) -> None:
    link = story.kept["link"]
    for _ in range(3):
        status, page = await story.open(link)
        assert status == 200 and "Continue" in page
    shown = await onboarding.shown(story)
    assert shown["stage"] == "EMAIL_VERIFICATION"

    status, page = await story.press("rita", link)

    assert status == 200 and "Your registration is complete" in page
    assert (await story.press("rita", link))[0] == 410
    secret = link.rpartition("/")[2]
    assert (await do(story.ask, "confirmVerification", token=secret))["code"] == "LINK_USED"


async def test_the_registration_is_complete_and_the_first_is_the_administrator(
    story: Story,
) -> None:
    shown = await onboarding.shown(story)
    assert (shown["stage"], shown["status"]) == ("SYNCING", "APPROVED")
    row = await onboarding.administered(story, "rita")
    assert row["isFirst"] and row["company"]["name"] == "Rivers Ltd"
    assert row["summary"].startswith("You have been Delegated Administrator of Rivers Ltd since")
    story.kept["appointment"] = row["id"]

    # Note: She is the portal's customer administrator by default.
    (role,) = (await onboarding.portal(story))["roles"]

    assert role == {"role": "CUSTOMER_ADMINISTRATOR", "company": {"name": "Rivers Ltd"}}


async def test_additional_assessment_is_an_agents_within_24_hours(story: Story) -> None:
    # Greta's address is not of the company's domain.
    await do(story.ask, "startRegistration", "greta")
    shown = await onboarding.verify(story, "greta", "H-100", "SN-H")
    hills = shown["offeredCompanies"][0]["id"]
    await do(story.ask, "chooseCompany", "greta", company=hills)
    link = (await story.mail("greta", "Verify your address - Hills")).links["Verify your address"]
    status, page = await story.press("greta", link)

    # The page says so, and until when.
    assert status == 200 and "support agent looks at your registration" in page
    review = await onboarding.shown(story, "greta")
    assert review["stage"] == "MANUAL_REVIEW"
    due = datetime.fromisoformat(review["reviewDueAt"])
    assert timedelta(hours=23) < due - clock.now() <= timedelta(hours=24)
    letter = await story.mail("greta", "Your registration is under review - Hills")
    assert clock.written_out(due) in letter.text
    assert await story.readers("Review - Hills") == ["olaf"]
    queued = await onboarding.queued(story)
    assert queued["review"]["cause"] == "EMAIL_DOMAIN_DIFFERS"

    done = await onboarding.at_the_desk(
        story, "resolveReview", "olaf", registration=review["id"], company=hills
    )
    assert done["stage"] == "SYNCING"


@pytest.mark.parametrize(("who", "where"), [("rita", "Rivers Ltd"), ("greta", "Hills")])
async def test_three_mails_come_either_way(story: Story, who: str, where: str) -> None:
    assert await onboarding.three_mails(story, who) == onboarding.THREE_MAILS

    # Welcome: how to upload the data of devices.
    welcome = await story.mail(who, f"Welcome to the service portal - {where}")
    assert "complete" in welcome.text and "upload" in welcome.text
    assert welcome.links == {"Go to your registration": "/onboarding"}
    # Granted: customer administrator.
    granted = await story.mail(who, f"Portal role granted - {where}")
    assert granted.blocks["Result"]["Portal role"] == "Customer Administrator"
    # Accept the terms: with the link to the management of access.
    terms = await story.mail(who, f"Accept the Delegated Administrator's terms - {where}")
    assert terms.links == {"Manage portal access": "/companies"}


async def test_the_administrator_accepts_the_terms_and_assigns_access_to_others(
    story: Story,
) -> None:
    dana = await story.ask("query { viewer { user { id } } }", by="dana")
    given = {"company": story.kept["branch"], "user": "dana"}
    early = await do(story.ask, "associateUser", **given)
    assert early["code"] == "AGREEMENT_PENDING"

    accepted = await do(
        story.ask, "acceptAdministratorTerms", administrator=story.kept["appointment"]
    )
    assert accepted["status"] == "ACTIVE" and accepted["acceptedAt"]

    await do(story.ask, "associateUser", **given)
    role = {"user": dana["user"]["id"], "portalRole": "CUSTOMER_USER"}
    assigned = await do(story.ask, "assignPortalRole", company=story.kept["branch"], **role)
    assert assigned["portalRole"]["role"] == "CUSTOMER_USER"
    assert (await onboarding.portal(story, "dana"))["access"] == "ACTIVE"


async def test_the_portal_is_ready_within_24_hours(story: Story) -> None:
    before = await onboarding.portal(story)
    assert before["access"] == "SYNCING"

    await story.wait(hours=24, seconds=1)

    after = await onboarding.portal(story)
    assert after["access"] == "ACTIVE"
    assert "The service portal is ready - Rivers Ltd" in await story.subjects("rita")


async def test_from_now_on_the_administrator_is_told_of_others(story: Story) -> None:
    # The introduction again: administrators are notified of new requests of their company.
    await steps.person("nils")
    await entitled.access("nils", await Contract.get(number="C-100"))
    await do(story.ask, "startRegistration", "nils")
    await onboarding.verify(story, "nils", "C-100", organisations.SERIAL)
    async with story.screen("rita") as ritas:
        sent = await do(story.ask, "confirmForward", "nils")
        told = await ritas.next()

    assert (sent["stage"], sent["administratorName"]) == ("FORWARDED_TO_DA", "Rita Rivers")
    assert told["about"]["id"] == sent["id"]
    assert await story.readers("Portal access request - Rivers Ltd") == ["rita"]


async def test_every_link_of_the_storys_mails_leads_to_a_page(story: Story) -> None:
    assert await story.dead_links() == []
