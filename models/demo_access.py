"""Stories of the demo about entering accounts: requests, roles, rules, and how they end."""

from datetime import timedelta

from models import (
    account_settings,
    asking,
    automation,
    clock,
    deciding,
    grants,
    keys,
    operators,
    profiles,
    revocations,
    virtual_accounts,
)
from models.automation_drafts import Draft, RuleMatch, RuleOutcome
from models.demo_people import CALM, CLOSED, HARBOUR, LONE, QUIET, SUMMIT
from models.demo_stories import HOUR, MINUTE, PLENTY, Story, account, ask, parts, who
from models.grants import Grant
from models.profiles import EmailLink
from models.roles import Role
from models.virtual_accounts import Change

RULES = [
    Draft(
        "Own people",
        RuleMatch.ACCOUNT_DOMAIN,
        [],
        RuleOutcome.APPROVE,
        Role.SMART_ACCOUNT_VIEWER,
        [],
        "",
    ),
    Draft(
        "No strangers",
        RuleMatch.EMAIL_DOMAIN_IN,
        ["stranger.example"],
        RuleOutcome.DECLINE,
        None,
        [],
        "We do not work with you at present.",
    ),
    Draft("All others", RuleMatch.ANYONE, [], RuleOutcome.LEAVE, None, [], ""),
]


async def harbour_is_arranged() -> Story:
    """Parts of an account, one of them restricted, and rules that answer some requests."""
    yield 38.4
    hana, harbour = await who("hana"), await account(HARBOUR)
    dock = await virtual_accounts.create(hana, harbour.id, "Dock", None)
    await virtual_accounts.create(hana, harbour.id, "Crane", dock.id)
    vault = await virtual_accounts.create(hana, harbour.id, "Vault", None)
    yield 37.4
    await virtual_accounts.update(hana, vault.id, None, Change(restricted=True))
    await automation.set_rules(hana, harbour.id, RULES, None)


async def rules_answer() -> Story:
    """A rule lets one in, and keeps another out."""
    yield 29.3
    await ask("hal", HARBOUR, "I work at the harbour, on the night shift.")
    yield 28.8
    await ask("xena", HARBOUR, "I would like to have a look around.")


async def pending() -> Story:
    """A fresh request, for a part of the account."""
    yield 2 * HOUR
    why = "The new cranes run on our controllers, which I look after."
    await ask("sue", HARBOUR, why, Role.VIRTUAL_ACCOUNT_USER, "Dock")


async def reminded() -> Story:
    """A request of which the system has reminded, and the requester too."""
    yield 5.1
    request = await ask("stan", HARBOUR, "I take the night shift over from Hal.")
    yield 1
    await asking.remind(await who("stan"), request.id)


async def withdrawn_then_approved() -> Story:
    """Taken back, asked again, and approved for a time, before the mails had gone out."""
    yield 27.45
    request = await ask("silke", HARBOUR, "I count the containers for Summit Inc.")
    yield 26.95
    await asking.withdraw(await who("silke"), request.id)
    yield 21.45
    again = await ask("silke", HARBOUR, "I count the containers for Summit Inc after all.")
    yield 21.45 - MINUTE / 2
    until = clock.now() + timedelta(days=26)
    grant = Grant(Role.VIRTUAL_ACCOUNT_USER, ends_at=until)
    dock = await parts(HARBOUR, "Dock")
    await deciding.approve(await who("hugo"), again.id, grant, dock, replace=False)


async def declined() -> Story:
    """With a reason, and without one."""
    yield 24.35
    first = await ask("nora", HARBOUR, "I should like to compare your berths with ours.")
    yield 23.35
    reason = "We share our berths' data by contract only."
    await deciding.decline(await who("hugo"), first.id, reason)
    yield 17.35
    second = await ask("zoe", HARBOUR, "I am new here and need everything.")
    yield 16.85
    await deciding.decline(await who("hana"), second.id, "")


async def expired() -> Story:
    """An account in which requests expire, and one that did."""
    yield 30.25
    wanted = {
        "expire_after_days": 10,
        "escalate_after_days": None,
        "remind_admins_after_days": None,
    }
    summit = await account(SUMMIT)
    await account_settings.update(await who("sam"), summit.id, None, wanted)
    yield 15.25
    await ask("hal", SUMMIT, "I deliver your containers and want to see where they are.")


async def escalated() -> Story:
    """Nobody answers at Quiet Co: reminders, and then the operators hear of it."""
    yield 9.35
    await ask("sue", QUIET, "I install your new lifts in December.")


async def an_administrator_is_appointed() -> Story:
    """Nobody answered at Calm Co either, until the operators named somebody who does."""
    yield 16.2
    request = await ask("sue", CALM, "I measure your shafts on Friday.")
    yield 8.6
    reason = "Calm Co's owner asked us to, by telephone."
    calm = (await account(CALM)).id
    await operators.appoint_administrator(await who("opal"), calm, await who("hugo"), reason)
    yield 8.1
    grant = Grant(Role.SMART_ACCOUNT_VIEWER)
    await deciding.approve(await who("hugo"), request.id, grant, [], replace=False)


