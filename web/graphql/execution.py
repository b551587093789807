"""The schema as it meets the world: cached documents, bounds, deadlines, and calm errors."""

import asyncio
import copy
import dataclasses
from collections.abc import Awaitable, Iterable, Iterator
from typing import Any, Self, cast

import strawberry
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from models import database
from web.graphql import cost, documents, errors, inputs, plans, shortcuts
from web.settings import Settings

Allowed = Iterable[OperationType] | None


class Prepared(SchemaExtension):
    """Hands Strawberry the document that was parsed and validated before."""

    def on_operation(self) -> Iterator[None]:
        """Leave nothing to parse and nothing to validate."""
        context = self.execution_context
        schema = cast(EdgeSchema, context.schema)
        context.graphql_document = schema.documents.read(context.query or "").ast
        context.pre_execution_errors = []
        yield


class EdgeSchema(strawberry.Schema):
    """A schema that strangers may call: `build(functools.partial(EdgeSchema, settings=…))`.

    Whatever cannot run answers with a `PreExecutionError`, which has no data; every error has a
    code. Subscriptions are answered in `subscriptions`, by what is told here to whom.
    """

    def __init__(
        self,
        query: type,
        *,
        settings: Settings,
        extensions: Iterable[Any] = (),
        config: StrawberryConfig | None = None,
        **kwargs: Any,
    ) -> None:
        hidden = not settings.exploring
        config = dataclasses.replace(config or StrawberryConfig(), disable_field_suggestions=hidden)
        super().__init__(
            query,
            extensions=[Prepared, *extensions],
            config=config,
            execution_context_class=shortcuts.Execution,
            **kwargs,
        )
        inputs.quicken(self)
        self.hidden = hidden
        self._keep_to(settings)

    def under(self, settings: Settings) -> Self:
        """The same types within other bounds, at once: to build them takes a while."""
        other = copy.copy(self)
        other._keep_to(settings)
        return other

    def _keep_to(self, settings: Settings) -> None:
        self.settings = settings
        self.documents = documents.Documents(self._schema, settings)
        self.plans = plans.Plans(
            self._schema,
            executor_class=shortcuts.Execution,
            hints=shortcuts.Shortcuts(),
        )
        # What sees every field or every operation as it passes is not known to plans.
        self.planned = settings.compiled_plans and not (self.extensions[1:] or self.directives)

    def kind(self, query: str, operation_name: str | None) -> OperationType | None:
        """What the operation is; None when it cannot run."""
        operation = self.documents.read(query).operation(operation_name)
        return OperationType(operation.operation.value) if operation else None

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        allowed_operation_types: Allowed = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Answer a query or a mutation within `operation_seconds`."""
        allowed = allowed_operation_types or (OperationType.QUERY, OperationType.MUTATION)
        if refused := self.refuse(query, variable_values, operation_name, allowed):
            return refused
        try:
            async with asyncio.timeout(self.settings.operation_seconds):
                execute = self._by_plan if self.planned else super().execute
                result = await execute(
                    query,
                    variable_values,
                    context_value,
                    root_value,
                    operation_name,
                    operation_extensions=operation_extensions,
                )
        except TimeoutError:
            result = ExecutionResult(data=None, errors=[self._too_long()])
        return self.presentable(result, operation_name)

    async def _by_plan(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None,
        context_value: Any,
        root_value: Any,
        operation_name: str | None,
        operation_extensions: dict[str, Any] | None,
    ) -> ExecutionResult:
        """The same as Strawberry's `execute` without its layers; what there is to do is known."""
        document = self.documents.read(query or "")
        operation = document.operation(operation_name)
        assert operation
        try:
            answer = self.plans.execute(
                document.ast,
                operation,
                root_value,
                context_value,
                variable_values,
                operation_extensions=operation_extensions,
            )
            result = await answer if isinstance(answer, Awaitable) else answer
        except Exception as crash:
            error = GraphQLError(str(crash), original_error=crash)
            return PreExecutionError(data=None, errors=[error])
        return ExecutionResult(data=result.data, errors=result.errors)

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Nothing: each result's errors are logged once, where they are made presentable."""

    def refuse(
        self,
        query: str | None,
        variables: dict[str, Any] | None,
        operation_name: str | None,
        allowed: Iterable[OperationType],
    ) -> PreExecutionError | None:
        """Why an operation cannot run, or None."""
        found = self._obstacles(query or "", variables or {}, operation_name, allowed)
        if not found:
            return None
        shown = [errors.calm(error, hidden=self.hidden) for error in found]
        errors.log_refusals(shown, operation_name)
        return PreExecutionError(data=None, errors=shown)

    def _obstacles(
        self,
        query: str,
        variables: dict[str, Any],
        operation_name: str | None,
        allowed: Iterable[OperationType],
    ) -> list[GraphQLError]:
        document = self.documents.read(query)
        if document.errors:
            return document.errors
        operation = document.operation(operation_name)
        if operation is None:
            return [_ambiguous(operation_name)]
        if OperationType(operation.operation.value) not in allowed:
            return [_not_here(OperationType(operation.operation.value))]
        assert document.scales
        costly = document.scales.refusal(operation, variables)
        return [costly] if costly else []

    def presentable(
        self, result: ExecutionResult, operation_name: str | None
    ) -> PreExecutionError | ExecutionResult:
        """The result as a client may see it."""
        if not result.errors:
            return result
        shown = errors.present(result.errors, operation_name, hidden=self.hidden)
        unstarted = result.data is None and not any(
            error.path or (error.extensions or {}).get("bound") == "seconds"
            for error in result.errors
        )
        if unstarted or isinstance(result, PreExecutionError):
            return PreExecutionError(data=None, errors=shown[: documents.REPORTED_ERRORS])
        return ExecutionResult(data=result.data, errors=shown, extensions=result.extensions)

    def told(
        self, result: ExecutionResult, operation_name: str | None
    ) -> PreExecutionError | ExecutionResult:
        """An event as a client may see it. Where the database failed it is the end instead:
        whoever went on from its cursor would never be told the rest of it."""
        shown = self.presentable(result, operation_name)
        causes = [errors.cause_of(error) for error in result.errors or []]
        if any(isinstance(cause, database.FAILURES) for cause in causes):
            return PreExecutionError(data=None, errors=shown.errors)
        return shown

    def _too_long(self) -> GraphQLError:
        seconds = self.settings.operation_seconds
        message = f"No answer within {seconds:g} seconds. What was begun may still be done."
        return cost.too_costly("seconds", seconds, message)


def payload(result: ExecutionResult) -> dict[str, Any]:
    """A result as a response: what did not run has no data entry."""
    response: dict[str, Any] = {}
    if result.errors:
        response["errors"] = [error.formatted for error in result.errors]
    if not isinstance(result, PreExecutionError):
        response["data"] = result.data
    if result.extensions:
        response["extensions"] = result.extensions
    return response


def _ambiguous(operation_name: str | None) -> GraphQLError:
    message = "Name one of the document's operations as operationName."
    if operation_name is not None:
        message = "The document has no operation of this name."
    return GraphQLError(message, extensions={"code": "OPERATION_AMBIGUOUS"})


def _not_here(kind: OperationType) -> GraphQLError:
    message = f"A {kind.value} cannot run here."
    if kind is OperationType.SUBSCRIPTION:
        message = "A subscription needs a WebSocket, or Accept: text/event-stream."
    return GraphQLError(message, extensions={"code": "BAD_REQUEST"})
