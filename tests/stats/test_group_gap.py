"""Does the difference of two groups hold its size where hands differ, and agree with its twin?"""

import numpy as np
import pytest
from scipy.stats import hypergeom

from tallystick.stats.proportions.group_gap import group_gap
from tallystick.stats.proportions.shares import newcombe


def test_the_difference_is_that_of_mantel_and_haenszel_added_by_hand():
    """Two strata: .5 of 20 beside .25 of 40, and .4 of 10 beside .2 of 10."""
    stratum, first = np.array([0, 0, 1, 1]), np.array([True, False, True, False])
    found, n = np.array([10, 10, 4, 2]), np.array([20, 40, 10, 10])
    said = group_gap(stratum, np.arange(4), first, found, n)
    weights = np.array([20 * 40 / 60, 10 * 10 / 20])
    assert said.estimate == pytest.approx((weights * (0.25, 0.2)).sum() / weights.sum())
    counts = said.numbers
    assert (counts.found, said.n, counts.other_found, counts.other_n) == (14, 30, 12, 50)


def test_the_exact_law_is_the_convolution_of_the_strata():
    stratum, first = np.array([0, 0, 1, 1]), np.array([True, False, True, False])
    found, n = np.array([7, 2, 5, 1]), np.array([10, 12, 8, 9])
    law = np.zeros(30)
    for one in range(11):
        for other in range(9):
            law[one + other] += hypergeom.pmf(one, 22, 9, 10) * hypergeom.pmf(other, 17, 6, 8)
    said = group_gap(stratum, np.arange(4), first, found, n)
    assert said.numbers.p_exact == pytest.approx(2 * min(law[12:].sum(), law[:13].sum()))


def test_the_spread_of_hands_is_that_of_their_sums():
    """Records one by one, each beside its stratum's mean and the difference, added up by hand."""
    rng = np.random.default_rng(3)
    stratum, hand = rng.integers(0, 3, 400), rng.integers(0, 12, 400)
    first, hit = rng.random(400) < 0.4, rng.random(400) < 0.5
    said = group_gap(stratum, hand, first, hit.astype(int), np.ones(400, dtype=int))
    lean, left = np.zeros(400), np.zeros(400)
    for each in range(3):
        rows = stratum == each
        lean[rows] = first[rows] - first[rows].mean()
        left[rows] = hit[rows] - hit[rows].mean()
    difference = (lean * left).sum() / (lean**2).sum()
    assert said.estimate == pytest.approx(difference)
    left -= difference * lean
    sums = np.array([(lean * left)[hand == each].sum() for each in range(12)])
    weights = np.array([(lean**2)[hand == each].sum() for each in range(12)])
    hands = weights.sum() ** 2 / (weights**2).sum()
    assert said.numbers.hands == pytest.approx(hands)
    error = np.sqrt((sums**2).sum() * hands / (hands - 1)) / weights.sum()
    half = (said.interval[1] - said.interval[0]) / 2
    assert half / error == pytest.approx(2.2, abs=0.06)


def test_one_hand_tells_no_spread_and_one_group_nothing():
    stratum, first = np.zeros(2, dtype=int), np.array([True, False])
    one = group_gap(stratum, np.zeros(2, dtype=int), first, np.array([1, 9]), np.array([20, 20]))
    assert (one.estimate, one.numbers.hands) == (pytest.approx(-0.4), 1.0)
    assert one.interval == pytest.approx(newcombe(0.05, 20, 0.45, 20))
    assert one.p_value is None
    assert one.minimum_detectable is None
    alone = group_gap(stratum, stratum, np.ones(2, dtype=bool), np.array([1, 2]), np.array([3, 4]))
    assert (alone.n, alone.numbers.p_exact) == (0, 1.0)


def test_the_order_of_the_rows_changes_no_bit():
    rng = np.random.default_rng(8)
    rows = [rng.integers(0, 7, 900), rng.integers(0, 40, 900), rng.random(900) < 0.4]
    n = rng.integers(1, 9, 900)
    rows += [rng.binomial(n, 0.3), n]
    said = group_gap(*rows)
    for seed in range(5):
        other = np.random.default_rng(seed).permutation(900)
        assert group_gap(*(each[other] for each in rows)) == said


