"""Event streams and sockets that ask the same are told as one, and nobody notices."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest

from models import grants, revocations
from models.roles import Role
from models.users import User
from tests.conftest import Served
from tests.faults import servers, stage, test_audiences
from tests.faults.servers import Listener
from tests.faults.test_audiences import LARGE, LONG, MORE, decide, gathered, here, sizes
from tests.test_statements import counted

settings = test_audiences.settings


class Streamed:
    """An event stream with one subscription; what is no event is left aside."""

    def __init__(
        self,
        address: str,
        by: str,
        document: str,
        receive_buffer: int | None = None,
        **variables: Any,
    ) -> None:
        self.parts = urlsplit(address)
        self.receive_buffer = receive_buffer
        self.request = servers.post(
            self.parts.netloc, by, document, variables, "Accept: text/event-stream"
        )
        self.told: list[dict[str, Any]] = []
        self.errors: list[str] = []
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def open(self) -> None:
        """Connect and ask."""
        sock = await servers.dial(self.parts.hostname, self.parts.port, self.receive_buffer)
        self.streams = await asyncio.open_connection(sock=sock)
        self.streams[1].write(self.request)

    async def until(self, count: int, seconds: float = 20) -> None:
        """Listen until so much was told in all."""
        async with asyncio.timeout(seconds):
            while len(self.told) < count:
                assert await self._line() != b"event: complete"

    async def end(self, seconds: float = 20) -> None:
        """Listen until the stream is complete."""
        async with asyncio.timeout(seconds):
            while await self._line() != b"event: complete":
                pass

    async def _line(self) -> bytes:
        assert self.streams
        line = (await self.streams[0].readuntil(b"\n")).strip()
        if line.startswith(b"data: {"):
            payload = orjson.loads(line.removeprefix(b"data: "))
            self.errors += [error["extensions"]["code"] for error in payload.get("errors", ())]
            self.told += (payload.get("data") or {}).values()
        return line

    def cut(self) -> None:
        """Cut the connection."""
        if self.streams:
            self.streams[1].transport.abort()
            self.streams = None


def numbers(one: Streamed | Listener) -> list[int]:
    """Which notices one was told."""
    return [told["number"] for told in one.told]


async def taken(served: Served, *listeners: Streamed | Listener) -> int:
    """How many statements read a request of which all of these are told."""
    async with servers.listening(*listeners):
        await gathered(served, len(listeners))
        with counted() as statements:
            await decide(1)
            await asyncio.gather(*(one.until(1) for one in listeners))
        assert sizes(served) == [len(listeners)]
    await servers.until(lambda: not served.service.hub.tails)
    return sum('FROM "access_request"' in statement for statement in statements)


async def test_event_streams_and_sockets_that_ask_the_same_share_one_execution(
    served: Served,
) -> None:
    alone = await taken(served, Streamed(served.url, "ada", MORE, **await here()))
    wanted = await here()
    streams = [Streamed(served.url, by, MORE, **wanted) for by in ("ada", "ben")]
    socket = Listener(served.url, "ben", MORE, **wanted)
    together = await taken(served, *streams, socket)

    assert 1 <= alone == together
    assert streams[0].told == streams[1].told == socket.told
    assert numbers(socket) == [2]


async def test_whose_rights_are_lost_is_told_no_more_and_the_stream_ends(served: Served) -> None:
    account, ben = await stage.acme(), await User.get(username="ben")
    uma = await User.get(username="uma")
    given = await grants.grant_role(ben, account.id, uma, Role.SMART_ACCOUNT_ADMIN, [], None, None)
    wanted = await here()
    staying = Streamed(served.url, "ada", MORE, **wanted)
    leaving = [Streamed(served.url, "uma", MORE, **wanted) for _ in range(2)]
    async with servers.listening(staying, *leaving):
        await gathered(served, 3)
        await decide(2)
        await revocations.revoke_role(ben, given.id, [], False)
        await decide(2)
        await asyncio.gather(staying.until(4), *(one.end() for one in leaving))
        assert sizes(served) == [1]

    last = numbers(staying)[1]
    assert len(set(numbers(staying))) == 4
    assert all(number <= last for one in leaving for number in numbers(one))
    assert [one.errors for one in leaving] == [["FORBIDDEN"]] * 2


@pytest.mark.parametrize("quick", [3])
async def test_a_stream_that_is_not_read_falls_out_and_has_everything_in_the_end(
    served: Served, quick: int
) -> None:
    wanted = await here()
    slow = Streamed(served.url, "ada", LARGE, receive_buffer=4096, **wanted)
    others = [Streamed(served.url, "ada", LARGE, **wanted) for _ in range(quick)]
    async with servers.listening(slow, *others):
        await gathered(served, quick + 1)
        assert slow.streams
        slow.streams[1].transport.pause_reading()  # type: ignore[attr-defined]
        decided = 0
        while sizes(served) == [quick + 1]:
            await decide(20, LONG)
            decided += 20
            await asyncio.gather(*(one.until(decided) for one in others))
        slow.streams[1].transport.resume_reading()  # type: ignore[attr-defined]
        await slow.until(decided)
        await gathered(served, quick + 1)

    assert numbers(slow) == numbers(others[0]) == list(range(1, decided + 1))
