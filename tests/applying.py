"""What people do with applications for new accounts: short-hands for tests."""

from typing import Any

from models import clock
from models.accounts import SmartAccount
from models.applications import AccountApplication
from models.mail import EmailMessage
from models.notices import Notice
from models.users import Staff, User, UserKind
from resolvers import ids
from tests import steps
from tests.conftest import Ask

ALLOWED = " ".join(
    f"viewerCan{verb} {{ allowed because }}"
    for verb in ("Decide", "Review", "Authorize", "SetUp", "Remind", "Resend", "Withdraw")
)
APPLICATION = f"""id version status stage key accessType deciders accountName accountType
  domainIdentifier reason reviewCause forSomeoneElse nomineeEmail nominee {{ username }}
  requester {{ username }} actedBy {{ username }} actedAt decisionReason reminders
  account {{ id name status }} {ALLOWED}"""
PROBLEMS = "... on Problem { code message field }"
FACTS = {
    "applyForAccount": """... on DomainTaken { account { id name domainIdentifier type } }
      ... on ProfileIncomplete { missing } ... on RateLimited { retryAt }""",
    "reviewApplication": """... on AlreadyActedUpon { outcome actedBy { username }
      request { id version } }""",
    "authorizeApplication": "",
    "cancelApplication": "... on NotPending { request { status } }",
    "sendApplicationReminder": "... on ReminderTooSoon { availableAt }",
    "resendAuthorization": "... on ResendTooSoon { availableAt }",
}
SET_UP = f"""mutation($input: CompleteAccountSetupInput!) {{ completeAccountSetup(input: $input) {{
  __typename {PROBLEMS} ... on AlreadyActedUpon {{ outcome actedBy {{ username }} }}
  ... on CompletedAccountSetup {{ application {{ {APPLICATION} }}
    users {{ user assignment {{ role virtualAccounts {{ name }} }} problem {{ code }} }} }} }} }}"""
READ = f"query($id: ID!) {{ accountApplication(id: $id) {{ {APPLICATION} }} }}"


def mutation(name: str) -> str:
    """A mutation on an application, with everything that it may answer."""
    kind = name[0].upper() + name[1:]
    return f"""mutation($input: {kind}Input!) {{ {name}(input: $input) {{ __typename
      ... on AccountApplication {{ {APPLICATION} }} {PROBLEMS} {FACTS[name]} }} }}"""


async def act(ask: Ask, verb: str, by: str, /, **given: Any) -> dict[str, Any]:
    """Run a mutation on applications."""
    answer: dict[str, Any] = await ask(mutation(verb), by=by, input=given)
    return answer


async def cast() -> None:
    """Nora and Noel of Nova, which has no account; another partner and another operator."""
    for username in ("nora", "noel"):
        await steps.person(username, "nova.example", company_name="Nova")
    await steps.person("pia", "pines.example", kind=UserKind.PARTNER)
    await steps.person("otto", "service.example", staff=Staff.OPERATOR)


async def apply(ask: Ask, by: str = "nora", **given: Any) -> dict[str, Any]:
    """Ask for an account for Nova, unless something else is given."""
    return await act(ask, "applyForAccount", by, **{"name": "Nova", **given})


async def applied(ask: Ask, by: str = "nora", **given: Any) -> str:
    """The id of a fresh application."""
    made = await apply(ask, by, **given)
    assert made.get("status") == "PENDING", made
    return str(made["id"])


async def to_review(ask: Ask, **given: Any) -> str:
    """The id of an application whose domain waits for a review."""
    return await applied(ask, **{"domainIdentifier": "nova-group.example", **given})


async def for_noel(ask: Ask, **given: Any) -> str:
    """The id of an application of Nora's that Noel is to authorise."""
    return await applied(ask, nomineeEmail="noel@nova.example", **given)


async def review(
    ask: Ask, id: str, by: str = "opal", approve: bool = True, **given: Any
) -> dict[str, Any]:
    """Review a domain."""
    return await act(ask, "reviewApplication", by, application=id, approve=approve, **given)


async def authorize(
    ask: Ask, secret: str, by: str = "noel", accept: bool = True, **given: Any
) -> dict[str, Any]:
    """Answer by an authorisation link."""
    return await act(ask, "authorizeApplication", by, token=secret, accept=accept, **given)


async def cancel(ask: Ask, id: str, by: str = "nora") -> dict[str, Any]:
    """Take an application back."""
    return await act(ask, "cancelApplication", by, application=id)


async def remind(ask: Ask, id: str, by: str = "nora") -> dict[str, Any]:
    """Remind of an application."""
    return await act(ask, "sendApplicationReminder", by, application=id)


async def resend(ask: Ask, id: str, by: str = "nora") -> dict[str, Any]:
    """Have a fresh link mailed."""
    return await act(ask, "resendAuthorization", by, application=id)


async def set_up(ask: Ask, id: str, by: str = "nora", **given: Any) -> dict[str, Any]:
    """Set an account up."""
    wanted = {"application": id, "acceptAgreement": True, **given}
    answer: dict[str, Any] = await ask(SET_UP, by=by, input=wanted)
    return answer


async def read(ask: Ask, id: str, by: str) -> dict[str, Any] | None:
    """The application as somebody sees it."""
    found: dict[str, Any] | None = await ask(READ, by=by, id=id)
    return found


async def row(id: str) -> AccountApplication:
    """The application as it is stored."""
    return await AccountApplication.whole(ids.key(id, "AccountApplication", "application"))


async def account_of(id: str) -> SmartAccount:
    """The account that an application is about."""
    return await SmartAccount.get(id=(await row(id)).account_id)


async def secret() -> str:
    """The secret of the link that was mailed last."""
    mails = EmailMessage.filter(kind="APPLICATION_AUTHORIZE").order_by("-created_at", "-id")
    (link,) = (await mails.first()).letter["links"]  # type: ignore[union-attr]
    return str(link["path"]).removeprefix("/activate/")


async def noticed(user: str, id: str) -> list[tuple[str, str | None]]:
    """What somebody was told of an application, in order: kind and outcome."""
    of = Notice.filter(case_id=(await row(id)).id, subject_id=(await steps.user(user)).id)
    return [(str(n.kind), n.outcome) for n in await of.order_by("subject_seq")]


async def in_operations(id: str) -> list[str]:
    """What the operators were told of an application."""
    of = Notice.filter(case_id=(await row(id)).id, channel_id__isnull=False)
    return [str(notice.kind) for notice in await of.order_by("seq")]


async def deactivate(username: str) -> None:
    """Take somebody's sign-in away, without more."""
    await User.filter(username=username).update(active=False)


async def pass_days(days: float) -> None:
    """Let days go by, and a worker do what is due."""
    clock.clock.advance(days=days)
    await steps.due()
