"""The contract: described to the last value, closed to strangers, and kept to its clients."""

import inspect
import re
import subprocess
from collections.abc import Iterator
from typing import Any, cast

import pytest
import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    find_breaking_changes,
    get_named_type,
)
from graphql.utilities import BreakingChangeType
from tortoise.models import Model

import schema
from models.problems import Problem
from schema.permissions import Anyone, IsSignedIn
from tests import checkout, shared
from tests.conftest import Served

service, served = shared.service, shared.served

BUILT = schema.build(strawberry.Schema)
CORE = BUILT._schema
FILE = checkout.ROOT / "schema" / "schema.graphql"
# Set by the server alone: an input that took one of these would let a client pretend.
SERVER_SET = {"id", "status", "state", "actor", "owner", "by", "seq", "number", "version", "epoch"}
SET_BY = ("At", "By", "Seq", "Status", "Owner", "Actor", "Version")
# A `version` that is given is compared with what is there, and never written.
CLIENT_SET = {"startsAt", "endsAt", "version"}
# They act on the viewer alone and have nothing to be told.
FOR_ANY_REQUEST = {"sendReminder", "withdrawRequest"}
WITHOUT_INPUT = {"signOut", "resendVerification"}
# Breaks that were decided while nobody could have built on it; empty this with the first release.
BEFORE_THE_FIRST_RELEASE = {
    "Profile no longer implements interface Node.",
    "Field Profile.id was removed.",
    "Field SmartAccount.noticeCursor changed type from String! to String.",
    "Field SmartAccount.settings changed type from AccountSettings! to AccountSettings.",
    "A required field DecideRegistrationInput.approve was added.",
}
REMOVALS = {
    BreakingChangeType.FIELD_REMOVED,
    BreakingChangeType.VALUE_REMOVED_FROM_ENUM,
    BreakingChangeType.ARG_REMOVED,
}


def types() -> list[Any]:
    return [t for name, t in CORE.type_map.items() if not name.startswith("__")]


def parts(kind: Any) -> Iterator[tuple[str, Any]]:
    """Everything in a type that can have a description."""
    yield kind.name, kind
    if isinstance(kind, GraphQLEnumType):
        yield from ((f"{kind.name}.{name}", value) for name, value in kind.values.items())
    for name, field in getattr(kind, "fields", {}).items():
        yield f"{kind.name}.{name}", field
        for argument, described in getattr(field, "args", {}).items():
            yield f"{kind.name}.{name}({argument})", described


def test_the_committed_schema_is_the_codes_own() -> None:
    assert FILE.read_text() == BUILT.as_str() + "\n", "write it anew: make sdl"


def test_everything_is_described() -> None:
    undescribed = [
        name
        for kind in types()
        for name, part in parts(kind)
        if not (part.description or "").strip()
    ]

    assert undescribed == []


def test_descriptions_are_sentences_about_the_schema_and_not_about_the_code() -> None:
    told = {name: part.description for kind in types() for name, part in parts(kind)}

    for name, text in told.items():
        words = [word.strip("`.,:;()") for word in text.split()]
        assert "None" not in words and "_" not in "".join(
            word for word in words if word.islower() and "`role_granted`" not in text
        ), (name, text)


def definitions() -> list[Any]:
    """The Python class of every type that shows something."""
    found = [t.definition for t in BUILT.schema_converter.type_map.values()]
    return [d for d in found if getattr(getattr(d, "origin", None), "__shows__", None)]


def test_every_plain_field_exists_on_what_its_type_shows() -> None:
    missing = [
        f"{definition.name}.{field.python_name} on {source.__name__}"
        for definition in definitions()
        for source in definition.origin.__shows__
        for field in definition.fields
        if not field.base_resolver and not has(source, field.python_name)
    ]

    assert len(definitions()) > 10
    assert missing == []


