"""The mails of onboarding: to the registrant, to the administrators, and to the agents."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from models import administrator_terms, clock, keys, stationery
from models.entitlements import Company
from models.mail import Block, EmailKind, Quote
from models.portal import PortalRole
from models.users import User

if TYPE_CHECKING:
    from models.onboarding import Registration

OWN_PAGE = "/onboarding"
DA = "Delegated Administrator"


async def forwarded(registration: "Registration", assignee: User) -> None:
    """To the first administrator: somebody asks for access to the portal."""
    await _to_administrators(
        EmailKind.ONBOARDING_FORWARDED,
        registration,
        [assignee],
        f"Portal access request - {registration.key}",
        "Portal access request",
        f"{registration.full_name} asks for access to the service portal for {registration.key}.",
    )


async def reminder(registration: "Registration", administrators: list[User]) -> None:
    """To all administrators: somebody still waits."""
    await _to_administrators(
        EmailKind.ONBOARDING_REMINDER,
        registration,
        administrators,
        f"Reminder: portal access request - {registration.key}",
        "Portal access request: reminder",
        f"{registration.full_name} still waits for access to the service portal for"
        f" {registration.key}.",
    )


async def _to_administrators(
    kind: EmailKind,
    registration: "Registration",
    people: list[User],
    subject: str,
    heading: str,
    first: str,
) -> None:
    await stationery.send(
        kind,
        people,
        subject,
        heading,
        paragraphs=[
            first,
            "Grant a portal role or deny access; whoever of the administrators answers first"
            " decides for all.",
        ],
        blocks=[
            _company_block(registration),
            stationery.requester_block(registration),
            stationery.request_block(registration),
        ],
        links=[("View this request", administrators_page(registration))],
        about=registration,
    )


async def approved(registration: "Registration", role: PortalRole, by: str) -> None:
    """To the registrant: an administrator granted access, by whom, when and with which role."""
    await stationery.send(
        EmailKind.ONBOARDING_APPROVED,
        [registration.requester],
        f"Portal access - {registration.key} - Approved",
        "Portal access approved",
        paragraphs=[
            f"You have been given access to the service portal for {registration.key}.",
            "Your data is being brought together now. We write again when the portal is ready.",
        ],
        blocks=[
            _company_block(registration),
            stationery.result_block(registration, "Approved", by, ("Portal role", role.title)),
        ],
        links=[("View your registration", OWN_PAGE)],
        about=registration,
    )


async def denied(registration: "Registration", by: str) -> None:
    """To the registrant: an administrator denied access, by whom, when and why."""
    reason = registration.decision_reason
    quote: Quote | None = {"by": by, "text": reason} if reason else None
    told = ("Reason", "as written below" if reason else "none given")
    await stationery.send(
        EmailKind.ONBOARDING_DENIED,
        [registration.requester],
        f"Portal access - {registration.key} - Denied",
        "Portal access denied",
        paragraphs=[
            f"Your request for access to the service portal for {registration.key} was denied.",
            "You may register again.",
        ],
        blocks=[
            _company_block(registration),
            stationery.result_block(registration, "Denied", by, told),
        ],
        quote=quote,
        links=[("View your registration", OWN_PAGE)],
        about=registration,
    )


async def verify_address(registration: "Registration", secret: str, until: datetime) -> None:
    """To the registrant: the link that proves the address. Opening it shows a page only."""
    await stationery.send(
        EmailKind.ONBOARDING_VERIFY,
        [registration.requester],
        f"Verify your address - {registration.key}",
        "Verify your business e-mail address",
        paragraphs=[
            f"You registered for the service portal for {registration.key}. Open the link and press"
            " Continue to show that this address is yours.",
            f"The link works once, until {clock.written_out(until)}, and only while you are signed"
            " in. If you did not register, ignore this mail.",
        ],
        blocks=[
            _company_block(registration),
            stationery.block(
                "Link", ("Mailed on", _now()), ("Works until", clock.written_out(until))
            ),
        ],
        links=[("Verify your address", f"/onboarding/confirm/{secret}")],
        about=registration,
    )


async def completed(registration: "Registration", role: PortalRole) -> None:
    """To the new administrator, three mails: welcome, the role, and the terms to accept."""
    blocks, on = [_company_block(registration)], registration.acted_at or clock.now()
    complete = stationery.block("Result", ("Complete since", clock.written_out(on)))
    done = stationery.block(
        "Result",
        ("Portal role", role.title),
        ("Granted by", registration.decider),
        ("Granted on", clock.written_out(on)),
    )
    await _to_registrant(
        EmailKind.ONBOARDING_WELCOME,
        registration,
        f"Welcome to the service portal - {registration.key}",
        "Welcome to the service portal",
        [
            f"Your registration for {registration.key} is complete.",
            "Next, tell the portal about your devices: install the collector in your network, or"
            " write serial numbers and host names into a CSV file; then upload the collection or"
            " the file on the portal's Library page. Data can take up to a day to appear.",
        ],
        [*blocks, complete],
        ("Go to your registration", OWN_PAGE),
    )
    await _to_registrant(
        EmailKind.ONBOARDING_ADMINISTRATOR_GRANTED,
        registration,
        f"Portal role granted - {registration.key}",
        f"You are {role.title}",
        [f"You have been granted the role {role.title} in the portal for {registration.key}."],
        [*blocks, done],
        ("Go to your access", "/access"),
    )
    await terms(registration.requester, registration.key, "your registration", registration)


async def terms(
    user: User, company: str, cause: str, registration: "Registration | None" = None
) -> None:
    """To an administrator to be: accept the terms, and then manage access."""
    await stationery.send(
        EmailKind.ONBOARDING_TERMS,
        [user],
        f"Accept the {DA}'s terms - {company}",
        f"Accept the {DA}'s terms",
        paragraphs=[
            f"By {cause} you are {DA} of {company}.",
            "Accept the terms to manage who else may use the portal; until then you cannot assign"
            " roles. Without this mail you find them after any sign-in.",
        ],
        blocks=[
            stationery.block("Company", ("Company", company), ("Since", _now())),
            _terms_block(),
        ],
        links=[("Manage portal access", "/companies")],
        about=registration,
    )


async def _to_registrant(
    kind: EmailKind,
    registration: "Registration",
    subject: str,
    heading: str,
    paragraphs: list[str],
    blocks: list[Block],
    link: tuple[str, str],
) -> None:
    await stationery.send(
        kind,
        [registration.requester],
        subject,
        heading,
        paragraphs=paragraphs,
        blocks=blocks,
        links=[link],
        about=registration,
    )


async def ready(registration: "Registration") -> None:
    """To the registrant: the portal can be used."""
    await _to_registrant(
        EmailKind.ONBOARDING_READY,
        registration,
        f"The service portal is ready - {registration.key}",
        "The service portal is ready",
        [f"Your access to the service portal for {registration.key} is set up. You can use it."],
        [_company_block(registration), stationery.block("Result", ("Ready since", _now()))],
        ("Go to your registration", OWN_PAGE),
    )


async def under_review(registration: "Registration", agents: Iterable[User]) -> None:
    """To the registrant: an agent looks at it; and to the agents: one more waits."""
    due = registration.review_due_at or clock.now()
    await _to_registrant(
        EmailKind.ONBOARDING_UNDER_REVIEW,
        registration,
        f"Your registration is under review - {registration.key}",
        "Your registration is under review",
        [
            "Your registration for the service portal needs a closer look by our support team.",
            f"Expect an answer by {clock.written_out(due)}. We write to you if we need more"
            " information.",
        ],
        [_company_block(registration), stationery.request_block(registration)],
        ("View your registration", OWN_PAGE),
    )
    why = registration.why_review or ""
    await stationery.send(
        EmailKind.ONBOARDING_REVIEW_WAITING,
        agents,
        f"Review - {registration.key}",
        "A registration waits for review",
        paragraphs=[
            f"{registration.full_name} registers for the service portal, and an agent has to look"
            f" at it by {clock.written_out(due)}."
        ],
        blocks=[
            _company_block(registration),
            stationery.requester_block(registration),
            stationery.request_block(registration, ("Cause", why.replace("_", " ").lower())),
        ],
        links=[("View this review", f"/desk/{_id(registration)}")],
        about=registration,
    )


async def contacts_told(company: Company, administrator: User, people: Iterable[User]) -> None:
    """To the organisation's known contacts: who administers portal access from now on."""
    await stationery.send(
        EmailKind.ADMINISTRATOR_APPOINTED,
        people,
        f"New administrator of portal access - {company.name}",
        "Somebody administers portal access now",
        paragraphs=[
            f"{administrator.full_name} has become {DA} of {company.name} and decides from now on"
            " who may use the service portal for it.",
            "If that should not be so, tell our support team within 30 days.",
        ],
        blocks=[
            company_block(company),
            stationery.block(
                "Administrator",
                ("Full name", administrator.full_name),
                ("E-mail address", administrator.email),
                ("Since", _now()),
            ),
        ],
        links=[("View your access", "/access")],
    )


