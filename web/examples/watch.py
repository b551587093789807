"""Follow everything that concerns somebody, for ever: `python watch.py ben [ADDRESS]`.

After a lost connection it goes on behind the last cursor, so nothing is missed and nothing comes
twice. Needs gql with its websockets extra.
"""

import asyncio
import contextlib
import random
import sys
from typing import Any

from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportError, TransportQueryError
from gql.transport.websockets import WebsocketsTransport

CURSOR = "{ viewer { noticeCursor } }"
WATCH = """subscription ($after: String!) {
  viewerNotices(after: $after) { cursor message actedAt request { id status version } }
}"""


def client(person: str, address: str) -> Client:
    """A client over graphql-transport-ws that signs in with its first message."""
    return Client(
        transport=WebsocketsTransport(
            url=address.replace("http", "ws", 1) + "/graphql",
            init_payload={"authorization": f"Bearer demo:{person}"},
            subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
        )
    )


async def follow(person: str, address: str, cursor: str | None) -> str | None:
    """Print notices until the connection is lost; the cursor to go on from."""
    try:
        async with client(person, address) as session:
            if cursor is None:
                # A real client fetches what it shows after this cursor.
                cursor = (await session.execute(GraphQLRequest(CURSOR)))["viewer"]["noticeCursor"]
                print(f"{person} is listening", flush=True)
            watch = GraphQLRequest(WATCH, variable_values={"after": cursor})
            async for told in session.subscribe(watch):
                notice = told["viewerNotices"]
                print(notice["actedAt"], notice["message"], flush=True)
                cursor = notice["cursor"]
    except TransportQueryError as refused:
        if code(refused) != "RESYNC_REQUIRED":
            raise
        return None  # the cursor is too old: fetch afresh
    except (TransportError, OSError) as lost:
        print(f"the connection was lost ({type(lost).__name__}); trying again", flush=True)
    return cursor


def code(refused: TransportQueryError) -> Any:
    """The code of the first error."""
    return (refused.errors or [{}])[0].get("extensions", {}).get("code")


async def main(person: str, address: str = "http://127.0.0.1:8000") -> None:
    """Follow, and come back after every loss."""
    cursor: str | None = None
    while True:
        cursor = await follow(person, address, cursor)
        await asyncio.sleep(random.uniform(0.5, 2))


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(*sys.argv[1:]))
