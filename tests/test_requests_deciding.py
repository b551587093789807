"""Deciding a request: what an answer does, to whom it is mailed, and when it is refused."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from models import clock
from models.accounts import SmartAccount, VirtualAccount
from models.mail import EmailMessage
from models.requests import AccessRequest
from models.roles import Role, RoleAssignment
from models.users import User
from resolvers import ids
from tests import shared, steps
from tests.conftest import Ask

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

ACCESS = """query { viewer { currentAccess { nodes {
  role endsAt virtualAccounts { name } grantedBy { username } } } } }"""
ACCOUNT = "query($id: ID!) { smartAccount(id: $id) { viewerCanView { allowed } } }"


async def access(ask: Ask, who: str = "rita") -> list[tuple[str, list[str]]]:
    """The roles that somebody holds now, with their virtual accounts."""
    shown = await ask(ACCESS, by=who)
    nodes = shown["currentAccess"]["nodes"]
    return [(node["role"], [v["name"] for v in node["virtualAccounts"]]) for node in nodes]


async def untouched(request: str) -> None:
    """Nothing came of an attempt to decide."""
    found = await AccessRequest.get(id=ids.key(request, "AccessRequest", "request"))
    assert (found.status, found.version, found.acted_by_id) == ("PENDING", 1, None)
    assert await steps.noticed() == ["REQUEST_SUBMITTED"]
    assert not await EmailMessage.exclude(kind="ACCESS_REQUESTED").count()
    assert await steps.mailed("ACCESS_REQUESTED", status="QUEUED") == ["ada", "ben"]
    assert not await RoleAssignment.filter(request_id=found.id).count()


async def vera_may_decide() -> None:
    """Switch the account's setting on: there is no mutation for it yet."""
    await SmartAccount.filter(name="ACME").update(virtual_account_admins_may_decide=True)


@pytest.mark.parametrize(
    "role",
    ["SMART_ACCOUNT_ADMIN", "SMART_ACCOUNT_USER", "SMART_ACCOUNT_VIEWER"],
)
async def test_approving_gives_a_role_over_the_entire_account(ask: Ask, role: str) -> None:
    request = await steps.pending(ask)

    done = await steps.approve(ask, request, role=role)

    assert (done["status"], done["version"]) == ("APPROVED", 2)
    assert done["actedBy"] == {"username": "ada"}
    title = Role(role).title
    assert done["grantedRoles"] == [{"role": role, "description": title, "virtualAccounts": []}]
    assert done["currentRoles"] == [{"role": role}]
    assert await access(ask) == [(role, [])]
    assert (await ask(ACCOUNT, by="rita", id=await steps.acme_id()))["viewerCanView"]["allowed"]


@pytest.mark.parametrize(
    "role", ["VIRTUAL_ACCOUNT_ADMIN", "VIRTUAL_ACCOUNT_USER", "VIRTUAL_ACCOUNT_VIEWER"]
)
async def test_approving_gives_a_role_over_chosen_virtual_accounts(ask: Ask, role: str) -> None:
    request = await steps.pending(ask)
    parts = [await steps.part_id(name) for name in ("Office", "Lab")]

    done = await steps.approve(ask, request, role=role, virtualAccounts=parts)

    (given,) = done["grantedRoles"]
    assert given["role"] == role
    assert given["description"] == f"{Role(role).title} (Lab, Office)"
    assert sorted(v["id"] for v in given["virtualAccounts"]) == sorted(parts)
    assert await access(ask) == [(role, ["Lab", "Office"])]


async def test_an_approver_is_of_the_accounts_domain(ask: Ask) -> None:
    await steps.person("cleo", "acme.example")
    requests = {who: await steps.pending(ask, who) for who in ("rita", "cleo")}

    refused = await steps.approve(ask, requests["rita"], role="SMART_ACCOUNT_APPROVER")
    done = await steps.approve(ask, requests["cleo"], role="SMART_ACCOUNT_APPROVER")

    assert (refused["code"], refused["field"]) == ("APPROVER_DOMAIN_MISMATCH", ["role"])
    assert done["status"] == "APPROVED"
    assert await access(ask) == []


