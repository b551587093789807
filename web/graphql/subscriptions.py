"""Operations over a line: what many subscribe to alike is executed once, its bytes go to all."""

from collections import OrderedDict
from collections.abc import AsyncIterable, Hashable
from contextlib import aclosing
from typing import Any, cast
from weakref import WeakValueDictionary

import orjson
from graphql import ExecutionResult as Executed
from graphql import GraphQLError, create_source_event_stream
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from models.audiences import Alike
from models.followers import Follower
from web.graphql import asked
from web.graphql.alike import Answers
from web.graphql.asked import Asked, Line, Listener
from web.graphql.execution import EdgeSchema
from web.graphql.operations import Operation

KNOWN_DOCUMENTS = 64


class Subscriptions:
    """All subscriptions of this process, and what is asked by several of them."""

    def __init__(self, schema: EdgeSchema) -> None:
        self.schema = schema
        self.known: OrderedDict[Hashable, tuple[Alike, frozenset[str]]] = OrderedDict()
        self.asked: WeakValueDictionary[Hashable, Asked] = WeakValueDictionary()

    async def answer(
        self, operation: Operation, context: Any, line: Line
    ) -> list[GraphQLError] | None:
        """Answer an operation of any kind; the errors, if it cannot run or go on."""
        query, variables, name = operation.query, operation.variables, operation.name
        if self.schema.kind(query, name) is OperationType.SUBSCRIPTION:
            refused = self.schema.refuse(query, variables, name, OperationType)
            return refused.errors if refused else await self._follow(operation, context, line)
        result = await self.schema.execute(
            query,
            variables,
            context,
            operation_name=name,
            operation_extensions=operation.extensions,
        )
        if isinstance(result, PreExecutionError):
            return result.errors
        await line.send(asked.encoded(result))
        return None

    async def _follow(
        self, operation: Operation, context: Any, line: Line
    ) -> list[GraphQLError] | None:
        """Answer every event until there are no more."""
        source = await self._source(operation, context)
        if isinstance(source, Executed):
            refused = PreExecutionError(data=None, errors=source.errors)
            return self.schema.presentable(refused, operation.name).errors
        what = self._asked(operation)
        if isinstance(source, Follower):
            return await _follow(source, Listener(what, source, line))
        return await _pass_on(source, what, context, line)

    async def _source(self, operation: Operation, context: Any) -> AsyncIterable[Any] | Executed:
        executor = asked.executor(self.schema, operation, context)
        if isinstance(executor, list):
            return Executed(data=None, errors=executor)
        source: Any = create_source_event_stream(executor)
        return cast(Executed, await source if executor.is_awaitable(source) else source)

    def _asked(self, operation: Operation) -> Asked:
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


async def _follow(source: Follower, listener: Listener) -> list[GraphQLError] | None:
    try:
        await source.open()
        while not (ending := await _tell_due(source, listener)):
            await source.wait_among_others(listener)
        return ending
    finally:
        source.close()


async def _tell_due(source: Follower, listener: Listener) -> list[GraphQLError] | None:
    async with aclosing(source.due()) as due:
        async for told in due:
            result = await listener.answer(told)
            if isinstance(result, PreExecutionError):
                return result.errors
            await listener.line.send(asked.encoded(result))
    return None


async def _pass_on(
    source: AsyncIterable[Any], what: Asked, context: Any, line: Line
) -> list[GraphQLError] | None:
    """The same for any other source: each has an own."""
    iterator: Any = aiter(source)
    async with aclosing(iterator):
        async for event in iterator:
            result = await what.answer(context, event)
            if isinstance(result, PreExecutionError):
                return result.errors
            await line.send(asked.encoded(result))
    return None
