"""An account's properties, agreements, and roles that end: who may change what, and who hears."""

from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from models import agreements, clock
from models.accounts import SmartAccount
from models.agreements import Terms
from models.audit import AuditEvent
from models.notices import Notice
from models.roles import RIGHTS, Right, Role, RoleAssignment
from tests import giving, managing, shared, steps
from tests.conftest import Ask, Served
from tests.giving import Place
from tests.managing import edit

service, served, acme = shared.service, shared.served, giving.acme
pytestmark = pytest.mark.asyncio(loop_scope="module")

AGREEMENTS = """query($id: ID!) { smartAccount(id: $id) { agreements {
  name version url acceptedAt acceptedBy { username } } } }"""
ORIGIN = """query($id: ID!) { smartAccount(id: $id) { roleAssignments { nodes {
  user { username } origin grantedBy { username } request { id } } } } }"""
CURSOR = "{ viewer { noticeCursor } }"
NOTICES = """subscription($after: String) { viewerNotices(after: $after) {
  kind message account { name version } } }"""


def cell(right: Right, role: Role) -> str:
    """What the rights table says."""
    return RIGHTS[right].split()[list(Role).index(role)]


def code(allowed: bool) -> str | None:
    """What is answered to who sees the account."""
    return None if allowed else "FORBIDDEN"


@pytest_asyncio.fixture(params=list(Role), loop_scope="module")
async def role(request: pytest.FixtureRequest, acme: Place) -> Role:
    """Ida holds exactly this role; a virtual account role over Lab."""
    held = Role(request.param)
    await giving.person("ida", "acme.example")
    await acme.grant("ada", "ida", held, *([] if held.account_wide else ["Lab"]))
    return held


async def test_properties_are_edited_where_the_role_allows_it(ask: Ask, role: Role) -> None:
    may = code(cell(Right.EDIT_PROPERTIES, role) == "Y")

    assert (await edit(ask, "ida", name="ACME Two")).get("code") == may
    assert (await edit(ask, "ida", listed=False)).get("code") == may
    assert (await edit(ask, "ida")).get("code") == may


async def test_who_decides_is_settled_by_who_decides_everywhere(ask: Ask, role: Role) -> None:
    may = cell(Right.DECIDE_REQUESTS, role) == "Y"

    for value in (True, False):
        answer = await edit(ask, "ida", virtualAccountAdminsMayDecide=value)
        assert answer.get("code") == code(may)
        await edit(ask, "ada", virtualAccountAdminsMayDecide=value)


async def test_agreements_are_accepted_where_the_role_allows_it(ask: Ask, role: Role) -> None:
    may = code(cell(Right.ACCEPT_AGREEMENTS, role) == "Y")
    account = await steps.acme_id()

    answer = await managing.act(ask, "acceptAgreement", "ida", account=account, agreement="1")

    assert answer.get("code") == may


async def test_without_a_role_there_is_no_account_to_change(ask: Ask) -> None:
    account = await steps.acme_id()
    accept = {"account": account, "agreement": "1"}
    unknown = {"account": steps.unknown("SmartAccount")}

    for answer in (
        await edit(ask, "rita", name="Mine"),
        await edit(ask, "ada", name="Mine", **unknown),
        await edit(ask, "ada", name="Mine", account="nonsense"),
        await managing.act(ask, "acceptAgreement", "rita", **accept),
        await managing.act(ask, "acceptAgreement", "ada", **{**accept, **unknown}),
    ):
        assert answer["code"] == "NOT_FOUND"
    assert await ask(AGREEMENTS, by="rita", id=account) is None


async def test_only_what_is_given_is_changed(ask: Ask) -> None:
    changed = await edit(ask, name="  ACME  International ")
    hidden = await edit(ask, listed=False, name=None)
    same = await edit(ask, listed=False, name="ACME International")

    assert (changed["name"], changed["version"]) == ("ACME International", 2)
    assert changed["domainIdentifier"] == "acme.example"
    assert changed["settings"] == {"listed": True, "virtualAccountAdminsMayDecide": False}
    assert hidden["settings"] == {"listed": False, "virtualAccountAdminsMayDecide": False}
    assert same == hidden
    assert same["version"] == 3
    account = await SmartAccount.get(name="ACME International")
    assert await steps.noticed(account) == ["ACCOUNT_CHANGED"] * 2


