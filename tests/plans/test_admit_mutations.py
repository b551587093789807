"""A mutation does and answers the same with a plan and without, each on a copy of one database."""

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, seed

from models import clock
from models.users import User
from tests.conftest import FULL, ON_POSTGRES
from tests.plans import copies
from tests.plans.both_ways import BATCH, Admit, Tally, usual
from tests.plans.changeable import PEOPLE, pools
from tests.plans.copies import Copies, Plain, Stopped, made
from tests.plans.operations import Drawn, operations
from web.graphql.execution import EdgeSchema

MUTATIONS = (1_000 if ON_POSTGRES else 10_000) if FULL else 100
SEED = int(os.environ.get("ADMIT_TEST_SEED", "20261122"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.prove,
    pytest.mark.timeout(7200 if FULL else 300),
]


@pytest.fixture(autouse=True)
def stopped(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No time passes between the one and the other."""
    monkeypatch.setattr(clock, "clock", Stopped())
    yield


async def done(admit: Admit, by: EdgeSchema, there: Copies, drawn: Drawn) -> tuple[Any, Any]:
    """What is answered, and how many rows there are then."""
    await there.renew()
    name = PEOPLE[drawn.fate % len(PEOPLE)]
    viewer = await User.get(username=name) if name else None
    answer = await admit.answer(by, drawn.text, drawn.variables, viewer)
    return answer, await there.counts()


def test_a_mutation_does_and_answers_the_same_with_a_plan_and_without(
    tmp_path: Path, postgres: str | None, record_property: Callable[[str, object], None]
) -> None:
    tally, changes = Tally(), 0
    with asyncio.Runner() as runner, made(runner, tmp_path, postgres) as there:
        admit, known = Admit(there.url), runner.run(copies.keys())
        before = runner.run(there.counts())

        @usual
        @given(operations(admit.planned._schema, runner.run(pools()), ("mutation",), 4, wild=False))
        def same(drawn: Drawn) -> None:
            nonlocal changes
            expected, left = runner.run(done(admit, admit.plain, there, drawn))
            answer, left_by_plan = runner.run(done(admit, admit.planned, there, drawn))

            tally.count(expected)
            changes += left != before
            assert Plain(known).of(answer) == Plain(known).of(expected)
            assert left_by_plan == left

        for batch in range(MUTATIONS // BATCH):
            seed(SEED + batch)(same)()
    record_property("figure", f"mutations with plans, seed {SEED}: {tally}, {changes} changed")
    assert changes > tally.answers / 30
    assert admit.planned.plans.ran > tally.answers / 3
    assert not admit.plain.plans.ran
