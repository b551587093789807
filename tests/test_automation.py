"""Rules that answer new requests: the first that fits, at once, and named as who did it."""

from typing import Any

import pytest

from models import clock
from models.accounts import VirtualAccount
from models.automation import AutomationRule
from models.mail import EmailMessage
from models.roles import Role, RoleAssignment
from tests import automating, shared, steps
from tests.automating import rule
from tests.conftest import Ask, Served

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

USER: dict[str, Any] = {"role": "SMART_ACCOUNT_USER"}
RIVERS: dict[str, Any] = {"match": "EMAIL_DOMAIN_IN", "domains": ["rivers.example"]}
READ = """query($id: ID!) { accessRequest(id: $id) { status actedByRule decisionReason version
  actedBy { username } grantedRoles { description } currentRoles { role } } }"""
NOTICES = """subscription($id: ID!, $after: String) {
  requestActedUpon(accountId: $id, after: $after) { kind message outcome actedBy { username } } }"""
CURSOR = "query($id: ID!) { smartAccount(id: $id) { noticeCursor } }"


async def held(who: str) -> list[str]:
    """The roles that somebody holds in ACME, in words."""
    mine = RoleAssignment.current().filter(user__username=who, account__name="ACME")
    return sorted(a.in_words() for a in await mine.prefetch_related("virtual_accounts"))


async def test_a_rule_approves_in_its_name_and_gives_the_role(ask: Ask) -> None:
    await automating.set_rules(ask, rule("Own people", "APPROVE", **RIVERS, **USER))

    made = await steps.submit(ask)

    assert (made["status"], made["actedBy"], made["version"]) == ("APPROVED", None, 2)
    shown = await ask(READ, by="rita", id=made["id"])
    assert shown["actedByRule"] == "Own people"
    assert shown["grantedRoles"] == [{"description": "Smart Account User"}]
    assert shown["currentRoles"] == [{"role": "SMART_ACCOUNT_USER"}]
    assert await held("rita") == ["Smart Account User"]
    given = await RoleAssignment.get(user__username="rita")
    assert (given.granted_by_id, given.request_id) == (None, (await automating.row(made["id"])).id)


async def test_the_log_and_the_mail_name_the_rule_as_the_actor(ask: Ask) -> None:
    await automating.set_rules(ask, rule("Own people", "APPROVE", **RIVERS, **USER))

    await steps.submit(ask)

    assert await automating.logged("request_acted_upon") == [
        "the rule 'Own people': the rule 'Own people' approved Smart Account User for Rita Request"
    ]
    assert await steps.mailed("ACCESS_REQUESTED") == []
    assert await steps.mailed("ACCESS_APPROVED") == ["ada", "ben", "rita"]
    for to in ("ada", "rita"):
        letter = await steps.letter("ACCESS_APPROVED", to)
        rows = [row for block in letter.letter["blocks"] for row in block["rows"]]
        assert ["Roles assigned by", "the rule 'Own people'"] in [list(row) for row in rows]


async def test_administrators_learn_live_what_a_rule_did(ask: Ask, served: Served) -> None:
    await automating.set_rules(ask, rule("Own people", "APPROVE", **RIVERS, **USER))
    acme = await steps.acme_id()
    after = (await ask(CURSOR, by="ada", id=acme))["noticeCursor"]

    async with served.client("ada").watch(NOTICES, id=acme, after=after) as watch:
        await steps.submit(ask)
        told = await watch.next()

    assert (told["kind"], told["outcome"]) == ("REQUEST_ACTED_UPON", "APPROVED")
    assert told["actedBy"] is None
    assert told["message"].startswith("the rule 'Own people' approved")


async def test_a_rule_gives_a_role_over_chosen_virtual_accounts(ask: Ask) -> None:
    over = [await steps.part_id("Office"), await steps.part_id("Lab")]
    gives: dict[str, Any] = {"role": "VIRTUAL_ACCOUNT_USER", "virtualAccounts": over}
    await automating.set_rules(ask, rule("Workers", "APPROVE", **gives))

    await steps.submit(ask)

    assert await held("rita") == ["Virtual Account User (Lab, Office)"]


