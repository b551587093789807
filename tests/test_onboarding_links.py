"""The link that proves a registrant's address: only its button spends it, once, and in time."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from models import clock
from models.administrators import DelegatedAdministrator
from models.onboarding import Registration, RegistrationLink
from resolvers import ids
from tests import registering, shared, steps
from tests.conftest import Ask, Served
from tests.registering import CONTRACT, SERIAL, do

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")


async def waiting(ask: Ask) -> str:
    """The secret of a link that waits to be confirmed."""
    root, _, _ = await registering.rivers("rita", "dana")
    await registering.chosen(ask, root)
    return (await registering.secrets())[-1]


async def confirm(ask: Ask, secret: str, by: str = "rita") -> Any:
    """Spend a link."""
    return await do(ask, "confirmVerification", by, token=secret)


async def test_opening_the_link_shows_a_page_and_spends_nothing(ask: Ask, served: Served) -> None:
    secret = await waiting(ask)
    scanner = served.client().http

    for _ in range(50):
        page = await scanner.get(f"/onboarding/confirm/{secret}")
        assert page.status_code == 200
        assert "Continue" in page.text
    head = await scanner.head(f"/onboarding/confirm/{secret}")

    assert head.status_code == 200
    assert (await confirm(ask, secret))["stage"] == "SYNCING"


async def test_the_pages_button_spends_the_link_for_who_is_signed_in(
    ask: Ask, served: Served
) -> None:
    secret = await waiting(ask)
    page, own = f"/onboarding/confirm/{secret}", {"Origin": served.url}

    stranger = await served.client().http.post(page, headers=own)
    other = await served.client("dana").http.post(page, headers=own)
    foreign = await served.client("rita").http.post(
        page, headers={"Origin": "https://evil.example"}
    )
    rita = await served.client("rita").http.post(page, headers=own)

    assert [r.status_code for r in (stranger, other, foreign, rita)] == [401, 410, 401, 200]
    assert "set up" in rita.text
    assert await registering.stage_of("rita") == ["SYNCING"]


async def test_only_the_registrant_can_confirm(ask: Ask) -> None:
    secret = await waiting(ask)

    assert (await confirm(ask, secret, "dana"))["code"] == "LINK_USED"
    assert (await confirm(ask, "made-up"))["code"] == "LINK_USED"
    assert (await confirm(ask, secret))["stage"] == "SYNCING"


async def test_a_link_works_once(ask: Ask) -> None:
    secret = await waiting(ask)

    answers = await asyncio.gather(*(confirm(ask, secret) for _ in range(100)))

    won = [answer for answer in answers if answer["__typename"] == "Registration"]
    lost = [answer["code"] for answer in answers if answer["__typename"] != "Registration"]
    assert (len(won), lost) == (1, ["LINK_USED"] * 99)
    assert await DelegatedAdministrator.all().count() == 1
    assert await steps.mailed("ONBOARDING_WELCOME") == ["rita"]


async def test_a_link_works_for_24_hours(ask: Ask) -> None:
    secret = await waiting(ask)
    link, mail = await RegistrationLink.get(), await steps.letter("ONBOARDING_VERIFY", "rita")
    (told,) = [block["rows"] for block in mail.letter["blocks"] if block["title"] == "Link"]
    until = clock.written_out(link.expires_at)
    clock.clock.advance(hours=24)

    assert [label for label, _ in told] == ["Mailed on", "Works until"]
    assert told[0][1].endswith(" UTC") and told[1][1] == until
    assert until in str(mail.letter["paragraphs"])
    assert (await confirm(ask, secret))["code"] == "LINK_EXPIRED"
    again = await do(ask, "resendRegistrationVerification")
    assert again["stage"] == "EMAIL_VERIFICATION"
    assert (await registering.confirm(ask))["stage"] == "SYNCING"


async def test_resend_voids_the_old_link(ask: Ask) -> None:
    secret = await waiting(ask)

    await do(ask, "resendRegistrationVerification")

    assert (await confirm(ask, secret))["code"] == "LINK_USED"
    assert await registering.stage_of("rita") == ["EMAIL_VERIFICATION"]
    assert (await registering.confirm(ask))["stage"] == "SYNCING"


async def test_three_links_in_six_hours_are_mailed(ask: Ask) -> None:
    await waiting(ask)
    at_once = await registering.mine(ask)
    await do(ask, "resendRegistrationVerification")
    third = await do(ask, "resendRegistrationVerification")

    refused = await do(ask, "resendRegistrationVerification")

    first = await RegistrationLink.all().order_by("created_at").first()
    assert first
    assert refused["code"] == "RESEND_TOO_SOON"
    at = datetime.fromisoformat(refused["availableAt"])
    assert at == first.created_at + timedelta(hours=6)
    assert datetime.fromisoformat(third["canResendAt"]) == at
    assert at_once and datetime.fromisoformat(at_once["canResendAt"]) <= clock.now()
    assert len(await registering.secrets()) == 3
    clock.clock.advance(hours=6, seconds=1)
    assert "stage" in await do(ask, "resendRegistrationVerification")


async def test_starting_again_mails_no_more_links(ask: Ask) -> None:
    root, _, _ = await registering.rivers()
    for _ in range(3):
        await registering.chosen(ask, root)
        await do(ask, "cancelRegistration")

    await registering.verified(ask)
    refused = await do(ask, "chooseCompany", company=ids.of(root))

    assert refused["code"] == "RESEND_TOO_SOON"
    assert (await registering.stage_of("rita"))[-1] == "CHOOSING_COMPANY"


async def test_no_secret_is_stored(ask: Ask) -> None:
    secret = await waiting(ask)

    (link,) = await RegistrationLink.all()

    assert secret not in str(link.__dict__)


async def test_of_a_hundred_wrong_guesses_at_once_ten_are_looked_at(
    ask: Ask, served: Served
) -> None:
    await registering.rivers()
    await do(ask, "startRegistration")
    shared.limit(served, entitlement_failures_per_hour=10)

    guesses = [
        do(ask, "verifyEntitlement", contractNumber=CONTRACT, serialNumber=f"GUESS-{n}")
        for n in range(100)
    ]
    codes = [answer["code"] for answer in await asyncio.gather(*guesses)]

    assert codes.count("SERIAL_NOT_COVERED") == 10
    assert codes.count("RATE_LIMITED") == 90
    right = await do(ask, "verifyEntitlement", contractNumber=CONTRACT, serialNumber=SERIAL)
    assert right["code"] == "RATE_LIMITED"


async def test_of_guesses_by_alias_no_more_are_looked_at(ask: Ask, served: Served) -> None:
    await registering.rivers()
    await do(ask, "startRegistration")
    shared.limit(served, entitlement_failures_per_hour=2)
    guess = 'verifyEntitlement(input: {contractNumber: "C-100", serialNumber: "X"})'
    fields = " ".join(f"g{n}: {guess} {{ ... on Problem {{ code }} }}" for n in range(5))

    answer = await served.client("rita").answer(f"mutation {{ {fields} }}")

    codes = [found["code"] for found in answer["data"].values()]
    assert codes == ["SERIAL_NOT_COVERED"] * 2 + ["RATE_LIMITED"] * 3


async def test_a_registration_that_ended_meanwhile_is_not_completed(ask: Ask) -> None:
    secret = await waiting(ask)
    # As if an agent of old had rejected it: its link is still open.
    await Registration.all().update(stage="REJECTED")

    refused = await confirm(ask, secret)

    assert (refused["code"], refused["registration"]["stage"]) == ("WRONG_STAGE", "REJECTED")
    assert (await RegistrationLink.get()).used_at is None
