"""Virtual accounts: made, nested, renamed, restricted, made the default, deleted when empty."""

from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from models import audit, clock
from models.accounts import VirtualAccount
from models.audit import AuditEvent
from models.notices import Notice
from models.roles import RIGHTS, Right, Role
from resolvers import ids
from tests import giving, managing, shared, steps
from tests.conftest import Ask, Served
from tests.giving import Place
from tests.managing import change, create, delete, move, parts

service, served, acme = shared.service, shared.served, giving.acme
pytestmark = pytest.mark.asyncio(loop_scope="module")

SEEN = """query($id: ID!) { smartAccount(id: $id) { virtualAccounts(first: 100) { totalCount nodes {
  name parent { name } } } } }"""
NODE = "query($id: ID!) { node(id: $id) { ... on VirtualAccount { name } } }"
CURSOR = "{ viewer { noticeCursor } }"
NOTICES = """subscription($after: String) { viewerNotices(after: $after) {
  kind message account { virtualAccounts { nodes { name version } } } } }"""


def cell(right: Right, role: Role) -> str:
    """What the rights table says."""
    return RIGHTS[right].split()[list(Role).index(role)]


@pytest_asyncio.fixture(params=list(Role), loop_scope="module")
async def role(request: pytest.FixtureRequest, acme: Place) -> Role:
    """Ida holds exactly this role; a virtual account role over Lab."""
    held = Role(request.param)
    await giving.person("ida", "acme.example")
    await acme.grant("ada", "ida", held, *([] if held.account_wide else ["Lab"]))
    return held


def expected(answer: dict[str, Any], allowed: bool, hidden: bool) -> None:
    """It is done where it is allowed, and reads as not there where it is not to be seen."""
    code = None if allowed else "NOT_FOUND" if hidden else "FORBIDDEN"
    assert answer.get("code") == code, answer


async def test_virtual_accounts_are_made_and_deleted_where_the_role_allows_it(
    ask: Ask, role: Role
) -> None:
    may = cell(Right.MANAGE_VIRTUAL_ACCOUNTS, role)
    outside = not role.account_wide

    expected(await create(ask, "Top", by="ida"), may == "Y", False)
    expected(await create(ask, "Inner", "Lab", by="ida"), may in "Y*", False)
    expected(await create(ask, "Deeper", "Lab Annex", by="ida"), may in "Y*", False)
    expected(await create(ask, "Outer", "Office", by="ida"), may == "Y", outside)
    for name, below in (("Top", None), ("Inner", "Lab"), ("Deeper", "Lab Annex")):
        await create(ask, name, below)
    expected(await delete(ask, "Inner", by="ida"), may in "Y*", False)
    expected(await delete(ask, "Deeper", by="ida"), may in "Y*", False)
    expected(await delete(ask, "Top", by="ida"), may == "Y", outside)


async def test_virtual_accounts_are_restricted_and_opened_where_the_role_allows_it(
    ask: Ask, role: Role
) -> None:
    may = cell(Right.RESTRICT_VIRTUAL_ACCOUNTS, role)
    outside = not role.account_wide

    for restricted in (True, False):
        for name, allowed in (("Lab", may in "Y*"), ("Lab Annex", may in "Y*")):
            expected(await change(ask, name, "ida", restricted=restricted), allowed, False)
        answer = await change(ask, "Office", "ida", restricted=restricted)
        expected(answer, may == "Y", outside)


async def test_virtual_accounts_are_renamed_and_moved_where_the_role_allows_it(
    ask: Ask, role: Role
) -> None:
    may = cell(Right.MANAGE_VIRTUAL_ACCOUNTS, role)
    outside = not role.account_wide
    await create(ask, "Shelf", "Lab")

    expected(await change(ask, "Lab", "ida", name="Laboratory"), may in "Y*", False)
    expected(await change(ask, "Office", "ida", name="Bureau"), may == "Y", outside)
    expected(await move(ask, "Shelf", "Lab Annex", by="ida"), may in "Y*", False)
    expected(await move(ask, "Shelf", None, by="ida"), may == "Y", False)
    expected(await change(ask, "Lab Annex", "ida", makeDefault=True), may == "Y", False)


async def test_an_administrator_of_a_virtual_account_may_not_move_or_delete_it(ask: Ask) -> None:
    await create(ask, "Wing")

    assert (await delete(ask, "Lab Annex", by="vera"))["__typename"] == "DeletedVirtualAccount"
    assert (await delete(ask, "Lab", by="vera"))["code"] == "FORBIDDEN"
    assert (await move(ask, "Lab", "Wing", by="vera"))["code"] == "NOT_FOUND"
    assert (await move(ask, "Lab", None, by="vera"))["code"] == "FORBIDDEN"


