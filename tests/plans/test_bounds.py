"""What plans remember is bounded, and one that was forgotten is written again."""

from typing import Any

from graphql import OperationDefinitionNode, build_schema, parse

from web.graphql.plans import Plans

SCHEMA = build_schema("type Query { one: Int two: Int }")
ROOT = {"one": 1, "two": 2}


def ask(plans: Plans, text: str) -> Any:
    """The answer to a document."""
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    plans.execute(document, operation, ROOT)
    return plans.execute(document, operation, ROOT)


def test_a_flood_of_documents_does_not_grow_what_is_remembered() -> None:
    plans = Plans(SCHEMA, remembered=1_000, written=20_000)

    answers = [ask(plans, f"query Number{n} {{ one a{n}: two }}") for n in range(500)]

    assert [answer.data for answer in answers] == [{"one": 1, f"a{n}": 2} for n in range(500)]
    assert 0 < plans.asked.weight <= 1_000
    assert 0 < plans.plans.weight <= 20_000


def test_an_operation_is_planned_when_it_is_repeated() -> None:
    plans = Plans(SCHEMA)

    ask(plans, "{ one }")

    assert plans.ran == 1


def test_a_document_too_heavy_to_be_remembered_is_answered_all_the_same() -> None:
    plans = Plans(SCHEMA, remembered=10, written=10, uses=1)

    answer = ask(plans, "{ one two again: one }")

    assert answer.data == {"one": 1, "two": 2, "again": 1}
    assert not plans.asked.weight + plans.plans.weight
