"""The audit log: every change has its line, written with it, and a changed log is found out."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from models import audit, clock, database, sessions
from models.accounts import SmartAccount
from models.audit import AuditEvent
from models.demo import PASSWORD
from models.mail import EmailMessage
from models.requests import AccessRequest
from models.users import User
from resolvers import ids
from tests import giving, shared
from tests.conftest import Ask, Served
from tests.giving import Place
from tests.nursery import Nursery

service, served, acme = shared.service, shared.served, giving.acme
pytestmark = pytest.mark.asyncio(loop_scope="module")

WHOLE, PART = "SMART_ACCOUNT_USER", "VIRTUAL_ACCOUNT_USER"
EVENTS = """query($id: ID!) { smartAccount(id: $id) { events(first: 100) { nodes {
  number action actorName message hash } } } }"""


Act = Callable[..., Awaitable[list[str]]]


def one(field: str, input: str = "") -> str:
    """A mutation with its input written out."""
    call = f"{field}(input: {{{input}}})" if input else field
    return f"mutation {{ {call} {{ __typename ... on Problem {{ code }} }} }}"


async def lines() -> int:
    """How many lines there are in all logs."""
    return await AuditEvent.all().count()


@pytest.fixture
def act(ask: Ask, acme: Place) -> Act:
    """Do something by a mutation; the actions that the log then tells of."""

    async def run(document: str, by: str | None) -> list[str]:
        before = await lines()
        answer = await ask(document, by=by)
        assert "code" not in answer, answer
        fresh = await AuditEvent.all().order_by("-id").limit(await lines() - before)
        return [event.action for event in fresh][::-1]

    return run


async def test_every_act_on_a_request_writes_its_line(acme: Place, act: Act) -> None:
    place = f'domainIdentifier: "acme.example", account: "{acme.id}", reason: "My daily work."'

    async def ask_for_access() -> str:
        assert await act(one("requestAccess", place), "rita") == ["request_submitted"]
        asked = AccessRequest.filter(requester__username="rita").order_by("-id")
        return f'request: "{ids.of(await asked.first())}"'

    request = await ask_for_access()
    assert await act(one("sendReminder", request), "rita") == ["request_reminded"]
    assert await act(one("withdrawAccessRequest", request), "rita") == ["request_withdrawn"]
    request = await ask_for_access()
    assert await act(one("declineAccessRequest", request), "ada") == ["request_acted_upon"]
    request = f"{await ask_for_access()}, role: {WHOLE}"
    assert await act(one("approveAccessRequest", request), "ada") == ["request_acted_upon"]


async def test_every_act_on_a_role_writes_its_line(acme: Place, act: Act) -> None:
    def held(role: str) -> str:
        return f'roleAssignment: "{role}"'

    whole, here = f"role: {WHOLE}", f'account: "{acme.id}"'
    granted = await act(one("grantRole", f'{here}, user: "dana", {whole}'), "ada")
    viewer = f"{held(await acme.held_id('dana'))}, role: SMART_ACCOUNT_VIEWER"
    changed = await act(one("changeRole", viewer), "ada")
    revoked = await act(one("revokeRole", held(await acme.held_id("dana"))), "ada")
    people = f'{here}, users: ["dana", "olaf", "nobody"], {whole}'
    added = await act(one("addUsers", people), "ada")
    olaf = ids.of(await User.get(username="olaf"))
    removed = await act(one("removeUser", f'{here}, user: "{olaf}"'), "ada")

    assert (granted, changed, revoked) == (["role_granted"], ["role_changed"], ["role_revoked"])
    assert (added, removed) == (["role_granted", "role_granted"], ["role_revoked"])


async def test_every_act_of_a_user_writes_its_line(act: Act) -> None:
    nora = 'username: "nora", password: "correct-horse-nine", email: "n@new.example", fullName: "N"'
    assert await act(one("register", nora), None) == ["user.registered"]
    assert await act(one("resendVerification"), "nora") == ["user.link_resent"]
    mails = EmailMessage.filter(kind="VERIFY_ADDRESS").order_by("-id")
    token = (await mails)[0].letter["links"][0]["path"].removeprefix("/verify/")
    assert await act(one("verifyEmail", f'token: "{token}"'), "nora") == ["user.email_verified"]
    profile = await act(one("updateProfile", 'phone: "+1 555 0100"'), "nora")
    assert profile == ["user.profile_changed"]
    signed_in = await act(one("signIn", f'username: "ada", password: "{PASSWORD}"'), None)
    assert signed_in == ["session.opened"]
    assert await act(one("createPersonalAccessToken", 'name: "job"'), "ada") == ["token.created"]
    token = ids.encode("Session", (await sessions.Session.get(name="job")).id)
    ended = await act(one("revokePersonalAccessToken", f'token: "{token}"'), "ada")
    assert ended == ["session.ended"]


async def test_every_act_of_an_operator_writes_its_line(acme: Place, act: Act) -> None:
    await acme.grant("ada", "dana", WHOLE)
    await EmailMessage.all().update(status="FAILED")
    mail = ids.of(await EmailMessage.all().first())
    dana = ids.of(await User.get(username="dana"))

    assert await act(one("resendEmail", f'email: "{mail}"'), "opal") == ["email.resent"]
    closed = await act(one("deactivateUser", f'user: "{dana}"'), "opal")
    # The operators' own log tells that Rivers Ltd has lost its administrator.
    lost = ["account_changed", "role_revoked", "role_revoked", "user.deactivated"]
    assert sorted(closed) == lost
    off = await act(one("deactivateSmartAccount", f'account: "{acme.id}"'), "opal")
    assert off == ["account_changed"]
    for account in await SmartAccount.all():
        assert await audit.broken_links(account) == []


async def test_who_signs_out_is_in_the_log(served: Served) -> None:
    ada = await User.get(username="ada")
    secret = await sessions.open_session(ada, 1)
    before = await lines()

    await served.client(token=secret).ask("mutation { signOut { username } }")

    assert await lines() == before + 1
    last = await AuditEvent.all().order_by("-id").first()
    assert last and (last.action, last.actor_id) == ("session.ended", ada.id)


async def test_what_is_refused_writes_nothing(ask: Ask, acme: Place) -> None:
    request = await acme.request("rita")
    held = await acme.held_id("uma")
    await acme.revoke("ada", await acme.held_id("ben"))
    before = await everything()

    refusals = [
        await acme.grant("uma", "rita", WHOLE),
        await acme.grant("ada", "uma", WHOLE),
        await acme.grant("ada", "rita", "SMART_ACCOUNT_APPROVER"),
        await acme.change("ada", await acme.held_id("ada"), WHOLE),
        await acme.change("ada", held, PART),
        await acme.revoke("ada", await acme.held_id("ada")),
        await acme.revoke("vera", held, "Lab"),
        await acme.remove("ada", "ada"),
        await acme.approve("uma", request, WHOLE),
        await acme.approve("ada", request, "SMART_ACCOUNT_APPROVER"),
        await acme.approve("ada", request, PART),
        await ask(one("signIn", 'username: "ada", password: "wrong"')),
        await ask(one("verifyEmail", 'token: "wrong"'), by="rita"),
        await ask(one("updateProfile", 'phone: "none", country: "X"'), by="rita"),
        await ask(one("withdrawAccessRequest", f'request: "{request}"'), by="ada"),
        await ask(one("deactivateSmartAccount", f'account: "{acme.id}"'), by="ada"),
    ]

    assert all("code" in refusal for refusal in refusals), refusals
    assert await everything() == before


async def everything() -> dict[str, Any]:
    """All that is stored but counts of tries: a refusal changes none of it."""
    stored = await shared.rows()
    stored.pop("rate_limit")
    return {table: sorted(map(str, rows)) for table, rows in stored.items()}


async def test_the_log_names_who_did_what_in_the_order_of_the_acts(ask: Ask, acme: Place) -> None:
    await acme.grant("ada", "rita", PART, "Lab", "Office")
    await acme.grant("ada", "rita", WHOLE)
    await acme.remove("ben", "rita")

    events = (await ask(EVENTS, by="ada", id=acme.id))["events"]["nodes"][::-1]

    assert [event["number"] for event in events] == [1, 2, 3, 4]
    assert [(event["actorName"], event["message"]) for event in events[:3]] == [
        ("Ada Admin", "Ada Admin granted Virtual Account User (Lab, Office) to Rita Request"),
        ("Ada Admin", "Ada Admin granted Smart Account User to Rita Request"),
        ("Ben Boss", "Ben Boss revoked Virtual Account User (Lab, Office) of Rita Request"),
    ]
    assert len({event["hash"] for event in events}) == 4


CHANGES: dict[str, Any] = {
    "action": "role_revoked",
    "actor_name": "Somebody Else",
    "actor_id": None,
    "message": "granted nothing",
    "thing": "another",
    "address": "192.0.2.1",
    "paths": "",
    "occurred_at": clock.now(),
    "hash": "0" * 64,
}


async def test_any_change_of_any_line_is_found(acme: Place) -> None:
    for _ in range(2):
        await acme.grant("ada", "rita", PART, "Lab")
        await acme.remove("ada", "rita")
    account = await SmartAccount.get(id=acme.row.id)
    assert await audit.broken_links(account) == []

    for event in await AuditEvent.filter(account_id=account.id).order_by("number"):
        row = AuditEvent.filter(id=event.id)
        for column, value in CHANGES.items():
            await row.update(**{column: value})
            broken = await audit.broken_links(account)
            assert (event.number in broken) == (value != getattr(event, column)), column
            await row.update(**{column: getattr(event, column)})
        await row.update(number=99)
        assert event.number in await audit.broken_links(account)
        await row.delete()
        assert event.number in await audit.broken_links(account)
        await event.save(force_create=True)
    assert await audit.broken_links(account) == []


async def test_two_lines_that_changed_places_and_a_cut_tail_are_found(acme: Place) -> None:
    for part in ("Lab", "Office", "DEFAULT"):
        await acme.grant("ada", "rita", PART, part)
    account = await SmartAccount.get(id=acme.row.id)
    first, second, third = await AuditEvent.filter(account_id=account.id).order_by("number")

    await AuditEvent.filter(id=first.id).update(number=98)
    await AuditEvent.filter(id=second.id).update(number=1)
    await AuditEvent.filter(id=first.id).update(number=2)
    assert {1, 2} <= set(await audit.broken_links(account))

    await AuditEvent.filter(account_id=account.id, id__not=third.id).delete()
    assert 1 in await audit.broken_links(account)
    await AuditEvent.filter(account_id=account.id).delete()
    assert await audit.broken_links(account) == [1]


@pytest.mark.slow
async def test_the_command_tells_by_its_exit_code(
    served: Served, acme: Place, nursery: Nursery
) -> None:
    await acme.grant("ada", "rita", PART, "Lab")
    url = served.service.settings.database_url
    whole = nursery.run("verify-audit", ADMIT_DATABASE_URL=url)

    await database.fetch("UPDATE audit_event SET message = message || '!' WHERE number = 1")
    broken = nursery.run("verify-audit", ADMIT_DATABASE_URL=url)

    assert (whole.code, "0 broken" in whole.said) == (0, True), whole.errors
    assert (broken.code, "ACME" in broken.said) == (1, True), broken.errors
