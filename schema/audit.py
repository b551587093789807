"""The log."""

from datetime import datetime

import strawberry

from models import audit
from resolvers import audit as resolvers
from schema.fields import plain, resolved, shows
from schema.nodes import Node
from schema.people import User


@shows(audit.AuditEvent)
class AuditEvent(Node):
    """A line of the account's log. Lines are never changed, and chained by hash."""

    number: int | None = plain("Counts up by one in the account.")
    action: str = plain("What was done, such as `role_granted`.")
    actor: User | None = resolved(resolvers.actor)
    actor_name: str = plain("Who did it; `the system` where nobody did.")
    thing: strawberry.ID | None = resolved(resolvers.thing)
    message: str = plain("What was done, in words.")
    occurred_at: datetime = plain("When.")
    hash: str = plain("SHA-256 over this line and the hash of the one before it.")
