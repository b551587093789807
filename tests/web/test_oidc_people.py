"""Whom a sign-in through a provider leads to: by issuer and subject, and nothing else."""

import asyncio
from typing import Any

import pytest

from models import identities, problems
from models.identities import Identity, Told
from models.mail import EmailMessage
from models.roles import EndReason, RoleAssignment
from models.sessions import Session
from models.users import User
from tests.conftest import Served
from tests.web.identity_provider import IdentityProvider
from tests.web.signing_in import Browser, browser, provider, settings

__all__ = ["browser", "provider", "settings"]


async def test_the_same_subject_is_the_same_user_whatever_else_has_changed(
    browser: Browser, provider: IdentityProvider
) -> None:
    await browser.sign_in()
    provider.person |= {"preferred_username": "renamed", "email": "n@acme.example"}
    await browser.sign_in()

    assert (await browser.who() or {})["username"] == "nina.berg"
    assert await Identity.all().count() == 1


async def test_two_first_sign_ins_at_once_make_one_user(served: Served) -> None:
    told = Told("https://idp.example", "1", "nina", "Nina", "nina@acme.example", True)
    users = await asyncio.gather(*(identities.enter(told) for _ in range(6)))

    assert len({user.id for user in users}) == 1
    assert await User.filter(username__startswith="nina").count() == 1


async def test_two_people_of_one_name_at_once_get_two_usernames(served: Served) -> None:
    people = [Told("https://idp.example", f"{n}", "nina", email="n@a.example") for n in range(4)]
    users = await asyncio.gather(*map(identities.enter, people))

    assert len({user.username for user in users}) == 4


async def test_a_verified_address_never_leads_to_a_user_who_exists(
    browser: Browser, provider: IdentityProvider
) -> None:
    provider.person |= {"email": "ada@acme.example", "preferred_username": "ada"}
    await browser.sign_in()

    profile = await browser.who()
    assert profile and (profile["username"], profile["email"]) == ("ada-2", "ada@acme.example")
    user = await User.get(username="ada-2")
    assert not await RoleAssignment.exists(user_id=user.id)


@pytest.mark.parametrize("claim", [None, False, "true", "false", 1, {}])
async def test_an_address_counts_as_verified_only_if_the_provider_says_so(
    browser: Browser, provider: IdentityProvider, claim: Any
) -> None:
    provider.claims = {"email_verified": claim}
    await browser.sign_in()

    assert (await browser.who() or {})["emailVerified"] is False
    mails = EmailMessage.filter(to_address="nina@acme.example", kind="VERIFY_ADDRESS")
    assert await mails.count() == 1


USERNAMES = {
    "nina.berg": Told("i", "1", "Nina.Berg@acme.example", email="x@a.example"),
    "berg": Told("i", "2", "", email="Berg@acme.example"),
    "a-b": Told("i", "3", "--a b--", email="x@a.example"),
    "a" * 50: Told("i", "4", "a" * 300, email="x@a.example"),
    "user": Told("i", "5", "ab", email="q@a.example"),
    "rita-bcc-x": Told("i", "6", "rita\r\nBcc: x", email="x@a.example"),
}


async def test_a_username_is_made_of_what_the_provider_tells(served: Served) -> None:
    for username, told in USERNAMES.items():
        assert (await identities.enter(told)).username == username


@pytest.mark.parametrize("email", ["", "ninaé@acme.example", "nina@", "n@a.example\r\nBcc: x"])
async def test_an_address_that_cannot_be_written_to_makes_no_user(
    served: Served, email: str
) -> None:
    with pytest.raises(problems.InvalidInput, match="e-mail"):
        await identities.enter(Told("i", "1", "nina", email=email))

    assert not await User.exists(username="nina")


async def test_a_new_verified_address_on_another_domain_ends_the_roles_under_the_old_one(
    browser: Browser, provider: IdentityProvider
) -> None:
    await browser.sign_in()
    nina = await User.get(username="nina.berg")
    held = await RoleAssignment.filter(user__username="uma").first()
    assert held
    await RoleAssignment.filter(id=held.id).update(user_id=nina.id)
    provider.person |= {"email": "nina@rivers.example", "email_verified": False}
    await browser.sign_in()
    assert (await User.get(id=nina.id)).email == "nina@acme.example"

    provider.person["email_verified"] = True
    await browser.sign_in()

    moved = await User.get(id=nina.id)
    assert (moved.email, moved.email_domain) == ("nina@rivers.example", "rivers.example")
    ended = await RoleAssignment.get(id=held.id)
    assert ended.end_reason == EndReason.EMAIL_DOMAIN_CHANGED and ended.ended_at


async def test_an_address_that_a_user_has_proved_here_stays_until_the_provider_has_news(
    browser: Browser, provider: IdentityProvider
) -> None:
    await browser.sign_in()
    await User.filter(username="nina.berg").update(email="own@acme.example")
    await browser.sign_in()
    assert (await browser.who() or {})["email"] == "own@acme.example"

    provider.person["email"] = "nina.b@acme.example"
    await browser.sign_in()
    assert (await browser.who() or {})["email"] == "nina.b@acme.example"


async def test_a_closed_sign_in_stays_closed(browser: Browser, provider: IdentityProvider) -> None:
    await browser.sign_in()
    await User.filter(username="nina.berg").update(active=False)
    browser.http.cookies.clear()
    answer = await browser.sign_in()

    assert answer.status_code == 403 and "Your sign-in here was closed." in answer.text
    assert "admit_session" not in browser.http.cookies
    assert await Session.all().count() == 1


async def test_what_the_token_leaves_out_is_asked_of_the_user_info(
    browser: Browser, provider: IdentityProvider
) -> None:
    provider.published = {"userinfo_endpoint": f"{provider.url}/userinfo"}
    # An address and whether it is verified belong together.
    provider.claims = {"email": None, "name": None, "email_verified": True}
    provider.userinfo = {"sub": "7f3a", "name": "Nina B.", "email": "nina@acme.example"}
    await browser.sign_in()

    profile = await browser.who()
    assert profile and (profile["fullName"], profile["email"]) == ("Nina B.", "nina@acme.example")
    assert profile["emailVerified"] is False
