"""From a reviewed domain to an active account: who wins, who is told, and what is refused."""

import asyncio
from typing import Any

import pytest
import pytest_asyncio

from models import audit, channels
from models.accounts import VirtualAccount
from models.agreements import AgreementAcceptance
from models.channels import Channel
from models.mail import EmailMessage
from models.roles import RoleAssignment
from models.users import User
from resolvers import ids
from tests import applying, shared, steps
from tests.client import Watch
from tests.conftest import Ask, Served
from tests.test_statements import statements

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

CURSOR = "query { viewer { noticeCursor } }"
LIVE = """subscription($after: String) { viewerNotices(after: $after) {
  kind outcome accountName requesterName message
  about { id version ... on AccountApplication { stage } } } }"""
LIST = """query($filter: AccountApplicationFilter) { accountApplications(filter: $filter) {
  totalCount nodes { id stage requester { username } actedBy { username } } } }"""
NODE = """query($id: ID!) { node(id: $id) {
  __typename ... on Request { key status deciders } } }"""
MINE = f"{{ viewer {{ accountApplications {{ nodes {{ {applying.APPLICATION} }} }} }} }}"
ALL = f"{{ accountApplications {{ nodes {{ {applying.APPLICATION} }} }} }}"
ACCOUNT = """query($id: ID!) { smartAccount(id: $id) { name status
  viewerCanManageUsers { allowed } virtualAccounts { nodes { name isDefault } }
  roleAssignments { nodes { role user { username } } } events { nodes { message } } } }"""


@pytest_asyncio.fixture(loop_scope="module")
async def nova(served: Served) -> None:
    """Nora and Noel are there."""
    await applying.cast()


async def about(watch: Watch) -> dict[str, Any]:
    """The next thing that is told about an application; a new role is told, too."""
    while not (told := await watch.next())["about"]:
        pass
    return told


async def test_an_operator_approves_the_domain_and_the_applicant_sets_up(
    nova: None, ask: Ask
) -> None:
    id = await applying.to_review(ask)

    done = await applying.review(ask, id)

    assert (done["stage"], done["status"], done["version"]) == ("PENDING_SETUP", "PENDING", 2)
    assert done["actedBy"] == {"username": "opal"}
    assert await steps.mailed("APPLICATION_SET_UP") == ["nora"]
    assert await steps.mailed("APPLICATION_UNDER_REVIEW", status="QUEUED") == []
    told = [("REQUEST_SUBMITTED", None), ("REQUEST_CHANGED", None)]
    assert await applying.noticed("nora", id) == told
    assert await applying.in_operations(id) == ["REQUEST_SUBMITTED", "REQUEST_CHANGED"]


async def test_an_approved_domain_for_someone_else_goes_to_the_nominee(
    nova: None, ask: Ask
) -> None:
    id = await applying.to_review(ask, nomineeEmail="noel@nova.example")
    assert await applying.noticed("noel", id) == []
    assert await applying.read(ask, id, "noel") is None

    done = await applying.review(ask, id)

    assert (done["stage"], done["deciders"]) == ("PENDING_AUTHORIZATION", "NOMINEE")
    assert await steps.mailed("APPLICATION_AUTHORIZE") == ["noel"]
    assert await applying.noticed("noel", id) == [("REQUEST_CHANGED", None)]
    assert (await applying.authorize(ask, await applying.secret()))["stage"] == "PENDING_SETUP"


async def test_an_operator_declines_the_domain_with_a_reason(nova: None, ask: Ask) -> None:
    id = await applying.to_review(ask, nomineeEmail="noel@nova.example")

    done = await applying.review(ask, id, approve=False, reason="It is not yours.")

    assert (done["stage"], done["status"]) == ("DECLINED", "DECLINED")
    assert done["decisionReason"] == "It is not yours."
    assert (await applying.account_of(id)).status == "INACTIVE"
    letter = (await steps.letter("APPLICATION_DECLINED", "nora")).letter
    assert letter["quote"] == {"by": "Opal Operator", "text": "It is not yours."}
    assert not await EmailMessage.filter(to_address__startswith="noel").count()
    assert (await applying.noticed("nora", id))[-1] == ("REQUEST_ACTED_UPON", "DECLINED")
    again = await applying.apply(ask, domainIdentifier="nova-group.example")
    assert again["stage"] == "PENDING_DOMAIN_REVIEW"


