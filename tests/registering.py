"""Registering for the service portal: short-hands for tests."""

from typing import Any

from models.administrators import DelegatedAdministrator
from models.entitlements import Company, Contract
from models.mail import EmailMessage
from models.onboarding import Registration
from resolvers import ids
from tests import entitled, steps
from tests.conftest import Ask

CONTRACT, SERIAL = "C-100", "SN-100"
REGISTRATION = """id version stage status key deciders accessType company { name } site { name }
  contractNumber serialNumber offeredCompanies { id name address } administratorName
  canResendAt reviewDueAt portalRole syncingHoursLeft activeAt decisionReason reminders
  requester { username } profile { fullName email } actedBy { username }
  viewerCanDecide { allowed because } viewerCanRemind { allowed because }
  viewerCanWithdraw { allowed because }"""
ADMINISTRATOR = """id version status isFirst since summary acceptedAt endedAt endReason
  user { username } company { id name } nominatedBy { username }
  viewerCanManage { allowed because }"""
ASSOCIATION = """id version endedAt user { username } company { name }
  portalRole { role grantedBy { username } }"""
SHOWN = {
    "startRegistration": ("Registration", REGISTRATION, "ProfileIncomplete RateLimited Already"),
    "verifyEntitlement": ("Registration", REGISTRATION, "RateLimited WrongStage"),
    "confirmForward": ("Registration", REGISTRATION, "WrongStage"),
    "chooseCompany": ("Registration", REGISTRATION, "WrongStage ResendTooSoon"),
    "resendRegistrationVerification": (
        "Registration", REGISTRATION, "WrongStage ResendTooSoon",
    ),
    "confirmVerification": ("Registration", REGISTRATION, "WrongStage"),
    "cancelRegistration": ("Registration", REGISTRATION, "WrongStage"),
    "remindRegistration": ("Registration", REGISTRATION, "ReminderTooSoon"),
    "decideRegistration": ("Registration", REGISTRATION, "AlreadyActedUpon"),
    "acceptAdministratorTerms": ("DelegatedAdministrator", ADMINISTRATOR, ""),
    "nominateAdministrator": ("DelegatedAdministrator", ADMINISTRATOR, ""),
    "endAdministrator": ("DelegatedAdministrator", ADMINISTRATOR, ""),
    "associateUser": ("CompanyAssociation", ASSOCIATION, ""),
    "dissociateUser": ("CompanyAssociation", ASSOCIATION, ""),
    "assignPortalRole": ("CompanyAssociation", ASSOCIATION, ""),
}  # fmt: skip
FACTS_OF = {
    "ProfileIncomplete": "... on ProfileIncomplete { missing }",
    "RateLimited": "... on RateLimited { retryAt }",
    "Already": "... on AlreadyRegistered { registration { id stage } }",
    "WrongStage": "... on WrongStage { registration { id stage } }",
    "ResendTooSoon": "... on ResendTooSoon { availableAt }",
    "ReminderTooSoon": "... on ReminderTooSoon { availableAt }",
    "AlreadyActedUpon": """... on AlreadyActedUpon {
      outcome actedAt actedBy { username } request { id status } }""",
}


def mutation(name: str) -> str:
    """A mutation with everything that it may answer."""
    kind, shown, facts = SHOWN[name]
    told = " ".join(FACTS_OF[fact] for fact in facts.split())
    return f"""mutation($input: {name[0].upper() + name[1:]}Input!) {{
      {name}(input: $input) {{ __typename ... on Problem {{ code message field }}
      ... on {kind} {{ {shown} }} {told} }} }}"""


DOCUMENTS = {name: mutation(name) for name in SHOWN}
MINE = f"query {{ viewer {{ registration {{ {REGISTRATION} }} }} }}"
READ = f"query($id: ID!) {{ registration(id: $id) {{ {REGISTRATION} }} }}"
PORTAL = """query { viewer { portal { access message readyBy supportUrl
  roles { role company { name } } } } }"""