def has(source: type, name: str) -> bool:
    """Whether instances of a class have an attribute of this name."""
    columns = source._meta.fields_map if issubclass(source, Model) else {}
    annotated = [getattr(base, "__annotations__", {}) for base in inspect.getmro(source)]
    return name in columns or hasattr(source, name) or any(name in names for names in annotated)


def inputs() -> dict[str, GraphQLInputObjectType]:
    """The inputs of mutations, and those within them."""
    found: dict[str, GraphQLInputObjectType] = {}

    def add(kind: Any) -> None:
        if isinstance(kind, GraphQLInputObjectType) and kind.name not in found:
            found[kind.name] = kind
            for field in kind.fields.values():
                add(get_named_type(field.type))

    for mutation in cast(GraphQLObjectType, CORE.mutation_type).fields.values():
        for argument in mutation.args.values():
            add(get_named_type(argument.type))
    return found


def test_no_mutation_takes_what_the_server_sets() -> None:
    taken = [
        f"{kind.name}.{name}"
        for kind in inputs().values()
        for name in kind.fields
        if name not in CLIENT_SET and (name in SERVER_SET or name.endswith(SET_BY))
    ]

    assert len(inputs()) > 10
    assert taken == []


def test_every_mutation_takes_one_input_and_answers_with_a_thing_or_a_problem() -> None:
    problem = cast(GraphQLInterfaceType, CORE.type_map["Problem"])

    for name, mutation in cast(GraphQLObjectType, CORE.mutation_type).fields.items():
        capital = name[0].upper() + name[1:]
        if name not in WITHOUT_INPUT:
            assert list(mutation.args) == ["input"], name
            assert str(mutation.args["input"].type) == f"{capital}Input!"
        if name == "signOut":  # nothing can be refused
            continue
        assert str(mutation.type) == f"{capital}Result!"
        union = get_named_type(mutation.type)
        assert isinstance(union, GraphQLUnionType)
        things = [t.name for t in union.types if problem not in t.interfaces]
        if name in FOR_ANY_REQUEST:
            request = cast(GraphQLInterfaceType, CORE.type_map["Request"])
            assert set(things) == {kind.name for kind in CORE.get_possible_types(request)}
        else:
            assert len(things) == 1 and len(union.types) > 1, (name, things)


def test_every_refusal_of_the_models_is_a_problem_of_the_schema() -> None:
    problem = cast(GraphQLInterfaceType, CORE.type_map["Problem"])
    shown = {t.name for t in CORE.get_possible_types(problem)}
    codes = cast(GraphQLEnumType, CORE.type_map["ErrorCode"]).values

    kinds = Problem.__subclasses__()
    assert {kind.__name__ for kind in kinds} == shown
    assert {str(kind.code) for kind in kinds} == set(codes)
    assert len({kind.code for kind in kinds}) == len(kinds)


@pytest.mark.parametrize("root", ["Query", "Mutation", "Subscription"])
def test_every_root_field_declares_who_may_ask(root: str) -> None:
    definition = BUILT.get_type_by_name(root)
    open_to_all = {"register", "sign_in", "deployment"}

    for field in definition.fields:  # type: ignore[union-attr]
        allowed = Anyone if field.python_name in open_to_all else IsSignedIn
        assert field.permission_classes == [allowed], field.python_name


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("root", ["query_type", "mutation_type"])
async def test_without_signing_in_no_root_field_answers(served: Served, root: str) -> None:
    nobody = served.client()
    fields = cast(GraphQLObjectType, getattr(CORE, root)).fields

    for name, field in fields.items():
        if name in {"register", "signIn", "deployment"}:
            continue
        answer = await nobody.answer(f"{root.removesuffix('_type')} {{ {called(name, field)} }}")
        assert [e["extensions"]["code"] for e in answer["errors"]] == ["UNAUTHENTICATED"], name


VALUES = {
    "ID": '"x"', "String": '"x"', "Boolean": "true", "Int": "1",
    "DateTime": '"2026-11-22T14:05:30Z"',
}  # fmt: skip


