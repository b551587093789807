"""`graphql-transport-ws` on the wire, against a real server."""

import asyncio
import json
import logging
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from gql import Client, gql
from gql.transport.websockets import WebsocketsTransport
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from models import clock
from tests.web import running
from tests.web.running import hear, tell
from tests.web.tiny import Tiny

pytestmark = pytest.mark.asyncio(loop_scope="module")
services = running.services

TICKS = {"query": "subscription{ticks}"}
Service = tuple[Tiny, str]


@pytest_asyncio.fixture(loop_scope="module")
async def service(services: running.Services, request: pytest.FixtureRequest) -> Service:
    return await services.get(getattr(request, "param", {}))


def settings(**given: Any) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("service", [given], indirect=True)


async def closed(connection: ClientConnection) -> tuple[int, str]:
    """How the server closed, after whatever it still said."""
    async with asyncio.timeout(5):
        with pytest.raises(ConnectionClosed):
            while True:
                await connection.recv()
    assert connection.close_code is not None
    return connection.close_code, connection.close_reason or ""


async def answer(connection: ClientConnection, query: str, **rest: Any) -> list[Any]:
    """All messages of one operation."""
    await tell(connection, "subscribe", id="1", payload={"query": query, **rest})
    messages = [await hear(connection)]
    while messages[-1]["type"] == "next":
        messages.append(await hear(connection))
    return messages


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


# Operations


async def test_queries_mutations_and_subscriptions_run(service: Service) -> None:
    async with running.talking(service[1]) as connection:
        for query, data in (("{who}", {"who": "stranger"}), ("mutation{add}", {"add": 1})):
            assert await answer(connection, query, variables=None, operationName=None) == [
                {"type": "next", "id": "1", "payload": {"data": data}},
                {"type": "complete", "id": "1"},
            ]
        counted = await answer(connection, "subscription{count(to:3)}")

    assert [message["type"] for message in counted] == ["next", "next", "next", "complete"]


