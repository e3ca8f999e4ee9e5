"""Is the chance of a group's sum that of all ways to draw its members?"""

from itertools import combinations
from math import comb

import numpy as np
import pytest

from tallystick.stats.peers.drawn_members import DRAWS, chance_of_members


def test_it_is_that_of_every_subset():
    excess = np.array([3.0, 1.5, -1.0, 0.5, -2.0, 0.0, -1.5, 2.0])
    group = np.array([0, 0, 1, 1, 1, 2, 2, 0])
    found = chance_of_members(excess, group, 4)
    for number, size in enumerate((3, 3, 2)):
        own = excess[group == number].sum()
        sums = [sum(each) for each in combinations(excess, size)]
        exact = np.mean([each >= own - 1e-12 for each in sums])
        error = 4 * np.sqrt(exact * (1 - exact) / DRAWS) + 2 / DRAWS
        assert found[number] == pytest.approx(exact, abs=error)
    assert found[3] == 1.0


def test_its_size_holds_where_members_have_heavy_tails():
    rng = np.random.default_rng(5)
    group = np.repeat(np.arange(10), 6)
    tells = [chance_of_members(rng.pareto(1.5, 60), group, 10) for _ in range(30)]
    assert np.mean(np.array(tells) < 0.05) < 0.09


def test_below_the_floor_of_the_draws_it_is_not_smaller_than_of_every_subset():
    """Six of thirty hold all the excess: one subset of 593,775."""
    excess = np.array([1.0] * 6 + [0.0] * 24) + np.linspace(0, 0.01, 30)[::-1]
    group = np.array([0] * 6 + [1] * 24)
    exact = 1 / comb(30, 6)
    assert exact < chance_of_members(excess, group, 2)[0] < 1 / (1 + DRAWS)