@pytest.mark.parametrize("approve", [True, False])
async def test_of_two_operators_the_slower_is_told_who_was_first(
    nova: None, ask: Ask, approve: bool
) -> None:
    id = await applying.to_review(ask)

    answers = await asyncio.gather(
        applying.review(ask, id, "opal", approve), applying.review(ask, id, "otto", not approve)
    )

    won, lost = sorted(answers, key=lambda a: str(a["__typename"]))
    assert (won["__typename"], lost["__typename"]) == ("AccountApplication", "AlreadyActedUpon")
    assert lost["actedBy"] == won["actedBy"]
    assert lost["outcome"] == won["status"]
    assert lost["request"] == {"id": id, "version": 2}
    results = ("APPLICATION_SET_UP", "APPLICATION_DECLINED")
    assert await EmailMessage.filter(kind__in=results).count() == 1
    assert len(await applying.in_operations(id)) == 2


async def test_nobody_reviews_what_is_their_own(nova: None, ask: Ask) -> None:
    own = await applying.applied(ask, "opal", domainIdentifier="opal.example")
    nominated = await applying.to_review(ask, nomineeEmail="otto@service.example")

    refused = [await applying.review(ask, own), await applying.review(ask, nominated, "otto")]

    assert [a["code"] for a in refused] == ["SELF_DECISION", "SELF_DECISION"]
    seen = await applying.read(ask, own, "opal")
    assert (
        seen and not seen["viewerCanReview"]["allowed"] and not seen["viewerCanDecide"]["allowed"]
    )
    assert (await applying.review(ask, own, "otto"))["stage"] == "PENDING_SETUP"


async def test_only_operators_review(nova: None, ask: Ask) -> None:
    id = await applying.to_review(ask)

    refused = {
        who: (await applying.review(ask, id, who))["code"] for who in ("nora", "rita", "olaf")
    }

    assert refused == {"nora": "SELF_DECISION", "rita": "NOT_FOUND", "olaf": "NOT_FOUND"}
    unknown = await applying.review(ask, steps.unknown("AccountApplication"))
    assert unknown["code"] == "NOT_FOUND"
    assert (await applying.row(id)).version == 1


async def test_the_creator_becomes_administrator_of_an_active_account(nova: None, ask: Ask) -> None:
    id = await applying.applied(ask)

    done = await applying.set_up(ask, id, name="Nova Worldwide", virtualAccounts=["Lab", "Office"])

    application = done["application"]
    assert (application["stage"], application["status"]) == ("ACTIVE", "APPROVED")
    assert (application["actedBy"], done["users"]) == ({"username": "nora"}, [])
    assert application["account"]["status"] == "ACTIVE"
    seen = await ask(ACCOUNT, by="nora", id=application["account"]["id"])
    assert (seen["name"], seen["viewerCanManageUsers"]) == ("Nova Worldwide", {"allowed": True})
    parts = {part["name"]: part["isDefault"] for part in seen["virtualAccounts"]["nodes"]}
    assert parts == {"DEFAULT": True, "Lab": False, "Office": False}
    assert seen["roleAssignments"]["nodes"] == [
        {"role": "SMART_ACCOUNT_ADMIN", "user": {"username": "nora"}}
    ]
    log = [event["message"] for event in seen["events"]["nodes"]][::-1]
    assert log[0] == "Nora asked for the account Nova"
    assert "Nora set up the account Nova Worldwide" in log
    account = await applying.account_of(id)
    assert await AgreementAcceptance.filter(account_id=account.id, accepted_by__username="nora")
    assert await steps.mailed("APPLICATION_ACTIVE") == ["nora"]
    assert await steps.mailed("APPLICATION_SET_UP", status="QUEUED") == []
    assert (await applying.noticed("nora", id))[-1] == ("REQUEST_ACTED_UPON", "APPROVED")