async def test_a_name_that_cannot_be_shown_is_refused(ask: Ask) -> None:
    for name in ("", "x" * 121, "A\u202eB", "=?utf-8?q?x?="):
        answer = await edit(ask, name=name)
        assert (answer["code"], answer["field"]) == ("INVALID_INPUT", ["name"])
    assert await steps.noticed() == []


async def test_a_stale_edit_is_refused(ask: Ask) -> None:
    first = await edit(ask, version=1, listed=False)
    second = await edit(ask, version=1, listed=True)

    assert first["version"] == 2
    assert (second["code"], second["field"]) == ("VERSION_CONFLICT", ["version"])
    assert second["currentVersion"] == 2


async def test_a_repeated_edit_is_done_once(ask: Ask) -> None:
    answers = [await edit(ask, listed=False, idempotencyKey="once") for _ in range(2)]

    assert answers[0] == answers[1]
    assert await steps.noticed() == ["ACCOUNT_CHANGED"]


async def test_a_change_is_told_live_with_what_it_was_before(ask: Ask, served: Served) -> None:
    after = (await ask(CURSOR, by="ben"))["noticeCursor"]
    async with served.client("ben").watch(NOTICES, after=after) as watch:
        await edit(ask, name="ACME Two", listed=False)
        told = await watch.next()

    words = "Ada Admin changed the name from ACME to ACME Two; whether everybody finds it from"
    assert told["message"] == f"{words} yes to no"
    assert (told["kind"], told["account"]) == (
        "ACCOUNT_CHANGED",
        {"name": "ACME Two", "version": 2},
    )
    line = await AuditEvent.all().order_by("-id").first()
    assert line and line.message == told["message"]


async def test_an_open_stream_follows_the_setting_about_who_decides(
    ask: Ask, served: Served
) -> None:
    after = (await ask(CURSOR, by="vera"))["noticeCursor"]
    async with served.client("vera").watch(NOTICES, after=after) as watch:
        await steps.submit(
            ask, role="VIRTUAL_ACCOUNT_USER", virtualAccounts=[await steps.part_id("Lab")]
        )
        await edit(ask, virtualAccountAdminsMayDecide=True)
        await steps.submit(
            ask, "paul", role="VIRTUAL_ACCOUNT_USER", virtualAccounts=[await steps.part_id("Lab")]
        )
        told = await watch.next()

    assert told["kind"] == "REQUEST_SUBMITTED"
    assert "Paul" in told["message"]


@pytest.fixture
def terms() -> Any:
    """The agreement in force, put back afterwards."""
    before = agreements.in_force()
    yield before
    agreements.use(before)


async def test_an_agreement_is_accepted_once_and_a_new_version_anew(ask: Ask, terms: Terms) -> None:
    account = await steps.acme_id()

    async def accept(version: str, by: str) -> Any:
        return await managing.act(ask, "acceptAgreement", by, account=account, agreement=version)

    async def shown() -> Any:
        return (await ask(AGREEMENTS, by="uma", id=account))["agreements"]

    (fresh,) = await shown()
    assert (fresh["version"], fresh["acceptedAt"], fresh["acceptedBy"]) == ("1", None, None)
    first, second = await accept("1", "ada"), await accept("1", "ben")
    assert first["acceptedBy"] == {"username": "ada"}
    assert second == first
    assert await steps.noticed() == ["ACCOUNT_CHANGED"]
    agreements.use(Terms("2", "https://docs.example/agreement-2"))
    stale = await accept("1", "ada")
    assert (stale["code"], stale["field"]) == ("INVALID_INPUT", ["agreement"])
    current, earlier = await shown()
    assert (current["version"], current["acceptedAt"]) == ("2", None)
    assert current["url"] == "https://docs.example/agreement-2"
    assert (earlier["version"], earlier["acceptedBy"]) == ("1", {"username": "ada"})
    assert (await accept("2", "ben"))["acceptedBy"] == {"username": "ben"}
    assert [agreement["version"] for agreement in await shown()] == ["2", "1"]


