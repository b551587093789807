"""What a document may cost, and which bound a refusal names."""

import time
from typing import Any

import pytest
from graphql import get_introspection_query
from strawberry.types.execution import PreExecutionError

from tests.web.tiny import Caller, Context, Tiny

DOUBLING = "query{viewer{...f0}}" + "".join(
    f" fragment f{n} on Person{{boss{{name}} ...f{n + 1} ...f{n + 1}}}" for n in range(40)
) + " fragment f40 on Person{name}"  # fmt: skip
CYCLE = "{viewer{...a}} fragment a on Person{boss{...b}} fragment b on Person{boss{...a}}"


@pytest.fixture
def tiny() -> Tiny:
    return Tiny()


async def ask(tiny: Tiny, query: str, variables: dict[str, Any] | None = None) -> Any:
    return await tiny.schema.execute(query, variables, Context(tiny.hub, Caller(), 1))


async def bound(tiny: Tiny, query: str, variables: dict[str, Any] | None = None) -> str | None:
    """The bound that refuses a document."""
    result = await ask(tiny, query, variables)
    if not result.errors:
        return None
    assert isinstance(result, PreExecutionError)
    assert result.errors[0].extensions["code"] == "TOO_COSTLY", result.errors
    assert result.errors[0].extensions["limit"] > 0
    return str(result.errors[0].extensions["bound"])


def pages(size: str, depth: int) -> str:
    inner = "name"
    for _ in range(depth):
        inner = f"friends{size}{{nodes{{{inner}}}}}"
    return f"{{viewer{{{inner}}}}}"


@pytest.mark.parametrize(
    ("named", "query"),
    [
        ("tokens", "{" + " ".join(f"a{n}:who" for n in range(10_000)) + "}"),
        ("depth", "{viewer{" + "boss{" * 12 + "name" + "}" * 14),
        ("depth", "{viewer{" + "boss{" * 250 + "name" + "}" * 252),
        ("depth", "{a:__typename" + "{a" * 300),
        ("fields", "{" + "who " * 501 + "}"),
        ("fields", DOUBLING),
        ("aliases", "{" + " ".join(f"a{n}:who" for n in range(31)) + "}"),
        ("comparisons", "{" + "who " * 80 + "}"),
        ("comparisons", "{" + "...{viewer{boss{name}}}" * 60 + "}"),
        ("comparisons", "{viewer{" + " ".join(f"...f{n}" for n in range(50)) + "}}"
         + " ".join(f"fragment f{n} on Person{{name boss{{name}}}}" for n in range(50))),
        ("rootMutations", "mutation{" + "add " * 6 + "}"),
        ("rootMutations", "mutation{...m ...m} fragment m on Mutation{add add ...n} "
                          "fragment n on Mutation{add}"),
        ("operations", " ".join(f"query q{n}{{who}}" for n in range(11))),
        ("listItems", "{sum(input:{numbers:[" + "1," * 601 + "]})}"),
        ("nodes", pages("(first:10)", 5)),
        ("nodes", pages("(last:10)", 5)),
        ("nodes", pages("", 3)),
        ("nodes", "{viewer{friends(first:100){edges{node{friends(first:60){nodes{name}}}}}}}"),
        ("nodes", "{viewer{friends(first:2000000000){nodes{name}}}}"),
        ("nodes", "{viewer{" + "teams{" * 6 + "name" + "}" * 8),
        ("introspections", "{" + "__schema{queryType{name}}" * 4 + "}"),
    ],
)  # fmt: skip
async def test_each_refusal_says_which_bound(tiny: Tiny, named: str, query: str) -> None:
    assert await bound(tiny, query) == named


@pytest.mark.parametrize(
    "query",
    [
        "{viewer{" + "boss{" * 10 + "name" + "}" * 12,
        "{" + " ".join(f"a{n}:who" for n in range(30)) + "}",
        "mutation{" + "add " * 5 + "}",
        "{sum(input:{numbers:[" + "1," * 400 + "]})}",
        pages("(first:10)", 3),
        "{" + "...{viewer{name boss{name}}}" * 20 + "}",
        "{viewer{" + "...f " * 60 + "}} fragment f on Person{name boss{name}}",
        "{viewer{friends(first:50){nodes{name boss{name} teams{name boss{name}}}}}}",
        pages("(first:0)", 5),
    ],
)
async def test_what_stays_within_the_bounds_runs(tiny: Tiny, query: str) -> None:
    assert await bound(tiny, query) is None


async def test_a_page_is_as_large_as_its_variable_says(tiny: Tiny) -> None:
    query = "query($n:Int){viewer{friends(first:$n){nodes{friends(first:$n){nodes{name}}}}}}"

    assert await bound(tiny, query, {"n": 10}) is None
    assert await bound(tiny, query, {"n": 100}) == "nodes"
    assert await bound(tiny, query, {"n": 100.0}) == "nodes"
    assert await bound(tiny, query, {"n": 11}) is None
    assert await bound(tiny, query.replace("Int", "Int=100")) == "nodes"
    assert await bound(tiny, query.replace("Int", "Int=100"), {"n": 5}) is None