async def test_the_new_account_takes_requests(nova: None, ask: Ask) -> None:
    await applying.set_up(ask, await applying.applied(ask))

    wanted = {"domainIdentifier": "nova.example", "account": None}
    request = await steps.pending(ask, "rita", **wanted)

    assert await steps.mailed("ACCESS_REQUESTED") == ["nora"]
    assert (await steps.approve(ask, request, by="nora"))["status"] == "APPROVED"


async def test_the_nominee_sets_up_and_the_applicant_is_mailed_too(nova: None, ask: Ask) -> None:
    id = await applying.for_noel(ask)
    await applying.authorize(ask, await applying.secret())

    refused = await applying.set_up(ask, id, by="nora")
    done = await applying.set_up(ask, id, by="noel")

    assert refused["code"] == "FORBIDDEN"
    assert done["application"]["stage"] == "ACTIVE"
    assert await steps.mailed("APPLICATION_ACTIVE") == ["noel", "nora"]
    held = RoleAssignment.filter(account_id=(await applying.account_of(id)).id)
    assert [a.user_id for a in await held] == [(await steps.user("noel")).id]
    seen = await applying.read(ask, id, "nora")
    assert seen and seen["account"] is None and seen["stage"] == "ACTIVE"
    ended = ("REQUEST_ACTED_UPON", "APPROVED")
    assert (await applying.noticed("noel", id))[-1] == ended
    assert (await applying.noticed("nora", id))[-1] == ended


async def test_of_two_set_ups_at_once_one_wins(nova: None, ask: Ask) -> None:
    id = await applying.applied(ask)

    answers = await asyncio.gather(*(applying.set_up(ask, id, name=n) for n in ("One", "Two")))

    won, lost = sorted(answers, key=lambda a: a["__typename"], reverse=True)
    assert (won["__typename"], lost["__typename"]) == ("CompletedAccountSetup", "AlreadyActedUpon")
    assert (lost["outcome"], lost["actedBy"]) == ("APPROVED", {"username": "nora"})
    account = await applying.account_of(id)
    assert account.name == won["application"]["accountName"]
    assert await RoleAssignment.filter(account_id=account.id).count() == 1
    assert await VirtualAccount.filter(account_id=account.id).count() == 1
    assert await steps.mailed("APPLICATION_ACTIVE") == ["nora"]