async def the_only_administrator_goes() -> Story:
    """Leon is deactivated with all that he has; what waits for him is handed to the operators."""
    yield 32.05
    quinn = await who("quinn")
    viewer = Role.SMART_ACCOUNT_VIEWER
    quiet = (await account(QUIET)).id
    await grants.grant_role(quinn, quiet, await who("leon"), viewer, [], None, None)
    yield 2
    await ask("hal", LONE, "Your ship lies at our quay and needs its papers.")
    yield 1
    await ask("leon", HARBOUR, "I look after the ship of Lone Ltd.")
    yield 10 * HOUR
    await operators.deactivate_user(await who("opal"), (await who("leon")).id)


async def the_account_is_closed() -> Story:
    """The operators deactivate an account, and its pending request ends."""
    yield 20.4
    await ask("hal", CLOSED, "We still have keys of yours at the harbour.")
    yield 18.4
    await operators.deactivate_account(await who("opal"), (await account(CLOSED)).id)


async def given_and_revoked() -> Story:
    """Given by hand, and taken away by hand."""
    yield 28.3
    hugo, harbour = await who("hugo"), await account(HARBOUR)
    role = Role.SMART_ACCOUNT_USER
    given = await grants.grant_role(hugo, harbour.id, await who("nora"), role, [], None, None)
    yield 26.3
    await revocations.revoke_role(hugo, given.id, [], mail=True)


async def changed() -> Story:
    """One role in the place of another."""
    yield 25.2
    hana, harbour, sam = await who("hana"), await account(HARBOUR), await who("sam")
    viewer = Role.SMART_ACCOUNT_VIEWER
    given = await grants.grant_role(hana, harbour.id, sam, viewer, [], None, None)
    yield 22.2
    dock = await parts(HARBOUR, "Dock")
    await grants.change_role(hana, given.id, Role.VIRTUAL_ACCOUNT_ADMIN, dock, None, None)


async def over_and_given_anew() -> Story:
    """Its time was over; later it was given again, for another time."""
    for ago, lasts in ((30, 20), (3, 30)):
        yield ago
        hana, harbour, dock = (
            await who("hana"),
            await account(HARBOUR),
            await parts(HARBOUR, "Dock"),
        )
        ends = clock.now() + timedelta(days=lasts)
        role = Role.VIRTUAL_ACCOUNT_VIEWER
        await grants.grant_role(hana, harbour.id, await who("pia"), role, dock, None, ends)


async def not_yet() -> Story:
    """A role that begins next week."""
    yield 1
    begins = clock.now() + timedelta(days=7)
    hana, harbour, hal = await who("hana"), await account(HARBOUR), await who("hal")
    role = Role.SMART_ACCOUNT_APPROVER
    await grants.grant_role(hana, harbour.id, hal, role, [], begins, None)


async def the_employer_revokes() -> Story:
    """Seth leaves Summit Inc, whose administrator takes his role at Quiet Co away."""
    yield 33.35
    quinn, quiet, seth = await who("quinn"), await account(QUIET), await who("seth")
    role = Role.SMART_ACCOUNT_USER
    given = await grants.grant_role(quinn, quiet.id, seth, role, [], None, None)
    yield 8.35
    await revocations.revoke_role(await who("sam"), given.id, [], mail=True)


async def the_address_moves() -> Story:
    """Mira's new address is of another domain: what she had under the old one ends."""
    yield 30.25
    hugo, harbour = await who("hugo"), await account(HARBOUR)
    role = Role.SMART_ACCOUNT_USER
    await grants.grant_role(hugo, harbour.id, await who("mira"), role, [], None, None)
    yield 12.25
    await profiles.update_profile(await who("mira"), {}, "mira@meadow.example", PLENTY)
    yield 12.15
    # The secret was in the mail alone: the demo sets another one, and opens the link with it.
    secret, mira = keys.new_secret(), await who("mira")
    link = EmailLink.filter(user_id=mira.id, used_at__isnull=True)
    await link.update(token_hash=keys.digest(secret))
    await profiles.spend_link(mira, secret)


async def not_verified() -> Story:
    """Tilda has yet to open the link to her address."""
    yield HOUR
    tilda = await who("tilda")
    await profiles.send_link(tilda, tilda.email)


def stories() -> list[Story]:
    """All of them."""
    return [
        harbour_is_arranged(),
        rules_answer(),
        pending(),
        reminded(),
        withdrawn_then_approved(),
        declined(),
        expired(),
        escalated(),
        an_administrator_is_appointed(),
        the_only_administrator_goes(),
        the_account_is_closed(),
        given_and_revoked(),
        changed(),
        over_and_given_anew(),
        not_yet(),
        the_employer_revokes(),
        the_address_moves(),
        not_verified(),
    ]
