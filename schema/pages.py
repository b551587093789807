"""Relay's cursor connections."""

from typing import Any, Generic, TypeVar

import strawberry

from resolvers import pages
from schema.fields import plain, shows

T = TypeVar("T")


@shows(pages.Page)
class PageInfo:
    """Where a page lies in its list."""

    has_next_page: bool = plain("Whether more comes after this page.")
    has_previous_page: bool = plain("Whether something comes before this page.")
    start_cursor: str | None = plain("The first item's cursor; null on an empty page.")
    end_cursor: str | None = plain("The last item's cursor; null on an empty page.")


@strawberry.type(description="An item of a page, with its cursor.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="The item's position, for `after` and `before`.")
    node: T = strawberry.field(description="The item.")


def page_info(root: strawberry.Parent[pages.Page[T]]) -> Any:
    """Where this page lies in the list."""
    return root


def edges(root: strawberry.Parent[pages.Page[T]]) -> list[Edge[T]]:
    """The items with their cursors."""
    return [
        Edge(cursor=cursor, node=node)
        for cursor, node in zip(root.cursors, root.nodes, strict=True)
    ]


async def total_count(root: strawberry.Parent[pages.Page[T]]) -> int:
    """How many there are in the whole list. Counted when asked for."""
    return await root.count()


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(
        resolver=edges, description="The items with their cursors."
    )
    nodes: list[T] = strawberry.field(description="The items alone.")
    page_info: PageInfo = strawberry.field(
        resolver=page_info, description="Where this page lies in the list."
    )
    total_count: int = strawberry.field(
        resolver=total_count,
        description="How many there are in the whole list. Counted when asked for.",
    )

    @classmethod
    def is_type_of(cls, obj: object, _info: object) -> bool:
        """Resolvers return pages."""
        return isinstance(obj, cls | pages.Page)
