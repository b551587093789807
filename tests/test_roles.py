"""Giving, changing and taking roles: what is answered, written, mailed and refused."""

import asyncio

import pytest

from models.accounts import VirtualAccount
from models.mail import EmailMessage
from models.notices import Notice
from models.roles import RoleAssignment
from models.users import User
from resolvers import ids
from tests import giving, shared
from tests.conftest import Ask
from tests.giving import Answer, Place

service, served, acme = shared.service, shared.served, giving.acme
pytestmark = pytest.mark.asyncio(loop_scope="module")

NODE = "query($id: ID!) { node(id: $id) { __typename ... on RoleAssignment { role version } } }"
USERS = """query($id: ID!, $filter: RoleAssignmentFilter) { smartAccount(id: $id) {
  roleAssignments(filter: $filter) { nodes {
    user { username } role endReason virtualAccounts { name } viewerCanRevoke { allowed } } } } }"""
WHOLE = "SMART_ACCOUNT_USER"
PART = "VIRTUAL_ACCOUNT_USER"


async def test_a_role_is_granted_noticed_and_mailed(acme: Place) -> None:
    given = await acme.grant("ada", "rita", PART, "Lab", "Office")

    assert given["user"] == {"username": "rita"} and given["role"] == PART
    assert [part["name"] for part in given["virtualAccounts"]] == ["Lab", "Office"]
    assert await acme.in_words("rita") == ["Virtual Account User (Lab, Office)"]
    notice = await Notice.filter(account_id=acme.row.id).order_by("-seq").first()
    assert notice and notice.kind == "ROLE_GRANTED"
    assert await giving.mails("ROLE_GRANTED") == ["rita"]
    mail = await EmailMessage.get(kind="ROLE_GRANTED")
    rows = {label: value for label, value in mail.letter["blocks"][1]["rows"]}
    assert rows["Role"] == "Virtual Account User (Lab, Office)"
    assert rows["Granted by"] == "Ada Admin" and rows["On"].endswith(" UTC")


async def test_a_role_that_is_held_is_not_granted_again_but_widened(acme: Place) -> None:
    await acme.grant("ada", "rita", PART, "Lab", "Office")

    again = await acme.grant("ada", "rita", PART, "Lab")
    more = await acme.grant("ada", "rita", PART, "Office", "DEFAULT")

    assert again["code"] == "ALREADY_HELD"
    assert more["version"] == 2
    assert await acme.in_words("rita") == ["Virtual Account User (DEFAULT, Lab, Office)"]


@pytest.mark.parametrize(
    ("role", "parts", "code"),
    [
        (WHOLE, ["Lab"], "ROLE_SCOPE_MISMATCH"),
        ("SMART_ACCOUNT_ADMIN", ["Lab"], "ROLE_SCOPE_MISMATCH"),
        (PART, [], "VIRTUAL_ACCOUNT_REQUIRED"),
        ("SMART_ACCOUNT_APPROVER", [], "APPROVER_DOMAIN_MISMATCH"),
    ],
)
async def test_role_and_scope_must_fit(acme: Place, role: str, parts: list[str], code: str) -> None:
    held = (await acme.grant("ada", "rita", "SMART_ACCOUNT_VIEWER"))["id"]
    request = await acme.request("rita")

    refusals = [
        await acme.grant("ada", "rita", role, *parts),
        await acme.change("ada", held, role, *parts),
        await acme.approve("ada", request, role, *parts),
        (await acme.add("ada", ["rita"], role, *parts))["rows"][0]["problem"],
    ]

    assert [refusal["code"] for refusal in refusals] == [code] * 4
    assert await acme.in_words("rita") == ["Smart Account Viewer"]


async def test_a_virtual_account_of_another_account_is_not_found(acme: Place) -> None:
    foreign = await VirtualAccount.get(account__name="Rivers Ltd")
    acme.parts["foreign"] = ids.of(foreign)

    assert (await acme.grant("ada", "rita", PART, "Lab", "foreign"))["code"] == "NOT_FOUND"
    assert (await acme.change("ada", await acme.held_id("uma"), PART, "foreign"))["code"] == (
        "NOT_FOUND"
    )


async def test_an_approver_needs_a_verified_address_of_the_accounts_domain(acme: Place) -> None:
    await giving.person("ida", "acme.example")
    await giving.person("ivan", "acme.example", verified=False)
    await giving.person("inge", "sub.acme.example")

    answers = {
        who: await acme.grant("ada", who, "SMART_ACCOUNT_APPROVER")
        for who in ("ida", "ivan", "inge", "rita")
    }

    assert {who: answer.get("code") for who, answer in answers.items()} == {
        "ida": None,
        "ivan": "APPROVER_DOMAIN_MISMATCH",
        "inge": "APPROVER_DOMAIN_MISMATCH",
        "rita": "APPROVER_DOMAIN_MISMATCH",
    }


