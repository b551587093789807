"""What happens to an application at each step, whoever takes it: telling, inviting, ending."""

from datetime import timedelta
from uuid import UUID

from tortoise.expressions import F, Q

from models import application_letters, cases, clock, database, keys, mail, notices, timers
from models.accounts import AccountStatus, SmartAccount
from models.applications import AccountApplication, ApplicationStage
from models.cases import RequestStatus
from models.notices import NoticeKind
from models.users import Staff, User

LINK_LIFE = timedelta(days=14)
# So long an application waits for its authorisation, and so long for the set-up.
WAIT = timedelta(days=30)
CANCEL = "application.cancel"
WAITED_FOR = {
    ApplicationStage.PENDING_AUTHORIZATION: "nobody authorised it within 30 days",
    ApplicationStage.PENDING_SETUP: "nobody set the account up within 30 days",
}


async def operators() -> list[User]:
    """Those who review domains."""
    return await User.filter(staff=Staff.OPERATOR, active=True).order_by("username")


async def enter(application: AccountApplication) -> None:
    """Tell by mail who has the next step, and set the time after which nobody waits for it."""
    if application.stage == ApplicationStage.PENDING_DOMAIN_REVIEW:
        await application_letters.under_review(application, await operators())
        return
    await timers.put(CANCEL, application.id, clock.now() + WAIT)
    if application.stage == ApplicationStage.PENDING_AUTHORIZATION:
        await invite(application)
    elif application.creator_id:
        creator = await User.get(id=application.creator_id)
        await application_letters.set_up(application, creator)


async def invite(application: AccountApplication) -> None:
    """Mail a fresh link to the nominee; it voids the older ones."""
    secret, now = keys.new_secret(), clock.now()
    application.link_hash, application.link_sent_at = keys.digest(secret), now
    application.link_expires_at = now + LINK_LIFE
    await application.save(update_fields=["link_hash", "link_sent_at", "link_expires_at"])
    await application_letters.authorize(application, secret)


async def tell(
    kind: NoticeKind, application: AccountApplication, actor: User | None, did: str
) -> None:
    """Tell the applicant and the operators, then the nominee."""
    await cases.tell(kind, application, await application.place(), actor, did)
    await tell_nominee(kind, application, actor, did)


async def tell_nominee(
    kind: NoticeKind, application: AccountApplication, actor: User | None, did: str
) -> None:
    """Write it into the account's own log too, where the nominee is told of it live."""
    account = await SmartAccount.locked(application.account_id)
    nominee = await application.nominated()
    ended = application.status != RequestStatus.PENDING
    await notices.tell(
        kind,
        account,
        actor=actor,
        subject_id=nominee.id if nominee else None,
        case=application,
        outcome=application.status if ended else None,
        message=f"{actor.full_name if actor else 'The system'} {did}",
        facts=application.facts(),
    )


async def end(application: AccountApplication) -> None:
    """Free the domain that was held, and stop waiting."""
    await timers.drop(application.id)
    held = SmartAccount.filter(id=application.account_id, status=AccountStatus.PENDING)
    await held.update(status=AccountStatus.INACTIVE, version=F("version") + 1)


async def cancel(application: AccountApplication, by: User | None, why: str) -> None:
    """End an application because nobody can or will take it further; mails to both sides."""
    changes = {
        "stage": ApplicationStage.CANCELLED,
        "acted_by_id": by.id if by else None,
        "decision_reason": why,
    }
    if not await application.settle(changes, was=[application.stage]):
        return
    ended = await AccountApplication.whole(application.id)
    await mail.cancel_unsent(ended.id)
    await end(ended)
    did = f"closed the application of {ended.full_name}: {why}"
    await tell(NoticeKind.REQUEST_WITHDRAWN, ended, by, did)
    await application_letters.cancelled(ended, "the system", why)


@timers.on(CANCEL)
async def cancel_unanswered(application_id: UUID) -> None:
    """End an application for whose next step nobody came."""
    application = await AccountApplication.whole(application_id)
    since = application.acted_at or application.submitted_at
    # Somebody may have taken it further while this came to be due: then it waits anew.
    if application.stage in WAITED_FOR and since <= clock.now() - WAIT:
        await cancel(application, None, WAITED_FOR[application.stage])


@database.transaction
async def domain_left(user: User, domain: str) -> None:
    """End what a user was to set up on the strength of an address on this domain, which is the
    user's no longer."""
    own = Q(requester_id=user.id, nominee_email="") | Q(nominee_id=user.id)
    waiting = AccountApplication.filter(own, stage__in=AccountApplication.OPEN)
    for application in await waiting.filter(account__domain_identifier=domain).order_by("id"):
        await cancel(application, None, "the e-mail domain changed")


@database.transaction
async def cancel_of_user(user: User, by: User, why: str) -> None:
    """End the open applications of a user, and those that the user was to set up."""
    for mine in ({"requester_id": user.id}, {"nominee_id": user.id}):
        waiting = AccountApplication.filter(**mine, stage__in=AccountApplication.OPEN)
        for application in await waiting.order_by("id"):
            await cancel(application, by, why)
