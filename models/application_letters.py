"""The mails of applications for new accounts."""

from models import applications, domains, keys, mail, stationery
from models.accounts import SmartAccount
from models.applications import AccountApplication
from models.mail import Block, EmailKind, Quote
from models.users import User

ALIKE = 10


async def under_review(
    application: AccountApplication, operators: list[User], *, again: bool = False
) -> None:
    """To the operators, and the first time to the applicant: a domain waits for its review."""
    name = application.account_name
    await stationery.send(
        EmailKind.APPLICATION_UNDER_REVIEW,
        operators,
        f"{'Reminder: new' if again else 'New'} account to review - {name}",
        "Review the domain of a new account",
        paragraphs=[
            f"{application.full_name} asks for the new Smart Account {name}.",
            "Its domain has to be reviewed; whoever of you answers first decides for all.",
        ],
        blocks=[*_blocks(application), *await _alike(application)],
        quote=_reason(application),
        links=[("Review this application", page(application))],
        about=application,
        account_id=application.account_id,
    )
    if not again:
        await _to_applicant(
            EmailKind.APPLICATION_UNDER_REVIEW,
            application,
            "Under review",
            [
                f"Your application for the Smart Account {name} was received.",
                "Its domain is being reviewed. You need not do anything now.",
            ],
        )


async def authorize(application: AccountApplication, secret: str) -> None:
    """To the nominee: the link by which they authorise the account, or decline it."""
    name = application.account_name
    await _to_nominee(
        EmailKind.APPLICATION_AUTHORIZE,
        application,
        f"Please authorise a new account - {name}",
        "Please authorise a new account",
        [
            f"{application.full_name} asks for the new Smart Account {name}, which you would set up"
            " and administer.",
            "Open this page to authorise or decline it; opening it decides nothing. Sign in, or"
            " register, with this e-mail address.",
            "The link works once, within 14 days. Older links no longer work.",
        ],
        ("Look at this application", f"/activate/{secret}"),
        closing=[f"If you do not know {application.full_name}, do nothing, or decline."],
    )


async def set_up(application: AccountApplication, creator: User, *, again: bool = False) -> None:
    """To the creator: the account can be set up."""
    name, blocks = application.account_name, _blocks(application)
    if application.acted_by:
        blocks.append(stationery.result_block(application, "Approved", application.decider))
    await stationery.send(
        EmailKind.APPLICATION_SET_UP,
        [creator],
        f"{'Reminder: please' if again else 'Please'} set up your account - {name}",
        "Please set up your account",
        paragraphs=[
            f"The Smart Account {name} is ready to be set up by you.",
            "Accept the agreement, and name the first users if you like. You become its"
            " administrator.",
        ],
        blocks=blocks,
        links=[("Set up this account", page(application))],
        about=application,
        account_id=application.account_id,
    )


async def active(application: AccountApplication, people: list[User], by: User) -> None:
    """To the creator and the applicant: the account is there."""
    name = application.account_name
    await stationery.send(
        EmailKind.APPLICATION_ACTIVE,
        people,
        f"Your account is active - {name}",
        "The account is active",
        paragraphs=[f"{by.full_name} set up the Smart Account {name}. It can be entered now."],
        blocks=[
            stationery.account_block(application.account),
            stationery.result_block(application, "Set up", by.full_name),
        ],
        links=[("Go to this account", _account_page(application.account))],
        about=application,
        account_id=application.account_id,
    )


async def declined(application: AccountApplication, by: str) -> None:
    """To the applicant: it was declined, by whom, when and why."""
    reason: Quote | None = None
    if application.decision_reason:
        reason = {"by": by, "text": application.decision_reason}
    await _to_applicant(
        EmailKind.APPLICATION_DECLINED,
        application,
        "Declined",
        [f"Your application for the Smart Account {application.account_name} was declined."],
        stationery.result_block(application, "Declined", by),
        reason,
    )


