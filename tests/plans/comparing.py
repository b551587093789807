"""One operation executed by graphql-core and by a plan, and what a client would see of both."""

import asyncio
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    Executor,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute,
    execute_subscription_event,
)

from web.graphql.plans import Plans

EVENT = object()  # the root of every operation

Sent = dict[str, Any]


@dataclass
class Seen:
    """An answer, with the resolvers that were called for it."""

    data: Any
    errors: list[Any]
    causes: list[Any]
    called: list[str]


def _seen(result: ExecutionResult, context: Any) -> Seen:
    errors = result.errors or []
    return Seen(
        result.data,
        [error.formatted for error in errors],
        [repr(error.original_error) for error in errors],
        context.log,
    )


@dataclass
class Both:
    """The two ways to answer over one schema; a context notes in its `log` who was called."""

    schema: GraphQLSchema
    plans: Plans

    async def reference(self, document: DocumentNode, variables: Sent, context: Any) -> Seen:
        """As graphql-core answers."""
        answer: Any
        if _operation(document).operation is OperationType.SUBSCRIPTION:
            built = Executor.build(self.schema, document, None, context, variables)
            if isinstance(built, list):
                return _seen(ExecutionResult(None, built), context)
            answer = execute_subscription_event(built.build_per_event_executor(EVENT))
        else:
            answer = execute(self.schema, document, EVENT, context, variables)
        return _seen(await _settled(answer), context)

    async def planned(self, document: DocumentNode, variables: Sent, context: Any) -> Seen:
        """As a plan answers."""
        operation = _operation(document)
        answer = self.plans.execute(document, operation, EVENT, context, variables)
        return _seen(await _settled(answer), context)


def _operation(document: DocumentNode) -> OperationDefinitionNode:
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return operation


async def _settled(answer: Any) -> ExecutionResult:
    """The answer, when all that was begun for it has ended."""
    result = answer if isinstance(answer, ExecutionResult) else await answer
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others)
    assert isinstance(result, ExecutionResult)
    return result
