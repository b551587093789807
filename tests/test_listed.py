"""Lists read only what they show: they answer as if they had read everything."""

from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLObjectType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    parse,
    visit,
)

from resolvers import listed
from tests import checkout, steps
from tests.conftest import Ask

OF_ACCOUNT = """query($id: ID!) { smartAccount(id: $id) {
  accessRequests(first: 10, orderBy: {by: %s}) { %s edges { cursor node { %s } } } } }"""
OF_VIEWER = """query { viewer {
  accessRequests(first: 10, orderBy: {by: %s}) { %s edges { cursor node { %s } } } } }"""
PAGE = "__typename totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
SHOWN = [
    "status lastActivityAt",
    "version",
    "reason",
    "submittedAt actedAt",
    "requester { id username } actedBy { id username }",
    "requester { fullName } actedBy { fullName }",
    "requester { email } actedBy { email }",
    "account { id name }",
    "account { domainIdentifier }",
    "account { version }",
    "account { status }",
    "currentRoles { id version role account { id name domainIdentifier version status } }",
    "viewerCanDecide { allowed because code }",
]
ORDERS = ["LAST_ACTIVITY", "SUBMITTED_AT", "STATUS", "REQUESTER_NAME"]
SCHEMA = build_schema((checkout.ROOT / "schema" / "schema.graphql").read_text())
MORE = "automaticReminders"  # of no short list: with it, everything is read


async def some_requests(ask: Ask) -> None:
    """One that was approved, one that was declined, and one that waits."""
    for name in ("sam", "tess"):
        await steps.person(name)
    await steps.approve(ask, await steps.pending(ask))
    await steps.decline(ask, await steps.pending(ask, "sam"))
    await steps.pending(ask, "tess")


async def listing(ask: Ask, document: str, by: str, order: str, shown: str) -> dict[str, Any]:
    """The list, without what was asked for only to have everything read."""
    answer = await ask(document % (order, PAGE, shown), by=by, id=await steps.acme_id())
    found: dict[str, Any] = answer["accessRequests"]
    for edge in found["edges"]:
        edge["node"].pop(MORE, None)
    return found


@pytest.mark.parametrize("order", ORDERS)
async def test_a_list_shows_the_same_whatever_it_reads(ask: Ask, order: str) -> None:
    await some_requests(ask)

    for document, by in ((OF_ACCOUNT, "ada"), (OF_VIEWER, "rita"), (OF_VIEWER, "sam")):
        for shown in SHOWN:
            short = await listing(ask, document, by, order, shown)
            whole = await listing(ask, document, by, order, f"{shown} {MORE}")

            assert short["edges"] and short == whole


def test_every_field_of_which_a_list_reads_little_was_looked_at() -> None:
    little = listed.FREE | listed.COLUMNS.keys()
    looked_at: dict[str, set[str]] = {}
    types = TypeInfo(SCHEMA)

    class Looked(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            parent = types.get_parent_type()
            assert parent
            looked_at.setdefault(parent.name, set()).add(node.name.value)

    for shown in SHOWN:
        document = parse(OF_ACCOUNT % ("LAST_ACTIVITY", PAGE, f"id {shown}"))
        visit(document, TypeInfoVisitor(types, Looked()))

    for name in ("AccessRequest", "SmartAccount", "User", "RoleAssignment", "Allowed"):
        kind = SCHEMA.type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        assert looked_at[name] >= little & kind.fields.keys()
    assert set().union({"nodes"}, *looked_at.values()) >= little
    assert MORE not in little
