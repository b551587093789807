"""Two who act at once about one registration: as if one had come after the other, always."""

import asyncio
from itertools import combinations_with_replacement, count

import pytest

from models.administrators import DelegatedAdministrator
from models.audit import broken_links
from models.channels import Channel
from models.portal import PortalRoleAssignment
from models.users import Staff
from resolvers import ids
from tests import racing, registering, reviewing, shared, steps
from tests.conftest import FULL, Ask
from tests.racing import ALWAYS, POSSIBLE

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

RUNS = 5 if FULL else 1
DECISIONS = {"approve", "deny", "resolve", "reject", "cancel"}
DONE = {"SYNCING", "ACTIVE"}
# Where a registration may be after two steps from here, by the table of transitions.
AFTER = {
    "VERIFYING_ENTITLEMENT": {"CONFIRMING_FORWARD", "CHOOSING_COMPANY"},
    "CONFIRMING_FORWARD": {"FORWARDED_TO_DA", "CHOOSING_COMPANY", "VERIFYING_ENTITLEMENT"},
    "CHOOSING_COMPANY": {"EMAIL_VERIFICATION", "VERIFYING_ENTITLEMENT", "MANUAL_REVIEW"},
    "EMAIL_VERIFICATION": {"FORWARDED_TO_DA", *DONE},
    "FORWARDED_TO_DA": {"DENIED", "MANUAL_REVIEW", *DONE},
    "MANUAL_REVIEW": {"INFORMATION_REQUESTED", "FORWARDED_TO_DA", "REJECTED", *DONE},
    "INFORMATION_REQUESTED": {"MANUAL_REVIEW", "FORWARDED_TO_DA", "REJECTED", *DONE},
}
PAIRS = [
    (stage, *pair)
    for stage, acts in POSSIBLE.items()
    for pair in combinations_with_replacement([*acts, *ALWAYS], 2)
]
numbers = count(1)


@pytest.mark.parametrize(("stage", "one", "other"), PAIRS)
async def test_two_at_once_are_as_one_after_the_other(
    ask: Ask, stage: str, one: str, other: str
) -> None:
    await reviewing.agent("oona")
    acts = {**POSSIBLE[stage], **ALWAYS}
    possible = {await in_turn(ask, stage, acts[one], acts[other], turned) for turned in (0, 1)}

    for _ in range(RUNS):
        scene = await racing.scene(next(numbers), stage)
        worked = await asyncio.gather(
            racing.worked(acts[one], ask, scene), racing.worked(acts[other], ask, scene)
        )
        came = await racing.outcome(scene)

        assert (tuple(worked), *came) in possible
        assert {came[0][0]} <= {stage, "CANCELLED", *AFTER[stage]}
        if {one, other} <= DECISIONS:
            assert sum(worked) == 1
    for channel in await Channel.all():
        assert await broken_links(channel) == []


async def in_turn(
    ask: Ask, stage: str, one: racing.Act, other: racing.Act, turned: int
) -> tuple[object, ...]:
    """What comes of the two, one after the other: the second one first where `turned`."""
    scene = await racing.scene(next(numbers), stage)
    first, second = (other, one) if turned else (one, other)
    worked = [await racing.worked(first, ask, scene), await racing.worked(second, ask, scene)]
    if turned:
        worked.reverse()
    return (tuple(worked), *await racing.outcome(scene))


async def test_two_operators_close_both_administrators_while_one_of_them_decides(
    ask: Ask,
) -> None:
    await steps.person("otto", "service.example", staff=Staff.OPERATOR)
    for _ in range(RUNS):
        scene = await racing.scene(next(numbers), "FORWARDED_TO_DA")
        pair = [await steps.person(f"{name}{scene.n}") for name in ("first", "second")]
        await DelegatedAdministrator.all().delete()
        for user in pair:
            await reviewing.administrator(user.username, scene.site)

        closed = await asyncio.gather(
            ask(racing.DEACTIVATE, by="opal", id=ids.of(pair[0])),
            ask(racing.DEACTIVATE, by="otto", id=ids.of(pair[1])),
            racing.worked(racing.decided(pair[0].username, **racing.GRANT), ask, scene),
        )

        assert [answer["__typename"] for answer in closed[:2]] == ["User", "User"]
        assert await DelegatedAdministrator.standing().count() == 0
        (stage, *_), *_ = await racing.outcome(scene)
        assert stage in ({"SYNCING", "ACTIVE"} if closed[2] else {"MANUAL_REVIEW"})


async def test_nobody_is_sent_to_administrators_who_have_gone_at_that_moment(ask: Ask) -> None:
    for _ in range(RUNS):
        scene = await racing.scene(next(numbers), "CONFIRMING_FORWARD")
        only = await steps.person(f"only{scene.n}")
        await DelegatedAdministrator.all().delete()
        await reviewing.administrator(only.username, scene.site)

        _, sent = await asyncio.gather(
            ask(racing.DEACTIVATE, by="opal", id=ids.of(only)),
            registering.do(ask, "confirmForward", scene.who),
        )

        assert sent["__typename"] == "Registration"
        (stage, *_), *_ = await racing.outcome(scene)
        assert stage in {"CHOOSING_COMPANY", "MANUAL_REVIEW"}


async def test_a_role_that_is_given_while_the_terms_are_accepted_is_one_role(ask: Ask) -> None:
    for _ in range(RUNS):
        scene = await racing.scene(next(numbers), "FORWARDED_TO_DA")
        nominee = await steps.person(f"nominee{scene.n}")
        company = ids.of(scene.site)
        named = await registering.do(
            ask, "nominateAdministrator", "dana", company=company, user=nominee.username
        )
        role = {"company": company, "user": ids.of(nominee), "portalRole": "CUSTOMER_USER"}

        answers = await asyncio.gather(
            registering.do(ask, "assignPortalRole", "dana", **role),
            registering.do(
                ask, "acceptAdministratorTerms", nominee.username, administrator=named["id"]
            ),
        )

        assert [answer.get("code") for answer in answers] == [None, None]
        held = PortalRoleAssignment.standing().filter(user_id=nominee.id)
        assert [row.role for row in await held] == ["CUSTOMER_USER"]