def test_shares_of_none_and_of_all_have_a_range_and_no_boundless_precision():
    """Ten hands with 3 of 3 beside 0 of 3: by chance .5 (1 - .5) / 15 of each of two shares."""
    hand, first = np.repeat(np.arange(10), 2), np.tile([True, False], 10)
    found, n = np.where(first, 0, 3), np.full(20, 3)
    said = group_gap(np.zeros(20, dtype=int), hand, first, found, n)
    assert said.estimate == pytest.approx(-1.0)
    assert said.interval[0] == pytest.approx(-1.0)
    upper = 1.959964**2 / (30 + 1.959964**2)
    assert said.interval[1] == pytest.approx(-1 + upper * np.sqrt(2), abs=1e-6)
    assert said.minimum_detectable == pytest.approx((1.959964 + 0.841621) * np.sqrt(0.25 / 15))
    assert said.p_value == pytest.approx(2 / 118264581564861424, rel=1e-6)


def test_a_range_without_hands_holds_the_difference_that_strata_give():
    """.8 beside .6 of 10 and 40, .3 beside .1 of 40 and 10: .2, though .4 and .5 of all."""
    stratum, first = np.array([0, 0, 1, 1]), np.array([True, False, True, False])
    found, n = np.array([8, 24, 12, 1]), np.array([10, 40, 40, 10])
    said = group_gap(stratum, np.zeros(4, dtype=int), first, found, n)
    assert said.estimate == pytest.approx(0.2)
    low, high = newcombe(0.4, 50, 0.5, 50)
    assert said.interval == pytest.approx((low + 0.3, high + 0.3))


def made(rng, units, officers, spread, slope, gap=0.0):
    """Searches of officers who differ in level and in the gap, half of them finding something."""
    rows = []
    for unit in range(units):
        mix = np.clip(0.3 * np.exp(rng.normal(0, 0.4)), 0.05, 0.8)
        for officer in range(officers):
            many = rng.poisson(20 * np.exp(rng.normal(-0.5, 1)))
            own = np.clip(mix * np.exp(rng.normal(0, 0.3)), 0.02, 0.9)
            level, way = rng.normal(0, spread), rng.normal(0, slope)
            first = rng.binomial(many, own)
            for group, n in ((1, first), (0, many - first)):
                share = 1 / (1 + np.exp(-level - (way + gap) * (group - 0.5)))
                rows.append((unit, unit * officers + officer, group, rng.binomial(n, share), n))
    stratum, hand, group, found, n = np.array([row for row in rows if row[-1]]).T
    return group_gap(stratum, hand, group == 1, found, n)


def rejected(times, seed, *world, below=0.05):
    rng = np.random.default_rng(seed)
    return float(np.mean([(made(rng, *world).p_value or 1.0) < below for _ in range(times)]))


@pytest.mark.parametrize("world", [(4, 8, 0.5, 0.0), (10, 10, 0.5, 0.5), (10, 10, 1.0, 1.0)])
def test_it_keeps_its_size_where_officers_differ(world):
    assert rejected(150, 21, *world) <= 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / 150)


def test_it_finds_a_gap_of_half_a_logit_among_a_hundred_officers():
    assert rejected(40, 22, 10, 10, 0.5, 0.3, -0.5) >= 0.75


@pytest.mark.slow
@pytest.mark.parametrize("units", [1, 4, 10, 16])
@pytest.mark.parametrize(("spread", "slope"), [(0.0, 0.0), (0.5, 0.0), (0.5, 0.5), (1.0, 1.0)])
def test_its_size_over_the_whole_grid(units, spread, slope):
    times = 1000
    share = rejected(times, 4, units, 12, spread, slope)
    assert share <= 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / times)
    assert rejected(times, 4, units, 12, spread, slope, below=0.005) <= 0.013
