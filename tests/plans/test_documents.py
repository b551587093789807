"""What the repository shows and uses is answered by the same bytes with plans and without."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from graphql import OperationType, type_from_ast

from models import clock
from models.users import User
from tests.conftest import FULL
from tests.plans import copies, documents
from tests.plans.both_ways import Admit, Sent, Tally
from tests.plans.changeable import PEOPLE, pools
from tests.plans.copies import Copies, Plain, Stopped, made
from tests.plans.documents import Shown
from tests.plans.drawing import BYTES, Dice
from tests.plans.inputs import Inputs, Pools
from web.graphql.execution import EdgeSchema

pytestmark = [pytest.mark.slow, pytest.mark.prove, pytest.mark.timeout(7200 if FULL else 300)]

SHOWN = documents.shown()
TRIES = 10 if FULL else 1  # with other people and other variables


def test_there_are_documents_of_every_kind() -> None:
    places = {one.place.partition(":")[0] for one in SHOWN}

    assert {"README.md", "approve.gql", "requests/requests.gql"} <= places


def test_every_document_is_answered_by_the_same_bytes(
    tmp_path: Path,
    postgres: str | None,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    monkeypatch.setattr(clock, "clock", Stopped())
    tally, different = Tally(), []
    with asyncio.Runner() as runner, made(runner, tmp_path, postgres) as there:
        admit = Admit(there.url, max_nodes=50_000)
        known, found = runner.run(copies.keys()), runner.run(pools())
        for one in SHOWN:
            for n in range(TRIES):
                chance = Random(f"{one.place} {n}")
                given, by = _variables(admit, one, chance, found), chance.choice(PEOPLE)
                expected, answer = (
                    runner.run(_answer(admit, way, there, one, given, by))
                    for way in (admit.plain, admit.planned)
                )
                tally.count(expected)
                if Plain(known).of(answer) != Plain(known).of(expected):
                    different.append((one.place, by, given, expected, answer))
    record_property("figure", f"{len(SHOWN)} documents with plans: {tally}")

    assert not different
    assert not tally.refused
    assert admit.planned.plans.ran == tally.answers


def _variables(admit: Admit, one: Shown, chance: Random, found: Pools) -> Sent:
    """Values that fit, for the variables that must be given and for some others."""
    draw: Any = lambda _: chance.randbytes(BYTES)  # noqa: E731
    inputs = Inputs(Dice(draw), found, wild=False)
    schema, given = admit.planned._schema, dict[str, Any]()
    for declared in one.operation.variable_definitions or ():
        name, kind = declared.variable.name.value, type_from_ast(schema, declared.type)
        given[name] = inputs.fitting(kind, name)
    return given


async def _answer(
    admit: Admit, way: EdgeSchema, there: Copies, one: Shown, given: Sent, by: str | None
) -> Sent:
    if one.operation.operation is OperationType.MUTATION:
        await there.renew()
    viewer = await User.get(username=by) if by else None
    return await admit.answer(way, one.text, given, viewer)
