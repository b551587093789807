"""Relay's cursor connections."""

from typing import Generic, TypeVar

import strawberry

from resolvers import pages

T = TypeVar("T")


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more comes after this page.")
    has_previous_page: bool = strawberry.field(
        description="Whether something comes before this page."
    )
    start_cursor: str | None = strawberry.field(
        description="The first item's cursor; null on an empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="The last item's cursor; null on an empty page."
    )


@strawberry.type(description="An item of a page, with its cursor.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="The item's position, for `after` and `before`.")
    node: T = strawberry.field(description="The item.")


def page_info(root: strawberry.Parent[pages.Page[T]]) -> PageInfo:
    """Where this page lies in the list."""
    return PageInfo(
        has_next_page=root.has_next_page,
        has_previous_page=root.has_previous_page,
        start_cursor=root.cursors[0] if root.cursors else None,
        end_cursor=root.cursors[-1] if root.cursors else None,
    )


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
