"""The simulation of how Admit grows counts right: its figures are told in the README."""

import random
from dataclasses import replace
from typing import Any

from tests import readme
from tests.bench.growth import OPTIONS, Deployment, Simulation

USUAL: dict[str, Any] = {name.replace("-", "_"): default for name, _, default, _ in OPTIONS}
SMALL = Deployment(**{**USUAL, "accounts": 500, "subscriptions": 300, "machines": 3, "acts": 50})


def played(size: Deployment) -> Simulation:
    """A few seconds of this."""
    simulation = Simulation(size, 3, random.Random(1))
    simulation.run()
    return simulation


def test_every_follower_is_told_of_every_act() -> None:
    one = played(replace(SMALL, accounts=1))

    assert one.told.acts > 100
    assert one.told.deliveries == one.told.acts * SMALL.subscriptions == len(one.told.lateness)


def test_costs_are_counted_where_they_arise() -> None:
    free = dict.fromkeys(
        ("delivery", "wake", "look", "topic", "database_look", "database_topic"), 0
    )
    only_acts = played(replace(SMALL, **free)).told

    assert sum(only_acts.process_time) == only_acts.acts * SMALL.act
    assert sum(only_acts.database_time) == only_acts.acts * SMALL.database_act


def test_nobody_is_told_before_the_commit_and_the_way_to_them() -> None:
    assert min(played(SMALL).told.lateness) >= SMALL.network + SMALL.look + SMALL.delivery


def test_the_readme_tells_what_it_finds() -> None:
    row = readme.rows("How it grows")[3]
    size = Deployment(**{**USUAL, "acts": 400})

    told = Simulation(size, 3, random.Random(20261122)).run()

    assert (row[0], row[2], row[3]) == ("20", "100,000", "400")
    busiest = told.busy(told.process_time)[1], told.busy(told.database_time)[1] / 8
    assert row[4:6] == [f"{busy:.0%}".replace("%", " %") for busy in busiest]
