"""Does the law of ordinary members keep its size, and bear members that are none?"""

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import binom

from tallystick.stats.ordinary_levels import (
    CHANCES,
    MIDDLES,
    NODE,
    PRIOR,
    WEIGHT,
    WIDTHS,
    beyond_ordinary,
)


def slowly(found, n, expected):
    """The same p-values, member by member and law by law."""
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
                        level = expit(logit(expected[other] / n[other]) + middle + width * NODE)
                        law = (binom.pmf(found[other], n[other], level) * WEIGHT).sum()
                        weight *= (1 - chance) * law + chance / (n[other] + 1)
                    level = expit(logit(expected[who] / n[who]) + middle + width * NODE)
                    tail = (binom.sf(found[who] - 1, n[who], level) * WEIGHT).sum()
                    above, whole = above + weight * tail, whole + weight
        answers.append(above / whole)
    return answers


def test_it_equals_its_slow_twin():
    found, n = np.array([0.0, 3, 9]), np.array([30.0, 40, 25])
    expected = np.array([2.0, 3, 2.5])
    got = beyond_ordinary(found, n, expected)
    assert got == pytest.approx(slowly(found, n, expected), rel=1e-4)
    assert got[0] == pytest.approx(1.0)


def drawn(rng, members, width, more=0.0, fifth=0):
    n = np.rint(80 * np.exp(0.5 * rng.standard_normal(members))) + 20
    level = expit(logit(0.05) + width * rng.standard_normal(members))
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