@pytest.mark.parametrize(
    ("query", "rest", "code"),
    [
        ("{", {}, "GRAPHQL_PARSE_FAILED"),
        ("{" + "}" * 500, {}, "GRAPHQL_PARSE_FAILED"),
        ("subscription{nope}", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("subscription{count(to:$n)}", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("subscription($n:Int!){count(to:$n)}", {"variables": {"n": "x"}}, "BAD_USER_INPUT"),
        ("subscription A{ticks} subscription B{ticks}", {}, "OPERATION_AMBIGUOUS"),
        ("mutation A{add}", {"operationName": "B"}, "OPERATION_AMBIGUOUS"),
        ("mutation{" + "add " * 6 + "}", {}, "TOO_COSTLY"),
        ("subscription{stale}", {}, "RESYNC_REQUIRED"),
    ],
)
async def test_an_operations_error_leaves_the_socket_and_its_neighbours_alone(
    service: Service, query: str, rest: dict[str, Any], code: str
) -> None:
    tiny, address = service
    async with running.talking(address) as connection:
        await tell(connection, "subscribe", id="ticks", payload=TICKS)
        await tiny.hub.subscribers(1)

        [error] = await answer(connection, query, **rest)
        tiny.hub.publish(7)

        assert (error["type"], error["id"]) == ("error", "1")
        assert error["payload"][0]["extensions"]["code"] == code
        assert (await hear(connection))["payload"] == {"data": {"ticks": 7}}
    await tiny.hub.subscribers(0)
    assert tiny.hub.ran == 0


async def test_a_field_error_is_next_and_a_broken_stream_an_error(service: Service) -> None:
    async with running.talking(service[1]) as connection:
        [partial, _] = await answer(connection, "{crash}")
        [_, broken] = await answer(connection, "subscription{breaks}")

    for error in (partial["payload"]["errors"][0], broken["payload"][0]):
        assert error["message"] == "Something went wrong on our side"
        assert error["extensions"]["requestId"]


async def test_a_running_id_is_taken_and_a_finished_one_free(service: Service) -> None:
    tiny, address = service
    async with running.talking(address) as connection:
        for _ in range(2):
            await answer(connection, "{who}")
        await tell(connection, "subscribe", id="1", payload=TICKS)
        await tiny.hub.subscribers(1)
        await tell(connection, "complete", id="1")
        await tell(connection, "complete", id="unknown")
        await tell(connection, "subscribe", id="1", payload=TICKS)
        await tell(connection, "subscribe", id="1", payload=TICKS)
        assert await closed(connection) == (4409, "Subscriber for 1 already exists")
    await tiny.hub.subscribers(0)


async def test_complete_releases_the_subscription(service: Service) -> None:
    tiny, address = service
    async with running.talking(address) as connection:
        await tell(connection, "subscribe", id="1", payload=TICKS)
        await tiny.hub.subscribers(1)
        await tell(connection, "complete", id="1")
        await tiny.hub.subscribers(0)


async def test_a_vanished_client_releases_everything(service: Service) -> None:
    tiny, address = service
    async with running.talking(address) as connection:
        for number in range(5):
            await tell(connection, "subscribe", id=str(number), payload=TICKS)
        await tiny.hub.subscribers(5)
        connection.transport.abort()
        await tiny.hub.subscribers(0)


async def test_each_operation_has_a_context_of_its_own(service: Service) -> None:
    async with running.talking(service[1]) as connection:
        numbers = [(await answer(connection, "{context}"))[0]["payload"]["data"] for _ in "ab"]

    assert numbers[0] != numbers[1]


@settings(operation_seconds=0.1)
async def test_an_operation_has_a_deadline_and_a_subscription_has_none(service: Service) -> None:
    tiny, address = service
    async with running.talking(address) as connection:
        await tell(connection, "subscribe", id="ticks", payload=TICKS)
        [message, _] = await answer(connection, "{never}")
        tiny.hub.publish(1)

        assert message["payload"]["errors"][0]["extensions"]["bound"] == "seconds"
        assert (await hear(connection))["id"] == "ticks"


@settings(production=True)
async def test_production_does_not_explore_over_sockets_either(service: Service) -> None:
    async with running.talking(service[1]) as connection:
        for query in ("{__schema{queryType{name}}}", "{whu}"):
            [error] = await answer(connection, query)

            assert error["payload"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
            assert "Did you mean" not in error["payload"][0]["message"]


# Caps and ends


@settings(operations_per_socket=3)
async def test_a_socket_runs_so_many_operations_at_once(service: Service) -> None:
    tiny, address = service
    async with running.talking(address) as connection:
        for number in range(3):
            await tell(connection, "subscribe", id=str(number), payload=TICKS)
        await tiny.hub.subscribers(3)
        await tell(connection, "subscribe", id="3", payload=TICKS)
        refused = await hear(connection)
        await tell(connection, "complete", id="0")
        await tell(connection, "subscribe", id="3", payload=TICKS)
        await tiny.hub.subscribers(3)

    assert (refused["type"], refused["id"]) == ("error", "3")
    assert refused["payload"][0]["extensions"]["code"] == "RATE_LIMITED"


@settings(sockets_per_user=2)
async def test_a_user_holds_so_many_sockets(service: Service) -> None:
    rita, ada = ({"authorization": f"Bearer {name}"} for name in ("rita", "ada"))
    async with running.talking(service[1], rita), running.talking(service[1], rita):
        async with running.socket(service[1]) as third:
            await tell(third, "connection_init", payload=rita)
            assert await closed(third) == (1013, "Too many open sockets")
        async with running.talking(service[1], ada):
            pass


@settings(sockets_per_address=2)
async def test_an_address_holds_so_many_sockets(service: Service) -> None:
    async with running.socket(service[1]), running.socket(service[1]):
        with pytest.raises(InvalidStatus) as refused:
            async with running.socket(service[1]):
                pass

    assert refused.value.response.status_code == 429


async def test_when_a_session_ends_its_sockets_close_and_no_others(service: Service) -> None:
    tiny, address = service
    rita, ada = ({"authorization": f"Bearer {name}"} for name in ("rita", "ada"))
    async with running.talking(address, rita) as hers, running.talking(address, ada) as other:
        for connection in (hers, other):
            await tell(connection, "subscribe", id="1", payload=TICKS)
        await tiny.hub.subscribers(2)
        tiny.connections.close("rita", reason="Signed out")
        tiny.hub.publish(1)

        assert await closed(hers) == (4403, "Signed out")
        assert (await hear(other))["payload"] == {"data": {"ticks": 1}}
        tiny.connections.close_session("ada's session")
        assert (await closed(other))[0] == 4403


async def test_a_socket_ends_when_its_session_expires(service: Service) -> None:
    tiny, address = service
    tiny.expires_at = clock.now() + timedelta(seconds=0.2)
    async with running.talking(address, {"authorization": "Bearer rita"}) as connection:
        assert await closed(connection) == (4403, "Session expired")


async def test_nothing_is_left_of_a_socket(service: Service) -> None:
    tiny, address = service
    async with running.talking(address, {"authorization": "Bearer rita"}) as connection:
        await tell(connection, "subscribe", id="1", payload=TICKS)
        await tiny.hub.subscribers(1)
    await tiny.hub.subscribers(0)
    async with running.talking(address):  # once another is served, the first has left
        assert tiny.connections.count() == 1
        assert [kind for kind, _ in tiny.connections.seats] == ["address"]


async def test_the_usual_python_client_subscribes(service: Service) -> None:
    url = service[1].replace("http", "ws", 1) + "/graphql"
    transport = WebsocketsTransport(url=url, subprotocols=[running.SOCKET])
    async with Client(transport=transport) as session:
        counted = [
            result["count"] async for result in session.subscribe(gql("subscription{count(to:3)}"))
        ]

    assert counted == [0, 1, 2]