async def test_both_answers_keep_the_roles_that_the_requester_holds(ask: Ask) -> None:
    office = await steps.part("Office")
    await steps.appoint("rita", Role.VIRTUAL_ACCOUNT_USER, office)
    held = [("VIRTUAL_ACCOUNT_USER", ["Office"])]

    declined = await steps.decline(ask, await steps.pending(ask))
    assert declined["status"] == "DECLINED" and await access(ask) == held
    await steps.approve(ask, await steps.pending(ask), role="SMART_ACCOUNT_VIEWER")
    assert await access(ask) == [*held, ("SMART_ACCOUNT_VIEWER", [])]
    lab: dict[str, Any] = {
        "role": "VIRTUAL_ACCOUNT_USER",
        "virtualAccounts": [await steps.part_id("Lab")],
    }
    await steps.approve(ask, await steps.pending(ask), **lab)
    widened = [("VIRTUAL_ACCOUNT_USER", ["Lab", "Office"]), ("SMART_ACCOUNT_VIEWER", [])]
    assert await access(ask) == widened


async def test_approving_may_replace_the_current_roles(ask: Ask) -> None:
    office = await steps.part("Office")
    await steps.appoint("rita", Role.VIRTUAL_ACCOUNT_USER, office)
    await steps.appoint("rita", Role.SMART_ACCOUNT_VIEWER)
    request = await steps.pending(ask)

    done = await steps.approve(ask, request, replaceCurrentRoles=True)

    assert done["currentRoles"] == [{"role": "SMART_ACCOUNT_USER"}]
    assert await access(ask) == [("SMART_ACCOUNT_USER", [])]
    ended = RoleAssignment.filter(user__username="rita", ended_at__isnull=False)
    assert {a.end_reason for a in await ended} == {"REPLACED"}
    # The same role again is given anew.
    done = await steps.approve(ask, await steps.pending(ask), replaceCurrentRoles=True)
    assert done["currentRoles"] == [{"role": "SMART_ACCOUNT_USER"}]


async def test_a_role_with_an_end_stops_working_by_the_clock(ask: Ask) -> None:
    request = await steps.pending(ask)
    ends = clock.now() + timedelta(days=30)

    await steps.approve(ask, request, endsAt=ends.isoformat())

    (shown,) = (await ask(ACCESS, by="rita"))["currentAccess"]["nodes"]
    assert datetime.fromisoformat(shown["endsAt"]) == ends
    assert await access(ask) == [("SMART_ACCOUNT_USER", [])]
    clock.clock.advance(days=29, hours=23)
    assert await access(ask) == [("SMART_ACCOUNT_USER", [])]
    clock.clock.advance(hours=2)
    assert await access(ask) == []
    account = await ask(ACCOUNT, by="rita", id=await steps.acme_id())
    assert account["viewerCanView"] == {"allowed": False}
    read = await steps.read(ask, request, "ada")
    assert read and read["currentRoles"] == []


@pytest.mark.parametrize("end", ["2020-01-01T00:00:00Z", "0001-01-01T00:00:00Z"])
async def test_an_end_in_the_past_is_refused(ask: Ask, end: str) -> None:
    request = await steps.pending(ask)

    refused = await steps.approve(ask, request, endsAt=end)

    assert (refused["code"], refused["field"]) == ("INVALID_INPUT", ["endsAt"])
    await untouched(request)


async def test_an_approval_is_mailed_to_the_requester_and_the_other_admins(ask: Ask) -> None:
    request = await steps.pending(ask)

    done = await steps.approve(ask, request)

    assert await steps.mailed("ACCESS_APPROVED") == ["ben", "rita"]
    when = clock.written_out(datetime.fromisoformat(done["actedAt"]))
    result = [
        ["Roles assigned by", "Ada Admin"],
        ["Roles assigned on", when],
        ["Role", "Smart Account User"],
    ]
    for who in ("ben", "rita"):
        mail = await steps.letter("ACCESS_APPROVED", who)
        blocks = {
            block["title"]: [list(row) for row in block["rows"]] for block in mail.letter["blocks"]
        }
        assert blocks["Result"] == result
        assert ["Account name", "ACME"] in blocks["Account"]
        assert mail.letter["links"] and when.endswith(" UTC")
    # What still asked them to act is taken back.
    assert await steps.mailed("ACCESS_REQUESTED", status="CANCELLED") == ["ada", "ben"]


async def test_a_decline_with_a_reason_is_mailed_to_the_same(ask: Ask) -> None:
    request = await steps.pending(ask)
    await steps.remind(ask, request)

    done = await steps.decline(ask, request, reason="  Ask your manager.\n")

    assert (done["status"], done["decisionReason"]) == ("DECLINED", "Ask your manager.")
    assert (done["version"], done["grantedRoles"]) == (3, [])
    assert await steps.mailed("ACCESS_DECLINED") == ["ben", "rita"]
    for who in ("ben", "rita"):
        mail = await steps.letter("ACCESS_DECLINED", who)
        rows = [list(row) for block in mail.letter["blocks"] for row in block["rows"]]
        assert ["Declined by", "Ada Admin"] in rows
        assert mail.letter["quote"] == {"by": "Ada Admin", "text": "Ask your manager."}
        assert ["Declined on", clock.written_out(datetime.fromisoformat(done["actedAt"]))] in rows
    for kind in ("ACCESS_REQUESTED", "ACCESS_REMINDER"):
        assert await steps.mailed(kind, status="CANCELLED") == ["ada", "ben"]
    assert await access(ask) == []


