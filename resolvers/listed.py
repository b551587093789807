"""What a list of requests reads where it shows little: what is not shown is not read."""

from functools import lru_cache

from models.rows import Only

# What is looked at whatever is shown: keys, the right to decide, and where the row stands.
ALWAYS = {"account_id", "requester_id", "acted_by_id", "status", "activity_at", "proposed_paths"}
# Fields that show nothing but that, and what a list is made of.
FREE = {
    "__typename", "id", "pageInfo", "hasNextPage", "hasPreviousPage", "startCursor", "endCursor",
    "totalCount", "edges", "cursor", "node", "nodes", "requester", "account", "actedBy",
    "currentRoles", "role", "lastActivityAt", "viewerCanDecide", "allowed", "because", "code",
}  # fmt: skip
# The columns behind the others, be they the request's own or of a thing that it refers to. Of a
# list that shows anything else, everything is read.
COLUMNS = {
    "version": {"version", "account.version"},
    "status": {"status", "account.status"},
    "reason": {"reason"},
    "submittedAt": {"submitted_at"},
    "actedAt": {"acted_at"},
    "username": {"requester.username", "acted_by.username"},
    "fullName": {"requester.full_name", "acted_by.full_name"},
    "email": {"requester.email", "acted_by.email"},
    "name": {"account.name"},
    "domainIdentifier": {"account.domain_identifier"},
}
# The same of the roles below.
ROLES = frozenset({"account_id", "user_id", "role", "version"})


@lru_cache(1_000)
def columns(shown: frozenset[str], order: str) -> Only:
    """The columns that are read for a list that shows these fields and is in this order."""
    if not shown <= FREE | COLUMNS.keys():
        return None
    return frozenset(ALWAYS.union({order}, *(COLUMNS[field] for field in shown - FREE)))
