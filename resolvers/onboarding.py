"""Onboarding to the service portal: the registrant's steps, and reading registrations."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

import strawberry

from models import (
    administrators,
    clock,
    delegating,
    entitlements,
    onboarding,
    onboarding_guard,
    onboarding_links,
    onboarding_steps,
    problems,
)
from models.administrators import AdministratorStatus
from models.entitlements import Company
from models.error_codes import ErrorCode
from models.onboarding import Registration, RegistrationStage
from models.onboarding_guard import Failures
from models.onboarding_problems import AgreementPending
from models.portal import PortalRoleAssignment
from models.users import Staff, User
from resolvers import cases, ids, repeats
from resolvers.allowed import YES, Allowed, refused, when
from resolvers.context import Info, related


@strawberry.input(description="Begin one's registration for the service portal.")
class StartRegistrationInput:
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="A contract on one's profile, and a device that it covers.")
class VerifyEntitlementInput:
    contract_number: str = strawberry.field(
        description="The number of a smart-entitled contract; case and spaces do not matter."
    )
    serial_number: str = strawberry.field(
        description="The serial number of a device that this contract covers."
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Have the company's administrators asked.")
class ConfirmForwardInput:
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Exactly one of the three: a company, none of them, or back.")
class ChooseCompanyInput:
    company: strawberry.ID | None = strawberry.field(
        default=None, description="One of the companies that were offered."
    )
    none_of_the_above: bool = strawberry.field(
        default=False, description="Whether an agent is to look for the company."
    )
    back: bool = strawberry.field(
        default=False, description="Whether to try another contract and serial number."
    )
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Have the verification link mailed again.")
class ResendRegistrationVerificationInput:
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Spend the link of a verification mail.")
class ConfirmVerificationInput:
    token: str = strawberry.field(description="What stands last in the link; it works once.")
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Give one's registration up.")
class CancelRegistrationInput:
    idempotency_key: str | None = repeats.key()


@strawberry.input(description="Remind the administrators of one's forwarded registration.")
class RemindRegistrationInput:
    registration: strawberry.ID = strawberry.field(description="The registration's id.")
    idempotency_key: str | None = repeats.key()


async def start(info: Info, input: StartRegistrationInput) -> Registration:
    """Begin one's registration: the profile is copied into it. One at a time for each user."""
    return await onboarding_steps.start(
        info.context.signed_in,
        tries=info.context.limits.onboardings_per_hour,
        repeat=repeats.repeat_of(info, input),
    )


async def verify_entitlement(info: Info, input: VerifyEntitlementInput) -> Registration:
    """Show that a contract and a device of it are one's own; wrong pairs are limited."""
    limits = info.context.limits
    return await onboarding_guard.verify(
        info.context.signed_in,
        input.contract_number,
        input.serial_number,
        address=info.context.address,
        allowed=Failures(
            limits.entitlement_failures_per_hour,
            limits.entitlement_failures_per_address,
            limits.entitlement_failures_per_contract,
        ),
        rules=info.context.onboarding,
        repeat=repeats.repeat_of(info, input),
    )


Act = Callable[[], Awaitable[Registration]]


async def _run(info: Info, input: Any, act: Act) -> Registration:
    return await repeats.repeat_of(info, input).run(act, Registration.whole)


async def confirm_forward(info: Info, input: ConfirmForwardInput) -> Registration:
    """Have the administrators asked: the first of them is mailed, and all can decide.

    Where none is left meanwhile, the company is to be chosen.
    """
    act = partial(onboarding_steps.confirm_forward, info.context.signed_in)
    return await _run(info, input, act)


async def choose_company(info: Info, input: ChooseCompanyInput) -> Registration:
    """Say for which company: a link is mailed then. `noneOfTheAbove` goes to an agent."""
    user, rules = info.context.signed_in, info.context.onboarding
    act: Act
    if [input.company is not None, input.none_of_the_above, input.back].count(True) != 1:
        raise problems.InvalidInput("Give exactly one of the three.", field=["company"])
    if input.back:
        act = partial(onboarding_steps.go_back, user)
    elif input.company is None:
        act = partial(onboarding_steps.choose_none, user, rules)
    else:
        company = ids.key(input.company, "Company", "company")
        mails = info.context.limits.verifications_per_6_hours
        act = partial(onboarding_steps.choose, user, company, mails=mails, rules=rules)
    return await _run(info, input, act)


async def resend_verification(
    info: Info, input: ResendRegistrationVerificationInput
) -> Registration:
    """Mail the verification link again; older ones work no more."""
    mails = info.context.limits.verifications_per_6_hours
    user, rules = info.context.signed_in, info.context.onboarding
    return await _run(info, input, partial(onboarding_links.resend, user, mails, rules))


