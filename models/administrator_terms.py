"""The terms of delegated administrators: which version is in force, and who accepted which.

A new version takes no powers away: it shows as not accepted, and can be accepted when it suits.
"""

from dataclasses import dataclass
from datetime import datetime

from models import problems
from models.administrators import DelegatedAdministrator
from models.agreements import Terms

NAME = "Delegated Administrator's terms"

_terms = Terms(name=NAME)


def use(version: str, url: str) -> None:
    """Make these the terms in force."""
    global _terms
    _terms = Terms(version, url, NAME)


def in_force() -> Terms:
    """The terms in force."""
    return _terms


@dataclass(frozen=True)
class AdministratorTerms:
    """The terms in force, and when one administrator accepted them, if that has been."""

    version: str
    name: str
    url: str
    accepted_at: datetime | None


def of(row: DelegatedAdministrator) -> AdministratorTerms:
    """The terms in force for an appointment."""
    now = in_force()
    accepted_at = row.accepted_at if row.terms_version == now.version else None
    return AdministratorTerms(now.version, now.name, now.url, accepted_at)


def check_read(version: str | None) -> None:
    """Raise InvalidInput unless the version that was read is the one in force."""
    if version is not None and version != in_force().version:
        raise problems.InvalidInput(
            "This is not the version in force. Read that one, then accept it.", field=["terms"]
        )
