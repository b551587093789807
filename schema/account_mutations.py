"""What can be done to an account: its properties, parts, agreements and people."""

from typing import Annotated, Any

import strawberry

from models import user_lists, virtual_accounts
from resolvers import account_settings, agreements
from resolvers import user_lists as list_resolvers
from resolvers import virtual_accounts as part_resolvers
from schema import problems
from schema.accounts import SmartAccount, VirtualAccount
from schema.agreements import Agreement
from schema.fields import plain, resolved, shows
from schema.permissions import IsSignedIn
from schema.problems import (
    AccountNotActive,
    DefaultVirtualAccount,
    Forbidden,
    InvalidInput,
    NameTaken,
    NotFound,
    Problem,
    RepeatMismatch,
    VersionConflict,
    VirtualAccountInUse,
)
from schema.roles import RoleAssignment


@shows(virtual_accounts.Deleted)
class DeletedVirtualAccount:
    """A virtual account that is no more."""

    id: strawberry.ID = resolved(part_resolvers.deleted_id)
    name: str = plain("The name that it had, which is free now.")
    account: SmartAccount = plain("The account in which it was.")


@shows(user_lists.ListedUser)
class ListedUser:
    """What became of one row of a list. Without an assignment and a problem it was only tried,
    and nothing stands in its way."""

    line: int = plain("The line of the list on which the row begins; the first is 1.")
    user: str = plain("The name or address as it was given.")
    role: str = plain("The role as it was given.")
    assignment: RoleAssignment | None = plain("The assignment; null where nothing was given.")
    problem: Problem | None = resolved(problems.of_listed)


@shows(list_resolvers.Listed)
class ListedUsers:
    """What became of a list of users, or would have."""

    rows: list[ListedUser] = plain("One for each row, in the order of the list.")
    dry_run: bool = plain("Whether it was only tried, and nothing was given.")


def _result(name: str) -> Any:
    return strawberry.union(name, description="The changed thing, or why it was refused.")


UpdateSmartAccountResult = Annotated[
    SmartAccount | Forbidden | NotFound | VersionConflict | InvalidInput | RepeatMismatch,
    _result("UpdateSmartAccountResult"),
]
CreateVirtualAccountResult = Annotated[
    VirtualAccount | Forbidden | NotFound | NameTaken | InvalidInput | RepeatMismatch,
    _result("CreateVirtualAccountResult"),
]
UpdateVirtualAccountResult = Annotated[
    VirtualAccount
    | Forbidden
    | NotFound
    | NameTaken
    | DefaultVirtualAccount
    | VersionConflict
    | InvalidInput
    | RepeatMismatch,
    _result("UpdateVirtualAccountResult"),
]
DeleteVirtualAccountResult = Annotated[
    DeletedVirtualAccount
    | Forbidden
    | NotFound
    | VirtualAccountInUse
    | DefaultVirtualAccount
    | InvalidInput
    | RepeatMismatch,
    _result("DeleteVirtualAccountResult"),
]
AcceptAgreementResult = Annotated[
    Agreement | Forbidden | NotFound | InvalidInput | RepeatMismatch,
    _result("AcceptAgreementResult"),
]
AddUsersFromCsvResult = Annotated[
    ListedUsers | Forbidden | NotFound | AccountNotActive | InvalidInput | RepeatMismatch,
    _result("AddUsersFromCsvResult"),
]


@strawberry.type(description="What can be done to an account.")
class AccountMutations:
    update_smart_account: UpdateSmartAccountResult = resolved(account_settings.update, IsSignedIn)
    create_virtual_account: CreateVirtualAccountResult = resolved(part_resolvers.create, IsSignedIn)
    update_virtual_account: UpdateVirtualAccountResult = resolved(part_resolvers.update, IsSignedIn)
    delete_virtual_account: DeleteVirtualAccountResult = resolved(part_resolvers.delete, IsSignedIn)
    accept_agreement: AcceptAgreementResult = resolved(agreements.accept, IsSignedIn)
    add_users_from_csv: AddUsersFromCsvResult = resolved(list_resolvers.add, IsSignedIn)
