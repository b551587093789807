"""Users: registering, proving an address by a link that works once, and the profile."""

import asyncio
from datetime import datetime
from typing import Any

import pytest

from models import clock
from models.mail import EmailMessage
from models.profiles import EmailLink
from models.users import User
from tests import giving, shared
from tests.conftest import Ask, Served

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSWORD = "correct-horse-battery"
REGISTER = """mutation($input: RegisterInput!) { register(input: $input) {
  __typename ... on User { username email fullName } ... on Problem { code field } } }"""
SIGN_IN = """mutation($username: String!, $password: String!) {
  signIn(input: {username: $username, password: $password}) {
    __typename ... on Viewer { profile { username missing } } ... on Problem { code } } }"""
VERIFY = """mutation($token: String!) { verifyEmail(input: {token: $token}) {
  __typename ... on Profile { email emailVerified missing } ... on Problem { code } } }"""
RESEND = """mutation { resendVerification {
  __typename ... on Problem { code } ... on ResendTooSoon { availableAt } } }"""
UPDATE = """mutation($input: UpdateProfileInput!) { updateProfile(input: $input) {
  __typename ... on Problem { code field message } ... on ResendTooSoon { availableAt }
  ... on Profile { version fullName preferredName phone companyName country siteAddress
    email newEmail } } }"""
ME = "{ viewer { profile { username email emailVerified newEmail } } }"


def new(**changes: Any) -> dict[str, Any]:
    """What Nora registers with."""
    nora = {"username": "nora", "password": PASSWORD, "email": "nora@new.example"}
    return {**nora, "fullName": "Nora New", **changes}


async def links(to: str) -> list[str]:
    """The secrets that were mailed to this address, oldest first."""
    mails = EmailMessage.filter(kind="VERIFY_ADDRESS", to_address=to).order_by("id")
    return [m.letter["links"][0]["path"].removeprefix("/verify/") for m in await mails]


async def test_who_registers_can_sign_in_and_verify_the_address(ask: Ask) -> None:
    made = await ask(REGISTER, input=new(username=" Nora ", email="Nora@NEW.example"))

    assert (made["username"], made["email"]) == ("nora", "Nora@new.example")
    signed_in = await ask(SIGN_IN, username="nora", password=PASSWORD)
    assert "emailVerified" in signed_in["profile"]["missing"]
    (secret,) = await links("Nora@new.example")
    verified = await ask(VERIFY, by="nora", token=secret)
    assert verified["emailVerified"] and "emailVerified" not in verified["missing"]
    by_address = await ask(SIGN_IN, username="nora@new.example", password=PASSWORD)
    assert by_address["profile"]["username"] == "nora"


async def test_a_username_is_taken_once(ask: Ask) -> None:
    assert (await ask(REGISTER, input=new(username="ADA")))["code"] == "USERNAME_TAKEN"

    answers = await asyncio.gather(*(ask(REGISTER, input=new()) for _ in range(5)))

    codes = sorted(answer.get("code", "") for answer in answers)
    assert codes == ["", *["USERNAME_TAKEN"] * 4]
    assert len(await links("nora@new.example")) == 1


async def test_a_weak_password_is_refused(ask: Ask) -> None:
    for password in ["", "short", "elevenchars", "my-nora-my-NORA", "x" * 1001]:
        refused = await ask(REGISTER, input=new(password=password))

        assert (refused["code"], refused["field"]) == ("WEAK_PASSWORD", ["password"]), password
    assert not await User.exists(username="nora")


HOSTILE = {
    "username": [
        "no", "nora new", "no\nra", "nöra", "-nora", "n" * 65, "nora@new.example", "no\u0000ra",
    ],
    "email": [
        "nora", "nora@", "a b@c.example", "nora@new.example\r\nBcc: all@new.example",
        "nora@[127.0.0.1]", '"no ra"@new.example', "nora@new.example,x@y.example",
    ],
    "fullName": [
        "", " ", "x" * 121, "Nora\r\nBcc: x", "Nora\u202eweN", "Nora\u0000", "=?utf-8?q?x?=",
        "\u200b", "Nora\u2028New",
    ],
}  # fmt: skip


