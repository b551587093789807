"""A place in an answer, and what happens there when something is unusual: graphql-core's way."""

from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any

from graphql import (
    Executor,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path

# value completed as the place's type: executor, value, path, info
Complete = Callable[[Executor[Any], Any, Any, Any], Any]
Arguments = dict[str, Any]

FLAT = (str, int, float, bool, type(None))


def real(path: Any) -> Any:
    """A path as graphql-core has it. Plans pass bare tuples: most paths are never looked at."""
    if path is None or type(path) is Path:
        return path
    return Path(real(path[0]), path[1], path[2])


class Spot:
    """A field, or an item of its list: where errors end or pass on.

    `type` is what belongs here; `complete` is written by the plan.
    """

    complete: Complete

    def __init__(
        self,
        kind: GraphQLOutputType,
        field: GraphQLField,
        details: list[FieldDetails],
        parent: GraphQLObjectType,
    ) -> None:
        self.type = kind
        self.field = field
        self.details = details
        self.nodes = [detail.node for detail in details]
        self.parent = parent
        self.known: Arguments | None = None  # where they never change
        self.takes_variables = True

    def info(self, executor: Executor[Any], path: Any) -> GraphQLResolveInfo[Any]:
        """What a resolver is told."""
        return executor.build_resolve_info(self.field, [*self.nodes], self.parent, real(path))

    def arguments(self, executor: Executor[Any]) -> Arguments:
        """The field's arguments, or the error that they make."""
        if self.known is not None:
            return {name: _own(value) for name, value in self.known.items()}
        found = get_argument_values(
            self.field, self.nodes[0], executor.variable_values, None, executor.hide_suggestions
        )
        if not self.takes_variables and _lasts(found):
            self.known = found
            return {name: _own(value) for name, value in found.items()}
        return found

    def finish(self, executor: Executor[Any], value: Any, path: Any, info: Any) -> Any:
        """A value that a resolver or a list gave, completed; an awaitable if it must be."""
        path = real(path)
        info = info or self.info(executor, path)
        try:
            if executor.is_awaitable(value):
                return self._awaited(executor, value, path, info)
            completed = self.complete(executor, value, path, info)
            if executor.is_awaitable(completed):
                return self.waited(executor, completed, path)
            return completed
        except Exception as error:
            return self.failed(executor, error, path)

    def null(self) -> None:
        """Nothing is here: an error where something must be."""
        if is_non_null_type(self.type):
            name = f"{self.parent}.{self.nodes[0].name.value}"
            raise TypeError(f"Cannot return null for non-nullable field {name}.")

    def failed(self, executor: Executor[Any], error: Exception, path: Any) -> None:
        """Null and a note of the error; or the error, if null must not be here."""
        executor.handle_field_error(error, self.type, self.details, real(path))

    async def waited(self, executor: Executor[Any], completed: Awaitable[Any], path: Any) -> Any:
        """What is being completed below."""
        try:
            return await completed
        except Exception as error:
            return self.failed(executor, error, path)

    async def _awaited(
        self, executor: Executor[Any], value: Awaitable[Any], path: Path, info: Any
    ) -> Any:
        try:
            completed = self.complete(executor, await value, path, info)
            return await completed if executor.is_awaitable(completed) else completed
        except Exception as error:
            return self.failed(executor, error, path)


def _lasts(value: Any) -> bool:
    """Whether it is made of what never changes, and of lists and objects that can be copied."""
    if type(value) is dict:
        return all(map(_lasts, value.values()))
    if type(value) is list:
        return all(map(_lasts, value))
    return type(value) in FLAT or isinstance(value, Enum)


def _own(value: Any) -> Any:
    """The same, for a resolver to do with as it likes."""
    if type(value) is dict:
        return {name: _own(part) for name, part in value.items()}
    return [*map(_own, value)] if type(value) is list else value
