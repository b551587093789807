"""How the acts of a walk over onboarding are done, and what is found afterwards."""

from typing import Any

from models import database
from models.administrators import DelegatedAdministrator
from models.channels import DESK
from models.entitlements import Company, Contract, ServiceType
from models.mail import EmailMessage
from models.users import Staff, UserKind
from resolvers import ids
from tests import entitled, steps
from tests.walks.desk import Onboarding
from tests.walks.registrations import (
    BRANDED,
    CONTACT,
    NOT_ENTITLED,
    REGISTRANTS,
    SERIALS,
    SITE_OF,
    SITES,
)
from tests.walks.walker import Seen, Version, Walk
from tests.walks.world import Act, Answer

LONG = "x" * 1001
OTHER_SERVICE = next(service for service in ServiceType if not service.smart_entitled)


class Hands(Walk):
    """What a walk over registrations does and sees."""

    MODEL = Onboarding
    KIND = "Registration"

    async def begin(self) -> None:
        await super().begin()
        self.stage.name("Channel", DESK, "desk")
        for company in await Company.all():
            self.stage.name("Company", company.id, company.number)
        for contract in await Contract.all():
            self.stage.name("Contract", contract.id, contract.number)

    async def _find_link(self, user: str, link: str) -> None:
        """The secret of one of the links that were mailed to somebody."""
        mails = EmailMessage.filter(kind="ONBOARDING_VERIFY", user_id=self.stage.people[user])
        found = await mails.order_by("created_at", "id")
        number = int(link.partition("#")[2])
        path = found[number].letter["links"][0]["path"] if number < len(found) else "/none"
        self.stage.ids[link] = path.rpartition("/")[2]

    async def _find_appointment(self, number: int) -> None:
        found = await DelegatedAdministrator.all().order_by("id")
        self.stage.nowhere("DelegatedAdministrator", f"a{number}")
        if number < len(found):
            self.stage.ids[f"a{number}"] = ids.of(found[number])

    async def perform(self, act: Act) -> Answer:
        given, ask = dict(act.given), self.stage.ask
        about = self.stage.ids.get(act.about, "")
        match act.verb:
            case "start":
                return await ask(act.by, "startRegistration", new=act.about)
            case "verify":
                pair = {"contractNumber": given["contract"], "serialNumber": given["serial"]}
                return await ask(act.by, "verifyEntitlement", **pair)
            case "confirm_forward":
                return await ask(act.by, "confirmForward")
            case "choose":
                company = self.stage.ids[given["node"]]
                return await ask(act.by, "chooseCompany", company=company)
            case "none_of_them":
                return await ask(act.by, "chooseCompany", noneOfTheAbove=True)
            case "back":
                return await ask(act.by, "chooseCompany", back=True)
            case "resend":
                return await ask(act.by, "resendRegistrationVerification")
            case "confirm":
                return await ask(act.by, "confirmVerification", token=about)
            case "cancel":
                return await ask(act.by, "cancelRegistration")
        return await self._decide(act, given, about)

    async def _decide(self, act: Act, given: dict[str, Any], about: str) -> Answer:
        ask = self.stage.ask
        reason = {"reason": LONG if given.get("reason") == "long" else ""}
        match act.verb:
            case "remind":
                return await ask(act.by, "remindRegistration", registration=about)
            case "approve":
                role: dict[str, Any] = {"approve": True, "portalRole": given["role"]}
                return await ask(act.by, "decideRegistration", registration=about, **role)
            case "deny":
                denial: dict[str, Any] = {"approve": False, **reason}
                return await ask(act.by, "decideRegistration", registration=about, **denial)
            case "accept":
                return await ask(act.by, "acceptAdministratorTerms", administrator=about)
            case "nominate":
                name, user = "nominateAdministrator", given["user"]
                return await ask(act.by, name, company=about, user=user)
            case "step_down":
                return await ask(act.by, "endAdministrator", administrator=about)
        return await self._review(act, given, about)

    async def _review(self, act: Act, given: dict[str, Any], about: str) -> Answer:
        ask, text = self.stage.ask, "What is your site?"
        match act.verb:
            case "ask":
                return await ask(act.by, "requestInformation", registration=about, question=text)
            case "answer":
                name = "answerInformationRequest"
                return await ask(act.by, name, registration=about, answer="North")
            case "reject":
                return await ask(act.by, "rejectReview", registration=about, reason=steps.REASON)
            case "resolve":
                company = self.stage.ids[given["node"]]
                return await ask(act.by, "resolveReview", registration=about, company=company)
        user = ids.encode("User", self.stage.people[act.about])
        return await ask(act.by, "deactivateUser", user=user)

    async def cases(self) -> dict[str, Version]:
        found = await database.fetch(
            "SELECT r.*, (SELECT COUNT(*) FROM registration_link l"
            " WHERE l.registration_id = r.id) AS links FROM registration r ORDER BY r.id"
        )
        called = self.stage.called
        return {
            str(called(row["id"])): (
                (
                    called(row["requester_id"]),
                    row["stage"],
                    "",
                    called(row["acted_by_id"]),
                    row["reminders"],
                    called(row["company_id"]),
                    called(row["assignee_id"]),
                    row["links"],
                ),
                row["version"],
            )
            for row in found
        }

    async def more(self) -> Seen:
        called = self.stage.called
        appointed = await database.fetch(
            "SELECT * FROM delegated_administrator WHERE ended_at IS NULL"
        )
        rows = [
            (
                called(row["user_id"]),
                called(row["company_id"]),
                bool(row["is_first"]),
                row["status"] == "ACTIVE",
            )
            for row in appointed
        ]
        firsts = [node for _, node, first, _ in rows if first]
        assert len(firsts) == len(set(firsts)), "two first administrators"
        sql = "SELECT * FROM portal_role_assignment WHERE ended_at IS NULL"
        portal = await database.fetch(sql)
        return {
            "administrators": set(rows),
            "portal": {
                (called(row["user_id"]), called(row["company_id"])): row["role"] for row in portal
            },
        }


async def organisation() -> None:
    """An organisation with sites, its contracts, and those who register for it."""
    root = await entitled.company("RIVERS", domain="rivers.example")
    sites = {name: await entitled.company(name, root) for name in SITES}
    await entitled.company("OTHER", domain="other.example")
    await steps.person("otto", "service.example", staff=Staff.SUPPORT_AGENT)
    for username in (*(set(REGISTRANTS) - {"rita", "nina"}), CONTACT, "ned", "amy", "bea", "zoe"):
        await steps.person(username)
    await steps.person("ivy", phone="")
    await steps.person("nina", "nina.example")
    await steps.person("gail", "gmail.com")
    await steps.person("pia", "pines.example", kind=UserKind.PARTNER)
    for number, serial in SERIALS.items():
        service = ServiceType.SP_BASE if number != NOT_ENTITLED else OTHER_SERVICE
        branded = number == BRANDED
        site = sites[SITE_OF[number]]
        contract = await entitled.contract(
            number, site, service_type=service, partner_branded=branded
        )
        await entitled.device(serial, contract)
        for username in [*REGISTRANTS, "ivy", "gail", "pia"]:
            await entitled.access(username, contract)
        await entitled.administers(CONTACT, contract)
