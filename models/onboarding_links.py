"""The link that proves a registrant's address: opening it spends nothing, confirming does."""

from datetime import datetime, timedelta
from uuid import UUID

from models import (
    clock,
    database,
    keys,
    onboarding,
    onboarding_assessment,
    onboarding_finish,
    onboarding_letters,
    problems,
)
from models.onboarding import Registration, RegistrationLink, Rules, Stage
from models.onboarding_problems import WrongStage
from models.users import User

WINDOW = timedelta(hours=6)


async def send(registration: Registration, allowed: int, rules: Rules) -> None:
    """Mail a fresh link and void the older ones; at most `allowed` in six hours."""
    now = clock.now()
    soon = await resendable_at(registration, allowed)
    if soon and soon > now:
        raise problems.ResendTooSoon(soon)
    await void(registration)
    secret, until = keys.new_secret(), now + timedelta(hours=rules.link_hours)
    await RegistrationLink.create(
        registration_id=registration.id,
        token_hash=keys.digest(secret),
        created_at=now,
        expires_at=until,
    )
    await onboarding_letters.verify_address(registration, secret, until)


async def resendable_at(registration: Registration, allowed: int) -> datetime | None:
    """From when on the next link may be mailed to this user; None for at once."""
    recent = RegistrationLink.filter(
        registration__requester_id=registration.requester_id, created_at__gt=clock.now() - WINDOW
    )
    newest = await recent.order_by("-created_at").limit(max(allowed, 1))
    return newest[-1].created_at + WINDOW if len(newest) >= max(allowed, 1) else None


async def void(registration: Registration) -> None:
    """Make every link that is still open useless."""
    unused = RegistrationLink.filter(registration_id=registration.id, used_at__isnull=True)
    await unused.update(used_at=clock.now())


@database.transaction
async def resend(user: User, allowed: int, rules: Rules) -> Registration:
    """Mail the link again; the older ones work no more."""
    registration = await onboarding.current(user)
    if registration is None:
        raise problems.NotFound("You have no registration. Start one first.")
    if not await registration.move({}, was=[Stage.EMAIL_VERIFICATION]):
        raise WrongStage(registration)
    registration = await Registration.whole(registration.id)
    await send(registration, allowed, rules)
    return registration


@database.transaction
async def confirm(user: User, secret: str, rules: Rules) -> Registration:
    """Use the link up, exactly once, and go on: complete, to the administrators, or to an agent.

    Only the registrant can: else whoever opens a stranger's link would vouch for them.
    """
    registration = await _spend(user, secret)
    if not await registration.move({}, was=[Stage.EMAIL_VERIFICATION]):
        raise WrongStage(registration)
    registration = await Registration.whole(registration.id)
    company = registration.company
    if company is None:
        raise WrongStage(registration)
    cause = await onboarding_assessment.cause(registration, company, rules)
    if cause:
        return await onboarding_finish.send_to_review(registration, cause, rules)
    return await onboarding_finish.finish(registration, company, rules)


async def _spend(user: User, secret: str) -> Registration:
    now, token = clock.now(), keys.digest(secret)
    spent = await database.fetch(
        "UPDATE registration_link SET used_at = ? WHERE token_hash = ? AND used_at IS NULL"
        " AND expires_at > ? AND registration_id IN"
        " (SELECT id FROM registration WHERE requester_id = ?) RETURNING registration_id",
        now,
        token,
        now,
        user.id,
    )
    if spent:
        return await Registration.whole(UUID(str(spent[0]["registration_id"])))
    link = await RegistrationLink.filter(
        token_hash=token, registration__requester_id=user.id
    ).first()
    expired = link is not None and link.used_at is None
    raise problems.LinkExpired() if expired else problems.LinkUsed()
