"""Values completed as what their type says, where a plan's straight lines do not do it."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from graphql import (
    Executor,
    GraphQLAbstractType,
    GraphQLLeafType,
    GraphQLObjectType,
)
from graphql.execution.executor import collect_iterator_awaitables, invalid_return_type_error
from graphql.pyutils import Undefined, async_reduce, gather_with_cancel

from web.graphql.plans.spots import Spot

NOTHING: Iterator[Any] = iter(())

# an object's part of the answer: executor, thing, path
Thing = Callable[[Executor[Any], Any, Any], Any]
# whether a class tells what a value is
Telling = Callable[[Any, type], bool]


class Completion(ABC):
    """Completes values that are neither lists nor what the plan expects."""

    def __init__(self, spot: Spot) -> None:
        self.spot = spot

    def __call__(self, executor: Executor[Any], value: Any, path: Any, info: Any) -> Any:
        """The completed value, or an awaitable of it."""
        if isinstance(value, Exception):
            raise value
        if value is None or value is Undefined:
            return self.spot.null()
        return self.present(executor, value, path, info)

    @abstractmethod
    def present(self, executor: Executor[Any], value: Any, path: Any, info: Any) -> Any:
        """The completed value of something that is there."""


class LeafCompletion(Completion):
    """A scalar or an enum."""

    def __init__(self, spot: Spot, leaf: GraphQLLeafType) -> None:
        super().__init__(spot)
        self.leaf = leaf

    def present(self, executor: Executor[Any], value: Any, path: Any, info: Any) -> Any:
        """The value as it is written."""
        return executor.complete_leaf_value(self.leaf, value)


class ThingCompletion(Completion):
    """An object of one type; the plan says what `thing` is."""

    thing: Thing

    def __init__(
        self,
        spot: Spot,
        kind: GraphQLObjectType,
        known: set[type],
        telling: Telling | None,
    ) -> None:
        super().__init__(spot)
        self.kind = kind
        self.known = known  # classes whose instances need no more asking
        self.telling = telling

    def present(self, executor: Executor[Any], value: Any, path: Any, info: Any) -> Any:
        """The fields of the thing, if it is of the type."""
        fits = self.kind.is_type_of(value, info) if self.kind.is_type_of else True
        if executor.is_awaitable(fits):
            return self._later(executor, fits, value, path)
        if not fits:
            raise invalid_return_type_error(self.kind, value, self.spot.details)
        if self.telling and self.telling(self.kind, type(value)):
            self.known.add(type(value))
        return self.thing(executor, value, path)

    async def _later(
        self, executor: Executor[Any], fits: Awaitable[bool], value: Any, path: Any
    ) -> Any:
        if not await fits:
            raise invalid_return_type_error(self.kind, value, self.spot.details)
        fields = self.thing(executor, value, path)
        return await fields if executor.is_awaitable(fields) else fields


class AbstractCompletion(Completion):
    """An object of one of several types; what is asked of each is written when it is met."""

    def __init__(
        self,
        spot: Spot,
        kind: GraphQLAbstractType,
        write: Callable[[GraphQLObjectType], Thing],
        known: dict[type, Thing],
        telling: Telling | None,
    ) -> None:
        super().__init__(spot)
        self.kind = kind
        self.write = write
        self.known = known
        self.telling = telling
        self.things: dict[str, ThingCompletion] = {}

    def present(self, executor: Executor[Any], value: Any, path: Any, info: Any) -> Any:
        """The fields of the thing as what it is."""
        name = (self.kind.resolve_type or executor.type_resolver)(value, info, self.kind)
        if executor.is_awaitable(name):
            return self._later(executor, name, value, path, info)
        completion = self._of(executor, name, value, info)
        completed = completion.present(executor, value, path, info)
        if self.telling and self.telling(self.kind, type(value)):
            self.known[type(value)] = completion.thing
        return completed

    async def _later(
        self, executor: Executor[Any], name: Awaitable[Any], value: Any, path: Any, info: Any
    ) -> Any:
        completion = self._of(executor, await name, value, info)
        fields = completion.present(executor, value, path, info)
        return await fields if executor.is_awaitable(fields) else fields

    def _of(self, executor: Executor[Any], name: Any, value: Any, info: Any) -> ThingCompletion:
        found = self.things.get(name) if isinstance(name, str) else None
        if found is None:
            kind = executor.ensure_valid_runtime_type(
                name, self.kind, self.spot.details, info, value
            )
            found = ThingCompletion(self.spot, kind, set(), None)
            found.thing = self.write(kind)
            self.things[name] = found
        return found


async def gathered(results: Any, waiting: Mapping[Any, Awaitable[Any]]) -> Any:
    """An object or a list, with what it still waits for."""
    if len(waiting) == 1:
        for key, awaitable in waiting.items():
            results[key] = await awaitable
        return results
    found = await gather_with_cancel(*waiting.values())
    for key, value in zip(waiting, found, strict=True):
        results[key] = value
    return results


def abandon(
    executor: Executor[Any],
    waiting: Mapping[Any, Awaitable[Any]] | None,
    rest: Iterator[Any] = NOTHING,
) -> None:
    """Let what was begun come to its end, although nobody waits for it any more."""
    awaitables = [*(waiting or {}).values()]
    awaitables.extend(collect_iterator_awaitables(rest, executor.is_awaitable))
    if awaitables:
        executor.settle_in_background(awaitables)


def serially(executor: Executor[Any], root: Any, things: list[Thing]) -> Any:
    """The fields of a mutation, each a thing of its own, one after the other."""

    def after(results: dict[str, Any], thing: Thing) -> Any:
        part = thing(executor, root, None)
        if type(part) is not dict:
            return _updated(results, part)
        results.update(part)
        return results

    return async_reduce(after, things, {})


async def _updated(results: dict[str, Any], part: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    results.update(await part)
    return results