async def test_first_users_are_named_with_the_set_up_each_with_a_result(
    nova: None, ask: Ask
) -> None:
    id = await applying.applied(ask)
    users = [
        {"user": "noel@nova.example", "role": "SMART_ACCOUNT_APPROVER"},
        {"user": "rita", "role": "VIRTUAL_ACCOUNT_USER", "virtualAccounts": ["Lab", "DEFAULT"]},
        {"user": "rita", "role": "SMART_ACCOUNT_APPROVER"},
        {"user": "rita", "role": "VIRTUAL_ACCOUNT_USER"},
        {"user": "rita", "role": "VIRTUAL_ACCOUNT_USER", "virtualAccounts": ["Attic"]},
        {"user": "nobody", "role": "SMART_ACCOUNT_USER"},
    ]
    given: dict[str, Any] = {"users": users, "virtualAccounts": ["Lab"], "idempotencyKey": "set-up"}

    done = await applying.set_up(ask, id, **given)

    codes = [row["problem"] and row["problem"]["code"] for row in done["users"]]
    assert codes == [
        None, None, "APPROVER_DOMAIN_MISMATCH", "VIRTUAL_ACCOUNT_REQUIRED", "NOT_FOUND",
        "NOT_FOUND",
    ]  # fmt: skip
    assert done["users"][1]["assignment"]["virtualAccounts"] == [
        {"name": "DEFAULT"},
        {"name": "Lab"},
    ]
    assert await steps.mailed("ROLE_GRANTED") == ["noel", "rita"]
    again = await applying.set_up(ask, id, **given)
    assert again["users"] == done["users"]
    assert again["application"]["id"] == id


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"acceptAgreement": False}, "INVALID_INPUT", ["acceptAgreement"]),
        ({"name": "=?"}, "INVALID_INPUT", ["name"]),
        ({"virtualAccounts": ["Lab", " lab"]}, "NAME_TAKEN", ["virtualAccounts"]),
        ({"virtualAccounts": ["DEFAULT"]}, "NAME_TAKEN", ["virtualAccounts"]),
        ({"virtualAccounts": [""]}, "INVALID_INPUT", ["virtualAccounts"]),
        ({"virtualAccounts": [str(n) for n in range(51)]}, "INVALID_INPUT", ["virtualAccounts"]),
        ({"users": [{"user": "x", "role": "SMART_ACCOUNT_USER"}] * 51}, "INVALID_INPUT", ["users"]),
    ],
)
async def test_a_set_up_that_is_refused_leaves_nothing_behind(
    nova: None, ask: Ask, given: Any, code: str, field: list[str]
) -> None:
    id = await applying.applied(ask)

    refused = await applying.set_up(ask, id, **given)

    assert (refused["code"], refused["field"]) == (code, field)
    found, account = await applying.row(id), await applying.account_of(id)
    assert (found.stage, found.version, account.status) == ("PENDING_SETUP", 1, "PENDING")
    assert not await VirtualAccount.filter(account_id=account.id).count()
    assert not await AgreementAcceptance.all().count()


async def test_nobody_sets_up_before_it_is_time_or_what_is_not_theirs(nova: None, ask: Ask) -> None:
    waiting = await applying.to_review(ask)
    ready = await applying.applied(ask)

    assert (await applying.set_up(ask, waiting))["code"] == "FORBIDDEN"
    refused = {who: await applying.set_up(ask, ready, by=who) for who in ("rita", "noel", "opal")}
    assert {who: answer["code"] for who, answer in refused.items()} == {
        "rita": "NOT_FOUND", "noel": "NOT_FOUND", "opal": "FORBIDDEN",
    }  # fmt: skip
    await applying.cancel(ask, ready)
    ended = await applying.set_up(ask, ready)
    assert (ended["code"], ended["outcome"]) == ("ALREADY_ACTED_UPON", "CANCELLED")


async def test_operators_applicant_and_nominee_are_told_live(
    nova: None, served: Served, ask: Ask
) -> None:
    people = {name: served.client(name) for name in ("otto", "nora", "noel")}
    since = {name: (await c.ask(CURSOR))["noticeCursor"] for name, c in people.items()}
    async with (
        people["otto"].watch(LIVE, after=since["otto"]) as operators,
        people["nora"].watch(LIVE, after=since["nora"]) as applicants,
        people["noel"].watch(LIVE, after=since["noel"]) as nominees,
    ):
        id = await applying.to_review(ask, nomineeEmail="noel@nova.example")
        await applying.review(ask, id)
        await applying.authorize(ask, await applying.secret())
        done = await applying.set_up(ask, id, by="noel")
        theirs, own = await operators.some(4), await applicants.some(4)
        nominated = [await about(nominees) for _ in range(3)]

    assert done["application"]["stage"] == "ACTIVE"
    kinds = ["REQUEST_SUBMITTED", "REQUEST_CHANGED", "REQUEST_CHANGED", "REQUEST_ACTED_UPON"]
    assert [n["kind"] for n in theirs] == [n["kind"] for n in own] == kinds
    assert [n["kind"] for n in nominated] == kinds[1:]
    assert {n["accountName"] for n in own} == {"Nova"} and theirs[-1]["outcome"] == "APPROVED"
    assert theirs[1]["message"] == "Opal Operator approved the domain nova-group.example"
    # The changed thing itself comes at its new version, at the latest when it is read.
    assert {n["about"]["id"] for n in [*theirs, *own, *nominated]} == {id}
    assert theirs[-1]["about"] == {"id": id, "version": 4, "stage": "ACTIVE"}