async def test_a_rule_declines_with_its_reason(ask: Ask) -> None:
    reason = "Ask your own department first."
    await automating.set_rules(ask, rule("Not you", "DECLINE", **RIVERS, reason=reason))

    made = await steps.submit(ask)

    shown = await ask(READ, by="rita", id=made["id"])
    assert (shown["status"], shown["actedByRule"]) == ("DECLINED", "Not you")
    assert shown["decisionReason"] == reason
    letter = await steps.letter("ACCESS_DECLINED", "rita")
    assert letter.letter.get("quote") == {"by": "the rule 'Not you'", "text": reason}
    assert await steps.mailed("ACCESS_DECLINED") == ["ada", "ben", "rita"]
    assert (await steps.submit(ask))["status"] == "DECLINED", "one may ask again"


async def test_who_decides_after_a_rule_is_told_which_rule_it_was(ask: Ask) -> None:
    await automating.set_rules(ask, rule("Own people", "DECLINE", **RIVERS))
    made = await steps.submit(ask)

    late = await steps.approve(ask, made["id"])

    assert (late["code"], late["outcome"], late["actedBy"]) == (
        "ALREADY_ACTED_UPON",
        "DECLINED",
        None,
    )
    assert "the rule 'Own people'" in late["message"]


async def test_the_first_rule_that_fits_answers(ask: Ask) -> None:
    await automating.set_rules(
        ask,
        rule("Others", "DECLINE", "EMAIL_DOMAIN_IN", domains=["other.example"]),
        rule("ACME", "APPROVE", "ACCOUNT_DOMAIN", role="SMART_ACCOUNT_VIEWER"),
        rule("Partners", "LEAVE", "EMAIL_DOMAIN_IN", domains=["partners.example"]),
        rule("Everybody", "APPROVE", **USER),
    )
    await steps.person("cleo", "acme.example")

    made = {who: await steps.submit(ask, who) for who in ("rita", "cleo", "paul")}

    shown = {who: await ask(READ, by=who, id=made[who]["id"]) for who in made}
    assert {who: shown[who]["actedByRule"] for who in made} == {
        "rita": "Everybody",
        "cleo": "ACME",
        "paul": None,
    }
    assert await held("cleo") == ["Smart Account Viewer"]
    assert shown["paul"]["status"] == "PENDING"
    assert await steps.mailed("ACCESS_REQUESTED") == ["ada", "ben"]


async def test_a_request_that_no_rule_fits_is_left_to_people(ask: Ask) -> None:
    await automating.set_rules(ask, rule("ACME", "APPROVE", "ACCOUNT_DOMAIN", **USER))

    assert (await steps.submit(ask))["status"] == "PENDING"


async def test_a_domain_in_a_rule_is_that_domain_and_not_what_lies_below(ask: Ask) -> None:
    await automating.set_rules(ask, rule("Own", "APPROVE", **RIVERS, **USER))
    await steps.person("sub", "deep.rivers.example")
    await steps.person("like", "notrivers.example")

    for who in ("sub", "like"):
        assert (await steps.submit(ask, who))["status"] == "PENDING"


async def test_rules_answer_only_requests_that_come_after(ask: Ask) -> None:
    request = await steps.pending(ask)

    await automating.set_rules(ask, rule("Everybody", "APPROVE", **USER))

    assert (await automating.row(request)).status == "PENDING"
    assert await held("rita") == []


async def test_rules_of_one_account_answer_nothing_in_another(ask: Ask) -> None:
    await automating.set_rules(ask, rule("Everybody", "APPROVE", **USER))

    made = await steps.submit(ask, "uma", domainIdentifier="rivers.example", account=None)

    assert made["status"] == "PENDING"


