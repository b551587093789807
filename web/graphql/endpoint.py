"""The one address of the API: HTTP, event streams and sockets."""

import asyncio
from typing import Any

from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from web.graphql import http, sockets
from web.graphql.edge import Edge


class Endpoint:
    """An ASGI app for `Route("/graphql", …)` and `WebSocketRoute("/graphql", …)` alike."""

    def __init__(self, edge: Edge[Any]) -> None:
        self.edge = edge

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve whichever transport the client has chosen."""
        try:
            if scope["type"] == "websocket":
                await sockets.serve(self.edge, WebSocket(scope, receive, send))
            else:
                await http.answer(self.edge, scope, receive, send)
        except asyncio.CancelledError:
            # The server's patience is over at its end: nothing to report, nobody to report to.
            if not self.edge.connections.stopping:
                raise
