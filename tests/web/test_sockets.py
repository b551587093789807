"""`graphql-transport-ws` on the wire: how a socket begins, and what it may say."""

import asyncio
import json
import logging
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.web import running, talking
from tests.web.running import hear, tell
from tests.web.talking import TICKS, Service, answer, closed, settings

pytestmark = pytest.mark.asyncio(loop_scope="module")
services, service = running.services, talking.service


# Beginning


async def test_only_this_protocol_is_spoken(service: Service) -> None:
    for offered in (["graphql-ws"], None):
        async with running.socket(service[1], subprotocols=offered) as connection:
            assert (await closed(connection))[0] == 4406
    async with running.socket(
        service[1], subprotocols=["graphql-ws", running.SOCKET]
    ) as connection:
        assert connection.subprotocol == running.SOCKET


@pytest.mark.parametrize("payload", [{}, {"payload": None}, {"payload": {"more": 1}}])
async def test_the_payload_of_connection_init_may_be_absent_or_null(
    service: Service, payload: dict[str, Any]
) -> None:
    async with running.socket(service[1]) as connection:
        await tell(connection, "connection_init", **payload)

        assert await hear(connection) == {"type": "connection_ack"}


@settings(ws_init_seconds=0.1)
async def test_without_init_the_socket_is_closed_with_4408(service: Service) -> None:
    async with running.socket(service[1]) as connection:
        await tell(connection, "ping")  # which buys no time

        assert await closed(connection) == (4408, "Connection initialisation timeout")


@settings(ws_init_seconds=0.1)
async def test_once_initialised_a_socket_may_be_silent(service: Service) -> None:
    async with running.talking(service[1]) as connection:
        await answer(connection, "subscription{count(to:1)}")
        assert service[0].connections.count() == 1
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(connection.recv(), 0.3)


async def test_subscribing_before_init_is_4401_and_a_second_init_4429(service: Service) -> None:
    async with running.socket(service[1]) as connection:
        await tell(connection, "subscribe", id="1", payload=TICKS)
        assert await closed(connection) == (4401, "Unauthorized")
    async with running.talking(service[1]) as connection:
        await tell(connection, "connection_init")
        assert (await closed(connection))[0] == 4429


async def test_a_rejected_init_is_4403_with_its_reason(service: Service) -> None:
    async with running.socket(service[1]) as connection:
        await tell(connection, "connection_init", payload={"authorization": "Bearer mallory"})

        assert await closed(connection) == (4403, "This token is not valid.")


