"""Relay's object identification."""

import strawberry

from resolvers import ids
from schema.fields import resolved


@strawberry.interface(description="Something with a global id, which `node(id:)` finds again.")
class Node:
    id: strawberry.ID = resolved(ids.of)