def called(name: str, field: Any) -> str:
    """A root field with whatever it must be given."""
    given = ", ".join(f"{n}: {value(a.type)}" for n, a in field.args.items() if required(a.type))
    return f"{name}({given}) {{ __typename }}" if given else f"{name} {{ __typename }}"


def required(kind: Any) -> bool:
    return isinstance(kind, GraphQLNonNull)


def value(kind: Any) -> str:
    """Any value of a type."""
    named = get_named_type(kind)
    if isinstance(named, GraphQLInputObjectType):
        inside = [f"{n}: {value(f.type)}" for n, f in named.fields.items() if required(f.type)]
        return f"{{{', '.join(inside)}}}"
    if isinstance(named, GraphQLEnumType):
        return str(next(iter(named.values)))
    return VALUES[named.name]


def breaking(old: GraphQLSchema, new: GraphQLSchema) -> list[str]:
    """What breaks clients of the old schema, but for the removal of what it called deprecated."""
    return [
        change.description
        for change in find_breaking_changes(old, new)
        if not (change.type in REMOVALS and was_deprecated(old, change.description))
    ]


def was_deprecated(old: GraphQLSchema, description: str) -> bool:
    """Whether the field, argument or value that this speaks of had been called deprecated."""
    deprecated = {
        name
        for kind in old.type_map.values()
        for name, part in parts(kind)
        if getattr(part, "deprecation_reason", None)
    }
    place = re.search(r"\w+\.\w+(\(\w+)?", description)
    return place is not None and (place[0] + ")" * ("(" in place[0])) in deprecated


def git(*command: str) -> str:
    """What git says; nothing where there is no history."""
    run = ["git", "-C", str(checkout.ROOT), *command]
    return subprocess.run(run, capture_output=True, text=True).stdout


def committed() -> list[str]:
    """The last two versions of the schema that were committed, the newest first."""
    name = FILE.relative_to(checkout.ROOT).as_posix()
    commits = git("log", "-2", "--format=%H", "--", name).split()
    return [git("show", f"{commit}:{name}") for commit in commits]


def test_no_change_breaks_clients_of_the_committed_schema() -> None:
    # Where the newest is the code's own, the change to judge is the one that was committed last.
    older = [sdl for sdl in committed() if sdl.strip() != BUILT.as_str().strip()]
    if not older:
        pytest.skip("no earlier schema is at hand")

    broken = breaking(build_schema(older[0]), build_schema(BUILT.as_str()))
    assert set(broken) <= BEFORE_THE_FIRST_RELEASE


OLD = """type Query { a: Int b(x: Int, y: Int @deprecated(reason: "No y.")): Int
  c: Int @deprecated(reason: "Ask a.") e: E }
  enum E { ONE TWO THREE @deprecated(reason: "Nobody has three.") }"""


@pytest.mark.parametrize(
    ("new", "broken"),
    [
        (OLD, 0),
        (OLD.replace("a: Int", "a: Int new: String"), 0),
        (OLD.replace('c: Int @deprecated(reason: "Ask a.")', ""), 0),
        (OLD.replace('THREE @deprecated(reason: "Nobody has three.")', ""), 0),
        (OLD.replace(', y: Int @deprecated(reason: "No y.")', ""), 0),
        (OLD.replace("{ a: Int", "{"), 1),
        (OLD.replace("ONE", ""), 1),
        (OLD.replace("a: Int", "a: String"), 1),
        (OLD.replace("x: Int, ", ""), 1),
        (OLD.replace("x: Int", "x: Int!"), 1),
        (OLD.replace('c: Int @deprecated(reason: "Ask a.")', "c: String"), 1),
    ],
)
def test_breaking_changes_are_found_unless_they_were_announced(new: str, broken: int) -> None:
    assert len(breaking(build_schema(OLD), build_schema(new))) == broken
