"""Role assignments."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from models import grants, roles
from models.roles import EndReason, Origin, Role
from resolvers import roles as resolvers
from schema import problems
from schema.accounts import SmartAccount, VirtualAccount
from schema.allowed import Allowed
from schema.fields import described, plain, resolved, shows
from schema.nodes import Node
from schema.people import User
from schema.problems import Problem

if TYPE_CHECKING:
    from schema.requests import AccessRequest

described(
    Origin,
    "How a role came about.",
    REQUEST="Somebody approved a request.",
    RULE="A rule of the account approved a request.",
    PERSON="Somebody gave it, without a request.",
    SYSTEM="It came with the account, or from an import.",
)


@shows(roles.RoleAssignment)
class RoleAssignment(Node):
    """A user's role in an account, over all of it or over chosen virtual accounts."""

    version: int = plain("Raised by every change.")
    account: SmartAccount = resolved(resolvers.account)
    user: User = resolved(resolvers.user)
    role: Role = plain("What the user is.")
    virtual_accounts: list[VirtualAccount] = resolved(resolvers.scope)
    granted_by: User | None = resolved(resolvers.granted_by)
    granted_at: datetime = plain("When it was given.")
    origin: Origin = plain("How it came about.")
    request: Annotated["AccessRequest", strawberry.lazy("schema.requests")] | None = resolved(
        resolvers.request
    )
    starts_at: datetime | None = plain("From when on it holds; null: from the beginning.")
    ends_at: datetime | None = plain("When it ends by itself; null: never.")
    ended_at: datetime | None = plain("When it was ended; null while it was not.")
    ended_by: User | None = resolved(resolvers.ended_by)
    end_reason: EndReason | None = plain("Why it ended.")
    viewer_can_change: Allowed = resolved(resolvers.can_change)
    viewer_can_revoke: Allowed = resolved(resolvers.can_revoke)


@shows(grants.RowResult)
class AddedUserRow:
    """What became of one row of a bulk add: an assignment or a refusal, never both."""

    user: str = plain("The name or address as it was given.")
    assignment: RoleAssignment | None = plain("The new assignment; null where the row was refused.")
    problem: Problem | None = resolved(problems.of_row)


@shows(resolvers.Added)
class AddedUsers:
    """What became of a bulk add."""

    rows: list[AddedUserRow] = plain("One for each name given, in its order.")


@shows(resolvers.Removed)
class RemovedUser:
    """The roles that a removed user held."""

    role_assignments: list[RoleAssignment] = plain("Each of them has ended.")
