"""Planted cheats are held, honest people are left in peace."""

import pytest

from cogov.contexts.rewards.models import Kind
from cogov.contexts.rewards.tests.city import City
from cogov.contexts.rewards.tests.conftest import a_rule
from cogov.kernel import ledger

HELD = 0.9
"""Share of planted cheats whose points wait for a person; the rest did too little to differ from bad luck."""
BOTHERED = 0.04
"""Share of honest people whose points wait, in a city where one in twenty looks like a cheat; one look clears each."""


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_planted_cheats_are_held_and_honest_people_left_in_peace(world, seed):
    for kind in (Kind.ACCEPTED, Kind.USEFUL, Kind.FIXED):
        a_rule(kind, 10)
    found = City(world.areas, world.bodies["centre"], seed, honest=150, cheats=6).play()
    assert found.share_held >= HELD, found
    assert found.share_bothered <= BOTHERED, found
    assert ledger.verify() == []