@pytest.mark.parametrize("field", HOSTILE)
async def test_hostile_names_and_addresses_are_refused(ask: Ask, field: str) -> None:
    for value in HOSTILE[field]:
        refused = await ask(REGISTER, input=new(**{field: value}))

        assert (refused["code"], refused["field"]) == ("INVALID_INPUT", [field]), repr(value)
    assert await EmailMessage.all().count() == 0


async def test_registrations_from_one_address_are_limited(served: Served, ask: Ask) -> None:
    shared.limit(served, registrations_per_hour=2)

    codes = [(await ask(REGISTER, input=new(username=f"nora{n}"))).get("code") for n in range(3)]

    assert codes == [None, None, "RATE_LIMITED"]


async def test_a_link_works_once_for_its_own_user_and_for_a_day(ask: Ask) -> None:
    for name in ("nora", "nils"):
        await ask(REGISTER, input=new(username=name, email=f"{name}@new.example"))
    (noras,), (nils,) = await links("nora@new.example"), await links("nils@new.example")

    assert (await ask(VERIFY, by="nora", token=nils))["code"] == "LINK_USED"
    assert (await ask(VERIFY, by="nora", token="made-up"))["code"] == "LINK_USED"
    assert (await ask(VERIFY, by="nora", token="\u0000"))["code"] == "LINK_USED"
    assert (await ask(VERIFY, by="nora", token=noras))["emailVerified"]
    assert (await ask(VERIFY, by="nora", token=noras))["code"] == "LINK_USED"
    clock.clock.advance(hours=24, seconds=1)
    assert (await ask(VERIFY, by="nils", token=nils))["code"] == "LINK_EXPIRED"
    assert not (await User.get(username="nils")).email_verified
    assert not await EmailLink.filter(token_hash__in=[noras, nils]).exists()


async def test_of_100_uses_at_once_one_succeeds(ask: Ask) -> None:
    await ask(REGISTER, input=new())
    (secret,) = await links("nora@new.example")

    answers = await asyncio.gather(*(ask(VERIFY, by="nora", token=secret) for _ in range(100)))

    assert sorted(a.get("code", "") for a in answers) == ["", *["LINK_USED"] * 99]


async def test_opening_the_page_spends_nothing_and_its_button_does(
    served: Served, ask: Ask
) -> None:
    await ask(REGISTER, input=new())
    (secret,) = await links("nora@new.example")
    browser = served.client().http
    opened = [await browser.get(f"/verify/{secret}") for _ in range(50)]
    assert {page.status_code for page in opened} == {200}
    assert opened[0].headers["referrer-policy"] in ("no-referrer", "same-origin")

    refused = [
        await browser.post(f"/verify/{secret}"),
        await browser.post(f"/verify/{secret}", headers={"Authorization": "Bearer made-up"}),
        await served.client("ada").http.post(f"/verify/{secret}"),
    ]
    await sign_in(browser)
    foreign = await browser.post(f"/verify/{secret}", headers={"Origin": "http://evil.example"})
    spent = await browser.post(f"/verify/{secret}")
    again = await browser.post(f"/verify/{secret}")

    assert [page.status_code for page in refused] == [401, 401, 410]
    assert (foreign.status_code, spent.status_code, again.status_code) == (401, 200, 410)
    assert (await User.get(username="nora")).email_verified
    assert secret not in again.text


async def sign_in(browser: Any) -> None:
    """Sign Nora in, by cookie."""
    variables = {"username": "nora", "password": PASSWORD}
    answer = await browser.post("/graphql", json={"query": SIGN_IN, "variables": variables})
    assert answer.json()["data"]["signIn"]["__typename"] == "Viewer"


async def test_a_link_that_is_sent_again_voids_the_older_one(ask: Ask) -> None:
    await ask(REGISTER, input=new())
    assert (await ask(RESEND, by="nora"))["__typename"] == "Profile"
    old, fresh = await links("nora@new.example")

    assert (await ask(VERIFY, by="nora", token=old))["code"] == "LINK_USED"
    assert (await ask(VERIFY, by="nora", token=fresh))["emailVerified"]


