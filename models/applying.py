"""Applying for a new account: what the applicant does with an application."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from uuid import UUID

from tortoise.expressions import F

from models import (
    account_problems,
    application_letters,
    application_steps,
    applications,
    asking,
    cases,
    clock,
    database,
    domains,
    limits,
    mail,
    names,
    notices,
    problems,
    profiles,
    roles,
)
from models.accounts import AccountStatus, AccountType, SmartAccount
from models.applications import AccountApplication, ApplicationStage, DomainReviewCause
from models.notices import NoticeKind
from models.repeats import Repeat
from models.users import User, UserKind

HOUR = timedelta(hours=1)
RESEND_EVERY = timedelta(hours=1)
PUBLIC = "This domain belongs to a public mail provider. Write your organisation's own."
ASKED_FOR = (
    "Somebody has asked for an account with this domain identifier already. It can be entered once "
    "it is set up."
)


@dataclass(frozen=True)
class Wanted:
    """The account that somebody would like to have."""

    name: str
    type: AccountType = AccountType.CUSTOMER
    domain: str = ""
    nominee_email: str = ""
    reason: str = ""
    review: DomainReviewCause | None = None


def suggestion(user: User) -> str | None:
    """The identifier that a user's verified address suggests; None for a public provider's."""
    if not user.email_verified:
        return None
    try:
        domain = domains.normalise_domain(user.email_domain)
    except ValueError:
        return None
    return None if domains.is_public_mail_domain(domain) else domain


async def apply(
    requester: User, wanted: Wanted, *, tries: int, repeat: Repeat
) -> AccountApplication:
    """Ask for a new account. One per domain identifier and type: the index decides."""
    if earlier := await repeat.answered(AccountApplication.whole):
        return earlier
    requester.check_profile()
    await limits.count("application", requester.id, tries, HOUR)
    act = partial(_apply, requester, _checked(requester, wanted))
    return await repeat.run(act, AccountApplication.whole)


def _checked(requester: User, wanted: Wanted) -> Wanted:
    """The same as it is stored, or a refusal. One's own address nominates nobody else."""
    if wanted.type == AccountType.HOLDING and requester.kind != UserKind.PARTNER:
        raise account_problems.NotAPartner(field=["type"])
    nominee = wanted.nominee_email
    if nominee:
        nominee = profiles.checked("nomineeEmail", names.clean_email, nominee)
    if nominee.lower() == requester.email.lower():
        nominee = ""
    suggested = domains.domain_of(nominee or requester.email)
    domain = profiles.checked(
        "domainIdentifier", domains.normalise_domain, wanted.domain or suggested
    )
    if domains.is_public_mail_domain(domain):
        raise account_problems.PublicDomain(PUBLIC, field=["domainIdentifier"])
    return replace(
        wanted,
        name=profiles.checked("name", names.clean_name, wanted.name),
        reason=asking.clean_reason(wanted.reason, minimum=0),
        nominee_email=nominee,
        domain=domain,
        review=None if domain == suggested else DomainReviewCause.OTHER_DOMAIN,
    )


@database.transaction
async def _apply(requester: User, wanted: Wanted) -> AccountApplication:
    account = await _hold_domain(requester, wanted)
    (alike,) = await applications.look_alikes([wanted.domain])
    review = wanted.review or (DomainReviewCause.LOOK_ALIKE if alike else None)
    now = clock.now()
    made = AccountApplication(
        account_id=account.id,
        stage=_first_stage(wanted, review),
        review_cause=review,
        reason=wanted.reason,
        nominee_email=wanted.nominee_email,
        nominee_key=wanted.nominee_email.lower(),
        **cases.profile_of(requester),
        submitted_at=now,
        activity_at=now,
    )
    await made.save(force_create=True)
    application = await AccountApplication.whole(made.id)
    await _tell_neighbours(application)
    await application_steps.enter(application)
    await application_steps.tell(
        NoticeKind.REQUEST_SUBMITTED, application, requester, f"asked for the account {wanted.name}"
    )
    return application


def _first_stage(wanted: Wanted, review: DomainReviewCause | None) -> ApplicationStage:
    if review:
        return ApplicationStage.PENDING_DOMAIN_REVIEW
    someone_else = bool(wanted.nominee_email)
    return (
        ApplicationStage.PENDING_AUTHORIZATION if someone_else else ApplicationStage.PENDING_SETUP
    )


