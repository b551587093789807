"""Leavers: the employer's view, a changed e-mail domain, and a sign-in that an operator closes."""

from datetime import timedelta
from typing import Any

import pytest

from models import clock
from models.mail import EmailMessage
from models.roles import EndReason, RoleAssignment
from models.users import User
from resolvers import ids
from tests import applying, giving, shared, steps
from tests.client import Refused
from tests.conftest import Ask, Served
from tests.giving import Place

service, served, acme = shared.service, shared.served, giving.acme
pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMIN, WHOLE, PART = "SMART_ACCOUNT_ADMIN", "SMART_ACCOUNT_USER", "VIRTUAL_ACCOUNT_USER"
EMPLOYEES = """query($id: ID!) { smartAccount(id: $id) { employeeAccess { totalCount nodes {
  id role account { name } user { username } virtualAccounts { name }
  viewerCanRevoke { allowed } } } } }"""
ACCOUNT = """query($id: ID!) { smartAccount(id: $id) { needsAdmin
  roleAssignments(filter: {includeEnded: true}) { nodes { user { username } endReason } } } }"""
MOVE = """mutation($email: String!) { updateProfile(input: {email: $email}) {
  __typename ... on Profile { email newEmail } ... on Problem { code field } } }"""
VERIFY = """mutation($token: String!) { verifyEmail(input: {token: $token}) {
  __typename ... on Profile { email newEmail emailVerified } ... on Problem { code } } }"""
DEACTIVATE = """mutation($user: ID!) { deactivateUser(input: {user: $user}) {
  __typename ... on User { username } ... on Problem { code } } }"""
ME = "{ viewer { profile { username } } }"
MINE = "{ viewer { accessRequests { nodes { status endCause } } } }"


async def employees(ask: Ask, account: str, by: str) -> list[dict[str, Any]] | None:
    """What the employer sees."""
    shown = (await ask(EMPLOYEES, by=by, id=account))["employeeAccess"]
    return shown and list(shown["nodes"])


async def test_an_employer_sees_what_its_people_hold_elsewhere(ask: Ask, acme: Place) -> None:
    rivers = await giving.place(ask, "Rivers Ltd")
    await rivers.grant("dana", "rita", WHOLE)
    await acme.grant("ada", "rita", PART, "Lab", "Office")
    await acme.grant("ada", "paul", WHOLE)

    seen = await employees(ask, rivers.id, "dana")

    assert seen is not None
    (only,) = seen
    assert (only["user"]["username"], only["role"]) == ("rita", PART)
    assert only["account"]["name"] == "ACME" and only["viewerCanRevoke"]["allowed"]
    assert [part["name"] for part in only["virtualAccounts"]] == ["Lab", "Office"]
    await rivers.grant("dana", "olaf", "SMART_ACCOUNT_VIEWER")
    for who in ("rita", "olaf"):
        assert await employees(ask, rivers.id, who) is None
    assert await employees(ask, acme.id, "ada") == []


async def test_an_employer_revokes_when_the_person_leaves(ask: Ask, acme: Place) -> None:
    rivers = await giving.place(ask, "Rivers Ltd")
    held = (await acme.grant("ada", "rita", WHOLE))["id"]

    gone = await rivers.revoke("dana", held)

    assert gone["endReason"] == "LEFT_EMPLOYER" and gone["endedBy"] == {"username": "dana"}
    assert await acme.held("rita") == []
    assert await giving.mails("LEAVER_REVOKED") == ["ada", "ben", "rita"]
    mail = await EmailMessage.get(kind="LEAVER_REVOKED", to_address="ada@acme.example")
    assert "Rita Request" in mail.letter["paragraphs"][0]
    assert await employees(ask, rivers.id, "dana") == []
    assert (await acme.approve("ada", await acme.request("rita"), WHOLE))["status"] == "APPROVED"


async def test_the_other_administrators_are_told_even_if_the_person_is_not(
    ask: Ask, acme: Place
) -> None:
    held = (await acme.grant("ada", "rita", WHOLE))["id"]

    await acme.revoke("dana", held, mail=False)

    assert await giving.mails("LEAVER_REVOKED") == ["ada", "ben"]