async def test_people_are_found_by_username_and_by_verified_address_however_it_is_written(
    acme: Place,
) -> None:
    await User.filter(username="rita").update(email="Rita.R@rivers.example")

    names = ["RITA", " rita ", "Rita.R@Rivers.EXAMPLE"]
    given = [
        await acme.grant("ada", name, PART, part)
        for name, part in zip(names, acme.parts, strict=False)
    ]

    assert [answer["user"]["username"] for answer in given] == ["rita"] * 3


async def test_a_stranger_does_not_learn_who_exists(acme: Place) -> None:
    known = await acme.grant("rita", "dana", WHOLE)
    unknown = await acme.grant("rita", "nobody", WHOLE)
    held = await acme.held_id("uma")

    assert known == unknown and known["code"] == "NOT_FOUND"
    assert (await acme.grant("ada", "nobody", WHOLE))["field"] == ["user"]
    no_such = ids.encode("RoleAssignment", ids.parse(acme.id)[1])  # type: ignore[index]
    assert await acme.revoke("rita", held) == await acme.revoke("rita", no_such)
    assert (await acme.change("rita", held, WHOLE))["code"] == "NOT_FOUND"
    assert (await acme.revoke("rita", held, "Lab"))["code"] == "NOT_FOUND"
    assert await acme.in_words("uma") == ["Smart Account User"]


async def test_many_are_added_with_a_result_for_each(acme: Place) -> None:
    await giving.person("ida", "acme.example")
    people = ["ida", "rita", "nobody", "ida", "IDA@acme.example", "uma@acme.example"]

    added = await acme.add("ada", people, "SMART_ACCOUNT_APPROVER")

    rows = added["rows"]
    assert [row["user"] for row in rows] == people
    assert [row["problem"] and row["problem"]["code"] for row in rows] == [
        None,
        "APPROVER_DOMAIN_MISMATCH",
        "NOT_FOUND",
        "ALREADY_HELD",
        "ALREADY_HELD",
        None,
    ]
    assert [bool(row["assignment"]) for row in rows] == [True, False, False, False, False, True]
    assert await giving.mails("ROLE_GRANTED") == ["ida", "uma"]


async def test_many_are_added_once_however_often_the_call_is_repeated(acme: Place) -> None:
    call = ["ada", ["rita", "nobody"], "SMART_ACCOUNT_USER"]

    first = await acme.add(*call, "Lab", idempotencyKey="k1")  # type: ignore[arg-type]
    second = await acme.add(*call, "Lab", idempotencyKey="k1")  # type: ignore[arg-type]
    third = await acme.add(*call, idempotencyKey="k2")  # type: ignore[arg-type]
    fourth = await acme.add(*call, idempotencyKey="k2")  # type: ignore[arg-type]

    assert first == second and third == fourth
    assert [row["problem"]["code"] for row in first["rows"]] == ["ROLE_SCOPE_MISMATCH", "NOT_FOUND"]
    assert await giving.mails("ROLE_GRANTED") == ["rita"]


async def test_who_may_not_add_anybody_is_told_once(acme: Place) -> None:
    refused = {
        "uma": await acme.add("uma", ["rita"], WHOLE),
        "vera": await acme.add("vera", ["rita", "dana"], PART, "Lab", "Office"),
        "rita": await acme.add("rita", ["rita"], WHOLE),
    }

    codes = {who: answer.get("code") for who, answer in refused.items()}
    assert codes == {"uma": "FORBIDDEN", "vera": "FORBIDDEN", "rita": "NOT_FOUND"}


@pytest.mark.parametrize("count", [0, 501])
async def test_one_to_500_are_added_at_once(ask: Ask, acme: Place, count: int) -> None:
    refused = await acme.add("ada", [f"u{n}" for n in range(count)], WHOLE)

    assert refused["code"] == "INVALID_INPUT" and refused["field"] == ["users"]


async def test_a_role_is_changed_into_another(ask: Ask, acme: Place) -> None:
    old = await acme.held_id("uma")

    new = await acme.change("ada", old, PART, "Office")

    assert new["role"] == PART and new["id"] != old
    assert await acme.in_words("uma") == ["Virtual Account User (Office)"]
    ended = await RoleAssignment.get(id=ids.key(old, "RoleAssignment", ""))
    assert ended.end_reason == "REPLACED" and ended.ended_at
    assert await giving.mails("ROLE_CHANGED") == ["uma"]
    assert (await acme.change("ada", old, WHOLE))["code"] == "ROLE_ENDED"
    shown = await ask(USERS, by="ada", id=acme.id, filter={"text": "uma", "includeEnded": True})
    assert {n["endReason"] for n in shown["roleAssignments"]["nodes"]} == {"REPLACED", None}


async def test_administrators_may_step_down(acme: Place) -> None:
    assert (await acme.change("ben", await acme.held_id("ben"), WHOLE))["role"] == WHOLE
    assert (await acme.change("ben", await acme.held_id("ben"), PART, "Lab"))["code"] == (
        "FORBIDDEN"
    )
    stepped = await acme.change("vera", await acme.held_id("vera"), PART, "Lab Annex")
    assert stepped["role"] == PART


