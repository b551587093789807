"""The operations that GraphiQL shows: real ones, each with its story."""

from pathlib import Path

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, parse, validate

from web import explorer

SDL = Path(__file__).parents[2] / "schema" / "schema.graphql"
EXAMPLES = explorer.examples()


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(SDL.read_text(encoding="utf-8"))


def test_every_file_of_the_folder_is_in_the_list_once() -> None:
    files = {path.stem for path in explorer.EXAMPLES.glob("*.gql")}

    assert sorted(files) == sorted(name for group in explorer.GROUPS.values() for name in group)


def test_each_example_stands_in_its_group() -> None:
    groups = [(group, name) for group, names in explorer.GROUPS.items() for name in names]

    assert [(example.group, example.name) for example in EXAMPLES] == groups


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_is_valid_against_the_schema(
    example: explorer.Example, schema: GraphQLSchema
) -> None:
    assert validate(schema, parse(example.query)) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_is_one_named_operation_with_a_title_and_a_story(
    example: explorer.Example,
) -> None:
    [operation] = parse(example.query).definitions

    assert isinstance(operation, OperationDefinitionNode)
    assert operation.name
    assert example.title
    assert example.story


def test_no_two_examples_share_a_name_because_tabs_are_found_by_it() -> None:
    names = [operation_name(example) for example in EXAMPLES]

    assert len(names) == len(set(names))


def operation_name(example: explorer.Example) -> str:
    [operation] = parse(example.query).definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert operation.name
    return operation.name.value
