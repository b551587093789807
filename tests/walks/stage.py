"""The product on a stage: the real schema and a real database in this process, without the wire."""

import asyncio
import dataclasses
import itertools
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from graphql import GraphQLNonNull, get_named_type

import schema
from models import audit, clock, database, keys, mail, timers
from models.accounts import SmartAccount
from models.channels import Channel
from models.streams import Hub
from models.users import User
from resolvers import ids
from resolvers.context import Context, Limits
from tests import shared
from tests.walks.world import Answer, Told
from web.graphql.execution import EdgeSchema
from web.settings import Settings

T = TypeVar("T")
BUILT = schema.build(partial(EdgeSchema, settings=Settings(demo=True)))
MUTATIONS: Any = BUILT._schema.mutation_type
LIFTED: dict[str, Any] = {
    field.name: 1_000_000
    for field in dataclasses.fields(Limits)
    if "_per_" in field.name and field.name != "verifications_per_6_hours"
}
LIMITS = Limits(**LIFTED)

# What is asked of each answer besides its name; the values come in this order.
SHOWN = {
    "AlreadyActedUpon": "outcome actedBy { username } request { id }",
    "DuplicatePending": "request { id }",
    "NotPending": "request { id }",
    "AccessRequest": "id status",
    "SupportAccessRequest": "id status",
    "AccountApplication": "id status",
    "Registration": "id stage",
    "WrongStage": "registration { id stage }",
    "AlreadyRegistered": "registration { id }",
    "CompletedAccountSetup": "application { id status }",
}


def document(name: str) -> str:
    """A mutation with everything that it may answer, read off the schema."""
    mutation = MUTATIONS.fields[name]
    answers = get_named_type(mutation.type).types
    shown = " ".join(
        f"... on {answer.name} {{ {SHOWN[answer.name]} }}"
        for answer in answers
        if answer.name in SHOWN
    )
    told = "__typename ... on Problem { code }"
    if not mutation.args:
        return f"mutation {{ {name} {{ {told} {shown} }} }}"
    kind: GraphQLNonNull[Any] = mutation.args["input"].type
    return f"mutation($input: {kind}) {{ {name}(input: $input) {{ {told} {shown} }} }}"


DOCUMENTS: dict[str, str] = {}


def values(shown: Any) -> Iterator[Any]:
    """The leaves of an answer, in order."""
    if isinstance(shown, dict):
        for value in shown.values():
            yield from values(value)
    else:
        yield shown


