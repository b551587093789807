"""Onboarding: who may register, the pair of contract and serial number, and giving up."""

from datetime import timedelta
from typing import Any

import pytest

from models import clock
from models.administrators import DelegatedAdministrator
from models.audit import AuditEvent
from models.entitlements import ServiceType, SupportAccess
from models.mail import EmailMessage
from models.onboarding import Registration
from models.portal import PortalRoleAssignment
from models.users import User, UserKind
from resolvers import ids
from tests import entitled, registering, shared, steps
from tests.conftest import Ask, Served
from tests.registering import CONTRACT, SERIAL, do

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")
MAY = "query { viewer { viewerCanRegister { allowed because } } }"


async def verify(ask: Ask, number: str = CONTRACT, serial: str = SERIAL, by: str = "rita") -> Any:
    """Name a contract and a device."""
    return await do(ask, "verifyEntitlement", by, contractNumber=number, serialNumber=serial)


async def test_a_registration_starts_with_the_profile_for_confirmation(ask: Ask) -> None:
    await registering.rivers()
    assert (await ask(MAY, by="rita"))["viewerCanRegister"] == {"allowed": True, "because": None}

    started = await do(ask, "startRegistration")

    assert (started["stage"], started["status"], started["version"]) == (
        "VERIFYING_ENTITLEMENT",
        "PENDING",
        1,
    )
    assert started["profile"] == {"fullName": "Rita Request", "email": "rita@rivers.example"}
    assert (started["accessType"], started["deciders"]) == ("PORTAL", "REQUESTER")
    assert (await registering.mine(ask)) == {k: v for k, v in started.items() if k != "__typename"}
    await User.filter(username="rita").update(full_name="Rita Renamed")
    shown = await registering.mine(ask)
    assert shown and shown["profile"]["fullName"] == "Rita Request"


async def test_an_incomplete_profile_cannot_register(ask: Ask) -> None:
    await registering.rivers()
    await User.filter(username="rita").update(phone="", email_verified_at=None)

    refused = await do(ask, "startRegistration")

    assert (refused["code"], refused["missing"]) == (
        "PROFILE_INCOMPLETE",
        ["emailVerified", "phone"],
    )
    assert not (await ask(MAY, by="rita"))["viewerCanRegister"]["allowed"]


@pytest.mark.parametrize("lacks", ["contract", "service", "time", "access"])
async def test_without_a_smart_entitled_contract_in_force_nobody_registers(
    ask: Ask, lacks: str
) -> None:
    _, _, contract = await registering.rivers("dana" if lacks == "contract" else "rita")
    if lacks == "service":
        contract.service_type = ServiceType.PRODUCT_WARRANTY
    if lacks == "time":
        contract.ends_on = clock.now() - timedelta(seconds=1)
    await contract.save()
    if lacks == "access":
        await SupportAccess.all().update(ended_at=clock.now())

    refused = await do(ask, "startRegistration")

    assert refused["code"] == "NO_ENTITLED_CONTRACT"


async def test_access_by_bill_to_id_brings_its_contracts_to_the_profile(ask: Ask) -> None:
    _, _, contract = await registering.rivers("dana")
    contract.bill_to_id = "BT-1"
    await contract.save()
    await entitled.by_bill_to("rita", "BT-1")

    assert (await registering.verified(ask))["stage"] == "CHOOSING_COMPANY"


async def test_a_personal_business_address_is_needed(ask: Ask) -> None:
    _, _, contract = await registering.rivers("dana")
    await steps.person("gwen", "gmail.com")
    await entitled.access("gwen", contract)

    refused = await do(ask, "startRegistration", "gwen")

    assert (refused["code"], refused["field"]) == ("PUBLIC_EMAIL_DOMAIN", ["email"])


async def test_a_partner_registers_for_a_company_of_its_own_alone(ask: Ask) -> None:
    await registering.rivers("rita", "paul")
    assert (await steps.user("paul")).kind == UserKind.PARTNER

    refused = await do(ask, "startRegistration", "paul")

    assert refused["code"] == "PARTNER_NOT_ELIGIBLE"
    own = await entitled.company("PARTNERS", name="Partners", domain="partners.example")
    theirs = await entitled.contract("P-1", own)
    await entitled.device("P-SN", theirs)
    await entitled.access("paul", theirs)
    assert (await do(ask, "startRegistration", "paul"))["stage"] == "VERIFYING_ENTITLEMENT"
    customers = await verify(ask, by="paul")
    assert (customers["code"], customers["field"]) == ("PARTNER_NOT_ELIGIBLE", ["contractNumber"])
    assert (await verify(ask, "P-1", "P-SN", "paul"))["stage"] == "CHOOSING_COMPANY"
    await do(ask, "chooseCompany", "paul", company=ids.of(own))
    assert (await registering.confirm(ask, "paul"))["portalRole"] == "RESELLER_ADMINISTRATOR"


