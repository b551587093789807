"""A user of the API: queries and mutations by httpx, subscriptions by gql over a WebSocket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from gql import Client as GqlClient
from gql import GraphQLRequest
from gql.transport.websockets import WebsocketsTransport


class Refused(Exception):
    """The answer has errors: `codes` are their `extensions.code`."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors)
        self.errors = errors
        self.codes = [(error.get("extensions") or {}).get("code") for error in errors]


class Client:
    """One person, by demo name or by token."""

    def __init__(self, url: str, by: str | None = None, token: str | None = None) -> None:
        self.url = url
        self.token = token or (f"demo:{by}" if by else None)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        # Nothing here is TLS, and loading certificates takes longer than most tests.
        self.http = httpx2.AsyncClient(base_url=url, headers=headers, timeout=30, verify=False)

    async def answer(self, document: str, **variables: Any) -> dict[str, Any]:
        """The whole answer, errors and all."""
        asked = {"query": document, "variables": variables}
        response = await self.http.post("/graphql", json=asked)
        answer: dict[str, Any] = response.json()
        return answer

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of the only root field; Refused when there are errors."""
        answer = await self.answer(document, **variables)
        if "errors" in answer:
            raise Refused(answer["errors"])
        (field,) = answer["data"].values()
        return field  # type: ignore[no-any-return]

    async def close(self) -> None:
        """Hang up."""
        await self.http.aclose()

    @asynccontextmanager
    async def watch(self, document: str, **variables: Any) -> AsyncIterator["Watch"]:
        """Follow a subscription while the block runs.

        Give `after` a cursor that was asked for before: then nothing is missed, however late the
        server takes the subscription up, and no test has to wait for that.
        """
        payload = {"authorization": f"Bearer {self.token}"} if self.token else {}
        transport = WebsocketsTransport(
            url=self.url.replace("http", "ws", 1) + "/graphql",
            init_payload=payload,
            subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
        )
        async with GqlClient(transport=transport) as session:
            watch = Watch(session.subscribe(GraphQLRequest(document, variable_values=variables)))
            try:
                yield watch
            finally:
                await watch.stop()


class Watch:
    """What a subscription has told so far."""

    def __init__(self, source: Any) -> None:
        self.told: asyncio.Queue[dict[str, Any] | Exception | None] = asyncio.Queue()
        self.task = asyncio.create_task(self._read(source))

    async def _read(self, source: Any) -> None:
        try:
            async for result in source:
                (field,) = result.values()
                self.told.put_nowait(field)
            self.told.put_nowait(None)
        except Exception as error:
            self.told.put_nowait(error)

    async def next(self, seconds: float = 10) -> dict[str, Any]:
        """The next thing told; raises what ended the stream."""
        told = await asyncio.wait_for(self.told.get(), seconds)
        if isinstance(told, Exception):
            raise told
        if told is None:
            raise StopAsyncIteration
        return told

    async def some(self, count: int, seconds: float = 10) -> list[dict[str, Any]]:
        """The next few."""
        return [await self.next(seconds) for _ in range(count)]

    async def stop(self) -> None:
        """Stop listening."""
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
