"""Global ids: what leads somewhere is found again, and nothing else says anything."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import pytest
import strawberry
from gql.transport.exceptions import TransportQueryError
from graphql import (
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLScalarType,
    get_named_type,
    is_list_type,
)
from tortoise.models import Model

import schema
from models import accounts, cases, clock
from models.accounts import AccountStatus, SmartAccount, VirtualAccount
from models.applications import AccountApplication, ApplicationStage
from models.audit import AuditEvent
from models.mail import EmailMessage
from models.requests import AccessRequest
from models.roles import Role, RoleAssignment
from models.sessions import Session, SessionKind
from models.users import User
from resolvers import ids
from tests import shared, steps
from tests.client import Client
from tests.conftest import Ask, Served

# A whole row of cases goes in one document.
SETTINGS = {"max_aliases": 100, "max_root_mutations": 100, "max_fields": 5_000, "max_tokens": 9_000}
service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

CORE = schema.build(strawberry.Schema)._schema
SECRET = "vaultsecret"
ROLES = [role.lower() for role in Role]
VIEWERS = [*ROLES, "rita", "dana", "olaf", "paul"]
NODE = """query($id: ID!) { node(id: $id) { __typename id } other: viewer { user { id } } }"""
FOUND = "query($id: ID!) { node(id: $id) { __typename id } }"


async def company(name: str) -> dict[str, Model]:
    """An account with one thing of every kind in it, all with `name` in their words."""
    account = await steps.account(name, f"{name}.example")
    whole = await accounts.make_virtual_account(account, f"{name} part")
    boss = await steps.person(f"{name}-boss", f"{name}.example", full_name=f"{name} boss")
    guest = await steps.person(f"{name}-guest", f"{name}.example", full_name=f"{name} guest")
    await steps.appoint(boss.username, where=account)
    await steps.appoint(guest.username, Role.VIRTUAL_ACCOUNT_USER, whole, where=account)
    request = await AccessRequest.create(
        account_id=account.id,
        requester_id=guest.id,
        reason=f"{name} reason",
        proposed_virtual_accounts=[],
        username=guest.username,
        full_name=guest.full_name,
        email=guest.email,
        phone="",
        company_name=name,
        submitted_at=clock.now(),
        activity_at=clock.now(),
    )
    made: list[Model] = [account, whole, guest, request, *await traces(name, account, boss)]
    made.append(await application(name, guest))
    made.append(await RoleAssignment.get(user_id=guest.id))
    return {type(thing).__name__: thing for thing in made}


async def application(name: str, guest: User) -> AccountApplication:
    """An application for one more account, which waits for its set-up."""
    account = await steps.account(
        f"{name} more", f"more.{name}.example", status=AccountStatus.PENDING
    )
    return await AccountApplication.create(
        account_id=account.id,
        stage=ApplicationStage.PENDING_SETUP,
        **cases.profile_of(guest),
        submitted_at=clock.now(),
        activity_at=clock.now(),
    )


async def traces(name: str, account: SmartAccount, boss: User) -> list[Model]:
    """A token, a line of the log, and a mail."""
    token = await Session.create(
        user_id=boss.id, kind=SessionKind.TOKEN, token_hash=name, name=name, created_at=clock.now()
    )
    event = await AuditEvent.create(
        account_id=account.id,
        number=1,
        action="made",
        actor_name=name,
        thing="",
        message=name,
        address="",
        occurred_at=clock.now(),
        hash="",
    )
    mail = await EmailMessage.create(
        kind="ACCESS_REQUESTED",
        to_address=f"{name}@x.example",
        to_name=name,
        subject=name,
        letter={},
    )
    return [token, event, mail]


async def staffed(home: dict[str, Model]) -> None:
    """Somebody with each role in this account."""
    account, whole = cast(SmartAccount, home["SmartAccount"]), home["VirtualAccount"]
    for role in Role:
        await steps.person(role.lower(), "home.example")
        parts = [] if role.account_wide else [cast(VirtualAccount, whole)]
        await steps.appoint(role.lower(), role, *parts, where=account)


@dataclass(frozen=True)
class Position:
    """A place in the API that takes an id: an argument of a root field, or a field of its input."""

    operation: str
    root: str
    name: str
    listed: bool
    input: GraphQLInputObjectType | None = None

    def call(self, id: str, home: dict[str, Model]) -> str:
        """The root field with this id there, and the own company's things everywhere else."""
        value = f'["{id}"]' if self.listed else f'"{id}"'
        if self.input is None:
            return f"{self.root}({self.name}: {value}) {{ {self._shown()} }}"
        given = {
            name: value if name == self.name else _filled(name, field, home)
            for name, field in self.input.fields.items()
            if name == self.name or name in FILLED or isinstance(field.type, GraphQLNonNull)
        }
        inside = ", ".join(f"{name}: {text}" for name, text in given.items())
        return f"{self.root}(input: {{{inside}}}) {{ {self._shown()} }}"

    def _shown(self) -> str:
        result = get_named_type(_root(self.operation).fields[self.root].type)
        problem = "... on Problem { code message field }"
        shown = "" if isinstance(result, GraphQLInterfaceType) or not self.input else problem
        return f"__typename {shown}" + ("" if self.input else " id")