async def test_an_employer_may_take_the_last_administrator(ask: Ask, acme: Place) -> None:
    held = (await acme.grant("ada", "rita", ADMIN))["id"]
    for who in ("ada", "ben"):
        await acme.revoke("rita", await acme.held_id(who))

    assert (await acme.revoke("dana", held))["endReason"] == "LEFT_EMPLOYER"

    assert await acme.admins() == set()
    assert (await ask(ACCOUNT, by="uma", id=acme.id))["needsAdmin"] is True


async def test_only_administrators_of_the_employer_may(ask: Ask, acme: Place) -> None:
    rivers = await giving.place(ask, "Rivers Ltd")
    await giving.person("ida", "acme.example")
    await rivers.grant("dana", "olaf", "SMART_ACCOUNT_VIEWER")
    await rivers.grant("dana", "paul", "VIRTUAL_ACCOUNT_ADMIN", "DEFAULT")
    held = (await acme.grant("ada", "rita", WHOLE))["id"]

    for stranger in ("olaf", "paul", "ida", "opal"):
        assert (await acme.revoke(stranger, held))["code"] == "NOT_FOUND"
    assert (await acme.revoke("dana", await acme.held_id("uma")))["code"] == "NOT_FOUND"
    assert (await acme.change("dana", held, ADMIN))["code"] == "NOT_FOUND"
    assert (await acme.grant("dana", "rita", ADMIN))["code"] == "NOT_FOUND"
    assert (await acme.remove("dana", "rita"))["code"] == "NOT_FOUND"
    assert await acme.in_words("rita") == ["Smart Account User"]


async def link(to: str) -> str:
    """The secret of the newest link that was mailed to this address."""
    found = EmailMessage.filter(kind="VERIFY_ADDRESS", to_address=to).order_by("-created_at")
    mail = await found.first()
    assert mail
    return mail.letter["links"][0]["path"].removeprefix("/verify/")


ENDING = """query($email: String!) { viewer { accessEndingWith(email: $email) {
  id role account { name } virtualAccounts { name } } } }"""


async def test_before_moving_one_is_told_what_would_end(ask: Ask, acme: Place) -> None:
    rivers = await giving.place(ask, "Rivers Ltd")
    await acme.grant("ada", "rita", PART, "Lab")
    tomorrow = (clock.now() + timedelta(days=1)).isoformat()
    await rivers.grant("dana", "rita", WHOLE, startsAt=tomorrow)
    await acme.grant("ada", "rita", "SMART_ACCOUNT_VIEWER")
    await RoleAssignment.filter(role="SMART_ACCOUNT_VIEWER").update(granted_domain="old.example")
    gone = (await acme.grant("ada", "rita", WHOLE))["id"]
    await acme.revoke("rita", gone)

    async def ending(email: str) -> list[dict[str, Any]]:
        shown = (await ask(ENDING, by="rita", email=email))["accessEndingWith"]
        return [dict(held) for held in shown]

    told = await ending(" Rita@LAKES.example ")

    assert [(held["account"]["name"], held["role"]) for held in told] == [
        ("ACME", PART), ("Rivers Ltd", WHOLE),
    ]  # fmt: skip
    assert told[0]["virtualAccounts"] == [{"name": "Lab"}]
    for harmless in ("other@RIVERS.example", "rita", "rita@", "", "\u0000@lakes.example"):
        assert await ending(harmless) == [], harmless
    await ask(MOVE, by="rita", email="rita@lakes.example")
    await ask(VERIFY, by="rita", token=await link("rita@lakes.example"))
    moved = RoleAssignment.filter(end_reason=EndReason.EMAIL_DOMAIN_CHANGED)
    assert {ids.of(row) for row in await moved} == {held["id"] for held in told}