@pytest.mark.parametrize(
    ("reason", "answer"),
    [
        (None, "DECLINED"),
        ("", "DECLINED"),
        (" \n ", "DECLINED"),
        ("😀" * 1000, "DECLINED"),
        ("x" * 1001, "REASON_TOO_LONG"),
        ("bell \a", "INVALID_INPUT"),
    ],
)
async def test_a_reason_for_declining_may_be_missing_but_not_too_long(
    ask: Ask, reason: str | None, answer: str
) -> None:
    request = await steps.pending(ask)

    done = await steps.decline(ask, request, **({} if reason is None else {"reason": reason}))

    if answer == "DECLINED":
        assert (done["status"], done["decisionReason"]) == (answer, (reason or "").strip())
    else:
        assert (done["code"], done["field"]) == (answer, ["reason"])
        await untouched(request)


@pytest.mark.parametrize("act", [steps.approve, steps.decline])
async def test_nobody_decides_their_own_request(ask: Ask, act: Any) -> None:
    await steps.person("twin", email="ada@acme.example", email_domain="acme.example")
    own, by_twin = await steps.pending(ask, "ada"), await steps.pending(ask, "twin")

    assert (await act(ask, own, "ada"))["code"] == "SELF_DECISION"
    # Two sign-ins with one address are one person.
    assert (await act(ask, by_twin, "ada"))["code"] == "SELF_DECISION"
    assert (await act(ask, own, "ben"))["__typename"] == "AccessRequest"


@pytest.mark.parametrize("act", [steps.approve, steps.decline])
async def test_the_requester_alone_may_not_decide_either(ask: Ask, act: Any) -> None:
    request = await steps.pending(ask)

    assert (await act(ask, request, "rita"))["code"] == "SELF_DECISION"
    await untouched(request)


@pytest.mark.parametrize("act", [steps.approve, steps.decline])
@pytest.mark.parametrize("lost", ["ended_at", "ends_at"])
async def test_an_administrator_who_lost_the_role_meanwhile_is_forbidden(
    ask: Ask, act: Any, lost: str
) -> None:
    request = await steps.pending(ask)
    assert await steps.read(ask, request, "ada")
    await RoleAssignment.filter(user__username="ada").update(**{lost: clock.now()})

    assert (await act(ask, request, "ada"))["code"] == "FORBIDDEN"
    await untouched(request)
    assert await steps.read(ask, request, "ada") is None


@pytest.mark.parametrize("who", ["dana", "olaf", "opal", "paul"])
@pytest.mark.parametrize("act", [steps.approve, steps.decline])
async def test_to_strangers_a_request_does_not_exist(ask: Ask, act: Any, who: str) -> None:
    request = await steps.pending(ask)

    refused = await act(ask, request, who)

    assert refused["code"] == "NOT_FOUND"
    assert refused == await act(ask, steps.unknown("AccessRequest"), who)
    await untouched(request)


@pytest.mark.parametrize("who", ["uma", "vera"])
async def test_roles_without_the_right_do_not_decide(ask: Ask, who: str) -> None:
    request = await steps.pending(ask)

    assert (await steps.approve(ask, request, who))["code"] == "FORBIDDEN"
    assert (await steps.decline(ask, request, who))["code"] == "FORBIDDEN"
    await untouched(request)