async def cancelled(
    application: AccountApplication, by: str, why: str, *, applicant: bool = True
) -> None:
    """To a nominee who had heard of it, and to the applicant: it was cancelled."""
    name = application.account_name
    told = [f"The application for the Smart Account {name} was cancelled: {why}."]
    result = stationery.result_block(application, "Cancelled", by)
    if application.invited:
        await _to_nominee(
            EmailKind.APPLICATION_CANCELLED,
            application,
            f"New account - {name} - Cancelled",
            "Application cancelled",
            [*told, "Nothing more is needed from you."],
            ("View this application", page(application)),
            result,
        )
    if applicant:
        kind = EmailKind.APPLICATION_CANCELLED
        await _to_applicant(kind, application, "Cancelled", told, result)


async def nearby(
    application: AccountApplication, account: SmartAccount, people: list[User]
) -> None:
    """To the administrators of an account: somebody asks for one below its domain."""
    await stationery.send(
        EmailKind.APPLICATION_NEARBY,
        people,
        f"New account below your domain - {account.name}",
        "Somebody asks for an account below your domain",
        paragraphs=[
            f"{application.full_name} asks for a Smart Account with the domain identifier"
            f" {application.key}, which lies below that of your account {account.name}.",
            "Nothing is needed from you. If this should not be, tell those who run this service.",
        ],
        blocks=[stationery.account_block(account), *_blocks(application)],
        links=[("Go to your account", _account_page(account))],
        account_id=account.id,
    )


def page(application: AccountApplication) -> str:
    """The page on which others than the applicant see and decide it."""
    return f"/applications/{keys.global_id('AccountApplication', application.id)}"


def _account_page(account: SmartAccount) -> str:
    return f"/accounts/{keys.global_id('SmartAccount', account.id)}/overview"


def _blocks(application: AccountApplication) -> list[Block]:
    return [
        stationery.account_block(application.account),
        stationery.block("Domain", ("As it reads", application.displayed_domain)),
        stationery.requester_block(application),
        stationery.request_block(application),
    ]


async def _alike(application: AccountApplication) -> list[Block]:
    """Which accounts' domains the one that is asked for could be taken for."""
    (found,) = await applications.look_alikes([application.key])
    rows = [("Looks like", domains.display_domain(domain)) for domain in found[:ALIKE]]
    return [stationery.block("Beware", *rows)] if rows else []


def _reason(application: AccountApplication) -> Quote | None:
    if not application.reason:
        return None
    return {"by": application.full_name, "text": application.reason}


async def _to_applicant(
    kind: EmailKind,
    application: AccountApplication,
    state: str,
    paragraphs: list[str],
    result: Block | None = None,
    quote: Quote | None = None,
) -> None:
    await stationery.send(
        kind,
        [application.requester],
        f"New account - {application.account_name} - {state}",
        f"Application: {state.lower()}",
        paragraphs=paragraphs,
        blocks=[
            stationery.account_block(application.account),
            stationery.request_block(application),
            *([result] if result else []),
        ],
        quote=quote,
        links=[("View this application", stationery.own_page(application))],
        about=application,
        account_id=application.account_id,
    )


async def _to_nominee(
    kind: EmailKind,
    application: AccountApplication,
    subject: str,
    heading: str,
    paragraphs: list[str],
    link: tuple[str, str],
    result: Block | None = None,
    closing: list[str] | None = None,
) -> None:
    """To an address that may belong to no user yet."""
    nominee = await application.nominated()
    name, key = (nominee.full_name, nominee.id) if nominee else ("", None)
    await mail.owe(
        kind,
        [(nominee.email if nominee else application.nominee_email, name, key)],
        subject,
        {
            "heading": heading,
            "greeting": "Hello,",
            "paragraphs": paragraphs,
            "blocks": [*_blocks(application), *([result] if result else [])],
            "quote": None if result else _reason(application),
            "links": [{"label": link[0], "path": link[1]}],
            "closing": closing or [],
        },
        request_id=application.id,
        account_id=application.account_id,
    )
