"""Which role assignments a list shows."""

from collections.abc import Sequence
from uuid import UUID

import strawberry
from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from models.accounts import SmartAccount, VirtualAccount
from models.roles import Origin, Role, RoleAssignment
from resolvers import ids, pages

SEARCHED = ["user__full_name", "user__username", "user__email"]
TEXT_HELP = "Part of the user's name, username or address."
USER_HELP = "What this user holds: the user's id."


@strawberry.input(description="Which role assignments; several conditions must all hold.")
class RoleAssignmentFilter:
    role: list[Role] | None = strawberry.field(default=None, description="One of these roles.")
    text: str | None = strawberry.field(default=None, description=TEXT_HELP)
    user: strawberry.ID | None = strawberry.field(default=None, description=USER_HELP)
    virtual_account: strawberry.ID | None = strawberry.field(
        default=None,
        description="Over this virtual account, or one above it: the virtual account's id. Roles "
        "over the whole account are left out.",
    )
    origin: list[Origin] | None = strawberry.field(
        default=None, description="That came about in one of these ways."
    )
    external: bool | None = strawberry.field(
        default=None,
        description="Whether the user's address is of another domain than the account's.",
    )
    include_ended: bool = strawberry.field(default=False, description="Roles that have ended, too.")

    def of(self, account: SmartAccount, seen: Sequence[VirtualAccount]) -> QuerySet[RoleAssignment]:
        """The account's assignments that fulfil all conditions; the virtual account counts where
        it is among those that the viewer has `seen`."""
        every = RoleAssignment.all() if self.include_ended else RoleAssignment.standing()
        held = by_person(every.filter(account_id=account.id), self.text, self.user)
        if self.role:
            held = held.filter(role__in=self.role)
        if self.origin is not None:
            ways = [_came_by(origin) for origin in self.origin]
            held = held.filter(Q(*ways, join_type="OR") if ways else pages.NOTHING)
        if self.external is not None:
            same = Q(user__email_domain=account.domain_identifier)
            held = held.filter(~same if self.external else same)
        if self.virtual_account is not None:
            part = next((p for p in seen if ids.of(p) == self.virtual_account), None)
            held = held.filter(naming(part.lineage) if part else pages.NOTHING)
        return held


@strawberry.input(description="Which employees' roles; several conditions must all hold.")
class EmployeeAccessFilter:
    text: str | None = strawberry.field(default=None, description=TEXT_HELP)
    user: strawberry.ID | None = strawberry.field(default=None, description=USER_HELP)

    def apply(self, held: QuerySet[RoleAssignment]) -> QuerySet[RoleAssignment]:
        """Those that fulfil all conditions."""
        return by_person(held, self.text, self.user)


def by_person(
    held: QuerySet[RoleAssignment], text: str | None, user: str | None
) -> QuerySet[RoleAssignment]:
    """What is held by whom a text or an id names."""
    if text:
        held = held.filter(pages.containing(text, *SEARCHED))
    return held if user is None else held.filter(pages.referring(user, "User", "user_id"))


def naming(parts: set[UUID]) -> Q:
    """Assignments that name one of these virtual accounts; each once."""
    found = RoleAssignment.filter(virtual_accounts__id__in=list(parts))
    return Q(id__in=Subquery(found.values("id")))


def _came_by(origin: Origin) -> Q:
    """As `RoleAssignment.origin` tells it."""
    asked = origin in (Origin.REQUEST, Origin.RULE)
    person = origin in (Origin.REQUEST, Origin.PERSON)
    return Q(request_id__isnull=not asked, granted_by_id__isnull=not person)