async def test_whom_a_customer_associates_is_a_guest_and_no_owner(ask: Ask) -> None:
    root, site, _ = await registering.rivers("dana", "paul")
    await registering.founded(ask, root)

    await do(ask, "associateUser", "dana", company=ids.of(root), user="paul")

    assert (await do(ask, "startRegistration", "paul"))["code"] == "PARTNER_NOT_ELIGIBLE"
    named = await do(ask, "nominateAdministrator", "dana", company=ids.of(site), user="paul")
    assert named["code"] == "PARTNER_NOT_ELIGIBLE"


async def test_one_registration_at_a_time(ask: Ask) -> None:
    root, _, _ = await registering.rivers()
    first = await do(ask, "startRegistration")

    for _ in range(2):
        again = await do(ask, "startRegistration")
        assert again["code"] == "ALREADY_REGISTERED"
        assert again["registration"]["id"] == first["id"]
    await do(ask, "cancelRegistration")
    await registering.chosen(ask, root)
    await registering.confirm(ask)
    again = await do(ask, "startRegistration")
    assert (again["code"], again["registration"]["stage"]) == ("ALREADY_REGISTERED", "SYNCING")
    assert await Registration.all().count() == 2


async def test_a_key_makes_the_start_the_same_start(ask: Ask) -> None:
    await registering.rivers()

    first = await do(ask, "startRegistration", idempotencyKey="k-1")
    again = await do(ask, "startRegistration", idempotencyKey="k-1")

    assert first["id"] == again["id"]


async def test_each_wrong_entitlement_names_its_field_and_retries_are_free(ask: Ask) -> None:
    _, site, _ = await registering.rivers()
    warranty = await entitled.contract("W-1", site, service_type=ServiceType.PRODUCT_WARRANTY)
    ended = await entitled.contract("E-1", site, ends_on=clock.now() - timedelta(days=1))
    foreign = await entitled.contract("F-1", site)
    other = await entitled.contract("O-1", site)
    for contract in (warranty, ended, other):
        await entitled.access("rita", contract)
        await entitled.device("SN-O" if contract is other else f"SN-{contract.number}", contract)
    await entitled.device("SN-OLD", other, ends_on=clock.now() - timedelta(days=1))
    await do(ask, "startRegistration")

    answers = [
        await verify(ask, number, serial)
        for number, serial in [
            ("NOWHERE", SERIAL),
            (foreign.number, SERIAL),
            ("not\u2603a number", SERIAL),
            ("W-1", "SN-W-1"),
            ("E-1", "SN-E-1"),
            (CONTRACT, "UNKNOWN"),
            (CONTRACT, "SN-O"),
            (CONTRACT, "\u2603"),
            ("O-1", "SN-OLD"),
        ]
    ]

    on_profile = ("CONTRACT_NOT_ON_PROFILE", ["contractNumber"])
    entitles = ("CONTRACT_NOT_ENTITLED", ["contractNumber"])
    covered = ("SERIAL_NOT_COVERED", ["serialNumber"])
    got = [(answer["code"], answer["field"]) for answer in answers]
    assert got == [on_profile] * 3 + [entitles] * 2 + [covered] * 4
    # An unknown serial number and one under another contract read the same.
    assert answers[5] == answers[6]
    assert answers[0] == answers[1]
    assert (await verify(ask, " c-1 00 ", "sn-100"))["stage"] == "CHOOSING_COMPANY"


async def test_after_ten_wrong_pairs_in_an_hour_no_pair_is_looked_at(
    ask: Ask, served: Served
) -> None:
    await registering.rivers()
    await do(ask, "startRegistration")
    shared.limit(served, entitlement_failures_per_hour=10)
    for _ in range(10):
        assert (await verify(ask, serial="WRONG"))["code"] == "SERIAL_NOT_COVERED"

    refused = await verify(ask)

    assert refused["code"] == "RATE_LIMITED"
    assert refused["retryAt"] > clock.now().isoformat()
    clock.clock.advance(hours=1)
    assert (await verify(ask))["stage"] == "CHOOSING_COMPANY"


async def test_right_pairs_do_not_count(ask: Ask, served: Served) -> None:
    await registering.rivers()
    await do(ask, "startRegistration")
    shared.limit(served, entitlement_failures_per_hour=2, entitlement_failures_per_address=2)

    for _ in range(5):
        assert (await verify(ask))["stage"] == "CHOOSING_COMPANY"
        assert (await do(ask, "chooseCompany", back=True))["stage"] == "VERIFYING_ENTITLEMENT"
    assert (await verify(ask, serial="WRONG"))["code"] == "SERIAL_NOT_COVERED"


async def test_wrong_pairs_count_per_address_too(ask: Ask, served: Served) -> None:
    await registering.rivers("rita", "dana")
    shared.limit(served, entitlement_failures_per_address=3)
    for who in ("rita", "dana"):
        await do(ask, "startRegistration", who)

    answers = [await verify(ask, serial="WRONG", by=who) for who in ("rita", "dana") * 2]

    assert [answer["code"] for answer in answers] == ["SERIAL_NOT_COVERED"] * 3 + ["RATE_LIMITED"]


