"""Establishing a new account: its domain is reviewed, it is authorised, and it is set up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise.expressions import F

from models import (
    account_problems,
    accounts,
    agreements,
    application_letters,
    application_steps,
    asking,
    assignments,
    cases,
    clock,
    database,
    grants,
    keys,
    mail,
    names,
    problems,
    profiles,
    timers,
)
from models.accounts import AccountStatus, AccountType, SmartAccount, VirtualAccount
from models.applications import AccountApplication, ApplicationStage
from models.grants import Grant, RowResult
from models.notices import NoticeKind
from models.roles import Role
from models.users import User, UserKind

Stage = ApplicationStage


@dataclass(frozen=True)
class FirstUser:
    """Somebody who is given a role with the set-up; virtual accounts go by their names."""

    user: str
    role: Role
    parts: Sequence[str] = ()


@dataclass(frozen=True)
class Accepted:
    """Whether the agreement was accepted, and the version that was read, where that is told."""

    whether: bool
    version: str | None = None

    def check(self) -> None:
        """Raise unless the agreement in force is accepted."""
        if not self.whether:
            told = "There is no account without the agreement."
            raise problems.InvalidInput(told, ["acceptAgreement"])
        agreements.check_in_force(self.version or agreements.in_force().version)


@dataclass(frozen=True)
class SetUp:
    """An account that was set up, and what became of the first users."""

    application: AccountApplication
    rows: list[RowResult]


@database.transaction
async def review(by: User, application_id: UUID, approve: bool, reason: str) -> AccountApplication:
    """Let an account have the domain that was asked for, or decline it; the first answer wins."""
    reason = asking.clean_reason(reason, minimum=0)
    # Whom it is for never changes: reading it before the verdict decides nothing.
    asked = await AccountApplication.get_or_none(id=application_id)
    if asked is None:
        raise problems.NotFound()
    onward = Stage.PENDING_AUTHORIZATION if asked.for_someone_else else Stage.PENDING_SETUP
    declined = {"stage": Stage.DECLINED, "decision_reason": reason}
    changes: dict[str, Any] = {"stage": onward} if approve else declined
    application, _, _ = await cases.decide(
        AccountApplication, application_id, by, changes, was=[Stage.PENDING_DOMAIN_REVIEW]
    )
    if approve:
        await _go_on(application, by, f"approved the domain {application.key}")
    else:
        await _decline(application, by)
    return application


@database.transaction
async def authorize(by: User, secret: str, accept: bool, reason: str) -> AccountApplication:
    """Use an authorisation link up, exactly once: take the account on, or decline it.

    Only whose verified address it was mailed to can: a link that is passed on opens nothing.
    """
    reason = asking.clean_reason(reason, minimum=0)
    now = clock.now()
    mailed = AccountApplication.filter(link_hash=keys.digest(secret))
    usable = mailed.filter(stage=Stage.PENDING_AUTHORIZATION, link_expires_at__gt=now)
    used = await usable.update(
        stage=Stage.PENDING_SETUP if accept else Stage.DECLINED,
        acted_at=now,
        acted_by_id=by.id,
        activity_at=now,
        version=F("version") + 1,
        decision_reason="" if accept else reason,
    )
    found = await mailed.first()
    if found is None:
        raise problems.LinkUsed()
    application = await AccountApplication.whole(found.id)
    application.check_nominee(by)
    if not used:
        waits = application.stage == Stage.PENDING_AUTHORIZATION
        raise problems.LinkExpired() if waits else problems.LinkUsed()
    return await _authorized(application, by, accept)


async def _authorized(
    application: AccountApplication, by: User, accept: bool
) -> AccountApplication:
    if accept and application.account_type == AccountType.HOLDING and by.kind != UserKind.PARTNER:
        raise account_problems.NotAPartner()
    await AccountApplication.filter(id=application.id).update(nominee_id=by.id)
    application = await AccountApplication.whole(application.id)
    await mail.cancel_unsent(application.id)
    if accept:
        await _go_on(application, by, f"authorised the account {application.account_name}")
    else:
        await _decline(application, by)
    return application


async def _go_on(application: AccountApplication, by: User, did: str) -> None:
    await application_steps.enter(application)
    await application_steps.tell(NoticeKind.REQUEST_CHANGED, application, by, did)


async def _decline(application: AccountApplication, by: User) -> None:
    await application_steps.end(application)
    did = f"declined the application of {application.full_name}"
    await application_steps.tell(NoticeKind.REQUEST_ACTED_UPON, application, by, did)
    await application_letters.declined(application, by.full_name)


@database.transaction
async def set_up(
    by: User,
    application_id: UUID,
    accepted: Accepted,
    name: str | None,
    parts: Sequence[str],
    people: Sequence[FirstUser],
) -> SetUp:
    """Accept the agreement and open the account; its creator becomes its administrator."""
    won = await AccountApplication(id=application_id).settle(
        {"stage": Stage.ACTIVE, "acted_by_id": by.id}, was=[Stage.PENDING_SETUP]
    )
    application = await AccountApplication.whole(application_id)
    application.check_creator(by)
    if not won:
        raise _why_not_set_up(application)
    accepted.check()
    await mail.cancel_unsent(application.id)
    await timers.drop(application.id)
    account = await _open(application, name)
    application = await AccountApplication.whole(application_id)
    did = f"set up the account {account.name}"
    # Before anybody holds a role there: the applicant is told already, and hears of it once.
    await application_steps.tell(NoticeKind.REQUEST_ACTED_UPON, application, by, did)
    account = await _administer(account.id, by)
    made = await _make_parts(account, parts)
    both = {person.id: person for person in (by, application.requester)}
    await application_letters.active(application, list(both.values()), by)
    rows = [await _add(account, person, made, by) for person in people]
    return SetUp(application, rows)


def _why_not_set_up(application: AccountApplication) -> problems.Problem:
    if application.pending:
        return problems.Forbidden("It waits for somebody else before it can be set up.")
    return problems.AlreadyActedUpon(application)


async def _open(application: AccountApplication, name: str | None) -> SmartAccount:
    name = profiles.checked("name", names.clean_name, name or application.account_name)
    held = SmartAccount.filter(id=application.account_id, status=AccountStatus.PENDING)
    await held.update(status=AccountStatus.ACTIVE, name=name, version=F("version") + 1)
    return await SmartAccount.locked(application.account_id)


async def _administer(account_id: UUID, creator: User) -> SmartAccount:
    """Make the creator administrator, in whose name the agreement is accepted."""
    account = await SmartAccount.locked(account_id)
    given = await grants.give(account, creator, Grant(Role.SMART_ACCOUNT_ADMIN), None)
    await assignments.tell(NoticeKind.ROLE_GRANTED, "granted", given, account, creator, None)
    await agreements.accept(account, creator)
    return account


async def _make_parts(account: SmartAccount, wanted: Sequence[str]) -> dict[str, VirtualAccount]:
    """The DEFAULT virtual account and those that were named, by name."""
    made = {"DEFAULT": await accounts.make_virtual_account(account, "DEFAULT", is_default=True)}
    for given in wanted:
        name = profiles.checked("virtualAccounts", names.clean_name, given)
        if name.casefold() in {taken.casefold() for taken in made}:
            raise account_problems.NameTaken(field=["virtualAccounts"])
        made[name] = await accounts.make_virtual_account(account, name)
    return made


async def _add(
    account: SmartAccount, person: FirstUser, made: dict[str, VirtualAccount], by: User
) -> RowResult:
    if unknown := [name for name in person.parts if name not in made]:
        told = f"There is no virtual account {unknown[0][:120]!r}."
        return RowResult(person.user, None, problems.NotFound(told, ["users", "virtualAccounts"]))
    ids = [made[name].id for name in person.parts]
    (row,) = await grants.add_users(by, account.id, [person.user], person.role, ids)
    return row