async def confirm_verification(info: Info, input: ConfirmVerificationInput) -> Registration:
    """Spend the link of a verification mail, as the user whom it was mailed to."""
    user, rules = info.context.signed_in, info.context.onboarding
    return await _run(info, input, partial(onboarding_links.confirm, user, input.token, rules))


async def cancel(info: Info, input: CancelRegistrationInput) -> Registration:
    """Give one's registration up while nobody has decided it; then another can be started."""
    return await _run(info, input, partial(onboarding_steps.cancel, info.context.signed_in))


async def remind(info: Info, input: RemindRegistrationInput) -> Registration:
    """Mail all administrators about one's forwarded registration; once in 24 hours."""
    registration = ids.key(input.registration, "Registration", "registration")
    return await _run(info, input, partial(delegating.remind, info.context.signed_in, registration))


async def by_id(info: Info, id: strawberry.ID) -> Registration | None:
    """One's own registration, or one that the viewer may decide or look at; null otherwise."""
    parsed = ids.parse(id)
    return await by_key(info, parsed[1]) if parsed and parsed[0] == "Registration" else None


async def by_key(info: Info, key: UUID) -> Registration | None:
    """A registration that the viewer may see."""
    try:
        found = await Registration.whole(key)
    except problems.NotFound:
        return None
    viewer = info.context.signed_in
    if found.requester_id == viewer.id or viewer.staff or await found.administered_by(viewer):
        return found
    return None


async def of_viewer(root: strawberry.Parent[User]) -> Registration | None:
    """The viewer's registration: the one that has not ended, or else the last that did."""
    if found := await onboarding.current(root):
        return found
    ended = await Registration.filter(requester_id=root.id).order_by("-submitted_at", "-id").first()
    return await Registration.whole(ended.id) if ended else None


async def can_register(root: strawberry.Parent[User]) -> Allowed:
    """Whether the viewer may start a registration now, and what is missing otherwise."""
    try:
        await onboarding_steps.check_may_start(root)
    except problems.Problem as problem:
        return refused(problem)
    free = await onboarding.current(root) is None
    return when(free, "You have a registration already.", ErrorCode.ALREADY_REGISTERED)


def _insider(root: Registration, info: Info) -> bool:
    """Whether the viewer is the registrant, or works here."""
    viewer = info.context.signed_in
    return root.requester_id == viewer.id or viewer.staff is not None


def company(root: strawberry.Parent[Registration], info: Info) -> Any:
    """The company that it is for, once it is chosen."""
    return related(root, "company", info.context.companies)


def site(root: strawberry.Parent[Registration], info: Info) -> Any:
    """The site that the verified contract names; for the registrant and the agents."""
    return related(root, "site", info.context.companies) if _insider(root, info) else None


async def contract_number(root: strawberry.Parent[Registration], info: Info) -> str | None:
    """The verified contract's number; for the registrant and the agents."""
    return root.contract.number if _insider(root, info) and root.contract else None


def serial_number(root: strawberry.Parent[Registration], info: Info) -> str | None:
    """The verified device's serial number; for the registrant and the agents."""
    return (root.serial_number or None) if _insider(root, info) else None


async def offered_companies(root: strawberry.Parent[Registration], info: Info) -> list[Company]:
    """What can be chosen: from the whole organisation down to the site; empty until the
    entitlement is verified."""
    if not _insider(root, info) or root.site is None:
        return []
    return await entitlements.tree_to(root.site)


def administrator_name(root: strawberry.Parent[Registration]) -> str | None:
    """The name of the administrator who was asked first; null until it is forwarded."""
    return root.assignee.full_name if root.assignee else None


async def administrator_since(root: strawberry.Parent[Registration], info: Info) -> datetime | None:
    """Since when the administrator who was asked first has been one; for the registrant and the
    agents. Later than `verifiedAt`: somebody became administrator before the registrant did."""
    if not _insider(root, info) or root.company is None or root.assignee is None:
        return None
    asked = await administrators.covering_by(root.assignee, root.company)
    return asked.since if asked else None


def review_due_at(root: strawberry.Parent[Registration], info: Info) -> datetime | None:
    """Until when an agent means to answer; for the registrant and the agents, while it is
    reviewed."""
    return root.review_due_at if _insider(root, info) and root.stage in onboarding.REVIEW else None


def question(root: strawberry.Parent[Registration], info: Info) -> str | None:
    """What an agent asks; for the registrant and the agents. Null where nothing was asked."""
    return (root.question or None) if _insider(root, info) else None


