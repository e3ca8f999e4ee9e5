"""Is a share set against what its like differ by, no oftener than promised?"""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import chi2, median_abs_deviation
from scipy.stats import t as student

from tallystick.stats.peers.concentration import concentrated
from tallystick.stats.peers.spread import (
    beyond_and_smallest,
    beyond_spread,
    middle_and_spread,
    smallest_beyond,
)

FOUND = np.array([30, 12, 25, 40, 18, 70, 22])
N = np.array([300, 200, 240, 350, 260, 310, 205])


def twin(found, n, place):
    """The same by a root finder, on both scales."""
    share, odds = (found + 3 / 8) / (n + 3 / 4), (found + 0.5) / (n - found + 0.5)
    others = np.arange(len(n)) != place
    k = others.sum()
    p_values = []
    for seen, variance in (
        (np.arcsin(np.sqrt(share)), 1 / (4 * n + 2)),
        (np.log(odds), 1 / (found + 0.5) + 1 / (n - found + 0.5)),
    ):
        middle = np.median(seen[others])
        square = (seen[others] - middle) ** 2

        def apart(between, square=square, variance=variance):
            return np.median(square / (variance[others] + between)) - chi2.ppf(0.5, 1)

        between = brentq(apart, 0, 10, xtol=1e-15) if apart(0) > 0 else 0.0
        spread = between + variance[place] + np.pi / 2 * (variance[others] + between).mean() / k
        p_values.append(student.sf((seen[place] - middle) / np.sqrt(spread), 0.4 * (k - 1)))
    return max(p_values)


def test_the_prediction_is_that_of_a_slow_twin():
    assert beyond_spread(FOUND, N) == pytest.approx(
        [twin(FOUND, N, place) for place in range(len(N))], rel=1e-6
    )
    assert np.argmin(beyond_spread(FOUND, N)) == 5


def test_the_spread_of_equal_samples_is_the_median_deviation_less_chance():
    seen = np.array([0.1, 0.35, 0.2, 0.5, 0.28, 0.9, 0.31])
    deviation = median_abs_deviation(seen, scale="normal")
    middle, between = middle_and_spread(seen, np.full(7, 0.004))
    assert (middle, between) == (0.31, pytest.approx(deviation**2 - 0.004, rel=1e-4))
    assert middle_and_spread(seen, np.full(7, 1.0)) == (0.31, 0.0)


def test_members_that_are_far_off_do_not_hide_each_other():
    found, n = np.array([300, 280, 320, 30, 35, 25, 28, 40, 33, 27]), np.full(10, 1000)
    beyond = beyond_spread(found, n)
    assert (beyond[:3] < 0.01).all()
    assert (beyond[3:] > 0.05).all()


def test_a_kind_of_which_half_have_next_to_none_has_a_spread_that_is_fixed():
    found, n = np.array([0, 0, 40, 4, 1, 25, 0, 12]), np.full(8, 300)
    assert np.isnan(beyond_spread(found, n)).all()
    fixed = beyond_and_smallest(found, n, rare=True)[0]
    assert (fixed == concentrated(found, n)[0]).all()
    assert (fixed > 0.05).all()
    assert np.isfinite(beyond_spread(found, n, least_found=0)).all()
    assert np.isfinite(beyond_spread(found + 5, n)).all()


def test_members_without_records_are_left_out_and_have_no_answer():
    more = beyond_spread(np.append(FOUND, 0), np.append(N, 0))
    assert np.isnan(more[-1])
    assert more[:-1] == pytest.approx(beyond_spread(FOUND, N))


def test_fewer_than_four_others_say_nothing():
    assert np.isnan(beyond_spread(FOUND[:4], N[:4])).all()
    assert np.isfinite(beyond_spread(FOUND[:5], N[:5])).all()
    assert np.isnan(smallest_beyond(FOUND[:4], N[:4])).all()


def _wrong(spread, worlds, seed, base=0.09, k=10):
    rng = np.random.default_rng(seed)
    found = 0
    for _ in range(worlds):
        share = rng.beta(base * spread, (1 - base) * spread, k) if spread else np.full(k, base)
        n = rng.integers(200, 1500, k)
        found += int((beyond_spread(rng.binomial(n, share), n) < 0.05).sum())
    return found / (worlds * k)


@pytest.mark.parametrize("spread", [0, 132, 30])
def test_the_size_is_held_whether_units_differ_or_not(spread):
    assert 0.003 < _wrong(spread, 300, 3) < 0.06


@pytest.mark.slow
@pytest.mark.parametrize("base", [0.005, 0.02, 0.09, 0.25])
@pytest.mark.parametrize("spread", [0, 132, 30, 10])
@pytest.mark.parametrize("k", [5, 6, 10, 40])
def test_the_size_is_held_at_every_share_and_number_of_units(base, spread, k):
    assert _wrong(spread, 800, 4, base, k) < 0.06


def test_the_smallest_share_is_found_eight_times_in_ten():
    rng = np.random.default_rng(8)
    found, asked = 0, 0
    for _ in range(300):
        n = rng.integers(300, 1500, 10)
        share = rng.beta(12, 120, 10)
        drawn = rng.binomial(n, share)
        share[0] = smallest_beyond(drawn, n)[0]
        drawn[0] = rng.binomial(n[0], share[0])
        found += beyond_spread(drawn, n)[0] < 0.05
        asked += 1
    # Without the spread between units themselves, which moves a single one as well.
    assert found / asked > 0.8