async def test_a_contract_that_is_guessed_at_too_often_takes_an_agent(
    ask: Ask, served: Served
) -> None:
    await registering.rivers("rita", "dana")
    shared.limit(served, entitlement_failures_per_contract=3)
    for who in ("rita", "dana"):
        await do(ask, "startRegistration", who)
    for who in ("rita", "dana", "rita"):
        assert (await verify(ask, serial="WRONG", by=who))["code"] == "SERIAL_NOT_COVERED"

    sent = await verify(ask, by="dana")

    assert (sent["stage"], sent["deciders"]) == ("MANUAL_REVIEW", "SUPPORT")
    row = await Registration.get(requester__username="dana")
    assert row.why_review == "TOO_MANY_FAILURES"
    assert await registering.stage_of("rita") == ["VERIFYING_ENTITLEMENT"]


@pytest.mark.parametrize(
    ("step", "given"),
    [
        ("verifyEntitlement", {"contractNumber": CONTRACT, "serialNumber": SERIAL}),
        ("confirmForward", {}),
        ("chooseCompany", {"back": True}),
        ("chooseCompany", {"noneOfTheAbove": True}),
        ("resendRegistrationVerification", {}),
    ],
)
async def test_a_step_at_another_stage_says_where_the_registration_stands(
    ask: Ask, step: str, given: dict[str, Any]
) -> None:
    root, _, _ = await registering.rivers()
    assert (await do(ask, step, **given))["code"] == "NOT_FOUND"
    await registering.chosen(ask, root)
    await registering.confirm(ask)

    refused = await do(ask, step, **given)

    assert (refused["code"], refused["registration"]["stage"]) == ("WRONG_STAGE", "SYNCING")
    assert (await do(ask, "cancelRegistration"))["code"] == "WRONG_STAGE"


async def test_a_registration_can_be_given_up_and_started_again(ask: Ask) -> None:
    root, _, _ = await registering.rivers()
    waiting = await registering.chosen(ask, root)
    assert waiting["viewerCanWithdraw"] == {"allowed": True, "because": None}

    ended = await do(ask, "cancelRegistration")

    assert (ended["stage"], ended["status"]) == ("CANCELLED", "CANCELLED")
    assert not ended["viewerCanWithdraw"]["allowed"]
    (secret,) = await registering.secrets()
    assert (await do(ask, "confirmVerification", token=secret))["code"] == "LINK_USED"
    shown = await registering.mine(ask)
    assert shown and shown["stage"] == "CANCELLED"
    assert (await do(ask, "cancelRegistration"))["code"] == "NOT_FOUND"
    assert (await do(ask, "startRegistration"))["stage"] == "VERIFYING_ENTITLEMENT"


async def test_giving_a_review_up_is_told_to_the_desk_and_takes_its_timer(ask: Ask) -> None:
    await registering.rivers()
    await registering.verified(ask)
    await do(ask, "chooseCompany", noneOfTheAbove=True)

    await do(ask, "cancelRegistration")

    clock.clock.advance(hours=25)
    await steps.due()
    assert await EmailMessage.filter(kind="ONBOARDING_OVERDUE").count() == 0
    waiting = await EmailMessage.get(kind="ONBOARDING_REVIEW_WAITING")
    assert waiting.status == "CANCELLED"


async def test_a_registration_is_seen_by_its_registrant_and_staff_alone(ask: Ask) -> None:
    root, _, _ = await registering.rivers("rita", "dana")
    registration = (await registering.chosen(ask, root))["id"]

    seen = {
        who: await ask(registering.READ, by=who, id=registration)
        for who in ("rita", "olaf", "opal", "dana", "ada", "paul")
    }

    assert {who for who, shown in seen.items() if shown} == {"rita", "olaf", "opal"}
    nodes = "query($id: ID!) { node(id: $id) { id } }"
    assert await ask(nodes, by="rita", id=registration) == {"id": registration}
    assert await ask(nodes, by="ada", id=registration) is None


async def test_every_step_is_in_the_log(ask: Ask) -> None:
    root, _, _ = await registering.rivers()
    await do(ask, "startRegistration")
    await verify(ask, serial="WRONG")
    await verify(ask)
    await do(ask, "chooseCompany", company=ids.of(root))

    log = await AuditEvent.filter(action__startswith="onboarding.").order_by("id")

    assert [event.message for event in log] == [
        "started a registration",
        "tried a contract and serial number: SERIAL_NOT_COVERED",
        "verified contract C-100",
        "chose Rivers",
    ]


async def test_a_deactivated_user_leaves_nothing_open(ask: Ask) -> None:
    root, _, _ = await registering.rivers("rita", "dana")
    await registering.founded(ask, root)
    await registering.forwarded(ask)
    close = """mutation($id: ID!) { deactivateUser(input: {user: $id}) { __typename } }"""

    await ask(close, by="opal", id=ids.of(await steps.user("dana")))
    await ask(close, by="opal", id=ids.of(await steps.user("rita")))

    assert await DelegatedAdministrator.standing().count() == 0
    assert await PortalRoleAssignment.standing().count() == 0
    # The one who waited for the administrator went to the desk before ending, too.
    assert await registering.stage_of("rita") == ["CANCELLED"]
    assert await steps.mailed("ONBOARDING_REVIEW_WAITING") == ["olaf"]
