"""Does our call of rddensity keep its size, see a step, and refuse what it cannot test?"""

import importlib.util

import numpy as np
import pytest
from scipy import stats

from tallystick.calibrate.peers.density import rddensity_p

needs_rddensity = pytest.mark.skipif(
    importlib.util.find_spec("rddensity") is None,
    reason="the peer rddensity is not installed (dependency group peers)",
)


def null_ps(samples, n, seed):
    rng = np.random.default_rng(seed)
    return np.array([rddensity_p(rng.normal(size=n), 0.3) for _ in range(samples)])


@needs_rddensity
def test_p_is_uniform_where_the_density_is_smooth():
    p = null_ps(120, 1000, seed=7)
    assert stats.kstest(p, "uniform").pvalue > 0.01
    assert (p < 0.05).sum() <= stats.binom.ppf(0.999, 120, 0.05)


@pytest.mark.slow
@needs_rddensity
def test_five_percent_of_many_smooth_samples_are_rejected():
    p = null_ps(2000, 2000, seed=11)
    assert abs((p < 0.05).mean() - 0.05) < 0.015


@needs_rddensity
def test_a_density_twice_as_high_above_the_line_is_seen():
    rng = np.random.default_rng(1)
    values = np.concatenate([rng.uniform(0, 1, 2000), rng.uniform(1, 2, 4000)])
    assert rddensity_p(values, 1.0) < 1e-4


@needs_rddensity
def test_p_does_not_depend_on_the_unit_or_the_zero():
    values = np.random.default_rng(2).gamma(4.0, 0.5, 1500)
    p = rddensity_p(values, 2.0)
    assert rddensity_p(1000 * values, 2000.0) == pytest.approx(p, rel=1e-6)
    assert rddensity_p(values - 2.0, 0.0) == pytest.approx(p, rel=1e-6)


@needs_rddensity
def test_missing_values_change_nothing():
    values = np.random.default_rng(3).normal(size=500)
    gaps = np.insert(values, [0, 100, 500], np.nan)
    assert rddensity_p(gaps, 0.2) == rddensity_p(values, 0.2)


@needs_rddensity
def test_it_answers_from_23_distinct_values_on_each_side():
    assert 0 <= rddensity_p(np.repeat(np.arange(46.0), 10), 23.0) <= 1


@pytest.mark.parametrize(
    ("values", "cut"),
    [
        (np.repeat(np.arange(45.0), 10), 22.0),
        (np.repeat(np.arange(45.0), 10), 23.0),
        (np.random.default_rng(4).normal(size=500), 9.0),
        (np.full(30, np.nan), 0.0),
        (np.array([]), 0.0),
    ],
    ids=["22 below", "22 above", "line outside", "all missing", "none"],
)
def test_no_answer_with_too_few_distinct_values(values, cut):
    assert np.isnan(rddensity_p(values, cut))


@pytest.mark.parametrize(
    ("values", "cut"),
    [(np.zeros((5, 2)), 0.0), (np.array([1.0, np.inf]), 0.0), (np.arange(90.0), np.nan)],
)
def test_what_cannot_be_a_sample_is_an_error(values, cut):
    with pytest.raises(ValueError, match=r"dimension|infinite"):
        rddensity_p(values, cut)
