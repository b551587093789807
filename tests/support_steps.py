"""What people do about support access, and the organisation that they do it in."""

from dataclasses import dataclass
from typing import Any

from models import channels
from models.entitlements import Company, Contract
from models.mail import EmailMessage
from models.notices import Notice
from models.support import SupportAccessRequest
from models.users import UserKind
from resolvers import ids
from tests import entitled, steps
from tests.conftest import Ask

Answer = dict[str, Any]

REQUEST = """id version key keyKind level grantedLevel accessType status deciders explanation reason
  decisionReason endCause deadline reminders remindedAt remindableAt actedAt submittedAt
  actedBy { username } requester { username } profile { username email }
  contract { number } viewerCanDecide { allowed because }
  viewerCanRemind { allowed } viewerCanWithdraw { allowed }"""
ACCESS = """id version key keyKind level grantedAt endedAt user { username }
  grantedBy { username } endedBy { username } contract { number }
  viewerCanRevoke { allowed because }"""
FACTS = {
    "requestSupportAccess": """... on ProfileIncomplete { missing } ... on RateLimited { retryAt }
      ... on DuplicatePending { request { id status key } }""",
    "remindSupportAccess": """... on ReminderTooSoon { availableAt }
      ... on NotPending { request { status version } }""",
    "withdrawSupportAccess": "... on NotPending { request { status version } }",
    "approveSupportAccess": (
        acted := """... on AlreadyActedUpon {
      outcome actedAt actedBy { username } request { id status version } }"""
    ),
    "denySupportAccess": acted,
    "grantSupportAccess": "",
    "revokeSupportAccess": "",
}
READ = f"query($id: ID!) {{ supportAccessRequest(id: $id) {{ {REQUEST} }} }}"
MINE = f"query {{ viewer {{ supportAccess {{ totalCount nodes {{ {ACCESS} }} }} }} }}"


def mutation(name: str) -> str:
    """A mutation with everything that it may answer."""
    kind = name[0].upper() + name[1:]
    about_access = name in {"grantSupportAccess", "revokeSupportAccess"}
    thing, shown = ("SupportAccess", ACCESS) if about_access else ("SupportAccessRequest", REQUEST)
    return f"""mutation($input: {kind}Input!) {{ {name}(input: $input) {{ __typename
      ... on {thing} {{ {shown} }} ... on Problem {{ code message field }} {FACTS[name]} }} }}"""


DOCUMENTS = {name: mutation(name) for name in FACTS}


async def act(ask: Ask, name: str, by: str, **given: Any) -> Answer:
    """Run a mutation about support access."""
    answer: Answer = await ask(DOCUMENTS[name], by=by, input=given)
    return answer


async def submit(ask: Ask, by: str, key: str = "N100", **given: Any) -> Answer:
    """Ask for full support by contract, unless something else is given."""
    wanted = {"keyKind": "CONTRACT", "key": key, "level": "FULL_SUPPORT"}
    return await act(ask, "requestSupportAccess", by, **{**wanted, **given})


async def pending(ask: Ask, by: str = "walt", key: str = "N100", **given: Any) -> str:
    """The id of a fresh request that waits for people."""
    made = await submit(ask, by, key, **given)
    assert made.get("status") == "PENDING", made
    return str(made["id"])


async def approve(ask: Ask, request: str, by: str = "ann", **given: Any) -> Answer:
    """Approve a request."""
    return await act(ask, "approveSupportAccess", by, request=request, **given)


async def deny(ask: Ask, request: str, by: str = "ann", **given: Any) -> Answer:
    """Deny a request."""
    return await act(ask, "denySupportAccess", by, request=request, **given)


async def withdraw(ask: Ask, request: str, by: str = "walt") -> Answer:
    """Take a request back."""
    return await act(ask, "withdrawSupportAccess", by, request=request)


async def remind(ask: Ask, request: str, by: str = "walt") -> Answer:
    """Remind of a request."""
    return await act(ask, "remindSupportAccess", by, request=request)


async def grant(ask: Ask, user: str, by: str = "ann", **given: Any) -> Answer:
    """Give somebody full support of N100, unless something else is given."""
    wanted = {"contractNumber": "N100", "user": user, "level": "FULL_SUPPORT"}
    return await act(ask, "grantSupportAccess", by, **{**wanted, **given})


async def revoke(ask: Ask, access: str, by: str) -> Answer:
    """Take access away."""
    return await act(ask, "revokeSupportAccess", by, access=access)


async def read(ask: Ask, request: str, by: str) -> Answer | None:
    """The request as somebody sees it."""
    found: Answer | None = await ask(READ, by=by, id=request)
    return found


async def held(ask: Ask, by: str) -> list[tuple[str, str, str]]:
    """What somebody has, as kind, key and level, the newest first."""
    nodes = (await ask(MINE, by=by))["supportAccess"]["nodes"]
    return [(node["keyKind"], node["key"], node["level"]) for node in nodes]


async def access_id(ask: Ask, by: str) -> str:
    """The id of the only access that somebody has."""
    (node,) = (await ask(MINE, by=by))["supportAccess"]["nodes"]
    return str(node["id"])


async def row(request: str) -> SupportAccessRequest:
    """The row of a request."""
    key = ids.key(request, "SupportAccessRequest", "request")
    return await SupportAccessRequest.whole(key)


async def noticed(contract: Contract | None) -> list[str]:
    """The kinds of a contract's notices in order, or of the desk's; numbered without gaps."""
    place = contract.id if contract else channels.DESK
    found = await Notice.filter(channel_id=place).order_by("seq")
    assert [notice.seq for notice in found] == list(range(1, len(found) + 1))
    return [str(notice.kind) for notice in found]


def shown(mail: EmailMessage, block: int = -1) -> dict[str, str]:
    """The lines of one block of a mail."""
    return dict(mail.letter["blocks"][block]["rows"])


@dataclass(frozen=True)
class North:
    """An organisation with a site, and the site's contract N100, which ann and abe administer.

    nora is of the organisation, walt of another one, and nell of none that is known.
    """

    root: Company
    site: Company
    contract: Contract


async def north(**changes: Any) -> North:
    """Make it; `changes` are the contract's."""
    root = await entitled.company("NORTH", domain="north.example")
    site = await entitled.company("NORTH-SITE", root)
    await entitled.company("WEST", domain="west.example")
    contract = await entitled.contract("N100", site, **changes)
    for username in ("ann", "abe"):
        await steps.person(username, "offices.example")
        await entitled.administers(username, contract)
    await steps.person("nora", "north.example")
    await steps.person("walt", "west.example")
    await steps.person("nell", "nowhere.example")
    await steps.person("petra", "west.example", kind=UserKind.PARTNER)
    return North(root, site, contract)
