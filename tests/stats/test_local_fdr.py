"""Is the local rate the slope of a majorant, and does it keep Daniels' promise?"""

import numpy as np
import pytest
from scipy.special import ndtr

from tallystick.stats.peers.local_fdr import local_fdr


def slow(p_values):
    """1 over the smallest of the largest slopes between points before and after each p-value."""
    x = np.concatenate([[0.0], np.unique(p_values)])
    y = np.array([np.mean(np.asarray(p_values) <= each) for each in x])
    y[0] = 0.0
    rates = {}
    for place in range(1, len(x)):
        slopes = [
            max((y[t] - y[s]) / (x[t] - x[s]) for t in range(place, len(x)))
            for s in range(place)
        ]  # fmt: skip
        rates[x[place]] = min(1.0, 1 / max(min(slopes), 1.0))
    return [rates[each] for each in p_values]


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_slope_of_the_least_concave_majorant(seed):
    rng = np.random.default_rng(seed)
    p_values = np.concatenate([rng.random(30), rng.beta(0.2, 3, 12), [1.0, 1.0]]).round(2 + seed)
    p_values = np.maximum(p_values, 1e-4)
    assert local_fdr(p_values) == pytest.approx(slow(p_values))


def test_by_hand():
    assert local_fdr(np.array([0.04])) == pytest.approx([0.04])
    assert local_fdr(np.array([0.01, 0.9, 0.95, 1.0])) == pytest.approx([0.04, 1, 1, 1])
    assert local_fdr(np.array([0.0, 1.0]))[0] == 0.0
    assert len(local_fdr(np.array([]))) == 0
    with pytest.raises(ValueError, match="between 0 and 1"):
        local_fdr(np.array([0.2, 1.01]))


@pytest.mark.parametrize("officers", [3, 20, 200])
@pytest.mark.parametrize("bar", [0.05, 0.2])
@pytest.mark.parametrize("draws", [800, pytest.param(3000, marks=pytest.mark.slow)])
def test_where_there_is_nothing_to_find_one_is_named_as_often_as_the_bar_says(officers, bar, draws):
    """Four errors on either side: .031 of .05 and .057 of .2 in 800 draws; a right one is outside
    with a chance of 1 in 15,000."""
    rng = np.random.default_rng(officers)
    named = [(local_fdr(rng.random(officers)) <= bar).any() for _ in range(draws)]
    assert np.mean(named) == pytest.approx(bar, abs=4 * np.sqrt(bar * (1 - bar) / draws))


def test_it_bounds_the_share_of_chance_among_patterns_of_one_strength():
    """Of officers whose rate is between .1 and .2, no more than a fifth are chance."""
    rng = np.random.default_rng(1)
    chance = found = 0
    for _ in range(200):
        real = np.arange(400) < 60
        p_values = ndtr(-(rng.normal(size=400) + 2.5 * real))
        near = (local_fdr(p_values) > 0.1) & (local_fdr(p_values) <= 0.2)
        chance, found = chance + (near & ~real).sum(), found + near.sum()
    assert found > 500
    assert chance / found <= 0.2
