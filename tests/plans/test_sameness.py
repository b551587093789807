"""Plans answer as graphql-core does: generated operations over resolvers that spare nothing."""

import asyncio
import gc
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLLeafType, GraphQLNamedType, parse, validate
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.conftest import FULL
from tests.plans import hostile
from tests.plans.comparing import Both, Seen
from tests.plans.inputs import Pools
from tests.plans.operations import Drawn, operations
from web.graphql.plans import Plans, Short, Spot

OPERATIONS = 50_000 if FULL else 500  # with hints, and as many without
VALIDATED = 10  # one in so many: that drawn operations are valid
BATCH = 500  # hypothesis remembers what it drew: a new batch begins with nothing
SEED = int(os.environ.get("ADMIT_TEST_SEED", "20261122"))
POOLS: Pools = {"Moment": ["now", "then"], "ID": ["x", 7]}
KINDS = ("query", "query", "query", "mutation", "subscription")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.prove,
    pytest.mark.timeout(7200 if FULL else 300),
    # What is promised behind a failure is never fetched, on either way.
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
usual = settings(
    max_examples=BATCH,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


class Told:
    """Hints that are true: what is read off things, and that their class tells their type."""

    def short(self, field: GraphQLField) -> Short | None:
        """An attribute, a function of the thing, or one of the thing and its info."""
        name = field.extensions.get("attribute")
        if name is None:
            return Short(hostile.resolve, info=_info)
        return Short(attrgetter(name), None if name in ("text", "either") else name)

    def resolver(self, field: GraphQLField) -> Callable[..., Any] | None:
        """The same by another way."""
        resolve = field.resolve
        return resolve and (lambda thing, info, **given: resolve(thing, info, **given))

    def write(self, leaf: GraphQLLeafType) -> tuple[type, Callable[[Any], Any]] | None:
        """Some moods are surely moods."""
        return (hostile.Feeling, str) if leaf.name == "Mood" else None

    def by_class(self, kind: GraphQLNamedType, found: type) -> bool:
        """Things, and nothing else."""
        return issubclass(found, hostile.Thing)


def _info(executor: Any, spot: Spot, path: Any) -> Any:
    return spot.info(executor, path)


@dataclass
class Tally:
    """What was tried."""

    operations: int = 0
    whole: int = 0
    nothing: int = 0
    errors: int = 0
    distinct: set[int] = field(default_factory=set)

    def count(self, text: str, answer: Seen) -> None:
        """One more answer."""
        self.operations += 1
        self.whole += not answer.errors
        self.nothing += answer.data is None
        self.errors += len(answer.errors)
        self.distinct.add(hash(text))

    def __str__(self) -> str:
        return (
            f"{self.operations:,} operations, {len(self.distinct):,} distinct: {self.whole:,} "
            f"answered whole, {self.nothing:,} without data, {self.errors:,} errors"
        )


@pytest.mark.parametrize("told", [True, False], ids=["with hints", "without hints"])
def test_a_plan_answers_as_graphql_core_does(
    told: bool, record_property: Callable[[str, object], None]
) -> None:
    schema, tally = hostile.schema(told), Tally()
    ways = Both(schema, Plans(schema, hints=Told() if told else None, uses=1))

    @usual
    @given(operations(schema, POOLS, KINDS, depth=4))
    def same(drawn: Drawn) -> None:
        document = parse(drawn.text)
        if tally.operations % VALIDATED == 0:
            assert not validate(schema, document)
        fates = [hostile.Fates(schema, drawn.fate, drawn.calm, []) for _ in range(2)]
        expected = runner.run(ways.reference(document, drawn.variables, fates[0]))
        answer = runner.run(ways.planned(document, drawn.variables, fates[1]))

        tally.count(drawn.text, expected)
        assert answer == expected

    with asyncio.Runner() as runner:
        for batch in range(max(1, OPERATIONS // BATCH)):
            seed(SEED + batch)(same)()
            gc.collect()  # what is never fetched, while that is no news
    told_as = "with" if told else "without"
    record_property("figure", f"plans {told_as} hints, seed {SEED}: {tally}")
    assert tally.operations >= OPERATIONS
    assert ways.plans.ran > tally.operations / 2