async def test_without_a_role_there_is_no_virtual_account(ask: Ask) -> None:
    for answer in (
        await create(ask, "Top", by="rita"),
        await change(ask, "Lab", "rita", name="Mine"),
        await delete(ask, "Lab", by="rita"),
        await managing.act(
            ask, "deleteVirtualAccount", "ada", virtualAccount=steps.unknown("VirtualAccount")
        ),
    ):
        assert answer["code"] == "NOT_FOUND"
    foreign = await VirtualAccount.filter(name="DEFAULT").exclude(
        account_id=(await steps.acme()).id
    )
    account = await steps.acme_id()
    below = {"account": account, "name": "X", "parent": ids.of(foreign[0])}
    assert (await managing.act(ask, "createVirtualAccount", "ada", **below))["field"] == ["parent"]


async def test_a_name_is_taken_once_in_an_account(ask: Ask) -> None:
    made = await create(ask, "  Wing\u00a0East ")
    again = await create(ask, "Wing East", "Lab")
    renamed = await change(ask, "Office", name="Lab")
    empty = await create(ask, " ")
    long = await change(ask, "Office", name="x" * 121)

    assert made["name"] == "Wing East"
    assert [a["code"] for a in (again, renamed)] == ["NAME_TAKEN"] * 2
    assert [a["field"] for a in (again, renamed, empty, long)] == [["name"]] * 4
    assert [a["code"] for a in (empty, long)] == ["INVALID_INPUT"] * 2
    assert (await create(ask, "lab"))["name"] == "lab"


async def test_they_nest_8_deep(ask: Ask) -> None:
    names = [f"Level {n}" for n in range(1, 9)]
    for name, below in zip(names, [None, *names], strict=False):
        assert (await create(ask, name, below))["__typename"] == "VirtualAccount"

    deeper = await create(ask, "Level 9", "Level 8")
    moved = await move(ask, "Lab", "Level 7")
    fits = await move(ask, "Lab", "Level 6")

    assert (deeper["code"], deeper["field"]) == ("INVALID_INPUT", ["parent"])
    assert moved["code"] == "INVALID_INPUT"
    assert fits["parent"] == {"name": "Level 6"}
    assert max(len(part.path) for part in (await parts()).values()) <= 800


async def test_moving_takes_along_what_lies_below_and_who_covers_it(ask: Ask, acme: Place) -> None:
    await create(ask, "Shelf", "Lab Annex")
    await acme.grant("ada", "rita", "VIRTUAL_ACCOUNT_ADMIN", "Office")
    seen = await ask(SEEN, by="rita", id=acme.id)
    assert [node["name"] for node in seen["virtualAccounts"]["nodes"]] == ["Office"]

    moved = await move(ask, "Lab", "Office")

    assert moved["parent"] == {"name": "Office"}
    seen = await ask(SEEN, by="rita", id=acme.id)
    names = [node["name"] for node in seen["virtualAccounts"]["nodes"]]
    assert names == ["Lab", "Lab Annex", "Office", "Shelf"]
    assert (await create(ask, "Drawer", "Shelf", by="rita"))["__typename"] == "VirtualAccount"
    below_itself = await move(ask, "Office", "Shelf")
    assert (below_itself["code"], below_itself["field"]) == ("INVALID_INPUT", ["parent"])
    assert (await move(ask, "Office", "Office"))["code"] == "INVALID_INPUT"


async def test_a_pending_request_moves_with_the_virtual_account_that_it_proposes(
    ask: Ask, acme: Place
) -> None:
    await acme.let_part_administrators_decide()
    await giving.person("ida", "acme.example")
    await acme.grant("ada", "ida", "VIRTUAL_ACCOUNT_ADMIN", "Office")
    request = await acme.request("rita", "VIRTUAL_ACCOUNT_USER", "Lab Annex")
    assert await steps.read(ask, request, "ida") is None

    await move(ask, "Lab", "Office")

    assert (await steps.read(ask, request, "ida") or {})["id"] == request
    await move(ask, "Lab Annex", None)
    assert await steps.read(ask, request, "ida") is None


NAMES = st.sampled_from(["Lab", "Lab Annex", "Office", "One", "Two", "Three", "Four"])
ACTS = st.lists(st.tuples(st.sampled_from([create, move]), NAMES, NAMES | st.none()), max_size=8)


