"""Registrations for races: one scene for each run, at any stage, and what people can do there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from models import cases, clock, keys
from models.administrators import DelegatedAdministrator
from models.entitlements import Company
from models.mail import EmailMessage
from models.onboarding import Registration, RegistrationLink
from models.portal import PortalRoleAssignment
from models.profiles import EmailLink
from models.users import User
from resolvers import ids
from tests import entitled, registering, reviewing, steps
from tests.client import Refused
from tests.conftest import Ask

VERIFY = """mutation($token: String!) { verifyEmail(input: {token: $token}) {
  __typename ... on Problem { code } } }"""
DEACTIVATE = """mutation($id: ID!) { deactivateUser(input: {user: $id}) {
  __typename ... on Problem { code } } }"""
FORWARDED = ("CONFIRMING_FORWARD", "FORWARDED_TO_DA")
REVIEWED = ("MANUAL_REVIEW", "INFORMATION_REQUESTED")


@dataclass
class Scene:
    """One registration at a stage, with all whom it concerns; `n` tells it from other scenes."""

    n: int
    registrant: User
    registration: Registration
    site: Company
    appointments: dict[str, str]

    @property
    def who(self) -> str:
        """The registrant's username."""
        return self.registrant.username

    @property
    def id(self) -> str:
        """The registration's global id."""
        return ids.of(self.registration)


async def scene(n: int, stage: str) -> Scene:
    """A fresh registration at a stage, for a company of its own."""
    root = await entitled.company(f"R{n}", name="Rivers", domain="rivers.example")
    site = await entitled.company(f"S{n}", root, name="Rivers North")
    contract = await entitled.contract(f"C-{n}", site)
    await entitled.device(f"SN-{n}", contract)
    people = [await steps.person(f"{name}{n}") for name in ("racer", "rival")]
    for person in people:
        await entitled.access(person.username, contract)
    racing = [await _registration(person, stage, site) for person in people]
    for registration, secret in zip(racing, (f"link-{n}", f"rival-{n}"), strict=True):
        await _link(registration, secret)
    asked = ("dana", "ada") if stage in FORWARDED else ()
    appointed = {who: ids.of(await reviewing.administrator(who, site)) for who in asked}
    await _address_link(people[0], f"move-{n}")
    await EmailMessage.all().delete()
    return Scene(n, people[0], racing[0], site, appointed)


async def _registration(person: User, stage: str, site: Company) -> Registration:
    now = clock.now()
    known: dict[str, Any] = {}
    if stage != "VERIFYING_ENTITLEMENT":
        known = {"site_id": site.id, "root_id": site.root_id, "verified_at": now}
    if stage == "EMAIL_VERIFICATION":
        known["company_id"] = site.id
    if stage == "FORWARDED_TO_DA":
        dana = await steps.user("dana")
        known |= {"company_id": site.id, "forwarded_at": now, "assignee_id": dana.id}
    if stage in REVIEWED:
        due = now + timedelta(hours=24)
        known |= {"why_review": "NONE_OF_THE_ABOVE", "review_since": now, "review_due_at": due}
    if stage == "INFORMATION_REQUESTED":
        known |= {"asked_at": now, "asked_by_id": (await steps.user("olaf")).id, "question": "?"}
    made = await Registration.create(
        **cases.profile_of(person), stage=stage, submitted_at=now, activity_at=now, **known
    )
    return await Registration.whole(made.id)


async def _link(registration: Registration, secret: str) -> None:
    now = clock.now()
    await RegistrationLink.create(
        registration_id=registration.id,
        token_hash=keys.digest(secret),
        created_at=now,
        expires_at=now + timedelta(hours=1),
    )


async def _address_link(person: User, secret: str) -> None:
    now = clock.now()
    await EmailLink.create(
        user_id=person.id,
        purpose="VERIFY_EMAIL",
        email=f"{person.username}@lakes.example",
        token_hash=keys.digest(secret),
        created_at=now,
        expires_at=now + timedelta(hours=1),
    )


Answer = dict[str, Any]
Act = Callable[[Ask, Scene], Awaitable[Answer]]


def by_registrant(name: str, **given: Any) -> Act:
    """What the registrant does without naming anything of the scene."""

    async def act(ask: Ask, scene: Scene) -> Answer:
        return await registering.do(ask, name, scene.who, **given)

    return act


GRANT = {"approve": True, "portalRole": "CUSTOMER_USER"}


def decided(by: str, **given: Any) -> Act:
    """What an administrator decides."""

    async def act(ask: Ask, scene: Scene) -> Answer:
        answer = await registering.do(ask, "decideRegistration", by, registration=scene.id, **given)
        return answer

    return act


def at_desk(name: str, by: str = "", **given: Any) -> Act:
    """What an agent does about it, or the registrant where nobody is named."""

    async def act(ask: Ask, scene: Scene) -> Answer:
        answer: Answer = await reviewing.act(
            ask, name, by or scene.who, scene.registration, **given
        )
        return answer

    return act


