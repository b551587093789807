"""Asks a tiny service over HTTP."""

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
import pytest_asyncio

from tests.web import running
from tests.web.tiny import Tiny

RESPONSE = "application/graphql-response+json"
JSON = "application/json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Client:
    """Asks the tiny service."""

    def __init__(self, tiny: Tiny, address: str, http: httpx2.AsyncClient) -> None:
        self.tiny = tiny
        self.address = address
        self.http = http

    async def ask(
        self, query: str, accept: str | None = JSON, headers: Any = None, **rest: Any
    ) -> httpx2.Response:
        """POST an operation."""
        return await self.post(json.dumps({"query": query, **rest}).encode(), accept, headers)

    async def post(
        self, body: bytes, accept: str | None = JSON, headers: Any = None
    ) -> httpx2.Response:
        """POST these bytes as JSON."""
        asked = {"Content-Type": JSON, **({"Accept": accept} if accept else {}), **(headers or {})}
        if not accept:
            self.http.headers.pop("accept", None)
        return await self.http.post("/graphql", content=body, headers=asked)

    async def get(self, accept: str = JSON, headers: Any = None, **query: str) -> httpx2.Response:
        """GET an operation."""
        asked = {"Accept": accept, **(headers or {})}
        return await self.http.get(f"/graphql?{urlencode(query)}", headers=asked)


@pytest_asyncio.fixture(loop_scope="module")
async def client(
    services: running.Services, request: pytest.FixtureRequest
) -> AsyncIterator[Client]:
    tiny, address = await services.get(getattr(request, "param", {}))
    async with httpx2.AsyncClient(base_url=address, timeout=10, verify=False) as http:
        yield Client(tiny, address, http)


production = pytest.mark.parametrize("client", [{"production": True}], indirect=True)


def code(response: httpx2.Response) -> str:
    """The code of the first error of an answer without data."""
    assert "data" not in response.json()
    return str(response.json()["errors"][0]["extensions"]["code"])
