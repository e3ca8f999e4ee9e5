"""Are the medians and spreads of all others those that are taken one by one?"""

import numpy as np
import pytest

from tallystick.stats.peers.left_out import medians, middles_and_spreads
from tallystick.stats.peers.spread import arc_sine, log_odds, middle_and_spread


def kinds(rng, members):
    """Shares that differ, that do not, that are tied, and of which one lies far off."""
    n = rng.integers(1, 400, members)
    apart = rng.binomial(n, rng.beta(2, 18, members))
    alike = rng.binomial(n, 0.1)
    tied = np.repeat([3, 7, 9], members)[:members]
    far = alike.copy()
    far[0] = n[0]
    return [(apart, n), (alike, n), (tied, np.full(members, 40)), (far, n)]


@pytest.mark.parametrize("members", [2, 3, 4, 5, 6, 9, 20, 61])
def test_each_is_that_of_the_others_alone_to_the_bit(members):
    rng = np.random.default_rng([20261127, members])
    for found, n in kinds(rng, members):
        for scale in (arc_sine, log_odds):
            seen, variance = scale(found, n)
            middle, between = middles_and_spreads(seen, variance)
            for place in range(members):
                others = np.arange(members) != place
                told = middle_and_spread(seen[others], variance[others])
                assert (middle[place], between[place]) == told


def test_medians_without_one_are_added_up_by_hand():
    values = np.array([5.0, 1.0, 3.0, 9.0])
    assert medians(values, np.arange(4)).tolist() == [3.0, 5.0, 5.0, 3.0]
    assert medians(values[:3], np.arange(3)).tolist() == [2.0, 4.0, 3.0]
