"""Global ids: what leads somewhere is found again, and nothing else says anything."""

import base64
from typing import Any

import pytest
from gql.transport.exceptions import TransportQueryError

from models.roles import Role
from resolvers import ids
from tests import crawling, shared, steps
from tests.client import Client
from tests.conftest import Ask, Served
from tests.crawling import CORE, Position, Things, positions

# A whole row of cases goes in one document.
SETTINGS = {"max_aliases": 100, "max_root_mutations": 100, "max_fields": 5_000, "max_tokens": 9_000}
service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "vaultsecret"
ROLES = [role.lower() for role in Role]
INSIDERS = ["home-boss", "home-guest", "home-newcomer", "home-chooser"]
VIEWERS = [*ROLES, *INSIDERS, "rita", "dana", "paul", "olaf", "opal"]
NODE = """query($id: ID!) { node(id: $id) { __typename id } other: viewer { user { id } } }"""
FOUND = "query($id: ID!) { node(id: $id) { __typename id } }"
# What staff see of everybody's. Nobody else sees anything of a company that is not their own.
AT_THE_DESK = {
    "Company", "Contract", "DelegatedAdministrator", "Registration", "SupportAccess",
    "SupportAccessRequest", "User",
}  # fmt: skip
SEEN_BY = {
    "olaf": AT_THE_DESK,
    "opal": {*AT_THE_DESK, "AccountApplication", "EmailMessage", "SmartAccount"},
}
# And what they may do to it; everything else is refused to them as well.
MAY = {
    "olaf": {"revokeSupportAccess"},
    "opal": {"deactivateSmartAccount", "deactivateUser", "resendEmail"},
}
CODES = {
    "ALREADY_ACTED_UPON", "COMPANY_NOT_OFFERED", "FORBIDDEN", "NOT_ASSOCIATED", "NOT_FOUND",
    "NO_MATCHING_ACCOUNT", "SELF_DECISION", "WRONG_STAGE",
}  # fmt: skip


async def tell_apart(client: Client, who: str, at: Position, vault: Things, home: Things) -> int:
    """Each foreign id there is answered as ids are that lead nowhere, unless it is seen rightly;
    how many were tried."""
    seen = SEEN_BY.get(who, set())
    tried = {kind: vault[kind] for kind in _chosen(who, at, vault)}
    right = [kind for kind in vault if at.kind in (kind, None)]
    missing = {kind: steps.unknown(kind) for kind in right} | {"": "garbage"}
    given = {f"f{kind}": ids.of(it) for kind, it in tried.items()}
    given |= {f"m{kind}": id for kind, id in missing.items()}
    document, used = crawling.document(
        at.operation, [f"{name}: {at.call(f'${name}')}" for name in given]
    )
    given |= {f"own{kind}": ids.of(it) for kind, it in home.items()}
    answer = await client.answer(document, **{name: given[name] for name in used})
    assert "errors" not in answer, (who, at, answer["errors"])
    assert SECRET not in str(answer["data"]).lower(), (who, at)
    for kind in tried:
        found = answer["data"][f"f{kind}"]
        if kind in seen and kind in right:
            assert _shown(found) if at.operation == "query" else refused(found), (
                who,
                at,
                kind,
                found,
            )
        else:
            assert refused(found), (who, at, kind, found)
            assert found == answer["data"][f"m{kind if kind in right else ''}"], (who, at, kind)
    return len(tried)


def _chosen(who: str, at: Position, vault: Things) -> list[str]:
    """What a viewer tries there: in a mutation also one in four of the kinds that do not belong
    there, the same ones as the next viewer if possible, whose documents are then the same."""
    turn = VIEWERS.index(who) * 4 // len(VIEWERS)
    others = [kind for n, kind in enumerate(vault) if at.operation == "query" or n % 4 == turn]
    if at.root in MAY.get(who, set()):
        return [kind for kind in others if kind != at.kind]
    return [kind for kind in vault if at.kind in (kind, None) or kind in others]


def _shown(answer: Any) -> bool:
    return bool(answer[0] if isinstance(answer, list) else answer)


@pytest.mark.slow
@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize("operation", ["query", "mutation"])
async def test_no_id_anywhere_tells_a_foreign_thing_from_a_missing_one(
    served: Served, operation: str, who: str
) -> None:
    vault, home = await crawling.company(SECRET), await crawling.company("home")
    await crawling.staffed(home)
    before, tried, client = await shared.rows(), 0, served.client(who)

    for position in positions(operation):
        tried += await tell_apart(client, who, position, vault, home)

    after = await shared.rows()
    for table in ("rate_limit", "repeat"):
        before.pop(table), after.pop(table)
    assert after == before, "a refused call has changed nothing"
    assert tried >= (100 if operation == "query" else 250)


def refused(answer: Any) -> bool:
    """Whether an answer is null or a refusal that says nothing."""
    if isinstance(answer, list):
        return answer == [None] * len(answer)
    return answer is None or answer.get("code") in CODES


@pytest.mark.parametrize("who", VIEWERS)
async def test_no_stream_tells_a_foreign_account_from_a_missing_one(
    served: Served, who: str
) -> None:
    vault = await crawling.company(SECRET)
    await crawling.staffed(await crawling.company("home"))
    (position,) = positions("subscription")
    document = f"subscription($id: ID!) {{ {position.root}({position.name}: $id) {{ kind }} }}"
    told = []

    for id in (ids.of(vault["SmartAccount"]), steps.unknown("SmartAccount"), "garbage"):
        with pytest.raises(TransportQueryError) as refused:
            async with served.client(who).watch(document, id=id) as watch:
                await watch.next()
        (error,) = refused.value.errors or []
        told.append(error["extensions"])

    assert told == [{"code": "FORBIDDEN"}] * 3


