"""What all transports share: the schema, the settings, and who is calling."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from web.graphql.connections import Connections, Principal
from web.graphql.execution import EdgeSchema
from web.graphql.origins import Origins
from web.graphql.subscriptions import Subscriptions
from web.settings import Settings

P = TypeVar("P", bound=Principal)

# Who is calling, by header, cookie or connection_init payload; raises a Fault to refuse.
Authenticate = Callable[[HTTPConnection, dict[str, Any] | None], Awaitable[P]]
# A fresh context for one operation.
ContextFor = Callable[[HTTPConnection, P], Awaitable[Any]]
Page = Callable[[Request], Awaitable[Response]]
# Lets the app add to the response what the operation has left in its context, such as a cookie.
Finish = Callable[[Any, Response], None]


@dataclass
class Edge(Generic[P]):
    """The GraphQL API's wiring, made once by the app."""

    schema: EdgeSchema
    settings: Settings
    authenticate: Authenticate[P]
    context_for: ContextFor[P]
    connections: Connections
    page: Page | None = None
    finish: Finish | None = None
    build: str = ""  # of the console: a socket's greeting names it
    origins: Origins = field(init=False)
    subscriptions: Subscriptions = field(init=False)

    def __post_init__(self) -> None:
        self.subscriptions = Subscriptions(self.schema)
        self.origins = Origins(self.settings)


def address(connection: HTTPConnection) -> str:
    """The caller's network address."""
    return connection.client.host if connection.client else ""
