"""The registrant's steps: from the start to the company that the registration is for."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from models import (
    administrators,
    audit,
    cases,
    clock,
    database,
    domains,
    entitlements,
    limits,
    mail,
    notices,
    onboarding,
    onboarding_finish,
    onboarding_links,
    onboarding_tries,
    problems,
    timers,
    users,
)
from models.entitlements import Company, Contract
from models.error_codes import ErrorCode
from models.notices import NoticeKind
from models.onboarding import OPEN, Registration, ReviewCause, Rules, Stage
from models.onboarding_problems import (
    AlreadyRegistered,
    CompanyNotOffered,
    NoEntitledContract,
    PartnerNotEligible,
    PublicEmailDomain,
    WrongStage,
)
from models.repeats import Repeat
from models.users import User

HOUR = timedelta(hours=1)


async def start(user: User, *, tries: int, repeat: Repeat) -> Registration:
    """Begin a registration. One that has not ended per user: the index decides."""
    if earlier := await repeat.answered(Registration.whole):
        return earlier
    await check_may_start(user)
    await limits.count("onboarding", user.id, tries, HOUR)
    return await repeat.run(lambda: _start(user), Registration.whole)


async def check_may_start(user: User) -> None:
    """Raise unless the user's profile and contracts allow to register."""
    user.check_profile()
    held = await entitlements.contracts_on_profile(user)
    entitling = [contract for contract in held if contract.entitles]
    if not entitling:
        raise NoEntitledContract()
    if domains.is_public_mail_domain(user.email_domain):
        raise PublicEmailDomain(field=["email"])
    if not await administrators.may_administer(user, [c.company for c in entitling]):
        raise PartnerNotEligible()


@database.transaction
async def _start(user: User) -> Registration:
    now = clock.now()
    registration = Registration(
        stage=Stage.VERIFYING_ENTITLEMENT,
        **cases.profile_of(user),
        submitted_at=now,
        activity_at=now,
    )
    try:
        await cases.insert_pending(registration, lambda: onboarding.current(user))
    except problems.DuplicatePending as held:
        raise AlreadyRegistered(await Registration.whole(held.request.id)) from held
    await users.check_still_active(user.id)
    await _note(user, registration, "started a registration", action="onboarding.started")
    return await Registration.whole(registration.id)


async def mine(user: User) -> Registration:
    """The user's registration that has not ended, or NotFound."""
    found = await onboarding.current(user)
    if found is None:
        raise problems.NotFound("You have no registration. Start one first.")
    return found


async def step(user: User, was: Iterable[Stage], **changes: object) -> Registration:
    """Take one's own registration a step on: the conditional update is the verdict."""
    registration = await mine(user)
    if not await registration.move(dict(changes), was=was):
        raise WrongStage(await Registration.whole(registration.id))
    return await Registration.whole(registration.id)


@database.transaction
async def found_entitled(user: User, contract: Contract, serial: str) -> Registration:
    """The pair is right: on to the administrators that are there, or to the choice of a company."""
    site = contract.company
    there = await administrators.covering(site)
    theirs = there and all(row.user_id != user.id for row in there)
    registration = await step(
        user,
        [Stage.VERIFYING_ENTITLEMENT],
        stage=Stage.CONFIRMING_FORWARD if theirs else Stage.CHOOSING_COMPANY,
        contract_id=contract.id,
        serial_number=entitlements.normalise_key(serial),
        verified_at=clock.now(),
        site_id=site.id,
        company_id=None,
        root_id=site.root_id,
    )
    await onboarding_tries.note(registration.id, contract.number, registration.serial_number)
    await _note(user, registration, f"verified contract {contract.number}")
    return registration


@database.transaction
async def confirm_forward(user: User) -> Registration:
    """Have the administrators asked; where none is left meanwhile, the company is to be chosen."""
    registration = await step(user, [Stage.CONFIRMING_FORWARD], stage=Stage.CHOOSING_COMPANY)
    site = _site(registration)
    there = await administrators.covering_now(site)
    if not there or any(row.user_id == user.id for row in there):
        return registration
    return await onboarding_finish.forward(registration, site, there)