async def test_a_crash_at_init_is_masked(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    async with running.socket(service[1]) as connection:
        await tell(connection, "connection_init", payload={"authorization": "Bearer bug"})

        assert await closed(connection) == (1011, "Something went wrong on our side")
    assert "inner secret" in caplog.text


async def test_init_signs_in(service: Service) -> None:
    async with running.talking(service[1], {"authorization": "Bearer rita"}) as connection:
        [message, _] = await answer(connection, "{who}")

        assert message["payload"] == {"data": {"who": "rita"}}


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1"])
async def test_a_foreign_origin_is_refused_at_the_handshake(service: Service, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with running.socket(service[1], origin=origin):
            pass

    assert refused.value.response.status_code == 403


@settings(allowed_origins=["https://partner.example"])
async def test_our_own_and_allowed_origins_and_programs_are_welcome(service: Service) -> None:
    for origin in (service[1], "https://partner.example", None):
        async with running.talking(service[1], origin=origin):
            pass


@settings(allowed_origins=["https://partner.example"])
async def test_cookies_count_for_our_own_origin_alone(service: Service) -> None:
    who = []
    for origin in (service[1], "https://partner.example"):
        cookie = {"Cookie": "who=rita"}
        async with running.talking(
            service[1], origin=origin, additional_headers=cookie
        ) as connection:
            who.append((await answer(connection, "{who}"))[0]["payload"]["data"]["who"])

    assert who == ["rita", "stranger"]


async def test_a_host_that_is_not_ours_is_refused(service: Service) -> None:
    headers = {"Host": "evil.example", "Origin": "http://evil.example"}
    with pytest.raises(InvalidStatus):
        async with running.socket(service[1], additional_headers=headers):
            pass


# Messages

HOSTILE = {
    "not JSON": "{",
    "nothing": "",
    "null": "null",
    "a number": "7",
    "a string": '"x"',
    "a list": "[]",
    "bytes": b'{"type":"ping"}',
    "no type": "{}",
    "a number as type": '{"type":7}',
    "an unknown type": '{"type":"start","id":"1"}',
    "a server's message": '{"type":"connection_ack"}',
    "a long unknown type": json.dumps({"type": "ü" * 500}),
    "a string payload of ping": '{"type":"ping","payload":"x"}',
    "a list payload of pong": '{"type":"pong","payload":[]}',
    "a string payload of init": '{"type":"connection_init","payload":"x"}',
    "subscribe without id": '{"type":"subscribe","payload":{"query":"{who}"}}',
    "a number as id": '{"type":"subscribe","id":1,"payload":{"query":"{who}"}}',
    "an object as id": '{"type":"subscribe","id":{},"payload":{"query":"{who}"}}',
    "a list as id": '{"type":"subscribe","id":[],"payload":{"query":"{who}"}}',
    "an empty id": '{"type":"subscribe","id":"","payload":{"query":"{who}"}}',
    "a long id": json.dumps({"type": "subscribe", "id": "x" * 500, "payload": {"query": "{who}"}}),
    "complete with a list as id": '{"type":"complete","id":[]}',
    "complete without id": '{"type":"complete"}',
    "no payload": '{"type":"subscribe","id":"1"}',
    "a null payload": '{"type":"subscribe","id":"1","payload":null}',
    "a string payload": '{"type":"subscribe","id":"1","payload":"{who}"}',
    "no query": '{"type":"subscribe","id":"1","payload":{}}',
    "a null query": '{"type":"subscribe","id":"1","payload":{"query":null}}',
    "a number as query": '{"type":"subscribe","id":"1","payload":{"query":7}}',
    "variables as list": '{"type":"subscribe","id":"1","payload":{"query":"{who}","variables":[]}}',
    "a number as operationName":
        '{"type":"subscribe","id":"1","payload":{"query":"{who}","operationName":7}}',
    "NaN": '{"type":"ping","payload":{"n":NaN}}',
    "a number of 5,000 digits": '{"type":"ping","payload":{"n":%s}}' % ("1" * 5_000),
    "deep JSON": '{"type":"ping","payload":{"a":' + "[" * 20_000 + "]" * 20_000 + "}}",
    "JSON of 65 levels": '{"type":"ping","payload":{"a":' + "[" * 63 + "]" * 63 + "}}",
    "half a surrogate": '{"type":"ping","payload":{"a":"\\ud800"}}',
}  # fmt: skip


@pytest.mark.parametrize("message", HOSTILE.values(), ids=HOSTILE.keys())
async def test_what_the_protocol_does_not_allow_closes_4400_with_a_short_reason(
    service: Service, message: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with running.talking(service[1]) as connection:
        await connection.send(message)
        code, reason = await closed(connection)

    assert code == 4400
    assert 0 < len(reason.encode()) <= 120
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


async def test_large_messages_are_refused(service: Service) -> None:
    for size in (70_000, 5_000_000):
        async with running.talking(service[1]) as connection:
            with suppress(ConnectionClosed):  # refused while it is still being sent
                await connection.send(" " * size)
            assert (await closed(connection))[0] == 1009


async def test_text_that_is_not_utf8_is_refused_without_a_traceback(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    async with running.talking(service[1]) as connection:
        await connection.send(b"\xff", text=True)
        assert (await closed(connection))[0] == 1007
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


async def test_pings_are_answered_with_their_payload(service: Service) -> None:
    async with running.talking(service[1]) as connection:
        await tell(connection, "ping", payload=None)
        assert await hear(connection) == {"type": "pong"}
        await tell(connection, "ping", payload={"n": 1})
        assert await hear(connection) == {"type": "pong", "payload": {"n": 1}}
        await tell(connection, "pong", payload=None)
