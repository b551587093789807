"""What a page is told beforehand is what a try is answered: the same code, for everybody."""

from dataclasses import dataclass
from typing import Any

import pytest

from models import clock
from models.accounts import SmartAccount
from models.administrators import DelegatedAdministrator
from models.entitlements import SupportAccess
from models.roles import RoleAssignment
from resolvers import ids
from tests import (
    applying,
    giving,
    registering,
    reviewing,
    shared,
    steps,
    support_steps,
)
from tests.conftest import Ask

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

REASON = "Nobody else answers here."


@dataclass(frozen=True)
class Deed:
    """A mutation on a thing, and the field in which the thing tells whether it may be done."""

    field: str
    mutation: str
    key: str
    more: dict[str, Any]

    async def told(self, ask: Ask, who: str, thing: str) -> str | None:
        """The code that somebody is told beforehand; None where it is allowed."""
        kind = ids.parse(thing)
        assert kind is not None
        shown = await ask(
            f"query($id: ID!) {{ node(id: $id) {{ ... on {kind[0]} {{"
            f" {self.field} {{ allowed because code }} }} }} }}",
            by=who,
            id=thing,
        )
        may: dict[str, Any] = shown[self.field]
        assert may["allowed"] == (may["because"] is None) == (may["code"] is None)
        code: str | None = may["code"]
        return code

    async def answered(self, ask: Ask, who: str, thing: str) -> str | None:
        """The code of the refusal; None where it was done."""
        kind = self.mutation[0].upper() + self.mutation[1:]
        answer = await ask(
            f"mutation($input: {kind}Input!) {{ {self.mutation}(input: $input) {{"
            " __typename ... on Problem { code } } }",
            by=who,
            input={self.key: thing, **self.more},
        )
        code: str | None = answer.get("code")
        return code

    async def codes(self, ask: Ask, thing: str, *people: str) -> list[str | None]:
        """What these people are told and, one after the other, answered."""
        found = []
        for who in people:
            told = await self.told(ask, who, thing)
            assert told == await self.answered(ask, who, thing), (self.mutation, who)
            found.append(told)
        return found


def deed(field: str, mutation: str, key: str = "request", **more: Any) -> Deed:
    """What is done to a thing."""
    return Deed(f"viewerCan{field}", mutation, key, more)


REMIND, WITHDRAW = deed("Remind", "sendReminder"), deed("Withdraw", "withdrawRequest")
DECLINE = deed("Decide", "declineAccessRequest", reason="Not needed here.")
DENY = deed("Decide", "denySupportAccess")
DECIDE = deed("Decide", "decideRegistration", "registration", approve=False, reason=REASON)
REJECT = deed("Decide", "rejectReview", "registration", reason=REASON)
REVIEW = deed("Review", "reviewApplication", "application", approve=True)
SET_UP = deed("SetUp", "completeAccountSetup", "application", acceptAgreement=True)
RESEND = deed("Resend", "resendAuthorization", "application")
TAKE = deed("Revoke", "revokeRole", "roleAssignment")
CHANGE = deed("Change", "changeRole", "roleAssignment", role="SMART_ACCOUNT_VIEWER")
END = deed("Revoke", "revokeSupportAccess", "access")
RENAME = deed("Change", "updateVirtualAccount", "virtualAccount", name="Hall")
SEAL = deed("Restrict", "updateVirtualAccount", "virtualAccount", restricted=True)
DELETE = deed("Delete", "deleteVirtualAccount", "virtualAccount")
EDIT = deed("EditProperties", "updateSmartAccount", "account", listed=False)
APPOINT = deed("AppointAdministrator", "appointAdministrator", "account", user="uma", reason=REASON)
REVERSE = deed("Reverse", "reverseAdministrator", "administrator", reason=REASON)


async def test_access_requests(ask: Ask) -> None:
    request = await steps.pending(ask)

    assert await REMIND.codes(ask, request, "ada", "rita", "rita") == [
        "NOT_FOUND", None, "REMINDER_TOO_SOON",
    ]  # fmt: skip
    assert await WITHDRAW.codes(ask, request, "ada") == ["NOT_FOUND"]
    assert await DECLINE.codes(ask, request, "rita", "ada", "ben", "rita") == [
        "SELF_DECISION", None, "ALREADY_ACTED_UPON", "SELF_DECISION",
    ]  # fmt: skip
    for act in (REMIND, WITHDRAW):
        assert await act.codes(ask, request, "rita") == ["NOT_PENDING"]