async def test_a_revoked_role_is_gone_and_its_holder_mailed(ask: Ask, acme: Place) -> None:
    held = await acme.held_id("uma")

    gone = await acme.revoke("ada", held)

    assert gone["endReason"] == "REVOKED" and gone["endedBy"] == {"username": "ada"}
    assert gone["version"] == 2 and gone["viewerCanRevoke"] == {"allowed": False}
    assert await giving.mails("ROLE_REVOKED") == ["uma"]
    assert await acme.held("uma") == []
    assert (await acme.revoke("ada", held))["code"] == "ROLE_ENDED"
    node = await ask(NODE, by="uma", id=held)
    assert node["version"] == 2


@pytest.mark.parametrize("act", ["revoke", "remove"])
async def test_whoever_takes_a_role_may_leave_the_mail_out(acme: Place, act: str) -> None:
    if act == "revoke":
        await acme.revoke("ada", await acme.held_id("uma"), mail=False)
    else:
        await acme.remove("ada", "uma", mail=False)

    assert await acme.held("uma") == [] and await giving.mails("ROLE_REVOKED") == []


async def test_of_two_who_revoke_at_once_the_second_finds_it_ended(acme: Place) -> None:
    for _ in range(5):
        held = (await acme.grant("ada", "rita", WHOLE))["id"]

        answers = await asyncio.gather(*(acme.revoke(who, held) for who in ("ada", "ben")))

        codes = sorted(answer.get("code", "") for answer in answers)
        assert codes == ["", "ROLE_ENDED"]
    assert await giving.mails("ROLE_REVOKED") == ["rita"] * 5


async def test_a_role_is_taken_off_some_virtual_accounts(acme: Place) -> None:
    held = (await acme.grant("ada", "rita", PART, "Lab", "Office", "DEFAULT"))["id"]

    less = await acme.revoke("ada", held, "Lab")

    assert less["id"] == held and less["endedAt"] is None and less["version"] == 2
    assert await acme.in_words("rita") == ["Virtual Account User (DEFAULT, Office)"]
    mail = await EmailMessage.get(kind="ROLE_CHANGED", to_address="rita@rivers.example")
    rows = {label: value for label, value in mail.letter["blocks"][1]["rows"]}
    assert rows["Role"] == "Virtual Account User (DEFAULT, Office)"
    assert (await acme.revoke("ada", held, "Lab"))["code"] == "NOT_FOUND"
    assert (await acme.revoke("ada", held, "Office", "DEFAULT"))["endReason"] == "REVOKED"
    assert await acme.held("rita") == []


async def test_access_from_a_role_for_everything_is_not_taken_off_a_part(acme: Place) -> None:
    held = await acme.held_id("uma")

    refusals = [
        await acme.revoke("ada", held, "Lab"),
        await acme.revoke("vera", held, "Lab"),
        await acme.revoke("vera", held),
        await acme.remove("vera", "uma"),
    ]

    assert [refusal["code"] for refusal in refusals] == ["INHERITED_ACCESS"] * 4
    assert await acme.in_words("uma") == ["Smart Account User"]


async def test_a_part_administrator_takes_a_role_off_what_is_theirs(ask: Ask, acme: Place) -> None:
    held = (await acme.grant("ada", "rita", PART, "Lab Annex", "Office"))["id"]

    assert (await acme.revoke("vera", held, "Office"))["code"] == "FORBIDDEN"
    assert (await acme.revoke("vera", held))["code"] == "FORBIDDEN"
    assert (await acme.remove("vera", "rita"))["code"] == "FORBIDDEN"
    shown = await ask(USERS, by="vera", id=acme.id, filter={"text": "rita"})
    assert shown["roleAssignments"]["nodes"][0]["virtualAccounts"] == [{"name": "Lab Annex"}]

    less = await acme.revoke("vera", held, "Lab Annex")

    assert less["__typename"] == "RoleAssignment"
    assert await acme.in_words("rita") == ["Virtual Account User (Office)"]


async def test_a_removed_user_holds_nothing_more(acme: Place) -> None:
    await acme.grant("ada", "uma", PART, "Lab")

    removed = await acme.remove("ada", "uma")

    assert sorted(a["role"] for a in removed["roleAssignments"]) == [WHOLE, PART]
    assert {a["endReason"] for a in removed["roleAssignments"]} == {"REVOKED"}
    assert await giving.mails("ROLE_REVOKED") == ["uma", "uma"]
    assert (await acme.remove("ada", "uma"))["code"] == "NOT_FOUND"
    assert (await acme.remove("uma", "vera"))["code"] == "NOT_FOUND"


async def test_anybody_may_leave(ask: Ask, acme: Place) -> None:
    for who in ("uma", "vera", "ben"):
        held = await acme.held_id(who)
        gone: Answer = await acme.revoke(who, held)
        assert gone["endReason"] == "REVOKED" and gone["endedBy"] == {"username": who}


async def test_who_lost_a_role_may_ask_again(acme: Place) -> None:
    await acme.revoke("ada", await acme.held_id("uma"))

    request = await acme.request("uma")

    assert (await acme.approve("ben", request, WHOLE))["status"] == "APPROVED"
    assert await acme.in_words("uma") == ["Smart Account User"]