async def test_links_are_mailed_three_times_in_six_hours(ask: Ask) -> None:
    await ask(REGISTER, input=new())
    for _ in range(2):
        await ask(RESEND, by="nora")

    resent = await ask(RESEND, by="nora")
    moved = await ask(UPDATE, by="nora", input={"email": "victim@other.example"})

    assert (resent["code"], moved["code"]) == ("RESEND_TOO_SOON", "RESEND_TOO_SOON")
    wait = datetime.fromisoformat(resent["availableAt"]) - clock.now()
    assert 5.9 < wait.total_seconds() / 3600 <= 6
    assert await links("victim@other.example") == []
    clock.clock.advance(hours=6)
    assert (await ask(RESEND, by="nora"))["__typename"] == "Profile"


async def test_a_new_address_counts_once_it_is_verified(ask: Ask) -> None:
    await ask(UPDATE, by="uma", input={"email": "uma@lakes.example"})
    before = (await ask(ME, by="uma"))["profile"]
    assert (before["email"], before["newEmail"]) == ("uma@acme.example", "uma@lakes.example")
    assert before["emailVerified"]

    await ask(UPDATE, by="uma", input={"email": "uma@acme.example"})

    (secret,) = await links("uma@lakes.example")
    assert (await ask(ME, by="uma"))["profile"]["newEmail"] is None
    assert (await ask(VERIFY, by="uma", token=secret))["code"] == "LINK_USED"
    assert (await ask(ME, by="uma"))["profile"]["email"] == "uma@acme.example"


async def test_asking_for_the_same_address_keeps_its_link(ask: Ask) -> None:
    await ask(REGISTER, input=new())
    await ask(UPDATE, by="nora", input={"email": "nora@new.example"})

    (secret,) = await links("nora@new.example")
    assert (await ask(VERIFY, by="nora", token=secret))["emailVerified"]


async def test_a_profile_is_changed_where_something_is_given(ask: Ask) -> None:
    before = await ask(UPDATE, by="uma", input={})
    given = {
        "fullName": "  Uma   Ünal ", "preferredName": "", "phone": "+1 (555) 010-0199",
        "companyName": "ACME GmbH & Co. <KG>", "country": "", "siteAddress": "2 Other Street",
    }  # fmt: skip

    after = await ask(UPDATE, by="uma", input=given)

    assert after["version"] == before["version"] + 1
    assert {name: after[name] for name in given} == {**given, "fullName": "Uma Ünal"}
    assert after["email"] == before["email"] == "uma@acme.example"


DO_NOT_FIT = {
    "fullName": ["", "x" * 121, "a\u0000b"],
    "preferredName": ["x" * 121],
    "phone": ["call me", "1" * 41, "123"],
    "companyName": ["x" * 121, "a\nb"],
    "country": ["x" * 61, "\u202e"],
    "siteAddress": ["x" * 301, "a\u0000b"],
    "email": ["nowhere"],
}


async def test_a_field_that_does_not_fit_is_named_and_nothing_changes(ask: Ask) -> None:
    for field, values in DO_NOT_FIT.items():
        for value in values:
            refused = await ask(UPDATE, by="uma", input={"preferredName": "Umi", field: value})

            assert (refused["code"], refused["field"]) == ("INVALID_INPUT", [field]), repr(value)
    assert (await User.get(username="uma")).preferred_name == ""


async def test_only_who_is_signed_in_has_a_profile(served: Served) -> None:
    stranger = served.client()
    for document in (
        'mutation { updateProfile(input: {phone: "+1 555 0100"}) { __typename } }',
        'mutation { verifyEmail(input: {token: "x"}) { __typename } }',
        "mutation { resendVerification { __typename } }",
    ):
        answer = await stranger.answer(document)
        assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert await giving.mails("VERIFY_ADDRESS") == []


async def test_operators_alone_find_somebody_by_name(ask: Ask) -> None:
    document = "query($name: String!) { user(name: $name) { username } }"

    for name in ("uma", "Uma@ACME.example"):
        assert await ask(document, by="opal", name=name) == {"username": "uma"}
        assert await ask(document, by="ada", name=name) is None
    assert await ask(document, by="opal", name="nobody-here") is None
