"""Does the law of ordinary members keep its size, and bear members that are none?"""

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import binom

from tallystick.stats.peers.ordinary_levels import (
    CHANCES,
    MIDDLES,
    NODE,
    PRIOR,
    WEIGHT,
    WIDTHS,
    beyond_ordinary,
)


def by_odds(usual, apart):
    return expit(logit(usual) + apart)


def by_rates(usual, apart):
    return np.minimum(usual * np.exp(apart), 1.0)


def slowly(found, n, expected, scale=by_odds):
    """The same p-values on one scale, member by member and law by law."""
    answers = []
    for who in range(len(n)):
        above = whole = 0.0
        for middle in MIDDLES:
            for width, prior in zip(WIDTHS, PRIOR, strict=True):
                for chance in CHANCES:
                    weight = prior
                    for other in range(len(n)):
                        if other == who:
                            continue
                        level = scale(expected[other] / n[other], middle + width * NODE)
                        law = (binom.pmf(found[other], n[other], level) * WEIGHT).sum()
                        weight *= (1 - chance) * law + chance / (n[other] + 1)
                    level = scale(expected[who] / n[who], middle + width * NODE)
                    tail = (binom.sf(found[who] - 1, n[who], level) * WEIGHT).sum()
                    above, whole = above + weight * tail, whole + weight
        answers.append(above / whole)
    return np.array(answers)


def test_it_equals_its_slow_twin():
    found, n = np.array([0.0, 3, 9]), np.array([30.0, 40, 25])
    expected = np.array([2.0, 3, 2.5])
    got = beyond_ordinary(found, n, expected)
    assert got == pytest.approx(slowly(found, n, expected), rel=1e-4)
    assert got[0] == pytest.approx(1.0)


def test_by_rates_too_it_is_the_larger_of_two_slow_twins():
    found, n = np.array([30.0, 12, 17]), np.array([30.0, 40, 25])
    expected = np.array([12.0, 13, 9])
    odds, rates = slowly(found, n, expected), slowly(found, n, expected, by_rates)
    got = beyond_ordinary(found, n, expected, by_rates=True)
    assert got == pytest.approx(np.maximum(odds, rates), rel=1e-4)
    assert rates[0] > 2 * odds[0]


def test_where_shares_are_small_both_scales_are_one():
    rng = np.random.default_rng(14)
    found, n, expected = drawn(rng, 40, 0.4, usual=0.01)
    odds, both = (beyond_ordinary(found, n, expected, by_rates=each) for each in (False, True))
    assert both == pytest.approx(odds, rel=0.1)


def test_rates_that_differ_by_a_factor_and_end_at_one_are_told_at_the_promised_size():
    """Levels whose log rates are normal: on the scale of the odds alone far too many are told."""
    rng, p = np.random.default_rng(13), {False: [], True: []}
    for _ in range(12):
        n = rng.integers(50, 100, 96).astype(float)
        level = np.minimum(0.31 * np.exp(rng.normal(0, 0.4, 96)), 1.0)
        found = rng.binomial(n.astype(int), level).astype(float)
        expected = n * (found.sum() - found) / (n.sum() - n)
        for way, each in p.items():
            each.append(beyond_ordinary(found, n, expected, by_rates=way))
    odds, both = (np.concatenate(p[way]) for way in (False, True))
    assert (odds < 0.005).mean() > 0.015
    assert (both < 0.005).mean() < 0.01
    assert (both < 0.05).mean() < 0.06


def drawn(rng, members, width, more=0.0, fifth=0, usual=0.05):
    n = np.rint(80 * np.exp(0.5 * rng.standard_normal(members))) + 20
    level = expit(logit(usual) + width * rng.standard_normal(members))
    level[:fifth] += (1 - level[:fifth]) * more
    found = rng.binomial(n.astype(int), level).astype(float)
    others = (found.sum() - found + 0.5) / (n.sum() - n + 1)
    return found, n, n * others


@pytest.mark.parametrize("width", [0.0, 0.8])
def test_its_size_is_the_promised_one(width):
    rng = np.random.default_rng(11)
    p = np.concatenate([beyond_ordinary(*drawn(rng, 60, width)) for _ in range(8)])
    assert (p < 0.05).mean() < 0.07
    assert (p < 0.01).mean() < 0.02


def test_a_fifth_that_are_none_do_not_hide_themselves():
    rng = np.random.default_rng(12)
    p = np.array([beyond_ordinary(*drawn(rng, 60, 0.0, 0.25, 12)) for _ in range(4)])
    assert (p[:, :12] < 0.05).mean() > 0.8
    assert (p[:, 12:] < 0.05).mean() < 0.05