async def nominated(user: User, company: Company, by: User) -> None:
    """To a user who is to administer a company: accept the terms first."""
    await stationery.send(
        EmailKind.ADMINISTRATOR_NOMINATED,
        [user],
        f"{DA} - {company.name}",
        f"You are to be {DA}",
        paragraphs=[
            f"{by.full_name} nominated you as {DA} of {company.name}.",
            "Accept the terms to manage who may use the service portal for it.",
        ],
        blocks=[
            company_block(company),
            stationery.block(
                "Nomination", ("Nominated by", by.full_name), ("Nominated on", _now())
            ),
            _terms_block(),
        ],
        links=[("Accept the terms", "/companies")],
    )


async def administration_ended(user: User, company: Company, by: str, reason: str) -> None:
    """To somebody who administered a company until now."""
    quote: Quote | None = {"by": by, "text": reason} if reason else None
    await stationery.send(
        EmailKind.ADMINISTRATOR_ENDED,
        [user],
        f"{DA} - {company.name} - Ended",
        f"You are no longer {DA}",
        paragraphs=[f"You no longer manage portal access for {company.name}."],
        blocks=[
            company_block(company),
            stationery.block("Result", ("Ended by", by), ("Ended on", _now())),
        ],
        quote=quote,
        links=[("View your access", "/access")],
    )


