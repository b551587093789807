"""Of fifty administrators who decide at once one wins, and everybody is told who."""

import asyncio
from typing import Any

import pytest

from models.notices import NoticeKind
from tests.faults import servers, stage
from tests.faults.servers import Line, Listener

ADMINS = 50
LISTENERS = 8


@pytest.mark.parametrize("rounds", servers.counts(3, 20, 1_000, seconds=170, on_postgres=20))
async def test_of_fifty_administrators_on_two_servers_one_wins_and_all_others_are_told_who(
    hosts: servers.Servers, rounds: int
) -> None:
    chance = servers.seeded("race", rounds=rounds, administrators=ADMINS, servers=2)
    async with stage.opened(hosts.database_url) as account:
        admins = await stage.hire(account, ADMINS)
        requests = await stage.waiting(account, rounds)
        first, second = await hosts.start(), await hosts.start()
        addresses = [first.address, second.address]
        people = [(addresses[n % 2], admin) for n, admin in enumerate(admins)]
        everybody = [
            Listener(at, by, stage.ACTED, account=stage.account_id(account), after=None)
            for at, by in people[:LISTENERS]
        ]
        async with servers.lines(*people) as lines:
            cursor = (await lines[0].ask(stage.CURSOR))["noticeCursor"]
            for listener in everybody:
                listener.variables["after"] = cursor
            async with servers.listening(*everybody):
                winners = [await _round(lines, admins, id, chance) for id in requests]
                await asyncio.gather(*(listener.until(rounds) for listener in everybody))

        for listener in everybody:
            assert stage.numbers(listener.told) == list(range(1, rounds + 1))
            assert [told["actedBy"]["username"] for told in listener.told] == winners
            assert [told["request"]["id"] for told in listener.told] == requests
        told = await stage.check_whole(account)
        assert told[NoticeKind.REQUEST_ACTED_UPON] == rounds
        print(f"race: {rounds} winners, {rounds * (ADMINS - 1)} losers who know the winner, "
              f"{sum(len(listener.told) for listener in everybody)} notices delivered")  # fmt: skip


async def _round(lines: list[Line], admins: list[str], id: str, chance: Any) -> str:
    """All decide at once; who won."""
    wishes = [chance.choice([stage.APPROVE, stage.DECLINE]) for _ in lines]
    answers = await asyncio.gather(
        *(line.ask(wish, id=id) for line, wish in zip(lines, wishes, strict=True))
    )
    won = [n for n, answer in enumerate(answers) if answer["__typename"] == "AccessRequest"]
    assert len(won) == 1, answers
    winner = admins[won[0]]
    lost = [answer for answer in answers if answer["__typename"] == "AlreadyActedUpon"]
    assert len(lost) == len(lines) - 1, answers
    assert {answer["actedBy"]["username"] for answer in lost} == {winner}
    assert {answer["outcome"] for answer in lost} == {answers[won[0]]["status"]}
    return winner
