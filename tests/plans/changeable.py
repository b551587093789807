"""What of the demo there is to be read and changed, as arguments name it."""

from tortoise.models import Model

from models.accounts import SmartAccount, VirtualAccount
from models.administrators import DelegatedAdministrator
from models.applications import AccountApplication
from models.entitlements import Company, Contract, SupportAccess
from models.mail import EmailMessage
from models.onboarding import Registration
from models.requests import AccessRequest
from models.roles import RoleAssignment
from models.support import SupportAccessRequest
from models.users import User
from resolvers import ids
from tests.plans.inputs import Pools

PEOPLE = ["hana", "ada", "dana", "opal", "hana", "olaf", "sue", None]
ACCOUNTS = ["Harbour Ltd", "ACME"]  # where these people may do something
NAMED: dict[str, type[Model]] = {
    "access: ID": SupportAccess,
    "administrator: ID": DelegatedAdministrator,
    "application: ID": AccountApplication,
    "company: ID": Company,
    "contract: ID": Contract,
    "email: ID": EmailMessage,
    "registration: ID": Registration,
    "user: ID": User,
}
WORDS: Pools = {
    "Int": [1, 2, 7],
    "after: String": [None],
    "first: Int": [2],
    "DateTime": ["2099-11-22T14:05:30Z", "2026-01-01T00:00:00Z"],
    "user: String": ["rita", "xena", "dana", "nobody"],
    "username: String": ["rita", "nobody"],
    "email: String": ["rita@rivers.example", "no address"],
    "domain: String": ["harbour.example", "new.example"],
    "domainIdentifier: String": ["harbour.example", "new.example"],
    "String": ["It is needed for the work.", "Lab", ""],
}


async def pools() -> Pools:
    """The ids of what may be named, and words."""
    found: Pools = {name: [ids.of(row) for row in await kind.all()] for name, kind in NAMED.items()}
    accounts = await SmartAccount.filter(name__in=ACCOUNTS)
    here = {"account_id__in": [account.id for account in accounts]}
    parts = [ids.of(part) for part in await VirtualAccount.filter(**here)]
    asked: list[Model] = [
        *await AccessRequest.filter(status="PENDING", **here),
        *await SupportAccessRequest.filter(status="PENDING"),
    ]
    requests = list(map(ids.of, asked))
    some = [values[0] for values in found.values() if values]
    return {
        **WORDS,
        **found,
        "account: ID": list(map(ids.of, accounts)),
        "roleAssignment: ID": list(map(ids.of, await RoleAssignment.filter(**here))),
        "virtualAccount: ID": parts,
        "virtualAccounts: ID": parts,
        "request: ID": requests,
        "id: ID": [ids.of(accounts[0]), *requests, *some],
        "ID": [*requests, "nobody's"],
    }