async def role_changed(
    user: User, company: Company, role: PortalRole | None, by: User | None
) -> None:
    """To a user whose role in the portal is another one now, or none."""
    what = f"You hold the role {role.title}" if role else "You no longer hold a role"
    await stationery.send(
        EmailKind.PORTAL_ROLE_CHANGED,
        [user],
        f"Portal role - {company.name} - {'Changed' if role else 'Ended'}",
        "Your portal role has changed",
        paragraphs=[f"{what} in the service portal for {company.name}."],
        blocks=[
            company_block(company),
            stationery.block(
                "Result",
                ("Portal role", role.title if role else "none"),
                ("Changed by", by.full_name if by else "the system"),
                ("Changed on", _now()),
            ),
        ],
        links=[("View your access", "/access")],
    )


def administrators_page(registration: "Registration") -> str:
    """The page on which administrators see a registration."""
    return f"/companies/registrations/{_id(registration)}"


def company_block(company: Company) -> Block:
    """Which company a mail is about; the address tells equal names apart."""
    address = [("Address", company.address)] if company.address else []
    return stationery.block("Company", ("Company", company.name), *address)


def _company_block(registration: "Registration") -> Block:
    known = registration.company or registration.site
    if known:
        return company_block(known)
    return stationery.block("Company", ("Company", registration.company_name))


def _terms_block() -> Block:
    terms = administrator_terms.in_force()
    read = [("To be read at", terms.url)] if terms.url else []
    return stationery.block("Terms", ("Version", terms.version), *read)


def _id(registration: "Registration") -> str:
    return keys.global_id("Registration", registration.id)


def _now() -> str:
    return clock.written_out(clock.now())