FINDERS = {
    "AccessRequest": ["home-guest"],
    "AccountApplication": ["home-guest", "opal"],
    "Company": ["home-boss", "home-guest", "home-newcomer", "olaf", "opal"],
    "CompanyAssociation": ["home-guest", "home-boss"],
    "Contract": ["home-boss", "home-guest", "olaf", "opal"],
    "DelegatedAdministrator": ["home-boss", "olaf", "opal"],
    "EmailMessage": ["opal"],
    "Registration": ["home-newcomer", "home-boss", "olaf", "opal"],
    "Session": ["home-boss"],
    "SupportAccess": ["home-guest", "home-boss", "olaf", "opal"],
    "SupportAccessRequest": ["home-newcomer", "home-boss", "olaf", "opal"],
}


async def test_everything_with_an_id_is_found_again_by_who_may_see_it(ask: Ask) -> None:
    home = await crawling.company("home")
    await crawling.staffed(home)
    found = {}

    for kind, thing in home.items():
        for who in FINDERS.get(kind, ["smart_account_admin"]):
            answer = await ask(FOUND, by=who, id=ids.of(thing))
            assert answer and answer["id"] == ids.of(thing), (kind, who)
            found[kind] = answer["__typename"]

    assert found.pop("Session") == "PersonalAccessToken"
    assert all(kind == name for kind, name in found.items())
    nodes = CORE.get_possible_types(crawling.NODE)
    assert {t.name for t in nodes} == {*found, "PersonalAccessToken"}


@pytest.mark.parametrize("who", ["home-boss", "home-guest", "smart_account_viewer"])
async def test_no_filter_tells_a_foreign_thing_from_a_missing_one(served: Served, who: str) -> None:
    vault, home = await crawling.company(SECRET), await crawling.company("home")
    await crawling.staffed(home)
    client, tried = served.client(who), 0

    for kind, field, name in crawling.deeper():
        own = "viewer" if kind == "Viewer" else f'node(id: "{ids.of(home[kind])}")'
        listed = crawling.takes_list(kind, field, name)
        for foreign in vault.values():
            told = []
            for id in (ids.of(foreign), steps.unknown(type(foreign).__name__)):
                value = f'["{id}"]' if listed else f'"{id}"'
                inside = f"{field}(filter: {{{name}: {value}}}) {{ totalCount }}"
                answer = await client.answer(f"{{ {own} {{ ... on {kind} {{ {inside} }} }} }}")
                told.append((answer["data"], [e["extensions"] for e in answer.get("errors", [])]))
            assert told[0] == told[1], (kind, field, name)
            tried += 1

    assert tried >= 16


@pytest.mark.parametrize("who", ["home-boss", "home-guest", "rita", "dana", "paul"])
async def test_no_number_tells_a_foreign_contract_from_a_missing_one(ask: Ask, who: str) -> None:
    await crawling.company(SECRET)
    await crawling.company("home")
    read = "query($number: String!) { contract(number: $number) { number } }"
    give = """mutation($number: String!) { grantSupportAccess(
      input: {contractNumber: $number, user: "uma", level: FULL_SUPPORT}) {
      __typename ... on Problem { code message field } } }"""

    for document in (read, give):
        foreign = await ask(document, by=who, number=f"{SECRET}-1")
        missing = await ask(document, by=who, number="NOWHERE-1")
        assert foreign == missing and refused(foreign)


async def test_a_user_is_never_shown_as_the_profile_that_is_the_users_own(ask: Ask) -> None:
    await steps.pending(ask)
    rita = ids.of(await steps.user("rita"))
    document = "query($id: ID!) { node(id: $id) { __typename ... on User { username } } }"

    for who in ("ada", "opal", "rita"):
        shown = await ask(document, by=who, id=rita)
        assert shown == {"__typename": "User", "username": "rita"}


def garbage() -> list[str]:
    """Ids that nobody was ever given."""
    key = ids.parse(steps.unknown("User"))
    assert key
    kinds = ["Nothing", "user", "Notice", "Viewer"]
    texts = ["", ":", "User:", f"User:{key[1]}", "User:" + "é" * 32, "\0" * 40]
    texts += [f"{kind}:{key[1].hex}" for kind in kinds]
    encoded = [base64.urlsafe_b64encode(text.encode()).decode() for text in texts]
    return ["", " ", "1", "garbage", "é", "😀", "\0", "=" * 9, "A" * 5_000, str(key[1]), *encoded]


async def test_garbage_is_a_calm_null_that_leaves_the_rest_alone(served: Served, ask: Ask) -> None:
    rita = served.client("rita")
    own = ids.of(await steps.user("rita"))

    for id in [*garbage(), steps.unknown("User"), ids.of(await steps.user("ada"))]:
        answer = await rita.answer(NODE, id=id)
        assert answer == {"data": {"node": None, "other": {"user": {"id": own}}}}, id
    many = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    answer = await ask(many, by="rita", ids=[own, *garbage(), own])
    assert answer == [{"id": own}, *[None] * len(garbage()), {"id": own}]


async def test_at_most_100_ids_are_looked_up_at_once(served: Served) -> None:
    many = "query($ids: [ID!]!) { nodes(ids: $ids) { id } viewer { noticeCursor } }"
    rita = served.client("rita")

    fine = await rita.answer(many, ids=["x"] * 100)
    refused = await rita.answer(many, ids=["x"] * 101)

    assert fine["data"]["nodes"] == [None] * 100
    assert [e["extensions"]["code"] for e in refused["errors"]] in (
        ["BAD_USER_INPUT"],
        ["TOO_COSTLY"],
    )