async def test_items_of_a_variable_count_at_every_use(tiny: Tiny) -> None:
    one = "query($i:Sum!){sum(input:$i)}"
    two = "query($i:Sum!){sum(input:$i) again:sum(input:$i)}"

    assert await bound(tiny, one, {"i": {"numbers": [1] * 400}}) is None
    assert await bound(tiny, one, {"i": {"numbers": [1] * 601}}) == "listItems"
    assert await bound(tiny, two, {"i": {"numbers": [1] * 400}}) == "listItems"


async def test_fragments_are_weighed_like_the_fields_they_stand_for(tiny: Tiny) -> None:
    plain = pages("(first:10)", 5)
    page = "fragment {0} on Person{{friends(first:10){{nodes{{{1}}}}}}}"
    through = "{viewer{...a}}" + "".join(
        page.format(name, f"...{after}") for name, after in zip("abcd", "bcde", strict=True)
    ) + page.format("e", "name")  # fmt: skip

    assert await bound(tiny, plain) == await bound(tiny, through) == "nodes"


async def test_only_the_operation_that_runs_is_weighed(tiny: Tiny) -> None:
    query = "query A{who} query B" + pages("(first:10)", 5)
    context = Context(tiny.hub, Caller(), 1)

    light: Any = await tiny.schema.execute(query, None, context, operation_name="A")
    heavy: Any = await tiny.schema.execute(query, None, context, operation_name="B")

    assert light.data == {"who": "stranger"}
    assert heavy.errors[0].extensions["bound"] == "nodes"


async def test_tools_may_introspect_in_development(tiny: Tiny) -> None:
    full = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )

    result = await ask(tiny, full)

    assert result.errors is None
    assert result.data["__schema"]


@pytest.mark.parametrize(
    "query",
    [
        DOUBLING,
        CYCLE,
        "{" + " ".join(f"a{n}:who" for n in range(10_000)) + "}",
        "{viewer{" + "name " * 490 + "}}",
        "{viewer{" + " ".join(f"...f{n}" for n in range(110)) + "}}"
        + " ".join(f"fragment f{n} on Person{{name}}" for n in range(110)),
        "{viewer{" + " ".join(f"...f{n}" for n in range(60)) + "}}"
        + " ".join(f"fragment f{n} on Person{{name boss{{name}}}}" for n in range(60)),
        "{__schema{types{...a}}}" + " ".join(
            f"fragment {a} on __Type{{fields{{type{{...{b} ...{b}}}}}}}"
            for a, b in zip("abcdefghijklmnopqrs", "bcdefghijklmnopqrst", strict=True)
        ) + "fragment t on __Type{name}",
        '{echo(text:"' + "x" * 90_000 + '")}',
        "#" * 90_000,
        "#\n" * 40_000,
        "{" * 30_000,
        "query(" + " ".join(f"$v{n}:Int" for n in range(240)) + "){who}",
    ],
)  # fmt: skip
async def test_no_document_blocks_the_loop_for_long(tiny: Tiny, query: str) -> None:
    took = []
    for _ in range(3):  # the quickest: a busy machine makes any of them slow
        await ask(tiny, "{who}")
        tiny.schema.documents.cached.clear()
        began = time.process_time()
        result = await ask(tiny, query)
        took.append(time.process_time() - began)
        assert all(error.extensions["code"] for error in result.errors or ())

    assert min(took) < 0.1


async def test_a_document_is_parsed_and_validated_once(tiny: Tiny) -> None:
    for _ in range(10):
        await ask(tiny, "{who}")

    documents = tiny.schema.documents
    assert documents.hits >= 9
    assert list(documents.cached) == ["{who}"]


async def test_the_cache_is_bounded_and_keeps_no_refused_document(tiny: Tiny) -> None:
    await ask(tiny, "{nope}")
    for number in range(400):
        await ask(tiny, "{who}" + "#" * number)
    await ask(tiny, "{who}" + "#" * 30_000)

    documents = tiny.schema.documents
    assert len(documents.cached) == 256
    assert documents.characters == sum(map(len, documents.cached)) < 400_000


@pytest.mark.parametrize("limit", ["max_depth", "max_fields", "max_nodes"])
async def test_every_limit_can_be_lifted(limit: str) -> None:
    queries = {
        "max_depth": "{viewer{" + "boss{" * 20 + "name" + "}" * 22,
        "max_fields": "{" + "viewer{name}" * 300 + "}",
        "max_nodes": pages("(first:10)", 4),
    }

    assert await bound(Tiny(), queries[limit])
    lifted = Tiny(**{limit: 100_000, "max_comparisons": 100_000, "max_tokens": 100_000})
    assert await bound(lifted, queries[limit]) is None