async def test_a_rule_whose_virtual_account_is_gone_is_skipped_and_flagged(ask: Ask) -> None:
    office = await steps.part("Office")
    gives: dict[str, Any] = {
        "role": "VIRTUAL_ACCOUNT_USER",
        "virtualAccounts": [await steps.part_id("Office")],
    }
    await automating.set_rules(
        ask, rule("Office", "APPROVE", **gives), rule("Rest", "APPROVE", **USER)
    )
    await VirtualAccount.filter(id=office.id).delete()

    made = await steps.submit(ask)

    assert (await ask(READ, by="rita", id=made["id"]))["actedByRule"] == "Rest"
    flawed, whole = await automating.shown_rules(ask)
    assert "is gone" in flawed["flaw"] and whole["flaw"] is None
    assert await automating.logged("rule_skipped") == [
        f"the system: The rule 'Office' was skipped. {flawed['flaw']}"
    ]


async def test_rules_are_replaced_as_a_whole_and_shown_in_their_order(ask: Ask) -> None:
    await automating.set_rules(ask, rule("Old", "LEAVE"))

    done = await automating.set_rules(
        ask,
        rule("B", "APPROVE", "EMAIL_DOMAIN_IN", domains=[" Rivers.Example ", "x.example"], **USER),
        rule("A", "DECLINE", reason="No."),
    )

    assert done["automationRules"] == [{"position": 0, "name": "B"}, {"position": 1, "name": "A"}]
    first, second = await automating.shown_rules(ask)
    assert (first["domains"], first["role"]) == (
        ["rivers.example", "x.example"],
        "SMART_ACCOUNT_USER",
    )
    assert (second["outcome"], second["reason"]) == ("DECLINE", "No.")
    assert (await automating.logged("account_changed"))[-1] == (
        "Ada Admin: Ada Admin set the automation rules: "
        "'B': approve, Smart Account User; 'A': decline"
    )
    await automating.set_rules(ask)
    assert await automating.shown_rules(ask) == []
    assert (await steps.submit(ask))["status"] == "PENDING"


@pytest.mark.parametrize("by", ["uma", "vera", "opal", "rita"])
async def test_only_account_administrators_set_and_see_rules(ask: Ask, by: str) -> None:
    refused = await automating.set_rules(ask, rule("Mine", "APPROVE", **USER), by=by)

    assert refused["code"] == ("NOT_FOUND" if by in ("opal", "rita") else "FORBIDDEN")
    assert await AutomationRule.all().count() == 0
    if by != "rita":
        assert await automating.shown_rules(ask, by) is None


@pytest.mark.parametrize("role", ["SMART_ACCOUNT_ADMIN", "SMART_ACCOUNT_APPROVER"])
async def test_a_rule_never_makes_administrators_or_approvers(ask: Ask, role: str) -> None:
    refused = await automating.set_rules(
        ask, rule("Fine", "LEAVE"), rule("Mine", "APPROVE", role=role)
    )

    assert (refused["code"], refused["field"]) == ("ROLE_SCOPE_MISMATCH", ["rules", "1", "role"])
    assert await AutomationRule.all().count() == 0


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    (rule("", "LEAVE"), "INVALID_INPUT", "name"),
    (rule("x" * 81, "LEAVE"), "INVALID_INPUT", "name"),
    (rule("=?utf-8?q?x?=", "LEAVE"), "INVALID_INPUT", "name"),
    (rule("A", "APPROVE"), "INVALID_INPUT", "role"),
    (rule("A", "DECLINE", **USER), "INVALID_INPUT", "role"),
    (rule("A", "APPROVE", **USER, reason="Because."), "INVALID_INPUT", "reason"),
    (rule("A", "DECLINE", reason="x" * 1001), "INVALID_INPUT", "reason"),
    (rule("A", "LEAVE", "EMAIL_DOMAIN_IN"), "INVALID_INPUT", "domains"),
    (rule("A", "LEAVE", domains=["x.example"]), "INVALID_INPUT", "domains"),
    (rule("A", "LEAVE", "EMAIL_DOMAIN_IN", domains=["no domain"]), "INVALID_INPUT", "domains"),
    (
        rule("A", "LEAVE", "EMAIL_DOMAIN_IN", domains=[f"x{n}.example" for n in range(101)]),
        "INVALID_INPUT",
        "domains",
    ),
    (rule("A", "LEAVE", "EMAIL_DOMAIN_IN", domains=["gmail.com"]), "PUBLIC_DOMAIN", "domains"),
    (
        rule("A", "APPROVE", role="VIRTUAL_ACCOUNT_USER"),
        "VIRTUAL_ACCOUNT_REQUIRED",
        "virtualAccounts",
    ),
    (
        rule("A", "APPROVE", role="VIRTUAL_ACCOUNT_USER", virtualAccounts=["nonsense"]),
        "NOT_FOUND",
        "virtualAccounts",
    ),
    (
        rule(
            "A",
            "APPROVE",
            role="VIRTUAL_ACCOUNT_USER",
            virtualAccounts=[steps.unknown("VirtualAccount")],
        ),
        "NOT_FOUND",
        "virtualAccounts",
    ),
]


