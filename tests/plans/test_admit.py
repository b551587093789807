"""Admit answers alike with plans and without: generated queries by the demo's people."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as examples
from tortoise.models import Model

import schema
from models import database
from models.accounts import SmartAccount, VirtualAccount
from models.applications import AccountApplication
from models.entitlements import Company, Contract
from models.mail import EmailMessage
from models.onboarding import Registration
from models.requests import AccessRequest
from models.roles import RoleAssignment
from models.support import SupportAccessRequest
from models.users import User
from resolvers import ids
from resolvers.context import Context
from tests.conftest import FULL
from tests.plans.inputs import Pools
from tests.plans.operations import Drawn, operations
from web.app import Service
from web.graphql.execution import EdgeSchema, payload
from web.settings import Settings

QUERIES = 10_000 if FULL else 100
BATCH = 100
SEED = int(os.environ.get("ADMIT_TEST_SEED", "20261122"))
PEOPLE = ["ada", "rita", "dana", "paul", "olaf", "opal", None]
KINDS: list[type[Model]] = [
    SmartAccount, VirtualAccount, AccountApplication, Company, Contract, EmailMessage,
    Registration, AccessRequest, RoleAssignment, SupportAccessRequest, User,
]  # fmt: skip
LIMITS: dict[str, Any] = {
    "max_nodes": 1_000, "max_fields": 5_000, "max_depth": 40, "max_aliases": 500,
}  # fmt: skip

pytestmark = [
    pytest.mark.slow,
    pytest.mark.prove,
    pytest.mark.timeout(7200 if FULL else 300),
]
usual = examples(
    max_examples=BATCH,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Admit:
    """The service's schema both ways, over one database."""

    service: Service
    planned: EdgeSchema
    plain: EdgeSchema
    people: list[User | None]
    pools: Pools

    @classmethod
    async def over(cls, url: str) -> "Admit":
        """On this database, with the demo's people and ids."""
        await database.connect(url)
        settings = Settings(database_url=url, demo=True, console=False, **LIMITS)
        plain = settings.model_copy(update={"compiled_plans": False})
        planned = schema.build(partial(EdgeSchema, settings=settings))
        planned.plans.uses = 1
        people = [await User.get(username=name) if name else None for name in PEOPLE]
        found = [ids.of(row) for kind in KINDS for row in await kind.all().limit(3)]
        pools: Pools = {
            "ID": [*found, "nobody's"],
            "Int": [1, 2, 3],
            "String": ["acme.example", "ada", ""],
            "DateTime": ["2026-11-22T14:05:30Z"],
        }
        unplanned = schema.build(partial(EdgeSchema, settings=plain))
        return cls(Service(settings), planned, unplanned, people, pools)

    async def answer(self, by: EdgeSchema, drawn: Drawn) -> dict[str, Any]:
        """What a person would be sent."""
        context = Context(
            viewer=self.people[drawn.fate % len(self.people)],
            hub=self.service.hub,
            limits=self.service.limits,
            deployment=self.service.deployment,
        )
        answer = payload(await by.execute(drawn.text, drawn.variables, context))
        for error in answer.get("errors", ()):
            error.get("extensions", {}).pop("requestId", None)
        return answer


@dataclass
class Tally:
    """What was tried."""

    queries: int = 0
    refused: int = 0
    errors: int = 0

    def count(self, answer: dict[str, Any]) -> None:
        """One more answer."""
        self.queries += 1
        self.refused += "data" not in answer
        self.errors += len(answer.get("errors", ()))


def test_admit_answers_alike_with_plans_and_without(
    database_url: str, record_property: Callable[[str, object], None]
) -> None:
    with asyncio.Runner() as runner:
        admit, tally = runner.run(Admit.over(database_url)), Tally()

        @usual
        @given(operations(admit.planned._schema, admit.pools, ("query",), depth=4))
        def same(drawn: Drawn) -> None:
            expected = runner.run(admit.answer(admit.plain, drawn))
            answer = runner.run(admit.answer(admit.planned, drawn))

            tally.count(expected)
            assert answer == expected

        try:
            for batch in range(QUERIES // BATCH):
                seed(SEED + batch)(same)()
        finally:
            runner.run(database.close())
    record_property("figure", f"Admit with plans, seed {SEED}: {tally}")
    assert admit.planned.plans.ran > tally.queries / 2
    assert not admit.plain.plans.ran