async def test_a_move_to_another_domain_ends_what_was_granted_under_the_old_one(
    ask: Ask, acme: Place
) -> None:
    rivers = await giving.place(ask, "Rivers Ltd")
    await acme.grant("ada", "rita", WHOLE)
    await acme.grant("ada", "rita", PART, "Lab")
    await rivers.grant("dana", "rita", WHOLE)

    asked = await ask(MOVE, by="rita", email="rita@lakes.example")
    assert asked == {
        "__typename": "Profile", "email": "rita@rivers.example", "newEmail": "rita@lakes.example"
    }  # fmt: skip
    assert len(await acme.held("rita")) == 2, "nothing ends before the address is verified"
    moved = await ask(VERIFY, by="rita", token=await link("rita@lakes.example"))

    assert moved["email"] == "rita@lakes.example" and moved["newEmail"] is None
    assert await acme.held("rita") == await rivers.held("rita") == []
    ended = await RoleAssignment.filter(user__username="rita", ended_at__isnull=False)
    assert {assignment.end_reason for assignment in ended} == {EndReason.EMAIL_DOMAIN_CHANGED}
    assert await giving.mails("LEAVER_REVOKED") == ["ada", "ben", "dana", "rita", "rita"]
    mail = await EmailMessage.get(kind="LEAVER_REVOKED", to_address="ben@acme.example")
    assert [row[0] for row in mail.letter["blocks"][1]["rows"]] == ["Role", "Role", "By", "On"]
    await acme.grant("ada", "rita", WHOLE)
    assert await acme.in_words("rita") == ["Smart Account User"]


async def test_a_move_within_the_domain_ends_nothing(ask: Ask, acme: Place) -> None:
    await ask(MOVE, by="uma", email="uma.user@ACME.example")

    moved = await ask(VERIFY, by="uma", token=await link("uma.user@acme.example"))

    assert moved["email"] == "uma.user@acme.example"
    assert await acme.in_words("uma") == ["Smart Account User"]
    assert await giving.mails("LEAVER_REVOKED") == []


async def test_a_last_administrator_who_moves_leaves_an_account_that_is_flagged(
    ask: Ask, acme: Place
) -> None:
    await acme.revoke("ada", await acme.held_id("ben"))
    await ask(MOVE, by="ada", email="ada@lakes.example")

    await ask(VERIFY, by="ada", token=await link("ada@lakes.example"))

    assert await acme.admins() == set()
    assert (await ask(ACCOUNT, by="uma", id=acme.id))["needsAdmin"] is True


async def test_a_deactivated_users_sign_in_roles_and_requests_end(
    served: Served, ask: Ask, acme: Place
) -> None:
    await acme.grant("ada", "rita", WHOLE)
    await acme.request("rita")
    rita = ids.of(await User.get(username="rita"))
    for who in ("ada", "olaf", "rita"):
        assert (await ask(DEACTIVATE, by=who, user=rita))["code"] == "FORBIDDEN"

    assert await ask(DEACTIVATE, by="opal", user=rita) == {
        "__typename": "User", "username": "rita"
    }  # fmt: skip

    with pytest.raises(Refused) as refused:
        await ask(ME, by="rita")
    assert refused.value.codes == ["UNAUTHENTICATED"]
    shown = (await ask(ACCOUNT, by="ada", id=acme.id))["roleAssignments"]["nodes"]
    assert {"user": {"username": "rita"}, "endReason": "USER_DEACTIVATED"} in shown
    assert await giving.mails("ACCESS_CANCELLED") == ["ada", "ben", "rita"]
    assert (await ask(DEACTIVATE, by="opal", user=rita))["code"] == "NOT_FOUND"
    assert (await acme.grant("ada", "rita", WHOLE))["code"] == "NOT_FOUND"


async def test_a_move_to_another_domain_ends_the_application_that_rested_on_the_old_one(
    ask: Ask,
) -> None:
    await applying.cast()
    own = await applying.applied(ask, "nora")
    reviewed = await applying.to_review(ask, by="nora")
    await applying.review(ask, reviewed)
    for_zoe = await applying.applied(ask, "nora", nomineeEmail="zoe@zoo.example")

    await ask(MOVE, by="nora", email="nora@lakes.example")
    await ask(VERIFY, by="nora", token=await link("nora@lakes.example"))

    ended = await applying.row(own)
    assert (ended.stage, ended.decision_reason) == ("CANCELLED", "the e-mail domain changed")
    assert (await applying.account_of(own)).status == "INACTIVE"
    assert (await applying.set_up(ask, own))["code"] == "ALREADY_ACTED_UPON"
    assert await steps.mailed("APPLICATION_CANCELLED") == ["nora"]
    assert (await applying.row(reviewed)).stage == "PENDING_SETUP"
    assert (await applying.row(for_zoe)).stage == "PENDING_AUTHORIZATION"
