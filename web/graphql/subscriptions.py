"""Subscriptions over a socket: what many ask alike is executed once, and its bytes go to all."""

import copy
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterable, Hashable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Protocol, cast
from weakref import WeakValueDictionary

import orjson
from graphql import ExecutionResult as Executed
from graphql import GraphQLError, create_source_event_stream
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from models import cursors
from models.audiences import Alike, Unshareable
from models.followers import Follower, Told
from models.notices import Notice
from web.graphql import execution, shortcuts
from web.graphql.alike import Answers
from web.graphql.execution import EdgeSchema
from web.graphql.operations import Operation

# Stands for the cursor in what is executed for many: each has an own one. Nobody can guess it.
CURSOR = secrets.token_urlsafe(24)
KNOWN_DOCUMENTS = 64


class Line(Protocol):
    """Where the answers of one operation go."""

    async def send(self, payload: bytes) -> None:
        """Send one as soon as the client takes it."""

    def send_now(self, payload: bytes) -> bool:
        """Send one if the client takes it at once."""


class Subscriptions:
    """All subscriptions of this process, and what is asked by several of them."""

    def __init__(self, schema: EdgeSchema) -> None:
        self.schema = schema
        self.known: OrderedDict[Hashable, tuple[Alike, frozenset[str]]] = OrderedDict()
        self.asked: WeakValueDictionary[Hashable, Asked] = WeakValueDictionary()

    async def follow(
        self, operation: Operation, context: Any, line: Line
    ) -> list[GraphQLError] | None:
        """Answer every event until there are no more; the errors, if it cannot go on."""
        source = await self._source(operation, context)
        if isinstance(source, Executed):
            refused = PreExecutionError(data=None, errors=source.errors)
            return self.schema.presentable(refused, operation.name).errors
        asked = self._asked(operation)
        if isinstance(source, Follower):
            return await _follow(source, Listener(asked, source, line))
        return await _pass_on(source, asked, context, line)

    async def _source(self, operation: Operation, context: Any) -> AsyncIterable[Any] | Executed:
        executor = _executor(self.schema, operation, context)
        if isinstance(executor, list):
            return Executed(data=None, errors=executor)
        source: Any = create_source_event_stream(executor)
        return cast(Executed, await source if executor.is_awaitable(source) else source)

    def _asked(self, operation: Operation) -> "Asked":
        """What is asked, one object for all who ask it; the operation can run."""
        (alike, variables), given = self._answers(operation), operation.variables or {}
        used = {name: given[name] for name in sorted(variables & given.keys())}
        details = orjson.dumps([used, operation.extensions])
        key = operation.query, operation.name, details
        return self.asked.get(key) or self.asked.setdefault(
            key, Asked(self.schema, operation, alike)
        )

    def _answers(self, operation: Operation) -> tuple[Alike, frozenset[str]]:
        """To whom the answers look the same, and by which variables they differ."""
        key = operation.query, operation.name
        if key not in self.known:
            document = self.schema.documents.read(operation.query)
            node = document.operation(operation.name)
            assert node
            read = Answers(self.schema._schema, document).read(node)
            self.known[key] = read.alike, frozenset(read.variables)
            if len(self.known) > KNOWN_DOCUMENTS:
                self.known.popitem(last=False)
        return self.known[key]


@dataclass(eq=False)
class Asked:
    """A document with variables, and to whom its answers look the same."""

    schema: EdgeSchema
    operation: Operation
    alike: Alike

    async def answer(self, context: Any, told: Any) -> ExecutionResult:
        """The answer for one event, presentable."""
        executor = _executor(self.schema, self.operation, context)
        result = executor.build_per_event_executor(told).execute_operation(False)
        result = await result if executor.is_awaitable(result) else result
        made = ExecutionResult(data=result.data, errors=result.errors)
        return self.schema.told(made, self.operation.name)


@dataclass(eq=False, slots=True)
class Listener:
    """One who asks: told alone, or handed what is told to all who ask the same."""

    asked: Asked
    source: Follower
    line: Line

    @property
    def key(self) -> Hashable:
        """What is asked."""
        return self.asked

    @property
    def alike(self) -> Alike:
        """Who else gets the same answer."""
        return self.asked.alike

    async def answer(self, told: Told) -> ExecutionResult:
        """The answer to show."""
        # What was read for the last notice is old news for this one.
        context: Any = copy.copy(self.source.surroundings)
        context.renew(self.source.rights)
        return await self.asked.answer(context, told)

    async def prepare(self, notice: Notice) -> "Shared":
        """The answer for all; failures are told to each alone."""
        result = await self.answer(Told(notice, CURSOR))
        if result.errors:
            raise Unshareable(result.errors[0].message)
        return Shared(_encoded(result).split(CURSOR.encode()))

    def take(self, shared: "Shared", positions: dict[str, int]) -> bool:
        """Send it with the own cursor, if the client takes it at once."""
        return self.line.send_now(shared.payload(positions))


@dataclass(eq=False, slots=True)
class Shared:
    """The bytes for all, cut where each one's own cursor goes."""

    parts: list[bytes]
    positions: dict[str, int] = field(default_factory=dict)
    last: bytes = b""

    def payload(self, positions: dict[str, int]) -> bytes:
        """The bytes for one; most often those at the same positions come together."""
        if len(self.parts) == 1:
            return self.parts[0]
        if positions != self.positions:
            self.positions = dict(positions)
            self.last = cursors.encode(positions).encode().join(self.parts)
        return self.last


async def _follow(source: Follower, listener: Listener) -> list[GraphQLError] | None:
    try:
        await source.open()
        while True:
            async with aclosing(source.due()) as due:
                async for told in due:
                    result = await listener.answer(told)
                    if isinstance(result, PreExecutionError):
                        return result.errors
                    await listener.line.send(_encoded(result))
            await source.wait_among_others(listener)
    finally:
        source.close()


async def _pass_on(
    source: AsyncIterable[Any], asked: Asked, context: Any, line: Line
) -> list[GraphQLError] | None:
    """The same for any other source: each has an own."""
    iterator: Any = aiter(source)
    async with aclosing(iterator):
        async for event in iterator:
            result = await asked.answer(context, event)
            if isinstance(result, PreExecutionError):
                return result.errors
            await line.send(_encoded(result))
    return None


def _encoded(result: ExecutionResult) -> bytes:
    return orjson.dumps(execution.payload(result))


def _executor(schema: EdgeSchema, operation: Operation, context: Any) -> Any:
    return shortcuts.Execution.build(
        schema._schema,
        schema.documents.read(operation.query).ast,
        context_value=context,
        raw_variable_values=operation.variables,
        operation_name=operation.name,
        operation_extensions=operation.extensions,
    )
