"""Walks over applications for new accounts: who asks, who has the next step, and who is told."""

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import rule

from models import database
from models.accounts import SmartAccount
from models.channels import OPERATIONS
from models.mail import EmailMessage
from models.users import Staff, UserKind
from resolvers import ids
from tests import steps
from tests.walks.applications import AUTHORIZATION, OPEN, REVIEW, SETUP, Applications
from tests.walks.stage import Stage
from tests.walks.walker import SECONDS, SOME_HOURS, Seen, Version, Walk, mostly, nth, rarely, walk
from tests.walks.world import Act, Answer, act

pytestmark = [pytest.mark.slow, pytest.mark.prove, pytest.mark.timeout(SECONDS)]

LONG = "x" * 1001
APPLICANTS = ["nora", "noel", "pia", "rita", "opal", "ivy"]
ALL = [*APPLICANTS, "otto", "ada", "zoe"]
ADDRESSES = {
    "nora": "nora@nova.example",
    "noel": "noel@nova.example",
    "pia": "pia@pines.example",
    "opal": "opal@service.example",
}
DOMAINS = [None, None, "nova-group.example", "lab.acme.example", "acme.example", "gmail.com"]

some = st.sampled_from
everybody = some(ALL)
types = some(["CUSTOMER", "CUSTOMER", "HOLDING"])
nominees = st.none() | some([*ADDRESSES])


