"""Lists read only what they show: they answer as if they had read everything."""

from typing import Any

import pytest
from graphql import FieldNode, Visitor, parse, visit

from resolvers import listed
from tests import steps
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
    "currentRoles { id role }",
    "viewerCanDecide { allowed because code }",
]
ORDERS = ["LAST_ACTIVITY", "SUBMITTED_AT", "STATUS", "REQUESTER_NAME"]
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
    names: set[str] = set()

    class Names(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            names.add(node.name.value)

    shown = f"{PAGE} {' '.join(SHOWN)}"
    visit(parse(f"{{ nodes {{ {shown} edges {{ cursor node {{ id }} }} }} }}"), Names())

    assert names >= listed.FREE | listed.COLUMNS.keys()
    assert MORE not in listed.FREE | listed.COLUMNS.keys()
