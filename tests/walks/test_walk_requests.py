"""Walks over access requests: who asks, who decides, and who comes and goes in between."""

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import rule

from models import database
from models.accounts import SmartAccount, VirtualAccount
from models.channels import OPERATIONS
from resolvers import ids
from tests import steps
from tests.walks.operators import Operated
from tests.walks.requests import DOMAIN_OF, DOMAINS
from tests.walks.silence import DAY, EXPIRE_AFTER
from tests.walks.stage import Stage
from tests.walks.walker import SECONDS, SOME_HOURS, Seen, Version, Walk, mostly, nth, rarely, walk
from tests.walks.world import Act, Answer, act

pytestmark = [pytest.mark.slow, pytest.mark.prove, pytest.mark.timeout(SECONDS)]

REASONS = {"short": "Let me in", "long": "x" * 1001, "good": steps.REASON}
# Who asks most, who decides most, and the rest of the cast.
ASKERS = ["rita", "zoe", "uma", "dana", "ada", "ivy"]
DECIDERS = ["ada", "ben", "vera", "dana"]
ALL = [*ASKERS, *DECIDERS, "olaf", "opal", "paul"]
SCOPES: list[tuple[str, tuple[str, ...]]] = [
    ("SMART_ACCOUNT_USER", ()),
    ("SMART_ACCOUNT_ADMIN", ()),
    ("VIRTUAL_ACCOUNT_ADMIN", ("Lab",)),
    ("VIRTUAL_ACCOUNT_USER", ("Lab Annex",)),
    ("VIRTUAL_ACCOUNT_USER", ("Lab", "Office")),
]
UNFIT: list[tuple[str, tuple[str, ...]]] = [
    ("VIRTUAL_ACCOUNT_USER", ()),
    ("SMART_ACCOUNT_USER", ("Lab",)),
    ("SMART_ACCOUNT_APPROVER", ()),
]
ACCOUNTS = ["ACME", "ACME", "ACME", "Rivers Ltd", *DOMAIN_OF, *DOMAINS, "nowhere.example"]

some = st.sampled_from
scopes = some([*SCOPES, *SCOPES, *UNFIT])
everybody = some(ALL)
deciders = some([*DECIDERS, *DECIDERS, *ALL])
accounts = some(["ACME", "ACME", "ACME", "Rivers Ltd", "ACME Partner Holding", "Dormant"])


