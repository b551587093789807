"""Subscribers are told the same with plans and without, byte for byte, failures and all."""

import re
from typing import Any

import pytest

from models import cursors, deciding, notices
from models.audiences import Alike
from models.users import User
from tests.conftest import USUAL, Served, serving
from tests.faults import servers, stage
from tests.faults.servers import Listener
from tests.faults.test_alike import document
from tests.web import running
from tests.web.running import tell
from web.settings import Settings

REQUEST_ID = re.compile(r'"requestId":"[^"]*"')
TOLD = 6

EVENTS = [
    "subscription($n: Int!) { troubles(to: $n) { number } }",
    "subscription($n: Int!) { troubles(to: $n) { number crash tooLarge protected } }",
    "subscription($n: Int!) { troubles(to: $n) { number odd } }",
    "subscription($n: Int!) { certain(to: $n) { number odd } }",
    "subscription($n: Int!) { certain(to: $n) { perhaps { odd } later { perhaps { odd } } } }",
    """subscription Named($n: Int!, $off: Boolean = false) {
      them: certain(to: $n) { __typename ...Deep @skip(if: $off) a: number b: number } }
    fragment Deep on Trouble { later { later { number ... { crash } } } }""",
    "subscription($n: Int!) { certain(to: $n) { number unread } }",
]


@pytest.mark.parametrize("asked", EVENTS)
async def test_events_are_told_the_same_with_plans_and_without(asked: str) -> None:
    told = {}
    for planned in (True, False):
        async with running.running(compiled_plans=planned) as (tiny, address):
            tiny.schema.plans.uses = 1
            async with running.talking(address) as connection:
                payload = {"query": asked, "variables": {"n": TOLD}}
                await tell(connection, "subscribe", id="1", payload=payload)
                told[planned] = [str(await connection.recv())]
                while '"type":"next"' in told[planned][-1]:
                    told[planned].append(str(await connection.recv()))
            assert bool(tiny.schema.plans.ran) is planned

    assert without_ids(told[True]) == without_ids(told[False])


def without_ids(told: list[str]) -> list[str]:
    """But for the ids under which failures are logged."""
    return [REQUEST_ID.sub("", message) for message in told]


async def test_notices_are_told_the_same_with_plans_and_without_live_and_afterwards(
    database_url: str,
) -> None:
    told: dict[object, list[str]] = {}
    for planned in (True, False):
        given = Settings(database_url=database_url, **{**USUAL, "compiled_plans": planned})
        async with serving(given) as served:
            wanted = await _from_the_start(served)
            if planned:
                told["live"] = await _heard(served, wanted, decisions=TOLD)
            told[planned] = await _heard(served, wanted)
            assert bool(served.service.schema.plans.ran) is planned

    assert len(told["live"]) == TOLD
    assert told["live"] == told[True] == told[False]


async def _from_the_start(served: Served) -> dict[str, Any]:
    account = await stage.acme()
    beginning = cursors.encode({notices.account_topic(account.id): 0})
    return {"account": stage.account_id(account), "after": beginning}


async def _heard(served: Served, wanted: dict[str, Any], decisions: int = 0) -> list[str]:
    """The messages as they came, of notices that are there or of decisions that are made."""
    asked = document(served.service.schema, Alike.TO_DECIDERS)
    ada = Listener(served.url, "ada", asked, **wanted)
    async with servers.listening(ada):
        if decisions:
            account, ben = await stage.acme(), await User.get(username="ben")
            await servers.until(
                lambda: any(tail.audiences for tail in served.service.hub.tails.values())
            )
            for id in await stage.waiting(account, decisions):
                await deciding.decline(ben, stage.request_key(id), "No.")
        assert ada.connection
        return [str(await ada.connection.recv()) for _ in range(TOLD)]