@pytest.mark.parametrize("first", ["approve", "decline", "withdraw"])
@pytest.mark.parametrize("second", [steps.approve, steps.decline])
async def test_whoever_comes_second_is_told_who_when_and_which_outcome(
    ask: Ask, first: str, second: Any
) -> None:
    request = await steps.pending(ask)
    acts: dict[str, Any] = {"approve": steps.approve, "decline": steps.decline}
    won = await acts.get(first, steps.withdraw)(ask, request)
    mails = await EmailMessage.all().count()

    lost = await second(ask, request, "ben")

    outcome = {"approve": "APPROVED", "decline": "DECLINED", "withdraw": "CANCELLED"}[first]
    assert (lost["code"], lost["outcome"]) == ("ALREADY_ACTED_UPON", outcome)
    assert (lost["actedBy"], lost["actedAt"]) == (won["actedBy"], won["actedAt"])
    assert lost["request"] == {"id": request, "status": outcome, "version": 2}
    assert won["actedBy"]["username"].title() in lost["message"]
    assert await EmailMessage.all().count() == mails
    assert len(await steps.noticed()) == 2


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"role": "SMART_ACCOUNT_USER", "virtualAccounts": ["Lab"]}, "ROLE_SCOPE_MISMATCH", "role"),
        ({"role": "VIRTUAL_ACCOUNT_USER"}, "VIRTUAL_ACCOUNT_REQUIRED", "virtualAccounts"),
        ({"role": "VIRTUAL_ACCOUNT_USER", "virtualAccounts": []}, "VIRTUAL_ACCOUNT_REQUIRED",
         "virtualAccounts"),
        ({"role": "SMART_ACCOUNT_APPROVER"}, "APPROVER_DOMAIN_MISMATCH", "role"),
        ({"role": "VIRTUAL_ACCOUNT_USER", "virtualAccounts": ["?"]}, "NOT_FOUND",
         "virtualAccounts"),
    ],
)  # fmt: skip
async def test_a_role_must_fit_its_scope_and_a_refusal_leaves_the_request_pending(
    ask: Ask, given: dict[str, Any], code: str, field: str
) -> None:
    request = await steps.pending(ask)
    foreign = await VirtualAccount.get(account__name="Rivers Ltd")
    known = {"Lab": await steps.part_id("Lab"), "?": ids.of(foreign)}
    if "virtualAccounts" in given:
        given = {**given, "virtualAccounts": [known[name] for name in given["virtualAccounts"]]}

    refused = await steps.approve(ask, request, **given)

    assert (refused["code"], refused["field"]) == (code, [field])
    await untouched(request)


async def test_virtual_account_admins_decide_for_theirs_only_while_the_setting_is_on(
    ask: Ask,
) -> None:
    annex = await steps.part_id("Lab Annex")
    proposed: dict[str, Any] = {"role": "VIRTUAL_ACCOUNT_USER", "virtualAccounts": [annex]}
    request = await steps.pending(ask, **proposed)

    assert await steps.read(ask, request, "vera") is None
    assert (await steps.approve(ask, request, "vera", **proposed))["code"] == "FORBIDDEN"
    await vera_may_decide()

    seen = await steps.read(ask, request, "vera")
    assert seen and seen["viewerCanDecide"] == {"allowed": True, "because": None}
    done = await steps.approve(ask, request, "vera", **proposed)
    assert done["actedBy"] == {"username": "vera"}
    assert await access(ask) == [("VIRTUAL_ACCOUNT_USER", ["Lab Annex"])]
    assert await steps.mailed("ACCESS_APPROVED") == ["ada", "ben", "rita"]


async def test_virtual_account_admins_give_no_more_than_their_own(ask: Ask) -> None:
    await vera_may_decide()
    lab, office = await steps.part_id("Lab"), await steps.part_id("Office")
    request = await steps.pending(ask, virtualAccounts=[lab])
    user = {"role": "VIRTUAL_ACCOUNT_USER"}

    for more in (
        {"role": "SMART_ACCOUNT_USER"},
        {"role": "SMART_ACCOUNT_ADMIN"},
        {**user, "virtualAccounts": [office]},
        {**user, "virtualAccounts": [lab, office]},
        {**user, "virtualAccounts": [lab], "replaceCurrentRoles": True},
    ):
        assert (await steps.approve(ask, request, "vera", **more))["code"] == "FORBIDDEN"
    await untouched(request)


async def test_virtual_account_admins_see_and_decide_no_other_requests(ask: Ask) -> None:
    await vera_may_decide()
    await steps.person("rolf")
    without = await steps.pending(ask)
    elsewhere = await steps.pending(ask, "rolf", virtualAccounts=[await steps.part_id("Office")])

    for request in (without, elsewhere):
        assert await steps.read(ask, request, "vera") is None
        assert (await steps.decline(ask, request, "vera"))["code"] == "FORBIDDEN"


async def test_a_decision_stands_when_the_deciders_role_ends_later(ask: Ask) -> None:
    request = await steps.pending(ask)
    await steps.approve(ask, request)
    await RoleAssignment.filter(user__username="ada").update(ended_at=clock.now())
    await User.filter(username="ada").update(active=False)

    read = await steps.read(ask, request, "rita")

    assert read and (read["status"], read["actedBy"]) == ("APPROVED", {"username": "ada"})
    assert await access(ask) == [("SMART_ACCOUNT_USER", [])]