def answer(root: strawberry.Parent[Registration], info: Info) -> str | None:
    """What the registrant answered; for the registrant and the agents. Null until then."""
    return (root.answer or None) if _insider(root, info) else None


async def can_resend_at(root: strawberry.Parent[Registration], info: Info) -> datetime | None:
    """From when on the verification link can be mailed again, now where that is in the past; null
    for others, and where no link is waited for."""
    waits = root.stage == RegistrationStage.EMAIL_VERIFICATION
    if not waits or root.requester_id != info.context.signed_in.id:
        return None
    allowed = info.context.limits.verifications_per_6_hours
    return await onboarding_links.resendable_at(root, allowed) or clock.now()


def syncing_hours_left(root: strawberry.Parent[Registration]) -> int | None:
    """Hours until the portal should be ready, rounded up, below zero when it is overdue; null
    unless it is syncing."""
    if root.stage != RegistrationStage.SYNCING or root.synced_due_at is None:
        return None
    return clock.hours(root.synced_due_at - clock.now())


async def can_decide(root: strawberry.Parent[Registration], info: Info) -> Allowed:
    """Whether the viewer may decide it now: grant or deny, or as an agent resolve or reject."""
    viewer = info.context.signed_in
    if root.requester_id == viewer.id or _same_person(root, viewer):
        return when(False, cases.OWN, ErrorCode.SELF_DECISION)
    at_desk = root.review_since is not None and viewer.staff == Staff.SUPPORT_AGENT
    may = YES if at_desk and root.forwarded_at is None else await _as_administrator(root, info)
    if not may.allowed or root.decidable:
        return may
    return when(False, "There is nothing to decide now.", ErrorCode.ALREADY_ACTED_UPON)


async def _as_administrator(root: Registration, info: Info) -> Allowed:
    if root.forwarded_at is None:
        return when(False, "The support agents decide this.", ErrorCode.FORBIDDEN)
    above = root.company.lineage if root.company else []
    mine = [row for row in await info.context.appointments() if row.company_id in above]
    if mine and all(row.status == AdministratorStatus.PENDING_AGREEMENT for row in mine):
        return refused(AgreementPending())
    return when(bool(mine), "The company's administrators decide this.", ErrorCode.FORBIDDEN)


def _same_person(root: Registration, viewer: User) -> bool:
    return viewer.email_verified and viewer.email.lower() == root.requester.email.lower()


def can_remind(root: strawberry.Parent[Registration], info: Info) -> Allowed:
    """Whether the viewer may remind the administrators now."""
    if root.requester_id != info.context.signed_in.id:
        return cases.NOT_OWN
    if root.stage != RegistrationStage.FORWARDED_TO_DA:
        return when(False, "No administrator is asked at present.", ErrorCode.NOT_PENDING)
    return cases.after_a_day(root)


def can_withdraw(root: strawberry.Parent[Registration], info: Info) -> Allowed:
    """Whether the viewer may give it up now, by `cancelRegistration`: until it is decided."""
    if root.requester_id != info.context.signed_in.id:
        return cases.NOT_OWN
    return when(root.stage in onboarding.OPEN, cases.ACTED, ErrorCode.WRONG_STAGE)


class PortalAccess(StrEnum):
    """Whether somebody can use the service portal."""

    NONE = "NONE"
    SYNCING = "SYNCING"
    ACTIVE = "ACTIVE"


@dataclass(frozen=True)
class Portal:
    """The service portal as one user finds it."""

    access: PortalAccess
    message: str
    ready_by: datetime | None
    support_url: str | None
    roles: list[PortalRoleAssignment]


async def portal(root: strawberry.Parent[User], info: Info) -> Portal:
    """The service portal as the viewer finds it: whether it can be used, and if not, why."""
    standing = PortalRoleAssignment.standing().filter(user_id=root.id)
    roles = await standing.select_related("company").order_by("granted_at", "id")
    syncing = await Registration.filter(
        requester_id=root.id, stage=RegistrationStage.SYNCING
    ).first()
    support = info.context.limits.support_url or None
    if any(syncing is None or role.registration_id != syncing.id for role in roles):
        return Portal(PortalAccess.ACTIVE, "You can use the portal.", None, None, roles)
    if syncing is None or not roles:
        return Portal(PortalAccess.NONE, "You have no access to the portal.", None, None, [])
    due = syncing.synced_due_at
    late = due is not None and due <= clock.now()
    words = "Your account set-up is in progress."
    if late:
        words += " It takes longer than it should: ask the support team."
    return Portal(PortalAccess.SYNCING, words, due, support if late else None, roles)