class ApplicationsWalk(Walk):
    """A walk over applications for new accounts."""

    MODEL = Applications
    KIND = "AccountApplication"
    DECISIONS = {"review": "review", "set_up": "end", "cancel": "end"}

    @rule(by=some(APPLICANTS[:3]), domain=some(DOMAINS[:4]), type=types, nominee=nominees)
    def ask(self, by: str, domain: str | None, type: str, nominee: str | None) -> None:
        self.step(self._submit(by, domain, type, nominee))

    @rule(by=some(APPLICANTS), domain=some(DOMAINS), type=types, reason=some(["", "", "long"]))
    def ask_anyhow(self, by: str, domain: str | None, type: str, reason: str) -> None:
        self.step(self._submit(by, domain, type, None, reason))

    @rule(people=st.lists(some(APPLICANTS[:3]), min_size=2, max_size=3), domain=some(DOMAINS[2:4]))
    def ask_at_once(self, people: list[str], domain: str) -> None:
        self.step(*(self._submit(by, domain, "CUSTOMER", None) for by in people))

    def supply(self, nth: int, state: str) -> None:
        name = next(self.fresh)
        by = ["nora", "noel", "pia", "opal", "nora"][nth]
        nominee = "noel" if state == AUTHORIZATION or nth == 2 else None
        given = {"domain": f"{name}.example", "type": "CUSTOMER", "nominee": nominee, "reason": ""}
        self.step(act(by, "submit", name, **given))
        if state in (AUTHORIZATION, SETUP):
            self.step(act("otto", "review", name, approve=True, reason=""))

    def _submit(
        self, by: str, domain: str | None, type: str, nominee: str | None, reason: str = ""
    ) -> Act:
        given = {"domain": domain, "type": type, "nominee": nominee, "reason": reason}
        return act(by, "submit", next(self.fresh), **given)

    @rule(nth=nth, own=mostly, by=everybody, verb=some(["remind", "resend", "resend", "cancel"]))
    def follow_up(self, nth: int, own: bool, by: str, verb: str) -> None:
        name = self.pick(nth, *([AUTHORIZATION] if verb == "resend" and own else sorted(OPEN)))
        self.step(act(self.owner(name) if own else by, verb, name))

    @rule(
        nth=nth,
        by=everybody,
        right=mostly,
        waiting=mostly,
        approve=mostly,
        reason=some(["", "", "long"]),
    )
    def review(
        self, nth: int, by: str, right: bool, waiting: bool, approve: bool, reason: str
    ) -> None:
        name = self.pick(nth, *([REVIEW] if waiting else []))
        by = self.decider(name, by, right, ALL)
        self.step(act(by, "review", name, approve=approve, reason=reason))

    @rule(nth=nth, by=everybody, right=mostly, accept=mostly, older=rarely, twice=rarely)
    def authorize(
        self, nth: int, by: str, right: bool, accept: bool, older: bool, twice: bool
    ) -> None:
        name = self.pick(nth, AUTHORIZATION)
        case = self.model.cases.get(name)
        by = case.facts["nominee"] if right and case and case.facts["nominee"] else by
        link = f"{name}#{case.more['links'] - older if case else 1}"
        self.stage.run(self._find(name, link))
        acts = [act(by, "authorize", link, accept=accept)]
        self.step(*acts, *([act(by, "authorize", link, accept=True)] if twice else []))

    @rule(nth=nth, by=everybody, right=mostly, waiting=mostly, accept=mostly)
    def set_up(self, nth: int, by: str, right: bool, waiting: bool, accept: bool) -> None:
        name = self.pick(nth, *([SETUP] if waiting else []))
        by = (self.model.creator(name) if right and name in self.model.cases else None) or by
        self.step(act(by, "set_up", name, accept=accept))

    @rule(
        nth=nth,
        people=st.lists(some(["opal", "otto", "opal"]), min_size=3, max_size=3),
        verbs=st.lists(some(["review", "review", "cancel", "remind"]), min_size=2, max_size=3),
        approve=st.booleans(),
    )
    def review_race(self, nth: int, people: list[str], verbs: list[str], approve: bool) -> None:
        """Two or three at one application at once."""
        self.step(*self._acts(self.pick(nth, REVIEW), people, verbs, approve))

    @rule(nth=nth, verbs=st.lists(some(["set_up", "set_up", "cancel"]), min_size=2, max_size=3))
    def set_up_race(self, nth: int, verbs: list[str]) -> None:
        name = self.pick(nth, SETUP)
        creator = self.model.creator(name) if name in self.model.cases else "nora"
        self.step(*self._acts(name, [creator or "nora"] * 3, verbs, True))

    def _acts(self, name: str, people: list[str], verbs: list[str], approve: bool) -> list[Act]:
        acts = []
        for by, verb in zip(people, verbs, strict=False):
            given = {"approve": approve} if verb == "review" else {}
            acts.append(
                act(self.owner(name) if verb in ("cancel", "remind") else by, verb, name, **given)
            )
        return acts

    @rule(user=some(["nora", "noel", "pia", "otto"]), by=some(["opal", "opal", "ada"]), so=rarely)
    def close_user(self, user: str, by: str, so: bool) -> None:
        asked = [] if user == "otto" else [self._submit(user, None, "CUSTOMER", None)]
        self.step(*([act(by, "close_user", user)] if so or not asked else []), *asked)

    @rule(hours=some([1, *SOME_HOURS]))
    def wait(self, hours: int) -> None:
        self.sleep(hours)

    @rule()
    def postman(self) -> None:
        self.deliver()

    # How it is done

    async def begin(self) -> None:
        await super().begin()
        self.stage.name("Channel", OPERATIONS, "operations")
        for account in await SmartAccount.all():
            self.stage.name("SmartAccount", account.id, account.name)

    async def _find(self, name: str, link: str) -> None:
        """The secret of one of the links that were mailed about it."""
        key = ids.key(self.stage.ids[name], self.KIND, "")
        mails = EmailMessage.filter(kind="APPLICATION_AUTHORIZE", request_id=key)
        found = await mails.order_by("created_at", "id")
        number = int(link.partition("#")[2])
        path = found[number - 1].letter["links"][0]["path"] if 0 < number <= len(found) else "/no"
        self.stage.ids[link] = path.rpartition("/")[2]

    async def perform(self, act: Act) -> Answer:
        given, ask = dict(act.given), self.stage.ask
        about = self.stage.ids.get(act.about, "")
        reason = {"reason": LONG if given.get("reason") == "long" else ""}
        match act.verb:
            case "submit":
                return await self._apply(act, given, reason)
            case "review":
                more = {"approve": given["approve"], **reason}
                return await ask(act.by, "reviewApplication", application=about, **more)
            case "authorize":
                more = {"accept": given["accept"], **reason}
                return await ask(act.by, "authorizeApplication", token=about, **more)
            case "set_up":
                agreed = given.get("accept", True)
                name, more = "completeAccountSetup", {"acceptAgreement": agreed}
                return await ask(act.by, name, application=about, **more)
            case "close_user":
                user = ids.encode("User", self.stage.people[act.about])
                return await ask(act.by, "deactivateUser", user=user)
        name = {
            "remind": "sendApplicationReminder",
            "resend": "resendAuthorization",
            "cancel": "cancelApplication",
        }[act.verb]
        return await ask(act.by, name, application=about)

    async def _apply(self, act: Act, given: dict[str, Any], reason: dict[str, str]) -> Answer:
        nominee = ADDRESSES[given["nominee"]] if given["nominee"] else None
        return await self.stage.ask(
            act.by,
            "applyForAccount",
            new=act.about,
            name="New",
            domainIdentifier=given["domain"],
            type=given["type"],
            nomineeEmail=nominee,
            **reason,
        )

    async def cases(self) -> dict[str, Version]:
        found = await database.fetch(
            "SELECT p.*, a.domain_identifier, (SELECT COUNT(*) FROM email_message m"
            " WHERE m.request_id = p.id AND m.kind = 'APPLICATION_AUTHORIZE') AS links"
            " FROM account_application p JOIN smart_account a ON a.id = p.account_id ORDER BY p.id"
        )
        called = self.stage.called
        for row in found:
            self.stage.names[str(called(row["account_id"]))] = f"account {called(row['id'])}"
        return {
            str(called(row["id"])): (
                (
                    called(row["requester_id"]),
                    row["stage"],
                    row["domain_identifier"],
                    called(row["acted_by_id"]),
                    row["reminders"],
                    row["links"],
                ),
                row["version"],
            )
            for row in found
        }

    async def more(self) -> Seen:
        called = self.stage.called
        accounts = await database.fetch(
            "SELECT p.id, a.status FROM account_application p"
            " JOIN smart_account a ON a.id = p.account_id"
        )
        held = await database.fetch(
            "SELECT p.id, r.user_id FROM role_assignment r JOIN account_application p"
            " ON p.account_id = r.account_id WHERE r.ended_at IS NULL"
        )
        return {
            "accounts": {called(row["id"]): row["status"] for row in accounts},
            "administrators": {(called(row["id"]), called(row["user_id"])) for row in held},
        }


async def _people() -> None:
    await steps.person("ivy", phone="")
    await steps.person("zoe", "zoe.example")
    for username in ("nora", "noel"):
        await steps.person(username, "nova.example", company_name="Nova")
    await steps.person("pia", "pines.example", kind=UserKind.PARTNER)
    await steps.person("otto", "service.example", staff=Staff.OPERATOR)


@pytest.fixture(scope="module", autouse=True)
def people(stage: Stage) -> None:
    """Besides the cast: two who have no account yet, a partner, and a second operator."""
    stage.run(_people())
    stage.run(stage.learn())


def test_a_walk_over_applications_finds_nothing_beside_the_table(stage: Stage) -> None:
    ApplicationsWalk.stage = stage

    walk(ApplicationsWalk)
