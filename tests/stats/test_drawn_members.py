"""Is the chance of a group's sum that of all ways to draw its members?"""

from itertools import combinations

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