async def test_a_list_of_roles_tells_where_each_comes_from(ask: Ask, acme: Place) -> None:
    request = await acme.request("rita")
    await acme.approve("ada", request, "SMART_ACCOUNT_USER")
    await acme.grant("ben", "dana", "SMART_ACCOUNT_VIEWER")
    by_rule = await acme.request("paul")
    await acme.approve("ada", by_rule, "SMART_ACCOUNT_USER")
    await RoleAssignment.filter(user__username="paul", account_id=acme.row.id).update(
        granted_by_id=None
    )

    shown = await ask(ORIGIN, by="ada", id=acme.id)

    found = {node.pop("user")["username"]: node for node in shown["roleAssignments"]["nodes"]}
    ada, ben = {"username": "ada"}, {"username": "ben"}
    assert found["rita"] == {"origin": "REQUEST", "grantedBy": ada, "request": {"id": request}}
    assert found["dana"] == {"origin": "PERSON", "grantedBy": ben, "request": None}
    assert found["paul"] == {"origin": "RULE", "grantedBy": None, "request": {"id": by_rule}}
    assert found["uma"] == {"origin": "SYSTEM", "grantedBy": None, "request": None}
    await giving.person("ida", "acme.example")
    await acme.grant("ada", "ida", "SMART_ACCOUNT_VIEWER")
    shown = await ask(ORIGIN, by="ida", id=acme.id)
    assert [node["request"] for node in shown["roleAssignments"]["nodes"]] == [None] * 8


def later(days: float) -> str:
    """A time to come."""
    return (clock.now() + timedelta(days=days)).isoformat()


async def test_the_holder_of_a_role_with_an_end_is_mailed_a_week_before(acme: Place) -> None:
    await acme.grant("ada", "rita", "SMART_ACCOUNT_USER", endsAt=later(30))

    clock.clock.advance(days=22.9)
    await steps.due()
    assert await steps.mailed("ROLE_ENDING") == []
    clock.clock.advance(days=0.2)
    await steps.due()
    await steps.due()

    assert await steps.mailed("ROLE_ENDING") == ["rita"]
    mail = (await steps.letter("ROLE_ENDING", "rita")).letter
    assert "ACME ends on" in mail["paragraphs"][0]
    assert [link["path"] for link in mail["links"]] == ["/access"]


async def test_the_holder_of_a_shorter_role_is_mailed_a_day_before(acme: Place) -> None:
    await acme.grant("ada", "rita", "SMART_ACCOUNT_USER", endsAt=later(8))
    await acme.grant("ada", "dana", "SMART_ACCOUNT_USER", endsAt=later(0.9))
    await acme.grant("ada", "paul", "SMART_ACCOUNT_USER", startsAt=later(5), endsAt=later(9))

    clock.clock.advance(days=6.9)
    await steps.due()
    assert await steps.mailed("ROLE_ENDING") == []
    clock.clock.advance(days=0.2)
    await steps.due()
    assert await steps.mailed("ROLE_ENDING") == ["rita"]
    clock.clock.advance(days=1)
    await steps.due()
    assert await steps.mailed("ROLE_ENDING") == ["paul", "rita"]


async def test_nobody_is_mailed_about_a_role_that_was_taken_away(acme: Place) -> None:
    await acme.grant("ada", "rita", "SMART_ACCOUNT_USER", endsAt=later(30))
    await acme.grant("ada", "dana", "VIRTUAL_ACCOUNT_USER", "Lab", "Office", endsAt=later(30))
    await acme.remove("ada", "rita")
    await acme.revoke("ada", await acme.held_id("dana"), "Lab")

    clock.clock.advance(days=25)
    await steps.due()

    assert await steps.mailed("ROLE_ENDING") == ["dana"]


async def test_removing_with_or_without_a_mail(acme: Place) -> None:
    for user in ("rita", "dana"):
        await acme.grant("ada", user, "SMART_ACCOUNT_USER")
    await acme.remove("ada", "rita", mail=False)
    await acme.remove("ada", "dana", mail=True)

    assert await steps.mailed("ROLE_REVOKED") == ["dana"]
    assert await Notice.filter(kind="ROLE_REVOKED").count() == 2