@database.transaction
async def choose(user: User, company_id: UUID, *, mails: int, rules: Rules) -> Registration:
    """Choose one of the companies from the organisation down to the site; a link is mailed."""
    registration = await step(
        user, [Stage.CHOOSING_COMPANY], stage=Stage.EMAIL_VERIFICATION, company_id=None
    )
    site = _site(registration)
    if company_id not in site.lineage:
        raise CompanyNotOffered(field=["company"])
    registration.company_id = company_id
    await registration.save(update_fields=["company_id"])
    registration = await Registration.whole(registration.id)
    await onboarding_links.send(registration, mails, rules)
    await _note(user, registration, f"chose {registration.key}")
    return registration


@database.transaction
async def choose_none(user: User, rules: Rules) -> Registration:
    """None of the offered companies is right: an agent looks at it."""
    registration = await step(user, [Stage.CHOOSING_COMPANY], stage=Stage.MANUAL_REVIEW)
    cause = ReviewCause.NONE_OF_THE_ABOVE
    return await onboarding_finish.send_to_review(registration, cause, rules)


@database.transaction
async def go_back(user: User) -> Registration:
    """Try another contract and serial number."""
    before = await mine(user)
    registration = await step(
        user,
        [Stage.CHOOSING_COMPANY, Stage.CONFIRMING_FORWARD],
        stage=Stage.VERIFYING_ENTITLEMENT,
        contract_id=None,
        serial_number="",
        verified_at=None,
        site_id=None,
        root_id=None,
    )
    if before.root_id:
        await _show(registration, before.root_id, "went back to the contract")
    return registration


@database.transaction
async def too_many_failures(
    user: User, contract: Contract, serial: str, rules: Rules
) -> Registration:
    """The contract was guessed at too often: from here on an agent looks at it."""
    registration = await step(
        user,
        [Stage.VERIFYING_ENTITLEMENT],
        stage=Stage.MANUAL_REVIEW,
        contract_id=contract.id,
    )
    unchecked = ErrorCode.RATE_LIMITED
    await onboarding_tries.note(registration.id, contract.number, serial, unchecked)
    cause = ReviewCause.TOO_MANY_FAILURES
    return await onboarding_finish.send_to_review(registration, cause, rules)


@database.transaction
async def cancel(user: User) -> Registration:
    """Give one's registration up, as long as nobody has decided it; another can be started."""
    return await _give_up(await mine(user), user)


@database.transaction
async def withdraw(user: User, registration_id: UUID) -> Registration:
    """The same for this one of one's own, whichever is the current one."""
    return await _give_up(await Registration.own(user, registration_id), user)


async def _give_up(registration: Registration, user: User) -> Registration:
    if not await end(registration, user, "withdrew the registration"):
        raise WrongStage(await Registration.whole(registration.id))
    return await Registration.whole(registration.id)


async def end(
    registration: Registration,
    by: User | None,
    did: str,
    why: str = "",
    *,
    was: Iterable[Stage] | None = None,
) -> bool:
    """Cancel a registration that nobody has decided, or at these stages; False where it is too
    late.

    Others hear of it only if they were asked.
    """
    changes = {
        "stage": Stage.CANCELLED,
        "acted_by_id": by.id if by else None,
        "decision_reason": why,
    }
    # One condition for all: between two it could go from the one to the other.
    if not await registration.settle(changes, was=OPEN if was is None else was):
        return False
    registration = await Registration.whole(registration.id)
    await mail.cancel_unsent(registration.id)
    await timers.drop(registration.id)
    await onboarding_links.void(registration)
    if registration.forwarded_at or registration.review_since:
        place = await registration.place()
        await cases.tell(NoticeKind.REQUEST_WITHDRAWN, registration, place, by, did)
    else:
        await _note(by, registration, did, action="onboarding.ended")
    return True


def _site(registration: Registration) -> Company:
    if registration.site is None:
        raise WrongStage(registration)
    return registration.site


async def _note(
    user: User | None, registration: Registration, did: str, action: str = "onboarding.step"
) -> None:
    """What concerns nobody else is in the log, and on the registrant's other screens."""
    await audit.record(action, actor=user, thing=registration.id, message=did)
    if registration.root_id and user and user.id == registration.requester_id:
        await _show(registration, registration.root_id, did)


async def _show(registration: Registration, root_id: UUID, did: str) -> None:
    await notices.tell_requester(await administrators.organisation(root_id), registration, did)
