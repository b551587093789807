"""Adding people from a list."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import strawberry

from models import assignments, problems, user_lists
from models.problems import Problem
from models.user_lists import ListedUser
from resolvers import ids, repeats
from resolvers.context import Info

CSV_HELP = (
    "The list as CSV, 64 KiB and 500 rows at most. Its first line names the columns: `user` (a "
    "username or verified e-mail address) and `role` (such as `VIRTUAL_ACCOUNT_USER`, or in "
    "words), and if wanted `virtual accounts` (names, separated by `;`), `starts at` and "
    "`ends at` (such as `2030-12-31T23:59Z`); the columns' spaces may be underscores or nothing."
)


@dataclass(frozen=True)
class Listed:
    """What became of a list, or would have."""

    rows: list[ListedUser]
    dry_run: bool


@strawberry.input(description="Give the users of a list each a role.")
class AddUsersFromCsvInput:
    account: strawberry.ID = strawberry.field(description="The account's id.")
    csv: str = strawberry.field(description=CSV_HELP)
    dry_run: bool = strawberry.field(
        default=False, description="Only tell what would become of every row."
    )
    idempotency_key: str | None = repeats.key()


async def add(info: Info, input: AddUsersFromCsvInput) -> Listed:
    """Give the users of a list each a role of their own. A refused row leaves the others alone; a
    list that cannot be read is refused as a whole."""
    account = ids.key(input.account, "SmartAccount", "account")
    viewer = info.context.signed_in
    if input.dry_run:
        return Listed(await user_lists.try_out(viewer, account, input.csv), True)
    act = partial(user_lists.add, viewer, account, input.csv)
    return Listed(await repeats.repeat_of(info, input).run_with(act, _pack, _unpack), False)


def _pack(rows: list[ListedUser]) -> list[Any]:
    return [
        [
            [r.line, r.user, r.role],
            str(r.assignment.id) if r.assignment else None,
            [r.problem.code, r.problem.message, r.problem.field] if r.problem else None,
        ]
        for r in rows
    ]


async def _unpack(packed: list[Any]) -> list[ListedUser]:
    return [
        ListedUser(
            line,
            user,
            role,
            await assignments.current_row(UUID(assignment)) if assignment else None,
            _again(*problem) if problem else None,
        )
        for (line, user, role), assignment, problem in packed
    ]


def _again(code: str, message: str, field: list[str] | None) -> Problem:
    """A row's refusal as it was; all that a row may meet are made of the same."""
    kinds = [
        problems.NotFound,
        problems.Forbidden,
        problems.InvalidInput,
        problems.AlreadyHeld,
        problems.ApproverDomainMismatch,
        problems.RoleScopeMismatch,
        problems.VirtualAccountRequired,
    ]
    kind: type[Problem] = {str(kind.code): kind for kind in kinds}[code]
    return kind(message, field)