async def test_the_operators_see_all_applications_and_nobody_else_does(
    nova: None, ask: Ask
) -> None:
    first = await applying.to_review(ask)
    second = await applying.applied(ask, "noel", name="Noels")

    seen = {who: await ask(LIST, by=who, filter=None) for who in ("opal", "nora", "olaf")}
    assert [node["id"] for node in seen["opal"]["nodes"]] == [second, first]
    assert seen["nora"] is None and seen["olaf"] is None
    waiting = await ask(LIST, by="opal", filter={"stage": ["PENDING_DOMAIN_REVIEW"]})
    named = await ask(LIST, by="opal", filter={"text": "noels"})
    assert [node["id"] for node in waiting["nodes"]] == [first]
    assert [node["id"] for node in named["nodes"]] == [second]


async def test_an_application_is_found_by_its_id_by_whom_it_concerns(nova: None, ask: Ask) -> None:
    id = await applying.for_noel(ask)

    nodes = {who: await ask(NODE, by=who, id=id) for who in ("nora", "noel", "opal", "rita")}

    assert nodes.pop("rita") is None
    assert {node["key"] for node in nodes.values()} == {"nova.example"}
    assert {node["__typename"] for node in nodes.values()} == {"AccountApplication"}
    assert await applying.read(ask, id, "rita") is None
    assert (
        await applying.read(ask, ids.encode("User", (await steps.user("nora")).id), "nora") is None
    )


async def test_what_a_viewer_may_do_is_shown_to_each(nova: None, ask: Ask) -> None:
    id = await applying.for_noel(ask)

    seen = {who: await applying.read(ask, id, who) for who in ("nora", "noel", "opal")}
    may = {
        who: {key[9:] for key in shown if key.startswith("viewerCan") and shown[key]["allowed"]}
        for who, shown in seen.items()
        if shown
    }

    assert may == {"nora": {"Remind", "Withdraw"}, "noel": {"Decide", "Authorize"}, "opal": set()}


async def test_the_logs_of_operators_and_account_are_chained(nova: None, ask: Ask) -> None:
    id = await applying.for_noel(ask)
    await applying.authorize(ask, await applying.secret())
    await applying.set_up(ask, id, by="noel")

    operations = await Channel.get(id=channels.OPERATIONS)
    account = await applying.account_of(id)
    assert await audit.broken_links(operations) == await audit.broken_links(account) == []
    assert await User.filter(username="noel", seq__gt=0).exists()


async def test_a_set_up_and_a_cancellation_at_once_leave_one_of_both(nova: None, ask: Ask) -> None:
    id = await applying.applied(ask)

    done, cancelled = await asyncio.gather(applying.set_up(ask, id), applying.cancel(ask, id))

    found, account = await applying.row(id), await applying.account_of(id)
    if "code" in done:
        assert (done["code"], done["outcome"]) == ("ALREADY_ACTED_UPON", "CANCELLED")
        assert (found.stage, account.status) == ("CANCELLED", "INACTIVE")
    else:
        assert cancelled["code"] == "NOT_PENDING"
        assert (found.stage, account.status) == ("ACTIVE", "ACTIVE")
    assert found.version == 2


@pytest.mark.parametrize(("who", "root"), [("nora", MINE), ("opal", ALL)])
async def test_a_list_takes_as_many_statements_for_one_as_for_many(
    nova: None, served: Served, ask: Ask, who: str, root: str
) -> None:
    counts = []
    for number in range(4):
        await applying.to_review(ask, domainIdentifier=f"nova{number}x.example")
        counts.append(await statements(served.client(who), root))

    assert len(set(counts)) == 1 and counts[0] <= 6, counts
