"""Rules, periods and appointments through the API, as several tests use them."""

from typing import Any

from models.accounts import SmartAccount
from models.audit import AuditEvent
from models.channels import OPERATIONS
from models.notices import Notice
from models.requests import AccessRequest
from resolvers import ids
from tests import steps
from tests.conftest import Ask

Answer = dict[str, Any]

SET = """mutation($input: SetAutomationRulesInput!) { setAutomationRules(input: $input) {
  __typename ... on SmartAccount { version automationRules { position name } }
  ... on Problem { code message field } ... on VersionConflict { currentVersion } } }"""
PREVIEW = """mutation($input: PreviewAutomationRulesInput!) {
  previewAutomationRules(input: $input) { __typename ... on Problem { code field }
  ... on AutomationPreview { since capped tally { approved declined left }
    requests { rule outcome request { id status requester { username } } } } } }"""
RULES = """query($id: ID!) { smartAccount(id: $id) { automationRules { position name match domains
  outcome role virtualAccounts { name } reason flaw } } }"""
APPOINT = """mutation($input: AppointAdministratorInput!) { appointAdministrator(input: $input) {
  __typename ... on RoleAssignment { role user { username } grantedBy { username } }
  ... on Problem { code message field } } }"""
ESCALATED = """query { escalatedRequests { nodes { id escalatedAt escalationCause reason
  requester { username } account { id name needsAdmin administrators
    viewerCanAppointAdministrator { allowed } } viewerCanDecide { allowed } } } }"""
WITHOUT = "query { accountsWithoutAdministrator { nodes { name administrators } } }"
UPDATE = """mutation($input: UpdateSmartAccountInput!) { updateSmartAccount(input: $input) {
  __typename ... on SmartAccount { version settings {
    remindAdminsAfterDays escalateAfterDays expireAfterDays } }
  ... on Problem { code field } } }"""
DEACTIVATE = """mutation($user: ID!) { deactivateUser(input: {user: $user}) {
  __typename ... on Problem { code } } }"""


async def periods(ask: Ask, by: str = "ada", **days: int | None) -> Answer:
    """Set after how many days what happens; `remind`, `escalate` and `expire`."""
    columns = {
        "remind": "remindAdminsAfterDays",
        "escalate": "escalateAfterDays",
        "expire": "expireAfterDays",
    }
    given = {columns[name]: count for name, count in days.items()}
    answer: Answer = await ask(UPDATE, by=by, input={"account": await steps.acme_id(), **given})
    return answer


def rule(name: str, outcome: str, match: str = "ANYONE", **more: Any) -> Answer:
    """A rule as it is given."""
    return {"name": name, "match": match, "outcome": outcome, **more}


async def set_rules(ask: Ask, *rules: Answer, by: str = "ada", **more: Any) -> Answer:
    """Put these rules in the place of ACME's."""
    wanted = {"account": await steps.acme_id(), "rules": list(rules), **more}
    answer: Answer = await ask(SET, by=by, input=wanted)
    return answer


async def shown_rules(ask: Ask, by: str = "ada") -> Any:
    """ACME's rules as somebody sees them."""
    return (await ask(RULES, by=by, id=await steps.acme_id()))["automationRules"]


async def escalated(ask: Ask, by: str = "opal") -> Any:
    """What waits for the operators."""
    found = await ask(ESCALATED, by=by)
    return found and found["nodes"]


async def appoint(ask: Ask, user: str, by: str = "opal", **given: Any) -> Answer:
    """Appoint an administrator of ACME."""
    wanted = {"account": await steps.acme_id(), "user": user, "reason": "Nobody else is left."}
    answer: Answer = await ask(APPOINT, by=by, input={**wanted, **given})
    return answer


async def close(ask: Ask, *people: str) -> None:
    """Have an operator deactivate these people."""
    for who in people:
        done = await ask(DEACTIVATE, by="opal", user=ids.of(await steps.user(who)))
        assert done["__typename"] == "User"


async def operations() -> list[str]:
    """What the operators' channel told, in order."""
    found = await Notice.filter(channel_id=OPERATIONS).order_by("seq")
    assert [notice.seq for notice in found] == list(range(1, len(found) + 1))
    return [notice.facts["message"] for notice in found]


async def logged(action: str, account: SmartAccount | None = None) -> list[str]:
    """The lines of an action in an account's log: by whom, and what."""
    account = account or await steps.acme()
    found = await AuditEvent.filter(account_id=account.id, action=action).order_by("number")
    return [f"{event.actor_name}: {event.message}" for event in found]


async def row(request: str) -> AccessRequest:
    """The request as the table has it."""
    return await AccessRequest.get(id=ids.key(request, "AccessRequest", "request"))
