"""Is the beta-binomial law that of SciPy, its fit the best, and are its p-values of their size?"""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import betabinom

from tallystick.stats.peers.beta_binomial import beyond_beta, beyond_most, fitted, law


@pytest.mark.parametrize(("n", "a", "b"), [(1, 0.5, 2.0), (40, 0.32, 7.68), (300, 40.0, 900.0)])
def test_the_law_is_that_of_scipy(n, a, b):
    assert law(n, a, b) == pytest.approx(betabinom.pmf(np.arange(n + 1), n, a, b), rel=1e-8)


def drawn(rng, a, b, members=80, most=300):
    n = rng.integers(20, most, members)
    return rng.binomial(n, rng.beta(a, b, members)), n


@pytest.mark.parametrize(("a", "b"), [(0.32, 7.68), (3.0, 30.0), (0.3, 1.7)])
def test_the_fit_is_as_likely_as_that_of_a_general_optimiser(a, b):
    found, n = drawn(np.random.default_rng(3), a, b)

    def unlikely(logs):
        return -betabinom.logpmf(found, n, *np.exp(logs)).sum()

    best = minimize(unlikely, np.log([a, b]), method="Nelder-Mead")
    assert unlikely(np.log(fitted(found, n))) == pytest.approx(best.fun, abs=0.02)


def test_equal_shares_have_the_tail_of_chance_alone():
    n = np.full(60, 200)
    found = np.random.default_rng(1).binomial(n, 0.1)
    found[0] = 40
    p_values, least = beyond_beta(found, n)
    assert p_values[0] < 0.001
    assert np.all(p_values[1:] > 0.001)
    assert 0.1 < least[0] < 0.25


def test_members_without_records_and_no_members_have_no_answer():
    p_values, least = beyond_beta(np.array([0, 1, 2]), np.array([0, 30, 30]))
    assert np.isnan(p_values).tolist() == np.isnan(least).tolist() == [True, False, False]
    assert not len(beyond_beta(np.array([], dtype=int), np.array([], dtype=int))[0])
    assert np.isnan(beyond_beta(np.array([0]), np.array([0]))[0]).all()


@pytest.mark.parametrize(("a", "b"), [(0.32, 7.68), (0.3, 1.7), (4.0, 60.0)])
def test_its_size_holds_and_a_heavy_tail_is_no_finding(a, b):
    rng = np.random.default_rng(8)
    p_values = np.concatenate([beyond_beta(*drawn(rng, a, b))[0] for _ in range(12)])
    assert np.mean(p_values < 0.05) < 0.065
    assert p_values.min() > 0.05 / len(p_values) / 20


