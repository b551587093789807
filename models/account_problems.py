"""Refusals about accounts: new ones, and the parts of those that are there."""

from typing import TYPE_CHECKING

from models.error_codes import ErrorCode
from models.problems import Problem

if TYPE_CHECKING:
    from models.accounts import SmartAccount, VirtualAccount


class NotAPartner(Problem):
    """Only partners may have a holding account."""

    code = ErrorCode.NOT_A_PARTNER
    message = "Only partners may ask for a holding account."


class PublicDomain(Problem):
    """The domain belongs to a public mail provider, and to no company."""

    code = ErrorCode.PUBLIC_DOMAIN
    message = "This domain belongs to a public mail provider."


class DomainTaken(Problem):
    """This identifier is taken: ask to enter `account`, where it can be entered."""

    code = ErrorCode.DOMAIN_TAKEN
    message = "There is an account with this domain identifier already. Ask to enter it."

    def __init__(self, account: "SmartAccount | None", message: str | None = None) -> None:
        super().__init__(message, field=["domainIdentifier"])
        self.account = account


class NameTaken(Problem):
    """Another part of the account has this name."""

    code = ErrorCode.NAME_TAKEN
    message = "Another virtual account has this name."


class VirtualAccountInUse(Problem):
    """A virtual account can be deleted when no other lies below it and no role covers it."""

    code = ErrorCode.VIRTUAL_ACCOUNT_IN_USE
    message = "This virtual account is not empty."


class DefaultVirtualAccount(Problem):
    """The default virtual account can be neither restricted nor deleted."""

    code = ErrorCode.DEFAULT_VIRTUAL_ACCOUNT
    message = "This is not possible with the default virtual account."


class VersionConflict(Problem):
    """Somebody changed it in between: look at it as it is at `currentVersion`, then try again."""

    code = ErrorCode.VERSION_CONFLICT
    message = "Somebody changed this in the meantime. Look at it again first."

    def __init__(self, current_version: int) -> None:
        super().__init__(field=["version"])
        self.current_version = current_version


def check_version(thing: "SmartAccount | VirtualAccount", version: int | None) -> None:
    """Raise VersionConflict where a caller has seen another version than this one."""
    if version is not None and version != thing.version:
        raise VersionConflict(thing.version)