async def test_requests_that_operators_may_see_and_not_decide(ask: Ask) -> None:
    await RoleAssignment.filter(role="SMART_ACCOUNT_ADMIN").update(ended_at=clock.now())
    request = await steps.pending(ask)

    assert await DECLINE.codes(ask, request, "opal") == ["FORBIDDEN"]
    await steps.withdraw(ask, request)
    assert await DECLINE.codes(ask, request, "opal") == ["FORBIDDEN"]


async def test_support_access(ask: Ask) -> None:
    await support_steps.north()
    request = await support_steps.pending(ask)

    assert await DENY.codes(ask, request, "walt", "olaf", "opal", "ann", "abe") == [
        "SELF_DECISION", "FORBIDDEN", "FORBIDDEN", None, "ALREADY_ACTED_UPON",
    ]  # fmt: skip
    await support_steps.grant(ask, "walt")
    access = ids.of(await SupportAccess.get(user__username="walt"))
    assert await END.codes(ask, access, "opal", "walt", "walt", "ann", "opal") == [
        "FORBIDDEN", None, "ROLE_ENDED", "ROLE_ENDED", "FORBIDDEN",
    ]  # fmt: skip


async def test_registrations_that_administrators_decide(ask: Ask) -> None:
    root, site, _ = await registering.rivers("rita")
    await reviewing.administrator("dana", root)
    await reviewing.administrator("ben", site, status="PENDING_AGREEMENT", accepted_at=None)
    await reviewing.administrator("ada", site)
    request = await registering.forwarded(ask)

    assert await REMIND.codes(ask, request, "dana", "rita", "rita") == [
        "NOT_FOUND", None, "REMINDER_TOO_SOON",
    ]  # fmt: skip
    assert await DECIDE.codes(ask, request, "rita", "olaf", "ben", "ada", "dana", "ben") == [
        "SELF_DECISION", "FORBIDDEN", "AGREEMENT_PENDING", None, "ALREADY_ACTED_UPON",
        "AGREEMENT_PENDING",
    ]  # fmt: skip
    assert await REMIND.codes(ask, request, "rita") == ["NOT_PENDING"]
    assert await WITHDRAW.codes(ask, request, "rita", "dana") == ["WRONG_STAGE", "NOT_FOUND"]


async def test_registrations_at_the_desk(ask: Ask) -> None:
    await reviewing.agent("otto")
    request = ids.of(await reviewing.review("rita"))

    assert await REJECT.codes(ask, request, "rita", "opal", "olaf", "otto", "opal") == [
        "SELF_DECISION", "FORBIDDEN", None, "ALREADY_ACTED_UPON", "FORBIDDEN",
    ]  # fmt: skip


async def test_appointments_that_the_desk_takes_back(ask: Ask) -> None:
    root, north = await reviewing.organisation()
    await reviewing.resolve(ask, await reviewing.review("rita", north), root)
    await reviewing.agent("otto")
    claim = ids.of(await DelegatedAdministrator.get(company_id=root.id))
    other = ids.of(await reviewing.administrator("dana", north))

    assert await REVERSE.codes(ask, other, "olaf") == ["FORBIDDEN"]
    assert await REVERSE.codes(ask, claim, "rita", "opal", "olaf", "otto") == [
        "SELF_DECISION", "FORBIDDEN", None, "ALREADY_ACTED_UPON",
    ]  # fmt: skip


async def test_applications(ask: Ask) -> None:
    await applying.cast()
    own = await applying.applied(ask)
    reviewed = await applying.to_review(ask)
    noels = await applying.for_noel(ask, domainIdentifier="nova-noel.example")

    assert await REMIND.codes(ask, own, "nora") == ["FORBIDDEN"]
    assert await SET_UP.codes(ask, reviewed, "nora") == ["FORBIDDEN"]
    assert await SET_UP.codes(ask, own, "opal", "nora", "nora") == [
        "FORBIDDEN", None, "ALREADY_ACTED_UPON",
    ]  # fmt: skip
    assert await RESEND.codes(ask, reviewed, "nora", "opal") == ["FORBIDDEN", "NOT_FOUND"]
    assert await REVIEW.codes(ask, reviewed, "nora", "opal", "otto") == [
        "SELF_DECISION", None, "ALREADY_ACTED_UPON",
    ]  # fmt: skip
    await applying.review(ask, noels)
    assert await RESEND.codes(ask, noels, "nora") == ["RESEND_TOO_SOON"]
    link = deed("Authorize", "authorizeApplication", "token", accept=True)
    secret = await applying.secret()
    for who, code in (("nora", "SELF_DECISION"), ("noel", None), ("noel", "LINK_USED")):
        assert await link.told(ask, who, noels) == await link.answered(ask, who, secret) == code
    assert await WITHDRAW.codes(ask, noels, "noel", "nora", "nora") == [
        "NOT_FOUND", None, "NOT_PENDING",
    ]  # fmt: skip
    assert await RESEND.codes(ask, noels, "nora") == ["NOT_PENDING"]