def stepping_down(who: str) -> Act:
    """An administrator steps down."""

    async def act(ask: Ask, scene: Scene) -> Answer:
        about = scene.appointments[who]
        return await registering.do(ask, "endAdministrator", who, administrator=about)

    return act


async def verify(ask: Ask, scene: Scene) -> Answer:
    """The right pair."""
    pair = {"contractNumber": f"C-{scene.n}", "serialNumber": f"SN-{scene.n}"}
    return await registering.do(ask, "verifyEntitlement", scene.who, **pair)


async def choose(ask: Ask, scene: Scene) -> Answer:
    """The site."""
    return await registering.do(ask, "chooseCompany", scene.who, company=ids.of(scene.site))


async def confirm(ask: Ask, scene: Scene) -> Answer:
    """The registrant's link."""
    return await registering.do(ask, "confirmVerification", scene.who, token=f"link-{scene.n}")


async def rival(ask: Ask, scene: Scene) -> Answer:
    """Another one's link, for the same company."""
    token = f"rival-{scene.n}"
    return await registering.do(ask, "confirmVerification", f"rival{scene.n}", token=token)


async def remind(ask: Ask, scene: Scene) -> Answer:
    """The registrant's reminder."""
    return await registering.do(ask, "remindRegistration", scene.who, registration=scene.id)


async def resolve(ask: Ask, scene: Scene) -> Answer:
    """An agent completes it."""
    answer: Answer = await reviewing.resolve(ask, scene.registration, scene.site)
    return answer


async def deactivate(ask: Ask, scene: Scene) -> Answer:
    """An operator closes the registrant's sign-in."""
    answer: Answer = await ask(DEACTIVATE, by="opal", id=ids.of(scene.registrant))
    return answer


async def move(ask: Ask, scene: Scene) -> Answer:
    """The registrant's address moves to another company."""
    answer: Answer = await ask(VERIFY, by=scene.who, token=f"move-{scene.n}")
    return answer


cancel = by_registrant("cancelRegistration")
ALWAYS: dict[str, Act] = {"cancel": cancel, "deactivate": deactivate, "move": move}
POSSIBLE: dict[str, dict[str, Act]] = {
    "VERIFYING_ENTITLEMENT": {"verify": verify, "start": by_registrant("startRegistration")},
    "CONFIRMING_FORWARD": {
        "forward": by_registrant("confirmForward"),
        "back": by_registrant("chooseCompany", back=True),
        "ada leaves": stepping_down("ada"),
    },
    "CHOOSING_COMPANY": {
        "choose": choose,
        "none": by_registrant("chooseCompany", noneOfTheAbove=True),
        "back": by_registrant("chooseCompany", back=True),
    },
    "EMAIL_VERIFICATION": {
        "confirm": confirm,
        "resend": by_registrant("resendRegistrationVerification"),
        "rival": rival,
    },
    "FORWARDED_TO_DA": {
        "approve": decided("dana", **GRANT),
        "deny": decided("ada", approve=False, reason="Not with us."),
        "remind": remind,
        "dana leaves": stepping_down("dana"),
        "ada leaves": stepping_down("ada"),
    },
    "MANUAL_REVIEW": {
        "resolve": resolve,
        "reject": at_desk("rejectReview", "oona", reason=reviewing.REASON),
        "ask": at_desk("requestInformation", "oona", question=reviewing.QUESTION),
        "claim": at_desk("claimReview", "oona"),
    },
    "INFORMATION_REQUESTED": {
        "answer": at_desk("answerInformationRequest", answer="The northern one."),
        "resolve": resolve,
        "reject": at_desk("rejectReview", "oona", reason=reviewing.REASON),
    },
}


async def worked(act: Act, ask: Ask, scene: Scene) -> bool:
    """Whether it took effect; a failure on our side is no answer at all."""
    try:
        return "code" not in await act(ask, scene)
    except Refused as refused:
        assert refused.codes == ["UNAUTHENTICATED"], refused.errors
        return False


async def outcome(scene: Scene) -> tuple[Any, ...]:
    """What has come of it: the stages, the mails, the roles and the administrators."""

    def person(name: str) -> str:
        return name.removesuffix(str(scene.n))

    mails = sorted(
        (str(mail.kind), person(mail.to_address.partition("@")[0]), str(mail.status))
        for mail in await EmailMessage.all()
    )
    users = {user.id: person(user.username) for user in await User.all()}
    below = {"company_id": scene.site.id}
    roles = await PortalRoleAssignment.standing().filter(**below)
    rows = await DelegatedAdministrator.standing().filter(**below)
    found = await Registration.filter(site_id=scene.site.id).order_by("username", "submitted_at")
    mine = await Registration.filter(requester_id=scene.registrant.id).order_by("submitted_at")
    return (
        tuple(str(row.stage) for row in mine),
        tuple(str(row.stage) for row in found if row.requester_id != scene.registrant.id),
        tuple(mails),
        tuple(sorted((users[row.user_id], str(row.role)) for row in roles)),
        tuple(sorted((users[row.user_id], row.is_first) for row in rows)),
    )