class Stage:
    """One database with a cast that is put back between walks, and whoever acts on it."""

    def __init__(self, runner: asyncio.Runner) -> None:
        self.runner = runner
        self.hub = Hub(1)
        self.cast: dict[str, list[dict[str, Any]]] = {}
        self.people: dict[str, UUID] = {}
        # What the model calls the things of the product: ids in either form.
        self.names: dict[str, str] = {}
        self.ids: dict[str, str] = {}

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something to the end."""
        return self.runner.run(work)

    async def learn(self) -> None:
        """Take the database as it is for the beginning of every walk."""
        self.cast = await shared.keep()
        self.people = {user.username: user.id for user in await User.all()}

    async def begin(self) -> None:
        """Put everything back."""
        clock.clock.reset()
        await shared.restore(self.cast)
        self.names = {str(key): name for name, key in self.people.items()}
        self.ids = {}

    def name(self, kind: str, key: UUID, name: str) -> None:
        """Have the model's word for a thing."""
        self.names[str(key)] = self.names[ids.encode(kind, key)] = name
        self.ids[name] = ids.encode(kind, key)

    def nowhere(self, kind: str, name: str) -> None:
        """Have a name for an id that leads nowhere."""
        self.ids[name] = ids.encode(kind, keys.uuid7())

    def called(self, key: Any) -> str | None:
        """The model's word for an id as the database has it."""
        if key is None:
            return None
        text = str(UUID(str(key)))
        return self.names.get(text, text)

    async def ask(self, by: str, mutation: str, new: str = "", **input: Any) -> Answer:
        """Act as somebody; a success that makes a case gives it the name `new`."""
        query = DOCUMENTS.get(mutation) or DOCUMENTS.setdefault(mutation, document(mutation))
        viewer = await User.get_or_none(username=by, active=True)
        context = Context(viewer, self.hub, LIMITS, address="192.0.2.1")
        given = {"input": input} if MUTATIONS.fields[mutation].args else {}
        result = await BUILT.execute(query, given, context_value=context)
        if result.errors:
            codes = [(error.extensions or {}).get("code") for error in result.errors]
            if codes != ["UNAUTHENTICATED"]:
                raise result.errors[0].original_error or result.errors[0]
            return tuple(codes)
        (answer,) = (result.data or {}).values()
        return self._read(answer, new)

    def _read(self, answer: dict[str, Any], new: str) -> Answer:
        kind, code = answer.pop("__typename"), answer.pop("code", None)
        if new and code is None and answer["id"] not in self.names:
            key = ids.key(answer["id"], kind, "")
            self.name(kind, key, new)
        told = [self.names.get(value, value) for value in values(answer)]
        return (code or kind, *told)

    # What is found in the tables, in the words of the model

    async def mails(self) -> dict[tuple[Any, ...], int]:
        """What is owed to whom about what."""
        sql = "SELECT kind, user_id, request_id, status FROM email_message"
        return Counter(
            (
                row["kind"],
                self.called(row["user_id"]),
                self.called(row["request_id"]),
                row["status"],
            )
            for row in await database.fetch(sql)
        )

    async def notices(self) -> dict[str, list[Told]]:
        """What was told, place by place, in order; the numbers have no gaps."""
        sql = (
            "SELECT COALESCE(account_id, channel_id) AS place, seq, kind, case_id, outcome,"
            " actor_id, subject_id FROM notice ORDER BY seq"
        )
        found: dict[str, list[Told]] = {}
        for row in await database.fetch(sql):
            told = found.setdefault(str(self.called(row["place"])), [])
            told.append(
                Told(
                    row["kind"],
                    self.called(row["case_id"]),
                    row["outcome"],
                    self.called(row["actor_id"]),
                    self.called(row["subject_id"]),
                )
            )
            assert row["seq"] == len(told), f"number {row['seq']} is told as number {len(told)}"
        return found

    async def timers(self) -> set[tuple[str, str]]:
        """What is due at some time."""
        found = await database.fetch("SELECT act, thing_id FROM timer")
        return {(row["act"], str(self.called(row["thing_id"]))) for row in found}

    async def broken(self) -> list[str]:
        """The logs whose chain is broken."""
        logs: list[SmartAccount | Channel] = list(await SmartAccount.filter(audit_seq__gt=0))
        logs += await Channel.filter(audit_seq__gt=0)
        return [log.name for log in logs if await audit.broken_links(log)]

    # What happens by itself

    async def pass_time(self, hours: int) -> None:
        """Time passes, and a worker does what is due."""
        clock.clock.advance(hours=hours)
        while await timers.run_due(clock.now()):
            pass

    async def deliver(self) -> None:
        """The postman takes every mail that is due."""
        while claimed := await mail.claim_due(100, clock.now(), 60):
            for message in claimed:
                await mail.mark_sent(message.id, clock.now())


@contextmanager
def stage(url: str) -> Iterator[Stage]:
    """A stage on this database, which has the cast."""
    with asyncio.Runner() as runner:
        runner.run(database.connect(url))
        try:
            if not database.on_postgres():
                # Nothing here is to survive a power cut, and a walk has thousands of commits.
                runner.run(database.connection().execute_query("PRAGMA synchronous = OFF"))
            yield Stage(runner)
        finally:
            clock.clock.reset()
            runner.run(database.close())


def numbered(prefix: str) -> Iterator[str]:
    """`c1`, `c2`, …"""
    return (f"{prefix}{number}" for number in itertools.count(1))
