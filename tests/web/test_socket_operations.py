"""`graphql-transport-ws` on the wire: operations, their number, and how sockets end."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from gql import Client, gql
from gql.transport.websockets import WebsocketsTransport
from websockets.exceptions import InvalidStatus

from models import clock
from tests.web import running, talking
from tests.web.running import hear, tell
from tests.web.talking import TICKS, Service, answer, closed, settings

pytestmark = pytest.mark.asyncio(loop_scope="module")
services, service = running.services, talking.service


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


async def test_a_hundred_abrupt_ends_leave_nothing_behind(service: Service) -> None:
    tiny, address = service
    tasks = len(asyncio.all_tasks())
    for _ in range(100):
        async with running.talking(address) as connection:
            await tell(connection, "subscribe", id="1", payload=TICKS)
            connection.transport.abort()

    await tiny.hub.subscribers(0)
    async with running.talking(address):  # once another is served, the others have left
        assert tiny.connections.count() == 1
    assert len(asyncio.all_tasks()) < tasks + 10


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
