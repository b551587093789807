"""The door: operations executed by plans, and by graphql-core where there is none."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeGuard, cast

from graphql import (
    DocumentNode,
    ExecutionResult,
    Executor,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    default_field_resolver,
    default_type_resolver,
)
from graphql.execution.executor_throwing_on_incremental import ExecutorThrowingOnIncremental
from graphql.execution.values import VariableValues, get_variable_values

from web.graphql.plans.cache import Lately
from web.graphql.plans.complete import serially
from web.graphql.plans.fields import Asked, Collector, Switches
from web.graphql.plans.hints import Hints
from web.graphql.plans.values import Known
from web.graphql.plans.writer import Writer

Run = Callable[[Executor[Any]], Any]
Answer = ExecutionResult | Awaitable[ExecutionResult]

REMEMBERED = 400_000  # characters of documents whose uses are counted
WRITTEN = 4_000_000  # characters of all plans together
PARSED = 10  # times as much as its text weighs what a document is parsed to
REPORTED = 50  # mistakes in variables, as graphql-core has it
USES = 2  # at the how-manieth execution a plan is worth writing


class Plans:
    """Executes the validated operations of one schema."""

    def __init__(
        self,
        schema: GraphQLSchema,
        *,
        executor_class: type[Executor[Any]] = ExecutorThrowingOnIncremental,
        hints: Hints | None = None,
        is_awaitable: Callable[[Any], TypeGuard[Awaitable[Any]]] | None = None,
        hide_suggestions: bool = False,
        uses: int = USES,
        remembered: int = REMEMBERED,
        written: int = WRITTEN,
    ) -> None:
        self.schema = schema
        self.executor_class = executor_class
        self.hints = hints
        self.is_awaitable = is_awaitable
        self.hide_suggestions = hide_suggestions
        self.uses = uses
        self.asked: Lately[tuple[Asked, list[int]]] = Lately(remembered, share=20)
        self.plans: Lately[tuple[Asked, Run]] = Lately(written, share=4)
        self.known: Known = {}
        self.ran = 0  # executions by plans

    def execute(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        root_value: Any = None,
        context_value: Any = None,
        variable_values: dict[str, Any] | None = None,
        **custom: Any,
    ) -> Answer:
        """Answer an operation of a validated document, or the event of a subscription as root.

        What else is given goes to the executor, as with graphql-core's `execute`.
        """
        asked, uses = self._asked(document, operation)
        values = get_variable_values(
            self.schema,
            operation.variable_definitions or (),
            variable_values or {},
            REPORTED,
            self.hide_suggestions,
        )
        if isinstance(values, list):
            return ExecutionResult(None, values)
        executor = self._executor(asked, root_value, context_value, values, custom)
        uses[0] += 1
        run = self._plan(asked, values.coerced) if uses[0] >= self.uses else None
        if run is None:
            serial = None if operation.operation is not OperationType.SUBSCRIPTION else False
            return cast(Answer, executor.execute_operation(serial))
        self.ran += 1
        return _answer(executor, run)

    def _executor(
        self, asked: Asked, root: Any, context: Any, values: VariableValues, custom: dict[str, Any]
    ) -> Executor[Any]:
        return self.executor_class(
            self.schema,
            asked.definitions,
            asked.fragments,
            root,
            context,
            asked.operation,
            values,
            default_field_resolver,
            default_type_resolver,
            default_field_resolver,
            is_awaitable=self.is_awaitable,
            hide_suggestions=self.hide_suggestions,
            **custom,
        )

    def _asked(
        self, document: DocumentNode, operation: OperationDefinitionNode
    ) -> tuple[Asked, list[int]]:
        # The node is kept with what is known of it, so its id is nobody else's meanwhile.
        found = self.asked.get(id(operation))
        if found is None or found[0].operation is not operation:
            found = Asked(self.schema, document, operation), [0]
            self.asked.put(id(operation), found, found[0].length)
        return found

    def _plan(self, asked: Asked, values: dict[str, Any]) -> Run | None:
        switches = asked.switches(values)
        if switches is None:
            return None
        key: Hashable = id(asked), *switches.values()
        found = self.plans.get(key)
        if found is None:
            run, weight = self._written(asked, switches)
            found = asked, run
            self.plans.put(key, found, weight + PARSED * asked.length)
        return found[1]

    def _written(self, asked: Asked, switches: Switches) -> tuple[Run, int]:
        kind = self.schema.get_root_type(asked.operation.operation)
        if kind is None:
            return Executor.execute_operation, 1
        collector = Collector(asked, VariableValues({}, switches))
        writer = Writer(collector, self.hints, self.known)
        if asked.operation.operation is OperationType.MUTATION:
            roots = writer.roots(kind)
            return lambda executor: serially(
                executor, executor.root_value, roots
            ), writer.source.length
        root = writer.root(kind)
        return lambda executor: root(executor, executor.root_value, None), writer.source.length


def _answer(executor: Executor[Any], run: Run) -> Answer:
    try:
        data = run(executor)
    except GraphQLError as error:
        return _nothing(executor, error)
    if type(data) is not dict:
        return _later(executor, data)
    return ExecutionResult(data, executor.collected_errors.errors or None)


async def _later(executor: Executor[Any], answer: Awaitable[dict[str, Any]]) -> ExecutionResult:
    try:
        data = await answer
    except GraphQLError as error:
        return _nothing(executor, error)
    return ExecutionResult(data, executor.collected_errors.errors or None)


def _nothing(executor: Executor[Any], error: GraphQLError) -> ExecutionResult:
    executor.collected_errors.add(error, None)
    return ExecutionResult(None, executor.collected_errors.errors)
