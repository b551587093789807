"""Stories of the demo about the service portal: who administers a company, and who asks them."""

from contextlib import suppress

from models import (
    delegating,
    keys,
    onboarding_guard,
    onboarding_links,
    onboarding_steps,
    stepping_down,
)
from models.administrators import DelegatedAdministrator
from models.demo_entitlements import serial
from models.demo_stories import ADDRESS, HOUR, PLENTY, Story, company, once, who
from models.onboarding import Registration, RegistrationLink, Rules
from models.onboarding_guard import Failures
from models.onboarding_problems import SerialNotCovered
from models.portal import PortalRole

ALLOWED = Failures(PLENTY, PLENTY, PLENTY)
# Of a day's syncing, so that the demo shows it.
RULES = Rules()


async def start(username: str) -> Registration:
    """Begin a registration."""
    user = await who(username)
    return await onboarding_steps.start(user, tries=PLENTY, repeat=once(user))


async def verify(
    username: str, number: str, allowed: Failures = ALLOWED, mistyped: str = ""
) -> Registration:
    """Begin a registration, and give a contract and the serial number of its device, perhaps after
    a wrong one."""
    await start(username)
    if mistyped:
        with suppress(SerialNotCovered):
            await _give(username, number, mistyped, allowed)
    return await _give(username, number, serial(number), allowed)


async def _give(username: str, number: str, device: str, allowed: Failures) -> Registration:
    user = await who(username)
    return await onboarding_guard.verify(
        user,
        number,
        device,
        address=ADDRESS,
        allowed=allowed,
        rules=RULES,
        repeat=once(user),
    )


async def choose(username: str, number: str, node: str) -> Registration:
    """The same, and choose a company: a link is mailed."""
    await verify(username, number)
    user, chosen = await who(username), await company(node)
    return await onboarding_steps.choose(user, chosen.id, mails=PLENTY, rules=RULES)


async def confirm(username: str, number: str, node: str, rules: Rules = RULES) -> Registration:
    """The same, and confirm the link."""
    registration = await choose(username, number, node)
    # The secret was in the mail alone: the demo sets another one, and opens the link with it.
    secret = keys.new_secret()
    link = RegistrationLink.filter(registration_id=registration.id, used_at__isnull=True)
    await link.update(token_hash=keys.digest(secret))
    return await onboarding_links.confirm(await who(username), secret, rules)


async def forward(username: str, number: str) -> Registration:
    """Ask the administrators who are there."""
    await verify(username, number)
    return await onboarding_steps.confirm_forward(await who(username))


async def accept(username: str) -> None:
    """Accept the terms as an administrator."""
    user = await who(username)
    row = await DelegatedAdministrator.standing().get(user_id=user.id)
    await delegating.accept_terms(user, row.id)


async def dana_administers_rivers() -> Story:
    """The first to register; later she names others, and ends one of them."""
    yield 35.2
    await confirm("dana", "10001", "R-100")
    yield 33.7
    await accept("dana")
    yield 30.2
    dana, rivers = await who("dana"), await company("R-100")
    nominated = await delegating.nominate(dana, rivers.id, "rolf")
    yield 29.2
    await accept("rolf")
    yield 12.2
    await stepping_down.end(dana, nominated.id, "Rolf has changed departments.", RULES)
    yield 8.2
    await delegating.associate(dana, rivers.id, "paul")
    paul = await who("paul")
    await delegating.assign_role(dana, rivers.id, paul.id, PortalRole.RESELLER_USER)
    yield 2
    await delegating.nominate(dana, rivers.id, "rhea")


async def dana_decides() -> Story:
    """One is given a role, and one is denied."""
    yield 18.1
    first = await forward("rudi", "10001")
    yield 17.1
    await delegating.approve(await who("dana"), first.id, PortalRole.CUSTOMER_USER, RULES)
    yield 16.1
    second = await forward("rex", "10001")
    yield 15.1
    reason = "You move to another company next week."
    await delegating.deny(await who("dana"), second.id, reason)


async def one_waits_for_dana() -> Story:
    """Dana is to decide; and one more has only to confirm that she be asked."""
    yield 3.2
    registration = await forward("ron", "10001")
    yield 1
    await delegating.remind(await who("ron"), registration.id)
    yield 4 * HOUR
    await verify("rosa", "10001")


async def a_partner_administers_pines() -> Story:
    """A partner registers for its own organisation, and lets a colleague in."""
    yield 14.35
    await confirm("pia", "50002", "P-500")
    yield 12.85
    await accept("pia")
    yield 10.35
    registration = await forward("piet", "50002")
    yield 9.35
    await delegating.approve(await who("pia"), registration.id, PortalRole.RESELLER_USER, RULES)


async def syncing() -> Story:
    """Complete since some hours, but not ready; the terms are not accepted."""
    yield 3 * HOUR
    await confirm("bea", "90001", "B-900")


async def on_the_way() -> Story:
    """At each of the registrant's own steps."""
    yield 6 * HOUR
    await verify("sue", "40001")
    yield HOUR
    await choose("silke", "40001", "S-410")
    yield HOUR / 2
    await start("stan")


async def given_up() -> Story:
    """Cancelled by its registrant."""
    yield 9.05
    await verify("nora", "11001")
    yield 8.95
    await onboarding_steps.cancel(await who("nora"))


def stories() -> list[Story]:
    """All of them."""
    return [
        dana_administers_rivers(),
        dana_decides(),
        one_waits_for_dana(),
        a_partner_administers_pines(),
        syncing(),
        on_the_way(),
        given_up(),
    ]
