"""The cast: one set of people and accounts for the demo, the README, GraphiQL and the tests."""

from dataclasses import dataclass

from models import accounts, clock, database, domains, grants, passwords
from models.accounts import AccountStatus, AccountType, SmartAccount
from models.grants import Grant
from models.roles import Role, RoleAssignment
from models.users import Staff, User, UserKind

PASSWORD = "correct-horse-demo"


@dataclass(frozen=True)
class Person:
    """One of the cast, and what they are there to show."""

    username: str
    full_name: str
    company: str
    domain: str
    does: str
    kind: UserKind = UserKind.CUSTOMER
    staff: Staff | None = None


CAST = [
    Person("rita", "Rita Request", "Rivers Ltd", "rivers.example", "asks to enter ACME"),
    Person("ada", "Ada Admin", "ACME", "acme.example", "administers ACME"),
    Person("ben", "Ben Boss", "ACME", "acme.example", "administers ACME too"),
    Person(
        "vera", "Vera Virtual", "ACME", "acme.example", "administers ACME's virtual account Lab"
    ),
    Person("uma", "Uma User", "ACME", "acme.example", "uses ACME's account"),
    Person(
        "dana",
        "Dana Delegate",
        "Rivers Ltd",
        "rivers.example",
        "administers Rivers Ltd, Rita's employer",
    ),
    Person(
        "olaf",
        "Olaf Agent",
        "Service",
        "service.example",
        "is a support agent",
        UserKind.INTERNAL,
        Staff.SUPPORT_AGENT,
    ),
    Person(
        "opal",
        "Opal Operator",
        "Service",
        "service.example",
        "is an operator",
        UserKind.INTERNAL,
        Staff.OPERATOR,
    ),
    Person(
        "paul", "Paul Partner", "Partners Inc", "partners.example", "is a partner", UserKind.PARTNER
    ),
]


async def load() -> bool:
    """Make the cast and their accounts, once; False where they are there already."""
    if await _is_there():
        return False
    return await _load(await passwords.hashed(PASSWORD))


async def _is_there() -> bool:
    return await User.filter(username=CAST[0].username).exists()


@database.transaction
async def _load(password_hash: str) -> bool:
    await database.alone()
    if await _is_there():
        return False
    people = {person.username: await make(person, password_hash) for person in CAST}
    acme = await open_account("ACME", "acme.example")
    await open_account("ACME Partner Holding", "acme.example", AccountType.HOLDING)
    rivers = await open_account("Rivers Ltd", "rivers.example")
    await open_account("Dormant", "dormant.example", status=AccountStatus.INACTIVE)
    lab = await accounts.make_virtual_account(acme, "Lab")
    await accounts.make_virtual_account(acme, "Lab Annex", parent=lab)
    await accounts.make_virtual_account(acme, "Office")
    for username in ("ada", "ben"):
        await grants.give(acme, people[username], Grant(Role.SMART_ACCOUNT_ADMIN), None)
    await grants.give(acme, people["vera"], Grant(Role.VIRTUAL_ACCOUNT_ADMIN, [lab]), None)
    await grants.give(acme, people["uma"], Grant(Role.SMART_ACCOUNT_USER), None)
    await grants.give(rivers, people["dana"], Grant(Role.SMART_ACCOUNT_ADMIN), None)
    holding = await SmartAccount.get(domain_identifier="acme.example", type=AccountType.HOLDING)
    await grants.give(holding, people["paul"], Grant(Role.SMART_ACCOUNT_ADMIN), None)
    # Nobody was told of these roles, so the accounts' first notices are for their holders too.
    await RoleAssignment.all().update(from_seq=0)
    return True


async def make(person: Person, password_hash: str | None) -> User:
    """A person with a whole profile and a verified address."""
    email = f"{person.username}@{person.domain}"
    return await User.create(
        username=person.username,
        email=email,
        email_domain=domains.domain_of(email),
        email_verified_at=clock.now(),
        full_name=person.full_name,
        phone="+1 555 0100",
        company_name=person.company,
        country="Exampleland",
        site_address="1 Example Street",
        kind=person.kind,
        staff=person.staff,
        password_hash=password_hash,
        created_at=clock.now(),
    )


async def open_account(
    name: str,
    domain: str,
    type: AccountType = AccountType.CUSTOMER,
    status: AccountStatus = AccountStatus.ACTIVE,
) -> SmartAccount:
    """An account with its DEFAULT virtual account, and nobody in it."""
    account = await SmartAccount.create(
        name=name, domain_identifier=domain, type=type, status=status
    )
    await accounts.make_virtual_account(account, "DEFAULT", is_default=True)
    return account