@given(acts=ACTS, deleted=st.lists(NAMES, max_size=2))
@hypothesis(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
async def test_whatever_is_made_moved_and_deleted_every_path_leads_from_the_top(
    ask: Ask, acts: list[Any], deleted: list[str]
) -> None:
    known = await parts()
    for act, name, below in acts:
        if below in {None, *known} and (act == create or name in known):
            await act(ask, name, below)
            known = await parts()
    for name in known.keys() & set(deleted):
        await delete(ask, name)

    left = {part.id: part for part in (await parts()).values()}
    for part in left.values():
        above = left[part.parent_id].path if part.parent_id else ""
        assert part.path == f"{above}/{part.id}"
        assert len(part.lineage) <= 8


async def test_the_default_one_is_neither_restricted_nor_deleted(ask: Ask) -> None:
    restricted = await change(ask, "DEFAULT", restricted=True)
    deleted = await delete(ask, "DEFAULT")
    await move(ask, "DEFAULT", "Office")
    above = await change(ask, "Office", restricted=True)
    await change(ask, "Lab", restricted=True)
    below = await move(ask, "DEFAULT", "Lab Annex")
    hidden = await change(ask, "Lab", makeDefault=True)

    codes = [answer["code"] for answer in (restricted, deleted, above, below, hidden)]
    assert codes == ["DEFAULT_VIRTUAL_ACCOUNT"] * 5


async def test_another_one_is_made_the_default(ask: Ask) -> None:
    made = await change(ask, "Office", makeDefault=True)

    assert made["isDefault"]
    assert [name for name, part in (await parts()).items() if part.is_default] == ["Office"]
    assert (await parts())["DEFAULT"].version == 2
    assert (await delete(ask, "DEFAULT"))["__typename"] == "DeletedVirtualAccount"


async def test_only_an_empty_one_is_deleted(ask: Ask, acme: Place) -> None:
    acme.parts["Wing"] = (await create(ask, "Wing"))["id"]
    await acme.grant("ada", "rita", "VIRTUAL_ACCOUNT_USER", "Wing", "Office")
    held = await delete(ask, "Wing")
    parent = await delete(ask, "Lab")
    await acme.revoke("ada", await acme.held_id("rita"), "Wing")
    gone = await delete(ask, "Wing")

    assert (held["code"], parent["code"]) == ("VIRTUAL_ACCOUNT_IN_USE",) * 2
    assert (gone["name"], gone["account"]) == ("Wing", {"name": "ACME"})
    assert await ask(NODE, by="ada", id=gone["id"]) is None
    assert (await create(ask, "Wing"))["name"] == "Wing"


async def test_a_role_of_a_later_day_keeps_it_and_one_that_has_ended_does_not(
    ask: Ask, acme: Place
) -> None:
    later = (clock.now() + timedelta(days=9)).isoformat()
    await acme.grant("ada", "rita", "VIRTUAL_ACCOUNT_USER", "Office", startsAt=later)
    assert (await delete(ask, "Office"))["code"] == "VIRTUAL_ACCOUNT_IN_USE"
    await acme.remove("ada", "rita")

    assert (await delete(ask, "Office"))["__typename"] == "DeletedVirtualAccount"

    ended = """query($id: ID!) { smartAccount(id: $id) { roleAssignments(
      filter: {includeEnded: true, text: "rita"}) { nodes { role virtualAccounts { name } } } } }"""
    shown = await ask(ended, by="ada", id=acme.id)
    assert shown["roleAssignments"]["nodes"] == [
        {"role": "VIRTUAL_ACCOUNT_USER", "virtualAccounts": []}
    ]


async def test_a_restricted_one_shows_to_its_own_users_and_who_runs_the_account(
    ask: Ask, acme: Place, role: Role
) -> None:
    await create(ask, "Vault", "Office")
    await change(ask, "Lab", restricted=True)
    await change(ask, "Office", restricted=True)
    hidden = role.account_wide and role not in ("SMART_ACCOUNT_ADMIN", "SMART_ACCOUNT_APPROVER")
    everything = {"DEFAULT", "Lab", "Lab Annex", "Office", "Vault"}
    own = {"Lab", "Lab Annex"}
    wanted = {"DEFAULT"} if hidden else everything if role.account_wide else own

    seen = await ask(SEEN, by="ida", id=acme.id)

    assert {node["name"] for node in seen["virtualAccounts"]["nodes"]} == wanted
    assert seen["virtualAccounts"]["totalCount"] == len(wanted)
    for name in everything:
        node = await ask(NODE, by="ida", id=await steps.part_id(name))
        assert node == ({"name": name} if name in wanted else None)


async def test_an_account_wide_user_with_a_role_over_a_restricted_one_sees_that_one(
    ask: Ask, acme: Place
) -> None:
    await change(ask, "Lab", restricted=True)
    await change(ask, "Office", restricted=True)
    await acme.grant("ada", "uma", "VIRTUAL_ACCOUNT_VIEWER", "Lab")

    seen = await ask(SEEN, by="uma", id=acme.id)

    names = [node["name"] for node in seen["virtualAccounts"]["nodes"]]
    assert names == ["DEFAULT", "Lab", "Lab Annex"]


async def test_a_list_of_roles_does_not_name_what_is_restricted(ask: Ask, acme: Place) -> None:
    await giving.person("ida", "acme.example")
    await acme.grant("ada", "ida", "SMART_ACCOUNT_VIEWER")
    await acme.grant("ada", "rita", "VIRTUAL_ACCOUNT_USER", "Lab Annex", "Office")
    await change(ask, "Lab", restricted=True)
    listed = """query($id: ID!) { smartAccount(id: $id) { roleAssignments(filter: {text: "rita"}) {
      nodes { virtualAccounts { name } } } } }"""

    shown = {by: await ask(listed, by=by, id=acme.id) for by in ("ida", "ada")}

    nodes = {by: answer["roleAssignments"]["nodes"] for by, answer in shown.items()}
    assert nodes["ida"] == [{"virtualAccounts": [{"name": "Office"}]}]
    assert nodes["ada"] == [{"virtualAccounts": [{"name": "Lab Annex"}, {"name": "Office"}]}]


async def test_a_stale_edit_is_refused(ask: Ask) -> None:
    first = await change(ask, "Office", version=1, name="Bureau")
    second = await change(ask, "Bureau", version=1, name="Agency")
    same = await change(ask, "Bureau", version=2, name="Bureau")

    assert first["version"] == 2
    assert (second["code"], second["currentVersion"]) == ("VERSION_CONFLICT", 2)
    assert same["version"] == 2


async def test_all_of_a_change_is_done_or_nothing(ask: Ask) -> None:
    refused = await change(ask, "DEFAULT", name="Main", restricted=True)
    done = await change(
        ask, "Office", name="Bureau", restricted=True, parent=await steps.part_id("Lab")
    )

    assert refused["code"] == "DEFAULT_VIRTUAL_ACCOUNT"
    assert "DEFAULT" in await parts()
    shown = (done["name"], done["restricted"], done["parent"]["name"])
    assert (*shown, done["version"]) == ("Bureau", True, "Lab", 2)


async def test_every_change_is_told_live_and_kept_in_the_log(ask: Ask, served: Served) -> None:
    after = (await ask(CURSOR, by="ben"))["noticeCursor"]
    async with served.client("ben").watch(NOTICES, after=after) as watch:
        await create(ask, "Wing", "Lab")
        await change(ask, "Wing", name="Annex Two", restricted=True)
        await move(ask, "Annex Two", None)
        await delete(ask, "Annex Two")
        told = await watch.some(4)

    assert [notice["kind"] for notice in told] == ["ACCOUNT_CHANGED"] * 4
    messages = [notice["message"] for notice in told]
    assert messages == [
        "Ada Admin made the virtual account Wing",
        "Ada Admin changed the virtual account Wing: renamed to Annex Two;"
        " restricted to its own users",
        "Ada Admin changed the virtual account Annex Two: moved to the top",
        "Ada Admin deleted the virtual account Annex Two",
    ]
    account = await steps.acme()
    logged = await AuditEvent.filter(account_id=account.id).order_by("number")
    assert [event.message for event in logged][-4:] == messages
    lab = (await parts())["Lab"]
    assert [lab.id.hex in event.paths for event in logged][-4:] == [True, True, True, False]
    kinds = {(ids.parse(event.thing) or ("",))[0] for event in logged[-4:]}
    assert kinds == {"VirtualAccount"}
    assert await audit.broken_links(account) == []


async def test_what_is_refused_or_changes_nothing_tells_nobody(ask: Ask) -> None:
    before = await Notice.all().count()

    await create(ask, "Lab")
    await change(ask, "Lab", name="Lab", restricted=False)
    await change(ask, "DEFAULT", makeDefault=True)
    await move(ask, "Lab Annex", "Lab")
    await move(ask, "Lab", "Lab Annex")
    await delete(ask, "Lab")

    assert await Notice.all().count() == before
    assert {part.version for part in (await parts()).values()} == {1}


async def test_a_repeated_call_is_answered_the_same_and_done_once(ask: Ask) -> None:
    account, key = await steps.acme_id(), {"idempotencyKey": "once"}
    wing = {"account": account, "name": "Wing", **key}
    made = [await managing.act(ask, "createVirtualAccount", "ada", **wing) for _ in range(2)]
    gone = [
        await managing.act(
            ask, "deleteVirtualAccount", "ada", virtualAccount=made[0]["id"], idempotencyKey="gone"
        )
        for _ in range(2)
    ]
    other = await managing.act(ask, "createVirtualAccount", "ada", **{**wing, "name": "Other"})

    assert made[0] == made[1]
    assert gone[0] == gone[1]
    assert other["code"] == "REPEAT_MISMATCH"
