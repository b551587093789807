"""Admit answers alike with plans and without: generated queries by the demo's people."""

import asyncio
import os
from collections.abc import Callable

import orjson
import pytest
from hypothesis import given, seed
from tortoise.models import Model

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
from tests.conftest import FULL
from tests.plans.both_ways import BATCH, Admit, Sent, Tally, usual
from tests.plans.inputs import Pools
from tests.plans.operations import Drawn, operations
from web.graphql.execution import EdgeSchema

QUERIES = 10_000 if FULL else 100
SEED = int(os.environ.get("ADMIT_TEST_SEED", "20261122"))
PEOPLE = ["ada", "rita", "dana", "paul", "olaf", "opal", None]
KINDS: list[type[Model]] = [
    SmartAccount, VirtualAccount, AccountApplication, Company, Contract, EmailMessage,
    Registration, AccessRequest, RoleAssignment, SupportAccessRequest, User,
]  # fmt: skip

pytestmark = [
    pytest.mark.slow,
    pytest.mark.prove,
    pytest.mark.timeout(7200 if FULL else 300),
]


async def pools() -> Pools:
    """The ids of some of everything, and words."""
    found = [ids.of(row) for kind in KINDS for row in await kind.all().limit(3)]
    return {
        "ID": [*found, "nobody's"],
        "Int": [1, 2, 3],
        "String": ["acme.example", "ada", ""],
        "DateTime": ["2026-11-22T14:05:30Z"],
    }


async def people() -> list[User | None]:
    """Who asks."""
    return [await User.get(username=name) if name else None for name in PEOPLE]


def test_admit_answers_alike_with_plans_and_without(
    database_url: str, record_property: Callable[[str, object], None]
) -> None:
    with asyncio.Runner() as runner:
        runner.run(database.connect(database_url))
        admit, tally, callers = Admit(database_url), Tally(), runner.run(people())

        def answer(by: EdgeSchema, drawn: Drawn) -> Sent:
            viewer = callers[drawn.fate % len(callers)]
            return runner.run(admit.answer(by, drawn.text, drawn.variables, viewer))

        @usual
        @given(operations(admit.planned._schema, runner.run(pools()), ("query",), depth=4))
        def same(drawn: Drawn) -> None:
            expected = answer(admit.plain, drawn)

            tally.count(expected)
            assert orjson.dumps(answer(admit.planned, drawn)) == orjson.dumps(expected)

        try:
            for batch in range(QUERIES // BATCH):
                seed(SEED + batch)(same)()
        finally:
            runner.run(database.close())
    record_property("figure", f"Admit with plans, seed {SEED}: {tally}")
    assert admit.planned.plans.ran > tally.answers / 2
    assert not admit.plain.plans.ran
