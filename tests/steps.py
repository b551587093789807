"""What people do with requests, and what is found afterwards: short-hands for tests."""

from datetime import datetime
from typing import Any

from models import clock, domains, keys, timers
from models.accounts import AccountType, SmartAccount, VirtualAccount
from models.grants import Grant, give
from models.mail import EmailMessage
from models.notices import Notice
from models.roles import Role
from models.users import User
from resolvers import ids
from tests.conftest import Ask

REASON = "I work on it daily."
REQUEST = """id version status reason submittedAt lastActivityAt remindedAt reminders actedAt
  decisionReason endCause proposedRole proposedVirtualAccounts { id name }
  account { id name } requester { username } actedBy { username }
  profile { username fullName email phone companyName }
  grantedRoles { role description virtualAccounts { id name } } currentRoles { role }
  viewerCanDecide { allowed because } viewerCanRemind { allowed because }
  viewerCanWithdraw { allowed because }"""
FACTS = {
    "requestAccess": """... on ProfileIncomplete { missing } ... on RateLimited { retryAt }
      ... on DuplicatePending { request { id status } }
      ... on AccountChoiceRequired { accounts { id name domainIdentifier type } }""",
    "sendReminder": """... on ReminderTooSoon { availableAt }
      ... on NotPending { request { status version } }""",
    "withdrawAccessRequest": "... on NotPending { request { status version } }",
    "approveAccessRequest": (
        acted := """... on AlreadyActedUpon {
      outcome actedAt actedBy { username } request { id status version } }"""
    ),
    "declineAccessRequest": acted,
}
READ = f"query($id: ID!) {{ accessRequest(id: $id) {{ {REQUEST} }} }}"
LOOKUP = """query($domain: String!) { smartAccounts(domainIdentifier: $domain) {
  __typename
  ... on SmartAccountMatches { accounts { id name domainIdentifier type } }
  ... on Problem { code message field }
  ... on ProfileIncomplete { missing } ... on RateLimited { retryAt } } }"""


def mutation(name: str) -> str:
    """A mutation on a request, with everything that it may answer."""
    kind = name[0].upper() + name[1:]
    return f"""mutation($input: {kind}Input!) {{ {name}(input: $input) {{ __typename
      ... on AccessRequest {{ {REQUEST} }} ... on Problem {{ code message field }}
      {FACTS[name]} }} }}"""


DOCUMENTS = {name: mutation(name) for name in FACTS}


async def act(ask: Ask, name: str, by: str, **given: Any) -> dict[str, Any]:
    """Run a mutation on requests."""
    answer: dict[str, Any] = await ask(DOCUMENTS[name], by=by, input=given)
    return answer


async def submit(ask: Ask, by: str = "rita", **given: Any) -> dict[str, Any]:
    """Ask to enter ACME, unless something else is given."""
    wanted = {"domainIdentifier": "acme.example", "reason": REASON, "account": await acme_id()}
    return await act(ask, "requestAccess", by, **{**wanted, **given})


async def pending(ask: Ask, by: str = "rita", **given: Any) -> str:
    """The id of a fresh pending request to enter ACME."""
    made = await submit(ask, by, **given)
    assert made.get("status") == "PENDING", made
    return str(made["id"])


async def approve(ask: Ask, request: str, by: str = "ada", **given: Any) -> dict[str, Any]:
    """Approve as a Smart Account User, unless something else is given."""
    wanted = {"request": request, "role": "SMART_ACCOUNT_USER"}
    return await act(ask, "approveAccessRequest", by, **{**wanted, **given})


async def decline(ask: Ask, request: str, by: str = "ada", **given: Any) -> dict[str, Any]:
    """Decline a request."""
    return await act(ask, "declineAccessRequest", by, request=request, **given)


async def withdraw(ask: Ask, request: str, by: str = "rita", **given: Any) -> dict[str, Any]:
    """Take a request back."""
    return await act(ask, "withdrawAccessRequest", by, request=request, **given)


async def remind(ask: Ask, request: str, by: str = "rita", **given: Any) -> dict[str, Any]:
    """Remind of a request."""
    return await act(ask, "sendReminder", by, request=request, **given)


async def read(ask: Ask, request: str, by: str) -> dict[str, Any] | None:
    """The request as somebody sees it."""
    found: dict[str, Any] | None = await ask(READ, by=by, id=request)
    return found


async def acme() -> SmartAccount:
    """The account that Rita asks for."""
    return await SmartAccount.get(name="ACME")


async def acme_id() -> str:
    """Its global id."""
    return ids.of(await acme())


async def part(name: str) -> VirtualAccount:
    """One of ACME's virtual accounts."""
    return await VirtualAccount.get(account_id=(await acme()).id, name=name)


async def part_id(name: str) -> str:
    """Its global id."""
    return ids.of(await part(name))


def unknown(kind: str) -> str:
    """A global id that leads nowhere."""
    return ids.encode(kind, keys.uuid7())


async def user(username: str) -> User:
    """One of the cast."""
    return await User.get(username=username)


async def person(username: str, domain: str = "rivers.example", **changes: Any) -> User:
    """One more person with a whole profile."""
    email = f"{username}@{domain}"
    whole: dict[str, Any] = {
        "username": username,
        "email": email,
        "email_domain": domains.domain_of(email),
        "email_verified_at": clock.now(),
        "full_name": username.title(),
        "phone": "+1 555 0100",
        "company_name": "Rivers Ltd",
        "created_at": clock.now(),
    }
    return await User.create(**{**whole, **changes})


async def account(name: str, domain: str, **changes: Any) -> SmartAccount:
    """One more account, without anybody in it."""
    changes.setdefault("type", AccountType.CUSTOMER)
    return await SmartAccount.create(name=name, domain_identifier=domain, **changes)


async def appoint(
    username: str,
    role: Role = Role.SMART_ACCOUNT_ADMIN,
    *parts: VirtualAccount,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    where: SmartAccount | None = None,
) -> None:
    """Give somebody a role in ACME, without notices and mails."""
    grant = Grant(role, parts, starts_at, ends_at)
    await give(where or await acme(), await user(username), grant, None)


async def mailed(kind: str, **where: Any) -> list[str]:
    """To whom mails of a kind are owed, by name in the address."""
    found = await EmailMessage.filter(kind=kind, **where).order_by("to_address")
    return [mail.to_address.partition("@")[0] for mail in found]


async def letter(kind: str, to: str) -> EmailMessage:
    """The only mail of a kind to somebody."""
    return await EmailMessage.get(kind=kind, to_address__startswith=f"{to}@")


async def noticed(account: SmartAccount | None = None) -> list[str]:
    """The kinds of an account's notices, in order; they are numbered without gaps."""
    account = account or await acme()
    found = await Notice.filter(account_id=account.id).order_by("seq")
    assert [notice.seq for notice in found] == list(range(1, len(found) + 1))
    return [str(notice.kind) for notice in found]


async def due() -> None:
    """Let a worker do what is due by the clock."""
    while await timers.run_due(clock.now()):
        pass