@pytest.mark.parametrize(("given", "code", "field"), REFUSED)
async def test_a_rule_that_cannot_be_is_refused_naming_its_field(
    ask: Ask, given: dict[str, Any], code: str, field: str
) -> None:
    refused = await automating.set_rules(ask, given)

    assert (refused["code"], refused["field"]) == (code, ["rules", "0", field])


async def test_an_account_wide_role_has_no_virtual_accounts_in_a_rule(ask: Ask) -> None:
    over = [await steps.part_id("Lab")]
    refused = await automating.set_rules(ask, rule("A", "APPROVE", **USER, virtualAccounts=over))

    assert (refused["code"], refused["field"]) == ("ROLE_SCOPE_MISMATCH", ["rules", "0", "role"])


async def test_two_rules_have_two_names_and_there_are_50_at_the_most(ask: Ask) -> None:
    twins = await automating.set_rules(ask, rule("Same", "LEAVE"), rule("sAME", "LEAVE"))
    many = await automating.set_rules(ask, *(rule(f"R{n}", "LEAVE") for n in range(51)))
    enough = await automating.set_rules(ask, *(rule(f"R{n}", "LEAVE") for n in range(50)))

    assert (twins["code"], twins["field"]) == ("INVALID_INPUT", ["rules", "1", "name"])
    assert (many["code"], many["field"]) == ("INVALID_INPUT", ["rules"])
    assert enough["__typename"] == "SmartAccount"


async def test_rules_that_somebody_else_set_meanwhile_are_not_overwritten(ask: Ask) -> None:
    seen = (await steps.acme()).version
    done = await automating.set_rules(ask, rule("First", "LEAVE"), version=seen)

    late = await automating.set_rules(ask, rule("Second", "LEAVE"), by="ben", version=seen)

    assert (late["code"], late["currentVersion"]) == ("VERSION_CONFLICT", done["version"])
    assert [r["name"] for r in await automating.shown_rules(ask)] == ["First"]


async def test_a_rule_that_declines_leaves_nothing_for_the_workers(ask: Ask) -> None:
    await automating.set_rules(ask, rule("No", "DECLINE"))
    await automating.close(ask, "ben")

    await steps.submit(ask)

    clock.clock.advance(days=30)
    await steps.due()

    assert await steps.noticed() == [
        "ACCOUNT_CHANGED",
        "ROLE_REVOKED",
        "REQUEST_SUBMITTED",
        "REQUEST_ACTED_UPON",
    ]
    assert await EmailMessage.filter(kind="ACCESS_ESCALATED").count() == 0


async def test_a_rule_keeps_the_roles_that_are_held(ask: Ask) -> None:
    await steps.appoint("rita", Role.SMART_ACCOUNT_VIEWER)
    await automating.set_rules(ask, rule("Everybody", "APPROVE", **USER))

    await steps.submit(ask)

    assert await held("rita") == ["Smart Account User", "Smart Account Viewer"]
