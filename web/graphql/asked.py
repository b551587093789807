"""What is asked by subscriptions, once for all who ask it, and how each is answered."""

import copy
import secrets
from collections.abc import Awaitable, Hashable
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson
from strawberry.types import ExecutionResult

from models import cursors
from models.audiences import Alike, Unshareable
from models.followers import Follower, Told
from models.notices import Notice
from web.graphql import shortcuts
from web.graphql.execution import EdgeSchema, payload
from web.graphql.operations import Operation

# Stands for the cursor in what is executed for many: each has an own one. Nobody can guess it.
CURSOR = secrets.token_urlsafe(24)


class Line(Protocol):
    """Where the answers of one operation go."""

    async def send(self, payload: bytes) -> None:
        """Send one as soon as the client takes it."""

    def send_now(self, payload: bytes) -> bool:
        """Send one if the client takes it at once."""


@dataclass(eq=False)
class Asked:
    """A document with variables, and to whom its answers look the same."""

    schema: EdgeSchema
    operation: Operation
    alike: Alike

    async def answer(self, context: Any, told: Any) -> ExecutionResult:
        """The answer for one event, presentable."""
        answer = self._planned(context, told) if self.schema.planned else self._plain(context, told)
        result = await answer if isinstance(answer, Awaitable) else answer
        made = ExecutionResult(data=result.data, errors=result.errors)
        return self.schema.told(made, self.operation.name)

    def _planned(self, context: Any, told: Any) -> Any:
        document = self.schema.documents.read(self.operation.query)
        node = document.operation(self.operation.name)
        assert node
        return self.schema.plans.execute(
            document.ast,
            node,
            told,
            context,
            self.operation.variables,
            operation_extensions=self.operation.extensions,
        )

    def _plain(self, context: Any, told: Any) -> Any:
        built = executor(self.schema, self.operation, context)
        return built.build_per_event_executor(told).execute_operation(False)


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
        return Shared(encoded(result).split(CURSOR.encode()))

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


def encoded(result: ExecutionResult) -> bytes:
    """The bytes of an answer."""
    return orjson.dumps(payload(result))


def executor(schema: EdgeSchema, operation: Operation, context: Any) -> Any:
    """What graphql-core executes an operation with; errors where it cannot."""
    return shortcuts.Execution.build(
        schema._schema,
        schema.documents.read(operation.query).ast,
        context_value=context,
        raw_variable_values=operation.variables,
        operation_name=operation.name,
        operation_extensions=operation.extensions,
    )
