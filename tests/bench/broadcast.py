"""F2: the same bytes to every open socket, with nothing else about it."""

import asyncio
from functools import partial
from typing import Any

import uvicorn

from web import server
from web.settings import Settings

Message = dict[str, Any]


class Broadcast:
    """A bare ASGI application: sockets listen, and what is posted is sent to all of them."""

    def __init__(self) -> None:
        self.sends: set[Any] = set()

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        """Serve a socket or a post."""
        if scope["type"] == "websocket":
            await self._listen(scope, receive, send)
        elif scope["type"] == "http":
            await self._tell(receive, send)

    async def _listen(self, scope: Message, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept", "subprotocol": scope["subprotocols"][0]})
        self.sends.add(send)
        try:
            while (await receive())["type"] != "websocket.disconnect":
                pass
        finally:
            self.sends.discard(send)

    async def _tell(self, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        message = {"type": "websocket.send", "text": body.decode()}
        for told in self.sends:
            await told(message)
        length = {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-length", b"2")],
        }
        await send(length)
        await send({"type": "http.response.body", "body": b"{}"})


def serve() -> None:
    """Answer until a signal comes; the address is the first line."""
    settings = Settings(port=0)
    listener = server.listen("127.0.0.1", 0)
    configuration: uvicorn.Config = server.configuration(Broadcast(), settings)  # type: ignore[arg-type]
    configuration.lifespan = "off"
    say = partial(print, flush=True)
    asyncio.run(server.Server(configuration, say, lambda: None).serve(sockets=[listener]))


if __name__ == "__main__":
    serve()
