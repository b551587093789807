"""What the schema declares to look alike does: to all, or to all who decide on the same parts."""

import asyncio
import json
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_abstract_type, is_leaf_type

from models import cursors, deciding, notices, requests
from models.accounts import SmartAccount, VirtualAccount
from models.audiences import Alike
from models.grants import Grant
from models.requests import AccessRequest
from models.roles import Role
from models.users import User
from tests.conftest import Served
from tests.faults import servers, stage
from tests.faults.servers import Listener
from web.graphql.alike import Answers, declared
from web.graphql.execution import EdgeSchema

DEPTH = 5
DECIDERS = ["ada", "ben"]
VERA = "vera"  # decides on one part alone


def selection(schema: EdgeSchema, kind: Any, alike: Alike, depth: int = DEPTH) -> str:
    """All fields of a type that look alike so far, and theirs."""
    chosen = []
    for name, field in sorted(kind.fields.items()):
        inner = get_named_type(field.type)
        if field.args or looks(schema, kind, name) > alike or name == "cursor":
            continue
        if is_leaf_type(inner):
            chosen.append(name)
        elif depth and (selected := selection(schema, inner, alike, depth - 1)):
            chosen.append(f"{name} {{ {selected} }}")
    return " ".join(chosen)


def looks(schema: EdgeSchema, kind: Any, name: str) -> Alike:
    """How alike a field looks, whatever type it is then found on."""
    kinds = schema._schema.get_possible_types(kind) if is_abstract_type(kind) else [kind]
    return max(declared(possible.fields[name]) for possible in kinds)


def document(schema: EdgeSchema, alike: Alike) -> str:
    """A subscription to all of that."""
    shown = selection(schema, schema._schema.type_map["Notice"], alike)
    return f"""subscription($account: ID!, $after: String) {{
      requestActedUpon(accountId: $account, after: $after) {{ cursor {shown} }} }}"""


def answers(schema: EdgeSchema, text: str) -> Alike:
    """To whom the answers to this document look the same."""
    read = schema.documents.read(text)
    assert not read.errors, read.errors
    return Answers(schema._schema, read).read(read.operations[0]).alike


async def decide() -> None:
    """Approve one request to enter a part of ACME, and decline one."""
    account, ben = await stage.acme(), await User.get(username="ben")
    lab = await VirtualAccount.get(account_id=account.id, name="Lab")
    made = [stage.request_key(id) for id in await stage.waiting(account, 2)]
    proposed = requests.proposal(Role.VIRTUAL_ACCOUNT_USER, [lab])
    await AccessRequest.filter(id__in=made).update(**proposed)
    await deciding.approve(ben, made[0], Grant(Role.VIRTUAL_ACCOUNT_USER), [lab.id], False)
    await deciding.decline(ben, made[1], "Not this year.")


@pytest.mark.parametrize(
    "alike, viewers", [(Alike.TO_ALL, [*DECIDERS, VERA]), (Alike.TO_DECIDERS, DECIDERS)]
)
async def test_what_is_declared_to_look_alike_does_told_together_or_alone(
    served: Served, alike: Alike, viewers: list[str]
) -> None:
    account = await stage.acme()
    await SmartAccount.filter(id=account.id).update(virtual_account_admins_may_decide=True)
    after = cursors.encode({notices.account_topic(account.id): account.seq})
    wanted: dict[str, Any] = {"account": stage.account_id(account), "after": after}
    asked = document(served.service.schema, alike)
    together = [Listener(served.url, by, asked, **wanted) for by in DECIDERS]
    alone = [Listener(served.url, by, asked, **wanted) for by in viewers]

    async with servers.listening(*together):
        await servers.until(lambda: max(members(served), default=0) == len(together))
        await decide()
        await asyncio.gather(*(one.until(2) for one in together))
    for one in alone:  # what has happened before is told to each apart
        async with servers.listening(one):
            await one.until(2)

    assert answers(served.service.schema, asked) == alike
    assert len({json.dumps(one.told) for one in [*together, *alone]}) == 1
    assert None not in [alone[0].told[0]["account"], alone[0].told[0].get("request", "")]


def members(served: Served) -> list[int]:
    """How many are told as one, in each audience of an account."""
    tails = served.service.hub.tails.values()
    audiences = [a for tail in tails if tail.table != "user" for a in tail.audiences.values()]
    return [len(audience.members) for audience in audiences]


def test_all_of_a_notice_that_needs_nothing_else_looks_alike(served: Served) -> None:
    schema = served.service.schema
    own = {name for name in schema._schema.type_map["Notice"].fields}  # type: ignore[attr-defined]

    shown = {name for name in own if f" {name} " in f" {document(schema, Alike.TO_DECIDERS)} "}

    assert own - shown == {"about"}


def test_what_is_said_of_the_viewer_is_each_viewers_own(served: Served) -> None:
    kinds = served.service.schema._schema.type_map.values()
    objects = [k for k in kinds if isinstance(k, GraphQLObjectType) and k.name != "Viewer"]
    fields = {
        f"{kind.name}.{name}": declared(field)
        for kind in objects
        for name, field in kind.fields.items()
        if name.startswith("viewer") or name in ("currentRoles", "notices", "noticeCursor")
    }

    assert len(fields) > 20
    assert set(fields.values()) == {Alike.TO_NOBODY_ELSE}


@pytest.mark.parametrize(
    "shown, alike",
    [
        ("number account { name }", Alike.TO_ALL),
        ("number request { version }", Alike.TO_DECIDERS),
        ("... on Notice { ... { request { status } } }", Alike.TO_DECIDERS),
        ("number about { version }", Alike.TO_NOBODY_ELSE),
        ("account { viewerCanViewUsers { allowed } }", Alike.TO_NOBODY_ELSE),
        ("account { administrators @skip(if: true) }", Alike.TO_NOBODY_ELSE),
        ("...Deep", Alike.TO_NOBODY_ELSE),
        ("__typename", Alike.TO_ALL),
    ],
)
def test_one_field_that_differs_makes_the_whole_answer_differ(
    served: Served, shown: str, alike: Alike
) -> None:
    text = f"""subscription {{ viewerNotices {{ {shown} }} }}
      {DEEP if "Deep" in shown else ""}"""

    assert answers(served.service.schema, text) == alike


DEEP = """fragment Deep on Notice { request { ...Deeper } }
fragment Deeper on AccessRequest { account { settings { listed } } }"""