async def _hold_domain(requester: User, wanted: Wanted) -> SmartAccount:
    """Make the account, PENDING, unless another has its identifier: the unique index decides."""
    account = SmartAccount(
        name=wanted.name,
        domain_identifier=wanted.domain,
        type=wanted.type,
        status=AccountStatus.PENDING,
    )
    on_domain = SmartAccount.filter(domain_identifier=wanted.domain, type=wanted.type)
    while True:
        await SmartAccount.bulk_create([account], ignore_conflicts=True)
        held = await on_domain.exclude(status=AccountStatus.INACTIVE).first()
        if held and held.id == account.id:
            return held
        if held and held.status == AccountStatus.PENDING:
            raise account_problems.DomainTaken(None, ASKED_FOR)
        if held:
            own = requester.email_verified and requester.email_domain == wanted.domain
            raise account_problems.DomainTaken(held if held.listed or own else None)
        # What was in the way has ended in between: there is room now.


async def _tell_neighbours(application: AccountApplication) -> None:
    """Tell the administrators of the accounts on the domains above this one."""
    labels = application.key.split(".")
    above = [".".join(labels[n:]) for n in range(1, len(labels) - 1)]
    found = SmartAccount.filter(domain_identifier__in=above, status=AccountStatus.ACTIVE)
    for neighbour in await found.order_by("id"):
        account = await SmartAccount.locked(neighbour.id)
        told = f"{application.full_name} asked for an account for {application.key}"
        await notices.tell(
            NoticeKind.ACCOUNT_NEARBY, account, actor=application.requester, message=told
        )
        admins = await roles.active_admins(account.id)
        await application_letters.nearby(application, account, admins)


@database.transaction
async def remind(requester: User, application_id: UUID) -> AccountApplication:
    """Mail those who have the next step again; once a day. A nominee gets a fresh link."""
    application, _ = await cases.remind(AccountApplication, requester, application_id)
    if application.creator_id == requester.id and not application.review_pending:
        raise problems.Forbidden("You have the next step yourself: set the account up.")
    await mail.cancel_unsent(application.id)
    if application.review_pending:
        operators = await application_steps.operators()
        await application_letters.under_review(application, operators, again=True)
    elif application.creator_id:
        creator = await User.get(id=application.creator_id)
        await application_letters.set_up(application, creator, again=True)
    else:
        await application_steps.invite(application)
    kind = NoticeKind.REQUEST_REMINDED
    await application_steps.tell_nominee(kind, application, requester, "sent a reminder")
    return application


@database.transaction
async def resend(requester: User, application_id: UUID) -> AccountApplication:
    """Mail a fresh link to the nominee; once an hour. The older ones no longer work."""
    now = clock.now()
    waiting = AccountApplication.filter(
        id=application_id,
        requester_id=requester.id,
        stage=ApplicationStage.PENDING_AUTHORIZATION,
        link_sent_at__lte=now - RESEND_EVERY,
    )
    sent = await waiting.update(link_sent_at=now, activity_at=now, version=F("version") + 1)
    application = await AccountApplication.own(requester, application_id)
    if not sent:
        raise _why_not_resent(application)
    await mail.cancel_unsent(application.id)
    await application_steps.invite(application)
    await application_steps.tell(
        NoticeKind.REQUEST_REMINDED, application, requester, "sent the authorisation link again"
    )
    return application


def _why_not_resent(application: AccountApplication) -> problems.Problem:
    if not application.pending:
        return problems.NotPending(application)
    if application.stage != ApplicationStage.PENDING_AUTHORIZATION:
        return problems.Forbidden("It does not wait for an authorisation.")
    return problems.ResendTooSoon((application.link_sent_at or clock.now()) + RESEND_EVERY)


@database.transaction
async def cancel(requester: User, application_id: UUID) -> AccountApplication:
    """Take one's own application back, at any stage but the last: its domain is free again."""
    changes = {"stage": ApplicationStage.CANCELLED}
    application, _ = await cases.withdraw(AccountApplication, requester, application_id, changes)
    await application_steps.end(application)
    await application_steps.tell_nominee(
        NoticeKind.REQUEST_WITHDRAWN, application, requester, "withdrew the request"
    )
    await application_letters.cancelled(
        application, requester.full_name, "the applicant took it back", applicant=False
    )
    return application