class RequestsWalk(Walk):
    """A walk over access requests."""

    MODEL = Operated
    KIND = "AccessRequest"
    DECISIONS = dict.fromkeys(["approve", "decline", "withdraw"], "end")

    # People

    @rule(by=some(ASKERS), account=some(ACCOUNTS[:4]), scope=st.none() | some(SCOPES))
    def ask(self, by: str, account: str, scope: Any) -> None:
        self.step(self._submit(by, account, scope, "good"))

    @rule(by=everybody, account=some(ACCOUNTS), scope=st.none() | scopes, reason=some([*REASONS]))
    def ask_anyhow(self, by: str, account: str, scope: Any, reason: str) -> None:
        self.step(self._submit(by, account, scope, reason))

    @rule(by=some(ASKERS), count=st.integers(2, 3))
    def ask_at_once(self, by: str, count: int) -> None:
        self.step(*(self._submit(by, "ACME", None, "good") for _ in range(count)))

    def supply(self, nth: int, state: str) -> None:
        scope = (None, SCOPES[2], None, SCOPES[3], SCOPES[0])[nth]
        by = ("rita", "zoe", "dana", "uma", "rita")[nth]
        self.step(self._submit(by, "Rivers Ltd" if nth == 4 else "ACME", scope, "good"))

    def _submit(self, by: str, account: str, scope: Any, reason: str) -> Act:
        role, parts = scope or (None, ())
        name = next(self.fresh)
        return act(by, "submit", name, account=account, reason=reason, role=role, parts=parts)

    @rule(nth=nth, own=st.booleans(), by=everybody, verb=some(["remind", "withdraw", "remind"]))
    def follow_up(self, nth: int, own: bool, by: str, verb: str) -> None:
        name = self.pick(nth, "PENDING")
        self.step(act(self.owner(name) if own else by, verb, name))

    @rule(nth=nth, by=deciders, right=mostly, scope=scopes, replace=rarely, pending=mostly)
    def approve(
        self, nth: int, by: str, right: bool, scope: Any, replace: bool, pending: bool
    ) -> None:
        name = self.pick(nth, *(["PENDING"] if pending else []))
        self.step(self._approval(self.decider(name, by, right, ALL), name, scope, replace))

    @rule(
        nth=nth,
        by=deciders,
        right=mostly,
        reason=some(["", "good", "", "good", "long"]),
        pending=mostly,
    )
    def decline(self, nth: int, by: str, right: bool, reason: str, pending: bool) -> None:
        name = self.pick(nth, *(["PENDING"] if pending else []))
        self.step(act(self.decider(name, by, right, ALL), "decline", name, reason=reason))

    @rule(
        nth=nth,
        people=st.lists(some(["ada", "ben", *DECIDERS]), min_size=2, max_size=3),
        scope=some(SCOPES),
        verbs=st.lists(some(["approve", "decline", "withdraw", "remind"]), min_size=3, max_size=3),
    )
    def race(self, nth: int, people: list[str], scope: Any, verbs: list[str]) -> None:
        """Two or three at one request at once."""
        name = self.pick(nth, "PENDING")
        self.step(
            *(self._at(name, by, verb, scope) for by, verb in zip(people, verbs, strict=False))
        )

    def _at(self, name: str, by: str, verb: str, scope: Any) -> Act:
        if verb == "approve":
            return self._approval(by, name, scope, False)
        return act(by if verb == "decline" else self.owner(name), verb, name)

    def _approval(self, by: str, name: str, scope: Any, replace: bool) -> Act:
        return act(by, "approve", name, role=scope[0], parts=scope[1], replace=replace)

    # Roles and people that come and go

    @rule(by=deciders, account=accounts, user=everybody, scope=scopes)
    def grant(self, by: str, account: str, user: str, scope: Any) -> None:
        self.step(act(by, "grant", account, user=user, role=scope[0], parts=scope[1]))

    @rule(by=deciders, account=accounts, user=everybody, nth=nth, there=mostly)
    def remove(self, by: str, account: str, user: str, nth: int, there: bool) -> None:
        held = list(self.model.held[account])
        user = held[nth % len(held)] if there and held else user
        self.step(act(by, "remove", account, user=user))

    @rule(nth=nth, by=some(DECIDERS), other=some(DECIDERS), scope=some(SCOPES))
    def decide_and_lose_the_role(self, nth: int, by: str, other: str, scope: Any) -> None:
        name = self.pick(nth, "PENDING")
        account = self.model.cases[name].key if name in self.model.cases else "ACME"
        self.step(self._approval(by, name, scope, False), act(other, "remove", account, user=by))

    @rule(nth=nth, by=some(DECIDERS), scope=some(SCOPES))
    def decide_and_grant(self, nth: int, by: str, scope: Any) -> None:
        name = self.pick(nth, "PENDING")
        account = self.model.cases[name].key if name in self.model.cases else "ACME"
        given = {"user": self.owner(name), "role": scope[0], "parts": scope[1]}
        self.step(act(by, "decline", name), act("ben", "grant", account, **given))

    @rule(by=some(["opal", "opal", "ada"]), user=everybody, account=accounts)
    def appoint(self, by: str, user: str, account: str) -> None:
        self.step(act(by, "appoint", account, user=user))

    @rule(user=everybody.filter(lambda name: name != "opal"), by=some(["opal", "opal", "ben"]),
          at_once=st.booleans(), so=rarely)  # fmt: skip
    def close_user(self, user: str, by: str, at_once: bool, so: bool) -> None:
        acts = [act(by, "close_user", user)] if so else []
        if at_once or not acts:
            acts.append(self._submit(user, "ACME", None, "good"))
        self.step(*acts)

    @rule(by=some(["opal", "ada"]), account=accounts, so=rarely)
    def close_account(self, by: str, account: str, so: bool) -> None:
        asked = self._submit("rita", account, None, "good")
        self.step(*([act(by, "close_account", account)] if so else []), asked)

    @rule(on=st.booleans())
    def let_part_administrators_decide(self, on: bool) -> None:
        self.model.may_decide = on
        self.stage.run(self._set(on))

    @rule(hours=some(SOME_HOURS))
    def wait(self, hours: int) -> None:
        self.sleep(hours)

    @rule()
    def postman(self) -> None:
        self.deliver()

    # How it is done

    async def begin(self) -> None:
        await super().begin()
        for account in await SmartAccount.all():
            self.stage.name("SmartAccount", account.id, account.name)
        for part in await VirtualAccount.all():
            self.stage.name("VirtualAccount", part.id, part.name)
        self.stage.name("Channel", OPERATIONS, "operations")
        await SmartAccount.filter(name="ACME").update(expire_after_days=EXPIRE_AFTER["ACME"] // DAY)

    async def _set(self, on: bool) -> None:
        await SmartAccount.filter(name="ACME").update(virtual_account_admins_may_decide=on)

    async def perform(self, act: Act) -> Answer:
        given, stage = dict(act.given), self.stage
        parts = [stage.ids[part] for part in given.get("parts", ())]
        match act.verb:
            case "submit":
                return await self._ask(act, given, parts)
            case "approve":
                more = {"role": given["role"], "virtualAccounts": parts}
                more["replaceCurrentRoles"] = given["replace"]
                return await stage.ask(
                    act.by, "approveAccessRequest", request=stage.ids[act.about], **more
                )
            case "decline":
                reason = REASONS.get(given.get("reason", ""), "")
                name, more = "declineAccessRequest", {"reason": reason}
                return await stage.ask(act.by, name, request=stage.ids[act.about], **more)
            case "remind" | "withdraw":
                name = {"remind": "sendReminder"}.get(act.verb, "withdrawAccessRequest")
                return await stage.ask(act.by, name, request=stage.ids[act.about])
        return await self._manage(act, given, parts)

    async def _ask(self, act: Act, given: dict[str, Any], parts: list[str]) -> Answer:
        account = given["account"]
        return await self.stage.ask(
            act.by,
            "requestAccess",
            new=act.about,
            domainIdentifier=DOMAIN_OF.get(account, account),
            account=self.stage.ids[account] if account in DOMAIN_OF else None,
            reason=REASONS[given["reason"]],
            role=given["role"],
            virtualAccounts=parts,
        )

    async def _manage(self, act: Act, given: dict[str, Any], parts: list[str]) -> Answer:
        stage = self.stage
        user = ids.encode("User", stage.people[given.get("user", "rita")])
        about = stage.ids.get(act.about, "")
        match act.verb:
            case "grant":
                more = {"user": given["user"], "role": given["role"], "virtualAccounts": parts}
                return await stage.ask(act.by, "grantRole", account=about, **more)
            case "remove":
                return await stage.ask(act.by, "removeUser", account=about, user=user)
            case "appoint":
                more = {"user": given["user"], "reason": steps.REASON}
                return await stage.ask(act.by, "appointAdministrator", account=about, **more)
            case "close_account":
                return await stage.ask(act.by, "deactivateSmartAccount", account=about)
        user = ids.encode("User", stage.people[act.about])
        return await stage.ask(act.by, "deactivateUser", user=user)

    # What is found

    async def cases(self) -> dict[str, Version]:
        found = await database.fetch("SELECT * FROM access_request ORDER BY id")
        called = self.stage.called
        return {
            str(called(row["id"])): (
                (
                    called(row["requester_id"]),
                    row["status"],
                    called(row["account_id"]),
                    called(row["acted_by_id"]),
                    row["reminders"],
                    row["escalated_at"] is not None,
                    row["automatic_reminders"],
                ),
                row["version"],
            )
            for row in found
        }

    async def more(self) -> Seen:
        called = self.stage.called
        held = await database.fetch(
            "SELECT a.id, a.account_id, a.user_id, a.role, v.virtual_account_id AS part"
            " FROM role_assignment a LEFT JOIN role_assignment_virtual_account v"
            " ON v.role_assignment_id = a.id WHERE a.ended_at IS NULL"
        )
        roles: dict[tuple[Any, ...], frozenset[str]] = {}
        for row in held:
            key = called(row["account_id"]), called(row["user_id"]), row["role"]
            part = called(row["part"])
            roles[key] = roles.get(key, frozenset()) | ({part} if part else set())
        flagged = await database.fetch("SELECT name FROM smart_account WHERE needs_admin")
        return {"roles": roles, "needs admin": {row["name"] for row in flagged}}


@pytest.fixture(scope="module", autouse=True)
def people(stage: Stage) -> None:
    """Besides the cast: somebody without a telephone, and one more who asks."""
    stage.run(steps.person("ivy", phone=""))
    stage.run(steps.person("zoe", "zoe.example"))
    stage.run(stage.learn())


def test_a_walk_over_access_requests_finds_nothing_beside_the_table(stage: Stage) -> None:
    RequestsWalk.stage = stage

    walk(RequestsWalk)