async def test_roles(ask: Ask) -> None:
    place = await giving.place(ask, "ACME")
    await place.grant("ada", "paul", "SMART_ACCOUNT_VIEWER")
    await place.grant("ada", "rita", "VIRTUAL_ACCOUNT_USER", "Lab")
    ritas, umas = await place.held_id("rita"), await place.held_id("uma")

    assert await CHANGE.codes(ask, ritas, "paul", "dana", "rita") == [
        "FORBIDDEN", "NOT_FOUND", "FORBIDDEN",
    ]  # fmt: skip
    assert await TAKE.codes(ask, ritas, "paul", "vera", "ada") == ["FORBIDDEN", None, "ROLE_ENDED"]
    assert await TAKE.codes(ask, umas, "paul", "uma", "uma") == ["FORBIDDEN", None, "ROLE_ENDED"]


async def test_a_role_whose_time_is_over_has_ended(ask: Ask) -> None:
    place = await giving.place(ask, "ACME")
    held = (await place.grant("ada", "rita", "SMART_ACCOUNT_USER"))["id"]
    await RoleAssignment.filter(user__username="rita").update(ends_at=clock.now())

    assert await TAKE.codes(ask, held, "rita") == ["ROLE_ENDED"]
    assert await CHANGE.codes(ask, held, "ada") == ["ROLE_ENDED"]


async def test_virtual_accounts(ask: Ask) -> None:
    default, lab = await steps.part_id("DEFAULT"), await steps.part_id("Lab")
    annex = await steps.part_id("Lab Annex")

    assert await RENAME.codes(ask, lab, "uma", "vera") == ["FORBIDDEN", None]
    assert await SEAL.codes(ask, default, "uma", "ada") == ["FORBIDDEN", "DEFAULT_VIRTUAL_ACCOUNT"]
    assert await DELETE.codes(ask, lab, "vera", "ada") == ["FORBIDDEN", "VIRTUAL_ACCOUNT_IN_USE"]
    assert await DELETE.codes(ask, default, "ada") == ["DEFAULT_VIRTUAL_ACCOUNT"]
    assert await DELETE.codes(ask, annex, "uma", "vera") == ["FORBIDDEN", None]


async def test_virtual_accounts_that_one_sees_as_an_employer_alone(ask: Ask) -> None:
    place = await giving.place(ask, "ACME")
    await place.grant("ada", "rita", "VIRTUAL_ACCOUNT_USER", "Lab")

    for act in (RENAME, SEAL, DELETE):
        assert await act.codes(ask, await steps.part_id("Lab"), "dana") == ["NOT_FOUND"]


async def test_accounts(ask: Ask) -> None:
    acme = await steps.acme_id()
    await steps.pending(ask)

    # Rita knows the account that she asked to enter, and nothing of what is inside.
    assert await EDIT.codes(ask, acme, "rita", "uma", "vera", "ada") == [
        "NOT_FOUND", "FORBIDDEN", "FORBIDDEN", None,
    ]  # fmt: skip
    assert await APPOINT.codes(ask, acme, "ada", "opal") == ["FORBIDDEN", "FORBIDDEN"]
    await SmartAccount.filter(name="ACME").update(needs_admin=True)
    assert await APPOINT.codes(ask, acme, "opal") == [None]
    dormant = ids.of(await SmartAccount.get(name="Dormant"))
    assert await APPOINT.codes(ask, dormant, "opal") == ["ACCOUNT_NOT_ACTIVE"]


async def test_whether_one_can_register(ask: Ask) -> None:
    may = "{ viewer { viewerCanRegister { allowed because code } } }"
    start = "mutation { startRegistration(input: {}) { __typename ... on Problem { code } } }"
    codes = []
    for prepare in (nothing, with_contract, nothing):
        await prepare()
        told = (await ask(may, by="rita"))["viewerCanRegister"]
        assert told["code"] == (await ask(start, by="rita")).get("code")
        codes.append(told["code"])

    assert codes == ["NO_ENTITLED_CONTRACT", None, "ALREADY_REGISTERED"]


async def nothing() -> None:
    """Change nothing."""


async def with_contract() -> None:
    """Rita has a contract that entitles her."""
    await registering.rivers("rita")