FILLED = {"virtualAccounts", "account"}
WORDS = {
    "reason": '"It has ten characters."',
    "domainIdentifier": '"home.example"',
    "user": '"rita"',
    "users": '["rita"]',
    "virtualAccounts": '["Lab"]',
    "role": "VIRTUAL_ACCOUNT_USER",
    "name": '"Elsewhere"',
    "agreement": '"1"',
    "csv": '"user,role"',
    "rules": "[]",
}
KINDS = {
    "account": "SmartAccount",
    "virtualAccounts": "VirtualAccount",
    "virtualAccount": "VirtualAccount",
    "parent": "VirtualAccount",
    "request": "AccessRequest",
    "application": "AccountApplication",
    "roleAssignment": "RoleAssignment",
    "user": "User",
    "email": "EmailMessage",
    "token": "Session",
}


def _filled(name: str, field: GraphQLInputField, home: dict[str, Model]) -> str:
    kind = get_named_type(field.type)
    if isinstance(kind, GraphQLScalarType) and kind.name == "ID":
        own = ids.of(home[KINDS[name]])
        return f'["{own}"]' if _listed(field.type) else f'"{own}"'
    assert isinstance(kind, GraphQLScalarType | GraphQLEnumType) or name in WORDS
    return {"Boolean": "false", "Int": "1"}.get(kind.name) or WORDS[name]


def _listed(kind: Any) -> bool:
    return is_list_type(kind.of_type if isinstance(kind, GraphQLNonNull) else kind)


def _root(operation: str) -> Any:
    return {"query": CORE.query_type, "mutation": CORE.mutation_type,
            "subscription": CORE.subscription_type}[operation]  # fmt: skip


def positions(operation: str) -> Iterator[Position]:
    """Every place in the schema that takes an id."""
    for root, field in _root(operation).fields.items():
        for name, argument in field.args.items():
            kind = get_named_type(argument.type)
            if getattr(kind, "name", "") == "ID":
                yield Position(operation, root, name, _listed(argument.type))
            if isinstance(kind, GraphQLInputObjectType):
                for inner, part in kind.fields.items():
                    if get_named_type(part.type).name == "ID":
                        yield Position(operation, root, inner, _listed(part.type), kind)


async def tell_apart(
    client: Client, position: Position, vault: dict[str, Model], home: dict[str, Model]
) -> list[Any]:
    """What is answered to each foreign id there; the same as to ids that lead nowhere."""
    right = list(vault) if position.operation == "query" else [KINDS[position.name]]
    missing = {kind: steps.unknown(kind) for kind in right} | {"": "garbage"}
    calls = [f"f{n}: {position.call(ids.of(it), home)}" for n, it in enumerate(vault.values())]
    calls += [f"m{kind}: {position.call(id, home)}" for kind, id in missing.items()]
    answer = await client.answer(f"{position.operation} {{ {' '.join(calls)} }}")
    assert "errors" not in answer, (position, answer["errors"])
    assert SECRET not in str(answer["data"]).lower()
    found = [answer["data"][f"f{n}"] for n in range(len(vault))]
    expected = [answer["data"][f"m{kind if kind in right else ''}"] for kind in vault]
    assert found == expected, (client.token, position)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("operation", ["query", "mutation"])
async def test_no_id_anywhere_tells_a_foreign_thing_from_a_missing_one(
    served: Served, operation: str
) -> None:
    vault, home = await company(SECRET), await company("home")
    await staffed(home)
    before, cases = await shared.rows(), 0

    for who in VIEWERS:
        client = served.client(who)
        for position in positions(operation):
            found = await tell_apart(client, position, vault, home)
            assert all(refused(answer) for answer in found), (who, position, found)
            cases += len(found)

    after = await shared.rows()
    for table in ("rate_limit", "repeat"):
        before.pop(table), after.pop(table)
    assert after == before, "a refused call has changed nothing"
    assert cases >= (350 if operation == "query" else 1_800)


def refused(answer: Any) -> bool:
    """Whether an answer is null or a refusal that says nothing."""
    if isinstance(answer, list):
        return answer == [None] * len(answer)
    codes = {"NOT_FOUND", "FORBIDDEN", "NO_MATCHING_ACCOUNT"}
    return answer is None or answer.get("code") in codes


@pytest.mark.parametrize("who", VIEWERS)
async def test_no_stream_tells_a_foreign_account_from_a_missing_one(
    served: Served, who: str
) -> None:
    vault = await company(SECRET)
    await staffed(await company("home"))
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


async def test_everything_with_an_id_is_found_again_by_who_may_see_it(ask: Ask) -> None:
    home = await company("home")
    await staffed(home)
    finders = {
        "EmailMessage": "opal", "Session": "home-boss", "AccountApplication": "home-guest",
    }  # fmt: skip

    found = {}
    for kind, thing in home.items():
        who = finders.get(kind, "smart_account_admin")
        answer = await ask(FOUND, by=who, id=ids.of(thing))
        assert answer and answer["id"] == ids.of(thing), kind
        found[kind] = answer["__typename"]

    assert found.pop("Session") == "PersonalAccessToken"
    assert all(kind == name for kind, name in found.items())
    nodes = CORE.get_possible_types(cast(GraphQLInterfaceType, CORE.type_map["Node"]))
    assert {t.name for t in nodes} == {*found, "PersonalAccessToken"}


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