COMPANIES = f"""query {{ viewer {{ administeredCompanies {{ nodes {{ {ADMINISTRATOR}
  administrators {{ user {{ username }} status }}
  registrations {{ totalCount nodes {{ id stage requester {{ username }} }} }}
  associatedUsers {{ nodes {{ {ASSOCIATION} }} }} }} }} }} }}"""


async def do(ask: Ask, name: str, by: str = "rita", **given: Any) -> dict[str, Any]:
    """Run a mutation."""
    answer: dict[str, Any] = await ask(DOCUMENTS[name], by=by, input=given)
    return answer


async def rivers(*users: str) -> tuple[Company, Company, Contract]:
    """Rivers with a site, a contract for this and a device; Rita and these have access."""
    root = await entitled.company(
        "RIVERS", name="Rivers", domain="rivers.example", address="1 River Road"
    )
    site = await entitled.company("RIVERS-NORTH", root, name="Rivers North", address="2 Hill Road")
    contract = await entitled.contract(CONTRACT, site)
    await entitled.device(SERIAL, contract)
    for username in users or ["rita"]:
        await entitled.access(username, contract)
    return root, site, contract


async def verified(ask: Ask, by: str = "rita") -> dict[str, Any]:
    """A registration whose contract and serial number were right."""
    started = await do(ask, "startRegistration", by)
    assert started.get("stage") == "VERIFYING_ENTITLEMENT", started
    return await do(ask, "verifyEntitlement", by, contractNumber=CONTRACT, serialNumber=SERIAL)


async def chosen(ask: Ask, company: Company, by: str = "rita") -> dict[str, Any]:
    """A registration that waits for the link to be confirmed."""
    await verified(ask, by)
    picked = await do(ask, "chooseCompany", by, company=ids.of(company))
    assert picked.get("stage") == "EMAIL_VERIFICATION", picked
    return picked


async def secrets(by: str = "rita") -> list[str]:
    """What stands last in the links that were mailed to somebody, the oldest first."""
    mails = EmailMessage.filter(kind="ONBOARDING_VERIFY", to_address__startswith=f"{by}@")
    found = await mails.order_by("created_at", "id")
    return [mail.letter["links"][0]["path"].rpartition("/")[2] for mail in found]


async def confirm(ask: Ask, by: str = "rita") -> dict[str, Any]:
    """Spend the newest link."""
    return await do(ask, "confirmVerification", by, token=(await secrets(by))[-1])


async def founded(ask: Ask, company: Company, by: str = "dana", accept: bool = True) -> str:
    """Have somebody become the first administrator of a company; the appointment's id."""
    await chosen(ask, company, by)
    finished = await confirm(ask, by)
    assert finished.get("stage") == "SYNCING", finished
    user = await steps.user(by)
    row = await DelegatedAdministrator.get(company_id=company.id, user_id=user.id)
    if accept:
        await do(ask, "acceptAdministratorTerms", by, administrator=ids.of(row))
    return ids.of(row)


async def forwarded(ask: Ask, by: str = "rita") -> str:
    """The id of a registration that waits for the administrators."""
    at = await verified(ask, by)
    assert at.get("stage") == "CONFIRMING_FORWARD", at
    sent = await do(ask, "confirmForward", by)
    assert sent.get("stage") == "FORWARDED_TO_DA", sent
    return str(sent["id"])


async def second(ask: Ask, company: Company, who: str = "ada", by: str = "dana") -> str:
    """One more administrator, who has accepted the terms; the appointment's id."""
    named = await do(ask, "nominateAdministrator", by, company=ids.of(company), user=who)
    assert named.get("status") == "PENDING_AGREEMENT", named
    await do(ask, "acceptAdministratorTerms", who, administrator=named["id"])
    return str(named["id"])


async def mine(ask: Ask, by: str = "rita") -> dict[str, Any] | None:
    """Somebody's registration as they see it."""
    found: dict[str, Any] | None = (await ask(MINE, by=by))["registration"]
    return found


async def stage_of(username: str) -> list[str]:
    """The stages of somebody's registrations, the oldest first."""
    user = await steps.user(username)
    found = await Registration.filter(requester_id=user.id).order_by("submitted_at", "id")
    return [str(registration.stage) for registration in found]
