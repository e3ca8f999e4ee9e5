"""Are the moments of alike pairs exact, and is a shared lot told from packs and from pure goods?"""

from itertools import permutations

import numpy as np
import pytest
from scipy.stats import nbinom, poisson
from tested_columns import column

from reasons import text_of
from tallystick.stats.networks.alike import Pairs, alike_beyond_chance, moments, pairs_of, tail


@pytest.mark.parametrize("n", [2, 3, 4, 6])
def test_moments_are_those_of_all_orders(n):
    rng = np.random.default_rng(n)
    weights, purities = (np.triu(rng.random((n, n)) < 0.5, 1) for _ in range(2))
    weights, purities = weights | weights.T, purities | purities.T
    weights[0, 1] = weights[1, 0] = purities[0, 1] = purities[1, 0] = True
    every = [
        (weights & purities[np.ix_(order, order)]).sum() / 2
        for order in map(list, permutations(range(n)))
    ]
    mean, variance = moments(weights.sum(axis=1), purities.sum(axis=1))
    assert mean == pytest.approx(np.mean(every))
    assert variance == pytest.approx(np.var(every), abs=1e-12)


def test_pairs_are_alike_up_to_four_per_cent_and_two_points():
    milli = np.array([1000, 1040, 1000, 1041, 5000, 5000])
    permille = np.array([300, 320, 321, 300, 100, 400])
    said = pairs_of([(milli, permille)])
    # 1000/1040 at 300/320; 1040/1041 at 320/300; 1040/1000 at 320/321: three pairs.
    assert (said.records, said.alike) == (6, 3)
    # Cut into strata no pair crosses from one to the other.
    halves = pairs_of([(milli[:1], permille[:1]), (milli[1:], permille[1:])])
    assert (halves.records, halves.alike) == (6, 2)


def test_the_tail_is_poissons_or_negative_binomial():
    assert tail(7, 3.0, 2.0) == pytest.approx(poisson.sf(6, 3.0))
    mean, variance = 3.0, 5.0
    size = mean**2 / (variance - mean)
    assert tail(7, mean, variance) == pytest.approx(nbinom.sf(6, size, mean / variance))
    assert tail(0, 3.0, 5.0) == 1.0


def test_what_the_others_show_is_expected_of_a_subject_too():
    others = [Pairs(100, 20, 10.0, 10.0)] * 5
    said = alike_beyond_chance([Pairs(100, 20, 10.0, 10.0), *others])
    assert said[0].numbers.expected == pytest.approx(20)
    assert said[0].estimate == pytest.approx(1)
    assert said[0].p_value > 0.4
    said = alike_beyond_chance([Pairs(100, 40, 10.0, 10.0), *others])
    assert said[0].p_value == pytest.approx(poisson.sf(39, 20.0), rel=1e-6)
    # Fewer than chance in the others is not expected of anybody.
    said = alike_beyond_chance([Pairs(100, 20, 10.0, 10.0), *[Pairs(100, 5, 10.0, 10.0)] * 5])
    assert said[0].numbers.expected == pytest.approx(10)
    # And where the others scatter, chance is wider.
    wide = [Pairs(100, k, 10.0, 10.0) for k in (2, 4, 10, 17, 20)]
    assert alike_beyond_chance([Pairs(100, 20, 10.0, 10.0), *wide])[0].numbers.spread > 3


def test_the_interval_and_the_smallest_ratio_are_those_of_a_count():
    said = alike_beyond_chance([Pairs(100, 20, 10.0, 8.0)] + [Pairs(100, 10, 10.0, 8.0)] * 4)
    assert poisson.sf(19, said[0].interval[0] * 10) == pytest.approx(0.025)
    assert poisson.cdf(20, said[0].interval[1] * 10) == pytest.approx(0.025)
    critical = next(k for k in range(100) if poisson.sf(k - 1, 10) < 0.05)
    assert poisson.sf(critical - 1, said[0].minimum_detectable * 10) == pytest.approx(0.8)


def test_a_stratum_of_several_blocks_is_counted_as_one():
    rng = np.random.default_rng(3)
    milli, permille = rng.integers(500, 5000, 1203), rng.integers(0, 1000, 1203)
    ratio = np.maximum.outer(milli, milli) / np.minimum.outer(milli, milli)
    both = (ratio <= 1.04 + 1e-12) & (np.abs(np.subtract.outer(permille, permille)) <= 20)
    assert pairs_of([(milli, permille)]).alike == np.triu(both, 1).sum()


@pytest.mark.parametrize(
    ("own", "others", "reason"),
    [
        (Pairs(19, 5, 1.0, 1.0), 5, "fewer than 20 cases"),
        (Pairs(50, 5, 0.05, 0.05), 5, "too few to compare with"),
        (Pairs(50, 5, 1.0, 1.0), 2, "fewer than 3 others"),
    ],
)
def test_what_cannot_be_told_says_why(own, others, reason):
    said = alike_beyond_chance([own, *[Pairs(100, 10, 10.0, 10.0)] * others])
    assert said[0].p_value is None
    assert reason in text_of("exhibits.recycled_lot", said[0].reason)


def test_two_alike_pairs_are_never_found():
    said = alike_beyond_chance([Pairs(50, 2, 0.1, 0.1), *[Pairs(100, 10, 10.0, 10.0)] * 4])
    assert said[0].p_value == 1.0


def agency(rng, units=10, n=60, lot=0, packs=0.0, association=0.0):
    """Four strata a unit; `lot` cases of the first share a lot, `packs` weigh 1 g in the second."""
    pairs = []
    for unit in range(units):
        strata = []
        for _ in range(4):
            size = rng.normal(size=n)
            grams = np.exp(1.2 * size)
            logit = -1 + 0.6 * (
                association * size + np.sqrt(1 - association**2) * rng.normal(size=n)
            )
            purity = 1 / (1 + np.exp(-logit))
            if unit == 1:
                grams = np.where(rng.random(n) < packs, np.exp(0.02 * rng.normal(size=n)), grams)
            if unit == 0 and lot:
                grams[:lot] = grams[0] * (1 - 0.05 * rng.random(lot))
                purity[:lot] = purity[0] + 0.01 * rng.normal(size=lot)
            milli = np.maximum(np.rint(grams * 100).astype(np.int64) * 10, 10)
            strata.append((milli, np.rint(purity * 1000).astype(np.int64)))
        pairs.append(pairs_of(strata))
    return pairs


def p_values(replications, seed, **how):
    return np.array([
        column(alike_beyond_chance(agency(np.random.default_rng([seed, r]), **how)), "p_value")
        for r in range(replications)
    ])  # fmt: skip


@pytest.mark.parametrize(
    "how", [{}, {"packs": 0.6}, {"association": 0.6}, {"units": 4, "n": 30}], ids=str
)
def test_size(how):
    p = p_values(30, 41, **how)
    assert (p < 0.05).mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / p.size)
    if "packs" in how:
        assert (p[:, 1] < 0.05).mean() <= 0.17


@pytest.mark.slow
@pytest.mark.parametrize("how", [{}, {"packs": 0.6}, {"association": 0.6}, {"units": 4}], ids=str)
def test_size_in_full(how):
    p = p_values(400, 43, **how)
    assert (p < 0.05).mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / p.size)
    assert (p[:, 1] < 0.05).mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)


def test_power():
    p = p_values(20, 42, lot=8)
    assert (p[:, 0] < 0.05).mean() >= 0.8
