"""Is a member's share compared with others of its strata alone, and kept within its size?"""

import numpy as np
import pytest
from scipy.stats import hypergeom

from tallystick.stats.peers.larger_share import Marked, larger
from tallystick.stats.peers.spread import beyond_many, beyond_spread


def marked(rows):
    return Marked(*np.array(rows, dtype=np.int64).T)


def test_one_stratum_is_fisher_s_test_and_the_rest_s_rate():
    rows = [(k, 0, 5 + k % 2, 100) for k in range(6)] + [(6, 0, 14, 50), (-1, 0, 9, 50)]
    said = larger(marked(rows), 7, 20, 5)[6]
    total, rest = 3 * 5 + 3 * 6 + 14 + 9, 42
    assert (said.n, said.numbers.found) == (50, 14)
    assert said.numbers.p_rest == pytest.approx(hypergeom.sf(13, 700, total, 50))
    assert said.numbers.expected == pytest.approx(50 * (rest + 20 * 42.5 / 651) / 670)
    assert said.p_value == max(said.numbers.p_rest, said.numbers.p_spread)
    assert said.p_value < 0.05


def test_strata_are_compared_like_with_like():
    """Who works where marks are common has more of them, and is like the others there."""
    rows = [(k, 0, 2, 100) for k in range(8)] + [(k, 1, 12, 20) for k in range(1, 8)]
    rows += [(0, 1, 60, 100), (0, 2, 5, 5)]
    said = larger(marked(rows), 8, 20, 5)
    assert said[0].n == 200  # nobody else has records of the last stratum
    assert said[0].numbers.expected == pytest.approx(62, abs=6)
    assert said[0].numbers.p_rest > 0.3
    assert said[0].p_value > 0.3


def test_few_records_and_few_members_are_not_asked():
    rows = [(k, 0, 1, 30) for k in range(5)] + [(5, 0, 9, 19)]
    said = larger(marked(rows), 6, 20, 5)
    assert np.isnan(said[5].numbers.p_spread)
    assert not np.isnan(said[0].numbers.p_spread)
    assert np.isnan(larger(marked(rows), 6, 20, 6)[0].numbers.p_spread)
    alone = larger(marked([(0, 0, 1, 30), (1, 1, 1, 30)]), 2, 20, 5)
    assert (alone[0].n, alone[0].p_value) == (0, None)


def test_peers_are_as_many_others_of_equal_size():
    said = larger(marked([(0, 0, 1, 30)] + [(k, 0, 1, 50) for k in range(1, 5)]), 5, 20, 5)
    assert said[0].numbers.peers == pytest.approx(4)


def test_many_members_are_told_almost_as_one_by_one():
    rng = np.random.default_rng(5)
    n = rng.integers(60, 200, 130)
    found = rng.binomial(n, 0.1)
    many, least = beyond_many(found, n)
    assert many == pytest.approx(beyond_spread(found, n, least_found=0), abs=0.03)
    assert (least > 0.1).all()
    with pytest.raises(ValueError, match="five members"):
        beyond_many(found[:4], n[:4])


def sample(rng, more=0.0, units=16):
    rows = []
    for unit in range(units):
        level = rng.beta(3, 57)
        level += (1 - level) * (more if unit < 3 else 0)
        for stratum in range(4):
            n = int(rng.poisson(80))
            rows.append((unit, stratum, rng.binomial(n, level), n))
    return marked(rows)


def test_units_that_differ_keep_the_size_and_a_few_that_differ_more_are_found():
    rng = np.random.default_rng(6)
    clean = np.array([[each.p_value for each in larger(sample(rng), 16, 50, 5)]
                      for _ in range(8)])  # fmt: skip
    assert (clean < 0.05).mean() < 0.07
    full = np.array([[each.p_value for each in larger(sample(rng, 0.4), 16, 50, 5)]
                     for _ in range(3)])  # fmt: skip
    assert (full[:, :3] < 0.05).mean() > 0.6
    assert (full[:, 3:] < 0.05).mean() < 0.05
