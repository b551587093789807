"""How many SQL statements operations take: `python -m tests.bench.counting URL` prints them.

By itself: it takes the tests' ways to look into a server, and their temporary files in memory.
"""

import asyncio
import sys
from collections.abc import Iterator

import orjson

from tests.bench import data, work
from tests.bench.work import Call
from tests.conftest import serving
from tests.test_statements import counted
from web.settings import Settings


async def count(url: str) -> dict[str, int]:
    """The statements of each kind of work, the caller's sign-in among them."""
    found: dict[str, int] = {}
    async with serving(Settings(database_url=url, worker_in_server=False)) as served:
        for name, call in _calls():
            client = served.client(token=data.token(call.person))
            with counted() as statements:
                await client.ask(call.query, **call.variables)
            found[name] = len(statements)
    return found


def _calls() -> Iterator[tuple[str, Call]]:
    yield "W1", next(work.pending())
    yield "W2", next(work.mine(data.Size()))
    yield "W6", next(work.page(None))
    yield "W3", next(work.approve())


if __name__ == "__main__":
    print(orjson.dumps(asyncio.run(count(sys.argv[1]))).decode())
